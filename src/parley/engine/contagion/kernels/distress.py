"""Compiled loops of distress: losses of equity rise from below, many draws abreast."""

import numpy as np
from numba import njit

from parley.engine.amounts import Floats, Ints

#: Draws that are carried abreast, so that the compiler works on several of them at once.
LANES = 64


@njit(cache=True, nogil=True)
def rise(
    indptr: Ints, debtor: Ints, leverage: Floats, first: Floats, tolerance: float, max_rounds: int,
    distress: Floats, rounds: Ints, gap: Floats,
) -> None:  # fmt: skip
    """Iterate ``h <- min(1, h1 + Λ h)`` upward from ``h1``, blocks of draws abreast.

    ``indptr, debtor, leverage`` are ``Λ`` in CSR: row i, what i has lent to whom in units of its
    own equity. ``first`` is ``h1``, ``distress`` is ``h`` and is filled; both (draws, n). Within a
    round institutions move one after the other, each on what is known by then: that ends at the
    same least fixed point, sooner. A draw that has ended stays as it is while its neighbours go
    on, so its digits do not depend on them. Fills ``rounds`` and ``gap``, the largest last move.
    """
    draws, n = first.shape
    h = np.empty((n, LANES))
    h1 = np.empty((n, LANES))
    acc = np.empty(LANES)
    moved = np.empty(LANES)
    going = np.empty(LANES)
    for start in range(0, draws, LANES):
        width = min(LANES, draws - start)
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
                    step = step if step > 0.0 else 0.0
                    row[lane] = now if step > 0.0 else row[lane]
                    moved[lane] = step if step > moved[lane] else moved[lane]
            more = False
            for lane in range(width):
                if going[lane] > 0.0:
                    rounds[start + lane] = r + 1
                    gap[start + lane] = moved[lane]
                    if moved[lane] <= tolerance:
                        going[lane] = 0.0
                    else:
                        more = True
            if not more:
                break
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
def remaining(
    indptr: Ints, debtor: Ints, leverage: Floats, first: Floats, distress: Floats, weight: Floats,
    residual: Floats, gap: Floats,
) -> None:  # fmt: skip
    """Fill ``gap`` with the largest ``|h - min(1, h1 + Λ h)|``, ``residual`` in units of weight.

    Blocks of draws abreast, as in ``rise``. ``weight`` has shape (n,).
    """
    draws, n = first.shape
    h = np.empty((n, LANES))
    acc = np.empty(LANES)
    worst = np.empty(LANES)
    weighed = np.empty(LANES)
    for start in range(0, draws, LANES):
        width = min(LANES, draws - start)
        for lane in range(LANES):
            d = start + min(lane, width - 1)
            worst[lane] = 0.0
            weighed[lane] = 0.0
            for i in range(n):
                h[i, lane] = distress[d, i]
        for i in range(n):
            for lane in range(LANES):
                acc[lane] = first[start + min(lane, width - 1), i]
            for q in range(indptr[i], indptr[i + 1]):
                a, s = h[debtor[q]], leverage[q]
                for lane in range(LANES):
                    acc[lane] += s * a[lane]
            inverse = 1.0 / weight[i]
            for lane in range(LANES):
                now = acc[lane] if acc[lane] < 1.0 else 1.0
                off = abs(now - h[i, lane])
                worst[lane] = off if off > worst[lane] else worst[lane]
                off = off * inverse
                weighed[lane] = off if off > weighed[lane] else weighed[lane]
        for lane in range(width):
            gap[start + lane] = worst[lane]
            residual[start + lane] = weighed[lane]
