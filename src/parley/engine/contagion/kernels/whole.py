"""Compiled loops in whole numbers: clearing, payments, fire sales; the same on every machine.

All in one file: what is stored of a compiled loop does not notice a change in another file.
"""

from numba import njit

from parley.engine.amounts import Ints

#: One, in whole numbers: shares and prices are counted in billionths.
BILLION = 1_000_000_000

#: Steps of the table of prices in a fall of the log price by 1.
STEPS = 4096


@njit(cache=True, nogil=True)
def share_of(paid: int, owed_there: int, owed: int) -> int:
    """``floor(paid · owed_there / owed)``, exact for ``0 <= paid, owed_there <= owed < 2^62``.

    A guess in floating point is off by a few thousand at most; the remainder, taken modulo 2^64,
    is then exact and says by how much.
    """
    guess = int(paid * (owed_there / owed))
    rest = paid * owed_there - guess * owed
    return guess + rest // owed


@njit(cache=True, nogil=True)
def pay_down_whole(
    indptr: Ints, creditor: Ints, amount: Ints, owed: Ints, assets: Ints, inflow: Ints,
    recovery: Ints, max_rounds: int, p: Ints, rounds: Ints, status: Ints,
) -> None:  # fmt: skip
    """Iterate ``p <- min(p, Φ(p))`` downward in whole numbers, draw by draw.

    ``Φ(p)_i = owed_i`` if ``assets_i + y_i >= owed_i``, else ``floor(α assets_i) + floor(β y_i)``
    with ``y_i = inflow_i + Σ_j floor(p_j amount_ji / owed_j)``. ``recovery`` holds the numerator
    and denominator of α, then of β. Shapes: assets, inflow, p (draws, n). ``p`` holds the top on
    entry. Whoever pays all that it owes passes on every debt in full. ``status`` is 1 where
    ``max_rounds`` did not suffice.
    """
    draws, n = p.shape
    an, ad, bn, bd = recovery[0], recovery[1], recovery[2], recovery[3]
    whole = an == ad and bn == bd
    received = owed.copy()
    fallen = owed.copy()
    in_full = owed - owed
    for k in range(creditor.size):
        in_full[creditor[k]] += amount[k]
    for d in range(draws):
        for i in range(n):
            received[i] = inflow[d, i] + in_full[i]
        for i in range(n):
            if p[d, i] < owed[i]:
                for k in range(indptr[i], indptr[i + 1]):
                    paid = share_of(p[d, i], amount[k], owed[i]) if p[d, i] > 0 else 0
                    received[creditor[k]] -= amount[k] - paid
        status[d] = 1
        for r in range(max_rounds):
            rounds[d] = r + 1
            moved = False
            for i in range(n):
                fallen[i] = -1
                if assets[d, i] + received[i] >= owed[i]:
                    continue
                if whole:
                    now = assets[d, i] + received[i]
                else:
                    now = _part(assets[d, i], an, ad) + _part(received[i], bn, bd)
                if now < p[d, i]:
                    fallen[i] = now
                    moved = True
            if not moved:
                status[d] = 0
                break
            for i in range(n):
                if fallen[i] < 0:
                    continue
                for k in range(indptr[i], indptr[i + 1]):
                    before = amount[k]
                    if p[d, i] < owed[i]:
                        before = share_of(p[d, i], amount[k], owed[i])
                    after = share_of(fallen[i], amount[k], owed[i])
                    received[creditor[k]] -= before - after
                p[d, i] = fallen[i]


@njit(cache=True, nogil=True)
def pay_up_whole(
    indptr: Ints, creditor: Ints, amount: Ints, owed: Ints, assets: Ints, inflow: Ints,
    recovery: Ints, max_rounds: int, p: Ints, rounds: Ints, status: Ints,
) -> None:  # fmt: skip
    """Iterate ``p <- max(p, Φ(p))`` upward; arguments as of ``pay_down_whole``."""
    draws, n = p.shape
    an, ad, bn, bd = recovery[0], recovery[1], recovery[2], recovery[3]
    received = owed.copy()
    now = owed.copy()
    for d in range(draws):
        status[d] = 1
        for r in range(max_rounds):
            rounds[d] = r + 1
            for i in range(n):
                received[i] = inflow[d, i]
            for i in range(n):
                if p[d, i] > 0:
                    for k in range(indptr[i], indptr[i + 1]):
                        received[creditor[k]] += share_of(p[d, i], amount[k], owed[i])
            moved = False
            for i in range(n):
                now[i] = owed[i]
                if assets[d, i] + received[i] < owed[i]:
                    now[i] = _part(assets[d, i], an, ad) + _part(received[i], bn, bd)
                moved = moved or now[i] > p[d, i]
            if not moved:
                status[d] = 0
                break
            for i in range(n):
                p[d, i] = max(p[d, i], now[i])


