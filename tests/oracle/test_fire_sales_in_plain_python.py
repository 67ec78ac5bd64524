"""Fire sales in rounds played again bank by bank and class by class, with nothing compiled."""

from dataclasses import dataclass, field

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.testing import assert_allclose

from parley.engine.amounts import Floats, Money
from parley.engine.contagion.fire_sales import fire_sale
from parley.engine.impact import PriceImpact
from parley.engine.selling import LeverageThresholds, SellingOrder, SettledAt
from tests.engine.systems import arrays, one_of, shares


@dataclass
class Bank:
    """One balance sheet, and what it has on offer."""

    units: list[float]
    cash: float
    other: float
    loan: float
    fixed_debt: float
    lines: tuple[float, float, float]
    dead: bool = False
    offer: list[float] = field(default_factory=list)

    def assets(self, prices: list[float]) -> float:
        held = sum(u * q for u, q in zip(self.units, prices, strict=True))
        return self.cash + self.other + held

    def look(self, prices: list[float], first: list[int] | None, last: bool) -> None:
        """Decide what to put to market; ``first`` is the order of classes, None is evenly."""
        self.offer = [0.0] * len(self.units)
        if self.dead:
            return
        assets = self.assets(prices)
        equity = assets - self.loan - self.fixed_debt
        fails_below, sells_below, target = self.lines
        if equity < fails_below * assets:
            self.dead, self.offer = True, list(self.units)
            return
        if equity >= sells_below * assets:
            return
        excess = max(0.0, assets - equity / target)
        paid = min(excess, self.cash, self.loan)
        idle = self.cash - paid
        if not last:
            self.cash, self.loan = idle, self.loan - paid
        need = max(0.0, excess - paid - idle)
        held = sum(u * q for u, q in zip(self.units, prices, strict=True))
        if first is None:
            part = min(1.0, need / held) if held > 0 else 0.0
            self.offer = [part * u for u in self.units]
            return
        for a in first:
            money = min(need, self.units[a] * prices[a])
            if money > 0:
                self.offer[a] = min(self.units[a], money / prices[a])
                need -= money


@dataclass(frozen=True)
class Market:
    """Who holds what, and how prices answer."""

    holdings: Money
    cash: Money
    other: Money
    debt: Money
    impact: PriceImpact
    shock: Floats
    lines: tuple[float, float, float]

    @property
    def equity(self) -> Money:
        return np.asarray(self.holdings.sum(axis=1) + self.cash + self.other - self.debt)


def played(
    market: Market, order: SellingOrder, settled: SettledAt, rounds: int
) -> tuple[list[float], list[float]]:
    """Prices and equities at the end."""
    lines = market.lines
    banks = [
        Bank(list(held), cash, other, 0.5 * debt, 0.5 * debt, lines)
        for held, cash, other, debt in zip(
            market.holdings.tolist(), market.cash, market.other, market.debt, strict=True
        )
    ]
    whole = market.holdings.sum(axis=0)
    start = (1.0 - market.shock).tolist()
    prices, sold = list(start), [0.0] * len(start)
    steep = market.impact.slope_per_unit(whole)
    liquid_first = sorted(range(len(start)), key=lambda a: steep[a])
    for r in range(rounds):
        before = list(prices)
        for a in range(len(prices)):
            sold[a] += sum(bank.offer[a] for bank in banks if bank.offer)
        after = market.impact.price(sold, market=whole, start=start)
        prices = [min(old, float(new)) for old, new in zip(before, after, strict=True)]
        for bank in banks:
            for a, units in enumerate(bank.offer):
                late = settled.value
                bank.cash += units * (late * prices[a] + (1.0 - late) * before[a])
                bank.units[a] -= units
        for bank in banks:
            in_order = order is SellingOrder.MOST_LIQUID_FIRST
            bank.look(prices, liquid_first if in_order else None, r + 1 == rounds)
    return prices, [bank.assets(prices) - bank.loan - bank.fixed_debt for bank in banks]


@st.composite
def markets(draw: st.DrawFn) -> Market:
    n, m = draw(st.integers(1, 6)), draw(st.integers(1, 10))
    held, cash, other = (draw(arrays(shape)) for shape in ((n, m), (n,), (n,)))
    assets = held.sum(axis=1) + cash + other
    slope = draw(arrays((m,), one_of(0.0, 1e-4, 1e-3, 1e-2)))
    lowest = draw(st.sampled_from([0.0, 0.3]))
    impact = draw(
        st.sampled_from(
            [
                PriceImpact.linear(slope, lowest),
                PriceImpact.exponential(slope, lowest),
                PriceImpact.square_root(slope, np.full(m, 10.0)),
                PriceImpact.from_fall(np.minimum(10 * slope, 0.5), 0.05),
            ]
        )
    )
    return Market(
        holdings=held,
        cash=cash,
        other=other,
        # Nobody stands exactly on a line: there the last digit decides.
        debt=assets * draw(arrays((n,), one_of(0.0, 0.5, 0.9, 0.95, 0.962, 0.968, 1.0))),
        impact=impact,
        shock=draw(arrays((m,), shares)) * 0.2,
        lines=draw(st.sampled_from([(0.03, 0.04, 0.05), (0.0, 1 / 33, 1 / 31.35)])),
    )


@pytest.mark.parametrize("order", SellingOrder)
@pytest.mark.parametrize("settled", SettledAt)
@settings(max_examples=60)
@given(market=markets(), rounds=st.integers(1, 7))
def test_a_loop_over_banks_and_classes_ends_at_the_same_prices(
    order: SellingOrder, settled: SettledAt, market: Market, rounds: int
) -> None:
    prices, equity = played(market, order, settled, rounds)
    found = fire_sale(
        market.holdings,
        np.maximum(market.equity, 0.0),
        0.5 * market.debt,
        market.impact,
        shock=market.shock,
        cash=market.cash,
        other_debt=0.5 * market.debt,
        selling=LeverageThresholds(*market.lines),
        order=order,
        settled_at=settled,
        rounds=rounds,
    )
    scale = 1.0 + market.debt.sum()
    assert_allclose(found.prices[0], prices, rtol=1e-9, atol=1e-12)
    assert_allclose(found.equity[0], equity, rtol=0, atol=1e-9 * scale)
