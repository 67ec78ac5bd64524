"""Fire sales in rounds: worked examples by hand, what holds for all, and what is refused."""

from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.testing import assert_allclose

from parley.engine.contagion.leverage_rounds import SalesInRounds, sell_in_rounds
from parley.engine.impact import log_impact
from parley.engine.selling import LeverageThresholds
from parley.errors import InvalidInput
from tests.engine.systems import arrays, one_of, shares

ONE_BANK: dict[str, Any] = {
    "holdings": [[100.0]],
    "cash": [0.0],
    "other_assets": [0.0],
    "loans": [95.0],
    "other_debts": [0.0],
    "impact": [0.0],
    "shock": [0.0],
}


def after(**changed: Any) -> SalesInRounds:
    return sell_in_rounds(**ONE_BANK | changed)


def test_who_is_within_its_ratios_does_nothing() -> None:
    """Equity 5 of 100: above 4 per cent."""
    found = after()
    assert found.fraction_sold.tolist() == [0.0] * 6
    assert found.equity.tolist() == [5.0]
    assert not found.defaulted.any()


def test_cash_pays_back_debt_before_anything_is_sold() -> None:
    """Assets 98.5 + 30 and debts of 125: equity 3.5 is 2.7 per cent; with a line at 2 that is no
    default. It wants assets of 70: debts fall by the 30 in cash, and 28.5 are put to market. Next
    round these have come in, and 28.5 of debts are paid back: 3.5 is 5 per cent of 70."""
    found = after(
        cash=[30.0],
        loans=[125.0],
        shock=[0.015],
        rounds=3,
        thresholds=LeverageThresholds(0.02, 0.04, 0.05),
    )
    assert_allclose(found.equity, [3.5])
    assert_allclose(found.total_assets, [70.0])
    assert_allclose(found.fraction_sold, [0, 28.5 / 98.5, 28.5 / 98.5])
    assert_allclose(found.cash, [0.0], atol=1e-12)


def test_who_falls_below_the_last_line_sells_all_one_round_later() -> None:
    """100 fall to 97: equity 2 of 97 is 2.1 per cent, below 3: default. All of the market is sold,
    which at an impact of ln 4 takes the price to a quarter; it is paid the mean of 0.97 and
    0.2425: 60.625."""
    found = after(shock=[0.03], impact=[np.log(4.0)], rounds=3)
    assert found.new_defaults.tolist() == [0, 1, 0, 0]
    assert found.fraction_sold.tolist() == [0, 1, 1]
    assert_allclose(found.prices, [0.2425])
    assert_allclose(found.cash, [60.625])
    assert_allclose(found.equity, [60.625 - 95.0])
    assert found.defaulted.tolist() == [True]


def test_one_failure_takes_the_next_holder_with_it() -> None:
    """A falls from 5 per cent to 2 and sells its half of the market: the price goes from 0.97 to
    0.97 exp(-1/2) = 0.588. B had 12 of 197, and now has 200 - 41.2 - 185 < 0."""
    found = after(
        holdings=[[100.0], [100.0]],
        cash=[0.0, 0.0],
        other_assets=[0.0, 100.0],
        loans=[95.0, 185.0],
        other_debts=[0.0, 0.0],
        impact=[1.0],
        shock=[0.03],
    )
    assert found.new_defaults.tolist()[:3] == [0, 1, 1]


def test_loans_are_paid_back_at_most() -> None:
    """It wants assets of 70 but has only 10 of loans; the rest of its cash stays."""
    found = after(cash=[60.0], loans=[10.0], other_debts=[145.0], holdings=[[98.5]], rounds=2)
    assert_allclose(found.equity, [3.5])
    assert found.cash[0] >= 50.0


def test_who_has_nothing_and_owes_nothing_is_not_in_default() -> None:
    found = after(holdings=[[0.0]], loans=[0.0])
    assert not found.defaulted.any()
    assert found.fraction_sold.tolist() == [0.0] * 6


