"""Compiled loops: Gibbs steps along cycles of cells that leave all sums as they are.

| symbol | meaning |
|---|---|
| L | the matrix, changed in place |
| λ | rates of the exponential amounts |
| q | ``(1 - p) / (p λ)``: weight of no link beside the density of an amount; unit of money |
| k | rows, and columns, of a cycle: 2k cells, gaining and losing Δ in turn |
| Δ | how much the cells of a cycle gain and lose |
"""

import numpy as np
from numba import njit

from parley.engine.amounts import Bools, Floats, Ints

#: Amounts that differ by less than this share of what can move are equal, as whole figures are.
EQUAL = 1e-12

#: Longer cycles are not tried: one is two to the 31 times rarer than a short one.
LONGEST = 32


@njit(cache=True, nogil=True)
def sweep_cycles(
    L: Floats, rate: Floats, q: Floats, allowed: Bools, row_chance: Floats, row_other: Ints,
    column_chance: Floats, column_other: Ints, block: Ints, bounds: Floats, held: Floats,
    cycles: int, rng: np.random.Generator,
) -> int:  # fmt: skip
    """Try ``cycles`` cycles; returns how many changed L.

    In two of three, the losing cells are picked among the links, which are kept in a list, so
    that hardly a cycle is tried in vain; ``draw_step`` makes up for it. In the third, rows and
    columns are picked by size, by the tables of ``pick_by_size``: large amounts move between
    large institutions only, and would else seldom do.
    """
    n = L.shape[0]
    a = np.zeros(n * n, dtype=np.int64)
    b = np.zeros(n * n, dtype=np.int64)
    place = np.full((n, n), -1, dtype=np.int64)
    links = list_links(L, a, b, place)
    sum_blocks(L, block, held)
    i = np.zeros(LONGEST, dtype=np.int64)
    j = np.zeros(LONGEST, dtype=np.int64)
    moved = 0
    for number in range(cycles):
        k = 2
        while k < LONGEST and rng.random() < 0.5:
            k += 1
        listed = links if number % 3 else 0
        if not pick_cycle(
            a, b, listed, row_chance, row_other, column_chance, column_other, allowed, k, i, j, rng
        ):
            continue
        delta = draw_step(L, rate, q, i, j, k, block, bounds, held, listed, rng)
        if delta == 0.0:
            continue
        moved += 1
        for s in range(k):
            t = s + 1 if s + 1 < k else 0
            links = change(L, i[s], j[s], -delta, block, held, a, b, place, links)
            links = change(L, i[s], j[t], delta, block, held, a, b, place, links)
    return moved


@njit(cache=True, nogil=True)
def list_links(L: Floats, a: Ints, b: Ints, place: Ints) -> int:
    """List rows and columns of all links, and where in the list each cell stands."""
    links = 0
    for x in range(L.shape[0]):
        for y in range(L.shape[1]):
            if L[x, y] > 0.0:
                a[links], b[links], place[x, y] = x, y, links
                links += 1
    return links


@njit(cache=True, nogil=True)
def sum_blocks(L: Floats, block: Ints, held: Floats) -> None:
    """Fill what each bounded block holds."""
    if held.size == 0:
        return
    held[:] = 0.0
    for x in range(L.shape[0]):
        for y in range(L.shape[1]):
            if block[x, y] >= 0:
                held[block[x, y]] += L[x, y]


@njit(cache=True, nogil=True)
def pick_cycle(
    a: Ints, b: Ints, links: int, row_chance: Floats, row_other: Ints, column_chance: Floats,
    column_other: Ints, allowed: Bools, k: int, i: Ints, j: Ints, rng: np.random.Generator,
) -> bool:  # fmt: skip
    """Pick k losing cells ``(i[s], j[s])``; the gaining ones are ``(i[s], j[s + 1])``.

    With ``links``, losing cells are that many from the list; without, rows and columns come by
    size. False if a row or a column comes twice or a cell is not allowed.
    """
    for s in range(k):
        if links > 0:
            one = int(rng.random() * links)
            i[s], j[s] = a[one], b[one]
        else:
            i[s] = pick_by_size(row_chance, row_other, rng)
            j[s] = pick_by_size(column_chance, column_other, rng)
            if not allowed[i[s], j[s]]:
                return False
        for t in range(s):
            if i[t] == i[s] or j[t] == j[s]:
                return False
        if s > 0 and not allowed[i[s - 1], j[s]]:
            return False
    return bool(allowed[i[k - 1], j[0]])


