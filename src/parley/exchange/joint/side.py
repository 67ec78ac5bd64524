"""A side of a joint run as the engine sees it, and where it and its border begin."""

from collections.abc import Mapping

import numpy as np

from parley.engine.amounts import Ints
from parley.engine.whole.part import Dues, Loans, Markets, Part
from parley.engine.whole.settle import Position, top_of
from parley.exchange.joint import border
from parley.exchange.joint.books import Books
from parley.exchange.joint.channels import FIRE_SALES, PAYMENTS, Lending, Treasury, in_all
from parley.exchange.joint.charter import Charter

#: By channel and side: what is said. Shape (draws, places) each.
Words = Mapping[str, Mapping[int, Ints]]


def part_of(charter: Charter, books: Books) -> Part:
    """What a side solves, by its books and the terms of the charter."""
    n = len(books.names)
    markets = None
    if books.portfolio is not None:
        depth = np.array([depth for _, depth in charter.markets], dtype=np.int64)
        markets = Markets(books.portfolio.units, depth, books.portfolio.sell_below)
    return Part(
        debts=books.debts,
        assets=books.assets,
        recovery=charter.recovery,
        markets=markets,
        dues=None if books.treasury is None else _dues(books.treasury, n),
        loans=None if books.lending is None else _loans(charter, books.lending, n),
        market_access=charter.market_access,
    )


def _dues(treasury: Treasury, n: int) -> Dues:
    return Dues(
        treasury.payer, treasury.payee, treasury.due, in_all(treasury.sends, n),
        treasury.reserves, treasury.floor, treasury.able, treasury.required, treasury.credit_line,
    )  # fmt: skip


def _loans(charter: Charter, lending: Lending, n: int) -> Loans:
    return Loans(
        lending.borrower, lending.lender, lending.amount, in_all(lending.lends, n),
        in_all(lending.borrows, n), lending.outside, charter.ratio_low, charter.ratio_high,
    )  # fmt: skip


def top(charter: Charter, books: Books, part: Part) -> tuple[Position, Words, Words]:
    """Where a run begins: nobody is hurt; what each side is then told, and tells.

    Returns:
        The position, what the others say, and what they are told.
    """
    draws, peers = charter.draws, sorted(books.owes)
    position = top_of(part, draws)
    nothing = np.zeros((draws, len(charter.markets)), dtype=np.int64)

    def every(amounts: Ints) -> Ints:
        return np.tile(amounts, (draws, 1))

    heard, told = {}, {}
    for channel in charter.channels:
        if channel == FIRE_SALES:
            heard[channel] = dict.fromkeys(peers, nothing)
            told[channel] = dict.fromkeys(peers, nothing)
            continue
        heard[channel] = {p: every(border.in_full(charter, books, channel, p)) for p in peers}
        told[channel] = {p: every(_out_in_full(books, channel, p)) for p in peers}
    return position, heard, told


def _out_in_full(books: Books, channel: str, peer: int) -> Ints:
    across = books.ties(border.OUT[channel])[peer]
    known, place = np.unique(across.other, return_inverse=True)
    total = np.zeros(known.size, dtype=np.int64)
    np.add.at(total, place, across.amount)
    return total


def due_across(books: Books) -> Mapping[int, Ints]:
    """Payments to each other side, the same in all draws. Shape (1, payments) each."""
    return {peer: across.amount[np.newaxis] for peer, across in books.ties("sends").items()}


def contracts_inside(books: Books) -> tuple[int, int]:
    """How many debts, and how many payments, lie within a side."""
    payments = 0 if books.treasury is None else books.treasury.due.size
    return int(books.debts.amount.size), int(payments)


def room_for_rounding(books: Books, channel: str, peer: int, inside: tuple[int, ...]) -> int:
    """Units by which what a side passes on may exceed what it was passed.

    One for each of its contracts across and within: a debtor who pays one unit less may pay one
    less on each of its debts. Those within are not known here, only how many they are.

    Args:
        books: Of this side.
        channel: Of debts or of payments.
        peer: The side that passes on.
        inside: How many debts and payments lie within it.
    """
    names = (border.OUT[channel], border.IN[channel])
    across = sum(books.ties(name)[peer].amount.size for name in names)
    return across + inside[1 if channel == PAYMENTS else 0]


def passes_on(charter: Charter, channel: str) -> bool:
    """Whether, after its first round, a side can not pay less than it was itself paid less.

    So with payments; and with debts, unless defaults cost something or prices fall.
    """
    if channel == PAYMENTS:
        return True
    alone = all(each in (channel, PAYMENTS) for each in charter.channels)
    return channel in border.OUT and charter.recovery.is_without_loss and alone
