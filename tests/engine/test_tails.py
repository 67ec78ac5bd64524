"""Value at risk and expected shortfall: by hand, by slow ways, and how often intervals hold."""

import math
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.special import ndtri

from parley.engine.amounts import Floats
from parley.engine.measures import estimate
from parley.engine.tails import (
    Tail,
    bootstrap_interval,
    expected_shortfall,
    tail_of,
    value_at_risk,
)
from parley.engine.tally.largest import Largest
from parley.errors import InvalidInput

LOSSES = st.lists(st.integers(0, 1000).map(float), min_size=1, max_size=60)
LEVELS = st.sampled_from([0.5, 0.75, 0.9, 0.95, 0.99])
HUNDRED = np.arange(1.0, 101.0)


def test_a_hundred_losses_by_hand() -> None:
    """Of 1 to 100: 95 is not exceeded in 95 draws; the worst five are 96 to 100, mean 98."""
    assert value_at_risk(HUNDRED, 0.95).value == 95.0
    assert expected_shortfall(HUNDRED, 0.95).value == pytest.approx(98.0)


@pytest.mark.parametrize("percent", range(1, 100))
def test_a_level_that_is_a_whole_number_of_draws_is_taken_for_one(percent: int) -> None:
    """0.55 times 100 is 55.00000000000001 to a computer."""
    assert value_at_risk(HUNDRED, percent / 100).value == percent


def test_where_the_level_cuts_a_draw_its_part_counts() -> None:
    """Worst 15 of 100 draws are 1.5 of ten: 10 whole and 9 by half. (10 + 9 / 2) / 1.5."""
    found = expected_shortfall(np.arange(1.0, 11.0), 0.85).value
    assert found == pytest.approx((10 + 9 / 2) / 1.5)


@given(LOSSES, LEVELS)
def test_value_at_risk_is_the_smallest_loss_that_so_many_draws_do_not_exceed(
    numbers: list[float], level: float
) -> None:
    """By trying every draw."""
    losses = np.array(numbers)
    slow = min(x for x in numbers if np.mean(losses <= x) >= level - 1e-12)
    assert value_at_risk(losses, level).value == slow


@given(LOSSES, LEVELS)
def test_expected_shortfall_is_the_least_of_rockafellar_and_uryasev(
    numbers: list[float], level: float
) -> None:
    """Their theorem 10: the minimum over c of ``c + mean(max(x - c, 0)) / (1 - level)``."""
    losses = np.array(numbers)
    slow = min(c + np.maximum(losses - c, 0).mean() / (1 - level) for c in numbers)
    assert expected_shortfall(losses, level).value == pytest.approx(slow, rel=1e-9, abs=1e-9)


@given(LOSSES, LEVELS)
def test_measures_are_in_order_and_follow_the_unit(numbers: list[float], level: float) -> None:
    losses = np.array(numbers)
    at_risk, shortfall = value_at_risk(losses, level), expected_shortfall(losses, level)
    assert at_risk.low <= at_risk.value <= at_risk.high
    assert at_risk.value <= shortfall.value <= losses.max() + 1e-9
    twice = expected_shortfall(4 * losses + 1, level)
    assert twice.value == pytest.approx(4 * shortfall.value + 1)
    assert twice.error == pytest.approx(4 * shortfall.error, abs=1e-9)


@settings(max_examples=40)
@given(LOSSES, LOSSES, LEVELS)
def test_expected_shortfall_rewards_spreading(
    one: list[float], other: list[float], level: float
) -> None:
    """Subadditive: two books together are no worse than apart (Acerbi & Tasche 2002)."""
    n = min(len(one), len(other))
    a, b = np.array(one[:n]), np.array(other[:n])
    apart = expected_shortfall(a, level).value + expected_shortfall(b, level).value
    assert expected_shortfall(a + b, level).value <= apart + 1e-6


def test_the_interval_of_the_median_is_the_one_in_the_tables() -> None:
    """n = 10: the 2nd and the 9th value bound the median with 97.9 % (Conover, table A3)."""
    found = value_at_risk(np.arange(1.0, 11.0), 0.5)
    assert (found.low, found.high) == (2.0, 9.0)


