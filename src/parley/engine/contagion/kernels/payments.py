"""Compiled loops of payments: what falls due, what is sent, what stays behind; and a FIFO queue."""

import numpy as np
from numba import njit

from parley.engine.amounts import Bools, Floats, Ints


@njit(cache=True, nogil=True)
def fall_due(
    flows: Floats, which: Ints, part: Floats, is_open: Bools, hit: Ints, impaired: Bools,
    aware: Bools, rerouted: Floats, backlog: Floats, waiting: Bools, due: Floats,
) -> None:  # fmt: skip
    """Fill ``due``, what each is to send in this move, and take it out of ``backlog``.

    New payments are ``(part_i + part_j) / 2 F_ij`` with ``F = flows[which[d]]`` in draw d: between
    two that keep the same hours that is the day's share of both, between two that do not, half
    falls due in the hours of each, both ways at once. What is between i and j can be sent while
    either is open. Who is ``aware`` that the ``hit`` institution is ``impaired`` sends it nothing:
    of the new payments between the two, in both directions, the share ``rerouted_i`` goes through
    other banks and is settled there; the rest stays in ``backlog``. ``waiting`` says in which rows
    of ``backlog`` there is anything: most are empty, and are not touched.

    Shapes: flows (k, n, n); part, is_open, rerouted (n,); which, hit, impaired (draws,); aware and
    waiting (draws, n); backlog and due (draws, n, n).
    """
    draws, n, _ = backlog.shape
    share = np.zeros((n, n))
    for i in range(n):
        for j in range(n):
            if is_open[i] or is_open[j]:
                share[i, j] = 0.5 * (part[i] + part[j])
    for d in range(draws):
        k, f = hit[d], flows[which[d]]
        for i in range(n):
            for j in range(n):
                due[d, i, j] = share[i, j] * f[i, j]
            if waiting[d, i]:
                for j in range(n):
                    if is_open[i] or is_open[j]:
                        due[d, i, j] += backlog[d, i, j]
                        backlog[d, i, j] = 0.0
                waiting[d, i] = not is_open[i]
        if not impaired[d]:
            continue
        for i in range(n):
            if not aware[d, i] or i == k or not (is_open[i] or is_open[k]):
                continue
            backlog[d, i, k] = due[d, i, k] - rerouted[i] * share[i, k] * f[i, k]
            waiting[d, i] = True
            due[d, i, k] = 0.0
            due[d, k, i] -= rerouted[i] * share[k, i] * f[k, i]


@njit(cache=True, nogil=True)
def _row_sum(row: Floats) -> float:
    """Add up a row in eight strands, always the same way: one strand waits for each addition."""
    n = row.size
    a = b = c = e = f = g = h = k = 0.0
    whole = n - n % 8
    for j in range(0, whole, 8):
        a += row[j]
        b += row[j + 1]
        c += row[j + 2]
        e += row[j + 3]
        f += row[j + 4]
        g += row[j + 5]
        h += row[j + 6]
        k += row[j + 7]
    for j in range(whole, n):
        a += row[j]
    return ((a + b) + (c + e)) + ((f + g) + (h + k))


