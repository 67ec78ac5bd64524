"""Where a node stands: what waits for whom, what was acknowledged, which runs are open."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from parley.exchange.canonical import from_bytes
from parley.exchange.log import Entry, Way
from parley.exchange.messages import read_message
from parley.node.channel import ACKNOWLEDGED


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
    """

    peer: str
    sent: int = 0
    acknowledged: int = 0
    refused: int = 0
    received: int = 0
    first_waiting: str = ""

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
            return f"{self.waiting} of {self.sent} wait since {self.first_waiting}"
        if self.refused:
            return f"nothing waits; {self.refused} of {self.sent} were refused there"
        return f"nothing waits: all {self.sent} were acknowledged"


def lines(entries: Iterable[Entry], peers: Iterable[str]) -> tuple[Line, ...]:
    """The traffic with every other node, by the record.

    Args:
        entries: All of them.
        peers: Names of those that are known; others of the record are added.
    """
    sent: dict[str, tuple[str, str]] = {}
    answers: dict[str, int] = {}
    received: Counter[str] = Counter()
    for entry in entries:
        if entry.way is Way.SENT:
            sent[entry.name] = (read_message(entry.raw).receiver, entry.recorded_at)
        elif entry.way is Way.RECEIVED:
            received[read_message(entry.raw).sender] += 1
        elif entry.note == ACKNOWLEDGED:
            body = from_bytes(entry.raw)
            if isinstance(body, dict):
                answers[str(body["name"])] = 200 if body["status"] == 200 else 400
    known = sorted({*peers, *received, *(to for to, _ in sent.values())})
    return tuple(_line(peer, sent, answers, received[peer]) for peer in known)


def _line(
    peer: str, sent: dict[str, tuple[str, str]], answers: dict[str, int], received: int
) -> Line:
    mine = {name: when for name, (to, when) in sent.items() if to == peer}
    waiting = [when for name, when in mine.items() if name not in answers]
    said = Counter(answers[name] for name in mine if name in answers)
    return Line(peer, len(mine), said[200], said[400], received, min(waiting, default=""))
