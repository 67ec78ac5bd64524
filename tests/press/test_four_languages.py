"""Meetings told in Japanese, Korean, Spanish and Vietnamese, as newspapers write of them."""

from datetime import date

import pytest

from parley.files.phrases import LANGUAGES, read_further_names, read_phrases, written_out
from parley.group.press.days.date_words import find_named
from parley.group.press.days.which_days import days_of, part_of
from parley.group.press.document.reading import read_text
from parley.group.press.document.text import Language
from tests.press.knowing import flagged, reading

WRITTEN = date(2024, 8, 19)
JA, KO, ES, VI = Language.JAPANESE, Language.KOREAN, Language.SPANISH, Language.VIETNAMESE


@pytest.mark.parametrize(
    ("language", "words", "days"),
    [
        (JA, "15、16の両日、上海で", "15/16"),
        (JA, "5、6両日に開催", "5/6"),
        (JA, "8月15日（木）～16日（金）", "15/16"),
        (JA, "今月15、16両日", "15/16"),
        (JA, "5─6日に実施した", "5/6"),
        (JA, "来週木、金曜日に", "29/30"),
        (JA, "１５、１６日", "15/16"),
        (KO, "지난 15∼16일 진행된", "15/16"),
        (KO, "15일(목)~16일(금)", "15/16"),
        (KO, "이번 주 목·금요일", "22/23"),
        (KO, "15일과 16일 이틀간", "15/16"),
        (ES, "los días 15 y 16 en Shanghái", "15/16"),
        (ES, "el jueves 15 y el viernes 16 de agosto", "15/16"),
        (ES, "entre el 15 y el 16", "15/16"),
        (ES, "el jueves y el viernes de la semana pasada", "15/16"),
        (ES, "el pasado día 15", "15/15"),
        (VI, "trong hai ngày 15 và 16/8", "15/16"),
        (VI, "từ 15 đến 16/8", "15/16"),
        (VI, "các ngày 15 và 16 tháng 8", "15/16"),
        (VI, "15-16/8", "15/16"),
    ],
)
def test_days_of_a_meeting_in_all_spellings(language: Language, words: str, days: str) -> None:
    (named,) = find_named(words, language)
    found = days_of(named, WRITTEN, 0)
    assert found is not None
    assert f"{found[0].day}/{found[1].day}" == days
    assert {each.month for each in found} == {8}


@pytest.mark.parametrize(
    ("language", "words"),
    [
        (JA, "2日間にわたる"),
        (JA, "第20期三中全会"),
        (KO, "3일간"),
        (ES, "del 15 al 16 por ciento"),
        (ES, "12 de los 30 bancos"),
        (VI, "12 trong số 30"),
        (VI, "ngày 5-6"),  # 5 June, or two days
    ],
)
def test_what_is_no_day(language: Language, words: str) -> None:
    assert not list(find_named(words, language))


@pytest.mark.parametrize(
    ("language", "words", "first", "last"),
    [
        (JA, "1月下旬", "2024-01-18", "2024-01-31"),
        (JA, "昨年末", "2023-10-01", "2023-12-31"),
        (KO, "지난해 말", "2023-10-01", "2023-12-31"),
        (KO, "이달 중순", "2024-08-09", "2024-08-22"),
        (ES, "a principios de agosto", "2024-08-01", "2024-08-12"),
        (VI, "cuối tháng 10 năm 2024", "2024-10-18", "2024-10-31"),
        (VI, "ngày 7-4", "2024-04-07", "2024-04-07"),
    ],
)
def test_parts_of_months_and_years(language: Language, words: str, first: str, last: str) -> None:
    (named,) = find_named(words, language)
    days = days_of(named, WRITTEN, 0)
    assert days is not None
    assert [str(each) for each in part_of(days, named.part)] == [first, last]


