"""Studies: losses over many draws of a scenario, with errors, tails and comparisons."""

import math
from dataclasses import replace

import numpy as np
import pytest

from parley.engine.ensemble import Ensemble
from parley.engine.measures import estimate
from parley.engine.models import ByClearing, ByDistress, BySettle, Hurt, Model
from parley.engine.shocks import Scenario, Shocks, draw_shocks, one_of
from parley.engine.sizes import Beta, Fixed, Uniform
from parley.engine.state import Rules
from parley.engine.study import Study, simulate
from parley.engine.system import FinancialSystem
from parley.engine.tails import tail_of
from parley.errors import InvalidInput, NotConverged

SCENARIO = Scenario(Uniform(0.0, 0.9), correlation=0.3, price_falls=(Uniform(0.0, 0.5),))


def network(seed: int = 0, n: int = 5) -> FinancialSystem:
    """Who owes whom depends on the seed; what each has and owes in all does not."""
    ring = np.roll(np.eye(n), 1 + seed % (n - 1), axis=1) * 40.0
    return FinancialSystem(
        names=tuple(f"bank {i}" for i in range(n)),
        external_assets=np.full(n, 100.0),
        nominal_liabilities=ring,
        external_liabilities=np.full(n, 60.0),
        asset_classes=("bonds",),
        holdings=np.full((n, 1), 20.0),
        price_impact=np.zeros(1),
    )


ENSEMBLE = Ensemble(tuple(network(seed) for seed in range(4)))


def assert_same(one: Study, other: Study) -> None:
    np.testing.assert_array_equal(one.total, other.total)
    np.testing.assert_array_equal(one.default_counts, other.default_counts)
    assert (one.loss, one.by_institution) == (other.loss, other.by_institution)
    assert one.default_probability == other.default_probability
    for name in (None, *one.names):
        assert one.expected_shortfall(0.9, name) == other.expected_shortfall(0.9, name)
        assert one.value_at_risk(0.9, name) == other.value_at_risk(0.9, name)


def test_the_numbers_depend_neither_on_cores_nor_on_pieces() -> None:
    whole = simulate(ENSEMBLE, SCENARIO, draws=300, seed=1)
    for options in ({"draws_per_piece": 7}, {"workers": 2, "draws_per_piece": 64}):
        assert_same(whole, simulate(ENSEMBLE, SCENARIO, draws=300, seed=1, **options))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "model", [ByClearing(0.7, 0.6), ByDistress(), BySettle(Rules(leverage_floor=0.05))]
)
def test_every_model_has_the_same_numbers_however_draws_are_cut(model: Model) -> None:
    """Also one draw at a time: a model may not let draws touch each other."""
    whole = simulate(ENSEMBLE, SCENARIO, model, draws=60, seed=1)
    assert_same(whole, simulate(ENSEMBLE, SCENARIO, model, draws=60, seed=1, draws_per_piece=1))
    assert whole.loss.value > 0


def test_models_agree_where_they_must() -> None:
    """Without costs of default or sales, all channels at once are clearing alone.

    Where nobody's equity is gone, claims have lost nothing by clearing, and distress is the only
    model in which they have.
    """
    cleared = simulate(network(), SCENARIO, draws=80, seed=1)
    settled = simulate(network(), SCENARIO, BySettle(), draws=80, seed=1)
    np.testing.assert_allclose(settled.total, cleared.total, rtol=1e-9)
    np.testing.assert_array_equal(settled.default_counts, cleared.default_counts)
    mild = Scenario(Uniform(0.0, 0.3))
    worried = simulate(network(), mild, ByDistress(), draws=80, seed=1)
    calm = simulate(network(), mild, draws=80, seed=1)
    assert calm.default_counts.tolist() == [80, 0, 0, 0, 0, 0]
    assert np.all(worried.total > calm.total)


def test_estimates_are_those_of_the_draws_one_by_one() -> None:
    """A draw played alone on its own system, then everything put together."""
    draws, model = 120, ByClearing(0.8, 0.7)
    rows, defaults = [], []
    for d in range(draws):
        system = ENSEMBLE.systems[d % 4]
        hurt = model(system, draw_shocks(system, SCENARIO, 1, 1, d))
        rows.append(hurt.losses[0])
        defaults.append(hurt.defaulted[0])
    losses, failed, on = np.array(rows), np.array(defaults), np.arange(draws) % 4
    found = simulate(ENSEMBLE, SCENARIO, model, draws=draws, seed=1, unit="USD bn")
    np.testing.assert_allclose(found.total, losses.sum(axis=1), rtol=1e-12)
    slow = estimate(losses.sum(axis=1), "USD bn", on)
    assert found.loss.value == pytest.approx(slow.value)
    assert found.loss.error == pytest.approx(slow.error)
    assert found.by_institution[2].value == pytest.approx(losses[:, 2].mean())
    assert found.default_probability[2].value == pytest.approx(failed[:, 2].mean())
    np.testing.assert_array_equal(
        found.default_counts, np.bincount(failed.sum(axis=1), minlength=6)
    )
    assert found.defaults.value == pytest.approx(failed.sum(axis=1).mean())
    np.testing.assert_allclose(found.worst[1].largest, tail_of(losses[:, 1]).largest, rtol=1e-12)


def test_what_is_lost_by_hand() -> None:
    """All lose 90 of 100 and half of 20 at the markets: 20 + 40 left of 100 owed, so pay 50 / 60.

    p = 20 + 0.4 p has the solution 33.3: each receives 13.3 of 40 and loses 26.7 more.
    """
    scenario = Scenario(Fixed(0.9), price_falls=(Fixed(0.5),))
    found = simulate(network(), scenario, draws=3, seed=1)
    assert found.by_institution[0].value == pytest.approx(90 + 10 + 40 - 0.4 * 20 / 0.6)
    assert found.loss.error == pytest.approx(0.0, abs=1e-9)
    assert found.default_counts.tolist() == [0, 0, 0, 0, 0, 3]


