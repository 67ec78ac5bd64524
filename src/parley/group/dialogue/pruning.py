"""A dialogue from which entries were left out, made whole: nothing names what is not there."""

from collections.abc import Mapping, Set
from dataclasses import MISSING, Field, fields, is_dataclass, replace
from typing import TYPE_CHECKING, Any

from parley.errors import InvalidInput
from parley.group.dialogue.basis import Basis
from parley.group.dialogue.kinds import SINGULAR
from parley.group.dialogue.naming import NAMES

if TYPE_CHECKING:
    from parley.group.dialogue.dialogue import Dialogue

#: What may be named, by kind.
There = Mapping[str, Set[str]]


def pruned(dialogue: "Dialogue") -> "Dialogue":
    """Leave out what names something that is not there.

    A name that may be missing is taken out; an entry, or a part of one, that is nothing without
    the name is left out, and then what names that. An entry that was corrected is there under the
    name of the one that holds now.

    Args:
        dialogue: A part of one that was checked.
    """
    while True:
        there = _there(dialogue)
        kept: dict[str, Any] = {
            kind: tuple(
                made
                for entry in getattr(dialogue, kind)
                if (made := _pruned(entry, there)) is not None
            )
            for kind in SINGULAR
        }
        if all(_is_same(kept[kind], getattr(dialogue, kind)) for kind in SINGULAR):
            return dialogue
        dialogue = replace(dialogue, **kept)


def _is_same(one: tuple[Any, ...], other: tuple[Any, ...]) -> bool:
    return len(one) == len(other) and all(a is b for a, b in zip(one, other, strict=True))


def _there(dialogue: "Dialogue") -> There:
    """Every name that can be given, by kind."""
    by_kind = {
        word: {entry.basis.id for entry in getattr(dialogue, kind)}
        for kind, word in SINGULAR.items()
    }
    names = set().union(*by_kind.values())
    old = {name for name, new in dialogue.replaced.items() if new in names}
    return {
        **{word: found | old for word, found in by_kind.items()},
        "meeting": {each.key for each in dialogue.meetings},
        "entry": names | old,
        "source": {each.id for each in dialogue.sources},
        "side": {each.id for each in dialogue.sides},
        "place": {each.id for each in dialogue.places},
    }


def _pruned(value: Any, there: There) -> Any:
    """A value whose names are there; None if it is nothing without one that is not."""
    changed: dict[str, Any] = {}
    for each in fields(value):
        held = getattr(value, each.name)
        if isinstance(held, Basis):
            continue
        made = _pruned_field(each, held, there)
        if made is MISSING:
            return None
        if made is not held:
            changed[each.name] = made
    if not changed:
        return value
    try:
        return replace(value, **changed)
    except InvalidInput:
        return None


def _pruned_field(each: "Field[Any]", held: Any, there: There) -> Any:
    """What a field may hold; MISSING if its name is needed and not there."""
    kind = each.metadata.get(NAMES, "")
    if kind:
        return _pruned_names(each, held, there[kind])
    if isinstance(held, tuple) and held and is_dataclass(held[0]):
        parts = [made for part in held if (made := _pruned(part, there)) is not None]
        return held if _is_same(tuple(parts), held) else tuple(parts)
    if is_dataclass(held) and not isinstance(held, type) and _pruned(held, there) is not held:
        # A part that says less would say something else: an event with anybody, not with her.
        return each.default
    return held


def _pruned_names(each: "Field[Any]", held: Any, there: Set[str]) -> Any:
    if isinstance(held, str):
        return held if not held or held in there else each.default
    if isinstance(held, Mapping):
        kept = {key: _only(found, there) for key, found in held.items()}
        kept = {key: found for key, found in kept.items() if found}
        return held if kept == held else kept
    found = _only(held, there)
    return held if found == held else found


def _only(held: str | tuple[str, ...], there: Set[str]) -> str | tuple[str, ...]:
    """A name that is there, or those of several."""
    if isinstance(held, str):
        return held if held in there else ""
    return tuple(name for name in held if name in there)