@pytest.mark.parametrize(
    ("raw", "day"),
    [
        (
            "経済作業部会、北京で初開催 2024年02月07日 06時45分\n\n米中は会合を開いた。",
            "2024-02-07",
        ),
        ("미·중, 회의 개최\n홍길동 2024. 1. 31. 11:25\n미국과 중국이 회의를 열었다.", "2024-01-31"),
        ("Mỹ - Trung họp\nNguyễn An 07/04/2024 - 15:13\nHai bên đã họp.", "2024-04-07"),
        ("Se reúne el grupo\n06/02/2024\nLos dos países se reunieron el lunes.", "2024-02-06"),
    ],
)
def test_the_day_and_hour_after_a_headline_are_those_of_the_text(raw: str, day: str) -> None:
    assert str(read_text(raw).day) == day


@pytest.mark.parametrize(
    "raw",
    [
        "2024年8月19日\n中国人民銀行は19日、米中金融作業部会の第5回会合を15、16両日に上海で開"
        "いたと発表した。",
        "2024年8月19日\n先週上海で行われた米中金融WGの5回目の会合の結果を人民銀行が19日公表した。",
        "2024년 8월 19일\n인민은행은 지난주 상하이에서 열린 제5차 미·중 금융 워킹그룹 회의 "
        "결과를 19일 공개했다.",
        "2024년 8월 19일\n미중 금융 실무그룹 5차 회의가 지난 15∼16일 상하이에서 열렸다고 "
        "인민은행이 밝혔다.",
        "19 de agosto de 2024\nChina y EEUU celebraron en Shanghái los días 15 y 16 la "
        "quinta reunión del "
        "grupo conjunto de trabajo financiero, informó este lunes el banco central.",
        "19/08/2024\nCuộc họp lần thứ năm của nhóm làm việc về tài chính Mỹ - Trung đã diễn ra tại "
        "Thượng Hải trong hai ngày 15 và 16/8, Ngân hàng Nhân dân Trung Quốc cho biết ngày 19/8.",
    ],
)
def test_a_meeting_that_was_held(raw: str) -> None:
    found = reading(raw)
    (meeting,) = found.meetings
    assert (meeting.group, meeting.number, meeting.status) == ("FWG", 5, "held")
    assert (meeting.place, str(meeting.start), str(meeting.end)) == (
        "Shanghai", "2024-08-15", "2024-08-16",
    )  # fmt: skip
    assert not found.flags


@pytest.mark.parametrize(
    "raw",
    [
        "2027年5月10日\n米中金融作業部会の第8回会合が13、14の両日、成都で開催される。財務省が"
        "10日明らかにした。",
        "2027년 5월 10일\n미국과 중국이 오는 13~14일 청두에서 제8차 금융 워킹그룹 회의를 "
        "개최키로 했다고 "
        "인민은행이 10일 발표했다.",
        "10 de mayo de 2027\nEl grupo de trabajo financiero de China y EEUU celebrará su "
        "octava reunión "
        "los días 13 y 14 en Chengdu, según anunció este lunes el banco central chino.",
        "10/05/2027\nNhóm công tác tài chính Mỹ - Trung sẽ tổ chức cuộc họp lần thứ tám tại "
        "Thành Đô "
        "trong các ngày 13 và 14/5, theo thông báo ngày 10/5 của Ngân hàng Nhân dân Trung Quốc.",
    ],
)
def test_a_meeting_to_come_is_read_without_the_record(raw: str) -> None:
    (meeting,) = reading(raw).meetings
    assert (meeting.group, meeting.number, meeting.status) == ("FWG", 8, "planned")
    assert (meeting.place, str(meeting.start), str(meeting.end)) == (
        "Chengdu", "2027-05-13", "2027-05-14",
    )  # fmt: skip


