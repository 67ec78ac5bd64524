"""How far prices fall when an asset class is sold: from its daily volume and volatility."""

import math

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
