"""Where a node stands: what waits for whom, what was acknowledged, which runs are open."""

import json
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from parley.exchange.log import Entry, Way
from parley.exchange.messages import read_envelope
from parley.node.bundle_route import WRITTEN
from parley.node.outgoing import ACKNOWLEDGED, HELD, REFUSED, TAKEN, TOO_LARGE, read_answer


@dataclass(frozen=True)
class Line:
    """The traffic with one other node.

    Args:
        peer: Its name.
        sent: Messages to it that stand in the record.
        acknowledged: Of these, those that it has answered it has.
        refused: Of these, those that it has refused.
        received: Messages from it.
        first_waiting: When the oldest one that waits was written; empty if none waits.
        bundled: Of those that wait, how many are on their way in a bundle.
        held_back: Of those that wait, how many may not leave.
        too_large: Of those refused, how many were larger than what it takes in.
    """

    peer: str
    sent: int = 0
    acknowledged: int = 0
    refused: int = 0
    received: int = 0
    first_waiting: str = ""
    bundled: int = 0
    held_back: int = 0
    too_large: int = 0

    @property
    def waiting(self) -> int:
        """How many have no answer yet."""
        return self.sent - self.acknowledged - self.refused

    @property
    def in_words(self) -> str:
        """Nothing sent and nothing needed are different words."""
        if not self.sent:
            return "nothing was ever sent"
        if self.waiting:
            words = f"{self.waiting} of {self.sent} wait since {self.first_waiting}"
            if self.bundled:
                words += f", {self.bundled} of them in a bundle that was written"
            if self.held_back:
                words += f", {self.held_back} of them held back: they may not leave"
            return words + self._too_large_in_words
        if self.refused:
            words = f"nothing waits; {self.refused} of {self.sent} were refused there"
            return words + self._too_large_in_words
        return f"nothing waits: all {self.sent} were acknowledged"

    @property
    def _too_large_in_words(self) -> str:
        if not self.too_large:
            return ""
        return f"; {self.too_large} not delivered: larger than what {self.peer} takes in"


class Traffic:
    """The traffic with every other node: a fold over the record, entry by entry.

    Args:
        entries: To begin with; whoever runs goes on with ``take`` and never begins again.
    """

    def __init__(self, entries: Iterable[Entry] = ()) -> None:
        self._sent: dict[str, tuple[str, int]] = {}
        self._waiting: dict[str, dict[str, Entry]] = {}
        self._answers: dict[str, Counter[int]] = {}
        self._answered: dict[str, int] = {}
        self._received: Counter[str] = Counter()
        self._held: set[str] = set()
        self._bundled: dict[str, int] = {}
        self.size = 0
        for entry in entries:
            self.take(entry)

    def take(self, entry: Entry) -> None:
        """Go on with the next entry of the record."""
        self.size = entry.position + 1
        if entry.way is Way.SENT:
            receiver = read_envelope(entry.raw).receiver
            self._sent[entry.name] = (receiver, entry.position)
            self._answers.setdefault(receiver, Counter())
            if entry.name not in self._answered:
                self._waiting.setdefault(receiver, {})[entry.name] = entry
        elif entry.way is Way.RECEIVED:
            self._received[read_envelope(entry.raw).sender] += 1
        elif entry.way is Way.OWN and entry.note in (ACKNOWLEDGED, HELD, WRITTEN):
            self._take_own(entry)

    def _take_own(self, entry: Entry) -> None:
        if entry.note == ACKNOWLEDGED:
            self._take_answer(*read_answer(entry))
            return
        body = json.loads(entry.raw)
        if entry.note == HELD:
            self._held.add(body["name"])
        else:
            self._bundled[body["peer"]] = max(body["through"], self._bundled.get(body["peer"], -1))

    def _take_answer(self, name: str, status: int) -> None:
        receiver = self._sent.get(name, ("", 0))[0]
        before = self._answered.get(name)
        self._answered[name] = status
        if receiver:
            counts = self._answers[receiver]
            if before is not None:
                counts[before] -= 1
            counts[status] += 1
            self._waiting.get(receiver, {}).pop(name, None)

    def lines(self, peers: Iterable[str]) -> tuple[Line, ...]:
        """How the traffic stands now.

        Args:
            peers: Names of those that are known; others of the record are added.
        """
        known = sorted({*peers, *self._received, *self._answers})
        return tuple(self._line(peer) for peer in known)

    def _line(self, peer: str) -> Line:
        waiting = self._waiting.get(peer, {})
        said = self._answers.get(peer, Counter())
        refused = said[REFUSED] + said[TOO_LARGE]
        through = self._bundled.get(peer, -1)
        first = next(iter(waiting.values()), None)
        return Line(
            peer, len(waiting) + said[TAKEN] + refused, said[TAKEN], refused, self._received[peer],
            first.recorded_at if first else "",
            sum(entry.position <= through for entry in waiting.values()),
            sum(name in self._held for name in waiting),
            said[TOO_LARGE],
        )  # fmt: skip


def lines(entries: Iterable[Entry], peers: Iterable[str]) -> tuple[Line, ...]:
    """The traffic with every other node, by the whole record."""
    return Traffic(entries).lines(peers)
