"""Draws given the sums: the exact distribution where it is known, the prior where it is not."""

import numpy as np
import pytest

from parley.engine.draws import generator
from parley.engine.networks.bayesian import Chain, sample
from parley.engine.networks.sums import sums
from parley.errors import InvalidInput, NotConverged

#: The example of three banks in the documentation of Gandy & Veraart's package.
OWED, CLAIMED = [1, 2.5, 3], [0.7, 2.7, 3.1]


def test_three_banks_have_the_distribution_that_can_be_written_down() -> None:
    """A owes B x, from 0 to 0.4, and all else follows.

    With p = 0.5 and λ = 0.25 each end has the weight q = 4 beside a density of 1 between, so
    each end has the chance 4 / 8.4, and x is uniform else.
    """
    drawn = sample(OWED, CLAIMED, 0.5, 0.25, seed=1, count=12_000, thin=4)
    x = drawn.liabilities[:, 0, 1]
    for end in (0.0, 0.4):
        share = np.isclose(x, end, atol=1e-12).mean()
        assert share == pytest.approx(4 / 8.4, abs=0.02)
    inside = x[(x > 1e-9) & (x < 0.4 - 1e-9)]
    assert inside.mean() == pytest.approx(0.2, abs=0.03)
    assert drawn.links.max() == 6
    assert drawn.require_converged().effective_draws > 1000


def test_ends_weigh_what_their_own_link_and_the_rates_say() -> None:
    """Rates 3 along A-B-C-A and 1 along A-C-B-A: Λ = 6, so over 0.4 the density falls to 0.09.

    At x = 0 the debt of A to B vanishes, with q = 1 / 3; at x = 0.4 that of B to A, with q = 1.
    """
    rate = np.ones((3, 3))
    rate[[0, 1, 2], [1, 2, 0]] = 3.0
    drawn = sample(OWED, CLAIMED, 0.5, rate, seed=3, count=12_000, thin=4)
    x = drawn.liabilities[:, 0, 1]
    fallen = np.exp(-6 * 0.4)
    low, inside, high = 1 / 3, (1 - fallen) / 6, fallen
    total = low + inside + high
    assert np.isclose(x, 0.0, atol=1e-12).mean() == pytest.approx(low / total, abs=0.02)
    assert np.isclose(x, 0.4, atol=1e-12).mean() == pytest.approx(high / total, abs=0.02)


def test_three_banks_with_rates_that_differ_prefer_one_way_round() -> None:
    """x grows along A-B-C-A and falls along A-C-B-A: density exp(-(3 - 1.5) x), no zeros."""
    rate = np.full((3, 3), 0.5)
    rate[[0, 1, 2], [1, 2, 0]] = 1.0
    drawn = sample(OWED, CLAIMED, 1.0, rate, seed=2, count=8000, thin=5)
    x = drawn.liabilities[:, 0, 1]
    end = np.exp(-1.5 * 0.4)
    mean = 1 / 1.5 - 0.4 * end / (1 - end)
    assert x.mean() == pytest.approx(mean, abs=5 * x.std() / np.sqrt(drawn.effective_draws))
    assert (drawn.links == 6).all()


@pytest.mark.parametrize("p", [0.35, 0.8, 1.0])
def test_a_matrix_of_the_prior_is_still_one_of_the_prior_after_any_number_of_steps(
    p: float,
) -> None:
    """Draw a matrix from the prior, take its sums, walk on: all that changes is which one it is.

    With 4,000 matrices of four banks, the share of links and the mean of amounts stay within
    five standard errors, and so does each cell's. (Geweke 2004, Journal of the American
    Statistical Association 99, section 3.)
    """
    draws, n = 4000, 4
    rng = generator(11, 0)
    rates = 1.0 + np.arange(n * n).reshape(n, n) / 8
    allowed = ~np.eye(n, dtype=bool)
    before = (rng.random((draws, n, n)) < p) * rng.exponential(1 / rates, (draws, n, n)) * allowed
    after = np.zeros_like(before)
    chances = np.where(allowed, p, 0.0)
    for d in range(draws):
        if before[d].sum() == 0:
            continue
        given = sums(before[d].sum(axis=1), before[d].sum(axis=0))
        chain = Chain(given, np.where(given.allowed, chances, 0.0), rates, 5, d)
        chain.liabilities = before[d].copy()
        chain.run(1)
        after[d] = chain.liabilities
    np.testing.assert_allclose(after.sum(axis=2), before.sum(axis=2), rtol=1e-9, atol=1e-12)
    error = 5 * np.sqrt(p * (1 - p) / draws) + 1e-12
    assert np.abs((after > 0).mean(axis=0)[allowed] - p).max() < error
    mean = (p / rates)[allowed]
    spread = 5 * np.sqrt((2 * p - p * p) / draws) / rates[allowed]
    assert (np.abs(after.mean(axis=0)[allowed] - mean) < spread).all()
    square = 2 * p / rates[allowed] ** 2
    assert (np.abs((after**2).mean(axis=0)[allowed] - square) < 5 * square * 0.05 / p).all()
    if p < 1:
        assert (np.abs(after - before) > 1e-9).any(axis=(1, 2)).mean() > 0.25


