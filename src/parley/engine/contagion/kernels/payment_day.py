"""Compiled loops of a day of payments: queues, outages, hoarding, offsetting, step by step."""

import numpy as np
from numba import njit

from parley.engine.amounts import Bools, Floats, Ints

#: A forced share is a product; rounding alone must not hold back the last payment of a queue.
_ROOM = 1.0 + 1e-12


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
def _set_leaf(tree: Floats, base: int, leaves: int, leaf: int, value: float) -> None:
    """Set one leaf of a sender's tree of smallest amounts, and what is above it."""
    node = leaves + leaf
    tree[base + node] = value
    node >>= 1
    while node >= 1:
        least = min(tree[base + 2 * node], tree[base + 2 * node + 1])
        if tree[base + node] == least:
            break
        tree[base + node] = least
        node >>= 1


@njit(cache=True, nogil=True)
def _first_leaf(tree: Floats, base: int, leaves: int, most: float) -> int:
    """Find the first leaf of at most ``most``, or -1."""
    if not tree[base + 1] <= most:
        return -1
    node = 1
    while node < leaves:
        node *= 2
        if tree[base + node] > most:
            node += 1
    return node - leaves


@njit(cache=True, nogil=True)
def _first_waiting(i: int, head: Ints, waits: Bools) -> int:
    """Move the head of i's queue to its first payment that waits; there must be one."""
    while not waits[head[i]]:
        head[i] += 1
    return int(head[i])


@njit(cache=True, nogil=True)
def _send_on(
    i: int, t: int, bypass: bool, receiver: Ints, amount: Floats, at: Ints, start: Ints,
    tree: Floats, base: Ints, leaves: Ints, head: Ints, waits: Bools, count: Ints, stack: Ints,
    stacked: Bools, credit: Floats, balance: Floats, low: Floats, budget: Floats, left: Floats,
    queued: Floats, sent: Floats, settled_in: Ints,
) -> None:  # fmt: skip
    """Let i send what it can of its queue, then those who got something from that, and so on."""
    stack[0] = i
    top = 1
    stacked[i] = True
    while top > 0:
        top -= 1
        j = stack[top]
        stacked[j] = False
        while count[j] > 0 and left[j] >= 1.0:
            has = min(balance[j] + credit[j], budget[j] * _ROOM)
            if bypass:
                leaf = _first_leaf(tree, base[j], leaves[j], has)
                if leaf < 0:
                    break
                spot = start[j] + leaf
                k = at[spot]
                _set_leaf(tree, base[j], leaves[j], leaf, np.inf)
            else:
                spot = _first_waiting(j, head, waits)
                k = at[spot]
                if not amount[k] <= has:
                    break
            waits[spot] = False
            count[j] -= 1
            a, r = amount[k], receiver[k]
            queued[j] -= a
            balance[j] -= a
            low[j] = min(low[j], balance[j])
            budget[j] -= a
            left[j] -= 1.0
            sent[j] += a
            settled_in[k] = t
            balance[r] += a
            if count[r] > 0 and not stacked[r] and r != j:
                stack[top] = r
                top += 1
                stacked[r] = True


