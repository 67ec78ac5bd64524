"""Markings: an order from what never leaves to what everybody may see."""

import pytest

from parley.errors import InvalidInput
from parley.group.marking import Handling, read_handling, strictest


def test_the_labels_are_those_of_the_traffic_light_protocol() -> None:
    """FIRST (2022), TLP 2.0, sections 3 and 4: four labels, and AMBER+STRICT."""
    assert [each for each in Handling if each.may_leave] == [
        "TLP:RED", "TLP:AMBER+STRICT", "TLP:AMBER", "TLP:GREEN", "TLP:CLEAR",
    ]  # fmt: skip


def test_each_marking_is_stricter_than_those_after_it_and_no_other() -> None:
    order = list(Handling)
    for place, one in enumerate(order):
        for other_place, other in enumerate(order):
            assert one.is_stricter_than(other) is (place < other_place)


def test_a_whole_is_as_strict_as_its_strictest_part() -> None:
    assert strictest([Handling.GREEN, Handling.RED, Handling.CLEAR]) is Handling.RED
    assert strictest([Handling.GREEN, Handling.PRIVATE]) is Handling.PRIVATE
    assert strictest([]) is Handling.CLEAR


@pytest.mark.parametrize("text", ["TLP:WHITE", "private", "", None, 1, ["TLP:RED"], "TLP:RED "])
def test_another_word_is_no_marking_and_none_is_made_up(text: object) -> None:
    with pytest.raises(InvalidInput, match=r"minutes.csv.*handling"):
        read_handling(text, "minutes.csv")


def test_a_marking_is_read_as_it_was_written() -> None:
    assert [read_handling(each.value) for each in Handling] == list(Handling)
