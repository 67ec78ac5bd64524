"""Tables that people or nodes wrote, to the frozen entries of a dialogue, every fault at once."""

import re
from collections.abc import Mapping
from dataclasses import MISSING, Field, dataclass, fields, is_dataclass, replace
from datetime import date, datetime
from enum import StrEnum
from functools import cache
from types import NoneType, UnionType
from typing import Any, TypeVar, Union, get_args, get_origin, get_type_hints

from parley.errors import Fault, InvalidInput
from parley.files.toml_tables import shown
from parley.group.dialogue.basis import Basis, Names
from parley.group.words import Words

T = TypeVar("T")

#: Parts of an entry whose keys stand in the entry's own table.
_FLAT: tuple[type, ...] = (Basis, Names)

#: What a part of an entry has from the entry where it says nothing itself.
_PASSED_ON = ("sources", "known_from", "handling", "confidence", "standing")

#: Characters that nobody sees but that change what is read: controls, and turns of direction.
_UNSEEN = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")

_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,79}")


class _Wrong(Exception):
    """A value that does not fit; its fault is noted already."""


@dataclass(frozen=True)
class Spot:
    """Where a table stands: its file, the line on which it begins, and what it is called."""

    where: str
    row: int
    label: str

    def within(self, field: str) -> "Spot":
        """A place inside this one."""
        return replace(self, label=f"{self.label}, {field}" if self.label else field)


def build_entry(
    kind: type[T],
    table: Mapping[str, Any],
    spot: Spot,
    faults: list[Fault],
    given: Mapping[str, Any] | None = None,
) -> T | None:
    """Make an entry from a table.

    Args:
        kind: The class of the entry.
        table: What stands in the file.
        spot: Where, for the message.
        faults: Every fault that is found is added here.
        given: What holds for an entry that says nothing itself, for example its marking.

    Returns:
        The entry, or None if there were faults.
    """
    try:
        made: T = _build(kind, dict(table), spot, faults, dict(given or {}), is_whole=True)
        return made
    except _Wrong:
        return None


def _build(
    kind: Any,
    table: dict[str, Any],
    spot: Spot,
    faults: list[Fault],
    given: dict[str, Any],
    *,
    is_whole: bool,
) -> Any:
    """As ``build_entry``. A part that is not whole leaves keys of the others in the table alone."""
    types = _types(kind)
    before = len(faults)
    if is_whole:
        keys = list(keys_of(kind))
        for key in table:
            if key not in keys:
                expected = f"one of the keys {', '.join(keys)}"
                faults.append(
                    Fault(spot.where, spot.row, spot.within(shown(key)).label, "", expected)
                )
        given = {**given, **{key: table[key] for key in _PASSED_ON if key in table}}
    made: dict[str, Any] = {}
    for each in fields(kind):
        try:
            made[each.name] = _field(each, types[each.name], table, spot, faults, given)
        except _Missing:
            continue
        except _Wrong:
            continue
    if len(faults) > before:
        raise _Wrong
    try:
        return kind(**made)
    except InvalidInput as error:
        for fault in error.faults:
            place = spot.within(fault.field).label
            faults.append(replace(fault, where=spot.where, row=spot.row, field=place))
        raise _Wrong from None


class _Missing(Exception):
    """A field for which nothing stands there and which has a value of its own then."""


def _field(
    each: "Field[Any]",
    wanted: Any,
    table: dict[str, Any],
    spot: Spot,
    faults: list[Fault],
    given: dict[str, Any],
) -> Any:
    if wanted in _FLAT:
        inner = {**given, **table} if wanted is Basis else table
        return _build(wanted, inner, spot, faults, given, is_whole=False)
    if each.name in table:
        value = table[each.name]
        return _value(
            wanted, value, spot.within(each.name), faults, {**given, "id": _id(table, given)}
        )
    if each.default is MISSING and each.default_factory is MISSING:
        expected = "a text" if wanted is str else _said(wanted)
        label = spot.within(each.name).label
        faults.append(Fault(spot.where, spot.row, label, "nothing", expected))
        raise _Wrong
    raise _Missing


def _id(table: Mapping[str, Any], given: Mapping[str, Any]) -> str:
    """The name of the entry that a table is, or is within: parts are named after it."""
    found = table.get("id", given.get("id", ""))
    return found if isinstance(found, str) else ""


def _value(wanted: Any, value: Any, spot: Spot, faults: list[Fault], given: dict[str, Any]) -> Any:
    """A value of the wanted type; what does not fit is noted."""
    origin, inner = get_origin(wanted), get_args(wanted)
    if origin in (Union, UnionType):
        others = [each for each in inner if each is not NoneType]
        wanted = str if str in others and isinstance(value, str) else others[0]
        return _value(wanted, value, spot, faults, given)
    if origin is tuple:
        return _list(wanted, inner[0], value, spot, faults, given)
    if origin is not None and issubclass(origin, Mapping):
        return _mapping(wanted, inner[1], value, spot, faults, given)
    if is_dataclass(wanted):
        if not isinstance(value, dict):
            return _refuse(wanted, value, spot, faults)
        return _build(wanted, value, spot, faults, given, is_whole=True)
    return _plain(wanted, value, spot, faults)


