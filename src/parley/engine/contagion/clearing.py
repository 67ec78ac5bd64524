"""Clearing: nobody pays more than he owes or has, and who cannot pay all costs his creditors.

| symbol | name | shape | unit |
|---|---|---|---|
| p̄ | total_liabilities | (n,) | money |
| e | external_assets | (draws, n) | money |
| Π | relative_liabilities | (n, n) | 1 |
| p | payments | (draws, n) | money |
| α, β | recovery_external, recovery_interbank | scalar | 1 |
"""

from dataclasses import dataclass

import numpy as np

from parley.engine.amounts import Bools, Floats, Ints, Money
from parley.engine.contagion.kernels.clearing import SOLVENCY_SLACK, clearing_gap, pay_down
from parley.engine.status import Status, require_converged
from parley.engine.system import FinancialSystem, Ranking
from parley.errors import Fault, InvalidInput

#: Rounds after which the draws that still move are finished by solving for them exactly.
_ROUNDS_BEFORE_EXACT = 200


@dataclass(frozen=True)
class ClearingRules:
    """What is left of a defaulting institution's assets.

    Args:
        recovery_external: α, share of its external assets that reaches creditors, 0 to 1.
        recovery_interbank: β, the same for what it is owed inside the network, 0 to 1.

    Raises:
        InvalidInput: if either is not a number from 0 to 1.

    Source:
        Rogers & Veraart (2013), Management Science 59(4), definition 2.1; 1 and 1 is
        Eisenberg & Noe (2001).
    """

    recovery_external: float = 1.0
    recovery_interbank: float = 1.0

    def __post_init__(self) -> None:
        faults = [
            Fault("clearing", 0, name, str(value), "a number from 0 to 1")
            for name, value in (
                ("recovery_external", self.recovery_external),
                ("recovery_interbank", self.recovery_interbank),
            )
            if not 0.0 <= value <= 1.0
        ]
        if faults:
            raise InvalidInput(faults)


@dataclass(frozen=True, eq=False)
class Clearing:
    """The greatest clearing vector of each draw, and how the search for it ended.

    Args:
        payments: ``p``, to creditors inside and outside the network. Shape (draws, n), money.
        received: ``Πᵀ x(p)``: what comes in from the network. Shape (draws, n), money.
        defaulted: Who pays less than he owes. Shape (draws, n).
        rounds: Rounds of the search. Shape (draws,), counts.
        status: How it ended. Shape (draws,), values of ``Status``.
        gap: Largest ``|p - Φ(p)|`` over institutions, in units of what each owes. Shape (draws,).
    """

    payments: Money
    received: Money
    defaulted: Bools
    rounds: Ints
    status: Ints
    gap: Floats

    def require_converged(self) -> "Clearing":
        """Return this clearing, or raise ``NotConverged`` if any draw was given up."""
        require_converged(self.status)
        return self


