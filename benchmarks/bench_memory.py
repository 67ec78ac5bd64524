"""Memory and time of the shipped exercise as draws grow: each count in a process of its own.

The peak is that of the whole process, from the start of Python to the end of the play. It stands in
the name of the row, since the harness measures times.
"""

import subprocess
import sys

from benchmarks.harness import Measurement

COUNTS = (256, 4_096, 16_384, 32_768)

PLAY = """
import resource, sys, time
from parley.files.exercises.catalogue import find_exercise
from parley.files.systems.catalogue import find_system
from parley.group.exercise.play import play
exercise, system = find_exercise("cyber-outage"), find_system("gsib-2022")
play(exercise, system, draws=1, seed=1, matrices=2)
began = time.perf_counter()
play(exercise, system, draws=int(sys.argv[1]), seed=1, workers=2)
print(time.perf_counter() - began, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss)
"""

#: What ``ru_maxrss`` counts in: kilobytes on Linux, bytes on macOS.
UNIT = 1 if sys.platform == "darwin" else 1024


def played(draws: int) -> tuple[float, float]:
    """Seconds of a play on two cores, and the peak of its process in megabytes."""
    done = subprocess.run(  # noqa: S603  our own interpreter and our own text
        [sys.executable, "-c", PLAY, str(draws)], capture_output=True, text=True, check=True
    )
    seconds, peak = done.stdout.split()
    return float(seconds), float(peak) * UNIT / 1e6


def measurements(repeats: int) -> list[Measurement]:
    """The fewest draws first: what a play needs before it draws anything. Each is run once."""
    del repeats
    rows = []
    for draws in COUNTS:
        seconds, peak = played(draws)
        name = f"{draws:,} draws: {peak:,.0f} MB, {1e3 * seconds / draws:.1f} ms a draw"
        rows.append(
            Measurement(name=name, median=seconds, fastest=seconds, slowest=seconds, repeats=1)
        )
    return rows
