"""Currency swap line: two central banks exchange money, and the borrower's one lends it on."""

import numpy as np

from parley.engine.amounts import Floats, Money


def allot(amount: float, payments_per_day: Money) -> Money:
    """Share the money of a swap line out among banks, by what each pays on a normal day.

    Args:
        amount: What the two central banks have agreed on, money, 0 or more.
        payments_per_day: Of each bank that may draw. Shape (k,), money. Equal parts if all are 0.

    Returns:
        What each may draw, adding up to ``amount``. Shape (k,), money.

    Example:
        >>> allot(30.0, np.array([1.0, 2.0]))
        array([10., 20.])
    """
    total = payments_per_day.sum()
    if total > 0.0:
        return np.asarray(amount * (payments_per_day / total))
    return np.full(payments_per_day.size, amount / max(payments_per_day.size, 1))


def undrawn(allotted: Money, drawn: Money) -> Floats:
    """What each may still draw: its part less what it has. Shapes (n,) and (d, n), money."""
    return np.maximum(allotted - drawn, 0.0)
