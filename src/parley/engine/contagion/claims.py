"""Claims of an event: who cannot pay pays pro rata, and a failed reinsurer hands losses back.

| symbol | name | shape | unit |
|---|---|---|---|
| s | policyholders: what is owed to them | (draws, n) | money |
| l | amounts: what reinsurer i owes cedent j | (draws, links) | money |
| φ | paid: share of its claims that each pays | (draws, n) | 1 |
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike
from scipy import sparse

from parley.engine.amounts import Bools, Floats, Ints, Money, faults_in, numbers_in
from parley.engine.contagion.kernels.reinsurance import (
    REACH_SLACK,
    book_claims,
    debts_as_layers,
    hand_back,
    rise,
)
from parley.engine.layers import Layers, finish
from parley.engine.links import Claims
from parley.engine.status import Status, require_converged
from parley.engine.system import Ranking
from parley.errors import Fault, InvalidInput

#: A gap above this is no result.
_MOST_GAP = 1e-9


@dataclass(frozen=True, eq=False)
class Recoveries:
    """What debtors pay of what they owe each other, and what creditors get.

    Args:
        paid: φ: share of its debts to other firms that each pays. Shape (draws, n), 0 to 1.
        recovered: What each gets from the others. Shape (draws, n), money.
        owed: What each owes in all. Shape (draws, n), money.
        due: What each should get from the others. Shape (draws, n), money.
        to_policyholders: What each pays outside. Shape (draws, n), money.
        status: How the search ended. Shape (draws,), values of ``Status``.
        gap: Largest ``|φ - φ(φ)|``. Shape (draws,).
    """

    paid: Floats
    recovered: Money
    owed: Money
    due: Money
    to_policyholders: Money
    status: Ints
    gap: Floats


def recover_from(
    claims: Claims,
    assets: ArrayLike,
    top: ArrayLike | None = None,
    *,
    ranking: Ranking = Ranking.EQUAL,
    tolerance: float = 1e-15,
    max_visits: int = 200,
) -> Recoveries:
    """Find the greatest shares of their claims that firms can pay, at or below ``top``.

    ::

        φ_i = min(top_i, (assets_i + Σ_j φ_j l_ji) / (s_i + Σ_j l_ij))

    or, if policyholders are senior, ``φ_i = min(top_i, max(0, assets_i + Σ_j φ_j l_ji - s_i) /
    Σ_j l_ij)``. The map is monotone in ``assets``, in ``top`` and in φ, so it can stand beside
    other channels in one search from above. Whoever owes nothing pays its top.

    Args:
        claims: What is owed, draw by draw.
        assets: What each has for claims, before recoveries. Shape (draws, n) or (n,), money.
        top: Where the search starts from; None is 1. Shape (draws, n) or (n,), 0 to 1.
        ranking: ``SENIOR`` if policyholders are paid before ceding insurers.
        tolerance, max_visits: As in ``reinsure``.

    Raises:
        InvalidInput: if an argument is not as above.

    Source:
        Eisenberg & Noe (2001), Management Science 47(2), theorem 1.

    Example:
        A owes policyholders 30; B has reinsured 20 of it, and has 12. A has 6.

        >>> who = sparse.csr_array(np.array([[0.0, 0.0], [1.0, 0.0]]))
        >>> claims = Claims(np.array([[30.0, 0.0]]), who, np.array([[20.0]]))
        >>> found = recover_from(claims, [6, 12])
        >>> found.paid, found.recovered
        (array([[0.6, 0.6]]), array([[12.,  0.]]))
    """
    draws, n = claims.policyholders.shape
    has = _checked_rows("assets", assets, draws, n, np.inf)
    most = _checked_rows("top", 1.0 if top is None else top, draws, n, 1.0)
    senior = ranking is Ranking.SENIOR
    pattern = claims.reinsured
    debts = (pattern.indptr.astype(np.int64), pattern.indices.astype(np.int64), claims.amounts)
    unpaid, missing, owed, due, paid, recovered = (np.empty((draws, n)) for _ in range(6))
    status, gap = np.zeros(draws, dtype=np.int64), np.zeros(draws)
    hand_back(
        *debts, claims.policyholders, senior, has, most, tolerance, max_visits, unpaid, missing,
        status, owed, due, paid, recovered, gap,
    )  # fmt: skip
    for d in np.flatnonzero(status != Status.CONVERGED):
        status[d], gap[d] = _finish_claims(
            claims, int(d), has[d], most[d], senior, missing[d], unpaid[d], owed[d], due[d],
            paid[d], recovered[d], tolerance,
        )  # fmt: skip
    status[gap > _MOST_GAP] = Status.ROUND_LIMIT
    outside = claims.policyholders
    got = np.minimum(outside, has + recovered) if senior else outside * paid
    return Recoveries(paid, recovered, owed, due, got, status, gap)


def _checked_rows(name: str, values: object, draws: int, n: int, high: float) -> Floats:
    """One row for each draw, the same for all if only one was given."""
    array = numbers_in("claims", name, values)
    if array.ndim < 2 and array.shape in ((), (n,)):
        array = np.broadcast_to(array, (draws, n))
    faults = faults_in("claims", name, array, (), shape=(draws, n), high=high)
    if faults:
        raise InvalidInput(faults)
    return np.ascontiguousarray(array)


def _finish_claims(
    claims: Claims, d: int, assets: Money, top: Floats, senior: bool, missing: Money,
    unpaid: Money, owed: Money, due: Money, paid: Floats, recovered: Money, tolerance: float,
) -> tuple[Status, float]:  # fmt: skip
    """Leap to the least shortfalls of one draw: a ring of debts with little cash in it."""
    n = assets.size
    pattern = claims.reinsured
    ends = (pattern.indptr.astype(np.int64), pattern.indices.astype(np.int64))
    amounts, outside = claims.amounts[d], claims.policyholders[d]
    share = np.empty(pattern.nnz)
    lo, room, slack = np.empty(n), np.empty(n), np.empty(n)
    debts_as_layers(*ends, amounts, outside, senior, assets, owed, due, share, lo, room, slack)
    shares = sparse.csr_array((share, pattern.indices, pattern.indptr), shape=(n, n))
    every = np.arange(n)
    layers = Layers(every, np.ones(n), lo, room, slack, (1.0 - top) * room, shares)
    status = finish(layers, rise, (np.arange(n + 1), every, *ends), missing, unpaid, tolerance)
    gap = book_claims(
        *ends, amounts, outside, senior, assets, top, room, unpaid, due, paid, recovered
    )
    return status, gap


@dataclass(frozen=True, eq=False)
class ClaimsCleared:
    """Who pays which claims, what comes back from failed reinsurers, and who bears the loss.

    All arrays (draws, n), money, unless said otherwise.

    Args:
        claims: What was owed.
        payments: What each pays to policyholders and to other firms.
        paid: Share of its claims from other firms that each pays, 0 to 1.
        to_policyholders: What each pays its policyholders.
        recovered: What each gets from its reinsurers.
        handed_back: What each should have got from its reinsurers and does not.
        policyholder_losses: What each should have paid its policyholders and does not.
        defaulted: Who pays less than it owes. Bools.
        cash_need: What each must raise to pay: claims less liquid assets and recoveries.
        status: How the search ended. Shape (draws,), values of ``Status``.
        gap: Largest ``|φ - φ(φ)|``. Shape (draws,).
    """

    claims: Claims
    payments: Money
    paid: Floats
    to_policyholders: Money
    recovered: Money
    handed_back: Money
    policyholder_losses: Money
    defaulted: Bools
    cash_need: Money
    status: Ints
    gap: Floats

    @property
    def cost(self) -> Money:
        """What the event takes from each firm's assets: payments less recoveries.

        Together with ``policyholder_losses`` it is, over all firms, the loss of the event.
        """
        return self.payments - self.recovered

    def handed_back_by(self, draw: int) -> sparse.csr_array:
        """What cedent j does not get from reinsurer i. Shape (n, n), money."""
        pattern = self.claims.reinsured
        rows = np.repeat(np.arange(pattern.shape[0]), np.diff(pattern.indptr))
        lost = self.claims.amounts[draw] * (1.0 - self.paid[draw][rows])
        return sparse.csr_array((lost, pattern.indices, pattern.indptr), shape=pattern.shape)

    def require_converged(self) -> "ClaimsCleared":
        """Return this, or raise ``NotConverged`` if any draw was given up."""
        require_converged(self.status)
        return self


def clear_claims(
    claims: Claims,
    assets: ArrayLike,
    *,
    liquid_assets: ArrayLike | None = None,
    ranking: Ranking = Ranking.EQUAL,
    tolerance: float = 1e-15,
) -> ClaimsCleared:
    """Let firms pay claims out of their assets and recoveries; who cannot, pays pro rata.

    A failed reinsurer hands its part of the loss back to its cedents, who may fail in turn. The
    greatest payments are meant.

    Args:
        claims: What is owed, for example ``reinsure(...).claims_to_pay``.
        assets: What each has for claims. Shape (draws, n) or (n,), money.
        liquid_assets: The part of it that is money already; all if None. The same shapes.
        ranking: ``EQUAL``: policyholders and ceding insurers get the same share. ``SENIOR``:
            policyholders come first, as in the winding up of a direct insurer.
        tolerance: As in ``reinsure``.

    Returns:
        Payments, recoveries and losses of each firm and of policyholders. ``cash_need`` is what
        forced sales of assets would have to raise.

    Raises:
        InvalidInput: if an argument is not as above.

    Source:
        Eisenberg & Noe (2001), Management Science 47(2); on reinsurance claims, Klages-Mundt &
        Minca (2020), Management Science 66(9), section 2.

    Example:
        A owes policyholders 30, B has reinsured 20 of it and has 12; A has 6. So A is 12 short,
        8 of them handed back by B.

        >>> who = sparse.csr_array(np.array([[0.0, 0.0], [1.0, 0.0]]))
        >>> claims = Claims(np.array([[30.0, 0.0]]), who, np.array([[20.0]]))
        >>> found = clear_claims(claims, [6, 12])
        >>> found.policyholder_losses, found.handed_back
        (array([[12.,  0.]]), array([[8., 0.]]))
    """
    draws, n = claims.policyholders.shape
    has = _checked_rows("assets", assets, draws, n, np.inf)
    liquid = has if liquid_assets is None else liquid_assets
    cash = _checked_rows("liquid_assets", liquid, draws, n, np.inf)
    over = np.argwhere(cash > has)
    if over.size:
        d, i = over[0]
        label = f"liquid_assets of {i} in draw {d}"
        raise InvalidInput([Fault("claims", 0, label, f"{cash[d, i]}", f"at most {has[d, i]}")])
    found = recover_from(claims, has, ranking=ranking, tolerance=tolerance)
    owed = found.owed
    available = has + found.recovered
    broke = (owed > 0.0) & (available < owed * (1.0 - REACH_SLACK))
    payments = np.where(broke, np.minimum(available, owed), owed)
    outside = np.where(broke, found.to_policyholders, claims.policyholders)
    return ClaimsCleared(
        claims=claims,
        payments=payments,
        paid=found.paid,
        to_policyholders=outside,
        recovered=found.recovered,
        handed_back=np.maximum(found.due - found.recovered, 0.0),
        policyholder_losses=claims.policyholders - outside,
        defaulted=broke,
        cash_need=np.maximum(owed - cash - found.recovered, 0.0),
        status=found.status,
        gap=found.gap,
    )
