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

from parley.engine.amounts import Bools
from parley.engine.balance import share_paid
from parley.engine.instruments.trading_halt import saleable
from parley.engine.rounds import apply_each, largest_move, send
from parley.engine.state import Boundary, State, require_state
from parley.engine.status import Status
from parley.engine.system import FinancialSystem
from parley.errors import Fault, InvalidInput

#: A round is the last if no coordinate of the lattice moves by more than this share of its top.
TOLERANCE = 1e-12


#: The coordinates of a state that a round may lower.
_MOVED = (
    "payments", "prices", "sold", "received", "defaulted", "marked", "stakes", "claims_paid",
    "recovered", "rolled", "recalled", "mutualised", "called",
)  # fmt: skip


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
    sent = send(state, inflow)
    after = apply_each(system, sent, inflow)
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
    now = send(state, inflow)
    moved = np.full(state.draws, np.inf)
    for _ in range(max_rounds):
        before, moves = now, moved > tolerance
        now = _where(moves, apply_each(system, before, inflow), before)
        moved = np.where(moves, largest_move(system, before, now), moved)
        if not np.any(moved > tolerance):
            break
    else:
        status = np.where(moved > tolerance, int(Status.ROUND_LIMIT), now.status)
        now = replace(now, status=status)
    return replace(now, gap=np.maximum(now.gap, moved))


def _check(system: FinancialSystem, state: State, inflow: Boundary | None) -> None:
    require_state(system, state)
    links = state.links
    at_home = {
        "stakes": links.stakes, "claims": links.claims, "membership": links.membership,
        "loss_given_default": links.loss_given_default or None,
    }  # fmt: skip
    if not state.own.all():
        faults = [
            Fault("links", 0, name, "given", "none: it does not cross between two parts")
            for name, each in at_home.items()
            if each is not None
        ]
        if faults:
            raise InvalidInput(faults)
    if inflow is None:
        return
    faults = [
        Fault("boundary", 0, name, f"shape {got.shape}", f"shape {wanted.shape}")
        for name, got, wanted in (
            ("payments", inflow.payments, state.payments),
            ("settled", inflow.settled, state.settled),
            ("sold", inflow.sold, state.prices),
            ("recalled", inflow.recalled, state.recalled),
        )
        if got.shape != wanted.shape
    ]
    if faults:
        raise InvalidInput(faults)


def _where(moves: Bools, after: State, before: State) -> State:
    """Draws that still move as they are after a round, the others as before it.

    So a draw has the same digits in whatever company it is settled.
    """
    if moves.all():
        return after
    rows = moves[:, np.newaxis]
    kept = {name: np.where(rows, getattr(after, name), getattr(before, name)) for name in _MOVED}
    return replace(
        after,
        **kept,
        gap=np.where(moves, after.gap, before.gap),
        status=np.where(moves, after.status, before.status),
    )


def _outflow(system: FinancialSystem, state: State) -> Boundary:
    """What the others are told: of one's own institutions, and only what crosses."""
    share = share_paid(system, state.payments)
    owes = system.nominal_liabilities @ (~state.own).astype(np.float64)
    mine = np.where(state.own, state.sold, 0.0)
    return Boundary(
        payments=np.where(state.own, share * owes, 0.0),
        settled=np.where(state.own, state.settled, 1.0),
        recalled=np.where(state.own, state.recalled, 0.0),
        sold=np.einsum("dn,dna->da", mine, saleable(state.holdings, state.halted)),
    )
