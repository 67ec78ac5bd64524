"""To whom the groups are said to report, and which heads are said to stand opposite each other."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date

from parley.group.dialogue.dialogue import Dialogue
from parley.group.press.flags import Flag, FlagKind
from parley.group.press.meetings.groups import GroupAt
from parley.group.press.names.known import Known, Link, Mention
from parley.group.press.words.mark import Line
from parley.group.press.words.phrases import Phrases

#: How far from the words the people may stand, in signs, and how far from each other.
_REACH, _APART = 90, 60
#: What ends a list of those to whom somebody reports.
_ENDED = re.compile(r"[;；。]|\b(?:who|which|while|but|que|quien|mientras|nhung|nguoi)\b")


def wrong_principals(
    lines: Sequence[Line],
    mentions: Sequence[Mention],
    named: Sequence[GroupAt],
    dialogue: Dialogue,
    known: Mapping[str, Known],
    phrases: Phrases,
    day: date | None,
) -> Iterator[Flag]:
    """Flags for people to whom the groups are said to report, and do not by their charters.

    Only where the subject is a group: whom a head reports to is another matter.
    """
    for line in lines:
        for match in phrases.find("reports_to", line.folded):
            here = [
                each for each in mentions
                if each.line == line.number and each.link is Link.LINK
                and not known[each.person].person.is_outside
            ]  # fmt: skip
            people = list(_reported_to(line, here, match.span(), phrases.language))
            own = [each for each in named if each.line == line.number]
            is_group = bool(own) or phrases.has("led_group", line.folded)
            if not people or not is_group or _has_another_subject(line, here, people):
                continue
            right = _principals(dialogue, day)
            for each in people:
                side = known[each.person].person.side
                if right.get(side) and each.person not in right[side]:
                    names = ", ".join(
                        sorted(known[one].person.names.name.en for one in right[side])
                    )
                    yield Flag(FlagKind.HEAD, each.written, names, line.number)


def _reported_to(
    line: Line, here: Sequence[Mention], span: tuple[int, int], language: str
) -> Iterator[Mention]:
    """The people whom "report to" has as its objects: within, before or after the words."""
    inside = [each for each in here if span[0] <= each.start and each.end <= span[1]]
    if inside or language == "zh":
        yield from inside
        return
    if language in ("ja", "ko"):
        before = [each for each in here if 0 <= span[0] - each.end <= _REACH]
        for at, each in enumerate(reversed(before)):
            last = before[len(before) - at].start if at else span[0]
            if last - each.end > _APART or _is_ended(line, each.end, last):
                return
            yield each
        return
    last = span[1]
    for each in (one for one in here if one.start >= span[1]):
        if each.start - last > _APART or _is_ended(line, last, each.start):
            return
        yield each
        last = each.end


def _is_ended(line: Line, start: int, end: int) -> bool:
    """Whether between two names something else begins."""
    verbs = line.cues("receives", "said", "attend", "held", "planned", "lead", "travel")
    begins = any(start <= cue.start < end for cue in verbs)
    return begins or _ENDED.search(line.folded[start:end]) is not None


def _has_another_subject(line: Line, here: Sequence[Mention], people: Sequence[Mention]) -> bool:
    """Whether somebody is named who may be the one that reports."""
    first = min(each.start for each in people)
    return any(each.end <= first and each not in people for each in here)


def _principals(dialogue: Dialogue, day: date | None) -> dict[str, set[str]]:
    """To whom the groups report on a day, by side; of any day where none is known."""
    found: dict[str, set[str]] = {}
    for charter in dialogue.groups:
        for each in charter.principals:
            if day is None or each.is_on(day):
                found.setdefault(each.side, set()).add(each.person)
    return found


def wrong_counterparts(
    lines: Sequence[Line],
    mentions: Sequence[Mention],
    led: Mapping[str, frozenset[str]],
    known: Mapping[str, Known],
) -> Iterator[Flag]:
    """Flags for a head of one group who is called the counterpart of another group's head.

    Args:
        lines: The sentences.
        mentions: The people.
        led: Who ever led, by group.
        known: Who is known.
    """
    for line in lines:
        here = [each for each in mentions if each.line == line.number and each.link is Link.LINK]
        people = list(dict.fromkeys(each.person for each in here))
        if len(people) != 2:
            continue
        groups = [{group for group, heads in led.items() if one in heads} for one in people]
        sides = [known[one].person.side for one in people]
        if not all(groups) or groups[0] & groups[1] or sides[0] == sides[1]:
            continue
        for cue in line.cues("counterpart"):
            near = [each for each in here if abs(each.start - cue.end) <= _REACH]
            if {each.person for each in near} == set(people):
                other = near[-1]
                group = next(iter(groups[people.index(near[0].person)]))
                side = known[other.person].person.side
                right = {one for one in led[group] if known[one].person.side == side}
                record = f"{_names(right, known)} ({group})"
                yield Flag(FlagKind.HEAD, other.written, record, line.number)
                break


def _names(people: Iterable[str], known: Mapping[str, Known]) -> str:
    return ", ".join(sorted(known[one].person.names.name.en for one in people))
