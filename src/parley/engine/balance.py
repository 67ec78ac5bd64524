"""What follows from a state: reserves at the end of a move, what they lack, equity."""

import numpy as np

from parley.engine.amounts import Floats, Money
from parley.engine.contagion.forced_sales import worth
from parley.engine.state import State
from parley.engine.system import FinancialSystem


def reserves_after(state: State) -> Money:
    """Reserves when the move ends: what was there, came in and went out. Shape (d, n), money."""
    return state.reserves + state.receipts - state.sendings


def withdrawn(state: State) -> Money:
    """What lenders and the central counterparty demand of each at once. Shape (d, n), money."""
    demanded = state.called
    funding = state.links.funding
    if funding is not None:
        recalled = (funding.short_term @ state.recalled.T).T
        demanded = demanded + (1.0 - state.rolled) * funding.external + recalled
    return np.ascontiguousarray(demanded)


def shortfall(state: State) -> Money:
    """What reserves lack at the end of the move. Shape (d, n), money, 0 or more."""
    left = reserves_after(state)
    if not state.links.are_none:
        left = left - withdrawn(state)
    return np.maximum(state.required - left, 0.0)


def lacking(state: State) -> Money:
    """What money market and central bank leave uncovered. Shape (d, n), money, 0 or more."""
    left = (1.0 - state.rules.market_access) * shortfall(state) - state.credit_line
    return np.maximum(left, 0.0)


def cash_need(state: State) -> Money:
    """What is left to raise by sales when short-term loans are recalled. Shape (d, n), money."""
    need = lacking(state)
    if state.links.funding is None:
        return need
    return np.maximum(need - state.links.funding.recallable, 0.0)


def share_paid(system: FinancialSystem, payments: Money) -> Floats:
    """The share of its debts inside the network that each pays; 1 for who has none.

    Args:
        system: Who owes what, and what comes first.
        payments: ``p``. Shape (d, n), money.
    """
    senior = system.senior_liabilities
    inside = system.total_liabilities - senior
    passed_on = np.maximum(payments - senior, 0.0)
    return np.divide(passed_on, inside, out=np.ones_like(passed_on), where=inside > 0.0)


def claims_owed(state: State) -> Money:
    """What each owes on insurance claims, to policyholders and insurers. Shape (d, n), money."""
    claims = state.links.claims
    if claims is None:
        return np.zeros_like(state.reserves)
    return claims.owed


def equity(system: FinancialSystem, state: State) -> Money:
    """All assets as they are marked today less all that is owed. Shape (d, n), money."""
    inside = worth(state.holdings, state.prices) + state.marked
    rest = state.external_assets + inside - system.total_liabilities
    if state.links.are_none:
        return np.asarray(rest)
    return np.asarray(rest + state.stakes + state.recovered - claims_owed(state) - state.mutualised)


def capital_ratio(system: FinancialSystem, state: State) -> Floats:
    """Equity to all assets, shape (d, n); without assets 0, or as low as can be if debts remain."""
    own = equity(system, state)
    assets = own + system.total_liabilities + claims_owed(state) + state.mutualised
    ratio = np.full_like(own, -1e12)
    np.divide(own, assets, out=ratio, where=assets > 0.0)
    return np.where((assets <= 0.0) & (own >= 0.0), 0.0, ratio)
