"""Fire sales: selling moves prices, and prices move every holder of the same assets.

| symbol | name | shape | unit |
|---|---|---|---|
| h | holdings | (n, m) or (draws, n, m) | units worth 1 before any shock |
| q | prices | (draws, m) | 1 |
| λ | price_impact | (m,) | 1 / money |
| f | fraction sold | (draws, n) | 1 |
"""

from dataclasses import dataclass
from typing import Any

import numpy as np

from parley.engine.amounts import Bools, Floats, Ints, Money, spread
from parley.engine.contagion.kernels.fire_sales import (
    sell_by_share,
    sell_down,
    sell_in_order,
    value,
)
from parley.engine.impact import PriceImpact
from parley.engine.selling import (
    CapitalRatio,
    LeverageTarget,
    LeverageThresholds,
    Selling,
    SellingOrder,
    SettledAt,
)
from parley.engine.status import Status, require_converged
from parley.engine.trading_books import TradingBooks, trading_books
from parley.errors import Fault, InvalidInput

#: A seller of less than this share of its holdings, or of its assets in debt, is at rest.
_AT_REST = 1e-13

_Lines = tuple[Floats, Floats, Floats]


@dataclass(frozen=True, eq=False)
class FireSale:
    """What a fire sale did to prices and to everybody's books, draw by draw.

    Args:
        prices: ``q`` at the end. Shape (draws, m), 0 to 1.
        sales: Sold by all of each class. Shape (draws, m), units worth 1 before the shock.
        losses: All losses of equity: by the shock, and by the sales. Shape (draws, n), money.
        losses_from_shock: The part that is there before anybody sells. Shape (draws, n), money.
        losses_from_sales: The part that sales add, own and others'. Shape (draws, n), money.
        loss_from: Lost by the column because of the row's sales; sums over rows to
            ``losses_from_sales``. None unless asked for. Shape (draws, n, n), money.
        fraction_sold: Share of its holdings that each sold, at the prices after the shock. Shape
            (draws, n), 0 to 1.
        equity: At the end; may be negative. Shape (draws, n), money.
        total_assets: At the last prices. Shape (draws, n), money.
        cash: What is left of it, with what sales brought in. Shape (draws, n), money.
        debt: What is left of the debt that can be paid back. Shape (draws, n), money.
        defaulted: Who is in default. Shape (draws, n).
        prices_by_round, sales_by_round: ``prices`` and ``sales`` at the end of each round; round
            0 is the shock alone. Shape (draws, rounds, m).
        defaults_by_round: How many fall into default in each round. Shape (draws, rounds).
        rounds: Rounds in which anything moved. Shape (draws,), counts.
        status: How it ended. Shape (draws,), values of ``Status``. With a given number of rounds
            that number is the model, and the end is always ``CONVERGED``.
        gap: Largest share of its holdings that anybody still has on offer, or, for a fixed point,
            the last change of a price or a share. Shape (draws,).
    """

    prices: Floats
    sales: Floats
    losses: Money
    losses_from_shock: Money
    losses_from_sales: Money
    loss_from: Money | None
    fraction_sold: Floats
    equity: Money
    total_assets: Money
    cash: Money
    debt: Money
    defaulted: Bools
    prices_by_round: Floats
    sales_by_round: Floats
    defaults_by_round: Ints
    rounds: Ints
    status: Ints
    gap: Floats

    def require_converged(self) -> "FireSale":
        """Return this fire sale, or raise ``NotConverged`` if any draw was given up."""
        require_converged(self.status)
        return self


