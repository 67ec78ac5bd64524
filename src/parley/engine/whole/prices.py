"""How prices answer to sales in whole numbers: the exponential law, from a table of integers."""

from functools import cache

import numpy as np

from parley.engine.amounts import Ints
from parley.engine.contagion.kernels.whole import BILLION, STEPS, prices_whole

#: Beyond this many times the depth a price is 0 in billionths: exp(-21) < 10^-9.
_TIMES = 21

_BITS = 256

#: The smallest depth of a market, in units: below it a price would fall in large steps.
LEAST_DEPTH = 1_000_000


@cache
def price_table() -> Ints:
    """``floor(10^9 exp(-k / 4096))`` for every k from 0 to 21 times 4096.

    Worked out with integers of 256 bits alone, so that every machine has the same table.
    """
    one = 1 << _BITS
    ratio, term, k = one, one, 1
    while term:
        term = -term // (STEPS * k)
        ratio, k = ratio + term, k + 1
    values, now = [], one
    for _ in range(_TIMES * STEPS):
        values.append(BILLION * now >> _BITS)
        now = now * ratio >> _BITS
    table = np.array([*values, 0], dtype=np.int64)
    table.flags.writeable = False
    return table


def prices_after(depth: Ints, sold: Ints) -> Ints:
    """Prices in billionths after units were sold by all. Shape of ``sold``, (draws, m).

    ``exp(-sold / depth)``, at most 8 billionths above it between two entries of the table.

    Args:
        depth: Units that bring a price to 1/e; 0 if nothing moves it, else 10^6 or more. (m,).
        sold: Net units sold. Shape (draws, m); below 0 counts as 0.

    Example:
        >>> prices_after(np.array([10**6, 0]), np.array([[10**5, 10**9]]))
        array([[ 904837425, 1000000000]])
    """
    found = np.empty_like(sold)
    prices_whole(price_table(), depth, sold, found)
    return found