@pytest.mark.parametrize(
    "raw",
    [
        "2024年4月17日\n米中両国の経済、金融両作業部会は16日、ワシントンでそれぞれ4回目の会合"
        "を開催した。",
        "2024년 4월 17일\n미국과 중국은 16일 워싱턴DC에서 경제·금융 워킹그룹 4차 회의를 각각 "
        "개최했다.",
        "17 de abril de 2024\nLos grupos de trabajo económico y financiero de China y "
        "Estados Unidos "
        "celebraron el martes en Washington sus cuartas reuniones.",
        "17/04/2024\nHai nhóm công tác kinh tế và tài chính của Mỹ và Trung Quốc đã có cuộc "
        "họp lần "
        "thứ tư tại Washington ngày 16/4.",
    ],
)
def test_both_groups_in_one_sentence(raw: str) -> None:
    found = reading(raw)
    assert {(each.group, each.number, each.place) for each in found.meetings} == {
        ("FWG", 4, "Washington"),
        ("EWG", 4, "Washington"),
    }
    assert not found.flags


@pytest.mark.parametrize(
    "raw",
    [
        "2023年9月23日\n米財務省は22日、中国との間で経済と金融の2つの作業部会を新設すると発表した。"
        "定期的に会合を開く。イエレン財務長官は7月、北京で何立峰副首相と会談した。",
        "2023년 9월 23일\n미국과 중국이 경제·금융 분야 실무그룹을 출범시켰다. 두 실무그룹은 "
        "정기적으로 만난다. "
        "옐런 재무장관은 7월 베이징에서 허리펑 부총리와 만났다.",
        "23 de septiembre de 2023\nEEUU y China pusieron en marcha dos grupos de trabajo, "
        "uno económico y "
        "otro financiero. Janet Yellen y He Lifeng lo acordaron en julio. Ambos funcionarios se "
        "reunieron en Pekín.",
        "23/09/2023\nMỹ và Trung Quốc thành lập hai nhóm công tác về kinh tế và tài chính. "
        "Hai nhóm sẽ "
        "họp định kỳ. Bà Janet Yellen đã gặp Phó Thủ tướng Hà Lập Phong tại Bắc Kinh hồi tháng 7.",
    ],
)
def test_a_founding_and_a_meeting_of_principals_are_no_meeting_of_a_group(raw: str) -> None:
    assert not reading(raw).meetings


def test_what_a_group_did_on_the_same_occasion_took_place_where_the_principals_met() -> None:
    found = reading(
        "11/11/2023\nBà Janet Yellen và Phó Thủ tướng Hà Lập Phong kết thúc hai ngày hội đàm "
        "tại San "
        "Francisco hôm 10/11. Cùng dịp này, nhóm công tác tài chính của Mỹ và Trung Quốc cũng họp. "
        "Đây là cuộc họp thứ hai của nhóm."
    )
    (meeting,) = found.meetings
    assert (meeting.number, meeting.place) == (2, "San Francisco")


def test_the_day_of_another_article_is_no_day_of_a_meeting() -> None:
    found = reading(
        "2024年4月10日\n米中は金融作業部会（FWG、2024年1月23日記事参照）の枠組みで意見交換に"
        "合意した。"
        "FWGは昨年設置された（2023年9月25日記事参照）。"
    )
    assert not found.meetings
    assert not found.flags


def test_in_that_year_points_back() -> None:
    found = reading(
        "2024년 2월 7일\n미국과 중국이 5∼6일 베이징에서 경제 워킹그룹 제3차 회의를 개최했다. "
        "양국은 작년 7월 재닛 옐런 장관의 방중을 계기로 그해 10월 경제 워킹그룹 첫 회의를 열었다."
    )
    assert not found.flags
    assert found.meetings[0].number == 3


def test_a_plenum_is_not_counted() -> None:
    found = reading(
        "2024년 8월 19일\n제5차 미·중 금융 워킹그룹 회의가 15∼16일 상하이에서 열렸다. 양측은 "
        "회의에서 중국 공산당 "
        "제20기 중앙위원회 제3차 전체회의 결과에 대해 논의했다."
    )
    assert not found.flags


