"""Versions of one story that contradict each other: what cannot both be is flagged in both."""

import pytest

from parley.files.phrases import read_phrases
from parley.group.press.document.reading import read_text
from parley.group.press.stories.contradictions import contradictions

HEAD = "The two sides spoke in the city about the stability of banks and of markets. "


def found(language: str, one: str, other: str) -> list[str]:
    texts = read_text(one, "one"), read_text(other, "other")
    return [flag.kind.value for flag in contradictions(*texts, read_phrases(language))]


@pytest.mark.parametrize(
    ("one", "other", "kinds"),
    [
        (
            "The Chinese side will be able to provide details of the rules that are planned.",
            "The Chinese side will not be able to provide details of the rules that are planned.",
            ["inverted meaning"],
        ),
        (
            "It was the fifth meeting of the group in the two years since it was founded.",
            "It was the sixth meeting of the group in the two years since it was founded.",
            ["versions differ"],
        ),
        (
            "It is home to 12 of the banks that matter most to the system of the world.",
            "It is home to 21 of the banks that matter most to the system of the world.",
            ["versions differ"],
        ),
        (
            "It was a sign that the ties of the two countries are stable again this year.",
            "It was evidence that the ties of the two countries are stable again this year.",
            [],
        ),
    ],
)
def test_what_cannot_both_be_is_flagged_and_a_changed_hedge_is_not(
    one: str, other: str, kinds: list[str]
) -> None:
    assert found("en", HEAD + one, HEAD + other) == kinds
    assert found("en", HEAD + other, HEAD + one) == kinds


def test_chinese_versions_are_compared_too() -> None:
    one = "双方就金融稳定问题进行了讨论。美方代表表示双方能够在年底之前提供有关规则的更多细节。"
    other = "双方就金融稳定问题进行了讨论。美方代表表示双方不能够在年底之前提供有关规则的更多细节。"
    assert found("zh", one, other) == ["inverted meaning"]


def test_texts_in_two_languages_are_not_laid_side_by_side() -> None:
    assert found("en", HEAD, "双方就金融稳定问题进行了讨论。") == []
