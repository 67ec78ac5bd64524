"""Groups that a text about something else only looks back at."""

from collections.abc import Sequence

from parley.group.press.meetings.groups import GroupAt, Heads
from parley.group.press.names.known import Link, Mention
from parley.group.press.words.mark import Line


def in_passing(
    lines: Sequence[Line],
    named: Sequence[GroupAt],
    mentions: Sequence[Mention],
    heads: Heads,
    sides: frozenset[str],
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
        late = all(
            number > 1
            and not lines[number].is_headline
            and lines[number].cue("past", "replaced")
            and not lines[number].cue("planned", "confirmed")
            for number in at
        )
        if late and not elsewhere and first >= min(at):
            found.add(group)
    return frozenset(found)


#: Sentences at the head of a text that say between whom it is.
_HEAD = 3


def _begins_with_another_pair(lines: Sequence[Line], sides: frozenset[str]) -> bool:
    """Whether the head of a text speaks of other two countries, and not of the two sides."""
    pairs = [set(mark.value.split("-")) for line in lines[:_HEAD] for mark in line.of("pair")]
    return bool(pairs) and sides not in pairs
