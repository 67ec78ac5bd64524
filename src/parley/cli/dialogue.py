"""Commands about the record of a dialogue: brief, ledger, readouts, measures, series, handover."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from parley.cli.extra import require_node
from parley.cli.opening import open_node
from parley.errors import Fault, InvalidInput
from parley.files.dialogue_catalogue import find_dialogue
from parley.files.dialogue_folder import read_added
from parley.group.dialogue.basis import Standing
from parley.group.dialogue.dialogue import Dialogue
from parley.group.dialogue.known import as_known
from parley.group.dialogue.series import find_group, find_meeting
from parley.group.dialogue.views.brief import brief as brief_page
from parley.group.dialogue.views.group_page import group_page
from parley.group.dialogue.views.handover import handover_page
from parley.group.dialogue.views.ledger_page import ledger_page
from parley.group.dialogue.views.measures_page import measures_page
from parley.group.dialogue.views.page import Page
from parley.group.dialogue.views.principal import principal_page
from parley.group.dialogue.views.readouts_page import readouts_page
from parley.group.dialogue.views.series_page import series_page
from parley.report.documents.page_document import page_document, page_table
from parley.report.documents.plain import to_plain

if TYPE_CHECKING:
    from parley.node.record.store import Record

series = typer.Typer(help="The series of a group's meetings.", no_args_is_help=True)
ledger = typer.Typer(help="What each side raised and owes, and what waits for a judgement.")


class Language(StrEnum):
    """The two languages of the group."""

    EN = "en"
    ZH = "zh"


#: Exit status of a check that found something.
_FOUND_FAULTS = 1

Name = Annotated[
    str, typer.Option("--dialogue", help="Name of a dialogue that ships, or its folder.")
]
Node = Annotated[
    Path | None, typer.Option("--node", help="Folder of a node whose own entries are added.")
]
On = Annotated[
    str,
    typer.Option("--on", metavar="DATE", help="What was known on that day; today if not given."),
]
Words = Annotated[Language, typer.Option("--language", help="en or zh.")]
Json = Annotated[bool, typer.Option("--json", help="For programs: JSON, in both languages.")]
Group = Annotated[str, typer.Argument(help="A group, such as FWG.")]
Meeting = Annotated[str, typer.Argument(help="A meeting, such as FWG-5.")]
By = Annotated[str, typer.Option("--by", help="Who decides: a person's name.")]

_SHIPPED = "us-china"


@series.command("check")
def check_series(
    group: Annotated[str, typer.Argument(help="A group; all if none is named.")] = "",
    dialogue: Name = _SHIPPED,
    node: Node = None,
    on: On = "",
    language: Words = Language.EN,
    as_json: Json = False,
) -> None:
    """Number every meeting, and name what does not fit: in the record, and in what texts say.

    The exit status is 1 if something in the record itself does not fit.
    """
    known = _known(dialogue, node, on)
    page = series_page(known, _day(on), find_group(known, group) if group else "")
    _print(page, language, as_json)
    if page.section("record").lines:
        raise typer.Exit(_FOUND_FAULTS)


@ledger.callback(invoke_without_command=True)
def show_ledger(
    context: typer.Context,
    dialogue: Name = _SHIPPED,
    node: Node = None,
    on: On = "",
    language: Words = Language.EN,
    as_json: Json = False,
    every: Annotated[bool, typer.Option("--all", help="Also what is settled and done.")] = False,
) -> None:
    """Show what each side raised and owes, what is overdue, silent, or awaits a judgement."""
    if context.invoked_subcommand is None:
        known = _known(dialogue, node, on)
        _print(ledger_page(known, _day(on), with_closed=every), language, as_json)


@ledger.command("confirm")
def confirm(
    name: Annotated[str, typer.Argument(help="The proposal, as the ledger names it.")],
    by: By,
    node: Annotated[Path, typer.Option("--node", help="Folder of the node that keeps it.")],
    dialogue: Name = _SHIPPED,
) -> None:
    """Confirm a proposal: the judgement is kept in the node's record, with who and when."""
    _judge(name, Standing.CONFIRMED, by, node, dialogue)


@ledger.command("reject")
def reject(
    name: Annotated[str, typer.Argument(help="The proposal, as the ledger names it.")],
    by: By,
    node: Annotated[Path, typer.Option("--node", help="Folder of the node that keeps it.")],
    dialogue: Name = _SHIPPED,
) -> None:
    """Reject a proposal: it is not shown again, and the judgement is kept."""
    _judge(name, Standing.REJECTED, by, node, dialogue)


