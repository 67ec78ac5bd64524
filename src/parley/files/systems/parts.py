"""Other tables of a system's folder: institutions, asset classes, holdings, contracts, claims."""

from pathlib import Path

import numpy as np

from parley.engine.amounts import Floats, Money
from parley.engine.estimates import Figure
from parley.engine.impact import price_impacts
from parley.engine.provenance import Origin, Provenance
from parley.engine.totals import AssetClass, CountryClaims
from parley.errors import Fault
from parley.files.systems.countries import COUNTRY_CODES, MANY
from parley.files.systems.figures import (
    Collected,
    converted,
    faults_in_unit,
    provenance_of,
)
from parley.files.tables import Row, Table, amount, day, read_table, repeated

#: No name may be longer than this.
LONGEST_NAME = 200

_STATED = ("price_impact", "price_impact_low", "price_impact_high")


def read_institutions(folder: Path, faults: list[Fault]) -> tuple[dict[str, str], dict[str, str]]:
    """Read ``institutions.csv``: jurisdiction and Chinese name of each institution."""
    table = read_table(
        folder,
        "institutions",
        ("institution", "jurisdiction"),
        faults,
        optional=("name_zh", "fsb_bucket", "source"),
    )
    jurisdictions: dict[str, str] = {}
    titles: dict[str, str] = {}
    if table is None:
        return jurisdictions, titles
    if not table.rows:
        faults.append(Fault(table.file, 0, "", "no rows", "at least one institution"))
    faults += repeated(table.rows, ("institution",))
    for row in table.rows:
        name, code = row.text("institution"), row.text("jurisdiction")
        title = row.text("name_zh") or name
        for column, text in (("institution", name), ("name_zh", title)):
            if not text or not text.isprintable() or len(text) > LONGEST_NAME or ";" in text:
                wanted = f"a name on one line, without semicolon, at most {LONGEST_NAME} letters"
                faults.append(row.fault(column, wanted))
        if code not in COUNTRY_CODES and code != MANY:
            wanted = f"an ISO 3166 alpha-2 code, or {MANY} for a node of many countries"
            faults.append(row.fault("jurisdiction", wanted))
        if row.text("fsb_bucket"):
            amount(row, "fsb_bucket", faults, low=1, high=5)
        jurisdictions[name], titles[name] = code, title
    return jurisdictions, titles


def read_asset_classes(folder: Path, faults: list[Fault]) -> tuple[AssetClass, ...]:
    """Read ``asset_classes.csv``, which may be missing: the classes and their price impact.

    The three price impacts are stated, or computed from daily volume and volatility; then a stated
    high end counts where it is higher than the computed one.
    """
    table = read_table(
        folder,
        "asset_classes",
        ("name", "title_en", "title_zh", "source"),
        faults,
        optional=(*_STATED, "volume_per_day", "volatility_per_day"),
        must_exist=False,
    )
    if table is None:
        return ()
    faults += repeated(table.rows, ("name",))
    classes = []
    for row in table.rows:
        before = len(faults)
        for column in ("name", "title_en", "title_zh", "source"):
            if not row.text(column):
                faults.append(row.fault(column, "a text"))
        impacts = _impacts(row, faults)
        if impacts is not None and not impacts[1] <= impacts[0] <= impacts[2]:
            faults.append(row.fault("price_impact", "a value between low and high"))
        if impacts is not None and len(faults) == before:
            titles = (row.text("name"), row.text("title_en"), row.text("title_zh"))
            classes.append(AssetClass(*titles, *impacts, row.text("source")))
    return tuple(classes)


def _impacts(row: Row, faults: list[Fault]) -> tuple[float, float, float] | None:
    """Price impact, low and high: from daily volume and volatility, or as stated."""
    if not (row.text("volume_per_day") or row.text("volatility_per_day")):
        stated = [amount(row, column, faults) for column in _STATED]
        found = [number for number in stated if number is not None]
        return (found[0], found[1], found[2]) if len(found) == 3 else None
    volume = amount(row, "volume_per_day", faults, low=1e-9)
    volatility = amount(row, "volatility_per_day", faults, low=1e-9, high=1.0)
    column = "price_impact_high"
    highest = amount(row, column, faults) if row.text(column) else 0.0
    for column in ("price_impact", "price_impact_low"):
        if row.text(column):
            faults.append(row.fault(column, "nothing, where volume and volatility are given"))
    if volume is None or volatility is None or highest is None:
        return None
    central, low, high = price_impacts(volume, volatility)
    return central, low, max(high, highest)


def read_holdings(
    folder: Path, read: Collected, classes: tuple[AssetClass, ...], faults: list[Fault]
) -> Table | None:
    """Read ``holdings.csv``, which may be missing, into the figures ``holdings.<class>``."""
    table = read_table(
        folder,
        "holdings",
        ("institution", "asset_class", "amount"),
        faults,
        optional=("class", "source", "low", "high", "as_of"),
        must_exist=False,
    )
    if table is None:
        return None
    faults += repeated(table.rows, ("institution", "asset_class"))
    known = {one.name for one in classes}
    for row in table.rows:
        name, held = read.known_institution(row, "institution", faults), row.text("asset_class")
        if held not in known:
            faults.append(row.fault("asset_class", "a class of asset_classes.csv"))
        figure = _plain_figure(row, "amount", read, faults)
        if figure is not None and name:
            read.figures[f"holdings.{held}", name] = figure
            read.places[f"holdings.{held}", name] = (row.file, row.number)
    return table


