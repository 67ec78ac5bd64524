"""Files of the EBA's transparency exercise, raw or collected, to a draft."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from parley.errors import Fault
from parley.files.official.cells import Sheet
from parley.files.official.draft import Draft, number_in
from parley.files.official.eba_banks import Bank, draft_of_banks
from parley.files.official.eba_codes import (
    ACTUAL,
    ALL_MATURITIES,
    ALL_PORTFOLIOS,
    DEFAULTED_OR_NOT,
    EQUITY,
    ORIGINAL_EXPOSURE,
    SOVEREIGN,
    TEST_EQUITY,
    TEST_EXPOSURE,
    TEST_LEVERAGE,
    TOTAL,
    TOTAL_ASSETS,
    country_of,
    group_of,
)
from parley.files.official.titled import (
    MOST_FAULTS,
    Titles,
    chosen_day,
    faults_in_titles,
    titled_rows,
    titles_of,
)
from parley.files.tables import LARGEST_AMOUNT, shown

#: The last day of the month in which a quarter ends.
_LAST = {"03": "31", "06": "30", "09": "30", "12": "31"}

_COLLECTED = {
    "Central banks and central governments": "government",
    "Institutions": "institutions",
    "Corporates": "others",
    "Retail": "others",
    "Equity": "others",
    "Other non-credit obligation assets": "others",
    "Total assets": "total_assets",
    "Common tier1 equity capital": "equity",
}


@dataclass(frozen=True)
class _Entry:
    """One amount of one bank."""

    lei: str
    home: str
    period: str
    what: str
    country: str
    value: float
    place: str


@dataclass
class _Reading:
    """What has been read of all files so far."""

    entries: dict[tuple[str, ...], _Entry] = field(default_factory=dict)
    names: dict[str, str] = field(default_factory=dict)

    def put(self, key: tuple[str, ...], entry: _Entry, faults: list[Fault]) -> None:
        """Keep an entry; the exercise repeats some rows, with the same amount or with zero."""
        other = self.entries.setdefault(key, entry)
        if other is entry or entry.value in {other.value, 0.0}:
            return
        if other.value == 0.0:
            self.entries[key] = entry
            return
        wanted = f"one amount; {other.place} has {other.value:g}"
        label = f"{entry.what} of {shown(entry.lei)}"
        faults.append(Fault(entry.place, 0, label, f"{entry.value:g}", wanted))


def read_eba_transparency(
    sheets: list[Sheet], day: str, unit: str, faults: list[Fault]
) -> Draft | None:
    """Read ``tr_oth``, ``tr_cre`` and ``tr_sov`` of one year, and names of banks if given.

    Of the stress test of 2016 the two files with a column Scenario are read instead.

    Args:
        sheets: In any order; which is which is told by the columns.
        day: Which day, if the files hold several; empty takes the only one.
        unit: Must be empty or ``EUR mn``, in which the exercise is.
        faults: What is wrong is appended here.
    """
    _require_unit(unit, faults)
    reading = _Reading()
    for sheet in sheets:
        titles = titles_of(sheet)
        if titles.named("Scenario"):
            _read_test(titles, reading, faults)
        elif titles.named("Maturity") and titles.named("Accounting_portfolio"):
            _read_sovereign(titles, reading, faults)
        elif titles.named("Exposure") and titles.named("Portfolio"):
            _read_credit(titles, reading, faults)
        elif titles.named("Item") and titles.named("Amount"):
            _read_other(titles, reading, faults)
        elif titles.named("LEI_Code") and titles.named("Name", "Bank_name", "Bank Name"):
            _read_names(titles, reading, faults)
        elif not sheet.name:
            faults += faults_in_titles(titles, [("LEI_Code",), ("Item",), ("Amount",)])
    return _draft(reading, day, sheets, "eba-transparency", faults)


def read_eba_exposures(
    sheets: list[Sheet], day: str, unit: str, faults: list[Fault]
) -> Draft | None:
    """Read exposures by bank, country and class, collected in one table.

    Args:
        sheets: With LEI_code, Country_code, Bank_name, Period, Country, Exposure, Loan_Amount,
            Bond_Amount, Total_Amount.
        day, unit, faults: As in ``read_eba_transparency``.
    """
    _require_unit(unit, faults)
    reading = _Reading()
    for sheet in sheets:
        titles = titles_of(sheet)
        missing = faults_in_titles(titles, [(name,) for name in _COLLECTED_TITLES])
        faults += missing
        if not missing:
            _read_collected(titles, reading, faults)
    return _draft(reading, day, sheets, "eba-exposures", faults)


_COLLECTED_TITLES = (
    "LEI_code", "Country_code", "Bank_name", "Period", "Country", "Exposure", "Bond_Amount",
    "Total_Amount",
)  # fmt: skip


def _require_unit(unit: str, faults: list[Fault]) -> None:
    if unit not in {"", "EUR mn"}:
        faults.append(Fault("--unit", 0, "", unit, "EUR million, in which the exercise is"))


def _draft(
    reading: _Reading, day: str, sheets: list[Sheet], name: str, faults: list[Fault]
) -> Draft | None:
    """Choose the day and put the banks together."""
    where = ", ".join(dict.fromkeys(sheet.where for sheet in sheets))
    if not reading.entries:
        if not faults:
            wanted = "rows of the EBA's transparency exercise"
            faults.append(Fault(where, 0, "", "no amounts", wanted))
        return None
    days = {_day_of(entry.period) for entry in reading.entries.values()}
    date = chosen_day(days - {""}, day, where, faults)
    if not date:
        return None
    banks: dict[str, Bank] = {}
    for entry in reading.entries.values():
        if _day_of(entry.period) != date:
            continue
        label = reading.names.get(entry.lei, entry.lei)
        bank = banks.setdefault(entry.lei, Bank(label, entry.home))
        bank.amounts[entry.what, entry.country].add(entry.value, entry.place)
    for what in ("equity", "institutions"):
        if not any(bank.has(what) for bank in banks.values()):
            wanted = {"equity": "tr_oth, with item common equity tier 1 capital",
                      "institutions": "tr_cre, with exposures to institutions"}[what]  # fmt: skip
            faults.append(Fault(where, 0, what, "missing", wanted))
    title = "Banks of the EBA's transparency exercise"
    return draft_of_banks(banks, date, f"{name}-{date[:4]}", title)


def _day_of(period: str) -> str:
    """``201912`` as the last day of the quarter; empty if it is none.

    >>> _day_of("201912"), _day_of("2019")
    ('2019-12-31', '')
    """
    digits = period.removesuffix(".0")
    if len(digits) == 6 and digits.isascii() and digits.isdigit() and digits[4:] in _LAST:
        return f"{digits[:4]}-{digits[4:]}-{_LAST[digits[4:]]}"
    return ""


def _common(
    titles: Titles, row: int, cells: Mapping[str, str], column: str, faults: list[Fault]
) -> tuple[str, str, str, float] | None:
    """Bank, home, period and amount of a row; None if nothing is published or it is wrong."""
    value = number_in(titles.sheet, row, column, cells[column], faults, low=-LARGEST_AMOUNT)
    lei = cells[titles.named("LEI_Code")]
    period = cells[titles.named("Period")]
    home = cells[titles.named("NSA", "Country_code")] if titles.named("NSA", "Country_code") else ""
    if not _day_of(period):
        wanted = "a quarter such as 201912"
        faults.append(Fault(titles.sheet.where, row, "Period", shown(period), wanted))
    if not lei:
        faults.append(Fault(titles.sheet.where, row, "LEI_Code", "", "an identifier"))
    return None if value is None or not lei else (lei, home, period, value)


def _ready(titles: Titles, names: tuple[str, ...], faults: list[Fault]) -> bool:
    missing = faults_in_titles(titles, [(name,) for name in ("LEI_Code", "Period", *names)])
    faults += missing
    return not missing


def _read_other(titles: Titles, reading: _Reading, faults: list[Fault]) -> None:
    """``tr_oth``: core equity and total assets."""
    if not _ready(titles, ("Item", "Amount"), faults):
        return
    item, amount, label = titles.named("Item"), titles.named("Amount"), titles.named("Label")
    parts = [titles.named(name) for name in ("ASSETS_FV", "ASSETS_Stages", "Financial_instruments")]
    for row, cells in titled_rows(titles, faults):
        if len(faults) > MOST_FAULTS:
            return
        equity, whole = EQUITY.fullmatch(cells[item]), TOTAL_ASSETS.fullmatch(cells[item])
        if not (equity or whole) or any(part and cells[part] not in {"", "0"} for part in parts):
            continue
        words = "common equity tier 1" if equity else "total assets"
        if label and words not in cells[label].lower():
            wanted = f"{words}, as item {cells[item]} means"
            faults.append(Fault(titles.sheet.where, row, label, shown(cells[label]), wanted))
            continue
        found = _common(titles, row, cells, amount, faults)
        if found:
            what = "equity" if equity else "total_assets"
            lei, home, period, value = found
            entry = _Entry(lei, home, period, what, TOTAL, value, titles.place(row, amount))
            reading.put((what, lei, period), entry, faults)


def _read_credit(titles: Titles, reading: _Reading, faults: list[Fault]) -> None:
    """``tr_cre``: original exposures by portfolio, country and class."""
    if not _ready(titles, ("Item", "Portfolio", "Country", "Exposure", "Amount"), faults):
        return
    item, amount = titles.named("Item"), titles.named("Amount")
    portfolio, exposure = titles.named("Portfolio"), titles.named("Exposure")
    country = titles.named("Country")
    parts = [titles.named(name) for name in ("Status", "Perf_Status", "NACE_codes")]
    for row, cells in titled_rows(titles, faults):
        if len(faults) > MOST_FAULTS:
            return
        group = group_of(cells[portfolio], cells[exposure])
        broken_down = any(part and cells[part] not in {"", "0"} for part in parts)
        if not group or broken_down or not ORIGINAL_EXPOSURE.fullmatch(cells[item]):
            continue
        found = _common(titles, row, cells, amount, faults)
        if found:
            lei, home, period, value = found
            entry = _Entry(
                lei, home, period, group, country_of(cells[country]), value,
                titles.place(row, amount),
            )  # fmt: skip
            key = (lei, period, cells[portfolio], cells[country], cells[exposure])
            reading.put(("credit", *key), entry, faults)


def _read_test(titles: Titles, reading: _Reading, faults: list[Fault]) -> None:
    """A file of the stress test of 2016: what was, not what would be under a scenario."""
    if not _ready(titles, ("Item", "Scenario", "Bank_name", "Amount"), faults):
        return
    name, amount = titles.named("Bank_name"), titles.named("Amount")
    read = _test_credit if titles.named("Exposure") else _test_other
    for row, cells in titled_rows(titles, faults):
        if len(faults) > MOST_FAULTS:
            return
        kept = read(titles, cells) if cells[titles.named("Scenario")] == ACTUAL else None
        found = _common(titles, row, cells, amount, faults) if kept else None
        if kept and found:
            lei, home, period, value = found
            reading.names.setdefault(lei, cells[name])
            what, country, key = kept
            entry = _Entry(lei, home, period, what, country, value, titles.place(row, amount))
            reading.put(("test", lei, period, what, country, *key), entry, faults)


#: What a row is about: our word, the country, and what else tells it from other rows.
_Kept = tuple[str, str, tuple[str, ...]]


def _test_other(titles: Titles, cells: Mapping[str, str]) -> _Kept | None:
    words = {TEST_EQUITY: "equity", TEST_LEVERAGE: "leverage_exposure"}
    what = words.get(cells[titles.named("Item")])
    return (what, TOTAL, ()) if what else None


def _test_credit(titles: Titles, cells: Mapping[str, str]) -> _Kept | None:
    names = ("Portfolio", "Exposure", "Status", "Country")
    portfolio, exposure, status, country = (
        cells[titles.named(name)] if titles.named(name) else "" for name in names
    )
    performance = titles.named("Perf_Status")
    group = group_of(portfolio, exposure)
    whole = status in DEFAULTED_OR_NOT and (not performance or cells[performance] in {"", "0"})
    if not group or not whole or cells[titles.named("Item")] not in TEST_EXPOSURE:
        return None
    return group, country_of(country), (portfolio, exposure, status)


def _read_sovereign(titles: Titles, reading: _Reading, faults: list[Fault]) -> None:
    """``tr_sov``: bonds and loans of governments by country, all maturities."""
    if not _ready(titles, ("Item", "Country", "Maturity", "Amount"), faults):
        return
    item, amount, country = titles.named("Item"), titles.named("Amount"), titles.named("Country")
    maturity, portfolio = titles.named("Maturity"), titles.named("Accounting_portfolio")
    for row, cells in titled_rows(titles, faults):
        if len(faults) > MOST_FAULTS:
            return
        whole = cells[maturity] == ALL_MATURITIES and cells[portfolio] == ALL_PORTFOLIOS
        if not whole or not SOVEREIGN.fullmatch(cells[item]):
            continue
        found = _common(titles, row, cells, amount, faults)
        if found:
            lei, home, period, value = found
            entry = _Entry(
                lei, home, period, "bonds", country_of(cells[country]), value,
                titles.place(row, amount),
            )  # fmt: skip
            reading.put(("sovereign", lei, period, cells[country]), entry, faults)


def _read_names(titles: Titles, reading: _Reading, faults: list[Fault]) -> None:
    lei, name = titles.named("LEI_Code"), titles.named("Name", "Bank_name", "Bank Name")
    for _, cells in titled_rows(titles, faults):
        if cells[lei] and cells[name]:
            reading.names[cells[lei]] = cells[name]


def _read_collected(titles: Titles, reading: _Reading, faults: list[Fault]) -> None:
    """One table of exposures: the row of all countries is a row of its own."""
    whole, bonds = titles.named("Total_Amount"), titles.named("Bond_Amount")
    exposure, country = titles.named("Exposure"), titles.named("Country")
    for row, cells in titled_rows(titles, faults):
        if len(faults) > MOST_FAULTS:
            return
        what = _COLLECTED.get(cells[exposure], "")
        if not what:
            wanted = "one of " + ", ".join(_COLLECTED)
            faults.append(
                Fault(titles.sheet.where, row, "Exposure", shown(cells[exposure]), wanted)
            )
            continue
        found = _common(titles, row, cells, whole, faults)
        if found is None:
            continue
        lei, home, period, value = found
        reading.names[lei] = cells[titles.named("Bank_name")]
        entry = _Entry(lei, home, period, what, cells[country], value, titles.place(row, whole))
        reading.put((str(row), titles.sheet.where, what), entry, faults)
        if what == "government":
            part = number_in(titles.sheet, row, bonds, cells[bonds], faults, low=-LARGEST_AMOUNT)
            if part is not None:
                place = titles.place(row, bonds)
                entry = _Entry(lei, home, period, "bonds", cells[country], part, place)
                reading.put((str(row), titles.sheet.where, "bonds"), entry, faults)
