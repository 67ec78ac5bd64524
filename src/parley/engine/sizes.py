"""How large a shock is: distributions by their quantile functions, so that they can be joined."""

from dataclasses import dataclass, field
from typing import Protocol

import numpy as np

from parley.engine.amounts import Floats, locked, locked_in, require_numbers
from parley.errors import Fault, InvalidInput

#: Uniform numbers are kept this far from 0 and 1, where quantiles may be infinite.
_EDGE = 2.0**-53


class Size(Protocol):
    """A distribution of non-negative numbers."""

    def quantile(self, u: Floats) -> Floats:
        """The number that a share u of the distribution does not exceed. Any shape, 0 to 1."""


@dataclass(frozen=True)
class Fixed:
    """Always the same.

    Args:
        value: 0 or more.
    """

    value: float

    def __post_init__(self) -> None:
        require_numbers("fixed", value=self.value)
        _require("fixed", value=(self.value, 0.0 <= self.value < np.inf, "0 or more"))

    def quantile(self, u: Floats) -> Floats:
        """The value."""
        return np.full(np.shape(u), float(self.value))


@dataclass(frozen=True)
class Uniform:
    """Every number between two is alike.

    Args:
        low, high: 0 or more, low to high.
    """

    low: float
    high: float

    def __post_init__(self) -> None:
        require_numbers("uniform", low=self.low, high=self.high)
        fits = 0.0 <= self.low <= self.high < np.inf
        said = f"{self.low} to {self.high}"
        _require("uniform", **{"low, high": (said, fits, "0 or more, low to high")})

    def quantile(self, u: Floats) -> Floats:
        """``low + u (high - low)``."""
        return np.asarray(self.low + np.asarray(u) * (self.high - self.low))


@dataclass(frozen=True)
class Lognormal:
    """The logarithm is normal.

    Args:
        median: Above 0.
        sigma: Standard deviation of the logarithm, 0 or more.
    """

    median: float
    sigma: float

    def __post_init__(self) -> None:
        require_numbers("lognormal", median=self.median, sigma=self.sigma)
        _require(
            "lognormal",
            median=(self.median, 0.0 < self.median < np.inf, "above 0"),
            sigma=(self.sigma, 0.0 <= self.sigma < np.inf, "0 or more"),
        )

    def quantile(self, u: Floats) -> Floats:
        """``median · exp(σ Φ⁻¹(u))``."""
        from scipy.special import ndtri  # slow to import

        return np.asarray(self.median * np.exp(self.sigma * ndtri(_inside(u))))


@dataclass(frozen=True)
class Beta:
    """A share from 0 to 1, for example a loss given default.

    Args:
        a, b: Above 0; the mean is ``a / (a + b)``.
    """

    a: float
    b: float

    def __post_init__(self) -> None:
        require_numbers("beta", a=self.a, b=self.b)
        _require(
            "beta",
            a=(self.a, 0.0 < self.a < np.inf, "above 0"),
            b=(self.b, 0.0 < self.b < np.inf, "above 0"),
        )

    def quantile(self, u: Floats) -> Floats:
        """The inverse of the regularised incomplete beta function."""
        from scipy.special import betaincinv  # slow to import

        return np.asarray(betaincinv(self.a, self.b, np.asarray(u)))


@dataclass(frozen=True)
class Pareto:
    """A heavy tail: ``P(X > x) = (least / x)^exponent``.

    Args:
        least: The smallest value, above 0.
        exponent: Above 0; the mean is finite above 1, the variance above 2.
    """

    least: float
    exponent: float

    def __post_init__(self) -> None:
        require_numbers("pareto", least=self.least, exponent=self.exponent)
        _require(
            "pareto",
            least=(self.least, 0.0 < self.least < np.inf, "above 0"),
            exponent=(self.exponent, 0.0 < self.exponent < np.inf, "above 0"),
        )

    def quantile(self, u: Floats) -> Floats:
        """``least · (1 - u)^(-1 / exponent)``."""
        return np.asarray(self.least * (1.0 - _inside(u)) ** (-1.0 / self.exponent))


@dataclass(frozen=True, eq=False)
class Empirical:
    """One of some values that were seen, each with a weight.

    Args:
        values: 0 or more, at least one. Shape (k,).
        weights: 0 or more, not all 0; empty for equal ones. Shape (k,).
    """

    values: Floats
    weights: Floats = field(default_factory=lambda: np.zeros(0))

    def __post_init__(self) -> None:
        values = locked_in("empirical", "values", self.values)
        weights = locked_in("empirical", "weights", self.weights)
        if weights.shape == (0,):
            weights = locked(np.ones(values.shape))
        good = values.ndim == 1 and bool(np.all(np.isfinite(values) & (values >= 0.0)))
        _require(
            "empirical", values=(f"shape {values.shape}", good and values.size > 0, "0 or more")
        )
        weighed = weights.shape == values.shape and bool(np.all(weights >= 0.0))
        fits = weighed and 0.0 < float(weights.sum()) < np.inf
        _require("empirical", weights=(f"shape {weights.shape}", fits, "0 or more, not all 0"))
        order = np.argsort(values, kind="stable")
        object.__setattr__(self, "values", locked(values[order]))
        object.__setattr__(self, "weights", locked(weights[order]))

    def quantile(self, u: Floats) -> Floats:
        """The smallest value up to which the weights reach u."""
        upto = np.cumsum(self.weights)
        place = np.searchsorted(upto, np.asarray(u) * upto[-1], side="left")
        # A value without weight is never drawn, not even by u = 0.
        first = int(np.flatnonzero(self.weights)[0])
        return np.asarray(self.values[np.clip(place, first, self.values.size - 1)])


def _inside(u: Floats) -> Floats:
    return np.clip(u, _EDGE, 1.0 - _EDGE)


def _require(where: str, **given: tuple[object, bool, str]) -> None:
    faults = [
        Fault(where, 0, name, str(value), expected)
        for name, (value, fits, expected) in given.items()
        if not fits
    ]
    if faults:
        raise InvalidInput(faults)
