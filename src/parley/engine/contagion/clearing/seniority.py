"""Clearing by seniority: classes of debts paid in order, and shares of each other's equity.

| symbol | name | shape | unit |
|---|---|---|---|
| L^s | liabilities_by_level[s] | (n, n) | money: what i owes j in class s, 0 the most senior |
| b^s | external_liabilities_by_level[s] | (n,) | money |
| C | cross_holdings | (n, n) | 1: share of j's equity that i holds |
| A | assets | (draws, n) | money: what i has when all others have paid |
| p^s | payments[:, s] | (draws, n) | money |
"""

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import ArrayLike

from parley.engine.amounts import (
    Bools,
    Floats,
    Ints,
    Money,
    faults_in,
    locked,
    locked_in,
    numbers_in,
)
from parley.engine.contagion.clearing.result import ClearingRules
from parley.engine.contagion.kernels.clearing import SOLVENCY_SLACK
from parley.engine.status import Status, require_converged
from parley.errors import Fault, InvalidInput

#: Rounds between two attempts to solve for the draws that still move.
_ROUNDS_BETWEEN = 50


@dataclass(frozen=True, eq=False)
class RankedDebts:
    """Debts in classes that are paid in order, and who holds shares of whom.

    Args:
        inside: ``L^s``. Shape (levels, n, n), money, zero diagonals; level 0 is paid first.
        outside: ``b^s``. Shape (levels, n), money.
        shares: ``C``. Shape (n, n), 0 to 1; columns add up to less than 1.
        may_exceed_one: Shares may add up to more than there is: only to compare with programs in
            which that happens.

    Raises:
        InvalidInput: with every fault.
    """

    inside: Money
    outside: Money
    shares: Floats
    may_exceed_one: bool = False

    def __post_init__(self) -> None:
        for name, said in (
            ("inside", "liabilities_by_level"),
            ("outside", "external_liabilities_by_level"),
            ("shares", "cross_holdings"),
        ):
            object.__setattr__(self, name, locked_in("seniority", said, getattr(self, name)))
        if self.inside.ndim != 3 or self.inside.shape[0] == 0 or self.inside.shape[1] == 0:
            found = f"shape {self.inside.shape}"
            fault = Fault("seniority", 0, "liabilities_by_level", found, "shape (levels, n, n)")
            raise InvalidInput([fault])
        levels, n = self.inside.shape[:2]
        where = "seniority"
        faults = faults_in(where, "liabilities_by_level", self.inside, (), shape=(levels, n, n))
        faults += faults_in(
            where, "external_liabilities_by_level", self.outside, (), shape=(levels, n)
        )
        faults += faults_in(where, "cross_holdings", self.shares, (), shape=(n, n), high=1.0)
        if not faults:
            faults = self._faults_inside()
        if faults:
            raise InvalidInput(faults)

    def _faults_inside(self) -> list[Fault]:
        own = np.einsum("sii->si", self.inside) != 0
        faults = [
            Fault("seniority", 0, f"liabilities_by_level[{s}] of {i} to itself", "not 0", "0")
            for s, i in np.argwhere(own)[:20]
        ]
        faults += [
            Fault("seniority", 0, f"cross_holdings of {j} in all", f"{total:g}", "less than 1")
            for j, total in enumerate(self.shares.sum(axis=0))
            if not total < 1.0 and not self.may_exceed_one
        ]
        if not np.isfinite(self.owed.sum()):
            faults.append(Fault("seniority", 0, "sum of all debts", "infinite", "a finite sum"))
        return faults

    @cached_property
    def owed(self) -> Money:
        """What each owes in each class. Shape (levels, n), money."""
        with np.errstate(over="ignore"):
            return locked(self.inside.sum(axis=2) + self.outside)

    @cached_property
    def before(self) -> Money:
        """What each owes in all classes above one. Shape (levels, n), money."""
        return locked(np.cumsum(self.owed, axis=0) - self.owed)

    @cached_property
    def relative(self) -> Floats:
        """``Π^s``: the share of i's payments in a class that goes to j. Shape (levels, n, n)."""
        owed = self.owed[:, :, np.newaxis]
        return locked(np.divide(self.inside, owed, out=np.zeros(self.inside.shape), where=owed > 0))

    @property
    def total(self) -> Money:
        """What each owes in all. Shape (n,), money."""
        return np.asarray(self.owed.sum(axis=0))


@dataclass(frozen=True, eq=False)
class RankedClearing:
    """The greatest payments by class, and what is left to owners.

    Args:
        payments: ``p^s``. Shape (draws, levels, n), money.
        received: On claims inside the network. Shape (draws, n), money.
        stakes: What shares of others are worth to each. Shape (draws, n), money.
        equity: ``e + received + stakes - p̄``: negative for who cannot pay. Shape (draws, n), money.
        equity_at_book: The same with shares valued at what their issuers have without their own
            shares, once and not to the fixed point, as some programs do. Shape (draws, n), money.
        defaulted: Who pays less than he owes. Shape (draws, n).
        rounds: Rounds of the search. Shape (draws,), counts.
        status: How it ended. Shape (draws,), values of ``Status``.
        gap: What remains of the equations, as a share of the largest debt. Shape (draws,).
    """

    payments: Money
    received: Money
    stakes: Money
    equity: Money
    equity_at_book: Money
    defaulted: Bools
    rounds: Ints
    status: Ints
    gap: Floats

    def require_converged(self) -> "RankedClearing":
        """Return this clearing, or raise ``NotConverged`` if any draw was given up."""
        require_converged(self.status)
        return self