@njit(cache=True, nogil=True)
def settle_down(
    due: Floats, reserves: Floats, floor: Floats, capacity: Floats, own: Bools, tolerance: float,
    max_rounds: int, settled: Floats, received: Floats, sent: Floats, gap: Floats, status: Ints,
) -> None:  # fmt: skip
    """Iterate ``s <- Θ(s)`` downward, draw by draw.

    ``Θ(s)_i = min(capacity_i, max(0, R_i - floor_i + Σ_j due_ji s_j) / Σ_j due_ij)``: i sends at
    most what it is able to send and what it has above its floor, receipts of the same move
    included. ``settled`` holds the top on entry (1, or what institutions outside ``own`` send).
    Fills ``settled``, ``received = Σ_j due_ji s_j``, ``sent = s_i Σ_j due_ij``, ``gap`` (largest
    ``|s - Θ(s)|``) and ``status``.
    """
    draws, n, _ = due.shape
    out = np.empty(n)
    now = np.empty(n)
    for d in range(draws):
        for j in range(n):
            received[d, j] = 0.0
        for i in range(n):
            out[i] = _row_sum(due[d, i])
            s = settled[d, i]
            for j in range(n):
                received[d, j] += s * due[d, i, j]
        status[d] = 1
        hurt = False
        for _ in range(max_rounds):
            moved = False
            for i in range(n):
                now[i] = settled[d, i]
                if own[i] and out[i] > 0.0:
                    has = max(0.0, reserves[d, i] - floor[d, i] + received[d, i])
                    now[i] = min(settled[d, i], capacity[d, i], has / out[i])
            for i in range(n):
                step = settled[d, i] - now[i]
                if step > 0.0:
                    hurt = True
                    moved = moved or step > tolerance
                    for j in range(n):
                        received[d, j] -= step * due[d, i, j]
                    settled[d, i] = now[i]
            if not moved:
                status[d] = 0
                break
        gap[d] = 0.0
        for i in range(n):
            sent[d, i] = settled[d, i] * out[i]
        if hurt:  # what the rounds lost to rounding must not stay in the books
            for j in range(n):
                received[d, j] = 0.0
            for i in range(n):
                for j in range(n):
                    received[d, j] += settled[d, i] * due[d, i, j]
        for i in range(n):
            if own[i] and out[i] > 0.0:
                has = max(0.0, reserves[d, i] - floor[d, i] + received[d, i])
                gap[d] = max(gap[d], abs(settled[d, i] - min(capacity[d, i], has / out[i], 1.0)))


@njit(cache=True, nogil=True)
def keep_books(
    due: Floats, settled: Floats, hit: Ints, impaired: Bools, price: float, quantum: float,
    backlog: Floats, waiting: Bools, late: Floats, loss: Floats, loss_from: Ints,
) -> None:  # fmt: skip
    """Put what was not sent into ``backlog``, and charge for all that is late.

    ``price`` is what one unit of money costs its receiver for being late by one move. What is
    held back from an impaired institution is charged to that institution as the cause, and to
    it as the receiver; all else to who did not send. Fills ``late`` (draws,), the total that is
    late after the move, and adds to ``loss`` (draws, n) and, in whole multiples of ``quantum``
    so that the order of draws cannot matter, to ``loss_from`` (n, n).
    """
    draws, n, _ = due.shape
    for d in range(draws):
        k = hit[d]
        late[d] = 0.0
        for i in range(n):
            rest = 1.0 - settled[d, i]
            if rest == 0.0 and not waiting[d, i]:
                continue
            waiting[d, i] = False
            for j in range(n):
                waits = backlog[d, i, j] + rest * due[d, i, j]
                if waits > 0.0:
                    waiting[d, i] = True
                    backlog[d, i, j] = waits
                    late[d] += waits
                    loss[d, j] += price * waits
                    cause = k if (j == k and impaired[d]) else i
                    loss_from[cause, j] += int(price * waits / quantum + 0.5)


@njit(cache=True, nogil=True)
def settle_in_order(
    sender: Ints, receiver: Ints, amount: Floats, blocked: Bools, balance: Floats, settled_by: Ints
) -> None:
    """Settle payments one by one in the order given, strictly first in, first out per sender.

    A payment settles if its sender's queue is empty and the balance suffices; else it waits.
    Every receipt tries the head of the receiver's queue again, depth first. ``settled_by[k]``
    becomes the number of the payment whose arrival settled payment k, or stays -1. ``balance``
    holds opening balances on entry and closing balances on return.
    """
    payments, n = sender.size, balance.size
    following = np.full(payments, -1)
    head = np.full(n, -1)
    tail = np.full(n, -1)
    waiting = np.full(payments + n + 1, -1)
    for k in range(payments):
        i = sender[k]
        if head[i] < 0:
            head[i] = k
        else:
            following[tail[i]] = k
        tail[i] = k
        waiting[0] = i
        top = 1
        while top > 0:
            top -= 1
            j = waiting[top]
            while head[j] >= 0 and not blocked[j] and balance[j] >= amount[head[j]]:
                first = head[j]
                balance[j] -= amount[first]
                balance[receiver[first]] += amount[first]
                settled_by[first] = k
                head[j] = following[first]
                if head[receiver[first]] >= 0 and receiver[first] != j:
                    waiting[top] = receiver[first]
                    top += 1
