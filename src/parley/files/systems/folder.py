"""A system's folder to totals: every fault of every file at once, never a traceback."""

import re
from pathlib import Path

import numpy as np

from parley.engine.amounts import Floats
from parley.engine.estimates import Figure, estimate
from parley.engine.provenance import Origin, Provenance
from parley.engine.totals import MONEY_ITEMS, AssetClass, SystemTotals
from parley.errors import Fault, InvalidInput
from parley.files.systems.currencies import read_exchange_rates
from parley.files.systems.figures import (
    Collected,
    items_in,
    read_dictionary,
    read_long,
    read_recipes,
    read_wide,
    read_world_totals,
)
from parley.files.systems.header import SystemHeader, read_header
from parley.files.systems.parts import (
    country_claims,
    read_asset_classes,
    read_contracts,
    read_country_claims,
    read_holdings,
    read_institutions,
)
from parley.files.tables import Table, repeated, shown

#: The tables of a system's folder, each CSV or Parquet; docs/systems.md says what is in them.
TABLES = (
    "institutions",
    "balance_sheets",
    "figures",
    "asset_classes",
    "holdings",
    "contracts",
    "country_claims",
    "world_totals",
    "exchange_rates",
    "estimates",
    "dictionary",
)

#: Parts may exceed a whole by this share: what is left of rounding in a sum.
_SLACK = 1e-6

_SOMEWHERE = SystemHeader("unknown", "", "", closed=False)


def read_system(folder: Path) -> SystemTotals:
    """Read a system from a folder, and fill what its recipes fill.

    Args:
        folder: With ``system.toml``, ``institutions.csv``, ``balance_sheets.csv`` or
            ``figures.csv``, and the tables of ``TABLES`` that the system needs.

    Returns:
        The totals, each figure with its class and source.

    Raises:
        InvalidInput: with every fault of every file: file, row, field, value and what was expected.
        MissingExtra: if a table is Parquet and pyarrow is not installed.
    """
    faults = _faults_in_folder(folder)
    if faults:
        raise InvalidInput(faults)
    header = read_header(folder, faults)
    jurisdictions, titles = read_institutions(folder, faults)
    rates = read_exchange_rates(folder, faults)
    read = Collected(header or _SOMEWHERE, jurisdictions, rates)
    classes = read_asset_classes(folder, faults)
    dictionary = read_dictionary(folder, faults)
    recipes = read_recipes(folder, faults)
    items = {*MONEY_ITEMS, *(f"holdings.{one.name}" for one in classes), *items_in(dictionary)}
    if dictionary is not None:
        faults += repeated(dictionary.rows, ("file", "column"))
    fillable = {recipe.item for recipe in recipes}
    for recipe in recipes:
        if recipe.item not in items:
            wanted = "one of " + ", ".join(sorted(items))
            faults.append(Fault(recipe.where, recipe.row, "item", shown(recipe.item), wanted))
    if _is_there(folder, "figures"):
        read_long(folder, read, items, faults)
    if _is_there(folder, "balance_sheets") or not _is_there(folder, "figures"):
        read_wide(folder, read, fillable, faults)
    read_world_totals(folder, read, faults)
    holdings = read_holdings(folder, read, classes, faults)
    contracts = read_contracts(folder, read, faults)
    claims = read_country_claims(folder, read, faults)
    if faults or header is None:
        raise InvalidInput(faults)
    read.figures = estimate(read.facts(), recipes)
    if holdings is not None:
        _fill_unlisted(read, classes, holdings)
    return _totals(read, titles, classes, contracts, claims)


def _faults_in_folder(folder: Path) -> list[Fault]:
    """Whether the folder can be read at all, and holds only files of a system's folder."""
    try:
        names = sorted(path.name for path in folder.iterdir())
    except (OSError, ValueError) as error:
        why = getattr(error, "strerror", None) or str(error)
        return [Fault(shown(str(folder)), 0, "", why, "a folder with system.toml")]
    known = {f"{stem}{ending}" for stem in TABLES for ending in (".csv", ".parquet")}
    return [
        Fault(
            shown(name), 0, "", "", "one of system.toml, " + ", ".join(f"{t}.csv" for t in TABLES)
        )
        for name in names
        if name.endswith((".csv", ".parquet")) and name not in known
    ]


def _is_there(folder: Path, stem: str) -> bool:
    return any((folder / f"{stem}{ending}").exists() for ending in (".csv", ".parquet"))


