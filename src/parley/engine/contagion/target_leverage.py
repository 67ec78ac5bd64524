"""One round of leverage targeting as published, linear: who is vulnerable, who makes others so.

| symbol | name | shape | unit |
|---|---|---|---|
| A, M | holdings: totals, shares of them | (n,), (n, m) | money, 1 |
| B | debt_to_equity | (n,) | 1 |
| L | price_impact | (m,) | 1 / money |
| f | shock | (m,) | 1 |
"""

from dataclasses import dataclass

import numpy as np

from parley.engine.amounts import Floats, Money, faults_in
from parley.errors import Fault, InvalidInput


@dataclass(frozen=True, eq=False)
class TargetedRound:
    """One round of sales by institutions that return to their leverage, with linear impact.

    Args:
        first_returns: Return on assets from the shock itself. Shape (n,), 1.
        purchases: Net purchases of each asset class; sales are negative. Shape (m,), money.
        price_changes: Relative change of each price by those sales. Shape (m,), 1.
        second_returns: Return on assets from those price changes. Shape (n,), 1.
        aggregate_vulnerability: Loss from the sales as a share of all equity, negative. 1.
    """

    first_returns: Floats
    purchases: Money
    price_changes: Floats
    second_returns: Floats
    aggregate_vulnerability: float


def target_leverage_once(
    holdings: Money, debt_to_equity: Floats, price_impact: Floats, shock: Floats
) -> TargetedRound:
    """Let institutions hit by a shock sell back to their leverage once, with linear impact.

    With ``A`` total assets, ``M`` portfolio weights, ``B`` debt to equity, ``L`` linear impact::

        R1 = M f      purchases = Mᵀ A B R1      F2 = L purchases      R2 = M F2

    There is no cap on sales and no second round: this is the model as published, good for
    ranking and for small shocks.

    Args:
        holdings: Value held of each class. Shape (n, m), money, each row with something in it.
        debt_to_equity: ``B``. Shape (n,), 1.
        price_impact: ``L``: relative fall in price per money sold. Shape (m,), 1 / money.
        shock: ``f``: relative price change of each class, losses negative. Shape (m,), 1.

    Raises:
        InvalidInput: for shapes that do not fit, NaN, negative amounts, or an institution
            that holds nothing.

    Source:
        Greenwood, Landier & Thesmar (2015), Journal of Financial Economics 115(3), equations
        2 to 6.

    Example:
        One bank with 100 in one asset, debt 9 times equity; a fall by 1 per cent costs 1, so it
        sells 9, which at an impact of 0.001 moves the price by another 0.9 per cent.

        >>> one = target_leverage_once([[100.0]], [9.0], [0.001], [-0.01])
        >>> one.purchases, one.price_changes
        (array([-9.]), array([-0.009]))
    """
    held = np.array(holdings, dtype=np.float64, ndmin=2)
    n, m = held.shape
    leverage = np.asarray(debt_to_equity, dtype=np.float64)
    impact = np.asarray(price_impact, dtype=np.float64)
    first = np.asarray(shock, dtype=np.float64)
    faults = faults_in("fire sale", "holdings", held, (), shape=(n, m))
    faults += faults_in("fire sale", "debt_to_equity", leverage, (), shape=(n,))
    faults += faults_in("fire sale", "price_impact", impact, (), shape=(m,))
    faults += faults_in("fire sale", "shock", first, (), shape=(m,), low=-1.0)
    if not faults:
        faults = [
            Fault("fire sale", 0, f"holdings of {i}", "0 in all classes", "something held")
            for i in np.flatnonzero(held.sum(axis=1) == 0)
        ]
    if faults:
        raise InvalidInput(faults)
    assets = held.sum(axis=1)
    weights = held / assets[:, np.newaxis]
    first_returns = weights @ first
    purchases = weights.T @ (assets * leverage * first_returns)
    changes = impact * purchases
    second_returns = weights @ changes
    equity = assets / (1.0 + leverage)
    return TargetedRound(
        first_returns,
        purchases,
        changes,
        second_returns,
        float(assets @ second_returns / equity.sum()),
    )
