"""How the tests of commands ask: in this process, with what is said on either side together."""

from collections.abc import Callable
from pathlib import Path

import pytest

from parley.cli.commands import run
from tests.node.nodes import free_port

Ask = Callable[..., tuple[int, str]]


@pytest.fixture(name="ask")
def _ask(capsys: pytest.CaptureFixture[str]) -> Ask:
    """Run a command; its exit status, and what it said on either side."""

    def ask(*arguments: object) -> tuple[int, str]:
        capsys.readouterr()
        status = run([str(each) for each in arguments])
        said = capsys.readouterr()
        return status, said.out + said.err

    return ask


@pytest.fixture(name="node")
def _node(ask: Ask, tmp_path: Path) -> Path:
    """The folder of a node that knows nobody yet."""
    folder = tmp_path / "node"
    listen = f"127.0.0.1:{free_port()}"
    assert ask("node", "init", "desk", "--dir", folder, "--listen", listen)[0] == 0
    return folder
