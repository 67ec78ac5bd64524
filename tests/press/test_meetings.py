"""Which meeting a text tells of, in six languages; what is wrong in it is flagged."""

from datetime import date

import pytest

from parley.group.press.reading import Reading
from tests.press.knowing import flagged, linked, reading

READ_OUT = """August 19, 2024

The U.S. Department of the Treasury announced today the conclusion of the fifth meeting of the
Financial Working Group (FWG) between the United States and the People's Republic of China, held in
Shanghai on August 15 and 16, 2024.

The meeting was co-chaired by Assistant Secretary for International Finance Brent Neiman and Deputy
Governor of the People's Bank of China Xuan Changneng. Officials of the Federal Reserve and of the
China Securities Regulatory Commission took part. U.S. officials frankly raised issues of concern,
including overcapacity.
"""
CHINESE = (
    "2024年8月19日\n"
    "据中国人民银行网站消息，8月15日至16日，中美金融工作组在上海举行第五次会议。"
    "会议由中国人民银行副行长宣昌能与美国财政部助理部长布伦特·尼曼共同主持。"
    "双方就金融稳定、资本市场、跨境支付和数据、可持续金融、反洗钱等议题进行了"
    "专业、务实、坦诚和富有建设性的沟通。中方就美对华加征关税表达严重关切。\n"
)
TRADITIONAL = (
    "2024年8月19日\n"
    "中美金融工作小組第五次會議8月15日至16日在上海舉行，"
    "由中國人民銀行副行長宣昌能與美國財政部助理部長尼曼共同主持。\n"
)
JAPANESE = (
    "2024年8月19日\n"
    "米財務省は19日、米中金融作業部会の第5回会合を15～16日に上海で開いたと発表した。"
    "ニーマン財務次官補と中国人民銀行の宣昌能副総裁が共同議長を務めた。"
    "金融安定や資本市場、越境データなどを議論した。\n"
)
KOREAN = (
    "2024년 8월 19일\n"
    "중국 인민은행은 지난 15∼16일 상하이에서 제5차 미중 금융실무그룹 회의가 열렸다고 19일 "
    "밝혔다. 쉬안창넝 인민은행 부행장과 브렌트 니먼 미국 재무부 차관보가 회의를 공동 주재했다. "
    "양측은 자금세탁방지, 자본시장 등을 논의했다.\n"
)
SPANISH = (
    "19 de agosto de 2024\n"
    "China y Estados Unidos celebraron la quinta reunión de su grupo de trabajo financiero los "
    "días 15 y 16 de agosto en Shanghái, informó el Banco Popular de China. La reunión fue "
    "copresidida por el vicegobernador Xuan Changneng y el subsecretario del Tesoro para Finanzas "
    "Internacionales, Brent Neiman. Abordaron la estabilidad financiera.\n"
)
VIETNAMESE = (
    "Ngày 19/8/2024\n"
    "Nhóm công tác tài chính Mỹ-Trung đã tổ chức cuộc họp lần thứ 5 tại Thượng Hải trong hai ngày "
    "15 và 16/8, theo Ngân hàng Nhân dân Trung Quốc. Cuộc họp do Phó Thống đốc Tuyên Xương Năng "
    "và Trợ lý Bộ trưởng Tài chính Mỹ Brent Neiman đồng chủ trì. Hai bên thảo luận về ổn định "
    "tài chính.\n"
)


def main(found: Reading) -> tuple[str, int, str, str, date | None, date | None]:
    meeting = found.meetings[0]
    return (
        meeting.group, meeting.number, meeting.status, meeting.place, meeting.start, meeting.end,
    )  # fmt: skip


@pytest.mark.parametrize(
    "raw", [READ_OUT, CHINESE, TRADITIONAL, JAPANESE, KOREAN, SPANISH, VIETNAMESE]
)
def test_one_meeting_is_the_same_in_every_language(raw: str) -> None:
    found = reading(raw)
    days = date(2024, 8, 15), date(2024, 8, 16)
    assert main(found) == ("FWG", 5, "held", "Shanghai", *days)
    assert {head.person for head in found.heads} == {"brent-neiman", "xuan-changneng"}
    assert found.flags == ()


