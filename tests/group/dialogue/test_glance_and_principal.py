"""What presses stands first, nothing stands twice, and what has no room is counted."""

from dataclasses import replace
from datetime import date

from parley.group.dialogue.dialogue import Dialogue
from parley.group.dialogue.known import as_known
from parley.group.dialogue.series import find_meeting
from parley.group.dialogue.views.around import in_post
from parley.group.dialogue.views.brief import brief
from parley.group.dialogue.views.group_page import group_page
from parley.group.dialogue.views.measures_page import measures_page
from parley.group.dialogue.views.principal import MOST_LINES, principal_page
from parley.group.dialogue.views.readouts_page import readouts_page
from parley.group.words import Words

EVE = date(2024, 8, 14)


def test_the_brief_begins_with_what_presses(us_china: Dialogue) -> None:
    page = brief(as_known(us_china, EVE), "FWG", EVE)
    first = page.sections[0]
    assert first.id == "glance"
    said = {line.lead.en: line for line in first.lines if line.lead}
    assert list(said) == [
        "Overdue",
        "Waiting for your judgement",
        "Contacts for stress missing",
        "New measures since the last meeting",
        "Open concerns",
        "On the agenda for the first time",
    ]
    late = page.section("overdue").lines
    assert said["Overdue"].facts["count"] == str(len(late)) == "3"
    assert {source for line in late for source in line.sources} == set(said["Overdue"].sources)
    assert "Fentanyl" in said["On the agenda for the first time"].text.en
    assert len(first.lines) <= 7


def test_the_brief_says_no_measure_twice(us_china: Dialogue) -> None:
    page = brief(as_known(us_china, EVE), "FWG", EVE)
    new = {line.facts["measure"] for line in page.section("measures").lines}
    assert new
    assert not new & {line.facts["measure"] for line in page.section("pending").lines}


def test_what_has_no_room_on_the_page_of_a_principal_is_counted(us_china: Dialogue) -> None:
    day = date(2024, 9, 30)
    known = as_known(us_china, day)
    fifth = find_meeting(known, "FWG-5")
    one = next(each for each in known.commitments if each.basis.id == "visit-2024")
    more = tuple(
        replace(one, basis=replace(one.basis, id=f"visit-{number}"), expects=None)
        for number in range(5)
    )
    page = principal_page(replace(known, commitments=(*known.commitments, *more)), fifth, "US", day)
    assert page.is_one_page
    owed = page.section("we-owe").lines
    assert len(owed) == MOST_LINES + 1
    assert owed[-1].text == Words("3 more stand in the ledger.", "另有3项，见台账。")
    assert owed[-1].sources


def test_a_principal_hears_of_messages_since_the_meeting_before(us_china: Dialogue) -> None:
    day = date(2024, 9, 30)
    known = as_known(us_china, day)
    january = principal_page(known, find_meeting(known, "FWG-3"), "CN", day)
    assert january.section("told").lines
    august = principal_page(known, find_meeting(known, "FWG-5"), "CN", day)
    assert not august.section("told").lines


def test_what_both_say_in_other_words_stands_side_by_side(us_china: Dialogue) -> None:
    day = date(2024, 8, 20)
    known = as_known(us_china, day)
    page = readouts_page(known, find_meeting(known, "FWG-5"), day)
    section = page.section("differ")
    assert [each.en for each in section.columns] == ["On", "United States", "China"]
    (row,) = section.lines
    assert row.lead == Words("Communication in financial stress", "金融压力时期的沟通")
    ours, theirs = row.cells
    assert "exchanging letters" in ours.text.en
    assert "换文" in theirs.text.zh
    assert {source.side for source in ours.sources} == {"US"}
    assert not {"US"} & {source.side for source in theirs.sources}
    same = [line for line in page.section("both").lines if not line.cells]
    assert "Talked about capital markets." in {line.text.en for line in same}


def test_particulars_of_a_measure_are_told_once(us_china: Dialogue) -> None:
    day = date(2024, 9, 30)
    known = as_known(us_china, day)
    page = measures_page(known, day, find_meeting(known, "FWG-3"))
    law = [line for line in page.lines if "Section 301 of the Trade Act" in line.text.en]
    of_may = [line for line in law if line.facts["measure"] == "us-301-tariffs-2024"]
    assert len(of_may) == 1
    alone = measures_page(known, day)
    assert any("goods or sectors" in line.text.en for line in alone.section("standing-US").lines)


def test_a_post_is_told_with_its_body(us_china: Dialogue) -> None:
    known = as_known(us_china, EVE)
    assert in_post(known, "xuan-changneng", EVE) == Words(
        "Xuan Changneng (Deputy Governor, People's Bank of China)",
        "宣昌能（中国人民银行副行长）",
    )
    assert in_post(known, "janet-yellen", EVE).zh == "珍妮特·耶伦（美国财政部长）"
    assert in_post(known, "pan-gongsheng", EVE).zh == "潘功胜（中国人民银行行长）"


def test_the_remark_of_one_commitment_is_no_remark_on_their_count(us_china: Dialogue) -> None:
    page = group_page(as_known(us_china, EVE), "FWG", EVE)
    assert not any(line.remarks for line in page.section("open").lines if not line.level)


def test_a_text_that_is_not_known_is_no_silence_of_it(us_china: Dialogue) -> None:
    day = date(2024, 8, 17)
    known = as_known(us_china, day)
    before = readouts_page(known, find_meeting(known, "FWG-5"), day)
    for section in before.sections[:5]:
        assert section.nothing.en == "Neither text is known, so nothing can be compared."
    day = date(2024, 8, 20)
    known = as_known(us_china, day)
    alone = tuple(each for each in known.readouts if each.side == "US")
    page = readouts_page(replace(known, readouts=alone), find_meeting(known, "FWG-5"), day)
    assert page.section("only-CN").nothing.zh == "中方文本未见，无从对照。"
