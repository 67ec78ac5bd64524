"""What the use of each instrument costs in a way of playing, decision by decision."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

import numpy as np

from parley.engine.amounts import Floats
from parley.engine.instruments.swap_line import allot
from parley.engine.instruments.terms import (
    BailIn,
    Deferral,
    Lending,
    Purchase,
    Rerouting,
    RingFence,
    SwapLine,
    Terms,
)
from parley.engine.instruments.uses import columns_of
from parley.engine.outage import HOURS_PER_YEAR
from parley.engine.provenance import Provenance
from parley.engine.totals import SystemTotals
from parley.group.exercise.effects import first_move, institutions_of
from parley.group.exercise.knowledge import Taken, taken
from parley.group.exercise.outcome import Way
from parley.group.exercise.plan import sides_of
from parley.group.exercise.script import Exercise


class Basis(StrEnum):
    """What the cost of an instrument is, and who bears it.

    INTEREST: on what is lent, by those who borrow; no part of the losses.
    WRITTEN_DOWN: what purchases are worth less at the end, by who bought; no part of the losses.
    GIVEN_UP: claims of creditors; inside the network a part of the losses through credit.
    WAITING: payments that come late, by their receivers; a part of the losses through delay.
    NOT_MEASURED: nothing that the model counts in money.
    """

    INTEREST = "interest"
    WRITTEN_DOWN = "written_down"
    GIVEN_UP = "given_up"
    WAITING = "waiting"
    NOT_MEASURED = "not_measured"


#: Costs come from drawn matrices and from terms that the script assumes: no better than this.
PROVENANCE = Provenance.ESTIMATED


@dataclass(frozen=True, eq=False)
class Bill:
    """How the costs of the decisions taken in one way follow from what was used.

    Args:
        decisions: Identifiers of those whose cost is counted in money, in the order of effect.
        rates: Cost of each decision for one unit of each column of ``Uses.side_by_side``. Shape
            (decisions, columns), money.
    """

    decisions: tuple[str, ...]
    rates: Floats

    def costs(self, uses: Floats) -> Floats:
        """What each decision costs in each draw. Shape (d, decisions), money.

        Args:
            uses: Shape (d, columns).
        """
        found = np.zeros((uses.shape[0], len(self.decisions)))
        for k, rate in enumerate(self.rates):
            found[:, k] = (uses * rate).sum(axis=1)  # row by row: no draw hangs on another
        return found


def basis_of(terms: Terms) -> Basis:
    """What the cost of an instrument is."""
    match terms:
        case Lending() | SwapLine():
            return Basis.INTEREST
        case Purchase():
            return Basis.WRITTEN_DOWN
        case BailIn():
            return Basis.GIVEN_UP
        case Rerouting() | RingFence() | Deferral():
            return Basis.WAITING
        case _:
            return Basis.NOT_MEASURED


def bill_of(exercise: Exercise, system: SystemTotals, way: Way, delay_rate: float) -> Bill:
    """Say which decision answers for which use, and at what price.

    Where two decisions act on the same, each answers for its part: of a swap line by what it
    allots, of purchases of a class by the money an hour, of what waits by share and hours. Of two
    offers to lend to the same bank the later holds, of two bail-ins the earlier.

    Args:
        exercise, system, way: As in ``plan.course_of``.
        delay_rate: What money that comes late costs, per year, as a share.
    """
    counted = [
        each
        for each in taken(exercise, way)
        if basis_of(each.decision.terms) is not Basis.NOT_MEASURED
    ]
    places = columns_of(system.size, len(system.asset_classes))
    wide = (len(counted), max(place.stop for place in places.values()))
    weights, prices = np.zeros(wide), np.zeros(len(counted))
    for k, each in enumerate(counted):
        use, weight = _weight(exercise, system, each)
        prices[k] = _price(each.decision.terms, delay_rate)
        earlier = weights[:k, places[use]]
        if isinstance(each.decision.terms, Lending):
            earlier[:, weight > 0.0] = 0.0
        if isinstance(each.decision.terms, BailIn) and earlier.any():
            weight = 0.0 * weight
        weights[k, places[use]] = weight
    whole = weights.sum(axis=0)
    part = np.divide(weights, whole, out=np.zeros_like(weights), where=whole > 0.0)
    names = tuple(each.decision.id for each in counted)
    return Bill(names, np.ascontiguousarray(part * prices[:, np.newaxis]))


def _price(terms: Terms, delay_rate: float) -> float:
    """What one unit of use costs: money, or money for an hour."""
    match terms:
        case Lending(annual_rate=rate) | SwapLine(annual_rate=rate):
            return rate / HOURS_PER_YEAR
        case Rerouting() | RingFence() | Deferral():
            return delay_rate / HOURS_PER_YEAR
        case _:
            return 1.0


def _weight(exercise: Exercise, system: SystemTotals, each: Taken) -> tuple[str, Floats]:
    """Which use a decision answers for, and with what weight in each of its columns."""
    sides = sides_of(exercise, system)
    members = institutions_of(sides, each.sides)
    weight = np.zeros(system.size)
    match each.decision.terms:
        case Purchase(asset_class=name, per_hour=per_hour):
            bought = [each.name == name for each in system.asset_classes]
            return "written_down", np.where(bought, per_hour, 0.0)
        case BailIn():
            return "given_up", np.ones(1)
        case SwapLine(amount=amount):
            draws_on = institutions_of(sides, (exercise.side_of(each.decision.authority),))
            if len(each.sides) == 2:
                weight[draws_on] = allot(amount, system.payments_per_day[draws_on])
            return "swapped", weight
        case Deferral(share=share, hours=hours):
            weight[members] = share * round(hours)
            return "held_back", weight
        case RingFence(share=share):
            weight[members] = share * max(0, exercise.hours - first_move(each))
            return "held_back", weight
        case Rerouting():
            weight[members] = 1.0
            return "told_to_wait", weight
        case _:
            weight[members] = 1.0
            return "lent", weight


def decisions_by_kind(exercise: Exercise, used: Sequence[str]) -> Mapping[str, tuple[str, ...]]:
    """The decisions that were taken, by kind of instrument, both in the order of the script.

    Args:
        exercise: The script.
        used: Identifiers of decisions.
    """
    found: dict[str, tuple[str, ...]] = {}
    for each in exercise.decisions:
        if each.id in used:
            found[each.terms.kind] = (*found.get(each.terms.kind, ()), each.id)
    return found
