"""The border of a joint run: which amounts cross, in which order both sides count them."""

from collections.abc import Mapping

import numpy as np

from parley.engine.amounts import Ints
from parley.engine.contagion.kernels.whole import add_up_whole, arrive_whole
from parley.engine.contagion.whole_clearing import paid_to
from parley.engine.whole.part import Part
from parley.engine.whole.settle import Inflow, Position
from parley.exchange.joint.across import Across
from parley.exchange.joint.books import Books
from parley.exchange.joint.channels import CLEARING, FIRE_SALES, FUNDING, PAYMENTS, TIES
from parley.exchange.joint.charter import Charter

#: The contracts along which a channel goes out of a side, and those along which it comes in.
OUT: Mapping[str, str] = {CLEARING: "owes", PAYMENTS: "sends", FUNDING: "lends"}
IN: Mapping[str, str] = {CLEARING: "claims", PAYMENTS: "gets", FUNDING: "borrows"}

#: The channels of which the amounts rise from round to round; those of all others fall.
RISING = (FIRE_SALES,)


def tie_names(charter: Charter) -> tuple[str, ...]:
    """The kinds of contracts that are compared, each from both of its ends."""
    return tuple(name for channel in charter.channels for name in TIES.get(channel, ()))


def other_end(name: str) -> str:
    """What the other side calls the same contracts."""
    return next(b if name == a else a for a, b in TIES.values() if name in (a, b))


def is_first(name: str) -> bool:
    """Whether one's own institutions are debtor, payer or borrower."""
    return any(name == first for first, _ in TIES.values())


def numbered(charter: Charter, books: Books, name: str, peer: int) -> tuple[Ints, Ints, Ints]:
    """Contracts between two sides as both number them, in order of debtor, then creditor.

    Args:
        charter: Whose lists give the numbers.
        books: Of this side.
        name: One of ``TIES``.
        peer: The other side.

    Returns:
        Debtor, creditor and amount. Shape (contracts,) each.
    """
    across: Across = books.ties(name)[peer]
    own = numbers(charter, books)[across.own]
    pair = (own, across.other) if is_first(name) else (across.other, own)
    order = np.lexsort((pair[1], pair[0]))
    return pair[0][order], pair[1][order], across.amount[order]


def numbers(charter: Charter, books: Books) -> Ints:
    """Number in the charter's list of each institution; -1 for who is not there. Shape (n,)."""
    known = {name: k for k, name in enumerate(charter.institutions[books.side])}
    return np.array([known.get(name, -1) for name in books.names], dtype=np.int64)


def reached(charter: Charter, books: Books, name: str, peer: int) -> Ints:
    """Positions of the institutions here that a side pays or funds, by their numbers. (places,)."""
    own = np.unique(books.ties(name)[peer].own)
    return own[np.argsort(numbers(charter, books)[own])]


def in_full(charter: Charter, books: Books, channel: str, peer: int) -> Ints:
    """What each of ``reached`` gets in all while nobody is hurt. Shape (places,)."""
    name = IN[channel]
    total = np.zeros(len(books.names), dtype=np.int64)
    np.add.at(total, books.ties(name)[peer].own, books.ties(name)[peer].amount)
    return total[reached(charter, books, name, peer)]


def outflow(
    channel: str, books: Books, peer: int, part: Part, position: Position, due: Ints
) -> Ints:
    """What a side is told in one channel. Shape (d, places), or (d, classes) for sales.

    Places are the institutions of the other side that are reached, by their numbers.

    Args:
        channel: Which one.
        books: Of this side.
        peer: The other side.
        part: This side in this move.
        position: Where it stands.
        due: Payments to that side, in the order of the contracts. Shape (d or 1, payments).
    """
    if channel == FIRE_SALES:
        return position.sold
    across = books.ties(OUT[channel])[peer]
    known, place = np.unique(across.other, return_inverse=True)
    place = place.astype(np.int64)
    if channel == PAYMENTS:
        return _settled(part, position, across, place, known.size, due)
    if channel == FUNDING:
        assert part.loans is not None  # noqa: S101  # books were checked against the charter
        whole, left = part.loans.recallable, position.kept
    else:
        whole, left = part.debts.owed, position.payments
    return paid_to(across.own, place, across.amount, whole, left, known.size)


def _settled(
    part: Part, position: Position, across: Across, place: Ints, places: int, due: Ints
) -> Ints:
    assert part.dues is not None  # noqa: S101  # books were checked against the charter
    sent = position.sent
    shape = (len(sent), across.own.size)
    amount = np.ascontiguousarray(np.broadcast_to(due, shape))
    out = np.ascontiguousarray(np.broadcast_to(part.dues.out, sent.shape))
    arrived, total = np.zeros(shape, dtype=np.int64), np.zeros((len(sent), places), dtype=np.int64)
    arrive_whole(across.own, amount, out, sent, arrived)
    add_up_whole(place, arrived, total)
    return total


def inflow(
    charter: Charter, books: Books, heard: Mapping[str, Mapping[int, Ints]], draws: Ints
) -> Inflow:
    """What comes in, by what the others have said, in some of the draws.

    Args:
        charter: Names channels and classes.
        books: Of this side.
        heard: By channel and side, as ``outflow`` of that side gives it for all draws.
        draws: Which ones.
    """
    n = len(books.names)
    found = {channel: np.zeros((draws.size, n), dtype=np.int64) for channel in IN}
    sold = np.zeros((draws.size, len(charter.markets)), dtype=np.int64)
    for channel, by_peer in heard.items():
        for peer, amounts in by_peer.items():
            if channel == FIRE_SALES:
                sold += amounts[draws]
            else:
                found[channel][:, reached(charter, books, IN[channel], peer)] += amounts[draws]
    return Inflow(found[CLEARING], found[PAYMENTS], sold, found[FUNDING])
