"""A trial on one machine: real nodes, each with its own books, against one office with all."""

import random
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from fractions import Fraction
from pathlib import Path

from parley.engine.amounts import Bools, Ints
from parley.engine.contagion.whole_clearing import WholeRecovery
from parley.engine.whole.settle import Position
from parley.errors import CannotOpen, NotConverged
from parley.exchange.joint.books import Books
from parley.exchange.joint.charter import Charter
from parley.exchange.joint.pool import Pool
from parley.exchange.joint.pooled import Whole, largest_difference, make_up
from parley.exchange.joint.run import Step
from parley.exchange.log import Way
from parley.exchange.messages import read_message
from parley.node.auditor import audit
from parley.node.clock import now
from parley.node.founding import found_node
from parley.node.record.database import open_database
from parley.node.record.store import Record
from parley.node.settings import Settings, add_peer
from parley.node.steward import enter_run

#: Seconds after which a run that has not ended is given up.
PATIENCE = 600.0

_POLL = 0.01

_COMMAND = "from parley.cli import main; main()"

Progress = Callable[[int, int], None]


@dataclass(frozen=True)
class Comparison:
    """What a trial has shown.

    Args:
        largest_difference: Between joint and pooled run in what each pays, sends, leaves lent and
            sells, and in prices, over all runs, draws and institutions; in units.
        rounds: Of the first run, which nobody disturbed.
        bytes: Of all its signed messages with what travels beside them, without TLS and HTTP.
        messages: How many these were.
        seconds: From the entry of the books until all sides hold all results; nodes were running.
        pooled_seconds: The same clearing in one process.
        kills: How often a node was killed.
        recovered: After how many of these kills the run ended with the pooled result.
    """

    largest_difference: int
    rounds: int
    bytes: int
    messages: int
    seconds: float
    pooled_seconds: float
    kills: int
    recovered: int


class LocalNode:
    """A node in a process of its own, which ends when this process does.

    Args:
        settings: Of a node that was founded.
        latency: Milliseconds by which each of its requests is held up.

    Attributes:
        code: What the process runs; a trial may put something before it.
    """

    def __init__(self, settings: Settings, latency: float = 0.0) -> None:
        self.settings, self._latency, self.code = settings, latency, _COMMAND
        self.record = Record(open_database(settings.record), settings.node)
        self._process: subprocess.Popen[bytes] | None = None
        self._seen = 0
        self._results: dict[str, set[str]] = {}
        #: The hour of an exercise in which it is, as ``has_results`` has last seen.
        self.move = 0

    def start(self) -> None:
        """Begin to start the process; see ``wait_until_open``."""
        with (self.settings.folder / "node.log").open("ab") as log:
            self._process = subprocess.Popen(  # noqa: S603  # this Parley itself
                [
                    sys.executable, "-c", self.code, "serve", "--node", str(self.settings.folder),
                    "--latency", str(self._latency), "--until-stdin-closes",
                ],
                stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=log, start_new_session=True,
            )  # fmt: skip

    def wait_until_open(self) -> None:
        """Wait until the node lets messages in.

        Raises:
            CannotOpen: if it ends instead.
        """
        assert self._process is not None  # noqa: S101
        assert self._process.stdout is not None  # noqa: S101
        if not self._process.stdout.readline():
            raise CannotOpen(f"{self.settings.node} did not start: {self._last_words()}")

    def kill(self) -> None:
        """As ``kill -9``: the process has no time for anything."""
        if self._process is not None:
            self._process.kill()
            self._let_go(self._process)

    @property
    def process_id(self) -> int:
        """Of the process; 0 if there is none."""
        return 0 if self._process is None else self._process.pid

    def stop(self) -> None:
        """Stop the process, and close the record."""
        if self._process is not None:
            self._process.terminate()
            try:
                self._process.wait(5.0)
            except subprocess.TimeoutExpired:
                self._process.kill()
            self._let_go(self._process)
        self.record.close()

    def _let_go(self, process: "subprocess.Popen[bytes]") -> None:
        process.wait()
        for stream in (process.stdin, process.stdout):
            if stream is not None:
                stream.close()
        self._process = None

    def has_results(self, run: str, of: int) -> bool:
        """Whether it holds the results of so many others, or knows that the run is broken off.

        Raises:
            CannotOpen: if the process has ended by itself.
        """
        if self._process is not None and self._process.poll() is not None:
            raise CannotOpen(f"{self.settings.node} has ended: {self._last_words()}")
        for entry in self.record.entries(self._seen):
            self._seen = entry.position + 1
            if entry.way not in (Way.SENT, Way.RECEIVED):
                continue
            message = read_message(entry.raw)
            if message.kind == Step.ABORT:
                raise NotConverged(f"the run was broken off: {message.body.get('reason', '')}")
            move = message.body.get("move")
            self.move = move if isinstance(move, int) else self.move
            if message.kind == Step.RESULT and entry.way is Way.RECEIVED:
                self._results.setdefault(message.thread, set()).add(message.sender)
        return len(self._results.get(run, ())) == of

    def _last_words(self) -> str:
        log = self.settings.folder / "node.log"
        said = log.read_text(encoding="utf-8", errors="replace").strip().splitlines()
        return said[-1][:300] if said else "it said nothing"