@njit(cache=True, nogil=True)
def _add_up_queues(
    block: int, receiver: Ints, amount: Floats, at: Ints, start: Ints, upto: Floats, paid: Floats
) -> None:
    """Fill sums from which what any part of a queue is worth is read off, and to whom it goes.

    Of sender i, ``upto[start[i] + i + k]`` is the value of its first k payments, and row
    ``start[i] // block + i + b`` of ``paid`` what its first ``b block`` payments bring to each.
    """
    n = start.size - 1
    for i in range(n):
        length, base, row = start[i + 1] - start[i], start[i] + i, start[i] // block + i
        for k in range(length):
            upto[base + k + 1] = upto[base + k] + amount[at[start[i] + k]]
        for b in range(1, length // block + 1):
            for j in range(n):
                paid[row + b, j] = paid[row + b - 1, j]
            for k in range((b - 1) * block, b * block):
                p = at[start[i] + k]
                paid[row + b, receiver[p]] += amount[p]


@njit(cache=True, nogil=True)
def _bring(
    i: int, k: int, last: int, sign: float, block: int, receiver: Ints, amount: Floats, at: Ints,
    start: Ints, paid: Floats, net: Floats,
) -> None:  # fmt: skip
    """Add ``sign`` times what payments k to ``last`` of i's queue bring to each."""
    whole, until = -(-k // block), last // block
    if until > whole:
        row = start[i] // block + i
        for j in range(net.size):
            net[j] += sign * (paid[row + until, j] - paid[row + whole, j])
        for part in range(2):
            first = k if part == 0 else until * block
            stop = whole * block if part == 0 else last
            for q in range(first, stop):
                net[receiver[at[start[i] + q]]] += sign * amount[at[start[i] + q]]
    else:
        for q in range(k, last):
            net[receiver[at[start[i] + q]]] += sign * amount[at[start[i] + q]]


@njit(cache=True, nogil=True)
def _take_back_roughly(
    members: Ints, m: int, end: Ints, block: int, room: float, receiver: Ints, amount: Floats,
    at: Ints, start: Ints, upto: Floats, paid: Floats, head: Ints, credit: Floats, net: Floats,
    balance: Floats,
) -> None:  # fmt: skip
    """Lower ``end`` as ``_settle_together`` does, many payments at once, and never further.

    Of queues without gaps only. Whoever is short by more than ``room``, which is more than rounding
    makes of the sums, takes back as many as must be.
    """
    for b in range(m):
        net[members[b]] = balance[members[b]]
    for b in range(m):
        i = members[b]
        base = i  # places count from the start of all queues, sums from one more for each sender
        if end[i] > head[i]:
            net[i] -= upto[base + end[i]] - upto[base + head[i]]
            first, last = head[i] - start[i], end[i] - start[i]
            _bring(i, first, last, 1.0, block, receiver, amount, at, start, paid, net)
    moved = True
    while moved:
        moved = False
        for b in range(m):
            i = members[b]
            lacks = -(net[i] + credit[i] + room)
            if not (lacks > 0.0 and end[i] > head[i]):
                continue
            base = (
                i  # places count from the start of all queues, sums from one more for each sender
            )
            most = upto[base + end[i]] - lacks
            low, high = head[i], end[i] - 1  # the last place up to which no more than most is paid
            while low < high:
                middle = (low + high + 1) // 2
                if upto[base + middle] <= most:
                    low = middle
                else:
                    high = middle - 1
            net[i] += upto[base + end[i]] - upto[base + low]
            first, last = low - start[i], end[i] - start[i]
            _bring(i, first, last, -1.0, block, receiver, amount, at, start, paid, net)
            end[i] = low
            moved = True


@njit(cache=True, nogil=True)
def _settle_together(
    members: Ints, m: int, end: Ints, t: int, bypass: bool, receiver: Ints, amount: Floats,
    at: Ints, start: Ints, tree: Floats, base: Ints, leaves: Ints, head: Ints, waits: Bools,
    count: Ints, credit: Floats, net: Floats, balance: Floats, low: Floats, left: Floats,
    queued: Floats, sent: Floats, settled_in: Ints,
) -> int:  # fmt: skip
    """Settle at once the most that the first payments of some queues allow; return how many.

    Of each member the waiting payments before ``end`` are offered, and the last ones taken back as
    long as it would end below its credit line. What remains is the greatest set that leaves no
    queue out of order.
    """
    while True:
        for b in range(m):
            i = members[b]
            net[i] = balance[i]
        for b in range(m):
            i = members[b]
            for spot in range(head[i], end[i]):
                if waits[spot]:
                    net[i] -= amount[at[spot]]
                    net[receiver[at[spot]]] += amount[at[spot]]
        again = False
        moved = True
        while moved:
            moved = False
            for b in range(m):
                i = members[b]
                while net[i] + credit[i] < 0.0 and end[i] > head[i]:
                    end[i] -= 1
                    if waits[end[i]]:
                        a = amount[at[end[i]]]
                        net[i] += a
                        net[receiver[at[end[i]]]] -= a
                        moved = True
                        again = True
        if not again:
            break  # added up afresh, nobody is short
    number = 0
    for b in range(m):
        i = members[b]
        for spot in range(head[i], end[i]):
            if waits[spot]:
                k = at[spot]
                waits[spot] = False
                if bypass:
                    _set_leaf(tree, base[i], leaves[i], spot - start[i], np.inf)
                count[i] -= 1
                queued[i] -= amount[k]
                left[i] -= 1.0
                sent[i] += amount[k]
                settled_in[k] = t
                number += 1
    if number > 0:
        for b in range(m):
            i = members[b]
            balance[i] = net[i]
            low[i] = min(low[i], balance[i])
    return number


@njit(cache=True, nogil=True)
def play_days(
    bypass: bool, offsetting: int, receiver: Ints, sender: Ints, amount: Floats, first: Ints,
    start: Ints, place: Ints, at: Ints, opening: Floats, credit: Floats, hit: Ints,
    hit_from: Ints, hit_until: Ints, shut: Bools, by_hand: Floats, recovery: Floats,
    hold_below: Floats, forced: Floats, recovers: bool,
    settled_in: Ints, sent: Floats, queued: Floats, balances: Floats, short: Bools,
    hoards_from: Ints, lowest: Floats, unsettled: Floats,
) -> None:  # fmt: skip
    """Play a day for each draw of opening balances.

    ``first, start, place, at`` are those of ``line_up``. ``opening`` and ``credit`` have shape
    (draws, n). Outage o hits ``hit[o, d]`` (-1 is nobody) in steps from ``hit_from[o]`` until
    before ``hit_until[o]``; with ``shut`` it cannot receive either; ``by_hand`` payments a step
    can still be sent, ``recovery`` payments a step after it until the queue is empty. Who has less
    than ``hold_below`` at the end of a step, credit included, holds back from the next on all but
    the share ``forced`` of what is due. ``hold_below`` has shape (1 or draws, 1 or steps, n).

    ``offsetting`` is 0 for none, 1 for pairs, 2 for all. Fills ``settled_in`` (draws, payments),
    ``sent, queued, balances, short`` (draws, steps, n), ``hoards_from, lowest`` (draws, n) and
    ``unsettled`` (draws, 3, n): by outage, by hoarding, for lack of money.
    """
    draws, n = opening.shape
    steps = first.size - 1
    payments = amount.size
    base = np.zeros(n, dtype=np.int64)
    leaves = np.ones(n, dtype=np.int64)
    size = 0
    if bypass:
        for i in range(n):
            while leaves[i] < start[i + 1] - start[i]:
                leaves[i] *= 2
            base[i] = size
            size += 2 * leaves[i]
    tree = np.full(size, np.inf)
    waits = np.zeros(payments, dtype=np.bool_)
    any_shut = False
    for o in range(shut.size):
        any_shut = any_shut or shut[o]
    aside = np.zeros(payments if any_shut else 0, dtype=np.bool_)
    room = 0.0
    block, rough = max(n, 64), offsetting == 2 and not bypass and not any_shut
    upto = np.zeros(payments + n + 1 if rough else 0)
    paid = np.zeros((payments // block + n + 1 if rough else 0, n))
    if rough:
        _add_up_queues(block, receiver, amount, at, start, upto, paid)
        room = 1e-10 * upto.max()
    stacked = np.zeros(n, dtype=np.bool_)
    stack = np.empty(n + 1, dtype=np.int64)
    members = np.empty(n, dtype=np.int64)
    end = np.empty(n, dtype=np.int64)
    net = np.empty(n)
    head = np.empty(n, dtype=np.int64)
    tail = np.empty(n, dtype=np.int64)
    count = np.empty(n, dtype=np.int64)
    balance = np.empty(n)
    low = np.empty(n)
    budget = np.empty(n)
    left = np.empty(n)
    pace = np.empty(n)
    asides = np.empty(n, dtype=np.int64)
    waiting_value = np.empty(n)
    out = np.empty(n)
    opened = np.empty(n, dtype=np.bool_)
    was_open = np.empty(n, dtype=np.bool_)
    able = np.empty(n, dtype=np.bool_)
    for d in range(draws):
        if d > 0:
            waits[:] = False
            tree[:] = np.inf
            aside[:] = False
        lines, done = credit[d], settled_in[d]
        for i in range(n):
            head[i] = start[i]
            tail[i] = start[i]
            count[i] = 0
            asides[i] = 0
            balance[i] = opening[d, i]
            low[i] = balance[i]
            budget[i] = np.inf
            pace[i] = np.inf
            waiting_value[i] = 0.0
            was_open[i] = True
            hoards_from[d, i] = -1
        for k in range(payments):
            done[k] = -1
        for t in range(steps):
            # who can send, how much, and who can receive
            for i in range(n):
                out[i] = 0.0
                opened[i] = True
                able[i] = True
                if count[i] == 0:
                    pace[i] = np.inf  # the backlog of an outage is gone
                left[i] = pace[i]
            for o in range(hit_from.size):
                i = hit[o, d]
                if i >= 0 and hit_from[o] <= t < hit_until[o]:
                    pace[i] = recovery[o] if able[i] else min(pace[i], recovery[o])
                    able[i] = False
                    left[i] = min(left[i], by_hand[o])
                    if shut[o]:
                        opened[i] = False
            for i in range(n):
                if not opened[i]:
                    left[i] = 0.0
                if opened[i] == was_open[i]:
                    continue
                was_open[i] = opened[i]
                for k in range(first[t]):  # what is for i is put aside, or comes back
                    j, spot = sender[k], place[k]
                    if receiver[k] != i or not (aside[spot] if opened[i] else waits[spot]):
                        continue
                    aside[spot] = not opened[i]
                    waits[spot] = opened[i]
                    if opened[i]:
                        head[j] = min(head[j], spot)
                    change = 1 if opened[i] else -1
                    count[j] += change
                    asides[j] -= change
                    if bypass:
                        value = amount[k] if opened[i] else np.inf
                        _set_leaf(tree, base[j], leaves[j], spot - start[j], value)
            for i in range(n):
                if count[i] > 0 and left[i] >= 1.0:
                    _send_on(
                        i, t, bypass, receiver, amount, at, start, tree, base, leaves, head,
                        waits, count, stack, stacked, lines, balance, low, budget, left,
                        waiting_value, out, done,
                    )  # fmt: skip
            # what is new
            for k in range(first[t], first[t + 1]):
                i, r, a = sender[k], receiver[k], amount[k]
                spot = place[k]
                tail[i] = spot + 1
                if budget[i] < np.inf:
                    budget[i] += forced[i] * a
                if not opened[r]:
                    aside[spot] = True
                    asides[i] += 1
                    waiting_value[i] += a
                    continue
                at_once = count[i] == 0 or (bypass and budget[i] == np.inf)
                has = min(balance[i] + lines[i], budget[i] * _ROOM)
                if at_once and left[i] >= 1.0 and a <= has:
                    balance[i] -= a
                    low[i] = min(low[i], balance[i])
                    budget[i] -= a
                    left[i] -= 1.0
                    out[i] += a
                    done[k] = t
                    balance[r] += a
                    if count[r] == 0 or not left[r] >= 1.0:
                        continue
                    i = r
                else:
                    waits[spot] = True
                    if count[i] == 0:
                        head[i] = spot
                    count[i] += 1
                    waiting_value[i] += a
                    if bypass:
                        _set_leaf(tree, base[i], leaves[i], spot - start[i], a)
                    # a new payment behind others changes nothing for its sender, unless it is
                    # hoarding and may now send a little more
                    if budget[i] == np.inf:
                        continue
                _send_on(
                    i, t, bypass, receiver, amount, at, start, tree, base, leaves, head, waits,
                    count, stack, stacked, lines, balance, low, budget, left, waiting_value, out,
                    done,
                )  # fmt: skip
            # what settles only together
            more = offsetting > 0
            while more:
                more = False
                for i in range(n):
                    m = 0
                    if offsetting == 2:
                        if i > 0:
                            break
                        for j in range(n):
                            if count[j] > 0 and left[j] >= 1.0 and budget[j] == np.inf:
                                spot = _first_waiting(j, head, waits)
                                end[j] = tail[j]
                                if left[j] < count[j]:
                                    seen = 0
                                    while seen < left[j] - 0.5:
                                        seen += 1 if waits[spot] else 0
                                        spot += 1
                                    end[j] = spot
                            else:
                                head[j] = tail[j] if count[j] == 0 else head[j]
                                end[j] = head[j]
                            members[m] = j
                            m += 1
                    elif count[i] > 0 and left[i] >= 1.0 and budget[i] == np.inf:
                        j = receiver[at[_first_waiting(i, head, waits)]]
                        if not (count[j] > 0 and left[j] >= 1.0 and budget[j] == np.inf):
                            continue
                        if receiver[at[_first_waiting(j, head, waits)]] != i:
                            continue
                        for b in range(2):
                            one, other = (i, j) if b == 0 else (j, i)
                            spot, seen = head[one], 0
                            while spot < tail[one] and seen < left[one] - 0.5:
                                if waits[spot]:
                                    if receiver[at[spot]] != other:
                                        break
                                    seen += 1
                                spot += 1
                            end[one] = spot
                            members[b] = one
                        m = 2
                    if m == 0:
                        continue
                    if rough:
                        _take_back_roughly(
                            members, m, end, block, room, receiver, amount, at, start, upto,
                            paid, head, lines, net, balance,
                        )  # fmt: skip
                    number = _settle_together(
                        members, m, end, t, bypass, receiver, amount, at, start, tree, base,
                        leaves, head, waits, count, lines, net, balance, low, left,
                        waiting_value, out, done,
                    )  # fmt: skip
                    if number > 0:
                        more = True
                        for b in range(m):
                            j = members[b]
                            _send_on(
                                j, t, bypass, receiver, amount, at, start, tree, base, leaves,
                                head, waits, count, stack, stacked, lines, balance, low, budget,
                                left, waiting_value, out, done,
                            )  # fmt: skip
                if offsetting == 2:
                    break  # the greatest set is found at once
            # how the step ends, and who holds back from the next on
            row = min(d, hold_below.shape[0] - 1)
            when = min(t, hold_below.shape[1] - 1)
            for i in range(n):
                if count[i] + asides[i] == 0:
                    waiting_value[i] = 0.0  # not what additions and subtractions left of it
                sent[d, t, i] = out[i]
                queued[d, t, i] = max(waiting_value[i], 0.0)
                balances[d, t, i] = balance[i]
                short[d, t, i] = count[i] > 0 and left[i] >= 1.0 and budget[i] == np.inf
                below = balance[i] + lines[i] < hold_below[row, when, i]
                if below and able[i] and budget[i] == np.inf and t + 1 < steps:
                    budget[i] = forced[i] * max(waiting_value[i], 0.0)
                    if hoards_from[d, i] < 0:
                        hoards_from[d, i] = t + 1
                elif recovers and not below:
                    budget[i] = np.inf
        for i in range(n):
            lowest[d, i] = low[i]
            for c in range(3):
                unsettled[d, c, i] = 0.0
        for k in range(payments):
            if done[k] < 0:
                i, spot = sender[k], place[k]
                cause = 2
                if budget[i] < np.inf:
                    cause = 1
                if left[i] < 1.0 or (any_shut and aside[spot]):
                    cause = 0
                unsettled[d, cause, i] += amount[k]
        if steps > 0:
            for i in range(n):
                queued[d, steps - 1, i] = unsettled[d, 0, i] + unsettled[d, 1, i]
                queued[d, steps - 1, i] += unsettled[d, 2, i]
