"""Cross-holdings: who owns shares and debts of others feels their failure without being owed.

| symbol | name | shape | unit |
|---|---|---|---|
| C | cross_holdings | (n, n) | 1: share of j that i holds |
| Ĉ | diag(1 - Σ_i C_ij) | (n, n) | 1: share of j held outside |
| A | dependency matrix, Ĉ (I - C)⁻¹ | (n, n) | 1 |
| D p | asset_values | (draws, n) | money |
| v, V | market_values, book_values | (draws, n) | money |
| v̲, β | thresholds, failure_costs | (n,) | money |
| M^s, M^d | equity_holdings, debt_holdings | (n, n) | 1: share of j's equity, debt that i holds |
| s, r | equity, debt | (draws, n) | money |
"""

from dataclasses import dataclass
from enum import StrEnum
from typing import Any

import numpy as np
from numpy.typing import ArrayLike
from scipy import sparse

from parley.engine.amounts import Bools, Floats, Ints, Money, faults_in
from parley.engine.status import Status, require_converged
from parley.errors import Fault, InvalidInput

#: A value counts as at its threshold if it falls short by no more than this share: rounding only.
_SLACK = 1e-12

#: Rounds between two attempts to solve for the draws that still move.
_ROUNDS_BETWEEN = 50


class Equilibrium(StrEnum):
    """Which of several consistent sets of failures is meant.

    BEST: as few fail as can be: found from "nobody fails", adding failures wave by wave.
    WORST: as many: found from "all fail", taking out who would stand even so.
    """

    BEST = "best"
    WORST = "worst"


@dataclass(frozen=True, eq=False)
class FailureCascade:
    """Who fails, in which wave, and what each is worth then, draw by draw.

    Args:
        market_values: ``v``: to owners outside the network. Shape (draws, n), money.
        book_values: ``V``: own assets and stakes, counted as often as held. Shape (draws, n).
        failed: Whose market value is below its threshold. Shape (draws, n).
        wave: In the best case the wave in which each fails, 1 the first; 0 for who does not. In
            the worst case 1 for all who fail. Shape (draws, n), counts.
    """

    market_values: Money
    book_values: Money
    failed: Bools
    wave: Ints

    @property
    def failures(self) -> Ints:
        """How many fail. Shape (draws,), counts."""
        return np.asarray(self.failed.sum(axis=1))


def dependency_matrix(cross_holdings: ArrayLike) -> Floats:
    """Give ``A = Ĉ (I - C)⁻¹``: which part of j's own assets i's outside owners own in the end.

    Args:
        cross_holdings: ``C[i, j]``: the share of j that i holds. Shape (n, n), 0 to 1, zero
            diagonal, columns add up to less than 1. Dense or sparse.

    Returns:
        ``A``, shape (n, n); its columns add up to 1.

    Raises:
        InvalidInput: if C is not as above.

    Source:
        Elliott, Golub & Jackson (2014), American Economic Review 104(10), equation (3).

    Example:
        Each of two owns half of the other: 2/3 of what i has is its outside owners', 1/3 the
        other's.

        >>> dependency_matrix([[0, 0.5], [0.5, 0]]).round(4)
        array([[0.6667, 0.3333],
               [0.3333, 0.6667]])
    """
    shares = _shares("cross_holdings", cross_holdings, below_one=True)
    return np.asarray((1.0 - shares.sum(axis=0))[:, np.newaxis] * _inverse(shares))


