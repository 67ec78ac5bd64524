"""Entries of a log, and a log as a file: what one node can show an auditor."""

import base64
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum

from parley.errors import Fault, InvalidInput
from parley.exchange.canonical import Value, digest, from_bytes, to_bytes
from parley.exchange.tree import Frontier, leaf_hash

FORMAT, FORMAT_VERSION = "parley-log", 1


class Way(StrEnum):
    """How an entry came into the log.

    SENT: a message of this node. RECEIVED: a message of another one, good or contradicting an
    earlier one. REFUSED: bytes that came in and were no good message, kept with the reason.
    OWN: what people or the node itself decided here; it never leaves.
    """

    SENT = "sent"
    RECEIVED = "received"
    REFUSED = "refused"
    OWN = "own"


@dataclass(frozen=True)
class Entry:
    """One entry of a log.

    Args:
        position: Its place, from 0.
        way: How it came in.
        recorded_at: When, by this node's clock: an instant with offset.
        raw: The bytes: of a message, or of a canonical value.
        signature: Of a message; empty for what is a node's own.
        note: Why it was refused, or what kind of decision it is; else empty.
        attachments: Digests of the bytes that belong to it.
    """

    position: int
    way: Way
    recorded_at: str
    raw: bytes
    signature: str = ""
    note: str = ""
    attachments: tuple[str, ...] = ()

    @property
    def name(self) -> str:
        """SHA-256 of its bytes."""
        return digest(self.raw)

    @property
    def fields(self) -> dict[str, Value]:
        """The entry as a table."""
        return {
            "position": self.position,
            "way": self.way.value,
            "recorded_at": self.recorded_at,
            "raw": base64.b64encode(self.raw).decode(),
            "signature": self.signature,
            "note": self.note,
            "attachments": list(self.attachments),
        }

    @property
    def leaf(self) -> bytes:
        """Its leaf in the tree over the log, 32 bytes: covers every field."""
        return leaf_hash(to_bytes(self.fields))


def read_entry(table: Value) -> Entry:
    """Read an entry from its table.

    Raises:
        InvalidInput: for a table of another form.
    """
    if not isinstance(table, dict) or set(table) != _TYPES.keys():
        raise InvalidInput([Fault("log", 0, "entry", "other keys", ", ".join(sorted(_TYPES)))])
    wrong = [
        Fault("log", 0, name, type(table[name]).__name__, kind.__name__)
        for name, kind in _TYPES.items()
        if type(table[name]) is not kind
    ]
    if not wrong and table["way"] not in tuple(Way):
        wrong.append(Fault("log", 0, "way", str(table["way"])[:40], ", ".join(Way)))
    if wrong:
        raise InvalidInput(wrong)
    return Entry(
        position=table["position"],
        way=Way(table["way"]),
        recorded_at=table["recorded_at"],
        raw=_unb64(table["raw"], "raw"),
        signature=table["signature"],
        note=table["note"],
        attachments=tuple(str(each) for each in table["attachments"]),
    )


_TYPES: dict[str, type] = {
    "position": int, "way": str, "recorded_at": str, "raw": str, "signature": str, "note": str,
    "attachments": list,
}  # fmt: skip


def write_lines(node: str, entries: Iterable[tuple[Entry, tuple[bytes, ...]]]) -> Iterator[bytes]:
    """Write a log as lines of canonical JSON: a head, the entries, and the root of the tree.

    Args:
        node: Whose log it is.
        entries: Each with the bytes of its attachments, in order.

    Yields:
        One line at a time, each with its line feed. Attachments stand with every entry that
        names them.
    """
    yield _line({"format": FORMAT, "version": FORMAT_VERSION, "node": node})
    frontier = Frontier()
    for entry, attachments in entries:
        frontier.add(entry.leaf)
        kept = [base64.b64encode(each).decode() for each in attachments]
        yield _line({"entry": entry.fields, "bytes": kept})
    yield _line({"size": frontier.size, "root": frontier.root.hex()})


def read_lines(lines: Iterable[bytes]) -> Iterator[tuple[Entry, tuple[bytes, ...]]]:
    """Read a log from its lines; give each entry with its attachments.

    Raises:
        InvalidInput: naming the line, for another format, entries out of order, attachments with
            another digest, an end that is missing, or a root that is not that of the entries.
    """
    frontier, head, ended = Frontier(), False, False
    row = 0
    for row, line in enumerate(lines, 1):
        table = _read_line(line, row)
        if not head:
            node_of(line)
            head = True
        elif ended:
            raise _fault(row, "line", "one more", "the end of the file")
        elif "root" in table:
            ended = True
            if table != {"size": frontier.size, "root": frontier.root.hex()}:
                raise _fault(row, "root", str(table.get("root"))[:64], frontier.root.hex())
        else:
            entry, attachments = _entry_of(table, row)
            if entry.position != frontier.size:
                raise _fault(row, "position", str(entry.position), str(frontier.size))
            frontier.add(entry.leaf)
            yield entry, attachments
    if not ended:
        raise _fault(row, "root", "missing", "the root of the tree, in the last line")


def node_of(line: bytes) -> str:
    """Whose log it is, from its first line.

    Raises:
        InvalidInput: if this is not the first line of a log.
    """
    table = _read_line(line, 1)
    if set(table) != {"format", "version", "node"} or table["format"] != FORMAT:
        raise _fault(1, "format", str(table.get("format"))[:40], FORMAT)
    if table["version"] is True or table["version"] != FORMAT_VERSION:  # true equals 1 here
        raise _fault(1, "version", str(table["version"])[:40], f"{FORMAT_VERSION}")
    return str(table["node"])


def _entry_of(table: dict[str, Value], row: int) -> tuple[Entry, tuple[bytes, ...]]:
    kept = table.get("bytes")
    if set(table) != {"entry", "bytes"} or not isinstance(kept, list):
        raise _fault(row, "line", ", ".join(sorted(table))[:80], "entry, bytes")
    try:
        entry = read_entry(table["entry"])
        attachments = tuple(_unb64(str(each), "bytes") for each in kept)
    except InvalidInput as error:
        raise InvalidInput(
            [Fault("log", row, each.field, each.value, each.expected) for each in error.faults]
        ) from error
    if tuple(digest(each) for each in attachments) != entry.attachments:
        raise _fault(row, "bytes", "other digests", "those that the entry names")
    return entry, attachments


def _read_line(line: bytes, row: int) -> dict[str, Value]:
    try:
        table = from_bytes(line.removesuffix(b"\n"))
    except InvalidInput as error:
        raise _fault(row, "line", error.faults[0].value, "canonical JSON") from error
    if not isinstance(table, dict) or not line.endswith(b"\n"):
        raise _fault(row, "line", "no table, or cut off", "a table and a line feed")
    return table


def _line(value: Value) -> bytes:
    return to_bytes(value) + b"\n"


def _fault(row: int, field: str, found: str, expected: str) -> InvalidInput:
    return InvalidInput([Fault("log", row, field, found, expected)])


def _unb64(text: str, field: str) -> bytes:
    try:
        return base64.b64decode(text, validate=True)
    except ValueError as error:  # binascii.Error is one
        raise InvalidInput([Fault("log", 0, field, text[:40], "base64")]) from error
