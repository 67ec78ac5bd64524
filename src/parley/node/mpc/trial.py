"""A trial of a secret run on one machine: three nodes, three processes that compute, one answer."""

import os
import subprocess
import sys
import time
from collections.abc import Sequence
from fractions import Fraction

from parley.engine.amounts import Ints
from parley.engine.contagion.whole_clearing import WholeRecovery, clear_whole
from parley.errors import NotConverged
from parley.exchange.joint.books import crossing, split
from parley.exchange.joint.charter import Charter
from parley.exchange.joint.pool import Pool
from parley.exchange.secret.part import room_in_eighths, room_needed
from parley.exchange.secret.session import Opened, SecretRun, Word
from parley.exchange.secret.terms import Terms
from parley.node.auditor import Keys, audit
from parley.node.clock import now
from parley.node.mpc.record import enter_secret_run, figures, follow
from parley.node.trial import (
    PATIENCE,
    Comparison,
    LocalNode,
    Progress,
    free_ports,
    running_nodes,
    traffic,
)

_COMMAND = "from parley.cli import main; main()"

#: What a process that computes says of itself.
LOG = "party.log"


def compare_in_secret(
    pool: Pool,
    *,
    recovery: Fraction = Fraction(1),
    rounds: int,
    latency: float = 0.0,
    on_progress: Progress = lambda _done, _whole: None,
) -> Comparison:
    """Run a secret computation on three real nodes of this machine, and the pooled one here.

    Two nodes are given the books of one side each, the third one none. Beside each node runs the
    process that computes for it. The room of each side is what its draws need, in eighths of all
    that it has.

    Args:
        pool: The network, of two sides.
        recovery: α and β.
        rounds: How many rounds are computed.
        latency: Milliseconds by which messages and everything that is computed on are held up.
        on_progress: Told how many rounds are done, of how many.

    Returns:
        As of a joint run; ``largest_difference`` is that of all sums that were opened, ``bytes``
        and ``seconds`` are those of messages and computation together.

    Raises:
        CannotOpen: if a process does not start.
        NotConverged: if the run is broken off, does not end, or a record does not hold.
    """
    pooled, pooled_seconds = clear_pooled(pool, recovery)
    with running_nodes(3, latency) as nodes:
        terms = enter(nodes, pool, recovery, rounds)
        begun = time.perf_counter()
        _carry_out(nodes, terms.charter.run, latency, on_progress)
        seconds = time.perf_counter() - begun
        keys = {node.settings.node: [node.settings.card.keys] for node in nodes}
        runs = [_followed(node, terms.charter.run, keys) for node in nodes]
        opened = runs[0].opened
        assert opened is not None  # noqa: S101  # the run is closed
        size, count = traffic(nodes, terms.charter.run)
        kept = [figures(node.record, terms.charter.run) for node in nodes]
        size += sum(int(str(each["bytes"])) for each in kept)
    difference = largest_difference(pool, pooled, terms, opened)
    return Comparison(difference, rounds, size, count, seconds, pooled_seconds, 0, 0)


def clear_pooled(pool: Pool, recovery: Fraction) -> tuple[Ints, float]:
    """The pooled payments and the seconds that they took, without the loading of kernels."""
    rates = WholeRecovery(recovery, recovery)
    clear_whole(pool.debts, pool.assets[:1], rates)
    begun = time.perf_counter()
    found = clear_whole(pool.debts, pool.assets, rates).require_converged()
    return found.payments, time.perf_counter() - begun


def enter(
    nodes: Sequence[LocalNode], pool: Pool, recovery: Fraction, rounds: int, run: str = "run-1"
) -> Terms:
    """Enter a run with three nodes: with two the books of a side each, with the third none."""
    rate = recovery.as_integer_ratio()
    names = [node.settings.node for node in nodes]
    charter = Charter(
        run, (names[0], names[1]), crossing(pool.names, pool.side_of, pool.debts), pool.unit,
        "shock", len(pool.assets), rate, rate,
    )  # fmt: skip
    books = split(pool.names, pool.side_of, pool.debts, pool.assets, charter)
    one, other = (room_in_eighths(room_needed(charter, each), each) for each in books)
    first, second, third = (f"127.0.0.1:{port}" for port in free_ports(3))
    terms = Terms(charter, names[2], rounds, (one, other), (first, second, third))
    for node, each in zip(nodes, [*books, None], strict=True):
        enter_secret_run(node.record, terms, each, now())
    return terms


def start_party(
    node: LocalNode, run: str, latency: float = 0.0, patience: float = PATIENCE
) -> "subprocess.Popen[str]":
    """Start the process that computes for a node; it says each round, and ends with the run."""
    with (node.settings.folder / LOG).open("ab") as log:
        return subprocess.Popen(  # noqa: S603  # this Parley itself
            [
                sys.executable, "-c", _COMMAND, "joint", "party", run, "--node",
                str(node.settings.folder), "--latency", str(latency), "--progress",
                "--patience", str(patience),
            ],
            stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=log, text=True,
            start_new_session=True, env={**os.environ, "OMP_NUM_THREADS": "1"},
        )  # fmt: skip


def last_words(node: LocalNode) -> str:
    """What the process that computes for a node said last."""
    text = (node.settings.folder / LOG).read_text(encoding="utf-8", errors="replace")
    said = text.strip().splitlines()
    return said[-1][:300] if said else "it said nothing"


def _carry_out(nodes: Sequence[LocalNode], run: str, latency: float, on_progress: Progress) -> None:
    """Let the three processes compute, to their end."""
    parties: list[subprocess.Popen[str]] = []
    try:
        parties += [start_party(node, run, latency) for node in nodes]
        _watch(parties[0], on_progress)
        for node, party in zip(nodes, parties, strict=True):
            if party.wait(PATIENCE):
                raise NotConverged(f"{node.settings.node}: {last_words(node)}")
    finally:
        for party in parties:
            party.kill()
            party.wait()
            if party.stdout is not None:
                party.stdout.close()


def _followed(node: LocalNode, run: str, keys: Keys) -> SecretRun:
    """A run as a node's record has it: closed, and the whole record holds."""
    found = audit(node.record, keys)
    if found.faults:
        raise NotConverged(f"the record of {node.settings.node}: {found.faults[0]}")
    stands = follow(node.record, None, now, run).catch_up()
    if stands.step is not Word.CLOSED:
        reason = stands.reason or f"stands at {stands.step}"
        raise NotConverged(f"the run was broken off at {node.settings.node}: {reason}")
    return stands


def _watch(party: "subprocess.Popen[str]", on_progress: Progress) -> None:
    """Read what a party says of its rounds, until it ends."""
    assert party.stdout is not None  # noqa: S101  # a pipe, as asked for
    for line in party.stdout:
        done, _, whole = line.strip().removeprefix("round ").partition(" of ")
        if done.isdigit() and whole.isdigit():
            on_progress(int(done), int(whole))


def largest_difference(pool: Pool, pooled: Ints, terms: Terms, opened: Opened) -> int:
    """The largest difference between a sum that was opened and the pooled one."""
    known = {"shortfall": pool.debts.owed - pooled, "defaults": pooled < pool.debts.owed}
    worst = 0
    for side, sums in enumerate(opened):
        for name in terms.charter.outputs:
            expected = known[name][:, pool.side_of == side].sum(axis=1)
            pairs = zip(expected.tolist(), sums[name], strict=True)
            worst = max(worst, *(abs(int(one) - other) for one, other in pairs))
    return worst
