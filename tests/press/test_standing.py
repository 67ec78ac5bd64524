"""To whom the groups report, and which heads stand opposite each other, held against the record."""

import pytest

from tests.press.knowing import flagged, reading

ABOUT = {
    "en": "The US-China Financial Working Group met in Shanghai on August 15 and 16, 2024, and the "
    "talks of the two sides were about banks. ",
    "zh": "中美金融工作组第五次会议2024年8月15日至16日在上海举行。",
    "ja": "米中金融作業部会の第5回会合が2024年8月15、16日に上海で開かれた。",
    "ko": "제5차 미중 금융 실무그룹 회의가 2024년 8월 15~16일 상하이에서 열렸다. ",
    "es": "El Grupo de Trabajo Financiero China-EE.UU. se reunió el 15 de agosto de 2024. ",
    "vi": "Nhóm công tác tài chính Mỹ - Trung họp tại Thượng Hải ngày 15-16/8/2024. ",
}


@pytest.mark.parametrize(
    ("language", "words"),
    [
        (
            "en",
            "The group reports to Secretary of State Antony Blinken and Foreign Minister Wang Yi.",
        ),
        (
            "en",
            "The working group, set up in 2023, answers to Yellen and Finance Minister Lan Fo'an.",
        ),
        (
            "en",
            "Both working groups report to Gina Raimondo and Vice Premier He Lifeng.",
        ),
        ("en", "Neiman and his Chinese counterpart, Liao Min, met twice."),
        ("en", "Shambaugh met his opposite number Xuan Changneng in Washington."),
        ("zh", "该工作组向耶伦财长和潘功胜行长报告。"),
        ("zh", "两个工作组向布林肯国务卿和王毅外长负责。"),
        ("zh", "尼曼与中方对口官员廖岷通了电话。"),
        ("ja", "作業部会はブリンケン国務長官と王毅外相に報告する。"),
        ("ja", "ニーマン氏はカウンターパートの廖岷氏と会った。"),
        ("ko", "실무그룹은 러몬도 상무장관과 허리펑 부총리에게 보고한다."),
        ("ko", "니먼 차관보는 카운터파트인 랴오민 부부장을 만났다."),
        ("es", "El grupo rinde cuentas a la secretaria de Comercio, Gina Raimondo, y a He Lifeng."),
        ("es", "Neiman y su homólogo Liao Min hablaron."),
        ("vi", "Nhóm báo cáo lên Ngoại trưởng Vương Nghị và Bộ trưởng Janet Yellen."),
    ],
)
def test_other_principals_and_other_counterparts_are_flagged(language: str, words: str) -> None:
    assert flagged(reading(ABOUT[language] + words), "head")


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("en", "The group reports to Treasury Secretary Janet Yellen and Vice Premier He Lifeng."),
        ("en", "Neiman reports to Yellen; the group met Pan Gongsheng."),
        ("en", "The group, which reports to Yellen and He Lifeng, was received by Pan Gongsheng."),
        (
            "en",
            "Neiman and his counterpart Xuan Changneng spoke; Yellen will meet He Lifeng.",
        ),
        ("en", "Shambaugh and Neiman met their counterparts Liao Min and Xuan Changneng."),
        ("en", "Xuan Changneng reports to Governor Pan Gongsheng, and the group to Yellen."),
        ("en", "Yellen and her Chinese counterpart, Finance Minister Lan Fo'an, spoke."),
        ("zh", "工作组向耶伦财长和何立峰副总理报告。"),
        ("zh", "尼曼向耶伦报告了会议情况。"),
        ("zh", "宣昌能向潘功胜行长汇报了工作组会议情况。"),
        ("zh", "尚博与对口的廖岷、尼曼与宣昌能分别会谈。"),
        ("ja", "作業部会はイエレン財務長官と何立峰副首相に報告する。"),
        ("ja", "宣昌能副総裁は潘功勝総裁に報告した。"),
        ("ko", "실무그룹은 옐런 재무장관과 허리펑 부총리에게 보고한다."),
        ("es", "El grupo rinde cuentas a Janet Yellen y a He Lifeng."),
        ("es", "El grupo informó a la prensa; Pan Gongsheng asistió."),
        ("vi", "Nhóm báo cáo lên Bộ trưởng Janet Yellen và Phó Thủ tướng Hà Lập Phong."),
    ],
)
def test_principals_and_counterparts_of_the_record_are_right(language: str, words: str) -> None:
    assert reading(ABOUT[language] + words).flags == ()
