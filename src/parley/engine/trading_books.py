"""What institutions hold that can be sold, and what pays for it: checked, laid out by draw.

| symbol | name | shape | unit |
|---|---|---|---|
| h | holdings | (n, m) or (draws, n, m) | units worth 1 before any shock |
"""

from dataclasses import dataclass

import numpy as np
from numba import njit

from parley.engine.amounts import Bools, Floats, Money, faults_in, numbers_in, spread
from parley.engine.impact import PriceImpact
from parley.errors import Fault, InvalidInput

_LARGEST = float(np.finfo(np.float64).max)


@dataclass(frozen=True, eq=False)
class TradingBooks:
    """Everything that a fire sale starts from, one row for each draw.

    Args:
        holdings: ``h``. Shape (k, n, m), k being 1 for all draws or one for each; money.
        shock: Fall of each price. Shape (draws, m), 0 to 1.
        slope: Of the law of price impact, for each unit. Shape (k, m), 1 / units.
        lowest: Price below which sales cannot push it. Shape (m,), 0 to 1.
        start: Prices after the shock. Shape (draws, m), 0 to 1.
        cash: Shape (draws, n), money.
        other_assets: What can neither be spent nor sold, after losses. Shape (draws, n), money.
        debt: That can be paid back. Shape (draws, n), money.
        other_debt: That cannot. Shape (draws, n), money.
        losses: On other assets. Shape (draws, n), money.
        equity: Before anything. Shape (draws, n), money.
    """

    holdings: Floats
    shock: Floats
    slope: Floats
    lowest: Floats
    start: Floats
    cash: Money
    other_assets: Money
    debt: Money
    other_debt: Money
    losses: Money
    equity: Money


def trading_books(
    holdings: object, impact: PriceImpact, shock: object, money: dict[str, object]
) -> TradingBooks:
    """Check everything, name all faults at once, and lay it out by draw.

    Args:
        holdings: Shape (n, m) or (draws, n, m), money, 0 or more.
        impact: For m asset classes.
        shock: Fall of each price. One number, shape (m,) or (draws, m), 0 to 1.
        money: ``equity``, ``debt``, ``cash``, ``other_debt`` and ``losses``, each of shape (n,) or
            (draws, n), 0 or more; all but the first two may be one number.

    Raises:
        InvalidInput: if an argument is not as above, shapes do not fit each other, or holdings and
            cash are more than what pays for them.
    """
    held = numbers_in("fire sale", "holdings", holdings)
    if held.ndim not in (2, 3):
        expected = "shape (n, m) or (draws, n, m)"
        raise InvalidInput([Fault("fire sale", 0, "holdings", f"shape {held.shape}", expected)])
    n, m = held.shape[-2:]
    given = {name: numbers_in("fire sale", name, values) for name, values in money.items()}
    fall = numbers_in("fire sale", "shock", shock)
    draws, faults = _draws_of(held, given, fall)
    if n == 0:
        faults.append(Fault("fire sale", 0, "holdings", "no institution", "one or more"))
    if impact.slope.shape != (m,):
        wrong = f"shape {impact.slope.shape}"
        faults.append(Fault("fire sale", 0, "price_impact", wrong, f"shape {(m,)}"))
    laid_out = {
        name: _laid_out(name, values, draws, n, np.inf, faults) for name, values in given.items()
    }
    fallen = _laid_out("shock", fall, draws, m, 1.0, faults)
    units = np.ascontiguousarray(held if held.ndim == 3 else held[np.newaxis])
    if not units.flags.writeable:
        units = units.copy()  # a locked array would have the loops compiled once more
    value, market = np.empty(units.shape[:2]), np.empty((units.shape[0], m))
    if not _add_up(units, value, market):
        faults += faults_in("fire sale", "holdings", held, (), shape=held.shape)
        if not faults:
            faults = [Fault("fire sale", 0, "holdings", "a sum that is infinite", "finite sums")]
    if faults:
        raise InvalidInput(faults)
    with np.errstate(over="ignore", invalid="ignore"):  # a sum that overflows is named below
        paid_for = laid_out["equity"] + laid_out["debt"] + laid_out["other_debt"]
        others = paid_for - laid_out["cash"] - value
    short = ~(others >= -1e-9 * paid_for) | ~np.isfinite(paid_for)
    if np.any(short):
        raise InvalidInput(_not_paid_for(short, paid_for, laid_out["cash"] + value))
    return TradingBooks(
        holdings=units,
        shock=fallen,
        slope=spread(impact.slope_per_unit(market), market.shape),
        lowest=spread(impact.lowest, (m,)),
        start=1.0 - fallen,
        cash=laid_out["cash"],
        other_assets=np.maximum(others, 0.0) - laid_out["losses"],
        debt=laid_out["debt"],
        other_debt=laid_out["other_debt"],
        losses=laid_out["losses"],
        equity=laid_out["equity"],
    )


