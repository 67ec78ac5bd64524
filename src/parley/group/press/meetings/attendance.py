"""Who leads, as a text has it, and whom the record has instead: heads of sides, and offices."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from parley.group.dialogue.dialogue import Dialogue
from parley.group.press.flags import Flag, FlagKind
from parley.group.press.meetings.expected import Expected
from parley.group.press.meetings.group_of_clause import groups_by
from parley.group.press.meetings.groups import GroupAt
from parley.group.press.meetings.leading import Leading, leading_in, words_for_leading
from parley.group.press.names.known import Known, Link, Mention
from parley.group.press.names.offices import Office, held_on
from parley.group.press.names.unknown_officials import unknown_officials
from parley.group.press.words.mark import Line
from parley.group.press.words.phrases import Phrases

#: "former", "then", right before a title.
_FORMER = re.compile(
    r"(?:\b(?:former|then|ex|previous|past|outgoing|antigu[oa]|entonces|cuu|nguyen)[\s-]+"
    r"(?:us |u\.s\. |chinese |treasury |fed |federal reserve )?|前任?|时任|原|元|当时的?"
    r"|전(?:임)? |당시 )(?:美国|中国|米|미국 |중국 |미 )?"
    r"(?:财政部|美联储|中国人民银行|人民银行|인민은행 |재무부 |연준 )?$"
)


@dataclass(frozen=True)
class Head:
    """Somebody of whom a text says that he or she leads a side.

    Args:
        person: Who; empty for a name of nobody known.
        written: As it stands there.
        line, start, end: Where.
        groups: The groups of which it may be said.
        is_named: Whether the sentence itself names the group.
        side: The country whose delegation it is by the words beside; empty where none is.
        what: What is led: ``led_side``, ``led_meeting``, ``led_group``; empty where it is not told.
    """

    person: str
    written: str
    line: int
    start: int
    end: int
    groups: frozenset[str] = frozenset()
    is_named: bool = False
    side: str = ""
    what: str = ""


def heads_in(
    lines: Sequence[Line],
    mentions: Sequence[Mention],
    known: Mapping[str, Known],
    phrases: Phrases,
    named: Sequence[GroupAt],
    main: Sequence[str] = (),
    groups: frozenset[str] = frozenset(),
) -> tuple[Head, ...]:
    """Everybody whom a sentence makes the head of a side or a chair of the meeting.

    Args:
        lines: The sentences with their marks.
        mentions: The names of people, resolved.
        known: Who is known.
        phrases: Of the language of the text.
        named: Where groups are named.
        main: The groups that the text is about, the first one above all.
        groups: All groups, for sentences about "the two groups".
    """
    found = []
    for line in lines:
        if not words_for_leading(line, phrases) or not _is_about_meeting(line):
            continue
        here = [each for each in mentions if each.line == line.number]
        strangers = unknown_officials(line, here, phrases.language)
        pair = groups if any(phrases.find("both_groups", line.folded)) else frozenset[str]()
        spots = sorted((*here, *strangers), key=lambda each: each.start)
        for each in leading_in(line, spots, phrases):
            who = each.mention
            is_official = who.person and not known[who.person].person.is_outside
            if (who.link is Link.LINK and is_official) or who.link is Link.LEAVE:
                found.append(_head(each, line, named, main, pair))
    return tuple(found)


def _head(
    leading: Leading,
    line: Line,
    named: Sequence[GroupAt],
    main: Sequence[str],
    pair: frozenset[str],
) -> Head:
    who, cue = leading.mention, leading.cue
    start, end = min(who.start, cue.start), max(who.end, cue.end)
    groups, is_named = groups_by(line, start, end, named, main, pair)
    return Head(
        who.person, who.written, line.number, who.start, who.end,
        groups, is_named, leading.side, leading.what,
    )  # fmt: skip


def _is_about_meeting(line: Line) -> bool:
    words = (
        "meeting",
        "pronoun",
        "held",
        "planned",
        "meets",
        "confirmed",
        "attend",
        "working_group",
        "travel",
    )
    sides = any(line.of("group", "country", "body"))
    return line.cue(*words) or sides or "team" in line.folded or "delegation" in line.folded


@dataclass(frozen=True)
class HeadsOfRecord:
    """Whom the record has as heads.

    Args:
        by_group: Everybody who ever led, by group.
        meetings: The meeting that the text is about, by group.
        principals: To whom the groups report.
        bodies: Authorities that take part in the groups, with their parts.
    """

    by_group: Mapping[str, frozenset[str]]
    meetings: Mapping[str, Expected]
    principals: frozenset[str]
    bodies: frozenset[str] = frozenset()


def ever_led(expected: Mapping[str, Iterable[Expected]]) -> dict[str, frozenset[str]]:
    """Everybody who led any meeting of the record, by group."""
    return {
        group: frozenset(
            person
            for meeting in meetings
            for people in (meeting.heads or {}).values()
            for person in people
        )
        for group, meetings in expected.items()
    }


def bodies_of_groups(dialogue: Dialogue) -> frozenset[str]:
    """Every authority that leads a group or takes part in one, with the parts of those."""
    own = {
        body
        for charter in dialogue.groups
        for body in (
            *charter.leads.values(),
            *(one for side in charter.members.values() for one in side),
        )
    }
    return frozenset(own | {each.basis.id for each in dialogue.bodies if each.parent in own})


def check_heads(
    heads: Sequence[Head],
    record: HeadsOfRecord,
    known: Mapping[str, Known],
    lines: Sequence[Line],
) -> Iterator[Flag]:
    """Flags for heads whom the record does not have, each held against the group led."""
    for head in heads:
        if not head.groups or any(not record.by_group.get(each) for each in head.groups):
            continue
        listed = _listed(head, record)
        side = known[head.person].person.side if head.person else ""
        wrong_side = bool(side and head.side) and side != head.side
        if head.person in listed and not wrong_side:
            continue
        yield Flag(FlagKind.HEAD, head.written, _whom(head, side, record, known), head.line)


def _whom(head: Head, side: str, record: HeadsOfRecord, known: Mapping[str, Known]) -> str:
    """Whom the record has instead: of that side, at the meeting that the text is about."""
    found: set[str] = set()
    for group in head.groups:
        meeting = record.meetings.get(group)
        of_meeting = (
            {each for people in (meeting.heads or {}).values() for each in people}
            if meeting
            else set()
        )
        found |= of_meeting or record.by_group[group]
    asked = head.side or side
    right = {each for each in found if asked in ("", known[each].person.side)}
    names = ", ".join(sorted(known[each].person.names.name.en for each in right or found))
    what = (record.meetings[each].name if each in record.meetings else each for each in head.groups)
    return f"{names} ({', '.join(sorted(what))})"


def that_count(
    heads: Sequence[Head],
    record: HeadsOfRecord,
    known: Mapping[str, Known],
    lines: Sequence[Line],
) -> tuple[Head, ...]:
    """Heads of whom it is said of the groups, and not of a visit or a channel of their own."""
    return tuple(each for each in heads if _counts(each, record, known, lines[each.line]))


def _counts(head: Head, record: HeadsOfRecord, known: Mapping[str, Known], line: Line) -> bool:
    """Whether it is said of a meeting of the group, not of a visit or a channel of its own.

    "The groups are led by" the two principals says that they report to them.
    """
    if head.person in record.principals:
        return _counts_of_principal(head, line)
    if head.is_named or not head.person:
        return True
    towns = {record.meetings[each].place for each in head.groups if each in record.meetings}
    if towns and line.values("place") - towns:
        return False
    if any(head.person in people for people in record.by_group.values()):
        return True
    bodies = {post.body for post in known[head.person].person.posts}
    is_near = bool(bodies & record.bodies) or head.what == "led_meeting"
    return is_near and not line.cue("travel", "other")


def _counts_of_principal(head: Head, line: Line) -> bool:
    is_meeting = head.what == "led_meeting" or (head.is_named and head.what == "led_side")
    return is_meeting and not line.cue("travel", "other") and not _is_title_of_principal(line)


def _is_title_of_principal(line: Line) -> bool:
    """``中美经贸中方牵头人、国务院副总理何立峰``: who leads the two countries' affairs as such."""
    return any(
        each in line.folded
        for each in (
            "经贸中方牵头",
            "经贸牵头",
            "中美经贸",
            "under the leadership",
            "领导下",
            "双方牵头人",
            "两国牵头人",
            "economic and trade affairs",
            "economic affairs",
            "asuntos economicos y comerciales",
            "经済贸易",
            "经济贸易",
            "경제무역",
            "경제·무역",
            "kinh te thuong mai",
            "kinh te va thuong mai",
        )
    )


