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
from numpy.typing import ArrayLike

from parley.engine.amounts import Floats, Money, faults_in, numbers_in
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
    holdings: ArrayLike, debt_to_equity: ArrayLike, price_impact: ArrayLike, shock: ArrayLike
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
    held = np.atleast_2d(numbers_in("fire sale", "holdings", holdings))
    leverage = numbers_in("fire sale", "debt_to_equity", debt_to_equity)
    impact = numbers_in("fire sale", "price_impact", price_impact)
    first = numbers_in("fire sale", "shock", shock)
    if held.ndim != 2 or not held.shape[0]:
        wanted = "shape (n, m), one institution or more"
        raise InvalidInput([Fault("fire sale", 0, "holdings", f"shape {held.shape}", wanted)])
    n, m = held.shape
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


@dataclass(frozen=True, eq=False)
class Vulnerability:
    """What a shock does through sales: to each institution, because of each, and in all.

    Losses are positive shares of equity. ``aggregate`` is the sum of ``systemicness``, and the
    mean of ``indirect`` weighted by equity.

    Args:
        direct: Lost to the shock itself, share of own equity. Shape (n,), 1.
        indirect: Lost to sales by all, share of own equity. Shape (n,), 1.
        systemicness: Lost by all because this one sells, share of all equity. Shape (n,), 1.
        aggregate_direct: Lost by all to the shock itself, share of all equity. 1.
        aggregate: Lost by all to sales, share of all equity. 1.
        by_round: ``aggregate``, round by round. Shape (rounds,), 1.
    """

    direct: Floats
    indirect: Floats
    systemicness: Floats
    aggregate_direct: float
    aggregate: float
    by_round: Floats


def find_vulnerability(
    holdings: ArrayLike,
    debt_to_equity: ArrayLike,
    price_impact: ArrayLike,
    shock: ArrayLike,
    rounds: int = 1,
) -> Vulnerability:
    """Say how much equity a shock costs through the sales of those who return to their leverage.

    With the symbols of ``target_leverage_once`` and ``E`` equity, in one round::

        direct_i       = (1 + B_i) m_i f
        indirect_i     = (1 + B_i) m_i L Mᵀ A B M f
        systemicness_i = 1ᵀ A M L m_iᵀ A_i B_i m_i f / ΣE
        aggregate      = 1ᵀ A M L Mᵀ A B M f / ΣE

    In every further round the price changes of the last are the shock. As published, sales are
    not capped and equity may be lost more than once: large numbers say that the sales that the
    model asks for could not be made. ``fire_sale`` keeps books instead.

    Args:
        holdings, debt_to_equity, price_impact: As in ``target_leverage_once``.
        shock: Relative price change of each class, losses negative. Shape (m,), 1.
        rounds: Rounds of sales, 1 or more.

    Raises:
        InvalidInput: as in ``target_leverage_once``, or for less than one round.

    Source:
        Greenwood, Landier & Thesmar (2015), Journal of Financial Economics 115(3), sections 2.2
        and 2.3: aggregate vulnerability, systemicness, indirect and direct vulnerability.

    Example:
        A holds 100 of class 0 with debt 9 times equity, B the same without debt. A loses 1 of 10
        and sells 9; at 0.001 each that costs A and B 0.9 each: 9 per cent of A's equity and 0.9
        per cent of B's.

        >>> found = find_vulnerability([[100.0], [100.0]], [9.0, 0.0], [0.001], [-0.01])
        >>> found.indirect, found.systemicness.round(5)
        (array([0.09 , 0.009]), array([0.01636, 0.     ]))
    """
    if rounds < 1:
        raise InvalidInput([Fault("fire sale", 0, "rounds", str(rounds), "1 or more")])
    first = target_leverage_once(holdings, debt_to_equity, price_impact, shock)
    held = np.array(holdings, dtype=np.float64, ndmin=2)
    leverage = np.asarray(debt_to_equity, dtype=np.float64)
    impact = np.asarray(price_impact, dtype=np.float64)
    assets = held.sum(axis=1)
    weights = held / assets[:, np.newaxis]
    equity = assets / (1.0 + leverage)
    felt = assets @ weights * impact  # what 1 of money sold of each class costs all its holders
    indirect, systemicness = np.zeros(len(assets)), np.zeros(len(assets))
    by_round, returns = np.zeros(rounds), first.first_returns
    for r in range(rounds):
        sold = assets * leverage * returns
        costs = -sold * (weights @ felt) / equity.sum()
        returns = weights @ (impact * (weights.T @ sold))
        indirect -= (1.0 + leverage) * returns
        systemicness += costs
        by_round[r] = costs.sum()
    return Vulnerability(
        direct=-(1.0 + leverage) * first.first_returns,
        indirect=indirect,
        systemicness=systemicness,
        aggregate_direct=float(-(assets @ first.first_returns) / equity.sum()),
        aggregate=float(by_round.sum()),
        by_round=by_round,
    )
