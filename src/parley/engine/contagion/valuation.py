"""Ex-ante valuation: what a claim is worth today, from the equity that its debtor has today.

| symbol | name | shape | unit |
|---|---|---|---|
| E | equity | (draws, n) | money |
| A^e | external_assets | (draws, n) | money |
| p̄ | total_liabilities | (n,) | money |
| V | value of a claim, as a share of its face | (draws, n) | 1 |
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from parley.engine.amounts import Floats, Ints, Money, faults_in_number
from parley.engine.status import Status, require_converged
from parley.engine.system import FinancialSystem, Ranking
from parley.engine.valuations import (
    BlackCox,
    EisenbergNoe,
    Furfine,
    FurfineMerton,
    LinearDebtRank,
    Merton,
    NonLinearDebtRank,
    probability_of_default,
    probability_of_touching,
)
from parley.errors import Fault, InvalidInput

__all__ = [
    "BlackCox",
    "EisenbergNoe",
    "Furfine",
    "FurfineMerton",
    "LinearDebtRank",
    "Merton",
    "NonLinearDebtRank",
    "Valuation",
    "Valued",
    "probability_of_default",
    "probability_of_touching",
    "value_claims",
]

#: Draws that are carried together, so that they stay in the cache.
_TOGETHER = 256

#: A search ends when nobody moves by more than this share of the error that is allowed.
_STEP = 1e-3

#: Rounds in which a bound on the error is looked for before the search goes on to the last digit.
_ROUNDS_OF_PROOF = 60

#: Rounding of a sum of claims, as a share of what is owned and owed.
_ROUNDING = 4e-15

#: A value of claims on each debtor, 0 to 1, from equity, external assets and total liabilities,
#: each of shape (draws, n) or (n,). It must not fall when equity rises.
Valuation = Callable[[Money, Money, Money], Floats]


@dataclass(frozen=True, eq=False)
class Valued:
    """Equity of all, with every claim at its value.

    Args:
        equity: ``E``. Shape (draws, n), money.
        value: ``V``: of a claim on each, as a share of its face. Shape (draws, n), 0 to 1.
        rounds: Shape (draws,), counts.
        status: How the search ended. Shape (draws,), values of ``Status``.
        gap: Largest ``|E - Φ(E)|`` in units of all that is owned and owed. Shape (draws,).
        error_bound: No equity is further from the exact one than this, in the same units; infinite
            where that could not be shown. Shape (draws,).
    """

    equity: Money
    value: Floats
    rounds: Ints
    status: Ints
    gap: Floats
    error_bound: Floats

    def require_converged(self) -> "Valued":
        """Return this result, or raise ``NotConverged`` if any draw was given up."""
        require_converged(self.status)
        return self


def value_claims(
    system: FinancialSystem,
    external_assets: ArrayLike,
    valuation: Valuation,
    *,
    tolerance: float = 1e-9,
    max_rounds: int = 100_000,
) -> Valued:
    """Find the equity of all when every claim is valued by the equity of its debtor.

    ::

        E_i = A^e_i + Σ_j L_ji V_j(E_j) - p̄_i

    The search starts where every claim is worth its face and goes down: the greatest solution.
    That nothing higher is missed is clear then; that nothing is left to fall is shown by equities
    a little lower that the map does not lower further: the greatest solution is above those.

    Args:
        system: Supplies ``L`` and ``p̄``; its own external assets and holdings are not used. If
            its external debts are senior, claims inside are valued by the debts inside, which
            are paid last.
        external_assets: ``A^e``, after the shock, holdings included at their price. Shape
            (draws, n) or (n,), money; may be negative.
        valuation: ``V``, one of this module or your own; see ``Valuation``.
        tolerance: The error that is allowed, as a share of what each owns and owes. Above 0.
        max_rounds: Rounds after which a draw is given up.

    Returns:
        Equities and values, with status, gap and a bound on the error. A draw that is given up is
        one that creeps; or one in which an equity stands so near a jump of the valuation that
        rounding decides; or the valuation falls somewhere when equity rises.

    Raises:
        InvalidInput: for assets that do not fit, or a valuation that gives anything but numbers
            from 0 to 1 in the right shape.

    Source:
        Barucca, Bardoscia, Caccioli, D'Errico, Visentin, Caldarelli & Battiston (2020),
        Mathematical Finance 30(4), equation 6, theorem 1 (the greatest solution exists).

    Example:
        B owes A 10 and is left with equity of 5 out of 20: by linear DebtRank the claim is worth
        a quarter.

        >>> pair = FinancialSystem(("A", "B"), np.array([5.0, 30.0]),
        ...                        np.array([[0.0, 0], [10, 0]]), np.zeros(2))
        >>> value_claims(pair, [5.0, 15.0], LinearDebtRank(pair.equity())).equity
        array([[7.5, 5. ]])
    """
    assets = system.require_draws("external_assets", external_assets, low=-np.inf)
    faults = faults_in_number("valuation", "tolerance", tolerance, high=1.0)
    faults += faults_in_number("valuation", "max_rounds", max_rounds, low=1.0)
    if not faults and tolerance == 0.0:
        faults = [Fault("valuation", 0, "tolerance", "0", "above 0")]
    if not callable(valuation):
        faults.append(Fault("valuation", 0, "valuation", repr(valuation)[:80], "a function"))
    if faults:
        raise InvalidInput(faults)
    pieces = [
        _value_some(system, assets[first : first + _TOGETHER], valuation, tolerance, max_rounds)
        for first in range(0, assets.shape[0], _TOGETHER)
    ]
    equity, value, rounds, gap, bound = (np.concatenate(each) for each in zip(*pieces, strict=True))
    status = np.where(bound <= tolerance, int(Status.CONVERGED), int(Status.ROUND_LIMIT))
    return Valued(equity, value, rounds.astype(np.int64), status.astype(np.int64), gap, bound)


def _value_some(
    system: FinancialSystem, assets: Money, valuation: Valuation, tolerance: float, max_rounds: int
) -> tuple[Money, Floats, Floats, Floats, Floats]:
    """Equity, value, rounds, gap and bound for as many draws as are carried together."""
    owed, claims = system.total_liabilities, system.nominal_liabilities.T.tocsr()
    inside = system.interbank_liabilities
    ranked = owed if system.external_ranking is Ranking.EQUAL else inside
    scale = np.finfo(np.float64).tiny + np.abs(assets) + owed + system.interbank_assets

    def lower(some: Ints, equity: Money) -> tuple[Money, Floats]:
        """``Φ(E)`` and ``V`` of some draws."""
        value = _values(valuation, equity, assets[some], ranked)
        return assets[some] + (claims @ value.T).T - owed, value

    draws = assets.shape[0]
    everybody = np.arange(draws)
    equity = assets + system.interbank_assets - owed
    rounds, bound = np.zeros(draws), np.full(draws, np.inf)
    for step, proof in ((tolerance * _STEP, _ROUNDS_OF_PROOF), (0.0, max_rounds)):
        going = np.flatnonzero(~(bound <= tolerance) & (rounds < max_rounds))
        open_ = going
        while going.size:
            now = np.minimum(lower(going, equity[going])[0], equity[going])
            moved = np.max((equity[going] - now) / scale[going], axis=1)
            equity[going] = now
            rounds[going] += 1
            going = going[(moved > step) & (rounds[going] < max_rounds)]
        if open_.size:
            bound[open_] = _prove(lower, open_, equity[open_], scale[open_], proof, tolerance)
    after, value = lower(everybody, equity)
    gap = np.max(np.abs(equity - after) / scale, axis=1)
    bound = np.where(gap <= np.maximum(bound, tolerance), bound, np.inf)
    return equity, value, rounds, gap, bound


def _prove(
    lower: Callable[[Ints, Money], tuple[Money, Floats]],
    some: Ints,
    equity: Money,
    scale: Money,
    rounds: int,
    tolerance: float,
) -> Floats:
    """Bound how much lower the greatest solution can be, in units of ``scale``. Shape (some,).

    ``δ <- 2 ε + E - Φ(E - δ)`` with ε the rounding of one ``Φ``. As soon as
    ``Φ(E - δ) >= E - δ + ε`` the greatest solution is not below ``E - δ`` (Tarski 1955: it is the
    supremum of all such points). Given up where ``δ`` is past a thousand tolerances.
    """
    bound = np.full(some.size, np.inf)
    slack = _ROUNDING * scale
    off = 2.0 * slack + np.maximum(equity - lower(some, equity)[0], 0.0)
    left = np.arange(some.size)
    for _ in range(rounds):
        if not left.size:
            break
        drop = np.maximum(equity[left] - lower(some[left], equity[left] - off[left])[0], 0.0)
        shown = np.all(drop + slack[left] <= off[left], axis=1)
        size = np.max(off[left] / scale[left], axis=1)
        bound[left[shown]] = size[shown]
        off[left] = 2.0 * slack[left] + drop
        left = left[~shown & (size < 1e3 * tolerance)]
    return bound


def _values(valuation: Valuation, equity: Money, assets: Money, owed: Money) -> Floats:
    try:
        found = np.asarray(valuation(equity, assets, owed), dtype=np.float64)
    except ValueError as error:
        wanted = f"parameters that fit {equity.shape[1]} institutions"
        raise InvalidInput([Fault("valuation", 0, "", str(error)[:200], wanted)]) from error
    if found.shape != equity.shape or not np.all((found >= -1e-12) & (found <= 1.0 + 1e-12)):
        value = f"shape {found.shape}, {found.min(initial=1.0):g} to {found.max(initial=0.0):g}"
        wanted = f"shape {equity.shape}, numbers from 0 to 1"
        raise InvalidInput([Fault("valuation", 0, "value", value, wanted)])
    return np.clip(found, 0.0, 1.0)
