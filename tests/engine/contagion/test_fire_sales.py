"""Fire sales: worked examples by hand for each rule, law and order, and what is refused."""

import math
from typing import Any

import numpy as np
import pytest
from numpy.testing import assert_allclose
from scipy import sparse

from parley.engine.contagion.fire_sales import FireSale, fire_sale
from parley.engine.impact import PriceImpact
from parley.engine.selling import (
    CapitalRatio,
    LeverageTarget,
    LeverageThresholds,
    SellingOrder,
    SettledAt,
)
from parley.engine.status import Status
from parley.errors import InvalidInput, NotConverged

ONE_BANK: dict[str, Any] = {
    "holdings": [[100.0]],
    "equity": [10.0],
    "debt": [90.0],
    "price_impact": PriceImpact.linear([0.0]),
    "shock": [0.01],
}


def sale(**changed: Any) -> FireSale:
    return fire_sale(**ONE_BANK | changed)


def test_who_returns_to_its_leverage_sells_its_debt_to_equity_times_what_it_lost() -> None:
    """It lost 1 at 9 of debt for 1 of equity: 9 are sold, which is 9 / 0.99 units. Nothing moves
    the price, so 90 are left, 10 times the equity of 9."""
    found = sale()
    assert_allclose(found.sales, [[9 / 0.99]])
    assert_allclose(found.prices, [[0.99]])
    assert_allclose(found.losses, [[1.0]])
    assert_allclose(found.total_assets, [[90.0]])
    assert_allclose(found.debt, [[81.0]])
    assert found.status[0] == Status.CONVERGED


def test_sales_that_move_the_price_cost_the_seller_on_what_it_keeps_and_half_on_what_it_sells() -> (
    None
):
    """9.0909 of 100 units are sold at 0.001 each: the price falls by 0.9 per cent, from 0.99 to
    0.981. It loses 0.009 on the 90.9 units that it keeps and 0.0045 on those it sold."""
    found = sale(price_impact=PriceImpact.linear([0.001]), rounds=2)
    assert_allclose(found.prices, [[0.981]])
    assert_allclose(found.losses_from_shock, [[1.0]])
    assert_allclose(found.losses_from_sales, [[(100 - 9 / 0.99 / 2) * 0.009]])
    assert_allclose(found.equity, [[10.0]] - found.losses)


@pytest.mark.parametrize(
    ("settled", "got"),
    [(SettledAt.BEFORE, 0.99), (SettledAt.MIDDLE, 0.9855), (SettledAt.AFTER, 0.981)],
)
def test_a_seller_gets_the_price_named(settled: SettledAt, got: float) -> None:
    found = sale(price_impact=PriceImpact.linear([0.001]), rounds=2, settled_at=settled)
    assert_allclose(found.cash, [[9 / 0.99 * got]])


def test_with_enough_rounds_everybody_is_back_at_its_leverage() -> None:
    found = sale(price_impact=PriceImpact.linear([0.001])).require_converged()
    assert_allclose(found.equity / found.total_assets, [[0.1]], rtol=1e-9)
    assert found.rounds[0] > 3


def test_a_spiral_that_feeds_itself_ends_in_default_and_everything_sold() -> None:
    """At 0.01 a unit the 9.09 units cost 9 per cent of what is left: the equity of 9 is gone."""
    found = sale(price_impact=PriceImpact.exponential([0.01])).require_converged()
    assert found.defaulted.tolist() == [[True]]
    assert_allclose(found.fraction_sold, [[1.0]])
    assert_allclose(found.prices, [[0.99 * math.exp(-1.0)]])


def test_a_search_that_was_given_up_says_so() -> None:
    found = sale(price_impact=PriceImpact.linear([0.001]), max_rounds=3)
    assert found.status[0] == Status.ROUND_LIMIT
    assert found.gap[0] > 1e-3
    with pytest.raises(NotConverged):
        found.require_converged()


