"""A day of payments found again with lists and loops, offsetting by trying all combinations."""

from itertools import product
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.testing import assert_allclose

from parley.engine.contagion.payment_day import settle_day
from parley.engine.payment_terms import (
    Hoarding,
    IntradayCredit,
    Offsetting,
    Outage,
    OutageKind,
    QueueRule,
)

Day = dict[str, Any]


@st.composite
def days(draw: st.DrawFn) -> Day:
    """Whole amounts, so that no rounding decides."""
    n, steps = draw(st.integers(2, 5)), draw(st.integers(1, 5))
    count = draw(st.integers(0, 18))
    whole = st.integers(0, 6)

    def some(low: int, high: int) -> list[int]:
        return draw(st.lists(st.integers(low, high), min_size=count, max_size=count))

    sender, skip = some(0, n - 1), some(1, n - 1)
    first = draw(st.integers(0, steps - 1))
    return {
        "balances": draw(st.lists(whole, min_size=n, max_size=n)),
        "sender": sender,
        "receiver": [(i + s) % n for i, s in zip(sender, skip, strict=True)],
        "amount": some(0, 7),
        "time_step": some(0, steps - 1),
        "steps": steps,
        "out": draw(st.integers(0, n - 1)),
        "first": first,
        "end": draw(st.integers(first, steps)),
        "kind": draw(st.sampled_from(OutageKind)),
        "by_hand": draw(st.sampled_from([0.0, 1.0])),
        "after": draw(st.sampled_from([1.0, 2.0, np.inf])),
        "line": draw(st.lists(st.integers(0, 3), min_size=n, max_size=n)),
        "threshold": draw(st.sampled_from([None, 0.5, 1.0])),
        "forced": draw(st.sampled_from([0.0, 0.5])),
        "recovers": draw(st.booleans()),
        "bypass": draw(st.booleans()),
    }


def played(day: Day, **more: Any) -> Any:
    hoarding = None
    if day["threshold"] is not None:
        hoarding = Hoarding(day["threshold"], day["balances"], day["forced"], day["recovers"])
    return settle_day(
        day["balances"], day["sender"], day["receiver"], day["amount"], day["time_step"],
        steps=day["steps"],
        outages=Outage(
            day["out"], day["first"], day["end"], day["kind"], day["by_hand"], day["after"]
        ),
        credit=IntradayCredit(day["line"]),
        hoarding=hoarding,
        queue=QueueRule.BYPASS if day["bypass"] else QueueRule.FIRST_IN_FIRST_OUT,
        **more,
    )  # fmt: skip


