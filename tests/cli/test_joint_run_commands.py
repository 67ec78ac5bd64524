"""Two nodes that run as processes take part in a joint run, by the commands of their operators."""

import json
import subprocess
import sys
from collections.abc import Callable, Iterator
from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest
import typer

from parley.cli.joint_network import pool_from
from parley.engine.contagion.whole_clearing import WholeRecovery, clear_whole
from tests.cli.conftest import Ask
from tests.node.nodes import make_nodes

_COMMAND = "from parley.cli import main; main()"


@pytest.fixture(scope="module", name="nodes")
def _nodes(tmp_path_factory: pytest.TempPathFactory) -> Iterator[list[Path]]:
    """Two running nodes, a and b."""
    folders = make_nodes(tmp_path_factory.mktemp("nodes"), ("a", "b"))
    processes = [
        subprocess.Popen(
            [sys.executable, "-c", _COMMAND, "serve", "--dir", str(each), "--until-stdin-closes"],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE,
        )
        for each in folders
    ]  # fmt: skip
    for process in processes:
        assert process.stdout is not None
        assert b"listens" in process.stdout.readline()
    yield folders
    for process in processes:
        process.terminate()
        process.communicate(timeout=20)


@pytest.fixture(name="cut")
def _cut(tmp_path: Path, ask: Ask) -> Callable[[str], Path]:
    """Charter and books of both sides of a run."""

    def cut(name: str) -> Path:
        status, said = ask(
            "joint", "cut", "random:30", "--sides", "a,b", "--run", name, "--draws", 3,
            "--recovery", "0.8", "--to", tmp_path / name,
        )  # fmt: skip
        assert status == 0, said
        return tmp_path / name

    return cut


def _wait(ask: Ask, words: str, name: str, node: Path) -> str:
    """Ask for all runs until one stands as is said; the processes need a moment."""
    for _ in range(400):
        lines = json.loads(ask("joint", "list", "--node", node, "--json")[1])
        if words in lines.get(name, ""):
            return str(lines[name])
    raise AssertionError(lines)


def test_a_run_is_proposed_accepted_watched_and_has_the_pooled_result(
    nodes: list[Path], ask: Ask, cut: Callable[[str], Path]
) -> None:
    given = cut("one")
    charter = given / "charter.toml"
    status, said = ask(
        "joint", "propose", charter, "--books", given / "a", "--node", nodes[0], "--yes"
    )
    assert status == 0, said
    assert "does not run" not in said
    assert "waits for the answer of b" in _wait(ask, "is proposed", "one", nodes[0])
    assert "waits for your answer" in _wait(ask, "is proposed by a", "one", nodes[1])
    assert "is proposed by a" in ask("status", "--dir", nodes[1])[1]
    shown = json.loads(ask("joint", "show", "one", "--node", nodes[1], "--json")[1])
    assert shown["charter"]["recovery_external"] == [4, 5]
    assert ask("joint", "result", "one", "--node", nodes[0])[0] == 2
    wrong = ask("joint", "accept", "one", "--books", given / "a", "--node", nodes[1], "--yes")
    assert wrong[0] == 2
    assert "a has it" in wrong[1]
    status, said = ask(
        "joint", "accept", "one", "--books", given / "b", "--node", nodes[1], "--yes"
    )
    assert status == 0, said
    for node in nodes:
        status, said = ask("joint", "watch", "one", "--node", node, "--seconds", 60)
        assert (status, "is closed after" in said) == (0, True), said
        assert ask("verify", "--dir", node)[0] == 0
    results = [json.loads(ask("joint", "result", "one", "--node", n, "--json")[1]) for n in nodes]
    assert results[0] == results[1]
    pool, rate = pool_from("random:30", 2, 3, 1), Fraction(4, 5)
    found = clear_whole(pool.debts, pool.assets, WholeRecovery(rate, rate))
    short = pool.debts.owed - found.require_converged().payments
    for k, side in enumerate("ab"):
        mine = short[:, pool.side_of == k]
        assert results[0]["results"][side]["shortfall"] == mine.sum(axis=1).tolist()
        assert results[0]["results"][side]["defaults"] == np.count_nonzero(mine, axis=1).tolist()
    assert "shortfall" in ask("joint", "result", "one", "--node", nodes[0])[1]
    assert "sent joint.claims: 1 messages" in ask("joint", "show", "one", "--node", nodes[0])[1]
    again = ask("joint", "propose", charter, "--books", given / "a", "--node", nodes[0], "--yes")
    assert again[0] == 2
    assert "no other run here" in again[1]
    late = ask("joint", "abort", "one", "--reason", "late", "--node", nodes[0], "--yes")
    assert late[0] == 2
    assert "is closed" in late[1]


