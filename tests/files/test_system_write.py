"""What is written reads back as the same system, or nothing is left."""

from pathlib import Path

import numpy as np
import pytest

from parley.engine.disguise import disguise
from parley.engine.totals import MONEY_ITEMS, SystemTotals
from parley.errors import CannotWrite
from parley.files.systems.catalogue import find_system
from parley.files.systems.folder import read_system
from parley.files.systems.write import write_system
from tests.files import system_examples as example


def assert_same(found: SystemTotals, expected: SystemTotals) -> None:
    for field in ("name", "date", "unit", "closed", "names", "titles_zh", "jurisdictions"):
        assert getattr(found, field) == getattr(expected, field)
    for field in ("asset_classes", "origins", "ranges", "title_en", "title_zh"):
        assert getattr(found, field) == getattr(expected, field)
    for field in (*MONEY_ITEMS, "holdings"):
        np.testing.assert_array_equal(getattr(found, field), getattr(expected, field))
    if expected.known_liabilities is not None:
        assert found.known_liabilities is not None
        np.testing.assert_array_equal(found.known_liabilities, expected.known_liabilities)
    if expected.country_claims is not None:
        assert found.country_claims is not None
        assert found.country_claims.origins == expected.country_claims.origins
        for field in ("prior", "upper", "range_low", "range_high"):
            np.testing.assert_array_equal(
                getattr(found.country_claims, field), getattr(expected.country_claims, field)
            )


def systems(tmp_path: Path) -> list[SystemTotals]:
    wide = read_system(example.wide(tmp_path / "wide"))
    long = read_system(example.long(tmp_path / "long"))
    shipped = find_system("gsib-2022")
    return [wide, long, shipped, disguise(shipped, seed=5)]


def test_a_written_system_reads_back_as_the_same(tmp_path: Path) -> None:
    for k, totals in enumerate(systems(tmp_path)):
        write_system(totals, tmp_path / f"out {k}")
        assert_same(read_system(tmp_path / f"out {k}"), totals)


def test_a_folder_that_is_not_empty_is_left_alone(tmp_path: Path) -> None:
    folder = example.wide(tmp_path / "mine")
    before = sorted(path.name for path in folder.iterdir())
    with pytest.raises(CannotWrite, match="exists and is not an empty folder"):
        write_system(read_system(folder), folder)
    assert sorted(path.name for path in folder.iterdir()) == before


def test_an_empty_folder_may_be_filled(tmp_path: Path) -> None:
    (tmp_path / "out").mkdir()
    write_system(read_system(example.wide(tmp_path / "mine")), tmp_path / "out")
    assert read_system(tmp_path / "out").size == 3


def test_nothing_is_left_where_writing_fails(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    totals = read_system(example.wide(tmp_path / "mine"))
    written = Path.write_text

    def full(path: Path, *text: str, **options: str) -> int:
        if path.name == "holdings.csv":
            raise OSError(28, "No space left on device")
        return written(path, *text, **options)

    monkeypatch.setattr(Path, "write_text", full)
    with pytest.raises(CannotWrite, match=r"No space left on device. Nothing was left there"):
        write_system(totals, tmp_path / "out")
    assert [path.name for path in tmp_path.iterdir()] == ["mine"]


def test_a_place_that_is_not_there_is_refused(tmp_path: Path) -> None:
    totals = read_system(example.wide(tmp_path / "mine"))
    with pytest.raises(CannotWrite, match="No such file or directory"):
        write_system(totals, tmp_path / "gone" / "out")
