"""Compiled loops of clearing: how far payments may be from the exact ones at most."""

import math

import numpy as np
from numba import njit

from parley.engine.amounts import Bools, Floats, Ints


@njit(cache=True, nogil=True)
def add_along(i: int, indptr: Ints, creditor: Ints, part: Floats, x: float, to: Floats) -> None:
    """Add ``part_ij x`` to what each creditor j of i has in ``to``."""
    who = creditor[indptr[i] : indptr[i + 1]]
    each = part[indptr[i] : indptr[i + 1]]
    for e in range(who.size):
        to[who[e]] += each[e] * x


@njit(cache=True, nogil=True)
def left_over(
    i: int, claim_ptr: Ints, assets: Floats, alpha: float, beta: float, top: Floats, p: Floats,
    received: Floats,
) -> float:  # fmt: skip
    """What remains of i's equation, with room for the rounding of its own sums."""
    kept = min(assets[i], alpha * assets[i])
    wanted = min(top[i], max(0.0, kept + beta * received[i]))
    left: float = abs(p[i] - wanted) + 4.5e-16 * (4 + claim_ptr[i + 1] - claim_ptr[i]) * wanted
    return left


@njit(cache=True, nogil=True)
def bound_error(
    indptr: Ints, creditor: Ints, share: Floats, claim_ptr: Ints,
    owed: Floats, senior: Floats, need: Floats,
    assets: Floats, alpha: float, beta: float, top: Floats, p: Floats, received: Floats,
    moves: Bools, who: Ints, weight: Floats, pushed: Floats,
) -> float:  # fmt: skip
    """Bound ``|p_i - p*_i|`` of every institution of one draw, in money; infinite if unknown.

    Among those who fall the map is affine. If ``w > β Πᵀ w`` for some weights w, then no error
    exceeds ``t w_i``, ``t`` the largest ``|r_i| / (w_i - β (Πᵀ w)_i)``, ``r`` what remains of the
    equation (a weighted maximum norm in which the map contracts). The first w tried is what each
    pays the network: there the difference is what it has from elsewhere. If somebody has nothing
    from elsewhere, w starts at what each owes the network, and ``w <- w₀ + β Πᵀ w`` finds one if
    there is any. Whoever pays less than its senior debts passes nothing on, if the bound leaves
    it there. If there are default costs, nobody else may be so near to falling that the error
    could decide it.

    Shapes (n,). ``moves`` says who falls; ``need`` is what each must have not to, 0 for whose
    payments are given; who, weight, pushed are room to work in.
    """
    n, k, worst = owed.size, 0, 0.0
    for i in range(n):
        if moves[i]:
            who[k] = i
            k += 1
            weight[i] = max(p[i] - senior[i], 0.0)
    rate = math.inf
    for attempt in range(64):
        for i in range(n):
            pushed[i] = 0.0
        for m in range(k):
            j = who[m]
            if weight[j] > 0.0:
                add_along(j, indptr, creditor, share, weight[j], pushed)
        rate = 0.0
        for m in range(k):
            i = who[m]
            if weight[i] > 0.0:
                room = weight[i] - beta * pushed[i]
                if room <= 1e-13 * weight[i]:
                    rate = math.inf
                    break
                rate = max(
                    rate, left_over(i, claim_ptr, assets, alpha, beta, top, p, received) / room
                )
        if rate < math.inf:
            break
        for m in range(k):
            i = who[m]
            weight[i] = owed[i] - senior[i] if p[i] >= senior[i] else 0.0
            if attempt > 0 and weight[i] > 0.0:
                weight[i] += beta * pushed[i]
    if rate == math.inf:
        return math.inf
    for m in range(k):
        i = who[m]
        error = (
            left_over(i, claim_ptr, assets, alpha, beta, top, p, received) + beta * rate * pushed[i]
        )
        worst = max(worst, error)
        if weight[i] == 0.0 and owed[i] > senior[i] and p[i] + error > senior[i]:
            return math.inf
    if alpha < 1.0 or beta < 1.0:
        for i in range(n):
            has = assets[i] + received[i]
            if not moves[i] and need[i] > 0.0 and has - rate * pushed[i] < need[i]:
                return math.inf
    return worst


@njit(cache=True, nogil=True)
def bound_errors(
    indptr: Ints, creditor: Ints, share: Floats, claim_ptr: Ints,
    owed: Floats, senior: Floats, need: Floats,
    assets: Floats, alpha: float, beta: float, p: Floats, received: Floats,
    moves: Bools, top: Floats, bound: Floats,
) -> None:  # fmt: skip
    """Fill ``bound`` (draws,), where it is below 0, with what ``bound_error`` says of the draw.

    ``top`` (draws, n) is where the search began; one row may stand for all draws.
    """
    draws, n = p.shape
    who = np.empty(n, dtype=np.int64)
    weight, pushed = np.empty(n), np.empty(n)
    for d in range(draws):
        if bound[d] < 0.0:
            bound[d] = bound_error(
                indptr, creditor, share, claim_ptr, owed, senior, need, assets[d], alpha, beta,
                top[min(d, top.shape[0] - 1)], p[d], received[d], moves[d], who, weight, pushed,
            )  # fmt: skip
