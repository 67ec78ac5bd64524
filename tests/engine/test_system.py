"""A system: what is worked out from it, and that nothing that cannot be gets in."""

from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from numpy.testing import assert_allclose, assert_array_equal
from scipy import sparse

from parley.engine.system import FinancialSystem, Ranking
from parley.errors import InvalidInput
from tests.engine.systems import passed_on, system_of, systems

PAIR: dict[str, Any] = {
    "names": ("A", "B"),
    "external_assets": np.array([6.0, 1.0]),
    "nominal_liabilities": np.array([[0.0, 8.0], [3.0, 0.0]]),
    "external_liabilities": np.array([2.0, 0.0]),
    "asset_classes": ("bonds",),
    "holdings": np.array([[4.0], [0.0]]),
    "price_impact": np.array([0.1]),
}


def pair(**changed: Any) -> FinancialSystem:
    return FinancialSystem(**PAIR | changed)


def test_rows_owe_columns() -> None:
    """A owes B 8 and outsiders 2; B owes A 3."""
    assert pair().interbank_liabilities.tolist() == [8, 3]
    assert pair().interbank_assets.tolist() == [3, 8]
    assert pair().total_liabilities.tolist() == [10, 3]


def test_shares_of_payments_depend_on_how_debts_outside_rank() -> None:
    """A's 8 to B are 0.8 of all it owes, and all of what is left after senior debts."""
    equal = pair().relative_liabilities.toarray()
    senior = pair(external_ranking=Ranking.SENIOR)
    assert_allclose(equal, np.array([[0, 0.8], [1, 0]]))
    assert_allclose(senior.relative_liabilities.toarray(), np.array([[0, 1], [1, 0]]))
    assert senior.senior_liabilities.tolist() == [2, 0]
    assert pair().senior_liabilities.tolist() == [0, 0]


def test_who_owes_nothing_passes_nothing_on() -> None:
    system = pair(nominal_liabilities=np.zeros((2, 2)))
    assert_array_equal(system.relative_liabilities.toarray(), np.zeros((2, 2)))


def test_equity_is_all_that_is_held_less_all_that_is_owed() -> None:
    """A: 6 + 4 + 3 - 10 = 3; B: 1 + 0 + 8 - 3 = 6. At half price A has 1."""
    assert pair().equity().tolist() == [3, 6]
    assert pair().equity(np.array([0.5])).tolist() == [1, 6]


def test_what_is_left_out_is_nothing() -> None:
    system = pair(asset_classes=(), holdings=np.zeros(0), price_impact=np.zeros(0))
    assert system.holdings.shape == (2, 0)
    assert system.reserves.tolist() == [0, 0]
    assert_array_equal(system.payments_per_day, np.zeros((2, 2)))


@pytest.mark.parametrize("form", [sparse.csr_array, sparse.coo_array, sparse.csc_matrix, np.array])
def test_debts_come_dense_or_sparse(form: Any) -> None:
    system = pair(nominal_liabilities=form(PAIR["nominal_liabilities"]))
    assert_array_equal(system.nominal_liabilities.toarray(), PAIR["nominal_liabilities"])


def test_the_same_debt_listed_twice_counts_twice() -> None:
    twice = sparse.coo_array(([3.0, 5.0], ([0, 0], [1, 1])), shape=(2, 2))
    assert pair(nominal_liabilities=twice).interbank_liabilities.tolist() == [8, 0]


def test_nobody_can_change_a_system_after_its_birth() -> None:
    given = PAIR["external_assets"].copy()
    system = pair(external_assets=given)
    given[0] = 99.0
    assert system.external_assets[0] == 6.0
    for array in (
        system.external_assets,
        system.holdings,
        system.nominal_liabilities.data,
        system.total_liabilities,
        system.relative_liabilities.data,
    ):
        with pytest.raises(ValueError, match="read-only"):
            array[0] = 1.0


