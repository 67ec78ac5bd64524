"""Compiled loops of reinsurance: losses rise through layers until none is left to pass on.

| symbol | meaning | shape |
|---|---|---|
| a | what arrives at each firm | (n,) |
| c | what each layer passes on, `min(room, max(0, w a - lo))` | (layers,) |
| w | share of what arrives that a layer looks at | (layers,) |
| lo | what must arrive before a layer passes on anything; may be negative | (layers,) |
| room | the most that a layer passes on | (layers,) |
| share | where it goes: a share of c to each target | (links,) |

The layers of firm i are `order[first[i]:first[i + 1]]`; the links of layer t are
`first_link[t]:first_link[t + 1]`.
"""

import numpy as np
from numba import njit

from parley.engine.amounts import Floats, Ints

#: A layer is reached if more than this share of its threshold arrives above it: rounding alone
#: must not set off a spiral, nor a default.
REACH_SLACK = 1e-12


@njit(cache=True, nogil=True)
def rise(
    first: Ints, order: Ints, first_link: Ints, target: Ints, share: Floats, w: Floats,
    lo: Floats, room: Floats, slack: Floats, tolerance: float, visits_each: int, a: Floats,
    c: Floats, queue: Ints, waiting: Ints,
) -> int:  # fmt: skip
    """Let losses rise from ``c`` to the least fixed point of ``c = max(c, layer(a))``.

    On entry ``a`` is what ``c`` passes on. Firms are visited in the order in which something
    arrived; the limit is ``visits_each`` visits for each firm that was visited at all. ``queue``
    has n places; ``waiting`` is 0 for every firm, and is 0 again at the end. Returns 0 if nothing
    moves any more by more than ``tolerance`` of itself, else 1.
    """
    n = a.size
    head, count, seen, visits = 0, 0, 0, 0
    for i in range(n):
        waiting[i] = 0
        for k in range(first[i], first[i + 1]):
            t = order[k]
            y = w[t] * a[i] - lo[t]
            if y > slack[t] and min(y, room[t]) - c[t] > tolerance * min(y, room[t]):
                queue[count] = i
                count += 1
                seen += 1
                waiting[i] = 2
                break
    while count > 0:
        i = queue[head]
        head = head + 1 if head + 1 < n else 0
        count -= 1
        waiting[i] = 1  # visited before, not waiting
        visits += 1
        if visits > visits_each * seen:
            return 1
        for k in range(first[i], first[i + 1]):
            t = order[k]
            y = w[t] * a[i] - lo[t]
            if y <= slack[t]:
                continue
            now = min(y, room[t])
            step = now - c[t]
            if step <= tolerance * now:
                continue
            c[t] = now
            for m in range(first_link[t], first_link[t + 1]):
                r = target[m]
                a[r] += share[m] * step
                if waiting[r] < 2 and first[r] < first[r + 1]:
                    if waiting[r] == 0:
                        seen += 1
                    waiting[r] = 2
                    place = head + count
                    queue[place if place < n else place - n] = r
                    count += 1
    return 0


@njit(cache=True, nogil=True)
def layers_of_event(
    cedent: Ints, of_direct: Floats, attachment: Floats, limit: Floats, aggregate_from: Floats,
    aggregate_limit: Floats, direct: Floats, used: Floats, lo: Floats, room: Floats, slack: Floats,
) -> None:  # fmt: skip
    """Fill what each treaty still is in this event: ``lo``, ``room`` and ``slack``.

    ``used`` is what earlier events of the year put into the layer before its aggregate terms.
    """
    for t in range(cedent.size):
        z = used[t]
        start = attachment[t] + max(0.0, aggregate_from[t] - z)
        left = min(limit[t], aggregate_limit[t] + aggregate_from[t] - z)
        room[t] = max(0.0, left - max(0.0, aggregate_from[t] - z))
        slack[t] = REACH_SLACK * start
        lo[t] = start - of_direct[t] * direct[cedent[t]]


