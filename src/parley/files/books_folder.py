"""What a side brings to a joint run, as files: the charter, and a folder with its own books."""

import csv
import json
import re
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import MISSING, fields
from pathlib import Path
from typing import Any, get_origin, get_type_hints

import numpy as np

from parley.engine.amounts import Ints
from parley.engine.contagion.whole_clearing import LARGEST_AMOUNT, WholeDebts
from parley.errors import CannotOpen, Fault, InvalidInput
from parley.exchange.joint.books import Across, Books
from parley.exchange.joint.channels import CLEARING
from parley.exchange.joint.charter import Charter, read_charter
from parley.files.tables import Row, Table, read_table, repeated, shown

INSTITUTIONS, CONTRACTS, SHOCKS = "institutions", "contracts", "shocks"

_WHOLE = re.compile(r"\d{1,19}", re.ASCII)

Pair = tuple[int, int]


def charter_text(charter: Charter) -> str:
    """A charter as TOML, one key a line."""
    lines = (
        f"{name} = {json.dumps(value, ensure_ascii=False)}" for name, value in charter.body.items()
    )
    return "".join(f"{line}\n" for line in lines)


def read_charter_file(path: Path) -> Charter:
    """Read a charter from a file of TOML; a key that is missing has its usual value.

    Raises:
        CannotOpen: if there is no such file.
        InvalidInput: with every fault.
    """
    return charter_of(read_toml(path), path.name)


def read_toml(path: Path) -> dict[str, Any]:
    """Read a file of TOML.

    Raises:
        CannotOpen: if there is no such file.
        InvalidInput: if it is none.
    """
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise CannotOpen(f"{path}: {error.strerror}") from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise InvalidInput([Fault(path.name, 0, "", shown(str(error)), "TOML")]) from error


def charter_of(table: dict[str, Any], where: str) -> Charter:
    """Read a charter from a table of TOML; a key that is missing has its usual value.

    Args:
        table: Of the file.
        where: Its name, for faults.

    Raises:
        InvalidInput: with every fault.
    """
    hints, faults = get_type_hints(Charter), []
    for each in fields(Charter):
        kind = get_origin(hints[each.name]) or hints[each.name]
        wanted = list if kind is tuple else kind
        if each.name in table and type(table[each.name]) is not wanted:
            value = shown(repr(table[each.name]))
            names = {list: "a list", str: "a text", int: "a whole number", bool: "true or false"}
            faults.append(Fault(where, 0, each.name, value, names.get(wanted, str(wanted))))
        elif each.name not in table and each.default is MISSING:
            faults.append(Fault(where, 0, each.name, "missing", "this key"))
        elif each.name not in table:
            table[each.name] = _listed(each.default)
    if not faults:
        faults = [
            Fault(where, 0, name, shown(repr(value)), "texts and whole numbers")
            for name, value in table.items()
            if not _is_plain(value)
        ]
    if faults:
        raise InvalidInput(faults)
    return read_charter(table)


def _listed(value: object) -> object:
    return [_listed(each) for each in value] if isinstance(value, tuple) else value


def _is_plain(value: object) -> bool:
    if isinstance(value, list):
        return all(map(_is_plain, value))
    return isinstance(value, str | int)


