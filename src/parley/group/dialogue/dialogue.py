"""A dialogue: everything that is known of two sides and their groups, and what was known when."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import Protocol

from parley.errors import InvalidInput
from parley.group.dialogue.aliases import Alias
from parley.group.dialogue.basis import Basis, Source, Standing
from parley.group.dialogue.charter import Charter, GroupKind, Place, Side
from parley.group.dialogue.claims import Claim
from parley.group.dialogue.commitments import Commitment, Progress
from parley.group.dialogue.concerns import (
    Answer,
    Concern,
    Disagreement,
    Question,
    Raising,
    Referral,
)
from parley.group.dialogue.faults import faults_in_dialogue
from parley.group.dialogue.kinds import SINGULAR
from parley.group.dialogue.measures import Measure
from parley.group.dialogue.meetings import Event, Meeting
from parley.group.dialogue.people import Body, Person
from parley.group.dialogue.readouts import Figure, Readout, Statement, Voice
from parley.group.dialogue.topics import Topic
from parley.group.dialogue.workings import ContactsKnown, Message, Report, Workstream
from parley.group.words import Words


class HasBasis(Protocol):
    """Whatever stands on sources."""

    @property
    def basis(self) -> Basis:
        """What it stands on."""
        ...


@dataclass(frozen=True, repr=False)
class Dialogue:
    """A dialogue between two sides. Frozen; checked once, here, with every fault at once.

    Args:
        id: Its name.
        title: What people read.
        sides: The two.
        sources: Every text that an entry names.
        places, bodies, people, topics: Who and what the entries name.
        charters: Groups, sub-bodies, channels.
        meetings: In all their versions, planned and held.
        events: Everything else that happened.
        concerns, raisings, answers: What each side raised, when, and what was answered.
        questions, referrals, disagreements: What was asked, carried elsewhere, left to stand.
        commitments, progress: What was said to be done, and how far it has come.
        measures: Tariffs, limits, controls, with their stages.
        readouts, statements: What each side published and said.
        aliases: Names that texts use, and who is meant.
        claims, voices, figures: What texts say of the meetings; what others say; numbers.
        messages, reports, contacts, workstreams: How the groups work.
        replaced: Names of entries that were corrected, each with the one that holds now.
        rejected: Names of entries that a person rejected.
        earlier: Versions of meetings that were corrected by then: how they had been planned.
        known_on: The day of knowledge, where this is what somebody knew then; made by ``as_known``.

    Raises:
        InvalidInput: naming the entry (``meeting fwg-2024-01``), the field, what stands there and
            what was expected.
    """

    id: str
    title: Words
    sides: tuple[Side, ...]
    sources: tuple[Source, ...]
    places: tuple[Place, ...] = ()
    bodies: tuple[Body, ...] = ()
    people: tuple[Person, ...] = ()
    topics: tuple[Topic, ...] = ()
    charters: tuple[Charter, ...] = ()
    meetings: tuple[Meeting, ...] = ()
    events: tuple[Event, ...] = ()
    concerns: tuple[Concern, ...] = ()
    raisings: tuple[Raising, ...] = ()
    answers: tuple[Answer, ...] = ()
    questions: tuple[Question, ...] = ()
    referrals: tuple[Referral, ...] = ()
    disagreements: tuple[Disagreement, ...] = ()
    commitments: tuple[Commitment, ...] = ()
    progress: tuple[Progress, ...] = ()
    measures: tuple[Measure, ...] = ()
    readouts: tuple[Readout, ...] = ()
    statements: tuple[Statement, ...] = ()
    aliases: tuple[Alias, ...] = ()
    claims: tuple[Claim, ...] = ()
    voices: tuple[Voice, ...] = ()
    figures: tuple[Figure, ...] = ()
    messages: tuple[Message, ...] = ()
    reports: tuple[Report, ...] = ()
    contacts: tuple[ContactsKnown, ...] = ()
    workstreams: tuple[Workstream, ...] = ()
    replaced: Mapping[str, str] = field(default_factory=dict)
    rejected: frozenset[str] = frozenset()
    earlier: tuple[Meeting, ...] = ()
    known_on: date | None = None

    def __post_init__(self) -> None:
        if self.known_on is not None:
            return  # a part of what was checked
        faults = faults_in_dialogue(self)
        if faults:
            raise InvalidInput(faults)

    def __repr__(self) -> str:
        count = sum(1 for _ in self.entries())
        return f"Dialogue({self.id!r}, {count} entries, known on {self.known_on or 'every day'})"

    def entries(self) -> Iterator[tuple[str, HasBasis]]:
        """Every entry with the name of its kind, in order of the kinds."""
        for kind in SINGULAR:
            for entry in getattr(self, kind):
                yield kind, entry

    @cached_property
    def by_id(self) -> dict[str, HasBasis]:
        """Every entry by its name; a corrected one's name leads to the one that holds now."""
        found = {entry.basis.id: entry for _, entry in self.entries()}
        return {**found, **{old: found[new] for old, new in self.replaced.items() if new in found}}

    @cached_property
    def source(self) -> dict[str, Source]:
        """Every source by its name."""
        return {each.id: each for each in self.sources}

    @cached_property
    def side(self) -> dict[str, Side]:
        """Both sides by name."""
        return {each.id: each for each in self.sides}

    @cached_property
    def place(self) -> dict[str, Place]:
        """Every place by its name."""
        return {each.id: each for each in self.places}

    @cached_property
    def body(self) -> dict[str, Body]:
        """Every body by its name."""
        return {each.basis.id: each for each in self.bodies}

    @cached_property
    def person(self) -> dict[str, Person]:
        """Every person by name."""
        return {each.basis.id: each for each in self.people}

    @cached_property
    def topic(self) -> dict[str, Topic]:
        """Every topic by its name."""
        return {each.basis.id: each for each in self.topics}

    @cached_property
    def charter(self) -> dict[str, Charter]:
        """Every group, sub-body and channel by its name."""
        return {each.basis.id: each for each in self.charters}

    @cached_property
    def meeting(self) -> dict[str, Meeting]:
        """Every confirmed meeting by its key; of several versions the one that none corrects.

        What is only proposed is no meeting yet, and moves no number.
        """
        sure = [each for each in self.meetings if each.basis.standing is Standing.CONFIRMED]
        corrected = {old for each in sure for old in each.basis.supersedes}
        ordered = sorted(sure, key=lambda each: each.basis.id not in corrected)
        return {each.key: each for each in ordered}

    @property
    def groups(self) -> tuple[Charter, ...]:
        """The groups proper, without sub-bodies and channels."""
        return tuple(each for each in self.charters if each.kind is GroupKind.GROUP)
