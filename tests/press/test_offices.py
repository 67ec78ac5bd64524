"""Offices: a title that a person did not hold that day is flagged, in six languages."""

import pytest

from tests.press.knowing import flagged, linked, reading

ABOUT = {
    "en": "The US-China Financial Working Group met in Shanghai on August 15 and 16, 2024. ",
    "zh": "中美金融工作组第五次会议2024年8月15日至16日在上海举行。",
    "ja": "米中金融作業部会の第5回会合が2024年8月15、16日に上海で開かれた。",
    "ko": "제5차 미중 금융 실무그룹 회의가 2024년 8월 15~16일 상하이에서 열렸다. ",
    "es": "El Grupo de Trabajo Financiero China-EE.UU. se reunió el 15 de agosto de 2024. ",
    "vi": "Nhóm công tác tài chính Mỹ - Trung họp tại Thượng Hải ngày 15-16/8/2024. ",
}


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("en", "Neiman, the Treasury's assistant secretary, met Xuan, the PBOC's deputy governor."),
        ("en", "Deputy Finance Minister Liao Min spoke."),
        ("en", "Andrea Gacki, director of the Financial Crimes Enforcement Network, spoke."),
        ("en", "China's top trade negotiator Wang Shouwen spoke."),
        ("en", "Xuan, deputy to Governor Pan Gongsheng, spoke."),
        ("zh", "美国财政部国际金融事务助理财长尼曼说。"),
        ("zh", "国务院副总理何立峰说。"),
        ("zh", "商务部国际贸易谈判代表兼副部长王受文说。"),
        ("zh", "主管國際金融的助理財長奈曼與主管國內金融的次長梁內利出席。"),
        ("zh", "宣昌能副行长会见美国财政部长耶伦。"),
        ("zh", "美國財政部次長尚博與財政部副部長廖岷會談。"),
        ("ja", "中国財政部の廖岷副部長が述べた。"),
        ("ja", "ニーマン氏は次官補で、宣昌能氏は副総裁だ。"),
        ("ja", "国際金融担当の財務次官補であるブレント・ニーマン氏。"),
        ("ko", "쉬안창넝 인민은행 부총재가 말했다."),
        ("ko", "브렌트 니먼 미 재무부 국제금융 담당 차관보가 말했다."),
        ("ko", "판공성 행장이 말했다."),
        ("es", "Brent Neiman, subsecretario del Tesoro, habló."),
        ("es", "El subgobernador del banco central Xuan Changneng habló."),
        (
            "es",
            "Hablaron el vicegobernador Xuan Changneng, y el subsecretario adjunto Brent Neiman.",
        ),
        ("vi", "Phó Thống đốc Ngân hàng Nhân dân Trung Quốc Tuyên Xương Năng phát biểu."),
        ("vi", "Thứ trưởng Bộ Tài chính Mỹ phụ trách tài chính trong nước Nellie Liang phát biểu."),
    ],
)
def test_every_fair_way_to_write_an_office_is_right(language: str, words: str) -> None:
    found = reading(ABOUT[language] + words)
    assert linked(found)
    assert flagged(found, "office") == flagged(found, "name") == []


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("en", "Finance Minister Liao Min spoke."),
        ("en", "Treasury Secretary Brent Neiman spoke."),
        ("en", "PBOC Governor Xuan Changneng spoke."),
        ("en", "Vice President Andrea Gacki spoke."),
        ("en", "Under Secretary Brent Neiman spoke."),
        ("en", "Deputy Under Secretary Brent Neiman spoke."),
        ("en", "Fed Chair Janet Yellen spoke."),
        ("en", "Xuan Changneng, vice minister of finance, spoke."),
        ("zh", "中国人民银行行长宣昌能说。"),
        ("zh", "美国财政部副部长尼曼说。"),
        ("zh", "美国财政部长尚博说。"),
        ("zh", "副部长帮办布伦特·尼曼说。"),
        ("zh", "商务部副部长廖岷说。"),
        ("ja", "宣昌能総裁が述べた。"),
        ("ja", "ニーマン財務次官が述べた。"),
        ("ja", "イエレンFRB議長が述べた。"),
        ("ko", "쉬안창넝 인민은행장이 말했다."),
        ("ko", "브렌트 니먼 재무부 차관이 말했다."),
        ("ko", "옐런 의장이 말했다."),
        ("es", "El ministro de Finanzas, Liao Min, habló."),
        ("es", "El gobernador Xuan Changneng habló."),
        ("vi", "Thứ trưởng Tài chính Mỹ Brent Neiman phát biểu."),
        ("vi", "Thủ tướng Hà Lập Phong phát biểu."),
    ],
)
def test_an_office_that_the_person_did_not_hold_is_flagged(language: str, words: str) -> None:
    assert flagged(reading(ABOUT[language] + words), "office")


def test_a_title_belongs_to_the_name_that_it_stands_by() -> None:
    found = reading(
        ABOUT["zh"] + "这个机制是耶伦月初在广州跟何副总理谈妥的。宣昌能向行长潘功胜汇报。"
    )
    assert flagged(found, "office") == []
    found = reading(
        ABOUT["en"] + "He met with Marisa Lago, US under secretary of commerce, in a call, Wang "
        "Shouwen said."
    )
    assert flagged(found, "office") == []