def read_books(folder: Path, charter: Charter, side: int) -> Books:
    """Read the books of one side.

    Args:
        folder: With ``institutions.csv``: institution, owes_outside, assets; ``contracts.csv``:
            debtor, creditor, amount, each with an institution of this side; and, if there is more
            than one draw, ``shocks.csv``: draw (from 1), institution, assets (what it is left
            with there). All are whole numbers of the charter's unit.
        charter: Names draws, and the institutions of the other sides.
        side: The number of this side.

    Raises:
        InvalidInput: with every fault of every file.
    """
    if not folder.is_dir():
        raise CannotOpen(f"{folder}: no such folder; it holds {INSTITUTIONS}.csv and others")
    faults: list[Fault] = []
    if charter.channels != (CLEARING,):
        wanted = f"{CLEARING} alone: folders of books have no files for the other channels"
        faults.append(Fault("charter", 0, "channels", ", ".join(charter.channels), wanted))
    columns = ("institution", "owes_outside", "assets")
    listed = read_table(folder, INSTITUTIONS, columns, faults)
    debts = read_table(folder, CONTRACTS, ("debtor", "creditor", "amount"), faults)
    shocks = read_table(
        folder, SHOCKS, ("draw", "institution", "assets"), faults, must_exist=charter.draws > 1
    )
    if listed is None or debts is None or faults:
        raise InvalidInput(faults)
    own = {row.text("institution"): k for k, row in enumerate(listed.rows)}
    away = {
        name: (peer, k)
        for peer, names in enumerate(charter.institutions)
        for k, name in enumerate(names)
        if peer != side
    }
    faults += repeated(listed.rows, ("institution",))
    faults += [
        row.fault("institution", f"one of {charter.sides[side]}: {charter.sides[peer]} has it")
        for row in listed.rows
        for peer, _ in [away.get(row.text("institution"), (-1, -1))]
        if peer >= 0
    ]
    outside = _column(listed, "owes_outside", faults)
    assets = np.tile(_column(listed, "assets", faults), (charter.draws, 1))
    if shocks is not None:
        _shock(assets, shocks, own, faults)
    contracts = _contracts(debts, own, away, faults)
    if not faults:
        faults = _not_listed(contracts, own, charter, side)
    if faults:
        raise InvalidInput(faults[:40])
    return _books(side, tuple(own), outside, assets, contracts, len(charter.sides))


def _column(table: Table, column: str, faults: list[Fault]) -> Ints:
    return np.array([_amount(row, column, faults) for row in table.rows], dtype=np.int64)


def _amount(row: Row, column: str, faults: list[Fault], low: int = 0) -> int:
    text = row.text(column)
    value = int(text) if _WHOLE.fullmatch(text) else -1
    if low <= value <= LARGEST_AMOUNT:
        return value
    faults.append(row.fault(column, f"a whole number from {low} to {LARGEST_AMOUNT}"))
    return 0


def _shock(assets: Ints, table: Table, own: Mapping[str, int], faults: list[Fault]) -> None:
    """Put in what each is left with in each draw."""
    before = len(faults)
    faults += repeated(table.rows, ("draw", "institution"))
    for row in table.rows:
        draw = _amount(row, "draw", faults, 1)
        if draw > len(assets):
            faults.append(row.fault("draw", f"1 to {len(assets)}, the draws of the charter"))
        if row.text("institution") not in own:
            faults.append(row.fault("institution", f"one of {INSTITUTIONS}"))
        left = _amount(row, "assets", faults)
        if len(faults) == before:
            assets[draw - 1, own[row.text("institution")]] = left


#: Within; what is owed, and what is claimed, across to each other side: own, other, amount.
_Contracts = tuple[list[tuple[int, int, int]], dict[tuple[str, int], list[tuple[int, int, int]]]]


def _contracts(
    table: Table, own: Mapping[str, int], away: Mapping[str, Pair], faults: list[Fault]
) -> _Contracts:
    inside: list[tuple[int, int, int]] = []
    across: dict[tuple[str, int], list[tuple[int, int, int]]] = {}
    faults += repeated(table.rows, ("debtor", "creditor"))
    for row in table.rows:
        debtor, creditor = row.text("debtor"), row.text("creditor")
        amount = _amount(row, "amount", faults, 1)
        if debtor == creditor:
            faults.append(row.fault("creditor", "somebody else than the debtor"))
        elif debtor not in own and creditor not in own:
            faults.append(row.fault("debtor", f"one of {INSTITUTIONS}, or a creditor that is"))
        elif debtor in own and creditor in own:
            inside.append((own[debtor], own[creditor], amount))
        else:
            name, here, there = (
                ("owes", debtor, creditor) if debtor in own else ("claims", creditor, debtor)
            )
            if there not in away:
                column = "creditor" if name == "owes" else "debtor"
                faults.append(row.fault(column, "an institution of another side in the charter"))
                continue
            peer, other = away[there]
            across.setdefault((name, peer), []).append((own[here], other, amount))
    return inside, across


