"""Paths along which failures could spread: who is exposed to more than its own debtors.

| symbol | name | shape | unit |
|---|---|---|---|
| A | claims: what i has lent j | (n, n) | money |
| E | equity | (n,) | money |
| V | impact: who falls with whom | (n, n) | 1 |
| G | communicability, exp(V) | (n, n) | 1 |

Rows hit columns: ``V[j, i]`` is what the failure of j does to i.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike
from scipy import sparse

from parley.engine.amounts import Floats, faults_in, numbers_in
from parley.errors import Fault, InvalidInput


@dataclass(frozen=True, eq=False)
class ImpactDiffusion:
    """How many paths of failure lead through each institution.

    Args:
        start: Paths that begin with it, for each that it can bring down itself. Shape (n,).
        intermediate: Paths that begin elsewhere and lead through it, likewise. Shape (n,).
    """

    start: Floats
    intermediate: Floats

    @property
    def total(self) -> Floats:
        """Both. Shape (n,)."""
        return self.start + self.intermediate


def impact_matrix(
    claims: ArrayLike | sparse.sparray, equity: ArrayLike, *, only_whole: bool = True
) -> Floats:
    """The share of i's equity that the failure of j takes. Shape (n, n), rows hit columns.

    ::

        V_ji = min(1, A_ij / E_i)        or 1 if that is 1 and 0 otherwise, if ``only_whole``

    Args:
        claims: ``A[i, j]``: what i has lent j, ``nominal_liabilities.T`` of a system. Shape
            (n, n), money, 0 or more, zero diagonal; dense or sparse.
        equity: Of each. Shape (n,), money. Who has none falls with any of its debtors.
        only_whole: Count only what takes all of somebody's equity.

    Raises:
        InvalidInput: if an argument is not as above.

    Example:
        >>> impact_matrix([[0, 1, 0], [10, 0, 3], [3, 2, 0]], [2, 5, 2])
        array([[0., 1., 1.],
               [0., 0., 1.],
               [0., 0., 0.]])
    """
    lent = numbers_in("impact", "claims", claims)
    has = numbers_in("impact", "equity", equity)
    n = has.size
    faults = faults_in("impact", "equity", has, (), shape=(n,), low=-np.inf)
    faults += faults_in("impact", "claims", lent, (), shape=(n, n))
    if n == 0:
        faults.append(Fault("impact", 0, "equity", "none", "at least one institution"))
    if not faults and lent.diagonal().any():
        i = int(np.flatnonzero(lent.diagonal())[0])
        faults.append(Fault("impact", 0, f"claims of {i} on itself", f"{lent[i, i]}", "0"))
    if faults:
        raise InvalidInput(faults)
    whole = (lent > 0.0) & (lent >= has[:, np.newaxis])
    share = np.divide(lent, has[:, np.newaxis], out=np.zeros_like(lent), where=~whole & (lent > 0))
    impact = np.where(whole, 1.0, 0.0 if only_whole else share)
    return np.ascontiguousarray(impact.T)


def impact_susceptibility(
    claims: ArrayLike | sparse.sparray, equity: ArrayLike, *, only_whole: bool = True
) -> Floats:
    """Paths of failure that lead to each, for each path of one step. Shape (n,), 0 or more.

    ::

        s_i = Σ_{j ≠ i} exp(V)_ji / Σ_j V_ji        0 for whom nobody's failure hits

    A path of k steps counts 1/k!, so that longer ones count less. Above 1 somebody can be reached
    from further away than its own debtors. It is a measure of links, not of losses: hits along
    a path are not added up, and nobody's equity is used up.

    Args:
        claims, equity, only_whole: As in ``impact_matrix``. Shapes (n, n) and (n,).

    Raises:
        InvalidInput: if an argument is not as above, or there are so many paths that their number
            is not finite in floating point.

    Source:
        Silva, Souza & Tabak (2017), Journal of Economic Dynamics and Control 76; communicability:
        Estrada & Hatano (2008), Physical Review E 77, 036111.

    Example:
        A's failure brings down B and C, B's brings down C: two paths of one step lead to C, and
        one of two steps, which counts 1/2.

        >>> impact_susceptibility([[0, 1, 0], [10, 0, 3], [3, 2, 0]], [2, 5, 2])
        array([0.  , 1.  , 1.25])
    """
    impact = impact_matrix(claims, equity, only_whole=only_whole)
    direct = impact.sum(axis=0)
    reached = _communicability(impact).sum(axis=0)
    found: Floats = np.divide(reached, direct, out=np.zeros_like(direct), where=direct > 0.0)
    return found


def impact_fluidity(
    claims: ArrayLike | sparse.sparray, equity: ArrayLike, *, only_whole: bool = True
) -> float:
    """The mean of ``impact_susceptibility`` over institutions.

    Args:
        claims, equity, only_whole: As in ``impact_matrix``. Shapes (n, n) and (n,).

    Raises:
        InvalidInput: as ``impact_susceptibility``.

    Source:
        Silva, Souza & Tabak (2017), Journal of Economic Dynamics and Control 76.

    Example:
        >>> impact_fluidity([[0, 1, 0], [10, 0, 3], [3, 2, 0]], [2, 5, 2])
        0.75
    """
    return float(impact_susceptibility(claims, equity, only_whole=only_whole).mean())


def impact_diffusion(
    claims: ArrayLike | sparse.sparray, equity: ArrayLike, *, only_whole: bool = True
) -> ImpactDiffusion:
    """Paths of failure that would be cut if one institution passed nothing on.

    For each q, with ``V`` without row q::

        (exp(V) - exp(V without q))⁺ / Σ_i V_qi, summed over paths that begin with q, and others

    One matrix exponential for each institution: hundreds, not thousands of them.

    Args:
        claims, equity, only_whole: As in ``impact_matrix``. Shapes (n, n) and (n,).

    Raises:
        InvalidInput: as ``impact_susceptibility``.

    Source:
        Silva, Souza & Tabak (2017), Journal of Economic Dynamics and Control 76.

    Example:
        >>> found = impact_diffusion([[0, 1, 0], [10, 0, 3], [3, 2, 0]], [2, 5, 2])
        >>> found.start, found.intermediate
        (array([1.25, 1.  , 0.  ]), array([0. , 0.5, 0. ]))
    """
    impact = impact_matrix(claims, equity, only_whole=only_whole)
    paths = _communicability(impact)
    direct = impact.sum(axis=1)
    start, intermediate = np.zeros_like(direct), np.zeros_like(direct)
    for q in np.flatnonzero(direct > 0.0):
        without = impact.copy()
        without[q] = 0.0
        cut = np.maximum(paths - _communicability(without), 0.0).sum(axis=1) / direct[q]
        start[q] = cut[q]
        intermediate[q] = cut.sum() - cut[q]
    return ImpactDiffusion(start, intermediate)


def _communicability(impact: Floats) -> Floats:
    """``exp(V)`` with a zero diagonal: paths from each to each other. Shape (n, n)."""
    from scipy.linalg import expm  # slow to import

    with np.errstate(over="ignore", invalid="ignore"):
        paths = np.array(expm(impact))
    if not np.all(np.isfinite(paths)):
        wanted = "fewer links: too many paths to count"
        raise InvalidInput([Fault("impact", 0, "claims", "", wanted)])
    np.fill_diagonal(paths, 0.0)
    return paths
