"""What a text says beside its meeting: groups it looks back at, meetings of principals."""

from collections.abc import Sequence

from parley.group.press.meetings.groups import GroupAt
from parley.group.press.meetings.which_groups import Heads
from parley.group.press.names.known import Link, Mention
from parley.group.press.words.mark import Line
from parley.group.press.words.phrases import Phrases


def in_passing(
    lines: Sequence[Line],
    named: Sequence[GroupAt],
    mentions: Sequence[Mention],
    heads: Heads,
    sides: frozenset[str],
    phrases: Phrases,
) -> frozenset[str]:
    """Groups that a text about something else only looks back at.

    They are named late, each time in a sentence about what was before or was replaced, and
    whoever leads them is not spoken of elsewhere; or the text begins with another pair of
    countries.
    """
    linked = {(each.line, each.person) for each in mentions if each.link is Link.LINK}
    first = min((each.line for each in named if not each.group), default=len(lines))
    begins_elsewhere = _begins_with_another_pair(lines, sides)
    found = set()
    for group in {each.group for each in named if each.group}:
        at = {each.line for each in named if each.group == group}
        leaders = heads.people.get(group, frozenset())
        elsewhere = any(person in leaders and line not in at for line, person in linked)
        if min(at) > 1 and begins_elsewhere:
            found.add(group)
            continue
        before = {each.line for each in named if each.group and each.group != group}
        if _meets_before(lines[: min(at)], heads.bodies.get(group, frozenset())):
            continue
        late = all(
            number > (0 if before and min(before) < number else 1)
            and not phrases.has("this_one", lines[number].folded)
            and not lines[number].is_headline
            and lines[number].cue("past", "replaced")
            and not lines[number].cue("planned", "confirmed")
            for number in at
        )
        if late and not elsewhere and first >= min(at):
            found.add(group)
    return frozenset(found)


def _meets_before(lines: Sequence[Line], leads: frozenset[str]) -> bool:
    """Whether the body that leads a group meets in sentences before the group is named."""
    return any(
        leads & line.values("body") and line.cue("held", "planned", "meets", "meeting")
        for line in lines
    )


#: Sentences at the head of a text that say between whom it is.
_HEAD = 3


def _begins_with_another_pair(lines: Sequence[Line], sides: frozenset[str]) -> bool:
    """Whether the head of a text speaks of other two countries, and not of the two sides."""
    pairs = [set(mark.value.split("-")) for line in lines[:_HEAD] for mark in line.of("pair")]
    return bool(pairs) and sides not in pairs


def lines_of_principals(
    lines: Sequence[Line],
    named: Sequence[GroupAt],
    mentions: Sequence[Mention],
    principals: frozenset[str],
) -> dict[int, str]:
    """Sentences of no group: those to whom the groups report travel, or meet unnamed.

    "Yellen plans to visit Beijing again"; a meeting that only the posts of both make out; what is
    said of "both officials" after a sentence that names both.
    """
    taken = {each.line for each in named}
    people: dict[int, set[str]] = {}
    for each in mentions:
        people.setdefault(each.line, set()).add(each.person)
    found: dict[int, str] = {}
    for line in lines:
        here = people.get(line.number, set())
        before = people.get(line.number - 1, set())
        meet = line.cue("held", "planned", "meets", "meeting", "receives")
        travels = line.cue("other", "travel") and not line.cue(
            "meeting", "working_group", "span", "founded"
        )
        theirs = bool(here) and here <= principals and (travels or _is_told_by_posts(line))
        go_on = not here and line.cue("both_people") and len(before & principals) > 1
        if line.number not in taken and meet and (theirs or go_on):
            found[line.number] = ""
    return found


def without_frames(
    named: Sequence[GroupAt],
    lines: Sequence[Line],
    mentions: Sequence[Mention],
    principals: frozenset[str],
    phrases: Phrases,
) -> tuple[GroupAt, ...]:
    """Where groups are named, without those under which principals agreed on something.

    "Yellen and He agreed in Guangzhou to begin exchanges under the economic working group" names a
    group as the frame of what is to come; the day and the town are those of their talks.
    """
    theirs = {each.line for each in mentions if each.person in principals}
    others = {each.line for each in mentions if each.person not in principals}
    return tuple(
        each
        for each in named
        if each.line not in theirs - others or not _is_frame(each, lines[each.line], phrases)
    )


def _is_frame(group: GroupAt, line: Line, phrases: Phrases) -> bool:
    before, after = line.folded[: group.start], line.folded[group.end :]
    return phrases.has("frame_before", before) or any(
        match.start() == 0 for match in phrases.find("frame_after", after)
    )


def _is_told_by_posts(line: Line) -> bool:
    """Whether the posts of both stand in a sentence, the name of one in a form nobody knows."""
    offices = line.values("office")
    return "vice-premier" in offices and any(each.startswith("minister") for each in offices)
