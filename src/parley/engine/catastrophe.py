"""Catastrophes: events with a frequency and a loss by region, drawn year by year; curves of loss.

| symbol | name | shape | unit |
|---|---|---|---|
| λ | frequency | (events,) | 1 / year |
| ℓ | losses | (events, regions) | money |
| σ | spread | (events,) | 1 |
| Z | common factor of a year | (draws,) | 1 |
| ρ | common share | scalar | 1 |
"""

import math
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import ArrayLike

from parley.engine.amounts import (
    Floats,
    Ints,
    Money,
    faults_in,
    locked,
    locked_in,
    numbers_in,
    require_counts,
    require_numbers,
    whole_numbers,
)
from parley.engine.draws import DRAWS_PER_BLOCK, normals, uniforms
from parley.errors import Fault, InvalidInput

#: The streams of random numbers that belong to catastrophes; see docs/notation.md, §9.
COUNT_STREAM, SEVERITY_STREAM, FACTOR_STREAM = 41, 42, 43

#: Events in one year at most. Part of the address of a number: never changed.
MOST_EVENTS = 64


@dataclass(frozen=True, eq=False)
class EventSet:
    """Events that may happen, each any number of times a year, independently of the others.

    By region and with losses that are drawn, for insurers and their treaties. A ``Scenario`` takes
    ``shocks.YearlyEvents``, by institution.

    Args:
        names: Of the events.
        regions: Names of regions, or of regions and lines of business.
        frequency: λ: events of this kind a year on average. Shape (events,), 0 or more.
        losses: ℓ: mean loss in each region. Shape (events, regions), money, 0 or more.
        spread: σ: standard deviation of the logarithm of an event's loss; 0 if it is known. Shape
            (events,).

    Raises:
        InvalidInput: with every fault; also if more than about 22 events are expected a year.
    """

    names: tuple[str, ...]
    regions: tuple[str, ...]
    frequency: Floats
    losses: Money
    spread: Floats = field(default_factory=lambda: np.zeros(()))

    def __post_init__(self) -> None:
        put = object.__setattr__
        put(self, "names", tuple(self.names))
        put(self, "regions", tuple(self.regions))
        count, regions = len(self.names), len(self.regions)
        for name in ("frequency", "losses"):
            put(self, name, locked_in("events", name, getattr(self, name)))
        spread = numbers_in("events", "spread", self.spread)
        put(self, "spread", locked(spread, (count,) if spread.size == 1 else None))
        faults = []
        for name, shape in (
            ("frequency", (count,)),
            ("losses", (count, regions)),
            ("spread", (count,)),
        ):
            faults += faults_in("events", name, getattr(self, name), self.names, shape=shape)
        if len(set(self.names)) < count or len(set(self.regions)) < regions:
            faults.append(Fault("events", 0, "names, regions", "one twice", "each once"))
        if not faults and 1.0 - _cumulated(float(self.frequency.sum()))[-1] > 1e-12:
            said = f"{self.frequency.sum():g} a year"
            wanted = f"so few that a year has at most {MOST_EVENTS}"
            faults.append(Fault("events", 0, "frequency in all", said, wanted))
        if faults:
            raise InvalidInput(faults)


def _cumulated(rate: float) -> Floats:
    """Probability of at most 0, 1, …, ``MOST_EVENTS`` events if ``rate`` are expected."""
    from scipy.special import gammaln  # slow to import

    k = np.arange(MOST_EVENTS + 1)
    if rate == 0.0:
        return np.ones(k.size)
    return np.asarray(
        np.minimum(np.cumsum(np.exp(k * math.log(rate) - rate - gammaln(k + 1.0))), 1)
    )


