"""Compiled loops of a default waterfall: one layer after the other, draw by draw."""

from numba import njit

from parley.engine.amounts import Bools, Floats


@njit(cache=True, nogil=True)
def _pour_down(
    rest: float, pool: float, gains: float,
    skin: float, second_skin: float, assessments: float, most_cut: float,
) -> tuple[float, float, float, float, float, float]:  # fmt: skip
    """Let a loss go down the layers behind the defaulters' own money.

    Returns the shares of the survivors' fund that are used and called for again, the share of
    their gains that is cut, both parts of the counterparty's own money, and the shortfall.
    """
    first = min(rest, skin)
    rest -= first
    from_pool = min(rest, pool)
    rest -= from_pool
    second = min(rest, second_skin)
    rest -= second
    from_members = min(rest, assessments * pool)
    rest -= from_members
    from_gains = min(rest, most_cut * gains)
    rate = from_pool / pool if pool > 0.0 else 0.0
    again = from_members / pool if pool > 0.0 else 0.0
    haircut = from_gains / gains if gains > 0.0 else 0.0
    return rate, again, haircut, first, second, rest - from_gains


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
        rate, again, haircut, skins[d, 0], skins[d, 1], shortfall[d] = _pour_down(
            rest, pool, gains, skin, second_skin, assessments, most_cut
        )
        borne += skins[d, 0] + skins[d, 1] + shortfall[d]
        if rate + haircut > 0.0:
            for i in range(n):
                if not defaulted[d, i]:
                    shared[d, i] = rate * fund[i]
                    assessed[d, i] = again * fund[i]
                    cut[d, i] = haircut * max(margin[d, i], 0.0)
                    borne += shared[d, i] + assessed[d, i] + cut[d, i]
        gap[d] = abs(lost - borne) / lost if lost > 0.0 else 0.0


@njit(cache=True, nogil=True)
def call_each(
    defaulted: Bools, margin: Floats, cost: Floats, collateral: Floats, fund: Floats,
    skin: float, second_skin: float, assessments: float, most_cut: float,
    bears: Floats, called: Floats,
) -> None:  # fmt: skip
    """Fill what each member bears and is called for if the others in ``defaulted`` fail.

    Arguments as in ``pour``; both results have the shape (draws, n). Who is in ``defaulted``
    counts as standing where its own row is concerned, and bears at least what its own money does.
    """
    draws, n = defaulted.shape
    for d in range(draws):
        rest, pool, gains = 0.0, 0.0, 0.0
        for i in range(n):
            bears[d, i] = rest  # what those before leave uncovered; those behind are added below
            if defaulted[d, i]:
                rest += max(cost[d, i] - margin[d, i] - collateral[i] - fund[i], 0.0)
            else:
                pool += fund[i]
                gains += max(margin[d, i], 0.0)
        behind = 0.0
        for i in range(n - 1, -1, -1):
            others, own = bears[d, i] + behind, 0.0
            pool_with, gains_with = pool, gains
            if defaulted[d, i]:
                left = max(cost[d, i] - margin[d, i], 0.0)
                own = min(left, collateral[i] + fund[i])
                behind += max(left - collateral[i] - fund[i], 0.0)
                pool_with += fund[i]
                gains_with += max(margin[d, i], 0.0)
            rate, again, haircut, _, _, _ = _pour_down(
                others, pool_with, gains_with, skin, second_skin, assessments, most_cut
            )
            shared = (rate + again) * fund[i]
            bears[d, i] = max(own, shared + haircut * max(margin[d, i], 0.0))
            called[d, i] = max(-margin[d, i], 0.0) + shared
