"""Entering a secret run from files, by the commands of three operators."""

import json
from pathlib import Path

import pytest

from tests.cli.conftest import Ask
from tests.node.nodes import make_nodes

pytestmark = pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")


@pytest.fixture(name="given")
def _given(tmp_path: Path, ask: Ask) -> Path:
    """Charter and books of both sides."""
    folder = tmp_path / "given"
    status, said = ask(
        "joint",
        "cut",
        "random:100",
        "--sides",
        "a,b",
        "--run",
        "autumn",
        "--recovery",
        "0.7",
        "--to",
        folder,
    )
    assert status == 0, said
    return folder


def _terms(given: Path, room: object, **others: object) -> Path:
    table: dict[str, object] = {
        "neutral": "n", "rounds": 20, "places": ["h:1", "h:2", "h:3"], "room": room, **others,
    }  # fmt: skip
    lines = [f"{name} = {json.dumps(value)}" for name, value in table.items() if value is not None]
    text = "\n".join([*lines, "[charter]", (given / "charter.toml").read_text(encoding="utf-8")])
    path = given / "terms.toml"
    path.write_text(text, encoding="utf-8")
    return path


def test_three_nodes_enter_a_run_from_one_file_and_are_told_what_is_next(
    tmp_path: Path, given: Path, ask: Ask
) -> None:
    nodes = dict(zip("abn", make_nodes(tmp_path, ("a", "b", "n")), strict=True))
    rooms = []
    for side in "ab":
        status, said = ask(
            "joint", "room", given / "charter.toml", "--books", given / side, "--node", nodes[side]
        )
        assert status == 0, said
        needs, wide = (json.loads(line.partition(": ")[2]) for line in said.splitlines())
        assert all(least <= most for least, most in zip(needs, wide, strict=True))
        rooms.append(wide)
    terms = _terms(given, rooms)
    digests = set()
    for name, node in nodes.items():
        books = () if name == "n" else ("--books", given / name)
        status, said = ask("joint", "secret", terms, *books, "--node", node)
        assert status == 0, said
        assert "parley joint party autumn takes part" in said
        digests.add(said.partition("terms ")[2].partition(";")[0])
        assert "autumn: secret run, waits at secret.charter" in ask("status", "--dir", node)[1]
        assert "all well" in ask("verify", "--dir", node)[1]
    assert len(digests) == 1


def test_terms_that_cannot_be_and_books_where_none_belong_are_refused(
    tmp_path: Path, given: Path, ask: Ask
) -> None:
    nodes = dict(zip("abn", make_nodes(tmp_path, ("a", "b", "n")), strict=True))
    wide = [[99, 999, 999]] * 2

    def refused(terms: Path, name: str = "a", *, books: bool = True) -> str:
        own = ("--books", given / "a") if books else ()
        status, said = ask("joint", "secret", terms, *own, "--node", nodes[name])
        assert status == 2
        return said

    assert "terms.toml, room" in refused(_terms(given, [[1, 2]]))
    assert "terms.toml, places" in refused(_terms(given, wide, places=["h:1"]))
    assert "terms.toml, neutral: missing" in refused(_terms(given, wide, neutral=None))
    assert "terms.toml, speed" in refused(_terms(given, wide, speed=3))
    assert "a third node" in refused(_terms(given, wide, neutral="b"))
    assert "1 to 10000" in refused(_terms(given, wide, rounds=0))
    assert "n among a, b, m" in refused(_terms(given, wide, neutral="m"), "n")
    good = _terms(given, wide)
    assert "none for the neutral node" in refused(good, "n")
    assert "a folder for a side" in refused(good, books=False)
    assert "room" in refused(_terms(given, [[1, 1, 1]] * 2))
    assert "no joint run: nothing is needed" in ask("status", "--dir", nodes["a"])[1]
