"""That the page on the engine names all that the engine shows."""

from pathlib import Path

import parley.engine

PAGE = Path(__file__).resolve().parents[2] / "docs" / "engine.md"

#: Results and parts of others, named by the functions that give or take them.
OF_OTHERS = {
    "Attribution", "BailIn", "ClearingSensitivity", "DistressSensitivity", "Hits", "Solution",
    "SellingOrder", "SettledAt", "Status",
}  # fmt: skip


def test_the_page_names_every_function_and_class_that_is_shown() -> None:
    page = PAGE.read_text(encoding="utf-8")
    missing = {name for name in parley.engine.__all__ if f"`{name}" not in page}
    assert missing <= OF_OTHERS, missing - OF_OTHERS
