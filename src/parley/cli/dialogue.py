"""Commands about the record of a dialogue: brief, ledger, readouts, measures, series, handover."""

from pathlib import Path
from typing import Annotated

import typer

from parley.cli.extra import require_record
from parley.cli.opening import opened
from parley.cli.options import (
    SHIPPED,
    AddedFrom,
    By,
    DialogueName,
    For,
    Group,
    InLanguage,
    Language,
    Meeting,
    NodeFolder,
    On,
    Out,
    PageAsJson,
)
from parley.cli.pages import Asked, ask, give, shows_pages
from parley.errors import Fault, InvalidInput
from parley.files.dialogue_catalogue import find_dialogue
from parley.files.dialogue_folder import read_added
from parley.files.whole_file import write_whole
from parley.group.dialogue.audience import Audience, check_nothing_slips
from parley.group.dialogue.basis import Standing
from parley.group.dialogue.narrowing import Only, find_side
from parley.group.dialogue.series import find_group, find_meeting
from parley.group.dialogue.views.brief import brief as brief_page
from parley.group.dialogue.views.calendar_values import calendar_entries
from parley.group.dialogue.views.group_page import group_page
from parley.group.dialogue.views.handover import handover_page
from parley.group.dialogue.views.ledger_page import ledger_page
from parley.group.dialogue.views.measures_page import measures_page
from parley.group.dialogue.views.meeting_page import meeting_page
from parley.group.dialogue.views.page import Page
from parley.group.dialogue.views.principal import principal_page
from parley.group.dialogue.views.readouts_page import readouts_page
from parley.group.dialogue.views.series_page import series_page
from parley.group.dialogue.views.topic_page import find_topic, topic_page, with_parts
from parley.group.dialogue.views.who_page import who_page

series = typer.Typer(help="The series of a group's meetings.", no_args_is_help=True)
ledger = typer.Typer(help="What each side raised and owes, and what waits for a judgement.")

#: Exit status of a check that found something.
_FOUND_FAULTS = 1

Proposal = Annotated[str, typer.Argument(help="The proposal, as the ledger names it.")]


@series.command("check")
def check_series(
    group: Annotated[str, typer.Argument(help="A group; all if none is named.")] = "",
    dialogue: DialogueName = SHIPPED,
    node: AddedFrom = None,
    on: On = "",
    language: InLanguage = Language.EN,
    as_json: PageAsJson = False,
    audience: For = Audience.INTERNAL,
    out: Out = None,
) -> None:
    """Number every meeting, and name what does not fit: in the record, and in what texts say.

    The exit status is 1 if something in the record itself does not fit.
    """
    asked = ask(dialogue, node, on, audience)
    page = series_page(asked.known, asked.day, find_group(asked.known, group) if group else "")
    give(asked, [page], language, as_json=as_json, out=out)
    if page.section("record").lines:
        raise typer.Exit(_FOUND_FAULTS)


@ledger.callback(invoke_without_command=True)
def show_ledger(
    context: typer.Context,
    dialogue: DialogueName = SHIPPED,
    node: AddedFrom = None,
    on: On = "",
    language: InLanguage = Language.EN,
    as_json: PageAsJson = False,
    audience: For = Audience.INTERNAL,
    out: Out = None,
    every: Annotated[bool, typer.Option("--all", help="Also what is settled and done.")] = False,
    group: Annotated[str, typer.Option("--group", help="Only what is of a group: FWG.")] = "",
    topic: Annotated[str, typer.Option("--topic", help="Only a topic, by any of its names.")] = "",
    side: Annotated[str, typer.Option("--side", help="Only what a side raised or owes.")] = "",
) -> None:
    """Show what each side raised and owes, what is overdue, silent, or awaits a judgement."""
    if context.invoked_subcommand is None:
        asked = ask(dialogue, node, on, audience)
        only = _only(asked, group, topic, side)
        page = ledger_page(asked.known, asked.day, with_closed=every, only=only)
        give(asked, [page], language, as_json=as_json, out=out)


def _only(asked: Asked, group: str, topic: str, side: str) -> Only:
    """What the ledger is narrowed to."""
    return Only(
        group=find_group(asked.known, group) if group else "",
        topics=with_parts(asked.known, find_topic(asked.known, topic)) if topic else frozenset(),
        side=find_side(asked.known, side) if side else "",
    )


@ledger.command("confirm")
def confirm(
    name: Proposal,
    by: By,
    node: NodeFolder,
    dialogue: DialogueName = SHIPPED,
) -> None:
    """Confirm a proposal: the judgement is kept in the node's record, with who and when."""
    _judge(name, Standing.CONFIRMED, by, node, dialogue)


@ledger.command("reject")
def reject(
    name: Proposal,
    by: By,
    node: NodeFolder,
    dialogue: DialogueName = SHIPPED,
) -> None:
    """Reject a proposal: it is not shown again, and the judgement is kept."""
    _judge(name, Standing.REJECTED, by, node, dialogue)


