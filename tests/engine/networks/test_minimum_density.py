"""Few links: the sums are met exactly, and what is said of the least number is true."""

import itertools

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from parley.engine.networks.fewest_links import counting_bound, grouping_bound
from parley.engine.networks.minimum_density import (
    fewest_links,
    minimum_density,
    minimum_density_by_chance,
)
from parley.engine.networks.polytope import cheapest, polytope
from parley.engine.networks.sums import sums
from parley.engine.status import Status
from parley.errors import InvalidInput

#: Anand, Craig & von Peter (2015), page 628: what each of seven banks has lent, has borrowed.
LENT, BORROWED = [7, 5, 3, 1, 3, 0, 1], [4, 5, 5, 0, 0, 2, 4]


def matrices(n: int, whole: bool) -> st.SearchStrategy[np.ndarray]:
    amount = st.integers(0, 4).map(float) if whole else st.floats(0.1, 100)
    cell = st.one_of(st.just(0.0), amount)
    return st.lists(cell, min_size=n * n, max_size=n * n).map(
        lambda cells: np.array(cells).reshape(n, n) * (1 - np.eye(n))
    )


def test_the_seven_banks_of_the_paper_need_seven_links_and_no_fewer() -> None:
    found = minimum_density(BORROWED, LENT)
    assert (found.links, found.lower_bound, found.is_proven_minimal) == (7, 7, True)
    assert found.liabilities.sum(axis=1).tolist() == BORROWED
    assert found.liabilities.sum(axis=0).tolist() == LENT


@settings(max_examples=80)
@given(st.integers(2, 9).flatmap(lambda n: matrices(n, whole=False)))
def test_every_sum_is_met_and_links_are_at_most_rows_and_columns(matrix: np.ndarray) -> None:
    r, c = matrix.sum(axis=1), matrix.sum(axis=0)
    found = minimum_density(r, c, most_nodes=0)
    assert found.row_gap < 1e-9
    assert found.column_gap < 1e-9
    assert (np.diagonal(found.liabilities) == 0).all()
    assert (found.liabilities >= 0).all()
    assert found.lower_bound <= found.links <= max((r > 0).sum() + (c > 0).sum(), 0)


def fewest_by_trying(r: np.ndarray, c: np.ndarray) -> int:
    """Try all sets of links, smallest first: is there a matrix on them?"""
    given_sums = sums(r, c)
    cells = np.argwhere(given_sums.allowed)
    for links in range(len(cells) + 1):
        for chosen in itertools.combinations(range(len(cells)), links):
            allowed = np.zeros(given_sums.allowed.shape, dtype=bool)
            allowed[tuple(cells[list(chosen)].T)] = True
            if (r > 0).sum() > allowed.any(axis=1).sum():
                continue
            constraints = polytope(given_sums, allowed)
            if links and cheapest(constraints, np.ones(links)).size:
                return links
    return 0


@settings(max_examples=25)
@given(st.integers(2, 3).flatmap(lambda n: matrices(n, whole=True)))
def test_trying_all_sets_of_links_finds_no_fewer(matrix: np.ndarray) -> None:
    r, c = matrix.sum(axis=1), matrix.sum(axis=0)
    found = minimum_density(r, c)
    if r.sum() > 0:
        least = fewest_by_trying(r, c)
        assert found.lower_bound <= least
        assert found.links == least
        assert found.is_proven_minimal


@settings(max_examples=25)
@given(matrices(4, whole=True))
def test_no_bound_exceeds_the_links_of_a_matrix_that_exists(matrix: np.ndarray) -> None:
    given_sums = sums(matrix.sum(axis=1), matrix.sum(axis=0))
    for bound in (counting_bound(given_sums), grouping_bound(given_sums)):
        assert bound <= np.count_nonzero(matrix)
    assert fewest_links(given_sums).lower_bound <= np.count_nonzero(matrix)


def test_two_pairs_that_owe_each_other_the_same_are_two_groups() -> None:
    """Sums 5, 3 against 5, 3: four open rows and columns, two groups, two links."""
    given_sums = sums([5, 3, 0, 0], [0, 0, 5, 3])
    assert grouping_bound(given_sums) == 2


