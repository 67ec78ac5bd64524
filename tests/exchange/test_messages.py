"""Messages: one value, one row of bytes, one name; anything else is refused with its place."""

import json
from typing import Any

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from parley.errors import InvalidInput
from parley.exchange.amounts import pack, unpack
from parley.exchange.canonical import LARGEST, from_bytes, to_bytes
from parley.exchange.messages import Message, read_message
from parley.group.marking import Handling
from tests.exchange.examples import message

VALUES = st.recursive(
    st.text(st.characters(codec="utf-8"), max_size=8)
    | st.integers(-LARGEST, LARGEST)
    | st.booleans(),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(st.text(st.characters(codec="utf-8"), max_size=4), inner, max_size=4)
    ),
    max_leaves=12,
)


@given(VALUES)
def test_a_value_has_one_row_of_bytes_and_they_give_it_back(value: Any) -> None:
    raw = to_bytes(value)
    assert from_bytes(raw) == value
    assert to_bytes(from_bytes(raw)) == raw


@pytest.mark.parametrize(
    "raw",
    [
        b'{"b":1,"a":2}', b'{"a": 1}', b'{"a":1,"a":1}', b'{"a":1.0}', b'{"a":NaN}', b'{"a":1e3}',
        b'{"a":null}', b'{"a":"\\u0041"}', b"\xff", b"", b"[", b'{"a":9007199254740993}', b" 1",
        b"[" * 5000 + b"]" * 5000, b'"\\ud800"', b'{"a":-0}',
    ],
)  # fmt: skip
def test_bytes_in_any_other_form_are_refused(raw: bytes) -> None:
    with pytest.raises(InvalidInput, match="canonical JSON"):
        from_bytes(raw)


@pytest.mark.parametrize(
    ("value", "place"),
    [
        ({"a": {"b": [1, 2.5]}}, r"a\.b\[1\]"), ({"a": None}, "a"), ({"a": 2**53}, "a"),
        ({1: "a"}, "key"), ({"\ud800": 1}, "key"), ({"a": {1, 2}}, "a"), ("\ud800", "value"),
    ],
)  # fmt: skip
def test_what_cannot_be_written_is_refused_with_its_place(value: Any, place: str) -> None:
    with pytest.raises(InvalidInput, match=place):
        to_bytes(value)


def test_every_fault_is_named_at_once() -> None:
    wrong: Any = {"a": 1.5, "b": [None, 2**60]}
    with pytest.raises(InvalidInput) as refused:
        to_bytes(wrong)
    assert [fault.field for fault in refused.value.faults] == ["a", "b[0]", "b[1]"]


def test_a_message_is_its_bytes_and_its_name_is_their_digest() -> None:
    first = message(body={"amount": 5, "text": "元"})
    again = read_message(first.raw)
    assert again == first
    assert again.name == first.name
    assert len(first.name) == 64
    assert message(body={"amount": 6, "text": "元"}).name != first.name


def test_the_mark_of_an_exercise_is_within_the_bytes() -> None:
    assert message(is_exercise=True).name != message(is_exercise=False).name


@pytest.mark.parametrize("handling", [each for each in Handling if each is not Handling.PRIVATE])
def test_what_may_leave_may_be_sent(handling: Handling) -> None:
    assert message(handling=handling).handling is handling


def test_a_private_item_can_not_enter_a_message() -> None:
    with pytest.raises(InvalidInput, match="handling"):
        message(handling=Handling.PRIVATE)
    table = json.loads(message().raw)
    table["handling"] = "PRIVATE"
    with pytest.raises(InvalidInput, match="handling"):
        read_message(to_bytes(table))


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("kind", "Joint Round"), ("sender", ""), ("receiver", "a"), ("thread", "../x"),
        ("number", -1), ("number", True), ("previous", "0" * 64), ("sent_at", "yesterday"),
        ("sent_at", "2027-01-11T09:00:00"), ("attachments", ("abc",)), ("receiver", "x" * 65),
    ],
)  # fmt: skip
def test_a_field_that_cannot_be_is_refused_by_name(field: str, value: Any) -> None:
    with pytest.raises(InvalidInput, match=field):
        message(**{field: value})


def test_a_message_after_the_first_names_the_one_before_it() -> None:
    first = message()
    second = message(number=1, previous=first.name)
    assert second.place == ("a", "b", "thread-1", 1)
    with pytest.raises(InvalidInput, match="the name of the message before"):
        message(number=1)


@given(st.dictionaries(st.text(max_size=12), VALUES, max_size=14))
def test_any_other_table_is_refused(table: dict[str, Any]) -> None:
    try:
        raw = to_bytes(table)
    except InvalidInput:
        return
    with pytest.raises(InvalidInput):
        read_message(raw)


@given(st.sampled_from(sorted(json.loads(message().raw))), VALUES)
@example("version", True)
@example("number", False)
def test_a_field_of_another_kind_is_refused_and_nothing_worse(field: str, value: Any) -> None:
    table = {**json.loads(message().raw), field: value}
    try:
        found = read_message(to_bytes(table))
    except InvalidInput:
        return
    assert isinstance(found, Message)
    assert found.raw == to_bytes(table)


@given(st.binary(max_size=300))
def test_any_bytes_at_all_are_a_message_or_refused(raw: bytes) -> None:
    with pytest.raises(InvalidInput):
        read_message(raw)


def test_a_message_too_large_is_refused_before_it_is_read() -> None:
    with pytest.raises(InvalidInput, match="size"):
        read_message(b"x" * 1_000_001)
    with pytest.raises(InvalidInput, match="size"):
        message(body={"text": "x" * 1_000_001})


@given(st.lists(st.integers(0, 2**62), max_size=20))
def test_amounts_come_back_as_they_were(numbers: list[int]) -> None:
    counts = np.array(numbers, dtype=np.int64)
    assert unpack(pack(counts), counts.size).tolist() == numbers


@pytest.mark.parametrize(
    ("raw", "count"), [(b"\x00" * 7, 1), (b"\x00" * 8, 2), (b"\xff" * 8, 1), (b"", 9_000_000)]
)
def test_amounts_of_another_size_or_below_nothing_are_refused(raw: bytes, count: int) -> None:
    with pytest.raises(InvalidInput, match="attachment"):
        unpack(raw, count)
