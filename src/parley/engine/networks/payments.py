"""What each institution sends each other on a normal day, from what it sends in all."""

import numpy as np

from parley.engine.amounts import Floats, Money
from parley.engine.networks.margins import ROUNDING, Margins, only_possible
from parley.engine.networks.maximum_entropy import maximum_entropy
from parley.engine.networks.prior import prior_weights
from parley.engine.totals import SystemTotals
from parley.errors import Fault, InvalidInput

#: Spread of who pays whom beyond what totals and country figures tell: the standard deviation of
#: the logarithm of each pair's weight. An assumption; no bilateral payments are public.
PAIR_SPREAD = 1.0


def payments_matrix(totals: SystemTotals, normals: Floats | None = None) -> Floats:
    """Spread each institution's payments over the others: maximum entropy, as many out as in.

    Sums of rows and columns are both ``payments_per_day``. The prior is the mean of the weights
    of the debts in both directions, each column a share::

        W[i, j] = (Q̂[i, j] + Q̂[j, i]) / 2,   Q̂ = Q with columns that sum to 1

    where ``Q`` are ``prior_weights`` with payments in the place of debts, so that banks pay
    across a border as far as their cross-border share and the country table say. The result is
    symmetric: each pair pays as much one way as the other. There are no bounds between
    countries, as a flow in a day is not a claim.

    Two banks of equal size need not pay a third equally. A draw therefore multiplies the weight of
    each pair by a lognormal number of median 1, ``exp(PAIR_SPREAD z)``; without ``normals`` the
    matrix is the one in the middle.

    Args:
        totals: The system.
        normals: Standard normal numbers of one draw, of which the upper triangle is used.
            Shape (n, n).

    Returns:
        ``F[i, j]``: what i sends j on a normal day. Shape (n, n), money per day, zero diagonal.

    Raises:
        InvalidInput: naming an institution that sends more than all others receive.
        NotConverged: naming the institution with the largest gap.
    """
    sent = totals.payments_per_day
    _require_half(totals, sent)
    weights = prior_weights(totals, sent)
    sums = weights.sum(axis=0)
    shares = np.divide(weights, sums, out=np.zeros_like(weights), where=sums > 0)
    n = totals.size
    weights = (shares + shares.T) / 2
    if normals is not None:
        upper = np.triu(normals, 1)
        weights = weights * np.exp(PAIR_SPREAD * (upper + upper.T))
    return maximum_entropy(
        Margins(
            names=totals.names,
            owed=sent,
            claimed=sent,
            weights=only_possible(weights, sent, sent),
            block=np.full((n, n), -1),
            bounds=np.zeros(0),
            block_names=(),
            to_outside=np.zeros(n),
            from_outside=np.zeros(n),
        )
    )


def _require_half(totals: SystemTotals, sent: Money) -> None:
    others = float(sent.sum()) - sent
    faults = [
        Fault(
            totals.name,
            0,
            f"payments_per_day of {totals.names[i]}",
            f"{sent[i]:g}",
            f"at most what all others send together, {others[i]:g}: nobody pays himself",
        )
        for i in np.flatnonzero(sent > others + ROUNDING * sent.sum())
    ]
    if faults:
        raise InvalidInput(faults)
