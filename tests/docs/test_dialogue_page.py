"""The page of a dialogue's folder names every list, every key and every word of a choice."""

import re
from enum import StrEnum
from pathlib import Path
from typing import Any

import pytest

from parley.files.dialogue_folder import entry_class
from parley.files.dialogue_tables import keys_of, parts_of
from parley.group.dialogue.basis import Basis, Source
from parley.group.dialogue.charter import Place, Side
from parley.group.dialogue.kinds import SINGULAR
from scripts.run_page import run_page

ROOT = Path(__file__).resolve().parents[2]
PAGE = ROOT / "docs" / "dialogue.md"
CLASSES: dict[str, Any] = {
    **{word: entry_class(kind) for kind, word in SINGULAR.items()},
    "side": Side, "source": Source, "place": Place,
}  # fmt: skip


def told() -> set[str]:
    return set(re.findall(r"`([^`\n]+)`", PAGE.read_text(encoding="utf-8")))


def row_of(word: str) -> str:
    (row,) = re.findall(rf"^\| `\[\[{word}\]\]`.*$", PAGE.read_text(encoding="utf-8"), re.M)
    return str(row)


@pytest.mark.parametrize("word", CLASSES)
def test_every_key_of_a_list_stands_in_its_row(word: str) -> None:
    row = row_of(word)
    missing = [
        key
        for key in keys_of(CLASSES[word])
        if f"`{key}`" not in row
        and (key not in keys_of(Basis) or word in ("side", "source", "place"))
    ]
    assert not missing


def test_every_key_that_all_entries_have_is_told() -> None:
    assert set(keys_of(Basis)) <= told()


def test_every_part_and_every_word_of_a_choice_is_told() -> None:
    missing = []
    for word, kind in CLASSES.items():
        for part in parts_of(kind):
            if isinstance(part, type) and issubclass(part, StrEnum):
                missing += [f"{word}: {each.value}" for each in part if each.value not in told()]
            else:
                missing += [f"{word}: {each}" for each in keys_of(part) if each not in whole_page()]
    assert not missing


def whole_page() -> str:
    return PAGE.read_text(encoding="utf-8")


def test_what_the_page_prints_is_what_it_says() -> None:
    blocks, _ = run_page(PAGE)
    assert [each.printed for each in blocks] == [each.expected for each in blocks]
