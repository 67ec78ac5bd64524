"""What hits a system: an outage of one institution's payments, drawn from distributions. Frozen."""

from dataclasses import dataclass

import numpy as np

from parley.engine.amounts import Floats, Ints, faults_in
from parley.engine.draws import uniforms
from parley.errors import Fault, InvalidInput

#: The stream of random numbers that belongs to outages; see docs/notation.md, §9.
OUTAGE_STREAM = 1


@dataclass(frozen=True)
class OutageDistribution:
    """The distributions from which outages are drawn; draws are independent.

    Args:
        candidates: Positions of the institutions that may be hit, each with equal weight.
        hours_median: Median length of the outage in hours.
        hours_sigma: Standard deviation of its logarithm; the length is lognormal.
        hours_range: Shortest and longest length; what is drawn outside is set to the nearer end.
        manual_capacity: Range of the share of payments that can be sent by hand; uniform.
        direct_loss: Range of the own loss as a share of equity; uniform.
        detection_hours: Range of hours of its own opening after which another bank finds out by
            itself; uniform.

    Raises:
        InvalidInput: for no candidates, a range turned round, or a share outside 0 to 1.
    """

    candidates: tuple[int, ...]
    hours_median: float
    hours_sigma: float
    hours_range: tuple[float, float]
    manual_capacity: tuple[float, float]
    direct_loss: tuple[float, float]
    detection_hours: tuple[float, float]

    def __post_init__(self) -> None:
        faults = []
        if not self.candidates:
            faults.append(Fault("outage", 0, "candidates", "none", "at least one institution"))
        if any(place < 0 for place in self.candidates):
            faults.append(
                Fault("outage", 0, "candidates", str(min(self.candidates)), "positions, 0 or more")
            )
        for name, (low, high), most in (
            ("hours_range", self.hours_range, np.inf),
            ("manual_capacity", self.manual_capacity, 1.0),
            ("direct_loss", self.direct_loss, 1.0),
            ("detection_hours", self.detection_hours, np.finfo(np.float64).max),
        ):
            if not 0.0 <= low <= high <= most:
                faults.append(
                    Fault("outage", 0, name, f"{low} to {high}", f"low to high within 0 to {most}")
                )
        if not self.hours_median > 0.0 or not 0.0 <= self.hours_sigma < np.inf:
            value = f"{self.hours_median}, {self.hours_sigma}"
            faults.append(
                Fault("outage", 0, "hours_median, hours_sigma", value, "above 0, 0 or more")
            )
        if faults:
            raise InvalidInput(faults)


@dataclass(frozen=True, eq=False)
class Outages:
    """Outages drawn, one a draw. All of shape (draws,).

    Args:
        hit: Position of the institution that receives but cannot send, 0 or more.
        hours: How long, in hours from the start, 0 or more.
        manual: Share of its payments that it can still send, 0 to 1.
        direct: Its own loss as a share of its equity, 0 to 1.
        detection: Hours of its own opening after which another bank finds out by itself.

    Raises:
        InvalidInput: for shapes that differ, NaN, or numbers out of range.
    """

    hit: Ints
    hours: Floats
    manual: Floats
    direct: Floats
    detection: Floats

    def __post_init__(self) -> None:
        shape = (self.hit.size,)
        faults = []
        for name, high in (
            ("hit", np.inf),
            ("hours", np.inf),
            ("manual", 1.0),
            ("direct", 1.0),
            ("detection", np.inf),
        ):
            faults += faults_in("outages", name, getattr(self, name), (), shape=shape, high=high)
        if faults:
            raise InvalidInput(faults)

    def of(self, draws: Ints) -> "Outages":
        """The outages of some of the draws, in the order given."""
        return Outages(
            self.hit[draws],
            self.hours[draws],
            self.manual[draws],
            self.direct[draws],
            self.detection[draws],
        )


def draw_outages(
    distribution: OutageDistribution, seed: int, count: int, first: int = 0
) -> Outages:
    """Draw outages by address: draw d is the same however many are drawn.

    Args:
        distribution: Where they come from.
        seed: Of the run.
        count: How many.
        first: Number of the first draw wanted.
    """
    from scipy.special import ndtri  # slow to import

    u = uniforms(seed, first, count, 5, stream=OUTAGE_STREAM)

    def between(column: int, low_high: tuple[float, float]) -> Floats:
        low, high = low_high
        return np.asarray(low + (high - low) * u[:, column])

    normal = ndtri(np.clip(u[:, 1], 1e-12, 1.0 - 1e-12))
    length = distribution.hours_median * np.exp(distribution.hours_sigma * normal)
    places = np.minimum(
        (u[:, 0] * len(distribution.candidates)).astype(np.int64), len(distribution.candidates) - 1
    )
    return Outages(
        hit=np.asarray(distribution.candidates, dtype=np.int64)[places],
        hours=np.clip(length, *distribution.hours_range),
        manual=between(2, distribution.manual_capacity),
        direct=between(3, distribution.direct_loss),
        detection=between(4, distribution.detection_hours),
    )
