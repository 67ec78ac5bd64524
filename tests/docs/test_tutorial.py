"""What the tutorial and other pages say that Python prints is what it prints."""

import re
from pathlib import Path

import pytest

from scripts.run_page import run_page, written

ROOT = Path(__file__).resolve().parents[2]


@pytest.mark.parametrize(
    "name", ["README.md", "docs/tutorial.md", "docs/engine.md", "docs/networks.md"]
)
def test_every_block_of_python_prints_what_the_page_says(name: str) -> None:
    page = ROOT / name
    blocks, _ = run_page(page)
    assert blocks
    wrong = [f"{name}, line {each.line}" for each in blocks if each.printed != each.expected]
    text = page.read_text(encoding="utf-8")
    assert not wrong, f"look, then: python -m scripts.run_page {name}"
    assert written(text, blocks) == text


def test_a_block_that_prints_something_else_is_found(tmp_path: Path) -> None:
    page = tmp_path / "page.md"
    page.write_text(
        "One:\n\n```python\nx = 1\n```\n\n```python\nprint(x)\n```\n\n```text\n2\n```\n"
    )
    blocks, names = run_page(page)
    assert [(each.line, each.expected, each.printed) for each in blocks] == [
        (4, "", ""),
        (8, "2\n", "1\n"),
    ]
    assert names["x"] == 1
    assert "```text\n1\n```" in written(page.read_text(encoding="utf-8"), blocks)


def test_every_picture_of_the_tutorial_is_shown_and_there() -> None:
    text = (ROOT / "docs" / "tutorial.md").read_text(encoding="utf-8")
    shown = set(re.findall(r"\(pictures/tutorial/([\w-]+)\.svg\)", text))
    there = {path.stem for path in (ROOT / "docs" / "pictures" / "tutorial").glob("*.svg")}
    assert shown == there
