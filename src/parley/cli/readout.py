"""Commands about an own readout: draft, courtesy copy, embargo, a person's release, the log."""

import json
from collections.abc import Iterator
from datetime import date
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any

import typer

from parley.cli.opening import opened
from parley.cli.options import (
    SHIPPED,
    AsJson,
    By,
    DialogueName,
    InLanguage,
    Language,
    Meeting,
    NodeFolder,
    Yes,
)
from parley.errors import Fault, InvalidInput
from parley.files.dialogue_catalogue import find_dialogue
from parley.files.tables import read_bytes
from parley.group.dialogue.dialogue import Dialogue
from parley.group.dialogue.known import as_known
from parley.group.dialogue.readouts import Attribution
from parley.group.dialogue.release import (
    Courtesy,
    Draft,
    Embargo,
    OwnReadout,
    ReadoutState,
    read_instant,
    require_was_held,
)
from parley.group.dialogue.series import Numbered, find_meeting
from parley.group.dialogue.views.terms import language_words
from parley.group.words import Words
from parley.report.documents.document import printable

app = typer.Typer(
    help="An own readout: draft, courtesy copy, embargo, release by a person.",
    no_args_is_help=True,
)


class Level(StrEnum):
    """To whom words may be given, in one word for the command line."""

    NAMED = "named"
    OFFICIAL = "official"
    BACKGROUND = "background"


_ATTRIBUTIONS = {each: Attribution[each.name] for each in Level}

_LEVELS = {
    Attribution.NAMED: Words("named", "具名"),
    Attribution.OFFICIAL: Words("an official, not named", "不具名官员"),
    Attribution.BACKGROUND: Words("on background", "背景情况"),
}

_STATES = {
    ReadoutState.DRAFT: Words("draft", "草稿"),
    ReadoutState.COURTESY: Words("courtesy copy given", "已礼节性送阅对方"),
    ReadoutState.EMBARGO: Words("under embargo", "发布时限未到"),
    ReadoutState.RELEASED: Words("released", "已发布"),
}

Version = Annotated[int, typer.Option("--version", help="Which version, as show lists them.")]


@app.command()
def draft(
    meeting: Meeting,
    file: Annotated[Path, typer.Argument(help="The text, in UTF-8.")],
    side: Annotated[str, typer.Option("--side", help="Whose text, such as US or CN.")],
    by: By,
    node: NodeFolder,
    language: Annotated[Language, typer.Option("--language", help="Of the text: en or zh.")],
    attribution: Annotated[
        Level | None, typer.Option("--attribution", help="To whom the words may be given.")
    ] = None,
    line: Annotated[str, typer.Option("--line-to-take", help="What to say when asked.")] = "",
    dialogue: DialogueName = SHIPPED,
) -> None:
    """Keep a text as the next version, private until it is released; earlier versions stay."""
    faults: list[Fault] = []
    text = read_bytes(file, faults)
    if text is None:
        raise InvalidInput(faults)
    with opened(node) as (_, record):
        from parley.node.clock import now
        from parley.node.readout_entries import keep_draft

        whole, found = _find(record, dialogue, meeting)
        if side not in whole.side:
            raise InvalidInput([Fault("--side", 0, "", side, f"one of {', '.join(whole.side)}")])
        level = _ATTRIBUTIONS[attribution] if attribution else None
        given = Draft(0, side, language.value, "", by, now(), level, line)
        kept = keep_draft(record, found.meeting.key, text, given)
    typer.echo(f"{found.name}: version {kept.version} kept, private, SHA-256 {kept.text}")


