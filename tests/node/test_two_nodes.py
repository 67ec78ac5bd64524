"""Real nodes on this machine: TLS both ways, a joint run, and everything that is refused."""

import gc
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import httpx
import numpy as np
import pytest
from numpy.testing import assert_array_equal

from parley.exchange.frames import to_frame
from parley.exchange.joint.run import Step
from parley.exchange.log import Way
from parley.exchange.messages import Message, read_message
from parley.exchange.signature import PATH, Signed, SigningKey, sign
from parley.group.marking import Handling
from parley.node.auditor import contradictions
from parley.node.channel import client_context
from parley.node.keys import read_signing_key
from parley.node.serve import RunningNode
from parley.node.settings import read_settings
from tests.exchange.joint.test_run import joined, pooled, world
from tests.node.nodes import NOW, make_nodes, put_books

# A node that stops cuts the lines that others keep open to it, as a crash would.
pytestmark = pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")


@pytest.fixture(autouse=True)
def _cut_lines_are_swept_up_here() -> Iterator[None]:
    """What a stopped node left open is found now, not in a later test."""
    yield
    gc.collect()


def until(is_so: Callable[[], bool], seconds: float = 20.0) -> None:
    """Wait for something that other threads bring about."""
    end = time.monotonic() + seconds
    while not is_so():
        assert time.monotonic() < end, "did not happen in time"
        time.sleep(0.01)


@pytest.mark.parametrize("sides", [2, 3])
def test_nodes_find_the_pooled_result_over_the_line(tmp_path: Path, sides: int) -> None:
    charter, books, debts, assets, side_of = world(3, 30, sides, draws=4, finds_least=True)
    folders = make_nodes(tmp_path, charter.sides)
    with ExitStack() as stack:
        nodes = [stack.enter_context(RunningNode(folder)) for folder in folders]
        for node, each in zip(nodes, books, strict=True):
            put_books(node.record, charter, each)
        until(lambda: all("run-1" in node.steward.runs for node in nodes))
        until(lambda: all(node.steward.runs["run-1"].is_over for node in nodes))
        runs = [node.steward.runs["run-1"] for node in nodes]
    assert {run.step for run in runs} == {Step.CLOSED}, [run.reason for run in runs]
    assert_array_equal(joined(runs, side_of), pooled(charter, debts, assets).payments)


def test_a_node_that_stops_in_the_middle_goes_on_when_it_starts_again(tmp_path: Path) -> None:
    charter, books, debts, assets, side_of = world(8, 30, 2, draws=2)
    folders = make_nodes(tmp_path, charter.sides)
    with RunningNode(folders[0]) as one:
        put_books(one.record, charter, books[0])
        with RunningNode(folders[1]) as other:
            put_books(other.record, charter, books[1])
            until(lambda: "run-1" in other.steward.runs)
        with RunningNode(folders[1]) as other:
            until(lambda: all(n.steward.runs["run-1"].is_over for n in (one, other)))
            runs = [one.steward.runs["run-1"], other.steward.runs["run-1"]]
            sent = [e for e in other.record.entries() if e.way is Way.SENT]
            assert len({e.name for e in sent}) == len(sent)
    assert {run.step for run in runs} == {Step.CLOSED}
    assert_array_equal(joined(runs, side_of), pooled(charter, debts, assets).payments)


def test_who_shows_no_certificate_or_another_one_is_not_let_in(tmp_path: Path) -> None:
    folders = make_nodes(tmp_path, ("a", "b"))
    strangers = make_nodes(tmp_path / "strangers", ("a", "b"))
    with RunningNode(folders[0]) as node:
        until(lambda: _answers(folders[1], node))
        for client in (
            httpx.Client(verify=False, trust_env=False),  # noqa: S501  # a stranger's
            httpx.Client(
                verify=client_context(read_settings(strangers[1]), node.settings.card),
                trust_env=False,
            ),
        ):
            with client, pytest.raises(httpx.HTTPError):
                client.post(node.settings.address + PATH, content=b"x")
        assert node.record.head()[0] == 1  # what the peer itself sent in _answers


def _answers(folder: Path, node: RunningNode) -> bool:
    try:
        return _post(folder, node, b"hello").status_code == 400
    except httpx.ConnectError:
        return False


def _post(folder: Path, node: RunningNode, frame: bytes) -> httpx.Response:
    context = client_context(read_settings(folder), node.settings.card)
    with httpx.Client(verify=context, trust_env=False) as client:
        return client.post(node.settings.address + PATH, content=frame)


def _message(**given: object) -> Message:
    fields = {
        "kind": "notice.sent", "sender": "b", "receiver": "a", "thread": "t", "number": 0,
        "previous": "", "sent_at": NOW, "handling": Handling.RED, "is_exercise": True, **given,
    }  # fmt: skip
    return Message(**fields)  # type: ignore[arg-type]


def test_whatever_comes_in_is_kept_and_the_node_lives(tmp_path: Path) -> None:
    folders = make_nodes(tmp_path, ("a", "b"))
    key = read_signing_key(folders[1] / "keys")
    good = sign(_message(), key)
    rng = np.random.default_rng(1)
    hostile = {
        "nothing": b"", "junk": rng.bytes(200), "huge count": b"\xff" * 64,
        "another key": to_frame(sign(_message(), SigningKey(bytes(32)))),
        "another receiver": to_frame(sign(_message(receiver="c"), key)),
        "another sender": to_frame(sign(_message(sender="c"), key)),
        "another text": to_frame(Signed(_message(number=0, thread="u").raw, good.signature)),
        "cut off": to_frame(good)[:-3], "more": to_frame(good) + b"x",
        "deep": to_frame(Signed(b"[" * 100_000, good.signature)),
    }  # fmt: skip
    with RunningNode(folders[0]) as node:
        until(lambda: _answers(folders[1], node))
        for name, frame in hostile.items():
            answer = _post(folders[1], node, frame)
            assert answer.status_code in (400, 401), name
            assert answer.json()["refused"], name
        for is_new in (True, False):
            assert _post(folders[1], node, to_frame(good)).json()["new"] is is_new
        ways = [entry.way for entry in node.record.entries()]
        reasons = [entry.note for entry in node.record.entries() if entry.way is Way.REFUSED]
    assert ways.count(Way.RECEIVED) == 1
    assert len(reasons) >= len(hostile)
    assert all(reasons)


def test_two_different_messages_at_one_place_are_both_kept(tmp_path: Path) -> None:
    folders = make_nodes(tmp_path, ("a", "b"))
    key = read_signing_key(folders[1] / "keys")
    one, other = _message(body={"says": "yes"}), _message(body={"says": "no"})
    with RunningNode(folders[0]) as node:
        until(lambda: _answers(folders[1], node))
        for each in (one, other, one):
            assert _post(folders[1], node, to_frame(sign(each, key))).status_code == 200
        kept = [read_message(e.raw) for e in node.record.entries() if e.way is Way.RECEIVED]
        assert contradictions(kept) == [(one, other)]
