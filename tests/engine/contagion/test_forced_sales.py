"""Forced sales: worked examples by hand, and what is refused."""

import math
from typing import Any

import numpy as np
import pytest
from numpy.testing import assert_allclose

from parley.engine.contagion.forced_sales import Sales, sell_from, worth
from parley.engine.status import Status
from parley.errors import InvalidInput

HALVED_BY_10 = math.log(2) / 10


def sales(holdings: Any, impact: Any, **given: Any) -> Sales:
    """One draw from the top; what is not given does not matter or is nothing."""
    held = np.array(holdings, dtype=float)[np.newaxis]
    _, n, m = held.shape
    names = ("other_assets", "weighted_assets", "debts", "cash_need")
    money: dict[str, Any] = {
        name: np.array([given.pop(name, np.zeros(n))], dtype=float) for name in names
    }
    sold_before = np.array([given.pop("sold_before", np.zeros(m))], dtype=float)
    floor = np.array(given.pop("floor", np.zeros(n)), dtype=float)
    return sell_from(
        held,
        np.array(impact, dtype=float),
        np.zeros((1, n)),
        np.ones((1, m)),
        floor=floor,
        sold_before=sold_before,
        **money,
        **given,
    )


def test_who_needs_cash_sells_until_it_is_raised_at_the_price_that_the_sale_makes() -> None:
    """20 units; 10 sold halve the price: q = 4^-f and 20 f q = 5, so f = 1/2 and q = 1/2. Selling
    everything at 1/4 would raise 5 too: of the two the higher price is meant."""
    found = sales([[20.0]], [HALVED_BY_10], cash_need=[5.0])
    assert_allclose(found.fraction, [[0.5]], atol=1e-11)
    assert_allclose(found.prices, [[0.5]], atol=1e-11)
    assert found.status[0] == Status.CONVERGED


def test_who_cannot_raise_the_cash_sells_everything() -> None:
    """20 units at 4^-f raise at most 20 / (e ln 4) = 5.3; 6 are needed."""
    found = sales([[20.0]], [HALVED_BY_10], cash_need=[6.0])
    assert_allclose(found.fraction, [[1.0]])
    assert_allclose(found.prices, [[0.25]])


def test_who_is_below_its_ratio_sells_back_to_it() -> None:
    """100 of holdings, debts of 97, no impact: equity 3 is 5 per cent of 60, so 40 are sold."""
    found = sales([[100.0]], [0.0], debts=[97.0], floor=[0.05])
    assert_allclose(found.fraction, [[0.4]], atol=1e-12)


def test_what_the_ratio_counts_besides_holdings_raises_what_is_sold() -> None:
    """50 of loans count as well: equity 100 + 50 - 147 = 3 bears 60 in all, so 90 are sold. If
    they do not count, 40."""
    given: dict[str, Any] = {"other_assets": [50.0], "debts": [147.0], "floor": [0.05]}
    found = sales([[100.0]], [0.0], weighted_assets=[50.0], **given)
    assert_allclose(found.fraction, [[0.9]], atol=1e-12)
    found = sales([[100.0]], [0.0], weighted_assets=[0.0], **given)
    assert_allclose(found.fraction, [[0.4]], atol=1e-12)


def test_who_meets_its_ratio_sells_nothing() -> None:
    found = sales([[100.0]], [0.1], debts=[95.0], floor=[0.05])
    assert found.fraction[0, 0] == 0.0
    assert found.prices[0, 0] == 1.0
    assert found.gap[0] == 0.0


def test_a_floor_of_nothing_switches_the_ratio_off() -> None:
    """Equity is 0 or below, and yet nothing is sold."""
    assert sales([[100.0]], [0.1], debts=[120.0]).fraction[0, 0] == 0.0


@pytest.mark.parametrize("other", [0.0, -30.0])
def test_who_has_no_equity_left_sells_everything(other: float) -> None:
    """Also where losses have made the rest of its assets negative."""
    given: dict[str, Any] = {"other_assets": [other], "weighted_assets": [other]}
    found = sales([[100.0]], [0.0], debts=[101.0], floor=[0.05], **given)
    assert found.fraction[0, 0] == 1.0


