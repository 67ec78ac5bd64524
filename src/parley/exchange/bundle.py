"""Bundles: signed messages and receipts in one piece, for a route that is no line."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from parley.errors import Fault, InvalidInput
from parley.exchange.canonical import Value, digest, from_bytes, to_bytes
from parley.exchange.frames import from_frame, join_parts, split_parts, to_frame
from parley.exchange.messages import Message, is_instant
from parley.exchange.signature import Signed, SigningKey, sign_bundle

#: Of this a bundle's bytes are; a reader refuses any other.
VERSION = 1

#: A bundle holds no more messages than this, and its messages no more bytes.
MOST_MESSAGES, MOST_BYTES = 100_000, 256_000_000


@dataclass(frozen=True)
class Receipt:
    """How far somebody has heard a thread: every message up to this one.

    Args:
        thread: Which.
        number: Of the last message without a gap before it.
        name: Of that message; by its ``previous`` it stands for all before it.
    """

    thread: str
    number: int
    name: str


@dataclass(frozen=True)
class Bundle:
    """What one node gives another in one file.

    Args:
        sender, receiver: Names of the nodes.
        written_at: When, an instant by the sender's clock.
        receipts: What the sender has heard of the receiver, one for each thread.
        refused: Messages of the receiver that the sender has refused: their names and why.
        messages: What waits for the receiver, in the order sent.
    """

    sender: str
    receiver: str
    written_at: str
    receipts: tuple[Receipt, ...] = ()
    refused: Mapping[str, str] = field(default_factory=dict)
    messages: tuple[Signed, ...] = ()


def receipts_of(heard: Iterable[Message]) -> tuple[Receipt, ...]:
    """How far each thread of a sender was heard without a gap.

    Args:
        heard: Its messages, in any order; of two at one place the first counts.
    """
    threads: dict[str, dict[int, str]] = {}
    for message in heard:
        threads.setdefault(message.thread, {}).setdefault(message.number, message.name)
    found = []
    for thread, names in sorted(threads.items()):
        last = -1
        while last + 1 in names:
            last += 1
        if last >= 0:
            found.append(Receipt(thread, last, names[last]))
    return tuple(found)


def to_content(bundle: Bundle, key: SigningKey) -> bytes:
    """Write and sign a bundle: its list of contents, the signature over it, and the messages."""
    frames = join_parts([to_frame(each) for each in bundle.messages])
    contents: dict[str, Value] = {
        "version": VERSION,
        "sender": bundle.sender,
        "receiver": bundle.receiver,
        "written_at": bundle.written_at,
        "receipts": [
            {"thread": each.thread, "number": each.number, "name": each.name}
            for each in bundle.receipts
        ],
        "refused": dict(bundle.refused),
        "messages": len(bundle.messages),
        "digest": digest(frames),
    }
    raw = to_bytes(contents)
    signature = sign_bundle(bundle.sender, bundle.receiver, digest(raw), key)
    return join_parts([raw, signature.encode(), frames])


def from_content(content: bytes) -> tuple[Bundle, str, str]:
    """Read what ``to_content`` has written.

    Returns:
        The bundle, the name of its list of contents, and the signature over that, which is not
        checked here; the messages are not read either.

    Raises:
        InvalidInput: for any other bytes.
    """
    parts = split_parts(content, 3)
    if len(parts) != 3:
        raise _fault("parts", f"{len(parts)}", "contents, signature, messages")
    raw, signature, frames = parts
    table = from_bytes(raw)
    if not isinstance(table, dict) or set(table) != _TYPES.keys():
        raise _fault("contents", "other keys", ", ".join(_TYPES))
    faults = [
        Fault("bundle", 0, name, type(table[name]).__name__, kind.__name__)
        for name, kind in _TYPES.items()
        if type(table[name]) is not kind
    ]
    if faults:
        raise InvalidInput(faults)
    if table["version"] != VERSION:
        raise _fault("version", str(table["version"])[:20], f"{VERSION}")
    if table["digest"] != digest(frames):
        raise _fault("messages", "others", "those that the list of contents names")
    if not is_instant(str(table["written_at"])):
        raise _fault("written_at", str(table["written_at"])[:40], "an instant with offset")
    signed = tuple(from_frame(each) for each in split_parts(frames, MOST_MESSAGES))
    if len(signed) != table["messages"]:
        raise _fault("messages", f"{len(signed)}", f"{table['messages']}")
    bundle = Bundle(
        table["sender"], table["receiver"], table["written_at"],
        tuple(_receipt(each) for each in table["receipts"]),
        {name: str(why)[:300] for name, why in table["refused"].items()}, signed,
    )  # fmt: skip
    return bundle, digest(raw), signature.decode("ascii", "replace")


_TYPES: dict[str, type] = {
    "version": int, "sender": str, "receiver": str, "written_at": str, "receipts": list,
    "refused": dict, "messages": int, "digest": str,
}  # fmt: skip


def _receipt(table: Value) -> Receipt:
    if isinstance(table, dict) and set(table) == {"thread", "number", "name"}:
        thread, number, name = table["thread"], table["number"], table["name"]
        if isinstance(thread, str) and type(number) is int and isinstance(name, str):
            return Receipt(thread, number, name)
    raise _fault("receipts", "another form", "thread, number, name")


def _fault(field_name: str, found: str, expected: str) -> InvalidInput:
    return InvalidInput([Fault("bundle", 0, field_name, found, expected)])
