"""Catastrophes: years drawn, what each insurer loses, curves of loss, and what is refused."""

import math
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.testing import assert_allclose, assert_array_equal
from scipy.stats import norm

from parley.engine.catastrophe import (
    EventSet,
    Years,
    by_year,
    draw_years,
    exceedance_curve,
    insured_losses,
    market_factor,
)
from parley.engine.contagion.claims import clear_claims
from parley.engine.contagion.reinsurance import reinsure
from parley.engine.treaties import Treaties
from parley.engine.treaty import excess_of_loss
from parley.errors import InvalidInput


def event_set(*given: Any) -> EventSet:
    """With lists for arrays."""
    return EventSet(*given)


STORMS = event_set(
    ("great storm", "storm"), ("coast", "plain"), [0.1, 1.5], [[900.0, 100.0], [40.0, 10.0]],
    [0.8, 0.4],
)  # fmt: skip
DRAWS = 40_000


def test_events_happen_as_often_as_they_should() -> None:
    years = draw_years(STORMS, seed=3, first=0, count=DRAWS)
    counts = np.diff(years.first_event)
    assert counts.mean() == pytest.approx(1.6, abs=4 * math.sqrt(1.6 / DRAWS))
    assert counts.var() == pytest.approx(1.6, rel=0.03)
    assert np.mean(years.event == 0) == pytest.approx(1 / 16, abs=0.004)


def test_the_mean_loss_of_a_year_is_frequency_times_mean_loss() -> None:
    years = draw_years(STORMS, 3, 0, DRAWS, common_share=0.4)
    losses = insured_losses(STORMS, years, [[0.5, 0.5]])[:, 0]
    sums, _ = by_year(losses, years.first_event)
    error = sums.std() / math.sqrt(DRAWS)
    assert sums.mean() == pytest.approx(0.5 * (0.1 * 1000 + 1.5 * 50), abs=4 * error)


def test_the_largest_loss_of_a_year_follows_the_formula_of_the_poisson_process() -> None:
    """P(largest > x) = 1 - exp(-Σ λ P(loss > x)): a second way to the occurrence curve."""
    years = draw_years(STORMS, 3, 0, DRAWS)
    losses = insured_losses(STORMS, years, [[1.0, 1.0]])[:, 0]
    _, largest = by_year(losses, years.first_event)
    for x in (30.0, 100.0, 600.0, 2000.0):
        above = norm.sf((np.log(x / np.array([1000.0, 50.0])) / STORMS.spread) + STORMS.spread / 2)
        exact = 1.0 - math.exp(-float(STORMS.frequency @ above))
        error = math.sqrt(exact * (1 - exact) / DRAWS)
        assert np.mean(largest > x) == pytest.approx(exact, abs=4 * error)


@given(st.integers(0, 9000), st.integers(0, 40), st.integers(0, 40))
def test_a_year_is_the_same_in_whatever_piece_it_is_drawn(first: int, one: int, two: int) -> None:
    whole = draw_years(STORMS, 5, first, one + two, common_share=0.5)
    start = draw_years(STORMS, 5, first, one, common_share=0.5)
    rest = draw_years(STORMS, 5, first + one, two, common_share=0.5)
    for name in ("event", "severity", "common", "market"):
        pieces = np.concatenate([getattr(start, name), getattr(rest, name)])
        assert_array_equal(getattr(whole, name), pieces)
    counts = np.concatenate([np.diff(start.first_event), np.diff(rest.first_event)])
    assert_array_equal(np.diff(whole.first_event), counts)


def test_bad_years_are_bad_for_all_events_and_for_markets() -> None:
    years = draw_years(STORMS, 7, 0, DRAWS, common_share=0.6)
    year = np.repeat(np.arange(DRAWS), np.diff(years.first_event))
    hard = (np.log(years.severity) + STORMS.spread[years.event] ** 2 / 2) / STORMS.spread[
        years.event
    ]
    assert np.corrcoef(hard, years.common[year])[0, 1] == pytest.approx(math.sqrt(0.6), abs=0.02)
    prices = market_factor(years, volatility=0.2, common_share=0.25)
    assert prices.mean() == pytest.approx(1.0, abs=0.004)
    assert np.corrcoef(np.log(prices), years.common)[0, 1] == pytest.approx(-0.5, abs=0.02)
    apart = market_factor(years, volatility=0.2, common_share=0.0)
    assert abs(np.corrcoef(np.log(apart), years.common)[0, 1]) < 0.02


def test_each_insurer_bears_its_share_of_each_region() -> None:
    years = Years(
        np.array([0, 1, 2]), np.array([0, 1]), np.array([1.0, 2.0]), np.zeros(2), np.zeros(2)
    )
    losses = insured_losses(STORMS, years, [[0.5, 0.0], [0.25, 0.5]])
    assert_allclose(losses, [[450.0, 275.0], [40.0, 30.0]])


