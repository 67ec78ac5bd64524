"""Clearing in whole numbers: exact, greatest, close to the real one, and refused when wrong."""

from fractions import Fraction
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.testing import assert_array_equal

from parley.engine.amounts import Ints
from parley.engine.contagion.clearing import clear
from parley.engine.contagion.kernels.whole import share_of
from parley.engine.contagion.whole_clearing import WholeDebts, WholeRecovery, clear_whole, paid_to
from parley.engine.system import FinancialSystem
from parley.errors import InvalidInput

EACH = settings(max_examples=80)


def debts_of(*parts: object) -> WholeDebts:
    made: Any = WholeDebts
    return made(*parts)  # type: ignore[no-any-return]


@st.composite
def networks(draw: st.DrawFn) -> tuple[WholeDebts, Ints]:
    """Any network of up to six institutions, rings and empty ones included; small amounts."""
    n = draw(st.integers(1, 6))
    rng = np.random.default_rng(draw(st.integers(0, 2**32 - 1)))
    matrix = np.where(rng.random((n, n)) < 0.5, rng.integers(0, 50, (n, n)), 0)
    np.fill_diagonal(matrix, 0)
    debtor, creditor = np.nonzero(matrix)
    outside = rng.integers(0, 20, n) * (rng.random(n) < 0.7)
    debts = WholeDebts(debtor, creditor, matrix[debtor, creditor], outside)
    return debts, rng.integers(0, 30, (2, n)) * (rng.random((2, n)) < 0.7)


RECOVERIES = st.builds(
    WholeRecovery,
    st.sampled_from([Fraction(1), Fraction(1, 2), Fraction(0), Fraction(7, 10)]),
    st.sampled_from([Fraction(1), Fraction(1, 3), Fraction(9, 10)]),
)


def phi(debts: WholeDebts, assets: list[int], p: list[int], recovery: WholeRecovery) -> list[int]:
    """The map in Python's whole numbers, which have no limit."""
    owed = [int(x) for x in debts.owed]
    received = [0] * debts.size
    for i, j, amount in zip(debts.debtor, debts.creditor, debts.amount, strict=True):
        if owed[i]:
            received[j] += p[i] * int(amount) // owed[i]
    return [
        owed[i]
        if assets[i] + received[i] >= owed[i]
        else int(assets[i] * recovery.external // 1) + int(received[i] * recovery.interbank // 1)
        for i in range(debts.size)
    ]


@EACH
@given(networks(), RECOVERIES)
def test_unbounded_arithmetic_finds_the_same_greatest_payments(
    network: tuple[WholeDebts, Ints], recovery: WholeRecovery
) -> None:
    debts, assets = network
    found = clear_whole(debts, assets, recovery).require_converged()
    for d in range(2):
        p = [int(x) for x in debts.owed]
        while (now := list(map(min, p, phi(debts, assets[d].tolist(), p, recovery)))) != p:
            p = now
        assert found.payments[d].tolist() == p
        assert phi(debts, assets[d].tolist(), p, recovery) == p


@EACH
@given(networks(), RECOVERIES)
def test_the_least_payments_solve_the_same_equations_and_are_nowhere_higher(
    network: tuple[WholeDebts, Ints], recovery: WholeRecovery
) -> None:
    debts, assets = network
    low = clear_whole(debts, assets, recovery, from_below=True).require_converged().payments
    high = clear_whole(debts, assets, recovery).payments
    assert np.all(low <= high)
    for d in range(2):
        assert phi(debts, assets[d].tolist(), low[d].tolist(), recovery) == low[d].tolist()


@EACH
@given(networks())
def test_in_a_fine_unit_it_is_the_clearing_vector(network: tuple[WholeDebts, Ints]) -> None:
    debts, assets = network
    n, fine = debts.size, 10**9
    scaled = WholeDebts(
        debts.debtor, debts.creditor, debts.amount * fine, (debts.elsewhere + 1) * fine
    )
    matrix = np.zeros((n, n))
    matrix[debts.debtor, debts.creditor] = debts.amount
    system = FinancialSystem(
        tuple(str(i) for i in range(n)),
        np.zeros(n),
        matrix,
        debts.elsewhere.astype(np.float64) + 1.0,
    )
    found = clear_whole(scaled, assets * fine).require_converged().payments / fine
    np.testing.assert_allclose(found, clear(system, assets.astype(float)).payments, atol=1e-6)


@given(st.integers(1, 2**62 - 1), st.data())
def test_a_share_is_rounded_down_exactly(owed: int, data: st.DataObject) -> None:
    paid, there = data.draw(st.integers(0, owed)), data.draw(st.integers(0, owed))
    assert share_of(paid, there, owed) == paid * there // owed


def test_draws_do_not_touch_each_other() -> None:
    debts = debts_of([0, 1, 2], [1, 2, 0], [10, 10, 10], [1, 1, 1])
    assets = np.array([[0, 3, 0], [20, 0, 0], [0, 0, 0]])
    together = clear_whole(debts, assets).payments
    for d in range(3):
        assert_array_equal(clear_whole(debts, assets[d]).payments[0], together[d])


def test_what_is_paid_across_adds_up_by_creditor() -> None:
    debts = debts_of([], [], [], [30, 12])
    paid = paid_to(
        np.array([0, 0, 1]), np.array([0, 1, 1]), np.array([10, 20, 12]), debts.owed,
        np.array([[15, 12], [30, 5]]), 2,
    )  # fmt: skip
    assert paid.tolist() == [[5, 22], [10, 25]]


@pytest.mark.parametrize(
    ("given_", "field"),
    [
        (([0], [0], [1], [0]), "creditor"), (([0], [5], [1], [0, 0]), "creditor"),
        (([-1], [0], [1], [0]), "debtor"), (([0], [1], [-1], [0, 0]), "amount"),
        (([0], [1], [1.5], [0, 0]), "amount"), (([0], [1], [np.nan], [0, 0]), "amount"),
        (([0], [1], [2**62], [0, 0]), "sum"), (([0, 1], [1], [1], [0, 0]), "shapes"),
        (([0], [1], [2**61], [2**61, 0]), "sum"),
    ],
)  # fmt: skip
def test_debts_that_cannot_be_are_refused(given_: tuple[object, ...], field: str) -> None:
    with pytest.raises(InvalidInput, match=field):
        debts_of(*given_)


def test_assets_that_cannot_be_are_refused() -> None:
    debts = debts_of([0], [1], [1], [0, 0])
    for assets in ([1, 2, 3], [-1, 0], [0.5, 0], [np.inf, 0]):
        with pytest.raises(InvalidInput, match="assets"):
            clear_whole(debts, np.array(assets))
    for value in (Fraction(-1), Fraction(3, 2), Fraction(1, 1_000_001)):
        with pytest.raises(InvalidInput, match="external"):
            WholeRecovery(value)


def test_a_search_that_is_given_up_says_so() -> None:
    """A ring that loses a cent in each round: 10^9 cents take as many rounds."""
    ring = debts_of([0, 1], [1, 0], [10**9, 10**9], [1, 1])
    assert clear_whole(ring, np.zeros(2, dtype=np.int64), max_rounds=100).status.tolist() == [1]
