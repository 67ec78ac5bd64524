"""Cross-holdings: by hand, properties of every network, a slow way, and what is refused."""

from itertools import product
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.testing import assert_allclose, assert_array_equal
from scipy import sparse

from parley.engine.amounts import Floats
from parley.engine.contagion.cross_holdings import (
    dependency_matrix,
    value_cross_holdings,
    value_with_failures,
)
from parley.errors import InvalidInput

EACH = settings(max_examples=60)
HALF = [[0.0, 0.5], [0.5, 0.0]]


def random_shares(numbers: np.random.Generator, n: int, most: float = 0.95) -> Floats:
    """Columns add up to at most ``most``."""
    shares = np.where(numbers.random((n, n)) < 0.6, numbers.random((n, n)), 0.0)
    np.fill_diagonal(shares, 0.0)
    total = shares.sum(axis=0)
    wanted = most * numbers.random(n)
    return np.asarray(shares * np.divide(wanted, total, out=np.zeros(n), where=total > 0))


def test_in_a_ring_of_three_a_loss_is_passed_on_in_part() -> None:
    """Each holds half of the next; the first loses its 7. Its own owners outside bear half of it,
    those of its holder half of the rest, and so on round and round: 4/7, 2/7, 1/7."""
    ring = 0.5 * np.roll(np.eye(3), 1, axis=1)  # i holds half of i + 1
    lost = value_with_failures(ring, [[7.0, 7, 7], [0.0, 7, 7]]).market_values
    assert_allclose(lost[0] - lost[1], [4.0, 1.0, 2.0])


def test_failures_come_in_waves() -> None:
    """Three in a ring, each 7. The first loses 4: values 33/7, 45/7, 41/7. It fails below 5.5, and
    7 more are lost: 5/7, 38/7, 27/7. The third fails below 4.5; that takes the second to 24/7."""
    ring = 0.5 * np.roll(np.eye(3), 1, axis=1)
    found = value_with_failures(ring, [3.0, 7.0, 7.0], [5.5, 5.0, 4.5], 7.0)
    first = dependency_matrix(ring) @ [3, 7, 7]
    assert_allclose(first, [7 - 16 / 7, 7 - 4 / 7, 7 - 8 / 7])
    assert found.wave.tolist() == [[1, 3, 2]]
    assert found.failures.tolist() == [3]


COUNTRIES = ("France", "Germany", "Greece", "Italy", "Portugal", "Spain")

#: What debtors in each country (rows) owe banks of each (columns) at the end of 2011, USD mn: BIS,
#: consolidated banking statistics, immediate borrower, table 9B.
OWED_IN_2011 = [
    [0.0, 174_862, 1_960, 40_311, 6_679, 27_015],
    [198_304, 0, 2_663, 227_813, 2_271, 54_178],
    [39_458, 32_977, 0, 2_302, 8_077, 1_001],
    [329_550, 133_954, 444, 0, 2_108, 29_938],
    [21_817, 30_208, 51, 3_188, 0, 78_005],
    [115_162, 146_096, 292, 26_939, 21_620, 0],
]

#: Gross domestic product of 2011 and 2008, that of Portugal in 2011 being 1.
GDP_2011 = [11.61506276, 14.88284519, 1.267782427, 9.20083682, 1.0, 6.251046025]
GDP_2008 = [11.98745, 15.27615, 1.468619, 9.65272, 1.058577, 6.698745]


