"""Compiled loops of fire sales: to the highest prices, and in rounds of settling and offering.

All in one file: what is stored of a compiled loop does not notice a change in another file.
"""

import math

import numpy as np
from numba import njit

from parley.engine.amounts import Bools, Floats, Ints

#: The laws of price impact by number, as in ``parley.engine.impact.ImpactLaw``.
LINEAR, EXPONENTIAL, SQUARE_ROOT = 0, 1, 2


@njit(cache=True, nogil=True)
def price_after(law: int, slope: float, lowest: float, start: float, sold: float) -> float:
    """Price of one class after ``sold`` units; ``parley.engine.impact`` has the formulas."""
    fall = slope * max(0.0, sold)
    floor = min(lowest, start)
    if law == EXPONENTIAL:
        return floor + (start - floor) * math.exp(-fall)
    if law == SQUARE_ROOT:
        fall = math.sqrt(fall)
    return max(floor, start * (1.0 - fall))


@njit(cache=True, nogil=True)
def dot(row: Floats, prices: Floats) -> float:
    """``Σ_a row_a prices_a`` in eight strands, always the same way: one waits for each addition."""
    m = row.size
    b = c = e = f = g = h = k = p = 0.0
    whole = m - m % 8
    for a in range(0, whole, 8):
        b += row[a] * prices[a]
        c += row[a + 1] * prices[a + 1]
        e += row[a + 2] * prices[a + 2]
        f += row[a + 3] * prices[a + 3]
        g += row[a + 4] * prices[a + 4]
        h += row[a + 5] * prices[a + 5]
        k += row[a + 6] * prices[a + 6]
        p += row[a + 7] * prices[a + 7]
    for a in range(whole, m):
        b += row[a] * prices[a]
    return ((b + c) + (e + f)) + ((g + h) + (k + p))


@njit(cache=True, nogil=True)
def sell_down(
    holdings: Floats, sold_before: Floats, sold_elsewhere: Floats, law: int, price_impact: Floats,
    lowest: Floats, start: Floats, other_assets: Floats, weighted_assets: Floats, debts: Floats,
    floor: Floats, cash_need: Floats, own: Bools, tolerance: float, max_rounds: int,
    fraction: Floats, prices: Floats, gap: Floats, status: Ints,
) -> None:  # fmt: skip
    """Iterate ``(fraction, prices) <- Ψ(fraction, prices)`` downward, draw by draw.

    i sells the share ``f_i`` of everything that it holds: the least with which it raises
    ``cash_need_i`` and with which ``E_i >= floor_i (W_i + (1 - f_i) V_i)``; 1 if ``E_i <= 0``. Here
    ``V_i = Σ_a h_ia q_a``, ``E_i = other_i + V_i - debts_i``, and ``W_i`` is what else the ratio
    counts. Prices answer by ``law`` to ``sold_before_a + elsewhere_a + Σ_i f_i h_ia``, from
    ``start_a`` down; the exponential law is ``q_a = exp(-λ_a max(0, units sold))``.

    Shapes: holdings (k, n, m) and price_impact (k, m), k being 1 for all draws or one for each;
    prices, start, sold_before, sold_elsewhere (draws, m); lowest (m,); the others (draws, n) or,
    for floor and own, (n,). ``fraction`` and ``prices`` hold the top on entry. Fills ``gap``
    with the last change of any price or fraction, and ``status``.
    """
    draws, m = prices.shape
    n = fraction.shape[1]
    pressure = np.empty(m)
    for d in range(draws):
        h = holdings[min(d, holdings.shape[0] - 1)]
        slope = price_impact[min(d, price_impact.shape[0] - 1)]
        status[d] = 1
        gap[d] = 0.0
        for _ in range(max_rounds):
            change = 0.0
            for i in range(n):
                if not own[i]:
                    continue
                value = 0.0
                for a in range(m):
                    value += h[i, a] * prices[d, a]
                if value <= 0.0:
                    continue
                wanted = cash_need[d, i] / value
                if floor[i] > 0.0:
                    equity = other_assets[d, i] + value - debts[d, i]
                    if equity <= 0.0:
                        wanted = 1.0
                    else:
                        excess = weighted_assets[d, i] + value - equity / floor[i]
                        wanted = max(wanted, excess / value)
                wanted = min(1.0, wanted)
                if wanted > fraction[d, i]:
                    change = max(change, wanted - fraction[d, i])
                    fraction[d, i] = wanted
            for a in range(m):
                pressure[a] = sold_before[d, a] + sold_elsewhere[d, a]
            for i in range(n):
                if fraction[d, i] > 0.0:
                    part = fraction[d, i]
                    for a in range(m):
                        pressure[a] += part * h[i, a]
            for a in range(m):
                q = price_after(law, slope[a], lowest[a], start[d, a], pressure[a])
                if q < prices[d, a]:
                    change = max(change, prices[d, a] - q)
                    prices[d, a] = q
            gap[d] = change
            if change <= tolerance:
                status[d] = 0
                break


