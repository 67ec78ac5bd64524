"""Newton's method on the multipliers of rows, columns and bounds, for where scaling is slow."""

import numpy as np

from parley.engine.amounts import Floats, Ints, Money

#: Times a step is halved before it is given up.
HALVINGS = 30

#: Multipliers beyond this, or bounds' factors below its inverse, run away: no matrix exists, or
#: the one that does has zeros where it has weights. No step helps there.
RUNAWAY = 1e100


def newton_step(
    weights: Floats,
    block: Ints,
    bounds: Money,
    r: Money,
    c: Money,
    u: Floats,
    v: Floats,
    factor: Floats,
) -> bool:
    """Improve the multipliers by one step; scaling moves one kind at a time, this all at once.

    The multipliers ``x = log u``, ``y = log v``, ``z = log factor ≤ 0`` minimise the convex dual
    of the entropy problem::

        D(x, y, z) = Σ weights[i, j] · exp(x[i] + y[j] + z[block[i, j]]) - r·x - c·y - bounds·z

    whose slopes are the gaps of the sums. A bound takes part if its factor is below 1 or it is
    exceeded. The step is halved until ``D`` falls, so that it never makes things worse.

    Args:
        weights: Shape (n, n), 0 or more.
        block: 0 to the number of bounds; the last stands for cells without a bound.
            Shape (n, n).
        bounds, r, c: What to meet, as shares of the total.
        u, v, factor: The multipliers, changed in place; ``factor`` has one entry more than
            ``bounds``, which stays 1.

    Returns:
        Whether anything was changed.

    Source:
        Boyd & Vandenberghe (2004), Convex Optimization, sections 5.1 and 9.5.
    """
    n, count = r.size, bounds.size
    if not (max(u.max(), v.max(), 1 / RUNAWAY) < RUNAWAY and factor.min() > 1 / RUNAWAY):
        return False
    matrix = weights * u[:, np.newaxis] * v * factor[block]
    sums = np.bincount(block.ravel(), weights=matrix.ravel(), minlength=count + 1)
    held = np.asarray(sums[:count], dtype=np.float64)
    binding: Ints = np.flatnonzero((held > 0) & ((factor[:count] < 1.0) | (held > bounds)))
    gaps = np.concatenate(
        [matrix.sum(axis=1) - r, matrix.sum(axis=0) - c, held[binding] - bounds[binding]]
    )
    step = -np.linalg.lstsq(_curvature(matrix, block, held, binding), gaps, rcond=1e-15)[0]
    wanted = np.concatenate([r, c, bounds[binding]])
    start = float(matrix.sum())
    for halving in range(HALVINGS):
        part = step * 0.5**halving
        limit = -np.log(factor[binding])  # a factor stays at 1 or below
        part[2 * n :] = np.minimum(part[2 * n :], limit)
        part = np.clip(part, -5.0, 5.0)
        rise = np.zeros(count + 1)
        rise[binding] = part[2 * n :]
        grown = matrix * np.exp(part[:n, np.newaxis] + part[n : 2 * n] + rise[block])
        if float(grown.sum()) - start - float(wanted @ part) < 0.0:
            u *= np.exp(part[:n])
            v *= np.exp(part[n : 2 * n])
            factor *= np.exp(rise)
            np.minimum(factor, 1.0, out=factor)
            return True
    return False


def _curvature(matrix: Floats, block: Ints, held: Money, binding: Ints) -> Floats:
    """The second derivatives of the dual by rows, columns and binding bounds."""
    n = len(matrix)
    size = 2 * n + binding.size
    curvature = np.zeros((size, size))
    curvature[:n, :n] = np.diag(matrix.sum(axis=1))
    curvature[n : 2 * n, n : 2 * n] = np.diag(matrix.sum(axis=0))
    curvature[:n, n : 2 * n] = matrix
    curvature[n : 2 * n, :n] = matrix.T
    for place, k in enumerate(binding, start=2 * n):
        cells = np.where(block == k, matrix, 0.0)
        curvature[:n, place] = curvature[place, :n] = cells.sum(axis=1)
        curvature[n : 2 * n, place] = curvature[place, n : 2 * n] = cells.sum(axis=0)
        curvature[place, place] = held[k]
    return curvature
