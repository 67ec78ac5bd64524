"""Forced sales within one move: the least share that everybody must sell, at the highest prices.

| symbol | name | shape | unit |
|---|---|---|---|
| h | holdings | (draws, n, m) | units worth 1 before any shock |
| q | prices | (draws, m) | 1 |
| λ | price_impact | (m,) | 1 / money |
| f | fraction sold | (draws, n) | 1 |
"""

from dataclasses import dataclass

import numpy as np

from parley.engine.amounts import Bools, Floats, Ints, Money
from parley.engine.contagion.kernels.fire_sales import mark, sell_down
from parley.engine.impact import ImpactLaw
from parley.errors import Fault, InvalidInput


@dataclass(frozen=True, eq=False)
class Sales:
    """The greatest fixed point of sales and prices, draw by draw.

    Args:
        fraction: Share of its holdings that each sells in this step. Shape (draws, n), 0 to 1.
        prices: Of each asset class, after all sales. Shape (draws, m), 0 to 1.
        gap: Last change of any price or fraction. Shape (draws,).
        status: How the search ended. Shape (draws,), values of ``Status``.
    """

    fraction: Floats
    prices: Floats
    gap: Floats
    status: Ints


def sell_from(
    holdings: Floats,
    price_impact: Floats,
    fraction: Floats,
    prices: Floats,
    *,
    other_assets: Money,
    weighted_assets: Money,
    debts: Money,
    floor: Floats,
    cash_need: Money,
    sold_before: Floats,
    sold_elsewhere: Floats | None = None,
    own: Bools | None = None,
    tolerance: float = 1e-13,
    max_rounds: int = 10_000,
) -> Sales:
    """Find the highest prices at which nobody has to sell more, at or below the ones given.

    Each institution sells the same share of all that it holds, and the least that does two
    things: it raises the cash that is needed, and it brings equity back to ``floor`` times the
    assets that the ratio counts. Who has no equity left sells everything. Prices answer by
    ``q = exp(-λ max(0, units sold))``.

    Args:
        holdings: ``h``: units held before this step. Shape (draws, n, m).
        price_impact: ``λ``. Shape (m,), 1 / money.
        fraction: Where the search starts from: 0, or what is sold already. Shape (draws, n).
        prices: Where the search starts from, as a top. Shape (draws, m).
        other_assets: Everything held but the holdings, as it stands now. Shape (draws, n), money.
        weighted_assets: The part of ``other_assets`` that the ratio counts. Shape (draws, n).
        debts: What is owed or paid. Shape (draws, n), money.
        floor: Least ratio of equity to counted assets; 0 switches the rule off. Shape (n,).
        cash_need: Money to be raised by sales. Shape (draws, n), money.
        sold_before: Net units sold before this step, by all. Shape (draws, m).
        sold_elsewhere: Units sold in this step by institutions outside ``own``. Shape (draws, m).
        own: Whose sales are to be found; None is all. Shape (n,).
        tolerance: The search ends when no price and no fraction changes by more in a round.
        max_rounds: Rounds after which a draw is given up.

    The numbers were checked before; only shapes are checked here.

    Raises:
        InvalidInput: for shapes that do not fit.

    Source:
        Cifuentes, Ferrucci & Shin (2005), Journal of the European Economic Association 3(2-3),
        equations 5 to 8 (ratio, inverse demand); proportional selling as in Greenwood, Landier
        & Thesmar (2015), Journal of Financial Economics 115(3).
    """
    draws, n, m = holdings.shape
    faults = [
        Fault("fire sale", 0, name, f"shape {values.shape}", f"shape {shape}")
        for name, values, shape in (
            ("price_impact", price_impact, (m,)),
            ("fraction", fraction, (draws, n)),
            ("prices", prices, (draws, m)),
            ("other_assets", other_assets, (draws, n)),
            ("weighted_assets", weighted_assets, (draws, n)),
            ("debts", debts, (draws, n)),
            ("floor", floor, (n,)),
            ("cash_need", cash_need, (draws, n)),
            ("sold_before", sold_before, (draws, m)),
        )
        if values.shape != shape
    ]
    if faults:
        raise InvalidInput(faults)
    f, q = fraction.copy(), prices.copy()
    gap, status = np.zeros(draws), np.zeros(draws, dtype=np.int64)
    elsewhere = np.zeros((draws, m)) if sold_elsewhere is None else sold_elsewhere
    mine = np.ones(n, dtype=np.bool_) if own is None else own
    sell_down(
        holdings, sold_before, elsewhere, ImpactLaw.EXPONENTIAL.value, price_impact[np.newaxis],
        np.zeros(m), np.ones((draws, m)), other_assets, weighted_assets, debts, floor, cash_need,
        mine, tolerance, max_rounds, f, q, gap, status,
    )  # fmt: skip
    return Sales(f, q, gap, status)


def worth(holdings: Floats, prices: Floats) -> Money:
    """What each one's holdings are worth: ``Σ_a h_ia q_a``. Shape (draws, n), money.

    Args:
        holdings: ``h``. Shape (draws, n, m), units.
        prices: ``q``. Shape (draws, m).
    """
    value = np.empty(holdings.shape[:2])
    mark(holdings, prices, value)
    return value
