"""How bad it gets in the worst draws: value at risk and expected shortfall with their intervals."""

import math
from dataclasses import dataclass

import numpy as np

from parley.engine.amounts import (
    Floats,
    Ints,
    faults_in,
    numbers_in,
    require_counts,
    require_numbers,
)
from parley.engine.draws import uniforms
from parley.errors import Fault, InvalidInput

#: The stream of random numbers that belongs to resampling; see docs/notation.md, §9.
BOOTSTRAP_STREAM = 59


@dataclass(frozen=True)
class TailEstimate:
    """A measure of the worst draws.

    Args:
        value: The estimate.
        error: Its standard error; infinite where too few draws bound it.
        low, high: Its confidence interval; infinite where there are too few draws for a bound.
        level: Share of draws that are no worse, 0 to 1.
        confidence: Of the interval, 0 to 1.
        unit: In words.
    """

    value: float
    error: float
    low: float
    high: float
    level: float
    confidence: float
    unit: str


@dataclass(frozen=True, eq=False)
class Tail:
    """The largest of some losses: all that tail measures read.

    Args:
        largest: The k largest losses, ascending. Shape (k,).
        groups: The group of each of them, or None if draws are independent. Shape (k,).
        counts: Draws in each group, or the number of draws alone. Shape (groups,), counts.
    """

    largest: Floats
    groups: Ints | None
    counts: Ints

    @property
    def draws(self) -> int:
        """All draws, also those that are not among the largest."""
        return int(self.counts.sum())

    def order_statistic(self, rank: int) -> float:
        """The loss that is ``rank``-th from below, 1 to draws; infinite outside.

        Raises:
            InvalidInput: if it is not among the largest that are known.
        """
        if rank < 1:
            return -math.inf
        if rank > self.draws:
            return math.inf
        place = rank - 1 - (self.draws - self.largest.size)
        if place < 0:
            known = f"the {self.largest.size} largest of {self.draws}"
            wanted = f"at least {self.draws - rank + 1}: keep more, or ask for a higher level"
            raise InvalidInput([Fault("tail", 0, "losses kept", known, wanted)])
        return float(self.largest[place])

    def error_of_mean(self, excess: Floats) -> float:
        """Standard error of the mean of something that is 0 outside the largest; see ``estimate``.

        Args:
            excess: For each of the largest. Shape (k,).
        """
        n = self.draws
        if self.groups is not None and np.count_nonzero(self.counts) > 1:
            sums = np.bincount(self.groups, weights=excess, minlength=self.counts.size)
            full = self.counts > 0
            off = sums[full] - self.counts[full] * (excess.sum() / n)
            g = off.size
            return float(np.sqrt(g / (g - 1) * np.sum(off**2))) / n
        if n < 2:
            return 0.0
        mean = excess.sum() / n
        squares = np.sum((excess - mean) ** 2) + (n - excess.size) * mean**2
        return float(np.sqrt(squares / (n - 1) / n))


def tail_of(losses: Floats, groups: Ints | None = None) -> Tail:
    """All of some losses in ascending order.

    Args:
        losses: Shape (draws,), finite, at least one.
        groups: The group of each draw, from 0; None if all are independent. Shape (draws,).

    Raises:
        InvalidInput: if a loss is NaN or infinite, there is none, or groups do not fit.
    """
    values = numbers_in("tail", "losses", losses)
    faults = faults_in("tail", "losses", values, (), shape=(values.size,), low=-np.inf)
    if values.size == 0:
        faults.append(Fault("tail", 0, "losses", "none", "at least one draw"))
    if groups is not None and (np.shape(groups) != values.shape or np.any(np.asarray(groups) < 0)):
        wanted = f"one of 0 or more for each of {values.size} draws"
        faults.append(Fault("tail", 0, "groups", f"shape {np.shape(groups)}", wanted))
    if faults:
        raise InvalidInput(faults)
    order = np.argsort(values, kind="stable")
    if groups is None:
        return Tail(values[order], None, np.array([values.size]))
    on = np.asarray(groups, dtype=np.int64)
    return Tail(values[order], on[order], np.bincount(on))