def test_too_few_draws_bound_nothing() -> None:
    """Of 100 draws none is above the 99.9th percentile with confidence: 0.999^100 is 90 %."""
    found = value_at_risk(HUNDRED, 0.999)
    assert (found.value, found.high, found.error) == (100.0, math.inf, math.inf)


@pytest.mark.parametrize("grouped", [False, True])
def test_intervals_hold_as_often_as_they_say(grouped: bool) -> None:
    """400 runs of 500 draws, normal or with a part in common to groups of 10; 95 % of intervals.

    Expected misses 20 of 400, standard deviation 4.4; clustered errors are a little small with
    50 groups.
    """
    rng, level, runs = np.random.default_rng(7), 0.9, 400
    groups = np.arange(500) // 10 if grouped else None
    q = float(ndtri(level))
    true_shortfall = math.exp(-q * q / 2) / math.sqrt(2 * math.pi) / (1 - level)
    missed = np.zeros(2)
    for _ in range(runs):
        losses = rng.normal(size=500)
        if grouped:
            losses = math.sqrt(0.5) * (losses + np.repeat(rng.normal(size=50), 10))
        for k, (measure, truth) in enumerate(
            ((value_at_risk, q), (expected_shortfall, true_shortfall))
        ):
            found = measure(losses, level, groups=groups)
            missed[k] += not found.low <= truth <= found.high
    assert np.all(missed <= 42)
    assert np.all(missed >= 4)


def test_draws_in_groups_say_less() -> None:
    losses = np.repeat(np.random.default_rng(3).normal(size=50), 10)
    groups = np.repeat(np.arange(50), 10)
    apart, together = (
        expected_shortfall(losses, 0.9),
        expected_shortfall(losses, 0.9, groups=groups),
    )
    assert together.value == apart.value
    assert together.error > 2 * apart.error


@given(st.lists(st.floats(0, 100), min_size=2, max_size=40), st.integers(2, 5))
def test_the_error_is_that_of_the_mean_it_is(numbers: list[float], groups: int) -> None:
    """Against ``measures.estimate`` of the numbers whose mean expected shortfall is."""
    losses, on = np.array(numbers), np.arange(len(numbers)) % groups
    q = value_at_risk(losses, 0.75).value
    each = q + np.maximum(losses - q, 0) / 0.25
    slow = estimate(each, "", on)
    found = expected_shortfall(losses, 0.75, groups=on)
    assert found.value == pytest.approx(slow.value, abs=1e-9)
    assert found.error == pytest.approx(slow.error, rel=1e-6, abs=1e-9)


def test_a_bootstrap_agrees_with_the_formula_and_repeats_itself() -> None:
    losses = np.random.default_rng(4).normal(size=2_000)
    formula = expected_shortfall(losses, 0.9)
    found = bootstrap_interval(losses, 0.9, seed=1, resamples=400)
    assert found.value == formula.value
    assert found.error == pytest.approx(formula.error, rel=0.15)
    assert found.low < found.value < found.high
    assert found == bootstrap_interval(losses, 0.9, seed=1, resamples=400)
    assert found != bootstrap_interval(losses, 0.9, seed=2, resamples=400)


def test_a_bootstrap_draws_whole_groups() -> None:
    losses = np.repeat(np.random.default_rng(3).normal(size=50), 10)
    groups = np.repeat(np.arange(50), 10)
    found = bootstrap_interval(losses, 0.8, seed=1, resamples=300, groups=groups)
    clustered = expected_shortfall(losses, 0.8, groups=groups)
    assert found.error == pytest.approx(clustered.error, rel=0.3)


def kept(losses: Floats, keep: int, groups: int, sizes: list[int], *, backwards: bool) -> Tail:
    largest = Largest(1, keep, groups)
    starts = np.concatenate([[0], np.cumsum(sizes)])
    pieces = list(pairwise(starts))
    for start, stop in reversed(pieces) if backwards else pieces:
        largest.add(int(start), losses[start:stop, np.newaxis])
    return largest.tail(0)


