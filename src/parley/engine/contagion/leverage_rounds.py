"""Fire sales in synchronous rounds by institutions that keep their leverage between thresholds."""

from dataclasses import dataclass

import numpy as np

from parley.engine.amounts import (
    Bools,
    Floats,
    Ints,
    Money,
    faults_in,
    numbers_in,
    require_counts,
    spread,
)
from parley.engine.contagion.kernels.fire_sales import sell_by_share
from parley.engine.impact import ImpactLaw
from parley.engine.selling import LeverageThresholds
from parley.errors import Fault, InvalidInput


@dataclass(frozen=True, eq=False)
class SalesInRounds:
    """What happened in each round, and where everybody stands at the end.

    Args:
        new_defaults: Institutions that fall into default in each round; entry 0 is before the
            first round and always 0. Shape (rounds + 1,), counts.
        fraction_sold: Share of all units that is sold and settled by each round. Shape (rounds,),
            0 to 1.
        prices: After the last round. Shape (m,), 0 to 1.
        cash: Shape (n,), money.
        total_assets: At the last prices. Shape (n,), money.
        equity: Total assets less debts; may be negative. Shape (n,), money.
        defaulted: Who is in default. Shape (n,).
    """

    new_defaults: Ints
    fraction_sold: Floats
    prices: Floats
    cash: Money
    total_assets: Money
    equity: Money
    defaulted: Bools


def sell_in_rounds(
    holdings: Floats,
    cash: Money,
    other_assets: Money,
    loans: Money,
    other_debts: Money,
    *,
    impact: Floats,
    shock: Floats,
    thresholds: LeverageThresholds | None = None,
    rounds: int = 6,
) -> SalesInRounds:
    """Let prices fall by a shock and institutions answer round after round, all at once.

    In each round, first what was put to market in the round before is settled: the price of
    class a goes from ``q_a`` to ``q_a exp(-β_a sold_a / market_a)``, where ``market_a`` is what
    all held at the start, and sellers are paid the mean of the old and the new price. Then each
    institution looks at the ratio of its equity to its assets:

    - below ``default_below`` it is in default: it puts all that it holds to market, and does
      nothing from then on but receive the proceeds;
    - below ``sell_below`` it pays back as much debt as brings the ratio to ``target``: from cash
      at once, and for the rest it puts the same share of every holding to market. Cash that no
      loan is left to pay back with is not raised again.

    Institutions act at the same time on the same prices, so their order does not matter. This is
    dynamics over rounds and no fixed point. ``fire_sale`` does the same and more, for equity in
    place of other assets; this function takes the books as the published programme does.

    Args:
        holdings: Units that can be sold, worth 1 each before the shock. Shape (n, m), 0 or more.
        cash: Shape (n,), money.
        other_assets: What cannot be sold. Shape (n,), money.
        loans: Debt that can be paid back. Shape (n,), money.
        other_debts: Debt that cannot. Shape (n,), money.
        impact: ``β``: fall of the log price if the whole market is sold; see ``impact.log_impact``.
            Shape (m,), no unit, 0 or more.
        shock: Fall of each price before the first round, as a share. Shape (m,), 0 to 1.
        thresholds: The three ratios; None is 0.03, 0.04 and 0.05.
        rounds: How many, 1 or more.

    Raises:
        InvalidInput: for shapes that do not fit, NaN, negative amounts, no institution, or no
            round.

    Source:
        Cont & Schaanning (2017), Fire sales, indirect contagion and systemic stress testing,
        sections 3 and 4 (thresholds, exponential impact); proportional selling as in Greenwood,
        Landier & Thesmar (2015), Journal of Financial Economics 115(3), section 2.

    Example:
        A bank with 100 in one asset and debts of 95: a fall by 1.5 per cent leaves equity of 3.5
        on assets of 98.5. That is below 4 per cent, so it wants assets of 3.5 / 0.05 = 70, and
        with no cash sells 28.5 / 98.5 of what it has. With no price impact it gets 28.5.

        >>> one = sell_in_rounds(
        ...     [[100.0]], [0.0], [0.0], [95.0], [0.0], impact=[0.0], shock=[0.015], rounds=2
        ... )
        >>> one.cash, one.equity
        (array([28.5]), array([3.5]))
    """
    require_counts("fire sale", 1, rounds=rounds)
    units = np.array(numbers_in("fire sale", "holdings", holdings), ndmin=2)
    if units.ndim != 2:
        wrong = f"shape {units.shape}"
        raise InvalidInput([Fault("fire sale", 0, "holdings", wrong, "shape (n, m)")])
    n, m = units.shape
    given = {"cash": cash, "other_assets": other_assets, "loans": loans, "other_debts": other_debts}
    money = [np.array(numbers_in("fire sale", name, each)) for name, each in given.items()]
    slope = numbers_in("fire sale", "impact", impact)
    fall = numbers_in("fire sale", "shock", shock)
    _check(units, money, slope, fall, rounds)
    held_cash, unsold, owed, fixed_debts = (each[np.newaxis] for each in money)
    rule = thresholds or LeverageThresholds()
    lines = (
        spread(rule.default_below, (1, n)),
        spread(rule.sell_below, (1, n)),
        spread(rule.target, (1, n)),
    )
    market = units.sum(axis=0)
    per_unit = np.divide(slope, market, out=np.zeros(m), where=market > 0)
    kept, loss = np.ones((1, n)), np.zeros((1, n))
    prices, sold = np.zeros((1, m)), np.zeros((1, m))
    defaulted = np.zeros((1, n), dtype=np.bool_)
    price_path, sold_path = np.zeros((1, rounds, m)), np.zeros((1, rounds, m))
    failures, used = np.zeros((1, rounds), dtype=np.int64), np.zeros(1, dtype=np.int64)
    sell_by_share(
        units[np.newaxis], ImpactLaw.EXPONENTIAL.value, per_unit[np.newaxis], np.zeros(m),
        1.0 - fall[np.newaxis], unsold, fixed_debts, *lines, 0.5,
        rounds, 0.0, False, held_cash, owed, kept, prices, sold, loss, defaulted, price_path,
        sold_path, failures, used, np.zeros(1), np.zeros((0, 0, 0)),
    )  # fmt: skip
    assets = held_cash[0] + unsold[0] + kept[0] * (units @ prices[0])
    whole = market.sum()
    return SalesInRounds(
        new_defaults=np.concatenate([[0], failures[0]]),
        fraction_sold=sold_path[0].sum(axis=1) / (whole if whole > 0 else 1.0),
        prices=prices[0],
        cash=held_cash[0],
        total_assets=assets,
        equity=assets - owed[0] - fixed_debts[0],
        defaulted=defaulted[0],
    )


def _check(units: Floats, money: list[Money], slope: Floats, fall: Floats, rounds: int) -> None:
    n, m = units.shape
    where = "fire sale"
    faults = faults_in(where, "holdings", units, (), shape=(n, m))
    for name, amounts in zip(("cash", "other_assets", "loans", "other_debts"), money, strict=True):
        faults += faults_in(where, name, amounts, (), shape=(n,))
    faults += faults_in(where, "impact", slope, (), shape=(m,))
    faults += faults_in(where, "shock", fall, (), shape=(m,), high=1.0)
    if n == 0:
        faults.append(Fault(where, 0, "holdings", "no institution", "one or more"))
    if rounds < 1:
        faults.append(Fault(where, 0, "rounds", str(rounds), "1 or more"))
    if faults:
        raise InvalidInput(faults)
