"""The EBA's files, raw, collected and of stress tests."""

from pathlib import Path

import numpy as np
import pytest

from parley.engine.networks import draw_systems
from parley.engine.provenance import Provenance
from parley.errors import InvalidInput
from parley.files.official import eba_banks
from parley.files.systems.catalogue import find_system
from tests.files.official.examples import NAMES, TR_CRE, TR_OTH, TR_SOV, imported, write

ALL = {"tr_oth": TR_OTH, "tr_cre": TR_CRE, "tr_sov": TR_SOV, "names": NAMES}


def test_four_files_make_banks_by_country_and_class(tmp_path: Path) -> None:
    system = imported("eba-transparency", write(tmp_path, **ALL), tmp_path / "out")
    assert (system.name, system.date, system.unit) == (
        "eba-transparency-2019", "2019-12-31", "EUR mn",
    )  # fmt: skip
    assert system.names == ("Bank am Fluss AG", "Banque du Pont", "Banque du Lac")
    assert system.jurisdictions == ("DE", "FR", "FR")
    assert list(system.equity) == [5000, 9000, 3000]
    assert list(system.total_assets[:2]) == [100000, 150000]
    # institutions: 300 standardised and 200 by internal ratings, times the size of the bank
    assert list(system.interbank_assets) == [5000, 7500, 3000]
    # all exposures are 1600 of which 70 per cent are at home
    assert system.cross_border_claims[0] == pytest.approx(0.3 * 1600 * 10)
    names = [one.name for one in system.asset_classes]
    assert system.holdings[0, names.index("government_de")] == 600
    assert system.holdings[0, names.index("government_it")] == 100
    assert system.holdings[0, names.index("government_other")] == 200


def test_a_sum_names_its_cells(tmp_path: Path) -> None:
    system = imported("eba-transparency", write(tmp_path, **ALL), tmp_path / "out")
    origin = system.origins["interbank_assets", "Bank am Fluss AG"]
    assert origin.provenance is Provenance.DERIVED
    assert origin.source == "tr_cre.csv, row 3, column Amount; tr_cre.csv, row 4, column Amount"


def test_a_balance_sheet_that_is_not_published_is_filled_by_exposures(tmp_path: Path) -> None:
    system = imported("eba-transparency", write(tmp_path, **ALL), tmp_path / "out")
    assert system.origins["total_assets", "Banque du Lac"].provenance is Provenance.ESTIMATED
    assert system.total_assets[2] == pytest.approx(6 * 250000 / 25)


def test_without_the_sovereign_file_there_are_no_asset_classes(tmp_path: Path) -> None:
    paths = write(tmp_path, tr_oth=TR_OTH, tr_cre=TR_CRE)
    system = imported("eba-transparency", paths, tmp_path / "out")
    assert system.asset_classes == ()
    assert system.names[0] == "AAAA0000000000000001"
    assert draw_systems(system, 1, seed=1)[0].system.size == 3


