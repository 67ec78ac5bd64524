import json
import os
import resource
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from parley.files.exercises.catalogue import SHIPPED
from parley.files.systems.catalogue import systems_folder

PARLEY = [sys.executable, "-c", "from parley.cli import main; main()"]
PLAY = [*PARLEY, "exercise", "play"]


def run(*arguments: str, **options: object) -> subprocess.CompletedProcess[str]:
    return subprocess.run(  # type: ignore[call-overload, no-any-return]
        [*PARLEY, *arguments], capture_output=True, text=True, check=False, timeout=300, **options
    )


@pytest.fixture(name="played", scope="module")
def _played(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("play") / "out"
    done = run("exercise", "play", "cyber-outage", "--draws", "20", "--out", str(folder))
    assert done.returncode == 0, done.stderr
    assert str(folder / "report.html") in done.stdout
    return folder


def changed_exercise(folder: Path, file: str, old: str, new: str) -> str:
    """A copy of the shipped exercise with one text replaced."""
    shutil.copytree(SHIPPED / "cyber-outage", folder)
    text = (folder / file).read_text(encoding="utf-8")
    assert old in text
    (folder / file).write_text(text.replace(old, new, 1), encoding="utf-8")
    return str(folder)


def test_a_play_leaves_report_result_table_and_pictures(played: Path) -> None:
    names = {path.name for path in played.iterdir()}
    assert {"report.html", "result.json", "outcome.parquet", "charts"} <= names
    assert list((played / "charts").glob("*.svg"))
    assert {path.name for path in played.parent.iterdir()} == {"out"}


def test_a_result_names_no_bank_of_the_system(played: Path) -> None:
    rows = (systems_folder() / "gsib-2022" / "institutions.csv").read_text(encoding="utf-8")
    real = [row.split(",")[0] for row in rows.splitlines()[1:] if not row.startswith("Other")]
    assert len(real) == 31
    for path in played.rglob("*"):
        if path.is_file():
            content = path.read_bytes()
            for name in real:
                assert name.encode() not in content, f"{name} in {path.name}"


def test_the_same_seed_gives_the_same_bytes(played: Path, tmp_path: Path) -> None:
    again = tmp_path / "again"
    options = ("--draws", "20", "--workers", "1", "--out", str(again))
    assert run("exercise", "play", "cyber-outage", *options).returncode == 0
    for name in ("result.json", "outcome.parquet", "report.en.html", "report.zh.html"):
        assert (again / name).read_bytes() == (played / name).read_bytes(), name


def test_a_users_own_folder_can_be_played(tmp_path: Path) -> None:
    """A system written out in fictitious names is a folder like any other."""
    folder = tmp_path / "system"
    assert run("system", "disguise", "gsib-2022", "--out", str(folder)).returncode == 0
    options = ("--system", str(folder), "--draws", "5", "--out", str(tmp_path / "out"))
    done = run("exercise", "play", "cyber-outage", *options)
    assert done.returncode == 0, done.stderr
    result = json.loads((tmp_path / "out" / "result.json").read_text(encoding="utf-8"))
    assert result["draws"] == 5


@pytest.mark.parametrize(
    ("file", "old", "new", "expected"),
    [
        ("script.toml", 'instrument = "reroute"', 'instrument = "magic"', "magic"),
        ("script.toml", 'at = "T+00:30"', 'at = "half past"', "half past"),
        (
            "script.toml",
            'id = "screens-locked"\nat = "T+00:00"',
            'id = "screens-locked"\nafter = "receives-but-does-not-send"\nat = "+00:00"',
            "ring",
        ),
        ("exercise.toml", "hours = 48", "hours = -48", "-48"),
        ("exercise.toml", 'name = "gross_share"', 'name = "gros_share"', "gros_share"),
    ],
)  # fmt: skip
def test_what_is_wrong_with_an_exercise_is_said_and_nothing_is_written(
    tmp_path: Path, file: str, old: str, new: str, expected: str
) -> None:
    exercise = changed_exercise(tmp_path / "mine", file, old, new)
    done = run("exercise", "play", exercise, "--draws", "5", "--out", str(tmp_path / "out"))
    assert done.returncode == 2
    assert expected in done.stderr
    assert "expected" in done.stderr
    assert "Traceback" not in done.stderr
    assert [path.name for path in tmp_path.iterdir()] == ["mine"]


@pytest.mark.parametrize("options", [("--draws", "0"), ("--draws", "many"), ("--seed", "-1")])
def test_numbers_that_make_no_sense_are_refused(options: tuple[str, str]) -> None:
    done = run("exercise", "play", "cyber-outage", *options)
    assert done.returncode == 2
    assert "Traceback" not in done.stderr


def test_an_unknown_exercise_and_an_unknown_system_are_named() -> None:
    for arguments in (("play", "cyber-outrage"), ("play", "cyber-outage", "--system", "gsib-1922")):
        done = run("exercise", *arguments)
        assert done.returncode == 2
        assert arguments[-1] in done.stderr
        assert "expected" in done.stderr


def test_a_folder_that_can_not_be_written_is_said_so_before_anything_is_played() -> None:
    started = time.monotonic()
    done = run("exercise", "play", "cyber-outage", "--out", "/proc/nowhere/out")
    assert done.returncode == 2
    assert "/proc/nowhere" in done.stderr
    assert time.monotonic() - started < 30


def test_a_full_disk_leaves_nothing_half_written(tmp_path: Path) -> None:
    """No file may grow beyond 40 kB, as if the disk were full at that point."""
    done = run(
        "exercise", "play", "cyber-outage", "--draws", "20", "--out", str(tmp_path / "out"),
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (40_000, 40_000)),
        env={**os.environ, "PYTHONDONTWRITEBYTECODE": "1"},
    )  # fmt: skip
    assert done.returncode == 2, done.stderr
    assert "nothing was left there" in done.stderr
    assert "Traceback" not in done.stderr
    assert list(tmp_path.iterdir()) == []