def fire_sale(
    holdings: object,
    equity: object,
    debt: object,
    price_impact: object,
    *,
    shock: object = 0.0,
    losses: object = 0.0,
    cash: object = 0.0,
    other_debt: object = 0.0,
    selling: Selling | None = None,
    order: SellingOrder = SellingOrder.PROPORTIONAL,
    settled_at: SettledAt = SettledAt.MIDDLE,
    rounds: int | None = None,
    max_rounds: int = 1_000,
    attribute: bool = False,
) -> FireSale:
    """Let prices fall by a shock, and institutions sell what their rule makes them sell.

    In each round, first what was put to market in the round before is settled: prices fall by the
    law of ``price_impact``, and sellers are paid. Then all look at their books at the same time,
    on the same prices, and put to market what their rule asks for. Round 0 is the shock alone. A
    rule of ``CapitalRatio`` has no rounds: it is met at the highest prices at which nobody has to
    sell more.

    The books: equity and debts pay for cash, holdings, and other assets that cannot be sold::

        equity + debt + other_debt = cash + Σ_a h_a + other assets

    and in every draw ``equity after = equity - losses``.

    Args:
        holdings: ``h``: what can be sold, at its value before the shock. Shape (n, m), or
            (draws, n, m), money, 0 or more.
        equity: Before the shock. Shape (n,) or (draws, n), money, 0 or more.
        debt: That can be paid back when something is sold. Shape (n,) or (draws, n), money.
        price_impact: A ``PriceImpact``, or its slope for the exponential law, the fall of the log
            price for each unit sold. Shape (m,), 1 / money, 0 or more.
        shock: Fall of each price, as a share. One number, shape (m,) or (draws, m), 0 to 1.
        losses: Lost on other assets. One number, shape (n,) or (draws, n), money, 0 or more.
        cash: Shape (n,) or (draws, n), money, 0 or more.
        other_debt: Debt that cannot be paid back early. Shape (n,) or (draws, n), money.
        selling: What makes them sell; None is ``LeverageTarget()``.
        order: What they sell first. A fixed point is for proportional sales only.
        settled_at: The price that sellers get. At a fixed point it is always the last one.
        rounds: This many rounds, the shock included; None goes on until nobody sells.
        max_rounds: Rounds after which a draw is given up, if ``rounds`` is None.
        attribute: Whether to fill ``loss_from``, at a cost of n times the sellers times m.

    Raises:
        InvalidInput: if an argument is not as above, shapes do not fit each other, or holdings and
            cash are more than what pays for them.

    Source:
        Greenwood, Landier & Thesmar (2015), Journal of Financial Economics 115(3); Cont &
        Schaanning (2017), Fire sales, indirect contagion and systemic stress testing; Cifuentes,
        Ferrucci & Shin (2005), Journal of the European Economic Association 3(2-3). Which rule is
        whose stands at the rules, in ``parley.engine.selling``.

    Example:
        100 in one asset, equity 10: a fall by 1 per cent costs 1. The other 9 of equity carry 90,
        so 9 of 99 are sold, 9.09 units; at 0.001 each the price falls by another 0.9 per cent.

        >>> sale = fire_sale([[100.0]], [10.0], [90.0], PriceImpact.linear([0.001]),
        ...                  shock=[0.01], rounds=2)
        >>> sale.sales.round(2), sale.prices.round(6)
        (array([[9.09]]), array([[0.981]]))
    """
    impact = (
        price_impact
        if isinstance(price_impact, PriceImpact)
        else PriceImpact.exponential(price_impact)
    )
    rule = LeverageTarget() if selling is None else selling
    money = {"equity": equity, "debt": debt, "cash": cash, "other_debt": other_debt}
    books = trading_books(holdings, impact, shock, money | {"losses": losses})
    _check_rule(rule, order, settled_at, rounds, max_rounds, books.debt.shape[1])
    if isinstance(rule, CapitalRatio):
        return _at_fixed_point(books, impact, rule, max_rounds, attribute)
    lines = _lines(rule, books)
    if rounds is not None:
        return _in_rounds(books, impact, lines, order, settled_at, rounds, attribute)
    # The paths of a search that ends by itself are as long as the search: it is made twice.
    first = _in_rounds(books, impact, lines, order, settled_at, max_rounds, False, paths=False)
    used = int(first.rounds.max(initial=1))
    found = _in_rounds(books, impact, lines, order, settled_at, used, attribute)
    given_up = first.gap > _AT_REST
    found.status[given_up] = Status.ROUND_LIMIT
    return found