@njit(cache=True, nogil=True)
def pay_across(
    debtor: Ints, place: Ints, amount: Ints, owed: Ints, p: Ints, paid: Ints
) -> None:  # fmt: skip
    """Fill ``paid`` (draws, places): what each creditor of the other side gets from all here.

    Debt k is of ``debtor[k]`` to the creditor at ``place[k]``.
    """
    draws = p.shape[0]
    for d in range(draws):
        for c in range(paid.shape[1]):
            paid[d, c] = 0
        for k in range(debtor.size):
            i = debtor[k]
            if p[d, i] == owed[i]:
                paid[d, place[k]] += amount[k]
            elif p[d, i] > 0:
                paid[d, place[k]] += share_of(p[d, i], amount[k], owed[i])


@njit(cache=True, nogil=True)
def _part(money: int, numerator: int, denominator: int) -> int:
    """``floor(money · numerator / denominator)`` without overflow for denominators to 10^6."""
    whole = money // denominator
    return whole * numerator + (money - whole * denominator) * numerator // denominator


@njit(cache=True, nogil=True)
def send_whole(
    indptr: Ints, payee: Ints, due: Ints, out: Ints, free: Ints, inflow: Ints, max_rounds: int,
    sent: Ints, received: Ints, status: Ints,
) -> None:  # fmt: skip
    """Iterate what each sends in all downward, draw by draw.

    ``sent_i <- min(sent_i, max(0, free_i + received_i))`` with ``received_i = inflow_i + Σ_j
    floor(sent_j due_ji / out_j)``. Shapes: due (draws, payments), of i from ``indptr[i]``; out,
    what each is to send to anybody, free, inflow, sent, received (draws, n). ``sent`` holds the
    top on entry. Fills ``received`` and ``status``: 1 where ``max_rounds`` did not suffice.
    """
    draws, n = sent.shape
    for d in range(draws):
        for i in range(n):
            received[d, i] = inflow[d, i]
        for i in range(n):
            if sent[d, i] > 0:
                for k in range(indptr[i], indptr[i + 1]):
                    received[d, payee[k]] += share_of(sent[d, i], due[d, k], out[d, i])
        status[d] = 1
        for _ in range(max_rounds):
            moved = False
            for i in range(n):
                now = max(0, free[d, i] + received[d, i])
                if now >= sent[d, i]:
                    continue
                moved = True
                for k in range(indptr[i], indptr[i + 1]):
                    before = share_of(sent[d, i], due[d, k], out[d, i])
                    after = share_of(now, due[d, k], out[d, i]) if now > 0 else 0
                    received[d, payee[k]] -= before - after
                sent[d, i] = now
            if not moved:
                status[d] = 0
                break


@njit(cache=True, nogil=True)
def arrive_whole(payer: Ints, due: Ints, out: Ints, sent: Ints, arrived: Ints) -> None:
    """Fill ``arrived`` (draws, payments): what is sent of each payment that is due."""
    draws = sent.shape[0]
    for d in range(draws):
        for k in range(payer.size):
            i = payer[k]
            arrived[d, k] = share_of(sent[d, i], due[d, k], out[d, i]) if sent[d, i] > 0 else 0


@njit(cache=True, nogil=True)
def add_up_whole(place: Ints, amounts: Ints, total: Ints) -> None:
    """Add to ``total`` (draws, places) the amounts (draws, payments), each at its place."""
    draws = amounts.shape[0]
    for d in range(draws):
        for k in range(place.size):
            total[d, place[k]] += amounts[d, k]


@njit(cache=True, nogil=True)
def billionths(money: int, share: int) -> int:
    """``floor(money · share / 10^9)`` without overflow for shares from 0 to 10^9."""
    whole = money // BILLION
    return whole * share + (money - whole * BILLION) * share // BILLION


@njit(cache=True, nogil=True)
def part_of(part: int, whole: int) -> int:
    """``floor(10^9 · part / whole)`` for ``0 <= part <= whole``; 0 where there is nothing."""
    if whole <= 0 or part <= 0:
        return 0
    if whole < BILLION:
        return part * BILLION // whole
    return share_of(part, BILLION, whole)


@njit(cache=True, nogil=True)
def price_of(table: Ints, depth: int, sold: int) -> int:
    """Price in billionths after so many units; ``table`` holds it at every 1/4096 of ``depth``.

    On a straight line between two entries, rounded down: it never rises with what is sold. Nothing
    moves where ``depth`` is 0; else it is 10^6 or more.
    """
    if depth == 0 or sold <= 0:
        return BILLION
    times = sold // depth
    if times >= (table.size - 1) // STEPS:
        return int(table[table.size - 1])
    rest = sold - times * depth
    step = share_of(rest, STEPS, depth)
    over = rest * STEPS - step * depth  # of depth; taken modulo 2^64, so exact
    k = times * STEPS + step
    return int(table[k]) - share_of(table[k] - table[k + 1], over, depth)


