"""Pages: the brief and its kin. No line stands on nothing, and none knows what came later."""

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from parley.errors import InvalidInput
from parley.group.dialogue.aligned import Said, align, readouts_of, wordings
from parley.group.dialogue.basis import Confidence
from parley.group.dialogue.dialogue import Dialogue
from parley.group.dialogue.known import as_known
from parley.group.dialogue.meetings import EventKind
from parley.group.dialogue.series import find_meeting
from parley.group.dialogue.topic_history import near, topic_histories
from parley.group.dialogue.topics import TopicStage
from parley.group.dialogue.views.brief import brief
from parley.group.dialogue.views.calendar_values import calendar_entries
from parley.group.dialogue.views.group_page import group_page
from parley.group.dialogue.views.handover import handover_page
from parley.group.dialogue.views.ledger_page import ledger_page
from parley.group.dialogue.views.measures_page import measures_page
from parley.group.dialogue.views.meeting_page import meeting_page
from parley.group.dialogue.views.page import Line, Page
from parley.group.dialogue.views.principal import principal_page
from parley.group.dialogue.views.readouts_page import readouts_page
from parley.group.dialogue.views.series_page import series_page
from parley.group.dialogue.views.topic_page import topic_page
from parley.group.dialogue.views.who_page import who_page
from parley.group.dialogue.workings import WorkState
from parley.group.marking import Handling
from parley.group.words import Words
from tests.group.dialogue.examples import shipped

EVE = date(2024, 8, 14)


def pages(whole: Dialogue, day: date) -> list[Page]:
    """Every page that there is on a day on which both groups are known."""
    known = as_known(whole, day)
    made = [ledger_page(known, day, with_closed=True), measures_page(known, day)]
    made.append(series_page(known, day))
    made += [topic_page(known, each.basis.id, day) for each in known.topics[:3]]
    made += [who_page(known, each.basis.id, day) for each in known.people[:3]]
    made += [who_page(known, each.basis.id, day) for each in known.bodies[:3]]
    for charter in known.groups:
        name = charter.basis.id
        made += [brief(known, name, day), group_page(known, name, day)]
        made.append(handover_page(known, name, day))
        for key, meeting in known.meeting.items():
            if meeting.group == name and meeting.last <= day:
                numbered = find_meeting(known, key)
                made.append(readouts_page(known, numbered, day))
                made.append(meeting_page(known, numbered, day))
                made += [principal_page(known, numbered, side.id, day) for side in known.sides]
    return made


def test_the_brief_on_the_eve_of_the_fifth_meeting(us_china: Dialogue) -> None:
    page = brief(as_known(us_china, EVE), "FWG", EVE)
    earlier = [line.facts["meeting"] for line in page.section("earlier").lines]
    assert earlier == ["FWG-1", "FWG-2", "FWG-3", "FWG-4"]
    assert [line.facts["meeting"] for line in page.section("next").lines] == ["FWG-5"]
    for side in ("US", "CN"):
        assert page.section(f"concerns-{side}").lines
        assert page.section(f"concerns-{side}-elsewhere") is not None
    exercises = [
        line.facts["event"]
        for line in page.section("exercises").lines
        if line.facts["kind"] == EventKind.EXERCISE.value
    ]
    assert exercises == [
        "exercise-2024-03", "exercise-insurance-press", "exercise-resilience-press"
    ]  # fmt: skip
    missing = page.section("contacts-missing").lines
    assert {line.facts["side"] for line in missing} == {"US", "CN"}
    assert not page.section("contacts").lines
    assert all(line.sources for line in page.lines)
    assert page.section("proposals").lines


def test_after_the_meeting_the_contacts_are_there(us_china: Dialogue) -> None:
    later = date(2024, 8, 20)
    page = brief(as_known(us_china, later), "FWG", later)
    assert {line.facts["functions"] for line in page.section("contacts").lines} == {
        "stability,operations"
    }
    assert {line.facts["functions"] for line in page.section("contacts-missing").lines} == {
        "resolution,insurance,aml,press"
    }
    held = [line.facts["event"] for line in page.section("exercises").lines]
    assert "exercise-resilience-held" in held
    assert "exercise-resilience-press" not in held


