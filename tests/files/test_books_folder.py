"""The books of one side as files: read back as they were written, and every fault named."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from parley.errors import CannotOpen, InvalidInput
from parley.exchange.joint.charter import Charter
from parley.files.books_folder import charter_text, read_books, read_charter_file, write_books
from tests.exchange.joint.test_run import world

CHARTER = Charter("run-1", ("a", "b"), (("x",), ("y", "z")), "EUR cent", "shock", 1)


def _folder(base: Path, **texts: str) -> Path:
    rows = {
        "institutions": "institution,owes_outside,assets\nx,5,10\nw,0,3\n",
        "contracts": "debtor,creditor,amount\nx,w,4\nx,y,6\nz,x,2\n", **texts,
    }  # fmt: skip
    for stem, text in rows.items():
        (base / f"{stem}.csv").write_text(text, encoding="utf-8")
    return base


def test_books_are_what_the_files_say(tmp_path: Path) -> None:
    books = read_books(_folder(tmp_path), CHARTER, 0)
    assert books.names == ("x", "w")
    assert books.debts.owed.tolist() == [5 + 4 + 6, 0]
    assert books.assets.tolist() == [[10, 3]]
    owes, claims = books.owes[1], books.claims[1]
    assert (owes.own.tolist(), owes.other.tolist(), owes.amount.tolist()) == ([0], [0], [6])
    assert (claims.own.tolist(), claims.other.tolist(), claims.amount.tolist()) == ([0], [1], [2])


def test_a_draw_changes_only_what_its_rows_name(tmp_path: Path) -> None:
    folder = _folder(tmp_path, shocks="draw,institution,assets\n2,x,1\n3,w,0\n")
    books = read_books(folder, replace(CHARTER, draws=3), 0)
    assert books.assets.tolist() == [[10, 3], [1, 3], [10, 0]]


@settings(max_examples=20, deadline=None)
@given(st.integers(0, 2**32 - 1), st.integers(2, 3), st.integers(1, 3))
def test_books_are_read_back_to_the_bit(
    tmp_path_factory: pytest.TempPathFactory, seed: int, sides: int, draws: int
) -> None:
    charter, books, *_ = world(seed, 9, sides, draws=draws)
    for each in books:
        folder = tmp_path_factory.mktemp("books")
        write_books(folder, each, charter)
        again = read_books(folder, charter, each.side)
        assert again.names == each.names
        assert again.commitment(b"") == each.commitment(b"")


@pytest.mark.parametrize(
    ("stem", "text", "said"),
    [
        ("institutions", "institution,owes_outside,assets\nx,-5,10\nw,0,3\n", "owes_outside: -5"),
        ("institutions", "institution,owes_outside,assets\nx,5,1.5\nw,0,3\n", "row 2, assets: 1.5"),
        ("institutions", "institution,owes_outside,assets\nx,5,1\nx,0,3\n", "each once"),
        ("institutions", "institution,owes_outside,assets\nx,5,1\nw,0,3\ny,0,0\n", "b has it"),
        ("contracts", "debtor,creditor,amount\ny,z,4\n", "row 2, debtor: y"),
        ("contracts", "debtor,creditor,amount\nx,q,4\n", "row 2, creditor: q"),
        ("contracts", "debtor,creditor,amount\nx,x,4\n", "somebody else than the debtor"),
        ("contracts", "debtor,creditor,amount\nx,y,0\n", "row 2, amount: 0"),
        ("contracts", "debtor,creditor,amount\nx,y,99999999999999999999\n", "row 2, amount"),
        ("contracts", "debtor,creditor,amount\nx,y,1\nx,y,2\n", "already in row 2"),
        ("contracts", "debtor,creditor,amount\nw,y,1\n", "w; expected an institution of a in the"),
        ("shocks", "draw,institution,assets\n2,x,1\n", "row 2, draw: 2; expected 1 to 1"),
        ("shocks", "draw,institution,assets\n1,y,1\n", "row 2, institution: y"),
    ],
)  # fmt: skip
def test_what_cannot_be_is_named_by_file_and_row(
    tmp_path: Path, stem: str, text: str, said: str
) -> None:
    with pytest.raises(InvalidInput) as refused:
        read_books(_folder(tmp_path, **{stem: text}), CHARTER, 0)
    assert said in str(refused.value)
    assert f"{stem}.csv" in str(refused.value)


def test_more_draws_need_what_is_left_in_each(tmp_path: Path) -> None:
    with pytest.raises(InvalidInput, match=r"shocks\.csv"):
        read_books(_folder(tmp_path), replace(CHARTER, draws=2), 0)
    with pytest.raises(CannotOpen, match="no such folder"):
        read_books(tmp_path / "none", CHARTER, 0)


def test_a_charter_is_read_back_and_usual_terms_may_be_left_out(tmp_path: Path) -> None:
    path = tmp_path / "charter.toml"
    path.write_text(charter_text(replace(CHARTER, tolerance=7)), encoding="utf-8")
    assert read_charter_file(path) == replace(CHARTER, tolerance=7)
    kept = [line for line in charter_text(CHARTER).splitlines() if not line.startswith("recovery")]
    path.write_text("\n".join(kept), encoding="utf-8")
    assert read_charter_file(path) == CHARTER


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("draws = 1.5", "draws: 1.5; expected a whole number"),
        ("draws = true", "draws: True; expected a whole number"),
        ("recovery_external = 0.7", "recovery_external"),
        ("recovery_external = [0.7, 1]", "recovery_external"),
        ("sides = 'a'", "sides"),
        ("unit = 2027-01-01", "unit"),
        ("colour = 'red'", "colour"),
        ("sides = [", "TOML"),
    ],
)
def test_a_charter_that_cannot_be_is_refused(tmp_path: Path, line: str, said: str) -> None:
    path, key = tmp_path / "charter.toml", line.partition(" ")[0]
    kept = [one for one in charter_text(CHARTER).splitlines() if not one.startswith(key)]
    path.write_text("\n".join([*kept, line]), encoding="utf-8")
    with pytest.raises(InvalidInput, match=said.replace("[", ".")):
        read_charter_file(path)
    path.write_text("\n".join(kept[1:]), encoding="utf-8")
    with pytest.raises(InvalidInput, match="run: missing"):
        read_charter_file(path)


def test_amounts_up_to_the_largest_are_kept(tmp_path: Path) -> None:
    most = 2**62 - 1 - 15
    text = f"institution,owes_outside,assets\nx,{most - 10},{most}\nw,0,3\n"
    books = read_books(_folder(tmp_path, institutions=text), CHARTER, 0)
    assert books.debts.owed[0] == most
    assert books.assets.dtype == np.int64
