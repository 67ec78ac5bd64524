"""What may leave: the one place that decides whether something can be said to another authority."""

import base64
import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence

from parley.errors import Fault, InvalidInput
from parley.exchange.canonical import Value, digest, from_bytes, to_bytes
from parley.exchange.log import Entry, Way
from parley.group.marking import MARK, Handling, marking_in, read_handling

#: The note of the entry with which a person gives an item another marking.
MARKED = "item.marked"

#: How many times text may be wrapped in text; beyond this nobody could look through it.
MOST_WRAPPINGS = 8

#: A private mark that is quoted in any text, however often its quotation marks were escaped.
_QUOTED = re.compile(rf'\\*"{MARK}\\*"\s*:\s*\\*"{Handling.PRIVATE}\\*"')
_BASE64 = re.compile(r"[A-Za-z0-9+/_-]{8,}={0,2}")

Item = Mapping[str, object]


def item_name(item: Item) -> str:
    """The name of an item whatever its marking: SHA-256 of its bytes without the mark."""
    return digest(_bytes_of({key: value for key, value in item.items() if key != MARK}))


def require_may_leave(
    handling: Handling,
    body: Item,
    attachments: Sequence[bytes] = (),
    private: "PrivateItems | None" = None,
) -> None:
    """Check that nothing in a message is kept from leaving. Every route asks here, and only here.

    An item is a table with the key ``handling``, at any depth, also where it was written as text
    or stands in an attachment as JSON, line by line, or as base64. It may leave if it is not
    private and the message is marked at least as strictly.

    Args:
        handling: The marking of the whole message.
        body: What it says.
        attachments: The bytes that go with it.
        private: What this node keeps to itself, under whatever marking it comes along.

    Raises:
        InvalidInput: naming every item that may not.
    """
    faults = []
    if not handling.may_leave:
        faults.append(_fault(MARK, handling))
    kept = private or PrivateItems()
    for place, table in _tables(body, "body", 0):
        faults += _faults_of(place, table, handling, kept)
    for number, raw in enumerate(attachments):
        place = f"attachment {number}"
        if digest(raw) in kept.attachments:
            faults.append(_fault(place, "of an item that is private here"))
        for inner, table in _within(raw, place):
            faults += _faults_of(inner, table, handling, kept)
    if faults:
        raise InvalidInput(faults)


def require_public(
    text: str, attachments: Sequence[bytes] = (), private: "PrivateItems | None" = None
) -> None:
    """Check that a text may be shown to a stranger, who is no authority and bound by no marking.

    Args:
        text: All that a reader of it sees.
        attachments: The bytes of the file.
        private: What this node keeps to itself.

    Raises:
        InvalidInput: if it carries a marking, or is or holds something that may not leave.
    """
    mark = marking_in(text)
    if mark:
        raise InvalidInput([Fault("message", 0, "text", mark, "a text without a marking")])
    require_may_leave(Handling.CLEAR, {"text": text}, attachments, private)


class PrivateItems:
    """The items that a node keeps to itself: a fold over its own entries.

    An item stays private if its mark is changed or left out, or if something is added to it. A
    person can give it another marking, which is an entry of its own: see ``marking_entry``.
    """

    def __init__(self, entries: Iterable[Entry] = ()) -> None:
        self._names: dict[frozenset[str], set[str]] = {}
        self.attachments: set[str] = set()
        for entry in entries:
            self.take(entry)

    def take(self, entry: Entry) -> None:
        """Go on with the next entry of the record."""
        if entry.way is not Way.OWN or not _may_speak_of_private(entry):
            return
        try:
            body = from_bytes(entry.raw)
        except InvalidInput:
            return
        if not isinstance(body, dict):
            return
        if entry.note == MARKED:
            item, mark = body["item"], body[MARK]
            if isinstance(item, dict):
                self._mark(item, read_handling(mark), entry.attachments)
            return
        if body.get(MARK) == Handling.PRIVATE:
            self.attachments.update(entry.attachments)
        for _, table in _tables(body, "", 0):
            if table.get(MARK) == Handling.PRIVATE:
                self._mark(table, Handling.PRIVATE, ())

    def holds(self, table: Item) -> bool:
        """Whether a table is one of these items, or one with something added."""
        present = frozenset(table) - {MARK}
        return any(
            item_name({key: table[key] for key in keys}) in names
            for keys, names in self._names.items()
            if keys <= present
        )

    def _mark(self, item: Item, handling: Handling, attachments: Sequence[str]) -> None:
        keys = frozenset(item) - {MARK}
        if not keys:
            return
        names = self._names.setdefault(keys, set())
        if handling.may_leave:
            names.discard(item_name(item))
            self.attachments.difference_update(attachments)
        else:
            names.add(item_name(item))
            self.attachments.update(attachments)


