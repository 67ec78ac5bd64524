"""Payments: an institution that receives but cannot send drains the others, who then hold back.

| symbol | name | shape | unit |
|---|---|---|---|
| R | reserves | (draws, n) | money |
| s | settled share of what is due | (draws, n) | 1 |
| due | payments to be sent in a move, i to j | (draws, n, n) | money |
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from parley.engine.amounts import Bools, Floats, Ints, Money, faults_in
from parley.engine.contagion.kernels.payments import settle_down, settle_in_order
from parley.errors import Fault, InvalidInput


@dataclass(frozen=True, eq=False)
class Settlement:
    """The greatest settlement of one move, draw by draw.

    Args:
        settled: Share of its due payments that each sends. Shape (draws, n), 0 to 1.
        received: What comes in. Shape (draws, n), money.
        sent: What goes out. Shape (draws, n), money.
        gap: Largest ``|s - Θ(s)|``. Shape (draws,).
        status: How the search ended. Shape (draws,), values of ``Status``.
    """

    settled: Floats
    received: Money
    sent: Money
    gap: Floats
    status: Ints


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
        max_rounds: Rounds after which a draw is given up.

    Raises:
        InvalidInput: for shapes that do not fit, NaN, negative amounts or shares above 1.

    Source:
        Eisenbach, Kovner & Lee (2022), Journal of Financial Economics 145(3), section 2, for an
        institution that receives but does not send and for others that hoard; the greatest
        fixed point as in Eisenberg & Noe (2001).

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
    shape = np.shape(reserves)
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
    if faults:
        raise InvalidInput(faults)
    return settle_from(
        due, reserves, floor, capacity, top, own=own, tolerance=tolerance, max_rounds=max_rounds
    )


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
        due, reserves, floor, capacity, mine, tolerance, max_rounds,
        settled, received, sent, gap, status,
    )  # fmt: skip
    return Settlement(settled, received, sent, gap, status)


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
    impaired: Sequence[int] = (),
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
    opening = np.array(balances, dtype=np.float64)
    amounts = np.asarray(amount, dtype=np.float64)
    senders, receivers = np.asarray(sender, dtype=np.int64), np.asarray(receiver, dtype=np.int64)
    faults = _faults_in_day(opening, senders, receivers, amounts, np.asarray(impaired, np.int64))
    if faults:
        raise InvalidInput(faults)
    blocked = np.zeros(opening.size, dtype=np.bool_)
    blocked[list(impaired)] = True
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
