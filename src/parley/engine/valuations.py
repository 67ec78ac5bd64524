"""What a claim is worth by its debtor's equity today: one small value for each model.

| symbol | name | shape | unit |
|---|---|---|---|
| E | equity | (draws, n) | money |
| A^e | external_assets | (draws, n) | money |
| p̄ | owed: total liabilities of each, or those that rank alike | (n,) | money |
| V | value of a claim, as a share of its face | (draws, n) | 1 |
| σ | volatility of external assets to maturity | (n,) | 1 |
"""

from dataclasses import dataclass

import numpy as np

from parley.engine.amounts import Floats, Money, faults_in, faults_in_number, locked_in
from parley.errors import Fault, InvalidInput


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
        _lock_equity(self)

    def __call__(self, equity: Money, external_assets: Money, owed: Money) -> Floats:
        """``V = E⁺ / E_before``, at most 1; 0 for who had no equity."""
        return 1.0 - _share_lost(equity, self.equity_before)


@dataclass(frozen=True, eq=False)
class NonLinearDebtRank:
    """Small losses of a debtor's equity hardly matter, large ones the more.

    Args:
        equity_before: Of each, before the shock. Shape (n,), money.
        curvature: α, 0 or more: 0 is linear, and the larger it is, the nearer to ``Furfine``
            without recovery.

    Source:
        Bardoscia, Caccioli, Perotti, Vivaldo & Caldarelli (2016), PLoS ONE 11(10), e0163825.
    """

    equity_before: Money
    curvature: float = 0.0

    def __post_init__(self) -> None:
        _lock_equity(self)
        faults = faults_in_number("valuation", "curvature", self.curvature)
        if faults:
            raise InvalidInput(faults)

    def __call__(self, equity: Money, external_assets: Money, owed: Money) -> Floats:
        """``V = 1 - h exp(α (h - 1))`` with ``h`` the share of equity that is lost."""
        lost = _share_lost(equity, self.equity_before)
        return np.asarray(1.0 - lost * np.exp(self.curvature * (lost - 1.0)))


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


def _share_lost(equity: Money, before: Money) -> Floats:
    """What is gone of the equity before, 0 to 1; all, for who had none.

    Less than 1e-12 of it is rounding and counts as nothing: in a network that amplifies distress,
    a last digit would otherwise take everybody down.
    """
    left = np.divide(equity, before, out=np.zeros_like(equity), where=before > 0.0)
    lost = 1.0 - np.clip(left, 0.0, 1.0)
    return np.where(lost <= 1e-12, 0.0, lost)


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


def _lock_equity(valuation: LinearDebtRank | NonLinearDebtRank) -> None:
    before = locked_in("valuation", "equity_before", valuation.equity_before)
    object.__setattr__(valuation, "equity_before", before)
    faults = faults_in("valuation", "equity_before", before, (), shape=(before.size,), low=-np.inf)
    if faults:
        raise InvalidInput(faults)


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
