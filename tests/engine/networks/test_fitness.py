"""Links by chance: as many as wanted, and sums that are met, in the mean or in every draw."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from parley.engine.networks.fitness import fitness, link_chances
from parley.errors import InvalidInput


def sums_of(seed: int, n: int) -> tuple[np.ndarray, np.ndarray]:
    draw = np.random.Generator(np.random.Philox(seed))
    size = draw.pareto(1.5, n) + 0.1
    matrix = np.outer(size, size) * draw.uniform(0, 1, (n, n)) * (1 - np.eye(n))
    return matrix.sum(axis=1), matrix.sum(axis=0)


@given(st.integers(0, 1000), st.integers(3, 20), st.floats(0.01, 0.99))
def test_the_chances_sum_to_the_links_wanted_and_have_the_form_of_the_paper(
    seed: int, n: int, density: float
) -> None:
    r, c = sums_of(seed, n)
    wanted = density * n * (n - 1)
    p = link_chances(r, c, wanted)
    assert p.sum() == pytest.approx(wanted, rel=1e-10)
    off = ~np.eye(n, dtype=bool)
    z = (p / (1 - p) / np.outer(r, c))[off]
    np.testing.assert_allclose(z, z[0], rtol=1e-6)


def test_whatever_is_possible_has_a_link_if_all_links_are_wanted() -> None:
    assert link_chances([1, 2, 3], [3, 2, 1], 6).tolist() == [[0, 1, 1], [1, 0, 1], [1, 1, 0]]


@settings(max_examples=40)
@given(st.integers(0, 1000), st.integers(3, 12), st.floats(0.02, 0.95))
def test_every_draw_meets_the_sums_exactly(seed: int, n: int, density: float) -> None:
    r, c = sums_of(seed, n)
    drawn = fitness(r, c, density * n * (n - 1), seed=seed, count=4).require_converged()
    assert drawn.row_gap.max() < 1e-9
    assert drawn.column_gap.max() < 1e-9
    assert (drawn.liabilities >= 0).all()
    assert (np.diagonal(drawn.liabilities, axis1=1, axis2=2) == 0).all()


def test_the_mean_of_expected_amounts_is_maximum_entropy_and_of_links_as_wanted() -> None:
    """4,000 draws; five standard errors."""
    r, c = sums_of(7, 8)
    drawn = fitness(r, c, 20, seed=1, count=4000, amounts="expected")
    sums = drawn.liabilities.sum(axis=2)
    error = sums.std(axis=0) / np.sqrt(4000)
    assert (np.abs(sums.mean(axis=0) - r) < 5 * error).all()
    assert drawn.links.mean() == pytest.approx(20, abs=5 * drawn.links.std() / np.sqrt(4000))
    assert (drawn.added_links == 0).all()


def test_the_gravity_of_the_paper_lacks_what_each_would_owe_itself() -> None:
    """Equation 5: r c / (W p) on a link, so the mean row is r (1 - c / W)."""
    r, c = sums_of(7, 8)
    drawn = fitness(r, c, 20, seed=1, count=4000, amounts="gravity")
    p = link_chances(r, c, 20)
    first = drawn.liabilities[0]
    i, j = np.argwhere(first > 0)[0]
    assert first[i, j] == pytest.approx(r[i] * c[j] / (r.sum() * p[i, j]))
    sums = drawn.liabilities.sum(axis=2)
    error = sums.std(axis=0) / np.sqrt(4000)
    assert (np.abs(sums.mean(axis=0) - r * (1 - c / r.sum())) < 5 * error).all()


def test_links_are_added_and_counted_where_chance_left_a_bank_without_any() -> None:
    r, c = sums_of(7, 12)
    drawn = fitness(r, c, 3, seed=1, count=20)
    assert (drawn.added_links > 0).all()
    assert (drawn.links <= 3 * 12).all()
    assert drawn.row_gap.max() < 1e-9


def test_who_is_left_with_himself_takes_over_debts_of_others() -> None:
    """The first owes and is owed nearly half; a drawn link between the others must give way."""
    for seed in range(30):
        drawn = fitness([4.9, 3, 2.1], [4.9, 2.6, 2.5], 2, seed=seed, count=5)
        assert drawn.require_converged().row_gap.max() < 1e-9


def test_a_draw_is_the_same_whatever_the_count() -> None:
    r, c = sums_of(3, 10)
    few, many = (fitness(r, c, 30, seed=5, count=count).liabilities for count in (2, 5))
    assert np.array_equal(few, many[:2])
    assert not np.array_equal(many[0], many[1])


def test_each_pair_of_groups_may_have_its_own_number_of_links() -> None:
    r, c = sums_of(3, 10)
    groups = ["US"] * 5 + ["CN"] * 5
    wanted = {("US", "US"): 15.0, ("CN", "CN"): 15.0, ("US", "CN"): 2.0, ("CN", "US"): 4.0}
    p = link_chances(r, c, wanted, groups=groups)
    assert p[:5, 5:].sum() == pytest.approx(2)
    assert p[5:, :5].sum() == pytest.approx(4)
    drawn = fitness(r, c, wanted, seed=1, count=3, groups=groups)
    assert drawn.require_converged().row_gap.max() < 1e-9


def test_bounds_between_groups_are_kept_by_exact_amounts() -> None:
    r, c = sums_of(3, 10)
    groups = ["US"] * 5 + ["CN"] * 5
    free = fitness(r, c, 30, seed=1, count=5, groups=groups)
    bound = 0.7 * free.liabilities[:, :5, 5:].sum(axis=(1, 2)).min()
    kept = fitness(
        r, c, 30, seed=1, count=5, groups=groups, most_between={("US", "CN"): bound}
    ).require_converged()
    assert (kept.liabilities[:, :5, 5:].sum(axis=(1, 2)) <= bound * (1 + 1e-9)).all()


@pytest.mark.parametrize(
    ("links", "wrong", "says"),
    [
        (0, {}, "links"),
        (7, {}, "at most 6"),
        (np.nan, {}, "links"),
        (3, {"count": -1}, "count"),
        (3, {"amounts": "guess"}, "one of exact, expected, gravity"),
        ({("X", "Y"): 1.0}, {}, "links of X to Y"),
    ],
)
def test_arguments_out_of_range_are_refused(
    links: object, wrong: dict[str, object], says: str
) -> None:
    with pytest.raises(InvalidInput, match=says):
        fitness([1, 2, 3], [3, 2, 1], links, seed=1, **wrong)  # type: ignore[arg-type]


def test_nobody_who_owes_has_no_links() -> None:
    assert fitness([0, 0], [0, 0], 1, seed=1, count=2).links.tolist() == [0, 0]