@njit(cache=True, nogil=True)
def prices_whole(table: Ints, depth: Ints, sold: Ints, prices: Ints) -> None:
    """Fill ``prices`` (draws, m) after ``sold`` (draws, m) units."""
    for d in range(sold.shape[0]):
        for a in range(sold.shape[1]):
            prices[d, a] = price_of(table, depth[a], sold[d, a])


@njit(cache=True, nogil=True)
def shares_whole(parts: Ints, wholes: Ints, found: Ints) -> None:
    """Fill ``found``, of one dimension, with ``floor(10^9 · part / whole)`` of each."""
    for k in range(found.size):
        found[k] = part_of(parts[k], wholes[k])


@njit(cache=True, nogil=True)
def value_whole(holdings: Ints, prices: Ints, worth: Ints) -> None:
    """Fill ``worth`` (draws, n): each holding at its price, rounded down.

    ``holdings`` is (k, n, m), k being 1 for all draws or one for each.
    """
    draws, n = worth.shape
    for d in range(draws):
        h = holdings[min(d, holdings.shape[0] - 1)]
        for i in range(n):
            worth[d, i] = 0
            for a in range(prices.shape[1]):
                worth[d, i] += billionths(h[i, a], prices[d, a])


@njit(cache=True, nogil=True)
def units_whole(holdings: Ints, fraction: Ints, units: Ints) -> None:
    """Fill ``units`` (draws, n, m): the share of each holding that is sold, rounded up."""
    draws, n = fraction.shape
    for d in range(draws):
        h = holdings[min(d, holdings.shape[0] - 1)]
        for i in range(n):
            for a in range(h.shape[1]):
                units[d, i, a] = h[i, a] - billionths(h[i, a], BILLION - fraction[d, i])


@njit(cache=True, nogil=True)
def _wanted(value: int, need: int, equity: int, counted: int, floor: int) -> int:
    """The least share to be sold, in billionths: what raises ``need`` and restores the ratio."""
    keep = value
    if floor > 0:
        # Held may be at most equity / floor less what else counts; beyond what is held, no matter.
        if equity <= 0:
            return BILLION
        if equity // floor <= (counted + value) // BILLION + 1:
            whole = equity // floor
            room = whole * BILLION + (equity - whole * floor) * BILLION // floor
            keep = min(keep, room - counted)
    keep = min(keep, value - need)
    if keep >= value:
        return 0
    return BILLION - part_of(max(keep, 0), value)


@njit(cache=True, nogil=True)
def sell_whole(
    table: Ints, depth: Ints, holdings: Ints, before: Ints, other: Ints, counted: Ints, owed: Ints,
    floor: Ints, need: Ints, max_rounds: int, fraction: Ints, prices: Ints, sold: Ints,
    status: Ints,
) -> None:  # fmt: skip
    """Iterate sales and prices downward in whole numbers, draw by draw.

    i sells the least share of all that it holds which raises ``need_i`` and brings ``equity_i`` to
    ``floor_i`` of what counts, equity being ``other_i`` and what is held less ``owed_i``; all if it
    has none left. Prices answer to ``before`` and what is sold here.

    Shapes: holdings (k, n, m), k being 1 or draws; before, prices, sold (draws, m); owed, floor
    (n,), the latter in billionths, 0 for no such rule; the others (draws, n). ``fraction`` and
    ``prices``, in billionths, hold the top on entry. Fills ``sold``, units sold here, and
    ``status``: 1 where ``max_rounds`` did not suffice.
    """
    draws, m = prices.shape
    n = fraction.shape[1]
    for d in range(draws):
        h = holdings[min(d, holdings.shape[0] - 1)]
        status[d] = 1
        for _ in range(max_rounds):
            moved = False
            for a in range(m):
                sold[d, a] = 0
            for i in range(n):
                value = 0
                for a in range(m):
                    value += billionths(h[i, a], prices[d, a])
                equity = other[d, i] + value - owed[i]
                share = _wanted(value, need[d, i], equity, counted[d, i], floor[i])
                if share > fraction[d, i]:
                    fraction[d, i] = share
                    moved = True
                if fraction[d, i] > 0:
                    for a in range(m):
                        sold[d, a] += h[i, a] - billionths(h[i, a], BILLION - fraction[d, i])
            for a in range(m):
                price = price_of(table, depth[a], before[d, a] + sold[d, a])
                if price < prices[d, a]:
                    prices[d, a] = price
                    moved = True
            if not moved:
                status[d] = 0
                break
