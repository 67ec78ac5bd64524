"""Signatures: over exact bytes, of one sender, to one receiver; anything else is refused."""

import base64
import json
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from parley.errors import InvalidInput
from parley.exchange.canonical import digest
from parley.exchange.signature import PublicKey, SigningKey, sign, verify
from tests.exchange.examples import KEY_OF_A, KEY_OF_B, KEYS, message


def test_the_key_is_that_of_the_first_published_test_vector() -> None:
    """RFC 8032, section 7.1, test 1."""
    key = SigningKey(
        bytes.fromhex("9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60")
    )
    expected = "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a"
    assert key.public.raw.hex() == expected


def test_what_is_signed_is_read_back() -> None:
    said = message(attachments=(digest(b"amounts"),))
    signed = sign(said, KEY_OF_A, (b"amounts",))
    assert verify(signed, "b", KEYS) == said
    assert verify(signed, "", KEYS) == said


def test_the_same_message_has_the_same_signature_every_time() -> None:
    assert sign(message(), KEY_OF_A) == sign(message(), KEY_OF_A)


def test_the_signed_text_holds_method_path_sender_receiver_and_digest() -> None:
    said = message()
    payload = sign(said, KEY_OF_A).signature.split(".")[1]
    assert json.loads(base64.urlsafe_b64decode(payload + "==")) == {
        "method": "POST", "path": "/v1/messages", "sender": "a", "receiver": "b",
        "digest": said.name,
    }  # fmt: skip


def test_a_message_to_somebody_else_is_refused() -> None:
    with pytest.raises(InvalidInput, match="receiver"):
        verify(sign(message(), KEY_OF_A), "c", KEYS)


def test_a_message_signed_by_another_is_refused() -> None:
    with pytest.raises(InvalidInput, match="a valid key of a"):
        verify(sign(message(), KEY_OF_B), "b", KEYS)


def test_a_sender_without_a_valid_key_is_refused() -> None:
    with pytest.raises(InvalidInput, match="a valid key of a"):
        verify(sign(message(), KEY_OF_A), "b", {})


def test_a_signature_of_another_message_is_refused() -> None:
    other = sign(message(thread="thread-2"), KEY_OF_A)
    with pytest.raises(InvalidInput, match="signature"):
        verify(replace(other, raw=message().raw), "b", KEYS)


def test_other_attachments_are_refused() -> None:
    said = message(attachments=(digest(b"amounts"),))
    signed = sign(said, KEY_OF_A, (b"amounts",))
    for wrong in ((), (b"amountz",), (b"amounts", b"more")):
        with pytest.raises(InvalidInput, match="attachments"):
            verify(replace(signed, attachments=wrong), "b", KEYS)
        with pytest.raises(InvalidInput, match="attachments"):
            sign(said, KEY_OF_A, wrong)


@given(st.data())
def test_no_other_signature_is_good_for_a_message(data: st.DataObject) -> None:
    signed = sign(message(), KEY_OF_A)
    text = signed.signature
    place = data.draw(st.integers(0, len(text) - 1))
    other = data.draw(st.characters(min_codepoint=33, max_codepoint=126))
    changed = text[:place] + other + text[place + 1 :]
    if changed == text:
        return
    with pytest.raises(InvalidInput, match="signature"):
        verify(replace(signed, signature=changed), "b", KEYS)


@given(st.text(max_size=80))
def test_any_text_at_all_as_a_signature_is_refused(text: str) -> None:
    with pytest.raises(InvalidInput, match="signature"):
        verify(replace(sign(message(), KEY_OF_A), signature=text), "b", KEYS)


def test_no_signature_and_a_signature_without_an_algorithm_are_refused() -> None:
    signed = sign(message(), KEY_OF_A)
    payload = signed.signature.split(".")[1]
    none = base64.urlsafe_b64encode(b'{"alg":"none"}').rstrip(b"=").decode()
    for text in (f"{none}.{payload}.", "", "..", signed.signature + "=", "x" * 3_000):
        with pytest.raises(InvalidInput, match="signature"):
            verify(replace(signed, signature=text), "b", KEYS)


def test_a_key_never_shows_its_seed() -> None:
    seed = bytes(range(32))
    assert seed.hex() not in repr(SigningKey(seed))
    assert repr(seed) not in repr(SigningKey(seed))


def test_a_fingerprint_can_be_read_over_the_telephone() -> None:
    groups = KEY_OF_A.public.fingerprint.split()
    assert len(groups) == 10
    assert {len(group) for group in groups} == {4}
    assert KEY_OF_B.public.fingerprint != KEY_OF_A.public.fingerprint


@pytest.mark.parametrize("made", [SigningKey, PublicKey])
def test_a_key_of_another_length_is_refused(made: type) -> None:
    with pytest.raises(InvalidInput, match="32"):
        made(b"short")
