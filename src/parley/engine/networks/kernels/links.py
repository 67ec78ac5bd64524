"""Compiled loops over links alone: expected number of links, scaling on a given set of links.

| symbol | meaning |
|---|---|
| x, y | fitness of debtors and of creditors |
| Q | prior weights, 0 where nothing can be owed |
| z | odds of a link between two of fitness 1 |
| w, u, v | weights of links, multipliers of rows and of columns |
"""

import numpy as np
from numba import njit

from parley.engine.amounts import Floats, Ints

#: Multipliers that grow by this factor run away: no matrix on the links has the sums.
RUNAWAY = 1e100


@njit(cache=True, nogil=True)
def expected_links(
    z: float, x: Floats, y: Floats, Q: Floats, block: Ints, k: int
) -> tuple[float, float]:
    """Σ p and its slope in log z, ``p = z Q x y / (1 + z Q x y)``, over the cells of block k."""
    total, slope = 0.0, 0.0
    for i in range(x.size):
        for j in range(y.size):
            if block[i, j] == k and Q[i, j] > 0.0:
                odds = z * x[i] * y[j] * Q[i, j]
                p = odds / (1.0 + odds)
                total += p
                slope += p / (1.0 + odds)
    return total, slope


@njit(cache=True, nogil=True)
def scale_links(  # noqa: C901
    indptr: Ints, column: Ints, w: Floats, r: Floats, c: Floats,
    tolerance: float, max_sweeps: int, u: Floats, v: Floats,
) -> float:  # fmt: skip
    """Iterate ``u = r / Σ w v``, ``v = c / Σ u w``; returns the largest relative gap of a row.

    The links of row i are ``indptr[i]`` to ``indptr[i + 1]``. Columns are met at the end. A row
    or a column without links keeps the gap 1.
    """
    n = r.size
    sums = np.zeros(n)
    gap, v0 = np.inf, max(v.max(), 1.0)
    for sweep in range(max_sweeps + 1):
        gap = 0.0
        for i in range(n):
            row = 0.0
            for k in range(indptr[i], indptr[i + 1]):
                row += w[k] * v[column[k]]
            if r[i] > 0.0:
                gap = max(gap, abs(u[i] * row - r[i]) / r[i])
            sums[i] = row
        if sweep > 0 and gap <= tolerance:
            return gap
        if sweep == max_sweeps:
            return gap
        for i in range(n):
            u[i] = r[i] / sums[i] if sums[i] > 0.0 else 0.0
        sums[:] = 0.0
        for i in range(n):
            for k in range(indptr[i], indptr[i + 1]):
                sums[column[k]] += w[k] * u[i]
        for j in range(n):
            v[j] = c[j] / sums[j] if sums[j] > 0.0 else 0.0
        if v.max() > RUNAWAY * v0:
            return gap
    return gap
