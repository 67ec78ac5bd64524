"""A ledger of one group, one topic, one side: nothing else stands in it, and nothing is lost."""

from datetime import date

import pytest

from parley.errors import InvalidInput
from parley.group.dialogue.concerns import Disagreement, Position, Question
from parley.group.dialogue.dialogue import Dialogue
from parley.group.dialogue.known import as_known
from parley.group.dialogue.measures import Measure, MeasureKind, MeasureStage, StageOn
from parley.group.dialogue.narrowing import Only, find_side
from parley.group.dialogue.series import find_group, find_meeting
from parley.group.dialogue.topics import Topic
from parley.group.dialogue.views.group_page import group_page
from parley.group.dialogue.views.ledger_page import ledger_page
from parley.group.dialogue.views.measures_page import measures_page
from parley.group.dialogue.views.page import Page
from parley.group.dialogue.views.principal import principal_page
from parley.group.words import Words
from tests.group.dialogue.examples import basis, dialogue, meeting, named

EVE, LATE = date(2024, 8, 14), date(2026, 1, 5)


def facts(page: Page, name: str) -> set[str]:
    return {line.facts[name] for line in page.lines if name in line.facts}


def test_the_ledgers_of_both_sides_make_up_the_whole(us_china: Dialogue) -> None:
    known = as_known(us_china, EVE)
    whole = ledger_page(known, EVE, with_closed=True)
    parts = [
        ledger_page(known, EVE, with_closed=True, only=Only(side=side.id)) for side in known.sides
    ]
    for name in ("concern", "commitment", "referral"):
        assert set.union(*(facts(each, name) for each in parts)) == facts(whole, name)
    ours, theirs = (facts(each, "concern") for each in parts)
    assert not ours & theirs
    assert all(facts(each, "disagreement") for each in parts), "none hides a disagreement"


def test_a_group_and_a_topic_narrow_the_ledger(us_china: Dialogue) -> None:
    known = as_known(us_china, LATE)
    financial = ledger_page(known, LATE, only=Only(group="FWG"))
    assert "us-unnamed" in facts(financial, "concern")
    assert "us-unnamed-economic" not in facts(financial, "concern")
    meetings = {e.facts["meeting"] for e in financial.section("silent-topics").lines}
    assert meetings
    assert all(each.startswith("FWG-") for each in meetings)
    tariffs = ledger_page(known, LATE, only=Only(topics=frozenset({"tariffs"})))
    assert facts(tariffs, "concern") == {"cn-tariffs"}
    assert "Tariffs" in tariffs.title.en


def test_a_side_and_a_group_are_found_by_any_of_their_names(us_china: Dialogue) -> None:
    assert {find_side(us_china, each) for each in ("us", "US", "United States", "美国")} == {"US"}
    with pytest.raises(InvalidInput, match="one of US, CN"):
        find_side(us_china, "UN")
    names = ("fwg", "Financial Working Group", "金融工作组", "中美金融工作组")
    assert {find_group(us_china, each) for each in names} == {"FWG"}
    with pytest.raises(InvalidInput, match="one of FWG, EWG"):
        find_group(us_china, "CIWG")


def test_an_easing_is_no_measure_in_force(us_china: Dialogue) -> None:
    known = as_known(us_china, LATE)
    page = measures_page(known, LATE)
    force = {line.facts["measure"] for line in page.section("standing-US").lines}
    assert "us-outbound-rule" in force
    assert not {"geneva-pause-2025", "busan-easing-2025-us"} & force
    assert {line.facts["measure"] for line in page.section("eased").lines} == {
        "geneva-pause-2025", "busan-easing-2025-us", "busan-easing-2025-cn"
    }  # fmt: skip


def test_what_was_lifted_or_suspended_is_no_measure_in_force() -> None:
    day, text = date(2024, 5, 1), Words("Duties", "关税")

    def tariff(name: str, stage: MeasureStage) -> Measure:
        stages = (StageOn(basis(f"{name}.1", day), stage, day, text),)
        return Measure(basis(name, day), MeasureKind.TARIFF, "N", text, stages)

    measures = (
        tariff("standing", MeasureStage.IN_FORCE),
        tariff("lifted", MeasureStage.LIFTED),
        tariff("suspended", MeasureStage.SUSPENDED),
    )
    page = measures_page(dialogue(measures=measures), day)
    assert [e.facts["measure"] for e in page.section("standing-N").lines] == ["standing"]
    assert {e.facts["measure"] for e in page.section("eased").lines} == {"lifted", "suspended"}


