"""Compiled loops of clearing: sweeps over all debtors, one draw alone or 64 side by side.

Both add up in the same order, so that a draw has the same digits in any company.
"""

import numpy as np
from numba import njit

from parley.engine.amounts import Bools, Floats, Ints

#: Draws side by side in a sweep: enough for the compiler to use the whole width of the machine.
LANES = 64

#: So few draws left over are swept one by one.
LANES_ALONE = 8


@njit(cache=True, nogil=True)
def came_in(i: int, claim_ptr: Ints, debtor: Ints, claim: Floats, x: Floats) -> float:
    """``(Πᵀ x)_i``, added up in fours as ``sweep_together`` does."""
    who = debtor[claim_ptr[i] : claim_ptr[i + 1]]
    part = claim[claim_ptr[i] : claim_ptr[i + 1]]
    came = 0.0
    fours = who.size // 4
    for q in range(fours):
        e = 4 * q
        came += (part[e] * x[who[e]] + part[e + 1] * x[who[e + 1]]) + (
            part[e + 2] * x[who[e + 2]] + part[e + 3] * x[who[e + 3]]
        )
    for e in range(4 * fours, who.size):
        came += part[e] * x[who[e]]
    return came


@njit(cache=True, nogil=True)
def sweep_alone(
    claim_ptr: Ints, debtor: Ints, claim: Floats, owed: Floats, senior: Floats, need: Floats,
    assets: Floats, alpha: float, beta: float, tolerance: float, max_rounds: int, x: Floats,
) -> int:  # fmt: skip
    """Sweep one draw down from the top; ``x`` (n,) becomes what reaches the network. Rounds, or -1.

    ``claim_ptr, debtor, claim`` are ``Πᵀ`` in CSR, creditor rows.
    """
    n = owed.size
    for i in range(n):
        x[i] = owed[i] - senior[i]
    for r in range(max_rounds):
        moved = False
        for i in range(n):
            if owed[i] == 0.0:
                continue
            came = came_in(i, claim_ptr, debtor, claim, x)
            if assets[i] + came < need[i]:
                left = max(0.0, max(0.0, alpha * assets[i] + beta * came) - senior[i])
                moved = moved or x[i] - left > tolerance * owed[i]
                x[i] = left
        if not moved:
            return r + 1
    return -1


@njit(cache=True, nogil=True)
def came_in_together(
    i: int, claim_ptr: Ints, debtor: Ints, claim: Floats, x: Floats, came: Floats
) -> None:
    """Fill ``came`` (64,) with ``(Πᵀ x)_i`` of 64 draws."""
    for k in range(LANES):
        came[k] = 0.0
    q = claim_ptr[i]
    last = claim_ptr[i + 1]
    while q + 4 <= last:
        w0, w1, w2, w3 = claim[q], claim[q + 1], claim[q + 2], claim[q + 3]
        x0, x1, x2, x3 = x[debtor[q]], x[debtor[q + 1]], x[debtor[q + 2]], x[debtor[q + 3]]
        for k in range(LANES):
            came[k] += (w0 * x0[k] + w1 * x1[k]) + (w2 * x2[k] + w3 * x3[k])
        q += 4
    while q < last:
        w0, x0 = claim[q], x[debtor[q]]
        for k in range(LANES):
            came[k] += w0 * x0[k]
        q += 1


@njit(cache=True, nogil=True)
def sweep_together(
    claim_ptr: Ints, debtor: Ints, claim: Floats, owed: Floats, senior: Floats, need: Floats,
    e: Floats, lanes: int, alpha: float, beta: float, tolerance: float, max_rounds: int,
    x: Floats, received: Floats, runs: Floats, moved: Floats, rounds: Ints,
) -> None:  # fmt: skip
    """Do what ``sweep_alone`` does for up to 64 draws; each stands still once it has arrived.

    Shapes: e, x, received (n, 64), the first ``lanes`` of each row used; runs, moved (64,) are
    room to work in. Fills ``x``, ``received = Πᵀ x`` and ``rounds`` (64,), -1 for who did not
    arrive.
    """
    n = owed.size
    for k in range(LANES):
        runs[k] = 1.0 if k < lanes else 0.0
        rounds[k] = -1
    for i in range(n):
        for k in range(LANES):
            x[i, k] = owed[i] - senior[i]
    for r in range(max_rounds):
        for k in range(LANES):
            moved[k] = 0.0
        for i in range(n):
            if owed[i] == 0.0:
                continue
            came = received[i]
            came_in_together(i, claim_ptr, debtor, claim, x, came)
            enough, first, limit = need[i], senior[i], tolerance * owed[i]
            for k in range(LANES):
                left = max(0.0, max(0.0, alpha * e[i, k] + beta * came[k]) - first)
                falls = runs[k] > 0.0 and e[i, k] + came[k] < enough
                now = left if falls else x[i, k]
                moved[k] = max(moved[k], 1.0 if x[i, k] - now > limit else 0.0)
                x[i, k] = now
        running = False
        for k in range(lanes):
            if runs[k] > 0.0 and moved[k] == 0.0:
                runs[k] = 0.0
                rounds[k] = r + 1
            running = running or runs[k] > 0.0
        if not running:
            break
    for i in range(n):
        came_in_together(i, claim_ptr, debtor, claim, x, received[i])


