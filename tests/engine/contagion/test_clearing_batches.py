"""Clearing of many draws: the same digits in any company, and an error that is known."""

import numpy as np
import pytest
from numpy.testing import assert_allclose, assert_array_equal

from parley.engine.amounts import Floats
from parley.engine.contagion.clearing import Clearing, ClearingRules, clear
from parley.engine.contagion.clearing.exact import finish_exactly
from parley.engine.contagion.kernels.default_sets import FEW, LARGE
from parley.engine.system import FinancialSystem, Ranking

FIELDS = ("payments", "received", "defaulted", "rounds", "status", "gap", "error_bound")


def random_system(n: int, seed: int, ranking: Ranking = Ranking.EQUAL) -> FinancialSystem:
    """About twelve debts each, equity of a few percent of all assets."""
    numbers = np.random.default_rng(seed)
    debts = np.where(numbers.random((n, n)) < 12 / n, numbers.lognormal(0, 0.7, (n, n)), 0.0)
    np.fill_diagonal(debts, 0.0)
    claims, inside = debts.sum(axis=0), debts.sum(axis=1)
    assets = 1.5 * np.maximum(claims, inside) + 1.0
    outside = np.maximum(0.95 * (assets + claims) - inside, 0.0)
    names = tuple(f"bank {i}" for i in range(n))
    return FinancialSystem(names, assets, debts, outside, external_ranking=ranking)


def shocked(system: FinancialSystem, draws: int, seed: int) -> Floats:
    """From draws in which nobody is hurt to draws in which all fall."""
    numbers = np.random.default_rng(seed)
    common = 0.15 * numbers.random((draws, 1)) ** 3
    is_hit = numbers.random((draws, system.size)) < 0.05
    own = np.where(is_hit, numbers.uniform(0.0, 0.3, is_hit.shape), 0.0)
    return system.external_assets * (1.0 - common) * (1.0 - own)


def cleared(system: FinancialSystem, assets: Floats, rates: tuple[float, float]) -> Clearing:
    return clear(system, assets, *rates).require_converged()


@pytest.mark.parametrize("ranking", list(Ranking))
@pytest.mark.parametrize("rates", [(1.0, 1.0), (0.8, 0.7)])
def test_a_draw_has_the_same_digits_alone_and_among_two_hundred(
    ranking: Ranking, rates: tuple[float, float]
) -> None:
    system = random_system(40, 1, ranking)
    assets = shocked(system, 200, 2)
    whole = cleared(system, assets, rates)
    fell = whole.defaulted.sum(axis=1)
    assert fell.min() <= 2
    assert np.any((fell > 2) & (fell < FEW))
    assert fell.max() > FEW
    for size in (1, 50, 77):
        for first in range(0, 200, size):
            piece = clear(system, assets[first : first + size], *rates)
            for name in FIELDS:
                assert_array_equal(getattr(piece, name), getattr(whole, name)[first : first + size])
    backwards = clear(system, assets[::-1], *rates)
    assert_array_equal(backwards.payments, whole.payments[::-1])


def test_the_number_of_cores_changes_no_digit() -> None:
    system = random_system(40, 3)
    assets = np.tile(shocked(system, 100, 4), (60, 1))
    one, many = (clear(system, assets, workers=cores) for cores in (1, 3))
    for name in FIELDS:
        assert_array_equal(getattr(one, name), getattr(many, name))
    assert_array_equal(one.payments[:100], one.payments[-100:])


def solved(system: FinancialSystem, assets: Floats, rates: tuple[float, float]) -> Floats:
    """The same by the exact finish alone, from the top: draw by draw, one set after the other."""
    payments = np.tile(system.total_liabilities, (assets.shape[0], 1))
    own = np.ones(system.size, dtype=np.bool_)
    for k, e in enumerate(assets):
        hit = np.zeros(system.size, dtype=np.bool_)
        finish_exactly(system, e, ClearingRules(*rates), own, payments[k], hit, 0.0, 1000)
    return payments


@pytest.mark.parametrize("ranking", list(Ranking))
@pytest.mark.parametrize("rates", [(1.0, 1.0), (0.8, 0.7)])
@pytest.mark.parametrize("tolerance", [1e-13, 1e-6])
def test_no_payment_is_further_from_the_exact_one_than_the_bound_says(
    ranking: Ranking, rates: tuple[float, float], tolerance: float
) -> None:
    system = random_system(30, 5, ranking)
    assets = shocked(system, 100, 6)
    found = clear(system, assets, *rates, tolerance=tolerance)
    error = np.abs(found.payments - solved(system, assets, rates)).max(axis=1)
    largest = system.total_liabilities.max()
    assert np.all(error <= found.error_bound + 1e-13 * largest)
    assert np.isfinite(found.error_bound).mean() > 0.95
    if tolerance == 1e-13:
        assert np.all(found.error_bound[np.isfinite(found.error_bound)] <= 1e-9 * largest)


def test_a_large_system_is_cleared_among_those_who_fall_only() -> None:
    """Beyond a size nobody is swept who does not fall; the numbers are those of the exact end."""
    n = LARGE + 500
    numbers = np.random.default_rng(7)
    debts = np.zeros((n, n))
    for step in (1, 2, 3, 5, 8):
        debts += numbers.lognormal(0, 0.5, n)[:, np.newaxis] * np.roll(np.eye(n), step, axis=1)
    claims, inside = debts.sum(axis=0), debts.sum(axis=1)
    names = tuple(map(str, range(n)))
    outside = np.maximum(0.97 * (claims + 2 * inside) - inside, 0.0)
    system = FinancialSystem(names, 2 * inside, debts, outside)
    assets = (system.external_assets * numbers.uniform(0.85, 1.1, n))[np.newaxis]
    found = cleared(system, assets, (1.0, 1.0))
    assert FEW < found.defaulted.sum() < n
    assert_allclose(found.payments, solved(system, assets, (1.0, 1.0)), rtol=1e-11)
    assert found.error_bound[0] <= 1e-9


@pytest.mark.parametrize("outside", [1e-3, 1e-6])
def test_a_long_ring_that_loses_a_little_each_time_round_is_solved_at_once(outside: float) -> None:
    """A thousand banks owe the next 1 and a little outside, and have a tenth of that little: what
    comes in from outside goes outside, p outside / (1 + outside) = outside / 10 for each."""
    n = 1000
    ring = FinancialSystem(
        tuple(map(str, range(n))), np.zeros(n), np.roll(np.eye(n), 1, axis=1), np.full(n, outside)
    )
    found = clear(ring, np.full(n, outside / 10)).require_converged()
    assert_allclose(found.payments, 0.1 * (1 + outside), rtol=1e-8)
    assert np.all(np.abs(found.payments - 0.1 * (1 + outside)) <= found.error_bound + 1e-15)
    assert found.error_bound[0] <= 1e-8


def test_what_a_small_debtor_pays_is_not_lost_beside_a_large_one_that_fails() -> None:
    """A owes B 1e15 and has nothing; C owes B 0.001 and has it; B owes D 0.002: B pays 0.001."""
    debts = np.zeros((4, 4))
    debts[0, 1], debts[2, 1], debts[1, 3] = 1e15, 1e-3, 2e-3
    system = FinancialSystem(tuple("ABCD"), np.zeros(4), debts, np.zeros(4))
    found = clear(system, [0.0, 0.0, 1e-3, 0.0]).require_converged()
    assert found.payments.tolist() == [[0.0, 1e-3, 1e-3, 0.0]]
