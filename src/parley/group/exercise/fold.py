"""The draws of an exercise as they go by: what has to be known of them at the end, and no more."""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from parley.engine.amounts import Floats
from parley.engine.batch import Part
from parley.engine.measures import Estimate
from parley.engine.outage_books import CHANNELS, SERIES
from parley.engine.tally.columns import Tally
from parley.engine.totals import SystemTotals
from parley.group.exercise.compare import COMPARED
from parley.group.exercise.costs import Bill, decisions_by_kind
from parley.group.exercise.knowledge import events
from parley.group.exercise.outcome import Difference, Played, Way
from parley.group.exercise.plan import ELSEWHERE, sides_of
from parley.group.exercise.script import Exercise

#: All that is known of the draws so far, by name; can be stored and taken up again.
State = Mapping[str, NDArray[Any]]

WAYS = tuple(Way)


class Fold:
    """Adds up the parts of a play, in whatever order they come.

    Of every draw only the total loss in each way and its differences between the ways are kept;
    everything else is added up, and kept of the first draws alone.

    Args:
        exercise, system: Who belongs to which side, in fictitious names.
        draws: Of the run.
        matrices: Draw d is played on matrix ``d % matrices``.
        bills: What instruments cost in each way.
    """

    def __init__(
        self,
        exercise: Exercise,
        system: SystemTotals,
        draws: int,
        matrices: int,
        bills: Sequence[Bill],
    ) -> None:
        self._exercise, self._system = exercise, system
        n, ways, pairs = system.size, len(WAYS), len(COMPARED)
        sides = np.array(sides_of(exercise, system))
        self._sides = (*(side.id for side in exercise.sides), ELSEWHERE)
        self._members = np.array([sides == side for side in self._sides])
        self._matrices = matrices
        #: Losses in full: one column for each way, then one for each pair of ways.
        self._totals = Tally(ways + pairs, draws, groups=matrices, keep=draws)
        #: By way: channels, institutions, share short at close. By pair: channels, sides.
        self._way_width = len(CHANNELS) + n + 1
        self._pair_width = len(CHANNELS) + len(self._sides)
        columns = ways * self._way_width + pairs * self._pair_width
        self._parts = Tally(columns, draws, groups=matrices)
        self._bills = tuple(bills)
        #: By way: each decision, then each kind of instrument.
        self._kinds = [decisions_by_kind(exercise, bill.decisions) for bill in self._bills]
        self._cost_widths = [
            len(bill.decisions) + len(kinds)
            for bill, kinds in zip(self._bills, self._kinds, strict=True)
        ]
        self._costs = Tally(sum(self._cost_widths), draws, groups=matrices)
        self._names = (*SERIES, *(f"price.{each.name}" for each in system.asset_classes))
        self._hours = exercise.hours + 1
        hourly = ways * self._hours * len(self._names)
        self._series = Tally(hourly, draws, errors=False)
        self._pairs = np.zeros((ways, n, n), dtype=np.int64)
        self._quantum = np.zeros(ways)
        self._gap = np.zeros(ways)
        self._hit = np.zeros(n, dtype=np.int64)
        self._converged = np.zeros((ways, draws), dtype=np.bool_)

    def add(self, part: Part) -> None:
        """Add one part: some draws, in all ways."""
        first, count = part.piece.first, part.piece.count
        matrix, kept = np.arange(first, first + count) % self._matrices, part.kept
        more = np.stack(
            [part.losses[_place(one)] - part.losses[_place(other)] for one, other in COMPARED]
        )
        totals = np.concatenate([part.losses.sum(axis=(2, 3)), more.sum(axis=(2, 3))])
        self._totals.add(first, totals.T, matrix, kept)
        self._parts.add(first, self._columns(part, more), matrix, kept)
        self._costs.add(first, self._cost_columns(part), matrix, kept)
        self._series.sums.merge(part.series)
        self._series.keep(first, part.first_series, kept[: part.first_series.shape[0]])
        self._pairs += part.loss_from
        self._quantum = part.quantum
        self._gap = np.maximum(self._gap, part.gap)
        self._hit += np.bincount(part.hit, minlength=self._hit.size)
        self._converged[:, first : first + count] = part.converged

    def _columns(self, part: Part, more: Floats) -> Floats:
        """The columns of ``_parts``. Shape (draws, columns)."""
        by_way = [
            block
            for losses, short in zip(part.losses, part.short_at_close, strict=True)
            for block in (losses.sum(axis=1), losses.sum(axis=2), short[:, np.newaxis])
        ]
        by_pair = [
            block
            for each in more
            for block in (
                each.sum(axis=1),
                np.stack([each[:, own].sum(axis=(1, 2)) for own in self._members], axis=1),
            )
        ]
        return np.concatenate([*by_way, *by_pair], axis=1)

    def _cost_columns(self, part: Part) -> Floats:
        """The columns of ``_costs``. Shape (draws, columns)."""
        blocks = []
        for uses, bill, kinds in zip(part.uses, self._bills, self._kinds, strict=True):
            costs = bill.costs(uses)
            blocks.append(costs)
            for those in kinds.values():
                own = [bill.decisions.index(each) for each in those]
                blocks.append(costs[:, own].sum(axis=1, keepdims=True))
        return np.concatenate(blocks, axis=1)

    @property
    def converged(self) -> int:
        """Draws so far that ended in every way."""
        return self._totals.size

    @property
    def hit(self) -> Floats:
        """How often each institution was the hit one. Shape (n,)."""
        return self._hit.astype(np.float64)

    def played(self) -> tuple[Played, ...]:
        """What came of each way."""
        return tuple(self._played(number, way) for number, way in enumerate(WAYS))

    def _played(self, number: int, way: Way) -> Played:
        unit, first = self._system.unit, number * self._way_width
        institutions = first + len(CHANNELS)
        short = institutions + self._system.size
        scale = float(self._quantum[number]) / max(self.converged, 1)
        costs, by_kind = self._cost_estimates(number)
        return Played(
            way=way,
            total=self._totals.first[number],
            loss=self._totals.estimate(number, unit),
            by_channel=self._by(CHANNELS, first, unit),
            by_institution=tuple(self._by(self._system.names, institutions, unit).values()),
            loss_from=self._pairs[number] * scale,
            series=self._bands(number),
            short_at_close=self._parts.estimate(short, "share of institutions"),
            converged=self._converged[number],
            gap=float(self._gap[number]),
            costs=costs,
            cost_by_kind=by_kind,
            events=events(self._exercise, way),
        )

    def _cost_estimates(self, number: int) -> tuple[dict[str, Estimate], dict[str, Estimate]]:
        """Costs in one way, by decision and by kind of instrument."""
        first = sum(self._cost_widths[:number])
        names = [*self._bills[number].decisions, *self._kinds[number]]
        found = [self._costs.estimate(first + k, self._system.unit) for k in range(len(names))]
        count = len(self._bills[number].decisions)
        return (
            dict(zip(names[:count], found[:count], strict=True)),
            dict(zip(names[count:], found[count:], strict=True)),
        )

    def _by(self, names: tuple[str, ...], first: int, unit: str) -> dict[str, Estimate]:
        return {name: self._parts.estimate(first + k, unit) for k, name in enumerate(names)}

    def _bands(self, number: int) -> dict[str, Floats]:
        """Mean, 5th and 95th percentile of every series after each hour."""
        width = self._hours * len(self._names)
        start = number * width
        low, high = self._series.percentiles(slice(start, start + width))
        mean = np.array([self._series.mean(start + k) for k in range(width)])
        bands = np.stack([mean, low, high], axis=-1).reshape(self._hours, len(self._names), 3)
        return {name: np.ascontiguousarray(bands[:, k]) for k, name in enumerate(self._names)}

    def differences(self) -> tuple[Difference, ...]:
        """What each way costs more than another, draw by draw; the headline first."""
        unit, found = self._system.unit, []
        for number, (without, instead) in enumerate(COMPARED):
            first = len(WAYS) * self._way_width + number * self._pair_width
            found.append(
                Difference(
                    without=without,
                    instead=instead,
                    total=self._totals.estimate(len(WAYS) + number, unit),
                    by_channel=self._by(CHANNELS, first, unit),
                    by_side=self._by(self._sides, first + len(CHANNELS), unit),
                )
            )
        return tuple(found)

    def state(self) -> dict[str, NDArray[Any]]:
        """All that is known so far."""
        own = ("_pairs", "_quantum", "_gap", "_hit", "_converged")
        known: dict[str, NDArray[Any]] = {name[1:]: getattr(self, name) for name in own}
        for name in ("totals", "parts", "costs", "series"):
            tally: Tally = getattr(self, f"_{name}")
            known |= {f"{name}.{key}": values for key, values in tally.state().items()}
        return known

    def restore(self, state: State) -> None:
        """Take up what ``state`` of a fold of the same play gave."""
        for name in ("pairs", "quantum", "gap", "hit", "converged"):
            setattr(self, f"_{name}", np.array(state[name]))
        for name in ("totals", "parts", "costs", "series"):
            tally: Tally = getattr(self, f"_{name}")
            tally.restore({key: state[f"{name}.{key}"] for key in tally.state()})


def _place(way: Way) -> int:
    return WAYS.index(way)
