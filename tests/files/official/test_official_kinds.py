"""One call and one command for all kinds; whatever bytes a file holds, the end is a message."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from parley.cli.commands import run
from parley.errors import CannotWrite, InvalidInput, ParleyError
from parley.files.official.kinds import KINDS, Asked, import_system
from tests.files.official.examples import (
    BIS_HEAD,
    FR_Y15,
    NAMES,
    RC,
    TR_CRE,
    TR_OTH,
    imported,
    lbs,
    sample,
    write,
)


def test_the_command_writes_a_folder_that_checks(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path, out = sample(tmp_path / "sample.xlsx"), tmp_path / "out"
    assert run(["system", "import", "basel-sample", str(path), "--to", str(out)]) == 0
    assert "basel-sample-2022, 2022-12-31, 3 institutions, 1 asset classes" in (
        capsys.readouterr().out
    )
    assert run(["system", "check", str(out)]) == 0
    assert "all well: 3 institutions" in capsys.readouterr().out


def test_the_kinds_are_listed(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["system", "formats"]) == 0
    out = capsys.readouterr().out
    assert all(name in out for name in KINDS)


def test_a_kind_that_is_none_is_refused_with_those_there_are(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["system", "import", "basel", "x.xlsx", "--to", str(tmp_path / "out")]) == 2
    assert "kind: basel; expected one of basel-sample, fr-y15" in capsys.readouterr().err


def test_a_system_that_is_there_is_replaced_only_by_force(tmp_path: Path) -> None:
    path, out = sample(tmp_path / "sample.xlsx"), tmp_path / "out"
    imported("basel-sample", [path], out)
    with pytest.raises(CannotWrite, match="holds a system: name another folder, or replace it"):
        imported("basel-sample", [path], out)
    (out / "mine.txt").write_text("mine")
    totals, _ = import_system("fr-y15", write(tmp_path, y15=FR_Y15), out, force=True)
    assert totals.name == "fr-y15-2022"
    assert "fr-y15-2022" in (out / "system.toml").read_text()
    assert {one.name for one in tmp_path.iterdir()} == {"sample.xlsx", "y15.csv", "out"}


def test_a_folder_of_other_things_is_never_replaced(tmp_path: Path) -> None:
    path, out = sample(tmp_path / "sample.xlsx"), tmp_path / "out"
    out.mkdir()
    (out / "thesis.tex").write_text("years of work")
    with pytest.raises(CannotWrite, match="exists and is no system"):
        import_system("basel-sample", [path], out, force=True)
    assert (out / "thesis.tex").read_text() == "years of work"


def test_what_is_wrong_replaces_nothing(tmp_path: Path) -> None:
    path, out = sample(tmp_path / "sample.xlsx"), tmp_path / "out"
    imported("basel-sample", [path], out)
    before = {one.name: one.read_bytes() for one in out.iterdir()}
    with pytest.raises(InvalidInput):
        import_system("fr-y15", write(tmp_path, y15="a,b\n1,2\n"), out, force=True)
    assert {one.name: one.read_bytes() for one in out.iterdir()} == before


@pytest.mark.parametrize(
    ("asked", "message"),
    [
        ({"date": "2022"}, "--date: 2022; expected a date such as 2022-12-31"),
        ({"unit": "shells"}, "--unit: shells; expected a currency code"),
        ({"largest": -1}, "--largest: -1; expected 0 or more"),
        ({"encoding": "morse"}, "--encoding: morse; expected an encoding"),
        ({"date": "2019-12-31"}, "date: 2019-12-31; expected one of 2022-12-31"),
    ],
)
def test_what_is_asked_is_checked(
    tmp_path: Path, asked: dict[str, str | int], message: str
) -> None:
    path = sample(tmp_path / "sample.xlsx")
    with pytest.raises(InvalidInput, match=message):
        imported("basel-sample", [path], tmp_path / "out", **asked)


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        ("a.csv", b"", "a.csv: empty; expected a header and rows"),
        ("a.csv", b"PK\x03\x04\x00", "a binary file; expected delimited text"),
        ("a.csv", b"one word\nanother\n", "expected a header whose cells are separated by"),
        ("a.csv", b'ID_RSSD,RISKM362\n1,"2\n', "a.csv, row 2.*expected cells as a spreadsheet"),
        ("a.csv", b"ID_RSSD,RISKM362\n1,\xe9\n", "byte 0xe9.*expected text in UTF-8"),
        ("a.xls", b"old", r"\.xls; expected delimited text or .xlsx"),
        ("missing.csv", None, "missing.csv: No such file"),
    ],
)
def test_a_file_that_is_not_what_it_should_be_is_refused(
    tmp_path: Path, name: str, content: bytes | None, message: str
) -> None:
    if content is not None:
        (tmp_path / name).write_bytes(content)
    with pytest.raises(InvalidInput, match=message):
        imported("fr-y15", [tmp_path / name], tmp_path / "out")


def test_text_in_utf_16_is_recognised_by_its_mark(tmp_path: Path) -> None:
    path = tmp_path / "snapshot.csv"
    path.write_text(FR_Y15, encoding="utf-16")
    assert imported("fr-y15", [path], tmp_path / "out").size == 3


def test_a_large_file_is_read_row_by_row(tmp_path: Path) -> None:
    """50 MB of rows that do not count: the memory that it takes does not grow with the file."""
    row = "AAAA0000000000000001,DE,201912,9999999,1,0,0,203,0,0,0,1\n"
    path = tmp_path / "tr_cre.csv"
    with path.open("w") as file:
        file.write(TR_CRE)
        for _ in range(50):
            file.write(row * 20_000)
    assert path.stat().st_size > 50_000_000
    paths = [path, *write(tmp_path, tr_oth=TR_OTH)]
    assert imported("eba-transparency", paths, tmp_path / "out").size == 3


_PIECES = st.sampled_from([
    *FR_Y15.split(","), *TR_OTH.split(",")[:40], *TR_CRE.split(",")[:40], *RC.split("\t")[:30],
    *BIS_HEAD.split(","), "\n", ",", "\t", '"', "\ufeff", "\x00", "1e308", "-1", "NaN", "", "年",
])  # fmt: skip


_TEXTS = {
    "basel-sample": "Bank,Country,Year,Unit,Total exposures,Intra-financial system assets,"
    "Intra-financial system liabilities\n"
    "Ferry Bank,US,2022,EUR mn,1000,90,80\nMill Bank,CN,2022,EUR mn,900,70,75\n",
    "fr-y15": FR_Y15,
    "eba-transparency": TR_OTH,
    "call-reports": RC,
    "bis-lbs": BIS_HEAD + "\n" + lbs("US", "CN", "7000") + "\n",
}


def end_of(kind: str, path: Path, folder: Path) -> str:
    """What an import says when it ends: the message of its refusal, or nothing."""
    onto = "gsib-2022" if kind.startswith("bis") else ""
    try:
        import_system(kind, [path], folder / "out", Asked(onto=onto))
    except ParleyError as error:
        return str(error)
    return ""


@given(
    kind=st.sampled_from(sorted(KINDS)),
    content=st.one_of(
        st.binary(max_size=300),
        st.lists(_PIECES, max_size=60).map(lambda parts: ",".join(parts).encode()),
    ),
    ending=st.sampled_from([".csv", ".txt", ".xlsx"]),
)
def test_whatever_bytes_a_file_holds_the_end_is_a_message(
    tmp_path_factory: pytest.TempPathFactory, kind: str, content: bytes, ending: str
) -> None:
    folder = tmp_path_factory.mktemp("any")
    path = folder / f"any{ending}"
    path.write_bytes(content)
    assert end_of(kind, path, folder)
    assert [one.name for one in folder.iterdir()] == [path.name]


@given(data=st.data(), kind=st.sampled_from(sorted(_TEXTS)))
def test_a_good_file_with_anything_in_it_is_read_or_refused(
    tmp_path_factory: pytest.TempPathFactory, data: st.DataObject, kind: str
) -> None:
    text = _TEXTS[kind]
    start = data.draw(st.integers(0, len(text)))
    end = data.draw(st.integers(start, min(len(text), start + 30)))
    piece = data.draw(st.one_of(_PIECES, st.text(max_size=5)))
    folder = tmp_path_factory.mktemp("any")
    path = folder / "any 12312022.csv"
    path.write_text(text[:start] + piece + text[end:], encoding="utf-8", errors="replace")
    refused = end_of(kind, path, folder)
    assert len(list(folder.iterdir())) == (1 if refused else 2)


def test_names_of_banks_are_needed_only_once(tmp_path: Path) -> None:
    paths = write(tmp_path, tr_oth=TR_OTH, tr_cre=TR_CRE, names=NAMES + NAMES)
    assert imported("eba-transparency", paths, tmp_path / "out").size == 3