def test_parts_in_braces_are_written_out() -> None:
    assert written_out("a{b|c|}d{e|f}") == ("abde", "abdf", "acde", "acdf", "ade", "adf")
    assert written_out("a{2}") == ("a{2}",)


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_phrase_of_the_tables_keeps_a_brace(language: str) -> None:
    phrases, further = read_phrases(language), read_further_names("us-china")
    tables = [phrases.cues, phrases.offices, phrases.pairs, phrases.countries]
    tables += [*further.groups.values(), *further.short_names.values()]
    words = [each for table in tables for listed in table.values() for each in listed]
    assert not [each for each in words if set(each) & set("{}|")]


@pytest.mark.parametrize(
    "raw",
    [
        "2024年4月17日\n米中金融作業部会の第4回会合が16日、ワシントンで開かれた。"
        "会合では3月に行われた金融安定に関する意見交換を振り返った。",
        "2024년 4월 17일\n미중 금융 워킹그룹 4차 회의가 16일 워싱턴에서 열렸다. "
        "양측은 지난 3월 진행된 금융안정 기술 교류를 점검했다.",
    ],
)
def test_a_verb_before_another_noun_tells_of_no_meeting(raw: str) -> None:
    found = reading(raw)
    assert found.meetings[0].number == 4
    assert not found.flags


@pytest.mark.parametrize(
    "raw",
    [
        "미국과 중국이 19∼20일 베이징에서 경제 워킹그룹 회의를 개최할 예정이다. 사진은 지난 "
        "2월 6일 베이징에서 "
        "열린 '미중 경제 워킹그룹 제3차 회의' 모습. 2024.09.18\n양국은 지금까지 4차례 회의를 "
        "열었다.",
        "2024年9月18日\n米中経済作業部会の第5回会合が19、20両日に北京で開かれる。\n\n"
        "写真は2月に北京で開かれた第3回会合。",
        "제3차 미중 경제·금융 워킹그룹 회의\n[AP 연합뉴스 자료사진]\n2024년 9월 18일\n"
        "제5차 미중 경제 워킹그룹 회의가 오는 19∼20일 베이징에서 열린다.",
    ],
)
def test_a_caption_tells_of_another_meeting(raw: str) -> None:
    found = reading(raw)
    (meeting,) = found.meetings
    assert (meeting.group, meeting.number, meeting.status) == ("EWG", 5, "planned")
    assert (meeting.place, str(meeting.start), str(meeting.end)) == (
        "Beijing", "2024-09-19", "2024-09-20",
    )  # fmt: skip
    assert not found.flags


def test_a_question_says_nothing_of_how_far_a_meeting_has_come() -> None:
    found = reading(
        "26/4/2027\nNhóm công tác tài chính Mỹ - Trung sẽ họp lần thứ tám tại Bắc Kinh ngày 13/5. "
        "Nhóm công tác kinh tế có họp cùng lúc không?"
    )
    assert [each.group for each in found.meetings] == ["FWG"]


def test_accents_tell_vietnamese_words_apart() -> None:
    told = "nhóm công tác tài chính {} đã họp lần thứ năm tại Thượng Hải ngày 15 và 16/8"
    largest = told.format("giữa hai nền kinh tế lớn nhất thế giới")
    assert reading(f"Mỹ và Trung Quốc: {largest}.").meetings
    assert not reading(f"Mỹ chưa bình luận. Nhóm {told.format('Nhật - Trung')}.").meetings