def compare(
    pool: Pool,
    *,
    recovery: Fraction = Fraction(1),
    channels: Sequence[str] = (),
    kills: int = 0,
    latency: float = 0.0,
    seed: int = 1,
    on_progress: Progress = lambda _done, _whole: None,
) -> Comparison:
    """Run a joint exercise on real nodes of this machine, and the pooled one here.

    Each node has a folder, keys, a port and a record of its own and is given its own books alone.
    The first run is left in peace and measured. Then follow runs in each of which one node,
    drawn by chance, is killed at a moment drawn by chance and started again. At the end every
    record is checked from end to end.

    Args:
        pool: The network.
        recovery: α and β.
        channels: What crosses besides clearing; what it needs is made up by chance.
        kills: How often a node is killed.
        latency: Milliseconds by which each request is held up.
        seed: Of the choice of whom to kill and when.
        on_progress: Told how many runs are done, of how many.

    Raises:
        CannotOpen: if a node does not start.
        NotConverged: if a run is broken off, does not end, or a record does not hold.
    """
    whole = make_up(pool, channels, seed)
    rates = WholeRecovery(recovery, recovery)
    pooled, pooled_seconds = _pooled(whole, rates)
    chance = random.Random(seed)  # noqa: S311  # chooses whom to kill, guards nothing
    with running_nodes(int(pool.side_of.max()) + 1, latency) as nodes:
        charters = []
        books: list[Books] = []
        seconds: list[float] = []
        for number in range(kills + 1):
            names = tuple(node.settings.node for node in nodes)
            charter = whole.charter(f"run-{number + 1}", names, rates)
            charters.append(charter)
            books = books or whole.books(charter)
            begun = time.perf_counter()
            for node, each in zip(nodes, books, strict=True):
                enter_run(node.record, charter, each, now())
            if number:
                time.sleep(chance.uniform(0.0, seconds[0]))
                hurt = chance.choice(nodes)
                hurt.kill()
                hurt.start()
                hurt.wait_until_open()
            _wait_for_results(nodes, charter.run)
            seconds.append(time.perf_counter() - begun)
            on_progress(number + 1, kills + 1)
        differences, rounds = _differences(nodes, whole.pool.side_of, charters, pooled)
        size, count = traffic(nodes, charters[0].run)
    return Comparison(
        max(differences), rounds, size, count, seconds[0], pooled_seconds, kills,
        sum(difference == 0 for difference in differences[1:]),
    )  # fmt: skip


