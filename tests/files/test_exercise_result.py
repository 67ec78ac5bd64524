import json
from pathlib import Path

import pytest

from parley.errors import CannotWrite
from parley.files.exercises.result import write_result, written_whole
from parley.group.exercise.outcome import Outcome
from parley.group.exercise.play import play
from tests.group.exercise.small_exercise import reroute, small_exercise
from tests.group.exercise.small_system import small_totals


@pytest.fixture(name="outcome", scope="module")
def _outcome() -> Outcome:
    exercise = small_exercise(decisions=(reroute("r", "b-bank", 0.5),))
    return play(exercise, small_totals(), draws=20, seed=1, workers=1, matrices=2)


def test_the_result_is_strict_json_with_seed_draws_and_versions(
    outcome: Outcome, tmp_path: Path
) -> None:
    result = write_result(outcome, tmp_path)

    def refuse(constant: str) -> None:
        raise AssertionError(f"{constant} is no JSON")

    read = json.loads(result.read_text(encoding="utf-8"), parse_constant=refuse)
    assert (read["seed"], read["draws"], read["unit"]) == (1, 20, "USD bn")
    assert set(read["ways"]) == {"silent", "alone", "scripted", "at_once"}


def test_equal_results_are_equal_bytes(outcome: Outcome, tmp_path: Path) -> None:
    (tmp_path / "one").mkdir()
    (tmp_path / "two").mkdir()
    one = write_result(outcome, tmp_path / "one").read_bytes()
    assert one == write_result(outcome, tmp_path / "two").read_bytes()


def test_a_result_replaces_the_one_before(tmp_path: Path) -> None:
    out = tmp_path / "out" / "here"
    for text in ("old", "new"):
        with written_whole(out) as partial:
            (partial / "result.json").write_text(text)
    assert (out / "result.json").read_text() == "new"
    assert [path.name for path in out.parent.iterdir()] == ["here"]


def test_what_fails_half_way_leaves_the_result_before_and_nothing_else(tmp_path: Path) -> None:
    out = tmp_path / "here"
    with written_whole(out) as partial:
        (partial / "result.json").write_text("old")

    def write_half(error: type[BaseException]) -> None:
        with written_whole(out) as partial:
            (partial / "result.json").write_text("half")
            raise error

    for error in (KeyboardInterrupt, ValueError, MemoryError):
        with pytest.raises(error):
            write_half(error)
    assert (out / "result.json").read_text() == "old"
    assert [path.name for path in tmp_path.iterdir()] == ["here"]


def test_a_folder_with_something_else_in_it_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "thesis.txt").write_text("years of work")
    with (
        pytest.raises(CannotWrite, match="files in it that are no result"),
        written_whole(tmp_path),
    ):
        pass
    assert (tmp_path / "thesis.txt").read_text() == "years of work"


def test_a_file_in_the_place_of_the_folder_is_refused(tmp_path: Path) -> None:
    (tmp_path / "out").write_text("a file")
    with pytest.raises(CannotWrite, match="is a file"), written_whole(tmp_path / "out"):
        pass


def test_a_folder_below_a_file_is_refused(tmp_path: Path) -> None:
    (tmp_path / "out").write_text("a file")
    with (
        pytest.raises(CannotWrite, match="nothing was left"),
        written_whole(tmp_path / "out" / "x"),
    ):
        pass


def test_a_full_disk_is_said_so_and_leaves_nothing(tmp_path: Path) -> None:
    def fill(partial: Path) -> None:
        raise OSError(28, "No space left on device", str(partial / "result.json"))

    with (
        pytest.raises(CannotWrite, match="No space left"),
        written_whole(tmp_path / "out") as partial,
    ):
        fill(partial)
    assert list(tmp_path.iterdir()) == []
