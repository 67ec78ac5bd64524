"""Every system that ships explains itself: no column and no item without a line on what it is."""

import csv
from pathlib import Path

import pytest

from parley.engine.totals import MONEY_ITEMS
from parley.files.systems.catalogue import list_systems, systems_folder


def _rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def _columns(path: Path) -> list[str]:
    with path.open(encoding="utf-8", newline="") as file:
        return next(csv.reader(file))


@pytest.mark.parametrize("name", list_systems())
def test_the_dictionary_explains_every_column_and_item_and_nothing_else(name: str) -> None:
    folder = systems_folder() / name
    explained = [(row["file"], row["column"]) for row in _rows(folder / "dictionary.csv")]
    there = [(path.name, column) for path in folder.glob("*.csv") for column in _columns(path)]
    items = {row["item"] for row in _rows(folder / "figures.csv")}
    items |= {
        row["item"]
        for row in _rows(folder / "estimates.csv")
        if row["item"] not in MONEY_ITEMS and not row["item"].startswith("holdings.")
    }
    there += [("figures.csv", f"value[{item}]") for item in items]
    assert sorted(explained) == sorted(there)
