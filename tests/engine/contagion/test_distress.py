"""Distress: worked by hand, honest where it is slow, refused where it cannot be."""

from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.testing import assert_allclose, assert_array_equal
from scipy import sparse

from parley.engine.amounts import Floats
from parley.engine.contagion.distress import Hits, debtrank, distress
from parley.engine.status import Status
from parley.errors import InvalidInput, NotConverged
from tests.engine.systems import system_of

RING = np.array([[0, 0, 1.0], [1.0, 0, 0], [0, 1.0, 0]])


@st.composite
def problems(draw: st.DrawFn) -> tuple[Floats, Floats]:
    """Leverages and shocks of any kind: dead ends, rings, rings that amplify without end."""
    n = draw(st.integers(1, 7))
    rng = np.random.default_rng(draw(st.integers(0, 2**32 - 1)))
    scale = draw(st.sampled_from([0.2, 0.6, 1.0, 3.0]))
    matrix = np.where(rng.random((n, n)) < 0.5, rng.random((n, n)) * scale, 0.0)
    np.fill_diagonal(matrix, 0.0)
    first = np.where(rng.random((3, n)) < 0.5, rng.random((3, n)) ** 3, 0.0)
    return matrix, first


def slowly(matrix: Floats, first: Floats) -> Floats:
    """The least solution by plain rounds, very many of them."""
    h = first.copy()
    for _ in range(200_000):
        now = np.minimum(1.0, first + matrix @ h)
        if np.array_equal(now, h):
            break
        h = now
    return h


def test_a_ring_that_hardly_loses_anything_is_not_given_up_early() -> None:
    """Leverage 0.995 round three banks, a shock of 0.1 %: 0.001 / (1 - 0.995³) at the first, 6.7 %.
    Programs that stop when a step is small report 0.1 % or 1 %."""
    found = debtrank(0.995 * RING, [0.001, 0, 0]).require_converged()
    expected = 0.001 / (1 - 0.995**3) * np.array([1, 0.995, 0.995**2])
    assert_allclose(found.distress[0], expected, rtol=1e-9)
    assert found.error_bound[0] < 1e-9


def test_a_ring_that_amplifies_ends_wholly_distressed() -> None:
    """Also where it grows by nothing but the shock itself, a millionth in three rounds."""
    for leverage in (1.0, 1.0000001, 1.5):
        found = debtrank(leverage * RING, [1e-6, 0, 0]).require_converged()
        assert_allclose(found.distress, 1.0)


def ring(n: int, leverage: float) -> sparse.csr_array:
    """Each has lent to the one before."""
    i = np.arange(n)
    return sparse.csr_array((np.full(n, leverage), (i, (i - 1) % n)), shape=(n, n))


@pytest.mark.parametrize(
    ("n", "leverage", "shock"),
    [(3, 1 - 1e-8, 1e-13), (700, 1 - 1e-5, 1e-6), (10_000, 1 - 1e-4, 1e-3)],
)
def test_rings_of_any_length_are_solved_to_the_last_digits(
    n: int, leverage: float, shock: float
) -> None:
    """Even where the first step is below every tolerance: h = h1 / (1 - Λⁿ)."""
    found = debtrank(ring(n, leverage), np.eye(1, n) * shock).require_converged()
    expected = shock / -np.expm1(n * np.log(leverage)) * leverage ** np.arange(n)
    assert_allclose(found.distress[0], expected, rtol=1e-7)
    assert found.error_bound[0] < 1e-9


def test_near_the_edge_of_stability_large_systems_are_exact_and_proved_so() -> None:
    """A thousand banks with ten links each, leverages of just below 1 in sum."""
    rng = np.random.default_rng(5)
    n = 1000
    links = sparse.csr_array(
        (rng.random(10 * n), (np.repeat(np.arange(n), 10), rng.integers(0, n, 10 * n))),
        shape=(n, n),
    )
    links.setdiag(0.0)
    matrix = sparse.csr_array(
        sparse.diags_array((1 - 1e-5) / np.maximum(links.sum(axis=1), 1e-9)) @ links
    )
    first = np.where(rng.random(n) < 0.1, 1e-6, 0.0)
    found = debtrank(matrix, first).require_converged()
    assert_allclose(found.distress[0], np.linalg.solve(np.eye(n) - matrix.toarray(), first))
    capped = debtrank(matrix, 300 * first).require_converged()
    assert_allclose(capped.distress[0], np.minimum(1.0, 300 * first + matrix @ capped.distress[0]))
    assert (capped.distress[0] == 1.0).any()
    assert (capped.distress[0] < 1.0).any()