def value_with_failures(
    cross_holdings: ArrayLike,
    asset_values: ArrayLike,
    thresholds: ArrayLike = 0.0,
    failure_costs: ArrayLike = 0.0,
    *,
    equilibrium: Equilibrium | str = Equilibrium.BEST,
) -> FailureCascade:
    """Find who fails, and market values, when a failure costs something and stakes pass it on.

    ``v = Ĉ (I - C)⁻¹ (D p - b(v))``, ``b_i(v) = β_i`` if ``v_i < v̲_i``, else 0. In the best case
    nobody fails at first; who then falls below its threshold does, at a cost that may make others
    fail, wave by wave.

    Args:
        cross_holdings: ``C[i, j]``: the share of j that i holds. Shape (n, n), 0 to 1, zero
            diagonal, columns add up to less than 1. Dense or sparse.
        asset_values: ``D p``: what each one's own assets are worth. Shape (draws, n) or (n,),
            money.
        thresholds: ``v̲``: below it one fails; exactly at it not. Number, (n,) or (draws, n).
        failure_costs: ``β``, 0 or more. Number, (n,) or (draws, n), money.
        equilibrium: Best or worst case.

    Raises:
        InvalidInput: if an argument is not as above.

    Source:
        Elliott, Golub & Jackson (2014), American Economic Review 104(10), equations (4) and (5),
        and section I.D for the waves of the best case.

    Example:
        Each of two owns half of the other and has 10. The first loses 6: values fall to 6 and 8,
        so it fails, below 7. That costs it 3 more, and the second, now worth 7, fails below 7.5.

        >>> half = [[0, 0.5], [0.5, 0]]
        >>> found = value_with_failures(half, [4.0, 10.0], [7.0, 7.5], [3.0, 3.0])
        >>> found.wave
        array([[1, 2]])
    """
    shares = _shares("cross_holdings", cross_holdings, below_one=True)
    n = shares.shape[0]
    own = _draws("asset_values", asset_values, n, low=-np.inf)
    limits = _draws("thresholds", thresholds, n, low=-np.inf, like=own.shape)
    costs = _draws("failure_costs", failure_costs, n, low=0.0, like=own.shape)
    try:
        kind = Equilibrium(equilibrium)
    except ValueError as error:
        fault = Fault("cross-holdings", 0, "equilibrium", str(equilibrium), "best or worst")
        raise InvalidInput([fault]) from error
    inverse = _inverse(shares)
    outside = 1.0 - shares.sum(axis=0)
    failed = np.full(own.shape, kind is Equilibrium.WORST)
    wave = failed.astype(np.int64)
    for number in range(1, n + 2):
        book = (own - np.where(failed, costs, 0.0)) @ inverse.T
        market = outside * book
        below = market < limits - _SLACK * np.abs(limits)
        changes = failed & ~below if kind is Equilibrium.WORST else below & ~failed
        if not changes.any():
            break
        failed ^= changes
        wave[changes] = 0 if kind is Equilibrium.WORST else number
    return FailureCascade(market, book, failed, wave)


@dataclass(frozen=True, eq=False)
class CrossValuation:
    """What equity and debt are worth when firms hold both of each other, draw by draw.

    Args:
        equity: ``s``. Shape (draws, n), money, 0 or more.
        debt: ``r``, what is paid on it. Shape (draws, n), money.
        assets: ``a + M^s s + M^d r``. Shape (draws, n), money.
        solvent: Whose debt is paid in full. Shape (draws, n).
        rounds: Rounds of the search. Shape (draws,), counts.
        status: How it ended. Shape (draws,), values of ``Status``.
        gap: What remains of the equations, as a share of the largest amount. Shape (draws,).
    """

    equity: Money
    debt: Money
    assets: Money
    solvent: Bools
    rounds: Ints
    status: Ints
    gap: Floats

    def require_converged(self) -> "CrossValuation":
        """Return this valuation, or raise ``NotConverged`` if any draw was given up."""
        require_converged(self.status)
        return self


def revalue(
    equity_holdings: ArrayLike,
    debt_holdings: ArrayLike,
    external_assets: ArrayLike,
    debts: ArrayLike,
    equity: ArrayLike,
    debt: ArrayLike,
) -> tuple[Money, Money]:
    """Value equity and debt once, given what they were thought to be worth.

    ``v = a + M^s s + M^d r``, then ``r = min(v, d)`` and ``s = max(v - d, 0)``.

    Args:
        equity_holdings, debt_holdings, external_assets, debts: As in ``value_cross_holdings``.
        equity, debt: ``s`` and ``r`` before. Shape (draws, n) or (n,), money.

    Returns:
        ``s`` and ``r`` after, each of shape (draws, n), money.
    """
    m_s, m_d, a, d = _checked(equity_holdings, debt_holdings, external_assets, debts)
    n = d.shape[-1]
    s = _draws("equity", equity, n, low=0.0, like=a.shape)
    r = _draws("debt", debt, n, low=0.0, like=a.shape)
    v = a + s @ m_s.T + r @ m_d.T
    return np.maximum(v - d, 0.0), np.minimum(v, d)


