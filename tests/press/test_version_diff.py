"""Two versions side by side: every sentence once, and the words that differ."""

from hypothesis import given
from hypothesis import strategies as st

from parley.group.press.document.reading import read_text
from parley.group.press.stories.version_diff import Change, Standing, compare_versions

EARLY = (
    "The secretary wants to come again, evidence that ties are getting better. "
    "The ministry in Strelsau raised its worries about tariffs. "
    "She last came in July 2023 with a small team of her own. "
    "The officials held talks on smuggling as part of a flurry of exchanges."
)
LATE = (
    "A Visit Is Planned. The secretary wants to come again, a sign that ties are getting better. "
    "Strelsau raised its worries about tariffs. "
    "The officials held separate talks on smuggling."
)


def test_a_hedge_that_changed_between_versions_is_shown_in_both_wordings() -> None:
    pairs = compare_versions(read_text(EARLY), read_text(LATE))
    changed = [pair for pair in pairs if pair.standing is Standing.CHANGED]
    assert changed[0].changes == (Change("evidence", "a sign"),)
    assert changed[1].changes == (Change("The ministry in", ""),)


def test_what_only_one_version_says_is_marked_with_that_version() -> None:
    pairs = compare_versions(read_text(EARLY), read_text(LATE))
    only = [
        (pair.standing, (pair.first or pair.second).text[:12])  # type: ignore[union-attr]
        for pair in pairs
        if pair.standing in {Standing.ONLY_FIRST, Standing.ONLY_SECOND}
    ]
    assert only == [
        (Standing.ONLY_SECOND, "A Visit Is P"),
        (Standing.ONLY_FIRST, "She last cam"),
    ]


def test_a_text_beside_itself_says_the_same_throughout() -> None:
    pairs = compare_versions(read_text(EARLY), read_text(EARLY))
    assert {pair.standing for pair in pairs} == {Standing.SAME}


def test_chinese_versions_are_compared_sign_by_sign() -> None:
    one, other = read_text("双方在上海举行会议。"), read_text("双方在北京举行会议。")
    (pair,) = compare_versions(one, other)
    assert pair.changes == (Change("上海", "北京"),)


SENTENCES = st.lists(
    st.sampled_from(
        ["They met today.", "They met in Zenda today.", "He left.", "Tariffs rose by 3 percent.",
         "Tariffs fell.", "双方会晤。", "双方在上海会晤。"]
    ),
    max_size=8,
)  # fmt: skip


@given(SENTENCES, SENTENCES)
def test_every_sentence_of_both_versions_stands_in_exactly_one_pair(
    one: list[str], other: list[str]
) -> None:
    first, second = read_text("\n\n".join(one)), read_text("\n\n".join(other))
    pairs = compare_versions(first, second)
    assert [pair.first for pair in pairs if pair.first] == list(first.sentences)
    assert sorted(pair.second.start for pair in pairs if pair.second) == [
        sentence.start for sentence in second.sentences
    ]
