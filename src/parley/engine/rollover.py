"""Debts that fall due step by step: what lenders renew, which buffer pays, who then recalls.

| symbol | name | shape | unit |
|---|---|---|---|
| S | short_term | (n, n) | money: what i owes j that j can recall now |
"""

from dataclasses import dataclass
from enum import Enum

import numpy as np

from parley.engine.amounts import (
    Floats,
    Ints,
    Money,
    faults_in,
    numbers_in,
    require_numbers,
    spread,
)
from parley.engine.contagion.funding import (
    ShortTermClaims,
    rollover_share,
    short_term_claims,
    withdraw_from,
)
from parley.engine.status import require_converged
from parley.errors import Fault, InvalidInput


class Source(Enum):
    """What an institution pays out from before it recalls what it has lent, and last sells."""

    #: Cash and reserves.
    CASH = "cash"
    #: What the central bank lends against eligible assets, less their haircut.
    CENTRAL_BANK = "central bank"


@dataclass(frozen=True, eq=False)
class FundingCourse:
    """What falls due and how it is paid, step by step; recalls and sales come after buffers.

    Every step has ``matured = rolled_over + outflow``, and over all steps so far
    ``outflow + demanded = from_cash + from_central_bank + recalled + cash_need``.

    Args:
        matured, rolled_over, outflow: What falls due in the step, what of it lenders renew, and
            what they take. Shape (steps, draws, n), money.
        demanded: What institutions recall from each in the step. Shape (steps, draws, n), money.
        from_cash, from_central_bank: Paid from buffers, in the order that was named. Shape
            (steps, draws, n), money.
        recalled: What each recalls from others. Shape (steps, draws, n), money.
        cash_need: What is left to be raised by sales. Shape (steps, draws, n), money.
        maturities: What is still owed, by the step in which it falls due, after the last step.
            Shape (draws, n, buckets), money.
        status: Worst over the steps. Shape (draws,), values of ``Status``.
        gap: Largest over the steps. Shape (draws,).
    """

    matured: Money
    rolled_over: Money
    outflow: Money
    demanded: Money
    from_cash: Money
    from_central_bank: Money
    recalled: Money
    cash_need: Money
    maturities: Money
    status: Ints
    gap: Floats

    def require_converged(self) -> "FundingCourse":
        """Return this course, or raise ``NotConverged`` if any draw was given up."""
        require_converged(self.status)
        return self


def roll_over(
    maturities: object,
    equity_ratio: object,
    cash: object,
    *,
    low: object = 0.0,
    high: object = 0.0,
    eligible: object = 0.0,
    haircut: float = 0.0,
    order: tuple[Source, ...] = (Source.CASH, Source.CENTRAL_BANK),
    short_term: object | None = None,
    renewed_at: int = 0,
    steps: int | None = None,
) -> FundingCourse:
    """Let debts fall due step by step; what lenders do not renew is paid from buffers, in order.

    In each step the first bucket matures. Lenders renew the share ``rollover_share`` of it, to
    fall due again ``renewed_at`` steps after the next; the rest flows out. It is paid from cash and
    from the central bank in the ``order`` named; what then lacks is recalled from others at once
    (``withdraw``), who pay in the same way; and what still lacks is to be raised by sales.
    Recalled money counts for him who recalled it, in the step in which it was demanded.

    Args:
        maturities: What i owes outside the network, by the step in which it falls due. Shape
            (n, buckets) or (draws, n, buckets), money, 0 or more.
        equity_ratio: Of the borrower. Shape (n,), (draws, n), or (steps, draws, n).
        cash: Shape (n,) or (draws, n), money, 0 or more.
        low, high: Ratios between which lenders leave; one number or shape (n,).
        eligible: Assets that the central bank lends against. One number, (n,) or (draws, n).
        haircut: Share of them that it does not lend, 0 to 1.
        order: Which buffer is used first; one that is not named is not used.
        short_term: ``S``, as in ``withdraw``; None is no loans between institutions.
        renewed_at: Bucket that renewed debts go to; 0 falls due in the very next step.
        steps: How many; None is as many as there are buckets.

    Raises:
        InvalidInput: if an argument is not as above.

    Source:
        Liquid buffers before recalls before sales: after Gai, Haldane & Kapadia (2011), Journal
        of Monetary Economics 58(5), section 3. Withdrawal that grows with leverage: after
        Kapadia, Drehmann, Elliott & Sterne (2012), Bank of England working paper 456, in spirit;
        the straight line is this project's choice.

    Example:
        10 fall due now and 20 later; half is renewed, for one more step. Cash of 6 pays the first
        5; then 25 are due, 12.5 leave, 1 is paid from cash and 11.5 have to be raised.

        >>> course = roll_over([[10.0, 20.0]], [0.05], [6.0], low=0.03, high=0.07)
        >>> course.outflow[:, 0, 0], course.cash_need[:, 0, 0]
        (array([ 5. , 12.5]), array([ 0. , 11.5]))
    """
    require_numbers("funding", haircut=haircut)
    ladder, many = _ladder(maturities, renewed_at, steps)
    ratio = numbers_in("funding", "equity_ratio", equity_ratio)
    n = ladder.shape[1]
    given = {
        "cash": numbers_in("funding", "cash", cash),
        "eligible": numbers_in("funding", "eligible", eligible),
    }
    counts = [each.shape[0] for each in given.values() if each.ndim == 2] + [ladder.shape[0]]
    counts += [ratio.shape[-2]] if ratio.ndim > 1 else []
    draws = max(counts)
    _check_course(ladder, ratio, given, draws, many, haircut, order)
    share = rollover_share(np.broadcast_to(ratio, (many, draws, n)), low, high)
    claims = short_term_claims(np.zeros((n, n)) if short_term is None else short_term)
    if claims.recallable.size != n:
        wrong = f"shape {claims.short_term.shape}"
        raise InvalidInput([Fault("funding", 0, "short_term", wrong, f"shape {(n, n)}")])
    money = {
        Source.CASH: spread(given["cash"], (draws, n)),
        Source.CENTRAL_BANK: (1.0 - haircut) * spread(given["eligible"], (draws, n)),
    }
    return _course(spread(ladder, (draws, *ladder.shape[1:])), share, money, order, claims,
                   renewed_at)  # fmt: skip


