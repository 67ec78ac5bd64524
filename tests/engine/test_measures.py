"""Means over draws with their error and spread."""

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from parley.engine.measures import estimate, spillovers
from parley.errors import InvalidInput

NUMBERS = st.lists(st.integers(-1000, 1000).map(float), min_size=2, max_size=30)


def test_the_error_is_the_spread_divided_by_the_root_of_the_count() -> None:
    """2, 4, 4, 4, 5, 5, 7, 9: mean 5, squares of deviations add up to 32, so the error is
    sqrt(32 / 7 / 8)."""
    found = estimate(np.array([2.0, 4, 4, 4, 5, 5, 7, 9]), "USD bn")
    assert found.value == 5.0
    assert found.unit == "USD bn"
    assert math.isclose(found.error, math.sqrt(32 / 7 / 8))


def test_a_single_draw_has_no_error() -> None:
    found = estimate(np.array([3.0]), "USD bn")
    assert (found.value, found.error, found.low, found.high) == (3.0, 0.0, 3.0, 3.0)


def test_of_no_draws_there_is_no_mean() -> None:
    assert math.isnan(estimate(np.zeros(0), "USD bn").value)


def test_draws_on_one_matrix_count_as_one() -> None:
    """Ten copies each of 1 and 3: two groups, so the error is that of 1 and 3, which is 1."""
    draws = np.repeat([1.0, 3.0], 10)
    assert math.isclose(estimate(draws, "", np.repeat([0, 1], 10)).error, 1.0)
    assert estimate(draws, "").error < 0.25


def test_a_single_group_says_nothing_about_groups() -> None:
    draws = np.array([1.0, 2.0, 4.0])
    assert estimate(draws, "", np.zeros(3, dtype=np.int64)).error == estimate(draws, "").error


@settings(max_examples=60)
@given(NUMBERS)
def test_groups_of_one_are_draws(numbers: list[float]) -> None:
    draws = np.array(numbers)
    apart = estimate(draws, "", np.arange(draws.size))
    assert math.isclose(apart.error, estimate(draws, "").error, rel_tol=1e-9, abs_tol=1e-12)
    spread = float(draws.std(ddof=1)) / math.sqrt(draws.size)
    assert math.isclose(apart.error, spread, rel_tol=1e-9, abs_tol=1e-12)


@settings(max_examples=60)
@given(NUMBERS, st.integers(-50, 50))
def test_what_is_added_to_all_draws_moves_the_mean_and_not_the_error(
    numbers: list[float], more: int
) -> None:
    draws = np.array(numbers)
    one, other = estimate(draws, ""), estimate(draws + more, "")
    assert math.isclose(other.value, one.value + more, abs_tol=1e-9)
    assert math.isclose(other.error, one.error, rel_tol=1e-9, abs_tol=1e-9)
    assert one.low <= one.high


@pytest.mark.parametrize("bad", [np.nan, np.inf])
def test_a_loss_that_is_no_number_is_refused(bad: float) -> None:
    with pytest.raises(InvalidInput, match="draws of 1"):
        estimate(np.array([1.0, bad]), "USD bn")


@settings(max_examples=40)
@given(st.integers(1, 6), st.integers(1, 3), st.integers(0, 99))
def test_nothing_that_spills_over_is_lost(n: int, groups: int, seed: int) -> None:
    losses = np.random.default_rng(seed).integers(0, 50, (n, n)).astype(np.float64)
    labels = np.arange(n) % groups
    found = spillovers(losses, labels)
    slow = sum(losses[i, j] for i in range(n) for j in range(n) if labels[i] != labels[j])
    assert found.sum() == losses.sum()
    assert found.sum() - np.trace(found) == slow


@pytest.mark.parametrize(
    ("losses", "labels"),
    [
        (np.zeros((2, 3)), np.array([0, 1])),
        (np.full((2, 2), np.nan), np.array([0, 1])),
        (np.zeros((2, 2)), np.array([0, -1])),
        (np.zeros((2, 2)), np.array([0.0, 1.5])),
    ],
)
def test_spillovers_of_nonsense_are_refused(
    losses: NDArray[np.float64], labels: NDArray[np.int64]
) -> None:
    with pytest.raises(InvalidInput, match="spillovers"):
        spillovers(losses, labels)
