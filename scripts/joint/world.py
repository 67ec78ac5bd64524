"""Two real nodes with a bad line between them, and joint exercises that must survive it."""

import random
import resource
import shutil
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from fractions import Fraction
from pathlib import Path

from sqlalchemy import create_engine, text

from parley.engine.contagion.whole_clearing import WholeRecovery
from parley.engine.whole.settle import Position
from parley.errors import InvalidInput, NotConverged
from parley.exchange.joint.pool import random_pool
from parley.exchange.joint.pooled import Whole, make_up
from parley.exchange.joint.run import Step
from parley.exchange.log import Way
from parley.exchange.messages import read_message
from parley.node.auditor import audit
from parley.node.clock import now
from parley.node.founding import found_node
from parley.node.joint_runs import Watch, stop_run
from parley.node.settings import add_peer
from parley.node.steward import enter_run
from parley.node.trial import LocalNode, difference_at, free_ports
from scripts.joint.line import Line, SecondSender

#: Seconds after which an exercise that has not ended is given up.
PATIENCE = 120.0

#: Put before the program of a node, so that its clock is wrong by so many seconds.
_WRONG_CLOCK = """
from datetime import UTC, datetime, timedelta
import parley.node.serve as serve
serve.RunningNode.__init__.__kwdefaults__["clock"] = lambda: (
    datetime.now(UTC) + timedelta(seconds={seconds})
).isoformat(timespec="milliseconds")
"""


class World:
    """Two running nodes, the lines between them, and the exercises that they have played.

    Args:
        nodes: The two.
        lines: To the first and to the second.
        seed: Of all that happens by chance.
    """

    def __init__(self, nodes: Sequence[LocalNode], lines: Sequence[Line], seed: int) -> None:
        self.nodes, self.lines = nodes, lines
        self.chance = random.Random(seed)  # noqa: S311  # chooses what happens, guards nothing
        self._played: dict[str, tuple[Whole, Position]] = {}
        self._stopped: dict[str, str] = {}

    def begin(self, channels: Sequence[str] = ()) -> str:
        """Enter a new exercise at both nodes; returns its name."""
        name = f"run-{len(self._played) + 1}"
        seed = self.chance.randrange(2**31)
        whole = make_up(random_pool(30, 2, 3, seed), channels, seed)
        rate = Fraction(self.chance.choice((10, 9, 7)), 10)
        names = tuple(node.settings.node for node in self.nodes)
        charter = whole.charter(name, names, WholeRecovery(rate, rate))
        for node, books in zip(self.nodes, whole.books(charter), strict=True):
            enter_run(node.record, charter, books, now())
        self._played[name] = (whole, whole.settle(charter))
        return name

    def stop_one(self, name: str) -> None:
        """One of the two operators breaks the exercise off, if it is not too late."""
        node = self.chance.choice(self.nodes)
        try:
            stop_run(node.record, name, "enough for today", now())
        except InvalidInput:  # too late: it ends as if nobody had asked
            return
        self._stopped[name] = node.settings.node

    @property
    def count(self) -> int:
        """How many exercises were begun."""
        return len(self._played)

    def wait(self, name: str) -> None:
        """Wait until an exercise is over at both nodes.

        Raises:
            NotConverged: if it is not, after a while.
        """
        end = time.monotonic() + PATIENCE
        watches = [Watch(node.record, name) for node in self.nodes]
        while not all(each.look(len(watches)) for each in watches):
            if time.monotonic() > end:
                steps = ", ".join(f"{each.step} {each.number}" for each in watches)
                raise NotConverged(f"{name} has not ended after {PATIENCE:.0f} s: {steps}")
            time.sleep(0.02)

    def faults(self) -> list[str]:
        """Whatever is not as it should be in both records, after all exercises."""
        found, runs = [], []
        keys = {node.settings.node: [node.settings.card.keys] for node in self.nodes}
        _until(lambda: not self._lost(), 20.0)
        for node in self.nodes:
            checked = audit(node.record, keys)
            found += [f"{node.settings.node}: {fault}" for fault in checked.faults]
            found += [f"{node.settings.node}: {checked.unsaid} not said"] if checked.unsaid else []
            runs.append(checked.runs)
        found += [f"lost: {each}" for each in self._lost()]
        for name, (whole, pooled) in self._played.items():
            both = [each[name] for each in runs]
            if {run.step for run in both} == {Step.ABORT} and name in self._stopped:
                reasons = {run.reason for run in both}
                wanted = {f"{self._stopped[name]}: enough for today"}
                found += [f"{name}: other reasons, {reasons}"] if reasons != wanted else []
            elif {run.step for run in both} != {Step.CLOSED}:
                found.append(f"{name}: {[(run.step.value, run.reason) for run in both]}")
            else:
                found += [
                    f"{name}: side {k} differs from the pooled end"
                    for k, run in enumerate(both)
                    if run.position is None
                    or difference_at(run.position, pooled, whole.pool.side_of == k)
                ]
        return found

    def _lost(self) -> list[str]:
        """Names of messages that one has sent and the other has not, or has twice."""
        said: dict[tuple[Way, str], list[str]] = {}
        for node in self.nodes:
            for entry in node.record.entries():
                if entry.way in (Way.SENT, Way.RECEIVED):
                    message = read_message(entry.raw)
                    said.setdefault((entry.way, message.sender), []).append(message.name)
        found = []
        for node in self.nodes:
            sent = said.get((Way.SENT, node.settings.node), [])
            got = said.get((Way.RECEIVED, node.settings.node), [])
            found += sorted(set(sent) ^ set(got))
            found += ["one twice"] if len(got) != len(set(got)) else []
        return found

    @contextmanager
    def second_senders(self) -> Iterator[list[SecondSender]]:
        """Everything comes again, late and in any order, past the lines."""
        with ExitStack() as stack:
            yield [
                stack.enter_context(
                    SecondSender(
                        one.settings, other.settings, other.settings.listen[1], one.record,
                        self.chance.randrange(2**31),
                    )
                )
                for one, other in (self.nodes, list(self.nodes)[::-1])
            ]  # fmt: skip

    @contextmanager
    def full_disk(self, node: LocalNode) -> Iterator[None]:
        """A node can write to no file, until the end."""
        before = resource.prlimit(node.process_id, resource.RLIMIT_FSIZE)
        resource.prlimit(node.process_id, resource.RLIMIT_FSIZE, (0, before[1]))
        try:
            yield
        finally:
            resource.prlimit(node.process_id, resource.RLIMIT_FSIZE, before)

    def end_connections(self, node: LocalNode) -> None:
        """The database server ends every connection of a node, as when it is started anew."""
        node.record.close()  # ours are opened again when they are needed
        engine = create_engine(node.settings.record.replace("postgresql:", "postgresql+psycopg:"))
        with engine.begin() as connection:
            connection.execute(
                text(
                    "select pg_terminate_backend(pid) from pg_stat_activity "
                    "where datname = current_database() and pid <> pg_backend_pid()"
                )
            )
        engine.dispose()


