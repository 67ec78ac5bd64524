"""Purchases of an asset class."""

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.testing import assert_allclose

from parley.engine.instruments.purchases import buy
from tests.engine.systems import arrays, one_of


def test_the_budget_buys_at_todays_price() -> None:
    """30 sold, price 0.5: a budget of 10 buys 20 units."""
    units, money = buy(np.array([[30.0]]), np.array([[0.5]]), np.array([[10.0]]))
    assert units.tolist() == [[20.0]]
    assert money.tolist() == [[10.0]]


def test_no_more_is_bought_than_was_sold() -> None:
    units, money = buy(np.array([[30.0, -5.0]]), np.array([[0.5, 1.0]]), np.array([[90.0, 9.0]]))
    assert units.tolist() == [[30.0, 0.0]]
    assert money.tolist() == [[15.0, 0.0]]


@settings(max_examples=50)
@given(st.data())
def test_neither_the_budget_nor_what_was_sold_is_exceeded(data: st.DataObject) -> None:
    sold, budget = data.draw(arrays((3, 2))) - 10.0, data.draw(arrays((3, 2)))
    prices = data.draw(arrays((3, 2), one_of(0.01, 0.5, 1.0)))
    units, money = buy(sold, prices, budget)
    assert np.all((units >= 0.0) & (units <= np.maximum(sold, 0.0)))
    assert np.all(money <= budget * (1 + 1e-12))
    assert_allclose(money, units * prices)
