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
from parley.errors import CannotReach, Fault, InvalidInput, ParleyError
from parley.group.words import Words

if TYPE_CHECKING:
    from parley.exchange.leaving import PrivateItems
    from parley.files.press_reading import FileRead, Place
    from parley.group.press.knowledge import Knowledge
    from parley.group.press.reading import Reading
    from parley.group.press.wording import Wording
    from parley.node.second_reader import SecondReader

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
        typer.Option(
            "--node",
            help="Folder of the node that keeps proposals, and whose private texts stay.",
        ),
    ] = None,
    reader: Annotated[
        str, typer.Option(metavar="URL", help="A second reader: an OpenAI chat interface.")
    ] = "",
    model: Annotated[str, typer.Option(help="The second reader's model.")] = "",
    plain_http: Annotated[
        bool,
        typer.Option(
            "--plain-http",
            help="Send texts to another machine by http, where others can listen.",
        ),
    ] = False,
) -> None:
    """Read press reports: groups, meetings, people, topics, facts with their sentences, flags.

    What the record, the calendar or the text itself speaks against is flagged and not taken over.
    Words of a text stay in its own language; JSON holds the names of the record in English.
    A file that cannot be read is told at the end, and the exit status is not zero.

    With --propose a source and what it says are kept in the node's record, all of it proposals
    that a person confirms or rejects by `parley ledger`. A second reader is asked for facts, which
    count only if their sentence is in the text, and pass the same checks; PARLEY_READER_KEY in the
    environment is sent to it as its key. A text with a marking is sent to nobody, and with --node
    nothing that the node keeps private; `second_reader` in node.toml names the one that it allows.
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
    second = _second(reader, model, plain_http, node)
    if second is not None:
        typer.echo(_where_to(second, len(paths), language.value), err=True)
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
                _one_by_one(paths, dialogue, places, reasons_in, second, node, propose)
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
    if node is not None and not propose and not reader:
        expected = "--propose or --reader, with --node"
        faults.append(Fault("--propose", 0, "", "nothing", expected))
    if bool(reader) != bool(model):
        faults.append(Fault("--model", 0, "", model or reader, "--reader and --model together"))
    if faults:
        raise InvalidInput(faults)


def _second(reader: str, model: str, plain_http: bool, node: Path | None) -> "SecondReader | None":
    """A second reader, if one is named and the node's settings allow it."""
    if not reader:
        return None
    from parley.node.second_reader import KEY, SecondReader, require_may_ask
    from parley.node.settings import read_settings

    second = SecondReader(reader, model, os.environ.get(KEY, ""), plain_http=plain_http)
    if node is not None:
        require_may_ask(read_settings(node), reader)
    return second


def _where_to(second: "SecondReader", count: int, language: str) -> str:
    """What is sent, to whom, with which key: said before anything is."""
    from parley.node.second_reader import KEY

    files = "1 file" if count == 1 else f"{count} files"
    return Words(
        f"The sentences of {files} are sent to {second.address} for the model {second.model}, "
        f"{f'with the key in {KEY}' if second.key else 'without a key'}.",
        f"{count}个文件的句子将发送至{second.address}，模型{second.model}，"
        f"{f'附{KEY}中的密钥' if second.key else '不附密钥'}。",
    ).in_language(language)


def _one_by_one(
    paths: Sequence[Path],
    dialogue: str,
    places: "Mapping[Path, Place]",
    reasons_in: str | None,
    second: "SecondReader | None",
    node: Path | None,
    propose: bool,
) -> "Iterator[FileRead]":
    """Read files one after the other, ask a second reader, keep proposals."""
    from parley.files.press_reading import FileRead, knowledge_of, laid_out, read_file

    knowledge, private = knowledge_of(dialogue), _private_items(node) if second else None
    for path in paths:
        try:
            reading = read_file(path, dialogue, places.get(path))
            if second is not None and reading.lines:
                reading = _read_again(reading, path, second, private, knowledge)
        except CannotReach:
            raise  # nobody is asked who does not answer
        except ParleyError as error:
            yield FileRead(path, None, fault=_of_file(path, error))
            continue
        if propose and node is not None:
            kept = keep_proposals(reading, path, node, dialogue)
            typer.echo(f"{path}: {kept} proposals kept", err=True)
        yield laid_out(path, reading, dialogue, places.get(path), reasons_in=reasons_in)


def _of_file(path: Path, error: ParleyError) -> str:
    """The first line of what is wrong, with the file that it is wrong in."""
    line = str(error).splitlines()[0]
    return line if line.startswith((str(path), path.name)) else f"{path}: {line}"


def _private_items(node: Path | None) -> "PrivateItems | None":
    """What a node keeps to itself."""
    if node is None:
        return None
    from parley.exchange.leaving import PrivateItems

    with opened(node) as (_, record):
        return PrivateItems(record.entries())


def _read_again(
    reading: "Reading",
    path: Path,
    second: "SecondReader",
    private: "PrivateItems | None",
    knowledge: "Knowledge",
) -> "Reading":
    """What a second reader adds to a reading, each fact checked."""
    from parley.group.press.second import weigh
    from parley.node.second_reader import ask

    phrases = knowledge.phrases.get(reading.text.language.value)
    if phrases is None:
        return reading
    return weigh(reading, ask(second, reading.text, path.read_bytes(), private), phrases)


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