class PlainDay:
    """The same day with a list for each queue, sorted by arrival, and nothing else."""

    def __init__(self, day: Day) -> None:
        n, payments = len(day["balances"]), range(len(day["amount"]))
        self.day, self.n = day, n
        self.has = [float(x) for x in day["balances"]]
        self.order = sorted(payments, key=lambda k: day["time_step"][k])
        self.queue: list[list[int]] = [[] for _ in range(n)]
        self.aside: list[int] = []
        self.budget = [np.inf] * n
        self.left = [np.inf] * n
        self.catching_up = False
        self.settled_in = [-1] * len(payments)
        self.hoards_from = [-1] * n
        self.balances: list[list[float]] = []
        self.queued: list[list[float]] = []
        for t in range(day["steps"]):
            self.begin(t)
            for i in range(n):
                self.send(i, t)
            for k in self.order:
                if day["time_step"][k] == t:
                    self.come(k, t)
            self.close(t)

    def is_out(self, t: int) -> bool:
        return bool(self.day["first"] <= t < self.day["end"])

    def is_shut(self, t: int) -> bool:
        return self.is_out(t) and self.day["kind"] is OutageKind.BOTH_WAYS

    def begin(self, t: int) -> None:
        out, to = self.day["out"], self.day["receiver"]
        self.left = [np.inf] * self.n
        if self.is_out(t):
            self.catching_up = True
            self.left[out] = 0 if self.is_shut(t) else self.day["by_hand"]
        elif self.catching_up and self.queue[out]:
            self.left[out] = self.day["after"]
        else:
            self.catching_up = False
        for k in self.aside:
            self.queue[self.day["sender"][k]].append(k)
        for queue in self.queue:
            queue.sort(key=self.order.index)
        self.aside = []
        if self.is_shut(t):
            self.aside = [k for queue in self.queue for k in queue if to[k] == out]
            self.queue = [[k for k in queue if to[k] != out] for queue in self.queue]

    def next(self, j: int) -> int | None:
        """The payment that j sends next."""
        if self.left[j] < 1:
            return None
        free = min(self.has[j] + self.day["line"][j], self.budget[j] + 1e-9)
        among = self.queue[j] if self.day["bypass"] else self.queue[j][:1]
        return next((k for k in among if self.day["amount"][k] <= free), None)

    def send(self, i: int, t: int) -> None:
        stack = [i]
        while stack:
            j = stack.pop()
            while (k := self.next(j)) is not None:
                amount, r = self.day["amount"][k], self.day["receiver"][k]
                self.queue[j].remove(k)
                self.has[j] -= amount
                self.has[r] += amount
                self.budget[j] -= amount
                self.left[j] -= 1
                self.settled_in[k] = t
                if self.queue[r] and r not in stack:
                    stack.append(r)

    def come(self, k: int, t: int) -> None:
        i = self.day["sender"][k]
        if self.budget[i] < np.inf:
            self.budget[i] += self.day["forced"] * self.day["amount"][k]
        if self.is_shut(t) and self.day["receiver"][k] == self.day["out"]:
            self.aside.append(k)
        else:
            self.queue[i].append(k)
            self.send(i, t)

    def close(self, t: int) -> None:
        waits = [0.0] * self.n
        for k in [*self.aside, *(k for queue in self.queue for k in queue)]:
            waits[self.day["sender"][k]] += self.day["amount"][k]
        self.balances.append(list(self.has))
        self.queued.append(waits)
        if self.day["threshold"] is None:
            return
        for i in range(self.n):
            line = self.day["line"][i]
            wanted = self.day["threshold"] * (self.day["balances"][i] + line)
            if self.has[i] + line >= wanted:
                self.budget[i] = np.inf if self.day["recovers"] else self.budget[i]
                continue
            if self.is_out(t) and i == self.day["out"]:
                continue
            if self.budget[i] == np.inf and t + 1 < self.day["steps"]:
                self.budget[i] = self.day["forced"] * waits[i]
                self.hoards_from[i] = t + 1 if self.hoards_from[i] < 0 else self.hoards_from[i]


@settings(max_examples=400)
@given(days())
def test_lists_and_loops_end_with_the_same_day(day: Day) -> None:
    found, expected = played(day), PlainDay(day)
    assert found.settled_in[0].tolist() == expected.settled_in
    assert_allclose(found.balances[0], expected.balances, rtol=0, atol=1e-12)
    assert_allclose(found.queued[0], expected.queued, rtol=0, atol=1e-12)
    assert found.hoards_from[0].tolist() == expected.hoards_from


@pytest.mark.parametrize("bypass", [False, True])
@pytest.mark.parametrize("seed", range(8))
def test_long_queues_end_with_the_same_day(seed: int, bypass: bool) -> None:
    """Hundreds of payments of four senders, most of which wait for a while."""
    rng = np.random.default_rng(seed)
    count, n, steps = 500, 4, 5
    sender = rng.integers(0, n, count)
    day: Day = {
        "balances": [40, 5, 0, 0],
        "sender": sender.tolist(),
        "receiver": ((sender + rng.integers(1, n, count)) % n).tolist(),
        "amount": np.minimum(rng.pareto(0.7, count) * 10 + 1, 999).astype(int).tolist(),
        "time_step": rng.integers(0, steps, count).tolist(),
        "steps": steps,
        "out": 1,
        "first": 1,
        "end": 3,
        "kind": list(OutageKind)[seed % 2],
        "by_hand": 0.0,
        "after": 20.0,
        "line": [0, 3, 0, 10],
        "threshold": 0.5 if seed % 4 == 3 else None,
        "forced": 0.5,
        "recovers": True,
        "bypass": bypass,
    }
    found, expected = played(day), PlainDay(day)
    assert found.settled_in[0].tolist() == expected.settled_in
    assert_allclose(found.balances[0], expected.balances, rtol=0, atol=1e-9)
    assert (found.settled_in[0] < 0).sum() > 100


