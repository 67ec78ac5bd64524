"""How the tests of commands ask: in this process, with what is said on either side together."""

from collections.abc import Callable

import pytest

from parley.cli.commands import run

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
