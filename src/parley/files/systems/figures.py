"""The figures of a system's folder: wide or long tables, world totals, recipes, in one unit."""

import re
from dataclasses import dataclass, field
from pathlib import Path

from parley.engine.estimates import Facts, Figure, Recipe, Rule
from parley.engine.provenance import Origin, Provenance
from parley.engine.totals import MONEY_ITEMS
from parley.errors import Fault
from parley.files.systems.currencies import NUMBER, ExchangeRates, conversion, is_unit
from parley.files.systems.header import SystemHeader
from parley.files.tables import Row, Table, amount, day, read_table, repeated, shown

#: Where one figure stands: file and row.
Place = tuple[str, int]

_CLASSES = ", ".join(Provenance)


@dataclass
class Collected:
    """What has been read so far: grows while the files of one folder are read.

    Args:
        header: What holds for the whole system.
        institutions: Name to jurisdiction.
        rates: Exchange rates.
        figures, history, world: As in ``Facts``.
        places: Where each figure for the day of the system stands, by (item, institution).
    """

    header: SystemHeader
    institutions: dict[str, str]
    rates: ExchangeRates
    figures: dict[tuple[str, str], Figure] = field(default_factory=dict)
    history: dict[tuple[str, str, str], Figure] = field(default_factory=dict)
    world: dict[tuple[str, str], Figure] = field(default_factory=dict)
    places: dict[tuple[str, str], Place] = field(default_factory=dict)

    def facts(self) -> Facts:
        """What is known before any estimate."""
        return Facts(self.header.date, self.institutions, self.figures, self.history, self.world)

    def known_institution(self, row: Row, column: str, faults: list[Fault]) -> str:
        """The institution named in ``column``, or an empty text and a fault."""
        name = row.text(column)
        if name in self.institutions:
            return name
        faults.append(row.fault(column, "an institution of institutions.csv"))
        return ""


def read_wide(folder: Path, read: Collected, fillable: set[str], faults: list[Fault]) -> None:
    """Read ``balance_sheets.csv``: one row an institution, one column an item.

    Args:
        fillable: Items that a recipe can fill: their columns and cells may be missing.
    """
    required = ("institution", *(item for item in MONEY_ITEMS if item not in fillable))
    optional = (*MONEY_ITEMS, *(f"{item}_source" for item in MONEY_ITEMS), "class", "as_of")
    table = read_table(folder, "balance_sheets", required, faults, optional=optional)
    if table is None:
        return
    faults += repeated(table.rows, ("institution",))
    listed = {row.text("institution") for row in table.rows}
    for name in read.institutions:
        if name not in listed:
            faults.append(Fault(table.file, 0, "institution", shown(name), "a row for it"))
    for row in table.rows:
        name = read.known_institution(row, "institution", faults)
        provenance = provenance_of(row, faults) if row.text("class") else Provenance.FILE
        as_of = day(row, "as_of", faults, required=False) or read.header.date
        for item in MONEY_ITEMS:
            if item not in table.columns or (item in fillable and not row.text(item)):
                continue
            value = amount(row, item, faults)
            if value is None or not name or provenance is None:
                continue
            source = row.text(f"{item}_source") or f"{table.file}, row {row.number}"
            read.figures[item, name] = Figure(value, Origin(provenance, source, as_of))
            read.places[item, name] = (table.file, row.number)


def read_long(folder: Path, read: Collected, items: set[str], faults: list[Fault]) -> None:
    """Read ``figures.csv``: one row a figure, with unit, day, class and source.

    Args:
        items: The items that are known; any other is a fault.
    """
    table = read_table(
        folder,
        "figures",
        ("institution", "item", "value", "unit", "as_of", "class", "source"),
        faults,
        optional=("low", "high"),
    )
    if table is None:
        return
    faults += repeated(table.rows, ("institution", "item", "as_of"))
    for row in table.rows:
        name, item = read.known_institution(row, "institution", faults), row.text("item")
        if item not in items:
            faults.append(row.fault("item", "one of " + ", ".join(sorted(items))))
        figure = _figure(row, read, faults)
        if figure is None or not name:
            continue
        as_of = figure.origin.as_of
        read.history[item, name, as_of] = figure
        if not read.header.holds(as_of):
            continue
        if (item, name) in read.figures:
            file, number = read.places[item, name]
            expected = f"one figure for the day of the system; {file}, row {number} is another"
            faults.append(row.fault("as_of", expected))
        read.figures[item, name] = figure
        read.places[item, name] = (row.file, row.number)


def read_world_totals(folder: Path, read: Collected, faults: list[Fault]) -> None:
    """Read ``world_totals.csv``, which may be missing: what all institutions together hold."""
    table = read_table(
        folder,
        "world_totals",
        ("item", "value", "unit", "as_of", "class", "source"),
        faults,
        must_exist=False,
    )
    if table is None:
        return
    faults += repeated(table.rows, ("item", "as_of"))
    for row in table.rows:
        figure = _figure(row, read, faults)
        if figure is not None:
            read.world[row.text("item"), figure.origin.as_of] = figure


