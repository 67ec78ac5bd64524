"""The script of an exercise: what is refused, and what follows from what stands there."""

import math
from collections.abc import Callable
from dataclasses import FrozenInstanceError, replace

import pytest

from parley.errors import Fault, InvalidInput
from parley.group.exercise.script import CONTROL, EVERYBODY, Exercise, Side
from parley.group.exercise.script_faults import clock_text
from tests.group.exercise.small_exercise import (
    PUBLIC,
    WORDS,
    buy,
    inject,
    joint,
    lend,
    notice,
    reroute,
    small_exercise,
)


def faults_of(make: Callable[[], Exercise]) -> list[Fault]:
    with pytest.raises(InvalidInput) as caught:
        make()
    return list(caught.value.faults)


def test_an_inject_after_another_counts_from_that_one() -> None:
    exercise = small_exercise(
        injects=(
            inject("third", 5, "a-bank", after="second"),
            inject("first", 100, "a-bank"),
            inject("second", 20, "a-bank", after="first"),
        )
    )
    assert exercise.minutes() == {"first": 100, "second": 120, "third": 125}


def test_injects_that_wait_for_each_other_are_refused_with_the_ring() -> None:
    ring = (
        inject("first", 1, "a-bank", after="third"),
        inject("second", 1, "a-bank", after="first"),
        inject("third", 1, "a-bank", after="second"),
        inject("other", 1, "a-bank"),
    )
    (fault,) = faults_of(lambda: small_exercise(injects=ring))
    assert fault.field.endswith(", after")
    assert all(name in fault.value for name in ("first", "second", "third"))
    assert "other" not in fault.value


def test_an_inject_that_waits_for_itself_is_refused() -> None:
    alone = (inject("first", 1, "a-bank", after="first"),)
    (fault,) = faults_of(lambda: small_exercise(injects=alone))
    assert fault.value == "first after first"


def test_a_chain_that_ends_after_the_exercise_is_refused() -> None:
    chain = (inject("first", 590, "a-bank"), inject("second", 11, "a-bank", after="first"))
    (fault,) = faults_of(lambda: small_exercise(injects=chain, hours=10))
    assert fault == Fault(
        "small", 0, "inject second, at", "T+10:01", "a time from T+00:00 to T+10:00"
    )


def test_a_private_inject_is_read_by_the_side_of_its_addressee_alone() -> None:
    exercise = small_exercise()
    assert exercise.readers(inject("x", 1, "a-ministry")) == ("a",)
    assert exercise.readers(inject("x", 1, "b-bank")) == ("b",)
    assert exercise.readers(inject("x", 1, CONTROL)) == ()


def test_a_public_inject_and_one_to_all_are_read_by_both_sides() -> None:
    exercise = small_exercise()
    assert exercise.readers(inject("x", 1, "a-bank", visibility=PUBLIC)) == ("a", "b")
    assert exercise.readers(inject("x", 1, EVERYBODY)) == ("a", "b")


def test_an_exercise_cannot_be_changed_once_it_stands() -> None:
    with pytest.raises(FrozenInstanceError):
        small_exercise().hours = 3  # type: ignore[misc]


