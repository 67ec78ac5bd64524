"""Compiled loops: scale rows, columns and blocks in turn until sums and bounds are met."""

import numpy as np
from numba import njit

from parley.engine.amounts import Floats, Ints

#: Amounts below this share of the total are held to an absolute gap: the sum of all debts is
#: rounded too, and what it is off by must be borne by somebody.
SMALL = 1e-3


@njit(cache=True)
def scale(
    Q: Floats, block: Ints, bounds: Floats, r: Floats, c: Floats,
    tolerance: float, max_sweeps: int,
    u: Floats, v: Floats, factor: Floats, row_sums: Floats, block_sums: Floats,
) -> tuple[int, float]:  # fmt: skip
    """Iterate ``factor[k] = min(1, bounds[k] / Σ Q u v)``, ``u = r / Σ``, ``v = c / Σ``.

    Cells without a bound form one block more, the last: ``factor`` and ``block_sums`` have one
    entry more than ``bounds``, and the last factor stays 1. ``u``, ``v`` and ``factor`` hold the
    start on entry and the multipliers at the end; ``row_sums`` and ``block_sums`` are those of
    the last matrix looked at. Returns the sweeps made and the largest relative gap left. Columns
    are met after each sweep.
    """
    gap = np.inf
    for sweep in range(max_sweeps):
        add_up(Q, block, u, v, factor, row_sums, block_sums)
        gap = largest_gap(r, row_sums, bounds, block_sums, factor)
        if sweep > 0 and gap <= tolerance:
            return sweep, gap
        for k in range(bounds.size):
            held = block_sums[k] / factor[k] if factor[k] > 0 else 0.0
            factor[k] = min(1.0, bounds[k] / held) if held > 0 else factor[k]
        scale_rows_and_columns(Q, block, factor, r, c, u, v)
    return max_sweeps, gap


@njit(cache=True)
def add_up(
    Q: Floats, block: Ints, u: Floats, v: Floats, factor: Floats,
    row_sums: Floats, block_sums: Floats,
) -> None:  # fmt: skip
    """Fill the sums of rows and blocks of ``Q u v factor``."""
    n = u.size
    row_sums[:] = 0.0
    block_sums[:] = 0.0
    for i in range(n):
        for j in range(n):
            k = block[i, j]
            entry = Q[i, j] * u[i] * v[j] * factor[k]
            row_sums[i] += entry
            block_sums[k] += entry


@njit(cache=True)
def largest_gap(
    r: Floats, row_sums: Floats, bounds: Floats, block_sums: Floats, factor: Floats
) -> float:
    """Relative gap of a row, of a bound exceeded, or of one whose factor is below 1 unbound.

    All amounts are shares of the total; gaps are relative to the amount, but at least ``SMALL``.
    """
    gap = 0.0
    for i in range(r.size):
        if r[i] > 0:
            gap = max(gap, abs(row_sums[i] - r[i]) / max(r[i], SMALL))
    for k in range(bounds.size):
        if bounds[k] > 0 and (block_sums[k] > bounds[k] or factor[k] < 1.0):
            gap = max(gap, abs(block_sums[k] - bounds[k]) / max(bounds[k], SMALL))
    return gap


@njit(cache=True)
def scale_rows_and_columns(
    Q: Floats, block: Ints, factor: Floats, r: Floats, c: Floats, u: Floats, v: Floats
) -> None:  # fmt: skip
    """Set ``u`` so that rows sum to ``r``, then ``v`` so that columns sum to ``c``."""
    n = r.size
    column_sums = np.zeros(n)
    for i in range(n):
        row_sum = 0.0
        for j in range(n):
            row_sum += Q[i, j] * v[j] * factor[block[i, j]]
        u[i] = r[i] / row_sum if row_sum > 0 else 0.0
        for j in range(n):
            column_sums[j] += Q[i, j] * u[i] * factor[block[i, j]]
    for j in range(n):
        v[j] = c[j] / column_sums[j] if column_sums[j] > 0 else 0.0
