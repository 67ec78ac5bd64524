"""Fire sales of one asset class found again by looking along the price, from 1 down."""

import math
from dataclasses import dataclass

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from parley.engine.amounts import Floats, Money
from parley.engine.contagion.forced_sales import sell_from
from tests.engine.systems import arrays, one_of, shares


@dataclass(frozen=True)
class Market:
    """One asset class and who holds it."""

    held: Money
    other: Money
    counted: Money
    debts: Money
    need: Money
    floor: Floats
    impact: float
    sold_before: float

    def answer(self, price: float) -> float:
        """The price that results if everybody answers to this one."""
        sold = 0.0
        for h, other, counted, debts, need, floor in zip(
            self.held, self.other, self.counted, self.debts, self.need, self.floor, strict=True
        ):
            value = h * price
            if value == 0.0:
                continue
            equity = other + value - debts
            keeps = value - need
            if floor > 0.0:
                bears = max(equity, 0.0) / floor - counted if equity > 0.0 else 0.0
                keeps = min(keeps, bears)
            sold += h * (1.0 - min(1.0, max(0.0, keeps / value)))
        return math.exp(-self.impact * max(0.0, self.sold_before + sold))


@st.composite
def markets(draw: st.DrawFn) -> Market:
    n = draw(st.integers(1, 5))
    held, other = draw(arrays((n,))), draw(arrays((n,)))
    return Market(
        held=held,
        other=other,
        counted=other * draw(arrays((n,), shares)),
        debts=(held + other) * draw(arrays((n,), one_of(0.0, 0.5, 0.9, 0.95, 0.99))),
        need=held * draw(arrays((n,), one_of(0.0, 0.0, 0.1, 0.5, 2.0))),
        floor=draw(arrays((n,), one_of(0.0, 0.03, 0.1))),
        impact=draw(st.sampled_from([0.0, 0.0005, 0.002, 0.01])),
        sold_before=draw(st.sampled_from([-5.0, 0.0, 7.0])),
    )


def found_in(market: Market) -> tuple[float, Floats]:
    n = market.held.size
    found = sell_from(
        market.held[None, :, None],
        np.array([market.impact]),
        np.zeros((1, n)),
        np.ones((1, 1)),
        other_assets=market.other[None],
        weighted_assets=market.counted[None],
        debts=market.debts[None],
        floor=market.floor,
        cash_need=market.need[None],
        sold_before=np.array([[market.sold_before]]),
    )
    assert found.status[0] == 0
    return float(found.prices[0, 0]), np.asarray(found.fraction[0])


@settings(max_examples=80)
@given(markets())
def test_the_highest_price_that_answers_itself_is_found(market: Market) -> None:
    """Between 1 and the price found there is none to which the answer is as high; just below it
    there is."""
    price, _ = found_in(market)
    for above in np.linspace(price, 1.0, 400)[1:]:
        if above > price + 1e-9:
            assert market.answer(float(above)) < above
    assert market.answer(price * (1.0 + 1e-9)) >= price * (1.0 - 1e-9)
    assert market.answer(price * (1.0 - 1e-9)) <= price * (1.0 + 1e-9)


@settings(max_examples=60)
@given(st.floats(0.001, 0.36), st.floats(0.1, 100.0))
def test_bisection_finds_the_share_that_raises_the_cash(need: float, held: float) -> None:
    """One seller, and an impact under which selling everything divides the price by e: it raises
    ``f exp(-f)`` of what it holds, which grows up to f = 1. So f is where that meets the need."""
    nothing = np.zeros(1)
    market = Market(
        held=np.array([held]),
        other=nothing,
        counted=nothing,
        debts=nothing,
        need=np.array([need * held]),
        floor=nothing,
        impact=1.0 / held,
        sold_before=0.0,
    )
    low, high = 0.0, 1.0
    for _ in range(60):
        middle = (low + high) / 2
        low, high = (middle, high) if middle * math.exp(-middle) < need else (low, middle)
    price, fraction = found_in(market)
    assert abs(fraction[0] - low) <= 1e-8
    assert abs(price - math.exp(-low)) <= 1e-8
