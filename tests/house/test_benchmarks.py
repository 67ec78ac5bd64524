"""The runner of the benchmarks: the baseline is the first row of the same run."""

import json
import sys
from pathlib import Path
from types import ModuleType

import pytest

from benchmarks import run
from benchmarks.harness import Measurement, measure


def row(name: str, median: float) -> Measurement:
    return Measurement(name=name, median=median, fastest=median, slowest=median, repeats=1)


def test_the_call_that_compiles_is_not_counted() -> None:
    calls: list[int] = []
    measured = measure("a call", lambda: calls.append(1), repeats=3)
    assert len(calls) == 4
    assert measured["repeats"] == 3
    assert 0 <= measured["fastest"] <= measured["median"] <= measured["slowest"]


def test_every_row_is_shown_as_a_share_of_the_first() -> None:
    lines = run.table("clearing", [row("peer", 2.0), row("parley", 0.5)]).splitlines()
    assert lines[1].split()[-1] == "1.000"
    assert lines[2].split()[-1] == "0.250"


def test_results_are_printed_and_stored(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    bench = ModuleType("benchmarks.bench_chain")
    vars(bench)["measurements"] = lambda repeats: [row("peer", 2.0), row("parley", 1.0)]
    (tmp_path / "bench_chain.py").write_text("")
    monkeypatch.setattr(run, "FOLDER", tmp_path)
    monkeypatch.setitem(sys.modules, "benchmarks.bench_chain", bench)
    target = tmp_path / "rows.json"
    assert run.main(["--json", str(target)]) == 0
    assert "parley" in capsys.readouterr().out
    assert json.loads(target.read_text())["results"]["chain"][1]["median"] == 1.0


def test_an_unknown_benchmark_is_named(capsys: pytest.CaptureFixture[str]) -> None:
    assert run.main(["negotiation"]) == 2
    assert "negotiation" in capsys.readouterr().err
