"""A text is read whole: every sentence stands where it says, and what is not body is told apart."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from parley.errors import InvalidInput
from parley.group.press.document.reading import read_text
from parley.group.press.document.text import Form, Kind, Language, Passage, Sentence, Text

SIGNS = st.text(
    st.one_of(
        st.sampled_from(" \n\t.!?。！？…\"'”’“」。()（）[]-–—:：,，AaBbU.S.Mr 1年月日說と한국다ñđ"),
        st.characters(exclude_categories=["Cs"]),
    ),
    max_size=300,
)


@given(SIGNS)
def test_sentences_are_the_very_signs_of_the_text_in_order_and_all_of_them(raw: str) -> None:
    text = read_text(raw, "any.txt")
    before = 0
    for sentence in (one for passage in text.passages for one in passage.sentences):
        assert raw[sentence.start : sentence.end] == sentence.text
        assert sentence.text.strip() == sentence.text
        assert not raw[before : sentence.start].replace("\ufeff", "").strip()
        before = sentence.end
    assert not raw[before:].replace("\ufeff", "").strip()


def test_a_sentence_that_is_not_in_its_text_is_refused() -> None:
    passage = Passage(Kind.BODY, (Sentence("They met.", 0, 9, 0),))
    with pytest.raises(InvalidInput, match="the very signs"):
        Text("a.txt", Form.PLAIN, "We met.", "We met.", Language.ENGLISH, None, (passage,))


def test_sentences_that_lie_in_the_file_in_another_order_are_refused() -> None:
    said = (Sentence("One.", 10, 14, 0), Sentence("Two.", 0, 4, 5))
    passage = Passage(Kind.BODY, said)
    with pytest.raises(InvalidInput, match="one that begins after 14"):
        Text("a", Form.HTML, "Two. <p>  One.", "One. Two.", Language.ENGLISH, None, (passage,))


def test_links_to_other_stories_and_lines_of_the_publisher_are_not_body() -> None:
    raw = (
        "date 2024-02-06 (Bloomberg) -- The two sides met in Beijing.\n"
        "READ MORE: A third group is founded in Shanghai\n"
        "They will meet again.\n"
        "Agencies contributed to this story."
    )
    text = read_text(raw, "a.txt")
    assert [sentence.text for sentence in text.sentences] == [
        "The two sides met in Beijing.",
        "They will meet again.",
    ]
    assert str(text.day) == "2024-02-06"
