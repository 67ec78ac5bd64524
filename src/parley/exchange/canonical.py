"""One value, one row of bytes: the form in which everything is named and signed."""

import hashlib
import json
import re
from collections.abc import Mapping, Sequence
from typing import cast

from parley.errors import Fault, InvalidInput

#: What a message may be made of. No floats: amounts are whole numbers of an agreed unit.
Value = str | int | bool | Sequence["Value"] | Mapping[str, "Value"]

#: Whole numbers beyond this are written as text: other languages would round them.
LARGEST = 2**53 - 1

#: How deep lists and tables may lie in each other.
DEEPEST = 16

_SURROGATE = re.compile("[\ud800-\udfff]")


def digest(raw: bytes) -> str:
    """SHA-256 of bytes, as 64 hexadecimal digits."""
    return hashlib.sha256(raw).hexdigest()


def to_bytes(value: Value) -> bytes:
    """Write a value in its one form: JSON in UTF-8, keys sorted, nothing between, no floats.

    This is RFC 8785 for the values that are allowed here.

    Args:
        value: Text, whole numbers from ``-LARGEST`` to ``LARGEST``, true and false, lists and
            tables of these with text keys.

    Raises:
        InvalidInput: naming every place with something else.

    Example:
        >>> to_bytes({"b": [1, True], "a": "\u5143"}).decode()
        '{"a":"元","b":[1,true]}'
    """
    if not _is_plain(value, 0):  # most are, and this is faster than to look for what is wrong
        faults = list(_faults(value, "", 0))
        if faults:
            raise InvalidInput(faults)
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"), sort_keys=True)
    return text.encode()


def from_bytes(raw: bytes) -> Value:
    """Read a value from its one form; any other form of the same value is refused.

    Args:
        raw: What ``to_bytes`` has written.

    Raises:
        InvalidInput: if these are not the bytes that ``to_bytes`` would write.
    """
    try:
        value: Value = json.loads(
            raw.decode(),
            parse_float=_refuse,
            parse_constant=_refuse,
            object_pairs_hook=_once_each,
        )
        if to_bytes(value) == raw:
            return value
        found = "another form of the same value"
    except (ValueError, RecursionError, InvalidInput) as error:
        found = str(error).partition("\n")[0][:200] or type(error).__name__
    raise InvalidInput(
        [Fault("message", 0, "bytes", found, "canonical JSON, see docs/protocol.md")]
    )


def _refuse(text: str) -> None:
    raise ValueError(f"{text[:40]} is no whole number")


def _once_each(pairs: list[tuple[str, Value]]) -> dict[str, Value]:
    table = dict(pairs)
    if len(table) < len(pairs):
        raise ValueError("a key that stands twice")
    return table


def _is_plain(value: object, depth: int) -> bool:
    """Whether a value is surely good: made of Python's own types alone, and within all bounds."""
    kind = type(value)
    if depth > DEEPEST:
        return False
    if kind is str:
        text = cast(str, value)
        return text.isascii() or not _SURROGATE.search(text)
    if kind is int:
        return -LARGEST <= cast(int, value) <= LARGEST
    if kind is bool:
        return True
    if kind is dict:
        table = cast(dict[object, object], value)
        return all(
            type(key) is str and _is_plain(key, depth) and _is_plain(inner, depth + 1)
            for key, inner in table.items()
        )
    if kind is list or kind is tuple:
        return all(_is_plain(inner, depth + 1) for inner in cast(list[object], value))
    return False


def _faults(value: object, place: str, depth: int) -> list[Fault]:
    label = place or "value"
    if depth > DEEPEST:
        return [Fault("message", 0, label, "deeper", f"at most {DEEPEST} levels")]
    if isinstance(value, str):
        if _SURROGATE.search(value):
            return [Fault("message", 0, label, "half a character", "text in Unicode")]
        return []
    if isinstance(value, bool):
        return []
    if isinstance(value, int):
        if abs(value) <= LARGEST:
            return []
        return [Fault("message", 0, label, f"{value}"[:40], f"at most {LARGEST} in size, or text")]
    if isinstance(value, Mapping):
        return _faults_in_table(value, place, depth)
    if isinstance(value, list | tuple):
        return [
            fault
            for number, inner in enumerate(value)
            for fault in _faults(inner, f"{place}[{number}]", depth + 1)
        ]
    wanted = "text, whole numbers, true, false, lists and tables"
    return [Fault("message", 0, label, type(value).__name__, wanted)]


def _faults_in_table(table: Mapping[object, object], place: str, depth: int) -> list[Fault]:
    faults, label = [], f"key of {place or 'value'}"
    for key, inner in table.items():
        if isinstance(key, str):
            faults += _faults(key, label, depth)
            faults += _faults(inner, f"{place}.{key}" if place else key, depth + 1)
        else:
            faults.append(Fault("message", 0, label, repr(key)[:40], "text"))
    return faults
