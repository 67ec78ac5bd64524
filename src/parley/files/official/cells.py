"""Cells of an official file, text or spreadsheet, each with its place; whatever bytes are in it."""

import csv
import io
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from parley.errors import Fault
from parley.files.official.workbook import Area, column_letters, read_workbook
from parley.files.tables import shown

#: Between two cells of a line: what publishers use.
DELIMITERS = (",", "\t", ";", "^", "|")

#: The start of a UTF-8 file that somebody read as Latin letters and saved again.
_SAVED_MARK = "\u00ef\u00bb\u00bf"

#: Lines that are looked at to find the delimiter.
_LOOKED_AT = 20

#: Number and cells of one row.
Line = tuple[int, list[str]]


@dataclass(frozen=True)
class Sheet:
    """One sheet of a workbook, or the whole of a text file.

    Args:
        file: The name of the file.
        name: The name of the sheet; empty for a text file.
        lines: Gives the rows anew each time, numbered as a spreadsheet counts.
        merged: Areas whose cells are one: first row, first column, last row, last column.
    """

    file: str
    name: str
    lines: Callable[[], Iterator[Line]]
    merged: tuple[Area, ...] = ()

    @property
    def where(self) -> str:
        """File and sheet, for messages."""
        return f"{self.file}, sheet {self.name}" if self.name else self.file

    def place(self, row: int, column: int, title: str = "") -> str:
        """Where a cell stands, for the source of a figure; ``column`` counts from 0."""
        if self.name:
            return f"{self.where}, cell {column_letters(column)}{row}"
        return f"{self.file}, row {row}, column {title or column + 1}"


def open_sheets(
    path: Path, faults: list[Fault], *, encoding: str = "utf-8", delimiter: str | None = None
) -> list[Sheet]:
    """The sheets of a file: those of a workbook, or one for a text file.

    Args:
        path: A workbook (``.xlsx``, ``.xlsm``) or delimited text.
        faults: What is wrong is appended here; for a text file also later, while it is read.
        encoding: Of a text file. UTF-8 and UTF-16 with their marks are recognised by themselves.
        delimiter: Between the cells of a text file; None finds it.
    """
    if path.suffix.lower() in {".xlsx", ".xlsm"}:
        return [
            Sheet(path.name, name, rows.__iter__, merged)
            for name, rows, merged in read_workbook(path, faults)
        ]
    if path.suffix.lower() in {".xls", ".xlsb", ".ods", ".zip", ".parquet"}:
        wanted = "delimited text or .xlsx: open it in a spreadsheet and save it as one of these"
        faults.append(Fault(path.name, 0, "", path.suffix, wanted))
        return []
    try:
        with path.open("rb") as file:
            head = file.read(4)
        size = path.stat().st_size
    except OSError as error:
        why = error.strerror or str(error)
        faults.append(Fault(shown(path.name), 0, "", why, "a file that can be read"))
        return []
    if size == 0:
        faults.append(Fault(path.name, 0, "", "empty", "a header and rows"))
        return []
    if head.startswith((b"PK\x03\x04", b"\xd0\xcf\x11\xe0")):
        wanted = "delimited text; name a workbook with the ending .xlsx"
        faults.append(Fault(path.name, 0, "", "a binary file", wanted))
        return []
    if head.startswith((b"\xff\xfe", b"\xfe\xff")):
        encoding = "utf-16"
    elif encoding.lower().replace("_", "-") in {"utf-8", "utf8"}:
        encoding = "utf-8-sig"
    sign = delimiter or _delimiter(path, encoding, faults)
    if sign is None:
        return []
    return [Sheet(path.name, "", lambda: _text_lines(path, encoding, sign, faults))]


def _delimiter(path: Path, encoding: str, faults: list[Fault]) -> str | None:
    """The one sign that cuts the first lines into equally many cells, two or more."""
    head: list[str] = []
    try:
        with path.open(encoding=encoding, newline="") as file:
            for line in file:
                head.append(line.removeprefix(_SAVED_MARK))
                if len(head) == _LOOKED_AT:
                    break
    except (UnicodeError, LookupError) as error:
        faults.append(_not_text(path, encoding, error, len(head) + 1))
        return None
    except OSError as error:
        why = error.strerror or str(error)
        faults.append(Fault(path.name, 0, "", why, "a file that can be read"))
        return None
    found = {}
    for delimiter in DELIMITERS:
        try:
            counts = [len(cells) for cells in csv.reader(head, delimiter=delimiter) if any(cells)]
        except csv.Error:
            continue
        if counts and counts[0] > 1:
            even = sum(count == counts[0] for count in counts) / len(counts)
            found[delimiter] = (even, counts[0])
    if found:
        return max(found, key=lambda sign: found[sign])
    seen = shown(head[0].strip()) if head else "empty"
    signs = "a comma, tab, semicolon, ^ or |"
    faults.append(Fault(path.name, 1, "", seen, f"a header whose cells are separated by {signs}"))
    return None


def _text_lines(path: Path, encoding: str, delimiter: str, faults: list[Fault]) -> Iterator[Line]:
    """Rows of a delimited text file, read as they are needed; an unreadable one ends them."""
    number = 0
    try:
        with path.open(encoding=encoding, newline="") as file:
            for cells in csv.reader(_without_mark(file), delimiter=delimiter, strict=True):
                number += 1
                yield number, [cell.strip() for cell in cells]
    except (UnicodeError, LookupError) as error:
        faults.append(_not_text(path, encoding, error, number + 1))
    except csv.Error as error:
        faults.append(Fault(path.name, number + 1, "", str(error), "cells as a spreadsheet saves"))
    except OSError as error:
        why = error.strerror or str(error)
        faults.append(Fault(path.name, number, "", why, "a file that can be read"))


def _without_mark(file: io.TextIOWrapper) -> Iterator[str]:
    for number, line in enumerate(file):
        yield line.removeprefix(_SAVED_MARK) if number == 0 else line


def _not_text(path: Path, encoding: str, error: Exception, row: int) -> Fault:
    name = encoding.removesuffix("-sig").upper()
    if isinstance(error, UnicodeDecodeError):
        value = f"byte 0x{error.object[error.start]:02x} at or after this row"
        wanted = f"text in {name}; save it so, or state its --encoding"
        return Fault(path.name, row, "", value, wanted)
    return Fault(path.name, row, "", shown(str(error)), f"text in {name}")
