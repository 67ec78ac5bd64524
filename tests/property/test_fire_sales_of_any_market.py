"""Fire sales: what holds whoever holds what, under every rule."""

from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.testing import assert_allclose, assert_array_equal

from parley.engine.amounts import Floats, Money
from parley.engine.contagion.fire_sales import FireSale, fire_sale
from parley.engine.impact import PriceImpact
from parley.engine.selling import (
    CapitalRatio,
    LeverageTarget,
    LeverageThresholds,
    Selling,
    SellingOrder,
)
from tests.engine.systems import arrays, one_of, shares

EACH = settings(max_examples=80)


@dataclass(frozen=True)
class Market:
    """Who holds what and owes how much, and how prices answer."""

    holdings: Money
    cash: Money
    debt: Money
    equity: Money
    slope: Floats
    shock: Floats
    rule: Selling
    order: SellingOrder = SellingOrder.PROPORTIONAL

    def sale(self, **more: Any) -> FireSale:
        given: dict[str, Any] = {
            "shock": self.shock,
            "cash": self.cash,
            "selling": self.rule,
            "order": self.order,
            "rounds": None if isinstance(self.rule, CapitalRatio) else 8,
        }
        return fire_sale(self.holdings, self.equity, self.debt, self.slope, **given | more)


RULES = (LeverageTarget(), LeverageThresholds(), CapitalRatio(0.08), CapitalRatio(0.05, False))


@st.composite
def markets(draw: st.DrawFn, rules: tuple[Selling, ...] = RULES) -> Market:
    n, m = draw(st.integers(1, 6)), draw(st.integers(1, 4))
    held, cash, other = (draw(arrays(shape)) for shape in ((n, m), (n,), (n,)))
    assets = held.sum(axis=1) + cash + other
    equity = assets * draw(arrays((n,), one_of(0.0, 0.03, 0.05, 0.1, 0.5, 1.0)))
    rule = draw(st.sampled_from(rules))
    orders = (
        list(SellingOrder) if not isinstance(rule, CapitalRatio) else [SellingOrder("proportional")]
    )
    return Market(
        holdings=held,
        cash=cash,
        debt=assets - equity,
        equity=equity,
        slope=draw(arrays((m,), one_of(0.0, 1e-4, 1e-3, 1e-2))),
        shock=draw(arrays((m,), shares)) * 0.2,
        rule=rule,
        order=draw(st.sampled_from(orders)),
    )


def scale(market: Market) -> float:
    return float(1.0 + market.debt.sum() + market.equity.sum())


@EACH
@given(markets(), st.integers(1, 12))
def test_books_balance_after_every_round_and_every_loss_by_sales_has_a_seller(
    market: Market, rounds: int
) -> None:
    more = {} if isinstance(market.rule, CapitalRatio) else {"rounds": rounds}
    found = market.sale(attribute=True, **more)
    room = 1e-9 * scale(market)
    assert found.loss_from is not None
    assert_allclose(found.equity, market.equity - found.losses, rtol=0, atol=room)
    assert_allclose(found.losses, found.losses_from_shock + found.losses_from_sales, atol=room)
    assert_allclose(found.loss_from.sum(axis=1), found.losses_from_sales, rtol=0, atol=room)
    nobody = found.fraction_sold[0] == 0.0
    assert np.all(found.loss_from[0][nobody] == 0.0)


@EACH
@given(markets())
def test_prices_only_fall_and_nobody_sells_more_than_it_has(market: Market) -> None:
    found = market.sale()
    held = market.holdings.sum(axis=0)
    assert np.all(found.prices <= 1.0 - market.shock)
    assert np.all(found.prices >= 0.0)
    assert np.all(np.diff(found.prices_by_round, axis=1) <= 0.0)
    assert np.all(found.sales >= 0.0)
    assert np.all(found.sales <= held * (1.0 + 1e-12))
    assert np.all(found.losses_from_sales >= -1e-12 * scale(market))
    assert np.all((found.fraction_sold >= 0.0) & (found.fraction_sold <= 1.0))
    assert found.defaults_by_round[:, -1].max() <= market.debt.size


@EACH
@given(markets())
def test_the_order_of_names_does_not_matter(market: Market) -> None:
    found = market.sale(attribute=True)
    turned = replace(
        market,
        holdings=market.holdings[::-1],
        cash=market.cash[::-1],
        debt=market.debt[::-1],
        equity=market.equity[::-1],
    ).sale(attribute=True)
    room = 1e-8 * scale(market)
    assert_allclose(turned.prices, found.prices, rtol=1e-8)
    assert_allclose(turned.losses[:, ::-1], found.losses, rtol=1e-8, atol=room)


@EACH
@given(markets(), st.sampled_from([2.0**-20, 0.25, 2.0**30]))
def test_the_currency_unit_does_not_matter(market: Market, unit: float) -> None:
    """By powers of two nothing is rounded, so that not even a knife edge may differ."""
    found = market.sale()
    other = replace(
        market,
        holdings=market.holdings * unit,
        cash=market.cash * unit,
        debt=market.debt * unit,
        equity=market.equity * unit,
        slope=market.slope / unit,
    ).sale()
    assert_array_equal(other.prices, found.prices)
    assert_array_equal(other.losses, found.losses * unit)


@EACH
@given(markets((CapitalRatio(0.08), CapitalRatio(0.05, False))), st.floats(0.0, 0.2))
def test_at_a_fixed_point_a_larger_shock_leaves_nobody_better_off(
    market: Market, more: float
) -> None:
    one, other = market.sale(), market.sale(shock=market.shock + more)
    assert np.all(other.prices <= one.prices + 1e-11)
    assert np.all(other.losses >= one.losses - 1e-9 * scale(market))


@EACH
@given(markets((CapitalRatio(0.08),)))
def test_at_a_fixed_point_nobody_has_to_sell_more(market: Market) -> None:
    """Every ratio is met, or everything is sold; and every price is that of what was sold."""
    found = market.sale().require_converged()
    law = PriceImpact.exponential(market.slope)
    assert_allclose(found.prices[0], law.price(found.sales[0], start=1.0 - market.shock), rtol=1e-9)
    kept = 1.0 - found.fraction_sold[0]
    worth = market.holdings @ found.prices[0]
    other = market.debt + market.equity - market.cash - market.holdings.sum(axis=1)
    enough = found.equity[0] >= 0.08 * (other + kept * worth) - 1e-7 * scale(market)
    assert np.all(enough | (kept <= 1e-9) | (worth == 0.0))


@EACH
@given(markets())
def test_without_shock_and_loss_who_meets_its_rule_sells_nothing(market: Market) -> None:
    calm = replace(
        market,
        shock=np.zeros_like(market.shock),
        equity=market.equity + market.debt,
        debt=np.zeros_like(market.debt),
    )
    found = calm.sale()
    assert not found.losses.any()
    assert not found.sales.any()
