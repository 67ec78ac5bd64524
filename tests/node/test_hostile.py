"""Hostile input over a real node: refused with a reason, kept, and the node lives and answers.

The other side holds a card that is trusted and a key that counts: whoever has neither does not
come past TLS. It sends every kind of message that there is, in every wrong form.
"""

import dataclasses
import json
from collections.abc import Callable, Iterator
from pathlib import Path
from random import Random
from typing import Any

import httpx
import pytest

from parley.errors import InvalidInput
from parley.exchange.canonical import digest, to_bytes
from parley.exchange.frames import from_frame, join_parts, to_frame
from parley.exchange.heads import COUNTERSIGNED, REFUSED, SAID
from parley.exchange.heads import THREAD as HEADS
from parley.exchange.joint.run import Step
from parley.exchange.key_history import ROTATE
from parley.exchange.key_history import THREAD as KEYS
from parley.exchange.log import Way
from parley.exchange.messages import Message
from parley.exchange.signature import PATH, Signed, SigningKey, sign
from parley.group.marking import Handling
from parley.node import door
from parley.node.channel import client_context
from parley.node.keys import read_signing_key
from parley.node.serve import RunningNode
from parley.node.settings import read_settings
from tests.exchange.joint.test_run import world
from tests.node.nodes import NOW, make_nodes, put_books
from tests.node.test_two_nodes import until

pytestmark = pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")

#: Every kind of message, and the thread it belongs to; RUN stands for that of a joint run.
RUN = "a run"
KINDS = {
    **{step.value: RUN for step in Step if step is not Step.CLOSED},
    SAID: HEADS, COUNTERSIGNED: HEADS, REFUSED: HEADS, ROTATE: KEYS, "notice.sent": "notice-1",
}  # fmt: skip


class Attacker:
    """The node b gone bad: it has its own key and certificate, and no rules.

    Args:
        folder: Of b.
        node: Of a, which runs.
    """

    def __init__(self, folder: Path, node: RunningNode) -> None:
        self.key, self.node = read_signing_key(folder / "keys"), node
        self._client = httpx.Client(
            base_url=node.settings.address, trust_env=False,
            verify=client_context(read_settings(folder), node.settings.card),
        )  # fmt: skip
        self._count = 0

    def close(self) -> None:
        self._client.close()

    def post(self, frame: bytes) -> httpx.Response:
        return self._client.post(PATH, content=frame)

    def begin_run(self) -> str:
        """A new run that a waits to hear of b in; its name."""
        self._count += 1
        charter, books, *_ = world(3, 8, 2)
        charter = dataclasses.replace(charter, run=f"run-{self._count}")
        put_books(self.node.record, charter, books[0])
        return charter.run

    def message(self, kind: str, **given: Any) -> Message:
        thread = KINDS[kind]
        self._count += 1
        fields = {
            "kind": kind, "sender": "b", "receiver": "a", "number": 0, "previous": "",
            "thread": self.begin_run() if thread == RUN else f"{thread}-{self._count}",
            "sent_at": NOW, "handling": Handling.AMBER, "is_exercise": True, **given,
        }  # fmt: skip
        return Message(**fields)

    def is_refused(self, frame: bytes) -> str:
        """Whether it is refused, and kept with a reason; the reason that was answered."""
        answer = self.post(frame)
        assert answer.status_code in (400, 401), answer.text
        try:
            raw = from_frame(frame).raw
        except InvalidInput:
            raw = frame
        name = digest(door.sample(raw))
        (kept,) = [e for e in self.node.record.entries() if (e.way, e.name) == (Way.REFUSED, name)]
        assert kept.note
        return str(answer.json()["refused"])

    def still_answers(self) -> None:
        """It is alive, in every part: a good message is taken, and a run that is begun goes on."""
        assert self._client.head(PATH).status_code == 204
        good = self.message("notice.sent", body={"text": f"{self._count}"})
        assert self.post(to_frame(sign(good, self.key))).json()["new"] is True
        run = self.begin_run()
        until(lambda: run in self.node.steward.runs)
        assert not self.node.has_failed


@pytest.fixture(scope="module", name="attacker")
def _attacker(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Attacker]:
    folders = make_nodes(tmp_path_factory.mktemp("hostile"), ("a", "b"))
    with RunningNode(folders[0], heads_every=0.1) as node:
        until(lambda: node.is_open)
        attacker = Attacker(folders[1], node)
        yield attacker
        attacker.still_answers()
        attacker.close()


