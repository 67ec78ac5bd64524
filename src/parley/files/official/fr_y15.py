"""FR Y-15, the American report of systemic importance, to a draft: many filers or one a file.

Layouts: one row a filer with columns such as RISKM362 (the snapshot and the bulk file), one file a
filer with ItemName, Description and Value, or items as rows and filers as columns. Amounts are in
USD thousand. RISI stands for intermediate holding companies of foreign banks; RISO, their parents
abroad, are left out.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from parley.errors import Fault
from parley.files.official.cells import Sheet
from parley.files.official.draft import Draft, Found, number_in
from parley.files.official.indicators import NEEDED, fill_gaps
from parley.files.official.titled import Titles, chosen_day, day_in, titled_rows, titles_of
from parley.files.official.wording import plain_name
from parley.files.tables import shown

#: Our items by the number in the Federal Reserve's dictionary of micro data.
ITEMS = {
    "Y832": "total_exposures",
    "M362": "interbank_assets",
    "M370": "interbank_liabilities",
    "M376": "securities_outstanding",
    "M390": "payments_activity",
    "M405": "assets_under_custody",
    "M408": "underwriting",
    "M411": "otc_derivatives",
    "M422": "cross_border_claims",
    "M426": "cross_jurisdictional_liabilities",
}

_CODE = re.compile(r"(RISK|RISI|RISO)([A-Z0-9]{4})")
_NUMBER = ("ID_RSSD", "RSSD9001", "IDRSSD", "RSSD_ID", "RSSD ID")
_NAME = ("NAME", "Name (Legal)", "Legal Name", "NM_LGL", "RSSD9017", "Institution Name", "NM_SHORT")
_DAY = ("DT", "AsOfDate", "As of Date", "RSSD9999", "RISK9999", "Report Date", "DT_RPT")


@dataclass(frozen=True)
class _Cell:
    """One figure of one filer."""

    filer: str
    name: str
    day: str
    prefix: str
    item: str
    text: str
    row: int
    title: str
    place: str
    sheet: Sheet


def read_fr_y15(sheets: list[Sheet], day: str, unit: str, faults: list[Fault]) -> Draft | None:
    """The indicators of each filer.

    Args:
        sheets: The files, in any of the three layouts.
        day: Which day, if the files hold several; empty takes the only one.
        unit: Must be empty or ``USD th``: the form is in thousands of dollars.
        faults: What is wrong is appended here.
    """
    if unit not in {"", "USD th"}:
        faults.append(Fault("--unit", 0, "", unit, "USD thousand, in which the form is"))
    cells: list[_Cell] = []
    for sheet in sheets:
        cells += _cells(sheet, faults)
    if not cells:
        names = ", ".join(sheet.where for sheet in sheets)
        if not faults:
            faults.append(Fault(names, 0, "", "no items", "items such as RISKM362 or RISKY832"))
        return None
    date = chosen_day({cell.day for cell in cells} - {""}, day, cells[0].sheet.where, faults)
    if not date:
        return None
    draft = Draft(
        name=f"fr-y15-{date[:4]}",
        title_en=f"American filers of FR Y-15, {date}",
        title_zh=f"美国系统性风险报告（FR Y-15）申报机构，{date}",
        date=date,
        unit="USD mn",
        source="Federal Reserve, Systemic Risk Report FR Y-15, National Information Center",
    )
    _fill(draft, [cell for cell in cells if cell.day in {date, ""}], faults)
    for item in NEEDED:
        if not draft.knows(item):
            code = next(code for code, one in ITEMS.items() if one == item)
            where = cells[0].sheet.where
            faults.append(Fault(where, 0, f"RISK{code}", "missing", f"{item.replace('_', ' ')}"))
    fill_gaps(draft)
    return draft


def _cells(sheet: Sheet, faults: list[Fault]) -> Iterator[_Cell]:
    titles = titles_of(sheet)
    if titles.named("ItemName") and titles.named("Value"):
        yield from _one_filer(titles, faults)
    elif any(_CODE.fullmatch(title.upper()) for title in titles.columns):
        yield from _filers_as_rows(titles, faults)
    else:
        yield from _filers_as_columns(titles, faults)


def _filers_as_rows(titles: Titles, faults: list[Fault]) -> Iterator[_Cell]:
    number, name, day = titles.named(*_NUMBER), titles.named(*_NAME), titles.named(*_DAY)
    if not number:
        seen = ", ".join(shown(title) for title in list(titles.columns)[:8])
        faults.append(Fault(titles.sheet.where, 1, _NUMBER[0], seen, "a column " + _NUMBER[0]))
        return
    wanted = {title: _CODE.fullmatch(title.upper()) for title in titles.columns}
    for row, cells in titled_rows(titles, faults):
        as_of = day_in(cells[day]) if day else _day_of_file(titles.sheet.file)
        if day and not as_of:
            what = "a date such as 20221231"
            faults.append(Fault(titles.sheet.where, row, day, shown(cells[day]), what))
        for title, code in wanted.items():
            if code and code[2] in ITEMS:
                yield _Cell(
                    cells[number], cells[name] if name else "", as_of, code[1], ITEMS[code[2]],
                    cells[title], row, title, titles.place(row, title), titles.sheet,
                )  # fmt: skip


def _one_filer(titles: Titles, faults: list[Fault]) -> Iterator[_Cell]:
    item, value = titles.named("ItemName"), titles.named("Value")
    rows = list(titled_rows(titles, faults))
    known = {cells[item]: cells[value] for _, cells in rows}
    number = next((known[name] for name in _NUMBER if name in known), "")
    name = next((known[name] for name in _NAME if name in known), "")
    day = next((day_in(known[name]) for name in _DAY if day_in(known.get(name, ""))), "")
    if not number:
        wanted = "a row ID_RSSD"
        faults.append(Fault(titles.sheet.where, 0, item, "no ID_RSSD", wanted))
        return
    for row, cells in rows:
        code = _CODE.fullmatch(cells[item].upper())
        if code and code[2] in ITEMS:
            yield _Cell(
                number, name, day or _day_of_file(titles.sheet.file), code[1], ITEMS[code[2]],
                cells[value], row, cells[item], titles.place(row, value), titles.sheet,
            )  # fmt: skip


def _filers_as_columns(titles: Titles, faults: list[Fault]) -> Iterator[_Cell]:
    """Items as rows: the first column whose cells are codes says where filers begin."""
    rows = list(titled_rows(titles, faults))
    label = next(
        (
            title
            for title in titles.columns
            if any(_CODE.fullmatch(cells[title].upper()) for _, cells in rows)
        ),
        None,
    )
    if label is None:
        return
    skipped = {"description", "item", "itemname", "caption", "line", label.lower()}
    filers = [title for title in titles.columns if title and title.lower() not in skipped]
    for row, cells in rows:
        code = _CODE.fullmatch(cells[label].upper())
        if code and code[2] in ITEMS:
            for filer in filers:
                yield _Cell(
                    filer, filer, _day_of_file(titles.sheet.file), code[1], ITEMS[code[2]],
                    cells[filer], row, filer, titles.place(row, filer), titles.sheet,
                )  # fmt: skip


def _day_of_file(name: str) -> str:
    """The day in a name such as ``FRY15_1039502_20191231.csv``; empty if there is none."""
    found = re.findall(r"(?<!\d)(20\d{6})(?!\d)", name)
    return day_in(found[-1]) if found else ""


def _fill(draft: Draft, cells: list[_Cell], faults: list[Fault]) -> None:
    """Figures of each filer: of its blocks RISK and RISI the one that holds amounts."""
    abroad = {cell.filer for cell in cells if cell.prefix == "RISO" and _is_amount(cell.text)}
    names = _names(cells)
    chosen: dict[tuple[str, str], tuple[float, _Cell]] = {}
    for cell in cells:
        if cell.prefix == "RISO":
            continue
        value = number_in(cell.sheet, cell.row, cell.title, cell.text, faults)
        if value is None or (value == 0 and cell.item in NEEDED):
            continue
        other, first = chosen.setdefault((cell.filer, cell.item), (value, cell))
        if first is cell or value in {other, 0.0}:
            continue  # a block that is not the filer's holds nothing, or zeros
        if other != 0:
            wanted = f"one figure for the day; another is in {first.place}"
            label = f"{cell.item} of {names[cell.filer]}"
            faults.append(Fault(cell.place, 0, label, cell.text, wanted))
        chosen[cell.filer, cell.item] = (value, cell)
    for (filer, item), (value, cell) in chosen.items():
        draft.institutions[names[filer]] = "US"
        draft.found.append(
            Found(names[filer], item, value / 1000, "USD mn", draft.date, cell.place)
        )
    whole = {one.institution for one in draft.found if one.item == "total_exposures"}
    parts = [name for name in draft.institutions if name not in whole]
    draft.institutions = {name: "US" for name in draft.institutions if name in whole}
    draft.found = [one for one in draft.found if one.institution in whole]
    if parts:
        draft.notes.append(f"left out for want of total exposures: {', '.join(parts)}")
    if abroad:
        draft.notes.append(f"left out {len(abroad)} parents abroad (items RISO)")


def _is_amount(text: str) -> bool:
    return text.strip("0. ") != "" and text[:1].isdigit()


def _names(cells: list[_Cell]) -> dict[str, str]:
    """A name for each filer; two of one name get their numbers."""
    plain = {cell.filer: plain_name(cell.name) or f"RSSD {cell.filer}" for cell in cells}
    often = list(plain.values())
    return {
        filer: name if often.count(name) == 1 else f"{name} (RSSD {filer})"
        for filer, name in plain.items()
    }