def _draws_of(held: Floats, money: dict[str, Floats], shock: Floats) -> tuple[int, list[Fault]]:
    """How many draws there are: every argument with a row for each must have as many."""
    counts = {name: values.shape[0] for name, values in money.items() if values.ndim == 2}
    if held.ndim == 3:
        counts["holdings"] = held.shape[0]
    if shock.ndim == 2:
        counts["shock"] = shock.shape[0]
    if len(set(counts.values())) > 1:
        told = ", ".join(f"{name} {count}" for name, count in counts.items())
        return 1, [Fault("fire sale", 0, "draws", told, "the same number of draws in all")]
    return next(iter(counts.values()), 1), []


def _laid_out(
    name: str, values: Floats, draws: int, columns: int, high: float, faults: list[Fault]
) -> Floats:
    """A fresh array of shape (draws, columns); what is wrong with it is added to ``faults``."""
    shape = (draws, columns)
    wanted = shape if values.ndim == 2 else (columns,)
    one_number = values.ndim == 0 and name not in ("equity", "debt")
    if not one_number and values.shape != wanted:
        faults.append(Fault("fire sale", 0, name, f"shape {values.shape}", f"shape {wanted}"))
        return np.zeros(shape)
    # Two passes where all is well; a NaN fails both comparisons.
    fine = not values.size or (values.min() >= 0.0 and values.max() <= min(high, _LARGEST))
    if not fine:
        faults += faults_in("fire sale", name, values, (), shape=values.shape, high=high)
    return spread(values, shape)


def _not_paid_for(short: Bools, paid_for: Money, bought: Money) -> list[Fault]:
    """Institutions with more cash and holdings than equity and debts can pay for."""
    faults = []
    for d, i in np.argwhere(short)[:20]:
        wanted = f"no more than equity and debts, {paid_for[d, i]:g}"
        where = f"holdings and cash of {i}"
        faults.append(Fault("fire sale", 0, where, f"{bought[d, i]:g}", wanted))
    return faults


@njit(cache=True, nogil=True)
def _add_up(holdings: Floats, rows: Floats, columns: Floats) -> bool:
    """Fill the sums of the rows, (k, n), and columns, (k, m); say whether all is finite and >= 0.

    ``holdings`` has shape (k, n, m). A NaN or an infinite entry shows in the sum of its column;
    rows are added up in four strands, always the same way: one strand waits for each addition.
    """
    draws, n, m = holdings.shape
    columns[:] = 0.0
    whole = m - m % 4
    negative = 0
    for d in range(draws):
        for i in range(n):
            row = holdings[d, i]
            b = c = e = f = 0.0
            for a in range(0, whole, 4):
                b += row[a]
                c += row[a + 1]
                e += row[a + 2]
                f += row[a + 3]
            for a in range(whole, m):
                b += row[a]
            rows[d, i] = (b + c) + (e + f)
            for a in range(m):
                columns[d, a] += row[a]
                negative += row[a] < 0.0
    return negative == 0 and bool(np.all(np.isfinite(columns)))
