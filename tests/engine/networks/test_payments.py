"""What each institution sends each other on a normal day."""

import numpy as np
import pytest
from hypothesis import given, settings

from parley.engine.networks.payments import payments_matrix
from parley.engine.totals import SystemTotals
from parley.errors import InvalidInput
from tests.engine.networks.examples import systems, totals_of, world


def test_three_banks_send_what_leaves_only_one_way() -> None:
    """A sends 4, B 3, C 3. A and B exchange x, A and C 4 - x, B and C 3 - x, so x is 2."""
    totals = totals_of([0] * 3, [0] * 3, payments_per_day=np.array([4.0, 3, 3]))
    np.testing.assert_allclose(
        payments_matrix(totals), [[0, 2, 2], [2, 0, 1], [2, 1, 0]], atol=1e-10
    )


@settings(max_examples=60)
@given(systems())
def test_each_bank_sends_and_receives_its_payments_of_the_day(totals: SystemTotals) -> None:
    found = payments_matrix(totals)
    rounding = 1e-13 * totals.payments_per_day.sum()
    np.testing.assert_allclose(found.sum(axis=1), totals.payments_per_day, 1e-9, rounding)
    np.testing.assert_allclose(found.sum(axis=0), totals.payments_per_day, 1e-9, rounding)
    assert (np.diagonal(found) == 0).all()


def test_each_pair_pays_as_much_one_way_as_the_other() -> None:
    found = payments_matrix(world())
    np.testing.assert_allclose(found, found.T, rtol=1e-9)


def test_banks_of_one_country_pay_each_other_more_than_size_alone_would_say() -> None:
    totals = world()
    found = payments_matrix(totals)
    sent = totals.payments_per_day
    by_size = np.outer(sent, sent) / sent.sum()
    american = np.array([code == "US" for code in totals.jurisdictions])
    inside = np.ix_(american, american)
    assert found[inside].sum() > by_size[inside].sum()


def test_a_bank_that_sends_more_than_the_others_receive_is_named() -> None:
    totals = totals_of([0] * 3, [0] * 3, payments_per_day=np.array([7.0, 3, 3]))
    with pytest.raises(InvalidInput, match=r"payments_per_day of A: 7.*together, 6"):
        payments_matrix(totals)
