"""Initial margin by day: worked examples, what a calm past does to it, and what is refused."""

from typing import Any

import numpy as np
import pytest
from numpy.testing import assert_allclose

from parley.engine.margin_models import (
    HistoricalMargin,
    WeightedMargin,
    margin_by_day,
    margin_calls,
)
from parley.errors import InvalidInput


def test_historical_margin_is_the_quantile_of_losses_in_the_window() -> None:
    """Losses 1 to 5, half of them below 3; then with a window of 3 those of days 3, 4, 5."""
    gains = -np.arange(1.0, 6.0)[:, np.newaxis]
    whole = margin_by_day(gains, HistoricalMargin(confidence=0.5, window=9))
    assert whole[:, 0].tolist() == [1, 1.5, 2, 2.5, 3]
    short = margin_by_day(gains, HistoricalMargin(confidence=0.5, window=3))
    assert short[:, 0].tolist() == [1, 1.5, 2, 3, 4]


def test_weighted_margin_is_a_normal_quantile_of_the_weighted_variance() -> None:
    """Gains 3 and 1 with decay 0.5: (0.5 x 9 + 1 x 1) / 1.5 = 11/3; the quantile of 0.99 is
    2.3263."""
    found = margin_by_day([[3.0], [1.0]], WeightedMargin(decay=0.5))
    assert_allclose(found[:, 0], [2.3263 * 3, 2.3263 * np.sqrt(11 / 3)], rtol=1e-4)


def test_margin_grows_with_the_square_root_of_the_days_to_close_out() -> None:
    gains = np.random.default_rng(2).normal(size=(50, 3))
    for one, four in (
        (HistoricalMargin(), HistoricalMargin(close_out_days=4)),
        (WeightedMargin(), WeightedMargin(close_out_days=4)),
    ):
        assert_allclose(margin_by_day(gains, four), 2 * margin_by_day(gains, one))


def test_a_fast_model_asks_for_more_in_stress_and_a_floor_takes_some_of_that_away() -> None:
    """100 calm days and 20 with three times the moves: the rise is largest with fast weights, and
    smaller where margin could not fall so far before."""
    noise = np.random.default_rng(4).normal(size=(320, 1))
    gains = noise * np.repeat([3.0, 1.0, 3.0], [100, 200, 20])[:, np.newaxis]
    rises = [
        margin_by_day(gains, model)[-1, 0] / margin_by_day(gains, model)[299, 0]
        for model in (
            WeightedMargin(decay=0.9),
            WeightedMargin(decay=0.99),
            WeightedMargin(decay=0.9, floor=0.8),
        )
    ]
    assert rises[0] > rises[1] > 1
    assert rises[0] > rises[2] > 1


def test_a_calm_day_without_gains_needs_no_margin() -> None:
    assert margin_by_day(np.zeros((3, 2)), WeightedMargin()).tolist() == [[0, 0]] * 3
    assert margin_by_day(np.ones((3, 1)), HistoricalMargin()).tolist() == [[0]] * 3


def test_a_call_is_the_rise_of_margin_and_the_loss_of_the_day() -> None:
    calls = margin_calls([[5, 5], [8, 4], [8, 4]], [[-1, 0], [-4, 2], [3, -2]])
    assert calls.tolist() == [[1, 0], [7, 0], [0, 2]]


@pytest.mark.parametrize(
    ("call", "wrong"),
    [
        (lambda: HistoricalMargin(confidence=1.0), "confidence: 1.0"),
        (lambda: HistoricalMargin(window=0), "window: 0"),
        (lambda: HistoricalMargin(floor=-1), "floor: -1"),
        (lambda: WeightedMargin(decay=1.0), "decay: 1.0"),
        (lambda: WeightedMargin(confidence=np.nan), "confidence: nan"),
        (lambda: WeightedMargin(close_out_days=0), "close_out_days: 0"),
        (lambda: margin_by_day([[1.0], [np.nan]], WeightedMargin()), "gains of 1, 0: nan"),
        (lambda: margin_by_day(np.zeros((1, 1, 1)), WeightedMargin()), "gains: shape (1, 1, 1)"),
        (lambda: margin_calls([[1.0]], [[1.0, 2.0]]), "margin: shape (1, 1)"),
        (lambda: margin_calls([[-1.0]], [[1.0]]), "margin of 0, 0: -1.0"),
    ],
)
def test_what_cannot_be_is_refused(call: Any, wrong: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        call()
    assert wrong in str(refused.value)
