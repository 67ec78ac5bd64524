"""Rows of a sheet by the titles of its columns, where the header is the first row."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from parley.errors import Fault
from parley.files.official.cells import Sheet
from parley.files.tables import is_day, shown

#: Faults of one kind in one file after which reading stops: the rest is more of the same.
MOST_FAULTS = 100


@dataclass(frozen=True)
class Titles:
    """The header of a sheet.

    Args:
        sheet: The sheet.
        columns: Title to position; titles as they stand there, without blanks at the ends.
    """

    sheet: Sheet
    columns: dict[str, int]

    def named(self, *names: str) -> str:
        """The first of ``names`` that is a title, whatever its case; empty if none is."""
        lower = {title.lower(): title for title in self.columns}
        return next((lower[name.lower()] for name in names if name.lower() in lower), "")

    def place(self, row: int, title: str) -> str:
        """Where the cell of a row under a title stands, in words."""
        return self.sheet.place(row, self.columns[title], title)


def titles_of(sheet: Sheet) -> Titles:
    """The header: the first row with a cell that is not empty."""
    for _, cells in sheet.lines():
        if any(cells):
            columns: dict[str, int] = {}
            for position, title in enumerate(cells):
                columns.setdefault(title, position)
            return Titles(sheet, columns)
    return Titles(sheet, {})


def titled_rows(titles: Titles, faults: list[Fault]) -> Iterator[tuple[int, dict[str, str]]]:
    """Number and cells of each row below the header; a row that is too short or long is a fault."""
    sheet, width = titles.sheet, max(titles.columns.values(), default=-1) + 1
    wrong, begun = 0, False
    for number, line in sheet.lines():
        if not any(line):
            continue
        if not begun:
            begun, width = True, max(width, len(line))
            continue
        cells = list(line)
        while len(cells) > width and not cells[-1]:
            cells.pop()
        if sheet.name:  # a workbook leaves out empty cells at the end
            cells += [""] * (width - len(cells))
        if len(cells) != width:
            wanted = f"{width} cells, as many as the header has"
            faults.append(Fault(sheet.where, number, "", f"{len(cells)} cells", wanted))
            wrong += 1
            if wrong == MOST_FAULTS:
                return
            continue
        yield number, {title: cells[position] for title, position in titles.columns.items()}


def faults_in_titles(titles: Titles, required: Sequence[tuple[str, ...]]) -> list[Fault]:
    """A fault for each group of alternative titles of which none is there."""
    faults = []
    for names in required:
        if not titles.named(*names):
            there = ", ".join(shown(title) for title in list(titles.columns)[:12]) or "no header"
            wanted = "a column " + " or ".join(names)
            faults.append(Fault(titles.sheet.where, 1, names[0], there, wanted))
    return faults


def day_in(text: str) -> str:
    """A day as publishers write it, in ISO 8601; empty if it is none.

    >>> [day_in(text) for text in ("20221231", "12/31/2022", "2022-12-31 00:00:00", "2022", "soon")]
    ['2022-12-31', '2022-12-31', '2022-12-31', '2022-12-31', '']
    """
    digits = text.strip().partition(" ")[0].removesuffix(".0")
    parts = digits.split("/")
    if len(parts) == 3 and all(part.isascii() and part.isdigit() for part in parts):
        digits = f"{parts[2]:0>4}-{parts[0]:0>2}-{parts[1]:0>2}"
    elif digits.isascii() and digits.isdigit() and len(digits) == 8:
        digits = f"{digits[:4]}-{digits[4:6]}-{digits[6:]}"
    elif digits.isascii() and digits.isdigit() and len(digits) == 4:
        digits = f"{digits}-12-31"
    return digits if is_day(digits) else ""


def chosen_day(days: set[str], wanted: str, where: str, faults: list[Fault]) -> str:
    """The one day of a file, or the wanted one of several; empty, and a fault, if neither."""
    listed = ", ".join(sorted(days)[:8])
    if wanted:
        if wanted in days or not days:
            return wanted
        faults.append(Fault(where, 0, "date", wanted, f"one of {listed}"))
        return ""
    if len(days) == 1:
        return next(iter(days))
    if days:
        faults.append(Fault(where, 0, "date", listed, "one day; choose it by --date"))
    else:
        faults.append(Fault(where, 0, "date", "missing", "the day of the figures, by --date"))
    return ""
