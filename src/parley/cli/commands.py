"""The command ``parley``: its groups of commands, and what every one of them does when it ends."""

import _thread
import errno
import io
import logging
import os
import signal
import sys
import threading
from collections.abc import Sequence
from typing import Annotated

import typer

import parley
from parley.cli import (
    bundle,
    care,
    dialogue,
    keys,
    node,
    read,
    readout,
    release,
    versions,
)
from parley.cli.later import loaded_later
from parley.errors import CannotWrite, ParleyError

#: Exit statuses: what was given is wrong; a defect in Parley (EX_SOFTWARE); stopped by Ctrl-C.
WRONG_INPUT, DEFECT, INTERRUPTED = 2, 70, 130

#: Set to anything, a defect is shown with the whole traceback.
TRACEBACK = "PARLEY_TRACEBACK"

_NO_ROOM = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EROFS}

log = logging.getLogger("parley")


def _by_its_name_now(word: str) -> str:
    """An option by its name: ``--dir`` was once what ``--node`` is, and is still understood."""
    return {"dir": "node"}.get(word, word)


app = typer.Typer(
    name="parley",
    help="The record, the hotline and the rehearsal of a standing financial working group.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    context_settings={"token_normalize_func": _by_its_name_now},
)
for name, about in {
    "system": "Systems: who holds what and owes how much, each figure with its source.",
    "exercise": "Joint shock exercises: a script, a system, an outcome and its report.",
    "engine": "The engine: compile it.",
    "joint": "Joint runs: each side its own node, data at home, one result.",
}.items():
    app.add_typer(loaded_later(f"parley.cli.{name}", about), name=name)
app.add_typer(release.app, name="release")
app.add_typer(readout.app, name="readout")
for look_after in (care.backup, care.restore, care.upgrade):
    node.app.command()(look_after)
node.app.command("export")(care.export_record)
node.app.command("import")(care.import_record)
app.add_typer(node.app, name="node")
app.add_typer(bundle.app, name="bundle")
app.add_typer(keys.app, name="keys")
app.add_typer(keys.peers, name="peer")
app.add_typer(dialogue.series, name="series")
app.add_typer(dialogue.ledger, name="ledger")
app.command("group")(dialogue.show_group)
app.command("meeting")(dialogue.show_meeting)
for command in (
    node.serve, node.status, node.verify, read.read, versions.versions,
    dialogue.brief, dialogue.calendar, dialogue.handover, dialogue.measures, dialogue.principal,
    dialogue.readouts, dialogue.topic, dialogue.who,
):  # fmt: skip
    app.command()(command)


def _show_version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"parley {parley.__version__}")
        raise typer.Exit


@app.callback()
def options(
    version: Annotated[
        bool,
        typer.Option(
            "--version", callback=_show_version, is_eager=True, help="Show the version and end."
        ),
    ] = False,
) -> None:
    """The record, the hotline and the rehearsal of a standing financial working group."""


def run(arguments: Sequence[str] | None = None) -> int:
    """Carry out one command and say in words how it ended.

    Args:
        arguments: As in the shell, without the word ``parley``; None takes those of the process.

    Returns:
        The exit status: 0 done, 2 what was given is wrong or a result could not be stored, 70 a
        defect in Parley, 130 interrupted.
    """
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(encoding="utf-8")  # both languages, whatever the locale says
    logging.basicConfig(format="%(name)s: %(message)s")
    before, sys.unraisablehook = sys.unraisablehook, _hand_back_interruptions
    try:
        app(args=None if arguments is None else list(arguments), prog_name="parley")
    except SystemExit as end:
        status = end.code if isinstance(end.code, int) else int(end.code is not None)
        return _interrupted() if status == INTERRUPTED else status
    except KeyboardInterrupt:
        return _interrupted()
    except ParleyError as error:
        return _refused(error)
    except OSError as error:
        return _refused(_in_words(error))
    except Exception as error:  # noqa: BLE001  the outermost loop: log, set the exit status
        return _defect(error)
    finally:
        sys.unraisablehook = before
    return 0


def _hand_back_interruptions(dropped: "sys.UnraisableHookArgs") -> None:
    """Send a Ctrl-C again that Python was about to drop.

    What is raised in a callback of C is dropped, and compiled loops are loaded through such: a
    Ctrl-C in that moment would have no effect. It is sent a little later, since what is raised in
    here is dropped too; if it falls into a callback again, so does this.
    """
    if issubclass(dropped.exc_type, KeyboardInterrupt):
        threading.Timer(0.05, _press_ctrl_c).start()
    else:
        sys.__unraisablehook__(dropped)


def _press_ctrl_c() -> None:
    """Interrupt the main thread, also where it waits."""
    if hasattr(signal, "pthread_kill"):
        signal.pthread_kill(threading.main_thread().ident or 0, signal.SIGINT)
    else:
        _thread.interrupt_main()


def _interrupted() -> int:
    sys.stderr.write("parley: interrupted; nothing half-written was left\n")
    return INTERRUPTED


def _refused(error: ParleyError) -> int:
    """Print every fault, one a line."""
    for line in str(error).splitlines() or [type(error).__name__]:
        sys.stderr.write(f"parley: {line}\n")
    return WRONG_INPUT


def _in_words(error: OSError) -> ParleyError:
    """A full disk, a folder that may not be written, a file that may not be read."""
    reason = error.strerror or str(error)
    place = f"{error.filename}: {reason}" if error.filename else reason
    if error.errno in _NO_ROOM:
        return CannotWrite(f"{place}; free space or name another folder, nothing was left there")
    return ParleyError(place)


def _defect(error: Exception) -> int:
    """Say that this is Parley's fault, and how to report it."""
    shown = bool(os.environ.get(TRACEBACK))
    log.error(
        "this is a defect in Parley, not in what you gave it: %s: %s. %s",
        type(error).__name__,
        error,
        "Please report it with the lines below and what `parley --version` prints."
        if shown
        else f"Please report it with what the same command prints with {TRACEBACK}=1 set, "
        "and what `parley --version` prints.",
        exc_info=error if shown else None,
    )
    return DEFECT
