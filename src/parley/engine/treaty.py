"""One reinsurance treaty, and the usual kinds: quota share, surplus, excess of loss, stop loss."""

import math
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from parley.engine.amounts import faults_in, numbers_in, require_numbers
from parley.errors import Fault, InvalidInput

#: The terms of a treaty that are numbers.
_AMOUNTS = (
    "attachment", "limit", "aggregate_attachment", "aggregate_limit", "of_direct", "of_assumed",
    "premium", "reinstatement_rate", "reinstatements",
)  # fmt: skip


@dataclass(frozen=True)
class Treaty:
    """One treaty: what it takes of the cedent's losses, and which reinsurers share it.

    In an event the cedent has direct losses s and, as a reinsurer of others, assumed losses a. The
    treaty looks at ``x = of_direct s + of_assumed a`` and pays, before shares,
    ``y = min(limit, max(0, x - attachment))``; over the year
    ``min(aggregate_limit, max(0, Σ y - aggregate_attachment))``, in the order of events.
    Each reinsurer bears its share of that; what nobody has signed stays with the cedent.

    Use ``quota_share``, ``surplus``, ``excess_of_loss`` and ``stop_loss`` for the usual kinds.

    Args:
        cedent: Who buys it.
        reinsurers: Share of each, 0 to 1, at most 1 in all (coinsurance).
        attachment: Deductible of an event. Money, 0 or more.
        limit: The most that is paid for an event. Money, above 0; infinite if there is none.
        aggregate_attachment: Deductible of the year, after the terms of events. Money.
        aggregate_limit: The most that is paid in a year. Money, above 0; may be infinite.
        of_direct: The part of direct losses that is covered, 0 to 1.
        of_assumed: The part of losses assumed from others that is covered, 0 to 1: with 0 there
            is no retrocession, and no spiral.
        premium: Of the treaty in full. Money.
        reinstatement_rate: Share of the premium that is due again for each full limit that is
            reinstated. 0 or more.
        reinstatements: How often the limit comes back; only for their premium. 0 or more.

    Raises:
        InvalidInput: with every fault.

    Source:
        Albrecher, Beirlant & Teugels (2017), Reinsurance: Actuarial and Statistical Aspects,
        chapter 2, for the kinds; reinstatements pro rata as to amount: Sundt (1991), Insurance:
        Mathematics and Economics 10(1).
    """

    cedent: str
    reinsurers: Mapping[str, float]
    attachment: float = 0.0
    limit: float = math.inf
    aggregate_attachment: float = 0.0
    aggregate_limit: float = math.inf
    of_direct: float = 1.0
    of_assumed: float = 1.0
    premium: float = 0.0
    reinstatement_rate: float = 0.0
    reinstatements: float = 0.0

    def __post_init__(self) -> None:
        object.__setattr__(self, "reinsurers", dict(self.reinsurers))
        where = f"treaty of {self.cedent}"
        require_numbers(where, **{name: getattr(self, name) for name in _AMOUNTS})
        ranges = {
            "attachment": (0.0, math.inf, False), "aggregate_attachment": (0.0, math.inf, False),
            "premium": (0.0, math.inf, False), "reinstatement_rate": (0.0, math.inf, False),
            "reinstatements": (0.0, math.inf, True), "limit": (5e-324, math.inf, True),
            "aggregate_limit": (5e-324, math.inf, True), "of_direct": (0.0, 1.0, False),
            "of_assumed": (0.0, 1.0, False),
        }  # fmt: skip
        faults = [
            Fault(where, 0, name, f"{value}", _wanted(low, high, endless))
            for name, (low, high, endless) in ranges.items()
            if not low <= (value := getattr(self, name)) <= high
            or (math.isinf(value) and not endless)
        ]
        faults += [
            Fault(where, 0, f"share of {name}", f"{share}", "a number above 0, up to 1")
            for name, share in self.reinsurers.items()
            if not 0.0 < share <= 1.0
        ]
        if not faults:
            faults = self._more_faults(where)
        if faults:
            raise InvalidInput(faults)

    def _more_faults(self, where: str) -> list[Fault]:
        """Faults that only show between figures."""
        faults = []
        signed = math.fsum(self.reinsurers.values())
        if not self.reinsurers:
            faults.append(Fault(where, 0, "reinsurers", "none", "at least one"))
        if signed > 1.0 + 1e-12:
            faults.append(Fault(where, 0, "shares in all", f"{signed:g}", "at most 1"))
        if self.cedent in self.reinsurers:
            faults.append(Fault(where, 0, "reinsurers", self.cedent, "somebody else"))
        again = self.premium * self.reinstatement_rate
        if again > 0.0 and not again <= self.limit < math.inf:
            said = f"{again:g} for a limit of {self.limit:g}"
            faults.append(Fault(where, 0, "premium of a reinstatement", said, "at most the limit"))
        return faults


def _wanted(low: float, high: float, endless: bool) -> str:
    if high == 1.0:
        return "a number from 0 to 1"
    return ("above 0" if low > 0.0 else "0 or more") + (", or infinite" if endless else "")