@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        (
            "2024-09-21\nChinese and US officials met in Beijing on Thursday and Friday for the "
            "fifth meeting of the Economic Working Group, the Treasury said.",
            ("EWG", 5, "held", "Beijing", date(2024, 9, 19), date(2024, 9, 20)),
        ),
        (
            "September 8, 2024\nThe US-China Commercial Issues Working Group held its second "
            "meeting in Tianjin on September 7. It is separate from the Economic Working Group "
            "and the Financial Working Group that the Treasury leads.",
            ("CIWG", 2, "held", "Tianjin", date(2024, 9, 7), date(2024, 9, 7)),
        ),
        (
            "2024年10月28日\n中美经济工作组10月25日在美国华盛顿举行第六次会议。"
            "会议由财政部副部长廖岷与美国财政部副部长尚博共同主持。",
            ("EWG", 6, "held", "Washington", date(2024, 10, 25), date(2024, 10, 25)),
        ),
        (
            "2024년 8월 13일\n미국과 중국이 오는 15∼16일 중국 상하이에서 제5차 금융실무그룹 회의를 "
            "개최할 예정이다. 미국 대표단은 브렌트 니먼 재무부 차관보가 이끈다.",
            ("FWG", 5, "planned", "Shanghai", date(2024, 8, 15), date(2024, 8, 16)),
        ),
        (
            "2023年10月24日\n中美经济工作组以视频方式举行第一次会议。双方同意继续保持沟通。",
            ("EWG", 1, "held", "video", date(2023, 10, 23), date(2023, 10, 23)),
        ),
    ],
)
def test_group_number_status_place_and_days_are_told(
    raw: str, expected: tuple[str, int, str, str, date, date]
) -> None:
    assert main(reading(raw)) == expected


def test_two_groups_that_meet_together_are_two_meetings() -> None:
    found = reading(
        "April 17, 2024\nThe U.S. Treasury Department hosted the fourth meetings of the Economic "
        "Working Group and the Financial Working Group with China in Washington on Tuesday."
    )
    assert {(each.group, each.number, each.place) for each in found.meetings} == {
        ("EWG", 4, "Washington"),
        ("FWG", 4, "Washington"),
    }


def test_a_group_that_is_not_named_is_told_by_who_leads_it() -> None:
    found = reading(
        "January 16, 2024\nA working group of U.S. Treasury and Chinese officials is scheduled to "
        "meet in Beijing on Thursday. The Treasury team will be led by Assistant Secretary Brent "
        "Neiman. The China team will be led by Xuan Changneng, deputy governor of the central bank."
    )
    assert main(found)[:4] == ("FWG", 3, "planned", "Beijing")


@pytest.mark.parametrize(
    "raw",
    [
        "2024-01-11\nChina and Britain held the fourth meeting of the China-UK Financial Working "
        "Group in London on Thursday, and the US was told of it.",
        "2024年1月11日\n中英经济工作组第四次会议1月11日在伦敦举行，美国未参加。",
        "2024-05-05\nThe Japan-India financial working group met in Tokyo. The talks were about "
        "the yen, the rupee, China and the United States.",
        "2024-05-05\nThe G20 Economic Working Group met in Rio de Janeiro for the second time.",
        "2024-05-05\nThe weather in Shanghai was fine on Thursday, and the shops were open.",
    ],
)
def test_other_groups_are_no_group_of_the_dialogue(raw: str) -> None:
    found = reading(raw)
    assert found.meetings == ()
    assert not [fact for fact in found.facts if fact.kind in ("number", "place", "days")]


