"""What publishers put around a story is told apart from it, in six languages."""

import pytest

from parley.group.press.document.passages import dateline_end, kind_of
from parley.group.press.document.reading import read_text
from parley.group.press.document.text import Kind

CROSS_LINKS = [
    "READ MORE: China, US launch two groups",
    "ALSO READ: A first meeting was held",
    "Read More: Leaders call for stable relations",
    "Related: What the group does",
    "See also: The founding of the group",
    "You may also like: A history of talks",
    "相关阅读：中美金融工作组举行第三次会议",
    "延伸阅读：何立峰会见美方代表团",
    "相關閱讀：中美金融工作組會議",
    "関連記事：米中金融作業部会の初会合",
    "あわせて読みたい：米中協議の行方",
    "관련 기사: 미중 금융 실무그룹 첫 회의",
    "Lea también: El grupo se reúne en Pekín",
    "Te puede interesar: Qué es el grupo",
    "Xem thêm: Cuộc họp lần thứ ba",
    "Tin liên quan: Nhóm công tác tài chính",
]
BOILERPLATE = [
    "Agencies contributed to this story.",
    "Just sign up for our weekly digest — delivered straight to your inbox.",
    "Stay informed with free updates",
    "Subscribe to our newsletter",
    "Reporting by Ann Lee in Beijing; editing by Bo Smith",
    "By Ann Lee and Bo Smith",
    "© 2024 The Daily. All rights reserved.",
    "Copyright 2024 The Daily",
    "This article was originally published in Spanish.",
    "Share on Facebook",
    "Advertisement",
    "We use cookies to improve your experience.",
    "责任编辑：王小明",
    "top of page",
    "1 min read",
    "Previous Story",
    "Published On: Sep 25 2023 Hits: 178",
    "No comments on this item Please log in to comment",
    "Most read | Subscribe | Terms of use",
    "打开新闻客户端 查看更多图片",
    "新聞 > 國際財經 > 正文",
    "声明：该文观点仅代表作者本人。",
    "（编译/王小明）",
    "2021-05-27T010744Z_CHINA-TALKS.JPG",
    "------------------",
    "5 s7 q; Q6 q, x$ a y i",
    "! e- t% w7 V2 b, }6 w& D",
    "来源：新华社",
    "未经授权不得转载",
    "扫描二维码关注我们",
    "責任編輯：陳大文",
    "無断転載を禁じます",
    "この記事は有料会員限定です",
    "저작권자 ⓒ 무단 전재 및 재배포 금지",
    "hong@example.kr",
    "Suscríbete a nuestro boletín",
    "Todos los derechos reservados",
    "Con información de Reuters",
    "Theo: Reuters",
    "Đăng ký nhận bản tin",
    "Từ khóa: Mỹ, Trung Quốc",
]
BODY = [
    "The two sides shared notes on payments.",
    "By Thursday the talks had ended, an official said.",
    "Reading the statement, one sees two views.",
    "Related matters of data and payments were discussed at length by both.",
    "Watch dogs of both countries met in the city on Friday, it was said.",
    "Share prices fell after the talks had ended without a word to the press on Friday morning.",
    "Printing of notes was discussed.",
    "来源国的监管机构参加了会议。",
    "编辑部获悉，双方将在上海会晤。",
    "公有制企业参加了圆桌会议。",
    "関連する記事が出た後、両国は協議した。",
    "관련 당국이 회의에 참석했다.",
    "Compartieron información sobre los pagos.",
    "Theo Bộ Tài chính, hai bên đã gặp nhau tại Thượng Hải.",
    "More than ten banks took part in the exercise on Friday.",
    "Follow-up talks will be held next month, the Treasury said in a note.",
    "Menus of options were exchanged between the two sides on Friday.",
]


@pytest.mark.parametrize("line", CROSS_LINKS)
def test_a_line_that_leads_to_another_story_is_a_link(line: str) -> None:
    assert kind_of(line) is Kind.CROSS_LINK


@pytest.mark.parametrize("line", BOILERPLATE)
def test_a_line_that_a_publisher_adds_is_boilerplate(line: str) -> None:
    assert kind_of(line) is Kind.BOILERPLATE


