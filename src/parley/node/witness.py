"""The witness of a node: shows the head of its log to the others, and countersigns theirs."""

import threading
import time
from collections.abc import Callable, Iterable

from parley.exchange.canonical import Value
from parley.exchange.heads import SAID, THREAD, Heads, show
from parley.node.key_book import KeyBook
from parley.node.record.store import LogHasGrown, Record
from parley.node.voice import Voice

#: Seconds between two heads that a node shows while it runs and there is anything new.
EVERY = 60.0


class Witness:
    """Follows the record and speaks about heads.

    What it says depends on the record alone; several processes may do it for one record.

    Args:
        record: Of the node.
        book: Of the node.
        peers: Names of the other nodes.
        clock: Gives the instant.
        every: Seconds between two heads.
    """

    def __init__(
        self,
        record: Record,
        book: KeyBook,
        peers: Iterable[str],
        clock: Callable[[], str],
        every: float = EVERY,
    ) -> None:
        self._record, self._book, self._every = record, book, every
        self.heads = {peer: Heads(peer) for peer in peers}
        self._voice = Voice(record, book, clock, THREAD)
        self._leaves: list[bytes] = []
        self._place, self._last = 0, time.monotonic()
        self._turn = threading.Lock()

    def catch_up(self) -> int:
        """Answer the heads of others, and show one if it is time; how many messages were added."""
        with self._turn:
            self._follow()
            added = sum(self._answer(peer) for peer in self.heads)
            if time.monotonic() - self._last >= self._every:
                self._last = time.monotonic()
                added += sum(self._show(peer) for peer in self.heads)
            return added

    def show_now(self, peer: str) -> int:
        """Answer one other node, and show it a head whatever the time; how many were added."""
        with self._turn:
            self._follow()
            return self._answer(peer) + self._show(peer)

    def _follow(self) -> None:
        for entry in self._record.entries(self._place):
            self._place = entry.position + 1
            for heads in self.heads.values():
                heads.take(entry)

    def _answer(self, peer: str) -> int:
        """Answer the heads of a node one by one; look again whenever somebody else has spoken."""
        added = 0
        while answers := self.heads[peer].answers():
            added += self._say(peer, *answers[0])
        return added

    def _show(self, peer: str) -> int:
        heads = self.heads[peer]
        if not heads.may_be_shown or self._book.newest(peer) is None:
            return 0
        self._leaves += self._record.leaves(len(self._leaves))
        del self._leaves[self._place :]  # a head stands for what was looked through
        return self._say(peer, SAID, show(self._leaves, heads.countersigned).body)

    def _say(self, peer: str, kind: str, body: dict[str, Value]) -> int:
        try:
            self._voice.say(kind, peer, body, only_at=self._place)
        except LogHasGrown:
            self._follow()
            return 0
        self._follow()
        return 1
