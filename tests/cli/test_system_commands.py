"""The commands about systems: what they print, and how they end."""

import json
import re
from pathlib import Path

import pytest

from parley.cli.commands import run
from tests.files import system_examples as example


def test_the_list_names_what_ships(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["system", "list"]) == 0
    assert re.search(r"gsib-2022 .*2022-12-31.*32", capsys.readouterr().out)


def test_a_person_can_read_a_system(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["system", "show", "gsib-2022"]) == 0
    out = capsys.readouterr().out
    assert "\x1b" not in out
    assert re.search(r"JPMorgan Chase +\| US +\| +3,666 f *\|", out)
    assert "Share of money held or owed" in out
    shares = [float(share) for share in re.findall(r"\| +([\d.]+)% *\| +[\d.]+% *\|", out)]
    assert len(shares) == 6
    assert sum(shares) == pytest.approx(100.0, abs=0.4)


def test_headings_and_names_are_chinese_on_request(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["system", "show", "gsib-2022", "--language", "zh"]) == 0
    out = capsys.readouterr().out
    assert "中国工商银行" in out
    assert "总资产" in out
    assert "Total assets" not in out


def test_a_program_gets_every_figure_with_its_source(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["system", "show", "gsib-2022", "--json"]) == 0
    entries = json.loads(capsys.readouterr().out)
    first = entries["institutions"][0]["figures"]
    assert first["total_assets"]["value"] == 3665.743
    assert first["reserves"]["class"] == "recalled"
    assert first["reserves"]["range"][0] < first["reserves"]["value"]
    figures = [one for bank in entries["institutions"] for one in bank["figures"].values()]
    assert all(figure["source"] for figure in figures)
    assert sum(one["figures"] for one in entries["provenance"]) == len(figures)


def test_a_folder_that_is_well_is_told_so(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["system", "check", str(example.wide(tmp_path))]) == 0
    told = "all well: 3 institutions, 3 jurisdictions, 1 asset classes, 24 figures, 4 contracts"
    assert told in capsys.readouterr().out


def test_every_fault_of_a_folder_is_told_on_a_line(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    broken = example.WIDE.replace("100,8", "-1,x")
    assert run(["system", "check", str(example.wide(tmp_path, balance_sheets=broken))]) == 2
    told = capsys.readouterr()
    assert told.out == ""
    assert told.err.splitlines() == [
        "parley: balance_sheets.csv, row 2, total_assets: -1; expected a number from 0 to 1e+15",
        "parley: balance_sheets.csv, row 2, equity: x; expected a number from 0 to 1e+15",
    ]


def test_an_unknown_system_is_refused(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["system", "show", "nowhere"]) == 2
    assert "nowhere; expected the name of a built-in system" in capsys.readouterr().err


def test_a_disguised_system_checks_and_names_nobody(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "exercise system"
    assert run(["system", "disguise", "gsib-2022", "--out", str(out), "--seed", "4"]) == 0
    assert run(["system", "check", str(out)]) == 0
    capsys.readouterr()
    assert run(["system", "show", "gsib-2022", "--json"]) == 0
    real = [bank["name"] for bank in json.loads(capsys.readouterr().out)["institutions"]]
    written = "\n".join(path.read_text(encoding="utf-8") for path in out.iterdir())
    assert not [name for name in real if re.search(rf"\b{re.escape(name)}\b", written)]


def test_a_folder_with_something_in_it_is_not_overwritten(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = example.wide(tmp_path)
    assert run(["system", "disguise", "gsib-2022", "--out", str(folder)]) == 2
    assert "exists and is not an empty folder" in capsys.readouterr().err


def test_a_system_that_no_network_can_meet_is_not_all_well(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Mill Bank would have to send more in a day than Ferry Bank, the only other, receives."""
    (tmp_path / "system.toml").write_text(
        'name = "two"\ndate = 2022-12-31\nunit = "USD bn"\nclosed = true\n', encoding="utf-8"
    )
    (tmp_path / "institutions.csv").write_text(
        "institution,jurisdiction\nFerry Bank,US\nMill Bank,CN\n", encoding="utf-8"
    )
    heads = "institution,total_assets,equity,interbank_assets,interbank_liabilities"
    (tmp_path / "balance_sheets.csv").write_text(
        f"{heads},cross_border_claims,reserves,payments_per_day\n"
        "Ferry Bank,100,8,10,15,5,4,20\nMill Bank,200,15,15,10,10,9,30\n",
        encoding="utf-8",
    )
    assert run(["system", "check", str(tmp_path)]) == 2
    assert "payments_per_day of Mill Bank: 30" in capsys.readouterr().err


def test_a_perturbed_system_checks_and_says_how_many_are_found_again(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "exercise system"
    command = ["system", "disguise", "gsib-2022", "--out", str(out), "--perturb"]
    assert run([*command, "--group-size", "4"]) == 0
    told = capsys.readouterr().out
    assert re.search(r"known totals find \d+% of the banks again .* guessing in groups \d+%", told)
    assert run(["system", "check", str(out)]) == 0
    capsys.readouterr()
    assert run(["system", "show", str(out), "--json"]) == 0
    shown = json.loads(capsys.readouterr().out)
    figures = [figure for bank in shown["institutions"] for figure in bank["figures"].values()]
    assert {figure["class"] for figure in figures} == {"estimated"}


def test_groups_below_three_are_refused(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    command = ["system", "disguise", "gsib-2022", "--out", str(tmp_path / "out"), "--perturb"]
    assert run([*command, "--group-size", "2"]) == 2
    assert "group-size" in capsys.readouterr().err
    assert run([*command, "--group-size", "99"]) == 2
    assert "from 3 to 31, the number of banks" in capsys.readouterr().err
