"""A million payments of 100 banks with an outage, one by one and in steps; a default waterfall."""

from collections import deque

import numpy as np

from benchmarks.harness import Measurement, measure
from parley.engine.amounts import Bools, Floats, Ints, Money
from parley.engine.contagion.central_counterparty import allocate_from, run_waterfall
from parley.engine.contagion.kernels.payments import settle_in_order
from parley.engine.contagion.payment_day import settle_day
from parley.engine.contagion.payments import settle_one_by_one
from parley.engine.default_resources import DefaultResources
from parley.engine.payment_terms import Hoarding, Outage, QueueRule

BANKS, PAYMENTS, MINUTES, SEED = 100, 1_000_000, 540, 20261121
DRAWS = 10_000

Day = tuple[Money, Ints, Ints, Money, Ints]


def problem() -> tuple[Day, int]:
    """Banks of very different size; the largest receives and cannot send, and most are drained."""
    rng = np.random.default_rng(SEED)
    size = rng.pareto(1.2, BANKS) + 1
    sender = rng.choice(BANKS, PAYMENTS, p=size / size.sum())
    receiver = (sender + rng.choice(np.arange(1, BANKS), PAYMENTS)) % BANKS
    amount = np.round(rng.lognormal(0, 1.5, PAYMENTS), 4)
    minute = np.sort(rng.integers(0, MINUTES, PAYMENTS))
    return (20 * size, sender, receiver, amount, minute), int(np.argmax(size))


def bare_loop(day: Day, out: int) -> Ints:
    """The compiled queue alone, without checks and steps."""
    opening, sender, receiver, amount, _ = day
    blocked = np.arange(BANKS) == out
    settled_by = np.full(amount.size, -1, dtype=np.int64)
    settle_in_order(sender, receiver, amount, blocked, opening.copy(), settled_by)
    return settled_by


def plain_python(day: Day, out: int) -> Ints:
    """The same queues with lists, as one would write them down."""
    opening, sender, receiver, amount = (part.tolist() for part in day[:4])
    queue: list[deque[int]] = [deque() for _ in range(BANKS)]
    settled_by = [-1] * len(amount)
    for k, i in enumerate(sender):
        queue[i].append(k)
        stack = [i]
        while stack:
            j = stack.pop()
            while queue[j] and j != out and opening[j] >= amount[queue[j][0]]:
                first = queue[j].popleft()
                opening[j] -= amount[first]
                opening[receiver[first]] += amount[first]
                settled_by[first] = k
                if queue[receiver[first]]:
                    stack.append(receiver[first])
    return np.array(settled_by)


def members() -> tuple[DefaultResources, Floats, Bools]:
    """A counterparty of 100 members, of whom about three default in a draw."""
    rng = np.random.default_rng(SEED)
    size = rng.pareto(1.5, BANKS) + 1
    margin = rng.standard_normal((DRAWS, BANKS)) * size
    resources = DefaultResources(size, 0.1 * size, 1.0, assessments=1.0)
    return resources, margin - margin.mean(axis=1, keepdims=True), rng.random(margin.shape) < 0.03


def waterfall_in_numpy(resources: DefaultResources, margin: Floats, falls: Bools) -> Floats:
    """The loss of each survivor, layer by layer, all draws at once."""
    own = resources.initial_margin + resources.default_fund
    rest = np.where(falls, np.maximum(-margin - own, 0), 0).sum(axis=1)
    fund, gains = np.where(falls, 0, resources.default_fund), np.where(falls, 0, margin).clip(0)
    pool, won = fund.sum(axis=1), gains.sum(axis=1)
    rest = np.maximum(rest - resources.skin_in_the_game, 0)
    shared = np.minimum(rest, pool * (1 + resources.assessments))
    cut = np.minimum(rest - shared, resources.gains_haircut * won)
    return np.asarray(
        (shared / pool)[:, np.newaxis] * fund + (cut / np.maximum(won, 1e-300))[:, None] * gains
    )


def measurements(repeats: int) -> list[Measurement]:
    """The bare loop first: the machine's limit for this algorithm."""
    day, out = problem()
    by = settle_one_by_one(*day[:4], impaired=[out]).settled_by
    for other in (bare_loop(day, out), plain_python(day, out)):
        np.testing.assert_array_equal(other, by)
    steps = settle_day(*day, outages=Outage(out)).settled_in[0]
    np.testing.assert_array_equal(steps, np.where(by >= 0, day[4][by], -1))
    resources, margin, falls = members()
    cost = np.zeros(margin.shape)
    found = allocate_from(falls, margin, cost, resources)
    np.testing.assert_allclose(
        found.loss, waterfall_in_numpy(resources, margin, falls), rtol=1e-9, atol=1e-9
    )
    hoards = Hoarding(0.5, forced_share=0.2)
    return [
        measure("bare compiled queue, outage", lambda: bare_loop(day, out), repeats),
        measure(
            "settle_one_by_one(), outage",
            lambda: settle_one_by_one(*day[:4], impaired=[out]),
            repeats,
        ),
        measure(
            "settle_day(), 540 steps, outage",
            lambda: settle_day(*day, outages=Outage(out)),
            repeats,
        ),
        measure(
            "settle_day(), outage and recovery",
            lambda: settle_day(*day, outages=Outage(out, 100, 300, payments_after=3000)),
            repeats,
        ),
        measure(
            "settle_day(), outage and hoarding",
            lambda: settle_day(*day, outages=Outage(out), hoarding=hoards),
            repeats,
        ),
        measure(
            "settle_day(), outage and bypass",
            lambda: settle_day(*day, outages=Outage(out), queue=QueueRule.BYPASS),
            repeats,
        ),
        measure("plain Python queues", lambda: plain_python(day, out), 1),
        measure(
            "allocate_from(), 10,000 draws",
            lambda: allocate_from(falls, margin, cost, resources),
            repeats,
        ),
        measure(
            "run_waterfall(), 10,000 draws",
            lambda: run_waterfall(resources, margin, falls),
            repeats,
        ),
        measure(
            "waterfall in numpy", lambda: waterfall_in_numpy(resources, margin, falls), repeats
        ),
    ]