@pytest.mark.parametrize(
    ("theta", "waves"),
    [
        (0.9, ["Greece"]),
        (0.93, ["Greece"]),
        (0.935, ["Greece", "Portugal", "Spain", "France", "Germany Italy"]),
        (0.94, ["Greece", "Portugal Spain", "France Germany", "Italy"]),
    ],
)
def test_debts_of_six_european_countries_after_2011(theta: float, waves: list[str]) -> None:
    """The example of Elliott, Golub & Jackson (2014), section IV: a third of each country's debt is
    held by the others in proportion to the BIS figures; who falls below θ times its value of 2008
    fails, and loses half of that. Found again by waves in plain numpy."""
    claims = np.array(OWED_IN_2011).T
    shares = claims / claims.sum(axis=0) / 3.0
    depends = np.diag(1.0 - shares.sum(axis=0)) @ np.linalg.inv(np.eye(6) - shares)
    assert_allclose(dependency_matrix(shares), depends)
    least = theta * depends @ GDP_2008
    found = value_with_failures(shares, GDP_2011, least, least / 2.0)
    left, failed, plain = np.array(GDP_2011), np.zeros(6, dtype=np.bool_), []
    while (new := (depends @ left < least) & ~failed).any():
        left, failed = left - np.where(new, least / 2.0, 0.0), failed | new
        plain.append(" ".join(np.array(COUNTRIES)[new]))
    told = [
        " ".join(np.array(COUNTRIES)[found.wave[0] == k]) for k in range(1, found.wave.max() + 1)
    ]
    assert told == plain == waves


def test_failures_may_be_caused_by_expecting_them() -> None:
    """Both stand at 10 with a threshold of 8; if both fail, at a cost of 4 each, both are at 6."""
    best = value_with_failures(HALF, [10, 10], 8.0, 4.0)
    worst = value_with_failures(HALF, [10, 10], 8.0, 4.0, equilibrium="worst")
    assert best.failures.tolist() == [0]
    assert worst.failures.tolist() == [2]
    assert_allclose(worst.market_values, [[6.0, 6.0]])


def test_who_is_exactly_at_its_threshold_stands() -> None:
    assert not value_with_failures(HALF, [0.1 * 3, 0.3], [0.3, 0.3], 1.0).failed.any()


def test_owners_outside_own_everything_in_the_end() -> None:
    numbers = np.random.default_rng(1)
    for n in (1, 2, 7):
        assert_allclose(dependency_matrix(random_shares(numbers, n)).sum(axis=0), 1.0)


@EACH
@given(st.integers(1, 5), st.integers(0, 2**32 - 1))
def test_best_and_worst_enclose_every_consistent_set_of_failures(n: int, seed: int) -> None:
    """Tried one by one, all 2ⁿ of them."""
    numbers = np.random.default_rng(seed)
    shares = random_shares(numbers, n)
    own, costs = numbers.uniform(0, 10, n), numbers.uniform(0, 6, n)
    depends = dependency_matrix(shares)
    limits = depends @ numbers.uniform(0, 10, n)
    best = value_with_failures(shares, own, limits, costs)
    worst = value_with_failures(shares, own, limits, costs, equilibrium="worst")
    consistent = []
    for chosen in product([False, True], repeat=n):
        failed = np.array(chosen)
        below = depends @ (own - costs * failed) < limits
        if np.array_equal(below, failed):
            consistent.append(failed)
    assert any(np.array_equal(best.failed[0], each) for each in consistent)
    assert any(np.array_equal(worst.failed[0], each) for each in consistent)
    assert all(np.all(best.failed[0] <= each) for each in consistent)
    assert all(np.all(worst.failed[0] >= each) for each in consistent)


@EACH
@given(st.integers(1, 6), st.integers(0, 2**32 - 1))
def test_more_assets_never_make_another_fail_and_the_unit_does_not_matter(
    n: int, seed: int
) -> None:
    numbers = np.random.default_rng(seed)
    shares = random_shares(numbers, n)
    own, costs, limits = (numbers.uniform(0, 10, n) for _ in range(3))
    found = value_with_failures(shares, own, limits, costs)
    richer = value_with_failures(shares, own + numbers.random(n), limits, costs)
    assert np.all(richer.failed <= found.failed)
    other = value_with_failures(shares, own * 1024, limits * 1024, costs * 1024)
    assert_array_equal(other.failed, found.failed)
    order = numbers.permutation(n)
    named = value_with_failures(shares[np.ix_(order, order)], own[order], limits[order],
                                costs[order])  # fmt: skip
    assert_array_equal(named.wave[0], found.wave[0][order])


