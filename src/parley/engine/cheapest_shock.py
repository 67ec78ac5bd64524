"""The cheapest shock: the fewest losses of external assets, by anybody, that leave so much unpaid.

| symbol | name | shape | unit |
|---|---|---|---|
| s | losses | (n,) | money |
| p | payments | (n,) | money |
| z | falls | (n,) | 0 or 1 |
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike
from scipy import sparse

from parley.engine.amounts import Floats, Money, faults_in_number, numbers_in
from parley.engine.bracket import Ending, bisect
from parley.engine.contagion.clearing import clear
from parley.engine.mixed_programme import Programme, minimise
from parley.engine.system import FinancialSystem, Ranking
from parley.errors import Fault, InvalidInput

#: Bounds of the programme hold but for this share of the largest amount.
_SOLVER = 1e-6


@dataclass(frozen=True, eq=False)
class CheapestShock:
    """Losses that reach a target, and what no cheaper losses can go below.

    Args:
        ending: ``FOUND``, ``ALREADY`` (no loss is needed) or ``UNREACHABLE`` (not even if all
            external assets are lost).
        losses: ``s``. Shape (n,), money; everything if unreachable.
        cost: ``Σ s``: an upper bound of the least cost, since a clearing with these losses was
            computed and reaches the target.
        lower_bound: No losses that cost less reach it; infinite if unreachable. The solver's
            tolerance is taken off already.
        tolerance: What was taken off: a millionth of the largest amount, money.
        shortfall: What stays unpaid with ``losses``, money.
    """

    ending: Ending
    losses: Money
    cost: float
    lower_bound: float
    tolerance: float
    shortfall: float

    @property
    def is_exact(self) -> bool:
        """Whether the two bounds meet, as far as the solver can tell."""
        if self.ending is Ending.UNREACHABLE:
            return True
        return self.cost - self.lower_bound <= 2.0 * self.tolerance + _SOLVER * self.cost


def cheapest_shock(
    system: FinancialSystem,
    target: float,
    external_assets: ArrayLike | None = None,
    *,
    most_nodes: int = 20_000,
) -> CheapestShock:
    """Find the least total loss of external assets that leaves ``target`` unpaid.

    ::

        least Σ s   with   Σ (p̄ - p) >= target,   0 <= s <= e,
        p_i >= p̄_i (1 - z_i),   p_i >= e_i - s_i + (Πᵀp)_i - E_i⁺ (1 - z_i),   z_i 0 or 1

    Payments are concave in external assets, so the shortfall is convex in losses and the cheapest
    are at a corner: all but at most one institution lose everything or nothing. There are many
    corners; branch and bound looks through them. Any p of the programme is at or above clearing
    payments after s, so that its shortfall is one that s reaches; where a ring has more than one
    clearing vector the greatest is used to check, and the bounds may stay apart.

    Args:
        system: Who owes whom; debts outside of equal rank.
        target: Shortfall, ``Σ (p̄ - p)`` in and outside the network. Money, 0 or more.
        external_assets: ``e``, before the shock; None is the system's own. Shape (n,).
        most_nodes: Of branch and bound, after which the bounds are left as they are.

    Returns:
        Losses that were checked by ``clear``, and a lower bound.

    Raises:
        InvalidInput: if an argument is not as above.
        NotConverged: if a clearing was given up.

    Source:
        Concavity: Eisenberg & Noe (2001), Management Science 47(2), lemma 5. The programme is
        this project's.

    Example:
        A owes B 10 and has 12, B owes C 10 and has 5. A loses 9.5: it pays 7.5 less than it owes,
        so that B pays 2.5 less.

        >>> chain = FinancialSystem(
        ...     ("A", "B", "C"), np.array([12.0, 5.0, 0.0]),
        ...     np.array([[0.0, 10, 0], [0, 0, 10], [0, 0, 0]]), np.zeros(3))
        >>> found = cheapest_shock(chain, 10.0)
        >>> found.losses.round(6), found.is_exact
        (array([9.5, 0. , 0. ]), True)
    """
    given = system.external_assets if external_assets is None else external_assets
    assets = system.require_draws("external_assets", numbers_in("reverse", "assets", given))
    faults = []
    if assets.shape[0] != 1:
        faults.append(Fault("reverse", 0, "external_assets", f"{assets.shape}", "one draw"))
    faults += faults_in_number("reverse", "target", target)
    faults += faults_in_number("reverse", "most_nodes", most_nodes, low=1.0)
    if system.external_ranking is Ranking.SENIOR:
        faults.append(Fault("reverse", 0, "external_ranking", "senior", "equal"))
    if faults:
        raise InvalidInput(faults)
    e = assets[0]
    nothing = np.zeros_like(e)
    at_once, at_last = (_shortfall(system, e, losses) for losses in (nothing, e))
    if at_once >= target:
        return CheapestShock(Ending.ALREADY, nothing, 0.0, 0.0, 0.0, at_once)
    if at_last < target:
        return CheapestShock(Ending.UNREACHABLE, e, float(e.sum()), np.inf, 0.0, at_last)
    unit = float(max(system.total_liabilities.max(), e.max()))
    wanted, proved = _programme(system, e, target, unit, int(most_nodes))
    tries = [_along(system, e, nothing, e, target), _greedily(system, e, target)]
    if wanted is not None:
        tries += [_along(system, e, nothing, each, target) for each in (wanted, wanted + 1e-7 * e)]
    losses = min((each for each in tries if each is not None), key=lambda each: float(each.sum()))
    cost = float(losses.sum())
    lower = min(max(proved - _SOLVER * unit, 0.0), cost)
    return CheapestShock(
        Ending.FOUND, losses, cost, lower, _SOLVER * unit, _shortfall(system, e, losses)
    )


def _shortfall(system: FinancialSystem, e: Money, losses: Money) -> float:
    found = clear(system, np.maximum(e - losses, 0.0)).require_converged()
    return float((system.total_liabilities - found.payments[0]).sum())


def _programme(
    system: FinancialSystem, e: Money, target: float, unit: float, most_nodes: int
) -> tuple[Money | None, float]:
    """Losses by branch and bound, if any were found, and what no losses can cost less than."""
    n, owed = system.size, system.total_liabilities
    full = np.maximum(e + system.interbank_assets - owed, 0.0) / unit
    p_bar, cash = owed / unit, e / unit
    one = sparse.eye_array(n)
    zero = sparse.csr_array((n, n))
    pays = sparse.hstack([zero, one, sparse.diags_array(p_bar)])
    passes = sparse.hstack([one, one - system.relative_liabilities.T, sparse.diags_array(-full)])
    total = sparse.csr_array(np.concatenate([np.zeros(n), np.ones(n), np.zeros(n)])[None, :])
    free = np.full(n, np.inf)
    programme = Programme(
        cost=np.concatenate([np.ones(n), np.zeros(2 * n)]),
        whole=np.arange(3 * n) >= 2 * n,
        most=np.concatenate([cash, p_bar, np.where(p_bar > 0.0, 1.0, 0.0)]),
        rows=sparse.csr_array(sparse.vstack([pays, passes, total])),
        low=np.concatenate([p_bar, cash - full, [-np.inf]]),
        high=np.concatenate([free, free, [p_bar.sum() - target / unit]]),
    )
    x, proved = minimise(programme, most_nodes)
    return (None if x is None else np.clip(x[:n] * unit, 0.0, e)), unit * proved


def _along(
    system: FinancialSystem, e: Money, base: Money, way: Floats, target: float
) -> Money | None:
    """Losses ``base + t way``, at most e, for the first t that reaches the target; None if none."""
    hit = way > 0.0
    if not hit.any():
        return None
    end = float((e[hit] / way[hit]).max()) * (1.0 + 1e-9)

    def losses(t: float) -> Money:
        return np.minimum(base + t * way, e)

    found = bisect(lambda t: _shortfall(system, e, losses(t)), target, end, 1e-13)
    return losses(found.high) if found.ending is Ending.FOUND else None


def _greedily(system: FinancialSystem, e: Money, target: float) -> Money | None:
    """Take all from whoever costs the others most for each unit, one after the other."""
    taken = np.zeros_like(e)
    now = _shortfall(system, e, taken)
    for _ in range(int(np.count_nonzero(e))):
        left = np.flatnonzero((e > 0.0) & (taken == 0.0))
        rows = np.repeat((e - taken)[None, :], left.size, axis=0)
        rows[np.arange(left.size), left] = 0.0
        paid = clear(system, rows).require_converged().payments
        short = (system.total_liabilities - paid).sum(axis=1)
        best = int(np.argmax(np.minimum(short - now, target - now) / e[left]))
        if short[best] >= target:
            way = np.zeros_like(e)
            way[left[best]] = e[left[best]]
            return _along(system, e, taken, way, target)
        taken[left[best]] = e[left[best]]
        now = float(short[best])
    return None
