"""Compiled loops of a day of payments: queues, outages, hoarding, offsetting, step by step.

Numba stores what it compiles by file: whatever one of these loops calls stands here too. What each
institution has and may do stands in one row of few arrays, so that loops take few arguments:

| column | of ``bank``, a row for each institution |
|---|---|
| CREDIT, BALANCE, LOW | how far it may overdraw, what it has, the least that it had |
| BUDGET | what it still sends while it holds back; infinite while it does not |
| PACE, LEFT | how many payments it can send in a step, and in the rest of this one |
| SENT, WAITING | the value that it has sent in this step, and that of all it has waiting |

| column | of ``line``, a row for each sender |
|---|---|
| BASE, LEAVES | with bypass: where its tree of smallest amounts begins, how many leaves that has |
| HEAD, TAIL | its payments that wait stand from this place on, and before that one |
| COUNT, ASIDES | how many wait, and how many are aside since the receiver cannot receive |

Places count from the start of all queues; those of sender i begin at ``start[i]``. ``place`` is
that of each payment, ``at`` the payment at each place; ``waits`` and ``aside`` go by place.
"""

import numpy as np
from numba import njit

from parley.engine.amounts import Bools, Floats, Ints

CREDIT, BALANCE, LOW, BUDGET, PACE, LEFT, SENT, WAITING = range(8)
BASE, LEAVES, HEAD, TAIL, COUNT, ASIDES = range(6)

#: A forced share is a product; rounding alone must not hold back the last payment of a queue.
_ROOM = 1.0 + 1e-12


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
def _plant(bypass: bool, start: Ints, line: Ints) -> Floats:
    """With bypass, a tree for each sender, with a leaf for each of its payments; else nothing."""
    size = 0
    for i in range(start.size - 1 if bypass else 0):
        leaves = 1
        while leaves < start[i + 1] - start[i]:
            leaves *= 2
        line[i, BASE] = size
        line[i, LEAVES] = leaves
        size += 2 * leaves
    return np.full(size, np.inf)


@njit(cache=True, nogil=True)
def _open_accounts(
    opening: Floats, credit: Floats, start: Ints, waits: Bools, aside: Bools, tree: Floats,
    line: Ints, bank: Floats,
) -> None:  # fmt: skip
    """At the beginning of a day: nothing waits, and nobody holds back."""
    waits[:] = False
    aside[:] = False
    tree[:] = np.inf
    line[:, HEAD] = start[:-1]
    line[:, TAIL] = start[:-1]
    line[:, COUNT] = 0
    line[:, ASIDES] = 0
    bank[:, CREDIT] = credit
    bank[:, BALANCE] = opening
    bank[:, LOW] = opening
    bank[:, BUDGET] = np.inf
    bank[:, PACE] = np.inf
    bank[:, WAITING] = 0.0


@njit(cache=True, nogil=True)
def _mark(i: int, spot: int, value: float, start: Ints, tree: Floats, line: Ints) -> None:
    """With bypass: set the amount at a place of i's queue; infinite is that none waits there."""
    _set_leaf(tree, line[i, BASE], line[i, LEAVES], spot - start[i], value)


@njit(cache=True, nogil=True)
def _first_waiting(i: int, waits: Bools, line: Ints) -> int:
    """Move the head of i's queue to its first payment that waits; there must be one."""
    while not waits[line[i, HEAD]]:
        line[i, HEAD] += 1
    return int(line[i, HEAD])


