"""Nodes without their sockets: what they say is carried by hand."""

from collections.abc import Callable
from pathlib import Path

from parley.exchange.frames import to_frame
from parley.exchange.log import Way
from parley.exchange.messages import Message, read_message
from parley.exchange.signature import Signed
from parley.node.auditor import audit
from parley.node.door import take_in
from parley.node.key_book import KeyBook, first_keys
from parley.node.record.database import open_database
from parley.node.record.store import Record
from parley.node.settings import Settings, read_settings
from parley.node.voice import Voice
from tests.node.nodes import NOW

DUE, LATER = "2027-01-11T10:00:00+00:00", "2027-01-11T11:00:00+00:00"

#: Closed at the end of each test.
OPEN: list[Record] = []


class Office:
    """A node without its sockets: what it says is carried by hand."""

    def __init__(self, folder: Path) -> None:
        self.settings: Settings = read_settings(folder)
        self.record = Record(open_database(self.settings.record), self.settings.node)
        OPEN.append(self.record)
        self.now = NOW
        self.book = KeyBook(self.settings, self.record)
        self._voice = Voice(self.record, self.book, lambda: self.now, "notes")
        self._heard: set[str] = set()

    def say(self, receiver: str, text: str) -> Message:
        return self._voice.say("note", receiver, {"text": text})

    def hear(self, other: "Office", *, again: bool = False) -> list[int]:
        """Take in what the other one has said, in order; the answers."""
        answers = []
        for entry in list(other.record.entries()):
            if entry.way is not Way.SENT or (entry.name in self._heard and not again):
                continue
            self._heard.add(entry.name)
            signed = other.book.signed_anew(
                read_message(entry.raw), Signed(entry.raw, entry.signature)
            )
            answers.append(take_in(self.book, self.record, lambda: self.now, to_frame(signed))[0])
        return answers

    def faults(self) -> tuple[str, ...]:
        return audit(self.record, first_keys(read_settings(self.settings.folder))).faults


Offices = Callable[[], tuple[Office, Office]]