#: A planted error each: the text, the kind of its flag, and what must not be taken over.
PLANTED = (
    (READ_OUT.replace("fifth", "sixth"), "number", "number", 6),
    (READ_OUT.replace("Shanghai", "Beijing"), "place", "place", "Beijing"),
    (READ_OUT.replace("15 and 16", "20 and 21"), "day", "start", date(2024, 8, 20)),
    (CHINESE.replace("第五次", "第四次"), "number", "number", 4),
    (CHINESE.replace("上海", "北京"), "place", "place", "Beijing"),
    (CHINESE.replace("15日至16日", "12日至13日"), "day", "start", date(2024, 8, 12)),
    (JAPANESE.replace("第5回", "第6回"), "number", "number", 6),
    (JAPANESE.replace("上海", "北京"), "place", "place", "Beijing"),
    (KOREAN.replace("제5차", "제3차"), "number", "number", 3),
    (KOREAN.replace("상하이", "난징"), "place", "place", "Nanjing"),
    (SPANISH.replace("quinta", "cuarta"), "number", "number", 4),
    (SPANISH.replace("Shanghái", "Pekín"), "place", "place", "Beijing"),
    (VIETNAMESE.replace("lần thứ 5", "lần thứ sáu"), "number", "number", 6),
    (VIETNAMESE.replace("Thượng Hải", "Bắc Kinh"), "place", "place", "Beijing"),
)


@pytest.mark.parametrize(("raw", "kind", "field", "wrong"), PLANTED)
def test_a_planted_error_is_flagged_and_not_taken_over(
    raw: str, kind: str, field: str, wrong: object
) -> None:
    found = reading(raw)
    assert flagged(found, kind)
    assert getattr(found.meetings[0], field) != wrong
    accepted = [fact for fact in found.facts if fact.status == "accepted"]
    said = {
        str(fact.value["said"]) for fact in accepted
        if fact.kind in ("number", "place") and isinstance(fact.value, dict)
    }  # fmt: skip
    assert str(wrong) not in said


@pytest.mark.parametrize(
    ("raw", "kind"),
    [
        (READ_OUT.replace("Assistant Secretary", "Under Secretary"), "office"),
        (READ_OUT.replace("Deputy\nGovernor", "Vice Minister"), "office"),
        (CHINESE.replace("副行长", "行长"), "office"),
        (READ_OUT.replace("Brent Neiman", "Wally Adeyemo"), "head"),
        (READ_OUT.replace("Brent Neiman", "John Smith"), "head"),
        (READ_OUT + "The group was set up in October 2023.\n", "founding date"),
        (CHINESE + "工作组于2023年10月成立。\n", "founding date"),
        (READ_OUT + "It was the third meeting to be held in China.\n", "count in country"),
        (
            "2024-08-19\nThe fifth meeting of the Central America Financial Working Group was held "
            "in Shanghai from August 15 to 16 by the Chinese central bank.",
            "group",
        ),
        (
            "2024-01-19\nThe US-China economic working group met in Beijing on Thursday and "
            "Friday, led by Assistant Treasury Secretary Brent Neiman and PBOC Deputy Governor "
            "Xuan Changneng.",
            "group",
        ),
        (
            "2024-01-19\nThe US-China Financial Working Group of the Treasury and China's Ministry "
            "of Finance met in Beijing on Thursday and Friday for the third time.",
            "body",
        ),
        (
            "2024-06-20\nChina is home to 12 of the world's 30 banks that matter most, Nicholas "
            "Tabor of the US Treasury said. The Financial Working Group will meet in August.",
            "figure",
        ),
        (
            "2024-08-19\nThe Financial Working Group of China and the US met in Shanghai on "
            "Thursday, August 16, 2024, and it was the fifth meeting of the group.",
            "weekday",
        ),
    ],
)
def test_other_errors_are_flagged(raw: str, kind: str) -> None:
    assert flagged(reading(raw), kind)


def test_a_wrong_head_is_no_stranger_that_is_linked() -> None:
    found = reading(READ_OUT.replace("Brent Neiman", "John Smith"))
    assert linked(found) == {"xuan-changneng"}


def test_the_day_at_the_head_of_a_sentence_is_the_texts_own_and_not_the_meetings() -> None:
    found = reading(
        "Washington (Reuters), April 15, 2024 - U.S. and Chinese officials will convene the fourth "
        "round of the Financial Working Group in Washington on Tuesday, a Treasury official said."
    )
    assert main(found) == ("FWG", 4, "planned", "Washington", date(2024, 4, 16), date(2024, 4, 16))
    assert found.flags == ()