@njit(cache=True, nogil=True)
def mark(holdings: Floats, prices: Floats, worth: Floats) -> None:
    """Fill ``worth``, (draws, n), with ``Σ_a h_ia q_a``; ``holdings`` (k, n, m), k 1 or draws."""
    draws, n = worth.shape
    m = prices.shape[1]
    for d in range(draws):
        k = min(d, holdings.shape[0] - 1)
        for i in range(n):
            value = 0.0
            for a in range(m):
                value += holdings[k, i, a] * prices[d, a]
            worth[d, i] = value


@njit(cache=True, nogil=True)
def _decide(
    assets: float, equity: float, cash: float, loan: float, default_below: float,
    sell_below: float, target: float,
) -> tuple[float, float]:  # fmt: skip
    """What is to be raised by sales, and paid back from cash; -1 is a default."""
    if equity < default_below * assets:
        return -1.0, 0.0
    if not equity < sell_below * assets:
        return 0.0, 0.0
    excess = max(0.0, assets - equity / target)
    from_cash = min(excess, cash, loan)
    # Cash that no loan is left to pay back with need not be raised again.
    return max(0.0, excess - from_cash - (cash - from_cash)), from_cash


@njit(cache=True, nogil=True)
def follow(
    r: int, last: int, failures: int, prices: Floats, sold: Floats, price_path: Floats,
    sold_path: Floats, new_defaults: Ints,
) -> None:  # fmt: skip
    """Write down how one draw stands after round r, and for the rounds up to ``last`` the same.

    Rounds beyond the length of a path are not written down.
    """
    if r < new_defaults.size:
        new_defaults[r] = failures
    for later in range(r, min(last, price_path.shape[0])):
        if later > r:
            new_defaults[later] = 0
        for a in range(prices.size):
            price_path[later, a], sold_path[later, a] = prices[a], sold[a]


