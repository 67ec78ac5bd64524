"""How a page of the record is asked for and given: on which day, for whom, in what form."""

import json
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from parley.cli.extra import require_node, require_record
from parley.cli.opening import open_node
from parley.errors import Fault, InvalidInput
from parley.files.dialogue_catalogue import find_dialogue
from parley.files.whole_file import write_whole
from parley.group.dialogue.audience import Audience, as_seen_by, check_nothing_slips
from parley.group.dialogue.dialogue import Dialogue
from parley.group.dialogue.known import as_known
from parley.group.dialogue.views.page import Page
from parley.group.dialogue.views.terms import AUDIENCES
from parley.report.documents.forms import in_form
from parley.report.documents.page_document import page_document, page_table
from parley.report.documents.plain import to_plain

if TYPE_CHECKING:
    from parley.node.record.store import Record


class Language(StrEnum):
    """The two languages of the group."""

    EN = "en"
    ZH = "zh"


#: The dialogue that is meant where none is named.
SHIPPED = "us-china"

DialogueName = Annotated[
    str, typer.Option("--dialogue", help="Name of a dialogue that ships, or its folder.")
]
Node = Annotated[
    Path | None, typer.Option("--node", help="Folder of a node whose own entries are added.")
]
On = Annotated[
    str,
    typer.Option("--on", metavar="DATE", help="What was known on that day; today if not given."),
]
InLanguage = Annotated[Language, typer.Option("--language", help="en or zh.")]
AsJson = Annotated[bool, typer.Option("--json", help="For programs: JSON, in both languages.")]
For = Annotated[
    Audience,
    typer.Option(
        "--audience",
        help="For whom: internal holds everything; shared, what the other side may see; public, "
        "what everybody may.",
    ),
]
Out = Annotated[
    Path | None,
    typer.Option("--out", help="A file to write instead: .html, .pdf, .md, .txt or .json."),
]


@dataclass(frozen=True)
class Asked:
    """What somebody asks of a record.

    Args:
        whole: Everything, with what a node's record adds.
        known: What the audience may see of what was known on the day.
        day: The day.
        audience: For whom.
    """

    whole: Dialogue
    known: Dialogue
    day: date
    audience: Audience

    @property
    def made(self) -> datetime:
        """What a file says of when it was made: the day asked for, so that it is the same again."""
        return datetime.combine(self.day, time(), UTC)


def ask(dialogue: str, node: Path | None, on: str, audience: Audience) -> Asked:
    """Read a dialogue, and what a node's record adds, as it was known on a day.

    Raises:
        InvalidInput: for a wrong day or a wrong folder.
    """
    day, whole = read_day(on), find_dialogue(dialogue)
    if node is not None:
        with open_record(node) as record:
            from parley.node.dialogue_entries import with_record

            whole = with_record(whole, record)
    return Asked(whole, as_known(as_seen_by(whole, audience), day), day, audience)


def read_day(text: str) -> date:
    """Read a day; today where none is given."""
    if not text:
        return datetime.now(UTC).date()
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise InvalidInput([Fault("--on", 0, "", text, "a day, such as 2024-08-14")]) from None


@contextmanager
def open_record(folder: Path) -> "Iterator[Record]":
    """Open the record of a node, and close it at the end."""
    require_node()
    _, record = open_node(folder)
    try:
        yield record
    finally:
        record.close()


def give(
    asked: Asked,
    pages: Sequence[Page],
    language: Language,
    *,
    as_json: bool = False,
    out: Path | None = None,
) -> None:
    """Print pages, or write them to a file; nothing that the audience may not see leaves.

    Raises:
        InvalidInput: if something marked stands in a page, or for a file of another kind.
        CannotWrite: if the file cannot be written.
    """
    for page in pages:
        check_nothing_slips(page.texts, asked.whole, asked.audience, page.id)
    if as_json or (out is not None and out.suffix.lower() == ".json"):
        tables = [page_table(page) for page in pages]
        text = json.dumps(tables[0] if len(tables) == 1 else tables, ensure_ascii=False, indent=2)
        _place(f"{text}\n".encode(), out)
        return
    documents = [
        page_document(
            page,
            language.value,
            audience=AUDIENCES[asked.audience],
            handling=None if asked.audience is Audience.INTERNAL else asked.audience.limit,
        )
        for page in pages
    ]
    if out is None:
        typer.echo("\n".join(map(to_plain, documents)), nl=False)
        return
    if len(documents) > 1:
        expected = "one page for a file: name the side with --side"
        raise InvalidInput([Fault("--out", 0, "", str(out), expected)])
    if out.suffix.lower() == ".pdf":
        require_record()
    _place(in_form(documents[0], out.suffix, asked.made), out)


def _place(content: bytes, out: Path | None) -> None:
    if out is None:
        typer.echo(content.decode(), nl=False)
    else:
        write_whole(content, out)
        typer.echo(str(out))
