"""How far prices fall when an asset class is sold: laws of price impact, and their calibration.

| symbol | name | shape | unit |
|---|---|---|---|
| x | sold | (..., m) | units worth 1 before any shock |
| λ | slope | (m,) | 1 / units, or 1 if it is for the share of the market |
| B | lowest | (m,) | 1 |
"""

import math
from dataclasses import dataclass
from enum import IntEnum

import numpy as np

from parley.engine.amounts import Floats, faults_in, locked, numbers_in
from parley.errors import Fault, InvalidInput

#: Share of the daily volume that is depth: the constant c of the depth formula, and its low end.
DEPTH_SHARE, DEPTH_SHARE_LOW = 0.4, 0.25

#: Days over which the sale is spread where it is least harmful.
PATIENT_DAYS = 20.0


def price_impacts(volume_per_day: float, volatility_per_day: float) -> tuple[float, float, float]:
    """Fall of the log price per unit of money sold, and its range.

    ::

        impact = σ / (c · V · √τ)

    with daily volatility σ, daily volume V, and a sale over τ days. The central value has c = 0.4
    and τ = 1, since an exercise lasts two days; the low end sells over 20 days; the high end has
    c = 0.25 and one day.

    Args:
        volume_per_day: V, money a day, above 0.
        volatility_per_day: σ, the standard deviation of the daily log return, above 0.

    Returns:
        Central, low and high, unit 1 / money.

    Source:
        Cont & Schaanning (2017), Fire sales, indirect contagion and systemic stress testing,
        section 4 on market depth; the range of c is this project's choice.

    Example:
        A market with 100 a day and 1 % a day: 0.01 / (0.4 x 100).

        >>> price_impacts(100.0, 0.01)[0]
        0.00025
    """
    central = volatility_per_day / (DEPTH_SHARE * volume_per_day)
    return central, central / math.sqrt(PATIENT_DAYS), central * DEPTH_SHARE / DEPTH_SHARE_LOW


class ImpactLaw(IntEnum):
    """How the price answers to what is sold; see ``PriceImpact``."""

    LINEAR = 0
    EXPONENTIAL = 1
    SQUARE_ROOT = 2


