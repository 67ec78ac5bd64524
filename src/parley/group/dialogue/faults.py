"""Whether the entries of a dialogue fit together: names, sides, versions, what was known when."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import fields, is_dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from parley.errors import Fault
from parley.group.dialogue.basis import Basis, Confidence, Publisher, Standing
from parley.group.dialogue.charter import Charter, GroupKind
from parley.group.dialogue.kinds import SINGULAR, TIMELESS, label
from parley.group.dialogue.naming import KEYS, NAMES

if TYPE_CHECKING:
    from parley.group.dialogue.dialogue import Dialogue

#: What may be named, by kind: each name, and since when it is known.
Known = Mapping[str, Mapping[str, date]]


def faults_in_dialogue(dialogue: "Dialogue") -> list[Fault]:
    """Every fault in how the entries fit together, each named by its entry and field."""
    known = named_since(dialogue)
    faults = list(_faults_in_frame(dialogue))
    for kind, entry in dialogue.entries():
        here = label(kind, entry.basis.id)
        faults += _faults_in_names(entry, here, known, entry.basis.known_from)
        faults += _faults_in_confidence(dialogue, entry, here)
    faults += _faults_in_corrections(dialogue)
    faults += _faults_in_knowledge(dialogue)
    faults += _faults_in_charters(dialogue)
    faults += _faults_in_meetings(dialogue)
    faults += _faults_in_voices(dialogue)
    return faults


def named_since(dialogue: "Dialogue", kept: Mapping[str, Sequence[Any]] | None = None) -> Known:
    """Everything that may be named, and since when. What is timeless is known on every day.

    Args:
        dialogue: Has the sources, sides and places.
        kept: The entries by kind; those of the dialogue where nothing is given.
    """
    entries = kept or {kind: getattr(dialogue, kind) for kind in SINGULAR}
    timed = {each.basis.id: each.basis.known_from for held in entries.values() for each in held}
    meetings: dict[str, date] = {}
    for each in entries["meetings"]:
        before = meetings.get(each.key, date.max)
        meetings[each.key] = min(before, each.basis.known_from)
    by_kind = {
        word: {
            entry.basis.id: date.min if kind in TIMELESS else entry.basis.known_from
            for entry in entries[kind]
        }
        for kind, word in SINGULAR.items()
    }
    return {
        **by_kind,
        "source": {each.id: date.min for each in dialogue.sources},
        "side": {each.id: date.min for each in dialogue.sides},
        "place": {each.id: date.min for each in dialogue.places},
        "meeting": meetings,
        "entry": timed,
    }


def _faults_in_frame(dialogue: "Dialogue") -> Iterator[Fault]:
    if len(dialogue.sides) != 2:
        yield Fault("", 0, "side", str(len(dialogue.sides)), "two sides")
    for kind, found in (
        ("side", [each.id for each in dialogue.sides]),
        ("source", [each.id for each in dialogue.sources]),
        ("place", [each.id for each in dialogue.places]),
    ):
        for name in _repeated(found):
            yield Fault("", 0, f"{kind} {name}", name, "a name that no other has")
    named = [(entry.basis.id, kind) for kind, entry in dialogue.entries()]
    for name in _repeated([name for name, _ in named]):
        kinds = [kind for each, kind in named if each == name]
        yield Fault("", 0, label(kinds[-1], name), name, "a name that no other entry has")
    sides = {each.id for each in dialogue.sides}
    for source in dialogue.sources:
        if source.side and source.side not in sides:
            expected = f"one of the sides {', '.join(sorted(sides))}"
            yield Fault("", 0, f"source {source.id}, side", source.side, expected)


def _repeated(found: Iterable[str]) -> list[str]:
    return sorted(name for name, count in Counter(found).items() if count > 1)


def _faults_in_names(value: Any, here: str, known: Known, on: date) -> Iterator[Fault]:
    """Names of what is not there, or was not known yet, in a value and everything within it."""
    basis = getattr(value, "basis", None)
    on = basis.known_from if isinstance(basis, Basis) else on
    for each in fields(value):
        held, place = getattr(value, each.name), f"{here}, {each.name}"
        kind, keys = each.metadata.get(NAMES, ""), each.metadata.get(KEYS, "")
        if keys:
            yield from _faults_in_texts(held, place, keys, known, on)
        if kind:
            yield from _faults_in_texts(_texts(held), place, kind, known, on)
        for part in held if isinstance(held, tuple) else (held,):
            if isinstance(part, Basis):
                yield from _faults_in_names(part, here, known, on)
            elif is_dataclass(part):
                yield from _faults_in_names(part, place, known, on)


def _texts(held: Any) -> Iterator[str]:
    """Every text in a field: one, a list, or the values of a mapping."""
    if isinstance(held, str):
        if held:
            yield held
    elif isinstance(held, Mapping):
        for each in held.values():
            yield from _texts(each)
    else:
        yield from held


def _faults_in_texts(
    found: Iterable[str], place: str, kind: str, known: Known, on: date
) -> Iterator[Fault]:
    for name in found:
        since = known[kind].get(name)
        if since is None:
            yield Fault("", 0, place, name, f"the name of a {kind}")
        elif since > on:
            expected = f"a {kind} that was known on {on}, not only on {since}"
            yield Fault("", 0, place, name, expected)


def _faults_in_confidence(dialogue: "Dialogue", entry: Any, here: str) -> Iterator[Fault]:
    """What stands on public knowledge alone is recalled, and says so."""
    basis: Basis = entry.basis
    kinds = {dialogue.source[each].kind for each in basis.sources if each in dialogue.source}
    if kinds == {Publisher.KNOWLEDGE} and basis.confidence is not Confidence.RECALLED:
        expected = f"{Confidence.RECALLED}, since no source is a text"
        yield Fault("", 0, f"{here}, confidence", basis.confidence, expected)


def _faults_in_corrections(dialogue: "Dialogue") -> Iterator[Fault]:
    """A correction is of the kind that it corrects, and corrections go in no circle."""
    for kind in SINGULAR:
        entries = getattr(dialogue, kind)
        own = {entry.basis.id for entry in entries}
        direct = {entry.basis.id: entry.basis.supersedes for entry in entries}
        for name, olds in direct.items():
            for old in olds:
                if old not in own:
                    expected = f"the name of another {SINGULAR[kind]}"
                    yield Fault("", 0, f"{label(kind, name)}, supersedes", old, expected)
            if name in _corrected(olds, direct):
                expected = "a correction that is not corrected by what it corrects"
                yield Fault("", 0, f"{label(kind, name)}, supersedes", ", ".join(olds), expected)


def _corrected(olds: Iterable[str], direct: Mapping[str, tuple[str, ...]]) -> set[str]:
    """Everything that a correction corrects, at once or through others."""
    found: set[str] = set()
    waiting = list(olds)
    while waiting:
        name = waiting.pop()
        if name not in found:
            found.add(name)
            waiting += direct.get(name, ())
    return found


def _faults_in_knowledge(dialogue: "Dialogue") -> Iterator[Fault]:
    """Nobody knows an entry before the first of its sources was there."""
    for kind, entry in dialogue.entries():
        sources = [dialogue.source[each] for each in entry.basis.sources if each in dialogue.source]
        days = [each.published for each in sources if each.published is not None]
        if kind in TIMELESS or not days or len(days) < len(sources):
            continue
        if entry.basis.known_from < min(days):
            expected = f"{min(days)} or later, when the first of its sources was published"
            place = f"{label(kind, entry.basis.id)}, known_from"
            yield Fault("", 0, place, str(entry.basis.known_from), expected)


def _faults_in_charters(dialogue: "Dialogue") -> Iterator[Fault]:
    sides = {each.id for each in dialogue.sides}
    for charter in dialogue.charters:
        here = label("charters", charter.basis.id)
        if charter.kind is GroupKind.GROUP and set(charter.leads) != sides:
            found = ", ".join(sorted(charter.leads)) or "none"
            yield Fault("", 0, f"{here}, leads", found, "the lead body of each side")
        if (charter.kind is GroupKind.SUB_BODY) != bool(charter.parent):
            expected = "the group of a sub-body, and of nothing else"
            yield Fault("", 0, f"{here}, parent", charter.parent or "nothing", expected)


def _faults_in_meetings(dialogue: "Dialogue") -> Iterator[Fault]:
    charters: dict[str, Charter] = dialogue.charter
    outside = {each.basis.id for each in dialogue.people if each.is_outside}
    sure = [each for each in dialogue.meetings if each.basis.standing is Standing.CONFIRMED]
    corrected = {old for each in sure for old in each.basis.supersedes}
    current = [each for each in sure if each.basis.id not in corrected]
    for key in _repeated(each.key for each in current):
        names = ", ".join(each.basis.id for each in current if each.key == key)
        expected = "one confirmed entry of a meeting that none supersedes"
        yield Fault("", 0, label("meetings", names.split(", ")[-1]), names, expected)
    for meeting in dialogue.meetings:
        here = label("meetings", meeting.basis.id)
        charter = charters.get(meeting.group)
        if charter is not None and charter.kind is GroupKind.CHANNEL:
            expected = "a group or a sub-body: what a channel does is an event"
            yield Fault("", 0, f"{here}, group", meeting.group, expected)
        for delegation in meeting.delegations:
            for each in delegation.people:
                if each.person in outside:
                    yield Fault("", 0, f"{here}, delegations", each.person, "no outside voice")


def _faults_in_voices(dialogue: "Dialogue") -> Iterator[Fault]:
    """Outside voices and officials are kept apart."""
    outside = {each.basis.id for each in dialogue.people if each.is_outside}
    officials = {each.basis.id for each in dialogue.people} - outside
    for voice in dialogue.voices:
        if voice.person in officials:
            here = label("voices", voice.basis.id)
            yield Fault("", 0, f"{here}, person", voice.person, "an outside voice")
    for statement in dialogue.statements:
        if statement.person in outside:
            here = label("statements", statement.basis.id)
            yield Fault("", 0, f"{here}, person", statement.person, "no outside voice")
