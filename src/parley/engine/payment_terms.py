"""The terms of a day of payments: who cannot send, who may overdraw, who holds back, what waits."""

from dataclasses import dataclass
from enum import Enum

import numpy as np

from parley.engine.amounts import Floats, Ints, numbers_in, require_numbers, whole_numbers
from parley.errors import Fault, InvalidInput


class QueueRule(Enum):
    """Which payment of a sender goes next."""

    #: Strictly in order of arrival: what cannot be paid holds up all that came after it.
    FIRST_IN_FIRST_OUT = "first in, first out"
    #: The first in order of arrival for which there is money: small ones pass large ones.
    BYPASS = "bypass"


class Offsetting(Enum):
    """Which waiting payments the system settles against each other at the end of a step."""

    NONE = "none"
    #: Of two whose queues begin with payments to each other, as many of these as they can pay.
    BILATERAL = "bilateral"
    #: Of all queues the greatest first parts that can be paid at once.
    MULTILATERAL = "multilateral"


class OutageKind(Enum):
    """What an institution still does while it is out."""

    #: It is paid and does not pay: the money of the others gathers with it.
    CANNOT_SEND = "receives but cannot send"
    #: Payments to it are put aside until it is back, and hold up nobody else.
    BOTH_WAYS = "neither sends nor receives"


@dataclass(frozen=True, eq=False)
class Outage:
    """An institution that cannot send payments for a while, and how it catches up.

    Args:
        institution: Its position; or one for each draw, -1 where nobody is out.
        first_step: First step of the outage. 0 or more.
        end_step: First step in which it is over; None lasts until the close.
        kind: What still works.
        payments_by_hand: How many payments it can still send in a step, count, 0 or more.
        payments_after: How many payments it can send in a step from the end of the outage until
            its queue is empty, oldest first; infinity is all at once.

    Raises:
        InvalidInput: with every fault.

    Source:
        Eisenbach, Kovner & Lee (2022), Journal of Financial Economics 145(3), for who receives but
        cannot send; Kotidis & Schreft (2022), FEDS 2022-025, for an outage with recovery.
    """

    institution: int | list[int] | Ints
    first_step: int = 0
    end_step: int | None = None
    kind: OutageKind = OutageKind.CANNOT_SEND
    payments_by_hand: float = 0.0
    payments_after: float = np.inf

    def __post_init__(self) -> None:
        faults: list[Fault] = []
        places = whole_numbers("outage", "institution", self.institution, faults)
        if not faults and (places.ndim > 1 or (places < -1).any()):
            wanted = "a place, or one for each draw; -1 where nobody is out"
            faults.append(Fault("outage", 0, "institution", str(self.institution)[:80], wanted))
        require_numbers(
            "outage", first_step=self.first_step,
            end_step=self.first_step if self.end_step is None else self.end_step,
            payments_by_hand=self.payments_by_hand, payments_after=self.payments_after,
        )  # fmt: skip
        if not (0 <= self.first_step < np.inf and self.first_step == np.floor(self.first_step)):
            wanted = "a whole number, 0 or more"
            faults.append(Fault("outage", 0, "first_step", str(self.first_step), wanted))
        end = self.first_step if self.end_step is None else self.end_step
        if not (self.first_step <= end < np.inf and end == np.floor(end)):
            wanted = "None, or a whole number, first_step or later"
            faults.append(Fault("outage", 0, "end_step", str(self.end_step), wanted))
        if not isinstance(self.kind, OutageKind):
            faults.append(Fault("outage", 0, "kind", str(self.kind), "an OutageKind"))
        for name in ("payments_by_hand", "payments_after"):
            value = getattr(self, name)
            if not (value >= 0.0 and (value == np.inf or value == np.floor(value))):
                faults.append(Fault("outage", 0, name, str(value), "a whole number, 0 or more"))
        if faults:
            raise InvalidInput(faults)


