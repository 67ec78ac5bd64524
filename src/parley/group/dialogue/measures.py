"""Measures in force: tariffs, investment limits, export controls, sanctions, with their stages."""

from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from parley.errors import Fault, InvalidInput
from parley.group.dialogue.basis import Basis
from parley.group.dialogue.naming import names_of
from parley.group.words import Words


class MeasureKind(StrEnum):
    """What kind of measure it is."""

    TARIFF = "tariff"
    INVESTMENT = "investment limit"
    EXPORT = "export control"
    SANCTION = "sanction"
    PRECURSORS = "scheduling of precursors"
    RULE = "rule"
    EASING = "easing"


class MeasureStage(StrEnum):
    """How far a measure has come."""

    ANNOUNCED = "announced"
    PENDING = "rule pending"
    IN_FORCE = "in force"
    SUSPENDED = "suspended"
    LIFTED = "lifted"


@dataclass(frozen=True)
class StageOn:
    """A stage that a measure reached on a day.

    Args:
        basis: What it stands on.
        stage: Which.
        day: When; a day to come is one that was announced.
        text: What happened, in own words.
    """

    basis: Basis
    stage: MeasureStage
    day: date
    text: Words


@dataclass(frozen=True)
class Measure:
    """A measure of one side that the other speaks about.

    Args:
        basis: What the entry stands on; its id names it.
        kind: Which kind.
        by: The side that takes it.
        name: What it is called.
        stages: In order of their days, one or more.
        body: Who takes it.
        goods: Which goods or sectors.
        legal_basis: On which law.
        reason: The reason that was given.
        topic: Under which topic it is spoken about.
        concerns: The concerns that complain of it.
        next_step: What is expected next, and from whom.
    """

    basis: Basis
    kind: MeasureKind
    by: str = field(metadata=names_of("side"))
    name: Words
    stages: tuple[StageOn, ...]
    body: str = field(default="", metadata=names_of("body"))
    goods: tuple[Words, ...] = ()
    legal_basis: Words | None = None
    reason: Words | None = None
    topic: str = field(default="", metadata=names_of("topic"))
    concerns: tuple[str, ...] = field(default=(), metadata=names_of("concern"))
    next_step: Words | None = None

    def __post_init__(self) -> None:
        days = [each.day for each in self.stages]
        faults = []
        if not days or days != sorted(days):
            found = ", ".join(map(str, days)) or "none"
            faults.append(Fault("", 0, "stages", found, "stages in order of their days"))
        since = self.basis.known_from
        if days and min(each.basis.known_from for each in self.stages) > since:
            expected = f"a stage that was known on {since}, when the measure was"
            faults.append(Fault("", 0, "stages", "only later ones", expected))
        if faults:
            raise InvalidInput(faults)

    def stage_on(self, day: date) -> StageOn | None:
        """The stage that it had reached by a day; None before the first."""
        reached = [each for each in self.stages if each.day <= day]
        return reached[-1] if reached else None

    def is_pending(self, day: date) -> bool:
        """Whether by a day it is announced or drafted, and neither in force nor an easing."""
        stage = self.stage_on(day)
        waiting = (MeasureStage.ANNOUNCED, MeasureStage.PENDING)
        return stage is not None and stage.stage in waiting and self.kind is not MeasureKind.EASING