@njit(cache=True, nogil=True)
def sell_by_share(
    holdings: Floats, law: int, slope: Floats, lowest: Floats, start: Floats, other: Floats,
    fixed_debts: Floats, default_below: Floats, sell_below: Floats, target: Floats, late: float,
    rounds: int, tolerance: float, attribute: bool, cash: Floats, loans: Floats, kept: Floats,
    prices: Floats, sold: Floats, loss: Floats, defaulted: Bools, price_path: Floats,
    sold_path: Floats, new_defaults: Ints, used: Ints, gap: Floats, loss_from: Floats,
) -> None:  # fmt: skip
    """Rounds in which everybody sells the same share of all that it holds, draw by draw.

    ``holdings`` is (k, n, m) and ``slope`` (k, m), k being 1 for all draws or one for each.
    ``start`` is (draws, m); ``other``, ``fixed_debts`` are (draws, n); thresholds (1, n)
    or (draws, n). A seller
    gets ``late`` of the price after, and the rest of the price before.

    On entry ``cash`` and ``loans``, (draws, n), stand as before the shock. Fills them, ``kept``
    (share of its holdings that i still has), ``loss`` (by sales) and ``defaulted``, (draws, n);
    ``prices`` and ``sold``, (draws, m); ``price_path`` and ``sold_path`` (draws, rounds, m),
    ``new_defaults`` (draws, rounds), all three as far as they reach; ``used`` (draws,), rounds
    until nothing moves; ``gap`` (draws,), the largest share that is still on offer; ``loss_from``
    (draws, n, n), lost by the column because of the row's sales, if ``attribute``.
    """
    draws, m = prices.shape
    n = cash.shape[1]
    worth, offer = np.empty(n), np.empty(n)
    before, offered = np.empty(m), np.empty(m)
    for d in range(draws):
        h = holdings[min(d, holdings.shape[0] - 1)]
        steep = slope[min(d, slope.shape[0] - 1)]
        q = prices[d]
        for a in range(m):
            q[a], sold[d, a] = start[d, a], 0.0
        for i in range(n):
            worth[i] = dot(h[i], q)
            offer[i], kept[d, i], loss[d, i], defaulted[d, i] = 0.0, 1.0, 0.0, False
        moving = False
        t = min(d, target.shape[0] - 1)
        for r in range(rounds):
            if moving:
                for a in range(m):
                    before[a], offered[a] = q[a], 0.0
                for i in range(n):
                    if offer[i] > 0.0:
                        row, part = h[i], offer[i]
                        for a in range(m):
                            offered[a] += part * row[a]
                for a in range(m):
                    sold[d, a] += offered[a]
                    q[a] = min(q[a], price_after(law, steep[a], lowest[a], start[d, a], sold[d, a]))
                if attribute:
                    for a in range(m):
                        fell = before[a] - q[a]
                        before[a] = fell / offered[a] if offered[a] > 0.0 else 0.0
                    for j in range(n):
                        if offer[j] > 0.0:
                            for a in range(m):
                                offered[a] = h[j, a] * before[a]
                            for i in range(n):
                                bears = kept[d, i] - (1.0 - late) * offer[i]
                                loss_from[d, j, i] += offer[j] * bears * dot(h[i], offered)
                for i in range(n):
                    if kept[d, i] == 0.0:
                        continue  # who has sold everything feels no price
                    now = dot(h[i], q)
                    fell = worth[i] - now
                    loss[d, i] += (kept[d, i] - (1.0 - late) * offer[i]) * fell
                    cash[d, i] += offer[i] * (now + (1.0 - late) * fell)
                    kept[d, i] = max(0.0, kept[d, i] - offer[i])
                    worth[i] = now
            failures = 0
            moving = False
            gap[d] = 0.0
            for i in range(n):
                offer[i] = 0.0
                if defaulted[d, i]:
                    continue
                value = kept[d, i] * worth[i]
                assets = cash[d, i] + other[d, i] + value
                equity = assets - loans[d, i] - fixed_debts[d, i]
                raised, paid = _decide(
                    assets, equity, cash[d, i], loans[d, i], default_below[t, i],
                    sell_below[t, i], target[t, i],
                )  # fmt: skip
                if raised < 0.0:
                    defaulted[d, i] = True
                    failures += 1
                    offer[i] = kept[d, i]
                elif value > 0.0:
                    offer[i] = kept[d, i] * min(1.0, raised / value)
                if r + 1 < rounds and paid > 0.0:
                    cash[d, i] -= paid
                    loans[d, i] -= paid
                    moving = moving or paid > tolerance * assets
                gap[d] = max(gap[d], offer[i])
            moving = moving or gap[d] > tolerance
            used[d] = r + 1
            last = r + 1 if moving else price_path.shape[1]
            follow(r, last, failures, q, sold[d], price_path[d], sold_path[d], new_defaults[d])
            if not moving:
                break


