"""What is private never leaves: whatever it is wrapped in, marked as, or added to."""

import base64
import json
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from parley.errors import InvalidInput
from parley.exchange.amounts import pack
from parley.exchange.canonical import digest, to_bytes
from parley.exchange.leaving import MARKED, PrivateItems, marking_entry, require_may_leave
from parley.exchange.log import Entry, Way
from parley.exchange.messages import read_message
from parley.exchange.signature import sign
from parley.group.marking import Handling
from tests.exchange.examples import KEY_OF_A, message

NOW = "2027-01-11T09:00:00+00:00"
WORDS = st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Cs"]), max_size=12)
ITEMS = st.dictionaries(WORDS.filter(lambda key: key != "handling"), WORDS | st.integers(0, 9),
                        min_size=1, max_size=3)  # fmt: skip
ALLOWED = st.sampled_from([each for each in Handling if each.may_leave])


def own(value: Any, note: str = "dialogue.note", attachments: tuple[str, ...] = ()) -> Entry:
    return Entry(0, Way.OWN, NOW, to_bytes(value), note=note, attachments=attachments)


def _as_base64(value: Any) -> str:
    return base64.b64encode(json.dumps(value).encode()).decode()


WRAPPINGS: dict[str, Callable[[Any], Any]] = {
    "in a table": lambda value: {"item": value, "more": 1},
    "in a list": lambda value: ["first", value],
    "as text": json.dumps,
    "as text with spaces": lambda value: " " + json.dumps(value, indent=2, ensure_ascii=False),
    "as base64": _as_base64,
    "under a milder mark": lambda value: {"item": value, "handling": "TLP:CLEAR"},
    "quoted": lambda value: "he wrote: " + json.dumps(value) + ", no less",
}


def _refused_on_every_route(body: dict[str, Any], handling: Handling, kept: PrivateItems) -> None:
    """In a message, in the bytes of one, in an attachment, and by the gate of both routes."""
    with pytest.raises(InvalidInput):
        require_may_leave(handling, body, (), kept)
    for raw in (json.dumps(body), f"a line\n{json.dumps(body)}\n"):
        with pytest.raises(InvalidInput):
            require_may_leave(handling, {}, (pack_nothing(), raw.encode()), kept)


def pack_nothing() -> bytes:
    """An attachment without anything private."""
    return pack(np.array([1, 2, 3]))


@given(ITEMS, st.lists(st.sampled_from(sorted(WRAPPINGS)), max_size=5), ALLOWED)
def test_a_private_item_does_not_leave_in_any_wrapping(
    item: dict[str, Any], wrappings: list[str], handling: Handling
) -> None:
    value: Any = {**item, "handling": "PRIVATE"}
    for each in wrappings:
        value = WRAPPINGS[each](value)
    body = {"says": value}
    _refused_on_every_route(body, handling, PrivateItems())
    with pytest.raises(InvalidInput):
        message(handling=handling, body=body)
    table = {**json.loads(message(handling=handling).raw), "body": body}
    with pytest.raises(InvalidInput):
        read_message(to_bytes(table))
    raw = json.dumps(body).encode()
    with pytest.raises(InvalidInput):
        sign(message(handling=handling, attachments=(digest(raw),)), KEY_OF_A, (raw,))


@given(ITEMS, ITEMS, st.lists(st.sampled_from(sorted(set(WRAPPINGS) - {"quoted"})), max_size=4),
       st.sampled_from(["another mark", "no mark", "something added"]), ALLOWED)  # fmt: skip
def test_an_item_that_is_private_here_does_not_leave_under_another_mark(
    item: dict[str, Any], more: dict[str, Any], wrappings: list[str], change: str,
    handling: Handling,
) -> None:  # fmt: skip
    kept = PrivateItems([own({"notes": [{**item, "handling": "PRIVATE"}]})])
    value: Any = dict(item)
    if change == "another mark":
        value["handling"] = "TLP:CLEAR"
    elif change == "something added":
        value = {**more, **value}
    for each in wrappings:
        value = WRAPPINGS[each](value)
    _refused_on_every_route({"says": value}, handling, kept)


@pytest.mark.parametrize("spaces", [(",", ":"), (", ", ": ")], ids=["dense", "wide"])
@pytest.mark.parametrize("wrap", [str, lambda text: base64.b64encode(text.encode()).decode()],
                         ids=["as text", "as base64"])  # fmt: skip
def test_the_shortest_item_that_is_private_here_does_not_leave_either(
    wrap: Callable[[str], str], spaces: tuple[str, str]
) -> None:
    kept = PrivateItems([own({"notes": [{"": 0, "handling": "PRIVATE"}]})])
    says = wrap(json.dumps({"": 0}, separators=spaces))
    _refused_on_every_route({"says": says}, Handling.RED, kept)


def test_a_person_can_open_an_item_and_close_it_again() -> None:
    item = {"note": "what we shall ask for"}
    opened = own_raw(marking_entry(item, Handling.AMBER, "the secretary", "agreed on 11 January"))
    closed = own_raw(marking_entry(item, Handling.PRIVATE, "the secretary", "asked again"))
    kept = PrivateItems([own({**item, "handling": "PRIVATE"})])
    for entry, may_leave in ((None, False), (opened, True), (closed, False)):
        if entry is not None:
            kept.take(entry)
        assert kept.holds(item) is not may_leave
    with pytest.raises(InvalidInput, match="by"):
        marking_entry(item, Handling.AMBER, " ", "")


def own_raw(raw: bytes) -> Entry:
    return Entry(0, Way.OWN, NOW, raw, note=MARKED)


def test_what_belongs_to_a_private_item_stays_with_it() -> None:
    paper = b"%PDF-1.7 our position"
    kept = PrivateItems(
        [own({"note": "ours", "handling": "PRIVATE"}, attachments=(digest(paper),))]
    )
    require_may_leave(Handling.RED, {}, (paper,))
    with pytest.raises(InvalidInput, match="attachment 0"):
        require_may_leave(Handling.RED, {}, (paper,), kept)


@pytest.mark.parametrize("mark", ["TLP:WHITE", "", 1, None])
def test_an_item_with_a_mark_that_is_none_does_not_leave(mark: Any) -> None:
    with pytest.raises(InvalidInput, match=r"body\.item\.handling"):
        require_may_leave(Handling.RED, {"item": {"handling": mark}})


def test_a_message_is_as_strict_as_what_it_carries() -> None:
    body = {"item": {"text": "x", "handling": "TLP:RED"}}
    assert message(handling=Handling.RED, body=body).body == body
    with pytest.raises(InvalidInput, match="TLP:RED within TLP:AMBER"):
        message(handling=Handling.AMBER, body=body)


def test_what_nobody_can_look_through_does_not_leave() -> None:
    value: Any = {"text": "x"}
    for _ in range(10):
        value = json.dumps(value)
    for text in (value, "[" * 100_000 + "]" * 100_000):
        with pytest.raises(InvalidInput, match="looked through"):
            require_may_leave(Handling.RED, {"says": text})


@given(st.recursive(WORDS | st.integers(0, 9) | st.booleans(),
                    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(
                        WORDS.filter(lambda key: key != "handling"), inner, max_size=3),
                    max_leaves=8), ALLOWED)  # fmt: skip
def test_what_is_not_private_leaves(value: Any, handling: Handling) -> None:
    assert message(handling=handling, body={"says": value}).handling is handling
