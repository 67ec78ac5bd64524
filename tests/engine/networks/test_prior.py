"""Where a creditor places its claims, as far as country figures tell."""

import numpy as np
import pytest

from parley.engine.networks.prior import prior_weights
from tests.engine.networks.examples import countries_of, totals_of

COUNTRIES = ("US", "CN", "GB")


def test_without_country_figures_every_debt_has_the_same_weight() -> None:
    totals = totals_of([1, 2, 3], [3, 2, 1])
    assert prior_weights(totals, totals.interbank_liabilities).tolist() == [
        [0, 1, 1],
        [1, 0, 1],
        [1, 1, 0],
    ]


def test_a_creditor_splits_its_claims_between_home_abroad_and_the_node_of_many_countries() -> None:
    """Banks A, B in US, C in CN, D in GB, E of many countries; each owes 2, 10 in all.

    For creditor A the others owe 8, of which E 2, so E gets 1/4. Of the rest, 40 % is abroad:
    the table says CN 3, GB 1, by size they would be equal, so CN gets 0.99 · 3/4 + 0.01 · 1/2.
    """
    prior = np.array([[0.0, 3, 1], [1, 0, 1], [1, 1, 0]])
    totals = totals_of(
        [2] * 5,
        [2] * 5,
        jurisdictions=("US", "US", "CN", "GB", "XX"),
        total_assets=np.full(5, 100.0),
        cross_border_claims=np.array([40.0, 0, 100, 50, 50]),
        country_claims=countries_of(COUNTRIES, prior, np.full((3, 3), np.inf)),
    )
    weights = prior_weights(totals, totals.interbank_liabilities)
    abroad = 0.75 * 0.4
    assert weights[:, 0] == pytest.approx(
        [0, 0.75 * 0.6, abroad * (0.99 * 0.75 + 0.005), abroad * (0.99 * 0.25 + 0.005), 0.25]
    )
    assert weights[0, 1] == pytest.approx(0.75 * 0.98)  # at least 2 % is abroad
    assert weights[:, 4] == pytest.approx([0.25, 0.25, 0.25, 0.25, 0])
    assert weights[0, 2] == pytest.approx(weights[1, 2])


def test_a_country_that_the_table_does_not_know_is_placed_by_size() -> None:
    totals = totals_of(
        [2, 2, 6],
        [2, 4, 4],
        jurisdictions=("US", "BR", "CN"),
        total_assets=np.full(3, 100.0),
        cross_border_claims=np.full(3, 50.0),
        country_claims=countries_of(COUNTRIES, np.ones((3, 3)), np.full((3, 3), np.inf)),
    )
    weights = prior_weights(totals, totals.interbank_liabilities)
    assert weights[:, 1] == pytest.approx([0.5 * 0.25, 0, 0.5 * 0.75])
