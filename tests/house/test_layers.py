"""The engine stands on numpy, scipy and numba alone, and so do its tests."""

import ast
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
SOURCE = ROOT / "src" / "parley"

#: What the pure rooms may stand on; whatever reads a file, a clock, a socket, the environment or
#: ambient randomness is not here.
PURE = {
    "__future__", "abc", "bisect", "collections", "contextlib", "dataclasses", "datetime",
    "decimal", "enum", "fractions", "functools", "graphlib", "hashlib", "heapq", "itertools",
    "math", "operator", "re", "string", "struct", "types", "typing", "unicodedata",
    "numpy", "scipy",
}  # fmt: skip
ENGINE_ONLY = {"numba", "concurrent", "threading"}
#: What single files may stand on besides, each an extra that the engine does without.
OPTIONAL = {
    "engine/labels.py": {"xarray"},
    "engine/cluster.py": {"dask", "distributed"},
    # how Chinese characters are read aloud, and how far one spelling is from another
    "group/press/words/aliases.py": {"pypinyin"},
    "group/press/names/people.py": {"rapidfuzz"},
    "group/press/names/nearness.py": {"rapidfuzz"},
    "group/press/names/near_by_office.py": {"rapidfuzz"},
    # signatures by which versions of a text are found
    "group/press/stories/sketch.py": {"datasketch"},
}


def imported(module: Path) -> Iterator[str]:
    """Every module that a file imports, also inside functions."""
    for node in ast.walk(ast.parse(module.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{module.relative_to(ROOT)}: imports by full name only"
            yield node.module or ""


@pytest.mark.parametrize(
    ("room", "allowed"),
    [
        ("errors.py", PURE),
        ("engine", PURE | ENGINE_ONLY),
        ("group", PURE | {"html", "difflib"}),  # html: the names of entities in a page
        ("exchange", PURE | {"json", "base64", "hmac", "cryptography", "joserfc"}),
    ],
)
def test_the_pure_rooms_import_nothing_but_what_is_allowed(room: str, allowed: set[str]) -> None:
    place = SOURCE / room
    modules = [place] if place.suffix == ".py" else sorted(place.rglob("*.py"))
    foreign = [
        f"{module.relative_to(ROOT)} imports {name}"
        for module in modules
        for name in imported(module)
        if name.partition(".")[0]
        not in {*allowed, *OPTIONAL.get(str(module.relative_to(SOURCE)), ()), "parley"}
    ]
    assert not foreign


def test_tests_of_the_engine_run_where_only_the_engine_is_installed() -> None:
    at_hand = sys.stdlib_module_names | {"numpy", "scipy", "numba", "pytest", "hypothesis", "tests"}
    rooms = ("parley.engine", "parley.errors", "parley.group")
    foreign = [
        f"{module.relative_to(ROOT)} imports {name}"
        for folder in ("engine", "property", "oracle")
        for module in sorted((ROOT / "tests" / folder).rglob("*.py"))
        for name in imported(module)
        if name.partition(".")[0] not in at_hand and not name.startswith(rooms) and name != "parley"
    ]
    assert not foreign, "move the test to another folder, or take the input as arrays"


def test_the_set_up_shared_by_all_tests_runs_there_too() -> None:
    tree = ast.parse((ROOT / "tests" / "conftest.py").read_text(encoding="utf-8"))
    at_once = {
        name.partition(".")[0]
        for node in tree.body
        if isinstance(node, ast.Import | ast.ImportFrom)
        for name in (
            [alias.name for alias in node.names]
            if isinstance(node, ast.Import)
            else [node.module or ""]
        )
    }
    assert at_once <= sys.stdlib_module_names | {"pytest", "hypothesis"}