@pytest.mark.parametrize(
    ("changed", "wrong"),
    [
        ({"external_assets": np.array([6.0, np.nan])}, "external_assets of B: nan"),
        ({"external_assets": np.array([6.0, -1.0])}, "external_assets of B: -1.0"),
        ({"external_assets": np.array([6.0])}, "external_assets: shape (1,); expected shape (2,)"),
        ({"external_liabilities": np.array([np.inf, 0])}, "external_liabilities of A: inf"),
        ({"nominal_liabilities": np.array([[0, np.nan], [3, 0]])}, "of A to B: nan"),
        ({"nominal_liabilities": np.array([[0, -8.0], [3, 0]])}, "of A to B: -8.0"),
        ({"nominal_liabilities": np.array([[1.0, 8], [3, 0]])}, "of A to itself: 1.0"),
        ({"nominal_liabilities": np.zeros((2, 3))}, "nominal_liabilities: shape (2, 3)"),
        ({"holdings": np.array([[4.0], [-1.0]])}, "holdings of B, 0: -1.0"),
        ({"holdings": np.array([[4.0, 1.0], [0.0, 0.0]])}, "holdings: shape (2, 2)"),
        ({"price_impact": np.array([-0.1])}, "price_impact of bonds: -0.1"),
        ({"reserves": np.array([1.0, -1.0])}, "reserves of B: -1.0"),
        ({"payments_per_day": np.zeros((2, 1))}, "payments_per_day: shape (2, 1)"),
        ({"payments_per_day": np.eye(2)}, "payments_per_day of A to itself: 1.0"),
        ({"names": ("A", "A")}, "names: A; expected each institution once"),
        ({"jurisdictions": ("US",)}, "jurisdictions: 1 entries"),
        ({"external_ranking": "junior"}, "junior"),
        ({"external_assets": ["six", "one"]}, "expected an array of numbers"),
        ({"nominal_liabilities": "debts"}, "expected an array of numbers"),
        ({"external_assets": np.array([1e308, 1e308])}, "sum of all amounts: infinite"),
    ],
)
def test_what_cannot_be_is_refused_by_name(changed: dict[str, Any], wrong: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        pair(**changed)
    assert wrong in str(refused.value)


def test_no_institution_is_no_system() -> None:
    with pytest.raises(InvalidInput, match="at least one institution"):
        FinancialSystem(
            names=(),
            external_assets=np.zeros(0),
            nominal_liabilities=np.zeros((0, 0)),
            external_liabilities=np.zeros(0),
        )


def test_every_fault_is_named_at_once() -> None:
    with pytest.raises(InvalidInput) as refused:
        pair(
            names=("A", "A"),
            external_assets=np.array([-1.0, np.nan]),
            nominal_liabilities=np.array([[1.0, -1.0], [np.inf, 0]]),
            price_impact=np.array([np.nan]),
        )
    assert len(refused.value.faults) == 7


def test_of_very_many_faults_the_first_are_named_and_the_rest_counted() -> None:
    n = 50
    with pytest.raises(InvalidInput) as refused:
        FinancialSystem(
            names=tuple(f"bank {i}" for i in range(n)),
            external_assets=np.full(n, -1.0),
            nominal_liabilities=np.zeros((n, n)),
            external_liabilities=np.zeros(n),
        )
    assert len(refused.value.faults) == 21
    assert "30 more entries" in str(refused.value)


def test_one_institution_alone_is_a_system() -> None:
    alone = system_of([[0.0]], [5.0], [3.0])
    assert alone.equity().tolist() == [2.0]


@settings(max_examples=60)
@given(systems(rankings=tuple(Ranking)))
def test_if_all_pay_each_receives_what_it_is_owed(system: FinancialSystem) -> None:
    received = passed_on(system, system.total_liabilities)
    assert_allclose(received, system.interbank_assets, rtol=1e-12, atol=1e-12)
    shares = system.relative_liabilities.toarray().sum(axis=1)
    assert np.all(shares <= 1.0 + 1e-12)


@pytest.mark.parametrize(
    ("amounts", "wrong"),
    [
        (np.zeros((2, 3)), "shape (2, 3); expected (draws, 2)"),
        (np.zeros((0, 2)), "shape (0, 2)"),
        (np.zeros((1, 1, 2)), "(1, 1, 2)"),
        (np.array([[0, np.nan]]), "of 0, B: nan"),
        (np.array([[0, -1]]), "of 0, B: -1.0"),
    ],
)
def test_draws_that_do_not_fit_are_refused(amounts: Any, wrong: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        pair().require_draws("losses", amounts)
    assert wrong in str(refused.value)


def test_draws_are_copied_and_may_go_below_nothing_if_that_is_meant() -> None:
    given = np.array([-1.0, 2.0])
    draws = pair().require_draws("gains", given, low=-5.0)
    assert draws.shape == (1, 2)
    draws[0, 0] = 9.0
    assert given[0] == -1.0
