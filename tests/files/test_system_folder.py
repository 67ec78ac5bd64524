"""A folder that checks is read; whatever is wrong is named by file, row and field, all at once."""

from pathlib import Path

import numpy as np
import pytest

from parley.engine.provenance import Provenance
from parley.engine.totals import MONEY_ITEMS
from parley.errors import InvalidInput
from parley.files.systems.folder import read_system
from tests.files import system_examples as example


def complaints(folder: Path) -> list[str]:
    with pytest.raises(InvalidInput) as raised:
        read_system(folder)
    return [str(fault) for fault in raised.value.faults]


def test_a_plain_wide_table_is_enough(tmp_path: Path) -> None:
    optional = ("asset_classes", "holdings", "contracts", "country_claims")
    totals = read_system(example.wide(tmp_path, **dict.fromkeys(optional)))
    assert totals.names == ("Ferry Bank", "Mill Bank", "Other institutions")
    assert totals.titles_zh[0] == "渡口银行"
    np.testing.assert_array_equal(totals.total_assets, [100.0, 200.0, 50.0])
    assert totals.asset_classes == ()
    assert totals.holdings.shape == (3, 0)
    assert totals.country_claims is None
    assert totals.known_liabilities is None
    assert {origin.provenance for origin in totals.origins.values()} == {Provenance.FILE}
    assert totals.origins["equity", "Ferry Bank"].source == "annual report"
    assert totals.origins["equity", "Mill Bank"].source == "balance_sheets.csv, row 3"


def test_everything_optional_is_read(tmp_path: Path) -> None:
    totals = read_system(example.wide(tmp_path))
    np.testing.assert_array_equal(totals.holdings, [[30.0], [0.0], [0.0]])
    assert totals.origins["holdings.bonds", "Mill Bank"].source == "not listed in holdings.csv"
    assert totals.known_liabilities is not None
    np.testing.assert_array_equal(totals.known_liabilities, [[0, 15, 0], [10, 0, 5], [0, 5, 0]])
    claims = totals.country_claims
    assert claims is not None
    assert claims.countries == ("US", "CN", "XX")
    assert (claims.range_low[1, 0], claims.prior[1, 0], claims.upper[1, 0]) == (2.0, 3.0, 9.0)
    assert np.isinf(claims.upper[[0, 1, 2, 2], [0, 1, 2, 0]]).all()
    assert np.isfinite(claims.prior).all()


def test_a_long_table_is_converted_and_what_is_missing_is_computed(tmp_path: Path) -> None:
    """7 CNY a EUR and 1 USD a EUR: 1.4 tn CNY is 200 bn USD. 9 of 18 became 20 of 40."""
    totals = read_system(example.long(tmp_path))
    np.testing.assert_allclose(totals.total_assets, [100.0, 200.0, 50.0])
    np.testing.assert_allclose(totals.equity, [8.0, 15.0, 5.0])
    np.testing.assert_allclose(totals.interbank_assets, [10.0, 20.0, 10.0])
    assert totals.origins["interbank_assets", "Mill Bank"].provenance is Provenance.SCALED
    assert totals.ranges["reserves", "Ferry Bank"] == pytest.approx((2.0, 10.0))
    assert set(totals.origins) == {(item, name) for item in MONEY_ITEMS for name in totals.names}


def test_an_empty_folder_and_none_at_all_are_named(tmp_path: Path) -> None:
    assert "No such file or directory; expected a folder" in complaints(tmp_path / "gone")[0]
    assert complaints(example.write(tmp_path / "empty")) == [
        "system.toml: missing; expected this file",
        "institutions.csv: missing; expected this file, or its Parquet form",
        "balance_sheets.csv: missing; expected this file, or its Parquet form",
    ]