@dataclass(frozen=True, eq=False)
class Years:
    """Years drawn from an event set.

    Args:
        first_event: Where the events of each year begin. Shape (draws + 1,).
        event: Which event, in the order in which they happen. Shape (happened,).
        severity: Its loss over its mean loss. Shape (happened,), above 0.
        common: Z: the factor that all losses of a year share. Shape (draws,), standard normal.
        market: What moves markets besides. Shape (draws,), standard normal.
    """

    first_event: Ints
    event: Ints
    severity: Floats
    common: Floats
    market: Floats


def draw_years(
    events: EventSet, seed: int, first: int, count: int, *, common_share: float = 0.0
) -> Years:
    """Draw years by address: year d is the same however many are drawn, and in what pieces.

    How many events happen is Poisson with the sum of all frequencies; which, in proportion to
    them; how large, lognormal around the mean of each, with one factor common to the year::

        severity = exp(σ (√ρ Z + √(1 - ρ) ε) - σ² / 2)

    Args:
        events: What may happen.
        seed: Of the run.
        first, count: The first year wanted and how many; 0 or more.
        common_share: ρ: correlation of two events' log severities in one year. 0 to 1.

    Raises:
        InvalidInput: if a number is not as above.

    Source:
        Daykin, Pentikäinen & Pesonen (1994), Practical Risk Theory for Actuaries, chapter 3: a
        compound Poisson variable.

    Example:
        Two pieces are the whole.

        >>> quakes = EventSet(("quake",), ("coast",), [1.5], [[100.0]], 0.5)
        >>> whole, rest = draw_years(quakes, 1, 0, 9), draw_years(quakes, 1, 5, 4)
        >>> whole.severity[whole.first_event[5]:].tolist() == rest.severity.tolist()
        True
    """
    require_counts("years", seed=seed, first=first, count=count)
    require_numbers("years", common_share=common_share)
    if not 0.0 <= common_share <= 1.0:
        raise InvalidInput([Fault("years", 0, "common_share", f"{common_share}", "from 0 to 1")])
    factors = normals(seed, first, count, 2, FACTOR_STREAM)
    rates = _cumulated(float(events.frequency.sum()))
    which = np.cumsum(events.frequency)
    none = np.zeros(0, dtype=np.int64)
    counts, kinds, noise = [none], [none], [np.zeros(0)]
    for start in range(first, first + count, DRAWS_PER_BLOCK):
        size = min(DRAWS_PER_BLOCK, first + count - start)
        u = uniforms(seed, start, size, 1 + MOST_EVENTS, COUNT_STREAM)
        number = np.searchsorted(rates, u[:, 0], side="right")
        happened = np.arange(MOST_EVENTS) < number[:, np.newaxis]
        counts.append(number)
        total = which[-1] if which.size else 0.0
        kinds.append(np.searchsorted(which, u[:, 1:][happened] * total, side="right"))
        noise.append(normals(seed, start, size, MOST_EVENTS, SEVERITY_STREAM)[happened])
    number = np.concatenate(counts)
    event = np.minimum(np.concatenate(kinds), max(len(events.names) - 1, 0))
    year = np.repeat(np.arange(count), number)
    sigma = events.spread[event] if event.size else np.zeros(0)
    mixed = math.sqrt(common_share) * factors[year, 0]
    mixed = mixed + math.sqrt(1.0 - common_share) * np.concatenate(noise)
    return Years(
        first_event=np.concatenate([[0], np.cumsum(number)]).astype(np.int64),
        event=event,
        severity=np.exp(sigma * mixed - sigma**2 / 2.0),
        common=factors[:, 0],
        market=factors[:, 1],
    )