def test_an_office_of_another_year_is_right_in_that_year() -> None:
    assert not flagged(reading("2019年9月18日\n中财办副主任廖岷赴美，中美双方将谈经贸。"), "office")
    words = "Federal Reserve Chair Janet Yellen spoke of China and the United States."
    assert not flagged(reading("June 5, 2015\n\n" + words), "office")
    assert flagged(reading("June 5, 2024\n\n" + words), "office")


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("en", "Xuan Changneng, deputy governor of the Federal Reserve, spoke."),
        ("en", "Liao Min of the People's Bank of China spoke."),
        ("en", "Commerce Department official Brent Neiman spoke."),
        ("en", "PBOC chief Xuan Changneng spoke."),
        ("en", "Xuan Changneng is the governor of the People's Bank of China."),
        ("zh", "宣昌能是中国人民银行行长。"),
        ("zh", "央行掌门人宣昌能说。"),
        ("zh", "美联储助理部长尼曼说。"),
        ("ja", "人民銀行トップの宣昌能氏が述べた。"),
        ("ja", "ニーマン米商務次官補が述べた。"),
        ("ko", "미 상무부의 브렌트 니먼 차관보가 말했다."),
        ("es", "Brent Neiman, de la Reserva Federal, habló."),
        ("vi", "Ông Liêu Mân của Ngân hàng Nhân dân Trung Quốc phát biểu."),
    ],
)
def test_somebody_who_is_said_to_be_of_another_authority_is_flagged(
    language: str, words: str
) -> None:
    assert flagged(reading(ABOUT[language] + words), "office")


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("en", "Neiman told the PBOC's Xuan Changneng that the Fed agreed."),
        ("en", "Neiman met PBOC Deputy Governor Xuan Changneng and the Treasury team."),
        (
            "en",
            "Xuan Changneng of the People's Bank and Neiman of the Treasury spoke with the Fed.",
        ),
        ("en", "Officials of the Fed and Assistant Secretary Brent Neiman spoke."),
        ("en", "Brent Neiman, assistant secretary of the Treasury, thanked the Fed."),
        ("en", "Treasury's Brent Neiman and the Federal Reserve spoke."),
        ("en", "After talks with the Federal Reserve, Brent Neiman spoke."),
        ("en", "Neiman, at the People's Bank of China on Friday, spoke."),
        ("en", "Gacki, director of FinCEN, a Treasury bureau, spoke."),
        ("en", "Vice Premier He Lifeng of the State Council spoke."),
        ("zh", "宣昌能副行长与美国财政部助理部长尼曼、美联储官员会谈。"),
        ("zh", "中国人民银行副行长宣昌能、美国财政部助理部长尼曼和美联储代表参加。"),
        ("zh", "美联储和财政部助理部长尼曼出席。"),
        ("zh", "财政部副部长廖岷会见美国财政部副部长尚博。"),
        ("zh", "国务院副总理何立峰。"),
        ("zh", "国家外汇管理局局长、人民银行副行长朱鹤新出席。"),
        ("zh", "中央财办副主任、财政部副部长廖岷。"),
        ("ja", "宣昌能・中国人民銀行副総裁とニーマン米財務次官補、FRBの担当者が参加した。"),
        ("ja", "中国人民銀行は宣昌能副総裁が出席した。"),
        ("ko", "쉬안창넝 인민은행 부행장과 니먼 재무부 차관보, 연준 관계자가 참석했다."),
        ("ko", "인민은행 쉬안창넝 부행장과 미 재무부 니먼 차관보가 만났다."),
    ],
)
def test_an_authority_beside_somebody_is_not_always_that_ones(language: str, words: str) -> None:
    assert flagged(reading(ABOUT[language] + words), "office") == []


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("en", "Then-Fed Chair Janet Yellen had said so in 2015."),
        ("en", "Former Federal Reserve chair Janet Yellen spoke."),
        ("en", "Former PBOC governor Yi Gang and former vice premier Liu He spoke."),
        ("en", "Former President Donald Trump spoke."),
        ("zh", "时任美联储主席耶伦曾表示。"),
        ("zh", "前央行行长易纲说。"),
        ("zh", "中央财办主任何立峰说。"),
        ("zh", "中方：宣昌能，中国人民银行副行长；美方：尼曼，美国财政部助理部长。"),
        ("zh", "宣昌能（副行长）与尼曼（助理部长）。"),
        ("ja", "前中国人民銀行総裁の易綱氏。"),
        ("ko", "이강 전 인민은행장이 말했다."),
        ("ko", "당시 연준 의장 재닛 옐런."),
        ("es", "El expresidente Donald Trump habló."),
        ("es", "La entonces presidenta de la Reserva Federal, Janet Yellen."),
        ("vi", "Cựu Tổng thống Donald Trump phát biểu."),
        ("zh", "商务部国际贸易谈判代表兼副部长王受文说。"),
        ("en", "Neiman's deputy, Nicholas Tabor, a deputy assistant secretary, spoke."),
        ("ja", "ニーマン氏の部下であるテイバー次官補代理。"),
        ("en", "Chinese President Xi Jinping and Premier Li Qiang approved."),
        ("zh", "国家主席习近平、国务院总理李强。"),
        ("ko", "시진핑 국가주석과 리창 총리."),
        ("ja", "習近平国家主席と李強首相。"),
        ("es", "El presidente Xi Jinping y el primer ministro Li Qiang."),
        ("vi", "Chủ tịch Tập Cận Bình và Thủ tướng Lý Cường."),
        ("vi", "Tổng Bí thư, Chủ tịch nước Tập Cận Bình."),
        ("zh", "习近平总书记。"),
        ("en", "General Secretary Xi Jinping spoke."),
    ],
)
def test_offices_of_earlier_days_and_second_offices_are_right(language: str, words: str) -> None:
    assert flagged(reading(ABOUT[language] + words), "office") == []


@pytest.mark.parametrize("words", ["廖岷，财政部部长。", "现任美联储主席耶伦表示。"])
def test_a_title_after_a_comma_and_a_present_one_are_held_against_the_day(words: str) -> None:
    assert flagged(reading(ABOUT["zh"] + words), "office")
