"""A table of a report: what it is called, its columns, its rows, all as text."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Table:
    """A table whose first column names the rows.

    Args:
        caption: What the table shows, with the unit.
        columns: Heads of the columns.
        rows: As many texts in each as there are columns.
        numeric: Columns that hold numbers and are set flush right.
        english: Columns whose text is English in every report, for example sources.
    """

    caption: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    numeric: tuple[int, ...] = ()
    english: tuple[int, ...] = ()

    def __post_init__(self) -> None:
        for row in self.rows:
            if len(row) != len(self.columns):
                raise ValueError(f"{len(row)} cells in a row of {len(self.columns)} columns")