def _pooled(whole: Whole, recovery: WholeRecovery) -> tuple[Position, float]:
    """The pooled end and the seconds that it took, without the loading of kernels."""
    first = replace(whole, pool=replace(whole.pool, assets=whole.pool.assets[:1]))
    names = tuple(_names(len(whole.crossing())))
    charter = whole.charter("pooled", names, recovery)
    first.settle(first.charter("pooled", names, recovery))
    begun = time.perf_counter()
    found = whole.settle(charter)
    return found, time.perf_counter() - begun


@contextmanager
def running_nodes(count: int, latency: float) -> Iterator[list[LocalNode]]:
    """Nodes that know each other, running; gone at the end with all that they wrote."""
    folder = Path(tempfile.mkdtemp(prefix="parley-joint-"))
    nodes: list[LocalNode] = []
    try:
        made = [
            found_node(folder / name, name, ("127.0.0.1", port))
            for name, port in zip(_names(count), free_ports(count), strict=True)
        ]
        for one in made:
            for other in made:
                if one is not other:
                    add_peer(one, other.card, other.card.fingerprint)
        nodes += [LocalNode(settings, latency) for settings in made]
        for node in nodes:
            node.start()
        for node in nodes:
            node.wait_until_open()
        yield nodes
    finally:
        for node in nodes:
            node.stop()
        shutil.rmtree(folder, ignore_errors=True)


def _names(count: int) -> list[str]:
    return [f"side-{number}" for number in range(1, count + 1)]


def free_ports(count: int) -> list[int]:
    """Ports of the loopback that nobody uses at the moment, below those of outgoing lines.

    A line that goes out could else take the port of a node while that is dead.
    """
    found: list[int] = []
    for port in random.SystemRandom().sample(range(20_000, 32_000), 1_000):
        with socket.socket() as tried:
            try:
                tried.bind(("127.0.0.1", port))
            except OSError:
                continue
        found.append(port)
        if len(found) == count:
            return found
    raise CannotOpen("no port from 20,000 to 32,000 is free on the loopback")


def _wait_for_results(nodes: Sequence[LocalNode], run: str) -> None:
    end = time.monotonic() + PATIENCE
    while not all(node.has_results(run, len(nodes) - 1) for node in nodes):
        if time.monotonic() > end:
            raise NotConverged(f"{run} has not ended after {PATIENCE:.0f} seconds")
        time.sleep(_POLL)


def _differences(
    nodes: Sequence[LocalNode], side_of: Ints, charters: Sequence[Charter], pooled: Position
) -> tuple[list[int], int]:
    """The largest difference of every run, by the records alone, and the rounds of the first."""
    keys = {node.settings.node: [node.settings.card.keys] for node in nodes}
    worst = dict.fromkeys((charter.run for charter in charters), 0)
    rounds = 0
    for number, node in enumerate(nodes):
        found = audit(node.record, keys)
        if found.faults:
            raise NotConverged(f"the record of {node.settings.node}: {found.faults[0]}")
        for name, run in found.runs.items():
            if run.step is not Step.CLOSED or run.position is None:
                raise NotConverged(f"{name} is not closed at {node.settings.node}: {run.step}")
            there = difference_at(run.position, pooled, side_of == number)
            worst[name] = max(worst[name], there)
        rounds = found.runs[charters[0].run].number
    return list(worst.values()), rounds


def difference_at(mine: Position, pooled: Position, here: Bools) -> int:
    """Between a side and its part of the pooled end, in everything that a channel moves."""
    by_bank = ("payments", "sent", "kept", "renewed", "fraction")
    found = [largest_difference(getattr(mine, x), getattr(pooled, x)[:, here]) for x in by_bank]
    return max(*found, largest_difference(mine.prices, pooled.prices))


def traffic(nodes: Sequence[LocalNode], run: str) -> tuple[int, int]:
    """Bytes and number of the messages of a run, as they crossed."""
    size = count = 0
    for node in nodes:
        for entry, attachments in node.record.with_attachments():
            if entry.way is Way.SENT and read_message(entry.raw).thread == run:
                parts = (entry.signature, entry.raw, *attachments)
                size += 4 + sum(4 + len(part) for part in parts)
                count += 1
    return size, count
