"""Compiled loops of clearing: payments fall from the top, and only who is hurt is touched."""

from numba import njit

from parley.engine.amounts import Bools, Floats, Ints

#: A debtor counts as able to pay if it has all that it owes but for this share: rounding alone
#: must not cost a solvent institution the whole loss of a default.
SOLVENCY_SLACK = 1e-12


@njit(cache=True, nogil=True)
def pay_down(
    indptr: Ints, creditor: Ints, share: Floats, owed: Floats, senior: Floats, full: Floats,
    assets: Floats, alpha: float, beta: float, tolerance: float, max_rounds: int, own: Bools,
    p: Floats, defaulted: Bools, rounds: Ints, status: Ints,
) -> None:  # fmt: skip
    """Iterate ``p <- Φ(p)`` downward, draw by draw.

    ``Φ(p)_i = p̄_i`` if ``e_i + y_i >= p̄_i``, else ``α e_i + β y_i`` (at most ``p̄_i``), where
    ``y = Πᵀ x(p)`` and ``x(p) = max(p - senior, 0)`` is what is left for the network.

    ``indptr, creditor, share`` are ``Π`` in CSR, debtor rows; ``owed`` is ``p̄``; ``senior`` what
    is paid outside first (zero if external debts rank equally); ``full`` is ``Πᵀ x(p̄)``.
    ``assets`` is ``e``; below 0 it is what is owed before all debts, and all of it is deducted,
    not α of it. ``p`` has shape (draws, n) and holds the top on entry: ``p̄``, or less for
    who is in ``defaulted`` already, and that stays. Those outside ``own`` are not moved: their
    payments are given. Fills ``p``, ``defaulted``, ``rounds`` and ``status``.
    """
    draws, n = p.shape
    received = full.copy()
    fallen = full.copy()
    for d in range(draws):
        for i in range(n):
            received[i] = full[i]
        for i in range(n):  # who starts below p̄ passes that on at once
            short = max(owed[i] - senior[i], 0.0) - max(p[d, i] - senior[i], 0.0)
            if short > 0.0:
                for k in range(indptr[i], indptr[i + 1]):
                    received[creditor[k]] -= share[k] * short
        status[d] = 1
        for r in range(max_rounds):
            rounds[d] = r + 1
            moved = False
            for i in range(n):
                fallen[i] = 0.0
                if not own[i] or owed[i] == 0.0:
                    continue
                has = assets[d, i] + received[i]
                if not defaulted[d, i] and has >= owed[i] * (1.0 - SOLVENCY_SLACK):
                    continue
                defaulted[d, i] = True
                kept = min(assets[d, i], alpha * assets[d, i])
                now = min(p[d, i], max(0.0, kept + beta * received[i]))
                step = p[d, i] - now
                if step > 0.0:
                    fallen[i] = max(p[d, i] - senior[i], 0.0) - max(now - senior[i], 0.0)
                    p[d, i] = now
                    moved = moved or step > tolerance * owed[i]
            for i in range(n):
                if fallen[i] > 0.0:
                    for k in range(indptr[i], indptr[i + 1]):
                        received[creditor[k]] -= share[k] * fallen[i]
            if not moved:
                status[d] = 0
                break


@njit(cache=True, nogil=True)
def clearing_gap(
    indptr: Ints, creditor: Ints, share: Floats, owed: Floats, senior: Floats, assets: Floats,
    alpha: float, beta: float, own: Bools, defaulted: Bools, full: Floats, top: Floats, p: Floats,
    received: Floats, gap: Floats,
) -> None:  # fmt: skip
    """Fill ``received = Πᵀ x(p)`` and, per draw, the largest ``|p - Φ(p)|`` in units of ``p̄``.

    ``Φ`` is capped at ``top``, where the search began: who is in default since before pays no more.

    Adds up from nothing, so that what the rounds of ``pay_down`` lost to rounding shows here.
    """
    draws, n = p.shape
    for d in range(draws):
        gap[d] = 0.0
        all_pay = True
        for i in range(n):
            received[d, i] = full[i]
            all_pay = all_pay and p[d, i] == owed[i]
        if all_pay:
            continue
        for i in range(n):
            received[d, i] = 0.0
        for i in range(n):
            left = max(p[d, i] - senior[i], 0.0)
            for k in range(indptr[i], indptr[i + 1]):
                received[d, creditor[k]] += share[k] * left
        for i in range(n):
            if not own[i] or owed[i] == 0.0:
                continue
            has = assets[d, i] + received[d, i]
            wanted = owed[i]
            if defaulted[d, i] or has < owed[i] * (1.0 - SOLVENCY_SLACK):
                kept = min(assets[d, i], alpha * assets[d, i])
                wanted = min(top[d, i], max(0.0, kept + beta * received[d, i]))
            gap[d] = max(gap[d], abs(p[d, i] - wanted) / owed[i])