@njit(cache=True, nogil=True, forceinline=True)  # called for each payment: a sixth of the time
def _send_on(
    i: int, t: int, bypass: bool, receiver: Ints, amount: Floats, at: Ints, start: Ints,
    waits: Bools, tree: Floats, line: Ints, bank: Floats, settled_in: Ints, stack: Ints,
    stacked: Bools,
) -> None:  # fmt: skip
    """Let i send what it can of its queue, then those who got something from that, and so on."""
    stack[0] = i
    top = 1
    stacked[i] = True
    while top > 0:
        top -= 1
        j = stack[top]
        stacked[j] = False
        while line[j, COUNT] > 0 and bank[j, LEFT] >= 1.0:
            has = min(bank[j, BALANCE] + bank[j, CREDIT], bank[j, BUDGET] * _ROOM)
            if bypass:
                leaf = _first_leaf(tree, line[j, BASE], line[j, LEAVES], has)
                if leaf < 0:
                    break
                spot = start[j] + leaf
                k = at[spot]
                _mark(j, spot, np.inf, start, tree, line)
            else:
                spot = _first_waiting(j, waits, line)
                k = at[spot]
                if not amount[k] <= has:
                    break
            waits[spot] = False
            line[j, COUNT] -= 1
            a, r = amount[k], receiver[k]
            bank[j, WAITING] -= a
            bank[j, BALANCE] -= a
            bank[j, LOW] = min(bank[j, LOW], bank[j, BALANCE])
            bank[j, BUDGET] -= a
            bank[j, LEFT] -= 1.0
            bank[j, SENT] += a
            settled_in[k] = t
            bank[r, BALANCE] += a
            if line[r, COUNT] > 0 and not stacked[r] and r != j:
                stack[top] = r
                top += 1
                stacked[r] = True


@njit(cache=True, nogil=True)
def _who_can_send(
    d: int, t: int, hit: Ints, hit_from: Ints, hit_until: Ints, shut: Bools, by_hand: Floats,
    recovery: Floats, line: Ints, bank: Floats, opened: Bools, able: Bools,
) -> None:  # fmt: skip
    """At the beginning of a step: who can send, how many payments, and who can receive."""
    n = able.size
    for i in range(n):
        bank[i, SENT] = 0.0
        opened[i] = True
        able[i] = True
        if line[i, COUNT] == 0:
            bank[i, PACE] = np.inf  # the backlog of an outage is gone
        bank[i, LEFT] = bank[i, PACE]
    for o in range(hit_from.size):
        i = hit[o, d]
        if i >= 0 and hit_from[o] <= t < hit_until[o]:
            bank[i, PACE] = recovery[o] if able[i] else min(bank[i, PACE], recovery[o])
            able[i] = False
            bank[i, LEFT] = min(bank[i, LEFT], by_hand[o])
            if shut[o]:
                opened[i] = False
    for i in range(n):
        if not opened[i]:
            bank[i, LEFT] = 0.0


@njit(cache=True, nogil=True)
def _put_aside(
    i: int, is_open: bool, known: int, bypass: bool, sender: Ints, receiver: Ints, amount: Floats,
    place: Ints, start: Ints, waits: Bools, aside: Bools, tree: Floats, line: Ints,
) -> None:  # fmt: skip
    """Put what is for i aside, or bring it back; payments before ``known`` have come."""
    for k in range(known):
        j, spot = sender[k], place[k]
        if receiver[k] != i or not (aside[spot] if is_open else waits[spot]):
            continue
        aside[spot] = not is_open
        waits[spot] = is_open
        if is_open:
            line[j, HEAD] = min(line[j, HEAD], spot)
        change = 1 if is_open else -1
        line[j, COUNT] += change
        line[j, ASIDES] -= change
        if bypass:
            _mark(j, spot, amount[k] if is_open else np.inf, start, tree, line)


