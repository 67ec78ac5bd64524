"""A sparse matrix of debts: a random corner of the set of all matrices that meet the totals."""

import numpy as np

from parley.engine.amounts import Floats
from parley.engine.networks.margins import Margins
from parley.engine.networks.maximum_entropy import fit
from parley.engine.networks.polytope import Polytope, cheapest, polytope, require_some_matrix
from parley.errors import Fault, InvalidInput, NotConverged

#: Relative gap of a sum at which a sparse matrix is accepted.
TOLERANCE = 1e-10

#: Sweeps that clean the solver's rounding; a corner has few cells, so they go quickly.
CLEANING_SWEEPS = 2_000

#: The smallest uniform number used, so that its logarithm exists.
SMALLEST = 2.0**-54


def sparse_vertex(margins: Margins, uniforms: Floats) -> Floats:
    """Find a random vertex of the polytope of all matrices that meet the sums and bounds.

    The vertex is the solution of a transportation problem with random costs::

        minimise Σ L[i, j] · (log(-log(1 - U[i, j])) - log weights[i, j])

    The cost is the logarithm of an exponential waiting time with rate ``weights``: within a
    column, a cell is the cheapest with a probability in proportion to its weight. Factors common
    to a row or to a column shift the objective by a constant, as they do for maximum entropy.
    A vertex has at most ``2n - 1`` positive entries, and one more for each bound that binds.

    This is sparse, but it is *not* the matrix with the least number of links, which Anand, Craig
    & von Peter approach by simulation and which is hard to find: it is one of the many matrices
    that cannot be made sparser without moving debts elsewhere. The vertices are drawn as their
    costs fall, not with equal probability.

    Args:
        margins: Sums, allowed cells, weights and bounds.
        uniforms: ``U``, independent uniform numbers, 0 to 1. Shape (n, n).

    Returns:
        ``L``. Shape (n, n), money, zero diagonal.

    Raises:
        InvalidInput: if no matrix meets sums and bounds, naming the bounds in the way.
        NotConverged: if the sums can not be met to one part in 10 to the 10, naming the worst.

    Source:
        Anand, Craig & von Peter (2015), Filling in the blanks: network structure and interbank
        contagion, Quantitative Finance 15(4), for sparse reconstruction; Brualdi (2006),
        Combinatorial Matrix Classes, chapter 8, for vertices of transportation polytopes (their
        positive entries form a forest).

    Example:
        A owes 4, B owes 2, C owes 2; A is owed 2, B 3, C 3. If B owes C x, then C owes B
        ``2 - x``, and everything else follows: the matrices form a segment, with ends at x = 0
        and x = 2. A vertex is one of the ends.

        >>> three = Margins(
        ...     names=("A", "B", "C"), owed=np.array([4.0, 2, 2]), claimed=np.array([2.0, 3, 3]),
        ...     weights=1 - np.eye(3), block=np.full((3, 3), -1), bounds=np.zeros(0),
        ...     block_names=(), to_outside=np.zeros(3), from_outside=np.zeros(3),
        ... )
        >>> sparse_vertex(three, np.full((3, 3), 0.5)).round(9)
        array([[0., 3., 1.],
               [0., 0., 2.],
               [2., 0., 0.]])
    """
    n = len(margins.names)
    if margins.total == 0:
        return np.zeros((n, n))
    return _vertex(margins, polytope(margins), uniforms)


def mixture_of_vertices(margins: Margins, uniforms: Floats) -> Floats:
    """Average k random vertices: a matrix between sparse and full that meets the same totals.

    The set of matrices is convex, so a mean of its members is a member.

    Args:
        margins: Sums, allowed cells, weights and bounds.
        uniforms: One table for each vertex. Shape (k, n, n).

    Returns:
        ``L``. Shape (n, n), money; at most k times as many links as one vertex.

    Raises:
        InvalidInput, NotConverged: as ``sparse_vertex``; InvalidInput too if k is 0.
    """
    if len(uniforms) == 0:
        raise InvalidInput([Fault("mixture", 0, "vertices", "0", "1 or more")])
    n = len(margins.names)
    if margins.total == 0:
        return np.zeros((n, n))
    constraints = polytope(margins)
    found = [_vertex(margins, constraints, table) for table in uniforms]
    return np.asarray(sum(found) / len(found))


def _vertex(margins: Margins, constraints: Polytope, uniforms: Floats) -> Floats:
    cells = constraints.rows, constraints.columns
    waiting = -np.log1p(-np.clip(uniforms[cells], SMALLEST, 1 - SMALLEST))
    amounts = cheapest(constraints, np.log(waiting) - np.log(margins.weights[cells]))
    if amounts.size == 0:
        require_some_matrix(margins)
        raise NotConverged("sparse vertex: the solver found no matrix, though there is one")
    return _cleaned(margins, constraints, amounts)


def _cleaned(margins: Margins, constraints: Polytope, amounts: Floats) -> Floats:
    """Drop the solver's tiny negatives and scale what is left until the sums hold."""
    corner = np.zeros(margins.weights.shape)
    corner[constraints.rows, constraints.columns] = np.maximum(amounts, 0.0)
    found = fit(margins, corner, TOLERANCE, CLEANING_SWEEPS, from_weights=True)
    if not found.is_converged:
        raise NotConverged(
            f"sparse vertex: the sum of {found.largest_gap_of} is off by "
            f"{found.largest_gap:.1e} of itself, expected {TOLERANCE:.0e}"
        )
    return found.liabilities
