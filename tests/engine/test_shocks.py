"""Shocks drawn from distributions: their shape, their place, what they have in common."""

import math
from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from parley.engine.amounts import Floats
from parley.engine.catastrophe import EventSet, draw_years, insured_losses
from parley.engine.shocks import (
    Place,
    Scenario,
    YearlyEvents,
    draw_shocks,
    everyone,
    one_country,
    one_of,
)
from parley.engine.shocks import given as given_place
from parley.engine.sizes import Beta, Empirical, Fixed, Lognormal, Pareto, Size, Uniform
from parley.engine.system import FinancialSystem
from parley.errors import InvalidInput

U = np.linspace(0.001, 0.999, 50)


def banks(n: int = 4, assets: float = 100.0) -> FinancialSystem:
    return FinancialSystem(
        names=tuple(f"bank {i}" for i in range(n)),
        external_assets=np.full(n, assets),
        nominal_liabilities=np.zeros((n, n)),
        external_liabilities=np.full(n, assets / 2),
        jurisdictions=tuple("AB"[i % 2] * 2 for i in range(n)),
        asset_classes=("bonds", "equities"),
        holdings=np.full((n, 2), 10.0),
        price_impact=np.zeros(2),
    )


@pytest.mark.parametrize(
    ("size", "quantile"),
    [
        (Uniform(0.2, 0.6), stats.uniform(0.2, 0.4).ppf),
        (Lognormal(3.0, 0.5), stats.lognorm(0.5, scale=3.0).ppf),
        (Beta(0.5, 4.0), stats.beta(0.5, 4.0).ppf),
        (Pareto(2.0, 1.5), stats.pareto(1.5, scale=2.0).ppf),
        (Fixed(0.3), lambda u: np.full(u.shape, 0.3)),
    ],
)
def test_a_size_has_the_quantiles_of_its_distribution(
    size: Size, quantile: Callable[[Floats], Floats]
) -> None:
    """By scipy.stats, another implementation."""
    np.testing.assert_allclose(size.quantile(U), quantile(U), rtol=1e-9)


def test_what_was_seen_is_drawn_as_often_as_it_weighs() -> None:
    size = Empirical(np.array([5.0, 1.0, 3.0]), np.array([1.0, 2.0, 0.0]))
    found = size.quantile(np.array([0.0, 0.5, 0.66, 0.67, 1.0]))
    assert found.tolist() == [1.0, 1.0, 1.0, 5.0, 5.0]
    assert set(Empirical(np.array([2.0, 7.0])).quantile(U)) == {2.0, 7.0}


@pytest.mark.parametrize("size", [Lognormal(1.0, 2.0), Pareto(1.0, 0.5), Beta(0.1, 0.1)])
def test_the_ends_of_a_distribution_are_numbers(size: Size) -> None:
    assert np.all(np.isfinite(size.quantile(np.array([0.0, 1.0]))))


@settings(max_examples=30)
@given(st.integers(0, 9000), st.integers(1, 40), st.integers(1, 39))
def test_a_draw_is_the_same_in_whatever_piece_it_is_drawn(first: int, count: int, at: int) -> None:
    scenario = Scenario(
        size=Beta(1.0, 9.0), place=one_of(4), correlation=0.4, degrees_of_freedom=4.0,
        events=YearlyEvents(np.full((3, 4), 2.0), np.array([0.5, 0.2, 1.0])),
        price_falls=(Uniform(0.0, 0.2), Fixed(0.1)),
    )  # fmt: skip
    at = min(at, count)
    whole = draw_shocks(banks(), scenario, 1, count, first)
    start = draw_shocks(banks(), scenario, 1, at, first)
    rest = draw_shocks(banks(), scenario, 1, count - at, first + at)
    for name in ("losses", "prices", "hit"):
        np.testing.assert_array_equal(
            getattr(whole, name), np.concatenate([getattr(start, name), getattr(rest, name)])
        )


@pytest.mark.parametrize("freedom", [math.inf, 3.0])
@pytest.mark.parametrize("rho", [0.0, 0.3, 0.8])
def test_sizes_keep_their_distribution_and_have_their_correlation(
    rho: float, freedom: float
) -> None:
    """Whatever the copula, each size is uniform; rank correlation by Kendall: 2 asin(ρ) / π."""
    scenario = Scenario(
        size=Uniform(0.0, 1.0), correlation=rho, degrees_of_freedom=freedom, base="money"
    )
    losses = draw_shocks(banks(2), scenario, 5, 4_000).losses
    for i in range(2):
        assert stats.kstest(losses[:, i], "uniform").pvalue > 1e-3
    tau = stats.kendalltau(losses[:, 0], losses[:, 1]).statistic
    assert tau == pytest.approx(2 * math.asin(rho) / math.pi, abs=0.035)