def _course(
    ladder: Money,
    share: Floats,
    money: dict[Source, Money],
    order: tuple[Source, ...],
    claims: ShortTermClaims,
    renewed_at: int,
) -> FundingCourse:
    """Add up from the start in every step, and take differences: so nothing is paid twice."""
    steps, draws, n = share.shape
    matured, rolled = np.empty(share.shape), np.empty(share.shape)
    totals = {name: np.empty(share.shape) for name in ("demanded", "recalled", "cash_need")}
    used = {source: np.zeros(share.shape) for source in Source}
    buffer = np.zeros((draws, n)) + sum(money[source] for source in order)
    flowed, w = np.zeros((draws, n)), np.zeros((draws, n))
    status, gap = np.zeros(draws, dtype=np.int64), np.zeros(draws)
    for t in range(steps):
        matured[t] = ladder[:, :, 0]
        rolled[t] = share[t] * matured[t]
        ladder[:, :, :-1] = ladder[:, :, 1:]
        ladder[:, :, -1] = 0.0
        ladder[:, :, renewed_at] += rolled[t]
        flowed += matured[t] - rolled[t]
        found = withdraw_from(claims, flowed, buffer, w)
        w = found.withdrawn
        totals["demanded"][t], totals["cash_need"][t] = found.demanded, found.cash_need
        totals["recalled"][t] = np.minimum(found.lacking, claims.recallable)
        left = flowed + found.demanded
        for source in order:
            used[source][t] = np.minimum(left, money[source])
            left = left - used[source][t]
        status, gap = np.maximum(status, found.status), np.maximum(gap, found.gap)
    steps_of = {name: np.diff(values, axis=0, prepend=0.0) for name, values in totals.items()}
    return FundingCourse(
        matured=matured,
        rolled_over=rolled,
        outflow=matured - rolled,
        from_cash=np.diff(used[Source.CASH], axis=0, prepend=0.0),
        from_central_bank=np.diff(used[Source.CENTRAL_BANK], axis=0, prepend=0.0),
        maturities=ladder,
        status=status,
        gap=gap,
        **steps_of,
    )


def _ladder(maturities: object, renewed_at: int, steps: int | None) -> tuple[Money, int]:
    """Debts by draw, institution and bucket, and how many steps to take."""
    ladder = numbers_in("funding", "maturities", maturities)
    if ladder.ndim == 2:
        ladder = ladder[np.newaxis]
    if ladder.ndim != 3 or ladder.shape[2] == 0:
        wanted = "shape (n, buckets) or (draws, n, buckets), one bucket or more"
        raise InvalidInput([Fault("funding", 0, "maturities", f"shape {ladder.shape}", wanted)])
    buckets = ladder.shape[2]
    many = buckets if steps is None else steps
    faults = []
    if not 0 <= renewed_at < buckets:
        wanted = f"a bucket, 0 to {buckets - 1}"
        faults.append(Fault("funding", 0, "renewed_at", str(renewed_at), wanted))
    if many < 1:
        faults.append(Fault("funding", 0, "steps", str(steps), "1 or more"))
    faults += faults_in("funding", "maturities", ladder, (), shape=ladder.shape)
    if faults:
        raise InvalidInput(faults)
    return ladder, many


def _check_course(
    ladder: Money,
    ratio: Floats,
    given: dict[str, Money],
    draws: int,
    steps: int,
    haircut: float,
    order: tuple[Source, ...],
) -> None:
    """Refuse shapes that do not fit, amounts below 0, a haircut that is none, a buffer twice."""
    n = ladder.shape[1]
    faults = []
    if ladder.shape[0] not in (1, draws):
        wrong = f"{ladder.shape[0]} draws"
        faults.append(Fault("funding", 0, "maturities", wrong, f"{draws}, as elsewhere"))
    if ratio.shape not in ((n,), (draws, n), (steps, draws, n)):
        wanted = f"shape {(n,)}, {(draws, n)} or {(steps, draws, n)}"
        faults.append(Fault("funding", 0, "equity_ratio", f"shape {ratio.shape}", wanted))
    for name, values in given.items():
        shape = (draws, n) if values.ndim == 2 else (n,)
        one = values.ndim == 0 and name == "eligible"
        faults += faults_in("funding", name, values, (), shape=() if one else shape)
    if not 0.0 <= haircut <= 1.0:
        faults.append(Fault("funding", 0, "haircut", str(haircut), "a number from 0 to 1"))
    if len(set(order)) < len(order) or not set(order) <= set(Source):
        told = ", ".join(str(source) for source in order)
        faults.append(Fault("funding", 0, "order", told, "each source once at most"))
    if faults:
        raise InvalidInput(faults)
