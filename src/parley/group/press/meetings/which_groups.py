"""Which groups a text tells of as meeting: named, or told by who takes part."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from parley.group.dialogue.charter import GroupKind
from parley.group.dialogue.dialogue import Dialogue
from parley.group.press.meetings.groups import GroupAt
from parley.group.press.names.known import Link, Mention
from parley.group.press.words.mark import Line

#: How much those who lead a group and stand in the text add to its being named.
_SHARE_OF_HEADS = 0.15
#: Sentences in which a text says what it is about.
_FIRST_LINES = 6
#: Countries that a text about the two sides may name beside them.
_BESIDE = frozenset({"TW", "HK"})
_EVENT = ("held", "planned", "confirmed", "meets", "meeting")


@dataclass(frozen=True)
class Heads:
    """Who has led each group by the record: people and lead bodies, also of the channels.

    ``groups`` are those that are no channels, ``sides`` the countries.
    """

    people: Mapping[str, frozenset[str]]
    bodies: Mapping[str, frozenset[str]]
    groups: frozenset[str] = frozenset()
    sides: frozenset[str] = frozenset()


def heads_by_record(dialogue: Dialogue) -> Heads:
    """People who led meetings of each group, without those who led another one's; lead bodies."""
    meets = {
        charter.basis.id: len(charter.leads) > 1 and bool(charter.topics)
        for charter in dialogue.charters
    }
    people: dict[str, set[str]] = {}
    for meeting in dialogue.meetings:
        for delegation in meeting.delegations:
            people.setdefault(meeting.group, set()).update(delegation.heads)
    for event in dialogue.events:
        if event.channel and meets.get(event.channel):
            people.setdefault(event.channel, set()).update(event.people)
    leads = {
        charter.basis.id: frozenset(charter.leads.values())
        for charter in dialogue.charters
        if meets[charter.basis.id]
    }
    groups = {charter.basis.id for charter in dialogue.charters if charter.kind is GroupKind.GROUP}
    principals = {each.person for charter in dialogue.charters for each in charter.principals}
    people = {group: named - principals for group, named in people.items()}
    unique = {
        group: frozenset(
            each
            for each in named
            if not any(
                each in people[other] for other in people if other != group and other in groups
            )
        )
        for group, named in people.items()
    }
    common = frozenset.intersection(*(leads[group] for group in groups)) if groups else frozenset()
    bodies = {group: each - common for group, each in leads.items()}
    sides = frozenset(side.id for side in dialogue.sides)
    return Heads(unique, bodies, frozenset(groups), sides)


@dataclass(frozen=True)
class Verdict:
    """Which groups a text tells of as meeting, the main one first, and why.

    Args:
        groups: Their names, with the reason for each.
        contradicted: Names that the text gives and that who takes part speaks against, each with
            the group that is meant.
    """

    groups: tuple[tuple[str, str], ...]
    contradicted: tuple[tuple[GroupAt, str], ...] = ()


def judge_groups(
    lines: Sequence[Line],
    named: Sequence[GroupAt],
    mentions: Sequence[Mention],
    heads: Heads,
) -> Verdict:
    """Decide which groups meet in a text.

    A group that is named beside a word for meeting counts; one that is only mentioned does not.
    Where the heads of another group are the ones who meet, the name is contradicted.
    """
    scores: dict[str, float] = {}
    for group, line in sorted({(one.group, one.line) for one in named if not one.is_beside}):
        if group:
            scores[group] = scores.get(group, 0.0) + _weight(lines[line])
    support = _support(lines, mentions, heads)
    if not scores:
        told = _by_heads(named, support, lines, _leaders_of_talks(lines, mentions, heads))
        return Verdict((told,) if told else ())
    scores = {group: score + _SHARE_OF_HEADS * support[group] for group, score in scores.items()}
    main = max(scores, key=lambda group: (scores[group], group))
    groups = {each.group for each in named if each.group}
    for group in sorted(groups & heads.groups):
        meant = _meant_instead(group, support, heads.groups - groups)
        if meant and (group == main or main not in heads.groups):
            wrong = tuple((each, meant) for each in named if each.group == group)
            return Verdict(((meant, "told by who leads, against the name given"),), wrong)
    channel = _channel_by_its_people(main, lines, named, mentions, heads)
    if channel and support[main] == 0 and main in heads.groups:
        wrong = tuple((each, channel) for each in named if each.group == main)
        return Verdict(((channel, "told by who meets, against the name given"),), wrong)
    ordered = sorted(scores, key=lambda group: -scores[group])
    return Verdict(
        tuple(
            (group, "named")
            for group in ordered
            if scores[group] >= 1 or _lines_of(group, named) == _lines_of(main, named)
        )
    )


def _lines_of(group: str, named: Sequence[GroupAt]) -> set[int]:
    return {each.line for each in named if each.group == group}


