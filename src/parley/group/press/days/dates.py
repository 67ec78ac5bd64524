"""When: words of a text that name a day or days, the days that they mean, and on what basis."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from enum import StrEnum

from parley.group.press.days.date_words import Named, find_named
from parley.group.press.days.leaning import leaning_at
from parley.group.press.days.which_days import Days, days_of, part_of, week_in_month
from parley.group.press.days.written import Written
from parley.group.press.document.text import Language, Text

#: A window of writing longer than this tells no year.
_LONGEST_WINDOW = 800
#: The day of another article, to which a text refers its reader.
_OF_AN_ARTICLE = re.compile(r"(?:付け?の?|자\s*)?(?:記事|本紙|기사|보도\s*참[조고])")
_SEE = re.compile(
    r"(?:\b(?:ver|véase)\s+(?:la\s+)?(?:nota|noticia|información)|\bxem\s+(?:thêm\s+)?(?:bài|tin))"
    r"(?:\s+(?:viết|del?|ngày))?\s*$",
    re.IGNORECASE,
)
#: How many sentences back "later in the month" may point.
_BACK = 3


class Basis(StrEnum):
    """How it is known which days are meant."""

    STATED = "stated"
    RELATIVE = "relative to the document's date"
    INFERRED = "inferred"
    UNRESOLVED = "unresolved"


@dataclass(frozen=True)
class DatedWords:
    """Words that name a day or days.

    Args:
        words: As written.
        start, end: Their place in the ``raw`` of the text.
        first, last: The first and the last day that they mean, None where unresolved. A month or
            a year is its first and its last day.
        basis: How that is known. Only ``STATED`` stands without a day of writing.
        sentence: The number of their sentence in ``text.sentences``.
        clue: What the reading stands on, in one line for a reader.
        written_days: The month, 0 for none, and the first and last day as they stand there.
    """

    words: str
    start: int
    end: int
    first: date | None
    last: date | None
    basis: Basis
    sentence: int
    clue: str = ""
    written_days: tuple[int, int, int] | None = None


def resolve(text: Text, written: Written | None = None) -> tuple[DatedWords, ...]:
    """Find the words of a text that name days, and say which days they mean.

    Whole dates are what they say. "On Thursday", "last September", "2月6日" count from the day of
    the document: ``Basis.RELATIVE``. Where the document states none and ``written`` says between
    which days it was written, words that mean the same on each of those days are
    ``Basis.INFERRED``; all others stay unresolved. Nothing is resolved from nothing.

    Args:
        text: The text.
        written: When it was written, as ``tell_written`` found; not asked where the text states
            its day.

    Returns:
        Every such place in order, those that could not be resolved among them.

    Example:
        >>> from parley.group.press.document.reading import read_text
        >>> text = read_text("date 2024-02-07 They met on Tuesday and will meet again in April.")
        >>> [(one.words, str(one.first), str(one.last)) for one in resolve(text)]
        [('Tuesday', '2024-02-06', '2024-02-06'), ('April', '2024-04-01', '2024-04-30')]
    """
    if text.day:
        written = Written(text.day, text.day, is_stated=True)
    reader = _Reader(text, written or Written(None, None, is_stated=False))
    return tuple(reader.read())


@dataclass
class _Reader:
    """One text and when it was written; keeps the month that was spoken of last."""

    text: Text
    written: Written
    month: tuple[int, date] | None = None
    year: int | None = None
    latest: date | None = None

    def read(self) -> Iterator[DatedWords]:
        found = list(self._found())
        whole = [
            days
            for _, one, _ in found
            if one.is_whole and one.month and (days := days_of(one, None, 0))
        ]
        years = {first.year for first, _ in whole}
        self.latest = max((last for _, last in whole), default=None)
        only_year = years.pop() if len(years) == 1 else None
        for number, named, leaning in found:
            days, basis, clue = self._days(number, named, leaning, only_year)
            if days and named.week_of:
                days = week_in_month(days, named.week_of)
            if days and named.part:
                days = part_of(days, named.part)
            sentence = self.text.sentences[number]
            at = sentence.at
            start, end = self.text.place(at + named.start, at + named.end)
            words = sentence.text[named.start : named.end]
            first, last = days or (None, None)
            if days and (days[1] - days[0]).days <= 31:
                self.month = number, days[0]
            if days and days[0].year == days[1].year:
                self.year = days[0].year
            as_written = _days_as_written(named)
            yield DatedWords(words, start, end, first, last, basis, number, clue, as_written)

    def _found(self) -> Iterator[tuple[int, Named, int]]:
        language = self.text.language
        for number, sentence in enumerate(self.text.sentences):
            for named in find_named(sentence.text, language):
                if _is_of_an_article(sentence.text, named):
                    continue
                yield number, named, leaning_at(sentence.text, named.start, named.end, language)

    def _days(
        self, number: int, named: Named, leaning: int, only_year: int | None
    ) -> tuple[Days | None, Basis, str]:
        """Which days, on what basis, and what that stands on."""
        if named.is_ambiguous:
            return None, Basis.UNRESOLVED, "day and month cannot be told apart"
        if named.is_whole:
            days = days_of(named, None, 0)
            clue = "a whole date" if days else "the calendar has no such day"
            return days, Basis.STATED if days else Basis.UNRESOLVED, clue
        if named.is_that_year:
            days = days_of(replace(named, year=self.year, is_that_year=False), None, 0)
            known = Basis.RELATIVE if self.written.is_stated else Basis.INFERRED
            clue = "the year that was spoken of before"
            return (days, known, clue) if days else (None, Basis.UNRESOLVED, clue)
        if named.is_that_month:
            return self._that_month(number, named)
        if self.written.first is None:
            return self._from_only_year(named, leaning, only_year)
        days = self._over_window(named, leaning)
        if days is None:
            several = self.written.first != self.written.last
            reason = "means several days: " if several else ""
            return None, Basis.UNRESOLVED, reason + self.written.reason
        basis = Basis.RELATIVE if self.written.is_stated else Basis.INFERRED
        return days, basis, self.written.reason

    def _over_window(self, named: Named, leaning: int) -> Days | None:
        """The days that the words mean whenever in the window they were written."""
        window = list(self.written.days())
        if len(window) > _LONGEST_WINDOW:
            return None
        meant = {days_of(named, day, leaning) for day in window}
        week = self.written.week
        if len(meant) > 1 and week and named.weekday is not None and named.turn is None:
            meant = {days for days in meant if days and _is_within(days, week)}
        return meant.pop() if len(meant) == 1 else None

    def _that_month(self, number: int, named: Named) -> tuple[Days | None, Basis, str]:
        """The month spoken of before; for one of its weeks else that of the document."""
        is_near = self.month and number - self.month[0] <= _BACK
        spoken = self.month[1] if self.month and is_near else None
        if named.week_of and self.written.is_stated and self.written.first:
            spoken = spoken or self.written.first
        if spoken is None:
            return None, Basis.UNRESOLVED, "no month was spoken of before"
        first = spoken.replace(day=1)
        after = (first + timedelta(days=31)).replace(day=1)
        basis = Basis.RELATIVE if self.written.is_stated else Basis.INFERRED
        return (first, after - timedelta(days=1)), basis, "the month that was spoken of before"

    def _from_only_year(
        self, named: Named, leaning: int, only_year: int | None
    ) -> tuple[Days | None, Basis, str]:
        """A day without its year, in a text whose whole dates are all of one year.

        What is to come in January, in a text that speaks of November 2023, is in 2024.
        """
        is_bare = named.month is not None and named.year_shift is None and named.turn is None
        days = days_of(replace(named, year=only_year), None, 0) if only_year and is_bare else None
        if days and only_year and leaning > 0 and self.latest and days[1] < self.latest:
            days = days_of(replace(named, year=only_year + 1), None, 0)
        if days is None:
            return None, Basis.UNRESOLVED, self.written.reason
        return days, Basis.INFERRED, f"other dates of the text are of {only_year}"


def _days_as_written(named: Named) -> tuple[int, int, int] | None:
    if named.day is None or named.last_month is not None:
        return None
    return named.month or 0, named.day, named.last_day or named.day


def _is_of_an_article(words: str, named: Named) -> bool:
    """Whether a day is that of another article: ``（2024年2月9日記事参照）``."""
    after = _OF_AN_ARTICLE.match(words, named.end)
    return bool(after or _SEE.search(words, 0, named.start))


def _is_within(days: Days, week: date) -> bool:
    return week <= days[0] and days[1] <= week + timedelta(days=6)


def is_read(language: Language) -> bool:
    """Whether words for days are read in this language, and not dates in figures alone."""
    return language is not Language.UNKNOWN