@settings(max_examples=6)
@given(st.dates(date(2023, 9, 23), date(2026, 12, 1)))
def test_no_line_of_any_page_stands_on_nothing_or_knows_what_came_later(day: date) -> None:
    for page in pages(shipped(), day):
        for line in page.lines:
            assert line.sources
            assert line.known_from <= day
            assert line.text.en.strip()
            assert line.text.zh.strip()
            assert "{" not in line.text.en + line.text.zh


def test_a_line_without_a_source_cannot_be_made() -> None:
    with pytest.raises(InvalidInput, match="a source"):
        Line(Words("x", "x"), (), (), Confidence.FOUND, Handling.CLEAR, EVE)


def test_chinese_pages_hold_no_english_sentence(us_china: Dialogue) -> None:
    """What is Latin in a Chinese line is a name, a quotation or an abbreviation."""
    for page in pages(us_china, EVE):
        for line in page.lines:
            chinese = sum("\u4e00" <= sign <= "\u9fff" for sign in line.text.zh)
            assert chinese >= 4, line.text.zh


def test_s04_the_brief_says_who_comes_in_which_post(us_china: Dialogue) -> None:
    page = brief(as_known(us_china, EVE), "FWG", EVE)
    ours = page.section("delegations").lines[0]
    assert ours.facts["bodies"] == "us-treasury,us-fed,us-sec"
    post = "Assistant Secretary for International Finance, US Department of the Treasury"
    assert f"Brent Neiman ({post})" in ours.text.en
    january = date(2024, 1, 17)
    lines = brief(as_known(us_china, january), "FWG", january).section("delegations").lines
    assert [line.facts.get("visit") for line in lines] == [None, "hong-kong", None]


def test_a_readout_that_may_be_kept_is_shown_whole(us_china: Dialogue) -> None:
    kept = tuple(
        replace(each, whole="First paragraph.\n\nSecond.")
        if each.basis.id.endswith("08-us")
        else each
        for each in us_china.readouts
    )
    day = date(2024, 8, 20)
    known = as_known(replace(us_china, readouts=kept), day)
    lines = readouts_page(known, find_meeting(known, "FWG-5"), day).section("texts").lines
    assert [line.text.zh for line in lines if "paragraph" in line.facts] == [
        "First paragraph.", "Second."
    ]  # fmt: skip


def test_s01_one_page_says_what_the_group_is(us_china: Dialogue) -> None:
    page = group_page(as_known(us_china, EVE), "FWG", EVE)
    facts = {
        key: value for line in page.section("charter").lines for key, value in line.facts.items()
    }
    assert facts["founded"] == "2023-09-22"
    assert page.section("last").lines[0].facts["meeting"] == "FWG-4"
    assert page.section("next").lines[0].facts["number"] == "5"
    today = date(2026, 11, 25)
    late = group_page(as_known(us_china, today), "FWG", today)
    assert late.section("next").lines[0].facts == {"number": "8"}
    assert any(line.facts.get("stage") == "dormant" for line in late.section("charter").lines)


def test_s02_items_of_the_sisters_stay_apart(us_china: Dialogue) -> None:
    page = brief(as_known(us_china, EVE), "EWG", EVE)
    assert [line.facts["meeting"] for line in page.section("earlier").lines] == [
        "EWG-1", "EWG-2", "EWG-3", "EWG-4"
    ]  # fmt: skip
    inside = {line.facts["concern"] for line in page.section("concerns-US").lines}
    assert "us-overcapacity" in inside
    assert "us-unnamed" not in inside


def test_s06_agenda_and_readout_are_compared(us_china: Dialogue) -> None:
    known = as_known(us_china, date(2024, 8, 20))
    at = {each.topic: each.stage for each in known.meeting["fwg-2024-08"].topics}
    assert at["counternarcotics"] is TopicStage.ABSENT
    assert at["stress-communication"] is TopicStage.AGREED
    planned = {each.topic for each in as_known(us_china, EVE).meeting["fwg-2024-08"].topics}
    assert {"financial-stability", "payments-and-data", "transition-finance"} <= planned
    assert "stress-communication" in planned