@contextmanager
def world(
    records: Sequence[str] = ("record.db", "record.db"), *, seed: int = 1,
    clocks: Sequence[float] = (0.0, 0.0),
) -> Iterator[World]:  # fmt: skip
    """Two nodes on this machine; gone at the end with all that they wrote in files.

    Args:
        records: Where each keeps its record.
        seed: Of all that happens by chance.
        clocks: Seconds by which each clock is wrong.
    """
    folder = Path(tempfile.mkdtemp(prefix="parley-faults-"))
    ports = free_ports(4)
    nodes: list[LocalNode] = []
    lines = [Line(ports[2 + k], ports[k]) for k in range(2)]
    try:
        made = [
            found_node(
                folder / name, name, ("127.0.0.1", ports[k]),
                address=f"https://127.0.0.1:{ports[2 + k]}", record=records[k],
            )
            for k, name in enumerate(("side-1", "side-2"))
        ]  # fmt: skip
        for one, other in (made, made[::-1]):
            add_peer(one, other.card, other.card.fingerprint)
        for settings, seconds in zip(made, clocks, strict=True):
            node = LocalNode(settings)
            if seconds:
                node.code = _WRONG_CLOCK.format(seconds=seconds) + node.code
            nodes.append(node)
            node.start()
        for node in nodes:
            node.wait_until_open()
        yield World(nodes, lines, seed)
    finally:
        for node in nodes:
            node.stop()
        for line in lines:
            line.close()
        shutil.rmtree(folder, ignore_errors=True)


def _until(is_so: Callable[[], bool], seconds: float) -> None:
    end = time.monotonic() + seconds
    while not is_so() and time.monotonic() < end:
        time.sleep(0.1)