@njit(cache=True, nogil=True)
def read_off(
    owed: Floats, senior: Floats, need: Floats, assets: Floats, alpha: float, beta: float,
    x: Floats, p: Floats, received: Floats, defaulted: Bools,
) -> float:  # fmt: skip
    """Read payments and defaults of one draw off ``x`` and ``received``, and return its gap."""
    gap = 0.0
    for i in range(owed.size):
        p[i] = owed[i]
        defaulted[i] = owed[i] > 0.0 and assets[i] + received[i] < need[i]
        if defaulted[i]:
            wanted = max(0.0, alpha * assets[i] + beta * received[i])
            was = x[i] + senior[i] if x[i] > 0.0 else min(wanted, senior[i])
            p[i] = wanted if x[i] == owed[i] - senior[i] else was
            gap = max(gap, abs(was - wanted) / owed[i])
    return gap


@njit(cache=True, nogil=True)
def clear_many(
    claim_ptr: Ints, debtor: Ints, claim: Floats, owed: Floats, senior: Floats, need: Floats,
    assets: Floats, which: Ints, alpha: float, beta: float, tolerance: float, max_rounds: int,
    p: Floats, received: Floats, defaulted: Bools, rounds: Ints, status: Ints, gap: Floats,
) -> None:  # fmt: skip
    """Find the greatest clearing vector of the draws ``which``, of alike ones side by side.

    Shapes (draws, n) or (draws,). Fills all after ``max_rounds``; ``status`` is 1 for draws that
    did not arrive.
    """
    n = owed.size
    rows = n if which.size > LANES_ALONE else 0
    e_wide, x_wide = np.zeros((rows, LANES)), np.empty((rows, LANES))
    received_wide, work = np.empty((rows, LANES)), np.empty((2, LANES))
    took, x = np.empty(LANES, dtype=np.int64), np.empty(n)
    done = 0
    while done < which.size:
        lanes = min(LANES, which.size - done)
        wide = lanes > LANES_ALONE
        if wide:
            for k in range(lanes):
                for i in range(n):
                    e_wide[i, k] = assets[which[done + k], i]
            sweep_together(
                claim_ptr, debtor, claim, owed, senior, need, e_wide, lanes, alpha, beta,
                tolerance, max_rounds, x_wide, received_wide, work[0], work[1], took,
            )  # fmt: skip
        for k in range(lanes):
            d = which[done + k]
            if wide:
                rounds[d] = took[k]
                for i in range(n):
                    x[i] = x_wide[i, k]
                    received[d, i] = received_wide[i, k]
            else:
                rounds[d] = sweep_alone(
                    claim_ptr, debtor, claim, owed, senior, need, assets[d], alpha, beta,
                    tolerance, max_rounds, x,
                )  # fmt: skip
                for i in range(n):
                    received[d, i] = came_in(i, claim_ptr, debtor, claim, x)
            status[d] = 0
            if rounds[d] < 0:
                rounds[d], status[d] = max_rounds, 1
            gap[d] = read_off(
                owed, senior, need, assets[d], alpha, beta, x, p[d], received[d], defaulted[d]
            )
        done += lanes


@njit(cache=True, nogil=True)
def pay_up(
    claim_ptr: Ints, debtor: Ints, claim: Floats, owed: Floats, senior: Floats, need: Floats,
    assets: Floats, alpha: float, beta: float, tolerance: float, max_rounds: int,
    p: Floats, received: Floats, defaulted: Bools, rounds: Ints, status: Ints, gap: Floats,
) -> None:  # fmt: skip
    """Sweep each draw up from where nobody pays anything. Fills all after ``max_rounds``."""
    draws, n = p.shape
    x = np.empty(n)
    for d in range(draws):
        x[:] = 0.0
        p[d] = 0.0
        status[d] = 1
        for r in range(max_rounds):
            rounds[d] = r + 1
            moved = False
            for i in range(n):
                if p[d, i] == owed[i]:
                    continue
                came = came_in(i, claim_ptr, debtor, claim, x)
                now = owed[i]
                if assets[d, i] + came < need[i]:
                    now = min(owed[i], max(p[d, i], alpha * assets[d, i] + beta * came))
                moved = moved or now - p[d, i] > tolerance * owed[i]
                p[d, i] = now
                x[i] = max(now - senior[i], 0.0)
            if not moved:
                status[d] = 0
                break
        gap[d] = 0.0
        for i in range(n):
            came = came_in(i, claim_ptr, debtor, claim, x)
            received[d, i] = came
            defaulted[d, i] = assets[d, i] + came < need[i]
            wanted = owed[i]
            if defaulted[d, i]:
                wanted = min(owed[i], max(0.0, alpha * assets[d, i] + beta * came))
            if owed[i] > 0.0:
                gap[d] = max(gap[d], abs(p[d, i] - wanted) / owed[i])