@pytest.mark.parametrize(
    "raw",
    [
        "2024年4月9日\nイエレン米財務長官は8日、訪中を終えた。広州では何立峰副首相と2日間会談し、"
        "経済作業部会の下で意見交換を始めることで合意した。",
        "2024년 4월 8일\n재닛 옐런 미국 재무장관은 5~6일 광저우에서 허리펑 부총리와 만나 "
        "경제 실무그룹 "
        "틀에서 균형 성장 문제를 논의하기로 합의했다.",
        "8 de abril de 2024\nLa secretaria del Tesoro, Janet Yellen, acordó en Cantón con el "
        "viceprimer "
        "ministro He Lifeng iniciar intercambios en el marco del grupo de trabajo económico.",
        "08/04/2024\nTại Quảng Châu, Bộ trưởng Tài chính Mỹ Janet Yellen và Phó Thủ tướng "
        "Trung Quốc Hà "
        "Lập Phong đã nhất trí mở các cuộc trao đổi trong khuôn khổ nhóm công tác kinh tế.",
    ],
)
def test_a_group_as_the_frame_of_what_principals_agreed_did_not_meet(raw: str) -> None:
    assert not reading(raw).meetings


@pytest.mark.parametrize(
    "raw",
    [
        "2024年10月26日\n米中経済作業部会の6回目の会合が25日、ワシントンで開催された。"
        "前回の会合は9月に北京で開かれている。",
        "2024년 10월 26일\n미중 경제 실무그룹 6차 회의가 25일 워싱턴에서 열렸다. "
        "직전 회의는 9월 베이징에서 열렸다.",
        "26 de octubre de 2024\nEl grupo de trabajo económico de China y EEUU celebró el "
        "viernes en "
        "Washington su sexta reunión. La anterior tuvo lugar en Pekín en septiembre.",
        "26/10/2024\nNhóm công tác kinh tế Mỹ - Trung đã họp lần thứ sáu tại Washington ngày "
        "25/10. "
        "Cuộc họp trước diễn ra tại Bắc Kinh hồi tháng 9.",
    ],
)
def test_the_previous_meeting_at_the_head_of_a_sentence(raw: str) -> None:
    found = reading(raw)
    (meeting,) = found.meetings
    assert (meeting.number, meeting.place, str(meeting.start)) == (6, "Washington", "2024-10-25")
    assert not found.flags


@pytest.mark.parametrize(
    "raw",
    [
        "2024年8月19日\n米中金融作業部会の第5回会合が15、16両日に北京で開かれた。",
        "2024년 8월 19일\n미중 금융 실무그룹 제5차 회의가 지난 15∼16일 베이징에서 열렸다.",
        "19 de agosto de 2024\nChina y EEUU celebraron los días 15 y 16 de agosto en Pekín "
        "la quinta "
        "reunión de su grupo de trabajo financiero.",
        "19/08/2024\nNhóm công tác tài chính Mỹ - Trung đã họp lần thứ năm tại Bắc Kinh "
        "trong hai ngày "
        "15 và 16/8.",
    ],
)
def test_a_wrong_town_is_flagged(raw: str) -> None:
    found = reading(raw)
    assert found.meetings[0].place == "Shanghai"
    assert flagged(found, "place") == ["Beijing"]


def test_a_sentence_that_begins_with_the_number_goes_on_about_the_meeting() -> None:
    found = reading(
        "2月5、6日、北京で米中の経済作業部会が開かれた。3度目だが、北京では初めてである。"
    )
    assert (found.meetings[0].number, str(found.meetings[0].start)) == (3, "2024-02-05")


def test_a_present_tense_with_days_is_a_plan() -> None:
    found = reading(
        "Jueves y viernes: el grupo de trabajo financiero de EEUU y China se reúne en Pekín, por "
        "tercera vez desde su creación."
    )
    assert (found.meetings[0].number, found.meetings[0].status) == (3, "planned")


def test_two_days_each_behind_its_day_of_the_week() -> None:
    told = (
        "17 de agosto de 2024\nEl grupo de trabajo financiero de China y EEUU celebró {} de agosto "
    )
    told += "en Shanghái su quinta reunión."
    assert not reading(told.format("el jueves 15 y el viernes 16")).flags
    assert flagged(reading(told.format("el viernes 15 y el sábado 16")), "weekday")


