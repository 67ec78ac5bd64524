"""Words for days mean the days that a reader of that day's paper would take them for."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from parley.group.press.days.dates import Basis, DatedWords, resolve
from parley.group.press.days.written import Written
from parley.group.press.document.reading import read_text
from parley.group.press.document.text import Language


def dated(said: str, day: str = "2024-08-14") -> list[tuple[str, str]]:
    """The words for days in a text of Wednesday 14 August 2024, and what they mean."""
    text = read_text(f"date {day} {said}" if day else said)
    return [(one.words, shown(one)) for one in resolve(text)]


def shown(one: DatedWords) -> str:
    if one.first is None or one.last is None:
        return "?"
    return str(one.first) if one.first == one.last else f"{one.first}..{one.last}"


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        ("The talks are expected to take place on Thursday and Friday in the city.",
         [("Thursday and Friday", "2024-08-15..2024-08-16")]),
        ("The officials departed on Monday for the talks in the city of Shanghai.",
         [("Monday", "2024-08-12")]),
        ("The officials will set off on Monday for the talks in the city of Shanghai.",
         [("Monday", "2024-08-19")]),
        ("The round, which was founded last year, will be held on Friday in the city.",
         [("last year", "2023-01-01..2023-12-31"), ("Friday", "2024-08-16")]),
        ("The group was founded last September and met in January and in May this year.",
         [("last September", "2023-09-01..2023-09-30"), ("January", "2024-01-01..2024-01-31"),
          ("May this year", "2024-05-01..2024-05-31")]),
        ("The two sides may meet at the bank, and in May the two met in the city.",
         [("May", "2024-05-01..2024-05-31")]),
        ("The two met this week and last week, and will meet again next month at the bank.",
         [("this week", "2024-08-12..2024-08-18"), ("last week", "2024-08-05..2024-08-11"),
          ("next month", "2024-09-01..2024-09-30")]),
        ("It has grown in the past year and in the last decade, and the two met two weeks ago.",
         [("the past year", "2023-08-14..2024-08-14"),
          ("the last decade", "2014-08-14..2024-08-14"),
          ("two weeks ago", "2024-07-29..2024-08-04")]),
        ("The meeting of August 15-16, 2024 followed the one of 16 April and the one of Jan. 18.",
         [("August 15-16, 2024", "2024-08-15..2024-08-16"), ("16 April", "2024-04-16"),
          ("Jan. 18", "2024-01-18")]),
        ("She spoke with him before the election in November and met him in November last year.",
         [("November", "2024-11-01..2024-11-30"),
          ("November last year", "2023-11-01..2023-11-30")]),
        ("The leader said in January that he wants to meet. Later in the month the two spoke.",
         [("January", "2024-01-01..2024-01-31"),
          ("Later in the month", "2024-01-01..2024-01-31")]),
        ("The talks, over two days beginning Thursday, follow those of Aug. 8, 9 and 10.",
         [("Thursday", "2024-08-15"), ("Aug. 8, 9 and 10", "2024-08-08..2024-08-10")]),
        ("It was held from 15 to 16 August, and on Aug. 9, 2024 and Jan. 2 the two spoke.",
         [("15 to 16 August", "2024-08-15..2024-08-16"), ("Aug. 9, 2024", "2024-08-09"),
          ("Jan. 2", "2024-01-02")]),
        ("The two met on 14/8/2024 in the city and, as the paper said, on 6/2/2024 in another.",
         [("14/8/2024", "2024-08-14"), ("6/2/2024", "?")]),
        ("The 12 of the 30 banks in 1,500 cities said so in 2023 and the rest by 30 February 2024.",
         [("2023", "2023-01-01..2023-12-31"), ("30 February 2024", "?")]),
    ],
)  # fmt: skip
def test_english(said: str, meant: list[tuple[str, str]]) -> None:
    assert dated(said) == meant


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        ("第五次会议8月15日至16日在上海举行。", [("8月15日至16日", "2024-08-15..2024-08-16")]),
        ("双方将于本周四至周五会谈。", [("本周四至周五", "2024-08-15..2024-08-16")]),
        ("工作组去年9月成立，今年5月双方通话。",
         [("去年9月", "2023-09-01..2023-09-30"), ("今年5月", "2024-05-01..2024-05-31")]),
        ("会议于2024年1月18日-19日举行，昨天双方通话。",
         [("2024年1月18日-19日", "2024-01-18..2024-01-19"), ("昨天", "2024-08-13")]),
        ("会议定于十二月十五日举行，上周三双方通话。",
         [("十二月十五日", "2024-12-15"), ("上周三", "2024-08-07")]),
        ("双方于15日至16日会晤。", [("15日至16日", "2024-08-15..2024-08-16")]),
        ("雙方於2月6日會晤，兩周前通話。",
         [("2月6日", "2024-02-06"), ("兩周前", "2024-07-29..2024-08-04")]),
        ("第一次会议一周后结束，每周一次。", []),
    ],
)  # fmt: skip
def test_chinese(said: str, meant: list[tuple[str, str]]) -> None:
    assert dated(said) == meant


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        ("両国は15、16日に会合を開く。", [("15、16日", "2024-08-15..2024-08-16")]),
        ("会合は8月15日から16日まで開かれた。", [("8月15日から16日", "2024-08-15..2024-08-16")]),
        ("昨年9月に設立され、今週木曜日に会合を開く予定だ。",
         [("昨年9月", "2023-09-01..2023-09-30"), ("今週木曜日", "2024-08-15")]),
        ("今月15日から2日間の日程で開く。", [("今月15日から2日間", "2024-08-15..2024-08-16")]),
        ("8月15日から3日間、会合を開く。", [("8月15日から3日間", "2024-08-15..2024-08-17")]),
        ("회의는 8월 15일부터 2일간 열린다.", [("8월 15일부터 2일", "2024-08-15..2024-08-16")]),
        ("令和6年8月9日に開催された。", [("令和6年8月9日", "2024-08-09")]),
        ("회의는 15~16일 상하이에서 열릴 예정이다.", [("15~16일", "2024-08-15..2024-08-16")]),
        ("제3차 회의는 지난 1월 18일 열렸다.", [("1월 18일", "2024-01-18")]),
        ("지난해 9월 출범했고 이번 주 목요일 회의를 연다.",
         [("지난해 9월", "2023-09-01..2023-09-30"), ("이번 주 목요일", "2024-08-15")]),
    ],
)  # fmt: skip
def test_japanese_and_korean(said: str, meant: list[tuple[str, str]]) -> None:
    assert dated(said) == meant


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        ("El grupo se reunirá el jueves y viernes en la ciudad, según dijo un funcionario.",
         [("jueves y viernes", "2024-08-15..2024-08-16")]),
        ("La delegación salió el lunes para la reunión del 15 y 16 de agosto de 2024.",
         [("lunes", "2024-08-12"), ("15 y 16 de agosto de 2024", "2024-08-15..2024-08-16")]),
        ("El grupo fue creado en septiembre del año pasado y se reunió el 06/02/2024 en la sede.",
         [("septiembre del año pasado", "2023-09-01..2023-09-30"), ("06/02/2024", "2024-02-06")]),
        ("Nhóm sẽ họp vào thứ Năm và thứ Sáu tại thành phố này của các nước.",
         [("thứ Năm và thứ Sáu", "2024-08-15..2024-08-16")]),
        ("Cuộc họp của các bên diễn ra ngày 15-16/8 và đã kết thúc hôm qua.",
         [("ngày 15-16/8", "2024-08-15..2024-08-16"), ("hôm qua", "2024-08-13")]),
        ("Nhóm được thành lập vào tháng 9 năm ngoái và họp ngày 18 tháng 1 năm 2024.",
         [("tháng 9 năm ngoái", "2023-09-01..2023-09-30"),
          ("ngày 18 tháng 1 năm 2024", "2024-01-18")]),
    ],
)  # fmt: skip
def test_spanish_and_vietnamese(said: str, meant: list[tuple[str, str]]) -> None:
    assert dated(said) == meant


def test_nothing_is_resolved_from_nothing() -> None:
    said = "The talks are expected to take place on Thursday and were planned last year."
    assert dated(said, day="") == [("Thursday", "?"), ("last year", "?")]


def test_a_whole_date_stands_without_a_day_of_writing_and_lends_its_year_to_the_others() -> None:
    text = read_text("The meeting took place on August 15, 2024. It ended on August 16 as planned.")
    found = resolve(text)
    assert [(shown(one), one.basis) for one in found] == [
        ("2024-08-15", Basis.STATED),
        ("2024-08-16", Basis.INFERRED),
    ]
    assert "other dates of the text are of 2024" in found[1].clue
    two = read_text(
        "It met on August 15, 2024 and on May 6, 2023. It ended on August 16 as planned."
    )
    assert shown(resolve(two)[2]) == "?"


def test_what_is_counted_from_the_documents_day_says_so() -> None:
    text = read_text("date 2024-02-06 The Treasury said so in a statement on Tuesday, as before.")
    (one,) = resolve(text)
    assert (shown(one), one.basis) == ("2024-02-06", Basis.RELATIVE)
    assert one.clue == "the document is dated 2024-02-06"
    assert text.raw[one.start : one.end] == "Tuesday"


@pytest.mark.parametrize(
    ("first", "last", "meant"),
    [
        (date(2024, 8, 12), date(2024, 8, 15), "2024-08-15"),
        (date(2024, 8, 12), date(2024, 8, 16), "?"),
        (date(2024, 1, 1), date(2024, 12, 31), "?"),
    ],
)
def test_a_window_of_writing_resolves_what_means_the_same_on_all_its_days(
    first: date, last: date, meant: str
) -> None:
    text = read_text("The talks are expected to take place on Thursday, as was said last year.")
    thursday, year = resolve(text, Written(first, last, is_stated=False))
    assert shown(thursday) == meant
    assert (shown(year), year.basis) == ("2023-01-01..2023-12-31", Basis.INFERRED)


WORDS = (
    "The sides met on Thursday and Friday last this next week month year May March 31 30 29 2 "
    "February 2024 2023 1899 8月 15日 至 去年 本周 四 周 日 昨天 今週 先月 令和 6年 지난 "
    "주 월요일 어제 el lunes pasado de agosto hace dos años tháng ngày thứ Năm tuần trước 9999年 "
    "99月 0日 00/00/2024 . , - – two weeks ago in the past decade spring later in the month"
)


@given(
    st.lists(st.sampled_from(WORDS.split()), max_size=25),
    st.sampled_from(["", " "]),
    st.dates(),
    st.integers(0, 40),
)
def test_any_words_at_all_resolve_to_days_in_order_or_to_none(
    words: list[str], glue: str, day: date, length: int
) -> None:
    raw = glue.join(words)
    text = read_text(raw)
    until = date.fromordinal(min(day.toordinal() + length, date.max.toordinal()))
    for one in resolve(text, Written(day, until, is_stated=False)):
        assert raw[one.start : one.end] == one.words
        assert (one.first is None) == (one.last is None) == (one.basis is Basis.UNRESOLVED)
        assert one.first is None or one.last is None or one.first <= one.last


def test_dates_in_figures_are_read_in_a_text_of_any_language() -> None:
    text = read_text("Mötet hölls 2024-08-15 i staden.")
    assert text.language is Language.UNKNOWN
    assert [shown(one) for one in resolve(text)] == ["2024-08-15"]


@pytest.mark.parametrize(
    ("raw", "first", "last"),
    [
        ("date 2024-10-31 They met in the last week of the month.", (10, 28), (10, 31)),
        ("date 2024-10-31 They met in the first week of October 2024.", (10, 1), (10, 7)),
        ("date 2024-10-31 They met in Paris in August and again in the final week of that month.",
         (8, 26), (8, 31)),
        ("date 2024-10-31 Se reunieron en la última semana de octubre.", (10, 28), (10, 31)),
        ("date 2024-10-31 Ambas partes se reunieron la primera semana del mes.", (10, 1), (10, 7)),
        ("2024年10月31日\n双方在10月最后一周开会。", (10, 28), (10, 31)),
        ("2024年10月31日\n双方在本月第二周举行会议。", (10, 8), (10, 14)),
        ("2024年10月31日\n両国は10月の最終週に会合を開いた。", (10, 28), (10, 31)),
        ("2024년 10월 31일\n양국은 10월 마지막 주에 회의를 열었다.", (10, 28), (10, 31)),
        ("Ngày 31/10/2024\nHai bên đã họp trong tuần cuối tháng 10.", (10, 28), (10, 31)),
        ("Ngày 31/10/2024\nHai bên đã họp trong tuần đầu tiên của tháng này.", (10, 1), (10, 7)),
    ],
)  # fmt: skip
def test_a_week_of_a_month_is_its_days(
    raw: str, first: tuple[int, int], last: tuple[int, int]
) -> None:
    found = [one for one in resolve(read_text(raw)) if one.first and one.first != one.last][-1]
    assert (found.first, found.last) == (date(2024, *first), date(2024, *last))
