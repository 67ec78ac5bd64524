"""Losses over draws as numbers with an error: means, spreads, differences draw by draw."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from parley.engine.amounts import Floats, Ints, faults_in, numbers_in, whole_numbers
from parley.errors import Fault, InvalidInput


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


def estimate(draws: ArrayLike, unit: str, groups: Ints | None = None) -> Estimate:
    """The mean of some draws with its standard error and spread.

    Draws on the same matrix have its accidents in common, so they count for less than as many
    independent ones. With ``groups`` the error is that of groups, not of draws::

        error² = G / (G - 1) · Σ_g (Σ_{d in g} (x_d - x̄))² / N²

    For a difference between two ways of playing, give the differences draw by draw: what both
    have in common then drops out of the error (common random numbers).

    Args:
        draws: Shape (draws,), finite. Of none at all there is no mean: every number is NaN.
        unit: Of the draws, in words.
        groups: The group of each draw, from 0; None if all are independent. With a single group
            the draws are taken as independent, for want of anything better. Shape (draws,).

    Raises:
        InvalidInput: if a draw is NaN or infinite, or there are not as many groups as draws.

    Source:
        Cameron & Miller (2015), Journal of Human Resources 50(2), section II, for the mean.

    Example:
        >>> estimate(np.array([1.0, 3.0]), "USD bn")
        Estimate(value=2.0, error=1.0, unit='USD bn', low=1.1, high=2.9)

        Four draws on two matrices: within each nothing differs, so there are two of them.

        >>> estimate(np.array([1.0, 1.0, 3.0, 3.0]), "USD bn", np.array([0, 0, 1, 1])).error
        1.0
    """
    draws = numbers_in("estimate", "draws", draws)
    count = draws.size
    faults = faults_in("estimate", "draws", draws, (), shape=(count,), low=-np.inf)
    if groups is not None and groups.shape != (count,):
        faults.append(Fault("estimate", 0, "groups", f"shape {groups.shape}", f"shape {(count,)}"))
    if faults:
        raise InvalidInput(faults)
    if count == 0:
        return Estimate(np.nan, np.nan, unit, np.nan, np.nan)
    mean = float(draws.mean())
    off = draws - mean
    sums = off if groups is None else np.bincount(groups, weights=off)[np.unique(groups)]
    if sums.size == 1:
        sums = off
    g = sums.size
    error = float(np.sqrt(g / (g - 1) * np.sum(sums**2))) / count if g > 1 else 0.0
    low, high = np.percentile(draws, [5.0, 95.0])
    return Estimate(mean, error, unit, float(low), float(high))


def spillovers(loss_from: Floats, labels: Ints) -> Floats:
    """What each group of institutions loses because of each: rows cause it, columns bear it.

    ::

        S[g, h] = Σ_{i in g} Σ_{j in h} loss_from[i, j]

    Args:
        loss_from: What j lost because of i. Shape (n, n), money.
        labels: The group of each institution, from 0, for example its country. Shape (n,).

    Returns:
        Shape (groups, groups), money; what crosses a border stands off the diagonal.

    Raises:
        InvalidInput: for shapes that do not fit, NaN, or a label below 0.

    Example:
        >>> spillovers(np.array([[0.0, 2, 3], [1, 0, 4], [0, 0, 0]]), np.array([0, 0, 1]))
        array([[3., 7.],
               [0., 0.]])
    """
    faults: list[Fault] = []
    losses = numbers_in("spillovers", "loss_from", loss_from)
    groups = whole_numbers("spillovers", "labels", labels, faults)
    n = groups.size
    faults += faults_in("spillovers", "loss_from", losses, (), shape=(n, n), low=-np.inf)
    if groups.ndim != 1 or np.any(groups < 0):
        value = f"shape {groups.shape}, least {groups.min(initial=0)}"
        faults.append(Fault("spillovers", 0, "labels", value, "whole numbers, 0 or more"))
    if faults:
        raise InvalidInput(faults)
    member = np.arange(int(groups.max(initial=-1)) + 1)[:, np.newaxis] == groups
    return np.asarray(member.astype(np.float64) @ losses @ member.T)