def read_recipes(folder: Path, faults: list[Fault]) -> list[Recipe]:
    """Read ``estimates.csv``, which may be missing: what to fill, for whom, by which rule."""
    table = read_table(
        folder,
        "estimates",
        ("item", "rule", "class", "source"),
        faults,
        optional=(
            "institutions",
            "jurisdictions",
            "of",
            "base",
            "key",
            "then",
            "peers",
            "factor",
            "low",
            "high",
        ),
        must_exist=False,
    )
    recipes = [] if table is None else [_recipe(row, faults) for row in table.rows]
    return [recipe for recipe in recipes if recipe is not None]


def read_dictionary(folder: Path, faults: list[Fault]) -> Table | None:
    """Read ``dictionary.csv``, which may be missing: what each column and item means."""
    return read_table(
        folder,
        "dictionary",
        ("file", "column", "unit", "low", "high", "meaning", "source"),
        faults,
        must_exist=False,
    )


def items_in(dictionary: Table | None) -> set[str]:
    """The items that a dictionary explains, written ``value[item]`` in its column ``column``."""
    if dictionary is None:
        return set()
    found = (re.fullmatch(r"value\[(.+)\]", row.text("column")) for row in dictionary.rows)
    return {match[1] for match in found if match}


def provenance_of(row: Row, faults: list[Fault]) -> Provenance | None:
    """The class in column ``class``, or None and a fault."""
    try:
        return Provenance(row.text("class"))
    except ValueError:
        faults.append(row.fault("class", f"one of {_CLASSES}"))
        return None


def converted(row: Row, column: str, read: Collected, faults: list[Fault]) -> float | None:
    """The amount in ``column`` in the unit of the system, by ``unit`` and ``as_of`` of its row."""
    value = amount(row, column, faults)
    unit, as_of = row.text("unit"), row.text("as_of")
    if value is None or unit == NUMBER or not read.header.unit:
        return value
    if not is_unit(unit):
        return None
    rate = conversion(unit, read.header.unit, as_of, read.rates)
    if rate is None:
        wanted = f"an exchange rate to {read.header.unit} on {as_of or 'a day'} or shortly before"
        faults.append(row.fault("unit", wanted))
        return None
    return value * rate


def faults_in_unit(row: Row) -> list[Fault]:
    """A fault if the column ``unit`` names no unit."""
    if is_unit(row.text("unit")) or row.text("unit") == NUMBER:
        return []
    return [row.fault("unit", "a currency code, then mn, bn or tn, as in USD bn; or 1")]


def _figure(row: Row, read: Collected, faults: list[Fault]) -> Figure | None:
    """The figure of a row with value, unit, as_of, class and source, or None and faults."""
    before = len(faults)
    as_of = day(row, "as_of", faults)
    provenance = provenance_of(row, faults)
    faults += faults_in_unit(row)
    if not row.text("source"):
        faults.append(row.fault("source", "where the figure comes from"))
    value = converted(row, "value", read, faults)
    low = converted(row, "low", read, faults) if row.text("low") else None
    high = converted(row, "high", read, faults) if row.text("high") else None
    if value is not None and not (low or 0.0) <= value <= (value if high is None else high):
        faults.append(row.fault("value", "a value between low and high"))
    if len(faults) > before or provenance is None or value is None:
        return None
    return Figure(value, Origin(provenance, row.text("source"), as_of), low, high)


def _recipe(row: Row, faults: list[Fault]) -> Recipe | None:
    """The recipe of a row, or None and faults."""
    before = len(faults)
    provenance = provenance_of(row, faults)
    if row.text("rule") not in tuple(Rule):
        faults.append(row.fault("rule", "one of " + ", ".join(Rule)))
    if not row.text("item"):
        faults.append(row.fault("item", "what is to be filled"))
    factor, low, high = (
        amount(row, column, faults) if row.text(column) else None
        for column in ("factor", "low", "high")
    )
    then = day(row, "then", faults, required=False)
    if len(faults) > before or provenance is None:
        return None
    return Recipe(
        item=row.text("item"),
        rule=Rule(row.text("rule")),
        provenance=provenance,
        source=row.text("source"),
        institutions=_listed(row, "institutions"),
        jurisdictions=_listed(row, "jurisdictions"),
        of=row.text("of"),
        base=row.text("base"),
        key=row.text("key"),
        then=then,
        peers=_listed(row, "peers"),
        factor=1.0 if factor is None else factor,
        factor_low=low,
        factor_high=high,
        where=row.file,
        row=row.number,
    )


def _listed(row: Row, column: str) -> tuple[str, ...]:
    """The names in a cell, separated by semicolons."""
    return tuple(name.strip() for name in row.text(column).split(";") if name.strip())
