"""Clause by clause: number, town and days that a text gives a meeting, held against the record.

A text tells of more meetings than its own: "the fourth took place in Beijing in April". What stands
together in a clause is one statement; if no meeting of the group is like that, what does not fit
the nearest one is flagged.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from parley.group.press.days.dates import Basis
from parley.group.press.flags import Flag, FlagKind
from parley.group.press.meetings.claims import Claim
from parley.group.press.meetings.expected import VIDEO, Expected
from parley.group.press.words.governing import class_of
from parley.group.press.words.mark import Line

#: What of a statement is compared, and the flag for what does not fit.
_FLAGS = {"number": FlagKind.NUMBER, "place": FlagKind.PLACE, "days": FlagKind.DAY}
#: Days that cover more than this name no meeting.
_LONGEST = 45
#: Parts of one statement stand no farther apart than this, in letters and in signs.
_REACH, _REACH_OF_SIGNS = 90, 40
_STOPS = frozenset(";；。=＝…")
_COMMAS = frozenset(",，、―")
#: Words with which a sentence comes back to the meeting that it is about.
_THIS_ONE = (
    "今回", "今次", "此次", "这次", "這次", "本次", "이번", "esta vez", "lan nay", "this time",
    "this one", "this week's",
)  # fmt: skip
#: "By video" in a sentence of less weight is not said of a meeting.
_PLAIN_VIDEO = 0.6
_PARTING = (",", ";", "，", "；", "。")
_DAY = timedelta(days=1)


@dataclass(frozen=True)
class _Statement:
    """What one clause says of one meeting: each kind once."""

    parts: tuple[Claim, ...]
    groups: tuple[str, ...]

    def of(self, kind: str) -> Claim | None:
        return next((each for each in self.parts if each.kind == kind), None)


def check_statements(
    claims: Sequence[Claim],
    lines: Sequence[Line],
    expected: Mapping[str, Sequence[Expected]],
    own_day: date | None,
) -> Iterator[Flag]:
    """Flags for what the record has otherwise, one statement after the other.

    A meeting that the record has not reached is left alone, and so is a day that is the text's
    own.

    Args:
        claims: What the sentences say, of meetings that were before included.
        lines: The sentences.
        expected: The meetings of each group.
        own_day: The day that the text gives as its own.
    """
    by_line: dict[int, list[Claim]] = {}
    for claim in claims:
        if claim.kind not in _FLAGS or _is_vague(claim, own_day):
            continue
        if claim.value == VIDEO and claim.weight < _PLAIN_VIDEO:
            continue  # somebody's call, in a sentence of no group and no meeting
        if not _is_of_other_words(claim, lines[claim.line]):
            by_line.setdefault(claim.line, []).append(claim)
    for number, here in by_line.items():
        for statement in _statements(here, lines[number]):
            yield from _check(statement, expected)


def _is_vague(claim: Claim, own_day: date | None) -> bool:
    if claim.kind != "days":
        return False
    if claim.first is None or claim.last is None or (claim.last - claim.first).days > _LONGEST:
        return True
    is_guessed = claim.basis is Basis.INFERRED and not any(map(str.isdecimal, claim.value))
    if is_guessed and claim.first != claim.last:
        return True  # "next week", in a text of which nobody knows on which day it was written
    return claim.first == claim.last == own_day


def _is_of_other_words(claim: Claim, line: Line) -> bool:
    """Whether a town or a day stands with other words between commas, none of them of a meeting.

    "A new exchange, agreed in Guangzhou ten days earlier, met in Washington".
    """
    if claim.kind == "number":
        return False
    start = max((line.text.rfind(sign, 0, claim.start) for sign in _PARTING), default=-1) + 1
    ends = [at for sign in _PARTING if (at := line.text.find(sign, claim.end)) >= 0]
    end = min(ends, default=len(line.text))
    if start == 0 or len(line.text[start : claim.start].split()) < 2:
        return False
    return not any(class_of(mark) == "event" and start <= mark.start < end for mark in line.marks)


def _statements(claims: Sequence[Claim], line: Line) -> Iterator[_Statement]:
    """What stands together: no kind twice, one group, no stop between.

    What stands between two commas stays together: "online in October, in San Francisco in
    November" are two statements.
    """
    reach = _REACH if line.text.isascii() or line.text[:1] < "\u2e80" else _REACH_OF_SIGNS
    parts: list[Claim] = []
    for clause in _clauses(claims, line):
        kinds = {each.kind for each in parts}
        if any(each.kind in kinds for each in clause):
            yield _Statement(tuple(parts), _groups_of(parts, claims))
            parts = []
        for claim in clause:
            if parts and _is_apart(parts, claim, line, reach):
                yield _Statement(tuple(parts), _groups_of(parts, claims))
                parts = []
            parts.append(claim)
    if parts:
        yield _Statement(tuple(parts), _groups_of(parts, claims))


def _clauses(claims: Sequence[Claim], line: Line) -> Iterator[list[Claim]]:
    """Parts in order, those without a comma between them together."""
    here: list[Claim] = []
    for claim in sorted({(each.kind, each.start): each for each in claims}.values(), key=_place):
        if here and set(line.text[here[-1].end : claim.start]) & _COMMAS:
            yield here
            here = []
        here.append(claim)
    if here:
        yield here


def _place(claim: Claim) -> int:
    return claim.start


def _is_apart(parts: Sequence[Claim], claim: Claim, line: Line, reach: int) -> bool:
    gap = line.text[parts[-1].end : claim.start]
    return (
        any(each.kind == claim.kind for each in parts)
        or len(gap) > reach
        or bool(set(gap) & _STOPS)
        or claim.group != parts[-1].group
        or _turns_away(line, parts[-1].end, claim.start)
    )


def _turns_away(line: Line, start: int, end: int) -> bool:
    """Whether a word leads to another meeting: "after" behind a comma, or "this time"."""
    gap = line.folded[start:end]
    if any(word in gap for word in _THIS_ONE):
        return True
    return bool(set(gap) & _COMMAS) and any(
        start <= mark.start and mark.end <= end for mark in line.cues("past", "future")
    )


def _groups_of(parts: Sequence[Claim], claims: Sequence[Claim]) -> tuple[str, ...]:
    """The groups of which a sentence says the same: "both held their fourth meeting"."""
    first = parts[0]
    same = (each for each in claims if (each.kind, each.start) == (first.kind, first.start))
    return tuple(dict.fromkeys(each.group for each in same))


def _check(statement: _Statement, expected: Mapping[str, Sequence[Expected]]) -> Iterator[Flag]:
    if len(statement.parts) < 2:
        return
    series = [each for group in statement.groups for each in expected.get(group, ()) if each.number]
    if not series or _is_beyond(statement, series) or _counts_there(statement, series):
        return
    scored = [(_fitting(statement, each), each) for each in series]
    most = max(len(fitting) for fitting, _ in scored)
    best = [(fitting, each) for fitting, each in scored if len(fitting) == most]
    if most == len(statement.parts) or most == 0:
        return
    numbered = [(fitting, each) for fitting, each in best if "number" in fitting]
    dated = [(fitting, each) for fitting, each in best if "days" in fitting]
    chosen = best if len(best) == 1 else numbered or dated
    if len(chosen) != 1:
        return
    fitting, record = chosen[0]
    for part in statement.parts:
        if part.kind not in fitting:
            yield Flag(_FLAGS[part.kind], part.value, _in_words(part.kind, record), part.line)


def _counts_there(statement: _Statement, series: Sequence[Expected]) -> bool:
    """Whether a number counts the meetings in its town: "the second in Beijing"."""
    number, place = statement.of("number"), statement.of("place")
    return (
        number is not None
        and place is not None
        and number.start < place.end + _REACH_OF_SIGNS
        and any((each.place, each.in_town) == (place.value, int(number.value)) for each in series)
    )


def _is_beyond(statement: _Statement, series: Sequence[Expected]) -> bool:
    """Whether a statement may be of a meeting that the record has not reached."""
    number, days = statement.of("number"), statement.of("days")
    if number is not None and int(number.value) > max(each.number for each in series):
        return True
    last = max(each.last for each in series)
    return days is not None and days.last is not None and days.last > last + 7 * _DAY


def _fitting(statement: _Statement, record: Expected) -> frozenset[str]:
    return frozenset(each.kind for each in statement.parts if _fits(each, record))


def _fits(claim: Claim, record: Expected) -> bool:
    if claim.kind == "number":
        return int(claim.value) == record.number
    if claim.kind == "place":
        return not record.place or claim.value == record.place
    if claim.first is None or claim.last is None:
        return True
    spans = record.days if record.is_exact else ((record.first, record.last),)
    return any(first <= claim.last and claim.first <= last for first, last in spans)


def _in_words(kind: str, record: Expected) -> str:
    if kind == "number":
        return f"{record.number} ({record.name})"
    return f"{record.place if kind == 'place' else record.in_words()} ({record.name})"
