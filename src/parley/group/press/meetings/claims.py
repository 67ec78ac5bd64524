"""What the sentences of a text say of a meeting: number, place, days, how far it has come."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import pairwise

from parley.group.press.days.dates import Basis, DatedWords
from parley.group.press.days.leaning import leaning_at
from parley.group.press.document.text import Language
from parley.group.press.meetings.counting import CAPITALS, counts_in, parted
from parley.group.press.meetings.days_said import WEEKDAY_IN_BRACKETS, merged_days
from parley.group.press.meetings.expected import VIDEO
from parley.group.press.meetings.groups import GroupAt
from parley.group.press.words.governing import governor
from parley.group.press.words.located import is_located
from parley.group.press.words.mark import Line, Mark
from parley.group.press.words.phrases import Phrases

#: Where somebody speaks is where the meeting is, if it stands this early in a text.
_FIRST_LINES = 3
#: How plainly a town is said to be the meeting's by what it goes with.
_SHARES_OF_PLACES = {"event": 1.0, "travel": 0.5, "said": 0.25}
#: Signs that a sentence may say something of a meeting.
_OF_INTEREST = (
    "held", "planned", "confirmed", "meets", "meeting", "pronoun", "founded", "working_group",
    "video", "said", "travel",
)  # fmt: skip
#: A journey to the town that follows.
_TRIP = re.compile(r"\b(?:trip|visit|journey|viaje|visita) (?:to|a) $")
#: Groups that stand as near as this are two of whom one thing is said, in signs.
_TOGETHER = 24
_EVENT = ("held", "planned", "confirmed", "meets")
#: Words for "since", before and after what they go with.
_SINCE = ("since", "desde", "ke tu", "自", "自从")
_SINCE_AFTER = ("以来", "以降", "以后", "之后", "이래", "이후")
#: Words that make what goes with them said of a meeting before or after this one.
#: What tells of the meeting itself, and how much its tense says of how far it has come.
_OF_ANOTHER = ("past", "future")
_OF_THE_MEETING = ("number", "days", "place")
_SHARE_OF_TENSE = 0.2


@dataclass(frozen=True)
class Claim:
    """One thing that a sentence says of a meeting.

    Args:
        kind: ``number``, ``before`` (so many were held earlier), ``in_country``, ``in_town``,
            ``place``, ``days``, ``status``, ``founded``.
        value: The number, the town, the status; for ``in_country`` the country.
        line: The sentence.
        start, end: The words, counted in the sentence.
        group: Which group it is said of; empty where the text does not tell.
        weight: How plainly it is said.
        first, last: For days which ones.
        basis: For days how they are known.
        count: For ``in_country`` the how-manieth.
        is_of_another: Said of a meeting that was before, or that comes after.
        written_days: For days without their year the month, 0 for none, the first day, the last.
    """

    kind: str
    value: str
    line: int
    start: int
    end: int
    group: str
    weight: float
    first: date | None = None
    last: date | None = None
    basis: Basis | None = None
    count: int = 0
    is_of_another: bool = False
    written_days: tuple[int, int, int] | None = None


def claims_in(
    lines: Sequence[Line],
    named: Sequence[GroupAt],
    dates: Sequence[DatedWords],
    phrases: Phrases,
    main: str,
    elsewhere: Mapping[int, str],
    *,
    passing: frozenset[str] = frozenset(),
    town: str = "",
    starts_early: bool = True,
) -> tuple[Claim, ...]:
    """Everything that a text says of meetings, sentence by sentence.

    Args:
        lines: The sentences with their marks.
        named: Where groups are named.
        dates: The words that name days, resolved where they can be.
        phrases: Of the language of the text.
        main: The group that the text is about; what names none is said of the one named last.
        elsewhere: Sentences that are about another channel, by whose people they name.
        passing: Groups that the text only looks back at: nothing is said of them but where they
            are named.
        town: Where the text was written by its dateline, which is "here".
        starts_early: Whether sentences before a late first name of the main group are about it.
    """
    by_line: dict[int, list[DatedWords]] = {}
    for each in dates:
        by_line.setdefault(each.sentence, []).append(each)
    first = min((each.line for each in named if each.group == main), default=0)
    is_late = first > _FIRST_LINES and not starts_early
    current = "" if main in passing or is_late else main
    found: list[Claim] = []
    both: tuple[str, ...] = ()
    for line in lines:
        here = [each for each in named if each.line == line.number and each.group]
        plain = [each for each in here if not each.is_beside]
        about = elsewhere.get(line.number, current)
        together = _are_together(plain, line, phrases)
        before = town or _last_town(lines[max(line.number - 1, 0)])
        weight = _weight(line, plain, about)
        apart = together and _have_towns_of_their_own(plain, line)
        if both and not here and line.number not in elsewhere:
            for group in both:
                scene = _Scene(line, phrases, (), group, weight, before)
                found.extend(scene.claims(by_line.get(line.number, ())))
            continue
        for group in dict.fromkeys(each.group for each in plain) if together else ("",):
            alone = [each for each in here if each.group == group] if group else here
            scene = _Scene(line, phrases, alone, about, weight, before)
            said = scene.claims(by_line.get(line.number, ()))
            found.extend(one for one in said if not apart or one.kind not in ("place", "days"))
        if apart:
            scene = _Scene(line, phrases, here, about, weight, before)
            said = scene.claims(by_line.get(line.number, ()))
            found.extend(one for one in said if one.kind in ("place", "days"))
        if plain:
            groups = tuple(dict.fromkeys(each.group for each in plain))
            both = groups if together and line.number <= _FIRST_LINES else ()
            current = current if plain[-1].group in passing else plain[-1].group
    return tuple(found)


def _have_towns_of_their_own(plain: Sequence[GroupAt], line: Line) -> bool:
    """Whether a town stands between two groups: each met elsewhere, "both for the seventh time"."""
    ends = sorted((each.start, each.end) for each in plain)
    return any(ends[0][1] <= mark.start and mark.end <= ends[-1][0] for mark in line.of("place"))


def _last_town(line: Line) -> str:
    return next((mark.value for mark in reversed(list(line.of("place")))), "")


def _are_together(plain: Sequence[GroupAt], line: Line, phrases: Phrases) -> bool:
    """Whether a sentence says one thing of two groups: "the fourth meetings of both groups"."""
    if len({each.group for each in plain}) < 2:
        return False
    if phrases.has("each_group", line.folded):
        return True
    gaps = [(one.end, other.start) for one, other in pairwise(plain)]
    return all(
        end - start <= _TOGETHER
        and not set(line.text[start:end]) & set(".;。；")
        and not any(start <= mark.start and mark.end <= end for mark in line.cues(*_EVENT))
        for start, end in gaps
    )


def _weight(line: Line, plain: Sequence[GroupAt], current: str) -> float:
    weight = 0.4
    if plain:
        weight = 2.0
    elif current and (line.cue("meeting", "pronoun") or any(line.cue(name) for name in _EVENT)):
        weight = 1.0
    if line.is_headline or line.number <= 1:
        weight += 0.5
    return weight + max(0.0, 0.3 - 0.03 * line.number)


@dataclass(frozen=True)
class _Scene:
    """One sentence, the groups in it, and the group that a sentence without any goes on about."""

    line: Line
    phrases: Phrases
    here: Sequence[GroupAt]
    current: str
    weight: float
    town: str = ""

    def claims(self, dates: Sequence[DatedWords]) -> Iterator[Claim]:
        """Everything in this sentence, if it speaks of a group or a meeting at all."""
        numbers = self.phrases.find("number", self.line.folded)
        goes_on = any(match.start() == 0 for match in numbers)  # "The third, but ..."
        if not self.here and not self.line.cue(*_OF_INTEREST) and not goes_on:
            return
        said = [*self._counts(), *self._places(), *self._days(dates)]
        yield from said
        status = [] if any(each.kind == "before" for each in said) else list(self._status())
        own = [each for each in said if each.kind in _OF_THE_MEETING and not each.is_of_another]
        is_bare = bool(status) and not self.line.cue("held", "planned", "confirmed", "awaited")
        tense = list(self._tense(own)) if is_bare or not status else []
        if is_bare and any(each.value == "planned" for each in tense):
            status = []  # "meets on Thursday and Friday."
        yield from status or tense

    def _group_by(self, start: int, end: int, kind: str = "") -> str:
        """The group that a stretch goes with; the current one where the sentence names none."""
        if not self.here:
            return self.current
        return min(self.here, key=lambda each: self._distance(each, start, end, kind)).group

    def _distance(self, group: GroupAt, start: int, end: int, kind: str) -> int:
        """How far a stretch is from a group's name: what is said of a group follows its name.

        "The economic group met on the 24th, the financial one on the 25th". Only its number may
        stand before it: "the fifth meeting of the group".
        """
        is_left = group.end <= start
        gap = self.line.text[group.end : start] if is_left else self.line.text[end : group.start]
        length = max(start - group.end, group.start - end, 0)
        length += 200 * any(sign in gap for sign in ";；。") + 12 * sum(map(gap.count, ",，、"))
        if kind == "number" and not is_left and _OF.match(gap):
            return length // 4  # "the fourth meeting of the group", whatever is named before
        return length if is_left or kind == "number" else length + 25

    def _governor(self, start: int, end: int) -> str:
        return governor(self.line, start, end, self.phrases.language)

    def _claim(self, kind: str, value: str, start: int, end: int, weight: float) -> Claim:
        group = self._group_by(start, end, kind)
        return Claim(kind, value, self.line.number, start, end, group, weight)

    def _counts(self) -> Iterator[Claim]:
        for each in counts_in(self.line, self.phrases):
            is_number = each.kind == "number"
            weight = self.weight + (0.5 if is_number and self.here else 0.0)
            value = each.where or str(each.number)
            claim = self._claim(each.kind, value, each.start, each.end, weight)
            yield replace(
                claim,
                count=each.number if each.where else 0,
                is_of_another=is_number and self._is_number_of_another(each.start),
            )

    def _is_number_of_another(self, start: int) -> bool:
        """Whether a number is said of an earlier or a later meeting."""
        before = [
            mark
            for mark in self.line.cues("past", "future")
            if mark.end <= start and not self._says_since(mark)
        ]
        near = [mark for mark in before if start - mark.end <= 25]
        if _POINTING.search(self.line.folded[:start]):
            return True
        return any(not parted(self.line, mark.end, start) for mark in near)

    def _says_since(self, mark: Mark) -> bool:
        """Whether a word is "since": "the sixth since it was founded" is this meeting's number."""
        word = self.line.folded[mark.start : mark.end]
        return word in (*_SINCE, *_SINCE_AFTER)

    def _places(self) -> Iterator[Claim]:
        for mark in self.line.of("place"):
            kind = self._governor(mark.start, mark.end)
            located = is_located(self.line, mark, self.phrases.language)
            is_late = kind == "said" and self.line.number > _FIRST_LINES
            if kind == "other" and self.here and _TRIP.search(self.line.folded[: mark.start]):
                kind = "travel"  # "the trip to Shanghai is for a meeting of the working group"
            if kind in _SHARES_OF_PLACES and located and not is_late:
                weight = self.weight * _SHARES_OF_PLACES[kind]
                yield self._claim("place", mark.value, mark.start, mark.end, weight)
            elif kind in _OF_ANOTHER and located:
                claim = self._claim("place", mark.value, mark.start, mark.end, self.weight)
                yield replace(claim, is_of_another=True)
        for match in self.phrases.find("capital", self.line.folded):
            country = next(code for code, text in match.groupdict().items() if text)
            if self._governor(*match.span()) == "event":
                yield self._claim("place", CAPITALS[country], *match.span(), self.weight)
        for match in self.phrases.find("here", self.line.folded):
            before = [each for each in self.line.of("place") if each.end <= match.start()]
            town = before[-1].value if before else self.town
            if town:
                yield self._claim("place", town, *match.span(), self.weight)
        for mark in self.line.cues("video")[:1]:
            claim = self._claim("place", VIDEO, mark.start, mark.end, self.weight * 0.9)
            kind = self._governor(mark.start, mark.end)
            yield replace(claim, is_of_another=kind in _OF_ANOTHER)

    def _days(self, dates: Sequence[DatedWords]) -> Iterator[Claim]:
        numbered = [match.span() for match in self.phrases.find("number", self.line.folded)]
        for words in merged_days(dates, self.line):
            start = words.start - self.line.sentence.start
            if self.line.text[start : start + len(words.words)] != words.words:
                start = max(self.line.text.find(words.words), 0)
            end = start + len(words.words)
            if _POINTING.search(self.line.folded[:start]) or self._is_since(start, end):
                continue  # "that October": of a year that was spoken of; "since September"
            if any(a < end and start < b for a, b in numbered):
                continue  # "lần thứ 5" is the fifth time, and not a Thursday
            beside = WEEKDAY_IN_BRACKETS.match(self.line.text[end:])
            kind = self._governor(start, end + (beside.end() if beside else 0))
            is_of_another = kind in _OF_ANOTHER
            name = "days" if is_of_another else {"event": "days", "founded": "founded"}.get(kind)
            if name is None or (name == "days" and _is_of_a_year(words)):
                continue
            claim = self._claim(name, words.words, start, end, self.weight)
            yield replace(
                claim,
                first=words.first,
                last=words.last,
                basis=words.basis,
                is_of_another=is_of_another,
                written_days=words.written_days,
            )

    def _is_since(self, start: int, end: int) -> bool:
        """Whether a day is one since which something goes on, and not one of founding."""
        before, after = self.line.folded[:start].rstrip(), self.line.folded[end:].lstrip()
        is_since = before.endswith(_SINCE) or after.startswith(_SINCE_AFTER)
        return is_since and self._governor(start, end) != "founded"

    def _status(self) -> Iterator[Claim]:
        counted = [match.span() for match in self.phrases.find("in_country", self.line.folded)]
        marks = [
            mark
            for mark in self.line.cues(*_EVENT, "awaited")
            if not self._is_of_another(mark)
            and not any(start <= mark.start < end for start, end in counted)
        ]
        kinds = {"planned" if mark.value == "awaited" else mark.value for mark in marks}
        if not kinds:
            return
        first = marks[0]
        status, share = _status_of(kinds, marks)
        yield self._claim("status", status, first.start, first.end, self.weight * share)

    def _tense(self, said: Sequence[Claim]) -> Iterator[Claim]:
        """Planned or held by the tense in which a sentence gives a number, a town or days."""
        language = Language(self.phrases.language)
        for each in said:
            leaning = leaning_at(self.line.text, each.start, each.end, language)
            if leaning:
                status = "planned" if leaning > 0 else "held"
                weight = each.weight * _SHARE_OF_TENSE
                yield Claim("status", status, each.line, each.start, each.end, each.group, weight)
                return

    def _is_of_another(self, mark: Mark) -> bool:
        """Whether a verb speaks of an earlier or a later meeting: in one clause with such words."""
        return any(
            not parted(self.line, min(mark.end, cue.end), max(mark.start, cue.start))
            and abs(mark.start - cue.start) <= 40
            for cue in self.line.cues("past", "future", "travel")
            if cue.value != "travel" or cue.start == mark.start
        )