def insured_losses(events: EventSet, years: Years, market_shares: ArrayLike) -> Money:
    """Each insurer's loss in each event that happened: its share of each region's loss.

    Args:
        events, years: What may happen and what did.
        market_shares: Share of each region's losses that each insurer has to pay; the rest is not
            insured. Shape (n, regions), 0 to 1, at most 1 in all in a region.

    Returns:
        Shape (happened, n), money: with ``years.first_event`` what ``reinsure`` takes.

    Raises:
        InvalidInput: if the shares are not as above.

    Example:
        >>> quakes = EventSet(("quake",), ("coast", "plain"), [1.0], [[100.0, 20.0]])
        >>> one = Years(np.array([0, 1]), np.array([0]), np.array([1.5]), np.zeros(1), np.zeros(1))
        >>> insured_losses(quakes, one, [[0.2, 0.0], [0.1, 0.5]])
        array([[30., 30.]])
    """
    shares = numbers_in("insurers", "market_shares", market_shares)
    n = shares.shape[0] if shares.ndim == 2 else 0
    wanted = (n, len(events.regions))
    faults = faults_in("insurers", "market_shares", shares, (), shape=wanted, high=1.0)
    if not faults:
        faults = [
            Fault("insurers", 0, f"market_shares in {name}", f"{total:g} in all", "at most 1")
            for name, total in zip(events.regions, shares.sum(axis=0), strict=True)
            if total > 1.0 + 1e-12
        ]
    if faults:
        raise InvalidInput(faults)
    by_kind = events.losses @ shares.T
    return np.asarray(by_kind[years.event] * years.severity[:, np.newaxis])


def market_factor(years: Years, volatility: float, common_share: float) -> Floats:
    """Prices of the same years' markets, relative to their mean: low where losses are high.

    ``exp(-v (√ρ Z + √(1 - ρ) η) - v² / 2)``, of mean 1: the financial shock that comes with the
    catastrophe, for holdings of insurers and banks.

    Args:
        years: With their common factor Z and own factor η of markets.
        volatility: v: of the year's log return. 0 or more.
        common_share: ρ: how much of it comes with Z. 0 to 1.

    Returns:
        Shape (draws,), above 0.

    Raises:
        InvalidInput: if a number is not as above.
    """
    require_numbers("market", volatility=volatility, common_share=common_share)
    faults = [
        Fault("market", 0, name, f"{value}", wanted)
        for name, value, good, wanted in (
            ("volatility", volatility, 0.0 <= volatility < math.inf, "0 or more"),
            ("common_share", common_share, 0.0 <= common_share <= 1.0, "from 0 to 1"),
        )
        if not good
    ]
    if faults:
        raise InvalidInput(faults)
    mixed = math.sqrt(common_share) * years.common + math.sqrt(1.0 - common_share) * years.market
    return np.asarray(np.exp(-volatility * mixed - volatility**2 / 2.0))


def by_year(losses: ArrayLike, first_event: ArrayLike) -> tuple[Money, Money]:
    """The sum and the largest of each year's losses, for curves of either kind.

    Args:
        losses: Of each event that happened. Shape (happened,), money.
        first_event: Where the events of each year begin. Shape (draws + 1,).

    Returns:
        Sums (aggregate exceedance, AEP) and largest (occurrence exceedance, OEP), each of shape
        (draws,); 0 in a year without an event.

    Raises:
        InvalidInput: for losses below 0 or as many as do not fit, or places that fall.

    Example:
        >>> by_year(np.array([3.0, 5.0, 2.0]), np.array([0, 2, 2, 3]))
        (array([8., 0., 2.]), array([5., 0., 2.]))
    """
    faults: list[Fault] = []
    each = numbers_in("years", "losses", losses)
    begins = whole_numbers("years", "first_event", first_event, faults)
    grows = begins.ndim == 1 and begins.size > 0 and begins[0] == 0 and (np.diff(begins) >= 0).all()
    if not grows:
        wanted = "places that begin at 0 and do not fall, one more than years"
        faults.append(Fault("years", 0, "first_event", str(first_event)[:80], wanted))
    if faults:
        raise InvalidInput(faults)
    faults = faults_in("years", "losses", each, (), shape=(int(begins[-1]),))
    if faults:
        raise InvalidInput(faults)
    draws = begins.size - 1
    sums, largest = np.zeros(draws), np.zeros(draws)
    year = np.repeat(np.arange(draws), np.diff(begins))
    np.add.at(sums, year, each)
    np.maximum.at(largest, year, each)
    return sums, largest


