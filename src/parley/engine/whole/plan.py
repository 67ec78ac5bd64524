"""What all sides know of an exercise, in whole numbers: clocks, decisions, outages, calibration.

Lanes are draws in several ways of playing: lane ``w · draws + d`` is draw d played in way w. Groups
are institutions that keep the same hours and have the same authority.
"""

from dataclasses import dataclass, fields

import numpy as np

from parley.engine.amounts import Ints
from parley.engine.contagion.kernels.whole import BILLION
from parley.engine.contagion.whole_clearing import whole
from parley.errors import Fault, InvalidInput


@dataclass(frozen=True, eq=False)
class Plan:
    """The plan of an exercise. w ways, t moves of one hour, g groups, m classes, c draws.

    Shares are billionths, flags 0 or 1, money whole units.

    Args:
        is_open: Whether payments of a group can be made. Shape (w, t, g).
        closes: Whether its payment day ends with the move. Shape (w, t, g).
        falls_due: Share of a day's payments that falls due, netting taken off. Shape (w, t, g).
        told_from: Move from which it is told to hold or reroute; t for never. Shape (w, g).
        rerouted: Share of such payments that finds another way. Shape (w, g).
        alarmed_from: Move from which it holds back because of what is public. Shape (w, g).
        relief: Share by which statements lower what it holds back. Shape (w, t, g).
        may_borrow: Whether emergency liquidity is open to it. Shape (w, t, g).
        haircut: On collateral. Shape (w, g).
        purchases: What authorities may spend in a move. Shape (w, t, m).
        purchase_limit: And in all. Shape (w, m).
        hit: Number of the hit institution in the list of its side. Shape (c,).
        impaired: Moves for which it cannot send. Shape (c,).
        manual: Share that it sends by hand. Shape (c,).
        direct: Its own loss, as a share of its equity. Shape (c,).
        detection: Hours of its own opening after which a bank finds out by itself. Shape (c,).
        terms: Side of the hit institution; share of normal reserves that an alarmed bank holds
            back; share that must be there at the close. Shape (3,).

    Raises:
        InvalidInput: for shapes that do not fit, or numbers out of range.
    """

    is_open: Ints
    closes: Ints
    falls_due: Ints
    told_from: Ints
    rerouted: Ints
    alarmed_from: Ints
    relief: Ints
    may_borrow: Ints
    haircut: Ints
    purchases: Ints
    purchase_limit: Ints
    hit: Ints
    impaired: Ints
    manual: Ints
    direct: Ints
    detection: Ints
    terms: Ints

    def __post_init__(self) -> None:
        for each in fields(self):
            object.__setattr__(self, each.name, whole(each.name, getattr(self, each.name)))
        if self.is_open.ndim != 3 or self.purchases.ndim != 3 or self.hit.ndim != 1:
            value = f"{self.is_open.shape}, {self.purchases.shape}, {self.hit.shape}"
            raise InvalidInput([Fault("plan", 0, "shapes", value, "(w, t, g), (w, t, m), (c,)")])
        (w, t, g), m, c = self.is_open.shape, self.purchases.shape[2], self.hit.shape[0]
        faults = []
        for name, shape, most in (
            ("is_open", (w, t, g), 1), ("closes", (w, t, g), 1), ("may_borrow", (w, t, g), 1),
            ("falls_due", (w, t, g), BILLION), ("relief", (w, t, g), BILLION),
            ("told_from", (w, g), t), ("alarmed_from", (w, g), t), ("rerouted", (w, g), BILLION),
            ("haircut", (w, g), BILLION), ("purchases", (w, t, m), 2**62),
            ("purchase_limit", (w, m), 2**62), ("hit", (c,), 2**31), ("impaired", (c,), 2**31),
            ("manual", (c,), BILLION), ("direct", (c,), BILLION), ("detection", (c,), 2**31),
            ("terms", (3,), BILLION),
        ):  # fmt: skip
            values = getattr(self, name)
            if values.shape != shape:
                faults.append(Fault("plan", 0, name, f"shape {values.shape}", f"shape {shape}"))
            elif values.size and (values.min() < 0 or values.max() > most):
                found = f"{values.min()} to {values.max()}"
                faults.append(Fault("plan", 0, name, found, f"0 to {most}"))
        if faults:
            raise InvalidInput(faults)

    @property
    def moves(self) -> int:
        """Number of moves, each of one hour."""
        return int(self.is_open.shape[1])

    @property
    def lanes(self) -> int:
        """Draws in all ways of playing."""
        return int(self.is_open.shape[0] * self.hit.size)

    @property
    def way(self) -> Ints:
        """The way of each lane. Shape (lanes,)."""
        return np.repeat(np.arange(self.is_open.shape[0]), self.hit.size)

    @property
    def draw(self) -> Ints:
        """The draw of each lane. Shape (lanes,)."""
        return np.tile(np.arange(self.hit.size), self.is_open.shape[0])

    @property
    def hit_side(self) -> int:
        """Number of the side of the hit institution."""
        return int(self.terms[0])

    def is_impaired(self, move: int) -> Ints:
        """Whether the hit institution of each lane cannot send, 0 or 1. Shape (lanes,)."""
        return np.asarray(self.impaired[self.draw] > move).astype(np.int64)

    def found_out(self, move: int) -> Ints:
        """Whether each group has been open for long enough to find out by itself. (lanes, g)."""
        hours = self.is_open[:, :move].sum(axis=1)[self.way]
        return np.asarray(hours >= self.detection[self.draw][:, np.newaxis]).astype(np.int64)

    def is_aware(self, move: int) -> Ints:
        """Whether each group knows that the hit institution cannot send. Shape (lanes, g)."""
        told = (self.told_from <= move)[self.way]
        return np.asarray(told | (self.found_out(move) > 0)).astype(np.int64)

    def falls_due_between(self, move: int, one: Ints, other: Ints) -> Ints:
        """Share of a day's payments from one group to another that falls due. In half billionths.

        Args:
            move: The move.
            one, other: Groups of payer and payee. Shape (payments,).

        Returns:
            Shape (w, payments), 0 to 2 · 10^9; 0 while both are closed.
        """
        is_open, part = self.is_open[:, move], self.falls_due[:, move]
        return np.asarray((is_open[:, one] | is_open[:, other]) * (part[:, one] + part[:, other]))