@njit(cache=True, nogil=True)
def through_treaties(
    rows: Ints, draws: Ints, direct: Floats, cedent: Ints, of_direct: Floats, w: Floats,
    attachment: Floats, limit: Floats, aggregate_from: Floats, aggregate_limit: Floats,
    first: Ints, order: Ints, first_link: Ints, target: Ints, share: Floats, tolerance: float,
    visits_each: int, used: Floats, claims: Floats, assumed: Floats, recovered: Floats,
    status: Ints, gap: Floats,
) -> None:  # fmt: skip
    """Send each event ``rows[k]``, of draw ``draws[k]``, through the treaties.

    Fills ``claims`` (rows, treaties), what each treaty pays before shares, ``assumed`` (rows, n)
    and ``status``; where the search ended, also what ``book_event`` fills.
    """
    n, treaties = direct.shape[1], cedent.size
    lo, room, slack = np.empty(treaties), np.empty(treaties), np.empty(treaties)
    queue, waiting = np.empty(n, dtype=np.int64), np.zeros(n, dtype=np.int64)
    for k in range(rows.size):
        e, d = rows[k], draws[k]
        layers_of_event(
            cedent, of_direct, attachment, limit, aggregate_from, aggregate_limit, direct[e],
            used[d], lo, room, slack,
        )  # fmt: skip
        status[e] = rise(
            first, order, first_link, target, share, w, lo, room, slack, tolerance, visits_each,
            assumed[e], claims[e], queue, waiting,
        )  # fmt: skip
        if status[e] == 0:
            gap[e] = book_event(
                direct[e], cedent, of_direct, w, attachment, limit, first_link, target, share, lo,
                room, slack, used[d], claims[e], assumed[e], recovered[e],
            )  # fmt: skip


@njit(cache=True, nogil=True)
def book_event(
    direct: Floats, cedent: Ints, of_direct: Floats, w: Floats, attachment: Floats, limit: Floats,
    first_link: Ints, target: Ints, share: Floats, lo: Floats, room: Floats, slack: Floats,
    used: Floats, claims: Floats, assumed: Floats, recovered: Floats,
) -> float:  # fmt: skip
    """Add up what was found in one event, carry ``used`` to the next, and return the gap.

    Adds ``assumed`` up anew, so that what ``rise`` lost to rounding shows in the gap: the largest
    difference between what a treaty pays and what it should, in units of the loss it looks at.
    """
    for i in range(direct.size):
        assumed[i] = 0.0
        recovered[i] = 0.0
    for t in range(cedent.size):
        if claims[t] > 0.0:
            for m in range(first_link[t], first_link[t + 1]):
                part = share[m] * claims[t]
                assumed[target[m]] += part
                recovered[cedent[t]] += part
    gap = 0.0
    for t in range(cedent.size):
        i = cedent[t]
        y = w[t] * assumed[i] - lo[t]
        due = 0.0 if y <= slack[t] else min(y, room[t])
        seen = of_direct[t] * direct[i] + w[t] * assumed[i]
        if due != claims[t]:
            gap = max(gap, abs(due - claims[t]) / max(seen, due))
        if seen > attachment[t]:
            used[t] += min(limit[t], seen - attachment[t])
    return gap


