"""Links, chances and draws by slower ways: subsets one by one, bisection, throwing away."""

import itertools

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import brentq

from parley.engine import networks
from parley.engine.draws import generator
from parley.engine.networks.kernels.few_links import most_closed_groups


def groups_by_trying(values: tuple[int, ...]) -> int:
    """Take a subset of sum zero away that holds the first value, in every way."""
    if not values:
        return 0
    first, rest = values[0], values[1:]
    best = 0
    for size in range(len(rest) + 1):
        for chosen in itertools.combinations(range(len(rest)), size):
            if first + sum(rest[k] for k in chosen) == 0:
                left = tuple(v for k, v in enumerate(rest) if k not in chosen)
                best = max(best, 1 + groups_by_trying(left))
    return best


@settings(max_examples=60)
@given(st.lists(st.integers(-4, 4).filter(bool), min_size=1, max_size=7))
def test_the_most_groups_of_sum_zero_are_found(values: list[int]) -> None:
    whole = [*values, -sum(values)]
    whole = [each for each in whole if each]
    if whole:
        assert most_closed_groups(np.array(whole, float), 1e-9) == groups_by_trying(tuple(whole))


@given(st.integers(0, 1000), st.floats(0.05, 0.95))
def test_bisection_finds_the_same_chances(seed: int, density: float) -> None:
    rng = generator(seed, 0)
    debts = rng.pareto(1.5, (7, 7)) * (1 - np.eye(7))
    r, c = debts.sum(axis=1), debts.sum(axis=0)

    def chances(log_z: float) -> np.ndarray:
        odds = np.exp(log_z) * np.outer(r, c) * (1 - np.eye(7))
        return np.asarray(odds / (1 + odds))

    wanted = density * 42
    log_z = brentq(lambda x: chances(x).sum() - wanted, -60, 60, xtol=1e-13)
    np.testing.assert_allclose(networks.link_chances(r, c, wanted), chances(log_z), rtol=1e-8)


def test_four_banks_without_zeros_are_uniform_on_all_matrices_with_their_sums() -> None:
    """Where every pair has a link and all rates are equal, all matrices are equally likely.

    Five debts choose the other seven; five uniform numbers, kept where nothing is negative, are
    uniform draws. Means and spreads of 12,000 of them and of the chain differ by chance only.
    """
    r, c = np.array([1.6, 1.2, 1.0, 0.9]), np.array([1.1, 1.4, 0.8, 1.4])
    cells = np.argwhere(~np.eye(4, dtype=bool))
    sums = np.zeros((8, 12))
    for k, (i, j) in enumerate(cells):
        sums[i, k] = sums[4 + j, k] = 1.0
    free = [0, 1, 3, 6, 10]
    bound = [k for k in range(12) if k not in free]
    most = np.minimum(r[cells[free, 0]], c[cells[free, 1]])
    chosen = generator(5, 0).random((2_000_000, 5)) * most
    solve = np.linalg.pinv(sums[:, bound])
    assert np.linalg.matrix_rank(sums[:, bound]) == 7
    others = (np.append(r, c) - chosen @ sums[:, free].T) @ solve.T
    inside = (others >= 0).all(axis=1)
    assert inside.sum() > 5000
    exact = np.zeros((int(inside.sum()), 12))
    exact[:, free], exact[:, bound] = chosen[inside], others[inside]
    np.testing.assert_allclose(exact @ sums.T, np.tile(np.append(r, c), (len(exact), 1)))
    chain = networks.sample(r, c, 1.0, seed=1, count=12_000, thin=5, burn_in=50)
    drawn = chain.liabilities[:, cells[:, 0], cells[:, 1]]
    spread = exact.std(axis=0)
    assert np.abs((drawn.mean(axis=0) - exact.mean(axis=0)) / spread).max() < 0.06
    assert drawn.std(axis=0) == pytest.approx(spread, rel=0.04)
