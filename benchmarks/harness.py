"""How long a call takes: the median of some repeats, after one call that is not counted."""

import statistics
import time
from collections.abc import Callable
from typing import TypedDict


class Measurement(TypedDict):
    """One row of a benchmark's table; times in seconds."""

    name: str
    median: float
    fastest: float
    slowest: float
    repeats: int


def measure(name: str, call: Callable[[], object], repeats: int = 5) -> Measurement:
    """Time ``call``; the first call compiles and warms up, and is not counted.

    Args:
        name: What stands in the table.
        call: What is timed; its result is thrown away.
        repeats: Calls that count, 1 or more.
    """
    call()
    times = []
    for _ in range(repeats):
        start = time.perf_counter()
        call()
        times.append(time.perf_counter() - start)
    return Measurement(
        name=name,
        median=statistics.median(times),
        fastest=min(times),
        slowest=max(times),
        repeats=repeats,
    )
