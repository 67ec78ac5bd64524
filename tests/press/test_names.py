"""Names: spellings that are generated, names that are repaired, strangers who are left alone."""

from dataclasses import replace
from functools import lru_cache

import pytest
from hypothesis import given
from hypothesis import strategies as st

from parley.files.phrases import LANGUAGES, read_further_names, read_phrases
from parley.group.press.document.reading import read_text
from parley.group.press.knowledge import Knowledge, build_knowledge
from parley.group.press.names.known import Link
from parley.group.press.reader import read
from parley.group.press.words.aliases import chinese_aliases, western_aliases
from parley.group.press.words.syllables import SYLLABLES, cut_pinyin, hangul, wade_giles
from tests.press.knowing import linked, looked_at, reading, shipped


@lru_cache(maxsize=1)
def without_misspellings() -> Knowledge:
    dialogue = shipped().dialogue
    people = tuple(
        replace(each, names=replace(each.names, misspellings={})) for each in dialogue.people
    )
    phrases = {language: read_phrases(language) for language in LANGUAGES}
    return build_knowledge(
        replace(dialogue, people=people), read_further_names("us-china"), phrases
    )


ABOUT = (
    "The US-China Financial Working Group has met in Shanghai, and the talks of the two sides were "
    "about the stability of the financial system. "
)


@pytest.mark.parametrize(
    ("pinyin", "wade", "korean"),
    [
        ("xuan", "hsuan", "쉬안"),
        ("chang", "ch'ang", "창"),
        ("deng", "teng", "덩"),
        ("zhou", "chou", "저우"),
        ("jin", "chin", "진"),
        ("si", "ssu", "쓰"),
        ("wen", "wen", "원"),
        ("guo", "kuo", "궈"),
        ("liao", "liao", "랴오"),
        ("qiang", "ch'iang", "창"),
    ],
)
def test_syllables_are_spelled_as_the_tables_of_both_systems_have_them(
    pinyin: str, wade: str, korean: str
) -> None:
    assert wade_giles(pinyin) == wade
    if pinyin != "guo":
        assert hangul(pinyin) == korean


@given(st.lists(st.sampled_from(sorted(SYLLABLES)), min_size=1, max_size=3))
def test_joined_syllables_can_be_cut_again(parts: list[str]) -> None:
    cut = cut_pinyin("".join(parts))
    assert "".join(cut) == "".join(parts)
    assert set(cut) <= SYLLABLES
    assert len(cut) <= len(parts)


def test_a_chinese_name_is_spelled_in_every_way_of_the_press() -> None:
    spelled = {each.written for each in chinese_aliases("Xuan Changneng", "宣昌能")}
    assert {
        "Xuan Changneng", "Changneng Xuan", "Xuan Chang neng", "Xuanchangneng", "宣昌能",
        "쉬안창넝",
        "Hsuan ch'ang neng",
    } <= spelled  # fmt: skip


def test_a_western_name_comes_back_from_its_chinese_form() -> None:
    spelled = {each.written for each in western_aliases("Janet Yellen", "珍妮特·耶伦")}
    assert {"Yelun", "Zhennite Yelun", "耶伦", "Yellen Janet"} <= spelled


def test_a_surname_alone_does_not_name_anybody() -> None:
    whole = {each.written: each.is_full for each in western_aliases("Brent Neiman", "布伦特·尼曼")}
    assert not whole["Neiman"]
    assert not whole["尼曼"]
    assert whole["Brent Neiman"]


@pytest.mark.parametrize(
    ("words", "person"),
    [
        ("Deputy Governor Xuan Changneng spoke.", "xuan-changneng"),
        ("Hsuan Ch'ang-neng spoke.", "xuan-changneng"),
        ("Changneng Xuan spoke.", "xuan-changneng"),
        ("Vice premier He Lapfeng came.", "he-lifeng"),
        ("Vice President of the People's Bank of China Xuanchang came.", "xuan-changneng"),
        ("Treasury Secretary Yurun came.", "janet-yellen"),
        ("Treasury Secretary Yelun came.", "janet-yellen"),
        ("The Bayeng government agreed.", "joe-biden"),
        ("The Baideng administration agreed.", "joe-biden"),
        ("Brent Neman, the assistant secretary, came.", "brent-neiman"),
        ("Vice Premier He said so.", "he-lifeng"),
        ("Finance Minister Lan Foan came.", "lan-foan"),
    ],
)
def test_mangled_names_are_repaired_where_the_title_fits(words: str, person: str) -> None:
    """None of these needs the list of misspellings that were seen: it is taken away here."""
    found = read(read_text(ABOUT + words, "text.txt"), without_misspellings())
    assert linked(found) == {person}


@pytest.mark.parametrize(
    ("raw", "people"),
    [
        (
            "中美金融工作组会议上，中国人民银行副行长宣昌能与美国财政部助理部长布伦特·尼曼发言。",
            {"xuan-changneng", "brent-neiman"},
        ),
        ("中美金融工作組會議上，何立峰副總理會見耶倫。", {"he-lifeng", "janet-yellen"}),
        (
            "米中金融作業部会で、ブレント・ニーマン財務次官補と宣昌能副総裁が話した。",
            {"xuan-changneng", "brent-neiman"},
        ),
        (
            "미중 금융실무그룹 회의에서 쉬안창넝 인민은행 부행장과 브렌트 니먼 차관보가 만났다.",
            {"xuan-changneng", "brent-neiman"},
        ),
        (
            "El grupo de trabajo financiero de China y Estados Unidos se reunió en la ciudad con "
            "Xuan Changneng y con Brent Neiman, que es el representante de la otra parte.",
            {"xuan-changneng", "brent-neiman"},
        ),
        (
            "Nhóm công tác tài chính Mỹ-Trung đã họp với Phó Thống đốc Tuyên Xương Năng và "
            "Brent Neiman trong ngày.",
            {"xuan-changneng", "brent-neiman"},
        ),
    ],
)
def test_people_are_known_in_six_languages(raw: str, people: set[str]) -> None:
    assert linked(reading(raw)) == people