def _check_rule(
    rule: Selling,
    order: SellingOrder,
    settled_at: SettledAt,
    rounds: int | None,
    max_rounds: int,
    n: int,
) -> None:
    """Refuse what does not go together, and thresholds for another number of institutions."""
    faults = [
        Fault("fire sale", 0, name, repr(found), wanted)
        for name, found, wanted, known in (
            ("selling", rule, "a rule of parley.engine.selling", Selling),
            ("order", order, "a SellingOrder", SellingOrder),
            ("settled_at", settled_at, "a SettledAt", SettledAt),
            ("rounds", rounds, "a whole number or None", int | np.integer | None),
            ("max_rounds", max_rounds, "a whole number", int | np.integer),
        )
        if not isinstance(found, known)
    ]
    if faults:
        raise InvalidInput(faults)
    faults = _misfits(rule, order, rounds, n)
    for name, count in (("rounds", rounds), ("max_rounds", max_rounds)):
        if count is not None and count < 1:
            faults.append(Fault("fire sale", 0, name, str(count), "1 or more"))
    if faults:
        raise InvalidInput(faults)


def _misfits(rule: Selling, order: SellingOrder, rounds: int | None, n: int) -> list[Fault]:
    """What does not go together."""
    faults = []
    if isinstance(rule, CapitalRatio):
        lines = [rule.least]
        if order is not SellingOrder.PROPORTIONAL:
            wanted = "PROPORTIONAL with a CapitalRatio"
            faults.append(Fault("fire sale", 0, "order", order.name, wanted))
        if rounds is not None:
            faults.append(Fault("fire sale", 0, "rounds", str(rounds), "None with a CapitalRatio"))
    elif isinstance(rule, LeverageThresholds):
        lines = [rule.default_below, rule.sell_below, rule.target]
    else:
        lines = []
    for line in lines:
        if np.shape(line) not in ((), (n,)):
            found = f"ratios of shape {np.shape(line)}"
            faults.append(Fault("fire sale", 0, "selling", found, f"one number or shape {(n,)}"))
    return faults


def _lines(rule: LeverageThresholds | LeverageTarget, books: TradingBooks) -> _Lines:
    """The three ratios, each of shape (k, n), k being 1 or draws."""
    n = books.debt.shape[1]
    if isinstance(rule, LeverageThresholds):
        return (
            spread(rule.default_below, (1, n)),
            spread(rule.sell_below, (1, n)),
            spread(rule.target, (1, n)),
        )
    assets = books.equity + books.debt + books.other_debt
    ratio = np.divide(books.equity, assets, out=np.zeros_like(assets), where=assets > 0.0)
    # Who had no equity to start with has no leverage to return to: it only defaults below 0.
    return np.zeros_like(ratio), ratio, np.where(ratio > 0.0, ratio, 1.0)


def _in_rounds(
    books: TradingBooks,
    impact: PriceImpact,
    lines: _Lines,
    order: SellingOrder,
    settled_at: SettledAt,
    rounds: int,
    attribute: bool,
    *,
    paths: bool = True,
) -> FireSale:
    """Run the compiled rounds; without ``paths``, what each round did is not kept."""
    draws, n = books.debt.shape
    m = books.start.shape[1]
    cash, debt, loss = books.cash.copy(), books.debt.copy(), np.empty((draws, n))
    prices, sold = np.empty((draws, m)), np.empty((draws, m))
    defaulted, kept = np.empty((draws, n), dtype=np.bool_), np.ones((draws, n))
    kept_rounds = rounds if paths else 1
    price_path, sold_path = (np.empty((draws, kept_rounds, m)) for _ in range(2))
    failures = np.empty((draws, kept_rounds), dtype=np.int64)
    used, gap = np.zeros(draws, dtype=np.int64), np.zeros(draws)
    loss_from = np.zeros((draws, n, n) if attribute else (0, 0, 0))
    low, line, aim = lines
    if order is SellingOrder.PROPORTIONAL:
        sell_by_share(
            books.holdings, impact.law.value, books.slope, books.lowest, books.start,
            books.other_assets, books.other_debt, low, line, aim, settled_at.value, rounds,
            _AT_REST, attribute, cash, debt, kept, prices, sold, loss, defaulted, price_path,
            sold_path, failures, used, gap, loss_from,
        )  # fmt: skip
        left = kept * _worth(books.holdings, prices)
    else:
        units = np.array(np.broadcast_to(books.holdings, (draws, n, m)))
        first = np.ascontiguousarray(np.argsort(books.slope, axis=1, kind="stable"))
        sell_in_order(
            units, first, impact.law.value, books.slope, books.lowest, books.start,
            books.other_assets, books.other_debt, low, line, aim, settled_at.value, rounds,
            _AT_REST, attribute, cash, debt, prices, sold, loss, defaulted, price_path,
            sold_path, failures, used, gap, loss_from,
        )  # fmt: skip
        left = _worth(units, prices)
        had = _worth(books.holdings, books.start)
        kept = np.divide(_worth(units, books.start), had, out=np.ones_like(had), where=had > 0.0)
    return _fire_sale(
        books,
        prices=prices,
        sales=sold,
        losses_from_sales=loss,
        loss_from=loss_from if attribute else None,
        fraction_sold=1.0 - kept,
        total_assets=cash + books.other_assets + left,
        cash=cash,
        debt=debt,
        defaulted=defaulted,
        paths=(price_path, sold_path, failures),
        search=(used, np.full(draws, Status.CONVERGED, dtype=np.int64), gap),
    )


