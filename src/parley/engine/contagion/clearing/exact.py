"""The exact end of a clearing that would creep: solve for those who fall until nobody else does."""

import numpy as np
from scipy import sparse

from parley.engine.amounts import Bools, Money
from parley.engine.contagion.clearing.result import ClearingRules
from parley.engine.contagion.kernels.clearing import SOLVENCY_SLACK
from parley.engine.least_flow import least_flow, solve_inside
from parley.engine.system import FinancialSystem


def finish_exactly(
    system: FinancialSystem,
    assets: Money,
    rules: ClearingRules,
    own: Bools,
    p: Money,
    defaulted: Bools,
    tolerance: float,
    steps: int,
    *,
    all_fall: bool = False,
) -> None:
    """Solve one draw for those who fall, then look who else does; until nobody else.

    A ring of debts with little cash in it creeps towards its solution over millions of rounds.
    For a given set of those who fall the solution is found at once; the set only grows, so this
    ends after at most n + 1 steps. Whoever rests where he is stays there: he is at his share of
    the greatest solution already. Changes ``p`` and ``defaulted`` in place; if it cannot go on,
    the gap shows it.

    Args:
        system: Supplies ``p̄`` and ``Π``.
        assets: ``e``. Shape (n,), money.
        rules: α and β.
        own: Whose payments are to be found. Shape (n,).
        p: Payments found so far, nowhere below the solution. Shape (n,), money.
        defaulted: Who is in default so far. Shape (n,).
        tolerance: Who falls by less than this share of what it owes rests.
        steps: At most so many solutions.
        all_fall: Whether all who are in default fall, however slowly.

    Source:
        Eisenberg & Noe (2001), section 3.1, the fictitious default algorithm.
    """
    owed, senior = system.total_liabilities, system.senior_liabilities
    claims = system.relative_claims
    alpha, beta = rules.recovery_external, rules.recovery_interbank
    falls = defaulted & own & (p > 0.0) if all_fall else np.zeros(owed.size, dtype=np.bool_)
    is_first = bool(falls.any())
    for _ in range(steps):
        received = claims @ np.maximum(p - senior, 0.0)
        has = assets + received
        defaulted |= own & (owed > 0) & (has < owed * (1.0 - SOLVENCY_SLACK))
        wanted = np.clip(np.minimum(assets, alpha * assets) + beta * received, 0.0, owed)
        more = own & defaulted & ~falls & (p - wanted > max(tolerance, 1e-14) * owed)
        if not is_first and not np.any(more):
            return
        is_first = False
        falls |= more
        inside = sparse.csr_array(beta * claims[falls][:, falls])
        passed_on = np.where(falls, 0.0, np.maximum(p - senior, 0.0))
        before_senior = (np.minimum(assets, alpha * assets) + beta * (claims @ passed_on))[falls]
        try:
            most = np.maximum(p - senior, 0.0)[falls]
            left = _left_for_network(before_senior - senior[falls], inside, most)
        except np.linalg.LinAlgError:
            return
        p[falls] = np.minimum(p[falls], np.maximum(before_senior + inside @ left, 0.0))


def _left_for_network(fixed: Money, inside: sparse.csr_array, most: Money) -> Money:
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
    try:
        x = solve_inside(inside, fixed)
        if np.all((x >= 0.0) & (x <= most * (1.0 + 1e-9))):
            return x
    except np.linalg.LinAlgError:
        pass  # a ring from which nothing leaves: somebody in it has nothing left
    return least_flow(fixed, inside)
