"""The compiled loop of a default waterfall: one layer after the other, draw by draw."""

from numba import njit

from parley.engine.amounts import Bools, Floats


@njit(cache=True, nogil=True)
def pour(
    defaulted: Bools, margin: Floats, cost: Floats, collateral: Floats, fund: Floats,
    skin: float, second_skin: float, assessments: float, most_cut: float,
    loss: Floats, own_margin: Floats, own_fund: Floats, shared: Floats, assessed: Floats,
    cut: Floats, owed: Floats, skins: Floats, shortfall: Floats, gap: Floats,
) -> None:  # fmt: skip
    """Fill who bears what of the losses of ``defaulted``.

    ``margin`` is what each member is owed (above 0) or owes, ``cost`` what closing out adds,
    both (draws, n); ``collateral`` and ``fund`` are what each has paid in, (n,). Fills, in shape
    (draws, n), each defaulter's ``loss`` and the parts of it that its ``own_margin`` and
    ``own_fund`` bear, and each survivor's ``shared`` part of the fund, what it is ``assessed`` for,
    the ``cut`` of its gains and what it has ``owed`` itself; in shape (draws, 2) both parts of the
    counterparty's own money; ``shortfall`` (draws,); and ``gap`` (draws,), what the parts, added
    up again, miss of all losses, as a share of them.
    """
    draws, n = defaulted.shape
    for d in range(draws):
        rest, pool, gains, lost, borne = 0.0, 0.0, 0.0, 0.0, 0.0
        for i in range(n):
            loss[d, i] = 0.0
            own_margin[d, i] = 0.0
            own_fund[d, i] = 0.0
            shared[d, i] = 0.0
            assessed[d, i] = 0.0
            cut[d, i] = 0.0
            owed[d, i] = 0.0
            if defaulted[d, i]:
                left = max(cost[d, i] - margin[d, i], 0.0)
                loss[d, i] = left
                lost += left
                own_margin[d, i] = min(left, collateral[i])
                left -= own_margin[d, i]
                own_fund[d, i] = min(left, fund[i])
                rest += left - own_fund[d, i]
                borne += own_margin[d, i] + own_fund[d, i]
            else:
                pool += fund[i]
                gains += max(margin[d, i], 0.0)
                owed[d, i] = max(-margin[d, i], 0.0)
        skins[d, 0] = min(rest, skin)
        rest -= skins[d, 0]
        from_pool = min(rest, pool)
        rest -= from_pool
        skins[d, 1] = min(rest, second_skin)
        rest -= skins[d, 1]
        from_members = min(rest, assessments * pool)
        rest -= from_members
        from_gains = min(rest, most_cut * gains)
        shortfall[d] = rest - from_gains
        rate = from_pool / pool if pool > 0.0 else 0.0
        again = from_members / pool if pool > 0.0 else 0.0
        haircut = from_gains / gains if gains > 0.0 else 0.0
        borne += skins[d, 0] + skins[d, 1] + shortfall[d]
        if from_pool + from_gains > 0.0:
            for i in range(n):
                if not defaulted[d, i]:
                    shared[d, i] = rate * fund[i]
                    assessed[d, i] = again * fund[i]
                    cut[d, i] = haircut * max(margin[d, i], 0.0)
                    borne += shared[d, i] + assessed[d, i] + cut[d, i]
        gap[d] = abs(lost - borne) / lost if lost > 0.0 else 0.0
