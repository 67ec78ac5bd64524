"""Decisions with terms, and what they change in the hours of the engine.

Side a has institutions 0 and 1, side b 2 and 3; 4 is elsewhere. Side b knows at minute 30, decides
at 40, and its decisions act from minute 60: from move 1.
"""

import numpy as np
import pytest
from numpy.testing import assert_allclose

from parley.engine.course import Course
from parley.engine.instruments.terms import (
    BailIn,
    BufferRelief,
    Deferral,
    RingFence,
    SwapLine,
    Terms,
    TradingHalt,
)
from parley.errors import InvalidInput
from parley.group.exercise.outcome import Way
from parley.group.exercise.plan import course_of
from tests.group.exercise.small_exercise import small_exercise, use
from tests.group.exercise.small_system import small_totals


def course(terms: Terms, way: Way = Way.AT_ONCE, other: str = "") -> Course:
    exercise = small_exercise(decisions=(use(terms, "b-bank", other),))
    return course_of(exercise, small_totals(), way)


def test_a_swap_line_reaches_the_banks_of_the_side_that_asked_by_their_payments() -> None:
    totals = small_totals()
    found = course(SwapLine(30.0, 0.04), other="a-bank").swap_line
    assert_allclose(found[-1].sum(), 30.0)
    assert not found[-1, [0, 1, 4]].any()
    paid = totals.payments_per_day[2:4]
    assert_allclose(found[-1, 2:4], 30.0 * paid / paid.sum())


def test_nobody_swaps_alone() -> None:
    """Alone, side a never learns in time to agree; the line is not drawn before both know."""
    found = course(SwapLine(30.0, 0.04), Way.ALONE, other="a-bank").swap_line
    assert not found.any()
    with pytest.raises(InvalidInput, match="it takes two to swap"):
        small_exercise(decisions=(use(SwapLine(30.0, 0.04), "b-bank"),))


def test_deferral_lasts_for_its_hours_and_binds_the_own_side() -> None:
    held = course(Deferral(0.25, 3.0)).held_back
    assert_allclose(held[1:4, 2:4], 0.25)
    assert not held[0].any()
    assert not held[4:].any()
    assert not held[:, [0, 1, 4]].any()


def test_a_ring_fence_stops_what_crosses_the_border_and_nothing_within() -> None:
    held = course(RingFence(0.5)).held_back
    assert_allclose(held[1:, 2:4][:, :, [0, 1, 4]], 0.5)
    assert not held[:, 2:4, 2:4].any()
    assert not held[:, [0, 1, 4]].any()


def test_a_trading_halt_ends_by_itself() -> None:
    halted = course(TradingHalt("government_us", 2.0)).halted
    assert halted.any(axis=1).tolist() == [False, True, True] + [False] * 7
    assert halted[1].sum() == 1
    with pytest.raises(InvalidInput, match="asset_class"):
        course(TradingHalt("tulips", 2.0))


def test_relief_of_a_buffer_is_for_the_own_side() -> None:
    relief = course(BufferRelief(0.4)).floor_relief
    assert_allclose(relief[1:, 2:4], 0.4)
    assert not relief[0].any()
    assert not relief[:, [0, 1, 4]].any()


def test_a_bail_in_names_who_bears_it_and_for_how_long_nobody_may_leave() -> None:
    single = course(BailIn(0.1, 3.0, "single"))
    assert (single.bail_in_move, single.bail_in_target) == (1, 0.1)
    assert single.stay.tolist() == [False] + [True] * 3 + [False] * 6
    assert single.bears.all()
    places = np.array(small_totals().jurisdictions)
    at_home = course(BailIn(0.1, 3.0, "multiple")).bears
    assert (at_home == (places[:, np.newaxis] == places)).all()
    with pytest.raises(InvalidInput, match="single, multiple"):
        small_exercise(decisions=(use(BailIn(0.1, 3.0, "double"), "b-bank"),))