def value_at_risk(
    losses: Floats | Tail,
    level: float = 0.99,
    *,
    confidence: float = 0.95,
    unit: str = "",
    groups: Ints | None = None,
) -> TailEstimate:
    """The smallest loss that is not exceeded in a share ``level`` of the draws.

    ::

        VaR = x_(⌈n level⌉), the order statistic from below

    The interval of independent draws is exact whatever the distribution: the number of draws below
    the true value is binomial, and its bounds are order statistics. Of grouped draws, the rank is
    moved by the clustered error of the share of draws above (Woodruff).

    Args:
        losses: Shape (draws,), finite, money; or a ``Tail``.
        level: Above 0, below 1.
        confidence: Of the interval, above 0, below 1.
        unit: Of the losses, in words.
        groups: The group of each draw, as in ``measures.estimate``; not with a ``Tail``.

    Raises:
        InvalidInput: for bad losses, levels out of range, or a tail too short for the level.

    Source:
        McNeil, Frey & Embrechts (2015), Quantitative Risk Management, definition 2.8;
        Conover (1999), Practical Nonparametric Statistics, section 3.2, for the interval;
        Woodruff (1952), Journal of the American Statistical Association 47(260).

    Example:
        >>> found = value_at_risk(np.arange(1.0, 101.0), 0.9)
        >>> found.value, found.low, found.high
        (90.0, 84.0, 96.0)
    """
    from scipy.special import ndtri  # slow to import

    tail = _checked(losses, level, confidence, groups)
    n, z = tail.draws, float(ndtri(0.5 + confidence / 2))
    value = tail.order_statistic(_rank(n, level))
    if tail.groups is None:
        below, above = _binomial_ranks(n, level, (1.0 - confidence) / 2)
    else:
        off = n * z * tail.error_of_mean((tail.largest > value).astype(np.float64))
        below, above = math.floor(n * level - off), math.ceil(n * level + off) + 1
    low, high = tail.order_statistic(below), tail.order_statistic(above)
    return TailEstimate(value, (high - low) / (2 * z), low, high, level, confidence, unit)


def expected_shortfall(
    losses: Floats | Tail,
    level: float = 0.99,
    *,
    confidence: float = 0.95,
    unit: str = "",
    groups: Ints | None = None,
) -> TailEstimate:
    """The mean loss in the worst share ``1 - level`` of the draws.

    ::

        ES = VaR + mean(max(x - VaR, 0)) / (1 - level)

    It is the mean of ``VaR + max(x_d - VaR, 0) / (1 - level)`` over draws, and since it is smallest
    in the place of VaR, that VaR is an estimate itself adds nothing to its error in the first
    order. So the error is that of this mean, of groups where there are any.

    Args:
        losses, level, confidence, unit, groups: As for ``value_at_risk``.

    Raises:
        InvalidInput: as ``value_at_risk``.

    Source:
        Rockafellar & Uryasev (2002), Journal of Banking & Finance 26(7), theorem 10; Acerbi &
        Tasche (2002), the same 26(7), proposition 4.1, for the estimator; Manistre & Hancock
        (2005), North American Actuarial Journal 9(2), for the error.

    Example:
        The worst ten of 1 to 100 are 91 to 100.

        >>> expected_shortfall(np.arange(1.0, 101.0), 0.9).value
        95.5
    """
    from scipy.special import ndtri  # slow to import

    tail = _checked(losses, level, confidence, groups)
    at_risk = tail.order_statistic(_rank(tail.draws, level))
    # What is not known of the smaller losses is not needed: there the excess is 0.
    excess = np.maximum(tail.largest - at_risk, 0.0) / (1.0 - level)
    value = at_risk + float(excess.sum()) / tail.draws
    error = tail.error_of_mean(excess)
    z = float(ndtri(0.5 + confidence / 2))
    return TailEstimate(value, error, value - z * error, value + z * error, level, confidence, unit)


