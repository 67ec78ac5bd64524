"""What must stand in no file of the project."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
THIS = Path(__file__).resolve()
TEXT = {
    ".py",
    ".md",
    ".toml",
    ".txt",
    ".csv",
    ".json",
    ".html",
    ".j2",
    ".css",
    ".svg",
    ".sh",
    ".po",
    "",
}
NOT_OURS = {"out", "dist", "build", "node_modules", "__pycache__"}


def texts() -> Iterator[tuple[Path, str]]:
    """Every text file of the project and what stands in it; not this one, no hidden folder."""
    for path in sorted(ROOT.rglob("*")):
        parts = path.relative_to(ROOT).parts
        hidden = any(part.startswith(".") and part != ".ci" for part in parts)
        if hidden or NOT_OURS.intersection(parts) or path == THIS or not path.is_file():
            continue
        if path.suffix in TEXT:
            yield path, path.read_text(encoding="utf-8")


def places(pattern: str, *, suffixes: set[str] = TEXT, flags: int = 0) -> list[str]:
    """Where ``pattern`` stands, as file, line number and text."""
    return [
        f"{path.relative_to(ROOT)}, line {text.count(chr(10), 0, found.start()) + 1}: {found[0]}"
        for path, text in texts()
        if path.suffix in suffixes
        for found in re.finditer(pattern, text, flags)
    ]


def test_no_file_names_a_path_of_somebodys_machine() -> None:
    assert not places(r"(?<![\w.\-/])/(?:work|home|root|Users|mnt|opt|tmp)/[\w.]+")
    assert not places(r"\b[A-Z]:\\\\?Users\b")


def test_no_file_names_where_packages_are_fetched_from() -> None:
    assert not places(r"\b(?:pypi|pythonhosted|npmjs|debian|ubuntu)\.(?:org|com|io|net)\b")
    assert not places(r"--(?:extra-)?index-url[ =]|--find-links[ =]|--trusted-host")


@pytest.mark.parametrize("shortcut", ["fastmath=True", "parallel=True"])
def test_no_kernel_trades_equal_numbers_for_speed(shortcut: str) -> None:
    assert not places(re.escape(shortcut).replace("=", r"\s*=\s*"), suffixes={".py"})


def test_no_work_is_left_as_a_note_in_the_code() -> None:
    assert not places(r"\b(?:TODO|FIXME|XXX|HACK)\b", suffixes={".py", ".md", ".toml", ".sh", ""})


def test_what_the_source_says_about_the_notation_is_there() -> None:
    notation = (ROOT / "docs" / "notation.md").read_text(encoding="utf-8")
    conventions = notation.partition("## Conventions")[2].partition("\n## ")[0]
    known = set(re.findall(r"^\| (\d+) \|", conventions, re.MULTILINE))
    cited = re.findall(r"notation\.md,? §(\d+)", "\n".join(text for _, text in texts()))
    assert set(cited) <= known


def test_every_page_that_the_source_points_to_is_there() -> None:
    source = "\n".join(text for path, text in texts() if (ROOT / "src") in path.parents)
    cited = set(re.findall(r"\bdocs/[\w\-/]+\.md\b", source))
    assert not [page for page in sorted(cited) if not (ROOT / page).exists()]


def test_every_stream_of_random_numbers_is_listed_once() -> None:
    """A stream that serves two purposes would tie together what must be independent."""
    notation = (ROOT / "docs" / "notation.md").read_text(encoding="utf-8")
    table = notation.partition("## Streams")[2].partition("\n## ")[0]
    listed = re.findall(r"^\| (\d+) \|", table, re.MULTILINE)
    assert len(listed) == len(set(listed))
    used = [
        number
        for path, text in texts()
        if (ROOT / "src") in path.parents
        for line in re.findall(r"^\w*STREAM\w*(?:, \w+)* = ([\d, ]+)$", text, re.MULTILINE)
        for number in line.split(", ")
    ]
    assert used, "streams are constants with STREAM in their name"
    assert len(used) == len(set(used)), "one stream for two purposes"
    assert set(used) <= set(listed), "docs/notation.md, streams of random numbers"
