"""Joint runs of real nodes on this machine: the pooled run, the line alone, many banks, many draws.

Seconds of a joint run are those from the entry of the books until every side holds all results;
nodes were running before. A row says how many messages and bytes crossed, and how far the result
is from the pooled one; anything but 0 units ends the benchmark.
"""

import statistics
from collections.abc import Callable, Sequence

from benchmarks.harness import Measurement, measure
from parley.engine.contagion.whole_clearing import WholeRecovery
from parley.exchange.joint.channels import CHANNELS
from parley.exchange.joint.pool import Pool, random_pool
from parley.exchange.joint.pooled import make_up
from parley.node.trial import Comparison, compare

BANKS, MANY_DRAWS, DELAY = 1_750, 10_000, 200.0


def measurements(repeats: int) -> list[Measurement]:
    """The pooled run of many draws first, then joint runs."""
    large, draws, one = (
        random_pool(BANKS, 2, 1, 1), random_pool(100, 2, MANY_DRAWS, 1), random_pool(100, 2, 1, 1),
    )  # fmt: skip
    return [
        measure(f"pooled, 100 banks, {MANY_DRAWS:,} draws", _pooled(draws), repeats),
        _joint("the line: 100 banks, 1 draw", one, repeats),
        _joint(f"100 banks, {MANY_DRAWS:,} draws", draws, repeats),
        _joint(f"{BANKS:,} banks", large, repeats),
        _joint(f"{BANKS:,} banks, {DELAY:.0f} ms", large, repeats, latency=DELAY),
        _joint(f"{BANKS:,} banks, all channels", large, repeats, channels=CHANNELS),
    ]


def _pooled(pool: Pool) -> Callable[[], object]:
    whole = make_up(pool, (), 1)
    charter = whole.charter("pooled", ("one", "other"), WholeRecovery())
    return lambda: whole.settle(charter)


def _joint(
    name: str, pool: Pool, repeats: int, *, latency: float = 0.0, channels: Sequence[str] = ()
) -> Measurement:
    found = [_compared(pool, latency, channels) for _ in range(repeats)]
    times = [each.seconds for each in found]
    return Measurement(
        name=f"{name} ({found[0].messages} messages, {found[0].bytes:,} bytes)",
        median=statistics.median(times),
        fastest=min(times),
        slowest=max(times),
        repeats=repeats,
    )


def _compared(pool: Pool, latency: float, channels: Sequence[str]) -> Comparison:
    found = compare(pool, latency=latency, channels=channels)
    if found.largest_difference:
        raise AssertionError(f"{found.largest_difference} units from the pooled run")
    return found
