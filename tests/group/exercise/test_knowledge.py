"""Who knows what when: by hand, by a slow and obvious way, and for every script."""

import math
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from parley.group.exercise.knowledge import KINDS_OF_EVENT, events, learned, taken
from parley.group.exercise.outcome import Way
from parley.group.exercise.script import (
    CONTROL,
    EVERYBODY,
    Exercise,
    Inject,
    Notice,
    Visibility,
)
from tests.group.exercise.small_exercise import (
    PUBLIC,
    inject,
    joint,
    lend,
    notice,
    small_exercise,
)

FACTS = ("outage", "sales", "theft")
PLAYERS = ("a-bank", "a-ministry", "b-bank")
ACTING = (Way.ALONE, Way.SCRIPTED, Way.AT_ONCE)


# --- by hand ---------------------------------------------------------------------------------


def test_if_nobody_acts_facts_are_learned_but_nothing_is_decided() -> None:
    exercise = small_exercise(
        notices=(notice("n", 60, "b-bank", "a-bank", "outage"),),
        decisions=(lend("d", "b-bank", "outage"),),
    )
    assert learned(exercise, Way.SILENT) == {("b", "outage"): 30, ("a", "outage"): 300}
    assert taken(exercise, Way.SILENT) == ()
    assert {event.kind for event in events(exercise, Way.SILENT)} == {"inject", "learns"}


def test_alone_a_side_learns_from_its_own_injects_and_public_ones() -> None:
    exercise = small_exercise(
        injects=(
            inject("one", 10, "b-bank", "outage"),
            inject("two", 50, "a-ministry", "sales"),
            inject("three", 90, "b-bank", "sales", "theft", visibility=PUBLIC),
            inject("four", 5, CONTROL, "outage"),
        )
    )
    assert learned(exercise, Way.ALONE) == {
        ("b", "outage"): 10,
        ("a", "sales"): 50,
        ("b", "sales"): 90,
        ("a", "theft"): 90,
        ("b", "theft"): 90,
    }


def test_a_notice_carries_what_its_sender_knows_at_its_minute() -> None:
    early = notice("early", 29, "b-bank", "a-bank", "outage")
    late = notice("late", 60, "b-bank", "a-bank", "outage")
    assert learned(small_exercise(notices=(early,)), Way.SCRIPTED)["a", "outage"] == 300
    assert learned(small_exercise(notices=(late,)), Way.SCRIPTED)["a", "outage"] == 60
    assert learned(small_exercise(notices=(late,)), Way.ALONE)["a", "outage"] == 300


def test_what_a_side_is_told_it_can_pass_on_in_the_same_minute() -> None:
    same = notice("same", 30, "b-bank", "a-bank", "outage")
    exercise = small_exercise(notices=(same,), notice_minutes=0)
    assert learned(exercise, Way.SCRIPTED)["a", "outage"] == 30


def test_a_notice_that_carries_nothing_still_stands_on_the_time_line() -> None:
    exercise = small_exercise(notices=(notice("early", 29, "b-bank", "a-bank", "outage"),))
    line = [event for event in events(exercise, Way.SCRIPTED) if event.kind == "notice"]
    assert [(event.minute, event.side, event.actor) for event in line] == [(29, "b", "b-bank")]


def test_at_once_the_other_side_learns_as_many_minutes_later_as_a_notice_takes() -> None:
    exercise = small_exercise(notice_minutes=15)
    assert learned(exercise, Way.AT_ONCE) == {("b", "outage"): 30, ("a", "outage"): 45}


def test_a_notice_that_would_arrive_after_the_end_does_not_arrive() -> None:
    exercise = small_exercise(injects=(inject("x", 595, "b-bank", "outage"),), hours=10)
    assert learned(exercise, Way.AT_ONCE) == {("b", "outage"): 595}