def test_s06_neighbours_are_near_and_not_the_same(us_china: Dialogue) -> None:
    transition = us_china.topic["transition-finance"]
    assert "sustainable-finance" in transition.neighbours
    assert "low-carbon transformation financing" in transition.names.aliases["en"]
    assert "sustainable-finance" not in near(us_china, "transition-finance")


def test_s06_a_topic_that_fell_silent_is_told(us_china: Dialogue) -> None:
    day = date(2025, 1, 10)
    histories = topic_histories(as_known(us_china, day), "FWG")
    assert histories["sustainable-finance"].is_silent, "at FWG-1, 3 and 5, then at neither"
    assert not histories["aml-cft"].is_silent
    silent = ledger_page(as_known(us_china, day), day).section("silent-topics").lines
    assert "sustainable-finance" in {line.facts["topic"] for line in silent}
    assert "industrial-policy" not in {line.facts["topic"] for line in silent}, (
        "a concern about it was raised at EWG-5 and EWG-7"
    )


def test_s06_the_page_of_a_topic_tells_when_by_whom_and_with_what_result(
    us_china: Dialogue,
) -> None:
    day = date(2025, 1, 10)
    known = as_known(us_china, day)
    page = topic_page(known, "反洗钱", day)
    met = [line.facts["meeting"] for line in page.section("meetings").lines]
    assert met[0] == "FWG-1"
    assert {"FWG-7", "FWG-AML-4"} <= set(met)
    (seventh,) = (e for e in page.section("meetings").lines if e.facts["meeting"] == "FWG-7")
    assert "Xuan Changneng" in seventh.text.en
    data = topic_page(known, "payments-and-data", day)
    work = [line for line in data.section("work").lines if not line.level]
    states = {line.facts["topic"]: line.facts["state"] for line in work}
    assert states == {
        "cross-border-data": "open", "cross-border-lending": "dormant",
        "cross-border-payments": "open",
    }  # fmt: skip
    with pytest.raises(InvalidInput, match="one of financial-stability"):
        topic_page(known, "weather", day)


def test_s09_a_joint_figure_is_shown_for_no_single_country(us_china: Dialogue) -> None:
    figures = {each.basis.id: each for each in us_china.figures}
    assert figures["figure-gsibs"].is_joint
    page = brief(as_known(us_china, EVE), "FWG", EVE)
    for line in page.section("figures").lines:
        assert line.facts["sides"] == "US,CN"
        assert "together" in line.text.en
        assert "合计" in line.text.zh
    assert any(line.facts["hedge"] == "some" for line in page.section("figures").lines)


def test_s10_each_sub_topic_has_a_state_of_its_own(us_china: Dialogue) -> None:
    states = {each.topic: each.state for each in as_known(us_china, date(2024, 8, 20)).workstreams}
    assert states["cross-border-data"] is WorkState.OPEN
    assert states["cross-border-lending"] is WorkState.DORMANT
    assert states["cross-border-payments"] is WorkState.OPEN


def test_s11_fentanyl_is_a_topic_here_and_a_channel_there(us_china: Dialogue) -> None:
    known = as_known(us_china, EVE)
    assert "counternarcotics" in {e.topic for e in known.meeting["fwg-2024-08"].topics}
    apart = [e for e in known.events if e.channel == "CNWG"]
    assert apart
    assert all(not each.groups for each in apart)


def test_s12_the_roundtable_is_an_event_under_its_meeting(us_china: Dialogue) -> None:
    (round_table,) = (e for e in us_china.events if e.kind is EventKind.ROUNDTABLE)
    assert round_table.meeting == "fwg-2024-08"
    assert not round_table.people
    assert round_table.participants is not None
    assert round_table.quotation is not None


def test_s13_securities_regulators_lead_only_where_they_take_part(us_china: Dialogue) -> None:
    (markets,) = (e for e in us_china.workstreams if e.topic == "capital-markets")
    assert markets.leads == {"US": "us-sec", "CN": "csrc"}


