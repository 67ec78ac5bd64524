"""A side's books and salt as bytes: kept in the record, so that a run can be replayed."""

import math
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from parley.engine.amounts import Ints
from parley.engine.contagion.whole_clearing import LARGEST_AMOUNT, WholeDebts
from parley.engine.whole.plan import Plan
from parley.errors import Fault, InvalidInput
from parley.exchange.amounts import pack, unpack
from parley.exchange.canonical import Value
from parley.exchange.joint.across import Across
from parley.exchange.joint.books import Books
from parley.exchange.joint.channels import (
    FUNDING,
    PAYMENTS,
    TIES,
    Lending,
    Portfolio,
    Rehearsal,
    Treasury,
)
from parley.exchange.joint.charter import Charter, read_charter

#: Every name of contracts across.
_ALL_TIES = tuple(name for pair in TIES.values() for name in pair)

Parts = tuple[dict[str, Value], tuple[bytes, ...]]


def store(charter: Charter, books: Books, salt: bytes) -> Parts:
    """Write what a run begins with: a table, and attachments with the numbers.

    Args:
        charter: The terms.
        books: This side's own.
        salt: Of the commitment.
    """
    arrays = books.arrays()
    body: dict[str, Value] = {
        "charter": charter.body,
        "side": books.side,
        "names": list(books.names),
        "arrays": {name: list(values.shape) for name, values in arrays.items()},
        "salt": salt.hex(),
    }
    return body, tuple(pack(arrays[name]) for name in sorted(arrays))


def restore(body: Mapping[str, Value], kept: Sequence[bytes]) -> tuple[Charter, Books, bytes]:
    """Read what ``store`` has written.

    Raises:
        InvalidInput: for anything else.
    """
    try:
        terms, side, names = body["charter"], body["side"], body["names"]
        shapes, salt = body["arrays"], bytes.fromhex(str(body["salt"]))
    except (KeyError, ValueError) as error:
        raise _fault("keys", str(error)[:80]) from error
    if not (
        isinstance(terms, Mapping) and isinstance(side, int)
        and isinstance(names, list) and isinstance(shapes, Mapping)
    ):  # fmt: skip
        raise _fault("types", "others")
    if len(kept) != len(shapes):
        raise _fault("attachments", str(len(kept)))
    arrays = {
        name: _shaped(name, _numbers(raw), shapes[name])
        for name, raw in zip(sorted(shapes), kept, strict=True)
    }
    try:
        books = Books(side, tuple(map(str, names)), **_fields(arrays))
    except (TypeError, KeyError) as error:
        raise _fault("arrays", str(error)[:80]) from error
    return read_charter(terms), books, salt


def _shaped(name: str, values: Ints, shape: Value) -> Ints:
    sizes = [each for each in shape if isinstance(each, int)] if isinstance(shape, list) else [-1]
    if min(sizes, default=-1) < 0 or math.prod(sizes) != values.size:
        raise _fault(name, f"{values.size} numbers")
    return values.reshape(sizes)


def _fields(arrays: Mapping[str, Ints]) -> dict[str, Any]:
    """The fields of ``Books`` by the names that ``Books.arrays`` gives."""
    parts: dict[str, dict[str, Any]] = {}
    ties: dict[str, dict[int, dict[str, Ints]]] = {}
    for name, values in arrays.items():
        label, _, rest = name.partition(".")
        if label in _ALL_TIES:
            peer, _, part = rest.partition(".")
            ties.setdefault(label, {}).setdefault(int(peer), {})[part] = values
        else:
            parts.setdefault(label, {})[rest] = values
    across = {
        label: {peer: Across(**found) for peer, found in by_peer.items()}
        for label, by_peer in ties.items()
    }
    found: dict[str, Any] = {
        "debts": WholeDebts(**parts["debts"]),
        "assets": parts["assets"][""],
        "owes": across["owes"],
        "claims": across["claims"],
    }
    if "portfolio" in parts:
        found["portfolio"] = Portfolio(**parts["portfolio"])
    if "rehearsal" in parts:
        groups = {int(side): values for side, values in parts["groups"].items()}
        found["rehearsal"] = Rehearsal(Plan(**parts["plan"]), parts["rehearsal"]["group"], groups)
    if "treasury" in parts:
        two: dict[str, Any] = {name: across[name] for name in TIES[PAYMENTS]}
        found["treasury"] = Treasury(**parts["treasury"], **two)
    if "lending" in parts:
        two = {name: across[name] for name in TIES[FUNDING]}
        found["lending"] = Lending(**parts["lending"], **two)
    return found


def _numbers(raw: bytes) -> Ints:
    return unpack(raw, len(raw) // 8, high=LARGEST_AMOUNT)


def _fault(field: str, found: str) -> InvalidInput:
    return InvalidInput([Fault("stored books", 0, field, found, "those of a stored run")])


def in_units(amounts: object, units_per_money: float) -> Ints:
    """Amounts of money in whole numbers of a unit, rounded to the nearest.

    Args:
        amounts: Any shape, money, 0 or more.
        units_per_money: How many units make one of the system's money, such as 1e11 for cents
            in billions.

    Raises:
        InvalidInput: if the sum would be 2^62 or more: the unit is too small.
    """
    exact = np.asarray(amounts, dtype=np.float64) * units_per_money
    if not np.all(np.isfinite(exact)) or float(np.abs(exact).sum()) >= float(LARGEST_AMOUNT):
        raise InvalidInput([Fault("amounts", 0, "sum in units", "2^62 or more", "a larger unit")])
    return np.rint(exact).astype(np.int64)