def test_faults_of_all_files_are_told_at_once(tmp_path: Path) -> None:
    folder = example.wide(
        tmp_path,
        system=example.HEAD.replace("2022-12-31", '"yesterday"').replace("USD bn", "dollars"),
        institutions=example.INSTITUTIONS.replace(",US", ",USA"),
        balance_sheets=example.WIDE.replace("100,8,", "-100,NaN,"),
        asset_classes=example.CLASSES.replace("1e-4", "steep"),
        holdings=example.HOLDINGS.replace("Ferry", "Fairy"),
        contracts=example.CONTRACTS.replace("Mill Bank,Ferry Bank,10", "Mill Bank,Mill Bank,inf"),
        country_claims=example.CLAIMS.replace("estimated", "guessed"),
    )
    told = "\n".join(complaints(folder))
    for line in (
        "system.toml, date: yesterday; expected a date such as 2022-12-31",
        "system.toml, unit: dollars; expected a currency code, then mn, bn or tn: USD bn",
        "institutions.csv, row 2, jurisdiction: USA; expected an ISO 3166 alpha-2 code",
        "balance_sheets.csv, row 2, total_assets: -100; expected a number from 0",
        "balance_sheets.csv, row 2, equity: NaN; expected a number from 0",
        "asset_classes.csv, row 2, price_impact: steep; expected a number from 0",
        "holdings.csv, row 2, institution: Fairy Bank; expected an institution of institutions.csv",
        "contracts.csv, row 3, creditor: Mill Bank; expected another institution than the debtor",
        "contracts.csv, row 3, amount: inf; expected a number from 0",
        "country_claims.csv, row 3, class: guessed; expected one of file, reported, derived",
    ):
        assert line in told


@pytest.mark.parametrize(
    ("table", "old", "new", "told"),
    [
        (
            "balance_sheets",
            "Mill Bank,200",
            "Ferry Bank,200",
            "row 3, institution: Ferry Bank; exp",
        ),
        ("balance_sheets", "Other institutions,50,5,5,5,2,1,3,\n", "", "Other institutions; exp"),
        ("balance_sheets", "reserves", "reserve", "row 1, reserve; expected one of institution"),
        ("balance_sheets", "reserves", "reserve", "row 1, reserves: missing; expected this column"),
        ("balance_sheets", "equity_source", "equity", "row 1, equity; expected each column once"),
        ("balance_sheets", "100,8", "100,8,8", "row 2: 10 cells; expected 9 cells"),
        (
            "balance_sheets",
            "100,8",
            '"1,000",8',
            "1,000; expected a number from 0 to 1e+15 without",
        ),
        (
            "balance_sheets",
            "100,8",
            "1e300,8",
            "row 2, total_assets: 1e300; expected a number from",
        ),
        ("balance_sheets", "100,8", "1e999,8", "row 2, total_assets: 1e999; expected a number"),
        ("balance_sheets", "100,8", ",8", "row 2, total_assets; expected a number"),
        ("balance_sheets", "100,8", "٣,8", "row 2, total_assets: ٣; expected a number"),
        ("balance_sheets", "100,8", '"100,8', "unexpected end of data; expected comma-separated"),
        (
            "balance_sheets",
            "100,8",
            "40,8",
            "row 2, total_assets of Ferry Bank: 40; expected at least",
        ),
        (
            "balance_sheets",
            "100,8",
            "100,86",
            "row 2, total_assets of Ferry Bank: 100; expected at leas",
        ),
        ("balance_sheets", "10,15", "11,15", "interbank_assets: sum 36; expected the sum of inter"),
        (
            "institutions",
            "Mill Bank",
            "Ferry Bank",
            "row 3, institution: Ferry Bank; expected each",
        ),
        ("institutions", "渡口银行", "渡;口", "row 2, name_zh: 渡;口; expected a name on one line"),
        ("asset_classes", "5e-5", "3e-4", "row 2, price_impact: 1e-4; expected a value between"),
        ("asset_classes", "Bonds", "", "row 2, title_en; expected a text"),
        ("holdings", "bonds", "shares", "row 2, asset_class: shares; expected a class of asset"),
        ("contracts", "Mill Bank,15", "Mill Bank,16", "debtor Ferry Bank: sum 16; expected inter"),
        ("contracts", "Mill Bank,15", "Mill Bank,14", "creditor Mill Bank: sum 19; expected inter"),
        (
            "contracts",
            "Bank,Other institutions",
            "Bank,Ferry Bank",
            "row 4, debtor, creditor: Mill Bank, Ferry",
        ),
        ("country_claims", "US,CN", "US,GB", "row 2, debtor: GB; expected a jurisdiction of inst"),
        ("country_claims", "US,CN", "US,US", "row 2, debtor: US; expected another country than"),
        ("country_claims", "3,2,9", "3,4,9", "row 3, amount: 3; expected a value between low and"),
        ("country_claims", "2020-12-31", "2020-02-30", "row 3, as_of: 2020-02-30; expected a date"),
    ],
)
def test_a_fault_is_named_by_file_row_field_and_value(
    tmp_path: Path, table: str, old: str, new: str, told: str
) -> None:
    files = {
        "balance_sheets": example.WIDE,
        "institutions": example.INSTITUTIONS,
        "asset_classes": example.CLASSES,
        "holdings": example.HOLDINGS,
        "contracts": example.CONTRACTS,
        "country_claims": example.CLAIMS,
    }
    assert old in files[table]
    folder = example.wide(tmp_path, **{table: files[table].replace(old, new, 1)})
    lines = [line for line in complaints(folder) if line.startswith(f"{table}.csv")]
    assert any(told in line for line in lines), complaints(folder)


