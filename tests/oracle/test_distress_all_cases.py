"""Distress found again by trying who is wholly distressed, in fractions; and by a programme."""

from fractions import Fraction
from itertools import product

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.testing import assert_allclose
from scipy.optimize import linprog

from parley.engine.amounts import Floats
from parley.engine.contagion.distress import debtrank
from parley.engine.elimination import solve_capped
from parley.engine.status import Status
from tests.oracle.fractions_solved import solve_exactly


def by_all_cases(matrix: Floats, first: Floats) -> list[float]:
    """Try every set of the wholly distressed, exactly; of those borne out take the least.

    Whom no distress reaches is at 0; that makes the least solution the least of the solutions
    of each case, which are single then.
    """
    n = first.size
    reached = first > 0.0
    for _ in range(n):
        reached = reached | ((matrix * reached).sum(axis=1) > 0.0)
    links = [[Fraction(x) for x in row] for row in matrix.tolist()]
    shock = [Fraction(x) for x in first.tolist()]
    best: list[Fraction] | None = None
    for whole in product((False, True), repeat=n):
        if any(w and not r for w, r in zip(whole, reached, strict=True)):
            continue
        some = [i for i in range(n) if reached[i] and not whole[i]]
        at_one = [j for j in range(n) if whole[j]]
        inner = [[Fraction(int(i == j)) - links[i][j] for j in some] for i in some]
        right = [shock[i] + sum((links[i][j] for j in at_one), Fraction(0)) for i in some]
        solved = solve_exactly(inner, right)
        if solved is None or any(not 0 <= x < 1 for x in solved):
            continue
        h = [Fraction(int(w)) for w in whole]
        for i, x in zip(some, solved, strict=True):
            h[i] = x
        due = [shock[i] + sum((links[i][j] * h[j] for j in range(n)), Fraction(0)) for i in at_one]
        if all(x >= 1 for x in due) and (
            best is None or all(a <= b for a, b in zip(h, best, strict=True))
        ):
            best = h
    assert best is not None
    return [float(x) for x in best]


@st.composite
def creeping(draw: st.DrawFn) -> tuple[Floats, Floats]:
    """A ring of leverage near 1 and a few other links; shocks small or none."""
    n = draw(st.integers(2, 5))
    rng = np.random.default_rng(draw(st.integers(0, 2**32 - 1)))
    around = draw(st.sampled_from([0.5, 1 - 2.0**-8, 1 - 2.0**-20, 1.0, 1 + 2.0**-12, 2.0]))
    matrix = np.roll(np.eye(n), 1, axis=1) * around
    matrix += np.where(rng.random((n, n)) < 0.2, rng.choice([2.0**-12, 0.25, 1.5], (n, n)), 0.0)
    np.fill_diagonal(matrix, 0.0)
    first = np.where(rng.random(n) < 0.5, rng.choice([2.0**-20, 2.0**-9, 0.125, 0.75], n), 0.0)
    return matrix, first


@settings(max_examples=120)
@given(creeping())
def test_trying_all_cases_finds_the_same_distress_where_rounds_would_creep(
    problem: tuple[Floats, Floats],
) -> None:
    found = debtrank(*problem)
    if found.status[0] != Status.CONVERGED:
        assert not found.error_bound[0] <= 1e-9
        return
    assert_allclose(found.distress[0], by_all_cases(*problem), rtol=0, atol=2e-9)


@settings(max_examples=80)
@given(st.integers(1, 8), st.integers(0, 2**32 - 1), st.floats(0.01, 2.0))
def test_a_linear_programme_finds_the_same_distress(n: int, seed: int, size: float) -> None:
    """With a spectral radius below 1 the solution is single, so the greatest: max Σh, h <= ..."""
    rng = np.random.default_rng(seed)
    matrix = np.where(rng.random((n, n)) < 0.6, rng.random((n, n)), 0.0)
    np.fill_diagonal(matrix, 0.0)
    radius = float(np.abs(np.linalg.eigvals(matrix)).max(initial=0.0))
    matrix *= 0.97 / max(radius, 0.97)
    first = np.minimum(1.0, rng.random(n) * rng.random(n) * size)
    best = linprog(-np.ones(n), A_ub=np.eye(n) - matrix, b_ub=first, bounds=[(0.0, 1.0)] * n)
    assert_allclose(debtrank(matrix, first).distress[0], best.x, atol=1e-8)
    # the exact end alone, from nothing but the shock
    h = first.copy()
    rows = (np.arange(n + 1) * n, np.tile(np.arange(n), n), matrix.ravel())
    bound = solve_capped(*rows, first, h < 1.0, h)
    assert bound < np.inf
    assert_allclose(h, best.x, atol=1e-8)
