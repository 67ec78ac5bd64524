"""How every command ends: what is printed and which exit status the caller sees."""

import errno
import signal
import subprocess
import sys
from collections.abc import Callable
from typing import NoReturn

import pytest
import typer

import parley
from parley import cli
from parley.cli import commands
from parley.errors import CannotWrite, Fault, InvalidInput


def ending_with(ending: BaseException) -> Callable[..., NoReturn]:
    """Stands for the whole application: a command that ends this way."""
    app = typer.Typer()

    @app.command()
    def command() -> None:
        raise ending

    def call(**_: object) -> NoReturn:
        app(args=[])
        raise AssertionError("a command always ends by raising")

    return call


def test_the_version_is_the_one_of_the_package(capsys: pytest.CaptureFixture[str]) -> None:
    assert commands.run(["--version"]) == 0
    assert capsys.readouterr().out == f"parley {parley.__version__}\n"


def test_python_runs_the_package_as_the_command() -> None:
    answer = subprocess.run(
        [sys.executable, "-m", "parley", "--version"], capture_output=True, text=True, check=False
    )
    assert (answer.returncode, answer.stdout) == (0, f"parley {parley.__version__}\n")


@pytest.mark.parametrize("group", ["system", "exercise", "engine"])
def test_every_group_of_commands_has_help(group: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert commands.run([group, "--help"]) == 0
    assert f"parley {group}" in capsys.readouterr().out


def test_an_unknown_command_is_a_usage_error(capsys: pytest.CaptureFixture[str]) -> None:
    assert commands.run(["negotiate"]) == 2
    assert "negotiate" in capsys.readouterr().err


def test_every_fault_is_printed_on_a_line_of_its_own(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    faults = [
        Fault("institutions.csv", 3, "equity", "-2", "0 or more"),
        Fault("institutions.csv", 7, "jurisdiction", "", "a country"),
    ]
    monkeypatch.setattr(commands, "app", ending_with(InvalidInput(faults)))
    assert commands.run([]) == 2
    said = capsys.readouterr()
    assert said.out == ""
    assert said.err.splitlines() == [
        "parley: institutions.csv, row 3, equity: -2; expected 0 or more",
        "parley: institutions.csv, row 7, jurisdiction; expected a country",
    ]


@pytest.mark.parametrize(
    ("ending", "words"),
    [
        (CannotWrite("out/x: no space"), ["out/x: no space"]),
        (OSError(errno.ENOSPC, "No space left on device", "out/x"), ["out/x", "free space"]),
        (PermissionError(errno.EACCES, "Permission denied", "out/x"), ["out/x: Permission denied"]),
        (OSError("a cable was pulled"), ["a cable was pulled"]),
    ],
)
def test_a_result_that_cannot_be_stored_is_said_in_one_line(
    ending: Exception,
    words: list[str],
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setattr(commands, "app", ending_with(ending))
    assert commands.run([]) == 2
    said = capsys.readouterr().err
    assert len(said.splitlines()) == 1
    assert all(word in said for word in words)


def test_an_interruption_says_that_nothing_half_written_was_left(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(commands, "app", ending_with(KeyboardInterrupt()))
    assert commands.run([]) == 130
    assert "nothing half-written was left" in capsys.readouterr().err


def test_an_interruption_that_falls_into_a_callback_is_not_lost() -> None:
    """Python drops what is raised while an object is taken away, and in callbacks of C: compiled
    loops are loaded through such. Here it falls there, and the command would go on for a minute."""
    program = """
import signal, sys, time
from parley.cli import commands

class TakenAway:
    def __del__(self):
        raise KeyboardInterrupt

def command(**_):
    TakenAway()
    time.sleep(60)

commands.app = command
sys.exit(commands.run([]))
"""
    ended = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, timeout=50, check=False,
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),
    )  # fmt: skip
    assert ended.returncode == 130, ended.stderr
    assert ended.stderr == "parley: interrupted; nothing half-written was left\n"


def test_a_defect_is_owned_up_to_without_a_traceback(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.delenv(commands.TRACEBACK, raising=False)
    monkeypatch.setattr(commands, "app", ending_with(ZeroDivisionError("nobody owes anything")))
    assert commands.run([]) == 70
    assert "defect in Parley" in caplog.text
    assert "nobody owes anything" in caplog.text
    assert commands.TRACEBACK in caplog.text
    assert "Traceback" not in caplog.text


def test_a_defect_shows_its_traceback_to_whoever_asks(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setenv(commands.TRACEBACK, "1")
    monkeypatch.setattr(commands, "app", ending_with(ZeroDivisionError("nobody owes anything")))
    assert commands.run([]) == 70
    assert "Traceback" in caplog.text


def test_without_the_extra_the_command_says_what_to_install(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.delitem(sys.modules, "parley.cli.commands")
    monkeypatch.setitem(sys.modules, "typer", None)
    with pytest.raises(SystemExit) as end:
        cli.main()
    assert end.value.code == 2
    assert capsys.readouterr().err.splitlines() == [
        "parley: the commands need typer, which is not installed; "
        "install the extra app, in the checkout: pip install '.[app]'"
    ]
