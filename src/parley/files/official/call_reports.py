"""American call reports by asset class to a draft: the FFIEC's bulk files, or a collected matrix.

Amounts are in USD thousand. RCFD items are of the whole bank, RCON items of its domestic offices;
the first counts where both are there.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from parley.errors import Fault
from parley.files.official.cells import Sheet
from parley.files.official.draft import Draft, Found, number_in, recipe
from parley.files.official.indicators import UNMEASURED
from parley.files.official.titled import (
    MOST_FAULTS,
    Titles,
    chosen_day,
    day_in,
    titled_rows,
    titles_of,
)
from parley.files.official.wording import plain_name
from parley.files.tables import shown

#: Items that add up to each figure. Securities: held to maturity at cost, for sale at fair value.
SUMS: Mapping[str, tuple[str, ...]] = {
    "total_assets": ("2170",),
    "equity": ("G105",),
    "bank_equity": ("3210",),
    "cash": ("0081", "0071"),
    "interbank_assets": ("B987", "B989"),
    "interbank_liabilities": ("B993", "B995"),
    "holdings.government": ("0211", "1287", "1289", "1293", "1294", "1298", "HT50", "HT53"),
    "holdings.municipal": ("8496", "8499"),
    "holdings.mbs": (
        "G300", "G303", "G304", "G307", "G308", "G311", "G312", "G315", "G316", "G319", "G320",
        "G323", "K142", "K145", "K146", "K149", "K150", "K153", "K154", "K157",
    ),
    "holdings.other_debt": ("1737", "1741", "1742", "1746"),
}  # fmt: skip

#: Of each figure of the collected matrix, the classes that it is the sum of, by position.
_COLLECTED: Mapping[str, tuple[int, ...]] = {
    "total_assets": tuple(range(20)),
    "cash": (0,),
    "holdings.government": (1, 2),
    "holdings.municipal": (3,),
    "holdings.mbs": (4,),
    "holdings.other_debt": (5, 6, 7, 8),
    "interbank_assets": (9, 16),
}

_TITLES = {
    "government": ("US Treasury and agency securities", "美国国债及机构债"),
    "municipal": ("State and local government securities", "美国州和地方政府债"),
    "mbs": ("Mortgage-backed securities", "抵押贷款支持证券"),
    "other_debt": ("Other debt securities", "其他债券"),
}
_ITEM = re.compile(r"(RCFD|RCON)([A-Z0-9]{4})")
_RSSD = ("IDRSSD", "ID_RSSD", "RSSD9001", "RSSD")


@dataclass
class _Banks:
    """What is known of each bank: by number and item the sum, its cells; names and days."""

    cells: dict[tuple[str, str], dict[str, tuple[float, str, str]]] = field(default_factory=dict)
    names: dict[str, str] = field(default_factory=dict)
    days: set[str] = field(default_factory=set)

    def put(self, number: str, item: str, code: str, value: float, rank: str, place: str) -> None:
        """Keep a cell; of the whole bank before domestic offices."""
        parts = self.cells.setdefault((number, item), {})
        other = parts.get(code)
        if other is None or (rank == "RCFD" and other[1] == "RCON"):
            parts[code] = (value, rank, place)


def read_call_reports(
    sheets: list[Sheet], day: str, unit: str, faults: list[Fault]
) -> Draft | None:
    """Read bulk files of schedules RC, RCB and others, and the file of names (POR) if given.

    Args:
        sheets: Tab-separated, one row a bank, codes such as RCFD2170 in the header.
        day: The day; empty takes it from the names of the files (12312016) or the column of days.
        unit: Must be empty or ``USD th``.
        faults: What is wrong is appended here.
    """
    _require_unit(unit, faults)
    banks = _Banks()
    for sheet in sheets:
        titles = titles_of(sheet)
        number = titles.named(*_RSSD)
        if not number:
            seen = ", ".join(shown(title) for title in list(titles.columns)[:6])
            faults.append(Fault(sheet.where, 1, "IDRSSD", seen, "a column IDRSSD"))
            continue
        banks.days |= _days_in_name(sheet.file)
        _read_schedule(titles, number, banks, faults)
    date = _date(sheets, banks, day, faults)
    if not date:
        return None
    return _draft(banks, date, "call-reports", sheets, faults)


def read_asset_classes(
    sheets: list[Sheet], day: str, unit: str, faults: list[Fault]
) -> Draft | None:
    """Read a collected matrix without header: number of the bank, then twenty asset classes.

    Args:
        sheets: ``matr_Q.csv`` with 21 columns, ``equities_Q.csv`` with two; quarter 1 is the first
            of 2001, so the files may say the day themselves.
        day, unit, faults: As in ``read_call_reports``.
    """
    _require_unit(unit, faults)
    banks = _Banks()
    for sheet in sheets:
        quarter = re.search(r"_(\d{1,3})\.", sheet.file)
        if quarter:
            banks.days.add(_end_of_quarter(int(quarter[1])))
        for row, cells in sheet.lines():
            if len(faults) > MOST_FAULTS:
                break
            if any(cells):
                _read_collected(sheet, row, cells, banks, faults)
    date = _date(sheets, banks, day, faults)
    if not date:
        return None
    return _draft(banks, date, "asset-classes", sheets, faults)


def _require_unit(unit: str, faults: list[Fault]) -> None:
    if unit not in {"", "USD th"}:
        faults.append(Fault("--unit", 0, "", unit, "USD thousand, in which call reports are"))


def _date(sheets: list[Sheet], banks: _Banks, day: str, faults: list[Fault]) -> str:
    where = ", ".join(sheet.where for sheet in sheets)
    return chosen_day(banks.days - {""}, day, where, faults)


def _read_schedule(titles: Titles, number: str, banks: _Banks, faults: list[Fault]) -> None:
    name = titles.named("Financial Institution Name", "NAME", "Institution Name")
    day = titles.named("Reporting Period End Date", "RCON9999", "RSSD9999")
    items = {title: _ITEM.fullmatch(title.upper()) for title in titles.columns}
    item_of = {code: item for item, codes in SUMS.items() for code in codes}
    for row, cells in titled_rows(titles, faults):
        if len(faults) > MOST_FAULTS:
            return
        filer = cells[number]
        if not filer.isdigit():
            if filer:  # below the codes stands a row of words, without a number
                wanted = "the number of a bank"
                faults.append(Fault(titles.sheet.where, row, number, shown(filer), wanted))
            continue
        if name and cells[name]:
            banks.names[filer] = cells[name]
        if day and day_in(cells[day]):
            banks.days.add(day_in(cells[day]))
        for title, code in items.items():
            if code and code[2] in item_of:
                value = number_in(titles.sheet, row, title, cells[title], faults, low=-1e15)
                if value is not None:
                    place = titles.place(row, title)
                    banks.put(filer, item_of[code[2]], code[2], value, code[1], place)


def _read_collected(
    sheet: Sheet, row: int, cells: list[str], banks: _Banks, faults: list[Fault]
) -> None:
    """One row of the matrix, or of the table of equities."""
    if len(cells) not in {2, 21} or not cells[0].isdigit():
        wanted = "the number of a bank, then twenty amounts, or one of equity"
        seen = f"{len(cells)} cells, {shown(cells[0])} first"
        faults.append(Fault(sheet.where, row, "", seen, wanted))
        return
    amounts = [
        number_in(sheet, row, f"column {at + 1}", text, faults, low=-1e15)
        for at, text in enumerate(cells[1:], start=1)
    ]
    parts: Iterable[tuple[str, tuple[int, ...]]] = _COLLECTED.items()
    if len(cells) == 2:
        parts = [("equity", (0,))]
    for item, positions in parts:
        for at in positions:
            value = amounts[at]
            if value is not None:
                banks.put(cells[0], item, str(at), value, "RCFD", sheet.place(row, at + 1))


def _days_in_name(name: str) -> set[str]:
    """The day in a name such as ``FFIEC CDR Call Schedule RC 12312016.txt``."""
    return {
        day_in(f"{text[:2]}/{text[2:4]}/{text[4:]}")
        for text in re.findall(r"(?<!\d)([01]\d[0-3]\d20\d\d)(?!\d)", name)
    } - {""}


def _end_of_quarter(quarter: int) -> str:
    """The last day of a quarter; 1 is the first of 2001.

    >>> _end_of_quarter(59)
    '2015-09-30'
    """
    year, rest = divmod(quarter - 1, 4)
    return f"{2001 + year}-{('03-31', '06-30', '09-30', '12-31')[rest]}"


def _draft(
    banks: _Banks, date: str, name: str, sheets: list[Sheet], faults: list[Fault]
) -> Draft | None:
    """Figures of each bank with total assets, and recipes for what call reports do not say."""
    draft = Draft(
        name=f"{name}-{date[:4]}",
        title_en=f"American banks by asset class, {date}",
        title_zh=f"美国银行（按资产类别），{date}",
        date=date,
        unit="USD mn",
        source="FFIEC, Consolidated Reports of Condition and Income (call reports)",
    )
    items: dict[str, dict[str, dict[str, tuple[float, str, str]]]] = {}
    for (number, item), parts in banks.cells.items():
        items.setdefault(number, {})[item] = parts
    without = 0
    for number, found in items.items():
        if "total_assets" not in found:
            without += 1
            continue
        label = plain_name(banks.names.get(number, ""))
        label = f"{label} (RSSD {number})" if label else f"RSSD {number}"
        draft.institutions[label] = "US"
        if "equity" not in found and "bank_equity" in found:
            found["equity"] = found["bank_equity"]
        for item, parts in found.items():
            if item != "bank_equity":
                draft.found.append(_sum(label, item, parts, date))
    if not draft.institutions:
        where = ", ".join(sheet.where for sheet in sheets)
        if not faults:
            faults.append(Fault(where, 0, "2170", "missing", "total assets, RCFD2170 or RCON2170"))
        return None
    if without:
        draft.notes.append(f"left out {without} banks without total assets")
    _add_recipes(draft)
    return draft


def _sum(label: str, item: str, parts: dict[str, tuple[float, str, str]], date: str) -> Found:
    places = [place for _, _, place in parts.values()]
    more = f"; and {len(places) - 4} more" if len(places) > 4 else ""
    value = max(sum(value for value, _, _ in parts.values()) / 1000, 0.0)
    provenance = "file" if len(places) == 1 else "derived"
    return Found(label, item, value, "USD mn", date, "; ".join(places[:4]) + more, provenance)


def _add_recipes(draft: Draft) -> None:
    """Stated rules for what the form does not have."""
    add, size = draft.recipes.append, "total_assets"
    if draft.knows("cash"):
        draft.meanings["cash"] = "Cash and balances due from depository institutions"
        add(recipe("cash", "peer_ratio", "As the others, in proportion to assets", base=size))
        add(recipe("reserves", "ratio", "Half of cash and balances due: banknotes and deposits at "
                   "other banks are in it", factor=(0.5, 0.3, 0.8), of="cash"))  # fmt: skip
    else:
        add(recipe("reserves", "ratio", "From general knowledge", factor=(0.05, 0.02, 0.12),
                   provenance="recalled", of=size))  # fmt: skip
    for item, factor in (
        ("equity", (0.11, 0.07, 0.15)),
        ("interbank_assets", (0.03, 0.005, 0.1)),
        ("interbank_liabilities", (0.03, 0.005, 0.1)),
    ):
        if draft.knows(item):
            add(recipe(item, "peer_ratio", "As the others, in proportion to assets", base=size))
        else:
            add(recipe(item, "ratio", "Not in the files; order of magnitude from general "
                       "knowledge", factor=factor, provenance="recalled", of=size))  # fmt: skip
    add(recipe("cross_border_claims", "ratio", "Not in the files; most are domestic, from general "
               "knowledge", factor=(0.02, 0.0, 0.2), provenance="recalled", of=size))  # fmt: skip
    add(recipe("payments_per_day", "ratio", "As Bank of America's, per unit of assets, at the end "
               "of 2016", factor=(0.2, 0.02, 0.4), of=size))  # fmt: skip
    central, low, high = UNMEASURED
    for name, (title_en, title_zh) in _TITLES.items():
        item = f"holdings.{name}"
        if not draft.knows(item):
            continue
        add(recipe(item, "peer_ratio", "As the others, in proportion to assets", base=size))
        draft.classes.append({
            "name": name,
            "title_en": title_en,
            "title_zh": title_zh,
            "price_impact": f"{central:g}",
            "price_impact_low": f"{low:g}",
            "price_impact_high": f"{high:g}",
            "source": "10 basis points for a sale of 10 bn, as Duarte & Eisenbach (2021) and "
            "Greenwood, Landier & Thesmar (2015) take for all classes; a factor of five either way",
        })  # fmt: skip
