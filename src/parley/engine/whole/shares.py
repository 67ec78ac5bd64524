"""Shares in billionths of whole amounts of money, rounded down."""

import numpy as np

from parley.engine.amounts import Ints
from parley.engine.contagion.kernels.whole import BILLION

#: Below this an amount times a billion has room in 64 bits.
_SMALL = 2**33


def billionths_of(money: Ints, share: Ints | int) -> Ints:
    """``floor(money · share / 10^9)``, for shares from 0 to 10^9 and any amounts.

    Args:
        money: Whole units. Any shape.
        share: Billionths, of a shape that fits.

    Example:
        >>> billionths_of(np.array([7, 10**15]), 500_000_000)
        array([              3, 500000000000000])
    """
    if not money.size or max(int(money.max()), -int(money.min())) < _SMALL:
        return np.asarray(money * share // BILLION)
    whole, rest = np.divmod(money, BILLION)
    return np.asarray(whole * share + rest * share // BILLION)