@ledger.command("add")
def add(
    file: Annotated[Path, typer.Argument(help="TOML with lists as in a dialogue's folder.")],
    node: NodeFolder,
    dialogue: DialogueName = SHIPPED,
) -> None:
    """Keep entries in the node's record: all of the file, or nothing. Each has its own marking."""
    added = read_added(file)
    with opened(node) as (_, record):
        from parley.node.clock import now
        from parley.node.dialogue_entries import keep_entries, with_record

        keep_entries(with_record(find_dialogue(dialogue), record), record, added, now())
    typer.echo(f"{file}: {len(added)} entries kept")


@shows_pages
def brief(asked: Asked, group: Group) -> list[Page]:
    """Show the one-hour brief before a meeting: what was said last, what is open, what is new."""
    return [brief_page(asked.known, find_group(asked.known, group), asked.day)]


@shows_pages
def show_group(asked: Asked, group: Group) -> list[Page]:
    """Show what a group is, who leads it, when it last met, and what is open."""
    return [group_page(asked.known, find_group(asked.known, group), asked.day)]


@shows_pages
def show_meeting(asked: Asked, meeting: Meeting) -> list[Page]:
    """Show a meeting: both calendars, who, the agenda and what became of it, what was under it."""
    return [meeting_page(asked.known, find_meeting(asked.known, meeting), asked.day)]


@shows_pages
def readouts(asked: Asked, meeting: Meeting) -> list[Page]:
    """Show both readouts of a meeting side by side: both say, only one says, they differ."""
    return [readouts_page(asked.known, find_meeting(asked.known, meeting), asked.day)]


@shows_pages
def measures(
    asked: Asked,
    since: Annotated[str, typer.Option("--since", help="A meeting, such as FWG-3.")] = "",
) -> list[Page]:
    """Show measures in force and pending, and with --since what is new since a meeting."""
    start = find_meeting(asked.known, since) if since else None
    return [measures_page(asked.known, asked.day, start)]


@shows_pages
def principal(
    asked: Asked,
    meeting: Meeting,
    side: Annotated[
        str, typer.Option("--side", help="Whose principal, such as US or CN; both if not given.")
    ] = "",
) -> list[Page]:
    """Show one page for a principal: what happened, what we owe, what they owe, what to decide."""
    sides = [find_side(asked.known, side)] if side else list(asked.known.side)
    numbered = find_meeting(asked.known, meeting)
    return [principal_page(asked.known, numbered, each, asked.day) for each in sides]


@shows_pages
def topic(
    asked: Asked,
    name: Annotated[str, typer.Argument(help="A topic, by any of its names: aml-cft, 反洗钱.")],
) -> list[Page]:
    """Show when a topic was spoken about, by whom, with what result, and what is open about it."""
    return [topic_page(asked.known, name, asked.day)]


@shows_pages
def who(
    asked: Asked,
    name: Annotated[str, typer.Argument(help="A person or a body: Neiman, 宣昌能, CBIRC.")],
) -> list[Page]:
    """Show who somebody is: names in every script, posts with their days, meetings, messages."""
    return [who_page(asked.known, name, asked.day)]


@shows_pages
def handover(asked: Asked, group: Group) -> list[Page]:
    """Show the whole story of a group, for somebody who takes over."""
    return [handover_page(asked.known, find_group(asked.known, group), asked.day)]


def calendar(
    out: Annotated[Path, typer.Argument(help="The file to write, for a calendar program: .ics.")],
    dialogue: DialogueName = SHIPPED,
    node: AddedFrom = None,
    on: On = "",
    language: InLanguage = Language.EN,
    audience: For = Audience.INTERNAL,
) -> None:
    """Write meetings, exercises, due dates, reviews and measures as a calendar (iCalendar)."""
    require_record()
    from parley.report.documents.icalendar_file import to_icalendar

    if out.suffix.lower() != ".ics":
        raise InvalidInput([Fault("out", 0, "", str(out), "a file whose name ends in .ics")])

    asked = ask(dialogue, node, on, audience)
    entries = [
        each for each in calendar_entries(asked.known, asked.day) if audience.may_see(each.handling)
    ]
    texts = tuple(
        text
        for each in entries
        for words in (each.title, each.text)
        for text in (words.en, words.zh)
    )
    check_nothing_slips(texts, asked.whole, audience, "calendar")
    title = asked.known.title.in_language(language.value)
    write_whole(to_icalendar(entries, language.value, asked.made, title), out)
    typer.echo(f"{out}: {len(entries)} entries")


def _judge(name: str, verdict: Standing, by: str, node: Path, dialogue: str) -> None:
    with opened(node) as (_, record):
        from parley.node.clock import now
        from parley.node.dialogue_entries import judge, with_record

        found = with_record(find_dialogue(dialogue), record)
        judge(found, record, name, verdict, by, now())
    typer.echo(f"{name}: {verdict} by {by}")
