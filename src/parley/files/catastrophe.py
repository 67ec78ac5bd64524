"""The folder of a catastrophe: events, who insures what, treaties; each file with its source."""

from collections.abc import Mapping
from dataclasses import dataclass
from importlib import resources
from pathlib import Path
from typing import Any

import numpy as np

from parley.engine.amounts import Floats, Money, locked
from parley.engine.catastrophe import EventSet
from parley.engine.provenance import Provenance
from parley.engine.treaties import Treaties
from parley.engine.treaty import Treaty
from parley.errors import Fault, InvalidInput
from parley.files.systems.currencies import is_unit
from parley.files.systems.header import read_toml
from parley.files.tables import Row, Table, amount, read_table, repeated, shown

HEADER = "catastrophe.toml"
_TEXTS = ("name", "title_en", "title_zh", "unit", "date")

#: Each file and its columns: those that must be there, those that may.
_FILES: dict[str, tuple[tuple[str, ...], tuple[str, ...]]] = {
    "events": (("event", "frequency"), ("spread", "name", "year", "states")),
    "losses": (("event", "region", "loss"), ()),
    "firms": (("firm", "assets", "liquid_assets"), ()),
    "market_shares": (("firm", "region", "share"), ()),
    "treaties": (
        ("treaty", "cedent"),
        (
            "attachment", "limit", "aggregate_attachment", "aggregate_limit", "of_direct",
            "of_assumed", "premium", "reinstatement_rate", "reinstatements",
        ),
    ),
    "signed": (("treaty", "reinsurer", "share"), ()),
}  # fmt: skip


@dataclass(frozen=True, eq=False)
class Catastrophe:
    """What may happen, to whom, and who has promised to bear it.

    Args:
        name: Identifier.
        title_en, title_zh: What people read.
        unit: Of all money, for example ``USD bn``.
        date: The day of prices, ISO 8601.
        events: What may happen.
        firms: Insurers and reinsurers.
        market_shares: Share of each region's losses that each firm insures. Shape (n, regions).
        assets, liquid_assets: What each has for claims. Shape (n,), money.
        treaties: Among the firms.
        sources: Of each file, in words.
        classes: Of each file's figures.
    """

    name: str
    title_en: str
    title_zh: str
    unit: str
    date: str
    events: EventSet
    firms: tuple[str, ...]
    market_shares: Floats
    assets: Money
    liquid_assets: Money
    treaties: Treaties
    sources: Mapping[str, str]
    classes: Mapping[str, Provenance]


def list_catastrophes() -> tuple[str, ...]:
    """Names of the catastrophes that ship with the package, in alphabetical order."""
    folder = Path(str(resources.files("parley"))) / "catastrophes"
    return tuple(sorted(path.parent.name for path in folder.glob(f"*/{HEADER}")))


def find_catastrophe(name_or_folder: str | Path) -> Catastrophe:
    """Read a built-in catastrophe by its name, or a user's own by its folder.

    Raises:
        InvalidInput: if there is none, or with every fault in its files.
    """
    text = str(name_or_folder)
    if text in list_catastrophes():
        return read_catastrophe(Path(str(resources.files("parley"))) / "catastrophes" / text)
    if not text or not Path(text).is_dir():
        wanted = "the name of a built-in catastrophe (" + ", ".join(list_catastrophes()) + ")"
        raise InvalidInput([Fault("catastrophe", 0, "", shown(text), f"{wanted} or a folder")])
    return read_catastrophe(Path(text))


def read_catastrophe(folder: Path) -> Catastrophe:
    """Read the folder of a catastrophe.

    Raises:
        InvalidInput: with every fault in its files, by file, row and field.
    """
    faults: list[Fault] = []
    header = _header(folder, faults)
    tables = {
        stem: read_table(folder, stem, required, faults, optional=optional)
        for stem, (required, optional) in _FILES.items()
    }
    whole = {stem: table for stem, table in tables.items() if table is not None}
    if faults or header is None or len(whole) < len(tables):
        raise InvalidInput(faults)
    parts = _parts(whole, faults)
    if faults:
        raise InvalidInput(faults)
    return Catastrophe(**header, **parts)


def _header(folder: Path, faults: list[Fault]) -> dict[str, Any] | None:
    """Texts, sources and classes from the head of the folder."""
    entries = read_toml(folder / HEADER, faults)
    if entries is None:
        return None
    texts = {key: str(entries.get(key, "")).strip() for key in _TEXTS}
    for key, text in texts.items():
        if not text:
            faults.append(Fault(HEADER, 0, key, "missing", "a text"))
    if texts["unit"] and not is_unit(texts["unit"]):
        wanted = "a currency code, then mn, bn or tn: USD bn"
        faults.append(Fault(HEADER, 0, "unit", shown(texts["unit"]), wanted))
    known = (*_TEXTS, "files")
    faults += [
        Fault(HEADER, 0, shown(key), "", "one of " + ", ".join(known))
        for key in entries
        if key not in known
    ]
    files = entries.get("files")
    said = files if isinstance(files, dict) else {}
    sources, classes = {}, {}
    for stem in _FILES:
        each = said.get(stem)
        entry = each if isinstance(each, dict) else {}
        sources[stem] = str(entry.get("source", "")).strip()
        if not sources[stem]:
            faults.append(Fault(HEADER, 0, f"files.{stem}.source", "missing", "a text"))
        try:
            classes[stem] = Provenance(entry.get("class", ""))
        except ValueError:
            value, wanted = shown(str(entry.get("class", "missing"))), ", ".join(Provenance)
            faults.append(Fault(HEADER, 0, f"files.{stem}.class", value, f"one of {wanted}"))
    return {**texts, "sources": sources, "classes": classes}


