"""Damage that a text shows by itself: doubled words, broken quotations, what has lost its sense."""

from collections.abc import Mapping

import pytest

from parley.group.press.sheet import lay_out_reading
from tests.press.knowing import flagged, reading, shipped

#: A right first sentence for each language, so that the rest is read as being about the group.
FIRST = {
    "en": "The Financial Working Group of the US Treasury and the People's Bank of China met in "
    "Shanghai on August 15 and 16, 2024. ",
    "zh": "中美金融工作组2024年8月15日至16日在上海举行第五次会议，宣昌能与尼曼共同主持。",
    "ja": "米中金融作業部会は2024年8月15、16両日、上海で第5回会合を開いた。",
    "ko": "미중 금융실무그룹이 2024년 8월 15∼16일 상하이에서 5차 회의를 열었다. ",
    "es": "El grupo de trabajo financiero de Estados Unidos y China celebró su quinta reunión los "
    "días 15 y 16 de agosto de 2024 en Shanghái. ",
    "vi": "Nhóm công tác tài chính Mỹ - Trung họp lần thứ năm tại Thượng Hải ngày 15 và "
    "16/8/2024. ",
}


def flags_of(language: str, words: str, kind: str) -> list[str]:
    return flagged(reading(FIRST[language] + words), kind)


@pytest.mark.parametrize(
    ("language", "words", "doubled"),
    [
        ("en", "They talked about of the of the banks.", "of the of the"),
        ("en", "He will will do it.", "will will"),
        ("en", "Officials from the Treasury Treasury came.", "Treasury Treasury"),
        (
            "en",
            "Both held frank talks held frank talks on banks.",
            "held frank talks held frank talks",
        ),
        ("zh", "双方讨论了了跨境支付。", "了了"),
        ("zh", "会议会议讨论了金融稳定。", "会议会议"),
        ("zh", "會上還會上還談了流動性。", "會上還會上還"),
        ("zh", "会议在在上海举行。", "在在"),
        ("ja", "双方は金融の安定についてについて話し合った。", "についてについて"),
        ("ja", "会合をを開いた。", "をを"),
        ("ja", "意見を意見を交わした。", "意見を意見を"),
        ("ko", "양측은 우려를 우려를 전달했다.", "우려를 우려를"),
        ("ko", "회의를를 마쳤다.", "를를"),
        ("es", "Según según el comunicado, hubo acuerdo.", "Según según"),
        ("es", "Se acordó se acordó seguir.", "Se acordó se acordó"),
        ("vi", "Hai bên đã đã trao đổi.", "đã đã"),
        ("vi", "Hai bên trao đổi trao đổi về ngân hàng.", "trao đổi trao đổi"),
    ],
)
def test_words_that_stand_twice_are_flagged(language: str, words: str, doubled: str) -> None:
    assert flags_of(language, words, "repetition") == [doubled]