@pytest.mark.parametrize(
    "raw",
    [
        "中国財政省は20日、米国との経済作業部会の会合が19、20両日、北京で開かれたと発表した。",
        "중국 재정부는 20일 미중 경제 실무그룹 회의가 19~20일 베이징에서 열렸다고 발표했다.",
        "Bộ Tài chính Trung Quốc cho biết nhóm công tác kinh tế Mỹ - Trung đã họp tại Bắc "
        "Kinh ngày "
        "19 và 20/9.",
    ],
)
def test_days_without_a_year_tell_which_meeting_of_the_record_it_was(raw: str) -> None:
    found = reading(raw)
    (meeting,) = found.meetings
    assert (meeting.number, str(meeting.start), str(meeting.end)) == (5, "2024-09-19", "2024-09-20")
    assert not found.flags


@pytest.mark.parametrize(
    "raw",
    [
        "米中経済作業部会の第5回会合が18、19両日、北京で開かれた。",
        "미중 경제 실무그룹 5차 회의가 18~19일 베이징에서 열렸다.",
        "Nhóm công tác kinh tế Mỹ - Trung đã họp lần thứ năm tại Bắc Kinh ngày 18 và 19/9.",
    ],
)
def test_days_without_a_year_are_flagged_where_the_meeting_was_on_others(raw: str) -> None:
    found = reading(raw)
    assert str(found.meetings[0].start) == "2024-09-19"
    assert len(flagged(found, "day")) == 1


@pytest.mark.parametrize(
    ("status", "raw"),
    [
        (
            "planned",
            "2027年5月10日\n米中金融作業部会、13～14日に成都で第8回会合へ\n財務省が発表した。",
        ),
        ("held", "2027年5月17日\n米中、成都で金融作業部会　8回目\n13、14両日に開かれた。"),
        (
            "planned",
            "2027年5月10日\n米中金融作業部会の第8回会合が13日から2日間、成都で開催されることが決まった。",
        ),
        (
            "held",
            "2027년 5월 17일\n미중 금융 실무그룹 8차 회의 청두서 열려\n"
            "13~14일 진행된 회의에서 논의했다.",
        ),
        (
            "held",
            "2027년 5월 17일\n쉬안창넝 부행장과 브렌트 니먼 차관보는 지난 13~14일 청두에서 "
            "제8차 미중 금융 "
            "실무그룹 회의를 공동 주재했다고 인민은행이 17일 전했다.",
        ),
        (
            "planned",
            "2027년 5월 10일\n인민은행은 오는 13일부터 이틀간 청두에서 제8차 미중 금융 "
            "실무그룹 회의를 주최할 "
            "것이라고 밝혔다.",
        ),
        (
            "held",
            "17 de mayo de 2027\nChina y EEUU celebran en Chengdu la octava reunión de su "
            "grupo de trabajo "
            "financiero\nLas delegaciones se vieron los días 13 y 14 de mayo.",
        ),
        (
            "planned",
            "10 de mayo de 2027\nChengdu será sede los próximos 13 y 14 de mayo de la octava "
            "reunión del "
            "grupo de trabajo financiero de China con Estados Unidos.",
        ),
        (
            "planned",
            "10/05/2027\nThành Đô sẽ đăng cai cuộc họp lần thứ tám của nhóm công tác tài "
            "chính Trung Quốc "
            "với Mỹ vào các ngày 13, 14/5.",
        ),
    ],
)
def test_headlines_hosts_and_plans_as_papers_write_them(status: str, raw: str) -> None:
    (meeting,) = reading(raw).meetings
    assert (meeting.group, meeting.number, meeting.status) == ("FWG", 8, status)
    assert (meeting.place, str(meeting.start), str(meeting.end)) == (
        "Chengdu", "2027-05-13", "2027-05-14",
    )  # fmt: skip
