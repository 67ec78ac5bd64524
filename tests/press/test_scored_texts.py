"""Texts in six languages with planted errors, against a key that was written before."""

from functools import cache
from pathlib import Path

import pytest

from scripts.score_reading import ASKED_FIELDS, Score, read_keys, score_texts

TEXTS = Path(__file__).parent / "texts"


@cache
def score() -> Score:
    return score_texts(TEXTS.glob("*/*.txt"), read_keys(TEXTS))


def test_group_number_place_and_days_are_right_for_nine_in_ten() -> None:
    assert score().share(*ASKED_FIELDS) >= 0.9, score().faults


def test_planted_errors_are_flagged_and_not_taken_over_for_four_in_five() -> None:
    assert score().share("errors flagged") >= 0.8, score().faults
    assert score().share("errors not adopted") >= 0.8, score().faults


@pytest.mark.parametrize("subject", ["strangers", "sentences", "other channels"])
def test_never_is_a_stranger_linked_a_sentence_made_up_or_another_channel_counted(
    subject: str,
) -> None:
    assert score().share(subject) == 1.0, score().faults


def test_the_language_is_told_and_people_are_known_for_nine_in_ten() -> None:
    assert score().share("language") == 1.0, score().faults
    assert score().share("people") >= 0.9, score().faults