def test_two_hold_the_same_and_one_sells() -> None:
    """A loses 1 elsewhere and sells 9 units; B, without debts, loses 0.009 on each of its 50
    because of A, and its own sales are nothing."""
    found = fire_sale(
        [[100.0], [50.0]],
        [10.0, 50.0],
        [90.0, 0.0],
        PriceImpact.linear([0.001]),
        losses=[1.0, 0.0],
        rounds=2,
        attribute=True,
    )
    assert found.loss_from is not None
    assert_allclose(found.losses_from_shock, [[1.0, 0.0]])
    assert_allclose(found.sales, [[9.0]])
    assert_allclose(found.loss_from[0], [[(100 - 4.5) * 0.009, 50 * 0.009], [0.0, 0.0]])
    assert_allclose(found.losses_from_sales, found.loss_from.sum(axis=1))


def test_the_most_liquid_class_goes_first() -> None:
    """It needs 9: all 5 of the class that hardly moves, and 4 of the other."""
    given: dict[str, Any] = {
        "holdings": [[95.0, 5.0]],
        "price_impact": PriceImpact.linear([0.001, 0.0]),
        "shock": 0.0,
        "losses": [1.0],
        "rounds": 2,
    }
    in_order = sale(order=SellingOrder.MOST_LIQUID_FIRST, **given)
    assert_allclose(in_order.sales, [[4.0, 5.0]])
    assert_allclose(in_order.prices, [[0.996, 1.0]])
    assert_allclose(in_order.fraction_sold, [[0.09]])
    evenly = sale(**given)
    assert_allclose(evenly.sales, [[8.55, 0.45]])
    assert evenly.losses[0, 0] > in_order.losses[0, 0]


def test_thresholds_say_who_sells_and_who_is_in_default() -> None:
    """Ratios of 4.5, 3.5 and 2.5 per cent: nothing, back to 5, and everything."""
    found = fire_sale(
        [[100.0], [100.0], [100.0]],
        [4.5, 3.5, 2.5],
        [95.5, 96.5, 97.5],
        PriceImpact.linear([0.0]),
        selling=LeverageThresholds(0.03, 0.04, 0.05),
    )
    assert_allclose(found.fraction_sold, [[0.0, 0.3, 1.0]])
    assert found.defaulted.tolist() == [[False, False, True]]
    assert found.defaults_by_round[0, 0] == 1


def test_who_only_sells_when_its_equity_is_gone_takes_the_next_holder_with_it() -> None:
    """Caccioli and others (2014): a tenth of the market sold takes a tenth off the price. A holds
    10 of 100 and fails; B, with 90 and equity of 8, loses 9 and fails; C has other things."""
    found = fire_sale(
        [[10.0], [90.0], [0.0]],
        [1.0, 8.0, 1.0],
        [9.0, 82.0, 9.0],
        PriceImpact.from_fall([0.1], 0.1),
        losses=[2.0, 0.0, 0.0],
        selling=LeverageThresholds(0.0, 0.0, 1.0),
    )
    assert found.defaults_by_round[0, :3].tolist() == [1, 1, 0]
    assert_allclose(found.prices, [[0.9**10]])


def test_each_institution_may_have_its_own_thresholds() -> None:
    rule = LeverageThresholds([0.0, 0.03], [0.0, 0.1], [0.1, 0.1])
    found = fire_sale(
        [[100.0], [100.0]], [5.0, 5.0], [95.0, 95.0], PriceImpact.linear([0.0]), selling=rule
    )
    assert_allclose(found.fraction_sold, [[0.0, 0.5]])


