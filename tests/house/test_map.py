"""The map tells the truth about the house."""

import difflib
import re
from pathlib import Path

import pytest

from scripts import write_map

ROOT = Path(__file__).resolve().parents[2]
MODULES = sorted((ROOT / "src").rglob("*.py"))
SKIPPED = {"__pycache__", "node_modules", "out", "dist", "build"}


def test_the_map_repeats_the_first_docstring_line_of_every_module() -> None:
    there = write_map.MAP.read_text(encoding="utf-8")
    expected = write_map.written(there)
    difference = difflib.unified_diff(
        there.splitlines(), expected.splitlines(), "docs/map.md", "what the source says", n=0
    )
    assert there == expected, "run `make map`:\n" + "\n".join(difference)


@pytest.mark.parametrize("module", MODULES, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_every_module_says_its_subject_in_one_sentence(module: Path) -> None:
    """A remark of a few words may follow it, such as "Frozen, checked once at birth."."""
    subject = write_map.subject_of(module)
    assert subject.endswith("."), subject
    _, *after = re.split(r"(?<=[.!?]) +(?=[A-Z])", subject)
    assert len(after) <= 1, f"more than one sentence: {subject}"
    assert all(len(remark.split()) <= 5 for remark in after), f"a long remark: {subject}"


def test_the_map_names_every_folder_beside_the_source() -> None:
    by_hand = write_map.MAP.read_text(encoding="utf-8").partition(write_map.START)[0]
    beside = [path for path in ROOT.iterdir() if path.is_dir() and path.name != "src"]
    beside += [path for path in (ROOT / "tests").iterdir() if path.is_dir()]
    missing = [
        path.relative_to(ROOT).as_posix()
        for path in beside
        if path.name not in SKIPPED
        and not path.name.startswith(".")
        and f"`{path.relative_to(ROOT).as_posix()}/`" not in by_hand
    ]
    assert not missing, "docs/map.md, part written by hand"


def test_the_map_explains_every_room_and_every_room_within_one() -> None:
    by_hand = write_map.MAP.read_text(encoding="utf-8").partition(write_map.START)[0]
    rooms = [
        path.parent.relative_to(write_map.SOURCE) for path in MODULES if path.stem == "__init__"
    ]
    missing = [
        room.as_posix()
        for room in rooms
        if 1 <= len(room.parts) <= 2
        and f"`{room.as_posix()}`" not in by_hand
        and f"`{room.name}/`" not in by_hand
    ]
    assert not missing, "docs/map.md, part written by hand, The rooms"


def test_a_module_without_a_subject_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    silent = tmp_path / "silent.py"
    silent.write_text("x = 1\n")
    monkeypatch.setattr(write_map, "ROOT", tmp_path)
    with pytest.raises(write_map.NoSubject, match=r"silent\.py"):
        write_map.subject_of(silent)
