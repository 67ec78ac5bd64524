"""The matrix that assumes least beyond the prior: maximum entropy under sums and bounds."""

from dataclasses import dataclass

import numpy as np

from parley.engine.amounts import Floats, Money
from parley.engine.networks.dual_newton import newton_step
from parley.engine.networks.margins import Margins
from parley.engine.networks.polytope import possible_cells, require_some_matrix
from parley.engine.networks.proportional_fitting import SMALL, scale
from parley.errors import NotConverged

#: Sweeps before the search asks whether there is a solution at all.
PATIENCE = 2_000

#: Sweeps of scaling in one stretch, and steps of Newton's method before the next.
STRETCH, STEPS = 200, 3


@dataclass(frozen=True, eq=False)
class Fit:
    """A matrix in product form, ``L[i, j] = weights[i, j] · u[i] · v[j] · factor of its block``.

    Args:
        liabilities: ``L``. Shape (n, n), money.
        row_multipliers, column_multipliers: ``u`` and ``v``. Shape (n,).
        block_factors: At most 1; below 1 only where the bound binds. Shape (blocks,).
        sweeps: How many times all rows and columns were scaled.
        largest_gap: The largest relative gap of a row or a bound.
        largest_gap_of: Which row or bound that was.
        is_converged: Whether that is within the tolerance.
    """

    liabilities: Floats
    row_multipliers: Floats
    column_multipliers: Floats
    block_factors: Floats
    sweeps: int
    largest_gap: float
    largest_gap_of: str
    is_converged: bool


def maximum_entropy(
    margins: Margins, *, tolerance: float = 1e-12, max_sweeps: int = 20_000
) -> Floats:
    """Find the matrix nearest to the prior, in relative entropy, among those that are possible.

    It is the minimum, over the matrices of ``margins``, of::

        Σ L[i, j] · log(L[i, j] / weights[i, j])

    and has the form ``L[i, j] = weights[i, j] · u[i] · v[j] · f[block]`` with ``f ≤ 1``, and
    ``f = 1`` for a block below its bound. With all weights 1 and no bounds it is the classical
    maximum-entropy estimate.

    Args:
        margins: Sums, allowed cells, weights and bounds.
        tolerance: Largest relative gap left in a row or a binding bound, where amounts below a
            thousandth of the total count as that; columns are met to rounding.
        max_sweeps: Sweeps after which the search is given up.

    Returns:
        ``L``. Shape (n, n), money, zero diagonal.

    Raises:
        InvalidInput: if no matrix meets sums and bounds, naming the bounds in the way.
        NotConverged: naming the institution or bound with the largest gap.

    Source:
        Bregman (1967), USSR Computational Mathematics 7(3); Csiszár (1975), Annals of
        Probability 3(1), theorem 3.1; for interbank debts Upper & Worms (2004), European
        Economic Review 48(4).

    Example:
        A owes 4, B owes 2, C owes 2; A is owed 2, B 3, C 3. B and C are alike, so they owe each
        other the same x, and A ``2 - x`` each. A is owed ``4 - 2x = 2``, so x is 1.

        >>> three = Margins(
        ...     names=("A", "B", "C"), owed=np.array([4.0, 2, 2]), claimed=np.array([2.0, 3, 3]),
        ...     weights=1 - np.eye(3), block=np.full((3, 3), -1), bounds=np.zeros(0),
        ...     block_names=(), to_outside=np.zeros(3), from_outside=np.zeros(3),
        ... )
        >>> maximum_entropy(three).round(9)
        array([[0., 2., 2.],
               [1., 0., 1.],
               [1., 1., 0.]])
    """
    found = fit(margins, margins.weights, tolerance, min(PATIENCE, max_sweeps))
    if not found.is_converged:
        require_some_matrix(margins)
        weights = np.where(possible_cells(margins), margins.weights, 0.0)
        found = fit(margins, weights, tolerance, max_sweeps)
    if not found.is_converged:
        raise NotConverged(
            f"maximum entropy: after {found.sweeps} sweeps the sum of {found.largest_gap_of} "
            f"is still off by {found.largest_gap:.1e} of itself, expected {tolerance:.0e}"
        )
    return found.liabilities


def fit(
    margins: Margins,
    weights: Floats,
    tolerance: float,
    max_sweeps: int,
    *,
    from_weights: bool = False,
) -> Fit:
    """Scale ``weights`` to the sums and bounds; how it ended is part of what is returned.

    Args:
        margins: Sums and bounds.
        weights: Instead of ``margins.weights``. Shape (n, n), 0 or more.
        tolerance, max_sweeps: As for ``maximum_entropy``.
        from_weights: Start from the weights themselves, as they nearly meet sums and bounds;
            otherwise from weights times what the row owes and the column claims.
    """
    n, total = len(margins.names), margins.total
    if total == 0:
        nothing = np.zeros(n)
        factors = np.ones(margins.bounds.size)
        return Fit(np.zeros((n, n)), nothing, nothing, factors, 0, 0.0, "", True)
    r, c, bounds = margins.owed / total, margins.claimed / total, margins.bounds / total
    unbound = bounds.size  # the block of all cells without a bound
    block = np.where(margins.block < 0, unbound, margins.block)
    u, v = (np.ones(n), np.full(n, 1 / total)) if from_weights else (r.copy(), c.copy())
    factor = np.ones(unbound + 1)
    row_sums, block_sums = np.zeros(n), np.zeros(unbound + 1)
    sweeps, gap, start = 0, np.inf, np.ascontiguousarray(weights)
    while gap > tolerance and sweeps < max_sweeps:
        made, gap = scale(
            start, block, bounds, r, c, tolerance, min(STRETCH, max_sweeps - sweeps),
            u, v, factor, row_sums, block_sums,
        )  # fmt: skip
        sweeps += max(made, 1)
        if gap > tolerance:
            for _ in range(STEPS):
                newton_step(weights, block, bounds, r, c, u, v, factor)
    with np.errstate(over="ignore", invalid="ignore"):  # runaways, which are not converged
        liabilities = weights * u[:, np.newaxis] * v * factor[block] * total
    return Fit(
        liabilities=liabilities,
        row_multipliers=u * total,
        column_multipliers=v,
        block_factors=factor[:unbound],
        sweeps=sweeps,
        largest_gap=gap,
        largest_gap_of=_worst(margins, r, row_sums, bounds, block_sums, factor),
        is_converged=bool(gap <= tolerance),
    )


def _worst(
    margins: Margins, r: Money, row_sums: Money, bounds: Money, block_sums: Money, factor: Floats
) -> str:
    """Which row or bound has the largest relative gap."""
    gaps = [
        (abs(row_sums[i] - r[i]) / max(r[i], SMALL), f"what {name} owes")
        for i, name in enumerate(margins.names)
        if r[i] > 0
    ]
    gaps += [
        (abs(block_sums[k] - bounds[k]) / max(bounds[k], SMALL), f"the {name}")
        for k, name in enumerate(margins.block_names)
        if bounds[k] > 0 and (block_sums[k] > bounds[k] or factor[k] < 1.0)
    ]
    return max(gaps, default=(0.0, ""))[1]
