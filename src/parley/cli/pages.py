"""How a page of the record is asked for and given: on which day, for whom, in what form."""

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from inspect import Signature, signature
from pathlib import Path
from typing import Any

import typer

from parley.cli.extra import require_record
from parley.cli.opening import opened
from parley.cli.options import (
    SHIPPED,
    AddedFrom,
    DialogueName,
    For,
    InLanguage,
    Language,
    On,
    Out,
    PageAsJson,
)
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
        with opened(node) as (_, record):
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


def shows_pages(make: Callable[..., Sequence[Page]]) -> Callable[..., None]:
    """Make a command of a function from what is asked to pages.

    Args:
        make: Takes what is asked and then arguments and options of its own.

    Returns:
        A command with its name and help, with those arguments and options, and with the ones that
        every page of the record has; it asks the record, and gives what ``make`` makes of it.
    """

    def command(
        *,
        dialogue: DialogueName = SHIPPED,
        node: AddedFrom = None,
        on: On = "",
        language: InLanguage = Language.EN,
        as_json: PageAsJson = False,
        audience: For = Audience.INTERNAL,
        out: Out = None,
        **own: Any,
    ) -> None:
        asked = ask(dialogue, node, on, audience)
        give(asked, make(asked, **own), language, as_json=as_json, out=out)

    shared = [each for each in signature(command).parameters.values() if each.name != "own"]
    of_its_own = list(signature(make).parameters.values())[1:]
    command.__name__, command.__doc__ = make.__name__, make.__doc__
    command.__signature__ = Signature([*of_its_own, *shared])  # type: ignore[attr-defined]
    return command


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