def clear(
    system: FinancialSystem,
    external_assets: Money,
    recovery_external: float = 1.0,
    recovery_interbank: float = 1.0,
    *,
    tolerance: float = 1e-13,
    max_rounds: int = 10_000,
) -> Clearing:
    """Find the greatest clearing vector for each draw of external assets.

    A clearing vector pays as much as there is and no more::

        p_i = p̄_i                        if e_i + (Πᵀp)_i >= p̄_i
        p_i = α e_i + β (Πᵀp)_i          otherwise

    The search starts at ``p̄`` and goes down, so it finds the *greatest* solution. If external
    debts are senior, they are paid first and only the rest, ``max(p - b, 0)``, reaches the
    network.

    Args:
        system: Supplies ``p̄`` and ``Π``; its own ``external_assets`` and holdings are not used.
        external_assets: ``e`` after the shock, holdings included at their price. Shape (draws, n)
            or (n,), money, 0 or more.
        recovery_external, recovery_interbank: α and β, 0 to 1.
        tolerance: A round is the last if no payment falls by more than this share of what is
            owed. It bounds the last step; the error shows in ``gap``.
        max_rounds: Rounds after which a draw is given up as ``Status.ROUND_LIMIT``. Draws that
            move for longer than 200 rounds are finished by an exact solution for those who are
            in default, so that the limit is met only where that is singular.

    Returns:
        Payments of shape (draws, n), who defaulted, and per draw rounds, status and gap.

    Raises:
        InvalidInput: if an argument is not as above, naming the institution.

    Source:
        Eisenberg & Noe (2001), Management Science 47(2), theorem 1; Rogers & Veraart (2013),
        Management Science 59(4), theorem 3.1 (the greatest clearing vector exists).

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
    assets = system.require_draws("external_assets", external_assets)
    rules = ClearingRules(recovery_external, recovery_interbank)
    top = np.tile(system.total_liabilities, (assets.shape[0], 1))
    return clear_from(
        system, assets, rules, top, np.zeros(assets.shape, dtype=np.bool_),
        tolerance=tolerance, max_rounds=max_rounds,
    )  # fmt: skip


def clear_from(
    system: FinancialSystem,
    assets: Money,
    rules: ClearingRules,
    top: Money,
    defaulted: Bools,
    *,
    own: Bools | None = None,
    tolerance: float = 1e-13,
    max_rounds: int = 10_000,
) -> Clearing:
    """Find the greatest clearing vector below ``top``, for arrays that were checked before.

    Args:
        system: Supplies ``p̄`` and ``Π``.
        assets: ``e`` with holdings at their price. Shape (draws, n), money.
        rules: α and β.
        top: Where the search starts. Shape (draws, n), money: ``p̄``, or less for who is in
            default since before. For institutions outside ``own``: what they pay.
        defaulted: Who is in default since before, and stays. Shape (draws, n).
        own: Whose payments are to be found; None is all. Shape (n,).
        tolerance, max_rounds: As in ``clear``.
    """
    draws, n = assets.shape
    mine = np.ones(n, dtype=np.bool_) if own is None else own
    senior = _paid_first(system)
    shares = system.relative_liabilities
    p, hit = top.copy(), defaulted.copy()
    rounds, status = np.zeros(draws, dtype=np.int64), np.zeros(draws, dtype=np.int64)
    full = shares.T @ np.maximum(system.total_liabilities - senior, 0.0)
    lines = (shares.indptr, shares.indices, shares.data, system.total_liabilities, senior)
    alpha, beta = rules.recovery_external, rules.recovery_interbank
    pay_down(
        *lines, full, assets, alpha, beta, tolerance,
        min(max_rounds, _ROUNDS_BEFORE_EXACT), mine, p, hit, rounds, status,
    )  # fmt: skip
    for d in np.flatnonzero(status != Status.CONVERGED):
        _finish_exactly(system, assets[d], rules, mine, p[d], hit[d], max_rounds)
        status[d] = Status.CONVERGED
    received, gap = np.empty_like(p), np.empty(draws)
    clearing_gap(*lines, assets, alpha, beta, mine, hit, full, p, received, gap)
    status[gap > max(1e-9, 10 * tolerance)] = Status.ROUND_LIMIT
    return Clearing(p, received, hit, rounds, status, gap)


def _paid_first(system: FinancialSystem) -> Money:
    """What each pays outside before anything goes to the network. Shape (n,), money."""
    if system.external_ranking is Ranking.SENIOR:
        return system.external_liabilities
    return np.zeros(system.size)


def _finish_exactly(
    system: FinancialSystem,
    assets: Money,
    rules: ClearingRules,
    own: Bools,
    p: Money,
    defaulted: Bools,
    max_rounds: int,
) -> None:
    """Solve one draw for those in default, then look who else cannot pay; until nobody can't.

    A ring of debts with little cash in it creeps towards its solution over millions of rounds.
    For a given set of defaulters the solution is linear; the set only grows, so this ends after
    at most n steps. The system is dense in the defaulters only. Changes ``p`` and ``defaulted``
    in place.

    Source:
        Eisenberg & Noe (2001), section 3.1, the fictitious default algorithm.
    """
    owed, senior = system.total_liabilities, _paid_first(system)
    shares = system.relative_liabilities
    alpha, beta = rules.recovery_external, rules.recovery_interbank
    nothing_left = np.zeros(owed.size, dtype=np.bool_)
    for _ in range(min(max_rounds, 2 * owed.size + 2)):
        movers = np.flatnonzero(defaulted & own & ~nothing_left & (owed > 0))
        passed_on = np.maximum(p - senior, 0.0)
        passed_on[movers] = 0.0
        fixed = alpha * assets + beta * (shares.T @ passed_on)
        inside = shares[movers][:, movers].toarray()
        # p = fixed + β Πᵀ (p - senior) among the movers
        matrix = np.eye(movers.size) - beta * inside.T
        right = fixed[movers] - beta * (inside.T @ senior[movers])
        try:
            solved = np.linalg.solve(matrix, right)
        except np.linalg.LinAlgError:
            return  # the gap shows it
        p[movers] = np.clip(solved, 0.0, np.minimum(p[movers], owed[movers]))
        spent = np.zeros_like(nothing_left)
        spent[movers] = solved <= senior[movers]
        spent &= senior > 0
        received = shares.T @ np.maximum(p - senior, 0.0)
        short = own & (owed > 0) & (assets + received < owed * (1.0 - SOLVENCY_SLACK))
        if not np.any(short & ~defaulted) and not np.any(spent & ~nothing_left):
            broke = nothing_left & defaulted & own
            p[broke] = np.clip(alpha * assets + beta * received, 0.0, owed)[broke]
            return
        defaulted |= short
        nothing_left |= spent
