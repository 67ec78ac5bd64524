"""Prices in whole numbers: the exponential law, never rising with what is sold."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from parley.engine.whole.prices import LEAST_DEPTH, price_table, prices_after


@given(st.integers(LEAST_DEPTH, 2**61), st.lists(st.integers(0, 2**61), min_size=2, max_size=50))
def test_a_price_never_rises_with_what_is_sold(depth: int, sold: list[int]) -> None:
    many = np.sort(np.array(sold, dtype=np.int64))
    prices = prices_after(np.full(many.size, depth), many[np.newaxis])[0]
    assert np.all(np.diff(prices) <= 0)
    exact = np.exp(-many / depth)
    assert np.all(np.abs(prices / 1e9 - exact) < 1e-8)


@given(st.integers(LEAST_DEPTH, 2**40), st.integers(0, 2**44))
def test_one_unit_more_never_makes_a_price_rise(depth: int, sold: int) -> None:
    two = prices_after(np.array([depth, depth]), np.array([[sold, sold + 1]]))[0]
    assert two[1] <= two[0]


def test_the_table_is_that_of_exact_arithmetic() -> None:
    """At 1/e the digits are known: 0.367879441171442..."""
    table = price_table()
    assert (table[0], table[4096], table[-1]) == (10**9, 367_879_441, 0)
    assert np.all(np.diff(table) <= 0)


def test_purchases_do_not_raise_a_price_and_a_market_without_depth_does_not_move() -> None:
    assert prices_after(np.array([10**6, 0]), np.array([[-5, 10**15]])).tolist() == [[10**9, 10**9]]
