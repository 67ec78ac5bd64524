"""What a side brings to a secret run is enough: in the clear it gives the pooled sums."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from parley.engine.contagion.whole_clearing import LARGEST_AMOUNT
from parley.errors import InvalidInput
from parley.exchange.joint.books import Books
from parley.exchange.joint.charter import Charter
from parley.exchange.secret.part import (
    FRACTION_BITS,
    Debts,
    Part,
    parts_of,
    room_in_eighths,
    room_needed,
)
from parley.exchange.secret.terms import Room
from tests.exchange.joint.test_run import play, pooled, world


@given(st.data())
def test_a_debt_is_paid_by_its_multiplier_as_by_dividing(data: st.DataObject) -> None:
    owed = data.draw(st.integers(1, LARGEST_AMOUNT))
    debt, paid = (data.draw(st.integers(0, owed)) for _ in range(2))
    multiplier = -(-(debt << FRACTION_BITS) // owed)
    assert paid * multiplier >> FRACTION_BITS == paid * debt // owed
    assert paid * multiplier < 1 << 190


def _paid(debts: Debts, payments: list[int], creditors: int) -> list[int]:
    found = [0] * creditors
    for who, part, to in zip(debts.debtor, debts.multiplier, debts.creditor, strict=True):
        if who >= 0:
            found[to] += payments[who] * part >> FRACTION_BITS
    return found


def in_the_clear(charter: Charter, parts: list[Part], rounds: int) -> list[tuple[int, int]]:
    """Shortfall and defaults of each side, by whole numbers of Python: slow and obvious."""
    payments = [[int(p) for p in part.start] for part in parts]
    rate = charter.recovery.interbank
    for _ in range(rounds):
        across = [
            [
                int(fixed) + more
                for fixed, more in zip(
                    part.fixed_across,
                    _paid(part.across, payments[side], len(part.fixed_across)),
                    strict=True,
                )
            ]
            for side, part in enumerate(parts)
        ]
        for side, part in enumerate(parts):
            within = _paid(part.within, payments[side], len(part.owed))
            for i, owed in enumerate(map(int, part.owed)):
                got = within[i] + int(part.fixed[i])
                if part.listed[i] >= 0:
                    got += across[1 - side][part.listed[i]]
                can = int(part.assets[i]) + got >= owed
                left = int(part.left[i]) + got * rate.numerator // rate.denominator
                payments[side][i] = owed if can else left
    return [
        (
            part.shortfall + sum(map(int, part.owed)) - sum(paid),
            part.defaults + sum(p < q for p, q in zip(paid, map(int, part.owed), strict=True)),
        )
        for part, paid in zip(parts, payments, strict=True)
    ]


@settings(max_examples=60)
@given(
    st.integers(0, 2**32 - 1), st.integers(2, 14), st.booleans(), st.sampled_from([0.1, 0.5, 0.9]),
    st.integers(0, 3),
)  # fmt: skip
def test_parts_give_the_sums_of_the_joint_and_of_the_pooled_run_to_the_unit(
    seed: int, n: int, loss: bool, inside: float, more: int
) -> None:
    charter, books, debts, assets, side_of = world(seed, n, 2, draws=2, loss=loss, inside=inside)
    every = [_parts(charter, each, more) for each in books]
    whole = pooled(charter, debts, assets)
    joint = play(charter, books)
    for draw in range(2):
        parts = [each[draw] for each in every]
        found = in_the_clear(charter, parts, int(whole.rounds[draw]) + 2)
        for side in (0, 1):
            paid = whole.payments[draw][side_of == side]
            owed = debts.owed[side_of == side]
            assert found[side] == ((owed - paid).sum(), (paid < owed).sum())
            says = joint[side].results[side]
            assert found[side] == (says["shortfall"][draw], says["defaults"][draw])


def _parts(charter: Charter, books: Books, more: int) -> list[Part]:
    needed = room_needed(charter, books)
    room = Room(needed.institutions + more, needed.within + more, needed.across + more)
    return parts_of(charter, books, room)


def test_only_who_depends_on_what_comes_from_abroad_leaves_home() -> None:
    charter, books, _, _, _ = world(3, 14, 2, inside=0.3)
    for each in books:
        full = room_needed(charter, each)
        assert full.institutions < len(each.names)
        # Rich enough to pay whatever comes: nobody depends on anything.
        rich = Books(
            each.side, each.names, each.debts, each.assets + each.debts.owed, each.owes,
            each.claims,
        )  # fmt: skip
        assert room_needed(charter, rich) == Room(1, 1, 1)
        part = parts_of(charter, rich, Room(1, 1, 1))[0]
        assert (part.shortfall, part.defaults, int(part.owed.sum())) == (0, 0, 0)


def test_room_that_does_not_suffice_is_refused() -> None:
    charter, books, _, _, _ = world(1, 14, 2, inside=0.9)
    needed = room_needed(charter, books[0])
    assert needed.across > 1
    small = Room(needed.institutions, needed.within, needed.across - 1)
    with pytest.raises(InvalidInput, match="room"):
        parts_of(charter, books[0], small)


def test_room_is_rounded_up_to_eighths_of_what_there_is() -> None:
    _, books, _, _, _ = world(1, 32, 2)
    debts, across = books[0].debts.debtor.size, books[0].owes[1].own.size
    found = room_in_eighths(Room(3, 1, across), books[0])
    assert found.institutions == 4
    assert found.within == -(-debts // 8)
    assert across <= found.across < across + 8
    assert np.gcd(found.within, -(-debts // 8)) > 1
