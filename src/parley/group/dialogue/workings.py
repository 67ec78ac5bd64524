"""How a group works from day to day: messages of principals, contacts for stress, workstreams."""

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
    """

    basis: Basis
    group: str = field(metadata=names_of("charter"))
    topic: str = field(metadata=names_of("topic"))
    state: WorkState
    since: date
    text: Words
    leads: Mapping[str, str] = field(default_factory=dict, metadata=names_of("body", keys="side"))
    next_step: Words | None = None