def test_a_thousand_banks_take_two_links_each_and_meet_their_sums() -> None:
    draw = np.random.Generator(np.random.Philox(1))
    size = draw.pareto(1.2, 1000) + 0.1
    r = size * draw.uniform(0.5, 1.5, 1000)
    c = size * draw.uniform(0.5, 1.5, 1000)
    found = minimum_density(r, c * r.sum() / c.sum())
    assert found.row_gap < 1e-12
    assert found.column_gap < 1e-12
    assert found.links <= 1999
    assert found.lower_bound >= 1000
    assert not found.is_proven_minimal


def test_bounds_between_groups_are_kept() -> None:
    groups = ["US", "US", "CN", "CN"]
    free = minimum_density([4, 0, 0, 3], [0, 3, 4, 0], groups=groups)
    assert free.links == 2
    kept = minimum_density(
        [4, 0, 0, 3], [0, 3, 4, 0], groups=groups, most_between={("US", "CN"): 1.5}
    )
    assert kept.liabilities[:2, 2:].sum() <= 1.5 * (1 + 1e-9)
    assert (kept.links, kept.lower_bound) == (3, 3)
    with pytest.raises(InvalidInput, match="debts of US to CN"):
        minimum_density([4, 0, 0, 3], [0, 3, 4, 0], groups=groups, most_between={("US", "CN"): 0.5})


def test_the_heuristic_meets_the_sums_and_mostly_needs_more_links() -> None:
    drawn = minimum_density_by_chance(BORROWED, LENT, seed=3, count=100)
    assert drawn.row_gap.max() < 1e-12
    assert drawn.column_gap.max() < 1e-12
    assert drawn.links.min() >= 7
    assert drawn.links.mean() > 8
    again = minimum_density_by_chance(BORROWED, LENT, seed=3, count=5)
    assert np.array_equal(again.liabilities, drawn.liabilities[:5])


def test_a_lower_loading_gives_more_links() -> None:
    few = minimum_density_by_chance(BORROWED, LENT, seed=3, count=50)
    many = minimum_density_by_chance(
        BORROWED, LENT, seed=3, count=50, loading=0.3, low_density_rounds=15
    )
    assert many.links.mean() > few.links.mean() + 1


def test_a_heuristic_that_is_given_up_says_so() -> None:
    drawn = minimum_density_by_chance(BORROWED, LENT, seed=3, count=2, max_rounds=2)
    assert (drawn.status == Status.ROUND_LIMIT).all()
    assert drawn.row_gap.min() > 0.1


def test_arguments_of_the_heuristic_out_of_range_are_named_together() -> None:
    with pytest.raises(InvalidInput) as error:
        minimum_density_by_chance(
            BORROWED, LENT, seed=1, link_cost=-1, loading=0, removal=1, row_weight=[1, 2],
            max_rounds=0, low_density_rounds=-1, strictness=np.nan,
        )  # fmt: skip
    assert len(error.value.faults) == 7
    with pytest.raises(InvalidInput, match="most_nodes"):
        minimum_density(BORROWED, LENT, most_nodes=-1)
    with pytest.raises(InvalidInput, match="count"):
        minimum_density_by_chance(BORROWED, LENT, seed=1, count=-1)


def test_one_bank_nobody_who_owes_and_amounts_far_apart() -> None:
    assert minimum_density([0], [0]).links == 0
    assert minimum_density([0, 0], [0, 0]).is_proven_minimal
    found = minimum_density([1e15, 1e-3, 5e14, 5e14], [5e14, 1e15, 1e-3, 5e14])
    assert found.links == 4
    assert found.row_gap == 0


@pytest.mark.parametrize("unit", [1.0, 1e-6, 7.3, 1e9])
def test_a_partner_who_just_fits_is_found_in_every_unit(unit: float) -> None:
    """What the others owe each other is 36.01 in all, which rounding may make a little less."""
    found = minimum_density(
        unit * np.array([111.0, 0.0, 36.01]), unit * np.array([36.0, 0.01, 111.0]), most_nodes=0
    )
    assert found.links == 3
