"""Compiled loops of distress: losses of equity rise from below, many draws abreast."""

import numpy as np
from numba import njit

from parley.engine.amounts import Floats, Ints

#: Draws that are carried abreast, so that the compiler works on several of them at once.
LANES = 64

#: So many draws or fewer are sooner done one after the other.
FEW = 5


@njit(cache=True, nogil=True)
def go_on(
    indptr: Ints, debtor: Ints, leverage: Floats, first: Floats, tolerance: float, max_rounds: int,
    h: Floats,
) -> int:  # fmt: skip
    """Raise one ``h`` from where it is: as ``rise`` does for many, sum by sum in the same order.

    Returns rounds.
    """
    n = first.size
    for r in range(max_rounds):
        moved = 0.0
        for i in range(n):
            q, last = indptr[i], indptr[i + 1]
            if q == last:
                continue
            acc = first[i]
            while q + 4 <= last:
                acc += (leverage[q] * h[debtor[q]] + leverage[q + 1] * h[debtor[q + 1]]) + (
                    leverage[q + 2] * h[debtor[q + 2]] + leverage[q + 3] * h[debtor[q + 3]]
                )
                q += 4
            while q < last:
                acc += leverage[q] * h[debtor[q]]
                q += 1
            now = acc if acc < 1.0 else 1.0
            step = now - h[i]
            if step > 0.0:
                moved = max(moved, 1.0 if h[i] == 0.0 else step)
                h[i] = now
        if moved <= tolerance:
            return r + 1
    return max_rounds


@njit(cache=True, nogil=True)
def remaining(indptr: Ints, debtor: Ints, leverage: Floats, first: Floats, h: Floats) -> float:
    """The largest ``|h - min(1, h1 + Λ h)|`` of one draw."""
    gap = 0.0
    for i in range(first.size):
        now = first[i]
        for q in range(indptr[i], indptr[i + 1]):
            now += leverage[q] * h[debtor[q]]
        gap = max(gap, abs(min(now, 1.0) - h[i]))
    return gap


@njit(cache=True, nogil=True)
def rise(
    indptr: Ints, debtor: Ints, leverage: Floats, first: Floats, tolerance: float, max_rounds: int,
    distress: Floats, rounds: Ints, gap: Floats,
) -> None:  # fmt: skip
    """Iterate ``h <- min(1, h1 + Λ h)`` upward from ``h1``, blocks of draws abreast.

    ``indptr, debtor, leverage`` are ``Λ`` in CSR: row i, what i has lent to whom in units of its
    own equity. ``first`` is ``h1``, ``distress`` is ``h`` and is filled; both (draws, n). Within a
    round institutions move one after the other, each on what is known by then: that ends at the
    same least fixed point, sooner. A draw ends with the round in which nobody moves by more than
    the tolerance and nobody is newly reached. It then stays as it is while its neighbours go on,
    so its digits do not depend on them. Fills ``rounds``, and ``gap`` as ``remaining`` does.
    """
    draws, n = first.shape
    h = np.empty((n, LANES))
    h1 = np.empty((n, LANES))
    acc = np.empty(LANES)
    moved = np.empty(LANES)
    going = np.empty(LANES)
    for start in range(0, draws, LANES):
        width = min(LANES, draws - start)
        if width <= FEW:
            for d in range(start, draws):
                for i in range(n):
                    distress[d, i] = first[d, i]
                rounds[d] = go_on(
                    indptr, debtor, leverage, first[d], tolerance, max_rounds, distress[d]
                )
                gap[d] = remaining(indptr, debtor, leverage, first[d], distress[d])
            break
        for lane in range(LANES):
            d = start + min(lane, width - 1)
            going[lane] = 1.0 if lane < width else 0.0
            for i in range(n):
                h1[i, lane] = first[d, i]
                h[i, lane] = first[d, i]
        for r in range(max_rounds):
            for lane in range(LANES):
                moved[lane] = 0.0
            for i in range(n):
                q, last = indptr[i], indptr[i + 1]
                if q == last:
                    continue
                for lane in range(LANES):
                    acc[lane] = h1[i, lane]
                while q + 4 <= last:
                    a, b, c, e = h[debtor[q]], h[debtor[q + 1]], h[debtor[q + 2]], h[debtor[q + 3]]
                    s, t, u, v = leverage[q], leverage[q + 1], leverage[q + 2], leverage[q + 3]
                    for lane in range(LANES):
                        acc[lane] += (s * a[lane] + t * b[lane]) + (u * c[lane] + v * e[lane])
                    q += 4
                while q < last:
                    a, s = h[debtor[q]], leverage[q]
                    for lane in range(LANES):
                        acc[lane] += s * a[lane]
                    q += 1
                row = h[i]
                for lane in range(LANES):
                    now = acc[lane] if acc[lane] < 1.0 else 1.0
                    step = (now - row[lane]) * going[lane]
                    counts = 1.0 if row[lane] == 0.0 else step
                    counts = counts if step > 0.0 else 0.0
                    row[lane] = now if step > 0.0 else row[lane]
                    moved[lane] = counts if counts > moved[lane] else moved[lane]
            more = False
            for lane in range(width):
                if going[lane] > 0.0:
                    rounds[start + lane] = r + 1
                    if moved[lane] <= tolerance:
                        going[lane] = 0.0
                    else:
                        more = True
            if not more:
                break
        for lane in range(LANES):
            moved[lane] = 0.0
        for i in range(n):
            for lane in range(LANES):
                acc[lane] = h1[i, lane]
            for q in range(indptr[i], indptr[i + 1]):
                a, s = h[debtor[q]], leverage[q]
                for lane in range(LANES):
                    acc[lane] += s * a[lane]
            row = h[i]
            for lane in range(LANES):
                now = acc[lane] if acc[lane] < 1.0 else 1.0
                off = abs(now - row[lane])
                moved[lane] = off if off > moved[lane] else moved[lane]
        for lane in range(width):
            gap[start + lane] = moved[lane]
        for i in range(n):
            for lane in range(width):
                distress[start + lane, i] = h[i, lane]