def test_prices_carry_the_sale_to_every_holder_of_the_same_class() -> None:
    """A must raise more than it has and sells its 10 units: the price of class 0 halves, that of
    class 1 does not. B's 10 and 90 are worth 5 + 90."""
    found = sales([[10.0, 0.0], [10.0, 90.0]], [HALVED_BY_10, 0.1], cash_need=[100.0, 0.0])
    assert_allclose(found.prices, [[0.5, 1.0]], atol=1e-12)
    assert_allclose(found.fraction, [[1.0, 0.0]])
    assert_allclose(worth(np.array([[[10.0, 90.0]]]), found.prices), [[95.0]], atol=1e-11)


def test_a_second_seller_answers_the_first() -> None:
    """A must sell its 10 units: q = 1/2 at least. B has 20 units and owes 9: at q = 1/2 equity is
    1 of 10, less than half; it sells, q falls, equity is gone, and it sells all 20:
    q = 2^-(30/10) = 1/8."""
    found = sales(
        [[10.0], [20.0]],
        [HALVED_BY_10],
        cash_need=[50.0, 0.0],
        debts=[0.0, 9.0],
        floor=[0.0, 0.5],
    )
    assert_allclose(found.fraction, [[1.0, 1.0]])
    assert_allclose(found.prices, [[0.125]], atol=1e-14)


def test_the_same_share_of_every_holding_is_sold() -> None:
    """30 of class 0 and 10 of class 1; 20 in cash is needed and nothing moves: half of each."""
    found = sales([[30.0, 10.0], [0.0, 5.0]], [0.0, 0.0], cash_need=[20.0, 0.0])
    assert_allclose(found.fraction, [[0.5, 0.0]], atol=1e-14)


def test_what_was_sold_before_and_elsewhere_moves_prices_too() -> None:
    """5 sold before and 5 elsewhere halve the price though nobody here sells."""
    found = sales([[20.0]], [HALVED_BY_10], sold_before=[5.0], sold_elsewhere=np.array([[5.0]]))
    assert_allclose(found.prices, [[0.5]], atol=1e-14)


def test_more_bought_than_sold_leaves_the_price_at_1() -> None:
    found = sales([[20.0]], [HALVED_BY_10], sold_before=[-5.0])
    assert found.prices[0, 0] == 1.0


def test_who_belongs_to_the_other_part_is_left_alone() -> None:
    found = sales([[20.0], [20.0]], [0.01], cash_need=[5.0, 5.0], own=np.array([True, False]))
    assert found.fraction[0, 0] > 0.0
    assert found.fraction[0, 1] == 0.0


def test_a_search_that_is_cut_short_says_so() -> None:
    found = sales([[20.0]], [HALVED_BY_10], cash_need=[5.0], max_rounds=3)
    assert found.status[0] == Status.ROUND_LIMIT
    assert found.gap[0] > 1e-6


def test_one_class_without_holders_keeps_its_price() -> None:
    found = sales([[20.0, 0.0]], [0.0, 5.0], cash_need=[5.0])
    assert found.prices[0, 1] == 1.0


def test_a_huge_holder_beside_a_tiny_one_leaves_both_right() -> None:
    """1e15 units that nobody sells do not blur the 0.001 that must be raised from 0.004."""
    found = sales([[1e15], [4e-3]], [0.0], cash_need=[0.0, 1e-3])
    assert_allclose(found.fraction, [[0.0, 0.25]], rtol=1e-12)


def test_shapes_that_do_not_fit_are_all_named() -> None:
    with pytest.raises(InvalidInput) as refused:
        sales([[20.0]], [0.1, 0.1], cash_need=[5.0, 1.0])
    assert {fault.field for fault in refused.value.faults} == {"price_impact", "cash_need"}
