"""The voice of a node: says one message more in a thread, at a place that nobody else takes."""

import threading
from collections.abc import Callable, Mapping, Sequence

from parley.exchange.canonical import Value, digest
from parley.exchange.log import Way
from parley.exchange.messages import Message, read_message
from parley.group.marking import Handling
from parley.node.key_book import KeyBook
from parley.node.record.store import LogHasGrown, Record

#: The note of the entry with which the record of a restored node goes on.
RESTORED = "node.restored"


class Voice:
    """Speaks in one thread. Several processes may speak in it: each message gets its own place.

    A joint run has a voice of its own, the steward, who says what follows from the record alone.

    Args:
        record: Of the node.
        book: Signs.
        clock: Gives the instant.
        thread: In which. One of the channel itself gets something added to its name when the
            node is restored from a backup.
    """

    def __init__(
        self, record: Record, book: KeyBook, clock: Callable[[], str], thread: str
    ) -> None:
        self._record, self._book, self._clock, self._thread = record, book, clock, thread
        self._named, self._begins_anew = thread, thread.startswith("channel.")
        self._last: dict[str, tuple[int, str]] = {}
        self._place, self._turn = 0, threading.Lock()

    def say(
        self,
        kind: str,
        receiver: str,
        body: Mapping[str, Value],
        *,
        handling: Handling = Handling.AMBER_STRICT,
        is_exercise: bool = False,
        attachments: Sequence[bytes] = (),
        only_at: int | None = None,
    ) -> Message:
        """Add a message to the record; the channel or a bundle carries it.

        Args:
            kind, receiver, body, handling, is_exercise, attachments: See ``Message``.
            only_at: The position in the record at which alone it may come to stand; none takes
                any.

        Raises:
            LogHasGrown: if that position is taken.
            InvalidInput: if it can not be a message, or may not leave.
            CannotOpen: if there is no key to sign with.
        """
        with self._turn:
            while True:
                self._catch_up()
                if only_at not in (None, self._place):
                    raise LogHasGrown
                number, previous = self._last.get(receiver, (-1, ""))
                message = Message(
                    kind, self._record.node, receiver, self._thread, number + 1, previous,
                    self._clock(), handling, is_exercise, body,
                    tuple(digest(each) for each in attachments),
                )  # fmt: skip
                signed = self._book.sign(message, attachments)
                try:
                    self._record.append(
                        Way.SENT, signed.raw, message.sent_at, signature=signed.signature,
                        attachments=attachments, only_at=self._place,
                    )  # fmt: skip
                except LogHasGrown:
                    continue
                return message

    def _catch_up(self) -> None:
        for entry in self._record.entries(self._place):
            self._place = entry.position + 1
            if entry.note == RESTORED and self._begins_anew:
                # What was said after the backup is not known here: no place of it is taken again.
                self._thread = f"{self._named}.{digest(entry.recorded_at.encode())[:8]}"
                self._last.clear()
            mark = f'"thread":"{self._thread}"'.encode()
            if entry.way is Way.SENT and mark in entry.raw:
                message = read_message(entry.raw)
                if message.thread == self._thread:
                    self._last[message.receiver] = (message.number, message.name)