def test_a_capital_ratio_is_met_at_the_highest_price_that_answers_itself() -> None:
    """100 held, equity 6; 8 per cent of what is kept. Without impact 25 are sold: 6 is 8 per cent
    of 75. With impact the price q solves q = exp(-0.0005 s), and 6 - 100 (1 - q) is 8 per cent of
    q (100 - s)."""
    rule = CapitalRatio(0.08)
    free = sale(equity=[6.0], debt=[94.0], shock=0.0, selling=rule)
    assert_allclose(free.sales, [[25.0]])
    found = sale(equity=[6.0], debt=[94.0], shock=0.0, selling=rule, price_impact=[0.0005])
    q, s = found.prices[0, 0], found.sales[0, 0]
    assert_allclose(q, math.exp(-0.0005 * s))
    assert_allclose(6 - 100 * (1 - q), 0.08 * q * (100 - s))
    assert_allclose(found.losses, [[100 * (1 - q)]])
    assert_allclose(found.cash, [[s * q]])


def test_a_price_floor_ends_a_spiral() -> None:
    """Below the floor sales no longer move the price, so all can be sold there."""
    impact = PriceImpact.exponential([1.0], lowest=[0.9])
    found = sale(price_impact=impact).require_converged()
    assert_allclose(found.prices, [[0.9]], rtol=1e-6)


def test_what_a_draw_gives_does_not_depend_on_the_others() -> None:
    holdings = np.array([[60.0, 40.0], [20.0, 50.0]])
    given: dict[str, Any] = {
        "equity": np.array([5.0, 7.0]),
        "debt": np.array([95.0, 63.0]),
        "price_impact": [0.001, 0.002],
        "rounds": 5,
    }
    shocks = np.array([[0.0, 0.0], [0.02, 0.0], [0.01, 0.05]])
    together = fire_sale(holdings, shock=shocks, **given)
    repeated = fire_sale(np.tile(holdings, (3, 1, 1)), shock=shocks, **given)
    assert_allclose(repeated.prices, together.prices, rtol=0)
    for d, shock in enumerate(shocks):
        alone = fire_sale(holdings, shock=shock, **given)
        assert alone.prices[0].tolist() == together.prices[d].tolist()
        assert alone.losses[0].tolist() == together.losses[d].tolist()


def test_who_has_neither_equity_nor_debt_does_nothing() -> None:
    found = fire_sale([[0.0], [100.0]], [0.0, 10.0], [0.0, 90.0], [0.001], shock=0.01)
    assert found.fraction_sold[0, 0] == 0.0
    assert not found.defaulted[0, 0]


def test_who_has_no_equity_from_the_start_is_in_default_once_anything_is_lost() -> None:
    found = fire_sale([[100.0]], [0.0], [100.0], [0.0], shock=0.01)
    assert found.defaulted.tolist() == [[True]]
    assert fire_sale([[100.0]], [0.0], [100.0], [0.0]).defaulted.tolist() == [[False]]


def test_a_huge_institution_beside_a_tiny_one_leaves_both_right() -> None:
    found = fire_sale([[1e15], [1e-3]], [1e14, 1e-4], [9e14, 9e-4], [0.0], shock=0.01)
    assert_allclose(found.fraction_sold, [[1 / 11, 1 / 11]], rtol=1e-9)


