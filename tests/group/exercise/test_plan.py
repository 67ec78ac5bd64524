import numpy as np
import pytest

from parley.engine.totals import SystemTotals
from parley.errors import InvalidInput
from parley.group.exercise.outcome import Way
from parley.group.exercise.plan import (
    course_of,
    hit_candidates,
    shares_of_day,
    sides_of,
)
from tests.group.exercise.small_exercise import (
    PUBLIC,
    buy,
    inject,
    lend,
    reroute,
    small_exercise,
)
from tests.group.exercise.small_system import small_totals


@pytest.fixture(name="totals")
def _totals() -> SystemTotals:
    return small_totals()


def test_an_institution_belongs_to_the_side_of_its_jurisdiction(totals: SystemTotals) -> None:
    assert sides_of(small_exercise(), totals) == ("a", "a", "b", "b", "elsewhere")


def test_the_outage_hits_the_largest_payer_of_its_side(totals: SystemTotals) -> None:
    assert hit_candidates(small_exercise(), totals) == (1,)


def test_a_side_without_institutions_can_not_be_hit() -> None:
    only_us = small_totals(jurisdictions=("US",) * 5)
    with pytest.raises(InvalidInput, match="at most the 0 institutions that small has in CN"):
        hit_candidates(small_exercise(), only_us)


def test_a_day_of_payments_adds_up_to_one() -> None:
    """From Monday 14:00 UTC, which is 22:00 in a place eight hours ahead, open 8:30 to 17:15."""
    shares = shares_of_day("2027-01-11T14:00:00+00:00", 24, 8.0, (8.5, 17.25))
    assert shares.sum() == pytest.approx(1.0)
    assert np.flatnonzero(shares)[[0, -1]].tolist() == [10, 19]
    assert shares[10] == pytest.approx(0.5 / 8.75)
    assert shares[19] == pytest.approx(0.25 / 8.75)


def test_payment_systems_rest_at_the_weekend() -> None:
    """2027-01-16 is a Saturday."""
    assert not shares_of_day("2027-01-16T00:00:00+00:00", 48, 0.0, (9.0, 17.0)).any()


def test_a_decision_acts_from_the_first_whole_hour_after_it_takes_effect(
    totals: SystemTotals,
) -> None:
    """b knows at minute 30, decides at 40, effect at 60: the hour that starts at 60 is move 1."""
    course = course_of(
        small_exercise(decisions=(lend("l", "b-bank", "outage"),)), totals, Way.ALONE
    )
    assert course.may_borrow[:, 2].tolist() == [False] + [True] * 9
    assert not course.may_borrow[:, 0].any()
    assert course.haircut.tolist() == [0.0, 0.0, 0.1, 0.1, 0.0]


def test_talking_at_once_lets_the_other_side_act_sooner(totals: SystemTotals) -> None:
    """a is told at 300 alone (effect 330, move 6), at 45 if they talk (effect 75, move 2)."""
    exercise = small_exercise(decisions=(reroute("r", "a-bank", 0.5),))
    assert course_of(exercise, totals, Way.ALONE).told_from[0] == 6
    assert course_of(exercise, totals, Way.AT_ONCE).told_from[0] == 2
    assert course_of(exercise, totals, Way.SILENT).told_from[0] == np.inf


def test_nothing_but_the_time_of_decisions_differs_between_ways(totals: SystemTotals) -> None:
    exercise = small_exercise(decisions=(reroute("r", "a-bank", 0.5),))
    alone, at_once = (course_of(exercise, totals, way) for way in (Way.ALONE, Way.AT_ONCE))
    for name in ("is_open", "closes", "falls_due", "rerouted", "alarmed_from", "relief"):
        np.testing.assert_array_equal(getattr(alone, name), getattr(at_once, name))


def test_banks_take_alarm_when_the_public_does(totals: SystemTotals) -> None:
    injects = (
        inject("told", 30, "b-bank", "outage"),
        inject("news", 90, "all", "alarm", visibility=PUBLIC),
    )
    quiet = course_of(small_exercise(), totals, Way.SILENT)
    loud = course_of(small_exercise(injects=injects), totals, Way.SILENT)
    assert np.all(np.isinf(quiet.alarmed_from))
    assert loud.alarmed_from.tolist() == [1.5] * 5


def test_purchases_of_a_class_that_the_system_does_not_have_are_refused() -> None:
    exercise = small_exercise(decisions=(buy("p", "b-bank", 5.0),))
    with pytest.raises(InvalidInput, match="decision p, asset_class: government_us; expected an"):
        course_of(exercise, small_totals(asset_class="gilts"), Way.ALONE)
