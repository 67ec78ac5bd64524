"""Initial margin day by day from past gains and losses, and how much more it asks for in stress."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from parley.engine.amounts import Floats, Money, faults_in, numbers_in, require_numbers
from parley.errors import Fault, InvalidInput


@dataclass(frozen=True)
class HistoricalMargin:
    """The loss that was not exceeded on a share of the days of a window.

    Args:
        confidence: That share, between 0 and 1; 0.99 is the least that principle 6 allows.
        window: Days looked back at. 1 or more.
        close_out_days: Days that it takes to close out: the loss of one day grows with the square
            root. Above 0.
        floor: Margin is never below this share of what the longest history gives (the days from
            the first one on). 0 or more.

    Raises:
        InvalidInput: with every fault.

    Source:
        CPMI-IOSCO (2012), Principles for financial market infrastructures, principle 6; Murphy,
        Vasios & Vause (2014), Bank of England Financial Stability Paper 29.
    """

    confidence: float = 0.99
    window: int = 250
    close_out_days: float = 1.0
    floor: float = 0.0

    def __post_init__(self) -> None:
        _check(self)
        if not self.window >= 1:
            raise InvalidInput([Fault("margin", 0, "window", str(self.window), "1 or more")])

    def of(self, gains: Floats) -> Money:
        """Margin for the day after each day, see ``margin_by_day``. Shapes (days, n)."""
        rows = _by_day(gains, self._of_one_day, self.floor)
        return rows * float(np.sqrt(self.close_out_days))

    def _of_one_day(self, past: Floats, whole: bool) -> Floats:
        seen = past if whole else past[-self.window :]
        return np.maximum(np.quantile(-seen, self.confidence, axis=0), 0.0)


@dataclass(frozen=True)
class WeightedMargin:
    """A quantile of a normal distribution with exponentially weighted variance.

    ::

        variance_t = decay variance_(t-1) + (1 - decay) gain_t ** 2

    Args:
        decay: Between 0 and 1; the smaller, the faster margin follows markets.
        confidence: Between 0 and 1.
        close_out_days: As for ``HistoricalMargin``.
        floor: As for ``HistoricalMargin``: the longest history weighs all days alike.

    Raises:
        InvalidInput: with every fault.

    Source:
        As for ``HistoricalMargin``; J.P. Morgan/Reuters (1996), RiskMetrics technical document, for
        the weights.
    """

    decay: float = 0.97
    confidence: float = 0.99
    close_out_days: float = 1.0
    floor: float = 0.0

    def __post_init__(self) -> None:
        _check(self)
        require_numbers("margin", decay=self.decay)
        if not 0.0 < self.decay < 1.0:
            wanted = "between 0 and 1"
            raise InvalidInput([Fault("margin", 0, "decay", str(self.decay), wanted)])

    def of(self, gains: Floats) -> Money:
        """Margin for the day after each day, see ``margin_by_day``. Shapes (days, n)."""
        rows = _by_day(gains, self._of_one_day, self.floor)
        return rows * float(np.sqrt(self.close_out_days))

    def _of_one_day(self, past: Floats, whole: bool) -> Floats:
        from scipy.special import ndtri  # slow to import

        quantile = max(float(ndtri(self.confidence)), 0.0)
        weights = self.decay ** np.arange(past.shape[0] - 1, -1, -1.0)
        if whole:
            weights = np.ones(past.shape[0])
        return np.asarray(quantile * np.sqrt(weights @ past**2 / weights.sum()))


MarginModel = HistoricalMargin | WeightedMargin


def margin_by_day(gains: object, model: MarginModel) -> Money:
    """Initial margin that a model asks for after each day.

    Args:
        gains: Gain (above 0) or loss of each member's positions, day after day, oldest first;
            ``variation_margin(positions, price_moves)`` for positions that do not change. Shape
            (days, n), money.
        model: How margin follows the past.

    Returns:
        Row t is asked for at the end of day t, from days 0 to t. Shape (days, n), money.

    Raises:
        InvalidInput: for a wrong shape or NaN.

    Example:
        The worst of the last two days, which is what a confidence near 1 gives.

        >>> model = HistoricalMargin(confidence=0.999999, window=2)
        >>> margin_by_day([[-1.0], [-3.0], [2.0], [-1.0]], model).round(3)[:, 0]
        array([1., 3., 3., 1.])
    """
    past = np.array(numbers_in("margin", "gains", gains))
    shape = past.shape if past.ndim == 2 else (0, 0)
    faults = faults_in("margin", "gains", past, (), shape=shape, low=-np.inf)
    if faults:
        raise InvalidInput(faults)
    return model.of(past)


def margin_calls(margin: object, gains: object) -> Money:
    """What each member has to pay in on each day: more initial margin, and its losses.

    ::

        call_t = max(margin_t - margin_(t-1), 0) + max(-gain_t, 0)

    Gains and margin that comes back are not set off: they may come later in the day.

    Args:
        margin: As from ``margin_by_day``. Shape (days, n), money, 0 or more.
        gains: Shape (days, n), money.

    Returns:
        Shape (days, n), money; nothing more initial margin on the first day.

    Raises:
        InvalidInput: for shapes that do not fit, NaN or negative margin.

    Source:
        CPMI-IOSCO (2012), principle 7, for liquidity; Murphy, Vasios & Vause (2014), Bank of
        England Financial Stability Paper 29, for calls as the measure of procyclicality.

    Example:
        >>> margin_calls([[5.0], [8.0], [6.0]], [[1.0], [-4.0], [-1.0]])[:, 0]
        array([0., 7., 1.])
    """
    asked = np.array(numbers_in("margin", "margin", margin), ndmin=2)
    past = np.array(numbers_in("margin", "gains", gains), ndmin=2)
    faults = faults_in("margin", "margin", asked, (), shape=past.shape)
    faults += faults_in("margin", "gains", past, (), shape=past.shape[:2], low=-np.inf)
    if faults:
        raise InvalidInput(faults)
    calls = np.maximum(-past, 0.0)
    calls[1:] += np.maximum(np.diff(asked, axis=0), 0.0)
    return calls


def _check(model: MarginModel) -> None:
    require_numbers(
        "margin",
        confidence=model.confidence,
        close_out_days=model.close_out_days,
        floor=model.floor,
    )
    faults = []
    if not 0.0 < model.confidence < 1.0:
        faults.append(Fault("margin", 0, "confidence", str(model.confidence), "between 0 and 1"))
    if not 0.0 < model.close_out_days < np.inf:
        value = str(model.close_out_days)
        faults.append(Fault("margin", 0, "close_out_days", value, "above 0"))
    if not 0.0 <= model.floor < np.inf:
        faults.append(Fault("margin", 0, "floor", str(model.floor), "0 or more"))
    if faults:
        raise InvalidInput(faults)


def _by_day(gains: Floats, of_one: Callable[[Floats, bool], Floats], floor: float) -> Floats:
    """Margin after each day from the days up to it, and not below the floor."""
    rows = np.empty_like(gains)
    for t in range(gains.shape[0]):
        rows[t] = of_one(gains[: t + 1], False)
        if floor > 0.0:
            rows[t] = np.maximum(rows[t], floor * of_one(gains[: t + 1], True))
    return rows
