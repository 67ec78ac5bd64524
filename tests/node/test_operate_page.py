"""The page for operators, docs/operate.md, done step by step as it stands there.

Changed are names of machines, which become ports of the loopback, and fingerprints, which are read
off the other side's card as one would hear them over the telephone. What the page asks of "the
other side" is done for treasury-b. Joint runs have tests of their own.
"""

import io
import json
import re
import shlex
import subprocess
import sys
from contextlib import ExitStack, redirect_stdout
from pathlib import Path

import pytest

from parley.cli.commands import run
from parley.node.serve import RunningNode
from tests.node.nodes import free_port
from tests.node.test_two_nodes import until

pytestmark = pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")

ROOT = Path(__file__).resolve().parents[2]
PAGE = (ROOT / "docs" / "operate.md").read_text(encoding="utf-8")
PORTS: dict[str, int] = {}


def blocks() -> list[list[str]]:
    """Every block of commands but those of joint runs."""
    found = [block.splitlines() for block in re.findall(r"```sh\n(.*?)```", PAGE, re.S)]
    return [block for block in found if not block[0].startswith("parley joint")]


def for_the_other_side(line: str) -> str:
    """The same step as treasury-b does it."""
    swapped = re.sub(r"\btreasury-a\b|\bb\.json\b|\ba\.json\b|--node a\b|\ba\.log\b", _swap, line)
    return swapped.replace("treasury-a.example", "treasury-b.example")


def _swap(found: re.Match[str]) -> str:
    pairs = {
        "treasury-a": "treasury-b", "a.json": "b.json", "b.json": "a.json", "--node a": "--node b",
        "a.log": "b.log",
    }  # fmt: skip
    return pairs[found.group()]


class Desk:
    """Where the steps are done."""

    def __init__(self, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        self.folder, self._monkeypatch = folder, monkeypatch
        self.running: dict[str, ExitStack] = {}
        monkeypatch.chdir(folder)

    def do(self, line: str) -> str:
        """Carry out one line; what it printed. It must end well."""
        line, _, to = line.partition(" > ")
        words = shlex.split(self._on_this_machine(line))
        if words[:2] == ["parley", "serve"]:
            self.start(words[words.index("--node") + 1])
            return ""
        if words[0] == "python":
            words = [sys.executable, "-I", str(ROOT / words[1]), *words[2:]]
            done = subprocess.run(words, capture_output=True, text=True, check=False)
            assert done.returncode == 0, done.stdout + done.stderr
            return done.stdout
        assert words[0] == "parley", line
        out = io.StringIO()
        self._monkeypatch.setattr("sys.stdin", io.StringIO("y\n"))
        with redirect_stdout(out):
            status = run(words[1:])
        assert status == 0, f"{line}: {out.getvalue()}"
        if to:
            (self.folder / to).write_text(out.getvalue(), encoding="utf-8")
        return out.getvalue()

    def _on_this_machine(self, line: str) -> str:
        for name in re.findall(r"https://parley\.(treasury-[ab])\.example:8443", line):
            port = PORTS.setdefault(name, free_port())
            line = line.replace(f"https://parley.{name}.example:8443", f"https://127.0.0.1:{port}")
            line = line.replace("0.0.0.0:8443", f"127.0.0.1:{port}")
        heard = re.search(r"peer (add|revoke) (\S+) --fingerprint (\"[^\"]*\")", line)
        if heard is None:
            return line
        verb, whose, written = heard.groups()
        if verb == "revoke":
            folder = line.split("--node ")[1].split()[0]
            card = json.loads((self.folder / folder / "peers" / f"{whose}.json").read_text("utf-8"))
        else:
            card = json.loads((self.folder / whose).read_text("utf-8"))
        (self.folder / "heard.json").write_text(json.dumps(card), encoding="utf-8")
        from parley.node.card import read_card

        return line.replace(written, f'"{read_card(self.folder / "heard.json").fingerprint}"')

    def start(self, folder: str) -> None:
        stack = ExitStack()
        node = stack.enter_context(RunningNode(self.folder / folder, heads_every=0.2))
        until(lambda: node.is_open)
        self.running[folder] = stack

    def stop(self) -> None:
        while self.running:
            self.running.popitem()[1].close()


def found_both(desk: Desk, found: list[str], know: list[str]) -> None:
    """Two nodes that know each other and run."""
    for line in found:
        desk.do(line)
        desk.do(for_the_other_side(line))
    for line in know:
        for each in (line, for_the_other_side(line)):
            desk.do(each)


def test_every_step_of_the_page_works_as_it_stands_there(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk = Desk(tmp_path, monkeypatch)
    (
        found, know, carry, ask, export, check, save, restore, upgrade, in_order, forget, haste,
        replace,
    ) = blocks()  # fmt: skip
    try:
        found_both(desk, found, know)
        for line in carry:
            assert "treasury" in desk.do(line)
        until(lambda: "has countersigned the first" in desk.do(ask[0]))
        assert "all well" in desk.do(ask[1])
        for line in export:
            desk.do(line)
            desk.do(for_the_other_side(line))
        assert "all well" in desk.do(check[0])
        for line in save:
            assert "root" in desk.do(line)
        assert "all well" in [desk.do(line) for line in restore][-1]
        assert "counts" in desk.do(in_order[0])
        until(lambda: "all " in desk.do(ask[0]))
        forgotten = desk.do(forget[0])  # kept for ten seconds after the change
        assert "is kept: it counts until" in forgotten or "is removed" in forgotten
        for line in haste + replace:
            desk.do(line)
        desk.stop()
        for line in upgrade:
            desk.do(line)
        assert "at version" in desk.do(upgrade[1])
        for folder in ("a", "b"):
            desk.start(folder)
        until(lambda: "wait" not in desk.do(ask[0]).replace("nothing waits", ""))
        assert (forgotten + desk.do(forget[0])).count("is removed") == 2
        for line in (ask[1], for_the_other_side(ask[1])):
            assert "all well" in desk.do(line)
    finally:
        desk.stop()


def test_every_command_that_the_page_names_is_there() -> None:
    for words in set(re.findall(r"parley ((?:node|keys|peer|bundle) [a-z]+|status|verify)", PAGE)):
        with redirect_stdout(io.StringIO()):
            assert run([*words.split(), "--help"]) == 0, words
