"""Readouts: each side's published text of a meeting, whole, and the points that it makes."""

from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from parley.errors import Fault, InvalidInput
from parley.group.dialogue.basis import Basis
from parley.group.dialogue.naming import names_of
from parley.group.words import Words


class Attribution(StrEnum):
    """To whom words may be given."""

    NAMED = "named"
    OFFICIAL = "an official, not named"
    BACKGROUND = "on background"
    PUBLISHED = "published text"
    PRESS = "press"


@dataclass(frozen=True)
class Point:
    """One thing that a readout says.

    Args:
        point: Names the thing; the same thing has the same name in both readouts and in those of
            other meetings.
        text: In own words.
        topic: About what.
        act: What was done, in one word where the two texts may differ: ``letters``, ``notes``.
        words: The words of the text itself, a few.
        language: Of those words, BCP 47.
        place: Which paragraph of the text, from 1; 0 where that is not kept.
    """

    point: str
    text: Words
    topic: str = field(default="", metadata=names_of("topic"))
    act: str = ""
    words: str = ""
    language: str = ""
    place: int = 0


@dataclass(frozen=True)
class Readout:
    """What one side published about one meeting.

    Args:
        basis: What the entry stands on.
        meeting: Which meeting.
        side: Whose text.
        body: Who published it.
        published: When.
        language: Of the text, BCP 47.
        points: What it says.
        whole: The text as it was published, where it may be kept.
        is_complete: Whether all that it says is among the points; only then is silence certain.
        silent: Points of which a source says that this text does not name them.
    """

    basis: Basis
    meeting: str = field(metadata=names_of("meeting"))
    side: str = field(metadata=names_of("side"))
    published: date
    language: str
    points: tuple[Point, ...]
    body: str = field(default="", metadata=names_of("body"))
    whole: str = ""
    is_complete: bool = True
    silent: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        named = [each.point for each in self.points]
        repeated = sorted({each for each in named if named.count(each) > 1})
        if repeated:
            found = ", ".join(repeated)
            raise InvalidInput([Fault("", 0, "points", found, "each point once")])


@dataclass(frozen=True)
class Statement:
    """Something said to the public outside a readout: a preview, a line to take, a remark.

    Args:
        basis: What it stands on.
        side: For which side.
        day: When.
        text: In own words.
        attribution: To whom it may be given.
        person, body: Who said it.
        topics: About what.
        meeting: About which meeting.
        words, language: The words of the source, a few.
    """

    basis: Basis
    side: str = field(metadata=names_of("side"))
    day: date
    text: Words
    attribution: Attribution
    person: str = field(default="", metadata=names_of("person"))
    body: str = field(default="", metadata=names_of("body"))
    topics: tuple[str, ...] = field(default=(), metadata=names_of("topic"))
    meeting: str = field(default="", metadata=names_of("meeting"))
    words: str = ""
    language: str = ""

    def __post_init__(self) -> None:
        if (self.attribution is Attribution.NAMED) != bool(self.person):
            expected = "a person if and only if it is given to one by name"
            raise InvalidInput([Fault("", 0, "person", self.person or "nothing", expected)])


@dataclass(frozen=True)
class Voice:
    """A comment from outside, kept apart from what either side says."""

    basis: Basis
    person: str = field(metadata=names_of("person"))
    day: date
    text: Words
    body: str = field(default="", metadata=names_of("body"))
    topics: tuple[str, ...] = field(default=(), metadata=names_of("topic"))
    words: str = ""
    language: str = ""


@dataclass(frozen=True)
class Figure:
    """A number that texts use, with whose it is and how it was hedged.

    Args:
        basis: What it stands on.
        value: As it was said, for example ``12 of 30``.
        text: What it counts.
        sides: Whose figure it is; both for a joint one, which is never shown for one alone.
        hedge: The words that make it less certain, for example ``some``.
        person: Who said it.
        day: When.
    """

    basis: Basis
    value: str
    text: Words
    sides: tuple[str, ...] = field(metadata=names_of("side"))
    hedge: str = ""
    person: str = field(default="", metadata=names_of("person"))
    day: date | None = None

    @property
    def is_joint(self) -> bool:
        """Whether it is a figure of both together."""
        return len(self.sides) > 1
