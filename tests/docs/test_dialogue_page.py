"""The page of a dialogue's folder names every list, every key and every word of a choice."""

import re
from datetime import date
from enum import StrEnum
from pathlib import Path
from typing import Any

import pytest

from parley.files.dialogue_folder import entry_class, read_dialogue
from parley.files.dialogue_tables import keys_of, parts_of
from parley.group.dialogue.basis import Basis, Source
from parley.group.dialogue.charter import Place, Side
from parley.group.dialogue.kinds import SINGULAR
from parley.group.dialogue.known import as_known
from parley.group.dialogue.series import find_meeting
from parley.group.dialogue.views.brief import brief
from parley.group.dialogue.views.calendar_values import calendar_entries
from parley.group.dialogue.views.group_page import group_page
from parley.group.dialogue.views.handover import handover_page
from parley.group.dialogue.views.ledger_page import ledger_page
from parley.group.dialogue.views.measures_page import measures_page
from parley.group.dialogue.views.meeting_page import meeting_page
from parley.group.dialogue.views.principal import principal_page
from parley.group.dialogue.views.readouts_page import readouts_page
from parley.group.dialogue.views.series_page import series_page
from parley.group.dialogue.views.topic_page import topic_page
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


def test_the_whole_dialogue_on_the_page_is_read_and_shown(tmp_path: Path) -> None:
    """Another pair of authorities needs only another charter."""
    text = max(re.findall(r"```toml\n(.*?)```", whole_page(), re.S), key=len)
    (tmp_path / "dialogue.toml").write_text(text, encoding="utf-8")
    whole, day = read_dialogue(tmp_path), date(2025, 9, 1)
    known = as_known(whole, day)
    first = find_meeting(known, "CYBER-1")
    pages = [
        brief(known, "CYBER", day), group_page(known, "CYBER", day), ledger_page(known, day),
        handover_page(known, "CYBER", day), meeting_page(known, first, day),
        readouts_page(known, first, day), measures_page(known, day, first), series_page(known, day),
        topic_page(known, "网络韧性", day),
        *(principal_page(known, first, side.id, day) for side in known.sides),
    ]  # fmt: skip
    assert all(line.sources for page in pages for line in page.lines)
    (late,) = pages[2].section("overdue").lines
    assert late.facts["commitment"] == "contact-list"
    assert {each.side: each.begins for each in first.meeting.days} == {"ST": "08:00", "FJ": "02:00"}
    assert calendar_entries(known, day)