@pytest.mark.parametrize(
    ("language", "words"),
    [
        (
            "en",
            "He said that that was all they had had, step by step by step, more and more and more.",
        ),
        ("en", "It was very very good in Walla Walla. It was very good."),
        ("zh", "为了了解情况，人人都来谈谈，面对面对话，一步一步来。"),
        ("zh", "双方就对方关切的问题、对对方的建议作了说明，他说的的确如此。"),
        ("ja", "人々はそれぞれいろいろ話し合うこととなったものの、ゆっくりゆっくり進んだ。"),
        ("ko", "양측은 하나 하나, 한 걸음 한 걸음 점검했다."),
        ("es", "Fue muy muy franco. Dijo que qué más da."),
        (
            "vi",
            "Hai bên dần dần hiểu nhau. Hiện tại tại Hà Nội, hàng không không người lái."
            " Của cửa hàng.",
        ),
    ],
)
def test_what_a_language_doubles_is_no_damage(language: str, words: str) -> None:
    assert flags_of(language, words, "repetition") == []


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("en", 'He said the work goes on." The end came.'),
        ("en", '"We met," he said. "And so on.\n\nThe end came.\n\nMore came.\n\nAnd more.'),
        ("en", "He said: “We met ‘today’. Then he left."),
        ("en", "‘We met, he said of the talks."),
        ("zh", "尼曼表示：“会谈坦诚。随后他离开了。"),
        ("zh", "会谈坦诚”，尼曼表示。"),
        ("ja", "「建設的だった。参加者が述べた。"),
        ("ja", "建設的だった」と述べた。"),
        ("ko", '"솔직했다고 말했다.'),
        ("ko", '솔직했다"고 말했다.'),
        ("es", "«Fue franco, dijo el viceministro."),
        ("es", "Fue franco», dijo el viceministro."),
        ("vi", "“Cuộc họp thẳng thắn, ông nói."),
    ],
)  # fmt: skip
def test_a_quotation_without_beginning_or_end_is_flagged_once(language: str, words: str) -> None:
    assert len(flags_of(language, words, "quotation")) == 1


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("en", '"We met.\n\n"We will meet again," he said. It was 5" long.'),
        ("en", "“We met ‘today’,” he said of the banks’ plan in the ’90s."),
        ("en", "“We met.\n\n“We will meet again.”"),
        ("zh", "尼曼说：“我们说‘好’。”"),
        ("ja", "「『率直』だった」と述べた。"),
        ("ko", "“솔직했다”고 말했다. '안정'이 주제였다. ”좋았다“고 했다."),
        ("es", "«Fue franco.\n\n»Y “útil”», dijo."),
        ("vi", '"Thẳng thắn", ông nói.'),
    ],
)
def test_a_whole_quotation_is_not_flagged(language: str, words: str) -> None:
    assert flags_of(language, words, "quotation") == []


def test_a_text_that_breaks_off_is_not_blamed_for_its_last_quotation() -> None:
    assert flags_of("en", 'He said: "We met and we will', "quotation") == []
    assert flags_of("en", 'He said: "We met and we will. They left.', "quotation") != []


ONE_SIDE = [
    ("en", "China on its own is home to 12 of the 30 lenders that matter most."),
    ("en", "Twelve of the 30 globally important banks are Chinese."),
    ("en", "American lenders hold some 40 percent of global banking assets."),
    ("en", "US officials note that China holds two fifths of the world's banking assets."),
    ("en", "The two hold 40 percent of global banking assets, and China 12 of the 30 top banks."),
    ("zh", "中国一家就占了全球银行资产的百分之四十左右。"),
    ("zh", "全球系统重要性银行共30家，其中12家总部设在中国。"),
    ("zh", "美国拥有全球约四成的银行业资产。"),
    ("ja", "国際的に重要な30行のうち12行が中国の銀行だ。"),
    ("ja", "中国だけで世界の銀行資産の約4割を占める。"),
    ("ko", "중요한 은행 30곳 가운데 12곳이 중국 은행인 만큼 미국으로서도 남의 일이 아니다."),
    ("ko", "중국은 세계 은행 자산의 약 40%를 차지한다."),
    ("es", "De los 30 bancos más importantes del mundo, 12 son chinos."),
    ("es", "China sola suma el 40 por ciento de los activos bancarios mundiales."),
    ("vi", "Trong 30 ngân hàng quan trọng nhất thế giới có 12 ngân hàng của Trung Quốc."),
    ("vi", "Riêng Trung Quốc chiếm khoảng 40% tài sản ngân hàng toàn cầu."),
]
BOTH_SIDES = [
    ("en", "The two countries between them are home to 12 of the 30 lenders."),
    ("en", "China and the US hold 40 percent of global banking assets and 12 of the 30 banks."),
    ("en", "Twelve of the 30 banks are based in China or the United States."),
    ("en", "China's central bank said the two hold 40 percent of global banking assets."),
    ("zh", "全球30家系统重要性银行中，中美共有12家，合计占全球银行资产的约40%。"),
    ("zh", "中方官员说，两国银行业资产合计占全球四成。"),
    ("ja", "米中の銀行は合わせて世界の銀行資産の約4割を占め、30行のうち12行が両国に本拠を置く。"),
    ("ko", "두 나라는 세계 은행 자산의 약 40%를 합쳐서 갖고 있고, 은행 30곳 중 12곳이 있다."),
    ("es", "Entre los dos países suman el 40 por ciento de los activos bancarios del mundo."),
    ("es", "De los 30 bancos, 12 tienen su sede en China o en Estados Unidos."),
    ("vi", "Hai nước chiếm khoảng 40% tài sản ngân hàng toàn cầu và có 12 trong số 30 ngân hàng."),
]  # fmt: skip


