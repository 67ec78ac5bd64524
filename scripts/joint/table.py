"""Sides of joint runs at one table: real records, stewards and signatures, and no sockets."""

import hashlib
import random
import tempfile
from collections.abc import Sequence
from pathlib import Path
from types import TracebackType

import numpy as np

from parley.engine.amounts import Ints
from parley.exchange.canonical import to_bytes
from parley.exchange.joint.books import Books, crossing, split
from parley.exchange.joint.charter import Charter
from parley.exchange.joint.pool import Pool
from parley.exchange.joint.run import Run, Said, advance, begin
from parley.exchange.joint.stored import store
from parley.exchange.key_history import KeyPair
from parley.exchange.log import Way
from parley.exchange.messages import read_message
from parley.exchange.signature import Signed, SigningKey, sign, verify
from parley.node.auditor import Audit, audit
from parley.node.record.database import open_database
from parley.node.record.store import Record
from parley.node.steward import BEGIN, Steward

NOW = "2027-01-11T09:00:00.000+00:00"

#: Shares of the messages that come twice, and that wait while later ones overtake them.
_TWICE, _LATE = 0.1, 0.3


class Side:
    """One side: what a node has, without its door and its channels.

    Args:
        folder: For the record.
        name: Of the node.
        steward: Speaks for it; a dishonest one may be put here.
    """

    def __init__(self, folder: Path, name: str, steward: type[Steward] = Steward) -> None:
        self.name = name
        self.key = SigningKey(hashlib.sha256(name.encode()).digest())
        self.record = Record(open_database(str(folder / f"{name}.db"), create=True), name)
        self.steward = steward(
            self.record, lambda said, kept: sign(said, self.key, kept), lambda: NOW
        )
        self._place = 0

    def enter(self, charter: Charter, books: Books) -> None:
        """Begin a run with the side's own books."""
        salt = hashlib.sha256(f"{charter.run} {self.name}".encode()).digest()
        body, kept = store(charter, books, salt)
        self.record.append(Way.OWN, to_bytes(body), NOW, note=BEGIN, attachments=kept)

    def speak(self) -> list[Signed]:
        """Let the steward go on, and give what the record has to send since the last time."""
        self.steward.catch_up()
        out = []
        for entry in self.record.entries(self._place):
            self._place = entry.position + 1
            if entry.way is Way.SENT:
                kept = tuple(self.record.attachment(each) for each in entry.attachments)
                out.append(Signed(entry.raw, entry.signature, kept))
        return out


class Table:
    """Sides that hear each other in an order drawn by chance, many a message twice.

    Used as a context: the records are gone at the end.

    Args:
        stewards: Of each side, side-1 first.
    """

    def __init__(self, stewards: Sequence[type[Steward]]) -> None:
        self._folder = tempfile.TemporaryDirectory(prefix="parley-table-")
        self.sides = [
            Side(Path(self._folder.name), f"side-{k + 1}", steward)
            for k, steward in enumerate(stewards)
        ]
        self.keys = {side.name: frozenset([side.key.public]) for side in self.sides}

    def __enter__(self) -> "Table":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:  # fmt: skip
        for side in self.sides:
            side.record.close()
        self._folder.cleanup()

    def play(self, pool: Pool, charter: Charter, seed: int) -> list[Run]:
        """Play a run to its end; returns where each side then stands.

        Args:
            pool: The network; each side is given its own books alone.
            charter: The terms.
            seed: Of the order in which messages come.
        """
        books = split(pool.names, pool.side_of, pool.debts, pool.assets, charter)
        for side, each in zip(self.sides, books, strict=True):
            side.enter(charter, each)
        self.hear(seed)
        return [side.steward.runs[charter.run] for side in self.sides]

    def hear(self, seed: int) -> None:
        """Carry messages until nobody has anything to say."""
        chance = random.Random(seed)  # noqa: S311  # the order of messages, no secret
        line: list[Signed] = []
        while line or not self._is_quiet(line):
            chance.shuffle(line)
            late = [each for each in line[1:] if chance.random() < _LATE]
            for signed in [each for each in line if each not in late]:
                for _ in range(2 if chance.random() < _TWICE else 1):
                    self._deliver(signed)
            line = late
            self._is_quiet(line)

    def _is_quiet(self, line: list[Signed]) -> bool:
        found = [signed for side in self.sides for signed in side.speak()]
        line += found
        return not found

    def _deliver(self, signed: Signed) -> None:
        to = read_message(signed.raw).receiver
        side = next(each for each in self.sides if each.name == to)
        verify(signed, to, self.keys)
        side.record.append(
            Way.RECEIVED, signed.raw, NOW, signature=signed.signature,
            attachments=signed.attachments,
        )  # fmt: skip

    def audits(self) -> list[Audit]:
        """What an auditor finds in the record of each side."""
        cards = {side.name: [KeyPair(side.key.public, bytes(32))] for side in self.sides}
        return [audit(side.record, cards) for side in self.sides]


def charter_of(pool: Pool, run: str, **terms: object) -> Charter:
    """The terms of a run of a network, between side-1, side-2 and so on."""
    lists = crossing(pool.names, pool.side_of, pool.debts)
    names = tuple(f"side-{k + 1}" for k in range(len(lists)))
    return Charter(run, names, lists, pool.unit, "shock", len(pool.assets), **terms)  # type: ignore[arg-type]


class Talk:
    """Sides that hold no record and sign nothing: the rules of the run alone, much faster.

    Attributes:
        replayed: How many messages came again when all runs were played once more.
        faults: Messages that came otherwise.
    """

    def __init__(self) -> None:
        self.replayed, self.faults = 0, list[str]()

    def play(self, pool: Pool, charter: Charter, seed: int) -> list[Run]:
        """Play a run to its end, and once more in another order; as ``Table.play``."""
        books = split(pool.names, pool.side_of, pool.debts, pool.assets, charter)
        runs, said = _talk(charter, books, seed)
        _, again = _talk(charter, books, seed + 1)
        self.replayed += len(said & again)
        self.faults += [f"{charter.run}: said once, not again" for _ in said ^ again]
        return runs


def _talk(charter: Charter, books: Sequence[Books], seed: int) -> tuple[list[Run], set[str]]:
    chance = random.Random(seed)  # noqa: S311  # the order of messages, no secret
    begun = [begin(charter, each, bytes([each.side]) * 32) for each in books]
    runs, lines, said = [run for run, _ in begun], dict[tuple[int, int], list[Said]](), set[str]()
    news = [each for _, out in begun for each in out]
    while news or any(lines.values()):
        for each in news:
            said.add(each.digest)
            lines.setdefault((each.sender, each.receiver), []).append(each)
        heard = chance.choice([line for line in lines.values() if line]).pop(0)
        runs[heard.receiver], out = advance(runs[heard.receiver], heard)
        news = list(out)
    return runs, said


def joined(runs: Sequence[Run], side_of: Ints, name: str = "payments") -> Ints:
    """Payments of all institutions, put together from the sides. Shape (draws, n)."""
    whole = np.zeros((runs[0].charter.draws, side_of.size), dtype=np.int64)
    for run in runs:
        whole[:, side_of == run.side] = getattr(run, name)
    return whole
