"""Call reports: the FFIEC's bulk files, and the matrix that was collected from them."""

from pathlib import Path

import pytest

from parley.engine.networks import draw_systems
from parley.engine.provenance import Provenance
from parley.errors import InvalidInput
from tests.files.official.examples import POR, RC, RCB, imported


def bulk(folder: Path, **changed: str) -> list[Path]:
    """The three files under the names that the FFIEC gives them."""
    texts = {"Call Schedule RC": RC, "Call Schedule RCB": RCB, "Call Bulk POR": POR} | changed
    paths = []
    for name, text in texts.items():
        path = folder / f"FFIEC CDR {name} 12312016.txt"
        path.write_text(text, encoding="utf-8")
        paths.append(path)
    return paths


def test_schedules_are_joined_by_the_number_of_the_bank(tmp_path: Path) -> None:
    system = imported("call-reports", bulk(tmp_path), tmp_path / "out")
    assert (system.name, system.date, system.unit) == (
        "call-reports-2016", "2016-12-31", "USD mn",
    )  # fmt: skip
    assert system.names[0] == "FERRY BANK NA (RSSD 11)"
    assert list(system.interbank_assets) == [15, 20, 7]
    assert list(system.interbank_liabilities) == [15, 15, 5]
    assert list(system.equity[:1]) == [110]


def test_the_whole_bank_comes_before_its_domestic_offices(tmp_path: Path) -> None:
    system = imported("call-reports", bulk(tmp_path), tmp_path / "out")
    assert list(system.total_assets) == [1000, 800, 600]
    government = [one.name for one in system.asset_classes].index("government")
    assert list(system.holdings[:, government]) == [40.1, 9.0, 4.0]
    origin = system.origins["holdings.government", "FERRY BANK NA (RSSD 11)"]
    assert "column RCFD0211; " in origin.source
    assert origin.provenance is Provenance.DERIVED
    assert draw_systems(system, 1, seed=1)[0].system.equity() == pytest.approx(system.equity)


def test_a_blank_is_filled_as_the_others_are(tmp_path: Path) -> None:
    system = imported("call-reports", bulk(tmp_path), tmp_path / "out")
    municipal = [one.name for one in system.asset_classes].index("municipal")
    assert system.holdings[2, municipal] == pytest.approx(600 * 4 / 1800)


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("\t900000\t", "\tmuch\t", "row 3, RCON2170: much; expected a number"),
        ("\n12\t", "\ntwelve\t", "row 4, IDRSSD: twelve; expected the number of a bank"),
        ("IDRSSD", "NUMBER", "expected a column IDRSSD"),
        ("2170", "2171", "2170: missing; expected total assets"),
    ],
)
def test_what_is_wrong_is_told_with_its_row(
    tmp_path: Path, old: str, new: str, message: str
) -> None:
    paths = bulk(tmp_path, **{"Call Schedule RC": RC.replace(old, new)})
    with pytest.raises(InvalidInput, match=message):
        imported("call-reports", paths, tmp_path / "out")


def matrix(folder: Path) -> list[Path]:
    rows = [
        "21," + ",".join(str(1000 * (k + 1)) for k in range(20)),
        "22," + ",".join(str(500 * (k + 1)) for k in range(20)),
        "23," + ",".join(str(100 * (k + 1)) for k in range(20)),
    ]
    (folder / "matr_59.csv").write_text("\n".join([*rows, ""]))
    (folder / "equities_59.csv").write_text("21,20000\n22,11000\n23,2500\n")
    return [folder / "matr_59.csv", folder / "equities_59.csv"]


def test_a_matrix_without_header_says_its_quarter_in_its_name(tmp_path: Path) -> None:
    system = imported("asset-classes", matrix(tmp_path), tmp_path / "out")
    assert (system.date, system.names) == ("2015-09-30", ("RSSD 21", "RSSD 22", "RSSD 23"))
    assert system.total_assets[0] == 210
    assert list(system.equity) == [20, 11, 2.5]
    assert system.interbank_assets[0] == 10 + 17
    assert list(system.holdings[0]) == [2 + 3, 4, 5, 6 + 7 + 8 + 9]


def test_only_the_largest_are_kept_on_request(tmp_path: Path) -> None:
    system = imported("asset-classes", matrix(tmp_path), tmp_path / "out", largest=2)
    assert system.names == ("RSSD 21", "RSSD 22")


def test_a_row_of_another_length_is_told(tmp_path: Path) -> None:
    paths = matrix(tmp_path)
    paths[0].write_text(paths[0].read_text() + "24,1,2,3\n")
    with pytest.raises(InvalidInput, match="row 4: 4 cells, 24 first; expected the number of"):
        imported("asset-classes", paths, tmp_path / "out")


@pytest.mark.shared
def test_real_banks_by_asset_class_are_read(shared: Path, tmp_path: Path) -> None:
    """6,328 banks, of which the largest is JPMorgan Chase with 1,964.8 bn."""
    folder = shared / "data" / "us_bank_asset_classes"
    paths = [folder / "matr_59.csv", folder / "equities_59.csv"]
    with pytest.raises(InvalidInput, match="6328 institutions; expected at most"):
        imported("asset-classes", paths, tmp_path / "out")
    system = imported("asset-classes", paths, tmp_path / "out", largest=50)
    assert system.names[0] == "RSSD 852218"
    assert round(system.total_assets[0] / 1000, 1) == 1964.8
