"""Own readouts in a node's record: drafts, courtesy copies, embargoes, and a person's release."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from parley.errors import Fault, InvalidInput
from parley.exchange.canonical import Value, digest, from_bytes, to_bytes
from parley.exchange.leaving import MARKED, marking_entry
from parley.exchange.log import Entry, Way
from parley.group.dialogue.basis import Basis, Publisher, Source
from parley.group.dialogue.dialogue import Dialogue
from parley.group.dialogue.meetings import Meeting
from parley.group.dialogue.readouts import Attribution, Readout
from parley.group.dialogue.release import (
    Courtesy,
    Draft,
    Embargo,
    OwnReadout,
    Release,
    require_was_held,
)
from parley.group.marking import MARK, Handling
from parley.node.clock import in_zone
from parley.node.record.store import LogHasGrown, Record

#: The notes of the entries. A release has none of its own: it is the entry by which a person gives
#: a draft the marking for everybody, so that no text is released and private at once.
DRAFT, COURTESY, EMBARGO = "readout.draft", "readout.courtesy", "readout.embargo"

#: What stands under ``kind`` in a draft, so that it is known again when it is marked.
_KIND = "readout draft"

_New = tuple[str, bytes, tuple[bytes, ...]]


def readout_of(record: Record, meeting: str) -> OwnReadout:
    """All that was done with own texts about a meeting: a fold over a node's own entries.

    Args:
        record: The node's.
        meeting: Its key.

    Raises:
        InvalidInput: naming the position of an entry that does not fit.
    """
    return _folded(record.entries(), meeting)


def keep_draft(record: Record, meeting: str, text: bytes, draft: Draft) -> Draft:
    """Keep a text as the next version, private until a person releases it.

    Args:
        record: The node's.
        meeting: Its key.
        text: The bytes, UTF-8.
        draft: All about it but the version and the digest, which are found here.

    Raises:
        InvalidInput: if the bytes are no text.
    """
    try:
        is_text = bool(text.decode().strip())
    except UnicodeDecodeError:
        is_text = False
    if not is_text:
        raise InvalidInput([Fault("readout", 0, "text", f"{len(text)} bytes", "a text in UTF-8")])

    def next_version(so_far: OwnReadout) -> _New:
        made = replace(draft, version=len(so_far.drafts) + 1, text=digest(text))
        return DRAFT, to_bytes(_table_of(meeting, made)), (text,)

    return _keep(record, meeting, draft.at, next_version).drafts[-1]


def keep_courtesy(record: Record, meeting: str, given: Courtesy, now: str) -> None:
    """Keep that the other side got a copy of a version.

    Raises:
        InvalidInput: if there is no such version.
    """

    def note(so_far: OwnReadout) -> _New:
        so_far.draft(given.version)
        body: dict[str, Value] = {
            "version": given.version,
            "to": given.to,
            "by": given.by,
            "at": given.at,
        }
        return COURTESY, to_bytes(_private(meeting, body)), ()

    _keep(record, meeting, now, note)


def keep_embargo(record: Record, meeting: str, embargo: Embargo) -> None:
    """Keep until when nothing about a meeting is released; it holds instead of an earlier one."""
    body: dict[str, Value] = {"until": embargo.until, "by": embargo.by, "at": embargo.at}
    raw = to_bytes(_private(meeting, body))
    _keep(record, meeting, embargo.at, lambda _: (EMBARGO, raw, ()))


def release(record: Record, meeting: Meeting, version: int, by: str, now: str) -> Release:
    """Keep that a person releases a version; nothing is sent to anybody.

    Args:
        record: The node's.
        meeting: As it is known now.
        version: Which draft.
        by: Who releases it.
        now: The instant, with offset.

    Raises:
        InvalidInput: for a meeting that was not held; see ``OwnReadout.require_may_release`` for
            the rest. Nothing is kept then, also where somebody else was quicker.
    """
    require_was_held(meeting, now)

    def mark(so_far: OwnReadout) -> _New:
        draft = so_far.require_may_release(version, by, now)
        raw = marking_entry(_table_of(meeting.key, draft), Handling.CLEAR, by, "readout released")
        return MARKED, raw, (record.attachment(draft.text),)

    return _keep(record, meeting.key, now, mark).releases[-1]


def with_released(dialogue: Dialogue, record: Record, entries: Sequence[Entry]) -> Dialogue:
    """A dialogue with every text about its meetings that a person has released here.

    Args:
        dialogue: With whatever else the record adds.
        record: The node's, for the texts.
        entries: All of the record.
    """
    sources, readouts = [], []
    for meeting in {_meeting_of(entry): None for entry in entries if entry.note == MARKED}:
        if meeting not in dialogue.meeting:
            continue  # of another dialogue, or no readout
        own = _folded(entries, meeting)
        for each in own.releases:
            draft = own.draft(each.version)
            name = f"released-{meeting}-{draft.version}-{draft.text[:8]}"
            source = _source(name, record.node, dialogue, draft, each)
            text = record.attachment(draft.text)
            sources.append(source)
            readouts.append(_readout(dialogue, dialogue.meeting[meeting], draft, source, text))
    if not readouts:
        return dialogue
    return replace(
        dialogue,
        sources=(*dialogue.sources, *sources),
        readouts=(*dialogue.readouts, *readouts),
    )


def _meeting_of(entry: Entry) -> str:
    body: Any = from_bytes(entry.raw)
    item = body.get("item") if isinstance(body, dict) else None
    return str(item.get("meeting", "")) if isinstance(item, dict) else ""


def _source(name: str, node: str, dialogue: Dialogue, draft: Draft, done: Release) -> Source:
    side = dialogue.side[draft.side]
    day = in_zone(datetime.fromisoformat(done.at), side.time_zone).date()
    return Source(
        id=name,
        title=f"{side.name.en}: own readout, version {draft.version}, as released",
        kind=Publisher.OFFICIAL,
        language=draft.language,
        address=f"record of {node}, SHA-256 {draft.text}",
        published=day,
        side=draft.side,
    )


def _readout(
    dialogue: Dialogue, meeting: Meeting, draft: Draft, source: Source, text: bytes
) -> Readout:
    """The text as an entry: whole, and without points until somebody adds them."""
    day = source.published
    assert day is not None  # noqa: S101  # it was given one when it was made
    lines = text.decode("utf-8-sig").splitlines()
    shown = ("".join(sign for sign in line if sign.isprintable()) for line in lines)
    basis = Basis(id=source.id, sources=(source.id,), known_from=day, handling=Handling.CLEAR)
    return Readout(
        basis=basis, meeting=meeting.key, side=draft.side, published=day,
        language=draft.language, points=(), whole="\n".join(shown).strip(), is_complete=False,
        body=dialogue.charter[meeting.group].leads.get(draft.side, ""),
    )  # fmt: skip


def _keep(record: Record, meeting: str, now: str, make: Callable[[OwnReadout], _New]) -> OwnReadout:
    """Keep what is made of the state of this moment: two people can not both be the first."""
    while True:
        entries = list(record.entries())
        note, raw, attachments = make(_folded(entries, meeting))
        try:
            kept, is_new = record.append(
                Way.OWN, raw, now, note=note, attachments=attachments, only_at=len(entries)
            )
        except LogHasGrown:
            continue
        if not is_new and kept.position >= len(entries):
            continue  # the very same step, taken by somebody else since we looked
        return readout_of(record, meeting)


def _private(meeting: str, body: Mapping[str, Value]) -> dict[str, Value]:
    return {MARK: Handling.PRIVATE.value, "meeting": meeting, **body}


def _table_of(meeting: str, draft: Draft) -> dict[str, Value]:
    body: dict[str, Value] = {
        "kind": _KIND,
        "version": draft.version,
        "side": draft.side,
        "language": draft.language,
        "text": draft.text,
        "by": draft.by,
        "at": draft.at,
        "attribution": draft.attribution.value if draft.attribution else "",
    }
    if draft.line_to_take:  # an item of its own: the release of the text does not open it
        line: dict[str, Value] = {
            MARK: Handling.PRIVATE.value,
            "version": draft.version,
            "text": draft.line_to_take,
        }
        body["line_to_take"] = line
    return _private(meeting, body)


def _folded(entries: Iterable[Entry], meeting: str) -> OwnReadout:
    kept: dict[str, list[Any]] = {DRAFT: [], COURTESY: [], EMBARGO: [], MARKED: []}
    for entry in entries:
        if entry.way is not Way.OWN or entry.note not in kept:
            continue
        try:
            made = _read(entry, meeting)
        except (AttributeError, KeyError, TypeError, ValueError) as error:
            expected = "a step of an own readout"
            raise InvalidInput(
                [Fault("record", entry.position, entry.note, "another form", expected)]
            ) from error
        if made is not None:
            kept[entry.note].append(made)
    return OwnReadout(*(tuple(each) for each in kept.values()))


def _read(entry: Entry, meeting: str) -> Draft | Courtesy | Embargo | Release | None:
    """What an entry says about a meeting; None where it speaks of something else."""
    body: Any = from_bytes(entry.raw)
    if entry.note == MARKED:
        item = body["item"]
        is_draft = isinstance(item, dict) and item.get("kind") == _KIND
        if not is_draft or item["meeting"] != meeting or body[MARK] != Handling.CLEAR:
            return None
        return Release(int(item["version"]), body["by"], entry.recorded_at)
    if body["meeting"] != meeting:
        return None
    held = {key: value for key, value in body.items() if key not in (MARK, "meeting", "kind")}
    if entry.note == COURTESY:
        return Courtesy(**held)
    if entry.note == EMBARGO:
        return Embargo(**held)
    level = Attribution(held["attribution"]) if held["attribution"] else None
    take = held.get("line_to_take", {}).get("text", "")
    return Draft(**{**held, "attribution": level, "line_to_take": take})