@njit(cache=True, nogil=True)
def _take_new(
    t: int, begin: int, end: int, bypass: bool, forced: Floats, sender: Ints, receiver: Ints,
    amount: Floats, place: Ints, at: Ints, start: Ints, waits: Bools, aside: Bools, tree: Floats,
    line: Ints, bank: Floats, opened: Bools, settled_in: Ints, stack: Ints, stacked: Bools,
) -> None:  # fmt: skip
    """Settle the payments from ``begin`` to ``end`` one by one, or let them wait."""
    for k in range(begin, end):
        i, r, a = sender[k], receiver[k], amount[k]
        spot = place[k]
        line[i, TAIL] = spot + 1
        if bank[i, BUDGET] < np.inf:
            bank[i, BUDGET] += forced[i] * a
        if not opened[r]:
            aside[spot] = True
            line[i, ASIDES] += 1
            bank[i, WAITING] += a
            continue
        at_once = line[i, COUNT] == 0 or (bypass and bank[i, BUDGET] == np.inf)
        has = min(bank[i, BALANCE] + bank[i, CREDIT], bank[i, BUDGET] * _ROOM)
        if at_once and bank[i, LEFT] >= 1.0 and a <= has:
            bank[i, BALANCE] -= a
            bank[i, LOW] = min(bank[i, LOW], bank[i, BALANCE])
            bank[i, BUDGET] -= a
            bank[i, LEFT] -= 1.0
            bank[i, SENT] += a
            settled_in[k] = t
            bank[r, BALANCE] += a
            if line[r, COUNT] == 0 or not bank[r, LEFT] >= 1.0:
                continue
            i = r
        else:
            waits[spot] = True
            if line[i, COUNT] == 0:
                line[i, HEAD] = spot
            line[i, COUNT] += 1
            bank[i, WAITING] += a
            if bypass:
                _mark(i, spot, a, start, tree, line)
            # a new payment behind others changes nothing for its sender, unless it is hoarding
            # and may now send a little more
            if bank[i, BUDGET] == np.inf:
                continue
        _send_on(
            i, t, bypass, receiver, amount, at, start, waits, tree, line, bank, settled_in,
            stack, stacked,
        )  # fmt: skip


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
    at: Ints, start: Ints, upto: Floats, paid: Floats, line: Ints, bank: Floats, net: Floats,
) -> None:  # fmt: skip
    """Lower ``end`` as ``_settle_together`` does, many payments at once, and never further.

    Of queues without gaps only. Whoever is short by more than ``room``, which is more than rounding
    makes of the sums, takes back as many as must be.
    """
    for b in range(m):
        net[members[b]] = bank[members[b], BALANCE]
    for b in range(m):
        i = members[b]  # the sums of i begin at start[i] + i: one more for each sender before
        if end[i] > line[i, HEAD]:
            net[i] -= upto[i + end[i]] - upto[i + line[i, HEAD]]
            first, last = line[i, HEAD] - start[i], end[i] - start[i]
            _bring(i, first, last, 1.0, block, receiver, amount, at, start, paid, net)
    moved = True
    while moved:
        moved = False
        for b in range(m):
            i = members[b]
            lacks = -(net[i] + bank[i, CREDIT] + room)
            if not (lacks > 0.0 and end[i] > line[i, HEAD]):
                continue
            most = upto[i + end[i]] - lacks
            low, high = line[i, HEAD], end[i] - 1  # the last place up to which at most that is paid
            while low < high:
                middle = (low + high + 1) // 2
                if upto[i + middle] <= most:
                    low = middle
                else:
                    high = middle - 1
            net[i] += upto[i + end[i]] - upto[i + low]
            first, last = low - start[i], end[i] - start[i]
            _bring(i, first, last, -1.0, block, receiver, amount, at, start, paid, net)
            end[i] = low
            moved = True


@njit(cache=True, nogil=True)
def _settle_together(
    members: Ints, m: int, end: Ints, t: int, bypass: bool, receiver: Ints, amount: Floats,
    at: Ints, start: Ints, waits: Bools, tree: Floats, line: Ints, bank: Floats, net: Floats,
    settled_in: Ints,
) -> bool:  # fmt: skip
    """Settle at once the most that the first payments of some queues allow; say if there is any.

    Of each member the waiting payments before ``end`` are offered, and the last ones taken back as
    long as it would end below its credit line. What remains is the greatest set that leaves no
    queue out of order.
    """
    while True:
        for b in range(m):
            net[members[b]] = bank[members[b], BALANCE]
        for b in range(m):
            i = members[b]
            for spot in range(line[i, HEAD], end[i]):
                if waits[spot]:
                    net[i] -= amount[at[spot]]
                    net[receiver[at[spot]]] += amount[at[spot]]
        again = False
        moved = True
        while moved:
            moved = False
            for b in range(m):
                i = members[b]
                while net[i] + bank[i, CREDIT] < 0.0 and end[i] > line[i, HEAD]:
                    end[i] -= 1
                    if waits[end[i]]:
                        a = amount[at[end[i]]]
                        net[i] += a
                        net[receiver[at[end[i]]]] -= a
                        moved = True
                        again = True
        if not again:
            break  # added up afresh, nobody is short
    any_settled = False
    for b in range(m):
        i = members[b]
        for spot in range(line[i, HEAD], end[i]):
            if waits[spot]:
                k = at[spot]
                waits[spot] = False
                if bypass:
                    _mark(i, spot, np.inf, start, tree, line)
                line[i, COUNT] -= 1
                bank[i, WAITING] -= amount[k]
                bank[i, LEFT] -= 1.0
                bank[i, SENT] += amount[k]
                settled_in[k] = t
                any_settled = True
    if any_settled:
        for b in range(m):
            i = members[b]
            bank[i, BALANCE] = net[i]
            bank[i, LOW] = min(bank[i, LOW], net[i])
    return any_settled


