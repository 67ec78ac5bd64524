"""One step of contagion on one part of a system, and the loop that finds the greatest fixed point.

Every channel is a monotone map on the lattice of ``State``: more distress in, more distress out.
``settle`` starts at the top and applies the channels until nothing moves; by Tarski (1955) that is
the greatest fixed point, whatever the order, on one node or on two.

What reserves lack is read off once each institution sends what it can of what has come in: that
grows with distress. What it would lack if all sent all, at the top, need not: who sends less keeps
more. So payments are settled before anything is sold, in a step as in a settle.
"""

from dataclasses import replace

import numpy as np

from parley.engine.amounts import Bools, Floats, Money
from parley.engine.contagion.clearing import clear_from
from parley.engine.contagion.fire_sales import sell_from, worth
from parley.engine.contagion.payments import settle_from
from parley.engine.instruments.trading_halt import barred, saleable
from parley.engine.state import Boundary, State, require_state
from parley.engine.status import Status
from parley.engine.system import FinancialSystem
from parley.errors import Fault, InvalidInput

#: A round is the last if no coordinate of the lattice moves by more than this share of its top.
TOLERANCE = 1e-12


def step(
    system: FinancialSystem, state: State, inflow: Boundary | None = None
) -> tuple[State, Boundary]:
    """Let distress travel once through every channel within one part of a system.

    Args:
        system: Who owes whom. Institutions outside ``state.own`` need no balance sheet here.
        state: Where the part stands.
        inflow: What comes in from the other part; None if there is no other part.

    Returns:
        The state after the step, nowhere above the one before, and what goes out.

    Raises:
        InvalidInput: if state or inflow do not fit the system, or hold a number that cannot be.
    """
    _check(system, state, inflow)
    sent = _send(state, inflow)
    after = _sell(system, _pay(system, sent, inflow), inflow)
    return after, _outflow(system, after)


def settle(
    system: FinancialSystem,
    state: State,
    inflow: Boundary | None = None,
    *,
    tolerance: float = TOLERANCE,
    max_rounds: int = 1_000,
) -> tuple[State, Boundary]:
    """Apply the channels from the top down until nothing moves.

    Args:
        system: Who owes whom.
        state: The top: what is given in this move, and the lattice where nobody is hurt yet.
        inflow: What comes in from the other part, held fixed; None if there is no other part.
        tolerance: Bounds the last round; ``gap`` of the result says what remains.
        max_rounds: Rounds after which the draws that still move are ``Status.ROUND_LIMIT``.

    Returns:
        The greatest fixed point, with ``gap`` and ``status`` per draw, and what goes out.

    Raises:
        InvalidInput: if state or inflow do not fit the system, or hold a number that cannot be.
    """
    _check(system, state, inflow)
    found = fixed_point(system, state, inflow, tolerance=tolerance, max_rounds=max_rounds)
    return found, _outflow(system, found)


def fixed_point(
    system: FinancialSystem,
    state: State,
    inflow: Boundary | None = None,
    *,
    tolerance: float = TOLERANCE,
    max_rounds: int = 1_000,
) -> State:
    """Do what ``settle`` does for a state that was checked before, and tell nobody outside.

    Whoever plays many moves makes each state out of the one before it and need not look for
    faults in it every time.
    """
    # Payments of the move read nothing that the other channels write: they are settled once.
    now = _send(state, inflow)
    moved = np.full(state.draws, np.inf)
    for _ in range(max_rounds):
        before, moves = now, moved > tolerance
        now = _where(moves, _sell(system, _pay(system, before, inflow), inflow), before)
        moved = np.where(moves, _largest_move(system, before, now), moved)
        if not np.any(moved > tolerance):
            break
    else:
        status = np.where(moved > tolerance, int(Status.ROUND_LIMIT), now.status)
        now = replace(now, status=status)
    return replace(now, gap=np.maximum(now.gap, moved))


def reserves_after(state: State) -> Money:
    """Reserves when the move ends: what was there, came in and went out. Shape (d, n), money."""
    return state.reserves + state.receipts - state.sendings