@pytest.mark.parametrize(("language", "words"), ONE_SIDE)
def test_a_figure_of_both_that_is_given_to_one_is_flagged_and_not_accepted(
    language: str, words: str
) -> None:
    found = reading(FIRST[language] + "\n\n" + words)
    assert len(flagged(found, "figure")) == 1
    assert "accepted" not in {
        each.status
        for each in found.facts
        if each.kind == "figure" and isinstance(each.value, Mapping) and not each.value["joint"]
    }


@pytest.mark.parametrize(("language", "words"), BOTH_SIDES)
def test_a_figure_of_both_countries_is_right_in_any_words(language: str, words: str) -> None:
    found = reading(FIRST[language] + "\n\n" + words)
    assert flagged(found, "figure") == []
    assert any(each.kind == "figure" for each in found.facts)


GROUP = "The Financial Working Group of the US and China "
WRONG_WEEKDAYS = [
    GROUP + "met in Washington on Wednesday, April 16, 2024.",
    GROUP + "met on 15 August 2024, a Friday, in Shanghai.",
    "WASHINGTON, Tuesday, August 19, 2024 (Wire) - " + GROUP + "met in Shanghai.",
    "Tuesday, August 19, 2024\n\n" + GROUP + "met in Shanghai.",
    "August 19, 2024\n\n" + GROUP + "met in Shanghai on Friday and Saturday, August 15 and 16.",
    "中美金融工作组第七次会议于12月15日（星期一）在南京揭幕，宣昌能与尼曼主持。",
    "2024年12月17日 星期三\n\n中美金融工作组12月15日至16日在南京举行第七次会议。",
    "中美经济工作组2月5日至6日（周二、周三）在北京举行第三次会议，廖岷与尚博主持。",
    "米中金融作業部会は2027年4月8日（木）と9日（土）にワシントンで第8回会合を開く。",
    "米中金融作業部会は8月15日金曜日に上海で第5回会合を開いた。",
    "2024년 8월 19일\n\n미중 금융실무그룹이 지난 목·금요일인 14∼15일 상하이에서 5차 회의를 열었다.",
    "미중 금융실무그룹이 8월 15일(금) 상하이에서 5차 회의를 열었다.",
    "El grupo de trabajo financiero de Estados Unidos y China se reunió el viernes 15 de agosto de "
    "2024 en Shanghái por quinta vez.",
    "Nhóm công tác tài chính Mỹ - Trung họp lần thứ bảy tại Nam Kinh ngày 15/12 (thứ Hai).",
]
RIGHT_WEEKDAYS = [
    GROUP + "met on August 15 and 16 (Thursday and Friday), 2024.",
    GROUP + "met in Shanghai on August 15, 2024, Friday's readout said, and on Monday they left.",
    "WASHINGTON, Monday, August 19, 2024 (Wire) - " + GROUP + "met in Shanghai.",
    "中美金融工作组15日至16日（周四、周五）在上海举行第五次会议。",
    "【ワシントン2027年3月12日】米財務省は12日、金融作業部会を4月8日（木）と9日（金）に開くと発表した。",
    "미중 금융실무그룹이 8월 15일(목)~16일(금) 상하이에서 5차 회의를 열었다.",
    "El grupo de trabajo financiero de Estados Unidos y China se reunió el jueves 15 y viernes 16 "
    "de agosto de 2024 en Shanghái.",
    "Ngày 26/4/2027, nhóm công tác tài chính Trung - Mỹ cho biết sẽ họp lần thứ tám tại Bắc Kinh "
    "trong hai ngày 13 và 14/5, thứ Năm và thứ Sáu.",
]


@pytest.mark.parametrize("raw", WRONG_WEEKDAYS)
def test_a_day_of_the_week_that_contradicts_its_date_is_flagged(raw: str) -> None:
    """The year is the text's own, or that of the meeting of the record that it tells of."""
    assert len(flagged(reading(raw), "weekday")) == 1


