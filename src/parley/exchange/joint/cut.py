"""Contracts between the institutions of all sides, cut along the border."""

from collections.abc import Sequence

import numpy as np

from parley.engine.amounts import Ints
from parley.exchange.joint.across import Across


class Cut:
    """Who stands on which side, and under which number the charter lists him.

    Args:
        names: Of all institutions.
        side_of: Number of the side of each. Shape (n,).
        institutions: The lists of the charter, one for each side.
    """

    def __init__(
        self, names: Sequence[str], side_of: Ints, institutions: Sequence[Sequence[str]]
    ) -> None:
        numbers = {name: k for side in institutions for k, name in enumerate(side)}
        self.side_of, self.sides = side_of, len(institutions)
        self.listed = np.array([numbers.get(name, -1) for name in names], dtype=np.int64)
        self.local = np.zeros(len(names), dtype=np.int64)
        for side in range(self.sides):
            mine = self.members(side)
            self.local[mine] = np.arange(mine.size)

    def members(self, side: int) -> Ints:
        """Positions of the institutions of a side."""
        return np.flatnonzero(self.side_of == side)

    def inside(self, side: int, one: Ints, other: Ints, amount: Ints) -> tuple[Ints, Ints, Ints]:
        """Contracts within a side, by its own positions."""
        kept = (self.side_of[one] == side) & (self.side_of[other] == side)
        return self.local[one[kept]], self.local[other[kept]], amount[kept]

    def across(
        self, side: int, one: Ints, other: Ints, amount: Ints
    ) -> tuple[dict[int, Across], dict[int, Across]]:
        """Contracts of a side with each other one: where its own is the first, and the second."""
        out, back = {}, {}
        from_side, to_side = self.side_of[one], self.side_of[other]
        for peer in range(self.sides):
            if peer == side:
                continue
            away = (from_side == side) & (to_side == peer)
            home = (from_side == peer) & (to_side == side)
            out[peer] = Across(
                self.local[one[away]], self.listed[other[away]], amount[away]
            ).ordered()
            back[peer] = Across(
                self.local[other[home]], self.listed[one[home]], amount[home]
            ).ordered()
        return out, back
