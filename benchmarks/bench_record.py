"""The record at a hundred thousand messages: what is folded over it, and one entry more."""

import tempfile
from collections.abc import Iterator
from pathlib import Path

from benchmarks.harness import Measurement, measure
from parley.exchange.heads import Heads
from parley.exchange.log import Entry, Way
from parley.exchange.messages import Message
from parley.exchange.signature import Signed
from parley.exchange.tree import root
from parley.group.marking import Handling
from parley.node.auditor import Replay
from parley.node.record.database import open_database
from parley.node.record.store import Record
from parley.node.status import Traffic
from parley.node.steward import Steward

MESSAGES, THREADS = 100_000, 100
NOW = "2027-01-11T09:00:00+00:00"


def conversation(count: int) -> Iterator[tuple[Entry, tuple[bytes, ...]]]:
    """Messages of two sides by turns in many threads, a few hundred bytes each."""
    last: dict[tuple[str, str], tuple[int, str]] = {}
    for position in range(count):
        is_ours = position % 2 == 0
        sender, receiver = ("a", "b") if is_ours else ("b", "a")
        thread = f"notice-{position // 2 % THREADS}"
        number, previous = last.get((sender, thread), (-1, ""))
        message = Message(
            "notice.sent", sender, receiver, thread, number + 1, previous, NOW, Handling.AMBER,
            is_exercise=True, body={"text": "the window closes at nine " * 8, "number": position},
        )  # fmt: skip
        last[sender, thread] = number + 1, message.name
        way = Way.SENT if is_ours else Way.RECEIVED
        yield Entry(position, way, NOW, message.raw, "x" * 330), ()


def measurements(repeats: int) -> list[Measurement]:
    """Reading every row and doing nothing with it first."""
    with tempfile.TemporaryDirectory() as folder:
        record = Record(open_database(str(Path(folder) / "record.db"), create=True), "a")
        try:
            record.load(conversation(MESSAGES))
            return _measured(record, repeats)
        finally:
            record.close()


def _nobody(message: Message, attachments: tuple[bytes, ...]) -> Signed:
    """Signs nothing: there is nothing to say."""
    raise AssertionError(message, attachments)


def _measured(record: Record, repeats: int) -> list[Measurement]:
    traffic = Traffic(record.entries())

    def one_more() -> object:
        """What a page shows: the newest entries taken in, then how everything stands."""
        record.append(Way.OWN, b"{}", NOW, note="note")
        for entry in record.entries(traffic.size):
            traffic.take(entry)
        return traffic.lines(["b"])

    def heads() -> object:
        found = Heads("b")
        for entry in record.entries():
            found.take(entry)
        return found

    def steward() -> object:
        return Steward(record, _nobody, lambda: NOW).catch_up()

    return [
        measure("reading every row", lambda: list(record.entries()), repeats),
        measure("traffic, from nothing", lambda: Traffic(record.entries()), repeats),
        measure("steward, from nothing", steward, repeats),
        measure("joint runs, from nothing", lambda: Replay(record), repeats),
        measure("heads, from nothing", heads, repeats),
        measure("root of the tree, from its leaves", lambda: root(record.leaves()), repeats),
        measure("the latest state, one entry more", one_more, repeats),
    ]