@dataclass(frozen=True, eq=False)
class IntradayCredit:
    """How far an institution may overdraw its account during the day.

    ::

        line = unsecured + (1 - haircut) collateral

    Args:
        unsecured: One number, shape (n,) or (draws, n), money, 0 or more.
        collateral: What is pledged, at its market value. The same shapes, money, 0 or more.
        haircut: One number or shape (n,), 0 to 1.

    Raises:
        InvalidInput: with every fault.
    """

    unsecured: object = 0.0
    collateral: object = 0.0
    haircut: object = 0.0

    def __post_init__(self) -> None:
        faults = []
        for name, most in (("unsecured", np.inf), ("collateral", np.inf), ("haircut", 1.0)):
            values = numbers_in("intraday credit", name, getattr(self, name))
            if values.ndim > 2:
                wanted = "one number, shape (n,) or (draws, n)"
                faults.append(Fault("intraday credit", 0, name, f"shape {values.shape}", wanted))
            if not (np.isfinite(values) & (values >= 0.0) & (values <= most)).all():
                wanted = "0 to 1" if most == 1.0 else "0 or more"
                faults.append(Fault("intraday credit", 0, name, str(getattr(self, name)), wanted))
        shapes = [np.asarray(values).shape for values in (self.collateral, self.haircut)]
        if shapes[0] and shapes[1] and shapes[0][-1] != shapes[1][-1]:
            wanted = f"one number, or as many as in collateral of shape {shapes[0]}"
            faults.append(Fault("intraday credit", 0, "haircut", f"shape {shapes[1]}", wanted))
        unsecured = np.asarray(self.unsecured).shape
        secured = max(shapes, key=len)
        if unsecured and secured and unsecured[-1] != secured[-1]:
            wanted = f"one number, or as many as in collateral of shape {secured}"
            faults.append(Fault("intraday credit", 0, "unsecured", f"shape {unsecured}", wanted))
        if faults:
            raise InvalidInput(faults)

    @property
    def line(self) -> Floats:
        """What can be drawn. One number, shape (n,) or (draws, n), money."""
        secured = (1.0 - np.asarray(self.haircut)) * np.asarray(self.collateral, dtype=np.float64)
        return np.asarray(np.asarray(self.unsecured, dtype=np.float64) + secured)


@dataclass(frozen=True, eq=False)
class Hoarding:
    """When an institution holds back, and what it sends all the same.

    At the end of each step everybody compares what it has with what it expected to have::

        balance + credit line < threshold (expected + credit line)

    Whoever is below sends, from the next step on, oldest first, at most ``forced_share`` of what
    was waiting then and of what has come since.

    Args:
        threshold: One number or shape (n,), 0 or more; 0 is never.
        expected: Balances as they are expected, shape (n,) for the whole day, (steps, n), or
            (draws, steps, n), money. None is the same day without outages and without hoarding,
            which is then played first.
        forced_share: Of the value due, what cannot be held back, such as payments to other systems
            of settlement. One number or shape (n,), 0 to 1.
        until_recovered: Whether it stops as soon as the balance is at the threshold again; if not
            it holds back until the close.

    Raises:
        InvalidInput: with every fault.

    Source:
        Eisenbach, Kovner & Lee (2022), Journal of Financial Economics 145(3), for strategic
        hoarding; the comparison with a normal day and the forced share are this model's.
    """

    threshold: object
    expected: object = None
    forced_share: object = 0.0
    until_recovered: bool = False

    def __post_init__(self) -> None:
        faults = []
        for name, most in (("threshold", np.inf), ("forced_share", 1.0)):
            values = numbers_in("hoarding", name, getattr(self, name))
            if values.ndim > 1:
                wanted = "one number or shape (n,)"
                faults.append(Fault("hoarding", 0, name, f"shape {values.shape}", wanted))
            if not (np.isfinite(values) & (values >= 0.0) & (values <= most)).all():
                wanted = "0 to 1" if most == 1.0 else "0 or more"
                faults.append(Fault("hoarding", 0, name, str(getattr(self, name)), wanted))
        if faults:
            raise InvalidInput(faults)
