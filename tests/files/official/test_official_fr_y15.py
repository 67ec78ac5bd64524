"""FR Y-15 in its layouts: a row a filer, a file a filer, a column a filer."""

from pathlib import Path

import pytest

from parley.errors import InvalidInput
from tests.files.official.examples import FR_Y15, ONE_FILER, imported, write


def test_a_row_is_a_filer_and_thousands_become_millions(tmp_path: Path) -> None:
    system = imported("fr-y15", write(tmp_path, snapshot=FR_Y15), tmp_path / "out")
    assert (system.name, system.unit, system.date) == ("fr-y15-2022", "USD mn", "2022-12-31")
    assert system.names == ("FERRY BANCORP", "MILL BANCORP", "QUAY US HOLDINGS")
    assert set(system.jurisdictions) == {"US"}
    assert list(system.interbank_assets) == [90000, 70000, 60000]
    assert list(system.interbank_liabilities) == [80000, 75000, 50000]
    assert system.payments_per_day[0] == pytest.approx(40e6 / 250)
    source = system.origins["interbank_assets", "QUAY US HOLDINGS"].source
    assert source == "snapshot.csv, row 4, column RISIM362"


def test_a_claim_that_a_filer_leaves_blank_is_filled_not_zero(tmp_path: Path) -> None:
    system = imported("fr-y15", write(tmp_path, snapshot=FR_Y15), tmp_path / "out")
    expected = 600000 * (200000 + 60000) / (1000000 + 900000)
    assert system.cross_border_claims[2] == pytest.approx(expected)


@pytest.mark.parametrize("sign", ["^", ";", "\t", "|"])
def test_bulk_files_have_other_signs_between_cells(tmp_path: Path, sign: str) -> None:
    paths = write(tmp_path, bulk=FR_Y15.replace(",", sign))
    assert imported("fr-y15", paths, tmp_path / "out").size == 3


def test_a_mark_that_was_read_as_letters_is_no_part_of_the_title(tmp_path: Path) -> None:
    paths = write(tmp_path, snapshot="\u00ef\u00bb\u00bf" + FR_Y15)
    assert imported("fr-y15", paths, tmp_path / "out").size == 3


def test_a_file_is_a_filer_and_its_day_is_in_its_name(tmp_path: Path) -> None:
    paths = []
    for number, name, exposures in (
        (1, "FERRY BANCORP", 1000000000),
        (2, "MILL BANCORP", 900000000),
        (3, "QUAY BANCORP", 800000000),
    ):
        path = tmp_path / f"FRY15_{number}_20221231.csv"
        path.write_text(ONE_FILER.format(name=name, number=number, exposures=exposures))
        paths.append(path)
    system = imported("fr-y15", paths, tmp_path / "out")
    assert (system.size, system.date) == (3, "2022-12-31")
    source = system.origins["interbank_liabilities", "MILL BANCORP"].source
    assert source == "FRY15_2_20221231.csv, row 6, column Value"


def test_a_column_is_a_filer(tmp_path: Path) -> None:
    text = (
        "MDRM,Description,FERRY BANCORP,MILL BANCORP,QUAY BANCORP\n"
        "RISKY832,Total exposures,1000000000,900000000,800000000\n"
        "RISKM362,Intra-financial system assets,90000000,70000000,60000000\n"
        "RISKM370,Intra-financial system liabilities,80000000,75000000,65000000\n"
    )
    path = tmp_path / "turned_20211231.csv"
    path.write_text(text)
    system = imported("fr-y15", [path], tmp_path / "out")
    assert (system.size, system.date) == (3, "2021-12-31")
    assert list(system.interbank_assets) == [90000, 70000, 60000]


def test_zeros_in_a_block_that_is_not_the_filers_do_not_count(tmp_path: Path) -> None:
    """One filer entered zeros instead of blanks; the block that is its own may come second."""
    head = "ID_RSSD,NAME,DT,RISIY832,RISIM370,RISIM390,RISKY832,RISKM370,RISKM390\n"
    rows = "".join(f"{k},BANK {k},20221231,0,0,0,{k}000000,{k}0000,{k}00\n" for k in (3, 4, 5))
    system = imported("fr-y15", write(tmp_path, snapshot=head + rows), tmp_path / "out")
    assert list(system.interbank_liabilities) == [30, 40, 50]
    assert list(system.payments_per_day * 250) == pytest.approx([0.3, 0.4, 0.5])


def test_parents_abroad_are_left_out(tmp_path: Path) -> None:
    text = FR_Y15.replace("RISI", "RISO")
    system = imported("fr-y15", write(tmp_path, snapshot=text), tmp_path / "out")
    assert system.names == ("FERRY BANCORP", "MILL BANCORP")


def test_a_year_without_claims_takes_debts_for_them_and_says_so(tmp_path: Path) -> None:
    text = FR_Y15.replace("RISKM362", "OTHER1").replace("RISIM362", "OTHER2")
    system = imported("fr-y15", write(tmp_path, snapshot=text), tmp_path / "out")
    assert system.interbank_assets == pytest.approx(system.interbank_liabilities)
    assert "Not in the file" in system.origins["interbank_assets", "MILL BANCORP"].source


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("90000000,", "ninety,", "row 2, RISKM362: ninety; expected a number"),
        ("20221231,900", "soon,900", "row 3, DT: soon; expected a date such as 20221231"),
        ("ID_RSSD", "WHO", "expected a column ID_RSSD"),
        ("2,MILL BANCORP,20221231", "2,MILL BANCORP,20211231", "expected one day; choose it"),
        ("RISKM370", "RISKM371", "RISIM370|interbank liabilities"),
        ("3,QUAY US HOLDINGS,20221231", "3,QUAY, US,20221231", "12 cells; expected 11 cells"),
    ],
)
def test_what_is_wrong_is_told_with_row_and_item(
    tmp_path: Path, old: str, new: str, message: str
) -> None:
    text = FR_Y15.replace(old, new, 1)
    if old == "RISKM370":
        text = text.replace("RISIM370", "RISIM371")
    with pytest.raises(InvalidInput, match=message):
        imported("fr-y15", write(tmp_path, snapshot=text), tmp_path / "out")
    assert not (tmp_path / "out").exists()


def test_the_same_filer_twice_is_told(tmp_path: Path) -> None:
    text = FR_Y15 + "1,FERRY BANCORP,20221231,999000000,1000,1000,,,,,\n"
    with pytest.raises(InvalidInput, match=r"FERRY BANCORP.*another is in snapshot.csv, row 2"):
        imported("fr-y15", write(tmp_path, snapshot=text), tmp_path / "out")
