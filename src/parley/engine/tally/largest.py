"""The largest numbers of each column over draws that go by: exact for every tail they reach."""

from collections.abc import Mapping

import numpy as np

from parley.engine.amounts import Bools, Floats, Ints
from parley.engine.tails import Tail


class Largest:
    """Keeps the largest numbers of each column, and of which draw they are.

    What is kept does not depend on the order in which draws come: of equal numbers those of the
    earlier draws are kept. So tail measures of any run are exact as far as the tail reaches.

    Args:
        columns: Numbers in a draw.
        keep: How many are kept of each column, 1 or more.
        groups: Draw d belongs to group ``d % groups``.
    """

    def __init__(self, columns: int, keep: int, groups: int = 1) -> None:
        self._keep = keep
        self.values: Floats = np.zeros((0, columns))
        self.draws: Ints = np.zeros((0, columns), dtype=np.int64)
        self.counts: Ints = np.zeros(groups, dtype=np.int64)

    def add(self, first: int, values: Floats, counted: Bools | None = None) -> None:
        """Add draws ``first``, ``first + 1`` and so on.

        Args:
            first: Number of the first of them.
            values: Finite. Shape (k, columns).
            counted: Which of them count; None is all. Shape (k,).
        """
        draws = first + np.arange(values.shape[0])
        if counted is not None:
            draws, values = draws[counted], values[counted]
        self.counts += np.bincount(draws % self.counts.size, minlength=self.counts.size)
        numbers = np.broadcast_to(draws[:, np.newaxis], values.shape)
        self.values = np.concatenate([self.values, values])
        self.draws = np.concatenate([self.draws, numbers])
        if self.values.shape[0] > 2 * self._keep:
            self._drop()

    def _drop(self) -> None:
        # By value, largest first; of equal values the earlier draw first.
        order = np.lexsort((self.draws, -self.values), axis=0)[: self._keep]
        self.values = np.take_along_axis(self.values, order, axis=0)
        self.draws = np.take_along_axis(self.draws, order, axis=0)

    def tail(self, column: int) -> Tail:
        """What is known of the worst draws of a column."""
        self._drop()
        values, draws = self.values[::-1, column], self.draws[::-1, column]
        groups = draws % self.counts.size if self.counts.size > 1 else None
        return Tail(np.ascontiguousarray(values), groups, self.counts.copy())

    def state(self) -> dict[str, Ints | Floats]:
        """All that is known, as arrays."""
        self._drop()
        return {"values": self.values, "draws": self.draws, "counts": self.counts}

    def restore(self, state: Mapping[str, Ints | Floats]) -> None:
        """Take up what ``state`` gave."""
        self.values = np.array(state["values"])
        self.draws = np.array(state["draws"], dtype=np.int64)
        self.counts = np.array(state["counts"], dtype=np.int64)
