"""Runs on a real cluster: a scheduler and workers that are processes of their own, on loopback."""

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import numpy as np
import pytest

from parley.engine.cluster import cluster
from parley.engine.pool import Team, threads
from parley.engine.shocks import Scenario
from parley.engine.sizes import Uniform
from parley.engine.study import simulate
from parley.engine.system import FinancialSystem
from parley.errors import CannotReach, InvalidInput, MissingExtra, OtherVersion, ParleyError
from parley.files.exercises.losses import LossTable
from parley.files.exercises.result import write_result
from parley.group.exercise.play import play
from parley.group.exercise.work import Watching
from tests.group.exercise.small_exercise import reroute, small_exercise
from tests.group.exercise.small_system import small_totals

ROOT = Path(__file__).resolve().parents[2]
ENVIRONMENT = {
    **os.environ,
    "PYTHONPATH": f"{ROOT / 'src'}{os.pathsep}{ROOT}",
    "OMP_NUM_THREADS": "1",
    "DASK_DISTRIBUTED__SCHEDULER__WORKER_TTL": "None",
}

#: Loaded by a worker that pretends to have another Parley.
OTHER_PARLEY = "import parley\nparley.__version__ = '0.0.7'\n"


class Machines:
    """A scheduler and its workers."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._started = [self._start("scheduler", "--port", "0")]
        self.workers: list[subprocess.Popen[bytes]] = []
        self.address = self._address()

    def add_worker(self, preload: str = "") -> None:
        options = ["--nthreads", "1", "--no-nanny", "--memory-limit", "0", "--no-dashboard"]
        if preload:
            script = self._folder / "preload.py"
            script.write_text(preload)
            options += ["--preload", str(script)]
        self.workers.append(self._start("worker", self.address, *options))
        self._started.append(self.workers[-1])

    def stop(self) -> None:
        for process in reversed(self._started):
            process.kill()
            process.wait(timeout=30)

    def kill_scheduler(self) -> None:
        self._started[0].kill()

    def _start(self, kind: str, *options: str) -> subprocess.Popen[bytes]:
        log = (self._folder / f"{kind}-{time.monotonic_ns()}.log").open("wb")
        local = ["--host", "127.0.0.1"]
        if kind == "scheduler":
            local += ["--no-dashboard", "--scheduler-file", str(self._folder / "scheduler.json")]
        else:
            local += ["--local-directory", str(self._folder)]
        with log:
            return subprocess.Popen(
                [sys.executable, "-m", f"distributed.cli.dask_{kind}", *options, *local],
                stdout=log, stderr=log, env=ENVIRONMENT, cwd=ROOT,
            )  # fmt: skip

    def _address(self) -> str:
        file, deadline = self._folder / "scheduler.json", time.monotonic() + 60
        while time.monotonic() < deadline:
            try:
                return str(json.loads(file.read_text())["address"])
            except (FileNotFoundError, ValueError):
                time.sleep(0.05)
        logs = "\n".join(path.read_text() for path in self._folder.glob("*.log"))
        raise AssertionError(f"no scheduler came up: {logs}")


@contextmanager
def machines(folder: Path, workers: int) -> Iterator[Machines]:
    found = Machines(folder)
    try:
        for _ in range(workers):
            found.add_worker()
        yield found
    finally:
        found.stop()


@pytest.fixture(name="two", scope="module")
def _two(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Machines]:
    with machines(tmp_path_factory.mktemp("two"), 2) as found:
        yield found


def written(
    folder: Path, team: Team, told: Callable[[int, int], None] | None = None
) -> dict[str, bytes]:
    """The bytes of the result of a small play."""
    (folder / "blocks").mkdir(parents=True)
    table = LossTable(folder / "blocks")
    outcome = play(
        small_exercise(decisions=(reroute("r", "b-bank", 0.5),), hours=12),
        small_totals(),
        draws=3000,
        seed=1,
        matrices=3,
        draws_per_piece=64,
        team=team,
        watching=Watching(on_losses=table.add, on_progress=told),
    )
    table.put_together(folder / "outcome.parquet", outcome)
    write_result(outcome, folder)
    return {name: (folder / name).read_bytes() for name in ("result.json", "outcome.parquet")}


@pytest.fixture(name="alone", scope="module")
def _alone(tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    """The same play in one thread of this process."""
    return written(tmp_path_factory.mktemp("alone"), threads(1))


def test_a_cluster_gives_the_same_bytes_as_one_core(
    two: Machines, alone: dict[str, bytes], tmp_path: Path
) -> None:
    told: list[tuple[int, int]] = []
    found = written(tmp_path, cluster(two.address), lambda *numbers: told.append(numbers))
    assert found == alone
    assert told == sorted(told)
    assert told[-1][0] == told[-1][1]


def test_a_worker_that_is_killed_in_the_middle_loses_nothing_and_changes_nothing(
    alone: dict[str, bytes], tmp_path: Path
) -> None:
    (tmp_path / "machines").mkdir()
    with machines(tmp_path / "machines", 2) as found:
        killed: list[int] = []

        def kill_one(done: int, whole: int) -> None:
            if not killed and done > whole // 3:
                found.workers[0].send_signal(signal.SIGKILL)
                killed.append(done)

        bytes_found = written(tmp_path / "out", cluster(found.address), kill_one)
        assert found.workers[0].wait(timeout=30) == -signal.SIGKILL
        assert killed
        assert found.workers[1].poll() is None
    assert bytes_found == alone


def test_a_worker_that_comes_later_helps_and_changes_nothing(
    alone: dict[str, bytes], tmp_path: Path
) -> None:
    """The first worker is killed when the second has been called: all it held is made again."""
    (tmp_path / "machines").mkdir()
    with machines(tmp_path / "machines", 1) as found:
        called: list[int] = []

        def replace_it(done: int, whole: int) -> None:
            if not called and done > whole // 3:
                called.append(done)
                found.add_worker()
                found.workers[0].send_signal(signal.SIGKILL)

        assert written(tmp_path / "out", cluster(found.address), replace_it) == alone


def network() -> FinancialSystem:
    return FinancialSystem(
        names=("A", "B", "C"),
        external_assets=np.full(3, 100.0),
        nominal_liabilities=np.array([[0.0, 50, 0], [0, 0, 50], [50, 0, 0]]),
        external_liabilities=np.full(3, 80.0),
    )


SCENARIO = Scenario(Uniform(0.0, 0.9), correlation=0.5)


def test_a_study_on_a_cluster_has_the_same_numbers(two: Machines) -> None:
    here = simulate(network(), SCENARIO, draws=500, seed=1, draws_per_piece=64)
    there = simulate(
        network(), SCENARIO, draws=500, seed=1, draws_per_piece=50, team=cluster(two.address)
    )
    np.testing.assert_array_equal(here.total, there.total)
    assert (here.loss, here.by_institution) == (there.loss, there.by_institution)
    assert here.expected_shortfall(0.9, "B") == there.expected_shortfall(0.9, "B")


def test_what_a_worker_refuses_is_refused_here_with_its_faults(two: Machines) -> None:
    system = network()
    scenario = Scenario(Uniform(0.0, 0.9), price_falls=(Uniform(0.0, 0.1),))
    with pytest.raises(InvalidInput, match="0 asset classes") as refused:
        simulate(system, scenario, draws=5, seed=1, team=cluster(two.address))
    assert refused.value.faults[0].field == "price_falls"


def run_on(address: str, patience: float = 20.0) -> None:
    simulate(network(), SCENARIO, draws=5, seed=1, team=cluster(address, patience=patience))


def test_a_worker_with_another_parley_is_refused(tmp_path: Path) -> None:
    with machines(tmp_path, 0) as found:
        found.add_worker(preload=OTHER_PARLEY)
        with pytest.raises(OtherVersion, match=r"parley 0\.0\.7, here"):
            run_on(found.address, patience=60.0)


def test_a_worker_with_another_parley_that_comes_later_is_refused_too(tmp_path: Path) -> None:
    (tmp_path / "machines").mkdir()
    with machines(tmp_path / "machines", 1) as found:
        called: list[int] = []

        def replace_it(done: int, whole: int) -> None:
            if not called and done > whole // 3:
                called.append(done)
                found.add_worker(preload=OTHER_PARLEY)
                found.workers[0].send_signal(signal.SIGKILL)

        with pytest.raises(OtherVersion, match=r"a worker has parley 0\.0\.7"):
            written(tmp_path / "out", cluster(found.address), replace_it)


def test_a_cluster_whose_workers_are_all_gone_is_given_up(tmp_path: Path) -> None:
    (tmp_path / "machines").mkdir()
    with machines(tmp_path / "machines", 1) as found:
        team = cluster(found.address, patience=20.0)

        def kill_it(done: int, whole: int) -> None:
            if done > whole // 3:
                found.workers[0].send_signal(signal.SIGKILL)

        impatient = cluster(found.address, patience=1.0)
        written(tmp_path / "once", team)  # a worker is there
        with pytest.raises(CannotReach, match="all workers are gone"):
            written(tmp_path / "out", impatient, kill_it)


def test_without_a_scheduler_or_workers_nothing_is_begun(tmp_path: Path) -> None:
    for address in ("tcp://127.0.0.1:9", "nowhere", "tcp://127.0.0.1:port"):
        with pytest.raises(CannotReach, match="no scheduler answers there"):
            run_on(address, patience=1.0)
    with machines(tmp_path, 0) as found, pytest.raises(CannotReach, match="no worker is there"):
        run_on(found.address, patience=2.0)


def test_without_dask_one_line_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "distributed", None)
    with pytest.raises(MissingExtra, match=r"parley\[cluster\]"):
        run_on("tcp://127.0.0.1:8786")


def test_the_command_plays_on_a_cluster(two: Machines, tmp_path: Path) -> None:
    results = []
    for name, options in (("here", []), ("there", ["--cluster", two.address])):
        done = subprocess.run(
            [sys.executable, "-c", "from parley.cli import main; main()", "exercise", "play",
             "cyber-outage", "--draws", "20", "--out", str(tmp_path / name), *options],
            capture_output=True, text=True, check=False, timeout=300, env=ENVIRONMENT,
        )  # fmt: skip
        assert done.returncode == 0, done.stderr
        files = ("result.json", "outcome.parquet", "report.en.html")
        results.append([(tmp_path / name / file).read_bytes() for file in files])
    assert results[0] == results[1]


def test_an_error_of_a_cluster_is_one_that_a_command_can_print() -> None:
    for kind in (CannotReach, OtherVersion, MissingExtra):
        assert issubclass(kind, ParleyError)
