"""Compiled loop of fire sales: sales move prices down, prices make others sell."""

import math

from numba import njit

from parley.engine.amounts import Bools, Floats, Ints


@njit(cache=True, nogil=True)
def sell_down(
    holdings: Floats, sold_before: Floats, sold_elsewhere: Floats, price_impact: Floats,
    other_assets: Floats, weighted_assets: Floats, debts: Floats, floor: Floats, cash_need: Floats,
    own: Bools, tolerance: float, max_rounds: int,
    fraction: Floats, prices: Floats, gap: Floats, status: Ints,
) -> None:  # fmt: skip
    """Iterate ``(fraction, prices) <- Ψ(fraction, prices)`` downward, draw by draw.

    i sells the share ``f_i`` of everything that it holds: the least with which it raises
    ``cash_need_i`` and with which ``E_i >= floor_i (W_i + (1 - f_i) V_i)``; 1 if ``E_i <= 0``. Here
    ``V_i = Σ_a h_ia q_a``, ``E_i = other_i + V_i - debts_i``, and ``W_i`` is what else the ratio
    counts. Prices answer: ``q_a = exp(-λ_a max(0, sold_before_a + elsewhere_a + Σ_i f_i h_ia))``.

    Shapes: holdings (draws, n, m); prices, sold_before, sold_elsewhere (draws, m); the others
    (draws, n) or, for floor and own, (n,). ``fraction`` and ``prices`` hold the top on entry.
    Fills ``gap`` with the last change of any price or fraction, and ``status``.
    """
    draws, n, m = holdings.shape
    for d in range(draws):
        status[d] = 1
        gap[d] = 0.0
        for _ in range(max_rounds):
            change = 0.0
            for i in range(n):
                if not own[i]:
                    continue
                value = 0.0
                for a in range(m):
                    value += holdings[d, i, a] * prices[d, a]
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
                pressure = sold_before[d, a] + sold_elsewhere[d, a]
                for i in range(n):
                    pressure += fraction[d, i] * holdings[d, i, a]
                q = math.exp(-price_impact[a] * max(0.0, pressure))
                if q < prices[d, a]:
                    change = max(change, prices[d, a] - q)
                    prices[d, a] = q
            gap[d] = change
            if change <= tolerance:
                status[d] = 0
                break


@njit(cache=True, nogil=True)
def mark(holdings: Floats, prices: Floats, worth: Floats) -> None:
    """Fill ``worth``, (draws, n), with ``Σ_a h_ia q_a``."""
    draws, n, m = holdings.shape
    for d in range(draws):
        for i in range(n):
            value = 0.0
            for a in range(m):
                value += holdings[d, i, a] * prices[d, a]
            worth[d, i] = value
