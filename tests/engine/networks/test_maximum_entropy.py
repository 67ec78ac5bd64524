"""The matrix that assumes least beyond the prior."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from parley.engine.networks.ensemble import draw_systems
from parley.engine.networks.margins import Margins, margins
from parley.engine.networks.maximum_entropy import fit, maximum_entropy
from parley.engine.totals import MONEY_ITEMS, SystemTotals
from parley.errors import InvalidInput, NotConverged
from tests.engine.networks.examples import countries_of, margins_of, systems, totals_of, world


def with_bound(problem: Margins, rows: list[int], columns: list[int], bound: float) -> Margins:
    block = problem.block.copy()
    block[np.ix_(rows, columns)] = 0
    return replace(problem, block=block, bounds=np.array([bound]), block_names=("claims in b",))


def test_four_equal_banks_owe_each_other_the_same() -> None:
    """Each owes 3 and is owed 3, and nothing tells the others apart: 1 to each."""
    found = maximum_entropy(margins_of([3, 3, 3, 3], [3, 3, 3, 3]))
    np.testing.assert_allclose(found, 1 - np.eye(4), atol=1e-12)


def test_a_bound_that_binds_moves_debts_elsewhere() -> None:
    """Four banks of 3 each; A and B may owe C and D at most 2 together, not 4.

    By symmetry each of those four cells holds 0.5, so A owes B 2, and B owes A 2. C and D are
    still owed 3 each, so they owe each other 2, and A and B 0.5 each.
    """
    problem = with_bound(margins_of([3] * 4, [3] * 4), [0, 1], [2, 3], 2.0)
    half = np.full((2, 2), 0.5)
    across = np.array([[0.0, 2.0], [2.0, 0.0]])
    np.testing.assert_allclose(
        maximum_entropy(problem), np.block([[across, half], [half, across]]), atol=1e-10
    )


def test_a_bank_that_fills_half_the_market_leaves_nothing_among_the_others() -> None:
    found = maximum_entropy(margins(totals_of([4, 1, 3], [4, 2, 2])))
    np.testing.assert_allclose(found, [[0, 2, 2], [1, 0, 0], [3, 0, 0]], atol=1e-12)


@settings(max_examples=60)
@given(systems())
def test_the_solution_is_prior_times_row_times_column_times_bound(totals: SystemTotals) -> None:
    """Factors of bounds are at most 1, and below 1 only where the bound binds."""
    problem = margins(totals)
    found = fit(problem, problem.weights, 1e-12, 2_000)
    if not found.is_converged:  # no interior: the form holds on the cells that can be positive
        return
    block = np.where(problem.block < 0, len(problem.bounds), problem.block)
    factor = np.append(found.block_factors, 1.0)
    product = problem.weights * np.outer(found.row_multipliers, found.column_multipliers)
    size = max(problem.total, 1.0)
    np.testing.assert_allclose(found.liabilities, product * factor[block], atol=1e-9 * size)
    for k, bound in enumerate(problem.bounds):
        held = found.liabilities[problem.block == k].sum()
        assert found.block_factors[k] <= 1
        assert held <= bound + 1e-9 * size
        if bound > 0 and found.block_factors[k] < 1:
            assert held == pytest.approx(bound, abs=1e-9 * size)


def test_bounds_that_never_bind_change_nothing() -> None:
    plain = margins_of([3, 5, 2, 4], [4, 4, 3, 3])
    bounded = with_bound(plain, [0, 1], [2, 3], 13.9)
    np.testing.assert_allclose(maximum_entropy(bounded), maximum_entropy(plain), atol=1e-10)


def test_factors_common_to_a_row_or_a_column_of_the_prior_change_nothing() -> None:
    problem = margins(world())
    n = problem.owed.size
    scaled = problem.weights * np.linspace(0.1, 9, n) * np.linspace(3, 0.2, n)[:, np.newaxis]
    np.testing.assert_allclose(
        maximum_entropy(replace(problem, weights=scaled)),
        maximum_entropy(problem),
        atol=1e-9 * problem.total,
    )


@settings(max_examples=60)
@given(systems(), st.permutations(range(6)))
def test_relabelling_the_institutions_permutes_the_matrix(
    totals: SystemTotals, shuffled: list[int]
) -> None:
    order = [k for k in shuffled if k < totals.size]
    permuted = replace(
        totals,
        jurisdictions=tuple(totals.jurisdictions[k] for k in order),
        **{name: getattr(totals, name)[order] for name in (*MONEY_ITEMS, "holdings")},
    )
    np.testing.assert_allclose(
        maximum_entropy(margins(permuted)),
        maximum_entropy(margins(totals))[np.ix_(order, order)],
        atol=1e-9 * max(totals.interbank_assets.sum(), 1.0),
    )


def test_bounds_that_no_matrix_meets_are_named_with_what_they_must_allow() -> None:
    """A (US) owes 4, and only B (CN) can be owed it: with a bound of 3, 1 is too much."""
    totals = totals_of(
        [4, 0],
        [0, 4],
        jurisdictions=("US", "CN"),
        country_claims=countries_of(("US", "CN"), np.ones((2, 2)), [[9, 9], [3, 9]]),
    )
    with pytest.raises(InvalidInput, match=r"claims of CN on US.*at most 3.*at least 4") as error:
        maximum_entropy(margins(totals))
    assert len(error.value.faults) == 1


@pytest.mark.parametrize("method", ["maximum_entropy", "sparse"])
def test_every_bound_in_the_way_is_named_by_each_method(method: str) -> None:
    """C (CN) and D (GB) are owed 5 each, and can owe each other 1, so A and B (US) owe each 4."""
    totals = totals_of(
        [5, 5, 1, 1],
        [1, 1, 5, 5],
        jurisdictions=("US", "US", "CN", "GB"),
        country_claims=countries_of(
            ("US", "CN", "GB"), np.ones((3, 3)), [[9, 9, 9], [3, 9, 9], [2, 9, 9]]
        ),
    )
    with pytest.raises(InvalidInput) as error:
        draw_systems(totals, 1, seed=1, methods=(method,))
    assert [(fault.field, fault.expected[:10]) for fault in error.value.faults] == [
        ("claims of CN on US", "at least 4"),
        ("claims of GB on US", "at least 4"),
    ]


def test_a_search_that_is_given_up_names_the_largest_gap() -> None:
    with pytest.raises(NotConverged, match=r"after 1 sweeps the sum of what . owes"):
        maximum_entropy(margins_of([3, 5, 2, 4], [4, 4, 3, 3]), max_sweeps=1)


def test_a_nearly_full_market_converges_too() -> None:
    """A and B leave C and D one part in a million to owe each other: plain scaling would crawl."""
    problem = margins_of([500.0, 1.0, 250.0, 250.0], [499.999, 1.001, 250.0, 250.0])
    found = fit(problem, problem.weights, 1e-12, 2_000)
    assert found.is_converged
    np.testing.assert_allclose(found.liabilities.sum(axis=1), problem.owed, rtol=1e-10)
