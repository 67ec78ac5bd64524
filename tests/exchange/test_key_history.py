"""Keys over time: what an old key signed stays good, and nobody takes a key's place alone."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from parley.errors import InvalidInput
from parley.exchange.canonical import to_bytes
from parley.exchange.key_history import (
    RENOUNCED,
    REVOKED,
    ROTATE,
    THREAD,
    TRUSTED,
    KeyHistory,
    KeyPair,
    rotation,
)
from parley.exchange.log import Entry, Way
from parley.exchange.signature import SigningKey, sign, verify
from tests.exchange.examples import KEY_OF_A, KEY_OF_B, message

SENT, DUE = "2027-01-11T09:00:00+00:00", "2027-01-11T10:00:00+00:00"
BEFORE, AFTER = "2027-01-11T09:30:00+00:00", "2027-01-11T10:30:00+00:00"
NEXT, SEALING = SigningKey(bytes(range(2, 34))), bytes(range(32))
FIRST = KeyPair(KEY_OF_A.public, bytes(32))


def announced(by: SigningKey = KEY_OF_A, **changed: Any) -> tuple[Any, str]:
    body = {**rotation("a", KEY_OF_A.public, NEXT, SEALING, DUE), **changed}
    said = message(kind=ROTATE, thread=THREAD, sent_at=SENT, body=body)
    return said, sign(said, by).signature


def entry(said: Any, signature: str, way: Way = Way.RECEIVED) -> Entry:
    return Entry(0, way, SENT, said.raw, signature)


def own(note: str, **body: Any) -> Entry:
    return Entry(0, Way.OWN, AFTER, to_bytes(body), note=note)


def accepts(history: KeyHistory, key: SigningKey, sent_at: str) -> bool:
    said = message(sent_at=sent_at)
    try:
        verify(sign(said, key), "b", history.keys_of(said))
    except InvalidInput:
        return False
    return True


@pytest.mark.parametrize("way", [Way.SENT, Way.RECEIVED])
def test_the_new_key_counts_from_its_time_and_the_old_one_until_then(way: Way) -> None:
    history = KeyHistory({"a": [FIRST]}, [entry(*announced(), way=way)])
    assert accepts(history, KEY_OF_A, BEFORE)
    assert not accepts(history, KEY_OF_A, AFTER)
    assert accepts(history, NEXT, AFTER)
    assert not accepts(history, NEXT, BEFORE)
    assert history.newest("a") == KeyPair(NEXT.public, SEALING)


@given(st.integers(-10_000, 10_000))
def test_at_every_moment_at_least_one_key_counts_and_two_only_at_the_change(seconds: int) -> None:
    history = KeyHistory({"a": [FIRST]}, [entry(*announced())])
    when = (datetime.fromisoformat(DUE) + timedelta(seconds=seconds)).isoformat()
    assert len(history.valid_keys("a", when)) == (2 if seconds == 0 else 1)


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"proof": "00" * 64}, "proof"), ({"key": KEY_OF_B.public.raw.hex()}, "proof"),
        ({"sealing": "11" * 32}, "proof"), ({"counts_from": AFTER}, "proof"),
        ({"counts_from": "2027-01-11T08:59:59+00:00"}, "counts_from"),
        ({"counts_from": "soon"}, "counts_from"), ({"counts_from": "2027-01-11T10:00"}, "counts_f"),
        ({"key": "xyz"}, "key"), ({"before": NEXT.public.raw.hex()}, "before"),
        ({"more": "x"}, "keys"), ({"key": 5}, "key"), ({"proof": ["x"]}, "proof"),
    ],
)  # fmt: skip
def test_a_rotation_that_is_not_whole_changes_nothing(changed: dict[str, Any], field: str) -> None:
    said, signature = announced(**changed)
    history = KeyHistory({"a": [FIRST]})
    with pytest.raises(InvalidInput, match=f"rotation, {field}"):
        history.require_good(said, signature)
    history.take(entry(said, signature))
    assert history.newest("a") == FIRST


def test_a_new_key_cannot_announce_itself() -> None:
    said, signature = announced(by=NEXT)
    with pytest.raises(InvalidInput, match="the old one"):
        KeyHistory({"a": [FIRST]}).require_good(said, signature)


def test_a_message_that_does_not_speak_of_keys_is_good() -> None:
    KeyHistory({}).require_good(message(), "")


def test_a_rotation_said_to_two_peers_is_one() -> None:
    history = KeyHistory({"a": [FIRST]}, [entry(*announced())] * 2)
    assert len(history.terms("a")) == 2


def test_after_a_revocation_nothing_by_that_key_comes_in_whatever_time_it_names() -> None:
    history = KeyHistory({"a": [FIRST]})
    assert accepts(history, KEY_OF_A, BEFORE)
    history.take(own(REVOKED, node="a", key=KEY_OF_A.public.raw.hex(), reason="stolen"))
    assert not accepts(history, KEY_OF_A, BEFORE)
    assert history.newest("a") is None
    trusted = {"node": "a", "key": NEXT.public.raw.hex(), "sealing": SEALING.hex()}
    history.take(own(TRUSTED, **trusted))
    assert accepts(history, NEXT, BEFORE)
    assert history.newest("a") == KeyPair(NEXT.public, SEALING)


def test_a_node_that_gave_its_keys_up_signs_everything_by_the_new_ones() -> None:
    given_up = {"node": "a", "before": FIRST.signing.raw.hex(), "key": NEXT.public.raw.hex()}
    history = KeyHistory({"a": [FIRST]}, [own(RENOUNCED, **given_up, sealing=SEALING.hex())])
    assert history.valid_keys("a", BEFORE) == {NEXT.public}


def test_a_key_to_seal_to_has_32_bytes() -> None:
    with pytest.raises(InvalidInput, match="sealing key"):
        KeyPair(NEXT.public, b"short")
