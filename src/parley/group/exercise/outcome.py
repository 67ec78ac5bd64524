"""What came of an exercise: losses over draws for each way of playing, and the value of talking."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from parley.engine.amounts import Bools, Floats, Ints
from parley.engine.measures import Estimate as Estimate
from parley.engine.outage_books import CHANNELS as CHANNELS
from parley.engine.outage_books import SERIES as SERIES
from parley.engine.totals import SystemTotals
from parley.group.exercise.script import Exercise


class Way(StrEnum):
    """One way of playing the same exercise."""

    SILENT = "silent"
    ALONE = "alone"
    SCRIPTED = "scripted"
    AT_ONCE = "at_once"


@dataclass(frozen=True)
class Event:
    """Something that happened on the time line of one way of playing.

    Args:
        minute: Exercise minutes from the start.
        kind: ``inject``, ``learns``, ``notice``, ``decision`` or ``effect``.
        side: The side concerned, or empty.
        actor: The authority concerned, or empty.
        subject: Identifier of the inject, fact, notice or decision.
        minutes_lost: For ``learns`` and ``effect``: how much later than if the sides had talked
            at once.
    """

    minute: int
    kind: str
    side: str
    actor: str
    subject: str
    minutes_lost: int = 0


@dataclass(frozen=True, eq=False)
class Played:
    """One way of playing, over all draws.

    Estimates are over the draws that ended in every way of playing. The percentiles of ``loss`` are
    those of all of them; those of its parts, of ``series`` and of ``short_at_close`` are those of
    the first ``engine.tally.FIRST_DRAWS`` draws, so that a run of any length fits into memory.

    Args:
        way: Which way.
        total: Loss of all institutions by all channels in each draw, also in those that did not
            end. Shape (draws,), money.
        loss: The same as an estimate.
        by_channel: Loss of all institutions by each of ``CHANNELS``.
        by_institution: Loss of each institution by all channels, in the order of the system.
        loss_from: Mean loss of column institution that comes from row institution, all channels
            but ``direct``. Shape (n, n), money.
        series: Mean, 5th and 95th percentile over draws of each of ``SERIES``, and of
            ``price.<class>``. Each of shape (moves + 1, 3); entry 0 is before the start.
        short_at_close: Share of institutions other than the hit one that lacked reserves at some
            close of their payment day, before help. 0 to 1.
        converged: Whether each draw ended in every move. Shape (draws,).
        gap: Largest remaining gap over all draws and moves, as a share of the amounts concerned.
        costs: What the use of each decision's instrument costs, by identifier; those alone that
            were taken and whose cost is counted in money.
        cost_by_kind: The same added up by kind of instrument.
        events: The time line.
    """

    way: Way
    total: Floats
    loss: Estimate
    by_channel: Mapping[str, Estimate]
    by_institution: tuple[Estimate, ...]
    loss_from: Floats
    series: Mapping[str, Floats]
    short_at_close: Estimate
    converged: Bools
    gap: float
    costs: Mapping[str, Estimate]
    cost_by_kind: Mapping[str, Estimate]
    events: tuple[Event, ...]


@dataclass(frozen=True)
class Difference:
    """What one way of playing costs more than another, draw by draw.

    Args:
        without, instead: The way that costs more (expected), and the way it is compared with.
        total: Loss of ``without`` minus loss of ``instead``, all institutions and channels.
        by_channel: The same for each channel.
        by_side: The same for the institutions of each side, and ``elsewhere``.
    """

    without: Way
    instead: Way
    total: Estimate
    by_channel: Mapping[str, Estimate]
    by_side: Mapping[str, Estimate]


@dataclass(frozen=True)
class Sensitivity:
    """What one parameter does to the loss and to the value of talking at once.

    Args:
        parameter: Its name.
        at: The value it was set to.
        loss: Loss when each side acts alone.
        value_of_talking: Loss when each acts alone minus loss when they talk at once.
    """

    parameter: str
    at: float
    loss: Estimate
    value_of_talking: Estimate


@dataclass(frozen=True, eq=False)
class Outcome:
    """Everything that a report needs, and nothing that names a real institution.

    Args:
        exercise: The script.
        system: The totals, in fictitious names.
        hit: How often each institution was the hit one. Shape (n,), counts.
        draws, seed: Of the run.
        matrices: How many matrices were drawn, by method.
        matrix: The matrix on which each draw was played. Shape (draws,), from 0.
        played: One for each way, in the order of ``Way``.
        differences: Between the ways; the first is the headline, alone against at once.
        sensitivities: Two for each parameter: at its low and at its high end.
        baseline: The loss alone and the value of talking at the central values with the draws of
            the sensitivities, for comparison.
        digests: SHA-256 of the inputs, by name.
        versions: Of Parley and what it stands on.
    """

    exercise: Exercise
    system: SystemTotals
    hit: Floats
    draws: int
    seed: int
    matrices: Mapping[str, int]
    matrix: Ints
    played: tuple[Played, ...]
    differences: tuple[Difference, ...]
    sensitivities: tuple[Sensitivity, ...]
    baseline: Sensitivity
    digests: Mapping[str, str]
    versions: Mapping[str, str]

    @property
    def kept(self) -> Bools:
        """The draws that converged in every way of playing: the only ones reported. (draws,)."""
        kept = self.played[0].converged
        for each in self.played[1:]:
            kept = kept & each.converged
        return kept

    def way(self, way: Way) -> Played:
        """The play of one way."""
        return next(each for each in self.played if each.way is way)