def test_every_fact_stands_in_its_sentence() -> None:
    for raw in (READ_OUT, CHINESE, TRADITIONAL, JAPANESE, KOREAN, SPANISH, VIETNAMESE):
        found = reading(raw)
        assert found.facts
        for fact in found.facts:
            sentence = found.lines[fact.line].sentence
            assert raw[sentence.start : sentence.end] == sentence.text


def test_concerns_are_of_the_side_that_raises_them() -> None:
    ours = [fact.value for fact in reading(READ_OUT).facts if fact.kind == "concern"]
    theirs = [fact.value for fact in reading(CHINESE).facts if fact.kind == "concern"]
    assert [(each["side"], each["topic"]) for each in ours if isinstance(each, dict)] == [
        ("US", "overcapacity")
    ]
    assert [(each["side"], each["topic"]) for each in theirs if isinstance(each, dict)] == [
        ("CN", "tariffs")
    ]


HERE = (
    "Johannesburg, December 12, 2024. The US-China Economic Working Group met today in this city, "
    "led by Jay Shambaugh and Liao Min.",
    "Johannesburgo, 12 de diciembre de 2024. El Grupo de Trabajo Económico de China y Estados "
    "Unidos celebró hoy en esta ciudad una reunión, dirigida por Jay Shambaugh y Liao Min.",
    "（约翰内斯堡讯）2024年12月12日\n中美经济工作组今天抵达约翰内斯堡。会议今天在此间举行。",
)


@pytest.mark.parametrize("raw", HERE)
def test_here_is_the_town_of_the_dateline_and_today_its_day(raw: str) -> None:
    day = date(2024, 12, 12)
    assert main(reading(raw)) == ("EWG", 7, "held", "Johannesburg", day, day)


BEYOND = (
    READ_OUT.replace("fifth", "eighth"),
    CHINESE.replace("第五次", "第八次"),
    JAPANESE.replace("第5回", "第8回"),
    KOREAN.replace("제5차", "제8차"),
    SPANISH.replace("quinta", "octava"),
    VIETNAMESE.replace("lần thứ 5", "lần thứ 8"),
)


@pytest.mark.parametrize("raw", BEYOND)
def test_a_number_beyond_the_series_is_flagged_on_the_days_of_another_meeting(raw: str) -> None:
    found = reading(raw)
    assert flagged(found, "number")
    assert found.meetings[0].number == 5


def test_the_next_number_counts_where_it_is_planned_and_is_unknown_where_it_was_held() -> None:
    planned = reading(
        "2025-03-03\nThe US-China Financial Working Group will hold its eighth meeting soon."
    )
    assert (planned.meetings[0].number, planned.flags) == (8, ())
    held = reading("2025-03-03\nThe US-China Financial Working Group held its eighth meeting.")
    assert held.meetings[0].number == 0
    assert flagged(held, "number")


BOTH = (
    "April 17, 2024\nThe two working groups of the United States and China each held their fourth "
    "meeting in Washington on Tuesday. The Economic Working Group and the Financial Working Group "
    "report to Janet Yellen and He Lifeng.",
    "April 17, 2024\nThe US-China Economic Working Group, led by Jay Shambaugh and Liao Min, and "
    "the Financial Working Group, led by Brent Neiman and Xuan Changneng, each held a fourth "
    "meeting in Washington on Tuesday.",
    "2024年4月17日\n16日，中美两个工作组在华盛顿各自举行第四次会议。",
    "2024年4月17日\n中美经济工作组和金融工作组16日在华盛顿举行第四次会议。",
    "2024년 4월 17일\n미중 경제실무그룹과 금융실무그룹이 16일 워싱턴에서 제4차 회의를 개최했다.",
    "2024年4月17日\n16日，中美经济、金融工作组在华盛顿分别举行第四次会议。",
    "2024年4月17日\n米中の経済・金融作業部会は16日、ワシントンで第4回会合を開いた。",
    "Ngày 17/4/2024\nNhóm công tác kinh tế và tài chính Mỹ-Trung đã họp lần thứ 4 tại Washington "
    "ngày 16/4.",
    "2024年4月17日\n米中の両作業部会は16日、ワシントンでそれぞれ第4回会合を開いた。",
    "2024년 4월 17일\n미국과 중국의 두 실무그룹은 16일 워싱턴에서 각각 제4차 회의를 개최했다.",
    "17 de abril de 2024\nLos dos grupos de trabajo de China y Estados Unidos celebraron el 16 de "
    "abril en Washington su cuarta reunión.",
    "Ngày 17/4/2024\nHai nhóm công tác Mỹ-Trung đã tổ chức cuộc họp lần thứ 4 tại Washington ngày "
    "16/4.",
)


