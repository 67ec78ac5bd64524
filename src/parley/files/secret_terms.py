"""The terms of a secret run as a file that all three parties have alike."""

from pathlib import Path
from typing import Any

from parley.errors import Fault, InvalidInput
from parley.exchange.secret.terms import Room, Terms
from parley.files.books_folder import charter_of, read_toml
from parley.files.tables import shown

#: Rounds after which the realistic networks that were tried, 2 to 19 of them, were long at rest.
#: Others need more; too few give no wrong sum but none.
ROUNDS = 30

_KEYS = {"neutral", "rounds", "places", "room", "charter"}


def read_terms_file(path: Path) -> Terms:
    """Read the terms of a secret run from a file of TOML.

    Keys: ``neutral``, a name; ``rounds``, 30 if it is missing; ``places``, three of ``host:port``;
    ``room``, for each side how many institutions, debts within and debts across; and a table
    ``charter`` with the keys of a charter.

    Raises:
        CannotOpen: if there is no such file.
        InvalidInput: with every fault.
    """
    table = {"rounds": ROUNDS, **read_toml(path)}
    faults = [
        Fault(path.name, 0, name, "missing", "this key") for name in sorted(_KEYS - table.keys())
    ]
    faults += [
        Fault(path.name, 0, name, shown(repr(table[name])), f"one of {', '.join(sorted(_KEYS))}")
        for name in sorted(table.keys() - _KEYS)
    ]
    for name, kind in (("neutral", str), ("rounds", int), ("charter", dict)):
        if name in table and type(table[name]) is not kind:
            words = {str: "a text", int: "a whole number", dict: "a table"}[kind]
            faults.append(Fault(path.name, 0, name, shown(repr(table[name])), words))
    if not _are_places(table.get("places")):
        value = shown(repr(table.get("places")))
        faults.append(Fault(path.name, 0, "places", value, "three of host:port"))
    if not _is_room(table.get("room")):
        value = shown(repr(table.get("room")))
        faults.append(Fault(path.name, 0, "room", value, "three numbers for each of two sides"))
    if faults:
        raise InvalidInput(faults)
    one, other = (Room(*each) for each in table["room"])
    first, second, third = table["places"]
    return Terms(
        charter_of(table["charter"], path.name), table["neutral"], table["rounds"], (one, other),
        (first, second, third),
    )  # fmt: skip


def _are_places(value: Any) -> bool:
    return isinstance(value, list) and [type(each) for each in value] == [str] * 3


def _is_room(value: Any) -> bool:
    if not isinstance(value, list) or len(value) != 2:
        return False
    return all(isinstance(each, list) and [type(n) for n in each] == [int] * 3 for each in value)