def test_more_is_recovered_where_less_is_lost_in_default_draw_by_draw() -> None:
    harsh = simulate(ENSEMBLE, SCENARIO, ByClearing(0.5, 0.5), draws=400, seed=1)
    mild = simulate(ENSEMBLE, SCENARIO, draws=400, seed=1)
    gained = harsh.less(mild)
    assert gained.value > 3 * gained.error > 0
    assert gained.value == pytest.approx(harsh.loss.value - mild.loss.value)
    assert np.all(harsh.total >= mild.total - 1e-9)
    assert gained.error < math.hypot(harsh.loss.error, mild.loss.error)
    nothing = mild.less(mild)
    assert (nothing.value, nothing.error) == (0.0, 0.0)


def test_studies_of_other_draws_are_not_compared() -> None:
    one = simulate(ENSEMBLE, SCENARIO, draws=20, seed=1)
    for other in (
        simulate(ENSEMBLE, SCENARIO, draws=21, seed=1),
        simulate(network(), SCENARIO, draws=20, seed=1),
    ):
        with pytest.raises(InvalidInput, match="expected 20 draws on 4 systems"):
            one.less(other)


def test_a_run_of_fewer_draws_is_the_beginning_of_a_run_of_more() -> None:
    few, many = (simulate(ENSEMBLE, SCENARIO, draws=draws, seed=1) for draws in (50, 90))
    np.testing.assert_array_equal(few.total, many.total[:50])


def test_a_scenario_without_shocks_costs_nothing() -> None:
    found = simulate(network(), Scenario(), draws=5, seed=1)
    assert (found.loss.value, found.defaults.value) == (0.0, 0.0)
    assert found.expected_shortfall(0.9).value == 0.0


def test_larger_shocks_cost_more_in_every_draw() -> None:
    """The same uniform numbers, mapped by a quantile that is nowhere smaller."""
    small, large = (
        simulate(network(), Scenario(Uniform(0.0, top)), draws=200, seed=1) for top in (0.5, 0.8)
    )
    assert np.all(large.total >= small.total)


def half_of_it(system: FinancialSystem, shocks: Shocks) -> Hurt:
    """A model whose search ends only where the first bank loses less than half."""
    ended = shocks.losses[:, 0] < 0.5 * system.external_assets[0]
    losses = np.where(ended[:, np.newaxis], shocks.losses, np.nan)
    return Hurt(losses, np.zeros(losses.shape, dtype=np.bool_), ended)


def test_draws_that_did_not_converge_are_counted_and_in_no_figure() -> None:
    found = simulate(ENSEMBLE, Scenario(Uniform(0.0, 0.9)), half_of_it, draws=200, seed=1)
    kept = found.converged
    assert 50 < np.count_nonzero(kept) < 150
    assert found.loss.value == pytest.approx(found.total[kept].mean())
    assert found.worst[0].draws == np.count_nonzero(kept)
    with pytest.raises(NotConverged, match="of 200 draws were given up"):
        found.require_converged()
    with pytest.raises(NotConverged, match="no draw converged"):
        simulate(network(), Scenario(Fixed(0.9)), half_of_it, draws=5, seed=1)


def test_progress_ends_with_all_draws() -> None:
    told: list[tuple[int, int]] = []
    simulate(
        network(), SCENARIO, draws=10, seed=1, draws_per_piece=4,
        on_progress=lambda done, whole: told.append((done, whole)),
    )  # fmt: skip
    assert told == [(4, 10), (8, 10), (10, 10)]


def test_one_bank_alone_loses_what_hits_it() -> None:
    alone = FinancialSystem(("A",), np.array([10.0]), np.zeros((1, 1)), np.array([4.0]))
    found = simulate(alone, Scenario(Beta(1.0, 1.0), place=one_of(1)), draws=50, seed=1)
    shocks = draw_shocks(alone, Scenario(Beta(1.0, 1.0), place=one_of(1)), 1, 50)
    np.testing.assert_allclose(found.total, shocks.losses[:, 0])


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"losses": np.full((1, 5), np.nan)}, "losses: nan"),
        ({"losses": np.full((1, 5), -1.0)}, "losses: -1.0"),
        ({"losses": np.zeros((1, 4))}, "shape"),
        ({"defaulted": np.zeros(5, dtype=np.bool_)}, "shape"),
        ({"converged": np.ones(2, dtype=np.bool_)}, "shape"),
    ],
)
def test_a_model_that_gives_no_losses_is_refused(changed: dict[str, object], said: str) -> None:
    def model(system: FinancialSystem, shocks: Shocks) -> Hurt:
        return replace(ByClearing()(system, shocks), **changed)  # type: ignore[arg-type]

    with pytest.raises(InvalidInput, match=said):
        simulate(network(), SCENARIO, model, draws=1, seed=1)


@pytest.mark.parametrize(
    "changed", [{"draws": 0}, {"seed": -1}, {"draws_per_piece": 0}, {"keep": 0}]
)
def test_numbers_out_of_range_are_refused(changed: dict[str, int]) -> None:
    with pytest.raises(InvalidInput, match=next(iter(changed))):
        simulate(network(), SCENARIO, **({"draws": 5, "seed": 1} | changed))  # type: ignore[arg-type]


def test_an_institution_that_is_not_there_has_no_tail() -> None:
    with pytest.raises(InvalidInput, match="Nobody"):
        simulate(network(), SCENARIO, draws=5, seed=1).value_at_risk(0.5, "Nobody")
