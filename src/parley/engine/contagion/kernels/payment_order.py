"""Compiled loops before a day of payments: are they well, in which order, who queues where."""

import numpy as np
from numba import njit

from parley.engine.amounts import Floats, Ints


@njit(cache=True, nogil=True)
def all_well(sender: Ints, receiver: Ints, amount: Floats, step: Ints, n: int, steps: int) -> int:
    """Look once at every payment: 0 if one is wrong, 1 if steps must be sorted, 2 if all is well.

    The comparisons are written so that NaN is wrong.
    """
    end = 2
    before = 0
    for k in range(amount.size):
        i, j, t = sender[k], receiver[k], step[k]
        if not (0.0 <= amount[k] < np.inf):
            return 0
        if i < 0 or i >= n or j < 0 or j >= n or i == j or t < 0 or t >= steps:
            return 0
        if t < before:
            end = 1
        before = t
    return end


@njit(cache=True, nogil=True)
def sort_by_step(step: Ints, steps: int, order: Ints) -> None:
    """Fill ``order``, payments by step; those of one step in the order in which they came."""
    come = np.zeros(steps + 1, dtype=np.int64)
    for k in range(step.size):
        come[step[k] + 1] += 1
    for t in range(steps):
        come[t + 1] += come[t]
    for k in range(step.size):
        order[come[step[k]]] = k
        come[step[k]] += 1


@njit(cache=True, nogil=True)
def line_up(sender: Ints, first: Ints, step: Ints, start: Ints, place: Ints, at: Ints) -> None:
    """Give each payment its place: senders one after the other, each in order of arrival.

    Payments come in order of their step. Fills ``first`` (steps + 1,), the first payment of each
    step, ``start`` (n + 1,), where the places of a sender begin, ``place`` of each payment, and
    ``at``, which payment has a place.
    """
    steps, n = first.size - 1, start.size - 1
    first[:] = 0
    start[:] = 0
    for k in range(sender.size):
        first[step[k] + 1] += 1
        start[sender[k] + 1] += 1
    for t in range(steps):
        first[t + 1] += first[t]
    for i in range(n):
        start[i + 1] += start[i]
    come = start[:-1].copy()
    for k in range(sender.size):
        i = sender[k]
        place[k] = come[i]
        at[come[i]] = k
        come[i] += 1