@ledger.command("add")
def add(
    file: Annotated[Path, typer.Argument(help="TOML with lists as in a dialogue's folder.")],
    node: Annotated[Path, typer.Option("--node", help="Folder of the node that keeps it.")],
    dialogue: Name = _SHIPPED,
) -> None:
    """Keep entries in the node's record: all of the file, or nothing. Each has its own marking."""
    added = read_added(file)
    with _record(node) as record:
        from parley.node.dialogue_entries import keep_entries, with_record
        from parley.node.serve import now

        keep_entries(with_record(find_dialogue(dialogue), record), record, added, now())
    typer.echo(f"{file}: {len(added)} entries kept")


def brief(
    group: Group,
    dialogue: Name = _SHIPPED,
    node: Node = None,
    on: On = "",
    language: Words = Language.EN,
    as_json: Json = False,
) -> None:
    """Show the one-hour brief before a meeting: what was said last, what is open, what is new."""
    known = _known(dialogue, node, on)
    _print(brief_page(known, find_group(known, group), _day(on)), language, as_json)


def show_group(
    group: Group,
    dialogue: Name = _SHIPPED,
    node: Node = None,
    on: On = "",
    language: Words = Language.EN,
    as_json: Json = False,
) -> None:
    """Show what a group is, who leads it, when it last met, and what is open."""
    known = _known(dialogue, node, on)
    _print(group_page(known, find_group(known, group), _day(on)), language, as_json)


def readouts(
    meeting: Meeting,
    dialogue: Name = _SHIPPED,
    node: Node = None,
    on: On = "",
    language: Words = Language.EN,
    as_json: Json = False,
) -> None:
    """Show both readouts of a meeting side by side: both say, only one says, they differ."""
    known = _known(dialogue, node, on)
    _print(readouts_page(known, find_meeting(known, meeting), _day(on)), language, as_json)


def measures(
    since: Annotated[str, typer.Option("--since", help="A meeting, such as FWG-3.")] = "",
    dialogue: Name = _SHIPPED,
    node: Node = None,
    on: On = "",
    language: Words = Language.EN,
    as_json: Json = False,
) -> None:
    """Show measures in force and pending, and with --since what is new since a meeting."""
    known = _known(dialogue, node, on)
    start = find_meeting(known, since) if since else None
    _print(measures_page(known, _day(on), start), language, as_json)


def principal(
    meeting: Meeting,
    side: Annotated[str, typer.Option("--side", help="Whose principal, such as US or CN.")],
    dialogue: Name = _SHIPPED,
    node: Node = None,
    on: On = "",
    language: Words = Language.EN,
    as_json: Json = False,
) -> None:
    """Show one page for a principal: what happened, what we owe, what they owe, what to decide."""
    known = _known(dialogue, node, on)
    if side not in known.side:
        raise InvalidInput([Fault("side", 0, "", side, f"one of {', '.join(known.side)}")])
    page = principal_page(known, find_meeting(known, meeting), side, _day(on))
    _print(page, language, as_json)


def handover(
    group: Group,
    dialogue: Name = _SHIPPED,
    node: Node = None,
    on: On = "",
    language: Words = Language.EN,
    as_json: Json = False,
) -> None:
    """Show the whole story of a group, for somebody who takes over."""
    known = _known(dialogue, node, on)
    _print(handover_page(known, find_group(known, group), _day(on)), language, as_json)


def _day(text: str) -> date:
    if not text:
        return datetime.now(UTC).date()
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise InvalidInput([Fault("--on", 0, "", text, "a day, such as 2024-08-14")]) from None


def _known(name: str, node: Path | None, on: str) -> Dialogue:
    """The dialogue as it was known on the day, with what the node's record adds."""
    day, found = _day(on), find_dialogue(name)
    if node is not None:
        with _record(node) as record:
            from parley.node.dialogue_entries import with_record

            found = with_record(found, record)
    return as_known(found, day)


@contextmanager
def _record(folder: Path) -> "Iterator[Record]":
    require_node()
    _, record = open_node(folder)
    try:
        yield record
    finally:
        record.close()


def _judge(name: str, verdict: Standing, by: str, node: Path, dialogue: str) -> None:
    with _record(node) as record:
        from parley.node.dialogue_entries import judge, with_record
        from parley.node.serve import now

        found = with_record(find_dialogue(dialogue), record)
        judge(found, record, name, verdict, by, now())
    typer.echo(f"{name}: {verdict} by {by}")


def _print(page: Page, language: Language, as_json: bool) -> None:
    if as_json:
        typer.echo(json.dumps(page_table(page), ensure_ascii=False, indent=2))
    else:
        typer.echo(to_plain(page_document(page, language.value)), nl=False)