@app.command()
def courtesy(
    meeting: Meeting,
    version: Version,
    to: Annotated[str, typer.Option("--to", help="Who on the other side got it.")],
    by: By,
    node: NodeFolder,
    at: Annotated[str, typer.Option("--at", help="When, with offset; now if not given.")] = "",
    dialogue: DialogueName = SHIPPED,
) -> None:
    """Note that the other side got a courtesy copy of a version. Nothing is sent."""
    with opened(node) as (_, record):
        from parley.node.clock import now
        from parley.node.readout_entries import keep_courtesy

        _, found = _find(record, dialogue, meeting)
        moment = now()
        given = Courtesy(version, to, by, at or moment)
        if read_instant(given.at, "--at") > read_instant(moment, "now"):
            raise InvalidInput([Fault("--at", 0, "", at, f"an instant that has been: {moment}")])
        keep_courtesy(record, found.meeting.key, given, moment)
    typer.echo(f"{found.name}: version {version} was given to {to}")


@app.command()
def embargo(
    meeting: Meeting,
    until: Annotated[
        str, typer.Option("--until", help="With offset, such as 2024-08-19T10:00+08:00.")
    ],
    by: By,
    node: NodeFolder,
    dialogue: DialogueName = SHIPPED,
) -> None:
    """Set until when nothing about a meeting is released; it holds instead of an earlier one."""
    with opened(node) as (_, record):
        from parley.node.clock import now
        from parley.node.readout_entries import keep_embargo

        whole, found = _find(record, dialogue, meeting)
        times = _in_capitals(whole, until)
        keep_embargo(record, found.meeting.key, Embargo(until, by, now()))
    shown = "; ".join(f"{whole.side[side].name.en} {time}" for side, time in times.items())
    typer.echo(f"{found.name}: embargo until {until} ({shown})")


@app.command()
def release(
    meeting: Meeting,
    version: Version,
    by: By,
    node: NodeFolder,
    yes: Yes = False,
    dialogue: DialogueName = SHIPPED,
) -> None:
    """Release a version: kept with who and when, and never taken back. Nothing is sent."""
    with opened(node) as (_, record):
        from parley.node.clock import now
        from parley.node.readout_entries import readout_of
        from parley.node.readout_entries import release as keep_release

        moment = now()
        found = _find_held(record, dialogue, meeting, moment)
        text = readout_of(record, found.meeting.key).require_may_release(version, by, moment)
        if not yes:
            what = f"version {version} ({text.side}, {text.language}, SHA-256 {text.text})"
            typer.confirm(f"Release {what} of {found.name} for everybody?", abort=True)
        done = keep_release(record, found.meeting, version, by, now())
    typer.echo(f"{found.name}: version {version} released by {by} at {done.at}")


@app.command()
def show(
    meeting: Meeting,
    node: NodeFolder,
    version: Annotated[int, typer.Option("--version", help="Print this version's text.")] = 0,
    language: InLanguage = Language.EN,
    as_json: AsJson = False,
    dialogue: DialogueName = SHIPPED,
) -> None:
    """Show versions with their digests, who kept them and when, their states, and the releases."""
    with opened(node) as (_, record):
        from parley.node.clock import now
        from parley.node.readout_entries import readout_of

        whole, found = _find(record, dialogue, meeting)
        readout = readout_of(record, found.meeting.key)
        if version:
            typer.echo(record.attachment(readout.draft(version).text), nl=False)
            return
        table = _table(whole, found, readout, now())
    if as_json:
        typer.echo(json.dumps(table, ensure_ascii=False, indent=2))
    else:
        typer.echo("\n".join(map(printable, _lines(table, whole, language.value))))


def _find(record: Any, dialogue: str, meeting: str) -> tuple[Dialogue, Numbered]:
    from parley.node.dialogue_entries import with_record

    whole = with_record(find_dialogue(dialogue), record)
    return whole, find_meeting(whole, meeting)


def _find_held(record: Any, dialogue: str, meeting: str, moment: str) -> Numbered:
    """A meeting as it is known at this moment, if it was held."""
    from parley.node.dialogue_entries import with_record

    whole = with_record(find_dialogue(dialogue), record)
    found = find_meeting(as_known(whole, date.fromisoformat(moment[:10])), meeting)
    require_was_held(found.meeting, moment)
    return found


