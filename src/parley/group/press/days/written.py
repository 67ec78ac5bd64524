"""When an undated text was written: what it says of events whose days are known, put together."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import lru_cache

from parley.group.press.days.date_words import Named, find_named
from parley.group.press.days.leaning import leaning_at
from parley.group.press.days.which_days import days_of
from parley.group.press.document.text import Sentence, Text

_DAY = timedelta(days=1)
#: How far from an event its days of writing are looked for.
_REACH = 800
#: How long after an event a text still speaks of it without saying when it was.
_RECENT = 400
#: Days that words of each grain cover at most.
_GRAINS = {"day": 2, "week": 7, "month": 31, "year": 366}


@dataclass(frozen=True)
class KnownEvent:
    """An event whose days the record holds, and how a text that speaks of it can be known.

    Args:
        name: What it is, for a reader.
        first, last: Its days.
        signs: Groups of words; a sentence speaks of the event if it holds one word of each group,
            whatever its case.
        grain: The coarsest words that are taken to date it: ``day``, ``week``, ``month`` or
            ``year``. A meeting is dated by weekdays; "last year" beside it is something else.
        is_unmistakable: A text that speaks of it, with no day beside it, was written after it.
        is_subject: The text is about it, so a bare weekday in the text is one of its week.
    """

    name: str
    first: date
    last: date
    signs: tuple[tuple[str, ...], ...]
    grain: str = "year"
    is_unmistakable: bool = False
    is_subject: bool = False

    def places_in(self, sentence: str) -> tuple[int, ...]:
        """Where a sentence, in small letters, speaks of this event: one place for each group.

        Empty where it does not.
        """
        places = []
        for group in self.signs:
            found = [sentence.find(word.lower()) for word in group]
            first = min((place for place in found if place >= 0), default=-1)
            if first < 0:
                return ()
            places.append(first)
        return tuple(places)


@dataclass(frozen=True)
class Clue:
    """The days between which words of a sentence show that the text was written, and why.

    Clues of the same words are alternatives: the forum of this January or of the next.
    """

    first: date
    last: date
    sentence: int
    words: str
    reason: str


@dataclass(frozen=True)
class Written:
    """When a text was written, as far as can be told.

    Args:
        first, last: The first and the last day that fit all clues; both None where there are no
            clues, no day fits them all, or stretches that lie apart do.
        is_stated: The document itself gives the day.
        clues: What it stands on; where nothing came of them, all of them.
        week: The Monday of the week of the event that the text is about, where that is known.
    """

    first: date | None
    last: date | None
    is_stated: bool
    clues: tuple[Clue, ...] = ()
    week: date | None = None

    @property
    def reason(self) -> str:
        """What the days stand on, in one line for a reader."""
        if self.is_stated:
            return f"the document is dated {self.first}"
        if self.first is None:
            if self.clues:
                return "the clues to when it was written do not fit together"
            return "nothing tells when it was written"
        window = f"written between {self.first} and {self.last}"
        return f"{window}: {'; '.join(clue.reason for clue in self.clues)}"

    def is_tighter_than(self, other: "Written") -> bool:
        """Whether this names fewer days than another one."""
        if self.first is None or self.last is None:
            return False
        if other.first is None or other.last is None:
            return True
        return self.last - self.first < other.last - other.first

    def days(self) -> Iterator[date]:
        """Every day on which it may have been written."""
        if self.first and self.last:
            for number in range((self.last - self.first).days + 1):
                yield self.first + number * _DAY


def tell_written(text: Text, events: Sequence[KnownEvent], more: Sequence[Clue] = ()) -> Written:
    """Tell when a text was written.

    A text that states its day was written then. For any other, each sentence that speaks of a
    known event is a clue: "last week" beside an event of 13 January leaves the week after it;
    what "was founded last September" was founded in September of the year before. The days that
    fit every clue remain. That is an inference, and whoever shows it must say so.

    Args:
        text: The text.
        events: What the record and the calendar know.
        more: Clues that somebody found otherwise, for example that a meeting of a known day is
            still to come.

    Returns:
        The days that fit; none where clues contradict each other.
    """
    if text.day:
        return Written(text.day, text.day, True)
    clues = [*more]
    for number, sentence in enumerate(text.sentences):
        clues += _clues_of(text, number, sentence, events)
    if not clues:
        return Written(None, None, False)
    kept = tuple(dict.fromkeys(clues))
    windows = _windows(kept)
    if len(windows) != 1:
        return Written(None, None, False, kept)
    first, last = windows[0]
    week = _week_of_subject(events, first, last)
    if week:
        first, last = max(first, week), min(last, week + 6 * _DAY)
    return Written(first, last, False, _needed(kept, first, last), week)


def _windows(clues: Sequence[Clue]) -> list[tuple[date, date]]:
    """The stretches of days that fit every clue; clues of the same words are alternatives."""
    stretches = [(date.min, date.max)]
    by_words: dict[tuple[int, str], list[Clue]] = {}
    for clue in clues:
        by_words.setdefault((clue.sentence, clue.words), []).append(clue)
    for alternatives in by_words.values():
        narrowed = {
            (max(first, clue.first), min(last, clue.last))
            for first, last in stretches
            for clue in alternatives
        }
        stretches = sorted(stretch for stretch in narrowed if stretch[0] <= stretch[1])
    return stretches


def _week_of_subject(events: Sequence[KnownEvent], first: date, last: date) -> date | None:
    """The week of the event that the text is about, if it was written within days of it.

    Who writes "on Thursday" of a meeting writes in its week, or in the last days of the week
    before; where both fit, the meeting's own week is taken.
    """
    for event in events:
        monday = event.first - event.first.weekday() * _DAY
        near = first >= monday - 6 * _DAY and last <= monday + 13 * _DAY
        if event.is_subject and near and first <= monday + 6 * _DAY and last >= monday:
            return monday
    return None


def _needed(clues: tuple[Clue, ...], first: date, last: date) -> tuple[Clue, ...]:
    """The clues that fit, the tightest first; who explains needs no more than three."""
    fitting = [clue for clue in clues if clue.first <= last and first <= clue.last]
    return tuple(sorted(fitting, key=lambda clue: clue.last - clue.first)[:3])


def _clues_of(
    text: Text, number: int, sentence: Sentence, events: Sequence[KnownEvent]
) -> Iterator[Clue]:
    lowered = sentence.text.lower()
    spoken_of = [(event, places) for event in events if (places := event.places_in(lowered))]
    if not spoken_of:
        return
    named = [
        (one, leaning_at(sentence.text, one.start, one.end, text.language))
        for one in find_named(sentence.text, text.language)
        if not one.is_whole
    ]
    for event, places in spoken_of:
        dated = False
        for one, leaning in named if event.is_subject else _nearest(named, places):
            window = _window_of(one, leaning, event)
            if window:
                words = " ".join(sentence.text[one.start : one.end].split())
                reason = f"“{words}” beside {event.name} ({event.first})"
                yield Clue(*window, number, words, reason)
                dated = True
        if event.is_unmistakable and not dated:
            last = event.first + _RECENT * _DAY
            reason = f"{event.name} ({event.first}) is spoken of"
            yield Clue(event.first, last, number, event.name, reason)


def _nearest(
    named: Sequence[tuple[Named, int]], places: tuple[int, ...]
) -> Sequence[tuple[Named, int]]:
    """The words for days that stand nearest to one of the words for an event."""
    return sorted(named, key=lambda one: min(abs(one[0].start - place) for place in places))[:1]


def _window_of(named: Named, leaning: int, event: KnownEvent) -> tuple[date, date] | None:
    bare = replace(named, start=0, end=0)
    return _window(bare, leaning, event.first, event.last, _GRAINS[event.grain])


@lru_cache(maxsize=4096)
def _window(
    named: Named, leaning: int, first: date, last: date, most_days: int
) -> tuple[date, date] | None:
    """The days of writing on which the words would mean the days of an event."""
    fits = set()
    for number in range(-_REACH, _REACH + 1):
        written = first + number * _DAY
        days = days_of(named, written, leaning)
        if not days or (days[1] - days[0]).days >= most_days:
            continue
        too_early = leaning < 0 and written < first
        if days[0] <= last and first <= days[1] and not too_early:
            fits.add(written)
    return _stretch(fits, last) if fits else None


def _stretch(fits: set[date], last: date) -> tuple[date, date]:
    """The unbroken stretch of fitting days that lies nearest to the event."""
    nearest = min(fits, key=lambda day: abs(day - last))
    begin = end = nearest
    while begin - _DAY in fits:
        begin -= _DAY
    while end + _DAY in fits:
        end += _DAY
    return begin, end