def test_a_decision_follows_knowing_by_its_wait_and_takes_effect_after_its_delay() -> None:
    exercise = small_exercise(decisions=(lend("d", "a-bank", "outage", wait=10, delay=20),))
    decided = {way: taken(exercise, way)[0] for way in (Way.ALONE, Way.AT_ONCE)}
    assert (decided[Way.ALONE].decided_minute, decided[Way.ALONE].effect_minute) == (310, 330)
    assert (decided[Way.AT_ONCE].decided_minute, decided[Way.AT_ONCE].effect_minute) == (55, 75)
    assert decided[Way.ALONE].sides == ("a",)


def test_what_would_take_effect_after_the_end_is_not_taken() -> None:
    just = small_exercise(decisions=(lend("d", "a-bank", "outage", 100, 200),), hours=10)
    over = small_exercise(decisions=(lend("d", "a-bank", "outage", 100, 201),), hours=10)
    assert [each.effect_minute for each in taken(just, Way.ALONE)] == [600]
    assert taken(over, Way.ALONE) == ()


def test_a_joint_decision_waits_until_both_sides_know() -> None:
    exercise = small_exercise(decisions=(joint("d", "b-bank", "a-bank", "outage"),))
    (scripted,) = taken(exercise, Way.SCRIPTED)
    (at_once,) = taken(exercise, Way.AT_ONCE)
    assert (scripted.decided_minute, scripted.sides) == (310, ("b", "a"))
    assert (at_once.decided_minute, at_once.sides) == (55, ("b", "a"))


def test_sides_that_do_not_talk_have_no_joint_word() -> None:
    exercise = small_exercise(decisions=(joint("d", "b-bank", "a-bank", "outage"),))
    (alone,) = taken(exercise, Way.ALONE)
    assert (alone.decided_minute, alone.sides) == (40, ("b",))


def test_a_joint_decision_is_taken_alone_if_the_other_side_never_knows() -> None:
    """So a joint word can come later than one's own would have: it reaches both sides then."""
    only_b = (inject("x", 30, "b-bank", "outage"),)
    exercise = small_exercise(
        injects=only_b,
        decisions=(joint("d", "b-bank", "a-bank", "outage"),),
        notices=(notice("n", 90, "b-bank", "a-bank", "outage"),),
    )
    (alone,) = taken(exercise, Way.ALONE)
    (scripted,) = taken(exercise, Way.SCRIPTED)
    assert (alone.decided_minute, alone.sides) == (40, ("b",))
    assert (scripted.decided_minute, scripted.sides) == (100, ("b", "a"))


def test_the_decider_of_a_joint_decision_that_never_knows_decides_nothing() -> None:
    exercise = small_exercise(
        injects=(inject("x", 30, "a-bank", "outage"),),
        decisions=(joint("d", "b-bank", "a-bank", "outage"),),
    )
    assert taken(exercise, Way.ALONE) == ()


def test_the_time_line_says_how_many_minutes_were_lost() -> None:
    exercise = small_exercise(
        notices=(notice("n", 60, "b-bank", "a-bank", "outage"),),
        decisions=(lend("d", "a-bank", "outage"),),
    )
    lost = {
        way: {
            (event.kind, event.side): event.minutes_lost
            for event in events(exercise, way)
            if event.kind in ("learns", "effect")
        }
        for way in ACTING
    }
    assert lost == {
        Way.ALONE: {("learns", "b"): 0, ("learns", "a"): 255, ("effect", "a"): 255},
        Way.SCRIPTED: {("learns", "b"): 0, ("learns", "a"): 15, ("effect", "a"): 15},
        Way.AT_ONCE: {("learns", "b"): 0, ("learns", "a"): 0, ("effect", "a"): 0},
    }


def test_on_the_time_line_the_news_comes_before_the_knowing_and_the_knowing_before_the_deed() -> (
    None
):
    exercise = small_exercise(decisions=(lend("d", "b-bank", "outage", wait=0, delay=0),))
    at_thirty = [event for event in events(exercise, Way.ALONE) if event.minute == 30]
    assert [event.kind for event in at_thirty] == ["inject", "learns", "decision", "effect"]
    assert at_thirty[0].actor == "b-bank"


# --- for every script ------------------------------------------------------------------------

