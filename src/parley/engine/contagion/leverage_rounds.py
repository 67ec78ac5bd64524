"""Fire sales in synchronous rounds by institutions that keep their leverage between thresholds."""

from dataclasses import dataclass

import numpy as np

from parley.engine.amounts import Bools, Floats, Ints, Money, faults_in
from parley.errors import Fault, InvalidInput


@dataclass(frozen=True)
class LeverageThresholds:
    """Ratios of equity to assets at which an institution acts.

    Args:
        default_below: Below this it is in default and sells all that can be sold, 0 to 1.
        sell_below: Below this it pays back debt, 0 to 1, not less than ``default_below``.
        target: The ratio it then returns to, above 0 to 1, not less than ``sell_below``.

    Raises:
        InvalidInput: if the three are not in that order from 0 to 1.
    """

    default_below: float = 0.03
    sell_below: float = 0.04
    target: float = 0.05

    def __post_init__(self) -> None:
        ordered = 0.0 <= self.default_below <= self.sell_below <= self.target <= 1.0
        if not (ordered and self.target > 0.0):
            value = f"{self.default_below}, {self.sell_below}, {self.target}"
            wanted = "default_below <= sell_below <= target, from 0 to 1, the target above 0"
            raise InvalidInput([Fault("fire sale", 0, "thresholds", value, wanted)])


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


def log_impact(fall: Floats, share_sold: float) -> Floats:
    """Fall of the log price for the whole market sold, from the fall for a part of it.

    ::

        β = -ln(1 - fall) / share_sold

    Args:
        fall: Fall of each price if ``share_sold`` of the market is sold. Shape (m,), 0 up to
            but not 1.
        share_sold: The part of the market that this holds for, above 0 to 1.

    Returns:
        ``β``, shape (m,), no unit.

    Raises:
        InvalidInput: if an argument is not as above.

    Source:
        Cont & Schaanning (2017), Fire sales, indirect contagion and systemic stress testing,
        section 4: an impact that is exponential in the share sold.

    Example:
        A price that halves when half the market is sold falls to a quarter when all of it is.

        >>> np.exp(-log_impact(np.array([0.5]), 0.5))
        array([0.25])
    """
    falls = np.asarray(fall, dtype=np.float64)
    highest = float(np.nextafter(1.0, 0.0))
    faults = faults_in("fire sale", "fall", falls, (), shape=(falls.size,), high=highest)
    if not 0.0 < share_sold <= 1.0:
        faults.append(Fault("fire sale", 0, "share_sold", str(share_sold), "above 0 to 1"))
    if faults:
        raise InvalidInput(faults)
    return np.asarray(-np.log1p(-falls) / share_sold)


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
      at once, and for the rest it puts the same share of every holding to market.

    Institutions act at the same time on the same prices, so their order does not matter. This is
    dynamics over rounds and no fixed point: compare ``fire_sales.sell_from``.

    Args:
        holdings: Units that can be sold, worth 1 each before the shock. Shape (n, m), 0 or more.
        cash: Shape (n,), money.
        other_assets: What cannot be sold. Shape (n,), money.
        loans: Debt that can be paid back. Shape (n,), money.
        other_debts: Debt that cannot. Shape (n,), money.
        impact: ``β``: fall of the log price if the whole market is sold; see ``log_impact``.
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
    units = np.array(holdings, dtype=np.float64, ndmin=2)
    n, m = units.shape
    money = [np.array(each, dtype=np.float64) for each in (cash, other_assets, loans, other_debts)]
    slope, fall = np.asarray(impact, dtype=np.float64), np.asarray(shock, dtype=np.float64)
    _check(units, money, slope, fall, rounds)
    held_cash, unsold, owed, fixed_debts = money
    rule = thresholds or LeverageThresholds()
    market, on_sale = units.sum(axis=0), np.zeros((n, m))
    prices, sold = 1.0 - fall, np.zeros(m)
    defaulted = np.zeros(n, dtype=np.bool_)
    new_defaults, fraction_sold = np.zeros(rounds + 1, dtype=np.int64), np.zeros(rounds)
    for r in range(rounds):
        before = prices
        offered = on_sale.sum(axis=0)
        share = np.divide(offered, market, out=np.zeros(m), where=market > 0)
        prices = before * np.exp(-slope * share)
        held_cash += on_sale @ ((before + prices) / 2.0)
        units -= on_sale
        sold += offered
        fraction_sold[r] = sold.sum() / market.sum() if market.any() else 0.0
        worth = units @ prices
        assets = held_cash + unsold + worth
        equity = assets - owed - fixed_debts
        fails = ~defaulted & (equity < rule.default_below * assets)
        sells = ~defaulted & ~fails & (equity < rule.sell_below * assets)
        excess = np.where(sells, assets - equity / rule.target, 0.0)
        from_cash = np.minimum(np.minimum(excess, held_cash), owed)
        part = np.divide(excess - from_cash, worth, out=np.zeros(n), where=worth > 0)
        on_sale = units * np.where(fails, 1.0, np.minimum(part, 1.0))[:, np.newaxis]
        defaulted |= fails
        new_defaults[r + 1] = np.count_nonzero(fails)
        if r + 1 < rounds:
            held_cash -= from_cash
            owed -= from_cash
    return SalesInRounds(new_defaults, fraction_sold, prices, held_cash, assets, equity, defaulted)


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
