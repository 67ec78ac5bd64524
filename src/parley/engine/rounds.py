"""Each channel applied once to a state: a function for each, and none raises the state anywhere."""

from dataclasses import replace

import numpy as np

from parley.engine.amounts import Floats, Money
from parley.engine.balance import capital_ratio, cash_need, claims_owed, equity, lacking, share_paid
from parley.engine.contagion.central_counterparty import call_members
from parley.engine.contagion.clearing import clear_from
from parley.engine.contagion.forced_sales import sell_from, worth
from parley.engine.contagion.funding import rollover_share
from parley.engine.contagion.payments import settle_from
from parley.engine.instruments.trading_halt import barred, saleable
from parley.engine.links import worth_of_stakes
from parley.engine.state import Boundary, State
from parley.engine.system import FinancialSystem


def apply_each(system: FinancialSystem, state: State, inflow: Boundary | None) -> State:
    """Every channel but payments, once, in turn."""
    after = pay(system, state, inflow)
    if not state.links.are_none:
        after = insure(after)
        after = clear_out(after)
        after = hold(system, after)
        after = mark(system, after)
        after = fund(system, after, inflow)
    else:
        after = replace(after, marked=after.received)
    return sell(system, after, inflow)


def send(state: State, inflow: Boundary | None) -> State:
    """The channel of payments."""
    if not state.due.any():
        nothing = np.zeros_like(state.reserves)
        return replace(state, receipts=nothing, sendings=nothing)
    top = state.settled
    if inflow is not None:
        top = np.where(state.own, top, np.minimum(top, inflow.settled))
    found = settle_from(state.due, state.reserves, state.floor, state.capacity, top, own=state.own)
    return replace(
        state,
        settled=found.settled,
        receipts=found.received,
        sendings=found.sent,
        gap=np.maximum(state.gap, found.gap),
        status=np.maximum(state.status, found.status),
    )


def pay(system: FinancialSystem, state: State, inflow: Boundary | None) -> State:
    """The channel of clearing."""
    top = state.payments if inflow is None else _with_inflow(system, state, inflow)
    assets = _outside(state)
    if not state.links.are_none:
        assets = assets + state.stakes + state.recovered - claims_owed(state) - state.mutualised
    found = clear_from(
        system,
        np.where(state.stayed, system.total_liabilities, assets),
        state.rules.clearing,
        top,
        state.defaulted,
        own=state.own,
    )
    return replace(
        state,
        payments=found.payments,
        received=found.received,
        defaulted=found.defaulted,
        gap=np.maximum(state.gap, found.gap),
        status=np.maximum(state.status, found.status),
    )


def _with_inflow(system: FinancialSystem, state: State, inflow: Boundary) -> Money:
    """Payments of all, as far as is known here. Shape (d, n), money.

    What an institution of the other part pays across is the same share of what it owes across
    as of all that it owes inside the network. What else it owes need not be known here.
    """
    owes = system.nominal_liabilities @ state.own.astype(np.float64)
    share = np.divide(inflow.payments, owes, out=np.ones_like(inflow.payments), where=owes > 0)
    senior = system.senior_liabilities
    paid = senior + np.minimum(share, 1.0) * (system.total_liabilities - senior)
    return np.where(state.own, state.payments, np.minimum(state.payments, paid))


def insure(state: State) -> State:
    """The channel of reinsurance: who cannot pay all claims pays the same share of each."""
    claims = state.links.claims
    if claims is None:
        return state
    has = _outside(state) + state.stakes + state.recovered + state.received - state.mutualised
    owed = claims.owed
    share = np.divide(np.maximum(has, 0.0), owed, out=np.ones_like(owed), where=owed > 0.0)
    paid = np.minimum(state.claims_paid, np.minimum(share, 1.0))
    recovered = np.minimum(state.recovered, claims.recovered(paid))
    return replace(state, claims_paid=paid, recovered=recovered)


def clear_out(state: State) -> State:
    """The channel of the central counterparty: members bear what a defaulter's own money cannot."""
    membership = state.links.membership
    if membership is None:
        return state
    bears, called = call_members(
        state.defaulted, membership.variation_margin, membership.close_out_cost,
        membership.resources,
    )  # fmt: skip
    return replace(
        state,
        mutualised=np.maximum(state.mutualised, bears),
        called=np.maximum(state.called, called),
    )


def hold(system: FinancialSystem, state: State) -> State:
    """The channel of cross-holdings: shares are worth what is left to their owners."""
    if state.links.stakes is None:
        return state
    now = worth_of_stakes(state.links.stakes, equity(system, state))
    return replace(state, stakes=np.minimum(state.stakes, now))