def test_s14_a_measure_says_who_complained_when_and_the_stated_reason(us_china: Dialogue) -> None:
    known = as_known(us_china, EVE)
    page = measures_page(known, EVE, find_meeting(known, "FWG-3"))
    (tariffs,) = (
        each for each in page.section("new").lines if each.facts["measure"] == "us-301-tariffs-2024"
    )
    assert "last raised on 6 February 2024 at EWG-3" in tariffs.text.en
    assert "stated reason" in tariffs.text.en
    assert "cn-tariffs-raised-2" in tariffs.entries, "the line stands on it"


def test_s15_answer_and_evidence_of_a_concern_stand_side_by_side(us_china: Dialogue) -> None:
    page = ledger_page(as_known(us_china, EVE), EVE)
    (line,) = (e for e in page.lines if e.facts.get("concern") == "us-overcapacity")
    assert "answered on 16 April 2024" in line.text.en
    assert "seen since on 18 July 2024" in line.text.en


def test_s01_what_is_open_is_named_and_not_only_counted(us_china: Dialogue) -> None:
    lines = group_page(as_known(us_china, EVE), "FWG", EVE).section("open").lines
    counted = sum(int(e.facts["concerns"]) for e in lines if "concerns" in e.facts)
    assert counted == sum("concern" in each.facts for each in lines)
    assert all(each.level == 1 for each in lines if "concern" in each.facts)


def test_a_principal_decides_what_only_that_side_can(us_china: Dialogue) -> None:
    day = date(2024, 8, 20)
    known = as_known(us_china, day)
    pages = {s: principal_page(known, find_meeting(known, "FWG-5"), s, day) for s in ("US", "CN")}
    carried = {
        side: "relayed_by" in e.facts
        for side, p in pages.items()
        for e in p.section("decide").lines[:1]
    }
    assert carried == {"US": True, "CN": False}, "the Treasury carries the item to the trade office"


def test_a_question_and_a_review_that_is_due_wait_for_the_principal() -> None:
    day, text = date(2024, 5, 1), Words("Which banks?", "哪些银行？")
    whole = dialogue(
        topics=(Topic(basis("rules"), named("Rules")),),
        meetings=(meeting("one", day),),
        questions=(Question(basis("asked"), "north-bank", "south-bank", "rules", day, text),),
        disagreements=(
            Disagreement(
                basis("apart"), "rules", text, day, (Position("N", text),), date(2024, 6, 1)
            ),
        ),
    )
    for side, on, waits in (
        ("S", date(2024, 5, 2), {"question"}),
        ("N", date(2024, 5, 2), set()),
        ("S", date(2024, 6, 2), {"question", "disagreement"}),
        ("N", date(2024, 6, 2), {"disagreement"}),
    ):
        page = principal_page(as_known(whole, on), find_meeting(whole, "NS-1"), side, on)
        found = {key for e in page.section("decide").lines for key in e.facts}
        assert found & {"question", "disagreement"} == waits


def test_the_page_of_a_group_tells_mandate_succession_and_other_channels(
    us_china: Dialogue,
) -> None:
    page = group_page(as_known(us_china, EVE), "FWG", EVE)
    charter = {key: value for e in page.section("charter").lines for key, value in e.facts.items()}
    assert charter["follows"] == "cbirc"
    assert "stress-communication" in charter["topics"]
    last = {e.facts["channel"]: e.facts.get("last") for e in page.section("channels").lines}
    assert last["CIWG"] == "commerce-2024-04"
    assert last["EWG"] is None, "what a group did last are its meetings"
    shared = {e.facts["topic"] for e in page.section("sisters").lines}
    assert shared == {"international-institutions"}


def test_s14_measures_and_meetings_stand_in_one_line_of_days(us_china: Dialogue) -> None:
    known = as_known(us_china, EVE)
    lines = measures_page(known, EVE, find_meeting(known, "FWG-3")).section("timeline").lines
    assert [line.facts["of"] for line in lines] == [
        "EWG-3", "EWG-4", "FWG-4", "us-301-tariffs-2024", "us-outbound-rule", "cn-precursors-2024"
    ]  # fmt: skip
    assert [line.day for line in lines] == sorted(line.day for line in lines if line.day)