@pytest.mark.parametrize("raw", RIGHT_WEEKDAYS)
def test_a_day_of_the_week_that_may_be_right_is_not_flagged(raw: str) -> None:
    assert flagged(reading(raw), "weekday") == []


def test_a_flag_on_a_dateline_gives_the_words_of_the_dateline() -> None:
    found = reading(WRONG_WEEKDAYS[3])
    row = lay_out_reading(found, shipped().dialogue, shipped().known, "")["flags"][0]
    assert (
        row["sentence"] == "Tuesday, August 19, 2024" == found.text.raw[row["start"] : row["end"]]
    )


def test_a_day_that_no_calendar_has_is_flagged() -> None:
    said = "El grupo de trabajo financiero de Estados Unidos y China se reunió el 31 de junio."
    assert flagged(reading(said), "impossible") == ["31 de junio"]


#: What stands before a founding, dated, so that "last October" is one month.
HEADS = {
    "en": "2024-08-19\n\n" + FIRST["en"],
    "zh": "2024年8月19日\n\n" + FIRST["zh"],
    "ja": "2024年8月19日\n\n" + FIRST["ja"],
    "ko": "2024년 8월 19일\n\n" + FIRST["ko"],
    "es": "19 de agosto de 2024\n\n" + FIRST["es"],
    "vi": "19/8/2024\n\n" + FIRST["vi"],
}
WRONG_FOUNDINGS = [
    ("en", "The group was born in November 2023 when Janet Yellen played host to He Lifeng."),
    ("en", "It came into being in July 2023."),
    ("en", "The panel has existed since October 2023."),
    ("en", "The two groups were set up on the last day of Yellen's visit to Beijing."),
    ("en", "The working group was created when Yellen played host to He in San Francisco."),
    ("en", "In November 2023 the group was created by Yellen and He."),
    ("zh", "该工作组诞生于2023年7月。"),
    ("zh", "两个工作组在去年7月耶伦访华期间宣布成立。"),
    ("zh", "该机制去年11月挂牌。"),
    ("ja", "両部会は、7月のイエレン財務長官の北京訪問の最終日に設置が発表されたものだ。"),
    ("ja", "作業部会は2023年8月に設けられた。"),
    ("ko", "실무그룹은 지난해 10월 출범했다."),
    ("ko", "두 그룹은 2023년 7월 22일 함께 태어났다."),
    ("es", "El canal se anunció el 22 de octubre de 2023."),
    ("es", "El grupo se creó durante la visita de Yellen a Pekín."),
    ("vi", "Nhóm này ra đời tháng 11/2023."),
    ("vi", "Hai nhóm, vốn được lập ngày 22/8/2023 sau chuyến thăm của bà Yellen, báo cáo cho bà."),
]
LATE_FOUNDINGS = [
    ("en", "The group was set up after Yellen's trip to Guangzhou in April 2024."),
    ("zh", "2023年11月两国元首会晤后，工作组宣布成立。"),
    ("ja", "作業部会は2023年11月の首脳会談を受けて発足した。"),
    ("ko", "실무그룹은 2023년 11월 정상회담 이후 출범했다."),
    ("es", "El grupo se creó tras la cumbre de noviembre de 2023."),
]
RIGHT_FOUNDINGS = [
    ("en", "The group has exchanged letters since its launch, after the storm of August 2024."),
    ("zh", "2023年11月旧金山会晤后，工作组自成立以来第三次开会。"),
    ("ja", "作業部会は発足後、2023年11月に対面で開かれた。南京市内に会場が設けられた。"),
    ("ko", "지난해 말 발족한 실무그룹이 출범 이후 2024년 1월 베이징에서 만났다."),
    ("en", "After Yellen's trip in July 2023, the two groups were created. It was in September."),
    ("en", "The group has existed since September 2023 and met in San Francisco in November."),
    ("en", "The anti-money laundering exchange was launched in April 2024."),
    ("en", "The Cooperation and Exchange on Anti-Money Laundering met. The Working Group, "
     "which was launched on September 22, 2023, reports to Yellen."),
    ("en", "The commerce group was founded in August 2023. The consultancy was set up in 2022."),
    ("en", "The Financial Working Group announced the launch of exercises in March 2024."),
    ("en", "The creation of the groups was agreed during talks in Beijing in July 2023."),
    ("zh", "去年7月耶伦访华后，两国于9月成立两个工作组。中美商贸工作组于2023年8月成立。"),
    ("zh", "双方在2024年8月建立了联络人名单。工作组自成立以来已于11月在旧金山开会。"),
    ("ja", "昨年7月のイエレン氏の訪中を受けて9月に発足した。"),
    ("ja", "経済作業部会と並んで立ち上げられた金融作業部会は1月に北京で会合を開いた。"),
    ("ko", "지난해 7월 옐런 장관의 방중 이후 9월에 출범했다. 새 정부는 내년 1월 출범한다."),
    ("es", "El grupo se creó en septiembre, tras la visita de Yellen en julio de 2023."),
    ("vi", "Nhóm ra đời tháng 9/2023 sau chuyến thăm tháng 7 của bà Yellen."),
]  # fmt: skip