@njit(cache=True, nogil=True)
def _lacks_money(i: int, line: Ints, bank: Floats) -> bool:
    """Whether something of i's waits that it can send and does not hold back."""
    return bool(line[i, COUNT] > 0 and bank[i, LEFT] >= 1.0 and bank[i, BUDGET] == np.inf)


@njit(cache=True, nogil=True)
def _offer_all(members: Ints, end: Ints, waits: Bools, line: Ints, bank: Floats) -> int:
    """Offer all that waits and can be sent in this step, of everybody; return how many offer."""
    for j in range(end.size):
        if _lacks_money(j, line, bank):
            spot = _first_waiting(j, waits, line)
            end[j] = line[j, TAIL]
            if bank[j, LEFT] < line[j, COUNT]:
                seen = 0
                while seen < bank[j, LEFT] - 0.5:
                    seen += 1 if waits[spot] else 0
                    spot += 1
                end[j] = spot
        else:
            if line[j, COUNT] == 0:
                line[j, HEAD] = line[j, TAIL]
            end[j] = line[j, HEAD]
        members[j] = j
    return end.size


@njit(cache=True, nogil=True)
def _offer_pair(
    i: int, members: Ints, end: Ints, receiver: Ints, at: Ints, waits: Bools, line: Ints,
    bank: Floats,
) -> int:  # fmt: skip
    """Offer what i, who has something waiting, and the next one whom it pays would pay each other.

    Returns:
        How many offer: 2, or 0 if the other has nothing for i first.
    """
    j = receiver[at[_first_waiting(i, waits, line)]]
    if not _lacks_money(j, line, bank) or receiver[at[_first_waiting(j, waits, line)]] != i:
        return 0
    for b in range(2):
        one, other = (i, j) if b == 0 else (j, i)
        spot, seen = line[one, HEAD], 0
        while spot < line[one, TAIL] and seen < bank[one, LEFT] - 0.5:
            if waits[spot]:
                if receiver[at[spot]] != other:
                    break
                seen += 1
            spot += 1
        end[one] = spot
        members[b] = one
    return 2


@njit(cache=True, nogil=True)
def _hold_back(
    t: int, is_last: bool, below: Floats, forced: Floats, recovers: bool, bank: Floats, able: Bools,
    hoards_from: Ints,
) -> None:  # fmt: skip
    """At the end of a step: who holds back from the next one on."""
    for i in range(able.size):
        is_below = bank[i, BALANCE] + bank[i, CREDIT] < below[i]
        if is_below and able[i] and bank[i, BUDGET] == np.inf and not is_last:
            bank[i, BUDGET] = forced[i] * max(bank[i, WAITING], 0.0)
            if hoards_from[i] < 0:
                hoards_from[i] = t + 1
        elif recovers and not is_below:
            bank[i, BUDGET] = np.inf


