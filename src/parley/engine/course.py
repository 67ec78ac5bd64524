"""What authorities do and banks know, hour by hour: the same for every draw of a play."""

from dataclasses import dataclass, field

import numpy as np

from parley.engine.amounts import Bools, Floats, Money, faults_in
from parley.errors import Fault, InvalidInput


def _unused() -> Floats:
    """Stands for an instrument that nobody uses: becomes zeros of the right shape at birth."""
    return np.zeros(0)


def _unused_flags() -> Bools:
    return np.zeros(0, dtype=np.bool_)


@dataclass(frozen=True, eq=False)
class Course:
    """The course of an exercise in moves of one hour. t moves, n institutions, m asset classes.

    Args:
        is_open: Whether the payment system of each is open. Shape (t, n).
        closes: Whether a payment day of each ends with this move. Shape (t, n).
        falls_due: Share of a normal day's payments that falls due. Shape (t, n), 0 to 1; 0 while
            closed.
        told_from: Hour from which each is told by its authority to hold or reroute payments to
            the hit institution; inf if never. Shape (n,).
        rerouted: Share of those payments that finds another way. Shape (n,), 0 to 1.
        alarmed_from: Hour from which each holds back because of what is public; inf if never.
            Shape (n,).
        relief: Share by which statements lower the precautionary floor. Shape (t, n), 0 to 1.
        may_borrow: To whom emergency liquidity is open. Shape (t, n).
        haircut: On collateral. Shape (n,), 0 to 1.
        purchases: Money that authorities may spend in each move. Shape (t, m).
        purchase_limit: Money that they may spend in all. Shape (m,).
        swap_line: What each may draw in all from a currency swap line. Shape (t, n), money.
        bail_in_move: The move in which the hit institution is recapitalised; -1 if never.
        bail_in_target: Ratio of equity to assets that it then has, 0 up to but not 1.
        bears: Which creditors (columns) of which institution (rows) take part in its bail-in, 1
            or 0. Shape (n, n).
        stay: Whether close-outs on the hit institution are stayed. Shape (t,).
        held_back: Share of the payments from row to column that waits, because it may not cross
            the border or is deferred. Shape (t, n, n), 0 to 1.
        halted: Whether trading in each class is halted. Shape (t, m).
        floor_relief: Share by which the ratio below which each sells is lowered. Shape (t, n).

    What is left out of the last group is not used by anybody.

    Raises:
        InvalidInput: for shapes that do not fit or numbers out of range.
    """

    is_open: Bools
    closes: Bools
    falls_due: Floats
    told_from: Floats
    rerouted: Floats
    alarmed_from: Floats
    relief: Floats
    may_borrow: Bools
    haircut: Floats
    purchases: Money
    purchase_limit: Money
    swap_line: Money = field(default_factory=_unused)
    bail_in_move: int = -1
    bail_in_target: float = 0.0
    bears: Floats = field(default_factory=_unused)
    stay: Bools = field(default_factory=_unused_flags)
    held_back: Floats = field(default_factory=_unused)
    halted: Bools = field(default_factory=_unused_flags)
    floor_relief: Floats = field(default_factory=_unused)

    def __post_init__(self) -> None:
        if self.is_open.ndim != 2 or self.purchase_limit.ndim != 1:
            shapes = f"shapes {self.is_open.shape} and {self.purchase_limit.shape}"
            wanted = "shapes (moves, n) and (m,)"
            raise InvalidInput([Fault("course", 0, "is_open, purchase_limit", shapes, wanted)])
        t, n = self.is_open.shape
        m = self.purchase_limit.size
        self._fill_in({
            "swap_line": (t, n), "bears": (n, n), "stay": (t,), "held_back": (t, n, n),
            "halted": (t, m), "floor_relief": (t, n),
        })  # fmt: skip
        faults = self._faults_in_flags(t, n, m)
        for name, shape, high in (
            ("falls_due", (t, n), 1.0),
            ("rerouted", (n,), 1.0),
            ("relief", (t, n), 1.0),
            ("haircut", (n,), 1.0),
            ("purchases", (t, m), np.inf),
            ("purchase_limit", (m,), np.inf),
            ("swap_line", (t, n), np.inf),
            ("bears", (n, n), 1.0),
            ("held_back", (t, n, n), 1.0),
            ("floor_relief", (t, n), 1.0),
        ):
            faults += faults_in("course", name, getattr(self, name), (), shape=shape, high=high)
        for name in ("told_from", "alarmed_from"):
            hours = getattr(self, name)
            if hours.shape != (n,) or np.any(np.isnan(hours)) or np.any(hours < 0):
                faults.append(Fault("course", 0, name, str(hours), f"{n} hours, 0 or more, or inf"))
        if not faults:
            faults = [
                Fault("course", 0, f"falls_due of {i} in move {move}", str(due), "0 while closed")
                for move, i in np.argwhere(~self.is_open & (self.falls_due > 0))[:20]
                for due in [self.falls_due[move, i]]
            ]
        if faults:
            raise InvalidInput(faults)

    def _faults_in_flags(self, t: int, n: int, m: int) -> list[Fault]:
        faults = []
        for name, wanted_shape in (
            ("closes", (t, n)), ("may_borrow", (t, n)), ("stay", (t,)), ("halted", (t, m)),
        ):  # fmt: skip
            shape = getattr(self, name).shape
            if shape != wanted_shape:
                faults.append(Fault("course", 0, name, f"shape {shape}", f"shape {wanted_shape}"))
        if not -1 <= self.bail_in_move < t:
            wanted = f"a move from 0 to {t - 1}, or -1"
            faults.append(Fault("course", 0, "bail_in_move", str(self.bail_in_move), wanted))
        if not 0.0 <= self.bail_in_target < 1.0:
            value = str(self.bail_in_target)
            faults.append(Fault("course", 0, "bail_in_target", value, "from 0 up to but not 1"))
        return faults

    def _fill_in(self, shapes: dict[str, tuple[int, ...]]) -> None:
        for name, shape in shapes.items():
            given = getattr(self, name)
            if given.shape == (0,):
                object.__setattr__(self, name, np.zeros(shape, dtype=given.dtype))

    @property
    def moves(self) -> int:
        """Number of moves, each of one hour."""
        return int(self.is_open.shape[0])


