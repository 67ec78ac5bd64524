"""Commitments: from a wish to a measure done, with due dates, and progress as each side sees it."""

from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from parley.errors import Fault, InvalidInput
from parley.group.dialogue.basis import Basis
from parley.group.dialogue.meetings import Event, EventKind
from parley.group.dialogue.naming import names_of
from parley.group.words import Words


class Grade(StrEnum):
    """How firm it is."""

    WISH = "wish"
    INTENT = "intent"
    ASSURANCE = "assurance"
    COMMITMENT = "commitment"
    DONE = "measure done"


class Level(StrEnum):
    """How far it has come.

    Source:
        The five levels of completion of the Open Government Partnership's Independent Reporting
        Mechanism.
    """

    NO_EVIDENCE = "no evidence available"
    NOT_STARTED = "not started"
    LIMITED = "limited"
    SUBSTANTIAL = "substantial"
    COMPLETE = "complete"


@dataclass(frozen=True)
class Expectation:
    """What event would fulfil a commitment; if one is in the record, it is proposed.

    Args:
        kind: The kind of the event.
        people: All of them take part.
        country: Where it takes place, ISO 3166.
        groups: It concerns one of them.
        topics: It is about one of them.
    """

    kind: EventKind
    people: tuple[str, ...] = field(default=(), metadata=names_of("person"))
    country: str = ""
    groups: tuple[str, ...] = field(default=(), metadata=names_of("charter"))
    topics: tuple[str, ...] = field(default=(), metadata=names_of("topic"))

    def fits(self, event: Event, country: str) -> bool:
        """Whether an event that took place in a country is what was expected."""
        return (
            event.kind is self.kind
            and event.status.has_taken_place
            and set(self.people) <= set(event.people)
            and self.country in ("", country)
            and (not self.groups or bool(set(self.groups) & set(event.groups)))
            and (not self.topics or bool(set(self.topics) & set(event.topics)))
        )


@dataclass(frozen=True)
class Revision:
    """A later due date. The earlier ones stay.

    Args:
        basis: What it stands on.
        due: The new date; None where it was put off without one.
        text: Why, in own words.
    """

    basis: Basis
    text: Words
    due: date | None = None


@dataclass(frozen=True)
class Commitment:
    """Something that one side, or both, said they would do.

    Args:
        basis: What the entry stands on; its id names it.
        grade: Wish, intent, assurance, commitment, or a measure that is done.
        owners: The sides that owe it.
        text: What, in own words.
        made: When it was said.
        topic: About what.
        body, person: Who owes it, where a source says so.
        due: The date that was said first; None where none was: no date given is a value too.
        due_words: How the date was said: "in April or May".
        revisions: Later dates.
        expects: What event would fulfil it.
        meeting, event: Where it was said.
        groups: The groups that it concerns; all where none is named.
        words, language: The words of the source, a few.
    """

    basis: Basis
    grade: Grade
    owners: tuple[str, ...] = field(metadata=names_of("side"))
    text: Words
    made: date
    topic: str = field(default="", metadata=names_of("topic"))
    body: str = field(default="", metadata=names_of("body"))
    person: str = field(default="", metadata=names_of("person"))
    due: date | None = None
    due_words: Words | None = None
    revisions: tuple[Revision, ...] = ()
    expects: Expectation | None = None
    meeting: str = field(default="", metadata=names_of("meeting"))
    event: str = field(default="", metadata=names_of("event"))
    groups: tuple[str, ...] = field(default=(), metadata=names_of("charter"))
    words: str = ""
    language: str = ""

    def __post_init__(self) -> None:
        faults = []
        if not self.owners:
            faults.append(Fault("", 0, "owners", "none", "the side or sides that owe it"))
        if self.due and self.due < self.made:
            faults.append(Fault("", 0, "due", str(self.due), f"{self.made} or later"))
        if faults:
            raise InvalidInput(faults)

    @property
    def due_now(self) -> date | None:
        """The date that holds: that of the last revision, else the first."""
        return self.revisions[-1].due if self.revisions else self.due


@dataclass(frozen=True)
class Progress:
    """How far a commitment has come, as somebody sees it.

    Args:
        basis: What it stands on. What a program found is a proposal until a person confirms it.
        commitment: Which.
        day: On which day this is how it stands; for a complete one the day on which it was done.
        level: How far.
        text: In own words.
        seen_by: The side that sees it so; empty for what the record itself shows.
        evidence: Entries that show it.
    """

    basis: Basis
    commitment: str = field(metadata=names_of("commitment"))
    day: date
    level: Level
    text: Words
    seen_by: str = field(default="", metadata=names_of("side"))
    evidence: tuple[str, ...] = field(default=(), metadata=names_of("entry"))