@njit(cache=True, nogil=True)
def _say_why(
    sender: Ints, amount: Floats, place: Ints, aside: Bools, bank: Floats, settled_in: Ints,
    unsettled: Floats,
) -> None:  # fmt: skip
    """At the close: what did not settle by outage, by hoarding, for lack of money."""
    unsettled[:] = 0.0
    for k in range(settled_in.size):
        if settled_in[k] < 0:
            i = sender[k]
            cause = 2
            if bank[i, BUDGET] < np.inf:
                cause = 1
            if bank[i, LEFT] < 1.0 or (aside.size > 0 and aside[place[k]]):
                cause = 0
            unsettled[cause, i] += amount[k]


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
    steps, payments = first.size - 1, amount.size
    line, bank = np.zeros((n, 6), dtype=np.int64), np.empty((n, 8))
    tree = _plant(bypass, start, line)
    waits = np.empty(payments, dtype=np.bool_)
    aside = np.empty(payments if shut.any() else 0, dtype=np.bool_)
    opened, able = np.empty(n, dtype=np.bool_), np.empty(n, dtype=np.bool_)
    was_open = np.empty(n, dtype=np.bool_)
    stack, stacked = np.empty(n + 1, dtype=np.int64), np.zeros(n, dtype=np.bool_)
    members, end = np.empty(n, dtype=np.int64), np.empty(n, dtype=np.int64)
    net = np.empty(n)
    block, rough = max(n, 64), offsetting == 2 and not bypass and aside.size == 0
    upto = np.zeros(payments + n + 1 if rough else 0)
    paid = np.zeros((payments // block + n + 1 if rough else 0, n))
    room = 0.0
    if rough:
        _add_up_queues(block, receiver, amount, at, start, upto, paid)
        room = 1e-10 * upto.max()
    hoards_from[:] = -1
    settled_in[:] = -1
    for d in range(draws):
        done = settled_in[d]
        _open_accounts(opening[d], credit[d], start, waits, aside, tree, line, bank)
        was_open[:] = True
        for t in range(steps):
            _who_can_send(
                d, t, hit, hit_from, hit_until, shut, by_hand, recovery, line, bank, opened, able
            )
            for i in range(n):
                if opened[i] != was_open[i]:
                    was_open[i] = opened[i]
                    _put_aside(
                        i, opened[i], first[t], bypass, sender, receiver, amount, place, start,
                        waits, aside, tree, line,
                    )  # fmt: skip
            for i in range(n):
                if line[i, COUNT] > 0 and bank[i, LEFT] >= 1.0:
                    _send_on(
                        i, t, bypass, receiver, amount, at, start, waits, tree, line, bank, done,
                        stack, stacked,
                    )  # fmt: skip
            _take_new(
                t, first[t], first[t + 1], bypass, forced, sender, receiver, amount, place, at,
                start, waits, aside, tree, line, bank, opened, done, stack, stacked,
            )  # fmt: skip
            more = offsetting > 0
            while more:
                more = False
                for i in range(n if offsetting == 1 else 1):
                    m = 0
                    if offsetting == 2:
                        m = _offer_all(members, end, waits, line, bank)
                    elif _lacks_money(i, line, bank):
                        m = _offer_pair(i, members, end, receiver, at, waits, line, bank)
                    if m == 0:
                        continue
                    if rough:
                        _take_back_roughly(
                            members, m, end, block, room, receiver, amount, at, start, upto,
                            paid, line, bank, net,
                        )  # fmt: skip
                    if _settle_together(
                        members, m, end, t, bypass, receiver, amount, at, start, waits, tree,
                        line, bank, net, done,
                    ):  # fmt: skip
                        more = offsetting == 1  # of all, the greatest set is found at once
                        for b in range(m):
                            _send_on(
                                members[b], t, bypass, receiver, amount, at, start, waits, tree,
                                line, bank, done, stack, stacked,
                            )  # fmt: skip
            for i in range(n):
                if line[i, COUNT] + line[i, ASIDES] == 0:
                    bank[i, WAITING] = 0.0  # not what additions and subtractions left of it
                sent[d, t, i] = bank[i, SENT]
                queued[d, t, i] = max(bank[i, WAITING], 0.0)
                balances[d, t, i] = bank[i, BALANCE]
                short[d, t, i] = _lacks_money(i, line, bank)
            row = hold_below[min(d, hold_below.shape[0] - 1)]
            below = row[min(t, row.shape[0] - 1)]
            _hold_back(t, t + 1 == steps, below, forced, recovers, bank, able, hoards_from[d])
        lowest[d] = bank[:, LOW]
        _say_why(sender, amount, place, aside, bank, done, unsettled[d])
        if steps > 0:
            for i in range(n):
                queued[d, steps - 1, i] = unsettled[d, 0, i] + unsettled[d, 1, i]
                queued[d, steps - 1, i] += unsettled[d, 2, i]