@pytest.mark.parametrize(("language", "words"), WRONG_FOUNDINGS + LATE_FOUNDINGS)
def test_a_founding_that_the_charter_does_not_have_is_flagged(language: str, words: str) -> None:
    assert flagged(reading(HEADS[language] + words), "founding date")


@pytest.mark.parametrize(("language", "words"), RIGHT_FOUNDINGS)
def test_a_right_founding_and_that_of_something_else_is_not_flagged(
    language: str, words: str
) -> None:
    assert flagged(reading(HEADS[language] + words), "founding date") == []


LOST = [
    ("en", "Officials made several exercises. The former two of them were satisfied."),
    ("en", "The talks were frank. The three of them agreed to meet again."),
    ("en", "A spokesman spoke. All four of them were pleased."),
    ("zh", "会谈坦诚务实。这三者都同意保持沟通。"),
    ("zh", "一名官员称会谈坦诚。上述四家均未回应。"),
    ("ja", "会合は率直だった。3者は今後も協議する。"),
    ("ja", "ニーマン次官補が述べた。両氏は再会を約束した。"),
    ("ko", "회의는 솔직했다. 세 사람은 다시 만나기로 했다."),
    ("es", "Hubo ejercicios. Los dos primeros de ellos salieron bien."),
    ("es", "Un portavoz habló. Los tres coincidieron en seguir."),
    ("vi", "Một quan chức nói chuyến đi tốt đẹp. Cả ba người trong số đó đã đồng ý."),
]
GIVEN = [
    ("en", "Neiman, Xuan and Liang spoke first. The three of them then had dinner."),
    ("en", "They drilled a failure, an outage and a leak. The former two of them went well."),
    ("en", "The two sides met. The two of them agreed. The former two governments differed."),
    ("zh", "会议讨论了支付、数据和保险。三者都很重要。这三年来参与者众多。"),
    ("ja", "ニーマン次官補と宣昌能副総裁が議長を務めた。両氏は再会を約束した。"),
    ("ko", "니먼 차관보와 쉬안창넝 부행장이 주재했다. 두 사람은 다시 만난다."),
    ("es", "Neiman, Xuan y Liang hablaron. Los tres coincidieron en seguir."),
    ("vi", "Ba quan chức dự họp. Cả ba người đã đồng ý."),
]
TURNED = [
    ("en", "The two leaders discussed capital markets.", "no leaders in the meeting"),
    ("zh", "两国领导人还将讨论反恐融资问题。", "no leaders in the meeting"),
    ("ja", "両首脳は決済について協議した。", "no leaders in the meeting"),
    ("es", "Los dos líderes abordaron los pagos.", "no leaders in the meeting"),
    ("en", "Treasury officials reiterated that the US seeks to decouple.", "inverted meaning"),
    ("zh", "美方重申寻求与中国脱钩。", "inverted meaning"),
    ("ko", "미국은 디커플링을 추구한다고 거듭 밝혔다.", "inverted meaning"),
    ("es", "El Tesoro reiteró que busca el desacoplamiento.", "inverted meaning"),
    ("vi", "Phía Mỹ nhắc lại rằng Mỹ tìm cách tách rời kinh tế.", "inverted meaning"),
    ("zh", "中方可能无法提供有关拜登对美国投资限制的更多细节。", "inverted meaning"),
    ("en", "Both sides agreed not to keep in touch.", "inverted meaning"),
    ("zh", "双方商定不再保持沟通。", "inverted meaning"),
    ("ja", "双方は意思疎通を続けないことで一致した。", "inverted meaning"),
    ("es", "Las partes acordaron no mantener el diálogo.", "inverted meaning"),
    ("en", "The Chinese side welcomed the new US tariffs.", "inverted meaning"),
    ("zh", "中方欢迎美方加征关税。", "inverted meaning"),
]
NOT_TURNED = [
    ("en", "Biden and Xi met in November. The two leaders agreed to keep talking."),
    ("en", "The US is not seeking to decouple. Beijing accused it of seeking to decouple."),
    ("zh", "美方重申不寻求与中国脱钩。中方反对美方寻求脱钩。两国元首共识得到落实。"),
    ("en", "Both sides agreed to keep in touch. China welcomed the suspension of tariffs."),
    ("zh", "双方商定继续保持沟通。中方欢迎美方取消加征关税。"),
    ("ja", "米側はデカップリングを目指していないと述べた。"),
    ("ko", "미국은 디커플링을 추구하지 않는다고 밝혔다."),
    ("es", "El Tesoro reiteró que no busca el desacoplamiento."),
    ("vi", "Bà Yellen nói không ai muốn cắt đứt quan hệ kinh tế."),
]