def _parts(tables: dict[str, Table], faults: list[Fault]) -> dict[str, Any]:
    """Everything but the head, from tables whose columns are there."""
    events = _keys(tables["events"], "event", faults)
    regions = tuple(dict.fromkeys(row.text("region") for row in tables["losses"].rows))
    firms = _keys(tables["firms"], "firm", faults)
    losses = _matrix(tables["losses"], ("event", events), ("region", regions), "loss", faults)
    shares = _matrix(
        tables["market_shares"], ("firm", firms), ("region", regions), "share", faults, high=1.0
    )
    frequency = _column(tables["events"], "frequency", faults, high=64.0)
    spread = _column(tables["events"], "spread", faults, high=10.0, default=0.0)
    assets = _column(tables["firms"], "assets", faults)
    liquid = _column(tables["firms"], "liquid_assets", faults)
    for row in tables["firms"].rows:
        k = firms.index(row.text("firm"))
        if not faults and liquid[k] > assets[k]:
            faults.append(row.fault("liquid_assets", "at most assets"))
    treaties = _treaties(tables["treaties"], tables["signed"], firms, faults)
    if faults:
        return {}
    for total, region in zip(shares.sum(axis=0), regions, strict=True):
        if total > 1.0 + 1e-12:
            said = f"{total:g} in all"
            faults.append(Fault("market_shares.csv", 0, f"share of {region}", said, "at most 1"))
    return {
        "events": EventSet(events, regions, frequency, losses, spread), "firms": firms,
        "market_shares": locked(shares), "assets": locked(assets), "liquid_assets": locked(liquid),
        "treaties": Treaties.among(firms, treaties),
    }  # fmt: skip


def _keys(table: Table, column: str, faults: list[Fault]) -> tuple[str, ...]:
    """The names in a column, each of which must be there once."""
    faults += repeated(table.rows, (column,))
    faults += [row.fault(column, "a name") for row in table.rows if not row.text(column)]
    return tuple(row.text(column) for row in table.rows)


def _column(
    table: Table, column: str, faults: list[Fault], *, high: float = 1e15,
    default: float | None = None,
) -> Floats:  # fmt: skip
    """The numbers in a column; an empty cell is ``default`` if there is one."""
    found = [_number(row, column, faults, high=high, default=default) for row in table.rows]
    return np.array(found, dtype=np.float64)


def _number(
    row: Row, column: str, faults: list[Fault], *, high: float = 1e15, default: float | None = None
) -> float:
    if default is not None and not row.text(column):
        return default
    value = amount(row, column, faults, high=high)
    return np.nan if value is None else value


def _matrix(
    table: Table, rows: tuple[str, tuple[str, ...]], columns: tuple[str, tuple[str, ...]],
    value: str, faults: list[Fault], *, high: float = 1e15,
) -> Floats:  # fmt: skip
    """A table of places and numbers as a matrix; what is not listed is 0."""
    found = np.zeros((len(rows[1]), len(columns[1])))
    faults += repeated(table.rows, (rows[0], columns[0]))
    for row in table.rows:
        i, j = _place(row, *rows, faults), _place(row, *columns, faults)
        number = _number(row, value, faults, high=high)
        if i is not None and j is not None:
            found[i, j] = number
    return found


def _place(row: Row, column: str, names: tuple[str, ...], faults: list[Fault]) -> int | None:
    """Where the name in a column stands among those that are known."""
    if row.text(column) in names and row.text(column):
        return names.index(row.text(column))
    faults.append(row.fault(column, f"one of the {len(names)} in the table of that name"))
    return None


def _treaties(
    table: Table, signed: Table, firms: tuple[str, ...], faults: list[Fault]
) -> list[Treaty]:
    """The treaties, with who has signed them."""
    names = _keys(table, "treaty", faults)
    faults += repeated(signed.rows, ("treaty", "reinsurer"))
    shares: dict[str, dict[str, float]] = {name: {} for name in names}
    for row in signed.rows:
        _place(row, "reinsurer", firms, faults)
        if _place(row, "treaty", names, faults) is not None:
            share = _number(row, "share", faults, high=1.0)
            shares[row.text("treaty")][row.text("reinsurer")] = share
    for row in table.rows:
        _place(row, "cedent", firms, faults)
    found = [_treaty(row, shares, faults) for row in table.rows if not faults]
    return [treaty for treaty in found if treaty is not None]


def _treaty(row: Row, shares: Mapping[str, dict[str, float]], faults: list[Fault]) -> Treaty | None:
    """The treaty of one row, or its faults with file and row.

    Reinstatements set the limit of the year, unless that is given as well.
    """
    terms = {
        column: _number(row, column, faults) for column in _FILES["treaties"][1] if row.text(column)
    }
    if "reinstatements" in terms and "limit" in terms:
        terms.setdefault("aggregate_limit", terms["limit"] * (terms["reinstatements"] + 1.0))
    try:
        return None if faults else Treaty(row.text("cedent"), shares[row.text("treaty")], **terms)
    except InvalidInput as error:
        faults += [
            Fault(row.file, row.number, fault.field, fault.value, fault.expected)
            for fault in error.faults
        ]
        return None