@pytest.mark.parametrize("is_out", [False, True])
@pytest.mark.parametrize("seed", range(6))
def test_long_queues_are_offset_as_if_payments_were_taken_back_one_by_one(
    seed: int, is_out: bool
) -> None:
    """Hundreds of payments wait for each sender: all are offered, and the last of whoever is short
    is taken back, one after the other; then whoever can sends on."""
    rng = np.random.default_rng([seed, is_out])
    count, n = 2_000, 5
    sender = rng.integers(0, n, count)
    day: Day = {
        "balances": [30, 5, 0, 2, 0],
        "sender": sender.tolist(),
        "receiver": ((sender + rng.integers(1, n, count)) % n).tolist(),
        "amount": np.minimum(rng.pareto(0.9, count) * 10 + 1, 999).astype(int).tolist(),
        "time_step": [0] * count,
        "steps": 1, "out": 1, "first": 0, "end": int(is_out), "kind": OutageKind.CANNOT_SEND,
        "by_hand": 0.0, "after": np.inf, "line": [0, 3, 0, 10, 40], "threshold": None,
        "forced": 0.0, "recovers": True, "bypass": False,
    }  # fmt: skip
    before, after = PlainDay(day), played(day, offsetting=Offsetting.MULTILATERAL)
    queues: list[list[int]] = [[] for _ in range(n)]
    for k, t in enumerate(before.settled_in):
        if t < 0:
            queues[day["sender"][k]].append(k)
    assert min(len(queue) for queue in queues) > 150
    offered = [[] if is_out and i == 1 else list(queue) for i, queue in enumerate(queues)]
    has = [x + y for x, y in zip(before.balances[0], day["line"], strict=True)]
    amount, receiver = day["amount"], day["receiver"]
    for i, queue in enumerate(offered):
        for k in queue:
            has[i] -= amount[k]
            has[receiver[k]] += amount[k]
    while short := [i for i in range(n) if has[i] < 0 and offered[i]]:
        k = offered[short[0]].pop()
        has[short[0]] += amount[k]
        has[receiver[k]] -= amount[k]
    left = [queue[len(part) :] for queue, part in zip(queues, offered, strict=True)]
    able = [i for i in range(n) if not (is_out and i == 1)]
    while free := [i for i in able if left[i] and has[i] >= amount[left[i][0]]]:
        k = left[free[0]].pop(0)
        has[free[0]] -= amount[k]
        has[receiver[k]] += amount[k]
    waits = {k for queue in left for k in queue}
    assert {k for k in range(count) if after.settled_in[0, k] < 0} == waits


@settings(max_examples=150)
@given(days(), st.booleans())
def test_offsetting_settles_the_most_that_leaves_every_queue_in_order(
    day: Day, bypass: bool
) -> None:
    """All combinations of first parts of the queues are tried; of those in which nobody is short,
    there is one that contains the others, and that is settled."""
    day = day | {"steps": 1, "threshold": None, "time_step": [0] * len(day["amount"])}
    day |= {"first": 0, "end": 0, "bypass": bypass}
    n = len(day["balances"])
    before, after = PlainDay(day), played(day, offsetting=Offsetting.MULTILATERAL)
    queues: list[list[int]] = [[] for _ in range(n)]
    for k, t in enumerate(before.settled_in):
        if t < 0:
            queues[day["sender"][k]].append(k)
    if np.prod([len(queue) + 1 for queue in queues]) > 3_000:
        return
    best: set[int] = set()
    for cut in product(*(range(len(queue) + 1) for queue in queues)):
        chosen = [k for i in range(n) for k in queues[i][: cut[i]]]
        net = list(before.balances[0])
        for k in chosen:
            net[day["sender"][k]] -= day["amount"][k]
            net[day["receiver"][k]] += day["amount"][k]
        if all(x + y >= 0 for x, y in zip(net, day["line"], strict=True)):
            best |= set(chosen)
    settled = {k for k in range(len(day["amount"])) if after.settled_in[0, k] >= 0}
    together = best | {k for k, t in enumerate(before.settled_in) if t >= 0}
    if bypass:
        assert settled >= together  # what is left may then settle out of order
    else:
        assert settled == together