def shortfall(state: State) -> Money:
    """What reserves lack at the end of the move. Shape (d, n), money, 0 or more."""
    return np.maximum(state.required - reserves_after(state), 0.0)


def cash_need(state: State) -> Money:
    """What is left to raise by sales after money market and central bank. Shape (d, n), money."""
    left = (1.0 - state.rules.market_access) * shortfall(state) - state.credit_line
    return np.maximum(left, 0.0)


def equity(system: FinancialSystem, state: State) -> Money:
    """All assets at today's prices less all that is owed. Shape (d, n), money."""
    marked = worth(state.holdings, state.prices)
    return np.asarray(state.external_assets + marked + state.received - system.total_liabilities)


def _check(system: FinancialSystem, state: State, inflow: Boundary | None) -> None:
    require_state(system, state)
    if inflow is None:
        return
    faults = [
        Fault("boundary", 0, name, f"shape {got.shape}", f"shape {wanted.shape}")
        for name, got, wanted in (
            ("payments", inflow.payments, state.payments),
            ("settled", inflow.settled, state.settled),
            ("sold", inflow.sold, state.prices),
        )
        if got.shape != wanted.shape
    ]
    if faults:
        raise InvalidInput(faults)


def _send(state: State, inflow: Boundary | None) -> State:
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


def _pay(system: FinancialSystem, state: State, inflow: Boundary | None) -> State:
    """The channel of clearing."""
    top = state.payments if inflow is None else _with_inflow(system, state, inflow)
    assets = np.maximum(state.external_assets + worth(state.holdings, state.prices), 0.0)
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


def _sell(system: FinancialSystem, state: State, inflow: Boundary | None) -> State:
    """The channel of fire sales."""
    counted = state.received
    if state.rules.counts_external_assets:
        counted = counted + state.external_assets
    kept = worth(barred(state.holdings, state.halted), state.prices)
    found = sell_from(
        saleable(state.holdings, state.halted),
        system.price_impact,
        state.sold,
        state.prices,
        other_assets=state.external_assets + state.received + kept,
        weighted_assets=counted + kept,
        debts=np.where(state.stayed, 0.0, system.total_liabilities),
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


def _where(moves: Bools, after: State, before: State) -> State:
    """Draws that still move as they are after a round, the others as before it.

    So a draw has the same digits in whatever company it is settled.
    """
    if moves.all():
        return after
    rows = moves[:, np.newaxis]
    return replace(
        after,
        payments=np.where(rows, after.payments, before.payments),
        prices=np.where(rows, after.prices, before.prices),
        sold=np.where(rows, after.sold, before.sold),
        received=np.where(rows, after.received, before.received),
        defaulted=np.where(rows, after.defaulted, before.defaulted),
        gap=np.where(moves, after.gap, before.gap),
        status=np.where(moves, after.status, before.status),
    )


def _outflow(system: FinancialSystem, state: State) -> Boundary:
    """What the others are told: of one's own institutions, and only what crosses."""
    senior = system.senior_liabilities
    inside = system.total_liabilities - senior
    passed_on = np.maximum(state.payments - senior, 0.0)
    share = np.divide(passed_on, inside, out=np.ones_like(passed_on), where=inside > 0)
    owes = system.nominal_liabilities @ (~state.own).astype(np.float64)
    mine = np.where(state.own, state.sold, 0.0)
    return Boundary(
        payments=np.where(state.own, share * owes, 0.0),
        settled=np.where(state.own, state.settled, 1.0),
        sold=np.einsum("dn,dna->da", mine, saleable(state.holdings, state.halted)),
    )


def _largest_move(system: FinancialSystem, before: State, after: State) -> Floats:
    """Largest move of any coordinate of the lattice, in units of its top. Shape (d,)."""
    owed = np.maximum(system.total_liabilities, np.finfo(np.float64).tiny)
    moves = [
        ((before.payments - after.payments) / owed).max(axis=1),
        (after.sold - before.sold).max(axis=1),
    ]
    if after.prices.shape[1]:
        moves.append((before.prices - after.prices).max(axis=1))
    return np.asarray(np.max(moves, axis=0))
