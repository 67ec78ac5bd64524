"""Outages: drawn from their distributions, by address, and nothing impossible among them."""

from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.testing import assert_array_equal

from parley.engine.scenario import OutageDistribution, Outages, draw_outages
from parley.errors import InvalidInput

GIVEN: dict[str, Any] = {
    "candidates": (2, 5, 7),
    "hours_median": 20.0,
    "hours_sigma": 0.5,
    "hours_range": (4.0, 72.0),
    "manual_capacity": (0.05, 0.25),
    "direct_loss": (0.0, 0.1),
    "detection_hours": (2.0, 8.0),
}
COLUMNS = ("hit", "hours", "manual", "direct", "detection")


def distribution(**changed: Any) -> OutageDistribution:
    return OutageDistribution(**GIVEN | changed)


@settings(max_examples=60)
@given(st.integers(0, 2**60), st.integers(1, 300))
def test_what_is_drawn_lies_in_its_range(seed: int, count: int) -> None:
    drawn = draw_outages(distribution(), seed, count)
    assert set(drawn.hit.tolist()) <= {2, 5, 7}
    for values, (low, high) in (
        (drawn.hours, (4.0, 72.0)),
        (drawn.manual, (0.05, 0.25)),
        (drawn.direct, (0.0, 0.1)),
        (drawn.detection, (2.0, 8.0)),
    ):
        assert values.shape == (count,)
        assert np.all((values >= low) & (values <= high))


def test_lengths_have_the_median_and_the_spread_that_were_asked_for() -> None:
    """Of 20,000 lognormal lengths half lie below the median, and 84.1 per cent below the median
    times exp(sigma). The standard error of such a share is at most 0.0036."""
    drawn = draw_outages(distribution(hours_range=(0.0, np.inf)), 1, 20_000)
    assert abs(np.mean(drawn.hours < 20.0) - 0.5) < 0.015
    assert abs(np.mean(drawn.hours < 20.0 * np.exp(0.5)) - 0.8413) < 0.015


def test_candidates_are_hit_equally_often() -> None:
    drawn = draw_outages(distribution(), 2, 20_000)
    shares = [float(np.mean(drawn.hit == place)) for place in (2, 5, 7)]
    assert all(abs(share - 1 / 3) < 0.015 for share in shares)


def test_what_is_drawn_apart_is_independent() -> None:
    """Correlations of 20,000 independent draws have a standard error of 0.007."""
    drawn = draw_outages(distribution(), 3, 20_000)
    columns = np.stack([getattr(drawn, name).astype(float) for name in COLUMNS])
    off_diagonal = np.corrcoef(columns)[~np.eye(5, dtype=bool)]
    assert np.all(np.abs(off_diagonal) < 0.03)


def test_a_draw_is_the_same_however_many_are_drawn() -> None:
    few, many = (draw_outages(distribution(), 11, count) for count in (10, 5_000))
    for name in COLUMNS:
        assert_array_equal(getattr(few, name), getattr(many, name)[:10])


def test_another_seed_gives_other_draws() -> None:
    one, other = (draw_outages(distribution(), seed, 10) for seed in (1, 2))
    assert not np.array_equal(one.hours, other.hours)


def test_some_of_the_draws_keep_their_order() -> None:
    drawn = draw_outages(distribution(), 11, 10)
    some = drawn.of(np.array([7, 1]))
    for name in COLUMNS:
        assert_array_equal(getattr(some, name), getattr(drawn, name)[[7, 1]])


def test_ranges_of_one_point_give_that_point() -> None:
    fixed = distribution(hours_range=(6.0, 6.0), manual_capacity=(0.5, 0.5), hours_sigma=0.0)
    drawn = draw_outages(fixed, 1, 3)
    assert drawn.hours.tolist() == [6.0] * 3
    assert drawn.manual.tolist() == [0.5] * 3


@pytest.mark.parametrize(
    ("changed", "wrong"),
    [
        ({"candidates": ()}, "candidates: none"),
        ({"candidates": (2, -1)}, "candidates: -1"),
        ({"hours_median": 0.0}, "hours_median"),
        ({"hours_median": np.nan}, "hours_median"),
        ({"hours_sigma": -1.0}, "hours_sigma"),
        ({"hours_sigma": np.nan}, "hours_sigma"),
        ({"hours_range": (72.0, 4.0)}, "hours_range: 72.0 to 4.0"),
        ({"hours_range": (-1.0, 4.0)}, "hours_range"),
        ({"manual_capacity": (0.0, 1.5)}, "manual_capacity"),
        ({"direct_loss": (np.nan, 0.5)}, "direct_loss"),
        ({"detection_hours": (8.0, 2.0)}, "detection_hours"),
        ({"detection_hours": (8.0, np.inf)}, "detection_hours"),
    ],
)
def test_a_distribution_that_cannot_be_is_refused(changed: dict[str, Any], wrong: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        distribution(**changed)
    assert wrong in str(refused.value)


def test_all_that_is_wrong_is_said_at_once() -> None:
    with pytest.raises(InvalidInput) as refused:
        distribution(candidates=(), hours_median=-1.0, direct_loss=(0.5, 0.1))
    assert len(refused.value.faults) == 3


def test_a_negative_number_of_draws_is_refused() -> None:
    with pytest.raises(InvalidInput, match="count"):
        draw_outages(distribution(), 1, -1)


@pytest.mark.parametrize(
    ("name", "value"),
    [("hit", -1), ("hours", np.nan), ("hours", -1.0), ("manual", 1.1), ("direct", -0.1),
     ("detection", np.nan)],
)  # fmt: skip
def test_outages_that_cannot_be_are_refused(name: str, value: float) -> None:
    columns: dict[str, Any] = {column: np.zeros(3) for column in COLUMNS}
    columns["hit"] = np.zeros(3, dtype=np.int64)
    columns[name][1] = value
    with pytest.raises(InvalidInput, match=f"{name} of 1"):
        Outages(**columns)


def test_outages_of_different_lengths_are_refused() -> None:
    zeros = np.zeros(3)
    with pytest.raises(InvalidInput, match=r"manual: shape \(2,\)"):
        Outages(np.zeros(3, dtype=np.int64), zeros, zeros[:2], zeros, zeros)
