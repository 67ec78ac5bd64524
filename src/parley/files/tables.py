"""Tables on disk, CSV or Parquet: bytes to rows of text, each fault named by row and field."""

import csv
import io
import math
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from parley.errors import Fault, MissingExtra

#: No single amount may exceed this, so that no sum can overflow.
LARGEST_AMOUNT = 1e15

_NUMBER = re.compile(r"[+-]?(\d+(\.\d*)?|\.\d+)([eE][+-]?\d+)?", re.ASCII)
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)


@dataclass(frozen=True)
class Row:
    """One row of a table: the text of its cells by column.

    Args:
        file: The name of the file.
        number: Counted as a spreadsheet counts: the header is row 1.
        cells: Column to text, without blanks at either end; an empty cell is an empty text.
    """

    file: str
    number: int
    cells: Mapping[str, str]

    def text(self, column: str) -> str:
        """What stands in ``column``; empty if the file has no such column."""
        return self.cells.get(column, "")

    def fault(self, column: str, expected: str) -> Fault:
        """Say that what stands in ``column`` is not what was expected."""
        return Fault(self.file, self.number, column, shown(self.text(column)), expected)


@dataclass(frozen=True)
class Table:
    """A table: the name of its file, its columns and its rows."""

    file: str
    columns: tuple[str, ...]
    rows: tuple[Row, ...]


def shown(text: str) -> str:
    """``text`` as a message shows it: one line, printable, not endless."""
    line = "".join(sign if sign.isprintable() else "\N{REPLACEMENT CHARACTER}" for sign in text)
    return line if len(line) <= 80 else line[:77] + "..."


def read_table(
    folder: Path,
    stem: str,
    required: Iterable[str],
    faults: list[Fault],
    *,
    optional: Iterable[str] = (),
    must_exist: bool = True,
) -> Table | None:
    """Read ``stem.csv`` or ``stem.parquet`` of a folder, whatever bytes are in it.

    Args:
        folder: Where the file is.
        stem: The name of the file without its ending.
        required: Columns that must be there.
        faults: What is wrong is appended here.
        optional: Columns that may be there. Any other column is a fault.
        must_exist: Whether a missing file is a fault.

    Returns:
        The table, with the rows that could be read; None if there is no table at all.

    Raises:
        MissingExtra: if the file is Parquet and pyarrow is not installed.
    """
    path = _find(folder, stem, faults, must_exist)
    if path is None:
        return None
    raw = read_bytes(path, faults)
    if raw is None:
        return None
    cells = (
        _parquet_cells(path, raw, faults)
        if path.suffix == ".parquet"
        else _csv_cells(path, raw, faults)
    )
    if cells is None:
        return None
    return _as_table(path.name, cells, tuple(required), tuple(optional), faults)


def read_bytes(path: Path, faults: list[Fault]) -> bytes | None:
    """The bytes of a file, or None and a fault."""
    try:
        return path.read_bytes()
    except OSError as error:
        why = error.strerror or str(error)
        faults.append(Fault(path.name, 0, "", why, "a file that can be read"))
        return None


def decode(path: Path, raw: bytes, faults: list[Fault]) -> str | None:
    """The text of a file in UTF-8, with or without a byte order mark, or None and a fault."""
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        row = raw.count(b"\n", 0, error.start) + 1
        value = f"byte 0x{raw[error.start]:02x}"
        faults.append(Fault(path.name, row, "", value, "text in UTF-8"))
        return None


def amount(
    row: Row, column: str, faults: list[Fault], *, low: float = 0.0, high: float = LARGEST_AMOUNT
) -> float | None:
    """The number in ``column``, or None and a fault.

    Args:
        low, high: The range that is allowed, both ends included.
    """
    text = row.text(column)
    value = float(text) if _NUMBER.fullmatch(text) else math.nan
    if not math.isnan(value) and low <= value <= high:
        return value
    wanted = f"a number from {low:g} to {high:g}" + (
        " without thousands separators" if "," in text or "_" in text else ""
    )
    faults.append(row.fault(column, wanted))
    return None


def day(row: Row, column: str, faults: list[Fault], *, required: bool = True) -> str:
    """The date in ``column`` as ISO 8601, or an empty text, and a fault if it is no date."""
    text = row.text(column)
    if not is_day(text) and (text or required):
        faults.append(row.fault(column, "a date such as 2022-12-31"))
        return ""
    return text


