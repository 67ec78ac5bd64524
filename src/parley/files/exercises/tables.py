"""Tables of an exercise to checked entries: what does not fit is named in Parley's own words."""

from collections.abc import Iterator, Sequence
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError

from parley.errors import Fault
from parley.files.exercises.entries import Entry
from parley.files.toml_tables import shown

E = TypeVar("E", bound=Entry)


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
