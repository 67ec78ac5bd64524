"""The commands about releases: budget, word, total, quota, sums, between two nodes that run."""

import importlib.util
from pathlib import Path

import pytest

from parley.exchange.release.sensitivity import outside_share
from parley.node.serve import RunningNode
from tests.cli.conftest import Ask
from tests.exchange.joint.test_run import world
from tests.node.nodes import make_nodes, put_books
from tests.node.test_two_nodes import until

pytestmark = pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")


@pytest.mark.skipif(
    importlib.util.find_spec("opendp") is None, reason="the extra release is not installed"
)
def test_a_total_leaves_with_noise_once_both_sides_vouch_and_the_budget_pays(
    tmp_path: Path, ask: Ask
) -> None:
    charter, books, *_ = world(3, 12, 2)
    folders = make_nodes(tmp_path, ("a", "b"))
    floor = f"{float(min(outside_share(each) for each in books)) * 0.9:.6f}"
    with RunningNode(folders[0]) as one, RunningNode(folders[1]) as other:
        put_books(one.record, charter, books[0])
        put_books(other.record, charter, books[1])
        until(lambda: all("run-1" in node.steward.runs for node in (one, other)))
        until(lambda: all(node.steward.runs["run-1"].is_over for node in (one, other)))
        here = ("--dir", folders[0])
        total = ("release", "total", "run-1", "--budget", "spring", "--epsilon", "0.4", *here)
        opened = ask(
            "release", "budget", "spring", "--epsilon", "0.7", "--protects", 1_000_000,
            "--floor", floor, *here,
        )  # fmt: skip
        assert opened == (0, "spring: 0.7 in all\n")
        status, said = ask(*total)
        assert status == 2
        assert "not b" in said
        assert ask("release", "vouch", "run-1", "--floor", floor, "--dir", folders[1])[0] == 0
        until(lambda: ask(*total)[0] == 0)
        status, said = ask(*total)
        assert status == 2
        assert "0.3, which is left of spring" in said
        until(lambda: "release.answer" in _kinds(other))
        assert ask("release", "status", *here)[1].startswith("spring: 0.3 left of 0.7\n")


def _kinds(node: RunningNode) -> set[str]:
    from parley.exchange.log import Way
    from parley.exchange.messages import read_message

    return {
        read_message(entry.raw).kind for entry in node.record.entries() if entry.way is Way.RECEIVED
    }


def test_a_quota_is_set_and_shown(tmp_path: Path, ask: Ask) -> None:
    folder = make_nodes(tmp_path, ("a", "b"))[0]
    assert "no quota" in ask("release", "status", "--dir", folder)[1]
    wide = ("--draws", "100", "--days", "90", "--dir", folder)
    assert ask("release", "quota", "--runs", "4", *wide)[0] == 0
    assert "4 runs and 100 draws in 90 days" in ask("release", "status", "--dir", folder)[1]
    status, said = ask("release", "quota", "--runs", "0", *wide)
    assert status == 2
    assert "runs: 0; expected 1 or more" in said


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("--side", "a", "--side", "b", "--number", "x=1"), "taking its own from the sum"),
        (("--side", "a", "--side", "b", "--side", "c", "--number", "x=-1"), "whole number"),
        (("--side", "d", "--side", "b", "--side", "c", "--number", "x=1"), "a too"),
        (("--side", "a", "--side", "b", "--side", "c", "--number", "x=9" + "0" * 18), "x"),
    ],
)
def test_a_sum_that_cannot_be_is_refused(
    tmp_path: Path, ask: Ask, arguments: tuple[str, ...], said: str
) -> None:
    folder = make_nodes(tmp_path, ("a", "b"))[0]
    status, words = ask("release", "sum", "s-1", *arguments, "--unit", "cent", "--dir", folder)
    assert status == 2
    assert said in words


def test_wrong_shares_and_costs_are_refused(tmp_path: Path, ask: Ask) -> None:
    folder = make_nodes(tmp_path, ("a", "b"))[0]
    for epsilon, floor, said in (
        ("0.7", "1.5", "floor"), ("0.7", "x", "floor"), ("0", "0.5", "epsilon"),
        ("0.1234567", "0.5", "six decimal"), ("11", "0.5", "epsilon"),
    ):  # fmt: skip
        status, words = ask(
            "release", "budget", "b-1", "--epsilon", epsilon, "--protects", 5, "--floor", floor,
            "--dir", folder,
        )  # fmt: skip
        assert status == 2
        assert said in words
    status, words = ask("release", "vouch", "run-9", "--floor", "0.5", "--dir", folder)
    assert status == 2
    assert "a joint run of this node" in words
