"""Sensitivities: worked by hand, held against small steps, honest at kinks and jumps."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from numpy.testing import assert_allclose

from parley.engine.amounts import Floats, Money
from parley.engine.contagion.clearing import clear
from parley.engine.contagion.distress import distress
from parley.engine.sensitivity import (
    ClearingSensitivity,
    Side,
    clearing_sensitivity,
    distress_sensitivity,
)
from parley.engine.system import FinancialSystem, Ranking
from parley.errors import InvalidInput
from tests.engine.systems import system_of, systems

EACH = settings(max_examples=40)
STEP = 1e-4
PARTS = st.sampled_from([1.0, 0.7, 0.3])

CHAIN = system_of([[0, 10, 0], [0, 0, 8], [0, 0, 0]], [6.0, 1.0, 0.0])


def shortfall(system: FinancialSystem, alpha: float = 1.0, beta: float = 1.0) -> float:
    paid = clear(system, system.external_assets, alpha, beta).payments[0]
    return float((system.total_liabilities - paid).sum())


def with_debt(system: FinancialSystem, i: int, j: int, more: float) -> FinancialSystem:
    owes = system.nominal_liabilities.toarray()
    owes[i, j] += more
    return replace(system, nominal_liabilities=owes)


def with_assets(system: FinancialSystem, k: int, more: float) -> FinancialSystem:
    assets = system.external_assets.copy()
    assets[k] += more
    return replace(system, external_assets=assets)


def step_of(values: list[float], steps: list[float]) -> float | None:
    """The slope between neighbours, or None if it bends: a kink or a jump lies there."""
    slopes = np.diff(values) / np.diff(steps)
    if np.ptp(slopes) > 1e-6 * (1.0 + np.abs(slopes).max()):
        return None
    return float(slopes.mean())


def sure_of(found: ClearingSensitivity) -> None:
    assume(not found.at_kink.any() and not found.jumps.any())


# --- clearing -----------------------------------------------------------------------------------


def test_one_more_unit_passes_through_everybody_who_falls() -> None:
    """A pays B all it has, B pays C all it has: a unit for A arrives twice, one for B once."""
    found = clearing_sensitivity(CHAIN).require_smooth()
    assert_allclose(found.payments_to_external_assets, [[1, 1, 0], [0, 1, 0], [0, 0, 0]])
    assert_allclose(found.shortfall_to_external_assets, [-2, -1, 0])


def test_a_ring_multiplies_what_goes_round() -> None:
    """A and B owe each other 8 and 2 outside, nobody has anything but 1: four fifths go round, so
    that a unit for A makes A pay 1 / (1 - 0.64) more and B 0.8 of that."""
    pair = system_of([[0, 8], [8, 0]], [1.0, 1.0], [2.0, 2.0])
    found = clearing_sensitivity(pair)
    assert_allclose(found.payments_to_external_assets[0], np.array([1.0, 0.8]) / 0.36)


def test_what_a_default_costs_is_lost_at_every_step() -> None:
    found = clearing_sensitivity(CHAIN, recovery_external=0.5, recovery_interbank=0.4)
    assert_allclose(found.payments_to_external_assets[0], [0.5, 0.2, 0])
    assert_allclose(found.payments_to_recovery_external, [6.0, 1.0 + 0.4 * 6.0, 0.0])
    assert_allclose(found.payments_to_recovery_interbank, [0.0, 3.0, 0.0])


def test_exactly_what_is_owed_is_a_kink_with_two_derivatives() -> None:
    """A has 10 and owes 10: a unit less is missing, a unit more stays with A."""
    pair = system_of([[0, 10], [0, 0]], [10.0, 0.0])
    worse, better = (clearing_sensitivity(pair, side=side) for side in Side)
    assert worse.at_kink.tolist() == better.at_kink.tolist() == [True, False]
    assert_allclose(worse.shortfall_to_external_assets, [-1, 0])
    assert_allclose(better.shortfall_to_external_assets, [0, 0])
    for found in (worse, better):
        assert_allclose(found.along([-1.0, 0.0]), [-1, 0])
        assert_allclose(found.along([1.0, 0.0]), [0, 0])
        assert_allclose(found.along(debts=[[0, 1], [0, 0]]), [0, 0])
        assert_allclose(found.along([2.0, 0.0], [[0, 1], [0, 0]]), [1, 0])
        with pytest.raises(InvalidInput, match="A"):
            found.require_smooth()


def test_where_a_default_costs_a_kink_is_a_jump_and_said_to_be() -> None:
    pair = system_of([[0, 10], [0, 0]], [10.0, 0.0])
    found = clearing_sensitivity(pair, recovery_external=0.5)
    assert found.jumps.tolist() == [True, False]
    assert_allclose(found.shortfall_to_external_assets, 0.0)
    with pytest.raises(InvalidInput, match="jump"):
        found.along([-1.0, 0.0])


def test_a_ring_from_which_nothing_leaves_can_only_get_more() -> None:
    """Two banks owe each other 10 and have nothing: all is paid, and a unit more stays."""
    ring = system_of([[0, 10], [10, 0]], [0.0, 0.0])
    for side in Side:
        found = clearing_sensitivity(ring, side=side)
        assert found.at_kink.all()
        assert_allclose(found.shortfall_to_external_assets, 0.0)
        assert_allclose(found.along([1.0, 0.0]), 0.0)


def test_a_new_debt_of_who_has_nothing_is_missing_whole() -> None:
    found = clearing_sensitivity(system_of([[0, 0], [0, 0]], [0.0, 1.0]))
    assert_allclose(found.shortfall_to_debts, [[0, 1], [0, 0]])


@EACH
@given(systems(rankings=tuple(Ranking)), PARTS, PARTS)
def test_small_steps_of_assets_find_the_same(
    system: FinancialSystem, alpha: float, beta: float
) -> None:
    found = clearing_sensitivity(system, None, alpha, beta)
    sure_of(found)
    steps = [0.0, STEP, 2 * STEP]
    for k in range(system.size):
        moved = [with_assets(system, k, x) for x in steps]
        slope = step_of([shortfall(each, alpha, beta) for each in moved], steps)
        if slope is not None:
            assert_allclose(found.shortfall_to_external_assets[k], slope, atol=1e-5)
            assert_allclose(-found.payments_to_external_assets[k].sum(), slope, atol=1e-5)


@EACH
@given(systems(rankings=tuple(Ranking), largest=5), PARTS, PARTS)
def test_small_steps_of_debts_find_the_same(
    system: FinancialSystem, alpha: float, beta: float
) -> None:
    found = clearing_sensitivity(system, None, alpha, beta)
    sure_of(found)
    steps = [0.0, STEP, 2 * STEP]
    for i in range(system.size):
        outside = [system.external_liabilities + x * (np.arange(system.size) == i) for x in steps]
        moved = [replace(system, external_liabilities=each) for each in outside]
        slope = step_of([shortfall(each, alpha, beta) for each in moved], steps)
        if slope is not None:
            assert_allclose(found.shortfall_to_external_debts[i], slope, atol=1e-5)
        for j in range(system.size):
            if i == j:
                continue
            moved = [with_debt(system, i, j, x) for x in steps]
            slope = step_of([shortfall(each, alpha, beta) for each in moved], steps)
            if slope is not None:
                assert_allclose(found.shortfall_to_debts[i, j], slope, atol=1e-5)


@EACH
@given(systems(rankings=tuple(Ranking), largest=5), PARTS, PARTS)
def test_a_direction_is_the_sum_of_its_parts_where_nothing_bends(
    system: FinancialSystem, alpha: float, beta: float
) -> None:
    found = clearing_sensitivity(system, None, alpha, beta)
    sure_of(found)
    n = system.size
    assume(np.all((system.total_liabilities > 0.0) | (system.external_assets > 0.0)))
    rng = np.random.default_rng(n)
    step, debts = rng.normal(size=n), rng.normal(size=(n, n))
    np.fill_diagonal(debts, 0.0)
    dp = found.along(step, debts)
    whole = debts.sum() - dp.sum()
    parts = found.shortfall_to_external_assets @ step + (found.shortfall_to_debts * debts).sum()
    assert_allclose(whole, parts, atol=1e-7 * (1 + np.abs(found.multiplier).max()))


@EACH
@given(systems(rankings=tuple(Ranking)), st.sampled_from([0.35, 0.8]), st.sampled_from([0.3, 0.9]))
def test_small_steps_of_recovery_find_the_same(
    system: FinancialSystem, alpha: float, beta: float
) -> None:
    found = clearing_sensitivity(system, None, alpha, beta)
    sure_of(found)
    h = 1e-6
    steps = [0.0, h, 2 * h]
    slope = step_of([shortfall(system, alpha + x, beta) for x in steps], steps)
    if slope is not None:
        assert_allclose(-found.payments_to_recovery_external.sum(), slope, rtol=1e-4, atol=1e-3)
    slope = step_of([shortfall(system, alpha, beta + x) for x in steps], steps)
    if slope is not None:
        assert_allclose(-found.payments_to_recovery_interbank.sum(), slope, rtol=1e-4, atol=1e-3)


@EACH
@given(systems(), st.integers(0, 2**31))
def test_whole_numbers_meet_exactly_and_both_sides_are_right(
    system: FinancialSystem, seed: int
) -> None:
    """Systems of whole numbers, with one bank brought to its kink."""
    rng = np.random.default_rng(seed)
    k = int(rng.integers(system.size))
    received = clear(system, system.external_assets).received[0]
    assets = system.external_assets.copy()
    assets[k] = max(0.0, system.total_liabilities[k] - received[k])
    at = replace(system, external_assets=assets)
    for side, sign in ((Side.WORSE, -1.0), (Side.BETTER, 1.0)):
        found = clearing_sensitivity(at, side=side)
        for i in range(at.size):
            if assets[i] < 2 * STEP:
                continue
            steps = [0.0, sign * STEP, 2 * sign * STEP]
            slope = step_of([shortfall(with_assets(at, i, x)) for x in steps], steps)
            if slope is not None:
                assert_allclose(found.shortfall_to_external_assets[i], slope, atol=1e-5)
                dp = found.along(sign * (np.arange(at.size) == i))
                assert_allclose(-sign * dp.sum(), slope, atol=1e-5)


@given(systems(), PARTS)
def test_more_assets_never_harm_and_the_unit_of_money_does_not_matter(
    system: FinancialSystem, part: float
) -> None:
    found = clearing_sensitivity(system, None, part, part)
    assert np.all(found.payments_to_external_assets >= -1e-12)
    assert np.all(found.multiplier[found.falls] >= 1.0 - 1e-12)
    scaled = replace(
        system,
        external_assets=64.0 * system.external_assets,
        nominal_liabilities=64.0 * system.nominal_liabilities,
        external_liabilities=64.0 * system.external_liabilities,
    )
    again = clearing_sensitivity(scaled, None, part, part)
    assert_allclose(again.multiplier, found.multiplier, rtol=1e-9)


def test_only_the_shortfall_that_counts_is_weighed() -> None:
    found = clearing_sensitivity(CHAIN, weights=[0.0, 1.0, 0.0])
    assert_allclose(found.shortfall_to_external_assets, [-1, -1, 0])


@pytest.mark.parametrize(
    "assets", [[np.nan, 0, 0], [-1, 0, 0], [1, 2], np.ones((2, 3)), ["a", 0, 0]]
)
def test_assets_that_cannot_be_are_refused(assets: object) -> None:
    with pytest.raises(InvalidInput):
        clearing_sensitivity(CHAIN, assets)  # type: ignore[arg-type]


def test_other_arguments_that_cannot_be_are_refused() -> None:
    with pytest.raises(InvalidInput, match="weights"):
        clearing_sensitivity(CHAIN, weights=[1, -1, 0])
    with pytest.raises(InvalidInput, match="recovery"):
        clearing_sensitivity(CHAIN, recovery_external=1.1)
    with pytest.raises(InvalidInput, match="side"):
        clearing_sensitivity(CHAIN, side="left")  # type: ignore[arg-type]
    with pytest.raises(InvalidInput, match="side"):
        distress_sensitivity(CHAIN, np.zeros(3), side=[1])  # type: ignore[arg-type]
    with pytest.raises(InvalidInput, match="loss_given_default"):
        distress_sensitivity(CHAIN, np.zeros(3), loss_given_default=2.0)
    found = clearing_sensitivity(CHAIN)
    for direction in ([1.0, np.inf, 0.0], [1.0]):
        with pytest.raises(InvalidInput, match="external_assets"):
            found.along(direction)
    with pytest.raises(InvalidInput, match="oneself"):
        found.along(debts=np.eye(3))


def test_one_bank_and_amounts_far_apart() -> None:
    alone = clearing_sensitivity(system_of([[0]], [1.0], [3.0]))
    assert_allclose(alone.shortfall_to_external_assets, [-1])
    far = system_of([[0, 1e15], [1e-3, 0]], [1e-3, 0.0], [1.0, 1e15])
    assert_allclose(clearing_sensitivity(far).shortfall_to_external_assets, [-2, -1], rtol=1e-9)


# --- distress -----------------------------------------------------------------------------------


def lost(system: FinancialSystem, losses: Money, part: float = 1.0) -> float:
    h = distress(system, losses, loss_given_default=part).require_converged().distress[0]
    return float(np.maximum(system.equity(), 0.0) @ h)


def solvent(system: FinancialSystem, seed: int) -> tuple[FinancialSystem, Floats]:
    """The same debts, with assets for some equity, and losses of some."""
    rng = np.random.default_rng(seed)
    n = system.size
    lacks = np.maximum(-system.equity(), 0.0)
    scale = 1.0 + system.interbank_assets
    rich = replace(
        system,
        external_assets=system.external_assets + lacks + scale * rng.choice([0.3, 1.0, 5.0], n),
    )
    losses = rich.equity() * rng.uniform(0.01, 0.5, n) * (rng.random(n) < 0.6)
    return rich, losses


@EACH
@given(systems(), st.integers(0, 2**31), PARTS)
def test_small_steps_of_losses_find_the_same(
    system: FinancialSystem, seed: int, part: float
) -> None:
    rich, losses = solvent(system, seed)
    found = distress_sensitivity(rich, losses, loss_given_default=part)
    assume(not found.at_kink.any())
    steps = [0.0, STEP, 2 * STEP]
    for k in np.flatnonzero(~found.jumps):
        one = np.arange(rich.size) == k
        slope = step_of([lost(rich, losses + x * one, part) for x in steps], steps)
        if slope is not None:
            assert_allclose(found.multiplier[k], slope, rtol=1e-4, atol=1e-4)
            money = found.distress_to_losses[k] @ np.maximum(rich.equity(), 0.0)
            assert_allclose(money, slope, rtol=1e-4, atol=1e-4)


@EACH
@given(systems(largest=5), st.integers(0, 2**31), PARTS)
def test_small_steps_of_debts_find_the_same_distress(
    system: FinancialSystem, seed: int, part: float
) -> None:
    rich, losses = solvent(system, seed)
    found = distress_sensitivity(rich, losses, loss_given_default=part)
    assume(not found.at_kink.any() and not found.jumps.any())
    steps = [0.0, STEP, 2 * STEP]
    for i in range(rich.size):
        for j in range(rich.size):
            if i == j:
                continue
            values = [lost(with_debt(rich, i, j, x), losses, part) for x in steps]
            slopes = np.diff(values) / STEP
            if np.ptp(slopes) < 1e-3 * (1 + np.abs(slopes).max()):
                assert_allclose(found.total_loss_to_debts[i, j], slopes[0], rtol=5e-3, atol=5e-3)


def test_lending_in_a_ring_by_hand() -> None:
    """Round three with leverage 1/2: a unit lost by the first costs it 1 / (1 - 1/8) in all."""
    ring = system_of([[0, 5, 0], [0, 0, 5], [5, 0, 0]], [10.0, 10.0, 10.0])
    found = distress_sensitivity(ring, [1.0, 0.0, 0.0]).require_smooth()
    assert_allclose(found.distress_to_losses[0], np.array([1, 0.5, 0.25]) / 0.875 / 10.0)
    assert_allclose(found.multiplier, 1.75 / 0.875)


def test_recovery_changes_what_claims_lose() -> None:
    pair = system_of([[0, 0], [5, 0]], [5.0, 15.0])
    found = distress_sensitivity(pair, [0.0, 4.0], loss_given_default=0.5)
    assert_allclose(found.distress_to_loss_given_default, [5.0 * 0.4 / 10.0, 0.0])


def test_who_has_lost_exactly_all_has_two_derivatives() -> None:
    pair = system_of([[0, 0], [5, 0]], [5.0, 15.0])
    worse, better = (distress_sensitivity(pair, [0.0, 10.0], side=side) for side in Side)
    assert worse.at_kink.tolist() == [False, True]
    assert_allclose(worse.multiplier, [1.0, 0.0])
    assert_allclose(better.multiplier, [1.0, 1.5])
    with pytest.raises(InvalidInput, match="B"):
        worse.require_smooth()


def test_an_untouched_ring_that_amplifies_is_a_jump() -> None:
    """A and B owe each other three times their equity; C has lent to A, and D to C, E to nobody;
    B has lent to F. Whatever F, A or B lose, A to D lose all; what C loses costs C and D only."""
    debts = np.zeros((6, 6))
    debts[0, 1] = debts[1, 0] = 30.0
    debts[0, 2] = debts[2, 3] = debts[5, 1] = 2.0
    system = system_of(debts, [12.0, 8.0, 10.0, 8.0, 10.0, 12.0])
    assert_allclose(system.equity(), 10.0)
    found = distress_sensitivity(system, np.zeros(6))
    assert found.jumps.tolist() == [True, True, False, False, False, True]
    assert found.multiplier[[2, 3, 4]] == pytest.approx([1.2, 1.0, 1.0])
    row = found.distress_to_losses
    assert np.isinf(row[5, :4]).all()
    assert row[5, 4:] == pytest.approx([0.0, 0.1])
    assert row[2] == pytest.approx([0, 0, 0.1, 0.02, 0, 0])
    with pytest.raises(InvalidInput, match="jump"):
        found.require_smooth()


def test_who_had_nothing_to_lose_loses_nothing_more() -> None:
    poor = system_of([[0, 20], [0, 0]], [5.0, 0.0])
    found = distress_sensitivity(poor, [0.0, 0.0])
    assert not found.open[0]
    assert found.multiplier[0] == 0.0


@pytest.mark.parametrize("losses", [[np.nan, 0, 0], [-1, 0, 0], [1, 2], np.ones((2, 3)), ["a"]])
def test_losses_that_cannot_be_are_refused(losses: object) -> None:
    with pytest.raises(InvalidInput):
        distress_sensitivity(CHAIN, losses)  # type: ignore[arg-type]
