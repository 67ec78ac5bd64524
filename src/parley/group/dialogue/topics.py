"""Topics: a controlled list in both languages, with synonyms and neighbours."""

from dataclasses import dataclass, field
from enum import StrEnum

from parley.group.dialogue.basis import Basis, Names
from parley.group.dialogue.naming import names_of
from parley.group.words import Words


@dataclass(frozen=True)
class Topic:
    """A subject of talks.

    Args:
        basis: What the entry stands on; its id names the topic.
        names: In both languages; aliases are synonyms, words for the same.
        neighbours: Topics that are near and not the same: sustainable finance, transition finance.
        parent: The wider topic; empty for none.
    """

    basis: Basis
    names: Names
    neighbours: tuple[str, ...] = field(default=(), metadata=names_of("topic"))
    parent: str = field(default="", metadata=names_of("topic"))


class TopicStage(StrEnum):
    """How far a topic came at one meeting; ``absent``: planned, and in no readout of a side."""

    PLANNED = "planned"
    RAISED = "raised"
    AGREED = "agreed"
    ABSENT = "absent"


@dataclass(frozen=True)
class TopicAt:
    """One topic at one meeting.

    Args:
        basis: What it stands on.
        topic: Which.
        stage: How far it came.
        sides: Whose text names it; both where empty.
        result: What came of it.
    """

    basis: Basis
    topic: str = field(metadata=names_of("topic"))
    stage: TopicStage
    sides: tuple[str, ...] = field(default=(), metadata=names_of("side"))
    result: Words | None = None