@dataclass(frozen=True)
class Calibration:
    """Numbers of the model that no balance sheet gives; each has a source and a range.

    Args:
        protective_share: Share of its normal reserves below which an alarmed bank does not go.
        close_share: Share of its normal reserves that a bank must hold when its day closes.
        market_access: Share of a shortfall that the money market still covers.
        gross_share: Share of payments that needs reserves, netting systems left out.
        price_impact_scale: Multiplies the price impact of every asset class.
        reserve_scale: Multiplies what every bank can use for payments.
        delay_rate: What money that comes late costs its receiver, per year, as a share.
        recovery_external, recovery_interbank: What is left in a default.
        leverage_floor: Equity to assets below which a bank sells.

    Raises:
        InvalidInput: naming every number out of range.
    """

    protective_share: float = 0.5
    close_share: float = 0.75
    market_access: float = 0.5
    gross_share: float = 0.7
    price_impact_scale: float = 1.0
    reserve_scale: float = 1.0
    delay_rate: float = 0.0533
    recovery_external: float = 0.7
    recovery_interbank: float = 0.7
    leverage_floor: float = 0.03

    def __post_init__(self) -> None:
        unbounded = ("price_impact_scale", "reserve_scale", "delay_rate")
        faults = []
        for name, value in vars(self).items():
            high = np.inf if name in unbounded else 1.0
            if not 0.0 <= value <= high or not np.isfinite(value):
                wanted = "0 or more" if name in unbounded else "a share from 0 to 1"
                faults.append(Fault("calibration", 0, name, str(value), wanted))
        if faults:
            raise InvalidInput(faults)
