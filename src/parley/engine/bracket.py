"""Halving a bracket: between which multiples a loss that never falls first reaches a target."""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

import numpy as np

from parley.errors import Fault, InvalidInput


class Ending(StrEnum):
    """How a search for a shock ended.

    FOUND: between ``low`` and ``high``. ALREADY: the target is reached without any shock.
    UNREACHABLE: not even ``high``, the largest multiple that makes a difference or that was
    allowed, reaches it. NOT_MONOTONE: a larger shock cost less, so that no bracket means anything.
    """

    FOUND = "found"
    ALREADY = "already"
    UNREACHABLE = "unreachable"
    NOT_MONOTONE = "not monotone"


@dataclass(frozen=True)
class SmallestShock:
    """Between which multiples of a direction the target is first reached.

    Args:
        ending: How the search ended; only ``FOUND`` and ``ALREADY`` have a smallest shock.
        low, high: The target is missed at ``low`` and reached at ``high``, if found.
        at_low, at_high: What the model says there.
        target: What was to be reached.
        is_jump: Between two multiples that are next to each other as far as was searched, what
            the model says rises from below the target to more than a millionth of it above.
        evaluations: Of the model.
    """

    ending: Ending
    low: float
    high: float
    at_low: float
    at_high: float
    target: float
    is_jump: bool
    evaluations: int

    @property
    def multiple(self) -> float:
        """The smallest multiple known to reach the target; infinite if there is none."""
        if self.ending is Ending.FOUND:
            return self.high
        return 0.0 if self.ending is Ending.ALREADY else float("inf")


def bisect(
    cost: Callable[[float], float], target: float, end: float, tolerance: float
) -> SmallestShock:
    """Search from 0 up to ``end`` for the first multiple at which ``cost`` reaches ``target``."""
    seen: dict[float, float] = {}

    def at(t: float) -> float:
        given = cost(t)
        found = float(given) if np.ndim(given) == 0 and np.isreal(given) else np.nan
        if not np.isfinite(found):
            value = repr(given)[:80]
            raise InvalidInput([Fault("reverse", 0, f"model at {t:g}", value, "a number")])
        seen[t] = found
        return found

    low, at_low = 0.0, at(0.0)
    if at_low >= target:
        return SmallestShock(Ending.ALREADY, 0.0, 0.0, at_low, at_low, target, False, 1)
    high, at_high = min(1.0, end), 0.0
    while (at_high := at(high)) < target and high < end:
        low, at_low, high = high, at_high, min(2.0 * high, end)
    reached = at_high >= target
    while reached and high - low > tolerance * high:
        middle = low + (high - low) / 2.0
        if middle in (low, high):
            break
        now = at(middle)
        if now >= target:
            high, at_high = middle, now
        else:
            low, at_low = middle, now
    values = np.array([seen[t] for t in sorted(seen)])
    slack = 1e-9 * (1.0 + np.abs(values).max())
    if np.any(np.diff(values) < -slack):
        ending = Ending.NOT_MONOTONE
    else:
        ending = Ending.FOUND if reached else Ending.UNREACHABLE
    near = max(1e-6 * target, 1e-9 * at_high)
    jump = ending is Ending.FOUND and at_high - at_low > near
    return SmallestShock(ending, low, high, at_low, at_high, target, bool(jump), len(seen))
