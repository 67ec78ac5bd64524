"""Longer hours of a payment system."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from parley.engine.amounts import Bools
from parley.engine.instruments.payment_hours import extend


def hours(text: str) -> Bools:
    """``#`` open, ``.`` closed."""
    return np.array([each == "#" for each in text])


@pytest.mark.parametrize(
    ("before", "more", "first", "after"),
    [
        (".###...", 2, 0, ".#####."),
        (".###...", 0, 0, ".###..."),
        (".###...", 2, 4, ".#####."),
        (".###...", 2, 5, ".###..."),  # it had closed already
        (".###...", 9, 0, ".######"),
        ("##..##..", 1, 3, "##..###."),
        ("##.##.", 3, 0, "######"),
        ("####", 2, 0, "####"),  # the end cuts the day off, nobody closes
        ("....", 2, 0, "...."),
    ],
)
def test_each_close_that_is_still_to_come_is_put_off(
    before: str, more: int, first: int, after: str
) -> None:
    assert extend(hours(before), more, first).tolist() == hours(after).tolist()


@settings(max_examples=60)
@given(st.lists(st.booleans(), min_size=1, max_size=30), st.integers(0, 5), st.integers(0, 30))
def test_who_was_open_stays_open_and_the_past_stays_as_it_was(
    opened: list[bool], more: int, first: int
) -> None:
    before = np.array(opened)
    after = extend(before, more, first)
    assert np.all(after >= before)
    assert np.array_equal(after[:first], before[:first])
    assert np.array_equal(before, np.array(opened))
    assert np.all(extend(before, more + 1, first) >= after)
