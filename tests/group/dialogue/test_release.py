"""An own readout goes from draft to release by a person, and by nothing else."""

import pytest

from parley.errors import InvalidInput
from parley.group.dialogue.readouts import Attribution
from parley.group.dialogue.release import (
    Courtesy,
    Draft,
    Embargo,
    OwnReadout,
    ReadoutState,
    Release,
)

NOON = "2024-08-19T12:00+08:00"
BEFORE, AT_NOON, AFTER = (f"2024-08-19T0{time}+00:00" for time in ("3:59", "4:00", "4:01"))


def draft(version: int, side: str = "US", language: str = "en") -> Draft:
    return Draft(version, side, language, "0" * 64, "A. Clerk", BEFORE)


TWO = (draft(1), draft(2))
EMBARGO = Embargo(NOON, "A. Clerk", BEFORE)
COPY = Courtesy(1, "their desk", "A. Clerk", BEFORE)
DONE = Release(1, "B. Head", AT_NOON)


@pytest.mark.parametrize(
    ("readout", "now", "states"),
    [
        (OwnReadout(TWO), BEFORE, "draft, draft"),
        (OwnReadout(TWO, (COPY,)), BEFORE, "courtesy copy given, draft"),
        (OwnReadout(TWO, (COPY,), (EMBARGO,)), BEFORE, "under embargo, under embargo"),
        (OwnReadout(TWO, (COPY,), (EMBARGO,)), AFTER, "courtesy copy given, draft"),
        (OwnReadout(TWO, (COPY,), (EMBARGO,), (DONE,)), AFTER, "released, draft"),
    ],
)
def test_a_version_has_one_state_at_an_instant(readout: OwnReadout, now: str, states: str) -> None:
    assert ", ".join(readout.state(each.version, now) for each in readout.drafts) == states


def test_the_end_of_an_embargo_alone_releases_nothing() -> None:
    assert OwnReadout(TWO, (), (EMBARGO,)).state(1, AFTER) is not ReadoutState.RELEASED


def test_an_embargo_ends_at_its_instant_in_whatever_zone_it_was_given() -> None:
    readout = OwnReadout(TWO, (), (EMBARGO,))
    with pytest.raises(InvalidInput, match="the end of the embargo"):
        readout.require_may_release(1, "B. Head", BEFORE)
    assert readout.require_may_release(1, "B. Head", AT_NOON) == TWO[0]


def test_of_several_embargoes_the_last_one_holds() -> None:
    later = Embargo("2024-08-20T12:00+08:00", "A. Clerk", BEFORE)
    assert OwnReadout(TWO, (), (EMBARGO, later)).is_under_embargo(AFTER)
    assert not OwnReadout(TWO, (), (later, EMBARGO)).is_under_embargo(AFTER)


@pytest.mark.parametrize("version", [0, 3])
def test_an_unknown_version_is_refused(version: int) -> None:
    with pytest.raises(InvalidInput, match="one of 1, 2"):
        OwnReadout(TWO).require_may_release(version, "B. Head", AFTER)
    with pytest.raises(InvalidInput, match="no draft is kept"):
        OwnReadout().state(1, AFTER)


def test_a_side_releases_one_text_in_each_language() -> None:
    every = (*TWO, draft(3, language="zh"), draft(4, side="CN"))
    readout = OwnReadout(every, releases=(DONE,))
    for version in (1, 2):
        with pytest.raises(InvalidInput, match="version 1 was released by B"):
            readout.require_may_release(version, "B. Head", AFTER)
    for version in (3, 4):
        assert readout.require_may_release(version, "B. Head", AFTER).version == version


def test_nobody_releases_nothing() -> None:
    with pytest.raises(InvalidInput, match="by: nothing"):
        OwnReadout(TWO).require_may_release(1, " ", AFTER)


@pytest.mark.parametrize(
    "until", ["2024-08-19T10:00", "2024-08-19", "Monday", "", "0001-01-01T00:00Z"]
)
def test_an_hour_without_its_offset_is_no_embargo(until: str) -> None:
    with pytest.raises(InvalidInput, match="an instant with its offset"):
        Embargo(until, "A. Clerk", BEFORE)


def test_a_draft_is_given_to_the_press_in_three_ways_only() -> None:
    with pytest.raises(InvalidInput, match="attribution: press"):
        Draft(1, "US", "en", "", "A. Clerk", BEFORE, Attribution.PRESS)
