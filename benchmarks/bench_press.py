"""Thousands of articles read from files to facts, flags and stories, on two cores.

The clock of the whole command counts; its seconds of work on all cores, the peak of the process
that keeps the sketches and the peak of one that reads stand in the name of the row, since the
harness measures times.
"""

import subprocess
import sys
import tempfile
from pathlib import Path

from benchmarks.harness import Measurement
from benchmarks.press_texts import articles

COUNTS = (1_000, 4_000, 10_000)

READ = """
import resource, sys, time
from pathlib import Path
from parley.files.press_reading import read_many
paths = sorted(Path(sys.argv[1]).glob("*.txt"))
began = time.perf_counter()
facts, stories = 0, set()
for each in read_many(paths, "us-china", workers=2):
    facts += len(each.row["facts"])
    stories.add(each.row["story"])
seconds = time.perf_counter() - began
own, others = (resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
work = own.ru_utime + own.ru_stime + others.ru_utime + others.ru_stime
print(seconds, work, own.ru_maxrss, others.ru_maxrss, facts, len(stories))
"""

#: What ``ru_maxrss`` counts in: kilobytes on Linux, bytes on macOS.
UNIT = 1 if sys.platform == "darwin" else 1024


def read(count: int) -> Measurement:
    """Read so many made-up articles, each about a meeting of the working group."""
    with tempfile.TemporaryDirectory() as folder:
        for name, _, raw in articles(count, with_lead=True):
            (Path(folder) / name).write_text(raw, encoding="utf-8")
        done = subprocess.run(  # noqa: S603  our own interpreter and our own text
            [sys.executable, "-c", READ, folder], capture_output=True, text=True, check=True
        )
    seconds, work, peak, reader, facts, stories = map(float, done.stdout.split())
    name = (
        f"{count:,} articles: {work:.0f} s of work, {peak * UNIT / 1e6:.0f} MB and "
        f"{reader * UNIT / 1e6:.0f} MB a reader; {facts:,.0f} facts, {stories:,.0f} stories"
    )
    return Measurement(name=name, median=seconds, fastest=seconds, slowest=seconds, repeats=1)


def measurements(repeats: int) -> list[Measurement]:
    """The fewest first, then more: time should grow as the count does. Each is run once."""
    del repeats
    return [read(count) for count in COUNTS]
