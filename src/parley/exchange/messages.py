"""Messages between two authorities: frozen, named by the digest of their bytes."""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from datetime import datetime
from functools import cached_property
from types import MappingProxyType
from typing import NamedTuple, cast

from parley.errors import Fault, InvalidInput
from parley.exchange.canonical import Value, digest, from_bytes, to_bytes
from parley.exchange.leaving import require_may_leave
from parley.group.marking import Handling

#: The version of the protocol; a message of another one is refused.
VERSION = 1

#: Nothing larger is read at all.
MOST_BYTES = 1_000_000

_NAME = re.compile(r"[a-z0-9][a-z0-9._-]{0,63}")
_DIGEST = re.compile(r"[0-9a-f]{64}")


@dataclass(frozen=True)
class Message:
    """What one authority says to another, once and for good.

    A message stands at a place: the ``number``-th that ``sender`` says to ``receiver`` in a
    ``thread``. Two different messages at one place are a contradiction, and both are kept.

    Args:
        kind: What it is, such as ``joint.round``.
        sender, receiver: Names of the two nodes.
        thread: What it belongs to: a joint run, a notice, the channel itself.
        number: Its place in the thread, 0 for the first of this sender.
        previous: Name of the sender's message before it in the thread; empty for the first.
        sent_at: When, as an instant with offset, by the sender's clock.
        handling: Who may see it; never ``PRIVATE``.
        is_exercise: Whether it is part of an exercise; signed with all the rest.
        body: What it says.
        attachments: Digests of bytes that travel beside it, in order.

    Raises:
        InvalidInput: with every fault.
    """

    kind: str
    sender: str
    receiver: str
    thread: str
    number: int
    previous: str
    sent_at: str
    handling: Handling
    is_exercise: bool
    body: Mapping[str, Value] = field(default_factory=dict)
    attachments: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        object.__setattr__(self, "body", MappingProxyType(dict(self.body)))
        object.__setattr__(self, "attachments", tuple(self.attachments))
        faults = _faults_in(self)
        if faults:
            raise InvalidInput(faults)
        size = len(self.raw)
        if size > MOST_BYTES:
            raise InvalidInput([Fault("message", 0, "size", f"{size}", f"at most {MOST_BYTES}")])
        require_may_leave(self.handling, self.body)

    @cached_property
    def raw(self) -> bytes:
        """The bytes of the message: what is named, signed and kept."""
        table: dict[str, Value] = {
            each.name: cast(Value, getattr(self, each.name)) for each in fields(self)
        }
        table["body"], table["attachments"] = dict(self.body), list(self.attachments)
        table["handling"] = self.handling.value
        return to_bytes({**table, "version": VERSION})

    @cached_property
    def name(self) -> str:
        """The name of the message: SHA-256 of its bytes, 64 hexadecimal digits."""
        return digest(self.raw)

    @property
    def place(self) -> tuple[str, str, str, int]:
        """Where it stands: sender, receiver, thread, number."""
        return self.sender, self.receiver, self.thread, self.number


def read_message(raw: bytes) -> Message:
    """Read a message from its bytes.

    Raises:
        InvalidInput: for bytes that are not exactly those of a message of this version.
    """
    if len(raw) > MOST_BYTES:
        wanted = f"at most {MOST_BYTES}"
        raise InvalidInput([Fault("message", 0, "size", f"{len(raw)}", wanted)])
    table = from_bytes(raw)
    names = {each.name for each in fields(Message)} | {"version"}
    if not isinstance(table, dict) or set(table) != names:
        found = ", ".join(sorted(table))[:200] if isinstance(table, dict) else "no table"
        raise InvalidInput([Fault("message", 0, "keys", found, ", ".join(sorted(names)))])
    version = table.pop("version")
    if type(version) is not int or version != VERSION:  # true equals 1 here, and is not 1
        raise InvalidInput([Fault("message", 0, "version", "another", f"{VERSION}")])
    wrong = [
        Fault("message", 0, name, type(table[name]).__name__, kind.__name__)
        for name, kind in _TYPES.items()
        if type(table[name]) is not kind
    ]
    if not wrong and table["handling"] not in tuple(Handling):
        expected = ", ".join(each for each in Handling if each is not Handling.PRIVATE)
        wrong.append(Fault("message", 0, "handling", str(table["handling"])[:40], expected))
    if wrong:
        raise InvalidInput(wrong)
    table["handling"] = Handling(table["handling"])
    return Message(**table)


class Envelope(NamedTuple):
    """Where a message stands and what it is, without what it says."""

    kind: str
    sender: str
    receiver: str
    thread: str
    number: int

    @property
    def place(self) -> tuple[str, str, str, int]:
        """As that of the message."""
        return self.sender, self.receiver, self.thread, self.number


def read_envelope(raw: bytes) -> Envelope:
    """Read the envelope of a message that was checked when it came in; nothing is checked again.

    Many times faster than ``read_message``: for views over a whole record.

    Raises:
        InvalidInput: for bytes in which there is none: the record was changed since.
    """
    try:
        table = json.loads(raw)
        return Envelope(*(table[name] for name in Envelope._fields))
    except (ValueError, KeyError, TypeError, RecursionError) as error:
        found = str(error)[:80]
        raise InvalidInput([Fault("message", 0, "envelope", found, "that of a message")]) from error


#: What each field is in the bytes.
_TYPES: Mapping[str, type] = {
    "kind": str, "sender": str, "receiver": str, "thread": str, "number": int, "previous": str,
    "sent_at": str, "handling": str, "is_exercise": bool, "body": dict, "attachments": list,
}  # fmt: skip


def _faults_in(message: Message) -> list[Fault]:
    faults = []
    for name in ("kind", "sender", "receiver", "thread"):
        value = getattr(message, name)
        if not isinstance(value, str) or not _NAME.fullmatch(value):
            wanted = "1 to 64 lower-case letters, digits, '.', '_' and '-'"
            faults.append(Fault("message", 0, name, str(value)[:80], wanted))
    if message.sender == message.receiver:
        faults.append(Fault("message", 0, "receiver", message.receiver, "somebody else"))
    if type(message.number) is not int or message.number < 0:
        faults.append(Fault("message", 0, "number", str(message.number), "0 or more"))
    elif bool(message.previous) != (message.number > 0):
        wanted = "nothing" if message.number == 0 else "the name of the message before"
        faults.append(Fault("message", 0, "previous", message.previous or "nothing", wanted))
    for each in (*message.attachments, *filter(None, [message.previous])):
        if not isinstance(each, str) or not _DIGEST.fullmatch(each):
            wanted = "64 hexadecimal digits"
            faults.append(Fault("message", 0, "previous, attachments", str(each)[:80], wanted))
    if not is_instant(message.sent_at):
        wanted = "an instant such as 2027-01-11T09:00:00+00:00"
        faults.append(Fault("message", 0, "sent_at", str(message.sent_at)[:40], wanted))
    return faults


def is_instant(text: str) -> bool:
    """Whether a text is an instant with its offset, such as ``2027-01-11T09:00:00+00:00``."""
    try:
        return datetime.fromisoformat(text).tzinfo is not None
    except (TypeError, ValueError):
        return False
