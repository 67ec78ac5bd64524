"""A system to a folder that reads back as the same system; all or nothing."""

import csv
import io
import json
from collections.abc import Iterable, Iterator
from pathlib import Path

import numpy as np

from parley.engine.amounts import Floats
from parley.engine.totals import MONEY_ITEMS, CountryClaims, SystemTotals
from parley.errors import CannotWrite
from parley.files.whole_folder import why_not, written_beside

_Cells = Iterable[object]

_KNOWN = ("as_of", "class", "source", "low", "high")
_FIGURES = ("institution", "item", "value", "unit", *_KNOWN)
_HOLDINGS = ("institution", "asset_class", "amount", *_KNOWN)
_CLAIMS = ("creditor", "debtor", "amount", "low", "high", "as_of", "class", "source")


def write_system(totals: SystemTotals, folder: Path) -> None:
    """Write a system as a folder of CSV files with ``system.toml``.

    Every figure is written as it is, with its class and source: no recipes, so that whoever reads
    the folder sees the same numbers. The files are written beside ``folder`` and moved there at
    the end, so that nothing half-written is left.

    Args:
        totals: What to write.
        folder: Must not exist, or be empty; what is above it must exist.

    Raises:
        CannotWrite: if the folder is not empty or something cannot be written.
    """
    try:
        if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
            raise CannotWrite(f"{folder} exists and is not an empty folder: name another one")
    except (OSError, ValueError) as error:
        raise CannotWrite(why_not(folder, error)) from error
    with written_beside(folder) as beside:
        for name, text in _files(totals):
            (beside / name).write_text(text, encoding="utf-8", newline="")


def _files(totals: SystemTotals) -> Iterator[tuple[str, str]]:
    """Name and text of each file."""
    yield "system.toml", _head(totals)
    yield (
        "institutions.csv",
        _csv(
            ("institution", "name_zh", "jurisdiction"),
            zip(totals.names, totals.titles_zh, totals.jurisdictions, strict=True),
        ),
    )
    yield "figures.csv", _csv(_FIGURES, _figures(totals))
    if totals.asset_classes:
        yield "asset_classes.csv", _asset_classes(totals)
        yield "holdings.csv", _csv(_HOLDINGS, _holdings(totals))
    if totals.known_liabilities is not None:
        yield "contracts.csv", _contracts(totals.known_liabilities, totals.names)
    if totals.country_claims is not None:
        yield "country_claims.csv", _csv(_CLAIMS, _country_claims(totals, totals.country_claims))


def _head(totals: SystemTotals) -> str:
    """The text of ``system.toml``."""
    entries = {
        "name": totals.name,
        "date": totals.date,
        "unit": totals.unit,
        "title_en": totals.title_en,
        "title_zh": totals.title_zh,
    }
    lines = [f"{key} = {_quoted(text)}" for key, text in entries.items()]
    days = sorted({o.as_of for o in totals.origins.values() if o.as_of} | {totals.date})
    lines += [f'figures_from = "{days[0]}"', f'figures_to = "{days[-1]}"']
    return "\n".join([*lines, f"closed = {str(totals.closed).lower()}", ""])


def _quoted(text: str) -> str:
    """A TOML string: as JSON quotes it, but for the one sign that TOML wants escaped as well."""
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")


def _csv(columns: Iterable[str], rows: Iterable[_Cells]) -> str:
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(columns)
    writer.writerows(rows)
    return text.getvalue()


def _exact(value: float) -> str:
    """The shortest text that reads back as the same number."""
    return repr(float(value))


def _known(totals: SystemTotals, item: str, name: str) -> tuple[str, str, str, str, str]:
    """Day, class, source, low and high of a figure."""
    origin = totals.origins.get((item, name))
    ends = totals.ranges.get((item, name))
    low, high = ("", "") if ends is None else (_exact(ends[0]), _exact(ends[1]))
    if origin is None:
        return totals.date, "file", totals.name, low, high
    return origin.as_of or totals.date, str(origin.provenance), origin.source, low, high


def _figures(totals: SystemTotals) -> Iterator[_Cells]:
    for i, name in enumerate(totals.names):
        for item in MONEY_ITEMS:
            value = _exact(getattr(totals, item)[i])
            day, provenance, source, low, high = _known(totals, item, name)
            yield name, item, value, totals.unit, day, provenance, source, low, high


def _holdings(totals: SystemTotals) -> Iterator[_Cells]:
    for i, name in enumerate(totals.names):
        for k, one in enumerate(totals.asset_classes):
            known = _known(totals, f"holdings.{one.name}", name)
            yield (name, one.name, _exact(totals.holdings[i, k]), *known)


def _asset_classes(totals: SystemTotals) -> str:
    impacts = ("price_impact", "price_impact_low", "price_impact_high")
    return _csv(
        ("name", "title_en", "title_zh", *impacts, "source"),
        (
            (
                one.name,
                one.title_en,
                one.title_zh,
                *(_exact(getattr(one, impact)) for impact in impacts),
                one.source,
            )
            for one in totals.asset_classes
        ),
    )


def _contracts(owed: Floats, names: tuple[str, ...]) -> str:
    places = [(int(i), int(j)) for i, j in np.argwhere(owed > 0)]
    return _csv(
        ("debtor", "creditor", "amount"),
        ((names[i], names[j], _exact(owed[i, j])) for i, j in places),
    )


def _country_claims(totals: SystemTotals, claims: CountryClaims) -> Iterator[_Cells]:
    for i, creditor in enumerate(claims.countries):
        for j, debtor in enumerate(claims.countries):
            if not np.isfinite(claims.upper[i, j]):
                continue
            origin = claims.origins.get((creditor, debtor))
            low, high = _exact(claims.range_low[i, j]), _exact(claims.range_high[i, j])
            amounts = (_exact(claims.prior[i, j]), low, high)
            if origin is None:
                yield creditor, debtor, *amounts, totals.date, "file", totals.name
            else:
                known = (origin.as_of or totals.date, str(origin.provenance), origin.source)
                yield creditor, debtor, *amounts, *known