def marking_entry(item: Mapping[str, Value], handling: Handling, by: str, reason: str) -> bytes:
    """The bytes of the entry by which a person gives an item another marking; its note is MARKED.

    Args:
        item: The whole item.
        handling: Its new marking.
        by: Who decided it.
        reason: Why.

    Raises:
        InvalidInput: if nobody or no reason is named.
    """
    faults = [
        Fault("marking", 0, name, "nothing", "a text")
        for name, text in (("by", by), ("reason", reason))
        if not text.strip()
    ]
    if faults:
        raise InvalidInput(faults)
    bare = {key: value for key, value in item.items() if key != MARK}
    return to_bytes({"item": bare, MARK: handling.value, "by": by, "reason": reason})


def _may_speak_of_private(entry: Entry) -> bool:
    """Quickly, without reading it whole; canonical bytes can say it in one way only."""
    return entry.note == MARKED or b'"' + Handling.PRIVATE.encode() + b'"' in entry.raw


def _faults_of(
    place: str, table: Item, handling: Handling, private: PrivateItems
) -> Iterator[Fault]:
    if _UNREADABLE in table:
        yield Fault("message", 0, place, str(table[_UNREADABLE]), "what can be looked through")
        return
    if private.holds(table):
        yield _fault(place, "an item that is private here")
    if MARK not in table:
        return
    try:
        mark = read_handling(table[MARK], "message")
    except InvalidInput as refused:
        found = refused.faults[0]
        yield Fault("message", 0, f"{place}.{MARK}", found.value, found.expected)
        return
    if not mark.may_leave:
        yield _fault(f"{place}.{MARK}", mark)
    elif mark.is_stricter_than(handling):
        wanted = f"a message that is marked {mark} or stricter"
        yield Fault("message", 0, f"{place}.{MARK}", f"{mark} within {handling}", wanted)


#: Stands in a table that was made up here, for what could not be looked through.
_UNREADABLE = "\0unreadable"


def _tables(value: object, place: str, wrappings: int) -> Iterator[tuple[str, Item]]:
    """Every table within a value, also where it was written as text."""
    if isinstance(value, Mapping):
        yield place, value
        for key, inner in value.items():
            yield from _tables(inner, f"{place}.{key}", wrappings)
            yield from _tables(key, f"key of {place}", wrappings)
    elif isinstance(value, list | tuple):
        for number, inner in enumerate(value):
            yield from _tables(inner, f"{place}[{number}]", wrappings)
    elif isinstance(value, str):
        yield from _in_text(value, place, wrappings)


def _within(raw: bytes, place: str) -> Iterator[tuple[str, Item]]:
    """Every table in an attachment that is text; amounts and pictures have none."""
    try:
        text = raw.decode()
    except UnicodeDecodeError:
        return
    yield from _in_text(text, place, 0)
    lines = text.splitlines()
    if len(lines) > 1:
        for number, line in enumerate(lines, 1):
            yield from _in_text(line, f"{place}, line {number}", 0)


def _in_text(text: str, place: str, wrappings: int) -> Iterator[tuple[str, Item]]:
    if len(text) < len('{"":0}'):  # no item is so short
        return
    if Handling.PRIVATE in text and _QUOTED.search(text):
        yield place, {MARK: Handling.PRIVATE.value}
    for value in _read_from(text.strip()):
        if value is _TOO_DEEP:
            yield place, {_UNREADABLE: "text that is nested too deeply"}
        elif wrappings == MOST_WRAPPINGS:
            yield place, {_UNREADABLE: "text wrapped in text too often"}
        else:
            yield from _tables(value, place, wrappings + 1)


#: Stands for text that is JSON and that no program would read.
_TOO_DEEP = object()


def _read_from(text: str) -> Iterator[object]:
    """What a text holds if it is JSON; else what stands in it as base64."""
    if text[:1] in ("{", "[", '"'):
        try:
            yield json.loads(text)
        except RecursionError:
            yield _TOO_DEEP
        except ValueError:
            pass
        else:
            return
    for found in _BASE64.finditer(text):
        inner = _from_base64(found.group())
        if inner:
            yield inner


def _from_base64(text: str) -> str:
    """Text that was written as base64; nothing if it is none."""
    plain = text.rstrip("=").translate(str.maketrans("-_", "+/"))
    try:
        return base64.b64decode(plain + "=" * (-len(plain) % 4)).decode()
    except ValueError:
        return ""


def _bytes_of(item: Item) -> bytes:
    """The bytes of an item of any values, also of those that no message can carry."""
    return json.dumps(item, ensure_ascii=True, separators=(",", ":"), sort_keys=True,
                      default=list).encode()  # fmt: skip


def _fault(place: str, found: str) -> Fault:
    return Fault("message", 0, place, str(found), "an item that may leave")