@pytest.mark.parametrize("by", [0, 1])
def test_a_run_that_either_side_ends_before_it_begins_is_over_for_both_with_one_reason(
    nodes: list[Path], ask: Ask, cut: Callable[[str], Path], by: int
) -> None:
    name = f"ended-by-{by}"
    given = cut(name)
    ask(
        "joint", "propose", given / "charter.toml", "--books", given / "a", "--node", nodes[0],
        "--yes",
    )  # fmt: skip
    _wait(ask, "is proposed by a", name, nodes[1])
    status, said = ask("joint", "abort", name, "--reason", "not now", "--node", nodes[by], "--yes")
    assert (status, f"{name}: {'declined' if by else 'broken off'}" in said) == (0, True), said
    for node in nodes:
        assert f"{'ab'[by]}: not now" in _wait(ask, "not now", name, node)
        assert ask("verify", "--dir", node)[0] == 0
    late = ask("joint", "accept", name, "--books", given / "b", "--node", nodes[1], "--yes")
    assert late[0] == 2
    if by:
        assert ask("joint", "watch", name, "--node", nodes[0])[0] == 1


def test_what_cannot_be_is_refused_and_nothing_is_kept(
    nodes: list[Path], ask: Ask, cut: Callable[[str], Path], tmp_path: Path
) -> None:
    given = cut("refused")
    text = (given / "charter.toml").read_text(encoding="utf-8")
    before = ask("joint", "list", "--node", nodes[0])
    changes = {
        "sides: c;": text.replace('["a", "b"]', '["a", "c"]'),
        "a among them": text.replace('["a", "b"]', '["c", "d"]'),
        "draws: 0;": text.replace("draws = 3", "draws = 0"),
        "thread": text.replace('"refused"', '"Not a name"'),
    }
    for words, changed in changes.items():
        (tmp_path / "wrong.toml").write_text(changed, encoding="utf-8")
        status, said = ask(
            "joint", "propose", tmp_path / "wrong.toml", "--books", given / "a", "--node", nodes[0],
            "--yes",
        )  # fmt: skip
        assert status == 2, words
        assert words in said
    assert ask("joint", "list", "--node", nodes[0]) == before
    for command in ("accept", "abort", "watch", "result", "show"):
        more: list[object] = []
        if command == "accept":
            more = ["--books", given / "a", "--yes"]
        elif command == "abort":
            more = ["--reason", "x", "--yes"]
        status, said = ask("joint", command, "nothing", "--node", nodes[0], *more)
        assert (status, "nothing" in said) == (2, True), command
    assert ask("joint", "list", "--node", tmp_path)[0] == 2


def test_who_does_not_answer_yes_signs_nothing(
    nodes: list[Path], ask: Ask, cut: Callable[[str], Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    given = cut("asked")
    monkeypatch.setattr("typer.confirm", _says_no)
    status, said = ask(
        "joint", "propose", given / "charter.toml", "--books", given / "a", "--node", nodes[0]
    )
    assert status != 0
    assert "EXERCISE" in said
    assert "asked" not in ask("joint", "list", "--node", nodes[0])[1]


def _says_no(*_: object, **__: object) -> bool:
    raise typer.Abort
