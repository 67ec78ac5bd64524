"""Losses over draws as numbers with an error: means, spreads, differences draw by draw."""

from dataclasses import dataclass

import numpy as np

from parley.engine.amounts import Floats


@dataclass(frozen=True)
class Estimate:
    """A mean over draws.

    Args:
        value: The mean.
        error: Its standard error; 0 for a single draw.
        unit: In words.
        low, high: The 5th and the 95th percentile of the draws.
    """

    value: float
    error: float
    unit: str
    low: float
    high: float


def estimate(draws: Floats, unit: str) -> Estimate:
    """The mean of some draws with its standard error and spread.

    For a difference between two ways of playing, give the differences draw by draw: what both
    have in common then drops out of the error (common random numbers).

    Args:
        draws: Shape (draws,), at least one.
        unit: Of the draws, in words.

    Example:
        >>> estimate(np.array([1.0, 3.0]))
        Estimate(value=2.0, error=1.0, low=1.1, high=2.9)
    """
    count = draws.size
    if count == 0:
        return Estimate(np.nan, np.nan, unit, np.nan, np.nan)
    spread = float(draws.std(ddof=1)) if count > 1 else 0.0
    low, high = np.percentile(draws, [5.0, 95.0])
    return Estimate(float(draws.mean()), spread / count**0.5, unit, float(low), float(high))
