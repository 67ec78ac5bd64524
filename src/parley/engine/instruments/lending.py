"""Emergency liquidity against collateral: reserves come, and the collateral is taken up."""

import numpy as np

from parley.engine.amounts import Bools, Floats, Money


def collateral_line(
    holdings: Floats, prices: Floats, lent: Money, haircut: Floats, may_borrow: Bools
) -> Money:
    """What the central bank would lend at once: collateral after haircut, less what is lent.

    Args:
        holdings: Units held. Shape (d, n, m).
        prices: Of each class. Shape (d, m), 0 to 1.
        lent: Outstanding. Shape (d, n), money.
        haircut: Share not lent against. Shape (n,), 0 to 1.
        may_borrow: To whom the facility is open. Shape (n,).

    Returns:
        Shape (d, n), money, 0 or more.
    """
    if not may_borrow.any():
        return np.zeros_like(lent)
    worth = np.einsum("dna,da->dn", holdings, prices) * (1.0 - haircut)
    return np.where(may_borrow, np.maximum(worth - lent, 0.0), 0.0)


def lend(line: Money, need: Money) -> Money:
    """What is lent: the need, up to the line. Shapes (d, n), money."""
    return np.minimum(line, np.maximum(need, 0.0))


def repay(reserves: Money, lent: Money, normal: Money) -> Money:
    """What is paid back: what is above normal reserves, up to the debt. Shapes (d, n), money."""
    return np.minimum(lent, np.maximum(reserves - normal, 0.0))
