"""Texts through reading, dates and versions: how long a thousand take, and what memory grows by.

The peak is that of the whole process. It stands in the name of the row, since the harness measures
times.
"""

import subprocess
import sys

from benchmarks.harness import Measurement

COUNTS = (1_000, 5_000, 10_000)

READ = """
import resource, sys, time
from benchmarks.press_texts import articles
from parley.group.press.dates import resolve
from parley.group.press.reading import read_text
from parley.group.press.sketch import sketch
from parley.group.press.versions import StoryIndex
spent = {"reading": 0.0, "dates": 0.0, "versions": 0.0}
def timed(name, call, *arguments):
    began = time.process_time()
    result = call(*arguments)
    spent[name] += time.process_time() - began
    return result
index = StoryIndex()
for name, _, raw in articles(int(sys.argv[1])):
    text = timed("reading", read_text, raw, name)
    timed("dates", resolve, text)
    timed("versions", lambda: index.add(sketch(text)))
stories = timed("versions", index.stories)
peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
print(*spent.values(), peak, len(stories))
"""

#: What ``ru_maxrss`` counts in: kilobytes on Linux, bytes on macOS.
UNIT = 1 if sys.platform == "darwin" else 1024


def run(count: int) -> tuple[list[float], float, int]:
    """CPU seconds of each part, the peak of the process in megabytes, and the stories found."""
    done = subprocess.run(  # noqa: S603  our own interpreter and our own text
        [sys.executable, "-c", READ, str(count)], capture_output=True, text=True, check=True
    )
    *seconds, peak, stories = done.stdout.split()
    return [float(one) for one in seconds], float(peak) * UNIT / 1e6, int(stories)


def measurements(repeats: int) -> list[Measurement]:
    """CPU seconds for more and more texts on one core; each count is run once."""
    del repeats
    rows = []
    for count in COUNTS:
        seconds, peak, stories = run(count)
        total = sum(seconds)
        parts = ", ".join(
            f"{name} {1e3 * one / count:.2f} ms"
            for name, one in zip(("reading", "dates", "versions"), seconds, strict=True)
        )
        name = f"{count:,} texts, {stories:,} stories: {peak:,.0f} MB; {parts} a text"
        rows.append(Measurement(name=name, median=total, fastest=total, slowest=total, repeats=1))
    return rows
