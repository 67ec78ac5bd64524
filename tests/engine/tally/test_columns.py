"""Estimates of draws that were let go, against those of draws that are all there."""

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from parley.engine.measures import estimate
from parley.engine.tally.columns import Tally

NUMBERS = st.lists(st.floats(-1e6, 1e6), min_size=1, max_size=40)


@settings(max_examples=80)
@given(NUMBERS, st.integers(1, 5), st.integers(1, 9))
def test_an_estimate_is_that_of_the_draws_all_at_once(
    numbers: list[float], groups: int, size: int
) -> None:
    draws = np.array(numbers)
    on = np.arange(draws.size) % groups
    tally = Tally(1, draws.size, groups=groups)
    for first in range(0, draws.size, size):
        tally.add(first, draws[first : first + size, np.newaxis], on[first : first + size])
    found, expected = tally.estimate(0, "USD bn"), estimate(draws, "USD bn", on)
    scale = 1e-9 * float(np.abs(draws).max(initial=1.0))
    assert found.unit == "USD bn"
    assert found.value == pytest.approx(expected.value, abs=scale)
    assert found.error == pytest.approx(expected.error, abs=scale)
    assert (found.low, found.high) == (expected.low, expected.high)


def test_the_order_in_which_draws_come_does_not_matter() -> None:
    draws, on = np.random.default_rng(1).normal(size=(50, 2)), np.arange(50) % 3
    there, back = Tally(2, 50, groups=3), Tally(2, 50, groups=3)
    for first in range(0, 50, 10):
        there.add(first, draws[first : first + 10], on[first : first + 10])
    for first in range(40, -1, -10):
        back.add(first, draws[first : first + 10], on[first : first + 10])
    assert there.estimate(1, "") == back.estimate(1, "")


def test_a_draw_that_does_not_count_is_in_no_figure() -> None:
    tally = Tally(1, 3)
    tally.add(0, np.array([[1.0], [1e9], [3.0]]), counted=np.array([True, False, True]))
    found = tally.estimate(0, "")
    assert (tally.size, found.value, found.error) == (2, 2.0, 1.0)
    assert found.high == pytest.approx(2.9)


def test_what_is_the_same_in_every_draw_has_no_error_at_all() -> None:
    """0.1 is no whole number of halves: sums of squares that round would leave something over."""
    tally = Tally(1, 1000)
    tally.add(0, np.full((1000, 1), 0.1))
    assert tally.estimate(0, "").error == 0.0


def test_percentiles_are_those_of_the_draws_that_are_kept() -> None:
    tally = Tally(1, 100, keep=11)
    tally.add(0, np.arange(100.0)[:, np.newaxis])
    found = tally.estimate(0, "")
    assert (found.value, found.low, found.high) == (49.5, 0.5, 9.5)


def test_of_no_draw_there_is_no_mean() -> None:
    found = Tally(1, 5).estimate(0, "")
    assert all(math.isnan(x) for x in (found.value, found.error, found.low, found.high))


def test_what_is_stored_is_taken_up_again() -> None:
    draws = np.random.default_rng(2).normal(size=(20, 3))
    whole, half, rest = Tally(3, 20), Tally(3, 20), Tally(3, 20)
    whole.add(0, draws)
    half.add(0, draws[:10])
    rest.restore({name: values.copy() for name, values in half.state().items()})
    rest.add(10, draws[10:])
    assert rest.estimate(2, "") == whole.estimate(2, "")
