"""Run every benchmark and show each row beside the baseline of the same run.

A benchmark is a file ``benchmarks/bench_<subject>.py`` with a function
``measurements(repeats: int) -> list[Measurement]``. Its first row is the baseline: another way to
the same result, or what the machine can do at best. Seconds say little on another machine; the
ratio to the baseline says more.
"""

import argparse
import importlib
import json
import platform
import sys
from pathlib import Path

from benchmarks.harness import Measurement

FOLDER = Path(__file__).resolve().parent


def subjects(folder: Path) -> list[str]:
    """The subjects of the benchmarks that are there."""
    return sorted(path.stem.removeprefix("bench_") for path in folder.glob("bench_*.py"))


def table(subject: str, rows: list[Measurement]) -> str:
    """The rows as text, each with its ratio to the first one."""
    width = max(len(row["name"]) for row in rows)
    lines = [f"{subject:<{width}}   median s   fastest   slowest   of baseline"]
    for row in rows:
        ratio = row["median"] / rows[0]["median"] if rows[0]["median"] > 0 else float("nan")
        lines.append(
            f"{row['name']:<{width}} {row['median']:10.4f}{row['fastest']:10.4f}"
            f"{row['slowest']:10.4f}{ratio:14.3f}"
        )
    return "\n".join(lines)


def main(arguments: list[str] | None = None) -> int:
    """Run the benchmarks that were asked for; the exit status is 2 if there is no such one."""
    parser = argparse.ArgumentParser(prog="benchmarks.run", description="Run the benchmarks.")
    parser.add_argument("subject", nargs="*", help="which ones; all if none is named")
    parser.add_argument("--repeats", type=int, default=5, help="calls that count (default 5)")
    parser.add_argument("--json", type=Path, metavar="FILE", help="also write the rows there")
    options = parser.parse_args(arguments)
    there = subjects(FOLDER)
    unknown = sorted(set(options.subject) - set(there))
    if unknown or options.repeats < 1:
        wrong = f"no benchmark {', '.join(unknown)}" if unknown else "--repeats is below 1"
        print(f"{wrong}; there are: {', '.join(there) or 'none'}", file=sys.stderr)
        return 2
    results: dict[str, list[Measurement]] = {}
    for subject in options.subject or there:
        bench = importlib.import_module(f"benchmarks.bench_{subject}")
        results[subject] = bench.measurements(options.repeats)
        print(table(subject, results[subject]), end="\n\n", flush=True)
    if options.json is not None:
        machine = {"python": platform.python_version(), "processor": platform.machine()}
        text = json.dumps({"machine": machine, "results": results}, indent=2)
        options.json.write_text(text + "\n", encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