@pytest.mark.parametrize("raw", BOTH)
def test_both_groups_in_one_sentence_are_two_meetings(raw: str) -> None:
    day = date(2024, 4, 16)
    found = {
        (each.group, each.number, each.status, each.place, each.start, each.end)
        for each in reading(raw).meetings
    }
    assert found == {(group, 4, "held", "Washington", day, day) for group in ("EWG", "FWG")}


@pytest.mark.parametrize(
    "raw",
    [
        READ_OUT + "It is one of two working groups that were set up in September 2023.\n",
        READ_OUT + "After the two working groups had met in April, officials kept in touch.\n",
    ],
)
def test_a_word_about_both_groups_makes_no_second_meeting(raw: str) -> None:
    assert [each.group for each in reading(raw).meetings] == ["FWG"]


@pytest.mark.parametrize(
    "raw",
    [
        "China and the US meet in Shanghai\n\n"
        + READ_OUT.replace("in\nShanghai on August", "in\nBeijing on August"),
        "中美金融工作组在沪举行第五次会议\n\n" + CHINESE.replace("上海", "北京"),
        "米中金融作業部会、上海で第5回会合\n\n" + JAPANESE.replace("上海", "北京"),
    ],
)
def test_each_mention_of_a_place_is_checked_also_under_a_right_title(raw: str) -> None:
    found = reading(raw)
    assert flagged(found, "place") == ["Beijing"]
    assert found.meetings[0].place == "Shanghai"


PASSING = (
    "2025年5月12日\n中美经贸会谈10日至11日在日内瓦举行。何立峰与贝森特举行会谈。"
    "这一机制取代了此前的金融工作组，该工作组共举行过八次会议。",
    "May 12, 2025\nUS and Chinese officials held trade talks in Geneva on May 10 and 11. Scott "
    "Bessent met He Lifeng. The new channel replaces the Financial Working Group, which has met "
    "eight times.",
    "12 de mayo de 2025\nChina y Estados Unidos celebraron conversaciones en Ginebra el día 10. "
    "Scott Bessent se reunió con He Lifeng. El mecanismo sustituyó al Grupo de Trabajo Financiero, "
    "que se ha reunido ocho veces.",
    "2025年5月12日\n米中の貿易協議は10日、ジュネーブで開かれた。何立峰副首相が出席した。"
    "新たな枠組みは金融作業部会に取って代わるもので、作業部会はこれまで8回開かれた。",
    "2025년 5월 12일\n미국과 중국은 10일 제네바에서 무역 회담을 개최했다. 허리펑도 참석했다. "
    "새 기구는 금융실무그룹을 대체했으며 실무그룹은 지금까지 8차례 열렸다.",
    "Ngày 12/5/2025\nMỹ và Trung Quốc đã tổ chức đàm phán tại Geneva ngày 10/5. Phó Thủ tướng Hà "
    "Lập Phong tham dự. Cơ chế mới thay thế Nhóm công tác tài chính, nhóm đã họp tám lần.",
)


@pytest.mark.parametrize("raw", PASSING)
def test_a_group_that_is_looked_back_at_gets_no_meeting_and_its_count_is_checked(raw: str) -> None:
    found = reading(raw)
    assert [each for each in found.meetings if each.group == "FWG"] == []
    assert flagged(found, "number") == ["8 held"]


def test_a_count_that_the_record_has_is_no_error() -> None:
    assert not reading(PASSING[1].replace("eight", "seven")).flags