def value_cross_holdings(
    equity_holdings: ArrayLike,
    debt_holdings: ArrayLike,
    external_assets: ArrayLike,
    debts: ArrayLike,
    *,
    tolerance: float = 1e-15,
    max_rounds: int = 20_000,
) -> CrossValuation:
    """Value equity and debt of firms that hold shares and debts of each other.

    ``v = a + M^s s + M^d r``, ``r = min(v, d)``, ``s = max(v - d, 0)``; the search goes down from
    where all debts are paid, so it finds the greatest solution. There is one only if no column of
    ``M^d`` adds up to 1. When it creeps, the linear system of who is solvent is solved.

    Args:
        equity_holdings: ``M^s[i, j]``: the share of j's equity that i holds. Shape (n, n), 0 to
            1, columns add up to less than 1.
        debt_holdings: ``M^d[i, j]``: the share of j's debt that i holds. Shape (n, n), 0 to 1,
            columns add up to 1 at most.
        external_assets: ``a``. Shape (draws, n) or (n,), money, 0 or more.
        debts: ``d``: what each owes in all. Number, (n,) or (draws, n), money.
        tolerance: A round is the last if nothing falls by more than this share of the largest
            amount.
        max_rounds: Rounds after which a draw is ``Status.ROUND_LIMIT``.

    Raises:
        InvalidInput: if an argument is not as above.

    Source:
        Suzuki (2002), Asia-Pacific Financial Markets 9(2), theorem 1; Gouriéroux, Héam & Monfort
        (2012), Canadian Journal of Economics 45(4).

    Example:
        A has 2 and owes 1; B holds a tenth of A's equity, has 1 and owes 2: it can pay 1.1.

        >>> found = value_cross_holdings([[0, 0], [0.1, 0]], np.zeros((2, 2)), [2.0, 1], [1.0, 2])
        >>> found.equity, found.debt
        (array([[1., 0.]]), array([[1. , 1.1]]))
    """
    m_s, m_d, a, d = _checked(equity_holdings, debt_holdings, external_assets, debts)
    draws = a.shape[0]
    v = np.asarray((a + d @ m_d.T) @ _inverse(m_s).T)
    rounds, moves = np.zeros(draws, dtype=np.int64), np.ones(draws, dtype=np.bool_)
    for number in range(1, max_rounds + 1):
        which = np.flatnonzero(moves)
        before = v[which]
        after = np.minimum(before, _value(m_s, m_d, a[which], d[which], before))
        v[which], rounds[which] = after, number
        moves[which] = (before - after).max(axis=1) > tolerance * before.max(axis=1)
        if moves.any() and number % _ROUNDS_BETWEEN == 0:
            for k in np.flatnonzero(moves):
                moves[k] = not _solve_piece(m_s, m_d, a[k], d[k], v[k])
        if not moves.any():
            break
    gap = np.abs(v - _value(m_s, m_d, a, d, v)).max(axis=1)
    gap /= np.maximum(v.max(axis=1), np.finfo(np.float64).tiny)
    lost = moves | (gap > 1e-9)
    status = np.where(lost, int(Status.ROUND_LIMIT), int(Status.CONVERGED)).astype(np.int64)
    return CrossValuation(
        equity=np.maximum(v - d, 0.0),
        debt=np.minimum(v, d),
        assets=v,
        solvent=v >= d * (1.0 - _SLACK),
        rounds=rounds,
        status=status,
        gap=gap,
    )


