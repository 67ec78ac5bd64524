"""Compiled loops of fire sales in rounds: settle what was offered, look at the books, offer."""

import numpy as np
from numba import njit

from parley.engine.amounts import Bools, Floats, Ints
from parley.engine.contagion.kernels.fire_sales import dot, price_after


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
            if r < new_defaults.shape[1]:
                new_defaults[d, r] = failures
            used[d] = r + 1
            if r < price_path.shape[1]:
                for a in range(m):
                    price_path[d, r, a], sold_path[d, r, a] = q[a], sold[d, a]
            if not moving:
                for later in range(r + 1, price_path.shape[1]):
                    new_defaults[d, later] = 0
                    for a in range(m):
                        price_path[d, later, a], sold_path[d, later, a] = q[a], sold[d, a]
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
            if r < new_defaults.shape[1]:
                new_defaults[d, r] = failures
            used[d] = r + 1
            if r < price_path.shape[1]:
                for a in range(m):
                    price_path[d, r, a], sold_path[d, r, a] = q[a], sold[d, a]
            if not moving:
                for later in range(r + 1, price_path.shape[1]):
                    new_defaults[d, later] = 0
                    for a in range(m):
                        price_path[d, later, a], sold_path[d, later, a] = q[a], sold[d, a]
                break


@njit(cache=True, nogil=True)
def value(holdings: Floats, prices: Floats, worth: Floats) -> None:
    """Fill ``worth``, (draws, n), with ``Σ_a h_ia q_a``; ``holdings`` (k, n, m), k 1 or draws."""
    for d in range(worth.shape[0]):
        h = holdings[min(d, holdings.shape[0] - 1)]
        for i in range(worth.shape[1]):
            worth[d, i] = dot(h[i], prices[d])
