"""What was known when: a dialogue as a reader of that day had it, and judgements of people."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields, is_dataclass, replace
from datetime import date
from typing import Any

from parley.errors import Fault, InvalidInput
from parley.group.dialogue.aliases import with_aliases
from parley.group.dialogue.basis import Basis, Standing
from parley.group.dialogue.dialogue import Dialogue
from parley.group.dialogue.kinds import SINGULAR, TIMELESS
from parley.group.dialogue.pruning import pruned


@dataclass(frozen=True)
class Judgement:
    """What a person decided about an entry. A later judgement of the same entry holds.

    Args:
        entry: The name of the entry.
        verdict: Confirmed or rejected.
        by: Who.
        on: When.
    """

    entry: str
    verdict: Standing
    by: str
    on: date

    def __post_init__(self) -> None:
        faults = []
        if self.verdict is Standing.PROPOSED:
            faults.append(Fault("judgement", 0, "verdict", self.verdict, "confirmed or rejected"))
        if not self.by.strip():
            faults.append(Fault("judgement", 0, "by", "nothing", "who judges"))
        if faults:
            raise InvalidInput(faults)


def judged(dialogue: Dialogue, judgements: Iterable[Judgement]) -> Dialogue:
    """The dialogue with what people decided about its entries.

    Args:
        dialogue: Everything.
        judgements: In the order in which they were made.

    Raises:
        InvalidInput: if a judgement is about an entry that is not there.
    """
    latest = {each.entry: each for each in judgements}
    unknown = sorted(latest.keys() - {entry.basis.id for _, entry in dialogue.entries()})
    if unknown:
        raise InvalidInput(
            Fault("judgement", 0, "entry", name, "the name of an entry") for name in unknown
        )
    kept: dict[str, Any] = {
        kind: tuple(_judged(entry, latest) for entry in getattr(dialogue, kind))
        for kind in SINGULAR
    }
    return replace(dialogue, **kept)


def _judged(entry: Any, latest: Mapping[str, Judgement]) -> Any:
    found = latest.get(entry.basis.id)
    if found is None:
        return entry
    basis = replace(entry.basis, standing=found.verdict, judged_by=found.by, judged_on=found.on)
    return replace(entry, basis=basis)


def as_known(dialogue: Dialogue, on: date) -> Dialogue:
    """The dialogue as somebody knew it on a day.

    What became known later is gone, from within entries too; what was corrected by then is
    replaced; what was judged later is a proposal still. What was rejected stays out. A proposal
    corrects nothing until it is confirmed. Names that were confirmed stand with those they mean.

    Args:
        dialogue: Everything.
        on: The day.
    """
    entries = {
        kind: [_as_of(entry, on) for entry in getattr(dialogue, kind) if _is_in(kind, entry, on)]
        for kind in SINGULAR
    }
    accepted = [
        entry.basis
        for each in entries.values()
        for entry in each
        if entry.basis.standing is Standing.CONFIRMED
    ]
    direct = {old: basis.id for basis in accepted for old in basis.supersedes}
    kept: dict[str, Any] = {
        kind: tuple(
            entry
            for entry in each
            if entry.basis.standing is not Standing.REJECTED and entry.basis.id not in direct
        )
        for kind, each in entries.items()
    }
    for kind in ("bodies", "people", "topics", "charters"):
        kept[kind] = with_aliases(kept[kind], kept["aliases"])
    replaced = {old: _last(old, direct) for old in direct}
    rejected = frozenset(
        entry.basis.id
        for each in entries.values()
        for entry in each
        if entry.basis.standing is Standing.REJECTED
    )
    earlier = tuple(each for each in entries["meetings"] if each.basis.id in direct)
    known = replace(
        dialogue, replaced=replaced, rejected=rejected, earlier=earlier, known_on=on, **kept
    )
    # Without a rejection the part is whole: an entry names only what was known when it was.
    return pruned(known) if rejected else known


def _is_in(kind: str, entry: Any, on: date) -> bool:
    return kind in TIMELESS or entry.basis.known_from <= on


def _last(name: str, direct: Mapping[str, str]) -> str:
    """Where a chain of corrections ends; that it does was checked when the dialogue was made."""
    while name in direct:
        name = direct[name]
    return name


def _as_of(value: Any, on: date) -> Any:
    """A value without the parts that became known later, and without later judgements."""
    changed: dict[str, Any] = {}
    for each in fields(value):
        held = getattr(value, each.name)
        if isinstance(held, Basis):
            if held.judged_on is not None and held.judged_on > on:
                changed[each.name] = replace(
                    held, standing=Standing.PROPOSED, judged_by="", judged_on=None
                )
        elif isinstance(held, tuple) and held and is_dataclass(held[0]):
            kept = tuple(_as_of(part, on) for part in held if _was_known(part, on))
            if len(kept) != len(held) or any(a is not b for a, b in zip(kept, held, strict=True)):
                changed[each.name] = kept
    return replace(value, **changed) if changed else value


def _was_known(part: Any, on: date) -> bool:
    basis = getattr(part, "basis", None)
    return not isinstance(basis, Basis) or (
        basis.known_from <= on and basis.standing is not Standing.REJECTED
    )
