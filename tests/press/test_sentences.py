"""Sentences end where a reader of the language would end them."""

import pytest

from parley.group.press.document.reading import read_text
from parley.group.press.document.sentences import LONGEST, split


@pytest.mark.parametrize(
    "sentences",
    [
        # abbreviations, initials, numbers of items
        ["Mr. Ott met the U.S. team on Jan. 18 at 3 p.m. in the city.", "It ended."],
        ["They met in the U.S. on Friday.", "He left the U.S.", "The team stayed."],
        ["The George H. W. Foundation paid 3.5 million to Nvidia Corp. and others.", "It did."],
        ["See www.example.org for more.", "Write to a.b@example.org today."],
        ["No. 5 was the last.", "Was it?", "It was!", "Really?!", "Yes..."],
        # quotations
        ["He said: “It is done.”", "She left."],
        ["“Is it done?” Ott asked.", "“It is,” she said."],
        ['"It is done," he said.', '"It is over."', "They left."],
        ["He was on a footing. ”", "China is unhappy."],
        # what a translation or a copy does to a text
        ["It was held on Friday.", "It is expected to end."],
        ["Talks at a high -level were held.", "The US -China group met."],
        ["They met.", "[Vladimir] spoke first."],
        ["The halted talks were over. said.", "He left."],
        # Chinese, in both scripts
        ["双方在上海会晤。", "会议由宣昌能主持！", "会议有成果吗？", "有。"],
        ["他表示：“双方将保持沟通。”", "会议结束。"],
        ["“双方将保持沟通。”宣昌能表示。", "会议结束。"],
        ["經濟增長3.5%。", "雙方同意再次會晤。"],
        # Japanese, Korean
        ["両国は15日に会合を開いた。", "「率直な議論だった。」と述べた。", "次回は未定だ。"],
        ["회의는 15일 열렸다.", "성장률은 3.5%였다.", "다음 회의는 미정이다."],
        ["회의가 끝났다.", "양측은 만족했다."],
        # Spanish, Vietnamese
        ["El Sr. Núñez viajó a EE. UU. y volvió.", "¿Cuándo?", "¡Ayer!", "Lo dijo el Dr. Paz."],
        ["La reunión de EE.UU. y China terminó.", "El jueves siguen."],
        ["Ông Ts. Nam họp tại TP. Hồ Chí Minh.", "Hai bên đã gặp nhau."],
    ],
)  # fmt: skip
def test_a_paragraph_is_cut_into_its_sentences(sentences: list[str]) -> None:
    is_glued = any("。" in one for one in sentences)
    for glue in ("",) if is_glued else (" ", "  ", "\n"):
        whole = glue.join(sentences)
        assert [whole[start:end] for start, end in split(whole)] == sentences


@pytest.mark.parametrize(
    ("glued", "parts"),
    [
        ("It was held on Friday.It is expected to end.", 2),
        ("They met.[Vladimir] spoke.", 2),
        ("The ticker is Brk.B and the site is example.com today.", 1),
        ("회의가 끝났다.양측은 만족했다.", 2),
        ("Se reunieron ayer.Hoy siguen.", 2),
        ("He met e.g. Swiss and U.N. staff.", 1),
    ],
)
def test_a_missing_space_does_not_glue_two_sentences(glued: str, parts: int) -> None:
    assert len(list(split(glued))) == parts


def test_a_line_end_in_the_middle_of_a_sentence_does_not_cut_it() -> None:
    raw = (
        "The two sides held their fifth meeting in the city of Shanghai on Thursday and\n"
        "Friday. Officials of the central bank and of the Treasury took part in it, as\n"
        "they had in the past. A sixth meeting is planned.\n\n"
        "The place is open.\n"
    )
    text = read_text(raw)
    assert [one.text for one in text.sentences] == [
        "The two sides held their fifth meeting in the city of Shanghai on Thursday and\nFriday.",
        "Officials of the central bank and of the Treasury took part in it, as\n"
        "they had in the past.",
        "A sixth meeting is planned.",
        "The place is open.",
    ]


def test_a_headline_is_not_glued_to_what_stands_below_it() -> None:
    text = read_text("China, US Hold Fifth Meeting\nThe two sides met on Friday.\nIt ended.")
    assert [(part.kind.value, len(part.sentences)) for part in text.passages] == [
        ("headline", 1),
        ("body", 1),
        ("body", 1),
    ]


def test_no_sentence_is_so_long_that_nobody_can_search_it() -> None:
    raw = "word " * 5000 + "中" * 10_000
    cut = list(split(raw))
    assert max(end - start for start, end in cut) <= LONGEST
    assert "".join(raw[start:end] for start, end in cut).replace(" ", "") == raw.replace(" ", "")
