"""Compiled loops: fill sums with few links, greedily or by the heuristic of Anand and others.

| symbol | meaning |
|---|---|
| ad, ld | deficits: what a row still owes, what a column is still owed |
| X | the matrix, filled |
| Q | weight with which a cell is tried: ``max(ad[i] / ld[j], ld[j] / ad[i])`` |
| λ, c, α, δ, θ, ε | see ``minimum_density`` |
"""

import numpy as np
from numba import njit

from parley.engine.amounts import Floats

#: Amounts that differ by less than this share are equal but for rounding.
EQUAL = 1e-12

#: What is left of a sum below this share of it is rounding.
ROUNDING = 4e-15


@njit(cache=True, nogil=True)
def fill_smallest_first(ad: Floats, ld: Floats, best_fit: bool, X: Floats) -> None:
    """Give the smallest open sum to one partner, again and again, until nothing is open.

    The partner is one with an equal open sum, else the largest, or with ``best_fit`` the
    smallest that is large enough. Each link closes a row or a column, so there are at most as
    many as both less one; one more where a third institution would be left with itself.
    """
    n = ad.size
    left = ad.sum()
    match_equals(ad, ld, X)
    left -= X.sum()
    while True:
        i, j = smallest_and_partner(ad, ld, best_fit)
        if i < 0:
            return
        amount = min(ad[i], ld[j])
        third, room = tightest(ad, ld, left, i, j)
        if third >= 0 and amount > room + ROUNDING * left:
            if room <= EQUAL * left:
                close_with(third, ad, ld, X)
                return
            amount = room
        X[i, j] += amount
        ad[i] = 0.0 if ad[i] - amount <= EQUAL * ad[i] else ad[i] - amount
        ld[j] = 0.0 if ld[j] - amount <= EQUAL * ld[j] else ld[j] - amount
        left = 0.0
        for k in range(n):
            left += ad[k]


@njit(cache=True, nogil=True)
def match_equals(ad: Floats, ld: Floats, X: Floats) -> None:
    """Link each row with a column of the same sum, where nobody is left with himself."""
    n = ad.size
    left = ad.sum()
    columns = np.argsort(ld)
    for i in np.argsort(ad):
        if ad[i] <= 0.0:
            continue
        k = np.searchsorted(ld[columns], ad[i] * (1.0 - EQUAL))
        while k < n and ld[columns[k]] <= ad[i] * (1.0 + EQUAL):
            j = columns[k]
            amount = ad[i]
            _, room = tightest(ad, ld, left, i, j)
            if i != j and X[:, j].sum() == 0.0 and amount <= room + ROUNDING * left:
                X[i, j] = amount
                left -= amount
                ad[i] = 0.0
                ld[j] = 0.0
                columns = np.argsort(ld)
                break
            k += 1


@njit(cache=True, nogil=True)
def tightest(ad: Floats, ld: Floats, left: float, i: int, j: int) -> tuple[int, float]:
    """Who besides i and j has the least room, and what room: what others owe each other."""
    third, room = -1, np.inf
    for k in range(ad.size):
        if k != i and k != j and ad[k] + ld[k] > 0.0 and left - ad[k] - ld[k] < room:
            third, room = k, left - ad[k] - ld[k]
    return third, max(room, 0.0)


@njit(cache=True, nogil=True)
def close_with(hub: int, ad: Floats, ld: Floats, X: Floats) -> None:
    """Everybody else deals with ``hub`` alone."""
    for k in range(ad.size):
        if k != hub:
            X[k, hub] += ad[k]
            X[hub, k] += ld[k]


@njit(cache=True, nogil=True)
def smallest_and_partner(  # noqa: C901
    ad: Floats, ld: Floats, best_fit: bool
) -> tuple[int, int]:
    """The smallest open sum and its partner, as row and column; -1 if nothing is open."""
    n = ad.size
    least, who, is_row = np.inf, -1, True
    for k in range(n):
        if 0.0 < ad[k] < least:
            least, who, is_row = ad[k], k, True
        if 0.0 < ld[k] < least:
            least, who, is_row = ld[k], k, False
    if who < 0:
        return -1, -1
    others = ld if is_row else ad
    partner, best = -1, np.inf
    for k in range(n):
        if k != who and others[k] > 0.0:
            score = -others[k]
            if abs(others[k] - least) <= EQUAL * least:
                score = -np.inf
            elif best_fit:
                score = others[k]
            if score < best or partner < 0:
                partner, best = k, score
    if partner < 0:
        return -1, -1
    return (who, partner) if is_row else (partner, who)


