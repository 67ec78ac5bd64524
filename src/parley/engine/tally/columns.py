"""Estimates of many figures over draws that are not kept: means exact, percentiles of the first."""

import math
from collections.abc import Mapping

import numpy as np

from parley.engine.amounts import Bools, Floats, Ints
from parley.engine.measures import Estimate
from parley.engine.tally.sums import SCALE, ExactSums

#: Draws whose numbers are kept, where not all are: percentiles of parts are theirs. Draws are
#: independent, so the first are a sample like any other; with so many, the rank of a 5th or 95th
#: percentile is off by 0.17 percentage points (one standard error).
FIRST_DRAWS = 16_384


class Tally:
    """Figures of every draw, added up and let go. Memory does not grow with the draws.

    Means and errors are those of all draws that count, exact, whatever the order in which draws
    come. Percentiles are those of the draws that count among the first ``keep``.

    Args:
        columns: Figures in a draw.
        draws: Draws to come, at most.
        groups: Groups of draws that have something in common; see ``measures.estimate``.
        keep: Draws whose figures are kept, from the first.
        errors: Whether errors will be asked for.
    """

    def __init__(
        self,
        columns: int,
        draws: int,
        *,
        groups: int = 1,
        keep: int = FIRST_DRAWS,
        errors: bool = True,
    ) -> None:
        kept = min(draws, keep)
        self.sums = ExactSums(columns, groups, squares=errors)
        self.first: Floats = np.zeros((columns, kept))
        self.counted: Bools = np.zeros(kept, dtype=np.bool_)

    def add(
        self, first: int, values: Floats, groups: Ints | None = None, counted: Bools | None = None
    ) -> None:
        """Add draws ``first``, ``first + 1`` and so on, each draw once.

        Args:
            first: Number of the first of them.
            values: Finite. Shape (k, columns).
            groups: Of each draw; None if there is one group. Shape (k,).
            counted: Which of them count; None is all. Shape (k,).
        """
        which = np.ones(values.shape[0], dtype=np.bool_) if counted is None else counted
        self.sums.add(values, groups, which)
        self.keep(first, values, which)

    def keep(self, first: int, values: Floats, counted: Bools) -> None:
        """Keep what is among the first draws; what is added up was added elsewhere."""
        stop = min(first + values.shape[0], self.counted.size)
        if stop > first:
            self.first[:, first:stop] = values[: stop - first].T
            self.counted[first:stop] = counted[: stop - first]

    @property
    def size(self) -> int:
        """Draws that count."""
        return int(self.sums.counts.sum())

    def mean(self, column: int) -> float:
        """Correctly rounded; NaN of no draw."""
        count = self.size
        return self.sums.total(column) / (count * SCALE) if count else math.nan

    def percentiles(self, columns: slice, at: tuple[float, ...] = (5.0, 95.0)) -> Floats:
        """Of the draws that are kept and count. Shape (percentiles, columns)."""
        chosen = self.first[columns][:, self.counted]
        if chosen.shape[1] == 0:
            return np.full((len(at), chosen.shape[0]), np.nan)
        return np.asarray(np.percentile(chosen, at, axis=1))

    def estimate(self, column: int, unit: str) -> Estimate:
        """What ``measures.estimate`` gives for the figures of a column, by exact sums."""
        low, high = self.percentiles(slice(column, column + 1))[:, 0]
        return Estimate(self.mean(column), self._error(column), unit, float(low), float(high))

    def _error(self, column: int) -> float:
        """``measures.estimate`` has the formula. Deviations are exact: nothing cancels."""
        count = self.size
        if count < 2:
            return 0.0 if count else math.nan
        full = np.flatnonzero(self.sums.counts).tolist()
        if len(full) == 1:
            total, squares = self.sums.total(column), self.sums.total_of_squares(column)
            spread = (count * squares * SCALE - total * total) / (count * SCALE * SCALE)
            return math.sqrt(max(spread, 0.0) * count / (count - 1)) / count
        sums = {group: self.sums.total(column, [group]) for group in full}
        total = sum(sums.values())
        off = [
            (count * sums[group] - int(self.sums.counts[group]) * total) / (count * SCALE)
            for group in full
        ]
        return math.sqrt(len(full) / (len(full) - 1) * math.fsum(x * x for x in off)) / count

    def state(self) -> dict[str, Ints | Floats | Bools]:
        """All that is known, as arrays, so that it can be stored and taken up again."""
        return {
            "limbs": self.sums.limbs,
            "counts": self.sums.counts,
            "squares": self.sums.squares,
            "first": self.first,
            "counted": self.counted,
        }

    def restore(self, state: Mapping[str, Ints | Floats | Bools]) -> None:
        """Take up what ``state`` gave; of the same shape as this one."""
        for name, own in self.state().items():
            own[...] = state[name]
        self.sums.carry()
