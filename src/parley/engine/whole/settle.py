"""All channels of one side in whole numbers, from the top down, until nothing moves.

Every map is monotone and every coordinate a whole number within bounds, so the search ends after
finitely many rounds at the greatest fixed point, in whatever order and in however many parts.
"""

from dataclasses import dataclass, fields, replace

import numpy as np

from parley.engine.amounts import Ints
from parley.engine.contagion.kernels.whole import (
    BILLION,
    arrive_whole,
    sell_whole,
    send_whole,
    shares_whole,
    value_whole,
)
from parley.engine.contagion.whole_clearing import clear_whole, paid_to
from parley.engine.status import Status
from parley.engine.whole.part import Dues, Loans, Markets, Part
from parley.engine.whole.prices import price_table, prices_after
from parley.engine.whole.shares import billionths_of
from parley.errors import Fault, InvalidInput

#: A search that has not ended after so many rounds is given up.
MOST_ROUNDS = 1_000_000


@dataclass(frozen=True, eq=False)
class Inflow:
    """What the other sides do, as far as this side feels it. d draws, n institutions, m classes.

    Args:
        paid: On debts to each institution here. Shape (d, n).
        settled: Of payments due to each. Shape (d, n).
        sold: Units of each class. Shape (d, m).
        kept: What stays lent to each. Shape (d, n).
    """

    paid: Ints
    settled: Ints
    sold: Ints
    kept: Ints


@dataclass(frozen=True, eq=False)
class Position:
    """Where a side stands: a point of a lattice whose top is that nobody is hurt.

    Args:
        payments: ``p``, what each pays on its debts in all. Shape (d, n).
        sent: What each sends of its payments that are due. Shape (d, n).
        kept: What each lender leaves lent in all. Shape (d, n).
        renewed: What lenders outside leave with each. Shape (d, n).
        fraction: Share of its holdings that each sells. Shape (d, n), billionths; top is 0.
        prices: Shape (d, m), billionths.
        sold: Units sold here. Shape (d, m); top is 0.
        received: Payments that come in. Shape (d, n).
    """

    payments: Ints
    sent: Ints
    kept: Ints
    renewed: Ints
    fraction: Ints
    prices: Ints
    sold: Ints
    received: Ints

    def of(self, draws: Ints, names: tuple[str, ...]) -> "Position":
        """The same for some of the draws, in the order given.

        Args:
            draws: Which ones.
            names: The coordinates that are wanted; the others are left as they are.
        """
        if draws.size == len(self.payments):
            return self
        return replace(self, **{name: getattr(self, name)[draws] for name in names})

    def put(self, draws: Ints, part: "Position", names: tuple[str, ...]) -> "Position":
        """The same with some of the draws replaced; arguments as of ``of``."""
        return replace(
            self, **{name: put(getattr(self, name), draws, getattr(part, name)) for name in names}
        )


def put(before: Ints, rows: Ints, values: Ints) -> Ints:
    """A copy with some rows replaced; the values themselves where that is all of them."""
    if rows.size == before.shape[0]:
        return values
    now = before.copy()
    now[rows] = values
    return now


def top_of(part: Part, draws: int, payments: Ints | None = None) -> Position:
    """Nobody is hurt.

    Args:
        part: The side.
        draws: How many.
        payments: Where payments on debts start instead of at what is owed. Shape (d, n).
    """
    n = part.debts.size
    nothing = np.zeros((draws, n), dtype=np.int64)
    m = 0 if part.markets is None else part.markets.depth.size
    before = np.zeros((draws, m), dtype=np.int64)
    prices = before
    if part.markets is not None:
        prices = prices_after(part.markets.depth, before + part.markets.before)
    return Position(
        payments=np.tile(part.debts.owed, (draws, 1)) if payments is None else payments,
        sent=nothing if part.dues is None else nothing + able_to_send(part.dues),
        kept=nothing if part.loans is None else nothing + part.loans.recallable,
        renewed=nothing if part.loans is None else nothing + part.loans.outside,
        fraction=nothing,
        prices=prices,
        sold=before,
        received=nothing,
    )