def _listed(head: Head, record: HeadsOfRecord) -> frozenset[str]:
    """Who may be named as head: whoever ever led one of the groups."""
    return frozenset().union(*(record.by_group[group] for group in head.groups))


def check_offices(
    mentions: Sequence[Mention],
    known: Mapping[str, Known],
    lines: Sequence[Line],
    day: date | None,
    since: date | None = None,
) -> Iterator[Flag]:
    """Flags for titles that nobody of that name held on the day.

    Args:
        mentions: The people with their titles.
        known: Who is known.
        lines: The sentences.
        day: The day of the text, or None.
        since: Where it is not known, the day after which the text was written, or None.
    """
    for mention in mentions:
        if not mention.titles or mention.link is Link.LEAVE or not mention.person:
            continue
        person = known[mention.person]
        if person.person.is_outside or not person.held:
            continue
        titles = {Office.of(mark.value) for mark in mention.titles}
        line = lines[mention.line]
        is_past = any(_FORMER.search(line.folded[: mark.start]) for mark in mention.titles)
        held = person.held if is_past else held_on(person.held, day) or person.held
        if not is_past and day is None and since is not None:
            held = tuple(each for each in held if not each.post.until or each.post.until >= since)
        if any(title.fits(each.office) for title in titles for each in held):
            continue
        mark = mention.titles[0]
        said = f"{line.text[mark.start : mark.end]} {mention.written}"
        posts = sorted({each.post.title.en for each in held})
        expected = f"{person.person.names.name.en}: {', '.join(posts)}"
        yield Flag(FlagKind.OFFICE, said, expected, mention.line)
