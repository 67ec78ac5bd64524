"""Compiled loops of clearing at once: who falls is found, what they pay is solved for.

Few who fall: their payments solve a small linear system. Many: sweeps over all in small systems,
over those who fall in large ones.
"""

import numpy as np
from numba import njit
from numpy.typing import NDArray

from parley.engine.amounts import Bools, Floats, Ints

SmallInts = NDArray[np.int32]

#: Up to so many who fall are solved for directly; beyond it sweeps cost less.
FEW = 16

#: In systems larger than this, draws are not swept side by side: they would not fit the cache.
LARGE = 2_000


@njit(cache=True, nogil=True)
def add_along(i: int, indptr: Ints, creditor: Ints, part: Floats, x: float, to: Floats) -> None:
    """Add ``part_ij x`` to what each creditor j of i has in ``to``."""
    who = creditor[indptr[i] : indptr[i + 1]]
    each = part[indptr[i] : indptr[i + 1]]
    for e in range(who.size):
        to[who[e]] += each[e] * x


@njit(cache=True, nogil=True)
def came_in(i: int, claim_ptr: Ints, debtor: Ints, claim: Floats, x: Floats) -> float:
    """``(Πᵀ x)_i``, added up in fours."""
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
def left_over(
    i: int, claim_ptr: Ints, assets: Floats, alpha: float, beta: float, top: Floats, p: Floats,
    received: Floats,
) -> float:  # fmt: skip
    """What remains of i's equation, with room for the rounding of its own sums."""
    wanted = min(top[i], max(0.0, alpha * assets[i] + beta * received[i]))
    left: float = abs(p[i] - wanted) + 4.5e-16 * (4 + claim_ptr[i + 1] - claim_ptr[i]) * wanted
    return left


@njit(cache=True, nogil=True)
def solve_few(a: Floats, x: Floats, k: int) -> bool:
    """Solve ``(I - a) y = x`` and put y in place of x; False if the first k rows are too singular.

    ``a`` is not negative and its columns add up to 1 at most: elimination needs no pivots, and
    nothing is subtracted but on the diagonal.
    """
    for c in range(k):
        pivot = 1.0 - a[c, c]
        if pivot <= 1e-12:
            return False
        inverse = 1.0 / pivot
        a[c, c] = inverse
        for r in range(c + 1, k):
            if a[r, c] != 0.0:
                factor = a[r, c] * inverse
                for m in range(c + 1, k):
                    a[r, m] += factor * a[c, m]
                x[r] += factor * x[c]
    for c in range(k - 1, -1, -1):
        total = x[c]
        for m in range(c + 1, k):
            total += a[c, m] * x[m]
        x[c] = total * a[c, c]
    return True


@njit(cache=True, nogil=True)
def sweep_among(
    claim_ptr: Ints, debtor: Ints, claim: Floats, owed: Floats, beta: float, tolerance: float,
    max_rounds: int, k: int, is_new: bool, who: Ints, place: SmallInts, fixed: Floats,
    among_ptr: Ints, among: Ints, part: Floats, y: Floats,
) -> int:  # fmt: skip
    """Sweep ``y <- fixed + β Πᵀ y`` among the k in ``who``; rounds, or -1 if it does not arrive.

    What they owe each other is put together in ``among_ptr, among, part`` if the set is new.
    """
    if is_new:
        room = 0
        for m in range(k):
            among_ptr[m] = room
            for e in range(claim_ptr[who[m]], claim_ptr[who[m] + 1]):
                q = place[debtor[e]]
                if q >= 0:
                    among[room] = q
                    part[room] = beta * claim[e]
                    room += 1
        among_ptr[k] = room
    for r in range(max_rounds):
        moved = False
        for m in range(k):
            now = fixed[m] + came_in(m, among_ptr, among, part, y)
            moved = moved or abs(y[m] - now) > tolerance * owed[who[m]]
            y[m] = now
        if not moved:
            return r + 1
    return -1


