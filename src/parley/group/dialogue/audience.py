"""For whom a page is made: internal, shared with the other side, public; what each may see."""

from collections.abc import Iterator, Mapping
from dataclasses import fields, is_dataclass, replace
from datetime import date
from enum import StrEnum
from typing import Any

from parley.errors import Fault, InvalidInput
from parley.group.dialogue.basis import Basis
from parley.group.dialogue.dialogue import Dialogue
from parley.group.dialogue.faults import Known, named_since
from parley.group.dialogue.kinds import SINGULAR, label
from parley.group.dialogue.naming import KEYS, NAMES
from parley.group.marking import Handling
from parley.group.words import Words

#: Texts shorter than this are names and dates, which stand in many places.
_TELLING = 12


class Audience(StrEnum):
    """For whom a page is made, from one record."""

    INTERNAL = "internal"
    SHARED = "shared"
    PUBLIC = "public"

    @property
    def limit(self) -> Handling:
        """The strictest marking that it may see.

        What is red is for one receiver's eyes, so no page for a whole side may hold it.
        """
        return {
            Audience.INTERNAL: Handling.PRIVATE,
            Audience.SHARED: Handling.AMBER_STRICT,
            Audience.PUBLIC: Handling.CLEAR,
        }[self]

    def may_see(self, handling: Handling) -> bool:
        """Whether something with this marking may stand on its pages."""
        return not handling.is_stricter_than(self.limit)


def as_seen_by(dialogue: Dialogue, audience: Audience) -> Dialogue:
    """The dialogue without what an audience may not see, and without all that names it.

    An entry that names a hidden one goes too, since its words may tell of it; parts that stand on
    a ground of their own go alone. So no count and no line of a page rests on what is hidden.

    Args:
        dialogue: Everything, before ``as_known``: what the public knows is what public entries say.
        audience: For whom.
    """
    kept: dict[str, Any] = {
        kind: tuple(_seen(entry, audience) for entry in getattr(dialogue, kind))
        for kind in SINGULAR
    }
    kept = {kind: tuple(each for each in held if each) for kind, held in kept.items()}
    corrected = {entry.basis.id: entry.basis.supersedes for _, entry in dialogue.entries()}
    while True:
        known = named_since(dialogue, kept)
        left: dict[str, Any] = {}
        for kind, held in kept.items():
            parts = (_without_hidden(entry, known, corrected, date.max) for entry in held)
            left[kind] = tuple(each for each in parts if each is not None)
        if {kind: len(held) for kind, held in left.items()} == {
            kind: len(held) for kind, held in kept.items()
        } and named_since(dialogue, left) == known:
            return replace(dialogue, **left)
        kept = left


def check_nothing_slips(
    texts: tuple[str, ...], dialogue: Dialogue, audience: Audience, where: str
) -> None:
    """Check what is about to be written against everything that its audience may not see.

    A second lock behind ``as_seen_by``: it knows nothing of how the page was made.

    Args:
        texts: Everything that the page says.
        dialogue: Everything, hidden entries too.
        audience: For whom the page is.
        where: The page, for the message.

    Raises:
        InvalidInput: naming each entry whose words stand there; nothing may be written then.
    """
    whole = "\n".join(texts)
    # What stands within the words of an open entry, "from 1 September", tells nothing.
    open_words = "\n".join(
        text
        for _, entry in dialogue.entries()
        if audience.may_see(entry.basis.handling)
        for text in _texts(entry, audience)
    )
    faults = []
    for kind, entry in dialogue.entries():
        if audience.may_see(entry.basis.handling):
            continue
        for text in set(_texts(entry, Audience.INTERNAL)):
            if len(text) >= _TELLING and text in whole and text not in open_words:
                expected = f"nothing stricter than {audience.limit}"
                found = f"{entry.basis.handling}: {text[:40]}"
                faults.append(Fault(where, 0, label(kind, entry.basis.id), found, expected))
    if faults:
        raise InvalidInput(faults)


def _seen(value: Any, audience: Audience) -> Any:
    """A value without parts that the audience may not see; None where that is all of it."""
    basis = getattr(value, "basis", None)
    if isinstance(basis, Basis) and not audience.may_see(basis.handling):
        return None
    changed = {}
    for each in fields(value):
        held = getattr(value, each.name)
        if isinstance(held, tuple) and held and is_dataclass(held[0]):
            parts = (_seen(part, audience) for part in held)
            changed[each.name] = tuple(part for part in parts if part is not None)
    return replace(value, **changed) if changed else value


def _without_hidden(
    value: Any, known: Known, corrected: Mapping[str, tuple[str, ...]], on: date
) -> Any:
    """A value without parts that name what is hidden; None where its own fields do.

    What is open, but only since a later day than the value, is hidden from it too: of a meeting
    whose plan nobody may see, nothing is told before it was held.
    """
    basis = getattr(value, "basis", None)
    on = basis.known_from if isinstance(basis, Basis) else on
    changed: dict[str, Any] = {}
    for each in fields(value):
        held = getattr(value, each.name)
        if isinstance(held, Basis):
            olds = tuple(_open_ones(held.supersedes, known["entry"], corrected))
            changed[each.name] = replace(held, supersedes=olds)
        elif isinstance(held, tuple) and held and is_dataclass(held[0]):
            parts = tuple(_without_hidden(part, known, corrected, on) for part in held)
            if any(
                part is None and not hasattr(old, "basis")
                for part, old in zip(parts, held, strict=True)
            ):
                return None
            changed[each.name] = tuple(part for part in parts if part is not None)
        elif _names_hidden(held, each.metadata, known, on) or (
            is_dataclass(held) and _without_hidden(held, known, corrected, on) is None
        ):
            return None
    return replace(value, **changed) if changed else value


def _open_ones(
    olds: tuple[str, ...], known: Mapping[str, date], corrected: Mapping[str, tuple[str, ...]]
) -> Iterator[str]:
    """What a correction corrects; where that is hidden, what the hidden one corrects in turn."""
    for old in olds:
        if old in known:
            yield old
        else:
            yield from _open_ones(corrected.get(old, ()), known, corrected)


def _names_hidden(held: Any, metadata: Mapping[Any, Any], known: Known, on: date) -> bool:
    """Whether a field names something that is hidden on a day, in its values or in its keys."""
    kind, keys = metadata.get(NAMES, ""), metadata.get(KEYS, "")
    found = [(name, kind) for name in _named(held, kind)]
    found += [(name, keys) for name in _named(tuple(held) if keys else (), keys)]
    return any(known[each].get(name, date.max) > on for name, each in found)


def _named(held: Any, kind: str) -> Iterator[str]:
    """Every name in a field that holds names of a kind; none where it holds other texts."""
    if not kind:
        return
    if isinstance(held, str):
        if held:
            yield held
    elif isinstance(held, Mapping):
        for each in held.values():
            yield from _named(each, kind)
    else:
        for each in held or ():
            yield from _named(each, kind)


def _texts(value: Any, audience: Audience) -> Iterator[str]:
    """Every text for people in a value and in its parts that the audience may see."""
    basis = getattr(value, "basis", None)
    if isinstance(basis, Basis) and not audience.may_see(basis.handling):
        return
    for each in fields(value):
        held = getattr(value, each.name)
        for part in held if isinstance(held, tuple) else (held,):
            if isinstance(part, Words):
                yield from (part.en, part.zh)
            elif is_dataclass(part) and not isinstance(part, type):
                yield from _texts(part, audience)
