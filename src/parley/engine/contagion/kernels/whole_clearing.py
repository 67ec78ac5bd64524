"""Compiled loops of clearing in whole numbers: exact, the same on every machine."""

from numba import njit

from parley.engine.amounts import Ints


@njit(cache=True, nogil=True)
def share_of(paid: int, owed_there: int, owed: int) -> int:
    """``floor(paid · owed_there / owed)``, exact for ``0 <= paid, owed_there <= owed < 2^62``.

    A guess in floating point is off by a few thousand at most; the remainder, taken modulo 2^64,
    is then exact and says by how much.
    """
    guess = int(paid * (owed_there / owed))
    rest = paid * owed_there - guess * owed
    return guess + rest // owed


@njit(cache=True, nogil=True)
def pay_down_whole(
    indptr: Ints, creditor: Ints, amount: Ints, owed: Ints, assets: Ints, inflow: Ints,
    recovery: Ints, max_rounds: int, p: Ints, rounds: Ints, status: Ints,
) -> None:  # fmt: skip
    """Iterate ``p <- min(p, Φ(p))`` downward in whole numbers, draw by draw.

    ``Φ(p)_i = owed_i`` if ``assets_i + y_i >= owed_i``, else ``floor(α assets_i) + floor(β y_i)``
    with ``y_i = inflow_i + Σ_j floor(p_j amount_ji / owed_j)``. ``recovery`` holds the numerator
    and denominator of α, then of β. Shapes: assets, inflow, p (draws, n). ``p`` holds the top on
    entry. Whoever pays all that it owes passes on every debt in full. ``status`` is 1 where
    ``max_rounds`` did not suffice.
    """
    draws, n = p.shape
    an, ad, bn, bd = recovery[0], recovery[1], recovery[2], recovery[3]
    whole = an == ad and bn == bd
    received = owed.copy()
    fallen = owed.copy()
    for d in range(draws):
        for i in range(n):
            received[i] = inflow[d, i]
        for i in range(n):
            for k in range(indptr[i], indptr[i + 1]):
                if p[d, i] == owed[i]:
                    received[creditor[k]] += amount[k]
                elif p[d, i] > 0:
                    received[creditor[k]] += share_of(p[d, i], amount[k], owed[i])
        status[d] = 1
        for r in range(max_rounds):
            rounds[d] = r + 1
            moved = False
            for i in range(n):
                fallen[i] = -1
                if assets[d, i] + received[i] >= owed[i]:
                    continue
                if whole:
                    now = assets[d, i] + received[i]
                else:
                    now = _part(assets[d, i], an, ad) + _part(received[i], bn, bd)
                if now < p[d, i]:
                    fallen[i] = now
                    moved = True
            if not moved:
                status[d] = 0
                break
            for i in range(n):
                if fallen[i] < 0:
                    continue
                for k in range(indptr[i], indptr[i + 1]):
                    before = amount[k]
                    if p[d, i] < owed[i]:
                        before = share_of(p[d, i], amount[k], owed[i])
                    after = share_of(fallen[i], amount[k], owed[i])
                    received[creditor[k]] -= before - after
                p[d, i] = fallen[i]


@njit(cache=True, nogil=True)
def pay_up_whole(
    indptr: Ints, creditor: Ints, amount: Ints, owed: Ints, assets: Ints, inflow: Ints,
    recovery: Ints, max_rounds: int, p: Ints, rounds: Ints, status: Ints,
) -> None:  # fmt: skip
    """Iterate ``p <- max(p, Φ(p))`` upward; arguments as of ``pay_down_whole``."""
    draws, n = p.shape
    an, ad, bn, bd = recovery[0], recovery[1], recovery[2], recovery[3]
    received = owed.copy()
    now = owed.copy()
    for d in range(draws):
        status[d] = 1
        for r in range(max_rounds):
            rounds[d] = r + 1
            for i in range(n):
                received[i] = inflow[d, i]
            for i in range(n):
                if p[d, i] > 0:
                    for k in range(indptr[i], indptr[i + 1]):
                        received[creditor[k]] += share_of(p[d, i], amount[k], owed[i])
            moved = False
            for i in range(n):
                now[i] = owed[i]
                if assets[d, i] + received[i] < owed[i]:
                    now[i] = _part(assets[d, i], an, ad) + _part(received[i], bn, bd)
                moved = moved or now[i] > p[d, i]
            if not moved:
                status[d] = 0
                break
            for i in range(n):
                p[d, i] = max(p[d, i], now[i])


@njit(cache=True, nogil=True)
def pay_across(
    debtor: Ints, place: Ints, amount: Ints, owed: Ints, p: Ints, paid: Ints
) -> None:  # fmt: skip
    """Fill ``paid`` (draws, places): what each creditor of the other side gets from all here.

    Debt k is of ``debtor[k]`` to the creditor at ``place[k]``.
    """
    draws = p.shape[0]
    for d in range(draws):
        for c in range(paid.shape[1]):
            paid[d, c] = 0
        for k in range(debtor.size):
            i = debtor[k]
            if p[d, i] == owed[i]:
                paid[d, place[k]] += amount[k]
            elif p[d, i] > 0:
                paid[d, place[k]] += share_of(p[d, i], amount[k], owed[i])


@njit(cache=True, nogil=True)
def _part(money: int, numerator: int, denominator: int) -> int:
    """``floor(money · numerator / denominator)`` without overflow for denominators to 10^6."""
    whole = money // denominator
    return whole * numerator + (money - whole * denominator) * numerator // denominator
