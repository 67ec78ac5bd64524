"""Contracts across the border in one direction: debts, payments that are due, loans."""

from dataclasses import dataclass

import numpy as np

from parley.engine.amounts import Ints


@dataclass(frozen=True, eq=False)
class Across:
    """Contracts in one direction between this side and another one.

    Args:
        own: Position of this side's institution in its own books. Shape (contracts,).
        other: Number of the other side's institution in its list in the charter. Shape alike.
        amount: Shape (contracts,), above 0; each pair once, in order of own, then other.
    """

    own: Ints
    other: Ints
    amount: Ints

    def ordered(self) -> "Across":
        """The same contracts in the order in which they are compared."""
        order = np.lexsort((self.other, self.own))
        return Across(self.own[order], self.other[order], self.amount[order])