def is_day(text: str) -> bool:
    """Whether ``text`` is a date of the form 2022-12-31."""
    try:
        return bool(_DAY.fullmatch(text)) and date.fromisoformat(text) is not None
    except ValueError:
        return False


def repeated(rows: Iterable[Row], columns: tuple[str, ...]) -> list[Fault]:
    """A fault for each row whose ``columns`` together occurred before."""
    first: dict[tuple[str, ...], int] = {}
    faults = []
    for row in rows:
        key = tuple(row.text(column) for column in columns)
        if key in first:
            value = shown(", ".join(key))
            expected = f"each once; it is already in row {first[key]}"
            faults.append(Fault(row.file, row.number, ", ".join(columns), value, expected))
        else:
            first[key] = row.number
    return faults


def _find(folder: Path, stem: str, faults: list[Fault], must_exist: bool) -> Path | None:
    """The one file with this stem; two are a fault, none is one if it must exist."""
    found = [folder / f"{stem}{ending}" for ending in (".csv", ".parquet")]
    try:
        found = [path for path in found if path.exists()]
    except OSError as error:
        why = error.strerror or str(error)
        faults.append(Fault(f"{stem}.csv", 0, "", why, "a folder that can be read"))
        return None
    if len(found) == 1:
        return found[0]
    if found:
        names = " and ".join(path.name for path in found)
        faults.append(Fault(f"{stem}.csv", 0, "", names, "one of the two"))
    elif must_exist:
        faults.append(Fault(f"{stem}.csv", 0, "", "missing", "this file, or its Parquet form"))
    return None


def _csv_cells(path: Path, raw: bytes, faults: list[Fault]) -> list[list[str]] | None:
    """Header and rows of a CSV file; a blank line is an empty row and keeps its number."""
    text = decode(path, raw, faults)
    if text is None:
        return None
    cells: list[list[str]] = []
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    try:
        for record in reader:
            cells.append([cell.strip() for cell in record])
    except csv.Error as error:
        faults.append(Fault(path.name, len(cells) + 1, "", str(error), "comma-separated values"))
        return None
    return cells


def _parquet_cells(path: Path, raw: bytes, faults: list[Fault]) -> list[list[str]] | None:
    """Header and rows of a Parquet file, as text."""
    try:
        import pyarrow as arrow
        from pyarrow import parquet
    except ImportError as error:
        raise MissingExtra(f"{path.name} needs pyarrow: pip install 'parley[app]'") from error
    try:
        table = parquet.read_table(arrow.BufferReader(raw))
        columns = [column.to_pylist() for column in table.columns]
    except (arrow.ArrowException, OSError, ValueError, OverflowError) as error:
        why = shown(str(error).partition("\n")[0])
        faults.append(Fault(path.name, 0, "", why, "a Parquet file"))
        return None
    rows = [
        ["" if cell is None else str(cell).strip() for cell in row]
        for row in zip(*columns, strict=True)
    ]
    return [[str(name).strip() for name in table.column_names], *rows]


def _as_table(
    file: str,
    cells: list[list[str]],
    required: tuple[str, ...],
    optional: tuple[str, ...],
    faults: list[Fault],
) -> Table | None:
    """Check header and lengths of rows; keep the rows that fit."""
    if not cells or not any(cells[0]):
        faults.append(Fault(file, 1, "", "empty", "a header: " + ", ".join(required)))
        return None
    header = tuple(cells[0])
    allowed = (*required, *optional)
    for name in dict.fromkeys(header):
        if name not in allowed:
            wanted = "one of " + ", ".join(allowed)
            faults.append(Fault(file, 1, shown(name) or "column without a name", "", wanted))
        elif header.count(name) > 1:
            faults.append(Fault(file, 1, name, "", "each column once"))
    missing = [name for name in required if name not in header]
    for name in missing:
        faults.append(Fault(file, 1, name, "missing", "this column"))
    if missing:
        return None
    rows = []
    for number, record in enumerate(cells[1:], start=2):
        if not any(record):
            continue
        if len(record) != len(header):
            expected = f"{len(header)} cells, as many as the header has"
            faults.append(Fault(file, number, "", f"{len(record)} cells", expected))
            continue
        rows.append(Row(file, number, dict(zip(header, record, strict=True))))
    return Table(file, header, tuple(rows))
