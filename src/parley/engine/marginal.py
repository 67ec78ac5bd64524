"""What derivatives of fixed points need: the side of a kink, rings from which nothing leaves."""

from collections.abc import Callable, Sequence
from enum import StrEnum

import numpy as np
from scipy import sparse

from parley.engine.amounts import Bools, Floats
from parley.engine.system import FinancialSystem, Ranking
from parley.errors import Fault, InvalidInput

#: Within this share of what is owed, an amount counts as exactly that.
NEAR = 1e-9

#: Up to so many unknowns a dense solution is quicker: networks at random fill up when eliminated.
_DENSE = 4_000


class Side(StrEnum):
    """Which one-sided derivative is meant where the two differ.

    WORSE: as external assets fall, or losses grow. BETTER: as they recover.
    """

    WORSE = "worse"
    BETTER = "better"


def side_of(side: Side) -> Side:
    """Return the side that was named.

    Raises:
        InvalidInput: if there is none of that name.
    """
    if side not in tuple(Side):
        wanted = " or ".join(Side)
        raise InvalidInput([Fault("sensitivity", 0, "side", repr(side)[:80], wanted)])
    return Side(side)


def in_closed_rings(system: FinancialSystem, falls: Bools, recovery: float) -> Bools:
    """Who is in a group among ``falls`` from which no further unit would leave. Shape (n,).

    Args:
        system: Who owes whom.
        falls: Who passes on all that he gets.
        recovery: Of claims inside the network; below 1 something always leaves.
    """
    from scipy.sparse.csgraph import connected_components  # slow to import

    found = np.zeros(falls.size, dtype=np.bool_)
    members = np.flatnonzero(falls)
    if recovery < 1.0 or members.size == 0:
        return found
    owes = system.nominal_liabilities
    leaks = np.asarray(owes[members][:, ~falls].sum(axis=1)) > 0.0
    if system.external_ranking is Ranking.EQUAL:
        leaks |= system.external_liabilities[members] > 0.0
    leaks |= system.interbank_liabilities[members] == 0.0
    inner = sparse.csr_array(owes[members][:, members])
    count, group = connected_components(inner, directed=True, connection="strong")
    closed = np.ones(count, dtype=np.bool_)
    closed[group[leaks]] = False
    rows, columns = inner.nonzero()
    closed[group[rows[group[rows] != group[columns]]]] = False
    found[members] = closed[group]
    return found


def solver_of(inner: sparse.sparray, names: Sequence[str]) -> Callable[[Floats], Floats]:
    """Return what solves ``(I - inner) x = right``.

    Raises:
        InvalidInput: if there is no solution, since nothing leaves a ring.
    """
    from scipy.linalg import lapack  # slow to import
    from scipy.sparse.linalg import splu  # slow to import

    k = inner.shape[0]
    if k == 0:
        return lambda right: np.zeros(np.shape(right))
    fault = Fault("sensitivity", 0, f"{k} of {len(names)} institutions", "a ring that never ends",
                  "a ring from which something leaves")  # fmt: skip
    if k <= _DENSE:
        lu, order, singular = lapack.dgetrf((sparse.eye_array(k) - inner).toarray())
        if singular:
            raise InvalidInput([fault])

        def find(right: Floats) -> Floats:
            return np.asarray(lapack.dgetrs(lu, order, right)[0])
    else:
        try:
            find = splu(sparse.csc_array(sparse.eye_array(k) - inner)).solve
        except RuntimeError:
            raise InvalidInput([fault]) from None

    def solve(right: Floats) -> Floats:
        found: Floats = np.asarray(find(np.ascontiguousarray(right)))
        if not np.all(np.isfinite(found)):
            raise InvalidInput([fault])
        return found

    return solve