def able_to_send(dues: Dues) -> Ints:
    """The most that each can send of what is due. Shape (d, n)."""
    return billionths_of(dues.out, dues.able)


def settle_part(part: Part, inflow: Inflow, start: Position) -> Position:
    """Find the greatest position at or below ``start``, what the others do being fixed.

    Payments::

        sent_i = min(able_i, max(0, R_i - floor_i + received_i))
        of each payment floor(sent_i due_ij / out_i)

    Debts as in ``clear_whole``, holdings at today's prices being assets too. Funding::

        lacking_i = what is required less what is left, less money market and credit line
        kept_i = recallable_i - min(recallable_i, lacking_i)
        renewed_i = floor(outside_i (ratio_i - low) / (high - low)), within 0 and outside_i

    Sales: the least share of all that i holds, rounded up to a billionth, which raises what recalls
    leave lacking and restores the ratio; prices as ``prices_after`` gives them.

    Args:
        part: The side.
        inflow: What comes from the others.
        start: At or above the solution; ``top_of`` is.

    Raises:
        InvalidInput: if a search is given up after ``MOST_ROUNDS``.
    """
    now = _send(part, inflow, start)
    moving = np.arange(len(start.payments))
    if part.markets is None and part.loans is None:
        return replace(now, payments=_clear(part, inflow, now))
    for _ in range(MOST_ROUNDS):
        some = part.of(moving)
        before, coming = now.of(moving, part.moves), _some(inflow, moving)
        after = _round(some, coming, before)
        now = now.put(moving, after, part.moves)
        moving = moving[_moved(before, after, part.moves)]
        if not moving.size:
            return now
    raise _given_up()


def _round(part: Part, inflow: Inflow, now: Position) -> Position:
    now = replace(now, payments=_clear(part, inflow, now))
    claims = _claims(part, inflow, now)
    lacks = _shortfall(part, inflow, now)
    if part.loans is not None:
        now = _fund(part, part.loans, lacks, claims, now)
        lacks = np.maximum(lacks - part.loans.recallable, 0)
    if part.markets is not None:
        now = _sell(part, part.markets, inflow, lacks, claims, now)
    return now


def _moved(before: Position, after: Position, names: tuple[str, ...]) -> Ints:
    moved = np.zeros(len(before.payments), dtype=np.bool_)
    for name in names:
        moved |= np.any(getattr(before, name) != getattr(after, name), axis=1)
    return np.asarray(moved)


def _some(inflow: Inflow, draws: Ints) -> Inflow:
    return Inflow(*(getattr(inflow, each.name)[draws] for each in fields(inflow)))


def _given_up() -> InvalidInput:
    wanted = f"an end within {MOST_ROUNDS} rounds"
    return InvalidInput([Fault("whole numbers", 0, "search", "it goes on", wanted)])


def _send(part: Part, inflow: Inflow, now: Position) -> Position:
    dues = part.dues
    if dues is None:
        return now
    draws = len(now.sent)
    shape = (draws, dues.size)
    due = np.ascontiguousarray(np.broadcast_to(dues.amount, (draws, dues.payer.size)))
    out = np.ascontiguousarray(np.broadcast_to(dues.out, shape))
    free = np.ascontiguousarray(np.broadcast_to(dues.reserves - dues.floor, shape))
    sent, received = now.sent.copy(), np.zeros(shape, dtype=np.int64)
    status = np.zeros(draws, dtype=np.int64)
    send_whole(
        dues.indptr, dues.payee, due, out, free, inflow.settled, MOST_ROUNDS, sent, received, status
    )
    if status.any():
        raise _given_up()
    return replace(now, sent=sent, received=received)


def arrived(part: Part, sent: Ints) -> Ints:
    """What is sent of each payment within the side. Shape (d, payments)."""
    dues = part.dues
    if dues is None:
        return np.zeros((len(sent), 0), dtype=np.int64)
    shape = (len(sent), dues.payer.size)
    due = np.ascontiguousarray(np.broadcast_to(dues.amount, shape))
    out = np.ascontiguousarray(np.broadcast_to(dues.out, sent.shape))
    found = np.zeros(shape, dtype=np.int64)
    arrive_whole(dues.payer, due, out, sent, found)
    return found


