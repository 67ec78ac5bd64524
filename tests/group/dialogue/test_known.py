"""What was known when: corrections, judgements, and days on which something was not known yet."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from parley.errors import InvalidInput
from parley.group.dialogue.aliases import Alias
from parley.group.dialogue.basis import Standing
from parley.group.dialogue.dialogue import Dialogue
from parley.group.dialogue.known import Judgement, as_known, judged
from parley.group.dialogue.meetings import Status
from parley.group.dialogue.series import series
from parley.group.dialogue.views.ledger_page import ledger_page
from tests.group.dialogue.examples import basis, dialogue, meeting, shipped

SPRING, SUMMER, AUTUMN = date(2024, 4, 1), date(2024, 7, 1), date(2024, 10, 1)


def corrected() -> Dialogue:
    """Planned in spring; in summer known to have been held, in autumn the place is corrected."""
    planned = meeting("first", SUMMER, name="planned", status=Status.PLANNED)
    planned = replace(planned, basis=basis("planned", SPRING))
    held = replace(meeting("first", SUMMER), basis=basis("held", SUMMER, supersedes=("planned",)))
    moved = replace(
        meeting("first", SUMMER, place="south-town"),
        basis=basis("moved", AUTUMN, supersedes=("held",)),
    )
    return dialogue(meetings=(planned, held, moved))


def test_a_correction_changes_nothing_on_an_earlier_day() -> None:
    seen = [as_known(corrected(), day).meeting["first"] for day in (SPRING, SUMMER, AUTUMN)]
    assert [each.status for each in seen] == [Status.PLANNED, Status.HELD, Status.HELD]
    assert [each.place for each in seen] == ["north-town", "north-town", "south-town"]


def test_a_correction_erases_nothing() -> None:
    assert len(corrected().meetings) == 3


def test_the_name_of_a_corrected_entry_leads_to_the_one_that_holds() -> None:
    known = as_known(corrected(), AUTUMN)
    assert known.by_id["planned"] is known.by_id["held"] is known.by_id["moved"]


def test_a_proposed_correction_corrects_nothing() -> None:
    whole = corrected()
    *first, moved = whole.meetings
    unsure = replace(moved, basis=replace(moved.basis, standing=Standing.PROPOSED))
    known = as_known(replace(whole, meetings=(*first, unsure)), AUTUMN)
    assert {each.basis.id for each in known.meetings} == {"held", "moved"}


def test_a_judgement_holds_from_its_day_on() -> None:
    whole = corrected()
    *first, moved = whole.meetings
    unsure = replace(moved, basis=replace(moved.basis, standing=Standing.PROPOSED))
    later = AUTUMN + timedelta(days=10)
    decided = judged(
        replace(whole, meetings=(*first, unsure)),
        [Judgement("moved", Standing.CONFIRMED, "A. Clerk", later)],
    )
    before, after = as_known(decided, later - timedelta(days=1)), as_known(decided, later)
    assert {each.basis.id for each in before.meetings} == {"held", "moved"}
    (only,) = after.meetings
    assert (only.basis.id, only.basis.judged_by, only.basis.judged_on) == (
        "moved", "A. Clerk", later
    )  # fmt: skip


def test_what_was_rejected_stays_out_and_is_kept() -> None:
    decided = judged(corrected(), [Judgement("moved", Standing.REJECTED, "A. Clerk", AUTUMN)])
    known = as_known(decided, AUTUMN)
    assert known.meeting["first"].place == "north-town"
    assert known.rejected == {"moved"}
    assert len(decided.meetings) == 3


def test_of_two_judgements_the_later_holds() -> None:
    both = [
        Judgement("moved", Standing.REJECTED, "A. Clerk", AUTUMN),
        Judgement("moved", Standing.CONFIRMED, "B. Clerk", AUTUMN),
    ]
    assert as_known(judged(corrected(), both), AUTUMN).meeting["first"].place == "south-town"


def test_a_judgement_needs_an_entry_and_a_person() -> None:
    with pytest.raises(InvalidInput, match="nobody"):
        judged(corrected(), [Judgement("nobody", Standing.CONFIRMED, "A. Clerk", AUTUMN)])
    with pytest.raises(InvalidInput, match="who judges"):
        Judgement("moved", Standing.CONFIRMED, " ", AUTUMN)
    with pytest.raises(InvalidInput, match="confirmed or rejected"):
        Judgement("moved", Standing.PROPOSED, "A. Clerk", AUTUMN)


@settings(max_examples=30)
@given(st.dates(date(2023, 1, 1), date(2026, 12, 31)))
def test_nobody_knows_on_a_day_what_became_known_later(day: date) -> None:
    known = as_known(shipped(), day)
    for kind, entry in known.entries():
        if kind not in ("bodies", "people", "topics"):
            assert entry.basis.known_from <= day
        assert entry.basis.id not in known.replaced


@settings(max_examples=30)
@given(st.dates(date(2023, 1, 1), date(2026, 12, 31)), st.integers(0, 400))
def test_what_is_known_stays_known_or_is_corrected(day: date, more: int) -> None:
    early, late = as_known(shipped(), day), as_known(shipped(), day + timedelta(days=more))
    for _, entry in early.entries():
        assert entry.basis.id in late.by_id


@settings(max_examples=30)
@given(st.dates(date(2023, 1, 1), date(2026, 12, 31)))
def test_to_know_twice_is_to_know_once(day: date) -> None:
    once = as_known(shipped(), day)
    assert [e.basis.id for _, e in as_known(once, day).entries()] == [
        e.basis.id for _, e in once.entries()
    ]


def test_a_name_that_was_confirmed_stands_with_whom_it_means(us_china: Dialogue) -> None:
    seen = Alias(
        basis=basis("alias-1", AUTUMN, sources=("voa-fwg-3",), standing=Standing.PROPOSED),
        of="brent-neiman", name="Naimann", language="en", is_misspelling=True,
    )  # fmt: skip
    whole = replace(us_china, aliases=(*us_china.aliases, seen))
    later = AUTUMN + timedelta(days=1)
    names = as_known(whole, later).person["brent-neiman"].names
    assert "Naimann" not in names.misspellings["en"], "a proposal changes nothing"
    decided = judged(whole, [Judgement("alias-1", Standing.CONFIRMED, "A. Clerk", later)])
    names = as_known(decided, later).person["brent-neiman"].names
    assert "Naimann" in names.misspellings["en"]
    assert "Neman" in names.misspellings["en"]
    assert (
        "Naimann" not in as_known(decided, AUTUMN).person["brent-neiman"].names.misspellings["en"]
    )


def test_a_meeting_that_is_only_proposed_moves_no_number() -> None:
    first = meeting("first", SUMMER)
    heard = replace(
        meeting("rumour", SPRING), basis=basis("rumour", SPRING, standing=Standing.PROPOSED)
    )
    known = as_known(dialogue(meetings=(first, heard)), AUTUMN)
    assert [(each.name, each.meeting.key) for each in series(known, "NS")] == [("NS-1", "first")]
    sure = judged(
        dialogue(meetings=(first, heard)),
        [Judgement("rumour", Standing.CONFIRMED, "A. Clerk", AUTUMN)],
    )
    assert len(series(as_known(sure, AUTUMN), "NS")) == 2


def test_two_sure_entries_of_one_meeting_need_one_that_corrects() -> None:
    twice = (meeting("first", SUMMER, name="one"), meeting("first", SUMMER, name="other"))
    with pytest.raises(InvalidInput, match="none supersedes"):
        dialogue(meetings=twice)


def test_corrections_go_in_no_circle() -> None:
    one = replace(meeting("first", SUMMER), basis=basis("one", SUMMER, supersedes=("other",)))
    other = replace(meeting("first", SUMMER), basis=basis("other", SUMMER, supersedes=("one",)))
    with pytest.raises(InvalidInput, match="not corrected by what it corrects"):
        dialogue(meetings=(one, other))


def test_what_waits_for_a_person_is_in_the_ledger(us_china: Dialogue) -> None:
    seen = Alias(
        basis=basis("alias-1", AUTUMN, sources=("voa-fwg-3",), standing=Standing.PROPOSED),
        of="brent-neiman", name="Naimann", language="en",
    )  # fmt: skip
    known = as_known(replace(us_china, aliases=(*us_china.aliases, seen)), AUTUMN)
    waiting = {
        e.facts["proposal"]: e for e in ledger_page(known, AUTUMN).section("proposals").lines
    }
    assert "Brent Neiman" in waiting["alias-1"].text.en
    assert "尼曼" in waiting["alias-1"].text.zh