@njit(cache=True, nogil=True)
def sell_in_order(
    units: Floats, order: Ints, law: int, slope: Floats, lowest: Floats, start: Floats,
    other: Floats, fixed_debts: Floats, default_below: Floats, sell_below: Floats, target: Floats,
    late: float, rounds: int, tolerance: float, attribute: bool, cash: Floats, loans: Floats,
    prices: Floats, sold: Floats, loss: Floats, defaulted: Bools, price_path: Floats,
    sold_path: Floats, new_defaults: Ints, used: Ints, gap: Floats, loss_from: Floats,
) -> None:  # fmt: skip
    """The same as ``sell_by_share``, but class after class in the ``order`` given, (k, m).

    ``units``, (draws, n, m), stand as before the shock on entry, and hold what is left at the end.
    """
    draws, n, m = units.shape
    offer = np.empty((n, m))
    before, offered = np.empty(m), np.empty(m)
    for d in range(draws):
        h = units[d]
        steep = slope[min(d, slope.shape[0] - 1)]
        first = order[min(d, order.shape[0] - 1)]
        q = prices[d]
        for a in range(m):
            q[a], sold[d, a] = start[d, a], 0.0
        for i in range(n):
            loss[d, i], defaulted[d, i] = 0.0, False
        moving = False
        t = min(d, target.shape[0] - 1)
        for r in range(rounds):
            if moving:
                for a in range(m):
                    before[a], offered[a] = q[a], 0.0
                for i in range(n):
                    for a in range(m):
                        offered[a] += offer[i, a]
                for a in range(m):
                    sold[d, a] += offered[a]
                    q[a] = min(q[a], price_after(law, steep[a], lowest[a], start[d, a], sold[d, a]))
                for i in range(n):
                    for a in range(m):
                        fell = before[a] - q[a]
                        bears = h[i, a] - (1.0 - late) * offer[i, a]
                        loss[d, i] += bears * fell
                        cash[d, i] += offer[i, a] * (q[a] + (1.0 - late) * fell)
                        if attribute and fell > 0.0:
                            for j in range(n):
                                if offer[j, a] > 0.0:
                                    loss_from[d, j, i] += bears * fell * offer[j, a] / offered[a]
                for i in range(n):
                    for a in range(m):
                        h[i, a] = max(0.0, h[i, a] - offer[i, a])
            failures = 0
            moving = False
            gap[d] = 0.0
            for i in range(n):
                offer[i, :] = 0.0
                if defaulted[d, i]:
                    continue
                value = dot(h[i], q)
                assets = cash[d, i] + other[d, i] + value
                equity = assets - loans[d, i] - fixed_debts[d, i]
                raised, paid = _decide(
                    assets, equity, cash[d, i], loans[d, i], default_below[t, i],
                    sell_below[t, i], target[t, i],
                )  # fmt: skip
                if raised < 0.0:
                    defaulted[d, i] = True
                    failures += 1
                    offer[i] = h[i]
                    gap[d] = max(gap[d], 1.0 if value > 0.0 else 0.0)
                elif value > 0.0:
                    gap[d] = max(gap[d], min(1.0, raised / value))
                    for k in range(m):
                        a = first[k]
                        here = min(raised, h[i, a] * q[a])
                        if here > 0.0:
                            offer[i, a] = min(h[i, a], here / q[a])
                            raised -= here
                if r + 1 < rounds and paid > 0.0:
                    cash[d, i] -= paid
                    loans[d, i] -= paid
                    moving = moving or paid > tolerance * assets
            moving = moving or gap[d] > tolerance
            used[d] = r + 1
            last = r + 1 if moving else price_path.shape[1]
            follow(r, last, failures, q, sold[d], price_path[d], sold_path[d], new_defaults[d])
            if not moving:
                break


@njit(cache=True, nogil=True)
def value(holdings: Floats, prices: Floats, worth: Floats) -> None:
    """Fill ``worth``, (draws, n), with ``Σ_a h_ia q_a``; ``holdings`` (k, n, m), k 1 or draws."""
    for d in range(worth.shape[0]):
        h = holdings[min(d, holdings.shape[0] - 1)]
        for i in range(worth.shape[1]):
            worth[d, i] = dot(h[i], prices[d])
