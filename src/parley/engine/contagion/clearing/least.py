"""The least clearing vector: nobody pays more than he must, searched from the bottom."""

import numpy as np

from parley.engine.amounts import Bools, Money
from parley.engine.contagion.clearing.greatest import (
    ROUNDS_BEFORE_EXACT,
    clear_from,
    look_back,
    needed,
    unsigned,
)
from parley.engine.contagion.clearing.result import Clearing, ClearingRules
from parley.engine.contagion.kernels.clearing_sweeps import pay_up
from parley.engine.status import Status
from parley.engine.system import FinancialSystem, Ranking

#: Draws whose error may be more than this share of the largest debt are solved exactly.
_ERROR_BEFORE_EXACT = 1e-9


def clear_least(
    system: FinancialSystem,
    assets: Money,
    rules: ClearingRules,
    *,
    tolerance: float,
    max_rounds: int,
) -> Clearing:
    """Find the least clearing vector of each draw, for arrays that were checked before.

    Payments rise from nothing. Draws that still rise after 200 rounds, or whose error has no
    bound, are solved exactly if all debts rank equally.

    Args:
        system: Supplies ``p̄`` and ``Π``.
        assets: ``e``. Shape (draws, n), money, 0 or more.
        rules: α and β.
        tolerance, max_rounds: As in ``clear``.
    """
    draws, n = assets.shape
    p, received = np.empty((draws, n)), np.empty((draws, n))
    hit = np.empty((draws, n), dtype=np.bool_)
    rounds, status = np.empty(draws, dtype=np.int64), np.empty(draws, dtype=np.int64)
    gap = np.empty(draws)
    claims, owed = system.relative_claims, system.total_liabilities
    is_equal = system.external_ranking is Ranking.EQUAL or not system.external_liabilities.any()
    pay_up(
        claims.indptr, unsigned(claims.indices), claims.data, owed, system.senior_liabilities,
        needed(system), assets, rules.recovery_external, rules.recovery_interbank, tolerance,
        min(max_rounds, ROUNDS_BEFORE_EXACT) if is_equal else max_rounds,
        p, received, hit, rounds, status, gap,
    )  # fmt: skip
    top = np.tile(owed, (draws, 1))
    everybody = np.ones(n, dtype=np.bool_)
    bound = look_back(system, assets, rules, everybody, hit, top, p)[2]
    crept = (status != Status.CONVERGED) | (bound > _ERROR_BEFORE_EXACT * float(owed.max()))
    if is_equal and max_rounds > ROUNDS_BEFORE_EXACT and crept.any():
        which = np.flatnonzero(crept)
        for d in which:
            p[d] = _rise_exactly(system, assets[d], rules)
        p_there, e_there = p[which], assets[which]
        came = (system.relative_claims @ p_there.T).T
        hit[which] = e_there + came < needed(system)
        found = look_back(system, e_there, rules, everybody, hit[which], top[which], p_there)
        received[which], gap[which] = found[0], found[1]
        bound[which] = np.where(np.isfinite(found[2]), found[2], bound[which])
        status[which] = Status.CONVERGED
    status[gap > max(1e-9, 10 * tolerance)] = Status.ROUND_LIMIT
    return Clearing(p, received, hit, rounds, status, gap, bound)


def _rise_exactly(system: FinancialSystem, assets: Money, rules: ClearingRules) -> Money:
    """Solve one draw from below: who can pay in full does, for good; the others pay what is left.

    As long as it is only known of some that they pay in full, the others pay
    ``min(p̄, α e + β Πᵀp)``: no more than in any clearing vector. Who has enough then, joins them.

    Money that goes round among institutions which nothing reaches from outside is in the greatest
    of these vectors and not in the least. There is no other difference: if two clear, the
    difference goes round in full, so nothing leaves those who pass it on and nothing reaches them.

    Source:
        Eisenberg & Noe (2001), theorem 2, for when there is one vector only.
    """
    owed, claims = system.total_liabilities, system.relative_claims
    can_pay: Bools = (assets >= needed(system)) & (owed > 0)
    while True:
        found = clear_from(
            system, assets[np.newaxis], rules, owed[np.newaxis], ~can_pay[np.newaxis], own=~can_pay
        )
        has_money = can_pay | (rules.recovery_external * assets > 0)
        while True:
            more = has_money | (claims @ has_money.astype(np.float64) > 0)
            if np.array_equal(more, has_money):
                break
            has_money = more
        p = np.where(has_money, found.payments[0], 0.0)
        grown = can_pay | ((assets + claims @ p >= needed(system)) & (owed > 0))
        if np.array_equal(grown, can_pay):
            return p
        can_pay = grown
