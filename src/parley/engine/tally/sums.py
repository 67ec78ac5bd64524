"""Exact sums over draws: neither the order nor the cutting of the draws can change them."""

from collections.abc import Sequence

import numpy as np

from parley.engine.amounts import Bools, Floats, Ints
from parley.engine.tally.kernels import LIMBS, add_rows, add_squares
from parley.errors import Fault, InvalidInput

#: Additions after which what is above 32 bits in a limb is carried on: far below overflow.
_CARRY_AFTER = 2**28


class ExactSums:
    """Sums of columns by group, without any rounding until they are read.

    A double is a whole number times a power of two. The sum of such numbers is kept as a long
    whole number, so ``(a + b) + c`` is ``a + (b + c)`` to the last bit, and pieces of a run can be
    added in whatever order and on whatever machine they were played.

    Args:
        columns: Numbers in a draw.
        groups: Groups of draws that are added apart, 1 or more.
        squares: Whether the squares are added up too, over all groups, for the spread.

    Source:
        Kulisch & Miranker (1981), Computer Arithmetic in Theory and Practice: the long accumulator.

    Example:
        >>> sums = ExactSums(1)
        >>> sums.add(np.array([[1e16], [1.0], [-1e16]]))
        >>> sums.total(0) / SCALE
        1.0
    """

    def __init__(self, columns: int, groups: int = 1, *, squares: bool = False) -> None:
        self.limbs: Ints = np.zeros((groups, columns, LIMBS), dtype=np.int64)
        self.counts: Ints = np.zeros(groups, dtype=np.int64)
        self.squares: Ints = np.zeros((columns if squares else 0, LIMBS), dtype=np.int64)
        self._since_carry = 0

    def add(self, values: Floats, groups: Ints | None = None, counted: Bools | None = None) -> None:
        """Add some draws.

        Args:
            values: Finite where counted. Shape (draws, columns).
            groups: The group of each; None is group 0. Shape (draws,).
            counted: Which are added; None is all. Shape (draws,).

        Raises:
            InvalidInput: for NaN or an infinite number: the loops would take it for a large one.
        """
        draws = values.shape[0]
        on = np.zeros(draws, dtype=np.int64) if groups is None else groups
        which = np.ones(draws, dtype=np.bool_) if counted is None else counted
        rows = np.ascontiguousarray(values, dtype=np.float64)
        wrong = which & ~np.isfinite(rows).all(axis=1)
        if wrong.any():
            d = int(np.flatnonzero(wrong)[0])
            bad = rows[d][~np.isfinite(rows[d])][0]
            raise InvalidInput([Fault("sums", 0, f"row {d}", str(bad), "finite numbers")])
        self._make_room(draws)
        add_rows(rows, on, which, self.limbs)
        if self.squares.size:
            add_squares(rows, which, self.squares)
        self.counts += np.bincount(on[which], minlength=self.counts.size)

    def merge(self, other: "ExactSums") -> None:
        """Add what another one has added up."""
        self._make_room(other._since_carry + 1)
        self.limbs += other.limbs
        self.squares += other.squares
        self.counts += other.counts

    def total(self, column: int, groups: Sequence[int] | None = None) -> int:
        """The sum of a column over some groups, or all, in units of ``1 / SCALE``: exact."""
        chosen = range(self.counts.size) if groups is None else groups
        return sum(_whole(self.limbs[group, column]) for group in chosen)

    def total_of_squares(self, column: int) -> int:
        """The sum of the squares of a column, in units of ``1 / SCALE``."""
        return _whole(self.squares[column])

    def _make_room(self, additions: int) -> None:
        self._since_carry += 4 * additions
        if self._since_carry > _CARRY_AFTER:
            self.carry()
            self._since_carry = 4 * additions

    def carry(self) -> None:
        """Carry what is above 32 bits in a limb to the next one: the sums stay what they are."""
        for limbs in (self.limbs, self.squares):
            for k in range(LIMBS - 1):
                above = limbs[..., k] >> 32
                limbs[..., k] -= above << 32
                limbs[..., k + 1] += above


#: What a whole number that ``ExactSums`` gives has to be divided by.
SCALE = 1 << 1074


def _whole(limbs: Ints) -> int:
    """The whole number that the limbs of one sum stand for."""
    return sum(int(limbs[k]) << (32 * int(k)) for k in np.flatnonzero(limbs))
