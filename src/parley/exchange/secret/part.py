"""What one side brings into a secret computation: whoever may change, and nobody else.

A side clears its own books twice in the clear: with everything that it is owed abroad paid, and
with nothing of it. Whoever pays the same both times pays it whatever comes from abroad; it stays
at home, and what it pays is a known number. Only the others, and the debts among them and abroad,
are computed on in secret, filled up to the room that the terms name.

| symbol | name | shape |
|---|---|---|
| p̄ | owed | (room.institutions,) |
| e | assets | (room.institutions,) |
| m | multiplier, ceil(2^124 L / p̄) | (room.within,), (room.across,) |

Since ``p p̄ <= 2^124``, ``floor(p m / 2^124)`` is ``floor(p L / p̄)``: as in a joint run, to the
unit.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from parley.engine.amounts import Ints
from parley.engine.contagion.whole_clearing import WholeClearing, clear_whole, paid_to
from parley.errors import Fault, InvalidInput
from parley.exchange.joint import border
from parley.exchange.joint.books import Books
from parley.exchange.joint.charter import Charter
from parley.exchange.secret.terms import Room

#: Multipliers are fractions of two to this: twice the bits of the largest amount.
FRACTION_BITS = 124


@dataclass(frozen=True, eq=False)
class Debts:
    """Debts of institutions that are computed on.

    Args:
        debtor: Its number among them; -1 for none. Shape (debts,).
        multiplier: m; 0 for none. Python's whole numbers. Shape (debts,).
        creditor: Its number: among them, or in the other side's list in the charter. (debts,).
    """

    debtor: Ints
    multiplier: NDArray[np.object_]
    creditor: Ints


@dataclass(frozen=True, eq=False)
class Part:
    """What one side brings for one draw; k institutions, filled up with such as owe nothing.

    Args:
        owed: p̄. Shape (k,).
        assets: e. Shape (k,).
        left: floor(α e): what is left of them in a default. Shape (k,).
        fixed: What each is paid by institutions of its own side that pay a known number. (k,).
        start: What each pays if all abroad pay in full. Shape (k,).
        listed: The number of each in its own side's list in the charter, or -1. Shape (k,).
        within: Debts among them.
        across: Debts to the other side.
        fixed_across: What each of the other side's list is paid by who pays a known number.
        shortfall, defaults: Of who pays a known number.
    """

    owed: Ints
    assets: Ints
    left: Ints
    fixed: Ints
    start: Ints
    listed: Ints
    within: Debts
    across: Debts
    fixed_across: Ints
    shortfall: int
    defaults: int


def parts_of(charter: Charter, books: Books, room: Room) -> list[Part]:
    """What a side brings, for each draw.

    Args:
        charter: Of two sides.
        books: As both sides agree on them.
        room: That the terms give this side.

    Raises:
        InvalidInput: if the room does not suffice, naming what would.
    """
    needed = room_needed(charter, books)
    if not room.holds(needed):
        raise InvalidInput([Fault("terms", 0, "room", f"{room}", f"{needed} or more")])
    best, worst = _bounds(charter, books)
    return [
        _part(charter, books, room, draw, best.payments[draw], worst.payments[draw])
        for draw in range(charter.draws)
    ]


def room_needed(charter: Charter, books: Books) -> Room:
    """The least room that suffices for every draw."""
    best, worst = _bounds(charter, books)
    peer = 1 - books.side
    moves = best.payments != worst.payments
    debts, abroad = books.debts, books.owes[peer]
    within = moves[:, debts.debtor] & moves[:, debts.creditor]
    counts = [moves, within, moves[:, abroad.own]]
    return Room(*(max(1, int(each.sum(axis=1).max(initial=0))) for each in counts))


def room_in_eighths(needed: Room, books: Books) -> Room:
    """Room rounded up to eighths of all that the side has, so that it says little of the draw."""
    every = [len(books.names), books.debts.debtor.size, books.owes[1 - books.side].own.size]
    wanted = [needed.institutions, needed.within, needed.across]
    eighths = [max(1, -(-have // 8)) for have in every]
    return Room(*(-(-want // step) * step for want, step in zip(wanted, eighths, strict=True)))


def _bounds(charter: Charter, books: Books) -> tuple[WholeClearing, WholeClearing]:
    """The side's payments if all abroad pay in full, and if they pay nothing."""
    inflow = np.zeros_like(books.assets)
    claims, receipts = books.claims[1 - books.side], np.zeros_like(books.debts.owed)
    np.add.at(receipts, claims.own, claims.amount)
    inflow += receipts
    best, worst = (
        clear_whole(books.debts, books.assets, charter.recovery, inflow=each).require_converged()
        for each in (inflow, np.zeros_like(inflow))
    )
    return best, worst


def _part(charter: Charter, books: Books, room: Room, draw: int, best: Ints, worst: Ints) -> Part:
    debts, abroad = books.debts, books.owes[1 - books.side]
    owed, moves = debts.owed, best != worst
    chosen = np.flatnonzero(moves)
    number = np.full(owed.size, -1, dtype=np.int64)
    number[chosen] = np.arange(chosen.size)
    still = ~moves[debts.debtor]
    fixed = paid_to(
        debts.debtor[still], debts.creditor[still], debts.amount[still], owed,
        best[np.newaxis], owed.size,
    )[0]  # fmt: skip
    inside = moves[debts.debtor] & moves[debts.creditor]
    out = moves[abroad.own]
    listed = border.numbers(charter, books)
    others = len(charter.institutions[1 - books.side])
    assets = books.assets[draw]
    rate = charter.recovery.external
    left = [int(a) * rate.numerator // rate.denominator for a in assets[chosen]]
    fill = room.institutions

    return Part(
        owed=_filled(owed[chosen], fill),
        assets=_filled(assets[chosen], fill),
        left=_filled(left, fill),
        fixed=_filled(fixed[chosen], fill),
        start=_filled(best[chosen], fill),
        listed=_filled(listed[chosen], fill, -1),
        within=_debts(
            number[debts.debtor[inside]], debts.amount[inside], owed[debts.debtor[inside]],
            number[debts.creditor[inside]], room.within,
        ),
        across=_debts(
            number[abroad.own[out]], abroad.amount[out], owed[abroad.own[out]],
            abroad.other[out], room.across,
        ),
        fixed_across=paid_to(
            abroad.own[~out], abroad.other[~out], abroad.amount[~out], owed,
            best[np.newaxis], others,
        )[0],
        shortfall=int((owed - best)[~moves].sum()),
        defaults=int((best < owed)[~moves].sum()),
    )  # fmt: skip


def _debts(debtor: Ints, amount: Ints, owed: Ints, creditor: Ints, fill: int) -> Debts:
    multiplier = np.zeros(fill, dtype=object)
    for k, (mine, whole) in enumerate(zip(amount, owed, strict=True)):
        multiplier[k] = -(-(int(mine) << FRACTION_BITS) // int(whole))
    return Debts(_filled(debtor, fill, -1), multiplier, _filled(creditor, fill))


def _filled(values: Ints | Sequence[int], fill: int, empty: int = 0) -> Ints:
    found = np.full(fill, empty, dtype=np.int64)
    found[: len(values)] = values
    return found
