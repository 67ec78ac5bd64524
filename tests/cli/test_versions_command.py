"""The command that finds versions of one story and lays them side by side."""

import json
from pathlib import Path

import pytest

from parley.cli.commands import run

EARLY = (
    "The secretary wants to come again, evidence that ties are getting better.\n"
    "The ministry raised its worries about tariffs and about limits on investment.\n"
    "The officials held talks on smuggling as part of a flurry of exchanges.\n"
    "She last came in July 2023 with a small team of her own.\n"
)
LATE = EARLY.replace("evidence that", "a sign that").rpartition("She last")[0]


@pytest.fixture(name="folder")
def _folder(tmp_path: Path) -> Path:
    (tmp_path / "a.txt").write_text(EARLY, encoding="utf-8")
    (tmp_path / "b.txt").write_text(LATE, encoding="utf-8")
    (tmp_path / "c.txt").write_text("Quite another story is told here by others.\n", "utf-8")
    return tmp_path


def test_versions_are_named_with_what_they_stand_on_and_the_words_that_differ(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["versions", str(folder), "--diff"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert lines[0].endswith("a.txt")
    assert f"b.txt: near-copy of {folder}/a.txt; " in lines[1]
    assert lines[2:5] == [
        "    ~ The secretary wants to come again, a sign that ties are getting better.",
        "      “evidence” → “a sign”",
        "    - She last came in July 2023 with a small team of her own.",
    ]
    assert lines[5].endswith("c.txt")


def test_versions_are_told_in_chinese_too(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["versions", str(folder), "--language", "zh"]) == 0
    line = capsys.readouterr().out.splitlines()[1]
    assert line.startswith(f"  {folder}/b.txt：{folder}/a.txt的近似文本；较短文本约")


def test_the_json_holds_every_story_and_every_pair(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["versions", str(folder), "--diff", "--json"]) == 0
    first, second = json.loads(capsys.readouterr().out)
    assert [len(row["files"]) for row in (first, second)] == [2, 1]
    standings = [pair["standing"] for pair in first["versions"][0]["pairs"]]
    assert standings == [
        "both say it in other words", "both say it", "both say it", "only the first says it",
    ]  # fmt: skip


def test_a_file_that_cannot_be_read_is_told_and_the_others_are_read(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (folder / "d.txt").write_bytes(bytes(range(256)) * 20)
    assert run(["versions", str(folder)]) != 0
    said = capsys.readouterr()
    assert "c.txt" in said.out
    assert "d.txt" in said.err


def test_a_folder_without_texts_is_refused(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["versions", str(tmp_path)]) == 2
    assert "expected files of text, HTML or PDF" in capsys.readouterr().err