def test_s14_what_is_new_since_the_third_meeting(us_china: Dialogue) -> None:
    known = as_known(us_china, EVE)
    page = measures_page(known, EVE, find_meeting(known, "FWG-3"))
    new = {line.facts["measure"]: line.facts for line in page.section("new").lines}
    assert set(new) == {"us-301-tariffs-2024", "us-outbound-rule", "cn-precursors-2024"}
    assert new["us-301-tariffs-2024"]["goods"].count(";") == 3, "four groups of goods"
    pending = {line.facts["measure"] for line in page.section("pending").lines}
    assert "us-outbound-rule" in pending


def test_s25_rules_pending_and_precursors_announced(us_china: Dialogue) -> None:
    january = date(2024, 1, 18)
    page = measures_page(as_known(us_china, january), january)
    assert [line.facts["measure"] for line in page.section("pending").lines] == ["us-outbound-rule"]
    known = as_known(us_china, EVE)
    (precursors,) = (e for e in known.measures if e.basis.id == "cn-precursors-2024")
    stage = precursors.stage_on(EVE)
    assert stage is not None
    assert stage.stage.value == "announced"
    september = precursors.stage_on(date(2024, 9, 1))
    assert september is not None
    assert september.stage.value == "in force"


def test_s18_the_readouts_of_the_fifth_meeting(us_china: Dialogue) -> None:
    texts = readouts_of(us_china, "fwg-2024-08")
    found = {each.point: each for each in align(texts, ("US", "CN"))}
    assert found["stress"].said is Said.DIFFER
    assert {side: point.act for side, point in found["stress"].by.items()} == {
        "US": "letters", "CN": "notes"
    }  # fmt: skip
    only = {each.point: next(iter(each.by)) for each in found.values() if each.said is Said.ONE}
    assert only["beneficial-ownership"] == "US"
    assert {only[name] for name in ("monetary", "fintech", "plenum")} == {"CN"}
    assert found["beneficial-ownership"].is_certain
    assert not found["more-exercises"].is_certain, "the Chinese text is not known in full"
    assert found["contacts"].said is Said.BOTH


def test_s18_february_is_shown_in_two_columns(us_china: Dialogue) -> None:
    known = as_known(us_china, date(2024, 2, 8))
    page = readouts_page(known, find_meeting(known, "EWG-3"), date(2024, 2, 8))
    ours = {line.facts["topic"] for line in page.section("only-US").lines}
    theirs = {line.facts["topic"] for line in page.section("only-CN").lines}
    assert "overcapacity" in ours
    assert {"tariffs", "investment-limits", "sanctions"} <= theirs


def test_s18_one_signed_and_the_other_updated(us_china: Dialogue) -> None:
    found = {e.point: e for e in align(readouts_of(us_china, "fwg-2024-12"), ("US", "CN"))}
    assert found["insurance"].said is Said.DIFFER
    assert {side: point.act for side, point in found["insurance"].by.items()} == {
        "US": "signed", "CN": "updated"
    }  # fmt: skip
    only = {each.point: next(iter(each.by)) for each in found.values() if each.said is Said.ONE}
    assert {only[name] for name in ("data", "imf", "swaps")} == {"US"}
    assert {only[name] for name in ("tone", "monetary", "supervision")} == {"CN"}


def test_every_meeting_that_was_read_out_has_a_text_but_one(us_china: Dialogue) -> None:
    without = {
        each.key
        for each in us_china.meeting.values()
        if each.read_out and not readouts_of(us_china, each.key)
    }
    assert without == {"fwg-2024-04"}, "no text of it was found that tells the sides apart"


def test_a_stock_phrase_that_is_dropped_is_told(us_china: Dialogue) -> None:
    found = {(each.side, each.point): each for each in wordings(us_china, "EWG")}
    steps = {e.name: point.words if point else None for e, _, point in found["CN", "again"].steps}
    assert steps["EWG-5"] == "同意继续保持沟通"
    assert steps["EWG-6"] is None
    strength = found["CN", "cn-strength"]
    assert strength.has_changed
    assert [point.words for _, _, point in strength.steps if point] == [
        "表达了关切", "表达了严正关切"
    ]  # fmt: skip


def test_a_missing_text_is_not_silence(us_china: Dialogue) -> None:
    texts = readouts_of(us_china, "fwg-2024-08")
    alone = align({"US": texts["US"]}, ("US", "CN"))
    assert {each.said for each in alone} == {Said.ONE}
    assert not any(each.is_certain for each in alone)


