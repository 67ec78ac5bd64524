"""Real processes on this machine find what one office with all the books finds."""

import os
import subprocess
import sys
import time
from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest

from parley.errors import InvalidInput
from parley.exchange.joint.pool import random_pool, sides_of
from parley.node.trial import compare


@pytest.mark.parametrize(
    ("parties", "recovery", "latency"), [(2, Fraction(1), 0.0), (3, Fraction(7, 10), 20.0)]
)
def test_nodes_in_processes_of_their_own_find_the_pooled_result(
    parties: int, recovery: Fraction, latency: float
) -> None:
    pool = random_pool(40, parties, 5, seed=3)
    found = compare(pool, recovery=recovery, latency=latency)
    assert found.largest_difference == 0
    assert found.rounds > 2
    assert found.messages > 10
    assert found.bytes > 1_000
    assert found.seconds > found.messages / parties * latency / 1_000 / (parties - 1)
    assert (found.kills, found.recovered) == (0, 0)


def test_nodes_that_are_killed_at_any_moment_end_with_the_same_result() -> None:
    pool = random_pool(40, 2, 3, seed=4)
    seen: list[tuple[int, int]] = []
    found = compare(
        pool, kills=2, latency=10.0, seed=1, on_progress=lambda *done: seen.append(done)
    )
    assert found.largest_difference == 0
    assert (found.kills, found.recovered) == (2, 2)
    assert seen == [(1, 3), (2, 3), (3, 3)]


def test_a_trial_that_is_interrupted_leaves_no_process_and_no_folder(tmp_path: Path) -> None:
    code = "from parley.cli import main; main()"
    trial = subprocess.Popen(
        [sys.executable, "-c", code, "joint", "compare", "random:40", "--latency", "2000"],
        env={**os.environ, "TMPDIR": str(tmp_path)},
        stderr=subprocess.PIPE,
    )
    end = time.monotonic() + 60
    while not list(tmp_path.glob("parley-joint-*/side-2/trusted.pem")):
        assert time.monotonic() < end
        time.sleep(0.05)
    trial.send_signal(2)
    _, said = trial.communicate(timeout=30)
    assert trial.returncode == 130
    assert b"interrupted" in said
    assert not list(tmp_path.glob("parley-joint-*"))
    assert not _processes_that_name(str(tmp_path))


def _processes_that_name(text: str) -> list[str]:
    found = []
    for path in Path("/proc").glob("[0-9]*/cmdline"):
        try:
            line = path.read_bytes().replace(b"\0", b" ").decode(errors="replace")
        except OSError:
            continue
        if text in line and path.parent.name != str(os.getpid()):
            found.append(line)
    return found


def test_a_jurisdiction_is_never_cut_and_one_alone_is_cut_by_name() -> None:
    weights = np.array([5.0, 1.0, 3.0, 2.0])
    sides = sides_of("pqrs", ("US", "CN", "CN", "JP"), weights, 2)
    assert sides.tolist() == [0, 1, 1, 1]
    assert sides_of("srqp", ("US",) * 4, weights, 2).tolist() == [1, 1, 0, 0]
    with pytest.raises(InvalidInput, match="parties"):
        sides_of("p", ("US",), weights[:1], 2)


@pytest.mark.parametrize("parties", [2, 3])
def test_a_made_up_network_is_the_same_for_the_same_seed_and_has_losses_that_cross(
    parties: int,
) -> None:
    one, again = (random_pool(200, parties, 4, seed=1) for _ in range(2))
    assert np.array_equal(one.assets, again.assets)
    assert np.array_equal(one.debts.amount, again.debts.amount)
    across = one.side_of[one.debts.debtor] != one.side_of[one.debts.creditor]
    assert 0.05 < across.mean() < 0.5
    assert not np.array_equal(one.assets, random_pool(200, parties, 4, seed=2).assets)