def _fill_unlisted(read: Collected, classes: tuple[AssetClass, ...], holdings: Table) -> None:
    """A table of holdings is complete: what it does not list is nothing."""
    origin = Origin(Provenance.FILE, f"not listed in {holdings.file}", read.header.date)
    for one in classes:
        for name in read.institutions:
            read.figures.setdefault((f"holdings.{one.name}", name), Figure(0.0, origin))


def _totals(
    read: Collected,
    titles: dict[str, str],
    classes: tuple[AssetClass, ...],
    contracts: Floats | None,
    claims: Table | None,
) -> SystemTotals:
    """Put the figures together; what is wrong between them is a fault of the row it stands in."""
    names = tuple(read.institutions)
    wanted = (*MONEY_ITEMS, *(f"holdings.{one.name}" for one in classes))
    _require_all(read, wanted, names)
    columns = {
        item: np.array([read.figures[item, name].value for name in names]) for item in wanted
    }
    held = [columns[f"holdings.{one.name}"] for one in classes]
    faults = _faults_in_contracts(read, columns, contracts)
    header = read.header
    try:
        totals = SystemTotals(
            name=header.name,
            date=header.date,
            unit=header.unit,
            names=names,
            titles_zh=tuple(titles[name] for name in names),
            jurisdictions=tuple(read.institutions.values()),
            **{item: columns[item] for item in MONEY_ITEMS},
            asset_classes=classes,
            holdings=np.stack(held, axis=1) if held else np.zeros((len(names), 0)),
            country_claims=None
            if claims is None
            else country_claims(
                claims, read, columns["interbank_assets"], columns["interbank_liabilities"]
            ),
            known_liabilities=contracts,
            closed=header.closed,
            origins={
                (item, name): read.figures[item, name].origin for item in wanted for name in names
            },
            ranges=_ranges(read, wanted),
            title_en=header.title_en,
            title_zh=header.title_zh,
        )
    except InvalidInput as invalid:
        faults += [_located(fault, read) for fault in invalid.faults]
    if faults:
        raise InvalidInput(faults)
    return totals


def _require_all(read: Collected, items: tuple[str, ...], names: tuple[str, ...]) -> None:
    """Raise unless every institution has a figure for every item."""
    faults = [
        Fault(
            "figures.csv",
            0,
            f"{item} of {shown(name)}",
            "missing",
            f"a figure for {read.header.date}, or a recipe in estimates.csv that fills it",
        )
        for item in items
        for name in names
        if (item, name) not in read.figures
    ]
    if faults:
        raise InvalidInput(faults)


def _ranges(read: Collected, items: tuple[str, ...]) -> dict[tuple[str, str], tuple[float, float]]:
    """Low and high of each figure for which a range is stated."""
    ranges = {}
    for item in items:
        for name in read.institutions:
            figure = read.figures[item, name]
            if figure.low is not None or figure.high is not None:
                low = figure.value if figure.low is None else figure.low
                high = figure.value if figure.high is None else figure.high
                ranges[item, name] = (low, high)
    return ranges


def _faults_in_contracts(
    read: Collected, columns: dict[str, Floats], contracts: Floats | None
) -> list[Fault]:
    """Contracts that exceed the totals, or, in a closed system, do not meet them."""
    if contracts is None:
        return []
    faults = []
    sides = ((1, "interbank_liabilities", "debtor"), (0, "interbank_assets", "creditor"))
    for axis, item, column in sides:
        for name, listed, total in zip(
            read.institutions, contracts.sum(axis=axis), columns[item], strict=True
        ):
            slack = _SLACK * max(total, 1.0)
            if listed > total + slack or (read.header.closed and listed < total - slack):
                most = "" if read.header.closed else "at most "
                wanted = f"{most}{item} of it, {total:g}"
                field = f"amount with {column} {shown(name)}"
                faults.append(Fault("contracts.csv", 0, field, f"sum {listed:g}", wanted))
    return faults


def _located(fault: Fault, read: Collected) -> Fault:
    """A fault between figures, with the file and row of the figure that it is about."""
    match = re.fullmatch(r"(\w+) of (.+)", fault.field, re.DOTALL)
    place = read.places.get((match[1], match[2])) if match else None
    if place is None:
        where = "balance_sheets.csv" if fault.field in MONEY_ITEMS else "estimates.csv"
        places = {file for file, _ in read.places.values()}
        where = min(places & {"figures.csv", "balance_sheets.csv"}, default=where)
        return Fault(where, 0, fault.field, fault.value, fault.expected)
    return Fault(place[0], place[1], fault.field, fault.value, fault.expected)
