"""Commands about an exercise: list, show, check, play."""

import hashlib
import os
import platform
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.metadata import version
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn, TimeRemainingColumn
from rich.table import Table

import parley
from parley.cli.exercise_joint import DRAWS, play_jointly
from parley.cli.options import ExerciseName, InLanguage, Language, Workers
from parley.engine.cluster import cluster as team_at
from parley.engine.pool import threads
from parley.engine.totals import SystemTotals
from parley.errors import Fault, InvalidInput
from parley.files.exercises.catalogue import find_exercise, find_exercise_folder, list_exercises
from parley.files.exercises.losses import LossTable
from parley.files.exercises.result import write_result, written_whole
from parley.files.exercises.work import Work, kept_work, other_work
from parley.files.systems.catalogue import find_system, find_system_folder
from parley.group.exercise.fold import State
from parley.group.exercise.play import play as play_exercise
from parley.group.exercise.script import Exercise
from parley.group.exercise.work import Watching
from parley.report.crossing import joint_line
from parley.report.exercise_report import write_exercise_report
from parley.report.summary import summary_lines
from parley.report.words import read_catalogue

app = typer.Typer()

#: What the numbers stand on, kept with every result.
_STANDS_ON = ("numpy", "scipy", "numba", "pyarrow", "altair", "vl-convert-python")


@app.command("list")
def list_all() -> None:
    """List the exercises that ship with Parley."""
    for name in list_exercises():
        title = find_exercise(name).title
        typer.echo(f"{name}  {title.en} / {title.zh}")


@app.command()
def show(
    exercise: ExerciseName,
    language: InLanguage = Language.EN,
) -> None:
    """Show the script of an exercise: who is told what, when, and who talks to whom."""
    script, words = find_exercise(exercise), language.value
    console = Console(width=None if Console().is_terminal else 160)
    console.print(script.title.in_language(words), style="bold")
    console.print(script.summary.in_language(words))
    table = Table(show_lines=False)
    for heading in {
        "en": ("Time", "To", "What", "Informs of"),
        "zh": ("时间", "对象", "内容", "知悉"),
    }[words]:
        table.add_column(heading)
    names = {each.id: each.name.in_language(words) for each in script.authorities.values()}
    minutes = script.minutes()
    rows = [
        (minutes[each.id], names.get(each.to, each.to), each.text, ", ".join(each.informs))
        for each in script.injects
    ]
    rows += [
        (
            each.minute,
            f"{names[each.sender]} → {names[each.receiver]}",
            each.text,
            ", ".join(each.carries),
        )
        for each in script.notices
    ]
    for minute, who, text, facts in sorted(rows, key=lambda row: row[0]):
        table.add_row(
            f"T+{minute // 60:02d}:{minute % 60:02d}", who, text.in_language(words), facts
        )
    console.print(table)


@app.command()
def check(
    exercise: ExerciseName,
) -> None:
    """Check an exercise folder and name every fault in it."""
    script = find_exercise(exercise)
    typer.echo(
        f"{script.id}: all well: {len(script.injects)} injects, {len(script.notices)} notices, "
        f"{len(script.decisions)} decisions, {script.hours} hours"
    )