def test_a_certain_event_without_spread_is_exactly_its_loss() -> None:
    sure = event_set(("flood",), ("valley",), [20.0], [[7.0]])
    years = draw_years(sure, 1, 0, 50)
    assert_array_equal(years.severity, np.ones(years.event.size))
    assert_allclose(insured_losses(sure, years, [[1.0]]), 7.0)


def test_no_event_ever_happens_if_none_is_listed_or_has_a_frequency() -> None:
    for events in (
        event_set((), ("coast",), [], np.zeros((0, 1))),
        event_set(("flood",), ("coast",), [0.0], [[5.0]]),
    ):
        years = draw_years(events, 1, 0, 10)
        assert_array_equal(years.first_event, np.zeros(11))
        assert insured_losses(events, years, [[1.0]]).shape == (0, 1)
        assert by_year(np.zeros(0), years.first_event)[0].tolist() == [0.0] * 10


def test_an_interval_of_the_curve_covers_as_often_as_it_says() -> None:
    """400 samples of 2,000 years from an exponential law; the loss of 50 years is log 50."""
    rng = np.random.default_rng(11)
    curves = [exceedance_curve(rng.exponential(size=2000), [50.0]) for _ in range(400)]
    hits = np.mean([curve.low[0] <= math.log(50) <= curve.high[0] for curve in curves])
    assert hits >= 0.9 - 4 * math.sqrt(0.09 / 400)
    assert hits <= 0.97


def test_where_draws_are_too_few_the_interval_has_no_end() -> None:
    curve = exceedance_curve(np.arange(1.0, 101.0), [100.0])
    assert curve.losses[0] == 99.0
    assert curve.high[0] == math.inf


def test_years_pass_through_treaties_and_claims() -> None:
    """The chain from event to policyholder: nothing is lost on the way in any year."""
    years = draw_years(STORMS, 9, 0, 300)
    losses = insured_losses(STORMS, years, [[0.5, 0.5], [0.3, 0.3], [0.0, 0.0]])
    layers = [
        excess_of_loss("A", {"R": 0.9}, 50.0, 300.0, reinstatements=1),
        excess_of_loss("B", {"R": 1.0}, 20.0, 200.0, reinstatements=0),
    ]
    found = reinsure(Treaties.among(("A", "B", "R"), layers), losses, years.first_event)
    cleared = clear_claims(found.require_converged().claims_to_pay, [200.0, 100.0, 250.0])
    borne = (cleared.cost + cleared.policyholder_losses).sum(axis=1)
    assert_allclose(borne, found.in_year(losses).sum(axis=1), atol=1e-9)
    assert cleared.defaulted.any()


@pytest.mark.parametrize(
    ("call", "said"),
    [
        (lambda: event_set(("a",), ("x",), [-1.0], [[1.0]]), "frequency of a"),
        (lambda: event_set(("a",), ("x",), [math.nan], [[1.0]]), "frequency of a"),
        (lambda: event_set(("a",), ("x",), [1.0], [[math.inf]]), "losses of a"),
        (lambda: event_set(("a",), ("x",), [1.0], [1.0]), "shape"),
        (lambda: event_set(("a",), ("x",), [1.0], [[1.0]], [-0.1]), "spread of a"),
        (lambda: event_set(("a", "a"), ("x",), [1.0, 1.0], [[1.0], [1.0]]), "each once"),
        (lambda: event_set(("a",), ("x",), [40.0], [[1.0]]), "at most 64"),
        (lambda: draw_years(STORMS, 1, 0, 5, common_share=1.5), "common_share"),
        (lambda: draw_years(STORMS, 1, 0, 5, common_share=math.nan), "common_share"),
        (lambda: draw_years(STORMS, -1, 0, 5), "seed"),
        (lambda: draw_years(STORMS, 1, 0, -5), "count"),
        (lambda: insured_losses(STORMS, draw_years(STORMS, 1, 0, 1), [[0.5]]), "shape"),
        (lambda: insured_losses(STORMS, draw_years(STORMS, 1, 0, 1), [[0.6, 0], [0.6, 0]]), "1.2"),
        (lambda: insured_losses(STORMS, draw_years(STORMS, 1, 0, 1), [[math.nan, 0]]), "nan"),
        (lambda: market_factor(draw_years(STORMS, 1, 0, 1), -0.1, 0.5), "volatility"),
        (lambda: market_factor(draw_years(STORMS, 1, 0, 1), 0.1, -0.5), "common_share"),
        (lambda: exceedance_curve([1.0, math.nan], [1.5]), "losses"),
        (lambda: exceedance_curve([1.0, 2.0], [3.0]), "at most 2 draws"),
        (lambda: exceedance_curve([1.0, 2.0], [1.0]), "above 1"),
        (lambda: exceedance_curve([], [1.5]), "at most 0 draws"),
        (lambda: exceedance_curve([1.0, 2.0], [1.5], confidence=1.0), "confidence"),
        (lambda: by_year(np.ones(2), np.array([0, 1])), "shape"),
    ],
)
def test_what_makes_no_sense_is_refused(call: Any, said: str) -> None:
    with pytest.raises(InvalidInput, match=said):
        call()