def test_ctrl_c_leaves_nothing_half_written_and_says_so(tmp_path: Path) -> None:
    out = tmp_path / "out"
    # A job in the background may have been told to ignore Ctrl-C; this one listens.
    with subprocess.Popen(
        [*PLAY, "cyber-outage", "--draws", "200000", "--out", str(out)],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),
    ) as process:
        deadline = time.monotonic() + 120
        while not list(tmp_path.iterdir()) and time.monotonic() < deadline:
            time.sleep(0.05)  # until the play has begun
        process.send_signal(signal.SIGINT)
        try:
            _, said = process.communicate(timeout=120)
        finally:
            process.kill()
    assert process.returncode == 130
    assert "nothing half-written was left" in said
    assert list(tmp_path.iterdir()) == []


def test_an_interrupted_play_keeps_what_is_done_and_says_how_to_go_on(tmp_path: Path) -> None:
    out, inputs = tmp_path / "out", ("cyber-outage", "--draws", "200000", "--seed", "3")
    for started in ("first", "second"):
        with subprocess.Popen(
            [*PLAY, *inputs, "--out", str(out)],
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),
        ) as process:
            deadline = time.monotonic() + 200
            before = [
                path.stat().st_mtime_ns for path in tmp_path.glob(".out.unfinished-*/state.npz")
            ]
            while time.monotonic() < deadline:
                now = [
                    path.stat().st_mtime_ns for path in tmp_path.glob(".out.unfinished-*/state.npz")
                ]
                if now and now != before:
                    break
                time.sleep(0.05)
            process.send_signal(signal.SIGINT)
            try:
                _, said = process.communicate(timeout=120)
            finally:
                process.kill()
        assert process.returncode == 130
        assert "the same command goes on from there" in said
        assert ("going on from what is kept" in said) == (started == "second")
        assert [path.name.partition("-")[0] for path in tmp_path.iterdir()] == [".out.unfinished"]
    done = run("exercise", "play", "cyber-outage", "--draws", "20", "--out", str(out))
    assert done.returncode == 0
    assert "left by an unfinished play of other inputs" in done.stderr
    assert json.loads((out / "result.json").read_text(encoding="utf-8"))["draws"] == 20


def test_a_joint_play_says_what_crossed_and_how_near_it_is_to_one_node(tmp_path: Path) -> None:
    folder = tmp_path / "out"
    done = run(
        "exercise", "play", "cyber-outage", "--joint", "--draws", "2", "--out", str(folder),
        env={**os.environ, "TMPDIR": str(tmp_path)},
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert "Playing on two nodes" in done.stderr
    assert "Two nodes: " in done.stdout
    result = json.loads((folder / "result.json").read_text(encoding="utf-8"))
    joint = result["joint"]
    assert joint["same_end"]
    assert joint["is_near"]
    assert joint["replayed"] == joint["messages"]
    assert sum(each["bytes"] for each in joint["crossed"]) == joint["bytes"]
    assert joint["lanes"] == 8
    assert [len(each["institutions"]) for each in joint["nodes"].values()] == [22, 10]
    for way, each in joint["compared"].items():
        assert each["joint"] == pytest.approx(result["ways"][way]["losses"]["total"]["value"])
    names = {path.name for path in folder.iterdir()}
    assert {"report.html", "report.en.html", "report.zh.html", "outcome.parquet"} <= names
    assert sorted(path.name for path in tmp_path.iterdir()) == ["out"]


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (("--draws", "5001"), "play, draws: 5001; expected at most 5000 in a joint play"),
        (("--cluster", "tcp://x:1"), "play, cluster: tcp://x:1; expected none with --joint"),
    ],
)
def test_a_joint_play_that_can_not_be_is_refused(options: tuple[str, str], said: str) -> None:
    done = run("exercise", "play", "cyber-outage", "--joint", *options)
    assert (done.returncode, said in done.stderr) == (2, True), done.stderr


def test_list_show_and_check_speak_of_the_shipped_exercise() -> None:
    assert "cyber-outage" in run("exercise", "list").stdout
    shown = run("exercise", "show", "cyber-outage", "--language", "zh")
    assert shown.returncode == 0
    assert "T+00:00" in shown.stdout
    assert "48 hours" in run("exercise", "check", "cyber-outage").stdout


def test_chinese_is_printed_whatever_the_locale_says() -> None:
    ascii_only = {**os.environ, "PYTHONIOENCODING": "ascii"}
    done = run("exercise", "list", env=ascii_only, encoding="utf-8")
    assert done.returncode == 0, done.stderr
    assert "只进不出的银行" in done.stdout
