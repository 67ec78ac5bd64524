"""A day of single payments in time steps: queues, outages, intraday credit, hoarding, offsetting.

| symbol | name | shape | unit |
|---|---|---|---|
| | balances | (draws, steps, n) | money |
| | amount | (payments,) | money |
| | settled_in | (draws, payments) | step, -1 is never |
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from parley.engine.amounts import (
    Bools,
    Floats,
    Ints,
    Money,
    faults_in,
    numbers_in,
    spread,
    whole_numbers,
)
from parley.engine.contagion.kernels.payment_day import play_days
from parley.engine.contagion.kernels.payment_order import all_well, line_up, sort_by_step
from parley.engine.payment_terms import (
    Hoarding,
    IntradayCredit,
    Offsetting,
    Outage,
    OutageKind,
    QueueRule,
)
from parley.engine.status import require_converged
from parley.errors import Fault, InvalidInput

#: More numbers than this for each of draws, steps and institutions are a mistake in the steps.
_MOST_CELLS = 500_000_000

_OFFSETTING = {Offsetting.NONE: 0, Offsetting.BILATERAL: 1, Offsetting.MULTILATERAL: 2}


@dataclass(frozen=True, eq=False)
class PaymentDay:
    """What became of the payments of a day, draw by draw.

    Args:
        sender, receiver, amount: The payments. Shape (payments,).
        settled_in: The step in which each settled; -1 if it did not. Shape (draws, payments).
        sent: Value that each sent in a step. Shape (draws, steps, n), money.
        queued: Value of what each has waiting at the end of a step. Shape (draws, steps, n), money.
        balances: At the end of a step; below 0 is credit. Shape (draws, steps, n), money.
        short: Who has payments waiting at the end of a step only because money lacks. Shape
            (draws, steps, n).
        hoards_from: The first step in which each holds back; -1 is never. Shape (draws, n).
        liquidity_used: The deepest fall of the balance below the opening. Shape (draws, n), money.
        credit_used: The deepest overdraft. Shape (draws, n), money.
        unsettled_by_outage: At the close, of each sender: it cannot send or is still catching up,
            or the receiver cannot receive. Shape (draws, n), money.
        unsettled_by_hoarding: The sender holds back. Shape (draws, n), money.
        unsettled_for_lack: The sender has too little money, or what is before it in the queue
            has to wait for money. Shape (draws, n), money.
        gap: Money made or lost by rounding, as a share of all that moved. Shape (draws,).
        status: A day always ends: ``CONVERGED``. Shape (draws,).
    """

    sender: Ints
    receiver: Ints
    amount: Money
    settled_in: Ints
    sent: Money
    queued: Money
    balances: Money
    short: Bools
    hoards_from: Ints
    liquidity_used: Money
    credit_used: Money
    unsettled_by_outage: Money
    unsettled_by_hoarding: Money
    unsettled_for_lack: Money
    gap: Floats
    status: Ints

    @property
    def settled(self) -> Money:
        """Value that settles in each step. Shape (draws, steps), money."""
        return np.asarray(self.sent.sum(axis=2))

    @property
    def settled_share(self) -> Floats:
        """Value settled by the close, as a share of all; 1 without payments. Shape (draws,)."""
        total = float(self.amount.sum())
        if total == 0.0:
            return np.ones(self.settled_in.shape[0])
        return np.asarray((self.settled_in >= 0) @ self.amount / total)

    def unsettled_between(self) -> Money:
        """Value unsettled at the close, sender to receiver. Shape (draws, n, n), money."""
        return self._between(self.settled_in < 0)

    def forgone(self, normal: "PaymentDay") -> Money:
        """Value that settles on the normal day and not on this one: what the outage took.

        Args:
            normal: The same payments, in as many draws or one.

        Returns:
            Sender to receiver. Shape (draws, n, n), money.

        Raises:
            InvalidInput: if ``normal`` is a day of other payments or draws.
        """
        if normal.amount.size != self.amount.size or normal.settled_in.shape[0] not in (
            1, self.settled_in.shape[0],
        ):  # fmt: skip
            got = f"draws and payments {normal.settled_in.shape}"
            raise InvalidInput([Fault("payment day", 0, "normal", got, f"{self.settled_in.shape}")])
        return self._between((self.settled_in < 0) & (normal.settled_in >= 0))

    def require_converged(self) -> "PaymentDay":
        """Return this day; every day ends."""
        require_converged(self.status)
        return self

    def _between(self, which: Bools) -> Money:
        draws, n = self.hoards_from.shape
        pair = self.sender * n + self.receiver
        sums = [np.bincount(pair[row], self.amount[row], n * n) for row in which]
        return np.reshape(sums, (draws, n, n)).astype(np.float64)


def settle_day(
    balances: object,
    sender: object,
    receiver: object,
    amount: object,
    time_step: object,
    *,
    steps: int | None = None,
    outages: Outage | Sequence[Outage] = (),
    credit: IntradayCredit | None = None,
    hoarding: Hoarding | None = None,
    queue: QueueRule = QueueRule.FIRST_IN_FIRST_OUT,
    offsetting: Offsetting = Offsetting.NONE,
) -> PaymentDay:
    """Settle a day of single payments gross, in time steps, from opening balances.

    In each step, in this order: outages begin and end; whoever can send again works off its queue,
    oldest first; the new payments come one by one, and settle at once if their sender can send,
    has ``amount <= balance + credit line``, and has nothing waiting before them (with
    ``QueueRule.BYPASS`` that does not matter); else they wait. Every receipt tries the receiver's
    queue again. Then waiting payments are offset, and at the end of the step everybody decides
    whether to hold back.

    With first in, first out and without hoarding, the set of settled payments does not depend on
    the order in which institutions are tried, is the greatest possible, and can only shrink when
    balances or credit fall or an outage is added. With hoarding, who holds back early can have
    more later, and that is not so.

    Amounts are compared as they are. Give them in the smallest unit, such as whole cents, if a
    difference in the last digit must not decide.

    Args:
        balances: At the opening. Shape (n,) or (draws, n), money, 0 or more.
        sender, receiver: Positions in ``balances``. Shape (payments,).
        amount: Shape (payments,), money, 0 or more.
        time_step: When each payment comes, 0 or more; in any order, and those of one step come
            in the order given. Shape (payments,).
        steps: How many steps the day has; None ends it with the last payment.
        outages: Who cannot send, when.
        credit: How far accounts may be overdrawn; None is not at all.
        hoarding: When institutions hold back; None is never.
        queue: Which payment of a sender goes next.
        offsetting: What the system settles together at the end of each step.

    Returns:
        A ``PaymentDay``. It holds three numbers for each draw, step and institution.

    Raises:
        InvalidInput: for shapes that do not fit, NaN, negative amounts, unknown institutions,
            steps out of range, or a payment to oneself.

    Source:
        Eisenbach, Kovner & Lee (2022), Journal of Financial Economics 145(3); Bech & Soramäki
        (2001), Gridlock resolution in interbank payment systems, Bank of Finland DP 9/2001, for
        offsetting that leaves every queue in order.

    Example:
        A has 1 and owes B 3; in the next step C pays A 2, and that lets A pay.

        >>> day = settle_day([1, 0, 5], [0, 2], [1, 0], [3, 2], [0, 1])
        >>> day.settled_in, day.balances[0, -1]
        (array([[1, 1]]), array([0., 3., 3.]))

        If C cannot send in steps 0 and 1, both payments wait until step 2.

        >>> out = Outage(institution=2, first_step=0, end_step=2)
        >>> settle_day([1, 0, 5], [0, 2], [1, 0], [3, 2], [0, 1], steps=3, outages=out).settled_in
        array([[2, 2]])
    """
    opening = np.array(numbers_in("payment day", "balances", balances), order="C", ndmin=2)
    draws, n = opening.shape[:2] if opening.ndim == 2 else (0, 0)
    faults = faults_in("payment day", "balances", opening, (), shape=(draws, n))
    who, to, when = (whole_numbers("payment day", name, values, faults) for name, values in (
        ("sender", sender), ("receiver", receiver), ("time_step", time_step),
    ))  # fmt: skip
    money = np.ascontiguousarray(numbers_in("payment day", "amount", amount))
    for name, got in (("sender", who), ("receiver", to), ("time_step", when)):
        if got.shape != (money.size,):
            faults.append(Fault("payment day", 0, name, f"shape {got.shape}", f"({money.size},)"))
    if money.ndim != 1:
        faults.append(Fault("payment day", 0, "amount", f"shape {money.shape}", "(payments,)"))
    if faults:
        raise InvalidInput(faults)
    length = int(when.max(initial=0)) + 1 if steps is None else int(steps)
    if draws * length * n > _MOST_CELLS:
        size = f"{draws} draws, {length} steps, {n} institutions"
        wanted = f"at most {_MOST_CELLS:,} of their product: number steps from 0"
        raise InvalidInput([Fault("payment day", 0, "time_step", size, wanted)])
    order = _checked_order(who, to, money, when, n, length)
    each = [outages] if isinstance(outages, Outage) else list(outages)
    hits = _hits(each, draws, n, length)
    lines = np.zeros((draws, n))
    if credit is not None:
        lines = _fitting("credit line", credit.line, (draws, n))
    given = (who, to, money, when)
    if order is not None:
        given = (who[order], to[order], money[order], when[order])
    rules = (queue is QueueRule.BYPASS, _OFFSETTING[offsetting])
    floor = _hold_below(hoarding, opening, lines, given, length, rules)
    found = _play(opening, lines, given, length, rules, hits, floor)
    if order is not None:
        settled_in = np.empty_like(found["settled_in"])
        settled_in[:, order] = found["settled_in"]
        found["settled_in"] = settled_in
    lowest, unsettled = found.pop("lowest"), found.pop("unsettled")
    moved = opening.sum(axis=1) + money.sum()
    change = np.abs(found["balances"][:, -1].sum(axis=1) - opening.sum(axis=1))
    return PaymentDay(
        who, to, money, **found,
        liquidity_used=opening - lowest,
        credit_used=np.maximum(-lowest, 0.0),
        unsettled_by_outage=unsettled[:, 0],
        unsettled_by_hoarding=unsettled[:, 1],
        unsettled_for_lack=unsettled[:, 2],
        gap=np.divide(change, moved, out=np.zeros(draws), where=moved > 0.0),
        status=np.zeros(draws, dtype=np.int64),
    )  # fmt: skip


_Payments = tuple[Ints, Ints, Money, Ints]
_Hits = tuple[Ints, Ints, Ints, Bools, Floats, Floats]
_Floor = tuple[Floats, Floats, bool]


def _play(
    opening: Money, lines: Money, payments: _Payments, steps: int, rules: tuple[bool, int],
    hits: _Hits, floor: _Floor,
) -> dict[str, Any]:  # fmt: skip
    """Allocate what the compiled loop fills, and run it."""
    sender, receiver, amount, when = payments
    draws, n = opening.shape
    count = amount.size
    first, start = np.empty(steps + 1, dtype=np.int64), np.empty(n + 1, dtype=np.int64)
    place, at = np.empty(count, dtype=np.int64), np.empty(count, dtype=np.int64)
    line_up(sender, first, when, start, place, at)
    filled: dict[str, Any] = {
        "settled_in": np.empty((draws, count), dtype=np.int64),
        "sent": np.empty((draws, steps, n)),
        "queued": np.empty((draws, steps, n)),
        "balances": np.empty((draws, steps, n)),
        "short": np.empty((draws, steps, n), dtype=np.bool_),
        "hoards_from": np.empty((draws, n), dtype=np.int64),
        "lowest": np.empty((draws, n)),
        "unsettled": np.empty((draws, 3, n)),
    }
    bypass, offsetting = rules
    hit, since, until, shut, by_hand, after = hits
    below, forced, recovers = floor
    play_days(
        bypass, offsetting, receiver, sender, amount, first, start, place, at, opening, lines,
        hit, since, until, shut, by_hand, after, below, forced, recovers, *filled.values(),
    )  # fmt: skip
    return filled


def _hold_below(
    hoarding: Hoarding | None, opening: Money, lines: Money, payments: _Payments, steps: int,
    rules: tuple[bool, int],
) -> _Floor:  # fmt: skip
    """What each has to have at the end of each step so as not to hold back."""
    draws, n = opening.shape
    if hoarding is None:
        return np.full((1, 1, n), -np.inf), np.zeros(n), False
    forced = _fitting("forced_share", hoarding.forced_share, (n,))
    threshold = _fitting("threshold", hoarding.threshold, (n,))
    if hoarding.expected is None:
        nobody = _hits([], draws, n, steps)
        quiet = (np.full((1, 1, n), -np.inf), np.zeros(n), False)
        expected = _play(opening, lines, payments, steps, rules, nobody, quiet)["balances"]
    else:
        expected = np.asarray(hoarding.expected, dtype=np.float64)
        if expected.ndim == 1:
            expected = expected[np.newaxis]
        if expected.ndim == 2:
            expected = expected[np.newaxis]
        fits = expected.ndim == 3 and expected.shape[0] in (1, draws)
        if not (fits and expected.shape[1] in (1, steps) and expected.shape[2] == n):
            wanted = f"(n,), (steps, n) or (draws, steps, n), of {(draws, steps, n)}"
            got = f"shape {np.asarray(hoarding.expected).shape}"
            raise InvalidInput([Fault("hoarding", 0, "expected", got, wanted)])
        if not np.isfinite(expected).all():
            raise InvalidInput([Fault("hoarding", 0, "expected", "NaN or infinite", "money")])
    has = expected + lines[:, np.newaxis]
    return np.ascontiguousarray(threshold * has), forced, hoarding.until_recovered


def _hits(outages: list[Outage], draws: int, n: int, steps: int) -> _Hits:
    """Outages as arrays: who in which draw, from when, until when, and what still works."""
    hit = np.full((len(outages), draws), -1, dtype=np.int64)
    faults: list[Fault] = []
    for o, outage in enumerate(outages):
        who = whole_numbers("outage", f"institution of {o}", outage.institution, faults)
        if who.shape not in ((), (1,), (draws,)):
            wanted = f"one position, or one for each of {draws} draws"
            faults.append(Fault("outage", 0, f"institution of {o}", f"shape {who.shape}", wanted))
            continue
        if ((who < (0 if who.ndim == 0 else -1)) | (who >= n)).any():
            wanted = f"positions from 0 to {n - 1}, or -1 for nobody in a draw"
            faults.append(Fault("outage", 0, f"institution of {o}", str(who), wanted))
            continue
        hit[o] = who
    if faults:
        raise InvalidInput(faults)
    until = [steps if one.end_step is None else int(one.end_step) for one in outages]
    return (
        hit,
        np.array([int(one.first_step) for one in outages], dtype=np.int64),
        np.array(until, dtype=np.int64),
        np.array([one.kind is OutageKind.BOTH_WAYS for one in outages], dtype=np.bool_),
        np.array([one.payments_by_hand for one in outages], dtype=np.float64),
        np.array([one.payments_after for one in outages], dtype=np.float64),
    )


def _fitting(field: str, values: object, shape: tuple[int, ...]) -> Floats:
    """Spread numbers over a shape, or say that they do not fit."""
    got = np.asarray(values).shape
    if got not in ((), shape[-1:], shape):
        raise InvalidInput([Fault("payment day", 0, field, f"shape {got}", f"{shape}, or a row")])
    return spread(values, shape)


def _checked_order(
    sender: Ints, receiver: Ints, amount: Money, when: Ints, n: int, steps: int
) -> Ints | None:
    """Refuse payments that cannot be; otherwise their order by step, None if they are in order."""
    if steps < 1:
        raise InvalidInput([Fault("payment day", 0, "steps", str(steps), "1 or more")])
    well = all_well(sender, receiver, amount, when, n, steps)
    if well == 2:
        return None
    if well == 1:
        order = np.empty(amount.size, dtype=np.int64)
        sort_by_step(when, steps, order)
        return order
    faults = faults_in("payment day", "amount", amount, (), shape=amount.shape)
    for field, places, most in (("sender", sender, n), ("receiver", receiver, n),
                                ("time_step", when, steps)):  # fmt: skip
        faults += [
            Fault("payment day", 0, f"{field} of {k}", str(places[k]), f"from 0 to {most - 1}")
            for k in np.flatnonzero((places < 0) | (places >= most))[:20]
        ]
    faults += [
        Fault("payment day", 0, f"receiver of {k}", str(receiver[k]), "another than the sender")
        for k in np.flatnonzero(sender == receiver)[:20]
    ]
    raise InvalidInput(faults)
