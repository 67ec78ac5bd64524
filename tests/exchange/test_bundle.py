"""Bundles: what was put in comes out, and whatever is not one is refused."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from parley.errors import InvalidInput
from parley.exchange.bundle import Bundle, Receipt, from_content, receipts_of, to_content
from parley.exchange.canonical import digest, from_bytes, to_bytes
from parley.exchange.frames import join_parts, split_parts
from parley.exchange.signature import sign, verify_bundle
from tests.exchange.examples import KEY_OF_A, KEY_OF_B, message

NOW = "2027-01-11T09:00:00+00:00"
KEYS = frozenset([KEY_OF_A.public])


def bundle() -> Bundle:
    kept = (b"amounts",)
    said = message(attachments=(digest(kept[0]),))
    return Bundle(
        "a", "b", NOW, (Receipt("thread-1", 3, "0" * 64),), {"1" * 64: "signature: not valid"},
        (sign(said, KEY_OF_A, kept), sign(message(thread="t"), KEY_OF_A)),
    )  # fmt: skip


def test_what_was_put_in_comes_out_and_was_signed_by_the_writer() -> None:
    found, name, signature = from_content(to_content(bundle(), KEY_OF_A))
    assert found == bundle()
    verify_bundle("a", "b", name, signature, KEYS)


@pytest.mark.parametrize(
    ("sender", "receiver", "name", "keys"),
    [
        ("c", "b", "", KEYS), ("a", "c", "", KEYS), ("a", "b", "0" * 64, KEYS),
        ("a", "b", "", frozenset([KEY_OF_B.public])), ("a", "b", "", frozenset()),
    ],
)  # fmt: skip
def test_a_signature_is_for_one_writer_one_reader_and_these_contents(
    sender: str, receiver: str, name: str, keys: Any
) -> None:
    _, found, signature = from_content(to_content(bundle(), KEY_OF_A))
    with pytest.raises(InvalidInput, match="signature"):
        verify_bundle(sender, receiver, name or found, signature, keys)


def test_the_signature_of_a_message_is_none_of_a_bundle() -> None:
    said = message()
    signature = sign(said, KEY_OF_A).signature
    with pytest.raises(InvalidInput, match="signature"):
        verify_bundle("a", "b", said.name, signature, KEYS)


def _changed(**given: Any) -> bytes:
    raw, signature, frames = split_parts(to_content(bundle(), KEY_OF_A), 3)
    table = from_bytes(raw)
    assert isinstance(table, dict)
    return join_parts([to_bytes({**table, **given}), signature, frames])


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"version": 0}, "version"), ({"version": 2}, "version"), ({"messages": 3}, "messages"),
        ({"digest": "0" * 64}, "messages"), ({"receipts": [{}]}, "receipts"),
        ({"receipts": [{"thread": 1, "number": 1, "name": "x"}]}, "receipts"),
        ({"written_at": "now"}, "written_at"), ({"more": 1}, "contents"), ({"refused": []}, "refu"),
    ],
)  # fmt: skip
def test_contents_of_another_form_are_refused_by_name(given: dict[str, Any], field: str) -> None:
    with pytest.raises(InvalidInput, match=f"bundle, {field}"):
        from_content(_changed(**given))


@given(st.binary(max_size=200), st.integers(0, 2_000))
def test_any_other_bytes_are_refused_and_nothing_worse(junk: bytes, cut: int) -> None:
    whole = to_content(bundle(), KEY_OF_A)
    for raw in (junk, whole[: cut % len(whole)], whole + junk[:1] + b"x"):
        with pytest.raises(InvalidInput):
            from_content(raw)


def test_a_receipt_goes_as_far_as_there_is_no_gap() -> None:
    first = message()
    second = message(number=1, previous=first.name)
    fourth = message(number=3, previous="0" * 64)
    other = message(thread="t", number=2, previous="0" * 64)
    heard = [fourth, second, first, other]
    assert receipts_of(heard) == (Receipt("thread-1", 1, second.name),)
    assert receipts_of([]) == ()
