"""A system is found by name or by folder."""

from pathlib import Path

import pytest

from parley.errors import InvalidInput
from parley.files.systems.catalogue import find_system, find_system_folder, list_systems
from tests.files import system_examples as example


def test_the_system_that_ships_is_listed_and_found() -> None:
    assert "gsib-2022" in list_systems()
    assert [find_system(name).name for name in list_systems()] == list(list_systems())


def test_a_folder_that_checks_is_found(tmp_path: Path) -> None:
    assert find_system(example.wide(tmp_path / "mine")).name == "three-banks"
    assert find_system(str(tmp_path / "mine")).name == "three-banks"


@pytest.mark.parametrize("name", ["", "gsib-2023", "no\x00where", "x" * 5000, "../gsib-2022"])
def test_what_is_neither_is_refused_with_what_there_is(name: str) -> None:
    with pytest.raises(InvalidInput, match=r"a built-in system \(.*gsib-2022.*\) or a folder"):
        find_system_folder(name)