@settings(max_examples=60)
@given(st.lists(st.integers(0, 30).map(float), min_size=20, max_size=60), st.booleans())
def test_tails_of_draws_that_were_let_go_are_those_of_all(
    numbers: list[float], backwards: bool
) -> None:
    """Many equal losses: which of them are kept must not depend on the order."""
    losses, keep = np.array(numbers), 16
    sizes = [7] * (losses.size // 7) + [losses.size % 7]
    tail = kept(losses, keep, 3, sizes, backwards=backwards)
    whole = tail_of(losses, np.arange(losses.size) % 3)
    assert tail.draws == losses.size
    np.testing.assert_array_equal(tail.largest, np.sort(losses)[-keep:])
    assert expected_shortfall(tail, 0.8).value == pytest.approx(
        expected_shortfall(whole, 0.8).value
    )
    other = kept(losses, keep, 3, sizes, backwards=not backwards)
    assert expected_shortfall(tail, 0.8) == expected_shortfall(other, 0.8)
    np.testing.assert_array_equal(tail.groups, other.groups)


def test_a_tail_that_is_too_short_for_the_level_says_so() -> None:
    tail = kept(np.arange(1000.0), 50, 1, [1000], backwards=False)
    assert value_at_risk(tail, 0.99).value == 989.0
    with pytest.raises(InvalidInput, match="the 50 largest of 1000; expected at least"):
        value_at_risk(tail, 0.9)
    with pytest.raises(InvalidInput, match="keep more"):
        expected_shortfall(tail, 0.5)


def test_draws_that_do_not_count_are_not_among_the_largest() -> None:
    largest = Largest(1, 5, 2)
    largest.add(0, np.array([[1.0], [1e9], [3.0]]), np.array([True, False, True]))
    assert largest.tail(0).largest.tolist() == [1.0, 3.0]
    assert largest.tail(0).counts.tolist() == [2, 0]


def test_what_is_stored_of_the_largest_is_taken_up_again() -> None:
    losses = np.random.default_rng(1).normal(size=(90, 2))
    whole, half, rest = (Largest(2, 10, 3) for _ in range(3))
    whole.add(0, losses)
    half.add(0, losses[:50])
    rest.restore(half.state())
    rest.add(50, losses[50:])
    np.testing.assert_array_equal(rest.tail(1).largest, whole.tail(1).largest)
    np.testing.assert_array_equal(rest.tail(1).groups, whole.tail(1).groups)


@pytest.mark.parametrize("measure", [value_at_risk, expected_shortfall])
@pytest.mark.parametrize(
    ("losses", "options", "said"),
    [
        ([1.0, math.nan], {}, "losses of 1: nan"),
        ([1.0, math.inf], {}, "losses of 1: inf"),
        ([], {}, "at least one draw"),
        ([[1.0, 2.0]], {}, "shape"),
        ([1.0], {"level": 1.0}, "level: 1.0; expected above 0 and below 1"),
        ([1.0], {"level": math.nan}, "level: nan"),
        ([1.0], {"confidence": 0.0}, "confidence"),
        ([1.0], {"groups": [0, 1]}, "groups"),
        ([1.0], {"groups": [-1]}, "groups"),
    ],
)  # fmt: skip
def test_what_cannot_be_measured_is_refused(
    measure: object, losses: list[float], options: dict[str, float], said: str
) -> None:
    with pytest.raises(InvalidInput, match=said):
        measure(losses, **options)  # type: ignore[operator]


def test_one_draw_is_its_own_tail() -> None:
    found = expected_shortfall([3.0], 0.99)  # type: ignore[arg-type]
    assert (found.value, found.error) == (3.0, 0.0)
    assert value_at_risk([3.0]).value == 3.0  # type: ignore[arg-type]


def test_large_beside_small() -> None:
    losses = np.concatenate([np.full(99, 1e-3), [1e15]])
    assert value_at_risk(losses, 0.99).value == 1e-3
    assert expected_shortfall(losses, 0.99).value == pytest.approx(1e15)
