"""Meetings and other events: planned or held, where, on whose calendar, with whom, about what."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum

from parley.errors import Fault, InvalidInput
from parley.group.dialogue.basis import Basis, Confidence, Days
from parley.group.dialogue.naming import names_of
from parley.group.dialogue.topics import TopicAt
from parley.group.words import Words


class Status(StrEnum):
    """How far a meeting has come. Planned is not held."""

    PLANNED = "planned"
    CONFIRMED = "confirmed"
    HELD = "held"
    READ_OUT = "read out"

    @property
    def has_taken_place(self) -> bool:
        """Whether somebody says that it was held."""
        return self in (Status.HELD, Status.READ_OUT)


class Mode(StrEnum):
    """How they met."""

    IN_PERSON = "in person"
    VIDEO = "video"
    UNKNOWN = "unknown"


class Role(StrEnum):
    """What somebody did at a meeting."""

    HEAD = "head"
    CO_HEAD = "co-head"
    MEMBER = "member"
    HOST = "host"
    GREETED = "greeted the delegation"
    SPOKE = "spoke"


@dataclass(frozen=True)
class Delegate:
    """One person at a meeting; the post is looked up on the day.

    ``confidence`` is of the name alone: who led may be recalled where the rest stands in a text.
    """

    person: str = field(metadata=names_of("person"))
    role: Role
    confidence: Confidence = Confidence.FOUND


@dataclass(frozen=True)
class Visit:
    """A side visit of a delegation: Hong Kong before Beijing. It is no part of the meeting."""

    basis: Basis
    text: Words
    people: tuple[str, ...] = field(default=(), metadata=names_of("person"))
    place: str = field(default="", metadata=names_of("place"))
    days: Days | None = None


@dataclass(frozen=True)
class Delegation:
    """One side at a meeting. Who is not named is unknown, not absent.

    Args:
        side: Which.
        people: Those whom a source names.
        bodies: The bodies that a source names.
        visits: Where the delegation, or some of it, went besides.
    """

    side: str = field(metadata=names_of("side"))
    people: tuple[Delegate, ...] = ()
    bodies: tuple[str, ...] = field(default=(), metadata=names_of("body"))
    visits: tuple[Visit, ...] = ()

    def how_known(self, person: str) -> Confidence:
        """How it is known that somebody was there."""
        found = (each.confidence for each in self.people if each.person == person)
        return next(found, Confidence.FOUND)

    @property
    def heads(self) -> tuple[str, ...]:
        """Those who lead it: the head first, then co-heads."""
        leading = (Role.HEAD, Role.CO_HEAD)
        return tuple(each.person for role in leading for each in self.people if each.role is role)


@dataclass(frozen=True)
class Hours:
    """From when to when, as instants with their offset from UTC: one meeting, two calendars."""

    begins: datetime
    ends: datetime

    def __post_init__(self) -> None:
        faults = [
            Fault("", 0, name, str(each), "an instant with its offset from UTC")
            for name, each in (("begins", self.begins), ("ends", self.ends))
            if each.utcoffset() is None
        ]
        if not faults and self.ends <= self.begins:
            faults.append(Fault("", 0, "ends", str(self.ends), f"later than {self.begins}"))
        if faults:
            raise InvalidInput(faults)


@dataclass(frozen=True)
class Meeting:
    """A meeting of a group, as it is known from a day on. Its number is computed, never typed.

    Args:
        basis: What the entry stands on.
        key: Names the meeting in all its entries, from planned to read out.
        group: The group or sub-body.
        status: Planned, confirmed, held, read out.
        days: One for the place, or one for each calendar where the sides name different days.
        hours: From when to when, where that is known; the days of both capitals follow from it.
        mode: In person or by video.
        place: The town; empty for none or not known.
        delegations: Of each side.
        topics: What was planned, raised, agreed or absent.
        text: What came of it, in own words.
        read_out: The day on which each side published its readout.
        under: The meeting of another group within which it took place.
    """

    basis: Basis
    key: str
    group: str = field(metadata=names_of("charter"))
    status: Status
    text: Words
    days: tuple[Days, ...] = ()
    hours: Hours | None = None
    mode: Mode = Mode.UNKNOWN
    place: str = field(default="", metadata=names_of("place"))
    delegations: tuple[Delegation, ...] = ()
    topics: tuple[TopicAt, ...] = ()
    read_out: Mapping[str, date] = field(default_factory=dict, metadata=names_of("", keys="side"))
    under: str = field(default="", metadata=names_of("meeting"))

    def __post_init__(self) -> None:
        faults = []
        if not (self.days or self.hours):
            expected = "the days, on one calendar or on each, or the hours"
            faults.append(Fault("", 0, "days", "none", expected))
        sides = [each.side for each in self.days]
        if len(set(sides)) != len(sides) or (len(sides) > 1 and "" in sides):
            faults.append(Fault("", 0, "days", ", ".join(sides), "one for each calendar"))
        present = [each.side for each in self.delegations]
        if len(set(present)) != len(present):
            faults.append(Fault("", 0, "delegations", ", ".join(present), "each side once"))
        if self.mode is Mode.VIDEO and self.place:
            faults.append(Fault("", 0, "place", self.place, "no place for a meeting by video"))
        if self.status is Status.READ_OUT and not self.read_out:
            faults.append(Fault("", 0, "read_out", "nothing", "who published on which day"))
        if faults:
            raise InvalidInput(faults)

    @property
    def first(self) -> date:
        """The first day on any calendar."""
        return min(each.first for each in self.days)

    @property
    def last(self) -> date:
        """The last day on any calendar."""
        return max(each.last for each in self.days)

    def delegation(self, side: str) -> Delegation:
        """The delegation of a side; an empty one where no source names any."""
        found = (each for each in self.delegations if each.side == side)
        return next(found, Delegation(side))


class EventKind(StrEnum):
    """What else happens around the meetings."""

    FOUNDING = "founding"
    PRINCIPALS = "meeting of the principals"
    LEADERS = "meeting of the leaders"
    EXERCISE = "joint exercise"
    EXCHANGE = "technical exchange"
    ROUNDTABLE = "roundtable"
    SPEECH = "speech"
    VISIT = "visit"
    CALL = "call"
    CHANNEL = "meeting of another channel"
    ANNOUNCEMENT = "announcement"
    STATUS = "status"


@dataclass(frozen=True)
class Event:
    """Something that is no meeting of a group: an exercise, a speech, a call, another channel's.

    Args:
        basis: What the entry stands on.
        kind: Which kind.
        status: Planned or held.
        days: When.
        title: A few words.
        text: What happened, in own words.
        groups: The groups that it concerns.
        channel: The channel whose event it is, which is none of the groups.
        meeting: The meeting under which it took place.
        place, mode: Where and how.
        people: Who took part, by name.
        bodies: Who took part, by body.
        topics: About what.
        participants: Who took part and has no entry: private firms of both sides.
        quotation: What may be quoted of it, and to whom it may be given.
        interests: Which interests the participants declared.
    """

    basis: Basis
    kind: EventKind
    status: Status
    days: Days
    title: Words
    text: Words
    groups: tuple[str, ...] = field(default=(), metadata=names_of("charter"))
    channel: str = field(default="", metadata=names_of("charter"))
    meeting: str = field(default="", metadata=names_of("meeting"))
    place: str = field(default="", metadata=names_of("place"))
    mode: Mode = Mode.UNKNOWN
    people: tuple[str, ...] = field(default=(), metadata=names_of("person"))
    bodies: tuple[str, ...] = field(default=(), metadata=names_of("body"))
    topics: tuple[str, ...] = field(default=(), metadata=names_of("topic"))
    participants: Words | None = None
    quotation: Words | None = None
    interests: Words | None = None