@pytest.mark.parametrize(
    "spelling",
    ["Xuan Chengneng", "He Lifang", "Wang Shouwei", "Wang Shouwu", "Xuan Changning", "Liao Ming"],
)
def test_another_valid_syllable_always_goes_to_a_person(spelling: str) -> None:
    found = reading(f"{ABOUT}Deputy Governor {spelling} spoke for China.")
    assert linked(found) == set()
    if spelling != "Liao Ming":  # one syllable, and another one: nothing is left in common
        assert spelling in looked_at(found)


STRANGERS = (
    "Philosopher Susan Neiman gave a lecture.",
    "A Neiman Marcus store opened.",
    "LeRoy Neiman painted the stadium.",
    "Jerzy Neyman founded a school of statistics.",
    "Janet Yellin sang.",
    "David Shambaugh, a professor, wrote a book.",
    "Brad Neiman, a coach, retired.",
    "Wang Wei opened a shop.",
    "Professor Wang Yi taught physics.",
    "Wang Yi, a singer, performed.",
    "Li Qiang, an engineer, built a bridge.",
    "Wu Qing, a journalist, asked.",
    "Liu Kun, an analyst, wrote.",
    "He Jintao, a student, won.",
    "Xi Mingze walked in.",
    "Pan Shiyi sold his firm.",
    "Lan Xinzhen edits a paper.",
    "Ma Long, a player, won.",
    "Treasury Secretary Morgenthau proposed it in 1944.",
    "Treasury Secretary Mnuchin resigned.",
    "The Obama administration agreed.",
    "Governor Gavin Newsom spoke.",
    "Jake Gyllenhaal acted.",
    "Michael Barrymore sang.",
    "Charles Fosters of Ohio came.",
    "George Washington University held a seminar.",
    "The Washington Post reported it.",
    "Xuan Long, a chef, cooked.",
    "Nellie Furtado sang.",
    "Andrea Bocelli sang.",
    "Joe Bidens of Ohio came.",
    "Brent Spiner acted.",
    "Jon Fineman writes.",
    "Liao Fan, an actor, won a prize.",
    "Wang Shou bought a car.",
    "Tai chi is a sport.",
    "He was late.",
)


@pytest.mark.parametrize("words", STRANGERS)
def test_no_stranger_is_linked(words: str) -> None:
    assert linked(reading(ABOUT + words)) == set()


@pytest.mark.parametrize(
    "raw",
    [
        "中美金融工作组会议期间，歌手李强在上海演出。",
        "中美金融工作组会议期间，哲学家苏珊·尼曼发表演讲。",
        "中美金融工作组会议期间，尼曼百货开业。",
        "中美金融工作组会议期间，王毅教授讲课。",
        "米中金融作業部会の間、スーザン・ニーマン教授が講演した。",
        "미중 금융실무그룹 회의 기간에 수전 니먼 교수가 강연했다.",
    ],
)
def test_no_stranger_is_linked_in_other_scripts(raw: str) -> None:
    assert linked(reading(raw)) == set()


@pytest.mark.parametrize(
    "words",
    [
        "The People's Bank of Vietnam joined.",
        "Vietnam's Ministry of Finance joined.",
        "Japan's Ministry of Finance joined.",
        "The Bank of China lent money.",
        "The South Korean Ministry of Finance joined.",
        "It is safe to say that she was fed.",
    ],
)
def test_a_body_is_known_by_its_names_alone(words: str) -> None:
    assert reading(ABOUT + words).bodies == ()


def test_a_ministry_in_a_title_is_of_the_side_of_whoever_bears_it() -> None:
    words = "Brent Neman, the assistant to the Ministry of Finance, came. "
    found = reading(ABOUT + words)
    assert {each.body for each in found.bodies} == {"us-treasury"}


def test_the_american_ministry_of_finance_is_the_treasury() -> None:
    found = reading(ABOUT + "The US Ministry of Finance said so, and China's Finance Ministry too.")
    assert [each.body for each in found.bodies] == ["us-treasury", "cn-mof"]


def test_a_name_without_anything_of_the_dialogue_beside_it_is_not_linked() -> None:
    found = reading("Wang Wentao won the chess tournament in Oslo on Thursday.")
    assert linked(found) == set()


def test_every_decision_says_why() -> None:
    found = reading(ABOUT + "Brent Neman, the assistant secretary, met Xuan Chengneng.")
    assert all(each.reason for each in found.mentions)
    assert {each.link for each in found.mentions} == {Link.LINK, Link.REVIEW}


def test_further_names_are_of_entries_that_are_there() -> None:
    dialogue, further = shipped().dialogue, shipped().further
    assert set(further.people) <= {each.names.name.en for each in dialogue.people}
    assert set(further.bodies) <= {each.names.name.en for each in dialogue.bodies}
    assert set(further.topics) <= set(dialogue.topic)
