"""Outgoing: what waits for another node, and the last look before it leaves by either route."""

from collections.abc import Iterator

from parley.errors import InvalidInput
from parley.exchange.canonical import Value, from_bytes, to_bytes
from parley.exchange.leaving import MARKED, PrivateItems, require_may_leave
from parley.exchange.log import Entry, Way
from parley.exchange.messages import Message, read_envelope, read_message
from parley.exchange.signature import Signed
from parley.node.key_book import KeyBook
from parley.node.record.store import Record

#: The note of the entry that says what became of a message, by the status of an answer.
ACKNOWLEDGED = "acknowledged"

#: The statuses that are the last word: the other side has it; it was refused there; it is larger
#: than what is taken in there. After any other one the message is sent again.
TAKEN, REFUSED, TOO_LARGE = 200, 400, 413

#: The note of the entry that says that a message was held back here, and why.
HELD = "held.back"


class Outgoing:
    """The messages of a node to another one that have no answer yet, in the order sent.

    The channel and bundles both take what they carry from here, and from nowhere else.

    Args:
        record: Of the node.
        book: Of the node.
        peer: The other one's name.
    """

    def __init__(self, record: Record, book: KeyBook, peer: str) -> None:
        self._record, self._book, self._peer = record, book, peer
        self._mark = f'"receiver":"{peer}"'.encode()
        self._waiting: dict[str, Entry] = {}
        self._held: dict[str, Entry] = {}
        self._done: set[str] = set()
        self._private = PrivateItems()
        self._place = 0

    def catch_up(self) -> None:
        """Go through the new entries of the record, whoever wrote them."""
        for entry in self._record.entries(self._place):
            self._place = entry.position + 1
            if entry.way is Way.SENT:
                self._take_sent(entry)
            elif entry.way is Way.OWN and entry.note == ACKNOWLEDGED:
                self.forget(read_answer(entry)[0])
            elif entry.way is Way.OWN:
                self._private.take(entry)
                if entry.note == MARKED and self._held:
                    self._waiting = dict(sorted(
                        (self._waiting | self._held).items(), key=lambda each: each[1].position
                    ))  # fmt: skip
                    self._held.clear()

    def _take_sent(self, entry: Entry) -> None:
        if self._mark not in entry.raw or entry.name in self._done:
            return  # most are seen without being read whole
        if read_envelope(entry.raw).receiver == self._peer:
            self._waiting[entry.name] = entry

    def forget(self, name: str) -> None:
        """A message has its answer; what was not sent yet may have come by the other route."""
        self._done.add(name)
        self._waiting.pop(name, None)
        self._held.pop(name, None)

    @property
    def count(self) -> int:
        """How many wait, without those that are held back."""
        return len(self._waiting)

    def next(self, recorded_at: str) -> tuple[Entry, Message, Signed] | None:
        """The first that waits and may leave, ready to go; what may not is held back and noted.

        To a node of which no key is believed nothing goes.
        """
        if not self._waiting or self._book.newest(self._peer) is None:
            return None
        return next(self.all(recorded_at), None)

    def all(self, recorded_at: str) -> Iterator[tuple[Entry, Message, Signed]]:
        """Everything that waits and may leave, in order.

        Args:
            recorded_at: The instant, for the note about what is held back.
        """
        for entry in list(self._waiting.values()):
            message = read_message(entry.raw)
            kept = tuple(self._record.attachment(each) for each in entry.attachments)
            try:
                require_may_leave(message.handling, message.body, kept, self._private)
            except InvalidInput as refused:
                self._hold_back(entry, str(refused.faults[0]), recorded_at)
                continue
            signed = Signed(entry.raw, entry.signature, kept)
            yield entry, message, self._book.signed_anew(message, signed)

    def _hold_back(self, entry: Entry, reason: str, recorded_at: str) -> None:
        self._held[entry.name] = self._waiting.pop(entry.name)
        body: dict[str, Value] = {"name": entry.name, "peer": self._peer, "reason": reason}
        self._record.append(Way.OWN, to_bytes(body), recorded_at, note=HELD)


def answer(name: str, peer: str, status: int) -> bytes:
    """The bytes of the entry that says what became of a message; its note is ACKNOWLEDGED."""
    return to_bytes({"name": name, "peer": peer, "status": status})


def read_answer(entry: Entry) -> tuple[str, int]:
    """The name of a message and what became of it: TAKEN, REFUSED or TOO_LARGE."""
    body = from_bytes(entry.raw)
    if not isinstance(body, dict):
        return "", REFUSED
    status = body["status"]
    return str(body["name"]), status if status in (TAKEN, TOO_LARGE) else REFUSED
