"""BIS banking statistics (SDMX-CSV, long or wide) to claims between the countries of a system.

What a country keeps confidential or does not report is not known: it bounds nothing, and is never
taken for zero.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

import numpy as np

from parley.engine.amounts import Money
from parley.engine.provenance import Origin, Provenance
from parley.engine.totals import CountryClaims, SystemTotals
from parley.errors import Fault
from parley.files.official.cells import Sheet
from parley.files.official.draft import number_in
from parley.files.official.titled import (
    MOST_FAULTS,
    Titles,
    chosen_day,
    faults_in_titles,
    titled_rows,
    titles_of,
)
from parley.files.systems.countries import COUNTRY_CODES, MANY
from parley.files.tables import shown

#: What each dimension must be. LBS: cross-border claims of all banks resident in the country, all
#: instruments, currencies and sectors. CBS: claims of domestic banks, immediate counterparty.
LOCATIONAL: Mapping[str, tuple[str, ...]] = {
    "FREQ": ("Q",),
    "L_MEASURE": ("S",),
    "L_POSITION": ("C",),
    "L_INSTR": ("A",),
    "L_DENOM": ("TO1",),
    "L_CURR_TYPE": ("A",),
    "L_PARENT_CTY": ("5J",),
    "L_REP_BANK_TYPE": ("A",),
    "L_CP_SECTOR": ("A",),
    "L_POS_TYPE": ("N",),
}
CONSOLIDATED: Mapping[str, tuple[str, ...]] = {
    "FREQ": ("Q",),
    "L_MEASURE": ("S",),
    "CBS_BANK_TYPE": ("4B", "4R"),
    "CBS_BASIS": ("F", "U"),
    "L_POSITION": ("C",),
    "L_INSTR": ("A",),
    "REM_MATURITY": ("A",),
    "CURR_TYPE_BOOK": ("TO1",),
    "L_CP_SECTOR": ("A",),
}

_CREDITOR, _DEBTOR = "L_REP_CTY", "L_CP_COUNTRY"
_QUARTER = re.compile(r"(\d{4})-?Q([1-4])")
_ENDS = {"1": "03-31", "2": "06-30", "3": "09-30", "4": "12-31"}

#: Statuses and confidentialities of an observation that is not published.
_WITHHELD = {"M", "L", "Q", "O", "H"}
_CONFIDENTIAL = {"C", "D", "N", "S", "R"}

_SCALES = {"0": 1.0, "3": 1e3, "6": 1e6, "9": 1e9}
_UNITS = {"": 1.0, "mn": 1e6, "bn": 1e9, "tn": 1e12}


@dataclass(frozen=True)
class Claim:
    """One claim between two countries: the amount in single units, or None if it is withheld."""

    creditor: str
    debtor: str
    day: str
    amount: float | None
    currency: str
    rank: tuple[int, ...]
    place: str


def read_bis_claims(
    sheets: list[Sheet], wanted: Mapping[str, tuple[str, ...]], faults: list[Fault]
) -> list[Claim]:
    """The claims of the series that ``wanted`` describes.

    Args:
        sheets: Long (TIME_PERIOD and OBS_VALUE) or wide (a column a quarter); cells hold codes,
            or codes with words, as in ``Q: Quarterly``.
        wanted: For each dimension the codes that count, best first.
        faults: What is wrong is appended here.
    """
    claims: list[Claim] = []
    for sheet in sheets:
        titles = _without_words(titles_of(sheet))
        needed = (*wanted, _CREDITOR, _DEBTOR, "UNIT_MEASURE", "UNIT_MULT")
        missing = faults_in_titles(titles, [(name,) for name in needed])
        quarters = [title for title in titles.columns if _QUARTER.fullmatch(title)]
        if not quarters:
            missing += faults_in_titles(titles, [("TIME_PERIOD",), ("OBS_VALUE",)])
        faults += missing
        if not missing:
            claims += _claims(titles, wanted, quarters, faults)
    return claims


def onto_system(
    totals: SystemTotals, claims: list[Claim], day: str, where: str, faults: list[Fault]
) -> tuple[SystemTotals, tuple[str, ...]]:
    """A system with these claims as bounds between its countries, and what to know about them.

    Args:
        totals: The system; its own claims between countries are replaced.
        claims: As read.
        day: Which quarter's end; empty takes the only one.
        where: The files, for messages.
        faults: What is wrong is appended here.
    """
    countries = tuple(dict.fromkeys(totals.jurisdictions))
    inside = [
        claim
        for claim in claims
        if claim.creditor in countries and claim.debtor in countries
        and MANY not in {claim.creditor, claim.debtor} and claim.creditor != claim.debtor
    ]  # fmt: skip
    if not inside and not faults:
        seen = f"{len(claims)} claims, none between two of {', '.join(countries[:12])}"
        faults.append(Fault(where, 0, "", seen, "claims between countries of the system"))
    date = chosen_day({claim.day for claim in inside}, day, where, faults) if inside else ""
    if not date:
        return totals, ()
    best = _best({claim for claim in inside if claim.day == date}, faults)
    known = {pair: claim for pair, claim in best.items() if claim.amount is not None}
    for claim in known.values():
        if claim.currency != totals.unit[:3]:
            wanted = f"{totals.unit[:3]}, the currency of the system"
            faults.append(Fault(claim.place, 0, "UNIT_MEASURE", claim.currency, wanted))
    if faults:
        return totals, ()
    pairs = len([code for code in countries if code != MANY])
    notes = (
        f"{len(known)} of {pairs * (pairs - 1)} pairs of countries are known, "
        f"{len(best) - len(known)} are withheld, the others not reported; what is not known "
        "bounds nothing",
    )
    return replace(totals, country_claims=_table(totals, countries, known)), notes


def _table(
    totals: SystemTotals, countries: tuple[str, ...], known: Mapping[tuple[str, str], Claim]
) -> CountryClaims:
    """Known claims as bounds and weights; elsewhere the weight that independence gives."""
    unit = totals.unit.partition(" ")[2]
    place = {code: k for k, code in enumerate(countries)}
    upper = np.full((len(countries), len(countries)), np.inf)
    origins = {}
    for (creditor, debtor), claim in known.items():
        upper[place[creditor], place[debtor]] = (claim.amount or 0.0) / _UNITS[unit]
        origins[creditor, debtor] = Origin(Provenance.FILE, claim.place, claim.day)
    prior = _independent(totals, countries)
    listed = np.isfinite(upper)
    whole = float(prior[listed].sum())
    scale = float(upper[listed].sum()) / whole if whole > 0 else 1.0
    prior = np.where(listed, upper, prior * scale)
    return CountryClaims(countries, prior, upper, upper, upper, origins)


def _independent(totals: SystemTotals, countries: tuple[str, ...]) -> Money:
    member = np.array(
        [[code == country for code in totals.jurisdictions] for country in countries], dtype=float
    )
    return np.outer(member @ totals.interbank_assets, member @ totals.interbank_liabilities)


def _best(claims: set[Claim], faults: list[Fault]) -> dict[tuple[str, str], Claim]:
    """Of several series for a pair the one ranked first; two of one rank are a fault."""
    best: dict[tuple[str, str], Claim] = {}
    for claim in sorted(claims, key=lambda one: (one.rank, one.place)):
        other = best.setdefault((claim.creditor, claim.debtor), claim)
        if other is claim or other.rank < claim.rank or other.amount == claim.amount:
            continue
        wanted = f"one observation; another is in {other.place}"
        label = f"claims of {claim.creditor} on {claim.debtor}"
        faults.append(Fault(claim.place, 0, label, f"{claim.amount}", wanted))
    return best


def _without_words(titles: Titles) -> Titles:
    """Titles such as ``FREQ:Frequency`` as their code alone; the first of a name counts."""
    columns: dict[str, int] = {}
    for title, position in titles.columns.items():
        columns.setdefault(title.partition(":")[0].strip(), position)
    return Titles(titles.sheet, columns)


def _code(text: str) -> str:
    return text.partition(":")[0].strip()


def _claims(
    titles: Titles, wanted: Mapping[str, tuple[str, ...]], quarters: list[str], faults: list[Fault]
) -> Iterator[Claim]:
    """Claims of one file; rows of other series, and of groups of countries, are passed over."""
    for row, cells in titled_rows(titles, faults):
        if len(faults) > MOST_FAULTS:
            return
        codes = {name: _code(cells[name]) for name in wanted}
        creditor, debtor = _code(cells[_CREDITOR]), _code(cells[_DEBTOR])
        if any(codes[name] not in allowed for name, allowed in wanted.items()):
            continue
        if creditor not in COUNTRY_CODES or debtor not in COUNTRY_CODES:
            continue
        scale = _SCALES.get(_code(cells["UNIT_MULT"]))
        if scale is None:
            wanted_mult = "0, 3, 6 or 9"
            seen = shown(cells["UNIT_MULT"])
            faults.append(Fault(titles.sheet.where, row, "UNIT_MULT", seen, wanted_mult))
            continue
        rank = tuple(allowed.index(codes[name]) for name, allowed in wanted.items())
        periods = [(title, title) for title in quarters] or [
            (_code(cells["TIME_PERIOD"]), "OBS_VALUE")
        ]
        for period, column in periods:
            day = _end(period)
            if not day:
                seen, what = shown(period), "a quarter such as 2022-Q4"
                faults.append(Fault(titles.sheet.where, row, "TIME_PERIOD", seen, what))
                continue
            amount = _amount(titles, row, cells, column, faults)
            yield Claim(
                creditor, debtor, day, None if amount is None else amount * scale,
                _code(cells["UNIT_MEASURE"]), rank, titles.place(row, column),
            )  # fmt: skip


def _amount(
    titles: Titles, row: int, cells: Mapping[str, str], column: str, faults: list[Fault]
) -> float | None:
    """The observation, or None where it is withheld, whatever stands in its cell."""
    status = _code(cells["OBS_STATUS"]) if "OBS_STATUS" in cells else ""
    secret = _code(cells["OBS_CONF"]) if "OBS_CONF" in cells else ""
    if column == "OBS_VALUE" and (status in _WITHHELD or secret in _CONFIDENTIAL):
        return None
    return number_in(titles.sheet, row, column, cells[column], faults)


def _end(period: str) -> str:
    """The last day of a quarter; empty if it is none.

    >>> _end("2022-Q4")
    '2022-12-31'
    """
    found = _QUARTER.fullmatch(period)
    return f"{found[1]}-{_ENDS[found[2]]}" if found else ""