def _is_long(claim: Claim) -> bool:
    """Whether days are a month or a year, in which other things happened too."""
    return (
        claim.first is not None and claim.last is not None and (claim.last - claim.first).days > 7
    )


def _is_of_a_year(words: DatedWords) -> bool:
    """Whether words name a year or half of one, and so no meeting's days."""
    if words.first is None or words.last is None:
        return False
    return (words.last - words.first).days > 100


def _status_of(kinds: set[str], marks: Sequence[Mark]) -> tuple[str, float]:
    """Planned, confirmed or held, and how plainly, by the verbs of one sentence."""
    if "confirmed" in kinds:
        return "confirmed", 1.0
    if "planned" in kinds and "held" in kinds:
        return ("held", 0.4) if marks[0].value == "held" else ("planned", 0.4)
    if "planned" in kinds:
        return "planned", 1.0
    return ("held", 1.0) if "held" in kinds else ("held", 0.45)


#: Words by which a month points back to a year that was spoken of.
_POINTING = re.compile(
    r"(?:\b(?:that|same|aquel|aquella|ese|esa|mismo|misma)|同年|当年|그해|같은 해)\s*$"
)

#: What stands between a number and the group whose meeting it counts.
_OF = re.compile(r"^[\w\s-]{0,24}?\b(?:of|de|del|của)\b")
