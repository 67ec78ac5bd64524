"""Trading halt: for some hours nobody sells an asset class, and its price stands still."""

import numpy as np

from parley.engine.amounts import Bools, Floats


def saleable(holdings: Floats, halted: Bools) -> Floats:
    """What of its holdings each can sell. Shape (d, n, m), units.

    Args:
        holdings: Units held. Shape (d, n, m).
        halted: Classes in which trading is halted. Shape (m,).
    """
    return holdings if not halted.any() else np.where(halted, 0.0, holdings)


def barred(holdings: Floats, halted: Bools) -> Floats:
    """What of its holdings each cannot sell; the arguments are those of ``saleable``."""
    return np.where(halted, holdings, 0.0)