facts = st.lists(st.sampled_from(FACTS), max_size=2, unique=True)


@st.composite
def some_injects(draw: st.DrawFn) -> tuple[Inject, ...]:
    """One to seven injects, some of them after an earlier one."""
    made: list[Inject] = []
    for number in range(draw(st.integers(1, 7))):
        after = draw(st.sampled_from(["", *(each.id for each in made)]))
        made.append(
            inject(
                f"i{number}",
                draw(st.integers(0, 40 if after else 300)),
                draw(st.sampled_from([*PLAYERS, EVERYBODY, CONTROL])),
                *(FACTS if number == 0 else draw(facts)),
                after=after,
                visibility=draw(st.sampled_from(Visibility)),
            )
        )
    return tuple(made)


@st.composite
def exercises(draw: st.DrawFn, notice_minutes: int | None = None) -> Exercise:
    """Scripts whose notices are not faster than talking at once."""
    if notice_minutes is None:
        notice_minutes = draw(st.integers(0, 60))
    quiet = small_exercise(injects=draw(some_injects()), notice_minutes=notice_minutes)
    told = quiet.told()
    notices: list[Notice] = []
    for number in range(draw(st.integers(0, 5))):
        sender, receiver = draw(st.sampled_from([("a-bank", "b-bank"), ("b-bank", "a-ministry")]))
        made = notice(f"n{number}", draw(st.integers(0, 600)), sender, receiver, *draw(facts))
        since = [told.get((sender[0], fact), math.inf) for fact in made.carries]
        if not any(each <= made.minute < each + notice_minutes for each in since):
            notices.append(made)
    decisions = [
        lend(f"d{number}", draw(st.sampled_from(("a-bank", "b-bank"))), fact, wait, delay)
        for number, (fact, wait, delay) in enumerate(
            draw(
                st.lists(
                    st.tuples(st.sampled_from(FACTS), st.integers(0, 200), st.integers(0, 200)),
                    max_size=3,
                )
            )
        )
    ]
    decisions.append(joint("together", "b-bank", "a-bank", draw(st.sampled_from(FACTS))))
    return replace(quiet, notices=tuple(notices), decisions=tuple(decisions))


def never_later(sooner: dict[tuple[str, str], int], later: dict[tuple[str, str], int]) -> bool:
    return all(sooner.get(key, math.inf) <= minute for key, minute in later.items())


def effects(exercise: Exercise, way: Way) -> dict[tuple[str, str], int]:
    """When each decision that one authority takes by itself takes effect."""
    return {
        (each.decision.id, ""): each.effect_minute
        for each in taken(exercise, way)
        if not each.decision.joint_with
    }


@given(exercises())
def test_talking_at_once_is_never_later_than_the_script_nor_the_script_than_silence(
    exercise: Exercise,
) -> None:
    at_once, scripted, alone, silent = (
        learned(exercise, way) for way in (Way.AT_ONCE, Way.SCRIPTED, Way.ALONE, Way.SILENT)
    )
    assert never_later(at_once, scripted)
    assert never_later(scripted, alone)
    assert alone == silent
    assert never_later(effects(exercise, Way.AT_ONCE), effects(exercise, Way.SCRIPTED))
    assert never_later(effects(exercise, Way.SCRIPTED), effects(exercise, Way.ALONE))


@given(
    exercises(notice_minutes=0), st.integers(0, 300), st.sampled_from(PLAYERS), st.sampled_from(Way)
)
def test_whoever_is_told_more_never_learns_or_acts_later(
    exercise: Exercise, minute: int, to: str, way: Way
) -> None:
    more = replace(exercise, injects=(*exercise.injects, inject("more", minute, to, *FACTS)))
    assert never_later(learned(more, way), learned(exercise, way))
    assert never_later(effects(more, way), effects(exercise, way))