@pytest.mark.parametrize(
    ("table", "old", "new", "told"),
    [
        ("figures", "100,USD bn", "100,USD", "parts"),
        ("figures", "1.4,CNY", "1.4,XAU", "row 4, unit: XAU tn; expected an exchange rate to USD"),
        ("figures", "CNY tn", "yuan", "row 4, unit: yuan; expected a currency code, then mn"),
        ("figures", "equity,105", "capital,105", "row 5, item: capital; expected one of"),
        (
            "figures",
            "Mill Bank,equity",
            "Mill Bank,total_assets",
            "row 5, institution, item, as_of",
        ),
        ("figures", "2019-12-31", "", "row 8, as_of; expected a date such as 2022-12-31"),
        ("figures", "its indicators", "", "row 8, source; expected where the figure comes from"),
        ("figures", "Mill Bank,equity,105,CNY bn,2022-12-31,file,report\n", "", "equity of Mill"),
        ("exchange_rates", "CNY,7", "CNY,0", "row 3, per_euro: 0; expected a number from 1e-06"),
        ("exchange_rates", "CNY,7", "yuan,7", "row 3, currency: yuan; expected an ISO 4217 code"),
        ("world_totals", "18,EUR", "0,EUR", "row 2, world_share of interbank_assets: unknown"),
        ("world_totals", "40,EUR", "12,EUR", "row 4, interbank_assets of Other institutions: -"),
        ("estimates", "world_share", "magic", "row 2, rule: magic; expected one of world_share"),
        ("estimates", "0.02,0.1", "low,0.1", "row 7, low: low; expected a number from 0"),
        ("estimates", "Mill Bank", "Moulin Bank", "row 2, world_share of interbank_assets: unkn"),
        ("estimates", "reserves,", "reserve,", "row 7, item: reserve; expected one of cross_bor"),
    ],
)
def test_a_fault_in_a_long_table_or_a_recipe_is_named(
    tmp_path: Path, table: str, old: str, new: str, told: str
) -> None:
    files = {
        "figures": example.LONG,
        "exchange_rates": example.RATES,
        "world_totals": example.WORLD,
        "estimates": example.ESTIMATES,
    }
    assert old in files[table]
    folder = example.long(tmp_path, **{table: files[table].replace(old, new, 1)})
    if told == "parts":  # 100 dollars instead of 100 bn: every part exceeds the whole
        told = "row 2, total_assets of Ferry Bank: 1e-07; expected at least interbank"
    assert any(told in line for line in complaints(folder)), complaints(folder)


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (b"", "balance_sheets.csv, row 1: empty; expected a header: institution"),
        (b"\n\n", "balance_sheets.csv, row 1: empty; expected a header: institution"),
        (
            b"institution\nF\xe4hre\n",
            "balance_sheets.csv, row 2: byte 0xe4; expected text in UTF-8",
        ),
        (b"PAR1\x00\x00\xff\xfe", "balance_sheets.csv, row 1: byte 0xff; expected text in UTF-8"),
        (b"\x00\x00\x00\x00", "row 1, institution: missing; expected this column"),
    ],
)
def test_a_file_that_is_no_table_is_named(tmp_path: Path, content: bytes, told: str) -> None:
    folder = example.wide(tmp_path, balance_sheets=content)
    assert any(told in line for line in complaints(folder)), complaints(folder)


