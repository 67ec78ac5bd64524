"""How much of each instrument was used in an exercise: what its costs are reckoned from."""

from dataclasses import dataclass

import numpy as np

from parley.engine.amounts import Floats, Money


@dataclass(frozen=True, eq=False)
class Uses:
    """What instruments did, added up over the moves of one hour each.

    d draws, n institutions, m asset classes. Filled in place while an exercise is played.

    Args:
        lent: Emergency loans outstanding, by borrower. Shape (d, n), money times hours.
        swapped: What of a swap line is drawn, by borrower. Shape (d, n), money times hours.
        told_to_wait: Payments to the hit institution that wait because their sender was told to
            hold them; by sender. Shape (d, n), money times hours.
        held_back: Payments that wait because of a deferral or a ring-fence, by sender. Shape
            (d, n), money times hours.
        written_down: What was paid for purchases less what they are worth at the last prices;
            below 0 if prices rose. Shape (d, m), money.
        given_up: What creditors gave up in a bail-in, those outside the network included. Shape
            (d, 1), money.
    """

    lent: Money
    swapped: Money
    told_to_wait: Money
    held_back: Money
    written_down: Money
    given_up: Money

    @classmethod
    def none(cls, draws: int, n: int, m: int) -> "Uses":
        """Nothing used yet."""
        return cls(*(np.zeros((draws, width)) for width in widths(n, m).values()))

    def side_by_side(self) -> Floats:
        """All of it, one column after the other, as ``columns_of`` says. Shape (d, 4 n + m + 1)."""
        return np.concatenate(list(vars(self).values()), axis=1)


def widths(n: int, m: int) -> dict[str, int]:
    """How many columns each use has, in the order of the fields of ``Uses``."""
    return {
        "lent": n, "swapped": n, "told_to_wait": n, "held_back": n,
        "written_down": m, "given_up": 1,
    }  # fmt: skip


def columns_of(n: int, m: int) -> dict[str, slice]:
    """Where each use stands in ``Uses.side_by_side``."""
    ends = np.cumsum(list(widths(n, m).values())).tolist()
    starts = [0, *ends[:-1]]
    return {name: slice(a, b) for name, a, b in zip(widths(n, m), starts, ends, strict=True)}
