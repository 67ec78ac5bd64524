"""What a text says of people and authorities, held against the record: offices, heads, bodies."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from parley.group.press.flags import Flag, FlagKind
from parley.group.press.knowledge import Knowledge
from parley.group.press.meetings.attendance import (
    Head,
    HeadsOfRecord,
    bodies_of_groups,
    check_heads,
    check_offices,
    ever_led,
)
from parley.group.press.meetings.bodies_of_groups import wrong_leads, wrong_trades
from parley.group.press.meetings.found import MeetingFound
from parley.group.press.meetings.groups import GroupAt
from parley.group.press.meetings.standing import wrong_counterparts, wrong_principals
from parley.group.press.names.affiliations import wrong_affiliations
from parley.group.press.names.bodies import BodyAt
from parley.group.press.names.known import Link, Mention
from parley.group.press.words.mark import Line
from parley.group.press.words.phrases import Phrases


def heads_of_record(knowledge: Knowledge, meetings: Sequence[MeetingFound]) -> HeadsOfRecord:
    """Whom the record has as heads, for a text about some meetings."""
    charters = knowledge.dialogue.charters
    return HeadsOfRecord(
        ever_led(knowledge.expected),
        {each.group: each.record for each in meetings if each.record is not None},
        frozenset(one.person for charter in charters for one in charter.principals),
        bodies_of_groups(knowledge.dialogue),
    )


@dataclass(frozen=True)
class PeopleChecks:
    """Everything that a text says of people and authorities.

    Args:
        knowledge: What it is read with.
        phrases: Of its language.
        lines: Its sentences.
        named: Where groups are named.
        main: The groups that it is about.
        mentions: The people.
        heads: Who is said to lead.
        bodies: The authorities.
        record: Whom the record has as heads.
        day: Of the text, or None.
    """

    knowledge: Knowledge
    phrases: Phrases
    lines: Sequence[Line]
    named: Sequence[GroupAt]
    main: Sequence[str]
    mentions: Sequence[Mention]
    heads: Sequence[Head]
    bodies: Sequence[BodyAt]
    record: HeadsOfRecord
    day: date | None

    def flags(self) -> Iterator[Flag]:
        """Flags for what the record speaks against."""
        known, dialogue = self.knowledge.known, self.knowledge.dialogue
        charters, lines = self.knowledge.charters, self.lines
        yield from check_offices(self.mentions, known, lines, self.day, self._founded())
        yield from wrong_affiliations(self.mentions, self.bodies, known, dialogue, lines)
        yield from check_heads(self.heads, self.record, known, lines)
        yield from wrong_counterparts(lines, self.mentions, self.record.by_group, known)
        yield from wrong_principals(
            lines, self.mentions, self.named, dialogue, known, self.phrases, self.day
        )
        if len(self.main) == 1:
            yield from self._wrong_bodies(self.main[0])
        yield from wrong_leads(
            lines, self.bodies, self.mentions, self.named, self.main, charters, self.phrases
        )
        yield from wrong_trades(lines, self.named, charters, self.phrases)
        yield from self._to_be_looked_at()

    def _founded(self) -> date | None:
        """When the first of the groups that the text names was founded: it was written later."""
        charters = [self.knowledge.dialogue.charter.get(each.group) for each in self.named]
        return min((each.founded for each in charters if each and each.founded), default=None)

    def _to_be_looked_at(self) -> Iterator[Flag]:
        """Names that a person must decide about, and wrong names of authorities."""
        for each in self.mentions:
            if each.link is Link.REVIEW:
                name = self.knowledge.known[each.person].person.names.name.en
                expected = f"perhaps {name}: {each.reason}"
                yield Flag(FlagKind.NAME, each.written, expected, each.line)
        for body in self.bodies:
            if body.how == "a known wrong name":
                name = self.knowledge.dialogue.body[body.body].names.name.en
                yield Flag(FlagKind.BODY, body.written, name, body.line)

    def _wrong_bodies(self, group: str) -> Iterator[Flag]:
        """The lead body of a sister group, said to be the one that meets in this group."""
        leads = self.knowledge.heads.bodies
        own = leads.get(group, frozenset())
        sisters = {each.basis.id for each in self.knowledge.dialogue.groups} - {group}
        foreign = {body for other in sisters for body in leads.get(other, ())} - own
        charter = self.knowledge.dialogue.charter.get(group)
        members = (
            {each for bodies_ in charter.members.values() for each in bodies_} if charter else set()
        )
        for each in self.bodies:
            line = self.lines[each.line]
            here = {other.body for other in self.bodies if other.line == each.line}
            groups = {mark.value for mark in line.of("group")}
            if each.body not in foreign - members or here & own or groups - {group}:
                continue
            if groups and not _speaks(line, each):
                names = [self.knowledge.dialogue.body[one].names.name.en for one in sorted(own)]
                yield Flag(FlagKind.BODY, each.written, f"{', '.join(names)} ({group})", each.line)


def _speaks(line: Line, body: BodyAt) -> bool:
    """Whether a body stands in a sentence only as who says it."""
    return any(0 <= mark.start - body.end <= 12 for mark in line.cues("said"))
