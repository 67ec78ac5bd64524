"""A message larger than what the other side takes in: told once, not sent again, others go on."""

import logging
from pathlib import Path
from types import ModuleType

import pytest

from parley.exchange.log import Way
from parley.exchange.messages import read_message
from parley.node import channel, door
from parley.node.outgoing import TOO_LARGE, read_answer
from parley.node.serve import RunningNode
from parley.node.status import lines
from parley.node.voice import Voice
from tests.node.nodes import NOW, make_nodes
from tests.node.test_two_nodes import until

pytestmark = pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")


@pytest.mark.parametrize("limit_of", [door, channel], ids=["they say so", "known before"])
def test_what_is_too_large_is_told_once_and_what_comes_after_it_is_delivered(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
    limit_of: ModuleType,
) -> None:
    folders = make_nodes(tmp_path, ("a", "b"))
    monkeypatch.setattr(limit_of, "MOST_BYTES", 50_000)
    with (
        caplog.at_level(logging.WARNING, "parley"),
        RunningNode(folders[0]) as one,
        RunningNode(folders[1]) as other,
    ):
        voice = Voice(one.record, one.book, lambda: NOW, "notes")
        voice.say("note", "b", {"text": "with a file"}, attachments=[bytes(100_000)])
        voice.say("note", "b", {"text": "without"})
        until(lambda: any(e.note == "acknowledged" for e in one.record.entries()))
        until(lambda: lines(one.record.entries(), ["b"])[0].waiting == 0)
        heard = [
            read_message(e.raw).body["text"]
            for e in other.record.entries()
            if e.way is Way.RECEIVED
        ]
        entries = list(one.record.entries())
    assert heard == ["without"]
    answers = [read_answer(e)[1] for e in entries if e.note == "acknowledged"]
    assert sorted(answers) == [200, TOO_LARGE]
    (line,) = lines(entries, ["b"])
    assert (line.sent, line.acknowledged, line.refused, line.too_large) == (2, 1, 1, 1)
    assert line.in_words == (
        "nothing waits; 1 of 2 were refused there; 1 not delivered: larger than what b takes in"
    )
    assert sum("not delivered and not sent again" in each for each in caplog.messages) == 1


def test_after_another_start_it_is_not_sent_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folders = make_nodes(tmp_path, ("a", "b"))
    monkeypatch.setattr(channel, "MOST_BYTES", 50_000)
    with RunningNode(folders[0]) as one:
        voice = Voice(one.record, one.book, lambda: NOW, "notes")
        voice.say("note", "b", {"text": "with a file"}, attachments=[bytes(100_000)])
        until(lambda: any(e.note == "acknowledged" for e in one.record.entries()))
    monkeypatch.undo()
    with RunningNode(folders[0]) as one, RunningNode(folders[1]) as other:
        voice = Voice(one.record, one.book, lambda: NOW, "notes")
        voice.say("note", "b", {"text": "without"})
        until(lambda: any(e.way is Way.RECEIVED for e in other.record.entries()))
        texts = [read_message(e.raw).body for e in other.record.entries() if e.way is Way.RECEIVED]
    assert texts == [{"text": "without"}]
