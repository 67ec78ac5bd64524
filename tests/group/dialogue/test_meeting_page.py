"""The page of a meeting: the agenda and what became of it, both calendars, what was under it."""

from datetime import date

import pytest

from parley.group.dialogue.basis import Days
from parley.group.dialogue.concerns import Concern, Raising
from parley.group.dialogue.dialogue import Dialogue
from parley.group.dialogue.known import as_known
from parley.group.dialogue.series import find_meeting
from parley.group.dialogue.topic_history import topic_histories
from parley.group.dialogue.topics import Topic, TopicAt, TopicStage
from parley.group.dialogue.views.meeting_page import meeting_page
from parley.group.dialogue.views.page import Page
from parley.group.words import Words
from tests.group.dialogue.examples import basis, dialogue, meeting, named

EVE, AFTER = date(2024, 8, 14), date(2024, 8, 20)


def page_of(whole: Dialogue, name: str, on: date) -> Page:
    known = as_known(whole, on)
    return meeting_page(known, find_meeting(known, name), on)


def stages(page: Page) -> dict[str, str]:
    return {line.facts["topic"]: line.facts["stage"] for line in page.section("agenda").lines}


def test_s06_the_agenda_is_held_against_what_the_texts_say(us_china: Dialogue) -> None:
    before, after = (stages(page_of(us_china, "FWG-5", day)) for day in (EVE, AFTER))
    assert set(before.values()) == {"planned"}
    assert after["stress-communication"] == "agreed"
    assert after["payments-and-data"] == "raised", "its parts were"
    assert after["counternarcotics"] == after["cross-border-lending"] == "absent"
    assert set(before) <= set(after), "what was planned is not lost when the meeting is held"
    besides = page_of(us_china, "FWG-5", AFTER).section("besides").lines
    assert {"fintech", "monetary-policy", "third-plenum"} <= {e.facts["topic"] for e in besides}


def test_a_planned_topic_that_no_text_names_is_not_called_silence(us_china: Dialogue) -> None:
    page = page_of(us_china, "FWG-3", date(2024, 1, 25))
    assert stages(page)["counternarcotics"] == "not found"
    (line,) = (e for e in page.section("agenda").lines if e.facts["topic"] == "counternarcotics")
    assert "proves no silence" in line.text.en
    assert "不等于未讨论" in line.text.zh


def test_s12_what_was_under_a_meeting_stands_on_its_page(us_china: Dialogue) -> None:
    lines = page_of(us_china, "FWG-5", AFTER).section("under").lines
    assert lines[0].facts["meeting"] == "FWG-AML-2"
    (table,) = (each for each in lines if each.facts.get("kind") == "roundtable")
    assert "Took part: private firms of both sides" in table.text.en
    assert "What may be quoted" in table.text.en


def test_s04_who_led_is_shown_with_how_it_is_known(us_china: Dialogue) -> None:
    first = page_of(us_china, "EWG-1", AFTER)
    assert "Liao Min (recalled)" in first.section("delegations").lines[-1].text.en
    third = page_of(us_china, "EWG-3", AFTER)
    assert "(recalled)" not in third.section("delegations").lines[-1].text.en
    visit = page_of(us_china, "FWG-3", AFTER).section("delegations").lines[1]
    assert visit.facts["visit"] == "hong-kong"


def test_s05_both_calendars_and_the_words_of_the_source_are_kept(us_china: Dialogue) -> None:
    when = page_of(us_china, "EWG-1", AFTER).section("meeting").lines[1]
    assert when.facts["days-US"] == "2023-10-23/2023-10-23"
    assert when.facts["days-CN"] == "2023-10-24/2023-10-24"
    assert "Monday evening" in when.text.en


def test_s16_s17_what_was_raised_promised_and_passed_on(us_china: Dialogue) -> None:
    january = page_of(us_china, "FWG-3", date(2024, 1, 25))
    assert [e.facts["by"] for e in january.section("raised").lines] == ["US", "CN"]
    assert {e.facts["kind"] for e in january.section("asked").lines} == {"question", "referral"}
    february = page_of(us_china, "EWG-3", date(2024, 2, 10))
    assert [e.facts["status"] for e in february.section("messages").lines] == [
        "delivered", "given to the bearer"
    ]  # fmt: skip
    mistaken = page_of(us_china, "FWG-3", date(2024, 2, 10)).section("mismatches").lines
    assert [each.facts["kind"] for each in mistaken] == ["group"]


def test_hours_on_two_clocks_are_shown(us_china: Dialogue) -> None:
    both = (
        Days(date(2023, 10, 23), date(2023, 10, 23), side="N", begins="20:30", ends="22:30"),
        Days(date(2023, 10, 24), date(2023, 10, 24), side="S", begins="08:30", ends="10:30"),
    )
    held = meeting("one", date(2023, 10, 24), place="", days=both)
    page = page_of(dialogue(meetings=(held,)), "NS-1", AFTER)
    assert page.summary is not None
    assert "23 October 2023, 20:30-22:30 (Northland)" in page.summary.en
    assert "24 October 2023, 08:30-10:30 (Southland)" in page.summary.en


@pytest.mark.parametrize("raised", [True, False])
def test_a_concern_that_was_raised_keeps_its_topic_from_falling_silent(raised: bool) -> None:
    days = [date(2024, month, 1) for month in (1, 2, 3, 4)]
    at = TopicAt(basis("at"), "trade", TopicStage.RAISED)
    other = TopicAt(basis("other"), "weather", TopicStage.RAISED)
    meetings = tuple(
        meeting(f"m{n}", day, topics=(at if n < 2 else other,)) for n, day in enumerate(days)
    )
    text = Words("x", "某")
    whole = dialogue(
        topics=(Topic(basis("trade"), named("Trade")), Topic(basis("weather"), named("Weather"))),
        meetings=meetings,
        concerns=(Concern(basis("worry"), "N", "S", "trade", text),) if raised else (),
        raisings=(Raising(basis("said", days[3]), "worry", days[3], text, meeting="m3"),)
        if raised
        else (),
    )
    assert topic_histories(whole, "NS")["trade"].is_silent is not raised
