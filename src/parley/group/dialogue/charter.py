"""Charters: the two sides, the groups, their sub-bodies, and the channels beside them."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from parley.group.dialogue.basis import Basis, Names
from parley.group.dialogue.naming import names_of
from parley.group.words import Words


@dataclass(frozen=True)
class Side:
    """One of the two owners of a dialogue.

    Args:
        id: Short, for example the ISO 3166 code of the country.
        name: What people read.
        countries: ISO 3166 codes of the places that are its own.
        time_zone: Of its capital, as the tz database names it.
        adjective: For sentences: "US concerns", "美方关切".
    """

    id: str
    name: Words
    countries: tuple[str, ...]
    time_zone: str
    adjective: Words


@dataclass(frozen=True)
class Place:
    """A town where meetings are held; ``country`` is its ISO 3166 code."""

    id: str
    names: Names
    country: str


class GroupKind(StrEnum):
    """A group of the dialogue, a body inside a group, or a channel that is not the group."""

    GROUP = "group"
    SUB_BODY = "sub-body"
    CHANNEL = "channel"


class Stage(StrEnum):
    """Whether a group meets."""

    ACTIVE = "active"
    DORMANT = "dormant"
    SUPERSEDED = "superseded"
    REVIVED = "revived"


@dataclass(frozen=True)
class Principal:
    """Whom a group reports to, on one side, for a time."""

    basis: Basis
    side: str = field(metadata=names_of("side"))
    person: str = field(metadata=names_of("person"))
    since: date
    until: date | None = None

    def is_on(self, day: date) -> bool:
        """Whether the group reports to this person on a day."""
        return self.since <= day <= (self.until or day)


@dataclass(frozen=True)
class GroupStage:
    """What became of a group from a day on, in words with a source."""

    basis: Basis
    stage: Stage
    since: date
    text: Words


@dataclass(frozen=True)
class Charter:
    """What a group is.

    Args:
        basis: What the entry stands on; its id names the group, for example ``FWG``.
        kind: Group, sub-body or channel. Only groups and sub-bodies count meetings.
        names: In both languages, with aliases and wrong names that were seen.
        leads: The lead body of each side.
        members: Other bodies that were seen to take part, by side; the list is open.
        parent: The group that a sub-body is part of.
        founded: The day.
        instrument: By what it was founded.
        level: At which level it meets.
        rhythm: How often.
        topics: The topics of its mandate.
        principals: Whom it reports to, by side and time.
        functions: For which purposes each side names a contact.
        stages: What became of it.
        purpose: What it is for, in a sentence.
    """

    basis: Basis
    kind: GroupKind
    names: Names
    leads: Mapping[str, str] = field(metadata=names_of("body", keys="side"))
    purpose: Words
    members: Mapping[str, tuple[str, ...]] = field(
        default_factory=dict, metadata=names_of("body", keys="side")
    )
    parent: str = field(default="", metadata=names_of("charter"))
    founded: date | None = None
    instrument: Words | None = None
    level: Words | None = None
    rhythm: Words | None = None
    topics: tuple[str, ...] = field(default=(), metadata=names_of("topic"))
    principals: tuple[Principal, ...] = ()
    functions: tuple[str, ...] = ()
    stages: tuple[GroupStage, ...] = ()

    def principals_on(self, day: date) -> dict[str, str]:
        """The person whom it reports to on a day, by side."""
        return {each.side: each.person for each in self.principals if each.is_on(day)}
