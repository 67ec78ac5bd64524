"""Purchases of an asset class: the authority takes off the market what was sold into it."""

import numpy as np

from parley.engine.amounts import Floats, Money


def buy(net_sold: Floats, prices: Floats, budget: Money) -> tuple[Floats, Money]:
    """Buy at today's prices, at most what has been sold, at most the budget.

    Args:
        net_sold: Units sold so far, less what was bought. Shape (d, m).
        prices: Of each class. Shape (d, m), above 0.
        budget: Money for this move. Shape (d, m).

    Returns:
        Units bought and money spent, each of shape (d, m). Prices do not rise above 1 by it.
    """
    units = np.minimum(np.maximum(net_sold, 0.0), budget / prices)
    return units, units * prices