def clear_by_seniority(
    liabilities_by_level: ArrayLike,
    external_assets: ArrayLike,
    external_liabilities_by_level: ArrayLike | None = None,
    *,
    cross_holdings: ArrayLike | None = None,
    recovery_external: float = 1.0,
    recovery_interbank: float = 1.0,
    tolerance: float = 1e-14,
    max_rounds: int = 20_000,
) -> RankedClearing:
    """Find the greatest payments when debts are paid class by class, in each draw.

    Whoever has ``A_i`` pays the most senior class first, then the next with what is left::

        p_i^s = min(p̄_i^s, max(0, A_i - Σ_{r<s} p̄_i^r))
        A_i   = e_i + Σ_s Σ_j Π_ji^s p_j^s + Σ_j C_ij max(0, A_j - p̄_j)

    A defaulter has ``α e_i + β (the rest)`` instead. The search starts where all pay, and goes
    down. When it creeps, the linear system of those who pay some class in part is solved.

    Args:
        liabilities_by_level: ``L^s[i, j]``: what i owes j in class s; class 0 is paid first.
            Shape (levels, n, n), money.
        external_assets: ``e``. Shape (draws, n) or (n,), money.
        external_liabilities_by_level: ``b^s``. Shape (levels, n), money; None is nothing.
        cross_holdings: ``C[i, j]``: the share of j's equity that i holds. Shape (n, n), columns
            add up to less than 1; None is none. Published matrices often have issuers in rows:
            transpose those.
        recovery_external, recovery_interbank: α and β, 0 to 1.
        tolerance: A round is the last if nothing falls by more than this share of the largest
            debt.
        max_rounds: Rounds after which a draw is ``Status.ROUND_LIMIT``.

    Returns:
        Payments of shape (draws, levels, n), equity, defaults.

    Raises:
        InvalidInput: if an argument is not as above.

    Source:
        Elsinger (2009), Financial networks, cross holdings, and limited liability, OeNB Working
        Paper 156, sections 2 to 4.

    Example:
        A has 6 and owes B 4 first, and C 4 after that. B gets its 4, C the 2 that are left.

        >>> senior, junior = np.zeros((3, 3)), np.zeros((3, 3))
        >>> senior[0, 1], junior[0, 2] = 4.0, 4.0
        >>> found = clear_by_seniority([senior, junior], [6.0, 0.0, 0.0])
        >>> found.payments[0, :, 0]
        array([4., 2.])
    """
    debts = ranked_debts(liabilities_by_level, external_liabilities_by_level, cross_holdings)
    rules = ClearingRules(recovery_external, recovery_interbank)
    return clear_ranked(debts, external_assets, rules, tolerance=tolerance, max_rounds=max_rounds)


def ranked_debts(
    liabilities_by_level: ArrayLike,
    external_liabilities_by_level: ArrayLike | None,
    cross_holdings: ArrayLike | None,
) -> RankedDebts:
    """Put debts by class together; what is None is nothing."""
    inside = numbers_in("seniority", "liabilities_by_level", liabilities_by_level)
    levels, n = (inside.shape[0], inside.shape[-1]) if inside.ndim == 3 else (0, 0)
    outside, shares = np.zeros((levels, n)), np.zeros((n, n))
    if external_liabilities_by_level is not None:
        name = "external_liabilities_by_level"
        outside = numbers_in("seniority", name, external_liabilities_by_level)
    if cross_holdings is not None:
        shares = numbers_in("seniority", "cross_holdings", cross_holdings)
    return RankedDebts(inside, outside, shares)


def clear_ranked(
    debts: RankedDebts,
    external_assets: ArrayLike,
    rules: ClearingRules,
    *,
    tolerance: float = 1e-14,
    max_rounds: int = 20_000,
) -> RankedClearing:
    """Do what ``clear_by_seniority`` does for debts that were checked before."""
    n = debts.total.size
    e = np.atleast_2d(numbers_in("seniority", "external_assets", external_assets))
    faults = faults_in("seniority", "external_assets", e, (), shape=(max(e.shape[0], 1), n))
    if faults:
        raise InvalidInput(faults)
    draws = e.shape[0]
    unit = max(float(debts.total.max()), np.finfo(np.float64).tiny)
    has = np.tile(_most(debts, e.max(axis=0)), (draws, 1))
    rounds, moves = np.zeros(draws, dtype=np.int64), np.ones(draws, dtype=np.bool_)
    for r in range(1, max_rounds + 1):
        which = np.flatnonzero(moves)
        before = has[which]
        after = np.minimum(before, _assets(debts, e[which], before, rules))
        has[which] = after
        rounds[which] = r
        size = unit + np.abs(after).max(axis=1)
        moves[which] = (before - after).max(axis=1) > tolerance * size
        if not moves.any():
            break
        if r % _ROUNDS_BETWEEN == 0:
            for d in np.flatnonzero(moves):
                moves[d] = not _solve_piece(debts, e[d], has[d], rules)
            if not moves.any():
                break
    status = np.where(moves, int(Status.ROUND_LIMIT), int(Status.CONVERGED))
    return _result(debts, e, has, rules, rounds, status, unit)