def test_claims_on_a_country_are_bounded_by_what_is_shown_and_what_may_be(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(eba_banks, "FEWEST_COUNTRIES", 2)
    system = imported("eba-transparency", write(tmp_path, **ALL), tmp_path / "out")
    claims = system.country_claims
    assert claims is not None
    de, fr = claims.countries.index("DE"), claims.countries.index("FR")
    assert claims.range_low[de, fr] == 0
    assert claims.upper[de, fr] == 5000  # the only German bank: all it has may be on French ones
    assert claims.upper[fr, de] == pytest.approx(0.3 * 10500)


def test_a_row_that_is_repeated_counts_once_and_a_different_one_is_told(tmp_path: Path) -> None:
    again = TR_OTH.splitlines()[1]
    paths = write(tmp_path, **(ALL | {"tr_oth": TR_OTH + again + "\n"}))
    assert imported("eba-transparency", paths, tmp_path / "one").equity[0] == 5000
    paths = write(tmp_path, **(ALL | {"tr_oth": TR_OTH + again.replace(",5000", ",6000") + "\n"}))
    with pytest.raises(InvalidInput, match=r"tr_oth.csv, row 8.*6000; expected one amount"):
        imported("eba-transparency", paths, tmp_path / "two")


@pytest.mark.parametrize(
    ("file", "old", "new", "message"),
    [
        ("tr_oth", ",4,5000", ",4,five", "tr_oth.csv, row 2, Amount: five; expected a number"),
        ("tr_oth", "201912,2020102", "2019,2020102", "row 2, Period: 2019; expected a quarter"),
        ("tr_oth", "TOTAL ASSETS,0", "TOTAL RISK,0", "TOTAL RISK; expected total assets, as item"),
        ("tr_oth", "LEI_Code", "LEI", "expected a column LEI_Code"),
        ("tr_cre", "201912", "202003", "expected one day; choose it by --date"),
        ("tr_cre", "Amount", "Money", "tr_cre.csv, row 1, Amount.*expected a column Amount"),
        ("tr_sov", ",900", ",NINE", "tr_sov.csv, row 2, Amount: NINE"),
    ],
)
def test_what_is_wrong_is_told_with_file_and_row(
    tmp_path: Path, file: str, old: str, new: str, message: str
) -> None:
    changed = ALL | {file: ALL[file].replace(old, new, 1)}
    with pytest.raises(InvalidInput, match=message):
        imported("eba-transparency", write(tmp_path, **changed), tmp_path / "out")
    assert not (tmp_path / "out").exists()


def test_without_claims_on_institutions_there_is_no_network(tmp_path: Path) -> None:
    with pytest.raises(InvalidInput, match="institutions: missing; expected tr_cre"):
        imported("eba-transparency", write(tmp_path, tr_oth=TR_OTH), tmp_path / "out")


def test_text_in_another_encoding_is_refused_unless_it_is_named(tmp_path: Path) -> None:
    paths = write(tmp_path, tr_oth=TR_OTH, tr_cre=TR_CRE)
    names = tmp_path / "names.csv"
    names.write_bytes(NAMES.replace("Fluss", "Fluß").encode("cp1252"))
    with pytest.raises(InvalidInput, match=r"names.csv, row .*byte 0xdf.*expected text in UTF-8"):
        imported("eba-transparency", [*paths, names], tmp_path / "out")
    system = imported("eba-transparency", [*paths, names], tmp_path / "out", encoding="cp1252")
    assert system.names[0] == "Bank am Fluß AG"


TEST_OTH = """LEI_code,Country_code,Bank_name,Period,Item,Scenario,Amount
AAAA0000000000000001,DE,Bank am Fluss AG,201512,1690106,1,5000
AAAA0000000000000001,DE,Bank am Fluss AG,201512,1690111,1,100000
AAAA0000000000000001,DE,Bank am Fluss AG,201612,1690106,3,1
AAAA0000000000000002,FR,Banque du Pont,201512,1690106,1,9000
AAAA0000000000000002,FR,Banque du Pont,201512,1690111,1,150000
"""
TEST_CR = """LEI_code,Country_code,Bank_name,Period,Item,Scenario,Portfolio,Country,Country_rank,\
Exposure,Status,Perf_Status,Amount
AAAA0000000000000001,DE,Bank am Fluss AG,201512,1690301,1,1,0,0,2000,1,0,3000
AAAA0000000000000001,DE,Bank am Fluss AG,201512,1690301,1,1,0,0,2000,2,0,10
AAAA0000000000000001,DE,Bank am Fluss AG,201512,1690201,1,4,0,0,2000,1,0,2000
AAAA0000000000000001,DE,Bank am Fluss AG,201512,1690201,1,2,0,0,2000,1,0,77777
AAAA0000000000000001,DE,Bank am Fluss AG,201512,1690301,1,1,9,1,2000,1,0,400
AAAA0000000000000002,FR,Banque du Pont,201512,1690301,1,1,0,0,2000,1,0,7000
AAAA0000000000000002,FR,Banque du Pont,201612,1690301,3,1,0,0,2000,1,0,1
"""


def test_of_the_stress_test_of_2016_what_was_is_read_and_no_scenario(tmp_path: Path) -> None:
    paths = write(tmp_path, TR_OTH_2016=TEST_OTH, TR_CR_2016=TEST_CR)
    system = imported("eba-transparency", paths, tmp_path / "out")
    assert (system.date, system.names) == ("2015-12-31", ("Bank am Fluss AG", "Banque du Pont"))
    assert list(system.equity) == [5000, 9000]
    assert list(system.interbank_assets) == [5010, 7000]
    assert list(system.total_assets) == [95000, 142500]
    origin = system.origins["total_assets", "Banque du Pont"]
    assert origin.provenance is Provenance.ESTIMATED


STRESS = """banknumber gov_bonds corp_bonds I_i R_i E lambda CET1ratio tier1_capital
DE01 100+900 50 500 x 600 5.0 12.0 650
FR01 2000 x 700 80 900 4.5 11.0 950
FR02 300 60 200 80 250 5.5 11.0 260
"""


def test_inputs_of_a_stress_test_are_read_with_sums_and_gaps(tmp_path: Path) -> None:
    path = tmp_path / "EBA_2018.csv"
    path.write_text(STRESS)
    system = imported("eba-stress", [path], tmp_path / "out")
    assert (system.name, system.date) == ("eba-stress-2017", "2017-12-31")
    assert system.jurisdictions == ("DE", "FR", "FR")
    assert list(system.interbank_assets) == [500, 700, 200]
    assert system.holdings[0, 0] == 1000
    assert system.total_assets[0] == pytest.approx(0.95 * 650 / 0.05)
    assert system.origins["holdings.corporate", "FR01"].provenance is Provenance.ESTIMATED
    path.write_text(STRESS.replace("100+900", "100+?"))
    with pytest.raises(InvalidInput, match=r"row 2, gov_bonds: \?; expected a number"):
        imported("eba-stress", [path], tmp_path / "other")


@pytest.mark.shared
def test_the_collected_table_gives_the_system_that_ships(shared: Path, tmp_path: Path) -> None:
    """Two ways from one file: the loader, and the script that writes the folder."""
    path = shared / "data" / "eba_exposures" / "eba_exposures_2020.csv"
    system = imported("eba-exposures", [path], tmp_path / "out")
    shipped = find_system("eba-2019")
    assert system.names == shipped.names
    for item in ("total_assets", "equity", "interbank_assets", "cross_border_claims", "reserves"):
        assert getattr(system, item) == pytest.approx(getattr(shipped, item), abs=1e-4)
    assert np.abs(system.holdings - shipped.holdings).max() < 1e-4
    assert system.country_claims is not None
    assert shipped.country_claims is not None
    bounded = np.isfinite(shipped.country_claims.upper)
    assert system.country_claims.upper[bounded] == pytest.approx(
        shipped.country_claims.upper[bounded], abs=1e-3
    )


@pytest.mark.shared
@pytest.mark.parametrize(("year", "banks"), [(2016, 51), (2018, 48)])
def test_real_stress_tests_are_read(shared: Path, tmp_path: Path, year: int, banks: int) -> None:
    path = shared / "data" / "eba_stress_2016_2018" / f"EBA_{year}.csv"
    assert imported("eba-stress", [path], tmp_path / "out").size == banks
