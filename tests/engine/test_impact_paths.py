"""Paths of failure, counted by hand and one by one."""

from math import factorial

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.testing import assert_allclose

from parley.engine.amounts import Floats
from parley.engine.impact_paths import (
    impact_diffusion,
    impact_fluidity,
    impact_matrix,
    impact_susceptibility,
)
from parley.errors import InvalidInput

CLAIMS = [[0, 1, 0], [10, 0, 3], [3, 2, 0]]


def walks_to(impact: Floats, end: int) -> float:
    """Every walk of up to 30 steps that ends there and begins elsewhere, each by 1 / steps!."""
    n = impact.shape[0]
    at = np.zeros(n)
    at[end] = 1.0
    total = 0.0
    for steps in range(1, 31):
        at = np.array([sum(impact[j, i] * at[i] for i in range(n)) for j in range(n)])
        total += sum(at[j] for j in range(n) if j != end) / factorial(steps)
    return total


@settings(max_examples=60)
@given(st.integers(1, 7), st.integers(0, 2**32 - 1), st.booleans())
def test_paths_counted_one_by_one_are_as_many(n: int, seed: int, whole: bool) -> None:
    rng = np.random.default_rng(seed)
    claims = np.where(rng.random((n, n)) < 0.5, rng.random((n, n)) * 3.0, 0.0)
    np.fill_diagonal(claims, 0.0)
    equity = rng.random(n) * 2.0 - 0.2
    impact = impact_matrix(claims, equity, only_whole=whole)
    assert np.all((impact >= 0.0) & (impact <= 1.0))
    expected = [
        walks_to(impact, i) / impact[:, i].sum() if impact[:, i].sum() else 0.0 for i in range(n)
    ]
    found = impact_susceptibility(claims, equity, only_whole=whole)
    assert_allclose(found, expected, rtol=1e-9, atol=1e-12)


def test_who_starts_or_passes_on_what() -> None:
    """A brings down B and C, B brings down C. Without B the path A-B-C is gone, 1/2."""
    found = impact_diffusion(CLAIMS, [2, 5, 2])
    assert_allclose(found.total, [1.25, 1.5, 0.0])
    assert impact_fluidity(CLAIMS, [2, 5, 2]) == pytest.approx(0.75)


def test_whoever_has_no_equity_falls_with_any_of_its_debtors() -> None:
    assert_allclose(impact_matrix([[0, 1e-9], [0, 0]], [0, 1]), [[0, 0], [1, 0]])
    assert_allclose(impact_matrix([[0, 1e-9], [0, 0]], [-5, 1]), [[0, 0], [1, 0]])
    assert_allclose(impact_matrix(np.zeros((2, 2)), [0, 0]), np.zeros((2, 2)))


def test_the_unit_of_money_does_not_matter_and_one_alone_is_not_hit() -> None:
    claims = np.array(CLAIMS, dtype=float)
    for unit in (1e-3, 1e15):
        found = impact_susceptibility(claims * unit, np.array([2, 5, 2]) * unit)
        assert_allclose(found, [0, 1, 1.25])
    assert_allclose(impact_susceptibility([[0]], [1]), [0])


@pytest.mark.parametrize(
    ("claims", "equity", "field"),
    [
        ([[0, np.nan], [0, 0]], [1, 1], "claims"), ([[0, -1], [0, 0]], [1, 1], "claims"),
        ([[1, 0], [0, 0]], [1, 1], "itself"), ([[0, 1]], [1, 1], "claims"),
        ([[0]], [np.nan], "equity"), (np.zeros((0, 0)), [], "equity"), ([["a"]], [1], "claims"),
        (np.ones((900, 900)) - np.eye(900), np.ones(900), "paths"),
    ],
)  # fmt: skip
def test_what_cannot_be_is_refused(claims: object, equity: object, field: str) -> None:
    with pytest.raises(InvalidInput, match=field):
        impact_diffusion(claims, equity)  # type: ignore[arg-type]