def _in_capitals(dialogue: Dialogue, until: str) -> dict[str, str]:
    """An instant on the clocks of both capitals, by side."""
    from parley.node.clock import in_zone

    instant = read_instant(until, "until")
    return {
        side.id: in_zone(instant, side.time_zone).isoformat(timespec="minutes")
        for side in dialogue.side.values()
    }


def _table(dialogue: Dialogue, found: Numbered, readout: OwnReadout, now: str) -> dict[str, Any]:
    sides = {each.version: each.side for each in readout.drafts}
    versions = [
        {
            "version": each.version, "side": each.side, "language": each.language,
            "sha256": each.text, "by": each.by, "at": each.at,
            "attribution": each.attribution.value if each.attribution else "",
            "line_to_take": each.line_to_take, "state": readout.state(each.version, now).value,
            "courtesy": [
                {"to": copy.to, "by": copy.by, "at": copy.at}
                for copy in readout.courtesies
                if copy.version == each.version
            ],
        }
        for each in readout.drafts
    ]  # fmt: skip
    embargoes = [
        {"until": each.until, "by": each.by, "at": each.at,
         "capitals": _in_capitals(dialogue, each.until)}
        for each in readout.embargoes
    ]  # fmt: skip
    releases = {
        side: [
            {"version": each.version, "by": each.by, "at": each.at}
            for each in readout.releases
            if sides[each.version] == side
        ]
        for side in dialogue.side
    }
    return {
        "meeting": found.name, "key": found.meeting.key, "versions": versions,
        "embargoes": embargoes, "releases": releases,
    }  # fmt: skip


def _lines(table: dict[str, Any], dialogue: Dialogue, language: str) -> Iterator[str]:
    def say(en: str, zh: str) -> str:
        return Words(en, zh).in_language(language)

    yield say(f"{table['meeting']}: own readout", f"{table['meeting']}：本方通报")
    if not table["versions"]:
        yield say("  No draft is kept.", "  尚无草稿。")
    for each in table["versions"]:
        yield from _version_lines(each, language)
    for number, each in enumerate(table["embargoes"], 1):
        times = say("; ", "；").join(
            f"{dialogue.side[side].name.in_language(language)} {time}"
            for side, time in each["capitals"].items()
        )
        replaced = number < len(table["embargoes"])
        holds = say(" (replaced)", "（已被取代）") if replaced else ""
        yield (
            say(
                f"Embargo until {each['until']} ({times}), {each['by']}",
                f"发布时限：{each['until']}（{times}），{each['by']}",
            )
            + holds
        )
    for side, done in table["releases"].items():
        name = dialogue.side[side].name.in_language(language)
        yield say(f"Released, {name}:", f"发布记录，{name}：")
        for each in done:
            yield say(
                f"  version {each['version']}, {each['by']}, {each['at']}",
                f"  第{each['version']}版，{each['by']}，{each['at']}",
            )
        if not done:
            yield say("  nothing", "  无")


def _version_lines(each: dict[str, Any], language: str) -> Iterator[str]:
    def say(en: str, zh: str) -> str:
        return Words(en, zh).in_language(language)

    state = _STATES[ReadoutState(each["state"])].in_language(language)
    tongue = language_words(each["language"]).in_language(language)
    yield say(
        f"  version {each['version']}, {each['side']}, {tongue}, {each['by']}, {each['at']}: "
        f"{state}",
        f"  第{each['version']}版，{each['side']}，{tongue}，{each['by']}，{each['at']}：{state}",
    )
    yield f"    SHA-256 {each['sha256']}"
    if each["attribution"]:
        level = _LEVELS[Attribution(each["attribution"])].in_language(language)
        yield say(f"    attribution: {level}", f"    署名方式：{level}")
    if each["line_to_take"]:
        line = each["line_to_take"]
        yield say(f"    line to take: {line}", f"    对外口径：{line}")
    for copy in each["courtesy"]:
        yield say(
            f"    courtesy copy: {copy['to']}, {copy['by']}, {copy['at']}",
            f"    送阅：{copy['to']}，{copy['by']}，{copy['at']}",
        )
