"""All matrices that meet sums and bounds, as a linear programme: is there one, and where."""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from parley.engine.amounts import Bools, Floats, Money
from parley.engine.networks.margins import Margins
from parley.errors import Fault, InvalidInput, NotConverged

#: Feasibility tolerance asked of the solver, in units of ``Polytope.scale``.
SOLVER_TOLERANCE = 1e-10


@dataclass(frozen=True, eq=False)
class Polytope:
    """Constraints on the amounts in the allowed cells, one unknown for each cell.

    Args:
        rows, columns: Debtor and creditor of each unknown. Shape (cells,).
        sums: Matrix of the sums of rows and columns; the sum of the largest column is left out,
            as it follows from the others. Shape (2n - 1, cells).
        wanted: What they are, divided by ``scale``. Shape (2n - 1,).
        blocks: Matrix of the sums of blocks. Shape (blocks, cells).
        bounds: What they may be, divided by ``scale``. Shape (blocks,).
        scale: One thousandth of the mean debt, so that the solver's absolute tolerances are far
            below what even a small institution owes. Money.
    """

    rows: NDArray[np.intp]
    columns: NDArray[np.intp]
    sums: sparse.csr_array
    wanted: Money
    blocks: sparse.csr_array
    bounds: Money
    scale: float


def polytope(margins: Margins, allowed: Bools | None = None) -> Polytope:
    """Set up the constraints for the cells that are allowed.

    Args:
        margins: Sums and bounds.
        allowed: Cells to use instead of ``margins.allowed``. Shape (n, n).
    """
    rows, columns = np.nonzero(margins.allowed if allowed is None else allowed)
    n, cells = len(margins.names), rows.size
    number = np.arange(cells)
    sums = sparse.csr_array(
        (np.ones(2 * cells), (np.append(rows, n + columns), np.append(number, number))),
        shape=(2 * n, cells),
    )
    kept = np.delete(np.arange(2 * n), n + int(np.argmax(margins.claimed)))
    block = margins.block[rows, columns]
    bounded = block >= 0
    blocks = sparse.csr_array(
        (np.ones(bounded.sum()), (block[bounded], number[bounded])),
        shape=(margins.bounds.size, cells),
    )
    scale = margins.total / (1000.0 * n) or 1.0
    return Polytope(
        rows=rows,
        columns=columns,
        sums=sums[kept],
        wanted=np.append(margins.owed, margins.claimed)[kept] / scale,
        blocks=blocks,
        bounds=margins.bounds / scale,
        scale=scale,
    )


def cheapest(constraints: Polytope, costs: Floats) -> Floats:
    """Find a vertex at which the sum of ``costs`` times amounts is least.

    Args:
        constraints: The polytope.
        costs: One for each unknown. Shape (cells,).

    Returns:
        Amounts in the cells. Shape (cells,), money; empty shape (0,) if there is no solution.

    Raises:
        NotConverged: if the solver gave up for another reason.
    """
    from scipy.optimize import linprog  # slow to import

    return _solved(
        linprog(
            costs,
            A_ub=constraints.blocks if constraints.bounds.size else None,
            b_ub=constraints.bounds if constraints.bounds.size else None,
            A_eq=constraints.sums,
            b_eq=constraints.wanted,
            method="highs-ds",
            options={"primal_feasibility_tolerance": SOLVER_TOLERANCE},
        )
    ) * (constraints.scale)


def require_some_matrix(margins: Margins) -> None:
    """Raise if no matrix meets the sums and bounds; say which bounds are too tight, by how much.

    Looks for the matrix that exceeds the bounds by the least money in all.

    Raises:
        InvalidInput: with one fault for each bound that this matrix exceeds.
    """
    from scipy.optimize import linprog  # slow to import

    off_diagonal = ~np.eye(len(margins.names), dtype=bool)
    positive = (margins.owed > 0)[:, np.newaxis] & (margins.claimed > 0)
    elastic = polytope(margins, off_diagonal & positive)
    cells, count = elastic.rows.size, elastic.bounds.size
    if count == 0:
        return  # Margins has checked that nobody is too large for the others
    excess = -sparse.eye_array(count)
    solution = _solved(
        linprog(
            np.append(np.zeros(cells), np.ones(count)),
            A_ub=sparse.hstack([elastic.blocks, excess]),
            b_ub=elastic.bounds,
            A_eq=sparse.hstack([elastic.sums, sparse.csr_array((elastic.wanted.size, count))]),
            b_eq=elastic.wanted,
            method="highs-ds",
        )
    )
    over = solution[cells:] * elastic.scale
    faults = [
        Fault(
            "country_claims",
            0,
            margins.block_names[k],
            f"at most {margins.bounds[k]:g} in this draw",
            f"at least {margins.bounds[k] + over[k]:g}: with less, no matrix of debts has the "
            "sums of the institutions",
        )
        for k in np.flatnonzero(over > 1e-6 * elastic.scale)
    ]
    if faults:
        raise InvalidInput(faults)


def possible_cells(margins: Margins) -> Bools:
    """Find the cells that are positive in some matrix of the set.

    In cones: the amounts ``y`` and their scale ``t ≥ 1`` meet ``A y = t b``; each cell gains at
    most 1 from being positive, so the greatest gain is the count of cells that can be positive.

    Returns:
        Shape (n, n).

    Source:
        Freund, Roundy & Todd (1985), Identifying the set of always-active constraints in a
        system of linear inequalities by a single linear program, MIT Sloan WP 1674-85.
    """
    from scipy.optimize import linprog  # slow to import

    given = polytope(margins)
    cells, count = given.rows.size, given.bounds.size
    # unknowns: what a cell holds up to 1 (the gain), what it holds beyond, and the scale t
    equal = sparse.hstack([given.sums, given.sums, -given.wanted[:, np.newaxis]])
    below = sparse.hstack([given.blocks, given.blocks, -given.bounds[:, np.newaxis]])
    gain = np.concatenate([np.ones(cells), np.zeros(cells + 1)])
    solution = _solved(
        linprog(
            -gain,
            A_ub=below if count else None,
            b_ub=np.zeros(count) if count else None,
            A_eq=equal,
            b_eq=np.zeros(given.wanted.size),
            bounds=[(0, 1)] * cells + [(0, None)] * cells + [(1, None)],
            method="highs",
        )
    )
    possible = np.zeros(margins.weights.shape, dtype=bool)
    positive = solution[:cells] > 0.5 if solution.size else np.zeros(cells, dtype=bool)
    possible[given.rows[positive], given.columns[positive]] = True
    return possible


def _solved(result: Any) -> Floats:
    """The unknowns; none if no solution exists; an error if the solver gave up."""
    if result.status == 2:
        return np.zeros(0)
    if result.status != 0:
        raise NotConverged(f"linear programme over matrices of debts: {result.message}")
    return np.asarray(result.x, dtype=np.float64)
