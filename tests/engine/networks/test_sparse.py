"""Random vertices: few links, the same totals."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from parley.engine.draws import uniforms
from parley.engine.networks.margins import margins
from parley.engine.networks.polytope import polytope
from parley.engine.networks.sparse import mixture_of_vertices, sparse_vertex
from parley.engine.totals import SystemTotals
from parley.errors import InvalidInput
from tests.engine.networks.examples import countries_of, margins_of, systems, totals_of, world


def table(seed: int, n: int) -> np.ndarray:
    return uniforms(seed, 0, 1, n * n).reshape(n, n)


def test_a_vertex_is_an_end_of_the_segment_of_all_matrices() -> None:
    """A owes 4, B 2, C 2; A is owed 2, B 3, C 3: one amount is free, from 0 to 2."""
    ends = {
        tuple(
            sparse_vertex(margins_of([4, 2, 2], [2, 3, 3]), table(seed, 3))
            .round(9)
            .ravel()
            .tolist()
        )
        for seed in range(20)
    }
    assert ends == {(0, 3, 1, 0, 0, 2, 2, 0, 0), (0, 1, 3, 2, 0, 0, 0, 2, 0)}


@settings(max_examples=60)
@given(systems(), st.integers(0, 1000))
def test_a_vertex_cannot_be_written_as_a_mean_of_two_other_matrices(
    totals: SystemTotals, seed: int
) -> None:
    """The columns of the binding constraints at its links are linearly independent."""
    problem = margins(totals)
    found = sparse_vertex(problem, table(seed, totals.size))
    links = found > 1e-9 * max(problem.total, 1.0)
    if not links.any():
        return
    given_by = polytope(problem, links)
    held = given_by.blocks @ found[given_by.rows, given_by.columns] / given_by.scale
    binding = held >= given_by.bounds * (1 - 1e-9)
    active = np.vstack([given_by.sums.toarray(), given_by.blocks.toarray()[binding]])
    assert np.linalg.matrix_rank(active) == links.sum()
    assert links.sum() <= 2 * totals.size - 1 + binding.sum()


def test_a_system_of_real_size_has_about_two_links_for_each_institution() -> None:
    problem = margins(world())
    links = (sparse_vertex(problem, table(1, 32)) > 0).sum()
    assert links <= 2 * 32 - 1 + len(problem.bounds)
    assert links < 32 * 31 / 8


def test_a_mixture_lies_between_sparse_and_full() -> None:
    problem = margins(world())
    tables = uniforms(3, 0, 4, 32 * 32).reshape(4, 32, 32)
    found = mixture_of_vertices(problem, tables)
    corners = [sparse_vertex(problem, each) for each in tables]
    np.testing.assert_allclose(found, sum(corners) / 4, atol=1e-12 * problem.total)
    np.testing.assert_allclose(found.sum(axis=1), problem.owed, rtol=1e-9)
    assert (corners[0] > 0).sum() < (found > 0).sum() < problem.allowed.sum()


def test_cells_of_greater_weight_are_links_more_often() -> None:
    """A may owe B, C or D; the prior makes D nine times as likely as B or C."""
    problem = margins_of([1, 1, 1, 1], [1, 1, 1, 1])
    weights = np.array(problem.weights)
    weights[0, 3] = 9.0
    favoured = type(problem)(**{**problem.__dict__, "weights": weights})
    linked = {
        name: np.mean([sparse_vertex(each, table(seed, 4))[0, 3] > 0 for seed in range(100)])
        for name, each in (("equal", problem), ("favoured", favoured))
    }
    assert linked["equal"] < 0.5 < linked["favoured"]


def test_relabelling_institutions_and_random_numbers_permutes_the_vertex() -> None:
    problem = margins_of([3, 5, 2, 4, 6], [6, 4, 4, 3, 3])
    order = [3, 0, 4, 1, 2]
    permuted = margins_of(problem.owed[order], problem.claimed[order])
    numbers = table(5, 5)
    np.testing.assert_allclose(
        sparse_vertex(permuted, numbers[np.ix_(order, order)]),
        sparse_vertex(problem, numbers)[np.ix_(order, order)],
        atol=1e-9,
    )


def test_bounds_that_no_matrix_meets_are_named() -> None:
    totals = totals_of(
        [4, 0, 1],
        [0, 4, 1],
        jurisdictions=("US", "CN", "CN"),
        country_claims=countries_of(("US", "CN"), np.ones((2, 2)), [[9, 9], [0, 9]]),
    )
    with pytest.raises(InvalidInput, match=r"claims of CN on US.*at most 0.*at least 4"):
        sparse_vertex(margins(totals), table(1, 3))


def test_a_mixture_of_nothing_is_refused() -> None:
    with pytest.raises(InvalidInput, match="1 or more"):
        mixture_of_vertices(margins_of([1, 1], [1, 1]), np.zeros((0, 2, 2)))