def mark(system: FinancialSystem, state: State) -> State:
    """The channel of distress: claims lose value with the equity of their debtors."""
    loss = state.links.loss_given_default
    if loss == 0.0:
        return replace(state, marked=np.minimum(state.marked, state.received))
    first = state.equity_at_start
    lost = np.divide(
        first - equity(system, state), first, out=np.ones_like(state.marked), where=first > 0.0
    )
    paid = share_paid(system, state.payments)
    worth_each = np.minimum(paid, 1.0 - loss * np.clip(lost, 0.0, 1.0))
    now = (system.nominal_liabilities.T @ worth_each.T).T
    return replace(state, marked=np.minimum(state.marked, now))


def fund(system: FinancialSystem, state: State, inflow: Boundary | None) -> State:
    """The channel of funding: lenders withdraw from who is weak, and he recalls what he lent."""
    funding = state.links.funding
    if funding is None:
        return state
    rolled = np.minimum(
        state.rolled,
        rollover_share(capital_ratio(system, state), funding.ratio_low, funding.ratio_high),
    )
    state = replace(state, rolled=np.where(state.own, rolled, state.rolled))
    need, base = lacking(state), funding.recallable
    wanted = np.divide(need, base, out=np.zeros_like(need), where=base > 0.0)
    recalled = np.maximum(state.recalled, np.minimum(wanted, 1.0))
    if inflow is not None:
        recalled = np.where(state.own, recalled, np.maximum(recalled, inflow.recalled))
    return replace(state, recalled=recalled)


def sell(system: FinancialSystem, state: State, inflow: Boundary | None) -> State:
    """The channel of fire sales."""
    everything, owed = _but_holdings(state), system.total_liabilities + claims_owed(state)
    counted = everything if state.rules.counts_external_assets else state.marked
    if state.halted.any():
        kept = worth(barred(state.holdings, state.halted), state.prices)
        everything, counted = everything + kept, counted + kept
    found = sell_from(
        saleable(state.holdings, state.halted),
        system.price_impact,
        state.sold,
        state.prices,
        other_assets=everything,
        weighted_assets=counted,
        debts=np.where(state.stayed, 0.0, owed),
        floor=state.leverage_floor,
        cash_need=cash_need(state),
        sold_before=state.net_sold,
        sold_elsewhere=None if inflow is None else inflow.sold,
        own=state.own,
    )
    return replace(
        state,
        sold=found.fraction,
        prices=found.prices,
        gap=np.maximum(state.gap, found.gap),
        status=np.maximum(state.status, found.status),
    )


def _outside(state: State) -> Money:
    """What each holds outside the network at today's prices, not below 0. Shape (d, n), money."""
    return np.maximum(state.external_assets + worth(state.holdings, state.prices), 0.0)


def _but_holdings(state: State) -> Money:
    """All assets but marketable ones, less what the counterparty takes. Shape (d, n), money."""
    rest = state.external_assets + state.marked
    if state.links.are_none:
        return rest
    return rest + state.stakes + state.recovered - state.mutualised


def largest_move(system: FinancialSystem, before: State, after: State) -> Floats:
    """Largest move of any coordinate of the lattice, in units of its top. Shape (d,)."""
    owed = np.maximum(system.total_liabilities, np.finfo(np.float64).tiny)
    moves = [
        ((before.payments - after.payments) / owed).max(axis=1),
        (after.sold - before.sold).max(axis=1),
    ]
    if after.prices.shape[1]:
        moves.append((before.prices - after.prices).max(axis=1))
    if not after.links.are_none:
        own = np.maximum(np.abs(after.equity_at_start), np.finfo(np.float64).tiny)
        size = np.maximum(own, owed)
        moves += [
            (before.claims_paid - after.claims_paid).max(axis=1),
            (before.rolled - after.rolled).max(axis=1),
            (after.recalled - before.recalled).max(axis=1),
            _share(before.stakes - after.stakes, np.maximum(size, before.stakes)),
            _share(before.marked - after.marked, np.maximum(size, before.marked)),
            # What the counterparty takes or calls may exceed all that a member has and owes.
            _share(after.mutualised - before.mutualised, np.maximum(size, after.mutualised)),
            _share(after.called - before.called, np.maximum(size, after.called)),
        ]
    return np.asarray(np.max(moves, axis=0))


def _share(move: Money, whole: Money) -> Floats:
    """The largest move of each draw, in units of the whole."""
    return np.asarray((move / whole).max(axis=1))
