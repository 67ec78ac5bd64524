"""The Basel Committee's sample, whichever way it lies, and everything that can be wrong with it."""

import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from openpyxl import Workbook, load_workbook

from parley.engine.networks import draw_systems
from parley.engine.provenance import Provenance
from parley.errors import InvalidInput
from parley.files.official import workbook
from tests.files.official.examples import BANKS, imported, sample


@pytest.mark.parametrize("turned", [False, True])
def test_indicators_are_read_with_the_cell_in_which_they_stand(
    tmp_path: Path, turned: bool
) -> None:
    path = sample(tmp_path / "sample.xlsx", turned=turned)
    system = imported("basel-sample", [path], tmp_path / "out")
    assert (system.name, system.date, system.unit) == ("basel-sample-2022", "2022-12-31", "EUR mn")
    assert system.names == tuple(BANKS)
    assert system.jurisdictions == ("US", "CN", "FR")
    assert list(system.interbank_assets) == [90000, 70000, 60000]
    assert list(system.interbank_liabilities) == [80000, 75000, 50000]
    assert list(system.cross_border_claims) == [200000, 60000, 150000]
    assert list(system.holdings[:, 0]) == [60000, 30000, 40000]
    origin = system.origins["interbank_assets", "Mill Bank"]
    cell = "C6" if turned else "D5"
    assert origin.source == f"sample.xlsx, sheet End-2022, cell {cell}"
    assert origin.provenance is Provenance.FILE


def test_what_the_indicators_do_not_say_is_filled_by_rules_that_say_so(tmp_path: Path) -> None:
    system = imported("basel-sample", [sample(tmp_path / "sample.xlsx")], tmp_path / "out")
    assert system.total_assets[0] == pytest.approx(0.95 * 1000000)
    assert system.payments_per_day[0] == pytest.approx(40000000 / 250)
    assert system.origins["equity", "Ferry Bank"].provenance is Provenance.RECALLED
    low, high = system.ranges["equity", "Ferry Bank"]
    assert low < system.equity[0] < high
    assert draw_systems(system, 2, seed=1)[1].system.equity() == pytest.approx(system.equity)


def test_a_blank_cell_is_not_zero_but_filled_as_the_others_are(tmp_path: Path) -> None:
    path = sample(tmp_path / "sample.xlsx")
    book = load_workbook(path)
    book.active["D5"] = None
    book.active["G5"] = "N/A"
    book.save(path)
    system = imported("basel-sample", [path], tmp_path / "out")
    expected = 900000 * (90000 + 60000) / (1000000 + 600000)
    assert system.interbank_assets[1] == pytest.approx(expected)
    assert system.origins["interbank_assets", "Mill Bank"].provenance is Provenance.ESTIMATED


@pytest.mark.parametrize(
    ("note", "unit", "scale"),
    [
        ("in EUR thousands", "EUR mn", 1e-3),
        ("amounts in millions of euros", "EUR mn", 1.0),
        ("EUR billion", "EUR mn", 1e3),
        ("Unit is in euros", "EUR mn", 1e-6),
        ("USD million", "USD mn", 1.0),
    ],
)
def test_the_unit_is_that_of_the_note(tmp_path: Path, note: str, unit: str, scale: float) -> None:
    path = sample(tmp_path / "sample.xlsx", note=note)
    system = imported("basel-sample", [path], tmp_path / "out")
    assert system.unit == unit
    assert system.interbank_assets[0] == pytest.approx(90000 * scale)


def test_a_unit_can_be_stated_where_the_sheet_has_none(tmp_path: Path) -> None:
    path = sample(tmp_path / "sample.xlsx", note="confidential")
    with pytest.raises(InvalidInput, match="unit: none or several; expected one note such as EUR"):
        imported("basel-sample", [path], tmp_path / "out")
    system = imported("basel-sample", [path], tmp_path / "out", unit="EUR mn")
    assert system.interbank_assets[0] == 90000


def test_of_several_years_one_must_be_chosen(tmp_path: Path) -> None:
    paths = [sample(tmp_path / f"{year}.xlsx", year=year) for year in ("2021", "2022")]
    with pytest.raises(InvalidInput, match=r"2021-12-31, 2022-12-31; expected one day"):
        imported("basel-sample", paths, tmp_path / "out")
    assert imported("basel-sample", paths, tmp_path / "out", date="2021-12-31").date == "2021-12-31"


def change(cell: str, value: object) -> Callable[[Path], None]:
    """A function that puts a value into a cell of a workbook."""

    def put(path: Path) -> None:
        book = load_workbook(path)
        book.active[cell] = value
        book.save(path)

    return put


def merge(path: Path) -> None:
    book = load_workbook(path)
    book.active.merge_cells("D4:E4")
    book.save(path)


def double(path: Path) -> None:
    book = load_workbook(path)
    book.active.append([cell.value for cell in book.active[4]])
    book.save(path)


