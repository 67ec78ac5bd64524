"""The command that reads texts: what files of any kind say, and what is wrong in them."""

import json
import sys
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from parley.cli.extra import require_record
from parley.errors import Fault, InvalidInput, ParleyError

#: From so many files on a bar shows how far it is.
_MANY = 8


def read(
    files: Annotated[list[Path], typer.Argument(help="Files or folders: text, HTML or PDF.")],
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON, one object a file.")] = False,
    explain: Annotated[
        bool, typer.Option("--explain", help="Say for each decision what it stands on.")
    ] = False,
    dialogue: Annotated[str, typer.Option(help="Name of a dialogue, or its folder.")] = "us-china",
    workers: Annotated[int, typer.Option(min=0, help="Cores to use; 0 is all.")] = 0,
) -> None:
    """Read press reports: groups, meetings, people, topics, facts with their sentences, flags.

    What the record, the calendar or the text itself speaks against is flagged and not taken over.
    A file that cannot be read is told at the end, and the exit status is not zero.
    """
    require_record()
    from parley.files.press_reading import Place, find_places, find_press_files, read_many

    paths = find_press_files(files)
    if not paths:
        where = ", ".join(map(str, files))
        raise InvalidInput([Fault(where, 0, "", "no files", "files of text, HTML or PDF")])
    faults: list[str] = []
    with _progress() as progress:
        shown = len(paths) >= _MANY
        task = progress.add_task("versions", total=len(paths), visible=shown)
        places: Mapping[Path, Place] = {}
        for places in find_places(paths, workers=workers):
            progress.advance(task, 0 if places else 1)
        progress.update(task, visible=False)
        task = progress.add_task("reading", total=len(paths), visible=shown)

        def rows() -> Iterator[tuple[dict[str, Any], Sequence[str]]]:
            for each in read_many(paths, dialogue, places, with_reasons=explain, workers=workers):
                progress.advance(task)
                if each.row is None:
                    faults.append(each.fault)
                else:
                    yield each.row, each.reasons

        (_print_json if as_json else _print_text)(rows(), explain=explain)
    if faults:
        raise ParleyError("\n".join(faults))


def _progress() -> Progress:
    return Progress(
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeRemainingColumn(),
        console=Console(stderr=True),
        transient=True,
    )


def _print_json(rows: Iterator[tuple[dict[str, Any], Sequence[str]]], *, explain: bool) -> None:
    """One list, written as it grows; reasons go beside it, to the other stream."""
    out = sys.stdout
    out.write("[")
    for number, (row, reasons) in enumerate(rows):
        out.write(",\n" if number else "\n")
        out.write(json.dumps(row, ensure_ascii=False, indent=1))
        if explain:
            sys.stderr.write("".join(f"{line}\n" for line in reasons))
    out.write("\n]\n")


def _print_text(rows: Iterator[tuple[dict[str, Any], Sequence[str]]], *, explain: bool) -> None:
    for row, reasons in rows:
        if explain:
            sys.stdout.write("".join(f"{line}\n" for line in reasons))
        else:
            sys.stdout.write("".join(f"{line}\n" for line in _in_words(row)))


def _in_words(row: dict[str, Any]) -> Iterator[str]:
    """A reading in a few lines: what a desk officer wants to see of a file."""
    yield f"{row['file']} ({row['language']})"
    for meeting in row["meetings"]:
        days = meeting["start"] or "day not known"
        if meeting["end"] and meeting["end"] != meeting["start"]:
            days = f"{days} to {meeting['end']}"
        number = f"number {meeting['number']}" if meeting["number"] else "number not known"
        place = meeting["place"] or "place not known"
        status = meeting["status"] or "status not known"
        yield f"  {meeting['group'] or 'unknown group'}, {number}, {status}: {place}, {days}"
    heads = [each["name"] for each in row["people"] if each["role"] == "head"]
    if heads:
        yield f"  heads: {', '.join(heads)}"
    if row["topics"]:
        yield f"  topics: {', '.join(row['topics'])}"
    kinds = [fact["kind"] for fact in row["facts"] if fact["status"] == "accepted"]
    if kinds:
        yield f"  {len(kinds)} facts accepted, {len(row['facts']) - len(kinds)} flagged"
    for flag in row["flags"]:
        yield f"  FLAG {flag['kind']}: {flag['said']} | {flag['record']}"
    if not row["meetings"] and not row["facts"]:
        yield "  nothing found: no group of the dialogue meets in it"