@pytest.mark.parametrize(
    ("changed", "wrong"),
    [
        ({"holdings": [[math.nan]]}, "holdings of 0, 0: nan"),
        ({"holdings": [[-1.0]]}, "holdings of 0, 0: -1.0"),
        ({"holdings": [[math.inf]]}, "holdings of 0, 0: inf"),
        ({"holdings": [100.0]}, "holdings: shape (1,)"),
        ({"holdings": np.zeros((0, 1)), "equity": [], "debt": []}, "no institution"),
        ({"holdings": [["much"]]}, "holdings: list; expected an array of numbers"),
        ({"price_impact": "much"}, "str; expected an array of numbers"),
        ({"holdings": [[1e308]], "equity": [1e308], "debt": [1e308]}, "holdings and cash of 0"),
        ({"selling": "target"}, "selling: 'target'"),
        ({"order": "first"}, "order: 'first'"),
        ({"settled_at": 0.5}, "settled_at: 0.5"),
        ({"rounds": 2.5}, "rounds: 2.5"),
        ({"equity": 10.0}, "equity: shape ()"),
        ({"equity": [-1.0]}, "equity of 0: -1.0"),
        ({"equity": [math.nan]}, "equity of 0: nan"),
        ({"debt": [math.inf]}, "debt of 0: inf"),
        ({"debt": [1.0, 2.0]}, "debt: shape (2,)"),
        ({"price_impact": [-0.1]}, "slope of 0: -0.1"),
        ({"price_impact": [0.1, 0.1]}, "price_impact: shape (2,)"),
        ({"shock": [1.1]}, "shock of 0: 1.1"),
        ({"shock": [math.nan]}, "shock of 0: nan"),
        ({"shock": [[0.1], [0.2]], "losses": [[1.0]]}, "draws: losses 1, shock 2"),
        ({"cash": [1.0]}, "holdings and cash of 0: 101"),
        ({"losses": [-1.0]}, "losses of 0: -1.0"),
        ({"rounds": 0}, "rounds: 0"),
        ({"max_rounds": 0}, "max_rounds: 0"),
        ({"selling": CapitalRatio(), "rounds": 3}, "rounds: 3"),
        (
            {"selling": CapitalRatio(), "order": SellingOrder.MOST_LIQUID_FIRST},
            "order: MOST_LIQUID_FIRST",
        ),
        ({"selling": CapitalRatio([0.1, 0.1])}, "ratios of shape (2,)"),
        ({"selling": LeverageThresholds([0.0, 0.0])}, "ratios of shape (2,)"),
    ],
)
def test_what_cannot_be_is_refused_by_name(changed: dict[str, Any], wrong: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        sale(**changed)
    assert wrong in str(refused.value)


def test_all_faults_are_named_at_once() -> None:
    with pytest.raises(InvalidInput) as refused:
        sale(holdings=[[-1.0]], equity=[-1.0], shock=[2.0], price_impact=[0.1, 0.1])
    assert {fault.field for fault in refused.value.faults} == {
        "holdings of 0, 0",
        "equity of 0",
        "shock of 0",
        "price_impact",
    }


def test_holdings_may_be_sparse_and_draws_may_be_none() -> None:
    held = np.array([[100.0, 0.0], [0.0, 50.0]])
    given: dict[str, Any] = {"equity": [9.0, 5.0], "debt": [91.0, 45.0], "shock": [0.01, 0.0]}
    dense = fire_sale(held, price_impact=[0.001, 0.001], **given)
    thin = fire_sale(sparse.csr_array(held), price_impact=[0.001, 0.001], **given)
    assert thin.prices.tolist() == dense.prices.tolist()
    none = fire_sale(held, price_impact=[0.001, 0.001], **given | {"shock": np.zeros((0, 2))})
    assert none.losses.shape == (0, 2)


def test_no_asset_class_is_no_sale() -> None:
    found = fire_sale(np.zeros((1, 0)), [1.0], [9.0], np.zeros(0), losses=[0.5])
    assert_allclose(found.losses, [[0.5]])
    assert found.sales.shape == (1, 0)


@pytest.mark.parametrize("least", [-0.1, 1.1, math.nan])
def test_a_capital_ratio_that_cannot_be_is_refused(least: float) -> None:
    with pytest.raises(InvalidInput, match="least"):
        CapitalRatio(least)


@pytest.mark.parametrize(
    "ratios",
    [
        (0.05, 0.04, 0.06),
        (0.0, 0.0, 0.0),
        (-0.1, 0.1, 0.2),
        (0.1, 0.2, np.nan),
        ([0.0, 0.0], [0.1, 0.1, 0.1], 0.2),
    ],
)
def test_thresholds_out_of_order_are_refused(ratios: tuple[Any, Any, Any]) -> None:
    with pytest.raises(InvalidInput, match="thresholds"):
        LeverageThresholds(*ratios)


def test_the_default_rule_is_the_leverage_target() -> None:
    given: dict[str, Any] = {"price_impact": [0.001]}
    named = sale(selling=LeverageTarget(), **given)
    assert sale(**given).prices.tolist() == named.prices.tolist()
