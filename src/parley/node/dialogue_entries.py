"""What a node's record adds to a dialogue: entries that people kept here, and their judgements."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from parley.errors import Fault, InvalidInput
from parley.exchange.canonical import from_bytes, to_bytes
from parley.exchange.log import Entry, Way
from parley.files.dialogue_folder import Added, extend_dialogue
from parley.files.dialogue_tables import plain, table_of
from parley.group.dialogue.basis import Standing
from parley.group.dialogue.dialogue import Dialogue
from parley.group.dialogue.known import Judgement, as_known, judged
from parley.group.dialogue.ledger import proposals
from parley.node.readout_entries import with_released
from parley.node.record.store import Record

#: The notes of the entries: one of a dialogue, and a judgement of a person about one.
ENTRY, JUDGEMENT = "dialogue.entry", "dialogue.judgement"

#: How messages name the record.
_WHERE = "record"


def with_record(dialogue: Dialogue, record: Record) -> Dialogue:
    """A dialogue with everything that a node's record adds to it: a fold over its own entries.

    Entries that people kept, texts that they released, and their judgements about both.

    Args:
        dialogue: From a folder.
        record: The node's; what it holds of other dialogues is left alone.

    Raises:
        InvalidInput: naming the position of an entry that does not fit.
    """
    added: list[Added] = []
    judgements: list[Judgement] = []
    entries = list(record.entries())
    for entry in entries:
        if entry.way is not Way.OWN or entry.note not in (ENTRY, JUDGEMENT):
            continue
        body = _body(entry)
        if body.get("dialogue", dialogue.id) != dialogue.id:
            continue  # a node may keep entries of several dialogues
        if entry.note == ENTRY:
            added.append(_added(entry, body))
        else:
            judgements.append(_judgement(entry, body))
    grown = with_released(extend_dialogue(dialogue, added), record, entries)
    return judged(grown, judgements)


def keep_entries(dialogue: Dialogue, record: Record, added: Sequence[Added], now: str) -> Dialogue:
    """Keep entries of a dialogue in the record, if all of them fit.

    Args:
        dialogue: With what the record adds already.
        record: The node's.
        added: The entries; each has its own marking.
        now: An instant with offset.

    Returns:
        The dialogue with the entries.

    Raises:
        InvalidInput: with every fault; then nothing is kept.
    """
    grown = extend_dialogue(dialogue, added)
    every = [
        to_bytes({"dialogue": dialogue.id, "kind": each.word, "entry": plain(each.table)})
        for each in added
    ]
    for raw in every:
        record.append(Way.OWN, raw, now, note=ENTRY)
    return grown


def judge(
    dialogue: Dialogue, record: Record, name: str, verdict: Standing, by: str, now: str
) -> str:
    """Keep what a person decides about a proposal.

    Args:
        dialogue: With what the record adds already.
        record: The node's.
        name: Of an entry, or of a proposal that the ledger derives.
        verdict: Confirmed or rejected.
        by: Who decides.
        now: An instant with offset; its day is that of the judgement.

    Returns:
        What was judged, for the screen.

    Raises:
        InvalidInput: if there is no such entry and no such proposal, or nobody judges.
    """
    on = date.fromisoformat(now[:10])
    verdict_of = Judgement(name, verdict, by, on)
    derived = {each.basis.id: each for each in proposals(as_known(dialogue, on), on)}
    if name in dialogue.by_id:
        body = {
            "dialogue": dialogue.id,
            "entry": name,
            "verdict": verdict.value,
            "by": by,
            "on": on.isoformat(),
        }
        judged(dialogue, [verdict_of])
        record.append(Way.OWN, to_bytes(body), now, note=JUDGEMENT)
    elif name in derived:
        table = table_of(derived[name])
        table |= {"standing": verdict.value, "judged_by": by, "judged_on": on.isoformat()}
        keep_entries(dialogue, record, [Added("progress", table, "proposal")], now)
    else:
        waiting = ", ".join(derived) or "nothing waits"
        expected = f"the name of an entry, or of a proposal: {waiting}"
        raise InvalidInput([Fault("ledger", 0, "", name, expected)])
    return name


def _body(entry: Entry) -> dict[str, Any]:
    body = from_bytes(entry.raw)
    if not isinstance(body, dict):
        raise _odd(entry)
    return body


def _added(entry: Entry, body: Mapping[str, Any]) -> Added:
    table = body.get("entry")
    if not isinstance(table, dict):
        raise _odd(entry)
    return Added(str(body.get("kind", "")), table, _WHERE, entry.position)


def _judgement(entry: Entry, body: Mapping[str, Any]) -> Judgement:
    try:
        return Judgement(
            entry=str(body["entry"]),
            verdict=Standing(str(body["verdict"])),
            by=str(body["by"]),
            on=date.fromisoformat(str(body["on"])),
        )
    except (KeyError, ValueError) as error:
        raise _odd(entry) from error


def _odd(entry: Entry) -> InvalidInput:
    expected = "an entry of a dialogue, or a judgement about one"
    return InvalidInput([Fault(_WHERE, entry.position, entry.note, "another form", expected)])