def test_a_byte_order_mark_and_windows_line_ends_are_accepted(tmp_path: Path) -> None:
    text = example.WIDE.replace("\n", "\r\n").encode("utf-8-sig")
    assert read_system(example.wide(tmp_path, balance_sheets=text)).total_assets[0] == 100.0


def test_rows_are_counted_as_a_spreadsheet_counts(tmp_path: Path) -> None:
    """A blank line is a row; a cell of two lines is not two rows."""
    text = example.WIDE.replace("annual report\n", '"annual\nreport"\n\n').replace(
        "Mill Bank,200", "Mill Bank,-1"
    )
    told = complaints(example.wide(tmp_path, balance_sheets=text))
    assert any("row 4, total_assets: -1" in line for line in told)


def test_a_folder_in_place_of_a_file_is_named(tmp_path: Path) -> None:
    folder = example.wide(tmp_path, holdings=None)
    (folder / "holdings.csv").mkdir()
    assert "holdings.csv: Is a directory; expected a file that can be read" in complaints(folder)


def test_a_table_with_a_wrong_name_is_not_overlooked(tmp_path: Path) -> None:
    folder = example.wide(tmp_path)
    (folder / "holding.csv").write_text("x", encoding="utf-8")
    assert complaints(folder)[0].startswith("holding.csv; expected one of system.toml, inst")


@pytest.mark.parametrize(
    ("head", "told"),
    [
        ("name = ", "system.toml: Invalid value"),
        (b"\xff", "system.toml, row 1: byte 0xff; expected text in UTF-8"),
        (example.HEAD.replace("true", '"yes"'), "system.toml, closed: yes; expected true or false"),
        (example.HEAD + "colour = 1\n", "system.toml, colour; expected one of name, date"),
        (example.HEAD.replace("three-banks", "Three Banks"), "system.toml, name: Three Banks"),
        (example.HEAD + 'currency = "EUR"\n', "system.toml, currency: EUR; expected USD, as in"),
        (example.HEAD + "figures_from = 2023-01-01\n", "expected figures_from, date and figures"),
        ("[" * 5000, "system.toml: "),
        ("x = " + "[" * 5000, "system.toml: "),
    ],
)
def test_what_is_wrong_with_the_head_is_named(tmp_path: Path, head: str, told: str) -> None:
    lines = complaints(example.wide(tmp_path, system=head))
    assert any(told in line for line in lines), lines


def test_two_figures_for_the_day_of_the_system_are_refused(tmp_path: Path) -> None:
    head = example.HEAD + "figures_from = 2019-12-31\n"
    row = "Mill Bank,equity,100,CNY bn,2019-12-31,file,older report\n"
    folder = example.long(tmp_path, system=head, figures=example.LONG + row)
    assert any(
        "figures.csv, row 9, as_of: 2019-12-31; expected one figure for the day" in line
        for line in complaints(folder)
    )
