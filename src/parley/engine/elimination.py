"""Compiled elimination for systems like x = b + Λ x, Λ >= 0: positive pivots prove them sound."""

import numpy as np
from numba import njit

from parley.engine.amounts import Bools, Floats, Ints

#: A pivot at or below this share of 1 may be one of rounding.
LEAST_PIVOT = 1e-14

#: Choices of who is below 1, at most: two or three are usual, and ties by rounding could go on.
MOST_CHOICES = 100


@njit(cache=True, nogil=True)
def reach(indptr: Ints, debtor: Ints, weight: Floats, reached: Bools) -> None:
    """Add whoever has a claim on one that is reached, until nobody is added; in place."""
    more = True
    while more:
        more = False
        for i in range(reached.size):
            if not reached[i]:
                for q in range(indptr[i], indptr[i + 1]):
                    if weight[q] > 0.0 and reached[debtor[q]]:
                        reached[i] = True
                        more = True
                        break


@njit(cache=True, nogil=True)
def eliminate(matrix: Floats, right: Floats) -> bool:
    """Solve ``matrix x = right`` for an M-matrix by Gauss, without exchanging rows; in place.

    ``I - Λ`` with ``Λ >= 0`` has positive pivots in any order if and only if the spectral radius
    of ``Λ`` is below 1 (Berman & Plemmons 1994, chapter 6, theorem 2.3), and with a right
    side of 0 or more no digits are lost except in the pivots. Returns whether all are positive.
    """
    k, sides = right.shape
    for c in range(k):
        if not matrix[c, c] > LEAST_PIVOT:
            return False
        inverse = 1.0 / matrix[c, c]
        for r in range(c + 1, k):
            factor = matrix[r, c] * inverse
            if factor != 0.0:
                for j in range(c + 1, k):
                    matrix[r, j] -= factor * matrix[c, j]
                for s in range(sides):
                    right[r, s] -= factor * right[c, s]
    for c in range(k - 1, -1, -1):
        for s in range(sides):
            for j in range(c + 1, k):
                right[c, s] -= matrix[c, j] * right[j, s]
            right[c, s] /= matrix[c, c]
    return True


@njit(cache=True, nogil=True)
def assemble(
    indptr: Ints, debtor: Ints, weight: Floats, first: Floats, h: Floats, members: Ints,
    matrix: Floats, right: Floats,
) -> None:  # fmt: skip
    """Fill ``I - Λ`` of the members, and right sides: 1, and all that comes from the others."""
    place = np.full(first.size, -1)
    for row in range(members.size):
        place[members[row]] = row
    for row in range(members.size):
        i = members[row]
        matrix[row, row] = 1.0
        right[row, 0], right[row, 1] = 1.0, first[i]
        for q in range(indptr[i], indptr[i + 1]):
            column = place[debtor[q]]
            if column >= 0:
                matrix[row, column] -= weight[q]
            else:
                right[row, 1] += weight[q] * h[debtor[q]]


@njit(cache=True, nogil=True)
def prove(
    indptr: Ints, debtor: Ints, weight: Floats, members: Ints, solved: Floats, n: int
) -> float:
    """Bound ``(I - Λ)⁻¹ 1`` by its computed value ``y``: ``max y / min (y - Λ y)``.

    Infinite if the latter is not well above 0, so that ``y`` proves nothing.
    """
    y = np.zeros(n)
    for row in range(members.size):
        y[members[row]] = solved[row, 0]
    left, most = 1.0, 0.0
    for i in members:
        most = max(most, y[i])
        rest = y[i]
        for q in range(indptr[i], indptr[i + 1]):
            rest -= weight[q] * y[debtor[q]]
        left = min(left, rest)
    return most / left if left > 0.5 else np.inf


@njit(cache=True, nogil=True)
def solve_capped(
    indptr: Ints, debtor: Ints, weight: Floats, first: Floats, open_: Bools, h: Floats
) -> float:
    """Solve ``h = min(1, h1 + Λ h)`` for the open; the others stay. ``h`` in place.

    Policy iteration for a minimum of linear maps: solve for some of the open as if there were no
    limit, the other open held at 1; then choose anew, those for whom ``h1 + Λ h`` is below 1 at
    that solution. Solutions only fall from one choice to the next, so it ends; and where it ends
    is the only solution, if all pivots of the first choice, all the open, are positive.

    Returns how many times its size a gap can be off: ``max (I - Λ)⁻¹ 1`` among the open. Infinite,
    and nothing is changed, if that could not be shown.

    Source:
        Howard (1960), Dynamic Programming and Markov Processes; Bertsekas (2012), Dynamic
        Programming and Optimal Control II, section 2.3.
    """
    chosen, found, bound = open_.copy(), h.copy(), 0.0
    for _ in range(MOST_CHOICES):
        members = np.flatnonzero(chosen)
        matrix = np.zeros((members.size, members.size))
        right = np.empty((members.size, 2))
        found[:] = np.where(open_, 1.0, h)
        assemble(indptr, debtor, weight, first, found, members, matrix, right)
        if not eliminate(matrix, right):
            return np.inf
        if bound == 0.0:
            bound = prove(indptr, debtor, weight, members, right, h.size)
            if bound == np.inf:
                return np.inf
        found[members] = right[:, 1]
        changed = False
        for i in range(h.size):
            if open_[i]:
                total = first[i]
                for q in range(indptr[i], indptr[i + 1]):
                    total += weight[q] * found[debtor[q]]
                changed = changed or chosen[i] != (total < 1.0)
                chosen[i] = total < 1.0
        if not changed:
            break
    h[:] = np.maximum(h, np.minimum(found, 1.0))
    return bound
