"""What one text says: its meetings, people, bodies, topics, facts and flags."""

from dataclasses import dataclass, field

from parley.group.press.document.text import Text
from parley.group.press.facts.facts import Fact
from parley.group.press.flags import Flag
from parley.group.press.meetings.attendance import Head
from parley.group.press.meetings.found import MeetingFound
from parley.group.press.names.bodies import BodyAt
from parley.group.press.names.known import Mention
from parley.group.press.words.mark import Line


@dataclass(frozen=True)
class Reading:
    """What one text says.

    Args:
        text: The text.
        meetings: The main one first.
        mentions: Every name that was looked at.
        heads: Who leads, as the text has it.
        bodies: Every authority.
        topics: In order of their first place.
        facts: Each with its sentence.
        flags: What must not be taken over.
        lines: The sentences with what was found in them, for explaining.
    """

    text: Text
    meetings: tuple[MeetingFound, ...] = ()
    mentions: tuple[Mention, ...] = ()
    heads: tuple[Head, ...] = ()
    bodies: tuple[BodyAt, ...] = ()
    topics: tuple[str, ...] = ()
    facts: tuple[Fact, ...] = ()
    flags: tuple[Flag, ...] = ()
    lines: tuple[Line, ...] = field(default=(), repr=False)