def _most(debts: RankedDebts, e: Money) -> Money:
    """More than anybody can have: if all pay and owe nothing, and shares are worth all of that."""
    alone = e + np.einsum("sji->i", debts.inside)
    return np.asarray(np.linalg.solve(np.eye(alone.size) - debts.shares, alone))


def _paid(debts: RankedDebts, has: Money) -> Money:
    """Payments by class of who has so much. Shape (draws, levels, n), money."""
    left = np.maximum(has[:, np.newaxis, :] - debts.before, 0.0)
    paid = np.minimum(debts.owed, left)
    return np.where(_short(debts, has)[:, np.newaxis, :], paid, debts.owed)


def _short(debts: RankedDebts, has: Money) -> Bools:
    return has < debts.total * (1.0 - SOLVENCY_SLACK)


def _parts(debts: RankedDebts, has: Money) -> tuple[Money, Money, Money]:
    """Payments, what comes in on them, and what shares are worth, given what each has."""
    paid = _paid(debts, has)
    received = np.einsum("dsj,sji->di", paid, debts.relative)
    stakes = np.maximum(has - debts.total, 0.0) @ debts.shares.T
    return paid, received, stakes


def _assets(debts: RankedDebts, e: Money, has: Money, rules: ClearingRules) -> Money:
    """The map: what each then has, after what is lost in its default. Shape (draws, n), money."""
    _, received, stakes = _parts(debts, has)
    whole = e + received + stakes
    left = rules.recovery_external * e + rules.recovery_interbank * (received + stakes)
    return np.where(_short(debts, whole), left, whole)


def _solve_piece(debts: RankedDebts, e: Money, has: Money, rules: ClearingRules) -> bool:
    """Solve one draw on the linear piece where it stands, if the solution lies on that piece.

    Between the two the map is the same linear one, so the search would end there. ``has`` is
    changed in place; False if the solution lies elsewhere.
    """
    n = has.size
    level = _piece(debts, has)
    slope, fixed = np.zeros((n, n)), np.zeros(n)
    levels = debts.owed.shape[0]
    for j in range(n):
        for s in range(min(level[j], levels)):
            fixed += debts.relative[s, j] * debts.owed[s, j]
        if level[j] < levels:
            part = debts.relative[level[j], j]
            slope[:, j] += part
            fixed -= part * debts.before[level[j], j]
        else:
            slope[:, j] += debts.shares[:, j]
            fixed -= debts.shares[:, j] * debts.total[j]
    broke = _short(debts, _assets(debts, e[np.newaxis], has[np.newaxis], ClearingRules())[0])
    share = np.where(broke, rules.recovery_interbank, 1.0)
    kept = np.where(broke, rules.recovery_external, 1.0)
    try:
        matrix = np.eye(n) - share[:, np.newaxis] * slope
        found: Money = np.asarray(np.linalg.solve(matrix, kept * e + share * fixed), dtype=float)
    except np.linalg.LinAlgError:
        return False
    whole = _assets(debts, e[np.newaxis], found[np.newaxis], ClearingRules())[0]
    same = np.array_equal(_piece(debts, found), level) and np.array_equal(
        _short(debts, whole), broke
    )
    if not same or np.any(found > has + 1e-12 * (1.0 + np.abs(has))):
        return False
    has[:] = np.minimum(found, has)
    return True


def _piece(debts: RankedDebts, has: Money) -> Ints:
    """The class that each pays in part; the number of classes for who pays all. Shape (n,)."""
    full = has >= np.cumsum(debts.owed, axis=0) * (1.0 - SOLVENCY_SLACK)
    full[-1] = ~_short(debts, has)
    return np.asarray(np.minimum.accumulate(full, axis=0).sum(axis=0))


def _result(
    debts: RankedDebts,
    e: Money,
    has: Money,
    rules: ClearingRules,
    rounds: Ints,
    status: Ints,
    unit: float,
) -> RankedClearing:
    paid, received, stakes = _parts(debts, has)
    whole = e + received + stakes
    book = np.maximum(e + received - debts.total, 0.0)
    gap = np.abs(has - _assets(debts, e, has, rules)).max(axis=1) / (unit + has.max(axis=1))
    return RankedClearing(
        payments=paid,
        received=received,
        stakes=stakes,
        equity=whole - debts.total,
        equity_at_book=e + received - debts.total + book @ debts.shares.T,
        defaulted=_short(debts, whole) & (debts.total > 0),
        rounds=rounds,
        status=np.where(gap > 1e-9, int(Status.ROUND_LIMIT), status).astype(np.int64),
        gap=gap,
    )