@dataclass(frozen=True, eq=False)
class PriceImpact:
    """The law by which the price of each asset class falls with all that was sold of it.

    With ``x`` units sold since the shock, and ``q0`` the price that the shock left::

        linear          q0 (1 - λ x)                 not below B
        exponential     B + (q0 - B) exp(-λ x)
        square root     q0 (1 - √(λ x))              not below B

    A unit is what 1 of money bought before any shock. The price depends on all that was sold so
    far and not on the steps in which it was. Where the shock leaves a price below ``B``, sales
    do not move it.

    Args:
        law: Which of the three.
        slope: ``λ``. Shape (m,), 1 / units, 0 or more; a pure number if ``of_market``.
        lowest: ``B``: price below which sales cannot push it. Shape (m,) or one number, 0 to 1.
        of_market: ``x`` is the share of the market, of all that the institutions held at the
            start, and not the amount.

    Raises:
        InvalidInput: if an argument is not as above.

    Source:
        Linear: Greenwood, Landier & Thesmar (2015), Journal of Financial Economics 115(3).
        Exponential: Cifuentes, Ferrucci & Shin (2005), Journal of the European Economic
        Association 3(2-3), with ``B`` as in Cont & Schaanning (2017), section 4. Square root:
        Almgren, Thum, Hauptmann & Li (2005), Risk 18(7); Bouchaud (2010), Encyclopedia of
        Quantitative Finance, "Price impact".

    Example:
        100 sold at a slope of 0.001.

        >>> PriceImpact.linear([0.001]).price([100.0])
        array([0.9])
        >>> PriceImpact.square_root(volatility=[0.02], volume=[400.0]).price([100.0])
        array([0.99])
    """

    law: ImpactLaw
    slope: Floats
    lowest: Floats | float = 0.0
    of_market: bool = False

    def __post_init__(self) -> None:
        slope = locked(numbers_in("price impact", "slope", self.slope))
        lowest = locked(numbers_in("price impact", "lowest", self.lowest), slope.shape)
        faults = faults_in("price impact", "slope", slope, (), shape=(slope.size,))
        if not faults:
            faults = faults_in("price impact", "lowest", lowest, (), shape=(slope.size,), high=1.0)
        if faults:
            raise InvalidInput(faults)
        object.__setattr__(self, "law", ImpactLaw(self.law))
        object.__setattr__(self, "slope", slope)
        object.__setattr__(self, "lowest", lowest)

    @classmethod
    def linear(cls, slope: object, lowest: object = 0.0) -> "PriceImpact":
        """Fall as a share of the price, ``slope`` for each unit sold."""
        return cls(ImpactLaw.LINEAR, _numbers("slope", slope), _numbers("lowest", lowest))

    @classmethod
    def exponential(cls, slope: object, lowest: object = 0.0) -> "PriceImpact":
        """Fall of the log price, ``slope`` for each unit sold; this is a system's own law."""
        return cls(ImpactLaw.EXPONENTIAL, _numbers("slope", slope), _numbers("lowest", lowest))

    @classmethod
    def square_root(
        cls, volatility: object, volume: object, constant: float = 1.0, lowest: object = 0.0
    ) -> "PriceImpact":
        """Fall ``Y σ √(x / V)``: volatility and volume of one day, and Y, a number close to 1."""
        sigma, traded = _numbers("volatility", volatility), _numbers("volume", volume)
        faults = faults_in("price impact", "volatility", sigma, (), shape=(sigma.size,))
        tiny = float(np.finfo(np.float64).tiny)
        faults += faults_in("price impact", "volume", traded, (), shape=(sigma.size,), low=tiny)
        if not (math.isfinite(constant) and constant >= 0.0):
            faults.append(Fault("price impact", 0, "constant", str(constant), "0 or more"))
        if faults:
            raise InvalidInput(faults)
        return cls(
            ImpactLaw.SQUARE_ROOT, (constant * sigma) ** 2 / traded, _numbers("lowest", lowest)
        )

    @classmethod
    def from_fall(cls, fall: object, share_sold: float, lowest: object = 0.0) -> "PriceImpact":
        """Exponential, from the fall of each price when a part of the whole market is sold.

        Args:
            fall: Shape (m,), 0 up to but not 1.
            share_sold: The part of the market that this holds for, above 0 to 1.
            lowest: ``B``.
        """
        slope = log_impact(_numbers("fall", fall), share_sold)
        return cls(ImpactLaw.EXPONENTIAL, slope, _numbers("lowest", lowest), of_market=True)

    @classmethod
    def from_depth(cls, depth: object, lowest: object = 0.0) -> "PriceImpact":
        """Exponential, such that the first units sold move the price by 1 / ``depth`` each.

        The slope is ``1 / (D (1 - B))``, market depth ``D`` being ``c V √τ / σ``; see
        ``price_impacts``. Cont & Schaanning (2017), equations 13 and 14.
        """
        deep = _numbers("depth", depth)
        floor = locked(_numbers("lowest", lowest), deep.shape)
        tiny = float(np.finfo(np.float64).tiny)
        highest = float(np.nextafter(1.0, 0.0))
        faults = faults_in("price impact", "depth", deep, (), shape=(deep.size,), low=tiny)
        faults += faults_in("price impact", "lowest", floor, (), shape=deep.shape, high=highest)
        if faults:
            raise InvalidInput(faults)
        return cls(ImpactLaw.EXPONENTIAL, 1.0 / (deep * (1.0 - floor)), floor)

    def slope_per_unit(self, market: Floats) -> Floats:
        """``λ`` for one unit sold, 0 where nobody holds any. Shape of ``market``, (..., m).

        Args:
            market: Units that all held at the start. Shape (..., m).
        """
        slope = np.asarray(self.slope)
        if not self.of_market:
            return np.broadcast_to(slope, market.shape)
        return np.divide(slope, market, out=np.zeros(market.shape), where=market > 0.0)

    def price(self, sold: object, market: object = None, start: object = 1.0) -> Floats:
        """Price of each class after ``sold`` units.

        Args:
            sold: ``x``, shape (..., m), units. Net purchases, below 0, do not raise a price.
            market: Units that all held at the start, shape (..., m); needed if ``of_market``.
            start: ``q0``, shape (..., m) or one number, 0 to 1.

        Returns:
            Shape (..., m), 0 to 1.
        """
        x = np.maximum(np.asarray(sold, dtype=np.float64), 0.0)
        first = np.asarray(start, dtype=np.float64)
        if self.of_market and market is None:
            fault = Fault("price impact", 0, "market", "nothing", "units held by all")
            raise InvalidInput([fault])
        whole = x if market is None else np.asarray(market, dtype=np.float64)
        fall = self.slope_per_unit(whole) * x
        floor = np.minimum(self.lowest, first)
        if self.law is ImpactLaw.EXPONENTIAL:
            return np.asarray(floor + (first - floor) * np.exp(-fall))
        part = fall if self.law is ImpactLaw.LINEAR else np.sqrt(fall)
        return np.asarray(np.maximum(floor, first * (1.0 - part)))


def log_impact(fall: Floats, share_sold: float) -> Floats:
    """Fall of the log price for the whole market sold, from the fall for a part of it.

    ::

        β = -ln(1 - fall) / share_sold

    Args:
        fall: Fall of each price if ``share_sold`` of the market is sold. Shape (m,), 0 up to
            but not 1.
        share_sold: The part of the market that this holds for, above 0 to 1.

    Returns:
        ``β``, shape (m,), no unit.

    Raises:
        InvalidInput: if an argument is not as above.

    Source:
        Cont & Schaanning (2017), Fire sales, indirect contagion and systemic stress testing,
        section 4: an impact that is exponential in the share sold.

    Example:
        A price that halves when half the market is sold falls to a quarter when all of it is.

        >>> np.exp(-log_impact(np.array([0.5]), 0.5))
        array([0.25])
    """
    falls = np.asarray(fall, dtype=np.float64)
    highest = float(np.nextafter(1.0, 0.0))
    faults = faults_in("fire sale", "fall", falls, (), shape=(falls.size,), high=highest)
    if not 0.0 < share_sold <= 1.0:
        faults.append(Fault("fire sale", 0, "share_sold", str(share_sold), "above 0 to 1"))
    if faults:
        raise InvalidInput(faults)
    return np.asarray(-np.log1p(-falls) / share_sold)


def _numbers(name: str, values: object) -> Floats:
    return numbers_in("price impact", name, values)
