"""What a command loads: reading, looking up and sending wait for no engine that they do not use."""

import json
import re
import subprocess
import sys
from pathlib import Path

import pytest

from tests.cli.conftest import Ask

#: What takes long to load, and what the record stands without.
SLOW = ("numpy", "scipy", "numba", "pandas", "pyarrow", "altair", "parley.engine")

_PROGRAM = """
import contextlib, io, json, sys
from parley.cli.commands import run
slow, commands = json.loads(sys.argv[1])
for command in commands:
    with contextlib.redirect_stdout(io.StringIO()):
        status = run(command)
    loaded = [name for name in slow if name in sys.modules]
    if status or loaded:
        sys.exit(f"{command}: status {status}, loaded {loaded}")
"""


def start(*commands: list[str], without: tuple[str, ...] = SLOW) -> str:
    """Run commands one after the other in one new process.

    Returns:
        The first that loads what it shall not, or does not end well; empty if there is none.
    """
    asked = json.dumps([without, commands])
    done = subprocess.run(
        [sys.executable, "-c", _PROGRAM, asked], capture_output=True, encoding="utf-8", check=False
    )
    return done.stderr.strip() if done.returncode else ""


def test_help_and_the_pages_of_the_record_load_no_engine() -> None:
    assert not start(
        ["--help"], ["read", "--help"], ["node", "--help"],
        ["brief", "FWG"], ["ledger"], ["readouts", "FWG-5"], ["measures"],
    )  # fmt: skip


def test_a_node_and_its_record_are_used_without_the_engine(tmp_path: Path) -> None:
    draft = tmp_path / "draft.txt"
    draft.write_text("The two sides met.", encoding="utf-8")
    node = str(tmp_path / "north")
    named = ["--side", "US", "--language", "en", "--by", "Ann", "--node", node]
    assert not start(
        ["node", "init", "north", "--dir", node, "--listen", "127.0.0.1:8443"],
        ["brief", "FWG", "--node", node],
        ["readout", "draft", "FWG-5", str(draft), *named],
        ["readout", "show", "FWG-5", "--node", node],
        ["keys", "--help"],
        ["bundle", "--help"],
    )


def test_a_text_is_read_without_the_engine(tmp_path: Path) -> None:
    report = tmp_path / "report.txt"
    report.write_text("The Financial Working Group met in Shanghai.", encoding="utf-8")
    assert not start(["read", str(report)], without=("numba", "pandas", "parley.engine"))


def test_what_loads_the_engine_is_in_the_list_of_commands_with_what_it_is_for(ask: Ask) -> None:
    _, said = ask("--help")
    for name, words in {
        "system": "who holds what",
        "exercise": "a script",
        "joint": "data at home",
    }.items():
        assert re.search(rf"{name}\s.*{words}", said)
        assert words in ask(name, "--help")[1]


def test_a_node_is_named_in_one_way_and_the_old_one_is_understood(ask: Ask, tmp_path: Path) -> None:
    here = ("--listen", "127.0.0.1:8443")
    assert ask("node", "init", "north", "--dir", tmp_path / "n", *here)[0] == 0
    assert ask("node", "card", "--node", tmp_path / "n")[0] == 0
    assert ask("keys", "list", f"--dir={tmp_path / 'n'}")[0] == 0
    for command in (["node", "init"], ["joint", "list"], ["brief"], ["keys", "list"], ["read"]):
        said = ask(*command, "--help")[1]
        assert "--node" in said
        assert "--dir" not in said


def test_a_command_of_a_group_that_is_loaded_later_is_found_and_a_wrong_one_is_not(
    ask: Ask,
) -> None:
    assert ask("exercise", "list")[0] == 0
    status, said = ask("exercise", "lost")
    assert status == 2
    assert "list" in said


def test_what_a_group_stands_on_and_is_missing_is_named(
    ask: Ask, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delitem(sys.modules, "parley.cli.joint", raising=False)
    monkeypatch.setitem(sys.modules, "rich.progress", None)
    status, said = ask("joint", "list")
    assert status == 2
    assert said.startswith("parley: the commands need rich.progress, which is not installed")