def quota_share(
    cedent: str, reinsurers: Mapping[str, float], ceded: float = 1.0, *,
    event_limit: float = math.inf, of_assumed: float | None = None,
) -> Treaty:  # fmt: skip
    """Reinsurers take the same part ``ceded`` of every loss, and share it among them.

    Args:
        cedent, reinsurers: As in ``Treaty``.
        ceded: The part of every loss. 0 to 1.
        event_limit: The most that is paid for an event, after ``ceded``. Money.
        of_assumed: The part of assumed losses; ``ceded`` if None.

    Example:
        >>> quota_share("A", {"R": 0.6, "S": 0.4}, ceded=0.3).of_direct
        0.3
    """
    assumed = ceded if of_assumed is None else of_assumed
    return Treaty(cedent, reinsurers, limit=event_limit, of_direct=ceded, of_assumed=assumed)


def surplus(
    cedent: str, reinsurers: Mapping[str, float], sums_insured: ArrayLike, line: float,
    lines: float, *, event_limit: float = math.inf,
) -> Treaty:  # fmt: skip
    """Reinsurers take of each risk the part by which its sum insured exceeds the cedent's line.

    Of a risk of sum S the part ``min(max(S - line, 0), lines · line) / S`` is ceded. An event
    damages the same part of every sum insured, so over the portfolio the part ceded is
    ``Σ min(max(S - line, 0), lines · line) / Σ S``. Assumed losses are not covered.

    Args:
        cedent, reinsurers: As in ``Treaty``.
        sums_insured: Of each risk. Shape (risks,), money, above 0.
        line: What the cedent keeps of each risk. Money, above 0.
        lines: How many lines the treaty takes, 0 or more.
        event_limit: The most that is paid for an event. Money.

    Raises:
        InvalidInput: if a figure is not as above.

    Example:
        Of 100, 300 and 900 with a line of 100 and four lines: 0, 200 and 400 of 1300 are ceded.

        >>> round(surplus("A", {"R": 1.0}, [100, 300, 900], line=100, lines=4).of_direct, 4)
        0.4615
    """
    require_numbers("surplus", line=line, lines=lines)
    sums = np.atleast_1d(numbers_in("surplus", "sums_insured", sums_insured))
    faults = faults_in("surplus", "sums_insured", sums, (), shape=(sums.size,), low=5e-324)
    faults += [
        Fault("surplus", 0, name, f"{value}", wanted)
        for name, value, good, wanted in (
            ("sums_insured", sums.size, sums.size > 0, "at least one risk"),
            ("line", line, 0.0 < line < math.inf, "above 0"),
            ("lines", lines, 0.0 <= lines < math.inf, "0 or more"),
        )
        if not good
    ]
    if faults:
        raise InvalidInput(faults)
    part = float(np.minimum(np.maximum(sums - line, 0.0), lines * line).sum() / sums.sum())
    return Treaty(cedent, reinsurers, limit=event_limit, of_direct=part, of_assumed=0.0)


def excess_of_loss(
    cedent: str, reinsurers: Mapping[str, float], attachment: float, limit: float, *,
    reinstatements: float = math.inf, premium: float = 0.0, reinstatement_rate: float = 0.0,
    aggregate_attachment: float = 0.0, of_direct: float = 1.0, of_assumed: float = 1.0,
) -> Treaty:  # fmt: skip
    """Reinsurers take the loss of an event above the attachment, up to the limit.

    With k reinstatements the year's limit is ``(k + 1) limit``; each part of the limit that comes
    back costs ``premium · reinstatement_rate`` pro rata.

    Args:
        cedent, reinsurers, attachment, limit, premium, reinstatement_rate: As in ``Treaty``.
        reinstatements: k, 0 or more; infinite if the limit always comes back.
        aggregate_attachment, of_direct, of_assumed: As in ``Treaty``.

    Example:
        >>> excess_of_loss("A", {"R": 1.0}, 50, 100, reinstatements=1).aggregate_limit
        200.0
    """
    require_numbers(f"treaty of {cedent}", limit=limit, reinstatements=reinstatements)
    year = limit * (reinstatements + 1.0) if reinstatements >= 0.0 else math.nan
    return Treaty(
        cedent, reinsurers, attachment=attachment, limit=limit,
        aggregate_attachment=aggregate_attachment, aggregate_limit=year, of_direct=of_direct,
        of_assumed=of_assumed, premium=premium, reinstatement_rate=reinstatement_rate,
        reinstatements=reinstatements,
    )  # fmt: skip


def stop_loss(
    cedent: str, reinsurers: Mapping[str, float], attachment: float, limit: float, *,
    of_direct: float = 1.0, of_assumed: float = 1.0,
) -> Treaty:  # fmt: skip
    """Reinsurers take the loss of a year above the attachment, up to the limit.

    Args:
        cedent, reinsurers, of_direct, of_assumed: As in ``Treaty``.
        attachment: Of the year. Money.
        limit: Of the year. Money, above 0.
    """
    return Treaty(
        cedent, reinsurers, aggregate_attachment=attachment, aggregate_limit=limit,
        of_direct=of_direct, of_assumed=of_assumed,
    )  # fmt: skip
