"""Ex-ante valuation: what a claim is worth today, from the equity that its debtor has today.

| symbol | name | shape | unit |
|---|---|---|---|
| E | equity | (draws, n) | money |
| A^e | external_assets | (draws, n) | money |
| p̄ | total_liabilities | (n,) | money |
| V | value of a claim, as a share of its face | (draws, n) | 1 |
| σ | volatility of external assets to maturity | (n,) | 1 |
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from parley.engine.amounts import Floats, Ints, Money, faults_in, faults_in_number, locked_in
from parley.engine.status import Status, require_converged
from parley.engine.system import FinancialSystem
from parley.errors import Fault, InvalidInput

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
    """

    equity: Money
    value: Floats
    rounds: Ints
    status: Ints
    gap: Floats

    def require_converged(self) -> "Valued":
        """Return this result, or raise ``NotConverged`` if any draw was given up."""
        require_converged(self.status)
        return self


def value_claims(
    system: FinancialSystem,
    external_assets: ArrayLike,
    valuation: Valuation,
    *,
    tolerance: float = 1e-12,
    max_rounds: int = 100_000,
) -> Valued:
    """Find the equity of all when every claim is valued by the equity of its debtor.

    ::

        E_i = A^e_i + Σ_j L_ji V_j(E_j) - p̄_i

    The search starts where every claim is worth its face and goes down: the greatest solution.

    Args:
        system: Supplies ``L`` and ``p̄``.
        external_assets: ``A^e``, after the shock. Shape (draws, n) or (n,), money; may be
            negative.
        valuation: ``V``, one of this module or your own; see ``Valuation``.
        tolerance: A round is the last of a draw if no equity falls by more than this share of
            what its owner owns and owes. It bounds the last step, not the error.
        max_rounds: Rounds after which a draw is given up.

    Returns:
        Equities and values, with status and gap.

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
    owed, claims = system.total_liabilities, system.nominal_liabilities.T.tocsr()
    scale = 1.0 + np.abs(assets) + owed + system.interbank_assets
    draws = assets.shape[0]
    rounds, gap = np.zeros(draws, dtype=np.int64), np.zeros(draws)
    equity = assets + system.interbank_assets - owed
    value = np.ones_like(assets)
    going = np.arange(draws)
    for r in range(max_rounds):
        if not going.size:
            break
        now = _values(valuation, equity[going], assets[going], owed)
        now = np.minimum(now, value[going])
        lower = assets[going] + (claims @ now.T).T - owed
        moved = np.max(np.abs(equity[going] - lower) / scale[going], axis=1)
        value[going], equity[going] = now, lower
        rounds[going], gap[going] = r + 1, moved
        going = going[moved > tolerance]
    status = np.full(draws, int(Status.CONVERGED))
    status[going] = Status.ROUND_LIMIT
    return Valued(equity, value, rounds, status, gap)


def _values(valuation: Valuation, equity: Money, assets: Money, owed: Money) -> Floats:
    found = np.asarray(valuation(equity, assets, owed), dtype=np.float64)
    if found.shape != equity.shape or not np.all((found >= -1e-12) & (found <= 1.0 + 1e-12)):
        value = f"shape {found.shape}, {found.min(initial=1.0):g} to {found.max(initial=0.0):g}"
        wanted = f"shape {equity.shape}, numbers from 0 to 1"
        raise InvalidInput([Fault("valuation", 0, "value", value, wanted)])
    return np.clip(found, 0.0, 1.0)


@dataclass(frozen=True)
class EisenbergNoe:
    """Claims are worth what is paid on them: all, or what the debtor has by what it owes."""

    def __call__(self, equity: Money, external_assets: Money, owed: Money) -> Floats:
        """``V = 1`` if ``E >= 0``, else ``max(0, (E + p̄) / p̄)``."""
        left = np.divide(equity + owed, owed, out=np.ones_like(equity), where=owed > 0.0)
        return np.where(equity >= 0.0, 1.0, np.clip(left, 0.0, 1.0))


@dataclass(frozen=True)
class Furfine:
    """Claims are worth their face until the debtor has lost all equity, then a fixed share.

    Args:
        recovery: That share, 0 to 1.

    Source:
        Furfine (2003), Journal of Money, Credit and Banking 35(1).
    """

    recovery: float = 0.0

    def __post_init__(self) -> None:
        _require_share("recovery", self.recovery)

    def __call__(self, equity: Money, external_assets: Money, owed: Money) -> Floats:
        """``V = 1`` if ``E > 0``, else the recovery."""
        return np.where(equity > 0.0, 1.0, self.recovery)


@dataclass(frozen=True, eq=False)
class LinearDebtRank:
    """Claims lose value in proportion to the equity that their debtor has lost.

    Args:
        equity_before: Of each, before the shock. Shape (n,), money.

    Source:
        Bardoscia et al. (2015), PLoS ONE 10(6); as a valuation: Barucca et al. (2020), section 3.
    """

    equity_before: Money

    def __post_init__(self) -> None:
        before = locked_in("valuation", "equity_before", self.equity_before)
        object.__setattr__(self, "equity_before", before)
        shape = (before.size,)
        faults = faults_in("valuation", "equity_before", before, (), shape=shape, low=-np.inf)
        if faults:
            raise InvalidInput(faults)

    def __call__(self, equity: Money, external_assets: Money, owed: Money) -> Floats:
        """``V = E⁺ / E_before``, at most 1; 0 for who had no equity."""
        before = self.equity_before
        left = np.divide(equity, before, out=np.zeros_like(equity), where=before > 0.0)
        return np.clip(left, 0.0, 1.0)


@dataclass(frozen=True, eq=False)
class Merton:
    """Claims before maturity: external assets follow a geometric Brownian motion until then.

    The debtor fails at maturity if it has lost all equity by then, and its creditors get
    ``recovery`` times what it then has by what it owes.

    Args:
        volatility: σ of each over the time to maturity. Shape (n,) or scalar, above 0.
        recovery: Share of what is left that reaches creditors, 0 to 1. Shape (n,) or scalar.

    Source:
        Barucca et al. (2020), equations 13, 15 and 18.
    """

    volatility: Floats
    recovery: Floats | float = 1.0

    def __post_init__(self) -> None:
        _lock_volatility(self)

    def __call__(self, equity: Money, external_assets: Money, owed: Money) -> Floats:
        """The expected payment at maturity, in units of the face."""
        sigma = self.volatility
        fails = probability_of_default(equity, external_assets, sigma)
        pays_nothing = probability_of_default(equity + owed, external_assets, sigma)
        part = _expected_below(equity, external_assets, sigma)
        part = part - _expected_below(equity + owed, external_assets, sigma)
        with np.errstate(divide="ignore", invalid="ignore"):
            left = (1.0 + (equity - external_assets) / owed) * (fails - pays_nothing)
            left = left + external_assets / owed * part
        left = np.where(owed > 0.0, left, 1.0 - np.asarray(fails))
        return np.clip(1.0 - fails + self.recovery * left, 0.0, 1.0)


@dataclass(frozen=True, eq=False)
class FurfineMerton:
    """As ``Merton``, with a fixed recovery of the face: no look at what is left.

    Args:
        volatility, recovery: As for ``Merton``; the recovery is of the face.

    Source:
        Barucca et al. (2016), arXiv 1606.05164 version 2, equations 5 and A.8.
    """

    volatility: Floats
    recovery: Floats | float = 0.0

    def __post_init__(self) -> None:
        _lock_volatility(self)

    def __call__(self, equity: Money, external_assets: Money, owed: Money) -> Floats:
        """``V = 1 - (1 - R) PD``."""
        fails = probability_of_default(equity, external_assets, self.volatility)
        return np.clip(1.0 + (self.recovery - 1.0) * fails, 0.0, 1.0)


@dataclass(frozen=True, eq=False)
class BlackCox:
    """As ``FurfineMerton``, but the debtor fails as soon as it has no equity, before maturity too.

    Args:
        volatility, recovery: As for ``FurfineMerton``.

    Source:
        Barucca et al. (2020), equations 7 and 8; Black & Cox (1976), Journal of Finance 31(2).
    """

    volatility: Floats
    recovery: Floats | float = 0.0

    def __post_init__(self) -> None:
        _lock_volatility(self)

    def __call__(self, equity: Money, external_assets: Money, owed: Money) -> Floats:
        """``V = 1 - (1 - R) PD``, the probability that of touching 0 before maturity."""
        fails = probability_of_touching(equity, external_assets, self.volatility)
        return np.clip(1.0 + (self.recovery - 1.0) * fails, 0.0, 1.0)


def probability_of_default(equity: Money, external_assets: Money, volatility: Floats) -> Floats:
    """Probability that equity is gone at maturity. Shapes alike, 0 to 1.

    Source:
        Barucca et al. (2020), equation 18a.
    """
    from scipy.special import ndtr  # slow to import

    distance = _log_distance(equity, external_assets)
    safe = (equity >= external_assets) | (external_assets <= 0.0)
    found = ndtr((distance + volatility**2 / 2.0) / volatility)
    return np.where(safe, np.where(equity >= 0.0, 0.0, 1.0), found)


def probability_of_touching(equity: Money, external_assets: Money, volatility: Floats) -> Floats:
    """Probability that equity is gone at maturity or at any time before. Shapes alike, 0 to 1.

    Source:
        Barucca et al. (2020), equation 8.
    """
    from scipy.special import ndtr  # slow to import

    distance, half = _log_distance(equity, external_assets), volatility**2 / 2.0
    with np.errstate(divide="ignore", invalid="ignore"):
        ratio = external_assets / (external_assets - equity)
        found = ndtr((distance + half) / volatility) + ratio * ndtr((distance - half) / volatility)
    found = np.where((equity >= external_assets) | (external_assets <= 0.0), 0.0, found)
    return np.where(equity <= 0.0, 1.0, np.minimum(found, 1.0))


def _log_distance(equity: Money, external_assets: Money) -> Floats:
    """``ln(1 - E / A^e)``; minus infinity where equity cannot be lost. Shapes alike."""
    inside = (external_assets > 0.0) & (equity < external_assets)
    ratio = np.divide(equity, external_assets, out=np.zeros_like(equity), where=inside)
    found = np.full(np.shape(equity), -np.inf)
    np.log1p(-ratio, out=found, where=inside)
    return found


def _expected_below(equity: Money, external_assets: Money, volatility: Floats) -> Floats:
    """Expectation of assets in default, in units of assets today. Shapes alike."""
    from scipy.special import ndtr  # slow to import

    distance = _log_distance(equity, external_assets)
    return np.asarray(ndtr((distance - volatility**2 / 2.0) / volatility))


def _lock_volatility(valuation: "Merton | FurfineMerton | BlackCox") -> None:
    sigma = locked_in("valuation", "volatility", valuation.volatility)
    recovery = locked_in("valuation", "recovery", valuation.recovery)
    object.__setattr__(valuation, "volatility", sigma)
    object.__setattr__(valuation, "recovery", recovery)
    faults = faults_in("valuation", "recovery", recovery, (), shape=_line(recovery), high=1.0)
    faults += faults_in("valuation", "volatility", sigma, (), shape=_line(sigma))
    if np.any(sigma == 0.0):
        faults.append(Fault("valuation", 0, "volatility", "0", "above 0"))
    if faults:
        raise InvalidInput(faults)


def _line(values: Floats) -> tuple[int, ...]:
    """The shape of one number, or of one for each."""
    return () if values.ndim == 0 else (values.size,)


def _require_share(name: str, value: float) -> None:
    faults = faults_in_number("valuation", name, value, high=1.0)
    if faults:
        raise InvalidInput(faults)