@pytest.mark.parametrize(
    ("make", "field", "value", "expected"),
    [
        (lambda: small_exercise(hours=0, injects=()), "hours", "0", "1 or more"),
        (lambda: small_exercise(notice_minutes=-1), "notice_minutes", "-1", "0 or more"),
        (
            lambda: small_exercise(injects=(inject("x", -1, "a-bank"),)),
            "inject x, at",
            "T-00:01",
            "from T+00:00",
        ),
        (
            lambda: small_exercise(injects=(inject("x", 1, "c-bank"),)),
            "inject x, to",
            "c-bank",
            "a-bank, a-ministry, b-bank, all, control",
        ),
        (
            lambda: small_exercise(notices=(notice("n", 1, "c", "a-bank"),)),
            "notice n, from",
            "c",
            "a-bank",
        ),
        (
            lambda: small_exercise(notices=(notice("n", 1, "a-bank", "a-ministry"),)),
            "notice n, to",
            "a-ministry",
            "the other side",
        ),
        (
            lambda: small_exercise(notices=(notice("n", 31, "b-bank", "a-bank", "outage"),)),
            "notice n, at",
            "T+00:31",
            "T+00:45 or later",
        ),
        (
            lambda: small_exercise(decisions=(lend("d", "a-ministry", "outage"),)),
            "decision d, instrument",
            "lend",
            "one that a-ministry holds: none",
        ),
        (
            lambda: small_exercise(decisions=(lend("d", "a-bank", "flood"),)),
            "decision d, needs",
            "flood",
            "outage",
        ),
        (
            lambda: small_exercise(decisions=(lend("d", "a-bank", "outage", wait=-5),)),
            "decision d, wait",
            "-5",
            "0 or more",
        ),
        (
            lambda: small_exercise(decisions=(buy("d", "a-bank", -1.0),)),
            "decision d, terms, per_hour",
            "-1",
            "0 or more",
        ),
        (
            lambda: small_exercise(decisions=(buy("d", "a-bank", math.nan),)),
            "decision d, terms, per_hour",
            "nan",
            "0 or more",
        ),
        (
            lambda: small_exercise(decisions=(buy("d", "a-bank", math.inf),)),
            "decision d, terms, per_hour",
            "inf",
            "0 or more",
        ),
        (
            lambda: small_exercise(decisions=(reroute("d", "a-bank", 1.01),)),
            "decision d, terms, share",
            "1.01",
            "from 0 to 1",
        ),
        (
            lambda: small_exercise(decisions=(joint("d", "a-bank", "a-ministry", "outage"),)),
            "decision d, joint_with",
            "a-ministry",
            "the other side",
        ),
        (
            lambda: small_exercise(
                decisions=(replace(lend("d", "a-bank", "outage"), instrument="purchase"),)
            ),
            "decision d, terms",
            "lend",
            "the terms of purchase",
        ),
        (
            lambda: small_exercise(decisions=(lend("d", "a-bank", "outage"),) * 2),
            "decision d",
            "2 times",
            "once",
        ),
    ],
)
def test_what_breaks_the_rules_of_a_script_is_named(
    make: Callable[[], Exercise], field: str, value: str, expected: str
) -> None:
    found = [fault for fault in faults_of(make) if fault.field == field]
    assert len(found) == 1
    assert found[0].value == value
    assert expected in found[0].expected


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"start": "Monday at nine"}, "start"),
        ({"start": "2027-01-11T09:00:00"}, "start"),
        ({"sides": ()}, "side"),
        ({"elsewhere_hours": (17.0, 7.0)}, "elsewhere, payment_hours"),
        ({"elsewhere_hours": (7.0, math.nan)}, "elsewhere, payment_hours"),
    ],
)
def test_what_is_wrong_in_the_frame_is_named(changes: dict[str, object], field: str) -> None:
    exercise = small_exercise()
    faults = faults_of(lambda: replace(exercise, **changes))  # type: ignore[arg-type]
    assert field in [fault.field for fault in faults]


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"side": "c"}, "outage, side"),
        ({"rank_by": "beauty"}, "outage, rank_by"),
        ({"ranks": ()}, "outage, ranks"),
        ({"ranks": (1, 1)}, "outage, ranks"),
        ({"ranks": (0,)}, "outage, ranks"),
        ({"hours_median": 0.0}, "outage, hours.median"),
        ({"hours_sigma": math.nan}, "outage, hours.sigma"),
        ({"hours_range": (44.0, 6.0)}, "outage, hours"),
        ({"hours_range": (0.0, math.inf)}, "outage, hours"),
        ({"manual_capacity": (-0.1, 0.1)}, "outage, manual_capacity"),
        ({"direct_loss": (0.0, 1.1)}, "outage, direct_loss"),
        ({"detection_hours": (math.nan, 3.0)}, "outage, detection_hours"),
    ],
)
def test_what_is_wrong_in_the_scenario_is_named(changes: dict[str, object], field: str) -> None:
    exercise = small_exercise()
    wrong = replace(exercise.outage, **changes)  # type: ignore[arg-type]
    assert [fault.field for fault in faults_of(lambda: replace(exercise, outage=wrong))] == [field]


@pytest.mark.parametrize("low", [0.8, math.nan, -math.inf])
def test_a_parameter_outside_its_own_range_is_refused(low: float) -> None:
    exercise = small_exercise()
    wrong = (replace(exercise.calibration[0], low=low),)
    (fault,) = faults_of(lambda: replace(exercise, calibration=wrong))
    assert fault.field == "parameter close_share"


def test_both_sides_cannot_own_one_country() -> None:
    exercise = small_exercise()
    both = tuple(replace(side, jurisdictions=("CN",)) for side in exercise.sides)
    assert [fault.field for fault in faults_of(lambda: replace(exercise, sides=both))] == [
        "jurisdiction CN"
    ]


def test_a_side_without_authorities_or_countries_is_refused() -> None:
    exercise = small_exercise(injects=(inject("first", 30, "b-bank", "outage"),))
    empty = Side("a", WORDS, (), 8.0, (8.5, 17.25), ())
    faults = faults_of(lambda: replace(exercise, sides=(empty, exercise.sides[1])))
    assert [fault.field for fault in faults] == ["side a, authority", "side a, jurisdictions"]


def test_every_fault_of_a_script_is_named_at_once() -> None:
    faults = faults_of(
        lambda: small_exercise(
            injects=(inject("first", 9999, "nobody", "outage"),),
            notices=(notice("n", 1, "b-bank", "a-bank", "flood"),),
            decisions=(reroute("d", "a-bank", 2.0), lend("e", "b-bank", "storm")),
        )
    )
    assert {fault.field for fault in faults} == {
        "inject first, to",
        "inject first, at",
        "notice n, carries",
        "decision d, terms, share",
        "decision e, needs",
    }


@pytest.mark.parametrize(
    ("minute", "text"), [(0, "T+00:00"), (150, "T+02:30"), (6001, "T+100:01"), (-61, "T-01:01")]
)
def test_minutes_are_written_as_people_write_them(minute: int, text: str) -> None:
    assert clock_text(minute) == text