def heavy(n: int) -> tuple[np.ndarray, np.ndarray]:
    rng = generator(3, 0)
    debts = rng.pareto(1.5, (n, n)) * (rng.random((n, n)) < 0.3) * (1 - np.eye(n))
    return debts.sum(axis=1), debts.sum(axis=0)


def test_chains_from_a_full_and_from_a_sparse_matrix_agree() -> None:
    r, c = heavy(12)
    drawn = sample(r, c, 0.3, seed=4, count=400)
    assert drawn.require_converged().r_hat < 1.1
    assert drawn.matrices.row_gap.max() < 1e-9
    assert drawn.effective_draws > 40
    full, sparse = drawn.links[0::2], drawn.links[1::2]
    assert full.mean() == pytest.approx(sparse.mean(), rel=0.1)


def test_a_sample_that_has_not_mixed_says_so() -> None:
    r, c = heavy(30)
    drawn = sample(r, c, 0.1, seed=4, count=16, burn_in=0, thin=1)
    assert not drawn.is_mixed
    with pytest.raises(NotConverged, match="not mixed"):
        drawn.require_converged()
    few = sample(r, c, 0.1, seed=4, count=3, burn_in=0, thin=1)
    assert (few.r_hat, few.effective_draws) == (np.inf, 0)


def test_a_draw_is_the_same_whatever_the_count_and_differs_from_the_next() -> None:
    r, c = heavy(8)
    few, many = (sample(r, c, 0.4, seed=6, count=count, burn_in=5, thin=2) for count in (3, 12))
    assert np.array_equal(few.liabilities, many.liabilities[:3])
    assert not np.array_equal(many.liabilities[0], many.liabilities[4])


def test_chance_and_rate_are_drawn_too_and_follow_the_links() -> None:
    r, c = heavy(12)
    drawn = sample(
        r, c, 0.5, seed=4, count=200, probability_prior=(1.0, 1.0), rate_prior=(1.0, 1.0)
    )
    share = drawn.links / (12 * 11)
    assert drawn.link_probability.mean() == pytest.approx(share.mean(), abs=0.03)
    expected_rate = (drawn.links.mean() + 1) / (r.sum() + 1)
    assert drawn.rate.mean() == pytest.approx(expected_rate, rel=0.05)
    assert drawn.link_probability.std() > 0


def test_pairs_without_a_chance_have_no_link_and_bounds_are_kept() -> None:
    r, c = heavy(8)
    p = np.full((8, 8), 0.6)
    p[0, 1] = 0.0
    drawn = sample(r, c, p, seed=1, count=20, burn_in=20, thin=5)
    assert (drawn.liabilities[:, 0, 1] == 0).all()
    groups = ["US"] * 4 + ["CN"] * 4
    bound = 0.9 * drawn.liabilities[:, :4, 4:].sum(axis=(1, 2)).mean()
    kept = sample(
        r, c, 0.6, seed=1, count=40, burn_in=20, thin=5,
        groups=groups, most_between={("US", "CN"): bound},
    )  # fmt: skip
    across = kept.liabilities[:, :4, 4:].sum(axis=(1, 2))
    assert across.max() <= bound * (1 + 1e-9)
    assert across.min() < 0.95 * bound
    assert kept.matrices.row_gap.max() < 1e-9


def test_amounts_far_apart_stay_met() -> None:
    drawn = sample([1e15, 1e-3, 5e14, 5e14], [5e14, 1e15, 1e-3, 5e14], seed=1, count=8)
    assert drawn.matrices.row_gap.max() < 1e-9
    assert drawn.matrices.column_gap.max() < 1e-9


@pytest.mark.parametrize(
    ("wrong", "says"),
    [
        ({"link_probability": 1.5}, "link_probability"),
        ({"link_probability": [[0.5, 0.5]] * 2}, "link_probability"),
        ({"link_probability": np.nan}, "link_probability"),
        ({"rate": 0.0}, "rate"),
        ({"rate": -1.0}, "rate"),
        ({"chains": 0}, "chains"),
        ({"thin": 0}, "thin"),
        ({"burn_in": -1}, "burn_in"),
        ({"count": -1}, "count"),
        ({"probability_prior": (0.0, 1.0)}, "probability_prior"),
        ({"rate_prior": (1.0, np.nan)}, "rate_prior"),
        ({"seed": -1}, "seed"),
    ],
)
def test_arguments_out_of_range_are_refused(wrong: dict[str, object], says: str) -> None:
    with pytest.raises(InvalidInput, match=says):
        sample(OWED, CLAIMED, **({"seed": 1} | wrong))  # type: ignore[arg-type]


def test_two_banks_one_bank_and_nobody_who_owes_leave_no_choice() -> None:
    assert sample([1, 2], [2, 1], seed=1, count=5).liabilities[3].tolist() == [[0, 1], [2, 0]]
    assert sample([0], [0], seed=1, count=5).links.tolist() == [0] * 5
    assert sample([0, 0], [0, 0], seed=1, count=2).links.tolist() == [0, 0]
    assert sample([1, 2], [2, 1], seed=1, count=0).links.size == 0