def test_the_present_tense_with_a_day_to_come_is_a_plan() -> None:
    found = reading(
        "12 August 2024\nBrent Neiman left Washington on Monday for Shanghai, where the Financial "
        "Working Group of the US and China meets for the fifth time on Thursday and Friday."
    )
    days = date(2024, 8, 15), date(2024, 8, 16)
    assert main(found) == ("FWG", 5, "planned", "Shanghai", *days)
    assert found.flags == ()


NEXT = (
    READ_OUT + "A sixth meeting is expected this year.\n",
    READ_OUT + "A sixth meeting is expected in spring.\n",
    READ_OUT.replace("fifth", "last") + "A sixth meeting is expected this year.\n",
    CHINESE + "第六次会议有望在明年春天举行。\n",
    JAPANESE + "第6回会合は来年春が見込まれる。\n",
    KOREAN + "제6차 회의는 내년 봄으로 예상된다.\n",
    SPANISH + "La sexta reunión se espera para la primavera.\n",
    VIETNAMESE + "Cuộc họp lần thứ sáu có thể diễn ra vào mùa xuân.\n",
    READ_OUT + "The sixth meeting will be held in Washington in October.\n",
    CHINESE + "第六次会议预计将于年内举行。\n",
    JAPANESE + "第6回会合は年内に開く予定だ。\n",
    KOREAN + "제6차 회의는 연내 개최할 예정이다.\n",
    SPANISH + "La sexta reunión se celebrará este año.\n",
    VIETNAMESE + "Cuộc họp lần thứ sáu dự kiến diễn ra trong năm nay.\n",
)


@pytest.mark.parametrize("raw", NEXT)
def test_the_next_meeting_in_a_report_of_this_one_is_no_error(raw: str) -> None:
    found = reading(raw)
    days = date(2024, 8, 15), date(2024, 8, 16)
    assert main(found) == ("FWG", 5, "held", "Shanghai", *days)
    assert found.flags == ()


@pytest.mark.parametrize(
    "raw",
    [
        "It held a total of nine meetings.\n",
        "The group held nine meetings in all.\n",
        "工作组累计举行九次会议。\n",
        "工作组先后开过九次会议。\n",
        "作業部会は計9回開かれた。\n",
        "실무그룹은 총 9차례 열렸다.\n",
        "El grupo de trabajo se reunió nueve veces.\n",
        "El grupo celebró un total de nueve reuniones.\n",
        "Nhóm công tác đã họp tổng cộng chín cuộc họp.\n",
    ],
)
def test_more_meetings_than_were_held_by_then_are_flagged(raw: str) -> None:
    whole = {"工": CHINESE, "作": JAPANESE, "실": KOREAN, "E": SPANISH, "N": VIETNAMESE}
    found = reading(whole.get(raw[0], READ_OUT) + raw)
    assert "9 held" in flagged(found, "number")
    assert found.meetings[0].number == 5


def test_a_count_is_held_against_the_day_of_writing() -> None:
    after = "The Financial Working Group of the US and China has met six times since it was set up."
    assert flagged(reading(f"2024-09-01\n{after}"), "number") == ["6 held"]
    assert not flagged(reading(f"2025-02-01\n{after}"), "number")


def test_a_meeting_in_the_last_week_of_the_month_follows_the_one_of_the_other_group() -> None:
    found = reading(
        "October 31, 2024\nThe two working groups of the US and China met in Washington. The "
        "Economic Working Group held its sixth meeting on October 25; the Financial Working Group "
        "followed with its sixth meeting in the last week of the month."
    )
    assert {(each.group, each.number, each.status, each.place) for each in found.meetings} == {
        ("EWG", 6, "held", "Washington"),
        ("FWG", 6, "held", "Washington"),
    }


@pytest.mark.parametrize("sides", ["China y EE. UU.", "China-EE. UU.", "China y EE.UU."])
def test_the_spanish_plural_of_the_states_is_one_name(sides: str) -> None:
    found = reading(
        f"31 de octubre de 2024\nEl Grupo de Trabajo Económico {sides} celebró su sexta reunión en "
        "Washington el 25 de octubre."
    )
    assert main(found)[:4] == ("EWG", 6, "held", "Washington")
    assert len(found.lines) == 1
