"""The script of a joint exercise: sides, cells, injects, notices, decisions, clock. Frozen."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from parley.errors import InvalidInput
from parley.group.exercise.script_faults import (
    Names,
    Pieces,
    faults_in_script,
    faults_in_speed,
    minutes_of,
)
from parley.group.exercise.script_parts import (
    CONTROL,
    EVERYBODY,
    Authority,
    Decision,
    Inject,
    Notice,
    Objective,
    OutageScenario,
    Parameter,
    Side,
    Visibility,
)
from parley.group.words import Words

__all__ = [
    "CONTROL",
    "EVERYBODY",
    "Authority",
    "Decision",
    "Exercise",
    "Inject",
    "Notice",
    "Objective",
    "OutageScenario",
    "Parameter",
    "Side",
    "Visibility",
    "Words",
]


@dataclass(frozen=True)
class Exercise:
    """A whole exercise as its director wrote it, checked once, here.

    Args:
        id, title, summary: What it is called and what it is about.
        start: The instant at which the exercise clock stands at zero, ISO 8601 with offset.
        hours: Length in exercise hours; a move is one hour.
        sides: The two owners.
        elsewhere_hours: Opening and closing hour (UTC) of payment systems of other countries.
        objectives, injects, notices, decisions: The script.
        outage: The scenario.
        calibration: The parameters, by name.
        notice_minutes: How long a notice takes when the sides talk at once. No notice of the
            script may be faster: talking at once is the earliest that there is.
        sources: Where the choices of the exercise come from, by what they concern.

    Raises:
        InvalidInput: with every fault, naming the item, what stands there, what was expected.
    """

    id: str
    title: Words
    summary: Words
    start: str
    hours: int
    sides: tuple[Side, ...]
    elsewhere_hours: tuple[float, float]
    objectives: tuple[Objective, ...]
    injects: tuple[Inject, ...]
    notices: tuple[Notice, ...]
    decisions: tuple[Decision, ...]
    outage: OutageScenario
    calibration: tuple[Parameter, ...]
    notice_minutes: int = 15
    sources: Mapping[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        faults = faults_in_script(self.id, self._pieces(), self.names)
        if not faults:
            faults = faults_in_speed(
                self.id, self.told(), self.side_of, self.notices, self.notice_minutes
            )
        if faults:
            raise InvalidInput(faults)

    def _pieces(self) -> Pieces:
        return Pieces(
            sides=self.sides,
            objectives=self.objectives,
            injects=self.injects,
            notices=self.notices,
            decisions=self.decisions,
            calibration=self.calibration,
            outage=self.outage,
            start=self.start,
            hours=self.hours,
            elsewhere_hours=self.elsewhere_hours,
            notice_minutes=self.notice_minutes,
        )

    @property
    def names(self) -> Names:
        """Everything that the script can point at."""
        return Names(
            sides=tuple(side.id for side in self.sides),
            side_of={each.id: side.id for side in self.sides for each in side.authorities},
            held={each.id: each.instruments for side in self.sides for each in side.authorities},
            objectives=frozenset(objective.id for objective in self.objectives),
            injects=frozenset(inject.id for inject in self.injects),
            facts=frozenset(fact for inject in self.injects for fact in inject.informs),
        )

    @property
    def authorities(self) -> dict[str, Authority]:
        """Every authority by its identifier."""
        return {each.id: each for side in self.sides for each in side.authorities}

    def side_of(self, authority: str) -> str:
        """The identifier of the side to which an authority belongs."""
        for side in self.sides:
            if any(each.id == authority for each in side.authorities):
                return side.id
        raise KeyError(authority)

    def minutes(self) -> dict[str, int]:
        """When each inject is handed out, in exercise minutes, chains followed. By inject id."""
        return minutes_of(self.injects)

    def readers(self, inject: Inject) -> tuple[str, ...]:
        """The sides that read an inject: all if it is public, else the one it is addressed to."""
        if inject.to == EVERYBODY or inject.visibility is Visibility.PUBLIC:
            return tuple(side.id for side in self.sides)
        return () if inject.to == CONTROL else (self.side_of(inject.to),)

    def told(self) -> dict[tuple[str, str], int]:
        """The first minute at which each side learns each fact from its own injects.

        Returns:
            Exercise minutes by (side, fact); a fact that a side is never told is absent.
        """
        when = self.minutes()
        known: dict[tuple[str, str], int] = {}
        for inject in self.injects:
            for side in self.readers(inject):
                for fact in inject.informs:
                    minute = when[inject.id]
                    known[side, fact] = min(minute, known.get((side, fact), minute))
        return known
