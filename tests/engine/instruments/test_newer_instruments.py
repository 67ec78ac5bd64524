"""Swap line, deferral, ring-fence, halt, relief and bail-in: each by hand."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.testing import assert_allclose

from parley.engine.instruments.bail_in import bear, recapitalisation
from parley.engine.instruments.buffer_relief import relieve_floor
from parley.engine.instruments.deferral import hold_back
from parley.engine.instruments.ring_fence import fenced
from parley.engine.instruments.swap_line import allot, undrawn
from parley.engine.instruments.trading_halt import barred, saleable


@given(
    st.floats(0, 1e9, allow_subnormal=False),
    st.lists(st.floats(0, 1e6, allow_subnormal=False), min_size=1, max_size=5),
)
def test_a_swap_line_is_shared_out_whole(amount: float, weights: list[float]) -> None:
    parts = allot(amount, np.array(weights))
    assert_allclose(parts.sum(), amount, rtol=1e-12)
    assert (parts >= 0).all()


def test_what_is_drawn_is_no_longer_there_and_nobody_owes_a_negative_line() -> None:
    assert undrawn(np.array([5.0, 5.0]), np.array([[2.0, 9.0]])).tolist() == [[3.0, 0.0]]


def test_a_deferred_payment_waits_in_the_backlog_and_no_money_is_lost() -> None:
    due = np.array([[[0.0, 8.0], [4.0, 0.0]]])
    backlog, waiting = np.zeros((1, 2, 2)), np.zeros((1, 2), dtype=np.bool_)
    left = hold_back(due, np.array([[0.0, 0.25], [0.0, 0.0]]), backlog, waiting)
    assert left.tolist() == [[[0, 6], [4, 0]]]
    assert backlog.tolist() == [[[0, 2], [0, 0]]]
    assert waiting.tolist() == [[True, False]]
    assert due.tolist() == [[[0, 8], [4, 0]]]


def test_a_fence_holds_back_what_leaves_the_country_and_nothing_else() -> None:
    share = fenced(np.array([0.5, 0.5, 0.0]), ["home", "home", "abroad"])
    assert share.tolist() == [[0, 0, 0.5], [0, 0, 0.5], [0, 0, 0]]


def test_a_halted_class_cannot_be_sold_and_stays_on_the_books() -> None:
    holdings, halted = np.array([[[3.0, 4.0]]]), np.array([True, False])
    assert saleable(holdings, halted).tolist() == [[[0, 4]]]
    assert barred(holdings, halted).tolist() == [[[3, 0]]]
    assert saleable(holdings, np.array([False, False])) is holdings


def test_relief_of_a_quarter_takes_a_floor_of_four_per_cent_to_three() -> None:
    assert_allclose(relieve_floor(np.array([0.04, 0.04]), np.array([0.25, 0.0])), [0.03, 0.04])


@given(st.floats(1, 1e6), st.floats(-1, 1), st.floats(0, 0.5))
def test_a_bail_in_brings_equity_to_its_target_and_asks_for_no_more(
    assets: float, ratio: float, target: float
) -> None:
    wanted = recapitalisation(np.array([assets]), np.array([ratio * assets]), target)[0]
    if ratio >= target:
        assert wanted == pytest.approx(0.0, abs=1e-9 * assets)
    else:
        assert (ratio * assets + wanted) / (assets + wanted) == pytest.approx(target, abs=1e-9)


def test_creditors_bear_in_proportion_and_only_those_who_take_part() -> None:
    """12 wanted; owed are 10 to A, 20 to B, 30 outside. Without B: 3 from A, 9 from outside."""
    inside, outside = bear(
        np.array([12.0]), np.array([[10.0, 20.0]]), np.array([30.0]), np.array([1.0, 0.0])
    )
    assert_allclose(inside, [[3.0, 0.0]])
    assert_allclose(outside, [9.0])


def test_nobody_gives_up_more_than_he_is_owed() -> None:
    inside, outside = bear(np.array([99.0]), np.array([[10.0, 20.0]]), np.array([5.0]), np.ones(2))
    assert inside.tolist() == [[10, 20]]
    assert outside.tolist() == [5]
    nothing, _ = bear(np.array([99.0]), np.zeros((1, 2)), np.zeros(1), np.ones(2))
    assert nothing.tolist() == [[0, 0]]
