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
from parley.engine.system import FinancialSystem
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
            move for longer than 200 rounds are finished by an exact solution for those who still
            fall, in at most n + 1 rounds, so that a limit above 200 is hardly ever met.

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
    senior = system.senior_liabilities
    shares = system.relative_liabilities
    p, hit = top.copy(), defaulted.copy()
    rounds, status = np.zeros(draws, dtype=np.int64), np.zeros(draws, dtype=np.int64)
    full = system.interbank_assets
    lines = (shares.indptr, shares.indices, shares.data, system.total_liabilities, senior)
    alpha, beta = rules.recovery_external, rules.recovery_interbank
    pay_down(
        *lines, full, assets, alpha, beta, tolerance,
        min(max_rounds, _ROUNDS_BEFORE_EXACT), mine, p, hit, rounds, status,
    )  # fmt: skip
    if max_rounds > _ROUNDS_BEFORE_EXACT:
        for d in np.flatnonzero(status != Status.CONVERGED):
            steps = max_rounds - _ROUNDS_BEFORE_EXACT
            _finish_exactly(system, assets[d], rules, mine, p[d], hit[d], tolerance, steps)
            status[d] = Status.CONVERGED
    received, gap = np.empty_like(p), np.empty(draws)
    clearing_gap(*lines, assets, alpha, beta, mine, hit, full, top, p, received, gap)
    status[gap > max(1e-9, 10 * tolerance)] = Status.ROUND_LIMIT
    return Clearing(p, received, hit, rounds, status, gap)


def _finish_exactly(
    system: FinancialSystem,
    assets: Money,
    rules: ClearingRules,
    own: Bools,
    p: Money,
    defaulted: Bools,
    tolerance: float,
    steps: int,
) -> None:
    """Solve one draw for those who fall, then look who else does; until nobody else.

    A ring of debts with little cash in it creeps towards its solution over millions of rounds.
    For a given set of those who fall the solution is found at once; the set only grows, so this
    ends after at most n + 1 steps. It is dense in those who fall only. Whoever rests where he is
    stays there: he is at his share of the greatest solution already. Changes ``p`` and
    ``defaulted`` in place; if it cannot go on, the gap shows it.

    Source:
        Eisenberg & Noe (2001), section 3.1, the fictitious default algorithm.
    """
    owed, senior = system.total_liabilities, system.senior_liabilities
    claims = system.relative_liabilities.T.tocsr()  # row i: who pays i, and which share
    alpha, beta = rules.recovery_external, rules.recovery_interbank
    falls = np.zeros(owed.size, dtype=np.bool_)
    for _ in range(steps):
        received = claims @ np.maximum(p - senior, 0.0)
        has = assets + received
        defaulted |= own & (owed > 0) & (has < owed * (1.0 - SOLVENCY_SLACK))
        wanted = np.clip(alpha * assets + beta * received, 0.0, owed)
        more = own & defaulted & ~falls & (p - wanted > max(tolerance, 1e-14) * owed)
        if not np.any(more):
            return
        falls |= more
        inside = beta * claims[falls][:, falls].toarray()
        passed_on = np.where(falls, 0.0, np.maximum(p - senior, 0.0))
        before_senior = (alpha * assets + beta * (claims @ passed_on))[falls]
        try:
            most = np.maximum(p - senior, 0.0)[falls]
            left = _left_for_network(before_senior - senior[falls], inside, most)
        except np.linalg.LinAlgError:
            return
        p[falls] = np.minimum(p[falls], np.maximum(before_senior + inside @ left, 0.0))


def _left_for_network(fixed: Money, inside: Floats, most: Money) -> Money:
    """Solve ``x = max(0, fixed + inside x)``: what is left after senior debts. Shape (k,), money.

    If nobody is left without anything, that is a linear system; a solution above ``most``, what
    was left so far, is one of rounding in a ring from which nothing leaves. Otherwise the search
    starts with those who have something whatever the others pay, solves for them, and adds those
    who now have something: the map is convex, so this rises to the least solution in at most k
    steps.

    There is no other solution among institutions that all fall: two could only differ by money
    going round in a ring from which none leaves and into which none comes, and there nobody falls.

    Raises:
        LinAlgError: if rounding hides that somebody has nothing left.
    """
    k = fixed.size
    x: Money = np.zeros(k)
    try:
        x = np.asarray(np.linalg.solve(np.eye(k) - inside, fixed), dtype=np.float64)
        if np.all((x >= 0.0) & (x <= most * (1.0 + 1e-9))):
            return x
    except np.linalg.LinAlgError:
        pass  # a ring from which nothing leaves: somebody in it has nothing left
    x[:] = 0.0
    has = fixed > 0.0
    while True:
        some = np.ix_(has, has)
        x[has] = np.linalg.solve(np.eye(int(has.sum())) - inside[some], fixed[has])
        grown = has | (fixed + inside @ x > 0.0)
        if np.array_equal(grown, has):
            return x
        has = grown