@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        (change("D5", "about 70"), r"row 5, interbank_assets: about 70; expected a number from 0"),
        (change("D5", -1), "row 5, interbank_assets: -1; expected a number"),
        (change("D5", 1e16), "row 5, interbank_assets: .*; expected a number"),
        (change("D5", "=SUM(D4,D6)"), "row 5, D5: a formula without a value: =SUM"),
        (change("D5", "#REF!"), "row 5, interbank_assets: #REF!"),
        (change("B5", "Atlantis"), "row 5, country: Atlantis; expected a country of the sample"),
        (change("D3", "1. Total exposures"), "total_exposures: .* and .*; expected one column"),
        (change("A3", "Score"), "expected a column Bank"),
        (merge, r"row 4, D4: merged cells; expected one value a cell"),
        (double, r"interbank_assets of Ferry Bank.*another is in .*cell D4"),
    ],
)
def test_what_is_wrong_is_told_with_its_cell_and_nothing_is_written(
    tmp_path: Path, wrong: Callable[[Path], None], message: str
) -> None:
    path = sample(tmp_path / "sample.xlsx")
    wrong(path)
    with pytest.raises(InvalidInput, match=message):
        imported("basel-sample", [path], tmp_path / "out")
    assert [one.name for one in tmp_path.iterdir()] == ["sample.xlsx"]


def test_every_fault_is_told_at_once(tmp_path: Path) -> None:
    path = sample(tmp_path / "sample.xlsx")
    for cell in ("D5", "E6"):
        change(cell, "?")(path)
    change("B4", "Nowhere")(path)
    with pytest.raises(InvalidInput) as caught:
        imported("basel-sample", [path], tmp_path / "out")
    assert len(caught.value.faults) == 3


def test_a_fault_between_figures_is_told_at_the_cell_it_came_from(tmp_path: Path) -> None:
    path = sample(tmp_path / "sample.xlsx")
    change("D5", 2_000_000)(path)
    with pytest.raises(InvalidInput, match=r"Mill Bank.*expected at least interbank assets"):
        imported("basel-sample", [path], tmp_path / "out")


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"", "a workbook in XLSX"),
        (b"PK\x03\x04 not really", "a workbook in XLSX"),
        (b"\xd0\xcf\x11\xe0 encrypted", "a workbook in XLSX"),
        (b"Bank,Country\n", "a workbook in XLSX"),
    ],
)
def test_what_is_no_workbook_is_refused(tmp_path: Path, content: bytes, message: str) -> None:
    path = tmp_path / "sample.xlsx"
    path.write_bytes(content)
    with pytest.raises(InvalidInput, match=message):
        imported("basel-sample", [path], tmp_path / "out")


def test_a_workbook_that_would_fill_the_memory_is_refused(tmp_path: Path) -> None:
    """One part of 500 MB of zeros packs into half a megabyte."""
    path = sample(tmp_path / "sample.xlsx")
    with (
        zipfile.ZipFile(path, "a", zipfile.ZIP_DEFLATED) as archive,
        archive.open("xl/bomb.xml", "w", force_zip64=True) as part,
    ):
        for _ in range(50):
            part.write(bytes(10_000_000))
    assert path.stat().st_size < 2_000_000
    with pytest.raises(InvalidInput, match=r"50. MB in .* parts when unpacked; expected at most"):
        imported("basel-sample", [path], tmp_path / "out")


def test_a_workbook_that_is_too_large_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(workbook, "LARGEST", 1000)
    path = sample(tmp_path / "sample.xlsx")
    with pytest.raises(InvalidInput, match="expected a workbook of at most"):
        imported("basel-sample", [path], tmp_path / "out")


def test_definitions_that_expand_are_refused(tmp_path: Path) -> None:
    path = sample(tmp_path / "sample.xlsx")
    with zipfile.ZipFile(path, "a") as archive:
        archive.writestr("xl/evil.xml", '<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "b">]><x/>')
    with pytest.raises(InvalidInput, match="DOCTYPE"):
        imported("basel-sample", [path], tmp_path / "out")


def test_a_workbook_without_indicators_is_refused(tmp_path: Path) -> None:
    book = Workbook()
    book.active.append(["Bank", "Score"])
    book.save(tmp_path / "sample.xlsx")
    with pytest.raises(InvalidInput, match="no indicators; expected a row or column that names 3"):
        imported("basel-sample", [tmp_path / "sample.xlsx"], tmp_path / "out")


@pytest.mark.shared
def test_transcribed_indicators_of_real_banks_are_read(shared: Path, tmp_path: Path) -> None:
    path = shared / "data" / "facts" / "gsib_indicators_transcribed.csv"
    system = imported("basel-sample", [path], tmp_path / "out", date="2019-12-31")
    place = system.names.index("Bank of China")
    assert system.unit == "CNY mn"
    assert system.interbank_assets[place] == 2101540
    assert system.cross_border_claims[place] == 3895282