@settings(max_examples=60)
@given(st.integers(1, 6), st.integers(1, 3), st.data())
def test_prices_only_fall_and_nobody_sells_more_than_it_has(
    n: int, m: int, data: st.DataObject
) -> None:
    held, cash, other = (data.draw(arrays(shape)) for shape in ((n, m), (n,), (n,)))
    assets = held.sum(axis=1) + cash + other
    debts = assets * data.draw(arrays((n,), one_of(0.0, 0.5, 0.9, 0.95, 0.96)))
    impact, shock = data.draw(arrays((m,), shares)), data.draw(arrays((m,), shares)) * 0.2
    given: dict[str, Any] = {
        "cash": cash,
        "other_assets": other,
        "loans": 0.5 * debts,
        "other_debts": 0.5 * debts,
        "impact": impact,
        "shock": shock,
    }
    few, many = (sell_in_rounds(held, **given, rounds=rounds) for rounds in (3, 12))
    assert np.all(many.prices <= few.prices + 1e-15)
    assert np.all(np.diff(many.fraction_sold) >= -1e-15)
    assert many.fraction_sold[-1] <= 1.0 + 1e-12
    assert np.all(many.cash >= -1e-9)
    assert many.new_defaults.sum() == many.defaulted.sum()
    assert np.all(np.isfinite(many.equity))
    order = np.arange(n)[::-1]
    turned = {
        name: value[order] if value.shape == (n,) and name not in ("impact", "shock") else value
        for name, value in given.items()
    }
    again = sell_in_rounds(held[order], **turned, rounds=12)
    assert_allclose(again.prices, many.prices, rtol=1e-12)
    assert_allclose(again.equity, many.equity[order], rtol=1e-9, atol=1e-9)


def test_an_impact_is_that_of_the_part_that_it_was_measured_on() -> None:
    """A price that falls by 10 per cent when a tenth is sold falls to 0.9^10 when all is."""
    assert_allclose(np.exp(-log_impact(np.array([0.1, 0.0]), 0.1)), [0.9**10, 1.0])


@pytest.mark.parametrize("fall", [-0.1, 1.0, np.nan])
def test_an_impact_that_cannot_be_is_refused(fall: float) -> None:
    with pytest.raises(InvalidInput, match="fall of 0"):
        log_impact(np.array([fall]), 0.05)


@pytest.mark.parametrize("share", [0.0, 1.1, np.nan])
def test_a_part_of_the_market_that_cannot_be_is_refused(share: float) -> None:
    with pytest.raises(InvalidInput, match="share_sold"):
        log_impact(np.array([0.1]), share)


@pytest.mark.parametrize(
    ("changed", "wrong"),
    [
        ({"holdings": [[np.nan]]}, "holdings of 0, 0: nan"),
        ({"holdings": [[-1.0]]}, "holdings of 0, 0: -1.0"),
        ({"holdings": np.zeros((0, 1)), "cash": [], "other_assets": []}, "no institution"),
        ({"cash": [1.0, 2.0]}, "cash: shape (2,)"),
        ({"loans": [-1.0]}, "loans of 0: -1.0"),
        ({"other_debts": [np.inf]}, "other_debts of 0: inf"),
        ({"impact": [-1.0]}, "impact of 0: -1.0"),
        ({"shock": [1.1]}, "shock of 0: 1.1"),
        ({"rounds": 0}, "rounds: 0"),
    ],
)
def test_what_cannot_be_is_refused_by_name(changed: dict[str, Any], wrong: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        after(**changed)
    assert wrong in str(refused.value)


@pytest.mark.parametrize(
    "ratios", [(0.05, 0.04, 0.06), (0.0, 0.0, 0.0), (-0.1, 0.1, 0.2), (0.1, 0.2, np.nan)]
)
def test_thresholds_out_of_order_are_refused(ratios: tuple[float, float, float]) -> None:
    with pytest.raises(InvalidInput, match="thresholds"):
        LeverageThresholds(*ratios)