@njit(cache=True, nogil=True)
def fall_by_sets(
    indptr: Ints, creditor: Ints, share: Floats, amount: Floats,
    claim_ptr: Ints, debtor: Ints, claim: Floats, claim_amount: Floats,
    owed: Floats, full: Floats, need: Floats, assets: Floats, alpha: float, beta: float,
    tolerance: float, max_rounds: int, few: int, most: int, k: int, who: Ints, place: SmallInts,
    base: Floats, came: Floats, a: Floats, among_ptr: Ints, among: Ints, part: Floats,
    fixed: Floats, y: Floats,
) -> tuple[int, int]:  # fmt: skip
    """Solve for the k in ``who``, add those who then fall, and so on; how many fell, and rounds.

    ``place`` is -1 for all on entry and exit. Fills ``y``, what who falls pays; ``base``, what
    comes in from who does not, and ``came``, from who does; ``fixed = α e + β base``. The number
    is -1 if more than ``most`` fall, the rounds are used up, or the system is too singular. Up to
    ``few`` are solved for directly; sweeps among more are rough until nobody else falls.
    """
    n = full.size
    for i in range(n):
        base[i] = full[i]
    before, rounds, limit = 0, 0, max(tolerance, 1e-4)
    while k > before or limit > tolerance:
        if k > most or rounds >= max_rounds:
            k = -1
            break
        is_new = k > before
        if not is_new:
            limit = tolerance
        for m in range(before, k):  # who fell pays no more in full
            place[who[m]] = m
            y[m] = owed[who[m]]
            add_along(who[m], indptr, creditor, amount, -1.0, base)
        before = k
        little = 0
        for i in range(n):
            came[i] = 0.0
            little += base[i] < 0.25 * full[i]
        if little > 0:  # add up what is left rather than take away what is not
            for i in range(n):
                if base[i] < 0.25 * full[i]:
                    base[i] = 0.0
                    for e in range(claim_ptr[i], claim_ptr[i + 1]):
                        if place[debtor[e]] < 0:
                            base[i] += claim_amount[e]
        for m in range(k):
            fixed[m] = alpha * assets[who[m]] + beta * base[who[m]]
        if k <= few:
            limit = tolerance
            rounds += 1
            for m in range(k):
                y[m] = fixed[m]
                for q in range(k):
                    a[m, q] = 0.0
            for m in range(k):
                for e in range(indptr[who[m]], indptr[who[m] + 1]):
                    q = place[creditor[e]]
                    if q >= 0:
                        a[q, m] = beta * share[e]
            took = 1 if solve_few(a, y, k) else -1
        else:
            took = sweep_among(
                claim_ptr, debtor, claim, owed, beta, limit, max_rounds, k, is_new, who, place,
                fixed, among_ptr, among, part, y,
            )  # fmt: skip
            rounds += took
        if took < 0:
            k = -1
            break
        for m in range(k):
            add_along(who[m], indptr, creditor, share, y[m], came)
        more = 0
        for i in range(n):
            more += (assets[i] + base[i] + came[i] < need[i]) & (place[i] < 0)
        if more > 0:
            for i in range(n):
                if assets[i] + base[i] + came[i] < need[i] and place[i] < 0:
                    who[k] = i
                    k += 1
    for m in range(before):
        place[who[m]] = -1
    return k, rounds


@njit(cache=True, nogil=True)
def clear_few(
    indptr: Ints, creditor: Ints, share: Floats, amount: Floats,
    claim_ptr: Ints, debtor: Ints, claim: Floats, claim_amount: Floats,
    owed: Floats, full: Floats, need: Floats, assets: Floats,
    alpha: float, beta: float, tolerance: float, max_rounds: int, few: int,
    p: Floats, received: Floats, defaulted: Bools, rounds: Ints, status: Ints,
    gap: Floats, bound: Floats, count: Ints,
) -> None:  # fmt: skip
    """Find the greatest clearing vector of each draw in which few fall, or any of a large system.

    All debtors are free, nobody is in default before.

    ``indptr, creditor, share, amount`` are ``Π`` and ``L`` in CSR, debtor rows; ``claim_ptr,
    debtor, claim, claim_amount`` the same by creditor; ``full`` is ``Σ_j L_ji``; ``need`` what i
    must have not to fall. Shapes (draws, n) or (draws,). ``few`` is at most ``FEW``, and 0 if
    anything is senior. Fills everything after it; ``count`` (draws,) is how many are known to fall
    where there are too many, and 0 where all is done. ``bound`` stays -1 where it is not known.
    """
    draws, n = assets.shape
    place = np.full(n, -1, dtype=np.int32)  # small, so that it stays in the fastest cache
    who = np.empty(n, dtype=np.int64)
    base, came = np.empty(n), np.empty(n)
    most = few if n <= LARGE or few == 0 else n
    a, fixed, y = np.empty((FEW, FEW)), np.empty(max(most, 1)), np.empty(max(most, 1))
    room = 0 if most == few else debtor.size
    among_ptr, among = np.empty(n + 1, dtype=np.int64), np.empty(room, dtype=np.int64)
    part = np.empty(room)
    for d in range(draws):
        rounds[d], status[d], gap[d], bound[d], count[d] = 1, 0, 0.0, -1.0, 0
        k = 0
        for i in range(n):
            p[d, i] = owed[i]
            defaulted[d, i] = False
            k += assets[d, i] + full[i] < need[i]
        if k == 0:
            bound[d] = 0.0
            for i in range(n):
                received[d, i] = full[i]
            continue
        if k <= most:
            first, k = k, 0
            for i in range(n):
                if assets[d, i] + full[i] < need[i]:
                    who[k] = i
                    k += 1
            k, rounds[d] = fall_by_sets(
                indptr, creditor, share, amount, claim_ptr, debtor, claim, claim_amount, owed,
                full, need, assets[d], alpha, beta, tolerance, max_rounds, few, most, k, who, place,
                base, came, a, among_ptr, among, part, fixed, y,
            )  # fmt: skip
            if k > 0:
                for i in range(n):
                    received[d, i] = base[i] + came[i]
                rate, known = 0.0, True
                for m in range(k):
                    i = who[m]
                    defaulted[d, i] = True
                    p[d, i] = y[m]
                    left = left_over(i, claim_ptr, assets[d], alpha, beta, owed, p[d], received[d])
                    wanted = alpha * assets[d, i] + beta * received[d, i]
                    gap[d] = max(gap[d], abs(y[m] - wanted) / owed[i])
                    known = known and (fixed[m] > 1e-13 * y[m] or y[m] == 0.0)
                    rate = max(rate, left / fixed[m] if fixed[m] > 0.0 else 0.0)
                if known and alpha == 1.0 and beta == 1.0:
                    bound[d] = 0.0
                    for m in range(k):
                        bound[d] = max(bound[d], rate * y[m])
                continue
            k = first
        count[d] = k