@app.command()
def play(
    exercise: ExerciseName,
    system: Annotated[
        str, typer.Option(help="Name of a system, or its folder. Names are disguised.")
    ] = "gsib-2022",
    draws: Annotated[
        int | None,
        typer.Option(min=1, help=f"How many outages to draw; 10000, or {DRAWS} with --joint."),
    ] = None,
    seed: Annotated[int, typer.Option(min=0, help="Names the run: same seed, same numbers.")] = 1,
    out: Annotated[
        Path | None, typer.Option(help="Folder for the result; out/EXERCISE if not given.")
    ] = None,
    language: Annotated[Language, typer.Option(help="Language of the summary here.")] = Language.EN,
    workers: Workers = 0,
    cluster: Annotated[
        str,
        typer.Option(
            metavar="ADDRESS",
            help="Scheduler of a Dask cluster to play on, like tcp://host:8786. Same numbers.",
        ),
    ] = "",
    resume: Annotated[
        bool, typer.Option(help="Go on from what an interrupted play of the same inputs left.")
    ] = True,
    joint: Annotated[
        bool,
        typer.Option(help="On two nodes of this machine, each with its own side's data alone."),
    ] = False,
) -> None:
    """Play an exercise with scripted players in every way of talking, and write the report.

    The result is a folder with report.html, result.json, outcome.parquet and charts. What stood
    there before is replaced when everything is written, or not at all. A play that is interrupted
    keeps what is done beside that folder; the same command goes on from there.
    """
    script, totals = find_exercise(exercise), find_system(system)
    folder = out if out is not None else Path("out") / script.id
    digests = {
        **_digests("exercise", find_exercise_folder(exercise)),
        **_digests("system", find_system_folder(system)),
    }
    versions = _versions()
    if joint and cluster:
        raise InvalidInput([Fault("play", 0, "cluster", cluster, "none with --joint")])
    if joint:
        _play_jointly(script, totals, draws, seed, folder, digests, versions, language, workers)
        return
    draws = draws or 10_000
    inputs = {"digests": digests, "versions": versions, "draws": draws, "seed": seed}
    with (
        written_whole(folder) as partial,
        kept_work(folder, inputs, fresh=not resume) as work,
        _taken_up(folder, work) as state,
        _progress() as progress,
    ):
        shown = progress.add_task({"en": "Playing", "zh": "推演"}[language.value], total=None)
        table = LossTable(work.blocks)
        outcome = play_exercise(
            script,
            totals,
            draws=draws,
            seed=seed,
            team=team_at(cluster) if cluster else threads(workers or os.cpu_count() or 1),
            watching=Watching(
                on_progress=lambda done, whole: progress.update(shown, completed=done, total=whole),
                on_losses=table.add,
                on_state=work.offer,
                state=state,
            ),
            digests=digests,
            versions=versions,
        )
        shown = progress.add_task({"en": "Report", "zh": "报告"}[language.value], total=1)
        table.put_together(partial / "outcome.parquet", outcome)
        write_result(outcome, partial)
        write_exercise_report(outcome, partial)
        progress.update(shown, completed=1)
    for line in summary_lines(outcome, language.value):
        typer.echo(line)
    typer.echo(str(folder / "report.html"))


def _play_jointly(
    script: Exercise,
    totals: SystemTotals,
    draws: int | None,
    seed: int,
    folder: Path,
    digests: dict[str, str],
    versions: dict[str, str],
    language: Language,
    workers: int,
) -> None:
    signal.signal(signal.SIGTERM, signal.default_int_handler)  # both nodes are then stopped too
    with written_whole(folder) as partial, _progress() as progress:
        outcome, account = play_jointly(
            script, totals, draws=draws or DRAWS, seed=seed,
            team=threads(workers or os.cpu_count() or 1), digests=digests, versions=versions,
            language=language.value, progress=progress, folder=partial,
        )  # fmt: skip
    for line in summary_lines(outcome, language.value):
        typer.echo(line)
    typer.echo(joint_line(account, read_catalogue(language.value)))
    typer.echo(str(folder / "report.html"))


@contextmanager
def _taken_up(folder: Path, work: Work) -> Iterator[State | None]:
    """Say where a play goes on from, and what is kept of it if it does not end."""
    for other in other_work(folder, work.folder):
        _say(f"{other}: left by an unfinished play of other inputs; delete it if it is not wanted")
    there = work.is_begun
    state = work.state()
    if state is not None:
        _say(f"going on from what is kept in {work.folder}")
    elif there:
        _say(f"what was kept in {work.folder} cannot be read: begun anew")
    try:
        yield state
    except BaseException:
        if work.is_begun:
            _say(f"what is done is kept in {work.folder}; the same command goes on from there")
        raise


def _say(line: str) -> None:
    typer.echo(f"parley: {line}", err=True)


def _progress() -> Progress:
    """Progress on the terminal, on the side of messages, so that output can be piped."""
    return Progress(
        TextColumn("{task.description}"),
        BarColumn(),
        TextColumn("{task.percentage:>3.0f}%"),
        TimeRemainingColumn(),
        console=Console(stderr=True),
    )


def _versions() -> dict[str, str]:
    """Of Parley, of what it stands on, and of the interpreter."""
    found = {name: version(name) for name in _STANDS_ON}
    return {"parley": parley.__version__, "python": platform.python_version(), **found}


def _digests(kind: str, folder: Path) -> dict[str, str]:
    """SHA-256 of every file of an input, by kind and name."""
    return {
        f"{kind}/{path.name}": hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(folder.iterdir())
        if path.is_file()
    }
