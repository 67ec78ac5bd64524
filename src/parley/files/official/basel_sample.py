"""The Basel Committee's G-SIB assessment sample: a workbook of indicators, to a draft."""

from collections.abc import Iterator
from dataclasses import dataclass

from parley.errors import Fault
from parley.files.official.cells import Sheet
from parley.files.official.draft import Draft, Found, number_in
from parley.files.official.indicators import NEEDED, fill_gaps, indicator_named
from parley.files.official.titled import chosen_day, day_in
from parley.files.official.wording import (
    country_in_words,
    in_millions,
    unit_in_words,
    year_end_in_words,
)
from parley.files.systems.countries import COUNTRY_CODES, MANY
from parley.files.tables import shown

#: Indicators that a row or column must name to be the header of a table.
FEWEST = 3

_TITLES = {
    "bank": {"bank", "bank name", "institution", "name", "reporting bank"},
    "home": {"country", "jurisdiction", "home jurisdiction", "home country"},
    "day": {"year", "date", "as of", "reporting date", "reporting year", "period"},
    "unit": {"unit", "units", "reporting unit", "currency and unit"},
}
#: Beside the names of indicators there may be columns that are no bank.
_NO_BANK = {"code", "item", "item code", "indicator", "description", "unit", "units", "total"}


@dataclass(frozen=True)
class _Grid:
    """A sheet, or a sheet turned so that banks are rows.

    Args:
        sheet: The sheet.
        rows: Number and cells of each row; in a turned grid the numbers are of columns.
        turned: Whether rows here are columns there.
    """

    sheet: Sheet
    rows: list[tuple[int, list[str]]]
    turned: bool = False

    def place(self, row: int, at: int, title: str) -> str:
        """Where a cell stands, as a spreadsheet names it."""
        if self.turned:
            return self.sheet.place(at + 1, row - 1)
        return self.sheet.place(row, at, title)

    def corner(self, row: int, at: int) -> tuple[int, int]:
        """True row and column of a cell, both from 1."""
        return (at + 1, row) if self.turned else (row, at + 1)


@dataclass(frozen=True)
class _Entry:
    """What one cell says, before the day is chosen."""

    bank: str
    home: str
    day: str
    unit: str
    item: str
    title: str
    text: str
    row: int
    at: int
    grid: _Grid


def read_basel_sample(
    sheets: list[Sheet], day: str, unit: str, faults: list[Fault]
) -> Draft | None:
    """Indicators of each bank, from every sheet whose rows or columns are named by indicators.

    Args:
        sheets: One bank a row and one indicator a column, or the other way round.
        day: Which day, if the sheets hold several; empty takes the only one.
        unit: In which unit the amounts are; empty takes it from the sheet.
        faults: What is wrong is appended here.
    """
    entries = [entry for sheet in sheets for entry in _entries(sheet, unit, faults)]
    if not entries:
        names = ", ".join(sheet.where for sheet in sheets)
        wanted = f"a row or column that names {FEWEST} or more of the Basel Committee's indicators"
        if not faults:
            faults.append(Fault(names, 0, "", "no indicators", wanted))
        return None
    where = entries[0].grid.sheet.where
    date = chosen_day({entry.day for entry in entries} - {""}, day, where, faults)
    if not date:
        return None
    draft = Draft(
        name=f"basel-sample-{date[:4]}",
        title_en=f"Basel Committee's G-SIB assessment sample, {date}",
        title_zh=f"巴塞尔委员会全球系统重要性银行评估样本，{date}",
        date=date,
        unit="EUR mn",
        source="Basel Committee on Banking Supervision, G-SIB assessment sample",
    )
    _fill(draft, [entry for entry in entries if entry.day in {date, ""}], faults)
    for item in NEEDED:
        if not draft.knows(item):
            faults.append(Fault(where, 0, item.replace("_", " "), "missing", "a figure of a bank"))
    fill_gaps(draft)
    return draft


def _entries(sheet: Sheet, unit: str, faults: list[Fault]) -> list[_Entry]:
    """What the cells of a sheet say, whichever way it lies."""
    rows = [row for row in sheet.lines() if any(row[1])]
    grid = _Grid(sheet, rows)
    header = _header(grid)
    if header is None:
        grid = _turned(sheet, rows)
        header = _header(grid)
    if header is None:
        return []
    stated = unit or _stated_unit(rows)
    found = list(_below(grid, header, stated, faults))
    corners = {grid.corner(entry.row, entry.at) for entry in found}
    for top, left, bottom, right in sheet.merged:
        if any(top <= row <= bottom and left <= column <= right for row, column in corners):
            cell = sheet.place(top, left - 1).rpartition(" ")[2]
            faults.append(Fault(sheet.where, top, cell, "merged cells", "one value a cell"))
    if any(not entry.unit for entry in found):
        wanted = "one note such as EUR million in the sheet, a column Unit, or --unit"
        faults.append(Fault(sheet.where, 0, "unit", "none or several", wanted))
        return []
    return found