def _raw(attacker: Attacker, kind: str, change: Callable[[dict[str, Any]], None]) -> bytes:
    """The frame of a message whose table was changed, under a signature that holds for the rest."""
    message = attacker.message(kind)
    table = json.loads(message.raw)
    change(table)
    text = json.dumps(table, separators=(",", ":"), sort_keys=True, ensure_ascii=False)
    return to_frame(Signed(text.encode(), sign(message, attacker.key).signature))


def _set(**fields: Any) -> Callable[[dict[str, Any]], None]:
    return lambda table: table.update(fields)


def _deep() -> Any:
    value: Any = 1
    for _ in range(300):
        value = [value]
    return value


ENVELOPES: dict[str, Callable[[dict[str, Any]], None]] = {
    "not a number": _set(body={"round": float("nan")}),
    "endless": _set(body={"round": float("inf")}),
    "a fraction": _set(body={"round": 1.5}),
    "nothing": _set(body={"round": None}),
    "too large a number": _set(body={"round": 2**60}),
    "deep": _set(body={"round": _deep()}),
    "huge": _set(body={"text": "x" * 1_000_001}),
    "a negative place": _set(number=-1),
    "no place": _set(number="first"),
    "an older version": _set(version=0),
    "a newer version": _set(version=2),
    "no body": lambda table: table.pop("body"),
    "more": _set(more=1),
    "private": _set(handling="PRIVATE"),
    "an item that is private": _set(body={"item": {"handling": "PRIVATE", "note": "x"}}),
    "no time": _set(sent_at="soon"),
    "many attachments": _set(attachments=["0" * 64] * 15_000),
    "another sender": _set(sender="c"),
    "itself": _set(sender="a"),
    "half a character": _set(body={"text": "\ud800"}),
}


@pytest.mark.parametrize("kind", sorted(KINDS))
def test_no_kind_of_message_is_taken_in_a_wrong_envelope(attacker: Attacker, kind: str) -> None:
    for name, change in ENVELOPES.items():
        try:
            frame = _raw(attacker, kind, change)
        except UnicodeEncodeError:
            continue
        assert attacker.is_refused(frame), name
    attacker.still_answers()


@pytest.mark.parametrize("kind", sorted(KINDS))
def test_no_kind_of_message_is_taken_by_another_key_or_for_somebody_else(
    attacker: Attacker, kind: str
) -> None:
    good = sign(attacker.message(kind), attacker.key)
    other = sign(attacker.message(kind), attacker.key)
    stranger = SigningKey(bytes(32))
    hostile = [
        sign(attacker.message(kind), stranger),
        sign(attacker.message(kind, receiver="c"), attacker.key),
        sign(attacker.message(kind, sender="c"), stranger),
        Signed(other.raw, good.signature), Signed(good.raw, ""), Signed(good.raw, "x" * 1_999),
        Signed(good.raw, good.signature.replace(".", "..")),
        Signed(good.raw, good.signature, (b"one that it does not name",)),
    ]  # fmt: skip
    for signed in hostile:
        assert attacker.is_refused(to_frame(signed))
    attacker.still_answers()


@pytest.mark.parametrize("kind", sorted(KINDS))
def test_no_kind_of_message_is_taken_cut_off_or_with_bytes_changed(
    attacker: Attacker, kind: str
) -> None:
    chance = Random(kind)  # noqa: S311  # shuffles, guards nothing
    frame = to_frame(sign(attacker.message(kind, body={"round": 1}), attacker.key))
    for _ in range(12):
        assert attacker.is_refused(frame[: chance.randrange(len(frame))])
        place = chance.randrange(len(frame))
        changed = bytes([frame[place] ^ (1 << chance.randrange(8))])
        assert attacker.is_refused(frame[:place] + changed + frame[place + 1 :])
    attacker.still_answers()


def _body(chance: Random, depth: int = 0) -> Any:
    """Any value at all that can stand in a body, with the words of the protocol as keys."""
    kind = chance.randrange(8 if depth < 4 else 5)
    if kind < 2:
        return chance.choice([0, 1, -1, 2, -(2**53) + 1, 2**53 - 1, 10**9])
    if kind < 4:
        return chance.choice(["", "x", "0" * 64, "ab" * 32, NOW, "€", "run-1", "9" * 400])
    if kind == 4:
        return chance.random() < 0.5
    if kind < 6:
        return [_body(chance, depth + 1) for _ in range(chance.randrange(4))]
    return {
        chance.choice(WORDS): _body(chance, depth + 1) for _ in range(chance.randrange(5))
    }  # fmt: skip


WORDS = [
    "round", "unchanged", "charter", "run", "sides", "unit", "draws", "size", "root", "since",
    "proof", "reason", "before", "key", "sealing", "counts_from", "digest", "commitment", "debts",
    "claims", "outputs", "institutions", "tolerance", "shortfall", "channels", "", "text",
]  # fmt: skip


