"""Compiled loops of funding: lenders recall, borrowers who lack cash recall from their own."""

import numpy as np
from numba import njit

from parley.engine.amounts import Bools, Floats, Ints


@njit(cache=True, nogil=True)
def demand(indptr: Ints, debtor: Ints, amount: Floats, withdrawn: Floats, demanded: Floats) -> None:
    """Fill ``demanded = Σ_j w_j S_ij``, of one draw, from what each lender withdraws."""
    for i in range(demanded.size):
        demanded[i] = 0.0
    for j in range(withdrawn.size):
        if withdrawn[j] > 0.0:
            for k in range(indptr[j], indptr[j + 1]):
                demanded[debtor[k]] += withdrawn[j] * amount[k]


@njit(cache=True, nogil=True)
def recall_down(
    indptr: Ints, debtor: Ints, amount: Floats, recallable: Floats, outflow: Floats,
    buffer: Floats, own: Bools, tolerance: float, max_rounds: int, withdrawn: Floats,
    demanded: Floats, rounds: Ints, status: Ints,
) -> None:  # fmt: skip
    """Iterate ``w <- max(w, Ω(w))`` upward in what is withdrawn, draw by draw.

    ``Ω(w)_i = min(1, max(0, outflow_i + Σ_j w_j S_ij - buffer_i) / recallable_i)``: i recalls what
    it lacks from all to whom it lends, the same share from each. ``indptr, debtor, amount`` are
    ``Sᵀ`` in CSR: row j says from whom j can recall. The others have shape (draws, n), or (n,) for
    ``recallable`` and ``own``. ``withdrawn`` holds the start on entry, 0 or more. Fills it,
    ``demanded = Σ_j w_j S_ij``, ``rounds`` and ``status``.
    """
    draws, n = withdrawn.shape
    step = np.empty(n)
    for d in range(draws):
        demand(indptr, debtor, amount, withdrawn[d], demanded[d])
        status[d] = 1
        for r in range(max_rounds):
            rounds[d] = r + 1
            moved = False
            for i in range(n):
                step[i] = 0.0
                if not own[i] or recallable[i] <= 0.0 or withdrawn[d, i] >= 1.0:
                    continue
                lacks = outflow[d, i] + demanded[d, i] - buffer[d, i]
                if lacks <= 0.0:
                    continue
                more = min(1.0, lacks / recallable[i]) - withdrawn[d, i]
                if more > 0.0:
                    step[i] = more
                    moved = moved or more > tolerance
            for i in range(n):
                if step[i] > 0.0:
                    withdrawn[d, i] = min(1.0, withdrawn[d, i] + step[i])
                    for k in range(indptr[i], indptr[i + 1]):
                        demanded[d, debtor[k]] += step[i] * amount[k]
            if not moved:
                status[d] = 0
                break


@njit(cache=True, nogil=True)
def recall_gap(
    indptr: Ints, debtor: Ints, amount: Floats, recallable: Floats, outflow: Floats,
    buffer: Floats, own: Bools, start: Floats, withdrawn: Floats, demanded: Floats,
    lacking: Floats, gap: Floats,
) -> None:  # fmt: skip
    """Fill ``demanded`` anew, ``lacking``, and per draw the largest ``|w - max(start, Ω(w))|``."""
    draws, n = withdrawn.shape
    for d in range(draws):
        gap[d] = 0.0
        demand(indptr, debtor, amount, withdrawn[d], demanded[d])
        for i in range(n):
            lacking[d, i] = max(0.0, outflow[d, i] + demanded[d, i] - buffer[d, i])
            if own[i] and recallable[i] > 0.0:
                wanted = max(start[d, i], min(1.0, lacking[d, i] / recallable[i]))
                gap[d] = max(gap[d], abs(withdrawn[d, i] - wanted))
