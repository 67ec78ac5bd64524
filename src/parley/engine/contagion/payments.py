"""Payments: an institution that receives but cannot send drains the others, who then hold back.

| symbol | name | shape | unit |
|---|---|---|---|
| R | reserves | (draws, n) | money |
| s | settled share of what is due | (draws, n) | 1 |
| due | payments to be sent in a move, i to j | (draws, n, n) | money |
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from scipy import sparse

from parley.engine.amounts import Bools, Floats, Ints, Money, faults_in, numbers_in, whole_numbers
from parley.engine.contagion.kernels.payments import settle_down, settle_in_order
from parley.engine.least_flow import least_flow
from parley.engine.status import Status, require_converged
from parley.errors import Fault, InvalidInput

#: Rounds after which the draws that still move are finished by solving for them exactly.
_ROUNDS_BEFORE_EXACT = 200

#: Largest gap, as a share, that rounding may leave.
_ROUNDING = 1e-9


@dataclass(frozen=True, eq=False)
class Settlement:
    """The greatest settlement of one move, draw by draw.

    Args:
        settled: Share of its due payments that each sends. Shape (draws, n), 0 to 1.
        received: What comes in. Shape (draws, n), money.
        sent: What goes out. Shape (draws, n), money.
        gap: Largest ``|s - Θ(s)|``. Shape (draws,).
        status: How the search ended. Shape (draws,), values of ``Status``.
        bound: No share is further than this from the exact one, as long as it is the same
            institutions that lack money; None unless asked for. Shape (draws,).
    """

    settled: Floats
    received: Money
    sent: Money
    gap: Floats
    status: Ints
    bound: Floats | None = None

    def require_converged(self) -> "Settlement":
        """Return this settlement, or raise ``NotConverged`` if any draw was given up."""
        require_converged(self.status)
        return self


def settle_payments(
    due: Money,
    reserves: Money,
    floor: Money,
    capacity: Floats,
    top: Floats,
    *,
    own: Bools | None = None,
    tolerance: float = 1e-13,
    max_rounds: int = 100_000,
    with_bound: bool = False,
) -> Settlement:
    """Find the greatest shares of their due payments that all can send at once.

    ::

        s_i = min(capacity_i, max(0, R_i - floor_i + Σ_j due_ji s_j) / Σ_j due_ij)

    Receipts of the same move may be sent on, as in a system with intraday netting. An impaired
    institution has a capacity of 0: it receives and cannot send. A floor above 0 is money that
    its owner holds back to protect itself.

    Args:
        due: Payments to be sent in this move, row to column. Shape (draws, n, n), money.
        reserves: ``R`` at the start of the move. Shape (draws, n), money.
        floor: Reserves below which nobody goes of his own will. Shape (draws, n), money.
        capacity: Share that each is able to send. Shape (draws, n), 0 to 1.
        top: Where the search starts: 1, and for institutions outside ``own`` what they send.
        own: Whose settlement is to be found; None is all. Shape (n,).
        tolerance: The search ends when no share falls by more in a round.
        max_rounds: Rounds after which a draw is given up. Draws that move for longer than 200
            rounds, such as rings with hardly any reserves, are finished by an exact solution for
            those who still fall, so that a limit above 200 is hardly ever met.
        with_bound: Whether to fill ``bound``, at the cost of a linear system for each draw in
            which somebody lacks money.

    Raises:
        InvalidInput: for shapes that do not fit, NaN, negative amounts or shares above 1.

    Source:
        Eisenbach, Kovner & Lee (2022), Journal of Financial Economics 145(3), for an institution
        that receives but does not send and for others that hoard; the greatest fixed point and
        its exact solution as in Eisenberg & Noe (2001).

    Example:
        A has 1 and owes B 4, B has 2 and owes A 3. Together both settle all: A sends 1 + 3.

        >>> due = np.array([[[0.0, 4.0], [3.0, 0.0]]])
        >>> ones = np.ones((1, 2))
        >>> settle_payments(due, np.array([[1.0, 2.0]]), 0 * ones, ones, ones).settled
        array([[1., 1.]])

        If B can receive but not send, A sends the 1 that it has.

        >>> capacity = np.array([[1.0, 0.0]])
        >>> settle_payments(due, np.array([[1.0, 2.0]]), 0 * ones, capacity, ones).settled
        array([[0.25, 0.  ]])
    """
    given = {"due": due, "reserves": reserves, "floor": floor, "capacity": capacity, "top": top}
    due, reserves, floor, capacity, top = (
        np.ascontiguousarray(numbers_in("payments", name, values)) for name, values in given.items()
    )
    shape = reserves.shape
    if len(shape) != 2:
        raise InvalidInput([Fault("payments", 0, "reserves", f"shape {shape}", "(draws, n)")])
    faults = faults_in("payments", "due", due, (), shape=(*shape, shape[1]))
    for name, values, high in (
        ("reserves", reserves, np.inf),
        ("floor", floor, np.inf),
        ("capacity", capacity, 1.0),
        ("top", top, 1.0),
    ):
        faults += faults_in("payments", name, values, (), shape=shape, high=high)
    if not faults:
        faults += [
            Fault(
                "payments", 0, f"due of {d}, {i}, {i}", str(due[d, i, i]), "0: nobody pays himself"
            )
            for d, i in np.argwhere(np.einsum("dii->di", due) > 0.0)[:20]
        ]
    if faults:
        raise InvalidInput(faults)
    found = settle_from(
        due, reserves, floor, capacity, top, own=own, tolerance=tolerance, max_rounds=max_rounds
    )
    if not with_bound:
        return found
    mine = np.ones(shape[1], dtype=np.bool_) if own is None else own
    bound = [
        _error_bound(due[d], (reserves - floor)[d], capacity[d], top[d], mine, found.settled[d])
        for d in range(shape[0])
    ]
    return replace(found, bound=np.array(bound, dtype=np.float64))


def settle_from(
    due: Money,
    reserves: Money,
    floor: Money,
    capacity: Floats,
    top: Floats,
    *,
    own: Bools | None = None,
    tolerance: float = 1e-13,
    max_rounds: int = 100_000,
) -> Settlement:
    """Do what ``settle_payments`` does, for arrays that were checked before.

    Reserves may be below 0 here.
    """
    draws, n = reserves.shape
    settled = np.array(top, dtype=np.float64, order="C")
    received, sent = np.zeros((draws, n)), np.zeros((draws, n))
    gap, status = np.zeros(draws), np.zeros(draws, dtype=np.int64)
    mine = np.ones(n, dtype=np.bool_) if own is None else own
    settle_down(
        due, reserves, floor, capacity, mine, tolerance, min(max_rounds, _ROUNDS_BEFORE_EXACT),
        settled, received, sent, gap, status,
    )  # fmt: skip
    if max_rounds > _ROUNDS_BEFORE_EXACT:
        for d in np.flatnonzero(status != Status.CONVERGED):
            free, s, out = reserves[d] - floor[d], settled[d], due[d].sum(axis=1)
            _finish_exactly(due[d], free, capacity[d], mine, s, tolerance)
            received[d], sent[d] = s @ due[d], s * out
            gap[d] = np.max(np.abs(s - _wanted(due[d], free, capacity[d], mine, s)), initial=0.0)
            status[d] = Status.CONVERGED if gap[d] <= _ROUNDING else Status.ROUND_LIMIT
    return Settlement(settled, received, sent, gap, status)


def _wanted(due: Money, free: Money, capacity: Floats, own: Bools, s: Floats) -> Floats:
    """``Θ(s)`` of one draw; what is not to be found stays. ``free`` is R - floor. Shape (n,)."""
    out = due.sum(axis=1)
    moves = own & (out > 0.0)
    share = np.divide(np.maximum(free + s @ due, 0.0), out, out=np.ones_like(out), where=moves)
    return np.where(moves, np.minimum(np.minimum(share, capacity), 1.0), s)


def _finish_exactly(
    due: Money, free: Money, capacity: Floats, own: Bools, s: Floats, tolerance: float
) -> None:
    """Solve one draw for those who fall, then look who else does; until nobody else.

    Money that goes round in a ring and hardly leaves it takes millions of rounds to run dry. For a
    given set of those who fall, what they send is ``x = max(0, fixed + inside x)``, which is found
    at once; the set only grows, so there are at most n of these. Changes ``s`` in place; if it
    cannot go on, the gap shows it.

    There is one solution only. Two could differ just by money that goes round among some who send
    to nobody else, and only if what these have and get from elsewhere adds up to nothing lacking;
    but then they would not all fall.

    Source:
        Eisenberg & Noe (2001), Management Science 47(2), section 3.1, fictitious default.
    """
    out = due.sum(axis=1)
    falls = np.zeros(s.size, dtype=np.bool_)
    while True:
        falling = s - _wanted(due, free, capacity, own, s) > max(tolerance, 1e-14)
        if not np.any(falling & ~falls):
            return
        falls |= falling
        inside = (due[falls][:, falls] / out[falls, np.newaxis]).T
        fixed = (free + np.where(falls, 0.0, s) @ due)[falls]
        try:
            sends = least_flow(fixed, sparse.csr_array(inside))
        except np.linalg.LinAlgError:
            return
        s[falls] = np.minimum(s[falls], sends / out[falls])


def _error_bound(
    due: Money, free: Money, capacity: Floats, top: Floats, own: Bools, s: Floats
) -> float:
    """How far a share can be from the exact one: what the gap grows to as it goes round.

    ``|x - x*| <= P |x - x*| + |r|`` for those who lack money, so ``(I - P)^-1 |r|`` is a bound;
    ``r`` is the gap in money, with room for the rounding of the gap itself.
    """
    out = due.sum(axis=1)
    lacks = own & (out > 0.0) & (s > 0.0) & (s < np.minimum(capacity, top))
    if not np.any(lacks):
        return 0.0
    gap = np.abs(s - _wanted(due, free, capacity, own, s)) * out
    rounding = 4 * np.finfo(np.float64).eps * (np.abs(free) + s @ due + s * out)
    inside = (due[lacks][:, lacks] / out[lacks, np.newaxis]).T
    try:
        error = np.linalg.solve(np.eye(inside.shape[0]) - inside, (gap + rounding)[lacks])
    except np.linalg.LinAlgError:
        return 1.0
    worst = float(np.max(error / out[lacks]))
    return worst if np.all(error >= 0.0) and worst <= 1.0 else 1.0


@dataclass(frozen=True, eq=False)
class Day:
    """A day of single payments.

    Args:
        settled_by: For each payment the number of the payment whose arrival let it settle; its
            own if it settled at once, -1 if it never did. Shape (payments,).
        balances: At the close. Shape (n,), money.
    """

    settled_by: Ints
    balances: Money


def settle_one_by_one(
    balances: Sequence[float] | Money,
    sender: Sequence[int] | Ints,
    receiver: Sequence[int] | Ints,
    amount: Sequence[float] | Money,
    *,
    impaired: int | Sequence[int] | Ints = (),
) -> Day:
    """Settle single payments gross and strictly first in, first out for each sender.

    A payment settles when it arrives if its sender has no earlier payment waiting and has the
    money; otherwise it queues. Every receipt tries the receiver's queue again from its head.

    Args:
        balances: At the opening. Shape (n,), money, 0 or more.
        sender, receiver: Positions in ``balances``, in order of arrival. Shape (payments,).
        amount: Shape (payments,), money, 0 or more.
        impaired: Institutions that receive but cannot send.

    Raises:
        InvalidInput: for shapes that do not fit, NaN, negative amounts, unknown institutions or
            a payment to oneself.

    Example:
        A owes B 3 and has 1; C pays A 2, and that lets A pay.

        >>> day = settle_one_by_one([1.0, 0.0, 5.0], [0, 2], [1, 0], [3.0, 2.0])
        >>> day.settled_by, day.balances
        (array([1, 1]), array([0., 3., 3.]))
    """
    opening = np.array(numbers_in("payments", "balances", balances))
    amounts = np.ascontiguousarray(numbers_in("payments", "amount", amount))
    faults: list[Fault] = []
    senders, receivers, blocks = (
        whole_numbers("payments", field, values, faults)
        for field, values in (("sender", sender), ("receiver", receiver), ("impaired", impaired))
    )
    blocks = np.atleast_1d(blocks)
    faults += _faults_in_day(opening, senders, receivers, amounts, blocks)
    if faults:
        raise InvalidInput(faults)
    blocked = np.zeros(opening.size, dtype=np.bool_)
    blocked[blocks] = True
    settled_by = np.full(amounts.size, -1, dtype=np.int64)
    settle_in_order(senders, receivers, amounts, blocked, opening, settled_by)
    return Day(settled_by, opening)


def _faults_in_day(
    balances: Money, sender: Ints, receiver: Ints, amount: Money, impaired: Ints
) -> list[Fault]:
    n, count = balances.size, amount.size
    faults = faults_in("payments", "balances", balances, (), shape=(n,))
    faults += faults_in("payments", "amount", amount, (), shape=(count,))
    for field, places in (("sender", sender), ("receiver", receiver), ("impaired", impaired)):
        if field != "impaired" and places.shape != (count,):
            shape = f"shape {places.shape}"
            faults.append(
                Fault("payments", 0, field, shape, f"shape {(count,)}, as many as amounts")
            )
            continue
        faults += [
            Fault("payments", 0, f"{field} of {k}", str(places[k]), f"a position from 0 to {n - 1}")
            for k in np.flatnonzero((places < 0) | (places >= n))[:20]
        ]
    if faults:
        return faults
    return [
        Fault("payments", 0, f"receiver of {k}", str(receiver[k]), "another than the sender")
        for k in np.flatnonzero(sender == receiver)[:20]
    ]