def test_draws_do_not_touch_each_other_and_sparse_shares_are_taken() -> None:
    numbers = np.random.default_rng(3)
    shares = random_shares(numbers, 6)
    own = numbers.uniform(0, 10, (20, 6))
    whole = value_with_failures(sparse.csr_array(shares), own, 5.0, 2.0)
    for k in range(20):
        one = value_with_failures(shares, own[k], 5.0, 2.0)
        assert_array_equal(one.wave[0], whole.wave[k])


@EACH
@given(st.integers(1, 6), st.integers(0, 2**32 - 1))
def test_what_firms_hold_of_each_other_is_worth_the_one_solution(n: int, seed: int) -> None:
    """From below, by plain rounds: there is only one solution if somebody outside holds a part."""
    numbers = np.random.default_rng(seed)
    m_s, m_d = random_shares(numbers, n, 0.8), random_shares(numbers, n, 0.9)
    a = np.where(numbers.random((3, n)) < 0.5, 0.0, numbers.uniform(0, 5, (3, n)))
    d = numbers.uniform(0, 4, n)
    found = value_cross_holdings(m_s, m_d, a, d).require_converged()
    v = np.zeros((3, n))
    for _ in range(3_000):
        v = a + np.maximum(v - d, 0.0) @ m_s.T + np.minimum(v, d) @ m_d.T
    assert_allclose(found.assets, v, atol=1e-9)
    assert_allclose(found.equity + found.debt, found.assets, atol=1e-12)


def test_debts_held_in_a_ring_that_hardly_leaks_are_valued_at_once() -> None:
    """Each holds all but a millionth of the other's debt and has a ten-millionth: r = 0.1. Plain
    rounds take millions."""
    ring = [[0, 1 - 1e-6], [1 - 1e-6, 0]]
    found = value_cross_holdings(np.zeros((2, 2)), ring, [1e-7, 1e-7], 1.0)
    assert_allclose(found.require_converged().debt, 0.1, rtol=1e-8)
    assert found.rounds[0] <= 100


@pytest.mark.parametrize(
    ("shares", "said"),
    [
        ([[0, 1.0], [0, 0]], "less than 1"),
        ([[0, 1.5], [0, 0]], "from 0 to 1"),
        ([[0, -0.5], [0, 0]], "from 0 to 1"),
        ([[0, np.nan], [0, 0]], "nan"),
        ([[0.2, 0], [0, 0]], "itself"),
        ([[0, 0.5]], "shape"),
        (np.zeros((0, 0)), "shape"),
        ([["x"]], "numbers"),
    ],
)
def test_shares_that_cannot_be_are_refused(shares: Any, said: str) -> None:
    with pytest.raises(InvalidInput, match=said):
        dependency_matrix(shares)
    with pytest.raises(InvalidInput, match=said):
        value_with_failures(shares, [1.0, 1.0])
    with pytest.raises(InvalidInput, match=said):
        value_cross_holdings(shares, np.zeros((2, 2)), [1.0, 1.0], 1.0)


@pytest.mark.parametrize(
    "wrong",
    [
        {"asset_values": [1.0, np.inf]},
        {"asset_values": [1.0]},
        {"thresholds": [np.nan, 1.0]},
        {"thresholds": [1.0, 1.0, 1.0]},
        {"failure_costs": [-1.0, 0.0]},
        {"equilibrium": "middling"},
    ],
)
def test_values_that_cannot_be_are_refused(wrong: dict[str, Any]) -> None:
    right: dict[str, Any] = {"cross_holdings": HALF, "asset_values": [1.0, 1.0]}
    with pytest.raises(InvalidInput):
        value_with_failures(**(right | wrong))


def test_negative_assets_and_debts_are_refused_where_they_cannot_be() -> None:
    zero = np.zeros((2, 2))
    for a, d in (([-1.0, 1], 1.0), ([1.0, 1], -1.0), ([1.0, 1], [1.0, np.nan])):
        with pytest.raises(InvalidInput):
            value_cross_holdings(zero, zero, a, d)
    with pytest.raises(InvalidInput, match="debt_holdings"):
        value_cross_holdings(zero, np.zeros((3, 3)), [1.0, 1], 1.0)