def held(part: Part, prices: Ints) -> Ints:
    """What is held is worth, at prices. Shape (d, n)."""
    worth = np.zeros(part.assets.shape, dtype=np.int64)
    if part.markets is not None:
        value_whole(part.markets.holdings, prices, worth)
    return worth


def _clear(part: Part, inflow: Inflow, now: Position) -> Ints:
    assets = np.maximum(part.assets + held(part, now.prices), 0)
    found = clear_whole(
        part.debts, assets, part.recovery, inflow=inflow.paid, start=now.payments,
        max_rounds=MOST_ROUNDS,
    )  # fmt: skip
    if np.any(found.status != Status.CONVERGED):
        raise _given_up()
    return found.payments


def _claims(part: Part, inflow: Inflow, now: Position) -> Ints:
    """What each is paid on what it is owed. Shape (d, n)."""
    debts = part.debts
    inside = paid_to(
        debts.debtor, debts.creditor, debts.amount, debts.owed, now.payments, debts.size
    )
    return inside + inflow.paid


def _shortfall(part: Part, inflow: Inflow, now: Position) -> Ints:
    """What reserves lack that neither money market nor credit line covers. Shape (d, n)."""
    withdrawn = np.zeros_like(now.payments)
    if part.loans is not None:
        left = now.renewed + _left_with(part.loans, now.kept) + inflow.kept
        withdrawn = part.loans.outside + part.loans.borrowed - left
    if part.dues is None:
        return withdrawn
    lacks = lacking(part.dues, left_over(part.dues, now.received) - withdrawn)
    market = billionths_of(lacks, part.market_access)
    return np.asarray(np.maximum(lacks - market - part.dues.credit_line, 0))


def left_over(dues: Dues, received: Ints) -> Ints:
    """Reserves once each has sent what it can: written so that it never rises as receipts fall."""
    has = dues.reserves + received
    return np.asarray(np.maximum(has - able_to_send(dues), np.minimum(has, dues.floor)))


def lacking(dues: Dues, left: Ints) -> Ints:
    """What is required and not there. Shape (d, n)."""
    return np.asarray(np.maximum(dues.required - left, 0))


def _left_with(loans: Loans, kept: Ints) -> Ints:
    """What lenders here leave with each borrower here. Shape (d, n)."""
    return paid_to(
        loans.lender, loans.borrower, loans.amount, loans.recallable, kept, loans.outside.size
    )


def _fund(part: Part, loans: Loans, lacks: Ints, claims: Ints, now: Position) -> Position:
    recalled = np.minimum(lacks, loans.recallable)
    own = part.assets + held(part, now.prices) + claims - part.debts.owed
    ratio = np.zeros(own.size, dtype=np.int64)
    shares_whole(np.maximum(own, 0).ravel(), (own + part.debts.owed).ravel(), ratio)
    width = loans.ratio_high - loans.ratio_low
    above = np.clip(ratio.reshape(own.shape) - loans.ratio_low, 0, width)
    share = above * BILLION // width
    renewed = billionths_of(loans.outside, share)
    return replace(
        now,
        kept=np.minimum(now.kept, loans.recallable - recalled),
        renewed=np.minimum(now.renewed, renewed),
    )


def _sell(
    part: Part, markets: Markets, inflow: Inflow, lacks: Ints, claims: Ints, now: Position
) -> Position:
    other = part.assets + claims
    fraction, prices = now.fraction.copy(), now.prices.copy()
    sold, status = np.zeros_like(prices), np.zeros(len(prices), dtype=np.int64)
    sell_whole(
        price_table(), markets.depth, markets.holdings, inflow.sold + markets.before, other, other,
        part.debts.owed, markets.floor, lacks, MOST_ROUNDS, fraction, prices, sold, status,
    )  # fmt: skip
    if status.any():
        raise _given_up()
    return replace(now, fraction=fraction, prices=prices, sold=sold)
