"""When a text says that a group was founded, held against its charter."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from parley.group.dialogue.charter import Charter, GroupKind
from parley.group.dialogue.dialogue import Dialogue
from parley.group.press.days.date_words import Named, find_named
from parley.group.press.days.dates import DatedWords
from parley.group.press.document.text import Language
from parley.group.press.flags import Flag, FlagKind
from parley.group.press.meetings.expected import Expected
from parley.group.press.meetings.groups import GroupAt
from parley.group.press.words.mark import Line
from parley.group.press.words.phrases import Phrases

#: How far a date may stand from the word for founding, on the usual side and on the other one.
_REACH = {"zh": (45, 14), "ja": (48, 10), "ko": (60, 16)}
_REACH_LATIN = (70, 80)
#: How far the name of a group, or "the panel", may stand.
_NOUN = 90
#: What stands between a date and a word for founding and makes the date another event's.
_BLOCKS = ("held", "planned", "confirmed", "meets", "said")
#: How far the object of "the launch of" stands.
_OBJECT = 60
#: How far into its clause a date may stand before a verb: "In November 2023 it was created".
_OPENING = 12
#: What parts a date from a founding.
_BY_NOTHING, _BY_AFTER, _BY_ELSE = "", "after", "else"
_OF = re.compile(r".{0,3}\s(?:of|de)\s")
_STOPS = re.compile(r"[;；。]|\.(?=\s|$)")
#: A founding before or from these years on is that of something else.
_OLDEST, _NEWEST = 2021, 2026


@dataclass(frozen=True)
class Foundings:
    """What the founding dates of one text are told by.

    Args:
        lines: The sentences with their marks.
        named: Where groups are named.
        dates: The words that name days.
        phrases: Of the language of the text.
        dialogue: The charters.
        expected: The meetings of each group by the record.
        main: The group that the text is about; empty where none is known.
        elsewhere: Sentences that are about another channel.
    """

    lines: Sequence[Line]
    named: Sequence[GroupAt]
    dates: Sequence[DatedWords]
    phrases: Phrases
    dialogue: Dialogue
    expected: Mapping[str, Sequence[Expected]]
    main: str
    elsewhere: Mapping[int, str]

    def wrong(self) -> Iterator[Flag]:
        """Founding dates that the charter does not have, and events that were no founding."""
        before = self.main
        for line in self.lines:
            here = [each for each in self.named if each.line == line.number]
            found = [cue for cue in self._cues(line) if _in_clause(line, *cue)]
            if found:
                yield from self._in_line(line, found, here, before)
            before = next((each.group for each in reversed(here) if each.group), before)

    def _cues(self, line: Line) -> list[tuple[int, int]]:
        """Words for founding, from left to right, none within another."""
        spans = [(mark.start, mark.end) for mark in line.cues("founded")]
        spans += [match.span() for match in self.phrases.find("founding", line.folded)]
        spans = [span for span in spans if not self._is_venue(line, span[1])]
        spans.sort(key=lambda span: (span[0], -span[1]))
        kept: list[tuple[int, int]] = []
        for span in spans:
            if not kept or span[0] >= kept[-1][1]:
                kept.append(span)
        return kept

    def _is_venue(self, line: Line, end: int) -> bool:
        """Whether what was set up is a hall or a table for a meeting."""
        venues = self.phrases.compiled.get("venue", ())
        return any(each.match(line.folded, end) for each in venues)

    def _in_line(
        self,
        line: Line,
        cues: Sequence[tuple[int, int]],
        here: Sequence[GroupAt],
        before: str,
    ) -> Iterator[Flag]:
        flags: list[Flag] = []
        for start, end in cues:
            charters = self._charters(line, start, end, here, before)
            if not charters:
                continue
            founded = max(each.founded for each in charters if each.founded)
            said = list(self._dates_by(line, start, end, cues, founded))
            if any(_fits(words, each, self.phrases) for words in said for each in charters):
                return
            expected = f"{charters[0].founded} ({', '.join(each.basis.id for each in charters)})"
            flags += [
                Flag(FlagKind.FOUNDED, words.words, expected, line.number)
                for words in said
                if all(_contradicts(words, each, self.phrases) for each in charters)
            ]
            if not flags:
                events = self._events(line, start, end, charters)
                flags += [Flag(FlagKind.FOUNDED, each, expected, line.number) for each in events]
        yield from flags

    def _charters(
        self, line: Line, start: int, end: int, here: Sequence[GroupAt], before: str
    ) -> list[Charter]:
        """The charters of what was founded; none where it is something else."""
        explicit = [each for each in here if _gap(each.start, each.end, start, end) <= _NOUN]
        nouns = self._spans("group_noun", line)
        if _OF.match(line.folded, end - 3):  # "the launch of" something
            explicit = [each for each in explicit if each.start >= end]
            nouns = [span for span in nouns if end <= span[0] <= end + _OBJECT]
        near = min((_gap(a, b, start, end) for a, b in nouns), default=_NOUN + 1)
        is_named = any(each.group for each in explicit)
        if not is_named and (near > _NOUN or self._is_of_others(line, start, end, near)):
            return []
        group = self._nearest(explicit, start, end)
        closest = min(near, _nearness(explicit, start, end))
        if any(
            mark.value == "aml-cft" and _gap(mark.start, mark.end, start, end) < closest
            for mark in line.of("topic")
        ):
            return []
        group = group or self._spoken_of(line, before)
        if not group:
            known = [self.dialogue.charter.get(each) for each in self._groups()]
            return [each for each in known if each is not None and each.founded]
        charter = self.dialogue.charter.get(group)
        return [charter] if charter is not None and charter.founded else []

    def _spans(self, name: str, line: Line) -> list[tuple[int, int]]:
        return [match.span() for match in self.phrases.find(name, line.folded)]

    def _is_of_others(self, line: Line, start: int, end: int, near: int) -> bool:
        """Whether the noun for a group is that of another channel or of other countries."""
        ours = set(self.dialogue.side)
        others = self._spans("other_group", line)
        if any(_gap(at, stop, start, end) <= near + 3 for at, stop in others):
            return True
        return any(
            _gap(mark.start, mark.end, start, end) <= max(near, _OBJECT)
            for mark in line.of("country", "pair")
            if not set(mark.value.split("-")) <= ours
        )

    def _spoken_of(self, line: Line, before: str) -> str:
        """The group that a sentence without a name goes on about."""
        group = self.elsewhere.get(line.number, before)
        charter = self.dialogue.charter.get(group)
        if (
            charter is not None
            and charter.kind is GroupKind.SUB_BODY
            and self._spans("group_word", line)
        ):
            # "the working group" is no exchange of experts
            return self.main if self.main in self._groups() else charter.parent
        return group

    def _groups(self) -> list[str]:
        return [each.basis.id for each in self.dialogue.groups]

    def _nearest(self, explicit: Sequence[GroupAt], start: int, end: int) -> str:
        """The group that is named nearest; what stands before a word for founding is nearer."""

        def far(each: GroupAt) -> int:
            return _gap(each.start, each.end, start, end) + (12 if each.start >= end else 0)

        named = [each for each in explicit if each.group]
        if not named:
            return ""
        nearest = min(explicit, key=far)
        return nearest.group if nearest.group else min(named, key=far).group

    def _dates_by(
        self,
        line: Line,
        start: int,
        end: int,
        cues: Sequence[tuple[int, int]],
        founded: date,
    ) -> Iterator[DatedWords]:
        """Dates that go with a word for founding, or that it cannot have followed."""
        language = self.phrases.language
        is_last = language in _REACH
        usual, other = _REACH.get(language, _REACH_LATIN)
        links = self.phrases.compiled.get("founded_on", ())
        for words in self.dates:
            if words.sentence != line.number:
                continue
            at = _place(words, line)
            stop = at + len(words.words)
            nearest = min(cues, key=lambda cue: _gap(cue[0], cue[1], at, stop))
            is_before = stop <= start
            reach = usual if is_before == is_last else other
            if nearest != (start, end) or _gap(at, stop, start, end) > reach:
                continue
            if is_before and not is_last and not _opens_clause(line, at):
                continue
            if (
                is_last
                and not is_before
                and not any(each.fullmatch(line.folded, end, at) for each in links)
            ):
                continue  # what was founded met on that day
            parted = self._parted(line, at, stop, start, end)
            is_late = parted == _BY_AFTER and self._is_too_late(line, start, end, words, founded)
            if parted == _BY_NOTHING or is_late:
                yield words

    def _is_too_late(
        self, line: Line, start: int, end: int, words: DatedWords, founded: date
    ) -> bool:
        """Whether a text has something founded after what came later: "after the talks of April".

        "Since it was founded" goes with all that came later.
        """
        is_last = self.phrases.language in _REACH
        around = line.folded[start if is_last else max(start - 12, 0) : end + 6]
        is_since = self.phrases.has("founded_since", around)
        return words.first is not None and words.first > founded and not is_since

    def _parted(self, line: Line, at: int, stop: int, start: int, end: int) -> str:
        """What parts a stretch from the founding: a verb, "after", the end of a clause; or not."""
        first, last = min(stop, end), max(at, start)
        between = line.folded[first:last]
        if _STOPS.search(between):
            return _BY_ELSE
        if any(first <= mark.start and mark.end <= last for mark in line.cues(*_BLOCKS)):
            return _BY_ELSE
        if end <= at and self.phrases.has("founded_by", between):
            return _BY_ELSE  # "its creation was agreed in July"
        before = line.folded[max(at - 40, 0) : at] if stop <= start else ""
        phrase = (
            re.split(r"[,，、;；。]", before)[-1] if self.phrases.language not in _REACH else ""
        )
        for name, parted in (("founded_following", _BY_AFTER), ("founded_after", _BY_ELSE)):
            if any(True for part in (between, phrase) for _ in self.phrases.find(name, part)):
                return parted
        return _BY_NOTHING

    def _events(
        self, line: Line, start: int, end: int, charters: Sequence[Charter]
    ) -> Iterator[str]:
        """Visits and towns at which a text lets a group be founded, and where none was."""
        is_last = self.phrases.language in _REACH
        towns = {each for charter in charters for each in self._later_towns(charter)}
        spans = self._spans("founded_at", line) + [
            (mark.start, mark.end)
            for mark in line.of("place")
            if mark.value in towns and (mark.start >= end) != is_last
        ]
        for at, stop in spans:
            is_near = _gap(at, stop, start, end) <= _REACH_LATIN[0]
            if is_near and self._parted(line, at, stop, start, end) == _BY_NOTHING:
                yield line.text[at:stop]

    def _later_towns(self, charter: Charter) -> set[str]:
        """Towns where a group met after its founding, but for those of both governments."""
        meetings = self.expected.get(charter.basis.id, ())
        capitals = ("Beijing", "Washington", "video", "")
        return {each.place for each in meetings if each.place not in capitals}


def _gap(start: int, end: int, other_start: int, other_end: int) -> int:
    return max(start - other_end, other_start - end, 0)


def _nearness(groups: Sequence[GroupAt], start: int, end: int) -> int:
    return min((_gap(each.start, each.end, start, end) for each in groups), default=_NOUN)


def _in_clause(line: Line, start: int, end: int) -> bool:
    """Whether a word for founding is no part of the name of a group or a person."""
    return not any(
        mark.start <= start and end <= mark.end for mark in line.of("group", "person", "topic")
    )


def _place(words: DatedWords, line: Line) -> int:
    """Where a date stands in what a reader sees of its sentence."""
    at = words.start - line.sentence.start
    if line.text[at : at + len(words.words)] == words.words:
        return at
    return max(line.text.find(words.words), 0)  # a page's tags stand between


def _opens_clause(line: Line, at: int) -> bool:
    return len(re.split(r"[,;.]", line.text[:at])[-1].strip()) <= _OPENING


def _fits(words: DatedWords, charter: Charter, phrases: Phrases) -> bool:
    """Whether words may mean the day of the charter; a month without a year is its month."""
    founded = charter.founded
    if founded is None:
        return False
    named = _named(words, phrases)
    if named is not None and _is_bare(named):
        return _is_of_month(named, founded)
    if named is not None and named.part and named.month is None:
        return words.first is None or words.first.year == founded.year  # "late last year"
    if words.first is None or words.last is None:
        return False
    return words.first <= founded <= words.last


def _contradicts(words: DatedWords, charter: Charter, phrases: Phrases) -> bool:
    """Whether words mean another day; of a month whose year is not known the month is compared."""
    founded = charter.founded
    if founded is None or _fits(words, charter, phrases):
        return False
    if words.first is not None and words.last is not None:
        return words.last.year >= _OLDEST and words.first.year < _NEWEST
    named = _named(words, phrases)
    if named is None or named.month is None or named.year is not None:
        return False
    return not _is_of_month(named, founded)


def _named(words: DatedWords, phrases: Phrases) -> Named | None:
    return next(iter(find_named(words.words, Language(phrases.language))), None)


def _is_bare(named: Named) -> bool:
    told = (named.year, named.year_shift, named.turn, named.month_shift, named.span)
    return named.month is not None and all(each is None for each in told)


def _is_of_month(named: Named, founded: date) -> bool:
    last = named.last_day or named.day
    is_day = named.day is None or named.day <= founded.day <= (last or named.day)
    return named.month == founded.month and is_day