def _list(
    wanted: Any, kind: Any, value: Any, spot: Spot, faults: list[Fault], given: dict[str, Any]
) -> tuple[Any, ...]:
    if not isinstance(value, list):
        return _refuse(wanted, value, spot, faults)  # type: ignore[no-any-return]
    made, before = [], len(faults)
    owner, name = given.get("id", ""), spot.label.rpartition(", ")[2]
    for number, each in enumerate(value, start=1):
        passed = {**given, "id": f"{owner}.{name}.{number}"}
        try:
            made.append(_value(kind, each, spot.within(f"item {number}"), faults, passed))
        except _Wrong:
            continue
    if len(faults) > before:
        raise _Wrong
    return tuple(made)


def _mapping(
    wanted: Any, kind: Any, value: Any, spot: Spot, faults: list[Fault], given: dict[str, Any]
) -> dict[str, Any]:
    if not isinstance(value, dict):
        return _refuse(wanted, value, spot, faults)  # type: ignore[no-any-return]
    return {key: _value(kind, each, spot.within(key), faults, given) for key, each in value.items()}


def _plain(wanted: Any, value: Any, spot: Spot, faults: list[Fault]) -> Any:
    """A text, a day, a number, a yes or no, or one of a few words."""
    if wanted is str and isinstance(value, str):
        is_name = spot.label.endswith(", id") or spot.label == "id"
        good = value.strip() and not _UNSEEN.search(value)
        if good and (not is_name or _NAME.fullmatch(value)):
            return value.strip()
    elif wanted in (date, datetime):
        found = _day(value) if wanted is date else _instant(value)
        if found is not None:
            return found
    elif isinstance(wanted, type) and issubclass(wanted, StrEnum):
        if isinstance(value, str) and value in tuple(wanted):
            return wanted(value)
    elif wanted in (bool, int) and type(value) is wanted:
        return value
    return _refuse(wanted, value, spot, faults)


def _day(value: Any) -> date | None:
    if isinstance(value, str) and re.fullmatch(r"\d{4}-\d\d-\d\d", value, re.ASCII):
        try:
            return date.fromisoformat(value)
        except ValueError:
            return None
    return value if isinstance(value, date) and not isinstance(value, datetime) else None


def _instant(value: Any) -> datetime | None:
    if isinstance(value, str):
        try:
            return datetime.fromisoformat(value)
        except ValueError:
            return None
    return value if isinstance(value, datetime) else None


def _refuse(wanted: Any, value: Any, spot: Spot, faults: list[Fault]) -> Any:
    expected = _said(wanted)
    if spot.label.endswith(", id"):
        expected = "a name of letters, digits, points, - and _"
    faults.append(Fault(spot.where, spot.row, spot.label, shown(value), expected))
    raise _Wrong


def _said(wanted: Any) -> str:
    """What is expected, in words."""
    origin, inner = get_origin(wanted), get_args(wanted)
    if origin in (Union, UnionType):
        return _said(next(each for each in inner if each is not NoneType))
    if origin is tuple:
        return f"a list, each {_said(inner[0])}"
    if origin is not None and issubclass(origin, Mapping):
        return f"a table, each value {_said(inner[1])}"
    if wanted is Words:
        return 'the text in both languages: { en = "...", zh = "..." }'
    if is_dataclass(wanted) and isinstance(wanted, type):
        return f"a table with the keys {', '.join(keys_of(wanted))}"
    if isinstance(wanted, type) and issubclass(wanted, StrEnum):
        return f"one of {', '.join(wanted)}"
    return {
        str: "a text without control characters",
        date: "a day, for example 2024-08-15",
        datetime: "an instant, for example 2024-08-15T09:00:00+08:00",
        bool: "true or false",
        int: "a whole number",
    }[wanted]


@cache
def _types(kind: Any) -> dict[str, Any]:
    return get_type_hints(kind)


@cache
def keys_of(kind: Any) -> tuple[str, ...]:
    """The keys that may stand in the table of an entry or a part of one."""
    types = _types(kind)
    found: list[str] = []
    for each in fields(kind):
        wanted = types[each.name]
        found += keys_of(wanted) if wanted in _FLAT else [each.name]
    return tuple(found)


def parts_of(kind: Any) -> tuple[Any, ...]:
    """What an entry is made of besides plain values: choices of words, and tables within it."""
    found: list[Any] = []
    for wanted in _types(kind).values():
        for each in (wanted, *get_args(wanted)):
            if not isinstance(each, type) or each in _FLAT or each is Words:
                continue
            if issubclass(each, StrEnum):
                found.append(each)
            elif is_dataclass(each):
                found += [each, *parts_of(each)]
    return tuple(dict.fromkeys(found))


def table_of(entry: Any) -> dict[str, Any]:
    """Write an entry as the table that it is read from: plain values, days as text.

    Args:
        entry: An entry of a dialogue, or a part of one.

    Returns:
        Its keys; what has its value of its own and that value is left out.
    """
    table: dict[str, Any] = {}
    for each in fields(entry):
        value = getattr(entry, each.name)
        if isinstance(value, _FLAT):
            table |= table_of(value)
        elif not _is_own_value(each, value):
            table[each.name] = plain(value)
    return table


def _is_own_value(each: "Field[Any]", value: Any) -> bool:
    """Whether a field holds what it would hold if nothing stood in the table."""
    if each.default_factory is not MISSING:
        return bool(value == each.default_factory())
    return each.default is not MISSING and value == each.default


def plain(value: Any) -> Any:
    """A value as JSON has it: days as text, lists and tables of the same."""
    if isinstance(value, StrEnum):
        return value.value
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, tuple | list):
        return [plain(each) for each in value]
    if isinstance(value, Mapping):
        return {key: plain(each) for key, each in value.items()}
    return table_of(value) if is_dataclass(value) else value
