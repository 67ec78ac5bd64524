"""A secret run of three real nodes: equal to the pooled one, or broken off everywhere."""

import signal
import time
from fractions import Fraction

import pytest

from parley.exchange.joint.books import crossing
from parley.exchange.joint.charter import Charter
from parley.exchange.joint.pool import random_pool
from parley.exchange.log import Way
from parley.exchange.messages import read_message
from parley.exchange.secret.session import SecretRun, Word
from parley.exchange.secret.terms import Room, Terms
from parley.node.auditor import audit
from parley.node.clock import now
from parley.node.mpc.record import OPENED, follow
from parley.node.mpc.trial import (
    clear_pooled,
    compare_in_secret,
    enter,
    largest_difference,
    last_words,
    start_party,
)
from parley.node.threads import follow_again
from parley.node.trial import LocalNode, running_nodes

pytest.importorskip("mpyc", reason="the extra mpc is not installed")


def _stands(node: LocalNode, run: str) -> SecretRun:
    return follow(node.record, None, now, run).catch_up()


def _until_broken_off(nodes: list[LocalNode], run: str) -> list[str]:
    end = time.monotonic() + 60
    while not all(_stands(node, run).step is Word.ABORT for node in nodes):
        assert time.monotonic() < end, [_stands(node, run).step for node in nodes]
        time.sleep(0.2)
    return [_stands(node, run).reason for node in nodes]


def test_three_nodes_open_the_pooled_sums_and_nothing_else() -> None:
    seen: list[tuple[int, int]] = []
    pool = random_pool(40, 2, 2, seed=3)
    found = compare_in_secret(
        pool, recovery=Fraction(7, 10), rounds=20, on_progress=lambda *done: seen.append(done)
    )
    assert found.largest_difference == 0
    assert found.rounds == 20
    assert seen[-1] == (40, 40)
    assert found.bytes > 100_000
    # charter 6, commitments 4, claims 2, amounts of mismatches 2, results 6
    assert found.messages == 20


def test_a_run_that_is_cut_or_too_short_opens_nothing_and_ends_everywhere() -> None:
    pool = random_pool(30, 2, 1, seed=1)
    with running_nodes(3, 0.0) as nodes:
        _stop_in_the_middle(nodes, "run-cut", signal.SIGKILL, "the line to party")
        _stop_in_the_middle(nodes, "run-still", signal.SIGSTOP, "nothing moved for 20 s")
        enter(nodes, pool, Fraction(7, 10), 1, "run-short")
        parties = [start_party(node, "run-short") for node in nodes]
        for party in parties:
            party.communicate(timeout=60)
        assert [party.returncode for party in parties] == [2, 2, 2]
        assert all("not at rest after 1 rounds" in last_words(node) for node in nodes)
        keys = {node.settings.node: [node.settings.card.keys] for node in nodes}
        for node in nodes:
            found = audit(node.record, keys)
            assert found.faults == ()
            assert found.unsaid == 0
            standing = follow_again(node.record).standing
            assert [words.split(":")[0] for words in standing.values()] == [
                "secret run, broken off"
            ] * 3
            assert not any(entry.note == OPENED for entry in node.record.entries())
            kinds = {
                read_message(entry.raw).kind
                for entry in node.record.entries()
                if entry.way in (Way.SENT, Way.RECEIVED)
            }
            assert Word.RESULT not in kinds


def _stop_in_the_middle(nodes: list[LocalNode], run: str, how: signal.Signals, why: str) -> None:
    """The neutral party dies or stands still in round 2: the others end, and records say why."""
    enter(nodes, random_pool(30, 2, 1, seed=1), Fraction(1), 10_000, run)
    # long enough for three processes to start on a busy machine
    parties = [start_party(node, run, patience=20.0) for node in nodes]
    assert parties[2].stdout is not None
    assert [parties[2].stdout.readline() for _ in range(2)][-1] == "round 2 of 10000\n"
    parties[2].send_signal(how)
    for party in parties[:2]:
        party.communicate(timeout=60)
    parties[2].kill()
    parties[2].communicate(timeout=60)
    assert [party.returncode for party in parties[:2]] == [2, 2]
    assert any(why in reason for reason in _until_broken_off(nodes, run))


def test_a_sum_that_is_off_by_one_unit_is_seen() -> None:
    pool = random_pool(30, 2, 1, seed=1)
    pooled, _ = clear_pooled(pool, Fraction(1))
    charter = Charter(
        "r", ("a", "b"), crossing(pool.names, pool.side_of, pool.debts), "cent", "shock", 1
    )
    terms = Terms(charter, "n", 1, (Room(1, 1, 1), Room(1, 1, 1)), ("h:1", "h:2", "h:3"))
    short, failed = pool.debts.owed - pooled, pooled < pool.debts.owed
    sums = [
        {
            "shortfall": (int(short[0, pool.side_of == side].sum()),),
            "defaults": (int(failed[0, pool.side_of == side].sum()),),
        }
        for side in (0, 1)
    ]
    assert largest_difference(pool, pooled, terms, (sums[0], sums[1])) == 0
    off = {**sums[1], "shortfall": (sums[1]["shortfall"][0] - 1,)}
    assert largest_difference(pool, pooled, terms, (sums[0], off)) == 1
