"""Exact sums: against Python's fractions, in any order, cut anywhere."""

import math
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from parley.engine.tally.sums import SCALE, ExactSums
from parley.errors import InvalidInput

ANY = st.floats(allow_nan=False, allow_infinity=False)
MONEY = st.floats(min_value=-1e18, max_value=1e18).map(lambda x: x if abs(x) > 1e-100 else 0.0)


def added(numbers: list[float], squares: bool = False) -> ExactSums:
    sums = ExactSums(1, squares=squares)
    sums.add(np.array(numbers, dtype=np.float64).reshape(-1, 1))
    return sums


@given(st.lists(ANY, max_size=30))
def test_a_sum_is_that_of_fractions_to_the_last_bit(numbers: list[float]) -> None:
    exact = sum((Fraction(number) for number in numbers), Fraction(0))
    assert Fraction(added(numbers).total(0), SCALE) == exact


def test_the_smallest_and_the_largest_double_have_a_place() -> None:
    numbers = [5e-324, -5e-324, 5e-324, 1.7976931348623157e308, 2.0**-1022, 0.0, -0.0]
    assert Fraction(added(numbers).total(0), SCALE) == sum(Fraction(number) for number in numbers)


@given(st.lists(MONEY, max_size=30))
def test_squares_are_added_without_rounding(numbers: list[float]) -> None:
    exact = sum((Fraction(number) ** 2 for number in numbers), Fraction(0))
    assert Fraction(added(numbers, squares=True).total_of_squares(0), SCALE) == exact


@settings(max_examples=60)
@given(st.lists(MONEY, min_size=2, max_size=30), st.randoms(use_true_random=False), st.data())
def test_neither_order_nor_cutting_changes_a_sum(
    numbers: list[float], chance: object, data: st.DataObject
) -> None:
    shuffled = list(numbers)
    chance.shuffle(shuffled)  # type: ignore[attr-defined]
    at = data.draw(st.integers(0, len(numbers)))
    one, other = added(shuffled[:at]), added(shuffled[at:])
    other.merge(one)
    assert other.total(0) == added(numbers).total(0)
    assert other.counts.tolist() == [len(numbers)]


def test_rows_are_added_to_the_sum_of_their_group_if_they_count() -> None:
    sums = ExactSums(2, groups=3)
    rows = np.array([[1.0, 10.0], [2.0, 20.0], [4.0, 40.0], [8.0, 80.0]])
    counted = np.array([True, True, False, True])
    sums.add(rows, np.array([2, 0, 0, 2]), counted)
    assert [sums.total(0, [group]) // SCALE for group in range(3)] == [2, 0, 9]
    assert sums.total(1) == 110 * SCALE
    assert sums.counts.tolist() == [1, 0, 2]


@given(st.lists(MONEY, min_size=1, max_size=20))
def test_carrying_changes_no_sum(numbers: list[float]) -> None:
    sums = added(numbers)
    before = sums.total(0)
    sums.carry()
    sums.add(np.array(numbers).reshape(-1, 1))
    sums.carry()
    sums.carry()
    assert sums.total(0) == 2 * before
    assert np.all(sums.limbs[..., :-1] >= 0)
    assert np.all(sums.limbs[..., :-1] < 2**32)


@pytest.mark.parametrize("wrong", [math.nan, math.inf, -math.inf])
def test_what_is_no_number_is_not_added(wrong: float) -> None:
    sums = ExactSums(2)
    rows = np.array([[1.0, 2.0], [3.0, wrong]])
    with pytest.raises(InvalidInput, match="row 1"):
        sums.add(rows)
    sums.add(rows, counted=np.array([True, False]))
    assert sums.total(1) == 2 * SCALE


def test_many_additions_do_not_run_over() -> None:
    """2^40 of each number, by doubling: a limb would run over without being carried."""
    sums = ExactSums(1)
    for _ in range(40):
        doubled = ExactSums(1)
        doubled.merge(sums)
        sums.merge(doubled)
        sums.add(np.array([[-1e300], [math.pi]]))
    times = Fraction(sum(2**k for k in range(40)))
    assert Fraction(sums.total(0), SCALE) == times * (Fraction(math.pi) - Fraction(1e300))