def _header(grid: _Grid) -> int | None:
    """The position of the first row that names three indicators or more."""
    for position, (_, cells) in enumerate(grid.rows):
        if len({indicator_named(cell) for cell in cells} - {""}) >= FEWEST:
            return position
    return None


def _turned(sheet: Sheet, rows: list[tuple[int, list[str]]]) -> _Grid:
    """Columns as rows; the position in a row is then the number of the row less one."""
    wide = max((len(cells) for _, cells in rows), default=0)
    high = max((number for number, _ in rows), default=0)
    columns = [[""] * high for _ in range(wide)]
    for number, cells in rows:
        for at, cell in enumerate(cells):
            columns[at][number - 1] = cell
    return _Grid(sheet, [(at + 1, column) for at, column in enumerate(columns)], turned=True)


def _below(grid: _Grid, header: int, stated: str, faults: list[Fault]) -> Iterator[_Entry]:
    """The entries of each bank below a header."""
    number, titles = grid.rows[header]
    items = {at: indicator_named(title) for at, title in enumerate(titles)}
    items = {at: item for at, item in items.items() if item}
    named = _named(grid, header, min(items))
    if named["bank"] < 0:
        seen = ", ".join(shown(title) for title in titles[:8])
        faults.append(Fault(grid.sheet.where, number, "Bank", seen, "a column Bank"))
        return
    for item in sorted(set(items.values())):
        twice = [shown(titles[at]) for at, one in items.items() if one == item]
        if len(twice) > 1:
            faults.append(
                Fault(grid.sheet.where, number, item, " and ".join(twice), "one column for it")
            )
    for row, cells in grid.rows[header + 1 :]:
        cell = {what: cells[at] if -1 < at < len(cells) else "" for what, at in named.items()}
        if not cell["bank"] or cell["bank"].lower() in _NO_BANK:
            continue
        home = _home(grid, row, cell["home"], faults)
        day = day_in(cell["day"]) or year_end_in_words(grid.sheet.name)
        if cell["day"] and not day_in(cell["day"]):
            faults.append(
                Fault(grid.sheet.where, row, "day", shown(cell["day"]), "a year or a date")
            )
        unit = unit_in_words(cell["unit"]) or stated
        for at, item in items.items():
            text = cells[at] if at < len(cells) else ""
            yield _Entry(cell["bank"], home, day, unit, item, titles[at], text, row, at, grid)


def _named(grid: _Grid, header: int, first: int) -> dict[str, int]:
    """Where the bank, its home, the day and the unit stand, or -1."""
    titles = [title.lower().replace("_", " ") for title in grid.rows[header][1]]
    named = {
        what: next((at for at, title in enumerate(titles) if title in names), -1)
        for what, names in _TITLES.items()
    }
    if grid.turned and named["bank"] < 0:
        # the row of banks need not have a title: it is the last one above the indicators
        taken = set(named.values())
        below = grid.rows[header + 1 :]
        filled = [at for at in range(first) if any(cells[at] for _, cells in below)]
        named["bank"] = max((at for at in filled if at not in taken), default=-1)
    return named


def _home(grid: _Grid, row: int, text: str, faults: list[Fault]) -> str:
    if not text or text in COUNTRY_CODES:
        return text
    code = country_in_words(text)
    if not code:
        wanted = "a country of the sample by its English name, or its ISO 3166 alpha-2 code"
        faults.append(Fault(grid.sheet.where, row, "country", shown(text), wanted))
    return code


def _stated_unit(rows: list[tuple[int, list[str]]]) -> str:
    """The one unit that the sheet states in words; empty if none or several."""
    units = {unit_in_words(cell) for _, cells in rows for cell in cells} - {""}
    return units.pop() if len(units) == 1 else ""


def _fill(draft: Draft, entries: list[_Entry], faults: list[Fault]) -> None:
    """Figures and institutions of the chosen day; the same figure twice is a fault."""
    seen: dict[tuple[str, str], str] = {}
    units = set()
    for entry in entries:
        if draft.institutions.get(entry.bank, MANY) == MANY:
            draft.institutions[entry.bank] = entry.home or MANY
        row, _ = entry.grid.corner(entry.row, entry.at)
        value = number_in(entry.grid.sheet, row, entry.item, entry.text, faults)
        if value is None:
            continue
        place = entry.grid.place(entry.row, entry.at, entry.title)
        first = seen.setdefault((entry.bank, entry.item), place)
        if first != place:
            wanted = f"one figure for the day; another is in {first}"
            label = f"{entry.item} of {shown(entry.bank)}"
            faults.append(Fault(place, 0, label, entry.text, wanted))
            continue
        amount, unit = in_millions(value, entry.unit)
        units.add(unit[:3])
        draft.found.append(Found(entry.bank, entry.item, amount, unit, draft.date, place))
    if len(units) == 1:
        draft.unit = f"{units.pop()} mn"
    elif units:
        where = entries[0].grid.sheet.where
        faults.append(Fault(where, 0, "unit", ", ".join(sorted(units)), "one currency"))
    if all(home == MANY for home in draft.institutions.values()):
        draft.notes.append("no column says where a bank is at home: XX stands in its place")
