"""How few links can there be: two bounds by counting, and branch and bound over the links."""

import numpy as np
from scipy import sparse

from parley.engine.amounts import Bools, Money
from parley.engine.networks.kernels.few_links import most_closed_groups
from parley.engine.networks.margins import Margins
from parley.errors import NotConverged

#: Open rows and columns up to which all subsets are counted: two to the 22 take half a second.
COUNTABLE = 22

#: Sums that differ by less, as a share of the total, may be equal: the bound stays a bound.
EQUAL = 1e-9

#: What a bound of the solver may be off by.
SOLVER_ROUNDING = 1e-6


def counting_bound(margins: Margins) -> int:
    """Count how many partners each needs at least: as many as the largest that reach its sum.

    Example:
        In the seven banks of Anand, Craig & von Peter, the row of 7 needs two columns, since the
        largest is 5, and five other rows need one each.
    """
    by_rows = sum(
        _partners(margins.owed[i], margins.claimed[margins.allowed[i]])
        for i in np.flatnonzero(margins.owed > 0)
    )
    by_columns = sum(
        _partners(margins.claimed[j], margins.owed[margins.allowed[:, j]])
        for j in np.flatnonzero(margins.claimed > 0)
    )
    return max(by_rows, by_columns)


def _partners(wanted: float, others: Money) -> int:
    """The least number of others that reach what is wanted."""
    reached = np.cumsum(np.sort(others)[::-1])
    return int(np.searchsorted(reached, wanted * (1 - EQUAL))) + 1


def grouping_bound(margins: Margins) -> int:
    """Open rows and columns, less the most groups of them that owe what they are owed.

    0 where there are too many to count all subsets.
    """
    value = np.concatenate([margins.owed[margins.owed > 0], -margins.claimed[margins.claimed > 0]])
    if not 0 < value.size <= COUNTABLE:
        return 0
    return int(value.size) - most_closed_groups(value, EQUAL * margins.total)


def fewest_by_search(margins: Margins, at_least: int, most_nodes: int) -> tuple[Bools, int]:
    """Minimise the number of links by branch and bound; deterministic, as nodes are counted.

    With ``u[i, j] = min(r[i], c[j])`` and shares ``f``, the amount in a cell is ``u f`` and
    ``f ≤ z``, where z is 1 for a link and 0 for none.

    Args:
        margins: Sums and bounds.
        at_least: A known bound.
        most_nodes: Nodes after which the search is given up. 1 or more.

    Returns:
        The links of the best matrix, all cells if none was found, and the least number of links
        that is proven, to the solver's own rounding.
    """
    from scipy.optimize import Bounds, LinearConstraint, milp  # slow to import

    rows, columns = np.nonzero(margins.allowed)
    n, cells = len(margins.names), rows.size
    most = np.minimum(margins.owed[rows], margins.claimed[columns])
    number = np.arange(cells)
    of_rows = sparse.csr_array((most / margins.owed[rows], (rows, number)), shape=(n, cells))
    of_columns = sparse.csr_array(
        (most / margins.claimed[columns], (columns, number)), shape=(n, cells)
    )
    none = sparse.csr_array((n, cells))
    one = sparse.eye_array(cells)
    every = sparse.csr_array(np.ones((1, cells)))
    constraints = [
        LinearConstraint(sparse.hstack([of_rows, none]), *(2 * [(margins.owed > 0) * 1.0])),
        LinearConstraint(sparse.hstack([of_columns, none]), *(2 * [(margins.claimed > 0) * 1.0])),
        LinearConstraint(sparse.hstack([one, -one]), ub=0.0),
        LinearConstraint(sparse.hstack([sparse.csr_array((1, cells)), every]), lb=at_least),
    ]
    block = margins.block[rows, columns]
    if margins.bounds.size:
        held = block >= 0
        scale = most[held] / margins.bounds[block[held]]
        in_blocks = sparse.csr_array(
            (scale, (block[held], number[held])), shape=(margins.bounds.size, cells)
        )
        empty = sparse.csr_array((margins.bounds.size, cells))
        constraints.append(LinearConstraint(sparse.hstack([in_blocks, empty]), ub=1.0))
    found = milp(
        np.append(np.zeros(cells), np.ones(cells)),
        integrality=np.append(np.zeros(cells), np.ones(cells)),
        bounds=Bounds(0, 1),
        constraints=constraints,
        options={"node_limit": most_nodes, "mip_rel_gap": 0.0},
    )
    if found.status not in (0, 1):
        raise NotConverged(f"branch and bound over links: {found.message}")
    support = np.ones((n, n), dtype=bool)
    if found.x is not None:
        support[:] = False
        support[rows, columns] = found.x[cells:] > 0.5
    proven = found.mip_dual_bound
    bound = at_least if proven is None else int(np.ceil(proven - SOLVER_ROUNDING))
    return support, max(bound, at_least)
