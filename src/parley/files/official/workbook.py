"""Workbooks (XLSX) to rows of text: limits first, so that no file can fill the memory."""

import re
import zipfile
import zlib
from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path
from xml.etree.ElementTree import ParseError

from parley.errors import Fault, MissingExtra
from parley.files.tables import shown

#: No workbook may be larger, packed and unpacked (bytes), nor have more sheets, rows or columns.
LARGEST, LARGEST_UNPACKED = 50_000_000, 400_000_000
MOST_SHEETS, MOST_ROWS, MOST_COLUMNS = 60, 200_000, 2_000

#: First row, first column, last row, last column; all count from 1.
Area = tuple[int, int, int, int]

_MERGE = re.compile(rb'<mergeCell\s+ref="([A-Z]{1,3})(\d+):([A-Z]{1,3})(\d+)"')
_EMPTY = "a formula without a value"

_UNREADABLE = (
    OSError, ValueError, KeyError, TypeError, AttributeError, IndexError, EOFError, OverflowError,
    RuntimeError, zipfile.BadZipFile, zlib.error, ParseError,
)  # fmt: skip


def read_workbook(
    path: Path, faults: list[Fault]
) -> list[tuple[str, list[tuple[int, list[str]]], tuple[Area, ...]]]:
    """Name, rows and merged areas of each sheet; none, and faults, if it is not as it should be.

    A number is the shortest text that gives it again, a date is ISO 8601, an empty cell is an
    empty text. A formula counts with the value that was saved with it; one without is a fault.

    Raises:
        MissingExtra: if openpyxl is not installed.
    """
    try:
        from openpyxl import load_workbook
    except ImportError as error:
        raise MissingExtra(f"{path.name} needs openpyxl: pip install 'parley[app]'") from error
    before = len(faults)
    faults += _faults_in_archive(path)
    if len(faults) > before:
        return []
    sheets = []
    try:
        values = load_workbook(path, read_only=True, data_only=True)
        formulas = load_workbook(path, read_only=True, data_only=False)
        with zipfile.ZipFile(path) as archive:
            for sheet in values.worksheets[:MOST_SHEETS]:
                where = f"{path.name}, sheet {shown(sheet.title)}"
                rows = list(_rows(where, sheet, formulas[sheet.title], faults))
                merged = _merged(archive, str(getattr(sheet, "_worksheet_path", "")))
                sheets.append((shown(sheet.title), rows, merged))
        values.close()
        formulas.close()
    except _UNREADABLE as error:
        why = shown(str(error).partition("\n")[0] or type(error).__name__)
        faults.append(Fault(path.name, 0, "", why, "a workbook that a spreadsheet can open"))
    return [] if len(faults) > before else sheets


def column_letters(column: int) -> str:
    """The name of a column as spreadsheets show it; ``column`` counts from 0.

    >>> column_letters(0), column_letters(27)
    ('A', 'AB')
    """
    letters = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters


def _faults_in_archive(path: Path) -> list[Fault]:
    """Whether it is a workbook of a size that can be read, without definitions that expand."""
    limit = f"a workbook of at most {LARGEST // 1_000_000} MB"
    try:
        if path.stat().st_size > LARGEST:
            return [Fault(path.name, 0, "", f"{path.stat().st_size / 1e6:.0f} MB", limit)]
        with zipfile.ZipFile(path) as archive:
            parts = archive.infolist()
            unpacked = sum(part.file_size for part in parts)
            if unpacked > LARGEST_UNPACKED or len(parts) > 5_000:
                value = f"{unpacked / 1e6:.0f} MB in {len(parts)} parts when unpacked"
                wanted = f"at most {LARGEST_UNPACKED // 1_000_000} MB when unpacked"
                return [Fault(path.name, 0, "", value, wanted)]
            for part in parts:
                if part.filename.endswith((".xml", ".rels")):
                    with archive.open(part) as file:
                        if b"<!DOCTYPE" in file.read(4096).upper():
                            wanted = "parts without document type"
                            return [Fault(path.name, 0, shown(part.filename), "DOCTYPE", wanted)]
    except _UNREADABLE as error:
        why = getattr(error, "strerror", None) or shown(str(error))
        return [Fault(shown(path.name), 0, "", why, "a workbook in XLSX")]
    return []


def _rows(
    where: str, values: object, formulas: object, faults: list[Fault]
) -> Iterator[tuple[int, list[str]]]:
    """Rows of one sheet as text; read twice, to see formulas that have no value."""
    pairs = zip(_values(values), _values(formulas), strict=False)
    for number, (row, written) in enumerate(pairs, start=1):
        if number > MOST_ROWS or len(row) > MOST_COLUMNS:
            wanted = f"at most {MOST_ROWS} rows of {MOST_COLUMNS} columns"
            faults.append(Fault(where, number, "", "more", wanted))
            return
        for column, (value, text) in enumerate(zip(row, written, strict=False)):
            if value is None and isinstance(text, str) and text.startswith("="):
                cell = f"{column_letters(column)}{number}"
                wanted = "a value: open the workbook in a spreadsheet, let it compute, save it"
                faults.append(Fault(where, number, cell, f"{_EMPTY}: {shown(text)}", wanted))
        yield number, [_text(value) for value in row]


def _values(sheet: object) -> Iterator[tuple[object, ...]]:
    # a workbook may claim to be a million columns wide: count what is there
    sheet.reset_dimensions()  # type: ignore[attr-defined]
    yield from sheet.iter_rows(values_only=True)  # type: ignore[attr-defined]


def _text(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return str(value).upper()
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() and abs(value) < 1e15 else repr(value)
    if isinstance(value, datetime):
        return value.date().isoformat()
    if isinstance(value, date):
        return value.isoformat()
    return str(value).strip()


def _merged(archive: zipfile.ZipFile, part: str) -> tuple[Area, ...]:
    """Areas of merged cells, which the quick reader of workbooks leaves out."""
    name = part.lstrip("/")
    if name not in archive.namelist():
        return ()
    with archive.open(name) as file:
        found = _MERGE.findall(file.read())
    return tuple((int(b), _number(a), int(d), _number(c)) for a, b, c, d in found)


def _number(letters: bytes) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + letter - ord("A") + 1
    return number