def test_what_is_given_up_says_so() -> None:
    """Ten rounds on a ring of a thousand: hardly anybody is reached, and no bound is claimed."""
    found = debtrank(ring(1000, 1.0), np.eye(1, 1000) * 1e-6, max_rounds=10)
    assert found.status[0] == Status.ROUND_LIMIT
    assert found.error_bound[0] > 1e-9
    with pytest.raises(NotConverged):
        found.require_converged()


def test_without_a_shock_nobody_is_distressed_even_where_all_amplify() -> None:
    found = debtrank(5.0 * RING, np.zeros(3)).require_converged()
    assert not found.distress.any()


@settings(max_examples=120)
@given(problems())
def test_plain_rounds_find_the_same(problem: tuple[Floats, Floats]) -> None:
    matrix, first = problem
    found = debtrank(matrix, first)
    for d in range(3):
        if found.status[d] == Status.CONVERGED:
            truth = slowly(matrix, first[d])
            assert_allclose(found.distress[d], truth, rtol=0, atol=1e-8)
            assert np.abs(found.distress[d] - truth).max() <= found.error_bound[d] + 1e-12


@settings(max_examples=60)
@given(problems())
def test_a_draw_has_the_same_digits_in_any_company(problem: tuple[Floats, Floats]) -> None:
    matrix, first = problem
    many = np.repeat(first, 50, axis=0)
    together = debtrank(matrix, many, workers=2).distress
    for d in range(3):
        assert_array_equal(debtrank(matrix, first[d]).distress[0], together[50 * d + 7])


@settings(max_examples=60)
@given(problems(), st.floats(0, 1))
def test_a_smaller_shock_distresses_nobody_more(
    problem: tuple[Floats, Floats], part: float
) -> None:
    matrix, first = problem
    more, less = (debtrank(matrix, x) for x in (first, first * part))
    assert np.all(less.distress <= more.distress + 1e-9)


def test_leverages_are_cut_at_1_only_by_who_asks_for_it() -> None:
    """A has lent B twice its equity, and B has lost half of its own: A loses all, or half."""
    pair = np.array([[0.0, 2.0], [0, 0]])
    for leverage, lost in ((pair, 1.0), (np.minimum(pair, 1.0), 0.5)):
        for hits in Hits:
            assert_allclose(debtrank(leverage, [0.0, 0.5], hits=hits).distress[0], [lost, 0.5])


def test_with_one_hit_a_larger_shock_can_distress_less() -> None:
    """B has lost all, A has lent it 0.8 of its equity, C has lent A all of its own. If A is hit by
    1 % at the start, it passes that on and nothing later; if not, it passes on 80 %."""
    chain = np.array([[0, 0.8, 0], [0, 0, 0], [1.0, 0, 0]])
    found = debtrank(chain, [[0.0, 1.0, 0.0], [0.01, 1.0, 0.0]], hits=Hits.ONE)
    assert_allclose(found.distress, [[0.8, 1.0, 0.8], [0.81, 1.0, 0.01]])
    assert_allclose(debtrank(chain, [0.01, 1.0, 0.0]).distress, [[0.81, 1.0, 0.81]])


@settings(max_examples=60)
@given(problems())
def test_one_hit_never_finds_more_than_many(problem: tuple[Floats, Floats]) -> None:
    matrix, first = problem
    one, many = (debtrank(matrix, first, hits=hits) for hits in (Hits.ONE, Hits.MANY))
    assert np.all(one.distress <= many.distress + 1e-9)


def test_distress_is_measured_against_equity_before_the_shock() -> None:
    """A has lent B 30 and has equity 20; B loses half of its equity of 10: A loses 15 of 20."""
    system = system_of([[0, 0], [30, 0]], [10, 40], [20, 0])
    found = distress(system, [0.0, 5.0])
    assert_allclose(found.distress, [[0.75, 0.5]])
    assert_allclose(found.initial, [[0.0, 0.5]])
    assert_allclose(found.debtrank([1.0, 1.0]), [0.375])
    assert_allclose(distress(system, [0.0, 5.0], loss_given_default=0.4).distress, [[0.3, 0.5]])