@njit(cache=True, nogil=True)
def hand_back(
    first_link: Ints, creditor: Ints, amounts: Floats, outside: Floats, senior: bool,
    assets: Floats, top: Floats, tolerance: float, visits_each: int, unpaid: Floats,
    missing: Floats, status: Ints, owed: Floats, due: Floats, paid: Floats, recovered: Floats,
    gap: Floats,
) -> None:  # fmt: skip
    """Let what debtors cannot pay rise from nothing: the greatest payments, draw by draw.

    The mirror of treaties: each firm is a layer that passes shortfalls on to its creditors once
    they exceed what it has left. ``first_link, creditor`` say who owes whom, ``amounts`` (draws,
    links) how much, ``outside`` (draws, n) what is owed to policyholders. If those are ``senior``
    the layer holds debts inside only, else all. ``top`` (draws, n) is the most that each pays, as
    a share. Fills ``unpaid`` (draws, n), of the debts in the layer; ``missing`` (draws, n), what
    each does not receive; ``status``; and what ``book_claims`` fills.
    """
    draws, n = outside.shape
    share = np.empty(amounts.shape[1])
    lo, room, slack, w = np.empty(n), np.empty(n), np.empty(n), np.ones(n)
    first, order = np.arange(n + 1), np.arange(n)
    queue, waiting = np.empty(n, dtype=np.int64), np.zeros(n, dtype=np.int64)
    for d in range(draws):
        debts_as_layers(
            first_link, creditor, amounts[d], outside[d], senior, assets[d], owed[d], due[d],
            share, lo, room, slack,
        )  # fmt: skip
        for i in range(n):
            missing[d, i] = 0.0
        for i in range(n):
            unpaid[d, i] = (1.0 - top[d, i]) * room[i]
            if unpaid[d, i] > 0.0:
                for m in range(first_link[i], first_link[i + 1]):
                    missing[d, creditor[m]] += share[m] * unpaid[d, i]
        status[d] = rise(
            first, order, first_link, creditor, share, w, lo, room, slack, tolerance, visits_each,
            missing[d], unpaid[d], queue, waiting,
        )  # fmt: skip
        gap[d] = book_claims(
            first_link, creditor, amounts[d], outside[d], senior, assets[d], top[d], room,
            unpaid[d], due[d], paid[d], recovered[d],
        )  # fmt: skip


@njit(cache=True, nogil=True)
def debts_as_layers(
    first_link: Ints, creditor: Ints, amounts: Floats, outside: Floats, senior: bool,
    assets: Floats, owed: Floats, due: Floats, share: Floats, lo: Floats, room: Floats,
    slack: Floats,
) -> None:  # fmt: skip
    """Fill the layers of one draw of debts; ``lo`` is what is left if everybody pays.

    ``owed`` is what each owes, ``due`` what it is owed.
    """
    n = outside.size
    for i in range(n):
        due[i] = 0.0
    for i in range(n):
        inside = 0.0
        for m in range(first_link[i], first_link[i + 1]):
            inside += amounts[m]
            due[creditor[m]] += amounts[m]
        room[i] = inside if senior else inside + outside[i]
        owed[i] = inside + outside[i]
        slack[i] = REACH_SLACK * owed[i]
        each = 1.0 / room[i] if room[i] > 0.0 else 0.0
        for m in range(first_link[i], first_link[i + 1]):
            # tiny debts: their reciprocal would be infinite
            share[m] = amounts[m] * each if each < 1e300 else amounts[m] / room[i]
    for i in range(n):
        lo[i] = assets[i] + due[i] - room[i] - (outside[i] if senior else 0.0)


@njit(cache=True, nogil=True)
def book_claims(
    first_link: Ints, creditor: Ints, amounts: Floats, outside: Floats, senior: bool,
    assets: Floats, top: Floats, room: Floats, unpaid: Floats, due: Floats, paid: Floats,
    recovered: Floats,
) -> float:  # fmt: skip
    """Turn the shortfalls of one draw into shares paid and money received; return the gap.

    Everything is added up anew from ``unpaid``; where everybody pays, it is what is due. The gap
    is the largest difference between the share that is paid and the one that should be.
    """
    n = outside.size
    short = False
    for i in range(n):
        paid[i] = top[i] if room[i] == 0.0 else min(top[i], max(0.0, 1.0 - unpaid[i] / room[i]))
        short = short or (paid[i] < 1.0 and room[i] > 0.0)
    for i in range(n):
        recovered[i] = 0.0 if short else due[i]
    if short:
        for i in range(n):
            if paid[i] == 0.0:
                continue
            for m in range(first_link[i], first_link[i + 1]):
                recovered[creditor[m]] += amounts[m] * paid[i]
    gap = 0.0
    for i in range(n):
        if room[i] == 0.0:
            continue
        before = outside[i] if senior else 0.0
        left = assets[i] + recovered[i] - before
        wanted = max(0.0, left / room[i])
        if left >= room[i] - 2.0 * REACH_SLACK * (room[i] + before):
            wanted = 1.0
        gap = max(gap, abs(paid[i] - min(top[i], wanted)))
    return gap