@pytest.mark.parametrize("line", BODY)
def test_a_sentence_that_begins_like_one_of_those_is_still_body(line: str) -> None:
    assert kind_of(line) is Kind.BODY


@pytest.mark.parametrize(
    "dateline",
    [
        "(Bloomberg) -- ",
        "SHANGHAI, Aug 14 (Xinhua) -- ",
        "BEIJING (AP) — ",
        "WASHINGTON/BEIJING, Feb 6 (Reuters) - ",
        "BEIJING — ",
        "Pekín, 6 feb (EFE).- ",
        "新华社北京2月6日电（记者王小明）",
        "中新网1月18日电 ",
        "【北京综合讯】",
        "[北京 19日 ロイター] - ",
        "(서울=연합뉴스) 홍길동 기자 = ",
        "date 2024-02-06 ",
    ],
)
def test_a_dateline_is_told_apart_from_the_sentence_behind_it(dateline: str) -> None:
    line = f"{dateline}The two sides met."
    assert dateline_end(line, 0, len(line)) == len(dateline)


@pytest.mark.parametrize(
    "line",
    [
        "The People's Bank of China (PBOC) is the central bank of the country.",
        "Officials (of both sides) met - and parted.",
        "US Treasury officials met in Beijing.",
        "中国人民银行副行长1月18日表示，双方会晤。",
    ],
)
def test_a_sentence_is_no_dateline(line: str) -> None:
    assert dateline_end(line, 0, len(line)) == 0


def test_titles_below_a_heading_of_links_are_links_until_a_sentence_comes() -> None:
    raw = (
        "The two sides met on Friday.\nRelated stories\nA third group is founded\n"
        "What the leaders want\nThe talks will go on next month, an official said."
    )
    kinds = [part.kind for part in read_text(raw).passages]
    assert kinds == [Kind.BODY, *[Kind.CROSS_LINK] * 3, Kind.BODY]


@pytest.mark.parametrize(
    ("head", "day"),
    [
        ("Published: 14 August 2024", "2024-08-14"),
        ("August 14, 2024, 10:20", "2024-08-14"),
        ("2024年8月14日 10:20", "2024-08-14"),
        ("2024年8月14日", "2024-08-14"),
        ("2024년 8월 14일", "2024-08-14"),
        ("Publicado el 14 de agosto de 2024", "2024-08-14"),
        ("Thứ tư, ngày 14/8/2024", "2024-08-14"),
        ("14/08/2024", "2024-08-14"),
        ("08/09/2024", "None"),
        ("Updated on 31 February 2024", "None"),
    ],
)
def test_the_day_that_stands_at_the_head_is_the_documents(head: str, day: str) -> None:
    text = read_text(f"A fifth meeting\n{head}\nThe two sides met in the city, it was said.")
    assert str(text.day) == day
    if text.stated:
        assert text.raw[text.stated.start : text.stated.end] == text.stated.words


def test_a_day_in_the_middle_of_a_text_is_a_day_it_speaks_of() -> None:
    said = "The two sides had met on 18 January 2024 in the city of Beijing, as an official said."
    assert read_text(f"A fifth meeting\n{said}\n{said}").day is None


def test_strewn_signs_are_left_out_and_the_sentence_behind_them_is_whole() -> None:
    head, between = ". m( l: f6 V% U$ a! u' w ", "4 {0 B6 N8 k/ n; V*"
    raw = f"2024-02-05\n{head}这将是第三次会议。{between}\n会议在北京举行。"
    told = read_text(raw)
    assert [each.text for each in told.sentences] == ["这将是第三次会议。", "会议在北京举行。"]


@pytest.mark.parametrize(
    "words",
    [
        "A to B: 5 of 6",
        "The views of both sides differ.",
        "The hits were many: 178 of them.",
        "Tags were put on all goods, the ministry said.",
        "G7, G20: what comes next?",
        "See more banks fail, he said.",
    ],
)
def test_a_short_sentence_is_no_noise(words: str) -> None:
    assert kind_of(words) is Kind.BODY
