"""Parquet in place of CSV gives the same system."""

from datetime import date
from pathlib import Path

import numpy as np
import pyarrow as arrow
import pytest
from pyarrow import csv, parquet

from parley.errors import InvalidInput
from parley.files.systems.folder import read_system
from tests.files import system_examples as example


def as_parquet(folder: Path) -> None:
    """Replace every CSV file of a folder by a Parquet file with typed columns."""
    for path in folder.glob("*.csv"):
        table = csv.read_csv(path)
        parquet.write_table(table, path.with_suffix(".parquet"))
        path.unlink()


@pytest.mark.parametrize("build", [example.wide, example.long])
def test_parquet_and_csv_give_the_same_system(build, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    plain, typed = build(tmp_path / "csv"), build(tmp_path / "parquet")
    as_parquet(typed)
    expected, found = read_system(plain), read_system(typed)
    assert found.names == expected.names
    np.testing.assert_array_equal(found.total_assets, expected.total_assets)
    np.testing.assert_array_equal(found.interbank_assets, expected.interbank_assets)
    np.testing.assert_array_equal(found.holdings, expected.holdings)


def test_a_nan_in_parquet_is_refused_with_its_row(tmp_path: Path) -> None:
    folder = example.wide(tmp_path, holdings=None)
    columns = {
        "institution": ["Ferry Bank", "Mill Bank"],
        "asset_class": ["bonds", "bonds"],
        "amount": [30.0, float("nan")],
        "as_of": [date(2022, 12, 31), None],
    }
    parquet.write_table(arrow.table(columns), folder / "holdings.parquet")
    with pytest.raises(InvalidInput, match=r"holdings.parquet, row 3, amount: nan; expected a num"):
        read_system(folder)


def test_two_forms_of_one_table_are_refused(tmp_path: Path) -> None:
    folder = example.wide(tmp_path)
    (folder / "holdings.parquet").write_bytes(b"")
    with pytest.raises(InvalidInput, match=r"holdings.csv and holdings.parquet; expected one of"):
        read_system(folder)
