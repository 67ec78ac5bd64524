"""The least clearing vector, and whether there is one only."""

from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from numpy.testing import assert_allclose

from parley.engine.contagion.clearing import Clearing, Solution, clear, is_unique
from parley.engine.system import FinancialSystem, Ranking
from parley.errors import InvalidInput
from tests.engine.systems import SHARES, passed_on, system_of, systems

BOTH = tuple(Ranking)


def least(system: FinancialSystem, alpha: float = 1.0, beta: float = 1.0) -> Clearing:
    found = clear(system, system.external_assets, alpha, beta, solution="least")
    return found.require_converged()


def test_two_banks_without_cash_pay_nothing_in_the_least() -> None:
    """Eisenberg & Noe (2001): each owes the other 1, every (t, t) clears."""
    pair = system_of([[0, 1], [1, 0]], [0, 0])
    assert least(pair).payments.tolist() == [[0.0, 0.0]]
    assert least(pair).defaulted.all()
    assert not is_unique(pair, pair.external_assets)[0]


def test_with_default_costs_two_banks_may_fall_by_expecting_it() -> None:
    """Rogers & Veraart (2013): each owes 1 and has 1/4; half is lost. If both fall each has
    1/8 + p / 2, so p = 1/4; if neither does, both pay 1."""
    pair = system_of([[0, 1], [1, 0]], [0.25, 0.25])
    assert_allclose(least(pair, 0.5, 0.5).payments, [[0.25, 0.25]], atol=1e-12)
    assert clear(pair, pair.external_assets, 0.5, 0.5).payments.tolist() == [[1.0, 1.0]]
    assert not is_unique(pair, pair.external_assets, 0.5, 0.5)[0]
    assert is_unique(pair, pair.external_assets)[0]


@pytest.mark.parametrize("cash", [1e-3, 1e-7, 1e-14])
def test_any_cash_fills_a_ring_from_below_too(cash: float) -> None:
    """A ring from which nothing leaves pays all with any cash. From below it would creep."""
    ring = system_of([[0, 1, 0], [0, 0, 1], [1, 0, 0]], [cash, 0, 0])
    assert_allclose(least(ring).payments, 1.0)
    assert is_unique(ring, ring.external_assets)[0]


def test_money_that_only_goes_round_is_left_out_beside_a_chain_that_pays() -> None:
    """A and B owe each other 1 and have nothing; C has 2 and owes D 3."""
    debts = np.zeros((4, 4))
    debts[0, 1] = debts[1, 0] = 1.0
    debts[2, 3] = 3.0
    system = system_of(debts, [0, 0, 2, 0])
    assert least(system).payments.tolist() == [[0.0, 0.0, 2.0, 0.0]]
    both = clear(system, [[0.0, 0, 2, 0], [0, 0.1, 2, 0]])
    assert both.payments.tolist() == [[1.0, 1.0, 2.0, 0.0]] * 2
    assert is_unique(system, [[0.0, 0, 2, 0], [0, 0.1, 2, 0]]).tolist() == [False, True]


@settings(max_examples=60)
@given(systems(rankings=BOTH), SHARES, SHARES)
def test_the_least_clears_and_is_nowhere_above_the_greatest(
    system: FinancialSystem, alpha: float, beta: float
) -> None:
    found = clear(system, system.external_assets, alpha, beta, solution=Solution.LEAST)
    most = clear(system, system.external_assets, alpha, beta)
    scale = 1.0 + system.total_liabilities + system.external_assets.sum()
    assert np.all(found.payments <= most.payments + 1e-10 * scale)
    if found.status[0] != 0:
        return  # a ring with senior debts that creeps: it says so
    paid = found.payments[0]
    received = passed_on(system, paid)
    left = alpha * system.external_assets + beta * received
    hit = found.defaulted[0]
    assert_allclose(paid[hit], left[hit], atol=1e-9 * float(scale.max()))
    assert_allclose(paid[~hit], system.total_liabilities[~hit])


@settings(max_examples=60)
@given(systems(), SHARES, SHARES)
def test_no_smaller_payments_clear(system: FinancialSystem, alpha: float, beta: float) -> None:
    """From nothing, the map leads up, and never past the least."""
    found = least(system, alpha, beta)
    owed, p = system.total_liabilities, np.zeros(system.size)
    for _ in range(3_000):
        came = system.relative_claims @ p
        has = system.external_assets + came
        left = alpha * system.external_assets + beta * came
        p = np.where(has >= owed * (1 - 1e-12), owed, np.minimum(left, owed))
    assert np.all(p <= found.payments[0] + 1e-9 * (1 + owed))


def test_a_solution_that_does_not_exist_is_refused() -> None:
    pair = system_of([[0, 1], [1, 0]], [0, 0])
    with pytest.raises(InvalidInput, match="greatest or least"):
        clear(pair, pair.external_assets, solution="middle")


def test_lists_are_taken_and_what_is_no_number_is_not() -> None:
    pair = system_of([[0, 1], [1, 0]], [0, 0])
    assert clear(pair, [[0.5, 0.5]]).payments.tolist() == [[1.0, 1.0]]
    wrongs: tuple[Any, ...] = ([["a", "b"]], [[1.0], [1.0, 2.0]], None)
    for wrong in wrongs:
        with pytest.raises(InvalidInput):
            clear(pair, wrong)