def _at_fixed_point(
    books: TradingBooks, impact: PriceImpact, rule: CapitalRatio, max_rounds: int, attribute: bool
) -> FireSale:
    """The highest prices at which every capital ratio is met, or everything sold."""
    draws, n = books.debt.shape
    m = books.start.shape[1]
    nothing, none_sold = np.zeros((draws, n)), np.zeros((draws, m))
    prices, fraction = books.start.copy(), np.zeros((draws, n))
    gap, status = np.zeros(draws), np.zeros(draws, dtype=np.int64)
    owed = books.debt + books.other_debt
    counted = np.maximum(books.other_assets, 0.0) if rule.counts_other_assets else nothing
    least = spread(rule.least, (n,))
    sell_down(
        books.holdings, none_sold, none_sold, impact.law.value, books.slope, books.lowest,
        books.start, books.cash + books.other_assets, counted, owed, least, nothing,
        np.ones(n, dtype=np.bool_), 1e-13, max_rounds, fraction, prices, gap, status,
    )  # fmt: skip
    now, before = _worth(books.holdings, prices), _worth(books.holdings, books.start)
    held = np.broadcast_to(books.holdings, (draws, n, m))
    sold = np.einsum("di,dia->da", fraction, held)
    assets = books.cash + books.other_assets + now
    loss_from = None
    if attribute:
        fall = books.start - prices
        each = np.divide(fall, sold, out=np.zeros_like(fall), where=sold > 0.0)
        loss_from = fraction[:, :, np.newaxis] * ((held * each[:, np.newaxis]) @ held.mT)
    defaulted = assets < owed
    return _fire_sale(
        books,
        prices=prices,
        sales=sold,
        losses_from_sales=before - now,
        loss_from=loss_from,
        fraction_sold=fraction,
        total_assets=assets,
        cash=books.cash + fraction * now,
        debt=books.debt.copy(),
        defaulted=defaulted,
        paths=(
            np.stack([books.start, prices], axis=1),
            np.stack([none_sold, sold], axis=1),
            np.stack(
                [
                    (books.cash + books.other_assets + before < owed).sum(axis=1),
                    defaulted.sum(axis=1),
                ],
                axis=1,
            ).astype(np.int64),
        ),
        search=(np.full(draws, 2, dtype=np.int64), status, gap),
    )


def _fire_sale(
    books: TradingBooks,
    *,
    losses_from_sales: Money,
    total_assets: Money,
    debt: Money,
    paths: tuple[Floats, Floats, Ints],
    search: tuple[Ints, Ints, Floats],
    **found: Any,
) -> FireSale:
    """Put together what all rules have in common."""
    from_shock = _worth(books.holdings, books.shock) + books.losses
    rounds, status, gap = search
    prices_by_round, sales_by_round, failures = paths
    return FireSale(
        losses=from_shock + losses_from_sales,
        losses_from_shock=from_shock,
        losses_from_sales=losses_from_sales,
        total_assets=total_assets,
        equity=total_assets - debt - books.other_debt,
        debt=debt,
        prices_by_round=prices_by_round,
        sales_by_round=sales_by_round,
        defaults_by_round=failures,
        rounds=rounds,
        status=status,
        gap=gap,
        **found,
    )


def _worth(holdings: Floats, prices: Floats) -> Money:
    """What each one's holdings are worth. Shape (draws, n), money."""
    worth = np.empty((prices.shape[0], holdings.shape[1]))
    value(holdings, prices, worth)
    return worth
