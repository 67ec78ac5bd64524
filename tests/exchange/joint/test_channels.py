"""All channels across the border: joint and pooled runs agree to the unit, in any order."""

import re
from collections.abc import Callable
from dataclasses import replace
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.testing import assert_array_equal

from parley.engine.amounts import Ints
from parley.engine.contagion.whole_clearing import WholeRecovery
from parley.errors import InvalidInput
from parley.exchange.amounts import pack, unpack
from parley.exchange.canonical import from_bytes, to_bytes
from parley.exchange.joint.books import check_books
from parley.exchange.joint.channels import CHANNELS
from parley.exchange.joint.pool import random_pool
from parley.exchange.joint.pooled import Whole, make_up
from parley.exchange.joint.run import Said, Step
from parley.exchange.joint.stored import restore, store
from tests.exchange.joint.test_run import joined, play

FRICTIONLESS = WholeRecovery()
COSTLY = WholeRecovery(Fraction(7, 10), Fraction(9, 10))


def whole(banks: int, sides: int, draws: int, seed: int, channels: tuple[str, ...]) -> Whole:
    """A made-up network, hit hard: shocks three times as large as those of a comparison."""
    pool = random_pool(banks, sides, draws, seed)
    before = pool.assets.max(axis=0)
    hard = np.maximum(before - 3 * (before - pool.assets), 0)
    return make_up(replace(pool, assets=hard), channels, seed)


@settings(max_examples=60)
@given(
    st.integers(0, 2**32 - 1), st.integers(4, 30), st.sampled_from([2, 3]), st.booleans(),
    st.sets(st.sampled_from(CHANNELS[1:])), st.integers(0, 99),
)  # fmt: skip
def test_a_joint_run_of_any_channels_equals_the_pooled_one_to_the_unit(
    seed: int, banks: int, sides: int, loss: bool, channels: set[str], order: int
) -> None:
    net = whole(banks, sides, 3, seed, tuple(channels))
    charter = net.charter("run-1", tuple("abc"[:sides]), COSTLY if loss else FRICTIONLESS)
    runs = play(charter, net.books(charter), order)
    assert {run.step for run in runs} == {Step.CLOSED}, [run.reason for run in runs]
    found = net.settle(charter)
    for name in ("payments", "sent", "kept", "renewed", "fraction"):
        pooled = getattr(found, name)
        for run in runs:
            here = net.pool.side_of == run.side
            assert_array_equal(getattr(run.position, name), pooled[:, here], err_msg=name)
    for run in runs:
        assert run.position is not None
        assert_array_equal(run.position.prices, found.prices)
    assert_array_equal(joined(runs, net.pool.side_of), found.payments)


def test_every_channel_has_something_to_say() -> None:
    """Else the test above would compare nothing with nothing."""
    net = whole(30, 2, 5, 4, CHANNELS)
    charter = net.charter("run-1", ("a", "b"), COSTLY)
    found = net.settle(charter)
    assert np.any(found.payments < net.pool.debts.owed)
    assert np.any(found.sold > 0)
    assert np.any(found.prices < found.prices.max())
    assert net.lending is not None
    recallable = np.zeros(30, dtype=np.int64)
    np.add.at(recallable, net.lending.lender, net.lending.amount)
    assert np.any(found.kept < recallable)
    assert np.any(found.renewed < net.lending.outside)
    runs = play(charter, net.books(charter))
    assert runs[0].number > 3


def test_linear_debtrank_is_refused_with_the_reason() -> None:
    net = whole(6, 2, 1, 1, ())
    charter = net.charter("run-1", ("a", "b"), FRICTIONLESS)
    with pytest.raises(InvalidInput, match="how much equity every debtor abroad has lost"):
        replace(charter, channels=("clearing", "distress"))


