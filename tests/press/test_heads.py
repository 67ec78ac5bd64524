"""Heads: who is said to lead is held against the record of the group that is led."""

import pytest

from tests.press.knowing import flagged, reading

FINANCIAL = {
    "en": "The US-China Financial Working Group held its fifth meeting in Shanghai on August 15 "
    "and 16, 2024. ",
    "zh": "中美金融工作组第五次会议2024年8月15日至16日在上海举行。",
    "ja": "米中金融作業部会の第5回会合が2024年8月15、16日に上海で開かれた。",
    "ko": "제5차 미중 금융 실무그룹 회의가 2024년 8월 15~16일 상하이에서 열렸다. ",
    "es": "La quinta reunión del Grupo de Trabajo Financiero China-EE.UU. se celebró en Shanghái "
    "el 15 y 16 de agosto de 2024. ",
    "vi": "Cuộc họp lần thứ năm của Nhóm công tác tài chính Mỹ - Trung diễn ra tại Thượng Hải "
    "ngày 15-16/8/2024. ",
}


@pytest.mark.parametrize(
    ("language", "words", "said"),
    [
        ("en", "Vice Finance Minister Liao Min led the Chinese team.", "Liao Min"),
        ("en", "Xuan Changneng and Jay Shambaugh co-chaired the session.", "Jay Shambaugh"),
        ("en", "Treasury Secretary Janet Yellen chaired the meeting.", "Janet Yellen"),
        ("en", "Assistant Secretary Paul Miller led the U.S. delegation.", "Paul Miller"),
        ("en", "Xuan Changneng led the American delegation.", "Xuan Changneng"),
        ("en", "Photo: Liao Min, head of the Chinese delegation.", "Liao Min"),
        (
            "en",
            "The sister Economic Working Group, led by Xuan Changneng, meets in September.",
            "Xuan Changneng",
        ),
        ("zh", "美方则由财政部副部长尚博领军，中方由宣昌能牵头。", "尚博"),
        ("zh", "国务院副总理何立峰主持会议。", "何立峰"),
        ("zh", "中方牵头人、财政部副部长廖岷说，会谈有益。", "廖岷"),
        ("zh", "中方由人民银行副行长陆磊率队。", "陆磊"),
        ("zh", "此前，由宣昌能牵头的经济工作组也举行了会议。", "宣昌能"),
        ("ja", "廖岷財政次官が中国代表団を率いた。", "廖岷"),
        ("ja", "中国側の団長は廖岷氏だった。", "廖岷"),
        ("ko", "랴오민 재정부 부부장이 중국 대표단을 이끌었다.", "랴오민"),
        ("ko", "허리펑 부총리가 회의를 주재했다.", "허리펑"),
        ("es", "La delegación china, encabezada por el viceministro Liao Min, llegó.", "Liao Min"),
        ("es", "Con Shambaugh al frente de la delegación, hubo acuerdo.", "Shambaugh"),
        ("vi", "Thứ trưởng Tài chính Liêu Mân dẫn đầu phái đoàn Trung Quốc.", "Liêu Mân"),
        ("vi", "Trưởng đoàn Mỹ là Thứ trưởng Jay Shambaugh.", "Jay Shambaugh"),
        ("en", "Heading the American team is Under Secretary Jay Shambaugh.", "Jay Shambaugh"),
        ("en", "The delegation, with Shambaugh at its head, flew home.", "Shambaugh"),
        ("zh", "率领美方代表团的是财政部副部长尚博。", "尚博"),
        ("zh", "美方代表團由財政部次長尚博領銜。", "尚博"),
        ("ja", "米代表団を率いるのはシャンボー財務次官だ。", "シャンボー"),
        ("ko", "회의는 판궁성 인민은행장 주재로 열렸다.", "판궁성"),
        ("es", "Lideró el equipo estadounidense Jay Shambaugh.", "Jay Shambaugh"),
        ("vi", "Đứng đầu phái đoàn Trung Quốc là Thứ trưởng Liêu Mân.", "Liêu Mân"),
        (
            "vi",
            "Dẫn đầu phía Mỹ là ông Neiman, dẫn đầu phía Trung Quốc là ông Liêu Mân.",
            "Liêu Mân",
        ),
        ("en", "Neiman leads the American side; for the Chinese, Liao Min.", "Liao Min"),
        (
            "es",
            "Por EE.UU. encabeza la reunión Neiman; por la china, el viceministro Liao Min.",
            "Liao Min",
        ),
    ],
)
def test_whoever_leads_the_other_group_or_none_is_flagged_and_is_no_head(
    language: str, words: str, said: str
) -> None:
    assert flagged(reading(FINANCIAL[language] + words), "head") == [said]


