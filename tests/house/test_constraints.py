"""The constraints pin every dependency once for each Python, and name no place to fetch it from."""

import re
import tomllib
from pathlib import Path

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).resolve().parents[2]


def pinned() -> list[Requirement]:
    lines = (ROOT / "constraints.txt").read_text(encoding="utf-8").splitlines()
    bare = [re.split(r"\s+#|^#", line)[0].strip() for line in lines]
    return [Requirement(line) for line in bare if line]


def asked_for() -> list[Requirement]:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    lists = [
        project["build-system"]["requires"],
        project["project"]["dependencies"],
        *project["project"]["optional-dependencies"].values(),
    ]
    return [Requirement(each) for group in lists for each in group]


def test_every_line_pins_one_version_exactly() -> None:
    for each in pinned():
        assert each.url is None
        assert [clause.operator for clause in each.specifier] == ["=="], str(each)


def test_whatever_the_project_asks_for_is_pinned_within_what_it_asks() -> None:
    versions: dict[str, list[str]] = {}
    for each in pinned():
        versions.setdefault(canonicalize_name(each.name), []).append(
            next(iter(each.specifier)).version
        )
    wrong = [
        f"{asked}: pinned {versions.get(canonicalize_name(asked.name), 'nowhere')}"
        for asked in asked_for()
        if canonicalize_name(asked.name) != "parley"
        and not all(
            asked.specifier.contains(version)
            for version in versions.get(canonicalize_name(asked.name), ["0.dev0"])
        )
    ]
    assert not wrong, "run `make lock`"


def test_no_line_says_where_to_fetch_from() -> None:
    text = (ROOT / "constraints.txt").read_text(encoding="utf-8")
    assert "://" not in text
    assert not re.search(r"^-", text, re.MULTILINE)
