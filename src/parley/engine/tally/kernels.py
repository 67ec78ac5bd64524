"""Compiled loops of exact sums: every double is cut into whole numbers, and those are added."""

import numpy as np
from numba import njit

from parley.engine.amounts import Bools, Floats, Ints

#: A sum is ``Σ_k limb_k 2^(32 k - 1074)``: 64 limbs of 32 bits hold every double there is, three
#: more what is carried.
LIMBS = 67


@njit(cache=True, nogil=True)
def add_rows(values: Floats, groups: Ints, counted: Bools, limbs: Ints) -> None:
    """Add row d of ``values`` (draws, columns) to ``limbs`` (groups, columns, LIMBS)."""
    bits = values.view(np.int64)
    for d in range(values.shape[0]):
        if counted[d]:
            for c in range(values.shape[1]):
                _add(bits[d, c], limbs[groups[d], c])


@njit(cache=True, nogil=True)
def add_squares(values: Floats, counted: Bools, limbs: Ints) -> None:
    """Add the squares of the rows of ``values`` to ``limbs`` (columns, LIMBS), without rounding.

    ``x² = p + r`` with ``p`` the rounded square and ``r`` what rounding took, found by cutting x
    into two halves of 26 bits (Dekker 1971, Veltkamp's splitting). Exact for 1e-140 < |x| < 1e150.
    """
    parts = np.empty(2)
    bits = parts.view(np.int64)
    for d in range(values.shape[0]):
        if not counted[d]:
            continue
        for c in range(values.shape[1]):
            x = values[d, c]
            scaled = 134217729.0 * x
            high = scaled - (scaled - x)
            low = x - high
            parts[0] = x * x
            parts[1] = low * low - ((parts[0] - high * high) - 2.0 * high * low)
            _add(bits[0], limbs[c])
            _add(bits[1], limbs[c])


@njit(cache=True, nogil=True)
def _add(bits: int, limbs: Ints) -> None:
    """Add one double, given by its bits, to the limbs of one sum."""
    exponent = (bits >> 52) & 0x7FF
    mantissa = bits & 0xFFFFFFFFFFFFF
    if exponent > 0:
        mantissa |= 1 << 52
        exponent -= 1
    if mantissa == 0:
        return
    k, shift = exponent >> 5, exponent & 31
    low = (mantissa & 0xFFFFFFFF) << shift
    high = (mantissa >> 32) << shift
    first = low & 0xFFFFFFFF
    second = (low >> 32) + (high & 0xFFFFFFFF)
    third = high >> 32
    if bits < 0:
        first, second, third = -first, -second, -third
    limbs[k] += first
    limbs[k + 1] += second
    limbs[k + 2] += third