@pytest.mark.parametrize(("language", "words"), LOST)
def test_so_many_of_them_where_nothing_gives_so_many_are_flagged(language: str, words: str) -> None:
    assert len(flags_of(language, "\n\n" + words, "lost antecedent")) == 1


@pytest.mark.parametrize(("language", "words"), GIVEN)
def test_so_many_of_what_was_named_counted_or_listed_are_not(language: str, words: str) -> None:
    assert flags_of(language, "\n\n" + words, "lost antecedent") == []


@pytest.mark.parametrize(("language", "words", "kind"), TURNED)
def test_what_cannot_be_so_is_flagged(language: str, words: str, kind: str) -> None:
    assert len(flags_of(language, "\n\n" + words, kind)) == 1


@pytest.mark.parametrize(("language", "words"), NOT_TURNED)
def test_an_assurance_an_accusation_and_a_summit_are_left_alone(language: str, words: str) -> None:
    found = reading(FIRST[language] + "\n\n" + words)
    kinds = ("no leaders in the meeting", "inverted meaning")
    assert [each for kind in kinds for each in flagged(found, kind)] == []


@pytest.mark.parametrize(
    ("language", "words", "count"),
    [
        ("en", "He also saidIt was good. According to BloombergThe banks met.", 2),
        ("en", "In statementthe bank said so. According to CNBCtechnical experts met.", 2),
        ("en", "PetroChina, YouTube, BlackRock, McDonald and NGOs met; COVID-era CEOs left.", 0),
        ("es", "El comunicado fue así, segúnLos bancos.", 1),
        ("zh", "中美金融第次四会议在华盛顿举行。", 1),
    ],
)
def test_words_run_together_are_flagged_and_names_of_firms_are_not(
    language: str, words: str, count: int
) -> None:
    assert len(flags_of(language, "\n\n" + words, "torn words")) == count


@pytest.mark.parametrize(
    ("language", "words", "kind"),
    [
        ("en", "They agreed. agreed to meet.", "repetition"),
        ("ja", "会合は、は、建設的だった。", "repetition"),
        ("ko", "이번 회의 회의는 솔직했다.", "repetition"),
        ("en", '\n\n"We met, he said.\n\n"We will," she said.', "quotation"),
        ("vi", "Hai bên gặp nhau thứ Hai, 15/12/2024.", "weekday"),
        ("en", "They left on Friday the 15th of August 2024.", "weekday"),
        ("en", "The group has been running since 2022.", "founding date"),
        ("es", "El grupo funciona desde 2022.", "founding date"),
        ("ja", "作業部会は2022年から続く。", "founding date"),
        ("ko", "금융실무그룹은 2022년부터 가동됐다.", "founding date"),
    ],
)
def test_less_common_forms_are_flagged_once(language: str, words: str, kind: str) -> None:
    assert len(flags_of(language, words, kind)) == 1