def read_contracts(folder: Path, read: Collected, faults: list[Fault]) -> Floats | None:
    """Read ``contracts.csv``, which may be missing: ``L[i, j]`` is what i owes j."""
    table = read_table(
        folder,
        "contracts",
        ("debtor", "creditor", "amount"),
        faults,
        optional=("source",),
        must_exist=False,
    )
    if table is None:
        return None
    faults += repeated(table.rows, ("debtor", "creditor"))
    order = {name: i for i, name in enumerate(read.institutions)}
    owed = np.zeros((len(order), len(order)))
    for row in table.rows:
        debtor = read.known_institution(row, "debtor", faults)
        creditor = read.known_institution(row, "creditor", faults)
        if debtor and debtor == creditor:
            faults.append(row.fault("creditor", "another institution than the debtor"))
        value = amount(row, "amount", faults)
        if value is not None and debtor and creditor:
            owed[order[debtor], order[creditor]] = value
    return owed


def read_country_claims(folder: Path, read: Collected, faults: list[Fault]) -> Table | None:
    """Read ``country_claims.csv``, which may be missing, and check it."""
    table = read_table(
        folder,
        "country_claims",
        ("creditor", "debtor", "amount", "as_of", "class", "source"),
        faults,
        optional=("low", "high", "unit"),
        must_exist=False,
    )
    if table is None:
        return None
    faults += repeated(table.rows, ("creditor", "debtor"))
    countries = set(read.institutions.values()) - {MANY}
    for row in table.rows:
        for column in ("creditor", "debtor"):
            if row.text(column) not in countries:
                wanted = f"a jurisdiction of institutions.csv other than {MANY}"
                faults.append(row.fault(column, wanted))
        if row.text("creditor") == row.text("debtor"):
            faults.append(row.fault("debtor", "another country than the creditor"))
        _claim(row, read, faults)
    return table


def country_claims(
    table: Table, read: Collected, interbank_assets: Money, interbank_liabilities: Money
) -> CountryClaims:
    """Bounds between countries, from a table without faults.

    Where a pair is not listed (the own country, the node of many countries), nothing bounds it and
    its prior is what independence says: claims of the creditor country times debts of the debtor
    country, scaled so that over the listed pairs these products add up to what is listed.
    """
    codes = list(read.institutions.values())
    countries = tuple(dict.fromkeys(codes))
    place = {code: k for k, code in enumerate(countries)}
    member = np.array([[code == country for code in codes] for country in countries], dtype=float)
    prior = np.outer(member @ interbank_assets, member @ interbank_liabilities)
    listed = np.zeros(prior.shape)
    low, high = np.full(prior.shape, np.inf), np.full(prior.shape, np.inf)
    origins = {}
    for row in table.rows:
        creditor, debtor = row.text("creditor"), row.text("debtor")
        i, j = place[creditor], place[debtor]
        figure = _claim(row, read, [])
        if figure is None:
            continue
        listed[i, j] = figure.value
        low[i, j] = figure.value if figure.low is None else figure.low
        high[i, j] = figure.value if figure.high is None else figure.high
        origins[creditor, debtor] = figure.origin
    bounded = np.isfinite(high)
    independent = float(prior[bounded].sum())
    scale = float(listed.sum()) / independent if independent > 0 and listed.any() else 1.0
    prior = np.where(bounded, listed, prior * scale)
    return CountryClaims(countries, prior, high, low, high, origins)


def _claim(row: Row, read: Collected, faults: list[Fault]) -> Figure | None:
    """The claim of one row in the unit of the system, or None and faults."""
    if not row.text("unit"):
        return _plain_figure(row, "amount", read, faults)
    faults += faults_in_unit(row)
    rate = converted(row, "amount", read, faults)
    plain = _plain_figure(row, "amount", read, faults)
    if rate is None or plain is None:
        return None
    scale = rate / plain.value if plain.value > 0 else 1.0
    low = None if plain.low is None else plain.low * scale
    high = None if plain.high is None else plain.high * scale
    return Figure(rate, plain.origin, low, high)


def _plain_figure(row: Row, column: str, read: Collected, faults: list[Fault]) -> Figure | None:
    """A figure that is in the unit of the system already, with class, source and range if given."""
    value = amount(row, column, faults)
    low, high = (amount(row, name, faults) if row.text(name) else None for name in ("low", "high"))
    provenance = provenance_of(row, faults) if row.text("class") else Provenance.FILE
    as_of = day(row, "as_of", faults, required=False) or read.header.date
    if value is None or provenance is None:
        return None
    if not (0.0 if low is None else low) <= value <= (value if high is None else high):
        faults.append(row.fault(column, "a value between low and high"))
        return None
    source = row.text("source") or f"{row.file}, row {row.number}"
    return Figure(value, Origin(provenance, source, as_of), low, high)