def test_books_of_every_channel_are_stored_and_read_back() -> None:
    net = whole(12, 3, 2, 5, CHANNELS)
    charter = net.charter("run-1", ("a", "b", "c"), COSTLY)
    for books in net.books(charter):
        body, kept = store(charter, books, b"s" * 32)
        again, read, salt = restore(from_bytes(to_bytes(body)), kept)  # type: ignore[arg-type]
        assert (again, salt) == (charter, b"s" * 32)
        assert read.commitment(salt) == books.commitment(salt)


@pytest.mark.parametrize("part", ["portfolio", "treasury", "lending"])
def test_books_without_what_crosses_are_refused(part: str) -> None:
    net = whole(12, 2, 2, 5, CHANNELS)
    charter = net.charter("run-1", ("a", "b"), COSTLY)
    with pytest.raises(InvalidInput, match=f"{part}: not there; expected there if"):
        check_books(replace(net.books(charter)[0], **{part: None}), charter)  # type: ignore[arg-type]


def test_a_payment_due_and_a_loan_on_which_the_two_differ_are_named() -> None:
    """Side 0's books have one contract of each kind that is one unit larger."""
    net = whole(12, 2, 1, 5, CHANNELS)
    charter = net.charter("run-1", ("a", "b"), FRICTIONLESS, tolerance=1)
    one, other = net.books(charter)
    for name in ("sends", "lends"):
        across = one.ties(name)[1]
        amount = across.amount.copy()
        amount[0] += 1
        one = one.with_ties(name, 1, replace(across, amount=amount))
    runs = play(charter, [one, other])
    assert {run.step for run in runs} == {Step.CLOSED}, [run.reason for run in runs]
    found = [(each.channel, each.is_own_debt, each.difference) for each in runs[0].mismatches[1]]
    assert found == [("payments", True, 1), ("funding", False, 1)]


def cheating(channel: str, number: int, change: Callable[[Ints], Ints]) -> Callable[[Said], Said]:
    """A dishonest side 0: what it says in one channel from a round on is changed."""
    place = 2 * CHANNELS.index(channel)

    def changed(said: Said) -> Said:
        if said.sender or said.kind is not Step.ROUND or said.body["round"] != number:
            return said
        kept = list(said.attachments)
        if not kept[place]:
            return said
        kept[place + 1] = pack(change(unpack(kept[place + 1], len(kept[place + 1]) // 8)))
        return replace(said, attachments=tuple(kept))

    return changed


@pytest.mark.parametrize(
    ("channel", "change", "reason"),
    [
        ("payments", lambda x: x + 10**15, r"pays more .* \(payments\)"),
        ("payments", lambda x: x // 2, r"(passes on|pays more).* \(payments\)"),
        ("funding", lambda x: x + 10**15, r"pays more .* \(funding\)"),
        ("fire_sales", lambda x: x * 0, r"has sold less"),
        ("fire_sales", lambda x: x + 2**60, r"has sold more than there can be"),
    ],
)
def test_what_no_honest_side_would_say_is_caught_on_line(
    channel: str, change: Callable[[Ints], Ints], reason: str
) -> None:
    caught = 0
    for seed in range(6):
        net = whole(20, 2, 3, seed, CHANNELS)
        charter = net.charter("run-1", ("a", "b"), FRICTIONLESS)
        assert {run.step for run in play(charter, net.books(charter))} == {Step.CLOSED}
        runs = play(charter, net.books(charter), change=cheating(channel, 2, change))
        if runs[1].step is Step.ABORT:
            caught += 1
            assert re.search(reason, runs[1].reason), runs[1].reason
    assert caught >= 4


def test_a_run_of_every_channel_said_again_says_the_same_bytes() -> None:
    net = whole(20, 2, 2, 9, CHANNELS)
    charter = net.charter("run-1", ("a", "b"), COSTLY)
    first: list[str] = []
    again: list[str] = []
    for kept in (first, again):

        def note(said: Said, kept: list[str] = kept) -> Said:
            kept.append(said.digest)
            return said

        play(charter, net.books(charter), seed=len(first), change=note)
    assert sorted(first) == sorted(again)
