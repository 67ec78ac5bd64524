"""Linear programmes in which some unknowns are 0 or 1: a solution if one is found, and a bound."""

import heapq
from dataclasses import dataclass
from typing import Any

import numpy as np
from scipy import sparse

from parley.engine.amounts import Bools, Floats

#: So far from 0 and 1 an unknown is neither.
_WHOLE = 1e-7


@dataclass(frozen=True, eq=False)
class Programme:
    """Minimise ``c x`` subject to ``low <= A x <= high`` and ``0 <= x <= most``.

    Args:
        cost: ``c``, 0 or more. Shape (k,).
        whole: Which unknowns are 0 or 1. Shape (k,).
        most: Shape (k,).
        rows: ``A``. Shape (r, k).
        low, high: Shape (r,); may be infinite.
    """

    cost: Floats
    whole: Bools
    most: Floats
    rows: sparse.csr_array
    low: Floats
    high: Floats


def minimise(programme: Programme, most_nodes: int) -> tuple[Floats | None, float]:
    """Find the least cost by branch and bound.

    The solver sometimes finds an optimum, looks back, sees a bound missed by its whole tolerance,
    and gives up without a word on how low the cost could be. Then ``branch`` looks again.

    Args:
        programme: What is to be minimised; there is a solution.
        most_nodes: Nodes to look at, at most, 1 or more.

    Returns:
        A solution if one was found, and a bound that no solution goes below, to the solver's
        tolerance; 0 is always one.
    """
    from scipy.optimize import Bounds, LinearConstraint, milp  # slow to import

    found = milp(
        programme.cost,
        integrality=programme.whole.astype(np.int64),
        bounds=Bounds(np.zeros(programme.most.size), programme.most),
        constraints=LinearConstraint(
            sparse.csc_array(programme.rows), lb=programme.low, ub=programme.high
        ),
        options={"node_limit": most_nodes, "mip_rel_gap": 1e-9},
    )
    bound = getattr(found, "mip_dual_bound", None)
    if bound is not None and np.isfinite(bound):
        return found.x, float(bound)
    x, proved = branch(programme, most_nodes)
    return (x if found.x is None else found.x), proved


def branch(programme: Programme, most_nodes: int) -> tuple[Floats | None, float]:
    """Do what ``minimise`` does by linear programmes alone, the lowest bound first.

    A node says of some unknowns that they are 0 or 1 and lets the others be anything between. Its
    linear programme bounds all that follows from it; where that cannot be solved, the bound of
    the node before holds, and nothing is looked for below.

    Args:
        programme, most_nodes: As for ``minimise``.
    """
    start = _relaxed(programme, np.zeros(programme.most.size), programme.most)
    if start is None:
        return None, 0.0
    best: tuple[float, Floats | None] = (np.inf, None)
    given_up, nodes = np.inf, 1
    order = 0
    waiting: list[tuple[float, int, Floats, Floats, Floats]] = [
        (start[0], order, start[1], np.zeros(programme.most.size), programme.most)
    ]
    while waiting and nodes < most_nodes and waiting[0][0] < best[0]:
        bound, _, x, low, high = heapq.heappop(waiting)
        off = np.where(programme.whole, np.minimum(x, high - x), 0.0)
        k = int(np.argmax(off))
        if off[k] <= _WHOLE:
            best = min(best, (bound, x), key=lambda each: each[0])
            continue
        for value in (0.0, 1.0):
            below, above = low.copy(), high.copy()
            below[k] = above[k] = min(value, programme.most[k])
            nodes += 1
            solved = _relaxed(programme, below, above)
            if solved is None:
                given_up = min(given_up, bound)
            elif np.isfinite(solved[0]):
                order += 1
                node = (max(bound, solved[0]), order, solved[1], below, above)
                heapq.heappush(waiting, node)
    open_ = waiting[0][0] if waiting else np.inf
    proved = min(best[0], given_up, open_)
    return best[1], proved if np.isfinite(proved) else 0.0


def _relaxed(programme: Programme, low: Floats, high: Floats) -> tuple[float, Floats] | None:
    """Least cost and where, of numbers within bounds; infinite if there are none. None: failed."""
    from scipy.optimize import linprog  # slow to import

    above, below = np.isfinite(programme.high), np.isfinite(programme.low)
    rows: Any = sparse.vstack([programme.rows[above], -programme.rows[below]], format="csr")
    found = linprog(
        programme.cost,
        A_ub=rows,
        b_ub=np.concatenate([programme.high[above], -programme.low[below]]),
        bounds=np.column_stack([low, high]),
        method="highs",
    )
    if found.status == 2:  # no number fits
        return np.inf, low
    return (float(found.fun), np.asarray(found.x)) if found.status == 0 else None
