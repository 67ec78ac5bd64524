"""Which of the days in a text is the meeting's: ranges in all forms, days of saying, of others."""

from datetime import date

import pytest

from tests.press.knowing import flagged, reading

AUGUST = date(2024, 8, 15), date(2024, 8, 16)
ENGLISH = "The fifth meeting of the US-China Financial Working Group was held in Shanghai "
RANGES = (
    "2024年8月19日\n中美金融工作组第五次会议8月15日-16日在上海举行。",
    "2024年8月19日\n中美金融工作组第五次会议8月15日（星期四）至16日（星期五）在上海举行。",
    "2024年8月17日\n中美金融工作组第五次会议星期四(8月15日)至星期五在上海举行。",
    "2024年8月17日\n中美金融工作组第五次会议周四、周五在上海举行。",
    "2024年8月19日\n中美金融工作组第五次会议于8月15、16日在上海举行。",
    "2024年8月19日\n中美金融工作组第五次会议于8月15日和16日在上海举行。",
    f"August 19, 2024\n{ENGLISH}on Aug 15-16.",
    f"August 19, 2024\n{ENGLISH}on 15 and 16 August.",
    f"August 19, 2024\n{ENGLISH}from Thursday, August 15, to Friday, August 16.",
    f"August 17, 2024\n{ENGLISH}on Thursday (Aug. 15) and Friday (Aug. 16).",
    f"August 17, 2024\n{ENGLISH}Thursday-Friday.",
    f"August 19, 2024\n{ENGLISH}on the 15th and 16th of August.",
)


@pytest.mark.parametrize("raw", RANGES)
def test_two_days_are_read_in_every_form(raw: str) -> None:
    found = reading(raw)
    assert (found.meetings[0].start, found.meetings[0].end) == AUGUST
    assert found.flags == ()


def test_the_day_of_a_statement_about_a_meeting_is_not_its_day() -> None:
    found = reading(
        "2024年8月21日\n美国财政部和中国人民银行分别在星期一(8月19日)对8月15日-16日在上海举行的"
        "美中金融工作组第五次会议发布了通告。"
    )
    assert (found.meetings[0].start, found.meetings[0].end) == AUGUST
    assert found.flags == ()


def test_a_day_about_topics_stays_that_of_the_meeting() -> None:
    found = reading("2024年8月19日\n中美金融工作组8月12日就金融稳定等议题在上海举行第五次会议。")
    assert flagged(found, "day")


CLEAN = (
    "2024年2月8日\n中美经济工作组第三次会议2月5日至6日在北京举行。"
    "去年12月，耶伦在华盛顿出席美中贸易全国委员会成立50周年庆典时说，她今年将访华。",
    "February 7, 2024\nThe Economic Working Group of the US and China met in Beijing on Monday and "
    "Tuesday. The meeting was the third since last September.",
    "2024年12月12日\n美国财政部官员将于本周前往南京，参加美中金融工作组的最后一次会议。",
    "August 13, 2024\nThe Financial Working Group of the US and China will hold its fifth meeting "
    "in Shanghai on Thursday and Friday. The trip comes after Yellen's talks in Beijing and "
    "Guangzhou in April.",
)


@pytest.mark.parametrize("raw", CLEAN)
def test_days_and_towns_of_others_are_no_error(raw: str) -> None:
    assert reading(raw).flags == ()


def test_a_coming_day_follows_the_latest_date_of_a_text_without_a_date() -> None:
    found = reading(
        "这是继2023年11月之后的又一表现。两国官员将于1月18日在北京召开中美金融工作组会议，"
        "美方由布伦特·尼曼率队。"
    )
    assert found.meetings[0].start == date(2024, 1, 18)
    assert found.flags == ()


def test_a_number_of_another_meeting_in_the_same_town_is_wrong_with_these_days() -> None:
    found = reading(
        "April 18, 2024\nThe sixth meeting of the US-China Financial Working Group was held in "
        "Washington on April 16, Brent Neiman said."
    )
    assert flagged(found, "number")
    assert found.meetings[0].number == 4


def test_a_first_meeting_that_is_looked_back_at_is_no_wrong_number() -> None:
    found = reading(
        "2024年1月19日\n中美金融工作组18日起在北京开会，尼曼与宣昌能共同主持。"
        "去年10月中美经济工作组、金融工作组分别以视频方式举行第一次会议。"
    )
    assert found.meetings[0].number == 3
    assert found.flags == ()


def test_the_day_of_a_reception_is_not_the_first_day_of_the_meeting() -> None:
    found = reading(
        "2024年9月21日\n何立峰副总理9月20日在北京会见美国财政部副部长尚博一行。"
        "尚博来华参加中美经济工作组第五次会议。"
    )
    assert (found.meetings[0].number, found.meetings[0].start) == (5, date(2024, 9, 19))
    assert found.flags == ()
