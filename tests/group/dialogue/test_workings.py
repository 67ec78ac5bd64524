"""What principals were told and asked, rules in force and papers on a topic."""

from datetime import date

import pytest

from parley.errors import InvalidInput
from parley.group.dialogue.audience import Audience, as_seen_by
from parley.group.dialogue.dialogue import Dialogue
from parley.group.dialogue.known import as_known
from parley.group.dialogue.people import Person
from parley.group.dialogue.series import find_meeting
from parley.group.dialogue.views.page import Page
from parley.group.dialogue.views.principal import principal_page
from parley.group.dialogue.views.topic_page import topic_page
from parley.group.dialogue.workings import Report
from parley.group.marking import Handling
from parley.group.words import Words
from tests.group.dialogue.examples import basis, dialogue, meeting, named

DAY, LATER = date(2024, 5, 2), date(2024, 6, 1)
ASKED = Words("Whether to share the list.", "是否共享名单。")


def with_report(**more: object) -> Dialogue:
    given: dict[str, object] = {
        "basis": basis("told", DAY, handling=Handling.PRIVATE),
        "to": "minister",
        "day": DAY,
        "text": Words("The meeting went well.", "会议顺利。"),
        "meeting": "one",
    } | more
    return dialogue(
        people=(Person(basis("minister"), named("Minister"), Words("Minister", "部长"), "N"),),
        meetings=(meeting("one", date(2024, 5, 1)),),
        reports=(Report(**given),),  # type: ignore[arg-type]
    )


def page(whole: Dialogue, side: str, on: date) -> Page:
    known = as_known(whole, on)
    return principal_page(known, find_meeting(known, "NS-1"), side, on)


def test_s03_what_a_principal_was_told_and_what_waits_for_a_decision() -> None:
    told = page(with_report(), "N", LATER)
    assert [line.facts["report"] for line in told.section("reported").lines] == ["told"]
    asked = page(with_report(asks=ASKED), "N", LATER)
    assert [line.facts.get("report") for line in asked.section("decide").lines] == ["told"]
    decided = with_report(asks=ASKED, decided=Words("Yes.", "同意。"), decided_on=LATER)
    assert "report" in page(decided, "N", DAY).section("decide").lines[0].facts, "not yet"
    after = page(decided, "N", LATER)
    assert not after.section("decide").lines
    assert "Decided: Yes." in after.section("reported").lines[0].text.en


def test_a_report_is_seen_by_its_own_side_alone() -> None:
    whole = with_report(asks=ASKED)
    assert not page(whole, "S", LATER).section("decide").lines
    shared = as_seen_by(whole, Audience.SHARED)
    assert not shared.reports


@pytest.mark.parametrize(
    "more", [{"decided": ASKED}, {"decided": ASKED, "decided_on": LATER}, {"decided_on": LATER}]
)
def test_a_decision_has_a_day_and_a_question(more: dict[str, object]) -> None:
    with pytest.raises(InvalidInput):
        with_report(**more)


def test_s10_rules_and_papers_stand_below_their_workstream(us_china: Dialogue) -> None:
    def facts(topic: str, on: date) -> list[str]:
        lines = topic_page(as_known(us_china, on), topic, on).section("work").lines
        return [next(iter({*e.facts} - {"topic"})) for e in lines if e.level == 1]

    assert facts("cross-border-data", date(2024, 1, 25)) == []
    assert facts("cross-border-data", date(2024, 3, 1)) == ["rule"]
    assert facts("cross-border-data", date(2024, 8, 20)) == ["rule", "rule"]
    assert facts("stress-communication", date(2024, 8, 14)) == []
    assert facts("stress-communication", date(2024, 8, 20)) == ["paper", "paper"]
