import os
import signal
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from parley.files.exercises.losses import DRAWS_PER_BLOCK
from parley.files.exercises.work import Work, kept_work, other_work

ROOT = Path(__file__).resolve().parents[2]
INPUTS = {"draws": 10, "seed": 1}
KNOWN = {"a": np.arange(3), "b": np.array(2.5)}

#: Plays a small exercise into a folder; told to, it is killed after some pieces, without warning.
SCRIPT = """
import os, signal, sys
from pathlib import Path
from parley.files.exercises.losses import LossTable
from parley.files.exercises.result import write_result, written_whole
from parley.files.exercises.work import kept_work
from parley.group.exercise.play import play
from parley.group.exercise.work import Watching
from tests.group.exercise.small_exercise import reroute, small_exercise
from tests.group.exercise.small_system import small_totals

out, pieces = Path(sys.argv[1]), int(sys.argv[2])

def offer(work):
    work._wait = 0.0
    left = [pieces]
    def take(drawn, known):
        work.offer(drawn, known)
        left[0] -= 1
        if left[0] == 0:
            os.kill(os.getpid(), signal.SIGKILL)
    return take

with written_whole(out) as partial, kept_work(out, {"seed": 1}) as work:
    table, state = LossTable(work.blocks), work.state()
    print("from", 0 if state is None else int(state["pieces"]))
    outcome = play(
        small_exercise(decisions=(reroute("r", "b-bank", 0.5),), hours=12), small_totals(),
        draws=9000, seed=1, matrices=2, draws_per_piece=512,
        watching=Watching(on_losses=table.add, on_state=offer(work), state=state),
    )
    table.put_together(partial / "outcome.parquet", outcome)
    write_result(outcome, partial)
"""


def played(out: Path, pieces: int = 0) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-c", SCRIPT, str(out), str(pieces)],
        capture_output=True, text=True, check=False, timeout=300, cwd=ROOT,
        env={**os.environ, "PYTHONPATH": f"{ROOT / 'src'}{os.pathsep}{ROOT}"},
    )  # fmt: skip


def test_a_play_that_was_killed_goes_on_and_ends_with_the_same_bytes(tmp_path: Path) -> None:
    whole = played(tmp_path / "whole")
    assert whole.returncode == 0, whole.stderr
    begun = []
    for pieces in (7, 9, 0):
        done = played(tmp_path / "out", pieces)
        assert done.returncode == (-signal.SIGKILL if pieces else 0), done.stderr
        begun.append(int(done.stdout.split()[1]))
    assert 0 == begun[0] < begun[1] < begun[2]
    for name in ("result.json", "outcome.parquet"):
        assert (tmp_path / "out" / name).read_bytes() == (tmp_path / "whole" / name).read_bytes()
    assert not list(tmp_path.glob(".out.unfinished-*"))


def keep(result: Path, inputs: dict[str, int]) -> Path:
    """The folder of a play that was interrupted after it had kept something."""
    try:
        with kept_work(result, inputs) as work:
            Work(work.folder, wait=0.0).offer(DRAWS_PER_BLOCK, lambda: KNOWN)
            raise KeyboardInterrupt
    except KeyboardInterrupt:
        return work.folder


def test_what_is_kept_is_what_was_known(tmp_path: Path) -> None:
    keep(tmp_path / "out", INPUTS)
    with kept_work(tmp_path / "out", INPUTS) as work:
        assert work.is_begun
        state = work.state()
    assert state is not None
    assert set(state) == set(KNOWN)
    for name, values in KNOWN.items():
        np.testing.assert_array_equal(state[name], values)
    assert list(tmp_path.iterdir()) == []


def test_what_other_inputs_left_is_not_taken_up_but_named(tmp_path: Path) -> None:
    left = keep(tmp_path / "out", INPUTS)
    with kept_work(tmp_path / "out", {**INPUTS, "seed": 2}) as work:
        assert work.state() is None
        assert other_work(tmp_path / "out", work.folder) == [left]
        assert other_work(tmp_path / "ou", work.folder) == []


def test_whoever_wants_to_begin_anew_does(tmp_path: Path) -> None:
    keep(tmp_path / "out", INPUTS)
    with kept_work(tmp_path / "out", INPUTS, fresh=True) as work:
        assert work.state() is None


@pytest.mark.parametrize("half", [0, 10, 200])
def test_half_a_file_is_not_taken_up(tmp_path: Path, half: int) -> None:
    state = keep(tmp_path / "out", INPUTS) / "state.npz"
    state.write_bytes(state.read_bytes()[:half])
    with kept_work(tmp_path / "out", INPUTS) as work:
        assert work.state() is None
        assert not work.is_begun


def test_a_flipped_bit_is_not_taken_up(tmp_path: Path) -> None:
    state = keep(tmp_path / "out", INPUTS) / "state.npz"
    content = bytearray(state.read_bytes())
    content[content.index(np.arange(3).tobytes())] ^= 1
    state.write_bytes(bytes(content))
    with kept_work(tmp_path / "out", INPUTS) as work:
        assert work.state() is None


def test_nothing_is_kept_in_the_middle_of_a_block_or_before_it_is_time(tmp_path: Path) -> None:
    for wait, drawn in ((0.0, DRAWS_PER_BLOCK - 1), (1e9, DRAWS_PER_BLOCK)):
        work = Work(tmp_path, wait)
        work.offer(drawn, lambda: KNOWN)
        assert not work.is_begun


def test_an_interrupted_play_with_nothing_done_leaves_nothing(tmp_path: Path) -> None:
    with pytest.raises(KeyboardInterrupt), kept_work(tmp_path / "out", INPUTS):
        raise KeyboardInterrupt
    assert list(tmp_path.iterdir()) == []


def test_inputs_that_are_no_plain_values_are_told_apart_too(tmp_path: Path) -> None:
    folders = set()
    for inputs in ({"digests": {"a": "1"}}, {"digests": {"a": "2"}}, {"digests": {"b": "1"}}):
        with kept_work(tmp_path / "out", inputs) as work:
            folders.add(work.folder)
    assert len(folders) == 3