@given(exercises(notice_minutes=0), st.integers(0, 600), st.sampled_from(FACTS))
def test_one_more_notice_never_makes_anybody_learn_or_act_later(
    exercise: Exercise, minute: int, fact: str
) -> None:
    said = notice("more", minute, "a-bank", "b-bank", fact)
    more = replace(exercise, notices=(*exercise.notices, said))
    assert never_later(learned(more, Way.SCRIPTED), learned(exercise, Way.SCRIPTED))
    assert never_later(effects(more, Way.SCRIPTED), effects(exercise, Way.SCRIPTED))


@given(exercises())
def test_where_both_sides_are_told_anyway_a_joint_word_is_never_later_for_talking(
    exercise: Exercise,
) -> None:
    both = {side for side, fact in exercise.told() if fact == exercise.decisions[-1].needs}
    if len(both) == 2:
        minutes = [
            next(
                (each.effect_minute for each in taken(exercise, way) if each.decision.joint_with),
                math.inf,
            )
            for way in (Way.AT_ONCE, Way.SCRIPTED)
        ]
        assert minutes == sorted(minutes)


@given(exercises(), st.data(), st.sampled_from(Way))
def test_the_order_of_the_rows_in_the_script_does_not_matter(
    exercise: Exercise, data: st.DataObject, way: Way
) -> None:
    shuffled = replace(
        exercise,
        injects=tuple(data.draw(st.permutations(exercise.injects))),
        notices=tuple(data.draw(st.permutations(exercise.notices))),
        decisions=tuple(data.draw(st.permutations(exercise.decisions))),
        sides=tuple(data.draw(st.permutations(exercise.sides))),
    )
    assert learned(shuffled, way) == learned(exercise, way)
    assert taken(shuffled, way) == taken(exercise, way)
    assert events(shuffled, way) == events(exercise, way)


def read_in(exercise: Exercise) -> dict[int, set[tuple[str, str]]]:
    """By minute, the (side, fact) pairs of the injects handed out in it."""
    pairs: dict[int, set[tuple[str, str]]] = {}
    when = exercise.minutes()
    for each in exercise.injects:
        told = {(side, fact) for side in exercise.readers(each) for fact in each.informs}
        pairs.setdefault(when[each.id], set()).update(told)
    return pairs


def said_at(exercise: Exercise, minute: int, heads: set[tuple[str, str]]) -> set[tuple[str, str]]:
    """The (side, fact) pairs that notices of one minute pass on from what is in the heads."""
    return {
        (each.receiver[0], fact)
        for each in exercise.notices
        if each.minute == minute
        for fact in each.carries
        if (each.sender[0], fact) in heads
    }


@given(exercises())
def test_a_clock_that_ticks_every_minute_finds_the_same(exercise: Exercise) -> None:
    """The slow, obvious way: minute after minute, what is read and said goes into the heads."""
    last = exercise.hours * 60
    read = read_in(exercise)
    for way in ACTING:
        heads: dict[tuple[str, str], int] = {}
        for minute in range(last + 1):
            new = set(read.get(minute, ()))
            if way is Way.AT_ONCE:
                passed = read.get(minute - exercise.notice_minutes, set())
                new |= {("b" if side == "a" else "a", fact) for side, fact in passed}
            if way is Way.SCRIPTED:
                new |= said_at(exercise, minute, new | set(heads))
            for pair in new:
                heads.setdefault(pair, minute)
        assert learned(exercise, way) == heads


@pytest.mark.parametrize("way", list(Way))
@given(exercise=exercises())
def test_the_time_line_holds_all_that_is_learned_and_done_and_is_in_order(
    exercise: Exercise, way: Way
) -> None:
    line = events(exercise, way)
    assert [event.minute for event in line] == sorted(event.minute for event in line)
    assert all(event.minutes_lost >= 0 for event in line)
    learns = {(e.side, e.subject): e.minute for e in line if e.kind == "learns"}
    assert learns == learned(exercise, way)
    done = {event.subject: event.minute for event in line if event.kind == "effect"}
    assert done == {each.decision.id: each.effect_minute for each in taken(exercise, way)}
    assert {event.kind for event in line} <= set(KINDS_OF_EVENT)
    if way is Way.AT_ONCE:
        assert not any(event.minutes_lost for event in line)