@njit(cache=True, nogil=True)
def load_by_chance(
    a: Floats, b: Floats, allowed: Floats, rng: np.random.Generator, c: float, lambda_: float,
    low_density_rounds: int, alpha: Floats, delta: Floats, theta: float, epsilon: float,
    max_rounds: int, X: Floats,
) -> int:  # fmt: skip
    """Load cells by chance until nothing is open; returns the rounds, -1 if given up.

    Deficits are in units of the mean debt, so that ``c``, α and δ do not depend on the currency.
    """
    n = a.size
    unit = a.sum() / n
    ad, ld = a.copy(), b.copy()
    weights = np.zeros(n)
    links = 0
    for t in range(max_rounds):
        if ad.sum() <= 0.0 or ld.sum() <= 0.0:
            return t
        weigh_rows(ad, ld, allowed, X, weights)
        total = weights.sum()
        if links > 0 and (total <= 0.0 or rng.random() < epsilon):
            i, j = nth_link(X, int(rng.random() * links))
            ad[i] += X[i, j]
            ld[j] += X[i, j]
            X[i, j] = 0.0
            links -= 1
            continue
        if total <= 0.0:
            return -1
        i, j = pick_cell(ad, ld, allowed, X, weights, rng.random() * total)
        share = lambda_ if t < low_density_rounds else 1.0
        amount = share * min(ad[i], ld[j])
        before = alpha[i] * (ad[i] / unit) ** 2 + delta[j] * (ld[j] / unit) ** 2
        after = (
            alpha[i] * ((ad[i] - amount) / unit) ** 2 + delta[j] * ((ld[j] - amount) / unit) ** 2
        )
        gain = before - after - c
        if gain > 0.0 or rng.random() < np.exp(theta * gain):
            X[i, j] = amount
            links += 1
            ad[i] = 0.0 if ad[i] - amount <= ROUNDING * a[i] else ad[i] - amount
            ld[j] = 0.0 if ld[j] - amount <= ROUNDING * b[j] else ld[j] - amount
    return -1


@njit(cache=True, nogil=True)
def weigh_rows(ad: Floats, ld: Floats, allowed: Floats, X: Floats, weights: Floats) -> None:
    """Fill the sum of Q over the open cells of each row."""
    for i in range(ad.size):
        weights[i] = 0.0
        if ad[i] > 0.0:
            for j in range(ld.size):
                if ld[j] > 0.0 and X[i, j] == 0.0 and allowed[i, j] > 0.0:
                    weights[i] += max(ad[i] / ld[j], ld[j] / ad[i])


@njit(cache=True, nogil=True)
def pick_cell(
    ad: Floats, ld: Floats, allowed: Floats, X: Floats, weights: Floats, point: float
) -> tuple[int, int]:
    """The open cell at which the running sum of Q passes ``point``; the last one at the end."""
    i, row = 0, -1
    for i in range(ad.size):
        if weights[i] > 0.0:
            row = i
            if point < weights[i]:
                break
            point -= weights[i]
    column = -1
    for j in range(ld.size):
        if ld[j] > 0.0 and X[row, j] == 0.0 and allowed[row, j] > 0.0:
            column = j
            point -= max(ad[row] / ld[j], ld[j] / ad[row])
            if point < 0.0:
                break
    return row, column


@njit(cache=True, nogil=True)
def nth_link(X: Floats, which: int) -> tuple[int, int]:
    """Row and column of a link, counted row by row."""
    n = X.shape[0]
    for i in range(n):
        for j in range(n):
            if X[i, j] > 0.0:
                if which == 0:
                    return i, j
                which -= 1
    return -1, -1


@njit(cache=True, nogil=True)
def most_closed_groups(value: Floats, tolerance: float) -> int:
    """Into how many groups of sum zero the values can be divided at most.

    Over all subsets: the best of leaving out one member, and one more if the subset itself sums
    to zero. Two to the number of values steps, each as long as there are values.
    """
    count = value.size
    best = np.zeros(1 << count, dtype=np.int8)
    total = np.zeros(1 << count)
    for subset in range(1, 1 << count):
        lowest = subset & -subset
        place = 0
        while not (lowest >> place) & 1:
            place += 1
        total[subset] = total[subset ^ lowest] + value[place]
        most = 0
        for k in range(count):
            if (subset >> k) & 1:
                most = max(most, best[subset ^ (1 << k)])
        best[subset] = most + (1 if abs(total[subset]) <= tolerance else 0)
    return int(best[-1])