def test_a_t_copula_is_more_often_extreme_for_all_at_once() -> None:
    """Coefficient of tail dependence for ν = 3, ρ = 0.3: 0.15 or so; of the Gaussian one, 0."""

    def together(freedom: float) -> float:
        scenario = Scenario(
            size=Uniform(0.0, 1.0), correlation=0.3, degrees_of_freedom=freedom, base="money"
        )
        losses = draw_shocks(banks(2), scenario, 5, 20_000).losses
        return float(np.mean((losses > 0.99).all(axis=1)) / 0.01)

    assert together(3.0) > 2 * together(math.inf)


def test_perfect_correlation_hits_all_alike() -> None:
    scenario = Scenario(size=Uniform(0.0, 1.0), correlation=1.0)
    losses = draw_shocks(banks(), scenario, 2, 50).losses
    np.testing.assert_allclose(losses, losses[:, :1] * np.ones(4))


def test_places_are_hit_as_often_as_they_weigh() -> None:
    """Of 4,000 draws 1, 2, 0 and 1 in four: standard deviation of a count below 32."""
    scenario = Scenario(size=Fixed(0.1), place=one_of(4, (1.0, 2.0, 0.0, 1.0)))
    hit = draw_shocks(banks(), scenario, 3, 4_000).hit
    assert np.all(hit.sum(axis=1) == 1)
    np.testing.assert_allclose(hit.sum(axis=0), [1000, 2000, 0, 1000], atol=130)


def test_a_country_is_hit_as_a_whole() -> None:
    system = banks()
    hit = draw_shocks(system, Scenario(Fixed(0.1), place=one_country(system)), 3, 200).hit
    assert {tuple(row) for row in hit.tolist()} == {
        (True, False, True, False),
        (False, True, False, True),
    }
    only_b = one_country(system, {"BB": 1.0})
    assert draw_shocks(system, Scenario(Fixed(0.1), place=only_b), 3, 20).hit[:, 1].all()


def test_given_places_are_always_hit_and_no_others() -> None:
    for places in ((1,), (0, 1, 2, 3), (0, 2)):
        hit = draw_shocks(banks(), Scenario(place=given_place(places, 4)), 3, 5).hit
        assert np.all(hit == np.isin(np.arange(4), places))
    assert draw_shocks(banks(), Scenario(place=everyone()), 3, 5).hit.all()


def test_a_share_is_of_its_base_and_nobody_loses_more_than_he_has() -> None:
    """Equity: 100 outside + 20 in the markets - 50 owed is 70."""
    for base, expected in (("external_assets", 25.0), ("equity", 17.5), ("money", 0.25)):
        losses = draw_shocks(banks(), Scenario(Fixed(0.25), base=base), 1, 3).losses
        np.testing.assert_allclose(losses, expected)
    assert draw_shocks(banks(), Scenario(Fixed(7.0)), 1, 3).losses.max() == 100.0


def test_events_cost_on_average_what_they_cost_times_how_often() -> None:
    """Mean of a compound Poisson: Σ λ L = 0.5 · 2 + 0.1 · 10 = 2; variance Σ λ L² = 12."""
    events = YearlyEvents(np.array([[2.0, 0.0], [10.0, 1.0]]), np.array([0.5, 0.1]))
    losses = draw_shocks(banks(2), Scenario(events=events), 8, 20_000).losses
    error = math.sqrt(12 / 20_000)
    assert losses[:, 0].mean() == pytest.approx(2.0, abs=4 * error)
    assert losses[:, 0].var() == pytest.approx(12.0, rel=0.1)
    assert np.mean(losses[:, 0] == 0) == pytest.approx(math.exp(-0.6), abs=0.015)


def test_events_by_region_become_events_by_institution_through_market_shares() -> None:
    """An event of 100 at the coast and 20 in the plain; A insures 20 % of the coast, B 10 % of it
    and half of the plain: 20 and 20. Drawn from either set, a year costs the same on average."""
    regions = EventSet(
        ("quake", "storm"),
        ("coast", "plain"),
        np.array([0.5, 0.2]),
        np.array([[100.0, 20], [10, 0]]),
    )
    shares = [[0.2, 0.0], [0.1, 0.5]]
    found = YearlyEvents.of(regions, shares)
    np.testing.assert_allclose(found.losses, [[20, 20], [2, 1]])
    np.testing.assert_array_equal(found.frequencies, regions.frequency)
    years = draw_years(regions, 3, 0, 20_000)
    by_region = insured_losses(regions, years, shares).sum(axis=0) / 20_000
    by_institution = found.drawn(4, 0, 20_000).mean(axis=0)
    np.testing.assert_allclose(by_region, [10.4, 10.2], rtol=0.05)
    np.testing.assert_allclose(by_institution, [10.4, 10.2], rtol=0.05)
    with pytest.raises(InvalidInput, match=r"spread: 0\.5; expected 0"):
        YearlyEvents.of(replace(regions, spread=np.array([0.5, 0.0])), shares)


