"""Maximum entropy from sums alone: the same as scaling, whatever the sizes."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from parley.engine.networks.maximum_entropy import fit
from parley.engine.networks.one_unknown import independent
from parley.engine.networks.reconstruct import maximum_entropy
from tests.engine.networks.examples import margins_of


@st.composite
def debts(draw: st.DrawFn) -> np.ndarray:
    """A matrix of debts with amounts of very different sizes, and some of nothing."""
    n = draw(st.integers(2, 7))
    amounts = st.one_of(st.just(0.0), st.floats(-3, 9).map(lambda x: 10.0**x))
    cells = np.array(draw(st.lists(amounts, min_size=n * n, max_size=n * n))).reshape(n, n)
    return np.asarray(cells * (1 - np.eye(n)))


@given(debts())
def test_the_sums_of_any_matrix_are_met(matrix: np.ndarray) -> None:
    r, c = matrix.sum(axis=1), matrix.sum(axis=0)
    found = maximum_entropy(r, c)
    assert (np.abs(found.sum(axis=1) - r) <= 1e-9 * np.maximum(r, 1e-3 * r.sum())).all()
    assert (np.abs(found.sum(axis=0) - c) <= 1e-9 * np.maximum(c, 1e-3 * c.sum())).all()
    assert (found >= 0).all()
    assert (np.diagonal(found) == 0).all()


@given(st.integers(0, 10_000), st.integers(3, 12))
def test_proportional_fitting_ends_with_the_same_matrix(seed: int, n: int) -> None:
    draw = np.random.Generator(np.random.Philox(seed))
    matrix = draw.pareto(1.2, (n, n)) * (1 - np.eye(n))
    r, c = matrix.sum(axis=1), matrix.sum(axis=0)
    scaled = fit(margins_of(r, c), 1 - np.eye(n), 1e-13, 100_000)
    np.testing.assert_allclose(maximum_entropy(r, c), scaled.liabilities, rtol=1e-8)


def test_a_bank_that_is_all_but_too_large_needs_the_other_root() -> None:
    """The first owes and is owed 49.995 per cent each: the others share the last 0.01."""
    r = c = np.array([0.49995, 0.3, 0.15, 0.05005])
    found = independent(r, c)
    np.testing.assert_allclose(found.sum(axis=1), r, rtol=1e-12)
    np.testing.assert_allclose(found.sum(axis=0), c, rtol=1e-12)
    assert found[1:, 1:].sum() == pytest.approx(1 - 2 * 0.49995)


def test_who_makes_up_all_there_is_deals_with_everybody_and_nobody_else_deals() -> None:
    assert maximum_entropy([3, 1, 0], [1, 2, 1]).tolist() == [[0, 2, 1], [1, 0, 0], [0, 0, 0]]


def test_amounts_far_apart_are_all_met() -> None:
    r, c = np.array([1e15, 1e-3, 5e14, 5e14]), np.array([5e14, 1e15, 1e-3, 5e14])
    found = maximum_entropy(r, c)
    np.testing.assert_allclose(found.sum(axis=1), r, rtol=1e-12)
    np.testing.assert_allclose(found.sum(axis=0), c, rtol=1e-12)
