"""What every matrix must meet: sums, outside, bounds between countries."""

import numpy as np
import pytest

from parley.engine.amounts import Floats
from parley.engine.networks.margins import margins
from parley.engine.totals import CountryClaims, SystemTotals
from parley.errors import InvalidInput
from tests.engine.networks.examples import countries_of, totals_of, world


def test_debts_that_nobody_inside_claims_are_owed_outside_in_proportion() -> None:
    """8 is owed, 4 is claimed: half of what each owes is owed outside."""
    problem = margins(totals_of([6, 1, 1], [1, 2, 1], closed=False))
    assert problem.owed.tolist() == [3, 0.5, 0.5]
    assert problem.to_outside.tolist() == [3, 0.5, 0.5]
    assert problem.from_outside.tolist() == [0, 0, 0]


def test_claims_that_nobody_inside_owes_are_owed_by_institutions_outside() -> None:
    problem = margins(totals_of([1, 2, 1], [6, 1, 1], closed=False))
    assert problem.from_outside.tolist() == [3, 0.5, 0.5]
    assert problem.to_outside.tolist() == [0, 0, 0]


def test_an_institution_too_large_for_the_others_is_named() -> None:
    """A owes 4 and is owed 3 of 6 in all: B and C can owe it only 2."""
    with pytest.raises(InvalidInput, match=r"liabilities of A: 3 \+ 4.*at most 6.*himself"):
        margins(totals_of([4, 1, 1], [3, 2, 1]))


def test_a_bound_that_cannot_bind_is_left_out() -> None:
    claims = countries_of(("US", "CN"), np.ones((2, 2)), [[0, 1.5], [2.5, 0]])
    problem = margins(
        totals_of([2, 2, 2], [2, 2, 2], jurisdictions=("US", "CN", "XX"), country_claims=claims)
    )
    assert problem.block_names == ("claims of US on CN",)
    assert problem.bounds.tolist() == [1.5]
    assert problem.block.tolist() == [[-1, -1, -1], [0, -1, -1], [-1, -1, -1]]


def test_a_bound_of_zero_forbids_the_debt() -> None:
    claims = countries_of(("US", "CN"), np.ones((2, 2)), [[0, 0], [9, 0]])
    problem = margins(
        totals_of([2, 2, 2], [2, 2, 2], jurisdictions=("US", "CN", "XX"), country_claims=claims)
    )
    assert problem.weights[1, 0] == 0
    assert problem.weights[0, 1] > 0


def test_a_range_is_taken_at_the_position_of_the_draw() -> None:
    totals = world()
    claims = totals.country_claims
    assert claims is not None
    c = len(claims.countries)
    low = _bounds(totals, np.zeros((c, c)))
    high = _bounds(totals, np.ones((c, c)))
    middle = _bounds(totals, None)
    assert low["claims of CN on US"] == 2
    assert middle["claims of CN on US"] == 7
    assert high["claims of CN on US"] == 12
    assert low["claims of US on CN"] == high["claims of US on CN"]


def _bounds(totals: SystemTotals, positions: Floats | None) -> dict[str, float]:
    problem = margins(totals, positions)
    return dict(zip(problem.block_names, problem.bounds.tolist(), strict=True))


def test_a_table_of_countries_that_is_no_table_of_amounts_is_refused_with_every_fault() -> None:
    claims = CountryClaims(
        countries=("US", "CN"),
        prior=np.array([[0, np.nan], [-1.0, 0]]),
        upper=np.full((2, 2), np.inf),
        range_low=np.zeros((2, 2)),
        range_high=np.full((2, 2), np.inf),
    )
    with pytest.raises(InvalidInput) as error:
        margins(totals_of([1, 1], [1, 1], country_claims=claims))
    assert [fault.field for fault in error.value.faults] == ["prior of US, CN", "prior of CN, US"]


def test_a_range_that_runs_backwards_is_refused() -> None:
    claims = CountryClaims(
        countries=("US", "CN"),
        prior=np.ones((2, 2)),
        upper=np.ones((2, 2)),
        range_low=np.array([[0, 0], [3.0, 0]]),
        range_high=np.array([[0, 0], [2.0, 0]]),
    )
    with pytest.raises(InvalidInput, match=r"range_low of CN on US: 3.*at most range_high, 2"):
        margins(totals_of([1, 1], [1, 1], country_claims=claims))
