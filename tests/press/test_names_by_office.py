"""Names that only an office makes out: single signs, near spellings, surnames of governments."""

import pytest

from tests.press.knowing import flagged, linked, looked_at, reading

ABOUT = {
    "en": "The US-China Financial Working Group met in Shanghai, and the talks of the two sides "
    "were about the stability of the financial system. ",
    "zh": "中美金融工作组第五次会议2024年8月15日至16日在上海举行。",
    "ja": "米中金融作業部会の第5回会合が2024年8月15、16日に上海で開かれた。",
    "ko": "제5차 미중 금융 실무그룹 회의가 2024년 8월 15~16일 상하이에서 열렸다. ",
    "es": "La quinta reunión del Grupo de Trabajo Financiero China-EE.UU. se celebró en Shanghái. ",
    "vi": "Cuộc họp lần thứ năm của Nhóm công tác tài chính Mỹ - Trung diễn ra tại Thượng Hải "
    "ngày 15-16/8/2024. ",
}


@pytest.mark.parametrize(
    ("language", "words", "people"),
    [
        ("en", "The Bayeng government agreed.", {"joe-biden"}),
        ("en", "In January Brent Neiman spoke.", {"brent-neiman"}),
        ("en", "Treasury Under Secretary for International Trade Brent Neiman.", {"brent-neiman"}),
        ("es", "Con Shambaugh se habló.", {"jay-shambaugh"}),
        ("zh", "何副总理和习主席讲话。", {"he-lifeng", "xi-jinping"}),
        ("zh", "宣昌能发言。宣副行长表示同意。", {"xuan-changneng"}),
        ("zh", "王副部长讲话。任何部长都知道。", set()),
        ("ja", "何副首相は笑った。", {"he-lifeng"}),
        ("ko", "허 부총리와 쉬안 부행장이 말했다.", {"he-lifeng", "xuan-changneng"}),
    ],
)
def test_an_office_makes_out_whose_name_it_is(language: str, words: str, people: set[str]) -> None:
    assert linked(reading(ABOUT[language] + words)) == people


@pytest.mark.parametrize(
    ("language", "words", "written"),
    [
        ("zh", "副行长宣昌良出席。", "宣昌良"),
        ("ja", "何立豊副首相に報告する。", "何立豊"),
        ("ja", "副総裁である玄昌能氏が来た。", "玄昌能"),
        ("ko", "중국 부총리 허랍퐁이 광저우에서 말했다.", "허랍퐁"),
        ("ko", "회의는 셴창넝 중국 인민은행 부총재가 열었다.", "셴창넝"),
        ("vi", "Phó Thủ tướng Trung Quốc Hà Lập Bằng phát biểu.", "Hà Lập Bằng"),
    ],
)
def test_one_sign_from_a_name_is_left_to_a_person(language: str, words: str, written: str) -> None:
    found = reading(ABOUT[language] + words)
    assert looked_at(found) == {written}
    assert flagged(found, "name") == [written]
    assert linked(found) == set()


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("zh", "国务院副总理丁薛祥出席，副行长陆磊和张青松也到场。"),
        ("ja", "丁薛祥副首相と陸磊副総裁が来た。"),
        ("ko", "딩쉐샹 부총리와 루레이 부행장이 왔다."),
        ("vi", "Phó Thủ tướng Lê Minh Khái và Phó Thủ tướng Trần Hồng Hà phát biểu."),
        ("en", "The brokerage has hired Min Liao-Chen as head of Asian credit."),
        ("en", "Bank Vice President Han Zheng came."),
    ],
)
def test_others_in_the_same_office_or_with_a_longer_name_are_left_alone(
    language: str, words: str
) -> None:
    found = reading(ABOUT[language] + words)
    assert found.mentions == ()
    assert flagged(found, "name") == []


@pytest.mark.parametrize(
    ("language", "words", "person", "spellings"),
    [
        ("zh", "美国财政部副部长{}说。", "jay-shambaugh", "尚博 沙姆博 谢姆博 香博 夏姆鲍 谢姆博"),
        ("zh", "美国财政部助理部长{}说。", "brent-neiman", "尼曼 内曼 奈曼 布兰特·奈曼"),
        ("zh", "金融犯罪执法网络局长{}说。", "andrea-gacki", "加茨基 盖奇 蓋奇 安德莉亚·加基"),
        ("ja", "{}米財務次官が述べた。", "jay-shambaugh", "シャンボー シャンバウ シャムボー"),
        ("ja", "{}米財務次官補が述べた。", "brent-neiman", "ニーマン ネイマン ナイマン ネマン"),
        ("ja", "{}米財務長官が述べた。", "janet-yellen", "イエレン イェレン"),
        ("ko", "{} 재무부 차관이 말했다.", "jay-shambaugh", "섐보 샴보 샘보 섐바우"),
        ("ko", "{} 재무부 차관보가 말했다.", "brent-neiman", "니먼 네이먼 나이먼 네이만"),
        ("ko", "{} 재무장관이 말했다.", "janet-yellen", "옐런 옐렌"),
        ("ko", "{} 인민은행 부행장이 말했다.", "xuan-changneng", "쉬안창넝 쉔창넝 선창능"),
        ("vi", "Thứ trưởng {} phát biểu.", "liao-min", "Liêu_Mân Liêu_Mẫn Liao_Min"),
        (
            "en",
            "Assistant Secretary {} spoke.",
            "brent-neiman",
            "Brent_Nieman Nieman Brent_Neimann",
        ),
    ],
)
def test_every_usual_way_to_write_a_foreign_name_is_known(
    language: str, words: str, person: str, spellings: str
) -> None:
    for spelling in spellings.replace("_", "~").split():
        found = reading(ABOUT[language] + words.format(spelling.replace("~", " ")))
        assert linked(found) == {person}, spelling


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("en", "Li Qiang, a taxi driver in Shanghai, shrugged."),
        ("en", "Lawyers at Sullivan & Cromwell disagreed, and donors met at Mar-a-Lago."),
        ("en", "Susan Neiman, the philosopher, wrote about it; Neiman's book sold well."),
        ("zh", "歌手王毅演唱，演员刘昆到场，出租车司机李强路过。"),
        ("zh", "高尚博爱的精神人人称道。"),
        ("ja", "タイのバンコクで、料理人のリャンさんが話した。"),
        ("ko", "수전 니먼의 책이 팔렸고, 왕이 되고 싶다는 아이가 있었다."),
        ("es", "La cantante Wang Yi actuó junto al Lago Tai."),
        ("vi", "Ca sĩ Vương Nghị hát, ông Lý Cường, tài xế, nghe."),
    ],
)
def test_namesakes_of_another_trade_are_left_alone(language: str, words: str) -> None:
    found = reading(ABOUT[language] + words)
    assert found.mentions == ()
    assert flagged(found, "name") == []


def test_of_two_of_one_surname_the_one_named_last_is_meant() -> None:
    words = (
        "Brent Neiman spoke. Susan Neiman, the philosopher, wrote; Neiman's book sold. Brent "
        "Neiman left, and Neiman said so."
    )
    found = reading(ABOUT["en"] + words)
    assert [each.written for each in found.mentions] == ["Brent Neiman", "Brent Neiman", "Neiman"]
    assert linked(found) == {"brent-neiman"}
