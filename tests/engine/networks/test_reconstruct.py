"""Every method by its name: the same sums, one way to ask."""

import numpy as np
import pytest

from parley.engine import networks
from parley.engine.networks.ensemble import draw_systems
from parley.errors import InvalidInput
from tests.engine.networks.examples import block_sums, totals_of, world

METHODS = [each.value for each in networks.Method if each is not networks.Method.KNOWN]
ROW_SUMS, COLUMN_SUMS = [4.5, 2.1, 2.4, 0.0, 1.0], [2.2, 3.3, 1.5, 3.0, 0.0]


@pytest.mark.parametrize("method", METHODS)
def test_every_method_meets_the_sums_and_is_the_same_whatever_the_count(method: str) -> None:
    drawn = networks.draw((ROW_SUMS, COLUMN_SUMS), method, 6, seed=3)
    assert drawn.require_converged().method == method
    np.testing.assert_allclose(drawn.liabilities.sum(axis=2), [ROW_SUMS] * 6, rtol=1e-9)
    np.testing.assert_allclose(drawn.liabilities.sum(axis=1), [COLUMN_SUMS] * 6, rtol=1e-9)
    assert (np.diagonal(drawn.liabilities, axis1=1, axis2=2) == 0).all()
    few = networks.draw((ROW_SUMS, COLUMN_SUMS), method, 2, seed=3)
    assert np.array_equal(few.liabilities, drawn.liabilities[:2])
    assert networks.draw((ROW_SUMS, COLUMN_SUMS), method, 0, seed=3).links.size == 0


@pytest.mark.parametrize("method", METHODS)
def test_every_method_keeps_bounds_between_groups(method: str) -> None:
    given = networks.sums(
        ROW_SUMS, COLUMN_SUMS, groups=["US", "US", "CN", "CN", "CN"],
        most_between={("US", "CN"): 2.0},
    )  # fmt: skip
    drawn = networks.draw(given, method, 4, seed=3, density=0.4).require_converged()
    assert drawn.liabilities[:, :2, 2:].sum(axis=(1, 2)).max() <= 2 * (1 + 1e-9)


@pytest.mark.parametrize("method", METHODS)
def test_every_method_draws_systems_of_real_size(method: str) -> None:
    totals = world()
    claims = totals.country_claims
    assert claims is not None
    for drawn in draw_systems(totals, 2, seed=7, methods=(method,)):
        debts = drawn.system.nominal_liabilities.toarray()
        np.testing.assert_allclose(
            debts.sum(axis=1) + drawn.to_outside, totals.interbank_liabilities, rtol=1e-8
        )
        blocks = block_sums(debts, totals.jurisdictions, claims.countries)
        known = ~np.eye(len(claims.countries), dtype=bool)
        assert (blocks[known] <= claims.upper[known] * (1 + 1e-8)).all()


def test_density_orders_the_methods_as_it_should() -> None:
    links = {
        method: networks.draw((ROW_SUMS, COLUMN_SUMS), method, 8, seed=1, density=0.6).links.mean()
        for method in METHODS
    }
    assert links["maximum_entropy"] == max(links.values())
    assert links["minimum_density"] <= links["mixture"] <= links["maximum_entropy"]


def test_totals_of_a_system_may_be_given() -> None:
    totals = totals_of([4, 2, 2], [2, 3, 3])
    drawn = networks.draw(totals, "maximum_entropy", 1, seed=1)
    np.testing.assert_allclose(drawn.liabilities[0], [[0, 2, 2], [1, 0, 1], [1, 1, 0]])


def test_a_prior_moves_debts_to_where_it_is_larger() -> None:
    plain = networks.maximum_entropy([2, 2, 2], [2, 2, 2])
    prior = np.ones((3, 3))
    prior[0, 1] = 4.0
    moved = networks.maximum_entropy([2, 2, 2], [2, 2, 2], prior=prior)
    assert moved[0, 1] > plain[0, 1] + 0.1
    np.testing.assert_allclose(moved.sum(axis=1), 2)
    with pytest.raises(InvalidInput, match="prior"):
        networks.maximum_entropy([2, 2, 2], [2, 2, 2], prior=-prior)


@pytest.mark.parametrize(
    ("method", "count", "density", "says"),
    [
        ("guess", 1, 0.2, "one of maximum_entropy"),
        ("known", 1, 0.2, "one of maximum_entropy"),
        ("sparse", -1, 0.2, "count"),
        ("fitness", 1, 0.0, "density"),
        ("fitness", 1, 1.5, "density"),
        ("bayesian", 1, np.nan, "density"),
    ],
)
def test_arguments_out_of_range_are_refused(
    method: str, count: int, density: float, says: str
) -> None:
    with pytest.raises(InvalidInput, match=says):
        networks.draw((ROW_SUMS, COLUMN_SUMS), method, count, seed=1, density=density)


@pytest.mark.parametrize(
    "ask",
    [
        networks.maximum_entropy,
        networks.minimum_density,
        lambda r, c: networks.minimum_density_by_chance(r, c, seed=1),
        lambda r, c: networks.fitness(r, c, 2, seed=1),
        lambda r, c: networks.sample(r, c, seed=1),
    ],
)
@pytest.mark.parametrize(
    ("row_sums", "column_sums"),
    [
        ([1, np.nan], [1, 1]),
        ([-1, 2], [0, 1]),
        ([5], [5]),
        ([9, 1], [9, 1]),
        ([1], [1, 0]),
        ([], []),
    ],
)
def test_no_method_takes_sums_that_no_matrix_has(
    ask: object, row_sums: list[float], column_sums: list[float]
) -> None:
    with pytest.raises(InvalidInput):
        ask(row_sums, column_sums)  # type: ignore[operator]
