"""Texts of the tables from which the systems that ship are made: reading, rounding, writing."""

import csv
import io
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

#: The folder of the systems that ship.
SHIPPED = Path(__file__).parents[2] / "src" / "parley" / "systems"


def read(path: Path) -> list[dict[str, str]]:
    """The rows of a CSV file with a header."""
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def plain(value: float, decimals: int = 6) -> str:
    """A number as a person writes it: no exponent, no zeros at the end."""
    text = f"{value:.{decimals}f}"
    text = text.rstrip("0").rstrip(".") if "." in text else text
    return "0" if text in {"-0", ""} else text


def table(columns: Sequence[str], rows: Iterable[Mapping[str, str]]) -> str:
    """The text of a CSV file; what a row does not have is an empty cell."""
    text = io.StringIO(newline="")
    writer = csv.DictWriter(text, columns, restval="", lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue()


def write(name: str, files: Mapping[str, str]) -> None:
    """Write the files of a system into its folder, and remove what is no longer one of them."""
    folder = SHIPPED / name
    folder.mkdir(exist_ok=True)
    for path in folder.iterdir():
        if path.name not in files:
            path.unlink()
    for file, text in files.items():
        (folder / file).write_text(text, encoding="utf-8", newline="")
