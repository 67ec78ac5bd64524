"""The command that reads texts: what files of any kind say, and what is wrong in them."""

import hashlib
import json
import os
import sys
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from parley.cli.extra import require_record
from parley.cli.opening import opened
from parley.cli.options import (
    SHIPPED,
    AsJson,
    DialogueName,
    InLanguage,
    Language,
    PressFiles,
    Workers,
)
from parley.errors import Fault, InvalidInput, ParleyError

if TYPE_CHECKING:
    from parley.files.press_reading import FileRead, Place
    from parley.group.press.reader import Reading
    from parley.group.press.wording import Wording
    from parley.node.second_reader import SecondReader

#: What a second reader wants to know whoever asks by, in the environment.
KEY = "PARLEY_READER_KEY"

#: From so many files on a bar shows how far it is.
_MANY = 8


def read(
    files: PressFiles,
    language: InLanguage = Language.EN,
    as_json: AsJson = False,
    explain: Annotated[
        bool, typer.Option("--explain", help="Say for each decision what it stands on.")
    ] = False,
    dialogue: DialogueName = SHIPPED,
    workers: Workers = 0,
    propose: Annotated[
        bool, typer.Option("--propose", help="Keep what was read as proposals in a node's record.")
    ] = False,
    node: Annotated[
        Path | None,
        typer.Option("--node", "--dir", help="Folder of the node that keeps proposals."),
    ] = None,
    reader: Annotated[
        str, typer.Option(metavar="URL", help="A second reader: an OpenAI chat interface.")
    ] = "",
    model: Annotated[str, typer.Option(help="The second reader's model.")] = "",
) -> None:
    """Read press reports: groups, meetings, people, topics, facts with their sentences, flags.

    What the record, the calendar or the text itself speaks against is flagged and not taken over.
    Words of a text stay in its own language; JSON holds the names of the record in English.
    A file that cannot be read is told at the end, and the exit status is not zero.

    With --propose a source and what it says are kept in the node's record, all of it proposals
    that a person confirms or rejects by `parley ledger`. A second reader is asked for facts, which
    count only if their sentence is in the text, and pass the same checks; PARLEY_READER_KEY in the
    environment is sent to it as its key.
    """
    require_record()
    _check(propose, node, reader, model)
    from parley.files.press_reading import find_places, find_press_files, knowledge_of, read_many
    from parley.group.press.wording import wording

    paths = find_press_files(files)
    if not paths:
        where = ", ".join(map(str, files))
        raise InvalidInput([Fault(where, 0, "", "no files", "files of text, HTML or PDF")])
    told = wording(knowledge_of(dialogue).dialogue, language.value)
    reasons_in = language.value if explain else None
    faults: list[str] = []
    with _progress() as progress:
        shown = len(paths) >= _MANY
        task = progress.add_task(told.say("versions"), total=len(paths), visible=shown)
        places: Mapping[Path, Place] = {}
        for places in find_places(paths, workers=workers):
            progress.advance(task, 0 if places else 1)
        progress.update(task, visible=False)
        task = progress.add_task(told.say("reading"), total=len(paths), visible=shown)

        def rows() -> Iterator[tuple[dict[str, Any], Sequence[str]]]:
            many = (
                _one_by_one(paths, dialogue, places, reasons_in, _second(reader, model), node)
                if reader or propose
                else read_many(paths, dialogue, places, reasons_in=reasons_in, workers=workers)
            )
            for each in many:
                progress.advance(task)
                if each.row is None:
                    faults.append(each.fault)
                else:
                    yield each.row, each.reasons

        if as_json:
            _print_json(rows(), explain=explain)
        else:
            _print_text(rows(), told, explain=explain)
    if faults:
        raise ParleyError("\n".join(faults))


def _check(propose: bool, node: Path | None, reader: str, model: str) -> None:
    """Options that need one another."""
    faults = []
    if propose and node is None:
        faults.append(Fault("--node", 0, "", "nothing", "the folder of a node, with --propose"))
    if node is not None and not propose:
        faults.append(Fault("--propose", 0, "", "nothing", "--propose, with --node"))
    if bool(reader) != bool(model):
        faults.append(Fault("--model", 0, "", model or reader, "--reader and --model together"))
    if faults:
        raise InvalidInput(faults)


def _second(reader: str, model: str) -> "SecondReader | None":
    from parley.node.second_reader import SecondReader

    return SecondReader(reader, model, os.environ.get(KEY, "")) if reader else None


def _one_by_one(
    paths: Sequence[Path],
    dialogue: str,
    places: "Mapping[Path, Place]",
    reasons_in: str | None,
    second: "SecondReader | None",
    node: Path | None,
) -> "Iterator[FileRead]":
    """Read files one after the other, ask a second reader, keep proposals."""
    from parley.files.press_reading import FileRead, knowledge_of, laid_out, read_file
    from parley.group.press.second import weigh
    from parley.node.second_reader import ask

    knowledge = knowledge_of(dialogue)
    for path in paths:
        try:
            reading = read_file(path, dialogue, places.get(path))
        except ParleyError as error:
            yield FileRead(path, None, fault=str(error).splitlines()[0])
            continue
        phrases = knowledge.phrases.get(reading.text.language.value)
        if second is not None and phrases is not None and reading.lines:
            reading = weigh(reading, ask(second, reading.text), phrases)
        if node is not None:
            kept = keep_proposals(reading, path, node, dialogue)
            typer.echo(f"{path}: {kept} proposals kept", err=True)
        yield laid_out(path, reading, dialogue, places.get(path), reasons_in=reasons_in)


def keep_proposals(reading: "Reading", path: Path, node: Path, dialogue: str) -> int:
    """Keep what a text says as proposals in a node's record; what it has of the text stays.

    Returns:
        How many entries were kept; none for a text that the record has, or that says nothing.
    """
    from parley.files.dialogue_catalogue import find_dialogue
    from parley.files.dialogue_folder import Added
    from parley.group.press.proposals import propose
    from parley.node.clock import now
    from parley.node.dialogue_entries import keep_entries, with_record

    with opened(node) as (_, record):
        found = with_record(find_dialogue(dialogue), record)
        name = f"read-{hashlib.sha256(reading.text.raw.encode()).hexdigest()[:12]}"
        instant = now()
        today = date.fromisoformat(instant[:10])
        wanted = propose(reading, found, name, str(path), today)
        if not wanted or name in found.source:
            return 0
        added = [Added(word, table, str(path)) for word, table in wanted]
        keep_entries(found, record, added, instant)
        return len(added)


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


def _print_text(
    rows: Iterator[tuple[dict[str, Any], Sequence[str]]], told: "Wording", *, explain: bool
) -> None:
    from parley.group.press.told import tell_reading

    for row, reasons in rows:
        lines = reasons if explain else tell_reading(row, told)
        sys.stdout.write("".join(f"{line}\n" for line in lines))
