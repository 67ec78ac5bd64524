"""Emergency liquidity: what may be lent, what is lent, what is paid back."""

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.testing import assert_allclose

from parley.engine.instruments.lending import collateral_line, lend, repay
from tests.engine.systems import arrays, shares

ALL = np.array([True])


def test_collateral_counts_at_todays_price_after_the_haircut_less_what_is_lent() -> None:
    """20 units at 0.5 and 10 at 1 are worth 20; less a tenth, 18; 5 are lent already."""
    line = collateral_line(
        np.array([[[20.0, 10.0]]]), np.array([[0.5, 1.0]]), np.array([[5.0]]), np.array([0.1]), ALL
    )
    assert_allclose(line, [[13.0]])


def test_a_fall_in_price_below_what_is_lent_leaves_no_line_and_calls_nothing_back() -> None:
    line = collateral_line(
        np.array([[[20.0]]]), np.array([[0.1]]), np.array([[5.0]]), np.zeros(1), ALL
    )
    assert line.tolist() == [[0.0]]


def test_the_facility_is_open_only_to_those_whose_authority_opened_it() -> None:
    holdings, prices = np.full((2, 3, 1), 10.0), np.ones((2, 1))
    line = collateral_line(
        holdings, prices, np.zeros((2, 3)), np.zeros(3), np.array([True, False, True])
    )
    assert line.tolist() == [[10, 0, 10]] * 2
    closed = collateral_line(holdings, prices, np.zeros((2, 3)), np.zeros(3), np.zeros(3, bool))
    assert closed.tolist() == [[0, 0, 0]] * 2


def test_what_is_needed_is_lent_up_to_the_line() -> None:
    line, need = np.array([[10.0, 10.0, 10.0]]), np.array([[4.0, 14.0, -3.0]])
    assert lend(line, need).tolist() == [[4, 10, 0]]


def test_what_is_above_normal_reserves_is_paid_back() -> None:
    """Normal are 5: 8 pay back 2 of 2, 6 pay back 1 of 2, 4 nothing."""
    reserves, lent = np.array([[8.0, 6.0, 4.0]]), np.full((1, 3), 2.0)
    assert repay(reserves, lent, np.full(3, 5.0)).tolist() == [[2, 1, 0]]


@settings(max_examples=50)
@given(st.data())
def test_nobody_is_lent_more_than_his_collateral_is_worth(data: st.DataObject) -> None:
    d, n, m = 2, 3, 2
    holdings, prices = data.draw(arrays((d, n, m))), data.draw(arrays((d, m), shares))
    lent, haircut = data.draw(arrays((d, n))), data.draw(arrays((n,), shares))
    line = collateral_line(holdings, prices, lent, haircut, np.ones(n, dtype=np.bool_))
    given_now = lend(line, data.draw(arrays((d, n))))
    worth = (holdings * prices[:, np.newaxis]).sum(axis=2)
    assert np.all(given_now >= 0.0)
    assert np.all(given_now + np.minimum(lent, worth * (1 - haircut)) <= worth + 1e-9)


@settings(max_examples=50)
@given(st.data())
def test_nobody_pays_back_more_than_he_owes_or_falls_below_normal(data: st.DataObject) -> None:
    reserves, lent, normal = (data.draw(arrays(shape)) for shape in ((2, 3), (2, 3), (3,)))
    back = repay(reserves, lent, normal)
    assert np.all((back >= 0.0) & (back <= lent))
    assert np.all((back == 0.0) | (reserves - back >= normal - 1e-9))