@njit(cache=True, nogil=True)
def hit_once(
    indptr: Ints, creditor: Ints, leverage: Floats, first: Floats, distress: Floats, rounds: Ints
) -> None:
    """Let everybody pass its distress on once, in the round after it is first distressed.

    ``indptr, creditor, leverage`` are the transpose of ``Λ``: row j, who has lent to j. In each
    round all who became distressed in the round before pass on what they have by then, at once;
    from then on they receive and pass on nothing more. ``distress`` is filled, (draws, n).
    """
    draws, n = first.shape
    state = np.empty(n, dtype=np.int8)  # 0 undistressed, 1 distressed, 2 inactive
    arriving = np.empty(n)
    for d in range(draws):
        for i in range(n):
            distress[d, i] = first[d, i]
            state[i] = 1 if first[d, i] > 0.0 else 0
        rounds[d] = 0
        while True:
            active = False
            for i in range(n):
                arriving[i] = 0.0
            for j in range(n):
                if state[j] == 1:
                    active = True
                    for q in range(indptr[j], indptr[j + 1]):
                        arriving[creditor[q]] += leverage[q] * distress[d, j]
            if not active:
                break
            rounds[d] += 1
            for i in range(n):
                if state[i] == 1:
                    state[i] = 2
                if arriving[i] > 0.0:
                    distress[d, i] = min(1.0, distress[d, i] + arriving[i])
                    if state[i] == 0:
                        state[i] = 1


@njit(cache=True, nogil=True)
def amplify(
    indptr: Ints, debtor: Ints, leverage: Floats, distress: Floats, rounds: int, most: Floats
) -> None:
    """Fill ``most``: how many times its size a gap can grow to, draw by draw.

    Among those who are distressed but not wholly, ``y <- 1 + Λ y`` from ``y = 1``: as soon as
    nobody's ``y`` grows by 1/2 or more in a round, ``y - Λ y`` is above 1/2 everywhere, and
    ``(I - Λ)⁻¹ 1`` below ``2 y``. Infinite where that is not so after ``rounds``.
    """
    draws, n = distress.shape
    y = np.empty((n, LANES))
    ahead = np.empty((n, LANES))
    open_ = np.empty((n, LANES))
    grown = np.empty(LANES)
    top = np.empty(LANES)
    for start in range(0, draws, LANES):
        width = min(LANES, draws - start)
        for lane in range(LANES):
            d = start + min(lane, width - 1)
            most[d] = np.inf
            for i in range(n):
                is_open = 0.0 < distress[d, i] < 1.0
                open_[i, lane] = 1.0 if is_open else 0.0
                y[i, lane] = open_[i, lane]
        for _ in range(rounds):
            for lane in range(LANES):
                grown[lane] = 0.0
                top[lane] = 1.0
            for i in range(n):
                for lane in range(LANES):
                    ahead[i, lane] = 1.0
                for q in range(indptr[i], indptr[i + 1]):
                    a, s = y[debtor[q]], leverage[q]
                    for lane in range(LANES):
                        ahead[i, lane] += s * a[lane]
                for lane in range(LANES):
                    ahead[i, lane] *= open_[i, lane]
                    step = ahead[i, lane] - y[i, lane]
                    grown[lane] = step if step > grown[lane] else grown[lane]
                    top[lane] = y[i, lane] if y[i, lane] > top[lane] else top[lane]
            more = False
            for lane in range(width):
                if grown[lane] < 0.5 and most[start + lane] == np.inf:
                    most[start + lane] = 2.0 * top[lane]
                more = more or (most[start + lane] == np.inf and grown[lane] < 1e6)
            if not more:
                break
            y, ahead = ahead, y