def test_who_has_no_equity_is_wholly_distressed_from_the_start() -> None:
    system = system_of([[0, 0], [10, 0]], [10, 5])
    assert_allclose(distress(system, [0.0, 0.0]).distress, [[0.5, 1.0]])


def test_names_in_another_order_and_another_unit_change_nothing() -> None:
    rng = np.random.default_rng(4)
    owes = np.where(rng.random((9, 9)) < 0.4, rng.random((9, 9)), 0.0)
    np.fill_diagonal(owes, 0.0)
    assets, losses = owes.sum(axis=1) + 1.0, rng.random(9) * 0.3
    turn = rng.permutation(9)
    found = distress(system_of(owes, assets), losses).distress[0]
    turned = distress(system_of(owes[np.ix_(turn, turn)], assets[turn]), losses[turn])
    assert_allclose(turned.distress[0], found[turn], atol=1e-12)
    for unit in (1e-3, 1e15):
        scaled = distress(system_of(owes * unit, assets * unit), losses * unit)
        assert_allclose(scaled.distress[0], found, rtol=1e-9)


@pytest.mark.parametrize(
    ("matrix", "first", "field"),
    [
        ([[0.0, np.nan], [0, 0]], [0, 0], "leverage"), ([[0.0, -1], [0, 0]], [0, 0], "leverage"),
        ([[1.0, 0], [0, 0]], [0, 0], "itself"), ([[0.0, 1]], [0, 0], "leverage"),
        (np.zeros((0, 0)), [], "leverage"), ([[0.0]], [2.0], "initial_distress"),
        ([[0.0]], [np.nan], "initial_distress"), ([[0.0]], [0, 0], "initial_distress"),
        ([["a"]], [0], "numbers"),
    ],
)  # fmt: skip
def test_what_cannot_be_is_refused(matrix: object, first: object, field: str) -> None:
    with pytest.raises(InvalidInput, match=field):
        debtrank(matrix, first)  # type: ignore[arg-type]


@pytest.mark.parametrize("losses", [[1.0], [np.nan, 0], [-1.0, 0], [np.inf, 0]])
def test_losses_that_cannot_be_are_refused(losses: list[float]) -> None:
    with pytest.raises(InvalidInput, match="losses"):
        distress(system_of([[0, 1], [0, 0]], [5, 5]), losses)


def test_one_bank_and_nobody_connected() -> None:
    assert_allclose(distress(system_of([[0]], [4.0]), [1.0]).distress, [[0.25]])
    assert_allclose(distress(system_of(np.zeros((2, 2)), [4, 4]), [1, 9]).distress, [[0.25, 1.0]])


@pytest.mark.parametrize(
    "terms",
    [{"hits": "twice"}, {"tolerance": 0.0}, {"tolerance": "small"}, {"tolerance": np.nan},
     {"max_rounds": 0}, {"max_rounds": 2.5}, {"workers": 0}, {"workers": "all"}],
)  # fmt: skip
def test_terms_of_a_search_that_cannot_be_are_refused(terms: dict[str, Any]) -> None:
    with pytest.raises(InvalidInput, match=next(iter(terms))):
        debtrank([[0.0, 1.0], [0, 0]], [0, 0.5], **terms)
    with pytest.raises(InvalidInput, match=next(iter(terms))):
        distress(system_of([[0, 1], [0, 0]], [5, 5]), [0.0, 1.0], **terms)


@pytest.mark.parametrize("weights", ["heavy", [1.0], [0.0, 0.0], [-1.0, 2.0], [np.nan, 1.0]])
def test_weights_that_cannot_be_are_refused(weights: Any) -> None:
    with pytest.raises(InvalidInput, match="weights"):
        debtrank([[0.0, 1.0], [0, 0]], [0, 0.5]).debtrank(weights)


def test_amounts_far_apart_stay_right() -> None:
    """C has lost all, so A loses its 1e12 of 1.001e15, beside a loss of 1e10; B a fifth."""
    far = system_of([[0.0, 0, 0], [5e-4, 0, 0], [1e12, 0, 0]], [1e15, 1e-3, 1.0])
    found = distress(far, [1e10, 1e-4, 0.0]).require_converged()
    assert_allclose(found.distress[0], [1.01e12 / 1.001e15, 0.2, 1.0], rtol=1e-12)
