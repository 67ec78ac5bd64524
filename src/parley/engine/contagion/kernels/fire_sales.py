"""Compiled loops of fire sales: sales move prices down, prices make others sell."""

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