@njit(cache=True, nogil=True)
def pick_by_size(chance: Floats, other: Ints, rng: np.random.Generator) -> int:
    """One of n with unequal chances from one uniform number: itself or its other (Walker 1977)."""
    point = rng.random() * chance.size
    one = int(point)
    return one if point - one < chance[one] else int(other[one])


@njit(cache=True, nogil=True)
def fill_tables(share: Floats, chance: Floats, other: Ints) -> None:
    """Fill the tables of ``pick_by_size`` for shares that sum to 1."""
    n = share.size
    left = share * n
    small, large = np.zeros(n, dtype=np.int64), np.zeros(n, dtype=np.int64)
    smalls, larges = 0, 0
    for k in range(n):
        chance[k], other[k] = 1.0, k
        if left[k] < 1.0:
            small[smalls] = k
            smalls += 1
        else:
            large[larges] = k
            larges += 1
    while smalls > 0 and larges > 0:
        smalls -= 1
        k, giver = small[smalls], large[larges - 1]
        chance[k], other[k] = left[k], giver
        left[giver] -= 1.0 - left[k]
        if left[giver] < 1.0:
            larges -= 1
            small[smalls] = giver
            smalls += 1


@njit(cache=True, nogil=True)
def draw_step(
    L: Floats, rate: Floats, q: Floats, i: Ints, j: Ints, k: int, block: Ints,
    bounds: Floats, held: Floats, links: int, rng: np.random.Generator,
) -> float:  # fmt: skip
    """Draw Δ given all else: what the gaining cells gain.

    Δ has density ``exp(-Λ Δ)`` between its ends, Λ the rates of the gaining cells less those of
    the losing ones, and a point of weight ``q exp(-Λ Δ)`` at an end where one cell becomes zero.
    Where more become zero at once, that end outweighs everything with fewer zeros.

    A cycle is picked from m links in ``2 k / m^k`` ways where all its cells are links, and in
    ``k / (m - z)^k`` ways at an end with z zeros. So that a step there and back is as likely as
    Gibbs' would be, each weight is taken times the ways of being picked from there. Without
    ``links`` the cycle did not depend on L, and there is nothing to make up for.
    """
    low, high, slope = -np.inf, np.inf, 0.0
    inside = links
    for s in range(k):
        t = s + 1 if s + 1 < k else 0
        low = max(low, -L[i[s], j[t]])
        high = min(high, L[i[s], j[s]])
        slope += rate[i[s], j[t]] - rate[i[s], j[s]]
        if L[i[s], j[t]] == 0.0:
            inside += 1
    equal = EQUAL * (high - low)
    low_zeros, low_weight = zeros_at(low, L, q, i, j, k, equal)
    high_zeros, high_weight = zeros_at(high, L, q, i, j, k, equal)
    if links > 0:
        low_weight *= 0.5 * (inside / max(inside - low_zeros, 1)) ** k
        high_weight *= 0.5 * (inside / max(inside - high_zeros, 1)) ** k
    if held.size > 0:
        lowest, highest = room(i, j, k, block, bounds, held)
        if lowest > low:
            low, low_zeros, low_weight = lowest, 0, 0.0
        if highest < high:
            high, high_zeros, high_weight = highest, 0, 0.0
    if not high > low:
        return 0.0
    return draw_delta(low, high, slope, low_zeros, low_weight, high_zeros, high_weight, rng)


@njit(cache=True, nogil=True)
def zeros_at(
    delta: float, L: Floats, q: Floats, i: Ints, j: Ints, k: int, equal: float
) -> tuple[int, float]:
    """How many cells are zero after Δ, and the product of their q; none if a zero is impossible."""
    zeros, weight = 0, 1.0
    for s in range(k):
        t = s + 1 if s + 1 < k else 0
        if L[i[s], j[t]] + delta <= equal:
            zeros += 1
            weight *= q[i[s], j[t]]
        if L[i[s], j[s]] - delta <= equal:
            zeros += 1
            weight *= q[i[s], j[s]]
    return (zeros, weight) if weight > 0.0 else (0, 0.0)


