"""Shocks to a system drawn from distributions: how large, where, and how much in common. Frozen.

==================  ======  =====================================================================
name                symbol  meaning
==================  ======  =====================================================================
correlation         ρ       of the latent variables of any two institutions
degrees_of_freedom  ν       of the t copula; infinite is the Gaussian one
latent variable     z       ``z_i = (√ρ M + √(1 - ρ) ε_i) / √(W / ν)``, W chi-squared with ν
size                x       ``x_i = F⁻¹(T_ν(z_i))``: a large z is a large loss
==================  ======  =====================================================================

Source:
    Vasicek (2002), Risk 15(12), for one Gaussian factor; Demarta & McNeil (2005), International
    Statistical Review 73(1), for the t copula.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

import numpy as np
from numpy.typing import ArrayLike

from parley.engine.amounts import (
    Bools,
    Floats,
    Ints,
    Money,
    faults_in,
    faults_in_number,
    locked_in,
    numbers_in,
    require_counts,
    whole_numbers,
)
from parley.engine.catastrophe import EventSet, Years, insured_losses
from parley.engine.draws import normals, uniforms
from parley.engine.sizes import Fixed, Size
from parley.engine.system import FinancialSystem
from parley.errors import Fault, InvalidInput

#: Streams of random numbers that belong to shocks; see docs/notation.md, §9.
FACTOR_STREAM, OWN_STREAM, MIXING_STREAM, PLACE_STREAM = 51, 52, 53, 54
EVENT_COUNT_STREAM, EVENT_STREAM, PRICE_STREAM = 55, 56, 57

#: A year with more events than occur with this probability has as many as occur with it.
_RARE = 1e-12


class Base(StrEnum):
    """What the size of a shock is a share of, or that it is money."""

    EXTERNAL_ASSETS = "external_assets"
    EQUITY = "equity"
    MONEY = "money"


@dataclass(frozen=True, eq=False)
class Place:
    """Who is hit.

    Args:
        labels: The group of each institution, from 0. Shape (n,). Whole groups are hit: with a
            group of its own for each institution, single ones; with one for each country, all of
            a country. Empty: everybody is hit in every draw.
        weights: Relative probability of each group to be the one that is hit. Empty: equal.
            Shape (groups,).
    """

    labels: tuple[int, ...] = ()
    weights: tuple[float, ...] = ()

    def __post_init__(self) -> None:
        groups = max(self.labels, default=-1) + 1
        faults = []
        if any(label < 0 for label in self.labels):
            faults.append(Fault("place", 0, "labels", str(min(self.labels)), "0 or more"))
        weights = numbers_in("place", "weights", self.weights)
        if weights.shape != (0,):
            faults += faults_in("place", "weights", weights, (), shape=(groups,))
            if not faults and weights.sum() <= 0.0:
                faults.append(Fault("place", 0, "weights", "all 0", "one above 0"))
        if faults:
            raise InvalidInput(faults)
        object.__setattr__(self, "weights", tuple(weights.tolist()))

    def hit(self, n: int, u: Floats) -> Bools:
        """Who is hit in each draw. Shape (draws, n)."""
        if not self.labels:
            return np.ones((u.size, n), dtype=np.bool_)
        groups = max(self.labels) + 1
        upto = np.cumsum(self.weights or np.ones(groups))
        chosen = np.searchsorted(upto, u * upto[-1], side="right")
        return np.asarray(np.asarray(self.labels) == chosen[:, np.newaxis])


def everyone() -> Place:
    """Everybody is hit in every draw."""
    return Place()


def given(institutions: tuple[int, ...], n: int) -> Place:
    """The same institutions are hit in every draw.

    Args:
        institutions: Their positions, 0 or more.
        n: Institutions of the system.
    """
    require_counts("place", n=n)
    faults: list[Fault] = []
    places = whole_numbers("place", "institutions", institutions, faults)
    if faults or places.ndim != 1 or not places.size or places.min() < 0 or places.max() >= n:
        wanted = f"positions from 0 to {n - 1}"
        raise InvalidInput([Fault("place", 0, "institutions", str(institutions)[:80], wanted)])
    labels = tuple(0 if i in places else 1 for i in range(n))
    return Place(labels, (1.0, 0.0) if 1 in labels else (1.0,))


def one_of(n: int, weights: tuple[float, ...] = ()) -> Place:
    """One institution is hit in each draw, with the weights given, or all alike.

    Args:
        n: Institutions of the system.
        weights: Of each; none is all alike. Shape (n,), 0 or more.

    Raises:
        InvalidInput: if they do not fit.
    """
    require_counts("place", n=n)
    return Place(tuple(range(n)), weights)


def one_country(system: FinancialSystem, weights: Mapping[str, float] | None = None) -> Place:
    """All institutions of one country are hit in each draw.

    Args:
        system: Has the jurisdictions.
        weights: Of each country; None is alike.

    Raises:
        InvalidInput: if the system has no jurisdictions, or a country of the weights has nobody.
    """
    if weights is not None and not isinstance(weights, Mapping):
        said, wanted = type(weights).__name__, "a weight for each country"
        raise InvalidInput([Fault("place", 0, "weights", said, wanted)])
    codes = sorted(set(system.jurisdictions))
    unknown = sorted(set(weights or ()) - set(codes))
    if not codes or unknown:
        value = ", ".join(unknown) or "no jurisdictions"
        raise InvalidInput([Fault("place", 0, "countries", value, "countries of the system")])
    labels = tuple(codes.index(code) for code in system.jurisdictions)
    return Place(labels, tuple((weights or dict.fromkeys(codes, 1.0)).get(c, 0.0) for c in codes))


@dataclass(frozen=True, eq=False)
class YearlyEvents:
    """Catastrophes of a year, several or none, by what each costs each institution; they add up.

    Losses are as good as known here, and fall on institutions at once. Where an event has a loss by
    region that is drawn too, and insurers share it before reinsurers do, begin with
    ``catastrophe.EventSet``; ``of`` makes one of these from the other.

    Args:
        losses: What each event costs each institution. Shape (events, n), money, 0 or more.
        frequencies: How often a year each event occurs on average. Shape (events,), 0 or more.

    Raises:
        InvalidInput: for shapes that do not fit, NaN, or numbers below 0.
    """

    losses: Money
    frequencies: Floats

    def __post_init__(self) -> None:
        for name in ("losses", "frequencies"):
            object.__setattr__(self, name, locked_in("events", name, getattr(self, name)))
        shape = (self.frequencies.size, self.losses.shape[-1] if self.losses.ndim else 0)
        faults = faults_in("events", "losses", self.losses, (), shape=shape)
        faults += faults_in("events", "frequencies", self.frequencies, (), shape=shape[:1])
        if faults:
            raise InvalidInput(faults)

    @classmethod
    def of(cls, events: EventSet, market_shares: ArrayLike) -> "YearlyEvents":
        """The same events by what they cost each institution on average, nothing being ceded.

        Args:
            events: By region. Without spread: a loss that is drawn is for ``draw_years``.
            market_shares: As for ``catastrophe.insured_losses``. Shape (n, regions), 0 to 1.

        Raises:
            InvalidInput: if the shares are not as above, or an event has a spread.
        """
        if events.spread.any():
            wanted = "0: draw_years draws what spreads"
            raise InvalidInput([Fault("events", 0, "spread", f"{events.spread.max():g}", wanted)])
        count = len(events.names)
        once = Years(
            np.array([0, count]), np.arange(count), np.ones(count), np.zeros(1), np.zeros(1)
        )
        return cls(insured_losses(events, once, market_shares), events.frequency)

    @property
    def most(self) -> int:
        """Events of a year at most: more occur with a probability below 1e-12."""
        from scipy.special import pdtr  # slow to import

        rate = float(self.frequencies.sum())
        top = np.arange(0.0, rate + 12.0 * np.sqrt(rate) + 40.0)
        return int(np.searchsorted(pdtr(top, rate), 1.0 - _RARE)) if rate > 0 else 0

    def drawn(self, seed: int, first: int, count: int) -> Money:
        """What the events of a year cost each institution. Shape (count, n), money."""
        from scipy.special import pdtr  # slow to import

        n, most = self.losses.shape[1], self.most
        total = np.zeros((count, n))
        if not most:
            return total
        rate = float(self.frequencies.sum())
        u = uniforms(seed, first, count, 1, stream=EVENT_COUNT_STREAM)[:, 0]
        happened = np.searchsorted(pdtr(np.arange(0.0, most + 1), rate), u, side="right")
        upto = np.cumsum(self.frequencies)
        which = uniforms(seed, first, count, most, stream=EVENT_STREAM)
        events = np.searchsorted(upto, which * upto[-1], side="right")
        for k in range(min(most, int(happened.max(initial=0)))):
            occurs = happened > k
            total[occurs] += self.losses[events[occurs, k]]
        return total


@dataclass(frozen=True, eq=False)
class Scenario:
    """What may hit a system.

    Args:
        size: How much each that is hit loses.
        base: What ``size`` is a share of, or money. A share above 1 of assets is all of them.
        place: Who is hit.
        correlation: ρ, of the sizes of those that are hit, 0 to 1.
        degrees_of_freedom: ν, above 0; smaller is more often extreme for all at once.
        events: Catastrophes that come on top, or None.
        price_falls: How much of its price each asset class loses, 0 to 1, one for each class of
            the system, joined by the same factor; empty if prices are not hit.

    Raises:
        InvalidInput: for numbers out of range.

    Example:
        Half a percent of everybody's assets on average, much of it in common.

        >>> from parley.engine.sizes import Beta
        >>> scenario = Scenario(size=Beta(0.5, 99.5), correlation=0.3)
    """

    size: Size = field(default_factory=lambda: Fixed(0.0))
    base: Base | str = Base.EXTERNAL_ASSETS
    place: Place = field(default_factory=Place)
    correlation: float = 0.0
    degrees_of_freedom: float = np.inf
    events: YearlyEvents | None = None
    price_falls: tuple[Size, ...] = ()

    def __post_init__(self) -> None:
        faults = []
        if self.base not in list(Base):
            faults.append(Fault("scenario", 0, "base", self.base, f"one of {', '.join(Base)}"))
        faults += faults_in_number("scenario", "correlation", self.correlation, high=1.0)
        least = float(np.finfo(np.float64).tiny)
        if self.degrees_of_freedom != np.inf:
            freedom = self.degrees_of_freedom
            faults += faults_in_number("scenario", "degrees_of_freedom", freedom, low=least)
        if faults:
            raise InvalidInput(faults)


@dataclass(frozen=True, eq=False)
class Shocks:
    """Shocks drawn, one row a draw.

    Args:
        losses: What each loses of its external assets, at most all. Shape (draws, n), money.
        prices: Of each asset class, before any sale. Shape (draws, m), 0 to 1.
        hit: Who is hit, events and prices left out. Shape (draws, n).
    """

    losses: Money
    prices: Floats
    hit: Bools

    def of(self, draws: Ints) -> "Shocks":
        """Those of some draws, in the order given."""
        return Shocks(self.losses[draws], self.prices[draws], self.hit[draws])


def draw_shocks(
    system: FinancialSystem, scenario: Scenario, seed: int, count: int, first: int = 0
) -> Shocks:
    """Draw shocks by address: draw d is the same in whatever piece it is drawn.

    Args:
        system: Who is hit.
        scenario: From what.
        seed: Of the run, 0 or more.
        count: How many draws, 0 or more.
        first: Number of the first, 0 or more.

    Raises:
        InvalidInput: if scenario and system do not fit, or a number is negative.
    """
    require_counts("draws", seed=seed, count=count, first=first)
    n, m = system.holdings.shape
    _check(scenario, n, m)
    u = uniforms(seed, first, count, 1, stream=PLACE_STREAM)[:, 0]
    hit = scenario.place.hit(n, u)
    own = _joined(scenario, seed, first, count, n, OWN_STREAM)
    losses = np.where(hit, scenario.size.quantile(own) * _base(system, scenario.base), 0.0)
    if scenario.events is not None:
        losses = losses + scenario.events.drawn(seed, first, count)
    prices = np.ones((count, m))
    if scenario.price_falls:
        latent = _joined(scenario, seed, first, count, m, PRICE_STREAM)
        for k, fall in enumerate(scenario.price_falls):
            prices[:, k] = 1.0 - np.clip(fall.quantile(latent[:, k]), 0.0, 1.0)
    return Shocks(np.minimum(losses, system.external_assets), prices, hit)


def _joined(
    scenario: Scenario, seed: int, first: int, count: int, columns: int, stream: int
) -> Floats:
    """Uniform numbers with a factor in common. Shape (count, columns), 0 to 1."""
    from scipy.special import gammaincinv, ndtr, stdtr  # slow to import

    rho, nu = scenario.correlation, scenario.degrees_of_freedom
    own = normals(seed, first, count, columns, stream=stream)
    common = normals(seed, first, count, 1, stream=FACTOR_STREAM)
    z = np.sqrt(rho) * common + np.sqrt(1.0 - rho) * own
    if np.isinf(nu):
        return np.asarray(ndtr(z))
    u = np.maximum(uniforms(seed, first, count, 1, stream=MIXING_STREAM), 2.0**-53)
    chi_squared = 2.0 * gammaincinv(nu / 2.0, u)
    return np.asarray(stdtr(nu, z / np.sqrt(chi_squared / nu)))


def _base(system: FinancialSystem, base: str) -> Floats:
    if base == Base.MONEY:
        return np.ones(system.size)
    if base == Base.EQUITY:
        return np.maximum(system.equity(), 0.0)
    return system.external_assets


def _check(scenario: Scenario, n: int, m: int) -> None:
    faults = []
    labels, falls = len(scenario.place.labels), len(scenario.price_falls)
    if labels not in (0, n):
        faults.append(Fault("scenario", 0, "place, labels", f"{labels}", f"{n} institutions"))
    if falls not in (0, m):
        faults.append(Fault("scenario", 0, "price_falls", f"{falls}", f"{m} asset classes"))
    if scenario.events is not None and scenario.events.losses.shape[1] != n:
        shape = scenario.events.losses.shape
        faults.append(Fault("scenario", 0, "events, losses", f"shape {shape}", f"(events, {n})"))
    if faults:
        raise InvalidInput(faults)
