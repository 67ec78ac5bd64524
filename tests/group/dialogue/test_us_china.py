"""The dialogue that ships: who, which groups, which meetings, and what was known when."""

from datetime import date

import pytest

from parley.group.dialogue.charter import GroupKind
from parley.group.dialogue.dialogue import Dialogue
from parley.group.dialogue.known import as_known
from parley.group.dialogue.meetings import Status
from parley.group.dialogue.people import Held
from parley.group.dialogue.series import find_meeting, held_by, next_after, series


@pytest.fixture
def dialogue(us_china: Dialogue) -> Dialogue:
    return us_china


def test_s01_the_charter_names_both_leads_the_founding_and_the_next_number(
    dialogue: Dialogue,
) -> None:
    fwg = dialogue.charter["FWG"]
    assert fwg.leads == {"US": "us-treasury", "CN": "pboc"}
    assert fwg.founded == date(2023, 9, 22)
    on = date(2024, 8, 14)
    known = as_known(dialogue, on)
    coming = next_after(known, "FWG", on)
    assert coming is not None
    assert coming.number == held_by(known, "FWG", on)[-1].number + 1 == 5


def test_s02_the_sisters_have_other_leads_and_other_series(dialogue: Dialogue) -> None:
    assert dialogue.charter["EWG"].leads == {"US": "us-treasury", "CN": "cn-mof"}
    keys = {
        group: {each.meeting.key for each in series(dialogue, group)} for group in ("FWG", "EWG")
    }
    assert not keys["FWG"] & keys["EWG"]
    assert len(keys["FWG"]) == len(keys["EWG"]) == 7


def test_s04_a_title_belongs_to_a_day(dialogue: Dialogue) -> None:
    pan = dialogue.person["pan-gongsheng"]
    (governor,) = [post for post in pan.posts if post.body == "pboc"]
    assert governor.held_on(date(2023, 7, 24)) is Held.NO
    assert governor.held_on(date(2024, 1, 18)) is Held.YES
    finer = dialogue.person["jon-finer"]
    assert "John Finer" in finer.names.misspellings["en"]
    assert [post.body for post in finer.posts_on(date(2024, 1, 12))] == ["us-nsc"]


def test_s04_liang_is_co_head_in_january_alone(dialogue: Dialogue) -> None:
    heads = {each.name: each.meeting.delegation("US").heads for each in series(dialogue, "FWG")}
    assert heads["FWG-3"] == ("brent-neiman", "nellie-liang")
    assert heads["FWG-5"] == ("brent-neiman",)


def test_s04_side_visits_hang_on_the_delegation(dialogue: Dialogue) -> None:
    third = find_meeting(dialogue, "FWG-3").meeting
    (visit,) = third.delegation("US").visits
    assert (visit.place, visit.people) == ("hong-kong", ("andrea-gacki",))
    assert third.place == "beijing"


def test_s05_numbers_and_counts_by_country_are_computed(dialogue: Dialogue) -> None:
    counted = {each.name: (each.country, each.in_country) for each in series(dialogue, "FWG")}
    assert counted["FWG-3"] == ("CN", 1)
    assert counted["FWG-5"] == ("CN", 2)
    assert counted["FWG-7"] == ("CN", 3)
    assert counted["FWG-1"] == ("", 0), "by video"
    assert [each.in_country for each in series(dialogue, "EWG") if each.country == "CN"] == [1, 2]


def test_s05_one_meeting_has_two_calendar_days(dialogue: Dialogue) -> None:
    first = find_meeting(dialogue, "EWG-1").meeting
    assert {each.side: each.first.day for each in first.days} == {"US": 23, "CN": 24}


def test_s11_the_exchange_on_money_laundering_counts_its_own_meetings(dialogue: Dialogue) -> None:
    own = series(dialogue, "FWG-AML")
    assert [each.number for each in own] == [1, 2, 3, 4]
    within = [find_meeting(dialogue, each.meeting.under).name for each in own]
    assert within == ["FWG-4", "FWG-5", "FWG-6", "FWG-7"]


def test_s20_channels_hold_no_meetings(dialogue: Dialogue) -> None:
    channels = {each.basis.id for each in dialogue.charters if each.kind is GroupKind.CHANNEL}
    assert {"CIWG", "CNWG", "MILITARY", "PARTY", "LEADERS"} <= channels
    assert not channels & {each.group for each in dialogue.meetings}


def test_s22_planned_is_not_held(dialogue: Dialogue) -> None:
    before, after = (
        as_known(dialogue, day).meeting["fwg-2024-08"]
        for day in (date(2024, 8, 14), date(2024, 8, 19))
    )
    assert (before.status, after.status) == (Status.PLANNED, Status.READ_OUT)
    assert before.basis.id in {each.basis.id for each in dialogue.meetings}, "nothing is erased"


def test_s24_outside_voices_are_in_no_delegation(dialogue: Dialogue) -> None:
    outside = {each.basis.id for each in dialogue.people if each.is_outside}
    assert outside == {"charles-foster", "ma-wei"}
    present = {
        each.person
        for meeting in dialogue.meetings
        for delegation in meeting.delegations
        for each in delegation.people
    }
    assert not outside & present


def test_a_body_that_was_replaced_is_not_there_on_the_day(dialogue: Dialogue) -> None:
    cbirc, nfra = dialogue.body["cbirc"], dialogue.body["nfra"]
    assert nfra.follows == ("cbirc",)
    day = date(2024, 1, 18)
    assert (cbirc.exists_on(day), nfra.exists_on(day)) == (False, True)


def test_every_entry_stands_on_a_source(dialogue: Dialogue) -> None:
    for kind, entry in dialogue.entries():
        assert entry.basis.sources, (kind, entry.basis.id)
        assert all(each in dialogue.source for each in entry.basis.sources)


def test_nobody_knows_on_a_day_what_was_said_later(dialogue: Dialogue) -> None:
    for day in (date(2023, 10, 1), date(2024, 1, 17), date(2024, 8, 14), date(2025, 6, 1)):
        known = as_known(dialogue, day)
        assert all(each.basis.known_from <= day for each in known.meetings)
    assert not as_known(dialogue, date(2023, 9, 21)).groups