@pytest.mark.parametrize("kind", sorted(KINDS))
def test_a_message_that_is_well_signed_and_says_nonsense_ends_a_run_or_is_refused(
    attacker: Attacker, kind: str
) -> None:
    chance = Random(kind)  # noqa: S311  # draws nonsense, guards nothing
    for _ in range(8):
        kept = tuple(
            chance.randbytes(chance.choice([0, 7, 8, 64]))
            for _ in range(chance.choice([0, 0, 1, 3]))
        )
        body = {chance.choice(WORDS): _body(chance) for _ in range(chance.randrange(6))}
        message = attacker.message(
            kind, body=body, attachments=tuple(digest(each) for each in kept)
        )
        answer = attacker.post(to_frame(sign(message, attacker.key, kept)))
        assert answer.status_code in (200, 400), answer.text
        if answer.status_code == 200 and KINDS[kind] == RUN:
            run = message.thread
            until(lambda run=run: run in attacker.node.steward.runs)  # type: ignore[misc]
            until(lambda run=run: _has_ended_or_waits(attacker.node, run))  # type: ignore[misc]
    attacker.still_answers()


def _has_ended_or_waits(node: RunningNode, run: str) -> bool:
    found = node.steward.runs[run]
    return not found.is_over or bool(found.reason) or found.step is Step.CLOSED


def _is_over(node: RunningNode, run: str) -> bool:
    return run in node.steward.runs and node.steward.runs[run].is_over


def test_another_charter_ends_the_run_and_both_are_told_why(attacker: Attacker) -> None:
    run = attacker.begin_run()
    charter, *_ = world(3, 8, 2)
    for other in (
        dataclasses.replace(charter, run=run, unit="yen"),
        dataclasses.replace(charter, run="run-of-somebody-else"),
    ):
        run = attacker.begin_run()
        said = attacker.message(Step.CHARTER.value, thread=run, body=other.body)
        assert attacker.post(to_frame(sign(said, attacker.key))).status_code == 200
        until(lambda run=run: _is_over(attacker.node, run))  # type: ignore[misc]
        assert attacker.node.steward.runs[run].reason
    attacker.still_answers()


@pytest.mark.parametrize("kind", sorted(KINDS))
def test_a_replay_changes_nothing_whenever_it_comes(attacker: Attacker, kind: str) -> None:
    message = attacker.message(kind, body=_good_body(attacker, kind))
    frame = to_frame(sign(message, attacker.key))
    first = attacker.post(frame)
    if first.status_code == 400:
        return  # refused as well the second time: see the tests above
    for _ in range(3):
        assert attacker.post(frame).json() == {"name": message.name, "new": False}
    received = [e for e in attacker.node.record.entries() if e.name == message.name]
    assert len(received) == 1


def _good_body(attacker: Attacker, kind: str) -> dict[str, Any]:
    if kind in (COUNTERSIGNED, REFUSED):
        return {"size": 1, "root": "ab" * 32}
    if kind == SAID:
        return {"size": 1, "root": "ab" * 32, "since": 0, "proof": []}
    return {}


def test_frames_of_every_wrong_form_are_refused(attacker: Attacker) -> None:
    good = sign(attacker.message("notice.sent"), attacker.key)
    many = join_parts([good.signature.encode(), good.raw, *[b""] * 1_001])
    for frame in (
        b"", b"\xff" * 64, b"\x00\x00\x00\x00", b"\x00\x00\x00\x01\x00\x00\x00\x00", many,
        join_parts([b"\xff", good.raw]), join_parts([b"x" * 3_000, good.raw]),
        join_parts([good.signature.encode(), to_bytes({"a": 1})]),
        join_parts([good.signature.encode(), b"[" * 100_000]),
        b"\x00\x00\x00\x02\xff\xff\xff\xff" + b"x" * 100,
    ):  # fmt: skip
        assert attacker.is_refused(frame)
    attacker.still_answers()


def test_a_frame_that_is_too_long_is_not_even_held(
    attacker: Attacker, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(door, "MOST_BYTES", 100_000)
    answer = attacker.post(b"x" * 200_000)
    assert answer.status_code == 413
    assert "more than 100000 bytes" in answer.json()["refused"]
    attacker.still_answers()


def test_other_doors_and_other_verbs_are_not_there(attacker: Attacker) -> None:
    client = attacker._client
    assert client.get(PATH).status_code == 405
    assert client.put(PATH, content=b"x").status_code == 405
    for path in ("/", "/v1", "/docs", "/openapi.json", "/v1/messages/../../etc/passwd"):
        assert client.get(path).status_code == 404, path
    attacker.still_answers()