def bootstrap_interval(
    losses: Floats,
    level: float = 0.99,
    *,
    seed: int,
    confidence: float = 0.95,
    resamples: int = 1_000,
    groups: Ints | None = None,
    unit: str = "",
) -> TailEstimate:
    """Expected shortfall with the percentile interval of a bootstrap, for few groups or draws.

    Groups, or draws where there are none, are drawn again with replacement, by address: the same
    seed gives the same interval.

    Args:
        losses: Shape (draws,), finite, money.
        level, confidence, groups, unit: As for ``expected_shortfall``.
        seed: Of the resampling, 0 or more.
        resamples: How often, 2 or more.

    Raises:
        InvalidInput: as ``expected_shortfall``, and for a number of resamples below 2.

    Source:
        Efron & Tibshirani (1993), An Introduction to the Bootstrap, section 13.3; Field & Welsh
        (2007), Journal of the Royal Statistical Society B 69(3), for groups.
    """
    tail = _checked(losses, level, confidence, groups)
    require_counts("bootstrap", 2, resamples=resamples)
    require_counts("bootstrap", seed=seed)
    central = expected_shortfall(tail, level, confidence=confidence, unit=unit)
    on = np.arange(tail.draws) if tail.groups is None else tail.groups
    g = tail.draws if tail.groups is None else tail.counts.size
    found = np.empty(resamples)
    for again in range(resamples):
        u = uniforms(seed, again, 1, g, stream=BOOTSTRAP_STREAM)[0]
        times = np.bincount(np.minimum((u * g).astype(np.int64), g - 1), minlength=g)
        found[again] = _weighted_shortfall(tail.largest, times[on], level)
    low, high = np.percentile(found, [50 * (1 - confidence), 50 * (1 + confidence)])
    error = float(found.std(ddof=1))
    return TailEstimate(central.value, error, float(low), float(high), level, confidence, unit)


def _weighted_shortfall(ascending: Floats, times: Ints, level: float) -> float:
    """Expected shortfall of losses that each occur so many times."""
    below = np.cumsum(times)
    n = int(below[-1])
    if n == 0:
        return float(ascending[-1])
    at_risk = float(ascending[np.searchsorted(below, _rank(n, level))])
    excess = float(np.maximum(ascending - at_risk, 0.0) @ times)
    return at_risk + excess / (n * (1.0 - level))


def _checked(losses: Floats | Tail, level: float, confidence: float, groups: Ints | None) -> Tail:
    require_numbers("tail", level=level, confidence=confidence)
    faults = [
        Fault("tail", 0, name, str(value), "above 0 and below 1")
        for name, value in (("level", level), ("confidence", confidence))
        if not 0.0 < value < 1.0
    ]
    if faults:
        raise InvalidInput(faults)
    return losses if isinstance(losses, Tail) else tail_of(losses, groups)


def _rank(n: int, level: float) -> int:
    """``⌈n level⌉``, 1 or more; a product that rounding lifts above a whole number stays there."""
    return max(1, math.ceil(n * level - 1e-9 * max(1.0, n * level)))


def _binomial_ranks(n: int, level: float, error: float) -> tuple[int, int]:
    """Ranks l and u with ``P(B < l) <= error`` and ``P(B >= u) <= error``, B binomial (n, level).

    The true value lies below ``x_(l)`` only if fewer than l draws lie below it, and above
    ``x_(u)`` only if u or more do. 0 or n + 1 where no draw is a bound.
    """
    from scipy.special import bdtr  # slow to import

    spread = 12.0 * math.sqrt(n * level * (1.0 - level)) + 12.0
    first = max(0, math.floor(n * level - spread))
    ranks = np.arange(first, min(n, math.ceil(n * level + spread)) + 1, dtype=np.float64)
    at_most = np.asarray(bdtr(ranks, n, level))  # P(B <= rank)
    below = np.flatnonzero(at_most <= error)
    above = np.flatnonzero(1.0 - at_most <= error)
    l_rank = first + int(below[-1]) + 1 if below.size else 0
    u_rank = first + int(above[0]) + 1 if above.size else n + 1
    return l_rank, u_rank
