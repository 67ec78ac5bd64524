"""How a group works from day to day: messages and reports of principals, contacts, workstreams."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from parley.errors import Fault, InvalidInput
from parley.group.dialogue.basis import Basis
from parley.group.dialogue.naming import names_of
from parley.group.words import Words


class Delivery(StrEnum):
    """How far a message of a principal has come."""

    GIVEN = "given to the bearer"
    DELIVERED = "delivered"
    ANSWERED = "answered"


@dataclass(frozen=True)
class Message:
    """A message that a delegation carries for a principal, or back to one.

    Args:
        basis: What it stands on.
        sender: Whose message.
        addressee: For whom.
        day: When it was delivered, or given.
        text: In own words.
        status: How far it has come.
        bearer: The person who carries it; empty where a delegation does.
        bearing_side: The side whose delegation carries it.
        meeting, event: Where.
        answer: What was answered.
    """

    basis: Basis
    sender: str = field(metadata=names_of("person"))
    addressee: str = field(metadata=names_of("person"))
    day: date
    text: Words
    status: Delivery
    bearer: str = field(default="", metadata=names_of("person"))
    bearing_side: str = field(default="", metadata=names_of("side"))
    meeting: str = field(default="", metadata=names_of("meeting"))
    event: str = field(default="", metadata=names_of("event"))
    answer: Words | None = None

    def __post_init__(self) -> None:
        if (self.status is Delivery.ANSWERED) != (self.answer is not None):
            expected = "an answer if and only if it was answered"
            raise InvalidInput([Fault("", 0, "answer", str(self.status), expected)])


class ContactState(StrEnum):
    """Whether a contact for stress is there."""

    MISSING = "missing"
    EXCHANGED = "exchanged"
    VERIFIED = "verified"


@dataclass(frozen=True)
class ContactsKnown:
    """What the record knows of contacts for stress; the names themselves stay with the hotline.

    Args:
        basis: What it stands on.
        group: Which group.
        side: Whose contacts.
        functions: For which purposes.
        state: Missing, exchanged, verified by a call.
        day: Since when.
        text: In own words.
    """

    basis: Basis
    group: str = field(metadata=names_of("charter"))
    side: str = field(metadata=names_of("side"))
    functions: tuple[str, ...]
    state: ContactState
    day: date
    text: Words


class WorkState(StrEnum):
    """Whether work on a topic goes on."""

    OPEN = "open"
    DORMANT = "dormant"
    CLOSED = "closed"


@dataclass(frozen=True)
class Rule:
    """A rule in force on one side, on the topic of a workstream; ``since`` is its first day."""

    basis: Basis
    side: str = field(metadata=names_of("side"))
    text: Words
    since: date | None = None


@dataclass(frozen=True)
class Paper:
    """A paper that was given to the other side, or exchanged; ``sides`` are those who gave it."""

    basis: Basis
    title: Words
    day: date
    sides: tuple[str, ...] = field(default=(), metadata=names_of("side"))


@dataclass(frozen=True)
class Report:
    """What a principal was told by his or her own side, and what was asked of the principal.

    Args:
        basis: What it stands on; a side keeps its own, marked as it wants.
        to: The principal.
        day: When.
        text: What was told, in own words.
        meeting: About which meeting.
        asks: What the principal is asked to decide; None for nothing.
        decided, decided_on: What was decided, and when; None while it waits.
    """

    basis: Basis
    to: str = field(metadata=names_of("person"))
    day: date
    text: Words
    meeting: str = field(default="", metadata=names_of("meeting"))
    asks: Words | None = None
    decided: Words | None = None
    decided_on: date | None = None

    def __post_init__(self) -> None:
        if (self.decided is None) != (self.decided_on is None):
            expected = "a decision and its day, or neither"
            raise InvalidInput([Fault("", 0, "decided", str(self.decided_on), expected)])
        if self.decided is not None and self.asks is None:
            raise InvalidInput([Fault("", 0, "asks", "nothing", "what was decided upon")])

    def waits_on(self, day: date) -> bool:
        """Whether a decision is awaited on a day."""
        return self.asks is not None and (self.decided_on is None or self.decided_on > day)


@dataclass(frozen=True)
class Workstream:
    """Work of technical experts on one topic of a group.

    Args:
        basis: What it stands on.
        group: Which group.
        topic: On what.
        state: Open, dormant, closed; each topic on its own.
        since: From which day on.
        text: What is being done.
        leads: The bodies that lead on it, by side; shown only where they take part.
        next_step: What comes next.
        rules: Rules in force on each side.
        papers: What was exchanged in writing.
    """

    basis: Basis
    group: str = field(metadata=names_of("charter"))
    topic: str = field(metadata=names_of("topic"))
    state: WorkState
    since: date
    text: Words
    leads: Mapping[str, str] = field(default_factory=dict, metadata=names_of("body", keys="side"))
    next_step: Words | None = None
    rules: tuple[Rule, ...] = ()
    papers: tuple[Paper, ...] = ()
