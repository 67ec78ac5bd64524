"""Overlaps of portfolios, weighted by illiquidity: who would be hurt by whose sales, and how much.

| symbol | name | shape | unit |
|---|---|---|---|
| Π | holdings | (n, m) | money |
| D | depth | (m,) | money |
| Ω | overlaps | (n, n) | money |
"""

from dataclasses import dataclass

import numpy as np

from parley.engine.amounts import Floats, Money, faults_in, numbers_in
from parley.errors import Fault, InvalidInput

#: Two largest eigenvalues closer than this, as a share, leave the index without a meaning.
_APART = 1e-9


def find_overlaps(holdings: object, depth: object) -> Money:
    """Give the loss of each if each sells everything, to the first order.

    ::

        Ω_ij = Σ_a Π_ia Π_ja / D_a

    That is what i loses when j sells its whole portfolio, and the other way round: the matrix is
    symmetric. Sales of a part cost that part.

    Args:
        holdings: ``Π``. Shape (n, m), money, 0 or more.
        depth: ``D``: sales of that much would take the price to 0 if it fell on a straight line,
            1 / slope. Shape (m,), money, above 0.

    Raises:
        InvalidInput: if an argument is not as above.

    Source:
        Cont & Schaanning (2017), Fire sales, indirect contagion and systemic stress testing,
        section 5: liquidity-weighted overlaps.

    Example:
        >>> find_overlaps([[10.0, 0.0], [10.0, 5.0]], [100.0, 50.0])
        array([[1. , 1. ],
               [1. , 1.5]])
    """
    held, deep = _checked(holdings, depth)
    return np.asarray((held / deep) @ held.T)


@dataclass(frozen=True, eq=False)
class ContagionIndex:
    """Who stands in the middle of indirect contagion.

    Args:
        index: The principal eigenvector of the overlaps, adding up to 1. Shape (n,), 0 to 1.
        eigenvalue: Its eigenvalue. Money.
        second: The next largest eigenvalue: the nearer, the less the index says. Money.
    """

    index: Floats
    eigenvalue: float
    second: float


def rank_contagion(holdings: object, depth: object) -> ContagionIndex:
    """Rank institutions by how much their sales hurt those whose sales hurt others.

    Args:
        holdings, depth: As in ``find_overlaps``.

    Raises:
        InvalidInput: if an argument is not as above, nobody holds anything, or two groups without
            common assets tie, so that there is no such ranking.

    Source:
        Cont & Schaanning (2019), Monitoring indirect contagion, Journal of Banking & Finance 104:
        the indirect contagion index.

    Example:
        Two hold the same and a third holds little of it.

        >>> rank_contagion([[10.0], [10.0], [5.0]], [100.0]).index
        array([0.4, 0.4, 0.2])
    """
    held, deep = _checked(holdings, depth)
    roots = np.zeros(2)
    vector = np.zeros((len(held), 1))
    if held.any():
        # Ω = X Xᵀ: singular values are better conditioned than eigenvalues
        vector, singular, _ = np.linalg.svd(held / np.sqrt(deep), full_matrices=False)
        roots[: min(2, singular.size)] = singular[:2] ** 2
    if roots[0] <= 0.0 or roots[0] - roots[1] <= _APART * roots[0]:
        value = f"largest eigenvalues {roots[0]:g} and {roots[1]:g}"
        raise InvalidInput([Fault("overlaps", 0, "holdings", value, "one that is larger")])
    first = np.abs(vector[:, 0])
    return ContagionIndex(first / first.sum(), float(roots[0]), float(roots[1]))


def _checked(holdings: object, depth: object) -> tuple[Money, Money]:
    held = np.atleast_2d(numbers_in("overlaps", "holdings", holdings))
    deep = numbers_in("overlaps", "depth", depth)
    shape = held.shape if held.ndim == 2 else (0, 0)
    faults = faults_in("overlaps", "holdings", held, (), shape=shape)
    tiny = float(np.finfo(np.float64).tiny)
    if not faults:
        faults = faults_in("overlaps", "depth", deep, (), shape=(shape[1],), low=tiny)
    if faults:
        raise InvalidInput(faults)
    return held, deep