@dataclass(frozen=True, eq=False)
class ExceedanceCurve:
    """The loss that is exceeded once in so many years, with an interval.

    Args:
        return_periods: In years, above 1. Shape (k,).
        losses: Exceeded with probability ``1 / return_period`` a year. Shape (k,), money.
        low, high: Ends of the interval that covers the true loss with ``confidence``, whatever its
            distribution; ``high`` is infinite where the draws are too few to say. Shape (k,).
        confidence: 0 to 1.
    """

    return_periods: Floats
    losses: Money
    low: Money
    high: Money
    confidence: float


def exceedance_curve(
    losses: ArrayLike, return_periods: ArrayLike, *, confidence: float = 0.9
) -> ExceedanceCurve:
    """Read a curve of losses off the draws, with intervals from order statistics.

    Of n draws the number below the true quantile is binomial; so two order statistics enclose it
    with a probability that is known.

    Args:
        losses: Of each year. Shape (draws,), money.
        return_periods: Above 1 and at most the number of draws. Shape (k,), years.
        confidence: Of the intervals. Between 0 and 1.

    Raises:
        InvalidInput: for losses that are not finite or periods that the draws cannot show.

    Source:
        David & Nagaraja (2003), Order Statistics, section 7.1.

    Example:
        >>> curve = exceedance_curve(np.arange(1000.0), [10, 100])
        >>> curve.losses, curve.low, curve.high
        (array([899., 989.]), array([883., 984.]), array([915., 995.]))
    """
    require_numbers("curve", confidence=confidence)
    values = numbers_in("curve", "losses", losses)
    periods = np.atleast_1d(numbers_in("curve", "return_periods", return_periods))
    draws = values.size
    faults = faults_in("curve", "losses", values, (), shape=(draws,), low=-math.inf)
    if periods.ndim > 1:
        said = f"shape {periods.shape}"
        faults.append(Fault("curve", 0, "return_periods", said, "one after the other"))
    wrong = periods[~((periods > 1.0) & (periods <= max(draws, 1)))]
    faults += [
        Fault("curve", 0, "return_periods", f"{period}", f"above 1, at most {draws} draws")
        for period in wrong
    ]
    if not 0.0 < confidence < 1.0:
        faults.append(Fault("curve", 0, "confidence", f"{confidence}", "between 0 and 1"))
    if faults:
        raise InvalidInput(faults)
    ordered = np.append(np.sort(values), math.inf)
    below = 1.0 - 1.0 / periods
    place = np.ceil(np.round(below * draws, 9)).astype(np.int64) - 1
    ranks = [_ranks(draws, float(p), (1.0 - confidence) / 2.0) for p in below]
    low = [ordered[a] if a >= 0 else -math.inf for a, _ in ranks]
    high = [ordered[b] for _, b in ranks]
    return ExceedanceCurve(
        locked(periods), locked(ordered[np.maximum(place, 0)]), locked(low), locked(high),
        confidence,
    )  # fmt: skip


def _ranks(draws: int, below: float, tail: float) -> tuple[int, int]:
    """Places, from 0, of the order statistics that enclose the quantile; each end misses it with
    at most ``tail``. The lower may be -1, the upper ``draws``: nothing encloses it there.
    """
    from scipy.special import bdtr  # slow to import

    width = 9.0 * math.sqrt(draws * below * (1.0 - below)) + 9.0
    k = np.arange(max(0, int(draws * below - width)), min(draws, int(draws * below + width)) + 1)
    at_most = bdtr(k.astype(np.float64), draws, below)  # P(number below the quantile <= k)
    # the order statistic at place a lies above the quantile if at most a draws lie below it
    lower = k[at_most <= tail]
    upper = k[at_most >= 1.0 - tail]
    return (int(lower[-1]) if lower.size else -1), (int(upper[0]) if upper.size else draws)