@pytest.mark.parametrize(
    ("language", "words", "heads"),
    [
        (
            "en",
            "It was co-chaired by Deputy Governor Xuan Changneng and Assistant Secretary Brent "
            "Neiman and reports to Treasury Secretary Janet Yellen.",
            {"xuan-changneng", "brent-neiman"},
        ),
        ("en", "In January Brent Neiman and Nellie Liang led the U.S. team.",
         {"brent-neiman", "nellie-liang"}),
        ("en", "Neiman led an exercise, and Nicholas Tabor chaired a workshop.", set()),
        ("en", "Andrea Gacki, who heads the Financial Crimes Enforcement Network, came.", set()),
        ("en", "The talks were chaired by Yellen's aide Brent Neiman.", {"brent-neiman"}),
        ("en", "Yellen led a delegation to Guangzhou in April.", set()),
        (
            "en",
            "The sister Economic Working Group, led by Jay Shambaugh, meets in September.",
            {"jay-shambaugh"},
        ),
        ("en", "The meeting, with Pan Gongsheng there, was led by his deputy Xuan Changneng.",
         {"xuan-changneng"}),
        ("en", "The sister Economic Working Group, which Shambaugh and Liao Min lead, waits.",
         {"jay-shambaugh", "liao-min"}),
        ("zh", "会议由宣昌能主持，经济工作组牵头人廖岷未出席。", {"xuan-changneng", "liao-min"}),
        ("zh", "耶伦表示，将由尼曼率团赴上海。", {"brent-neiman"}),
        ("ja", "何立峰副首相はニーマン氏率いる米代表団と会った。", {"brent-neiman"}),
        ("ko", "허리펑 부총리는 니먼 차관보가 이끄는 대표단을 접견했다.", {"brent-neiman"}),
        ("es", "He Lifeng recibió a la delegación encabezada por Neiman.", {"brent-neiman"}),
        ("vi", "Hà Lập Phong tiếp phái đoàn Mỹ do ông Neiman dẫn đầu.", {"brent-neiman"}),
        ("zh", "工作组由两国副部级官员牵头，向何立峰副总理和耶伦财长报告。", set()),
        ("zh", "中方由宣昌能副行长率团，行长潘功胜到场致辞。", {"xuan-changneng"}),
        ("zh", "中美经贸中方牵头人、国务院副总理何立峰会见了尼曼率领的美方代表团。",
         {"brent-neiman"}),
        ("zh", "经济、金融两个工作组分别由尚博和尼曼牵头。", {"jay-shambaugh", "brent-neiman"}),
        ("ja", "作業部会はイエレン財務長官と何立峰副首相に報告する。", set()),
        ("ja", "宣昌能副総裁とニーマン米財務次官補が共同議長を務めた。",
         {"xuan-changneng", "brent-neiman"}),
        ("ko", "쉬안창넝 부행장과 브렌트 니먼 차관보가 공동 주재했다.",
         {"xuan-changneng", "brent-neiman"}),
        ("es", "La copresidieron Xuan Changneng y el secretario adjunto Brent Neiman.",
         {"xuan-changneng", "brent-neiman"}),
        ("vi", "Cuộc họp do Tuyên Xương Năng và Brent Neiman đồng chủ trì.",
         {"xuan-changneng", "brent-neiman"}),
    ],
)  # fmt: skip
def test_whoever_leads_by_the_record_is_head_and_nobody_else(
    language: str, words: str, heads: set[str]
) -> None:
    found = reading(FINANCIAL[language] + words)
    assert flagged(found, "head") == []
    assert {each.person for each in found.heads} == heads


def test_two_wrong_heads_do_not_make_another_groups_meeting() -> None:
    words = "The Financial Working Group, which Jay Shambaugh and Liao Min lead, will meet again."
    found = reading(FINANCIAL["en"] + words)
    assert [(each.group, each.number) for each in found.meetings] == [("FWG", 5)]
    assert flagged(found, "head") == ["Jay Shambaugh", "Liao Min"]