def _not_listed(
    contracts: _Contracts, own: Mapping[str, int], charter: Charter, side: int
) -> list[Fault]:
    """Institutions with debts or claims across that the charter does not name."""
    names, known = list(own), set(charter.institutions[side])
    crossing = {here for rows in contracts[1].values() for here, _, _ in rows}
    wanted = f"an institution of {charter.sides[side]} in the charter: it has contracts across"
    return [
        Fault(f"{CONTRACTS}.csv", 0, "institution", shown(names[here]), wanted)
        for here in sorted(crossing)
        if names[here] not in known
    ]


def _books(
    side: int, names: tuple[str, ...], outside: Ints, assets: Ints, contracts: _Contracts,
    sides: int,
) -> Books:  # fmt: skip
    inside, across = contracts
    elsewhere = outside.copy()
    for (name, _), rows in across.items():
        if name == "owes":
            for here, _, amount in rows:
                elsewhere[here] += amount
    peers = [peer for peer in range(sides) if peer != side]
    return Books(
        side, names, WholeDebts(*_columns(inside), elsewhere), assets,
        {peer: Across(*_columns(across.get(("owes", peer), ()))).ordered() for peer in peers},
        {peer: Across(*_columns(across.get(("claims", peer), ()))).ordered() for peer in peers},
    )  # fmt: skip


def _columns(rows: Iterable[tuple[int, int, int]]) -> tuple[Ints, Ints, Ints]:
    table = np.array(list(rows), dtype=np.int64).reshape(-1, 3)
    return table[:, 0].copy(), table[:, 1].copy(), table[:, 2].copy()


def write_books(folder: Path, books: Books, charter: Charter) -> None:
    """Write the books of one side as ``read_books`` reads them, into a folder that is there."""
    debts, names = books.debts, books.names
    outside = debts.elsewhere.copy()
    rows = [
        (names[i], names[j], a) for i, j, a in _rows(debts.debtor, debts.creditor, debts.amount)
    ]
    for peer in sorted(books.owes):
        theirs = charter.institutions[peer]
        owes, claims = books.owes[peer], books.claims[peer]
        np.subtract.at(outside, owes.own, owes.amount)
        rows += [(names[i], theirs[j], a) for i, j, a in _rows(owes.own, owes.other, owes.amount)]
        every = _rows(claims.own, claims.other, claims.amount)
        rows += [(theirs[j], names[i], a) for i, j, a in every]
    first = books.assets[0]
    table = ((name, *pair) for name, pair in zip(names, _rows(outside, first), strict=True))
    _write(folder, INSTITUTIONS, ("institution", "owes_outside", "assets"), table)
    _write(folder, CONTRACTS, ("debtor", "creditor", "amount"), rows)
    if charter.draws > 1:
        others = np.argwhere(books.assets != first)
        changed = ((d + 1, names[i], books.assets[d, i]) for d, i in others)
        _write(folder, SHOCKS, ("draw", "institution", "assets"), changed)


def _rows(*columns: Ints) -> Iterable[tuple[int, ...]]:
    return zip(*(map(int, column) for column in columns), strict=True)


def _write(
    folder: Path, stem: str, header: tuple[str, ...], rows: Iterable[tuple[object, ...]]
) -> None:
    with (folder / f"{stem}.csv").open("w", encoding="utf-8", newline="") as file:
        lines = csv.writer(file, lineterminator="\n")
        lines.writerow(header)
        lines.writerows(rows)