def _value(m_s: Floats, m_d: Floats, a: Money, d: Money, v: Money) -> Money:
    return np.asarray(a + np.maximum(v - d, 0.0) @ m_s.T + np.minimum(v, d) @ m_d.T)


def _solve_piece(m_s: Floats, m_d: Floats, a: Money, d: Money, v: Money) -> bool:
    """Solve for who is solvent now, if they still are then: the search would end there."""
    solvent = v >= d
    slope = np.where(solvent, m_s, m_d)
    fixed = a + np.where(solvent, m_d - m_s, 0.0) @ d
    try:
        found = np.linalg.solve(np.eye(d.size) - slope, fixed)
    except np.linalg.LinAlgError:
        return False
    near = np.abs(found - d) <= 1e-12 * d
    if np.any(((found >= d) != solvent) & ~near) or np.any(found > v * (1.0 + 1e-9)):
        return False
    v[:] = np.minimum(found, v)
    return True


def _inverse(shares: Floats) -> Floats:
    return np.asarray(np.linalg.inv(np.eye(shares.shape[0]) - shares), dtype=np.float64)


def _checked(
    equity_holdings: ArrayLike,
    debt_holdings: ArrayLike,
    external_assets: ArrayLike,
    debts: ArrayLike,
) -> tuple[Floats, Floats, Money, Money]:
    m_s = _shares("equity_holdings", equity_holdings, below_one=True)
    m_d = _shares("debt_holdings", debt_holdings, below_one=False)
    n = m_s.shape[0]
    if m_d.shape[0] != n:
        found = f"shape {m_d.shape}"
        raise InvalidInput([Fault("cross-holdings", 0, "debt_holdings", found, f"shape {(n, n)}")])
    a = _draws("external_assets", external_assets, n, low=0.0)
    return m_s, m_d, a, _draws("debts", debts, n, low=0.0, like=a.shape)


def _shares(name: str, given: Any, *, below_one: bool) -> Floats:
    """A matrix of shares as it must be, or every fault."""
    where = "cross-holdings"
    try:
        dense = given.toarray() if sparse.issparse(given) else given
        shares = np.array(dense, dtype=np.float64)
    except (TypeError, ValueError) as error:
        raise InvalidInput([Fault(where, 0, name, str(error), "a matrix of numbers")]) from error
    n = shares.shape[0] if shares.ndim == 2 else 0
    if n == 0 or shares.shape != (n, n):
        raise InvalidInput([Fault(where, 0, name, f"shape {shares.shape}", "shape (n, n)")])
    faults = faults_in(where, name, shares, (), shape=(n, n), high=1.0)
    if not faults:
        faults = [
            Fault(where, 0, f"{name} of {i} in itself", f"{shares[i, i]:g}", "0")
            for i in np.flatnonzero(shares.diagonal() != 0)[:20]
        ]
        total = shares.sum(axis=0)
        over = total >= 1.0 if below_one else total > 1.0 + _SLACK
        limit = "less than 1" if below_one else "1 at most"
        faults += [
            Fault(where, 0, f"{name} in {j}, all together", f"{total[j]:g}", limit)
            for j in np.flatnonzero(over)[:20]
        ]
    if faults:
        raise InvalidInput(faults)
    return shares


def _draws(
    name: str, given: ArrayLike, n: int, *, low: float, like: tuple[int, ...] | None = None
) -> Money:
    """Amounts as (draws, n); a number or a row is spread to the shape that is wanted."""
    where = "cross-holdings"
    try:
        amounts = np.array(given, dtype=np.float64)
        if like is not None:
            amounts = np.broadcast_to(amounts, like).copy()
    except (TypeError, ValueError) as error:
        expected = "numbers" if like is None else f"numbers of shape {like}"
        raise InvalidInput([Fault(where, 0, name, str(error), expected)]) from error
    amounts = np.atleast_2d(amounts)
    shape = (max(amounts.shape[0], 1), n)
    faults = faults_in(where, name, amounts, (), shape=shape, low=low)
    if faults:
        raise InvalidInput(faults)
    return amounts
