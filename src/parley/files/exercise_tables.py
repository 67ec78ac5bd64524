"""TOML of an exercise to checked entries: what does not fit is named in Parley's own words."""

import re
import tomllib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError

from parley.errors import Fault, InvalidInput
from parley.files.exercise_entries import Entry

E = TypeVar("E", bound=Entry)


@dataclass(frozen=True)
class Tables:
    """The tables of one file.

    Args:
        name: The name of the file.
        content: What stands in it, by top-level key.
        text: The file as it was written.
    """

    name: str
    content: dict[str, Any]
    text: str

    def listed(self, key: str) -> list[Any]:
        """The entries of the list under ``key``; none if no list stands there."""
        found = self.content.get(key, [])
        return found if isinstance(found, list) else []

    def rows(self, key: str) -> list[int]:
        """The line on which each entry under ``key`` begins; 0 where that is not certain."""
        header = re.compile(rf"\s*\[\[\s*{key}\s*\]\]")
        lines = enumerate(self.text.split("\n"), start=1)
        rows = [row for row, line in lines if header.match(line)]
        count = len(self.listed(key))
        return rows if len(rows) == count else [0] * count


def parse_tables(name: str, content: bytes, page: str = "docs/exercises.md") -> Tables:
    """Parse one file.

    Args:
        name: Its name, for the message.
        content: Its bytes.
        page: Where the user can read what such a file looks like.

    Raises:
        InvalidInput: if it is no TOML, naming the line.
    """
    try:
        text = content.decode("utf-8-sig").replace("\r\n", "\n")
        return Tables(name, tomllib.loads(text), text)
    except UnicodeDecodeError as error:
        row = error.object.count(b"\n", 0, error.start) + 1
        value = f"byte 0x{error.object[error.start]:02x}"
        fault = Fault(name, row, "", value, "text in UTF-8")
    except tomllib.TOMLDecodeError as error:
        line = re.search(r"at line (\d+)", str(error))
        lines = text.split("\n")
        row = int(line[1]) if line else len(lines)
        value = shown(lines[row - 1].strip()) if line else "the end of the file"
        said = shown(re.sub(r" \(at [^()]*\)$", "", str(error)))
        fault = Fault(name, row, "", value, f"TOML, as {page} shows it ({said})")
    except (ValueError, RecursionError):
        fault = Fault(name, 0, "", "", "TOML without numbers of thousands of digits or deep nests")
    raise InvalidInput([fault])


def check_entry(
    model: type[E], given: object, where: str, row: int, label: str, faults: list[Fault]
) -> E | None:
    """Check one table against what may stand in it.

    Args:
        model: What may stand in it.
        given: The table.
        where, row, label: File, line and name of the entry, for the message.
        faults: Every fault that is found is added here.

    Returns:
        The entry, or None if there were faults.
    """
    try:
        return model.model_validate(given)
    except ValidationError as error:
        for each in error.errors(include_url=False, include_context=False):
            place = each["loc"]
            field = ", ".join(part for part in (label, _path(place)) if part)
            value = "nothing" if each["type"] == "missing" else shown(each["input"])
            if each["type"] == "extra_forbidden":
                expected = f"one of the keys {', '.join(_keys(model, place[:-1]))}"
            else:
                expected = _expected(model, place)
            faults.append(Fault(where, row, field, value, expected))
        return None


def shown(value: object) -> str:
    """A value as a message shows it: short, on one line, nothing that can not be printed."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, dict):
        return "a table"
    if isinstance(value, list | tuple):
        return "a list"
    try:
        text = str(value)
    except ValueError:
        return "a number of thousands of digits"
    text = "".join(c if c.isprintable() else " " for c in text) or '""'
    return text if len(text) <= 80 else f"{text[:77]}..."


def _path(place: Sequence[int | str]) -> str:
    """A place within an entry: ``text.zh``, or ``ranks, item 2``."""
    path = ""
    for part in place:
        if isinstance(part, int):
            path += f"{', ' if path else ''}item {part + 1}"
        else:
            path += f"{'.' if path else ''}{shown(part)}"
    return path


def _fields(model: type[BaseModel], place: Sequence[int | str]) -> Iterator[tuple[str, Any]]:
    """The fields that one passes on the way to a place: the key in the file, and the field."""
    for part in place:
        by_key = {field.alias or name: field for name, field in model.model_fields.items()}
        if part not in by_key:
            continue
        field = by_key[str(part)]
        yield str(part), field
        inner = [field.annotation, *getattr(field.annotation, "__args__", ())]
        models = [each for each in inner if isinstance(each, type) and issubclass(each, BaseModel)]
        if not models:
            return
        model = models[0]


def _expected(model: type[BaseModel], place: Sequence[int | str]) -> str:
    """What is expected at a place: the description of the innermost field around it."""
    found = [field.description for _, field in _fields(model, place)]
    return found[-1] if found else "a table"


def _keys(model: type[BaseModel], place: Sequence[int | str]) -> list[str]:
    """The keys that may stand in the table at a place."""
    for _, field in _fields(model, place):
        inner = [field.annotation, *getattr(field.annotation, "__args__", ())]
        model = next(each for each in inner if isinstance(each, type) and issubclass(each, Entry))
    return [field.alias or name for name, field in model.model_fields.items()]