def _channel_by_its_people(
    group: str,
    lines: Sequence[Line],
    named: Sequence[GroupAt],
    mentions: Sequence[Mention],
    heads: Heads,
) -> str:
    """The channel two of whose people stand in every sentence that names a group; else empty."""
    at = {each.line for each in named if each.group == group}
    for channel, people in heads.people.items():
        if channel in heads.groups or len(people) < 2:
            continue
        met = [
            {each.person for each in mentions if each.line == line and each.link is Link.LINK}
            for line in at
        ]
        if met and all(len(who & people) >= 2 for who in met):
            return channel
    return ""


def channel_lines(
    lines: Sequence[Line],
    named: Sequence[GroupAt],
    mentions: Sequence[Mention],
    channels: Mapping[str, str],
) -> dict[int, str]:
    """Sentences about a channel beside the groups, told by two of its people who meet there.

    A call of two commerce officials in a text about another group stays a call of theirs.
    """
    taken = {each.line for each in named if each.group}
    people: dict[int, dict[str, set[str]]] = {}
    for each in mentions:
        if each.link is Link.LINK and each.person in channels and each.line not in taken:
            by_channel = people.setdefault(each.line, {})
            by_channel.setdefault(channels[each.person], set()).add(each.person)
    return {
        line: channel
        for line, by_channel in people.items()
        for channel, who in by_channel.items()
        if len(who) >= 2 and any(lines[line].cue(name) for name in _EVENT)
    }


def lines_of_presidents(lines: Sequence[Line], named: Sequence[GroupAt]) -> dict[int, str]:
    """Sentences in which presidents meet and no group is named: what they say is of no group."""
    taken = {each.line for each in named}
    return {
        line.number: ""
        for line in lines
        if line.number not in taken
        and line.cue("held", "meets", "meeting")
        and "president" in line.values("office")
    }


def _weight(line: Line) -> float:
    """How much a sentence that names a group says that this group meets."""
    weight = 1.0 if any(line.cue(name) for name in _EVENT) else 0.4
    if line.is_headline or line.number == 0:
        weight += 1.0
    elif line.number <= 2:
        weight += 0.5
    if any(mark.kind == "place" for mark in line.marks):
        weight += 0.3
    if line.cue("founded", "past") and not line.cue("planned", "held", "meets"):
        weight -= 0.5
    return weight


def _support(lines: Sequence[Line], mentions: Sequence[Mention], heads: Heads) -> Counter[str]:
    """How strongly people and bodies in the text speak for each group or channel."""
    found: Counter[str] = Counter()
    people = {each.person for each in mentions if each.link is Link.LINK}
    for group, leaders in heads.people.items():
        found[group] += 2 * len(people & leaders)
    event_lines = [line for line in lines if any(line.cue(name) for name in _EVENT)]
    bodies = {mark.value for line in event_lines for mark in line.of("body")}
    for group, leads in heads.bodies.items():
        found[group] += len(bodies & leads)
    return found


def _by_heads(
    named: Sequence[GroupAt],
    support: Counter[str],
    lines: Sequence[Line],
    leading: frozenset[str],
) -> tuple[str, str] | None:
    """A group that is not named: told by its heads, or by a nameless working group and a head.

    One head is enough too where a delegation that goes to talks of the two sides is led by him.
    """
    if not support or not any(any(line.cue(name) for name in _EVENT) for line in lines):
        return None
    ranked = support.most_common(2)
    best, score = ranked[0]
    second = ranked[1][1] if len(ranked) > 1 else 0.0
    nameless = any(not each.group and not each.is_beside for each in named)
    enough = 2.0 if nameless or best in leading else 4.0
    if score >= enough and score > second:
        return best, "not named; told by who leads it"
    return None


def _leaders_of_talks(
    lines: Sequence[Line], mentions: Sequence[Mention], heads: Heads
) -> frozenset[str]:
    """Groups of which a head leads a delegation, in a text that begins with talks of two sides."""
    first = [line for line in lines[:_FIRST_LINES] if line.cue("meeting")]
    countries = {
        code
        for line in first
        for mark in line.of("country", "pair")
        for code in mark.value.split("-")
    }
    if not first or countries - _BESIDE != heads.sides:
        return frozenset()
    leading = {
        each.person for each in mentions if each.link is Link.LINK and lines[each.line].cue("lead")
    }
    return frozenset(group for group, people in heads.people.items() if people & leading)


def _meant_instead(group: str, support: Counter[str], others: frozenset[str]) -> str:
    """Another group that the text does not name, where its heads meet and nobody of this one's."""
    if support[group] > 0:
        return ""
    meant = [each for each in others if support[each] >= 4.0]
    return meant[0] if len(meant) == 1 else ""
