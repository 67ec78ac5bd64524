"""What a set passes on that has nothing below 0: ``x = max(0, fixed + inside x)``, at once."""

import numpy as np
from scipy import sparse

from parley.engine.amounts import Bools, Money

#: Up to so many who fall, a dense solution costs less than looking for a sparse one.
_DENSE = 300

#: With more debts than this for each who falls, factors of a sparse matrix fill in: iterate first.
_DEBTS_THAT_FILL_IN = 4


def least_flow(fixed: Money, inside: sparse.csr_array) -> Money:
    """Find the least solution of ``x = max(0, fixed + inside x)``. Shape (k,), money.

    Those who have something of their own are solved for first; whoever gets something from them
    joins, and all are solved for again. The map is convex, so this rises to the least solution in
    at most k + 1 steps.

    Args:
        fixed: What each has from elsewhere, less what it owes first. Shape (k,), money.
        inside: What each gets of one unit that another passes on: rows get. Not negative, columns
            add up to 1 at most. Shape (k, k).

    Raises:
        LinAlgError: if rounding hides that money cannot go round for ever.

    Example:
        A has 6 and passes half on to B, who lacks 1: B has 2 left.

        >>> least_flow(np.array([6.0, -1.0]), sparse.csr_array([[0.0, 0], [0.5, 0]]))
        array([6., 2.])
    """
    x: Money = np.zeros(fixed.size)
    has: Bools = fixed > 0.0
    while True:
        if has.any():
            x[has] = solve_inside(sparse.csr_array(inside[has][:, has]), fixed[has])
        joined = has | (fixed + inside @ x > 0.0)
        if np.array_equal(joined, has):
            return np.asarray(np.maximum(x, 0.0))
        has = joined


def solve_inside(inside: sparse.csr_array, fixed: Money) -> Money:
    """Solve ``x = fixed + inside x``. Shape (k,), money.

    Few: densely. Many with few debts each, such as a long ring: by sparse factors. Many with many
    debts: by iteration, since the factors would fill in; by factors if it does not arrive.

    Args:
        inside: Not negative, columns add up to 1 at most. Shape (k, k).
        fixed: Shape (k,), money.

    Raises:
        LinAlgError: if the system is singular.
    """
    from scipy.sparse import linalg  # slow to import

    k = fixed.size
    if k <= _DENSE:
        return np.asarray(np.linalg.solve(np.eye(k) - inside.toarray(), fixed), dtype=np.float64)
    matrix = sparse.csc_array(sparse.eye_array(k, format="csr") - inside)
    if inside.nnz > _DEBTS_THAT_FILL_IN * k:
        x, failed = linalg.bicgstab(matrix, fixed, rtol=1e-14, atol=0.0, maxiter=1_000)
        size = np.abs(fixed).max() + np.abs(x).max()
        if not failed and np.all(np.abs(fixed - matrix @ x) <= 1e-13 * size):
            return np.asarray(x)
    try:
        return np.asarray(linalg.splu(matrix).solve(fixed))
    except RuntimeError as error:  # what SuperLU raises for a singular matrix
        raise np.linalg.LinAlgError(str(error)) from error
