"""What holds for every method and all sums: the unit, the order and the transpose do not matter."""

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from parley.engine import networks

DRAWN = ("minimum_density", "fitness", "bayesian")


@st.composite
def sums(draw: st.DrawFn) -> tuple[np.ndarray, np.ndarray]:
    """Row and column sums of some matrix of debts, so that there is one."""
    n = draw(st.integers(2, 7))
    cell = st.one_of(st.just(0.0), st.floats(0.01, 1000.0))
    cells = np.array(draw(st.lists(cell, min_size=n * n, max_size=n * n))).reshape(n, n)
    debts = cells * (1 - np.eye(n))
    return debts.sum(axis=1), debts.sum(axis=0)


@given(sums(), st.sampled_from([1e-6, 7.3, 1e9]))
def test_the_currency_unit_does_not_matter(
    both: tuple[np.ndarray, np.ndarray], unit: float
) -> None:
    r, c = both
    here, there = networks.maximum_entropy(r, c), networks.maximum_entropy(unit * r, unit * c)
    np.testing.assert_allclose(there / unit, here, rtol=1e-7, atol=1e-12 * r.sum())
    few, same = (
        networks.minimum_density(factor * r, factor * c, most_nodes=0) for factor in (1.0, unit)
    )
    assert few.links == same.links
    assert few.lower_bound == same.lower_bound


@settings(max_examples=30)
@given(sums(), st.sampled_from(DRAWN))
def test_drawn_matrices_scale_with_the_unit(
    both: tuple[np.ndarray, np.ndarray], method: str
) -> None:
    """By a power of two, so that not even rounding differs."""
    r, c = both
    here, there = (networks.draw((f * r, f * c), method, 2, seed=1) for f in (1.0, 1024.0))
    np.testing.assert_allclose(there.liabilities / 1024, here.liabilities, rtol=1e-9)


@given(sums(), st.randoms(use_true_random=False))
def test_the_order_of_institutions_does_not_matter(
    both: tuple[np.ndarray, np.ndarray], random: st.DataObject
) -> None:
    r, c = both
    order = np.arange(r.size)
    random.shuffle(order)  # type: ignore[attr-defined]
    here, there = networks.maximum_entropy(r, c), networks.maximum_entropy(r[order], c[order])
    np.testing.assert_allclose(there, here[np.ix_(order, order)], atol=1e-9 * max(r.sum(), 1e-300))
    few, same = (
        networks.minimum_density(r[which], c[which], most_nodes=0) for which in (slice(None), order)
    )
    assert few.lower_bound == same.lower_bound


@given(sums())
def test_who_has_lent_and_who_has_borrowed_may_change_places(
    both: tuple[np.ndarray, np.ndarray],
) -> None:
    r, c = both
    here, there = networks.maximum_entropy(r, c), networks.maximum_entropy(c, r)
    np.testing.assert_allclose(there.T, here, atol=1e-9 * max(r.sum(), 1e-300))


@settings(max_examples=40)
@given(sums(), st.sampled_from((*DRAWN, "maximum_entropy", "sparse", "mixture")))
def test_whoever_owes_nothing_has_an_empty_row_and_sums_are_met(
    both: tuple[np.ndarray, np.ndarray], method: str
) -> None:
    r, c = both
    drawn = networks.draw((r, c), method, 2, seed=4)
    debts = drawn.liabilities
    assert (debts >= 0).all()
    assert (np.diagonal(debts, axis1=1, axis2=2) == 0).all()
    assert (debts[:, r == 0] == 0).all()
    assert (debts[:, :, c == 0] == 0).all()
    slack = 1e-8 * np.maximum(r, 1e-3 * r.sum()) + 1e-300
    assert (np.abs(debts.sum(axis=2) - r) <= slack).all()
    assert (np.abs(debts.sum(axis=1) - c) <= 1e-8 * np.maximum(c, 1e-3 * c.sum()) + 1e-300).all()