def test_events_that_never_happen_cost_nothing() -> None:
    events = YearlyEvents(np.full((2, 4), 5.0), np.zeros(2))
    assert not draw_shocks(banks(), Scenario(events=events), 8, 50).losses.any()
    assert YearlyEvents(np.zeros((0, 4)), np.zeros(0)).most == 0


def test_prices_fall_by_class() -> None:
    scenario = Scenario(price_falls=(Fixed(0.25), Uniform(0.0, 2.0)))
    prices = draw_shocks(banks(), scenario, 8, 100).prices
    np.testing.assert_allclose(prices[:, 0], 0.75)
    assert prices.min() == 0.0
    assert np.all(draw_shocks(banks(), Scenario(), 8, 3).prices == 1.0)


def test_institutions_and_prices_have_the_factor_in_common() -> None:
    scenario = Scenario(Uniform(0.0, 1.0), correlation=0.9, price_falls=(Uniform(0.0, 1.0),) * 2)
    shocks = draw_shocks(banks(), scenario, 8, 2_000)
    assert np.corrcoef(shocks.losses[:, 0], 1 - shocks.prices[:, 0])[0, 1] > 0.8


@pytest.mark.parametrize(
    ("make", "said"),
    [
        (lambda: Fixed(-0.1), "fixed, value: -0.1"),
        (lambda: Fixed(math.nan), "fixed, value: nan"),
        (lambda: Uniform(0.5, 0.2), "low to high"),
        (lambda: Lognormal(0.0, 1.0), "median"),
        (lambda: Lognormal(1.0, -1.0), "sigma"),
        (lambda: Beta(0.0, 1.0), "beta, a"),
        (lambda: Pareto(1.0, 0.0), "exponent"),
        (lambda: Empirical(np.array([])), "values"),
        (lambda: Empirical(np.array([-1.0])), "values"),
        (lambda: Empirical(np.array([1.0]), np.array([0.0])), "weights"),
        (lambda: Empirical(np.array([1.0]), np.array([1.0, 2.0])), "weights"),
        (lambda: Scenario(correlation=1.5), "correlation: 1.5"),
        (lambda: Scenario(correlation=math.nan), "correlation"),
        (lambda: Scenario(degrees_of_freedom=0.0), "degrees_of_freedom"),
        (lambda: Scenario(base="assets"), "base: assets; expected one of external_assets"),
        (lambda: Place((0, -1)), "labels"),
        (lambda: Place((0, 1), (1.0,)), "weights"),
        (lambda: one_of(2, (0.0, 0.0)), "weights: all 0"),
        (lambda: one_of(2, (1.0, math.nan)), "weights"),
        (lambda: given_place((4,), 4), "positions from 0 to 3"),
        (lambda: given_place((), 4), "positions"),
        (lambda: one_country(banks(), {"ZZ": 1.0}), "ZZ"),
        (lambda: YearlyEvents(np.ones((2, 3)), np.ones(3)), "shape"),
        (lambda: YearlyEvents(np.ones((2, 3)), np.array([1.0, -1.0])), "frequencies"),
        (lambda: YearlyEvents(np.full((1, 3), np.nan), np.ones(1)), "losses"),
        (lambda: draw_shocks(banks(), Scenario(place=one_of(3)), 1, 2), "4 institutions"),
        (lambda: draw_shocks(banks(), Scenario(price_falls=(Fixed(0.1),)), 1, 2), "2 asset"),
        (
            lambda: draw_shocks(
                banks(), Scenario(events=YearlyEvents(np.ones((1, 3)), np.ones(1))), 1, 2
            ),
            "events",
        ),
        (lambda: draw_shocks(banks(), Scenario(), -1, 2), "seed"),
        (lambda: draw_shocks(banks(), Scenario(), 1, -2), "count"),
    ],
)
def test_what_makes_no_sense_is_refused(make: Callable[[], object], said: str) -> None:
    with pytest.raises(InvalidInput, match=said):
        make()