@njit(cache=True, nogil=True)
def room(
    i: Ints, j: Ints, k: int, block: Ints, bounds: Floats, held: Floats
) -> tuple[float, float]:
    """Between which Δ every bounded block stays within its bound."""
    low, high = -np.inf, np.inf
    for s in range(2 * k):
        here = cell_block(i, j, k, s, block)
        if here < 0:
            continue
        net = 0
        for t in range(2 * k):
            if cell_block(i, j, k, t, block) == here:
                net += -1 if t < k else 1
        free = max(bounds[here] - held[here], 0.0)
        if net > 0:
            high = min(high, free / net)
        elif net < 0:
            low = max(low, free / net)
    return low, high


@njit(cache=True, nogil=True)
def cell_block(i: Ints, j: Ints, k: int, s: int, block: Ints) -> int:
    """The block of the s-th losing cell, or of the (s - k)-th gaining one."""
    if s < k:
        return int(block[i[s], j[s]])
    return int(block[i[s - k], j[(s - k + 1) % k]])


@njit(cache=True, nogil=True)
def draw_delta(
    low: float, high: float, slope: float, low_zeros: int, low_weight: float,
    high_zeros: int, high_weight: float, rng: np.random.Generator,
) -> float:  # fmt: skip
    """One Δ: an end, or between them."""
    length = high - low
    if slope < 0.0:  # the same, seen from the other end, so that exponentials stay below 1
        return -draw_delta_falling(
            -high, length, -slope, high_zeros, high_weight, low_zeros, low_weight, rng
        )
    return draw_delta_falling(
        low, length, slope, low_zeros, low_weight, high_zeros, high_weight, rng
    )


@njit(cache=True, nogil=True)
def draw_delta_falling(
    low: float, length: float, slope: float, low_zeros: int, low_weight: float,
    high_zeros: int, high_weight: float, rng: np.random.Generator,
) -> float:  # fmt: skip
    """One Δ where the density ``exp(-slope (Δ - low))`` falls, ``slope`` 0 or more."""
    end, inside = 1.0, length
    if slope * length >= 1e-12:
        end, inside = np.exp(-slope * length), -np.expm1(-slope * length) / slope
    at_low, at_high = low_weight if low_zeros > 0 else 0.0, high_weight * end
    if high_zeros == 0:
        at_high = 0.0
    if max(low_zeros, high_zeros) >= 2:
        inside = 0.0
        if low_zeros > high_zeros:
            at_high = 0.0
            at_low = 1.0
        elif high_zeros > low_zeros:
            at_low = 0.0
            at_high = 1.0
        elif at_low + at_high <= 0.0:
            at_low = 1.0
    point = rng.random() * (at_low + inside + at_high)
    if point < at_low:
        return low
    if point >= at_low + inside and at_high > 0.0:
        return low + length
    share = rng.random()
    if slope * length < 1e-12:
        return low + share * length
    return float(low - np.log1p(share * np.expm1(-slope * length)) / slope)


@njit(cache=True, nogil=True)
def change(
    L: Floats, x: int, y: int, delta: float, block: Ints, held: Floats,
    a: Ints, b: Ints, place: Ints, links: int,
) -> int:  # fmt: skip
    """Add Δ to a cell and keep the list of links; what is left of rounding is zero."""
    before, after = L[x, y], L[x, y] + delta
    if after <= EQUAL * abs(delta):
        after = 0.0
    if held.size > 0 and block[x, y] >= 0:
        held[block[x, y]] += after - before
    L[x, y] = after
    if before == 0.0 and after > 0.0:
        a[links], b[links], place[x, y] = x, y, links
        links += 1
    elif before > 0.0 and after == 0.0:
        links -= 1
        gone = place[x, y]
        a[gone], b[gone] = a[links], b[links]
        place[a[gone], b[gone]] = gone
        place[x, y] = -1
    return links
