"""What each decision of a way of playing changes in the course of the exercise."""

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np

from parley.engine.amounts import Bools, Floats
from parley.engine.instruments.bail_in import Entry
from parley.engine.instruments.payment_hours import extend
from parley.engine.instruments.ring_fence import fenced
from parley.engine.instruments.statement import relieve
from parley.engine.instruments.swap_line import allot
from parley.engine.instruments.terms import (
    BailIn,
    BufferRelief,
    Deferral,
    Lending,
    LongerHours,
    Purchase,
    Rerouting,
    RingFence,
    Statement,
    SwapLine,
    TradingHalt,
)
from parley.engine.totals import SystemTotals
from parley.errors import Fault, InvalidInput
from parley.group.exercise.knowledge import Taken
from parley.group.exercise.script import Exercise


@dataclass(eq=False)
class Effects:
    """What decisions change, hour by hour; begins with nothing and is filled decision by decision.

    The fields are those of ``engine.course.Course`` of the same names.
    """

    exercise: Exercise
    system: SystemTotals
    sides: Sequence[str]
    is_open: Bools
    told_from: Floats = field(init=False)
    rerouted: Floats = field(init=False)
    relief: Floats = field(init=False)
    may_borrow: Bools = field(init=False)
    haircut: Floats = field(init=False)
    purchases: Floats = field(init=False)
    purchase_limit: Floats = field(init=False)
    swap_line: Floats = field(init=False)
    bail_in_move: int = -1
    bail_in_target: float = 0.0
    bears: Floats = field(init=False)
    stay: Bools = field(init=False)
    held_back: Floats = field(init=False)
    halted: Bools = field(init=False)
    floor_relief: Floats = field(init=False)

    def __post_init__(self) -> None:
        (moves, n), m = self.is_open.shape, len(self.system.asset_classes)
        self.told_from, self.rerouted = np.full(n, np.inf), np.zeros(n)
        self.relief, self.floor_relief = np.zeros((moves, n)), np.zeros((moves, n))
        self.may_borrow, self.haircut = np.zeros((moves, n), dtype=np.bool_), np.zeros(n)
        self.purchases, self.purchase_limit = np.zeros((moves, m)), np.zeros(m)
        self.swap_line, self.bears = np.zeros((moves, n)), np.zeros((n, n))
        self.stay, self.halted = np.zeros(moves, np.bool_), np.zeros((moves, m), np.bool_)
        self.held_back = np.zeros((moves, n, n))

    def add(self, each: Taken) -> None:
        """Let a decision act from the first whole hour that starts when it has taken effect."""
        if isinstance(each.decision.terms, Rerouting | LongerHours | Deferral | RingFence):
            self._on_payments(each)
        elif isinstance(each.decision.terms, Purchase | TradingHalt):
            self._on_markets(each)
        else:
            self._on_banks(each)

    def _on_payments(self, each: Taken) -> None:
        members, first = institutions_of(self.sides, each.sides), first_move(each)
        acts_on = _indicator(len(self.sides), members)
        match each.decision.terms:
            case Rerouting(share=share):
                self.told_from[members] = np.minimum(self.told_from[members], first)
                self.rerouted[members] = np.maximum(self.rerouted[members], share)
            case LongerHours(hours=more):
                for i in members:
                    self.is_open[:, i] = extend(self.is_open[:, i], round(more), first)
            case Deferral(share=share, hours=hours):
                waits = np.repeat(share * acts_on[:, np.newaxis], len(self.sides), axis=1)
                self._hold(first, first + round(hours), waits)
            case RingFence(share=share):
                self._hold(first, self.is_open.shape[0], fenced(share * acts_on, self.sides))

    def _hold(self, first: int, last: int, share: Floats) -> None:
        self.held_back[first:last] = np.maximum(self.held_back[first:last], share)

    def _on_markets(self, each: Taken) -> None:
        first = first_move(each)
        match each.decision.terms:
            case Purchase(asset_class=name, per_hour=per_hour, most=most):
                a = self._class_position(each, name)
                self.purchases[first:, a] += per_hour
                self.purchase_limit[a] += most
            case TradingHalt(asset_class=name, hours=hours):
                self.halted[first : first + round(hours), self._class_position(each, name)] = True

    def _on_banks(self, each: Taken) -> None:
        members, first = institutions_of(self.sides, each.sides), first_move(each)
        acts_on = _indicator(len(self.sides), members)
        match each.decision.terms:
            case Lending(haircut=cut):
                self.may_borrow[first:, members] = True
                self.haircut[members] = cut
            case Statement(relief=share):
                self.relief = relieve(self.relief, share, acts_on, first)
            case BufferRelief(relief=share):
                self.floor_relief = relieve(self.floor_relief, share, acts_on, first)
            case SwapLine(amount=amount) if len(each.sides) == 2:  # nobody swaps with himself
                draws_on = institutions_of(
                    self.sides, (self.exercise.side_of(each.decision.authority),)
                )
                weights = self.system.payments_per_day[draws_on]
                self.swap_line[first:, draws_on] += allot(amount, weights)
            case BailIn(target_ratio=target, stay_hours=hours, entry=entry):
                if self.bail_in_move < 0 or first < self.bail_in_move:
                    self.bail_in_move, self.bail_in_target = first, target
                    self.bears = self._who_bears(Entry(entry))
                self.stay[first : first + round(hours)] = True

    def _who_bears(self, entry: Entry) -> Floats:
        """Which creditors (columns) of which institution (rows) take part. Shape (n, n)."""
        places = np.array(self.system.jurisdictions)
        if entry is Entry.SINGLE:
            return np.ones((places.size, places.size))
        return np.asarray(places[:, np.newaxis] == places, dtype=np.float64)

    def _class_position(self, each: Taken, name: str) -> int:
        names = [asset_class.name for asset_class in self.system.asset_classes]
        if name not in names:
            wanted = f"an asset class of {self.system.name}: {', '.join(names) or 'it has none'}"
            label = f"decision {each.decision.id}, asset_class"
            raise InvalidInput([Fault(self.exercise.id, 0, label, name, wanted)])
        return names.index(name)


def institutions_of(sides: Sequence[str], wanted: Sequence[str]) -> list[int]:
    """Positions of the institutions of some sides.

    Args:
        sides: The side of each institution.
        wanted: The sides.
    """
    return [i for i, side in enumerate(sides) if side in wanted]


def first_move(each: Taken) -> int:
    """The first whole hour that starts when a decision has taken effect."""
    return -(-each.effect_minute // 60)


def _indicator(n: int, members: list[int]) -> Floats:
    ones = np.zeros(n)
    ones[members] = 1.0
    return ones