def test_wording_that_changes_from_meeting_to_meeting_is_told(us_china: Dialogue) -> None:
    found = {(each.side, each.point): each for each in wordings(us_china, "FWG")}
    frankly = found["US", "disagreement"]
    assert frankly.has_changed
    steps = {numbered.name: point.words if point else "" for numbered, _, point in frankly.steps}
    assert steps["FWG-3"] == "frankly raised"
    assert "frankly" not in steps["FWG-5"]
    assert not found["CN", "tone"].has_changed, "the same formula each time it is kept"


def test_s20_the_call_of_the_commerce_ministries_is_no_meeting(us_china: Dialogue) -> None:
    (call,) = (e for e in us_china.events if e.basis.id == "commerce-2024-02")
    assert call.channel == "CIWG"
    assert not call.groups
    assert all("marisa-lago" not in d.heads for m in us_china.meetings for d in m.delegations)


def test_s22_a_statement_keeps_to_whom_it_may_be_given(us_china: Dialogue) -> None:
    levels = {each.basis.id: each.attribution.value for each in us_china.statements}
    assert levels["statement-2024-01-official"] == "an official, not named"
    assert levels["statement-2024-08-neiman"] == "named"


def test_s24_outside_voices_stand_apart(us_china: Dialogue) -> None:
    page = brief(as_known(us_china, EVE), "FWG", EVE)
    assert {line.facts["voice"] for line in page.section("voices").lines} == {"charles-foster"}
    others = [line for line in page.lines if line not in page.section("voices").lines]
    assert not any("Foster" in line.text.en for line in others)


def test_s26_the_imf_is_a_topic_of_the_january_meeting(us_china: Dialogue) -> None:
    known = as_known(us_china, date(2024, 1, 17))
    assert "imf-policy" in {each.topic for each in known.meeting["fwg-2024-01"].topics}


def test_the_page_of_a_principal_serves_either_side(us_china: Dialogue) -> None:
    day = date(2024, 8, 20)
    known = as_known(us_china, day)
    fifth = find_meeting(known, "FWG-5")
    for side, name in (("US", "Yellen"), ("CN", "He Lifeng")):
        page = principal_page(known, fifth, side, day)
        assert name in page.title.en
        own = {line.facts["owners"] for line in page.section("we-owe").lines}
        other = {line.facts["owners"] for line in page.section("they-owe").lines}
        assert own <= {side}
        assert other <= {"US", "CN"} - {side}
        assert page.section("decide").lines


def test_the_handover_answers_for_somebody_who_knows_nothing(us_china: Dialogue) -> None:
    day = date(2025, 1, 21)
    page = handover_page(as_known(us_china, day), "FWG", day)
    assert len(page.section("story").lines) == 7
    assert len(page.section("story-FWG-AML").lines) == 4
    people = {line.facts["person"] for line in page.section("people").lines}
    assert {"brent-neiman", "xuan-changneng", "pan-gongsheng"} <= people
    for side in ("US", "CN"):
        first, *steps = page.section(f"concerns-{side}").lines
        assert first.level == 0
        assert steps[0].level == 1
        assert steps[0].facts["concern"] == first.facts["concern"], "each step below its concern"
    days = [line.day for line in page.section("story").lines]
    assert days == sorted(days, key=str)


def test_the_calendar_keeps_both_days_and_marks_what_is_planned(us_china: Dialogue) -> None:
    found = {each.uid: each for each in calendar_entries(as_known(us_china, EVE), EVE)}
    assert found["ewg-2023-10-US"].first == date(2023, 10, 23)
    assert found["ewg-2023-10-CN"].first == date(2023, 10, 24)
    assert not found["fwg-2024-08"].is_certain
    assert found["fwg-2024-04"].is_certain
    assert found["exercise-insurance"].kind == "due"
    later = date(2024, 8, 20)
    after = {each.uid: each for each in calendar_entries(as_known(us_china, later), later)}
    assert after["fwg-2024-08"].version == found["fwg-2024-08"].version + 1
