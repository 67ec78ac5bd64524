"""Clearing on request: the greatest or the least vector, and whether there is only one."""

from enum import StrEnum

import numpy as np
from numpy.typing import ArrayLike

from parley.engine.amounts import Bools
from parley.engine.contagion.clearing.greatest import clear_greatest
from parley.engine.contagion.clearing.least import clear_least
from parley.engine.contagion.clearing.result import Clearing, ClearingRules
from parley.engine.system import FinancialSystem
from parley.errors import Fault, InvalidInput


class Solution(StrEnum):
    """Which of several clearing vectors is meant. In both, nobody pays more than he owes or has.

    GREATEST: everybody pays as much as in any: found from "all pay", going down.
    LEAST: everybody pays as little as in any: found from "nobody pays", going up.
    """

    GREATEST = "greatest"
    LEAST = "least"


def clear(
    system: FinancialSystem,
    external_assets: ArrayLike,
    recovery_external: float = 1.0,
    recovery_interbank: float = 1.0,
    *,
    solution: Solution | str = Solution.GREATEST,
    tolerance: float = 1e-13,
    max_rounds: int = 10_000,
    workers: int | None = None,
) -> Clearing:
    """Find the greatest clearing vector for each draw of external assets, or the least.

    A clearing vector pays as much as there is and no more::

        p_i = p̄_i                        if e_i + (Πᵀp)_i >= p̄_i
        p_i = α e_i + β (Πᵀp)_i          otherwise

    The search starts at ``p̄`` and goes down, so it finds the *greatest* solution. If external
    debts are senior, they are paid first and only the rest, ``max(p - b, 0)``, reaches the
    network. Default is strict: who has exactly what he owes pays it.

    Args:
        system: Supplies ``p̄`` and ``Π``; its own ``external_assets`` and holdings are not used.
        external_assets: ``e`` after the shock, holdings included at their price. Shape (draws, n)
            or (n,), money, 0 or more.
        recovery_external, recovery_interbank: α and β, 0 to 1.
        solution: Greatest or least.
        tolerance: A round is the last if no payment falls by more than this share of what is
            owed. It bounds the last step; the error shows in ``gap`` and ``error_bound``.
        max_rounds: Rounds after which a draw is given up as ``Status.ROUND_LIMIT``. Draws that
            move for longer than 200 rounds are finished by an exact solution for those who still
            fall, in at most n + 1 rounds, so that a limit above 200 is hardly ever met.
        workers: Cores to use; None is all, if there are draws enough. The numbers do not depend
            on it.

    Returns:
        Payments of shape (draws, n), who defaulted, and per draw rounds, status, gap and a bound
        on the error.

    Raises:
        InvalidInput: if an argument is not as above, naming the institution.

    Source:
        Eisenberg & Noe (2001), Management Science 47(2), theorem 1; Rogers & Veraart (2013),
        Management Science 59(4), theorem 3.1 (greatest and least clearing vectors exist).

    Example:
        A owes B 10, B owes C 8; A has 6, B has 1. So A pays 6, and B pays 1 + 6 = 7.

        >>> chain = FinancialSystem(
        ...     names=("A", "B", "C"),
        ...     external_assets=np.array([6.0, 1.0, 0.0]),
        ...     nominal_liabilities=np.array([[0.0, 10, 0], [0, 0, 8], [0, 0, 0]]),
        ...     external_liabilities=np.zeros(3),
        ... )
        >>> clear(chain, chain.external_assets).payments
        array([[6., 7., 0.]])
    """
    assets = system.require_draws("external_assets", external_assets, copied=False)
    rules = ClearingRules(recovery_external, recovery_interbank)
    wanted = _solution(solution)
    if wanted is Solution.LEAST:
        return clear_least(system, assets, rules, tolerance=tolerance, max_rounds=max_rounds)
    return clear_greatest(
        system, assets, rules, tolerance=tolerance, max_rounds=max_rounds, workers=workers
    )


def is_unique(
    system: FinancialSystem,
    external_assets: ArrayLike,
    recovery_external: float = 1.0,
    recovery_interbank: float = 1.0,
) -> Bools:
    """Say of each draw whether there is one clearing vector only.

    That is so if the greatest and the least are the same, but for 1e-9 of what each owes.

    Args:
        system: Supplies ``p̄`` and ``Π``.
        external_assets: ``e``. Shape (draws, n) or (n,), money, 0 or more.
        recovery_external, recovery_interbank: α and β, 0 to 1.

    Returns:
        Shape (draws,).

    Raises:
        InvalidInput: if an argument is not as above.
        NotConverged: if one of the two was not found.

    Source:
        Eisenberg & Noe (2001), theorem 2; Rogers & Veraart (2013), section 3.

    Example:
        Two banks owe each other 1 and have nothing: each may pay anything from 0 to 1, the same.

        >>> pair = FinancialSystem(("A", "B"), [0, 0], [[0, 1], [1, 0]], [0, 0])
        >>> is_unique(pair, pair.external_assets)
        array([False])
        >>> is_unique(pair, [1.0, 0.0])
        array([ True])
    """
    rates = (recovery_external, recovery_interbank)
    most = clear(system, external_assets, *rates).require_converged()
    least = clear(system, external_assets, *rates, solution=Solution.LEAST).require_converged()
    apart = most.payments - least.payments > 1e-9 * system.total_liabilities
    return np.asarray(~apart.any(axis=1))


def _solution(name: Solution | str) -> Solution:
    try:
        return Solution(name)
    except ValueError as error:
        known = " or ".join(each.value for each in Solution)
        raise InvalidInput([Fault("clearing", 0, "solution", str(name), known)]) from error
