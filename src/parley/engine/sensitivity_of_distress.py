"""Sensitivities of distress: what one more unit of losses or debt does to everybody's equity.

| symbol | name | shape | unit |
|---|---|---|---|
| h | distress | (n,) | 1 |
| U | open: who can still lose | (n,) | bool |
| Λ | leverage, creditor rows | (n, n) | 1 |
| μ | multiplier: equity lost by all for each unit lost by one | (n,) | 1 |
"""

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import ArrayLike
from scipy import sparse

from parley.engine.amounts import Bools, Floats, numbers_in
from parley.engine.contagion.distress import distress
from parley.engine.marginal import NEAR, Side, side_of, solver_of
from parley.engine.system import FinancialSystem
from parley.errors import Fault, InvalidInput


@dataclass(frozen=True, eq=False)
class DistressSensitivity:
    """Derivatives of linear DebtRank at one point. Rows are causes, columns are who feels it.

    Args:
        distress: ``h``. Shape (n,), 0 to 1.
        open: ``U``: who counts as able to lose more. Shape (n,).
        at_kink: Who has lost exactly all. Shape (n,).
        jumps: Whose slightest loss makes others lose all that they have, by a ring of leverage
            of 1 or more that no distress has reached yet; there derivatives are infinite. (n,).
        side: Which one-sided derivative the numbers are if anybody is at a kink; ``WORSE``: as
            losses grow.
        multiplier: ``μ``: change of the equity lost by all, ``Σ E h``, for one more unit lost by
            each. Shape (n,): 0 for who has lost all, else 1 or more.
        distress_to_loss_given_default: Change of ``h`` with it. Shape (n,).
    """

    distress: Floats
    open: Bools
    at_kink: Bools
    jumps: Bools
    side: Side
    multiplier: Floats
    distress_to_loss_given_default: Floats
    _leverage: sparse.csr_array
    _system: FinancialSystem
    _loss_given_default: float

    @cached_property
    def distress_to_losses(self) -> Floats:
        """``[k, i]``: what one more unit lost by k adds to i's distress. Shape (n, n), 1 / money.

        ``(I - Λ_UU)⁻¹`` by columns, divided by k's equity.
        """
        n, equity = self.distress.size, self._system.equity()
        found = np.zeros((n, n))
        calm = np.flatnonzero(self.open & ~self.jumps)
        inner = self._leverage[calm][:, calm]
        found[np.ix_(calm, calm)] = solver_of(inner, self._system.names)(np.eye(calm.size)).T
        for k in np.flatnonzero(self.jumps):
            found[k] = self._row_of_a_jump(int(k))
        known = self.open[:, None] & self.open[None, :]
        inverse = np.divide(1.0, equity, out=np.zeros(n), where=self.open)
        return np.where(known, found, 0.0) * inverse[:, None]

    @cached_property
    def total_loss_to_debts(self) -> Floats:
        """``[i, j]``: change of ``Σ E h`` if i owed j one unit more before. Shape (n, n).

        j's equity before the shock would be larger by that unit, i's smaller.
        """
        h, mu = self.distress, self.multiplier
        n = h.size
        held = np.zeros((n, n))
        touched = h > 0.0
        held[touched] = self._loss_given_default * h[touched, None] * mu[None, :]
        grown = np.zeros(n)
        some = touched & self.open
        grown[some] = -(mu[some] - 1.0) * h[some]
        grown[~self.open & (self._system.equity() > 0.0)] = 1.0
        found = held + grown[None, :] - grown[:, None]
        np.fill_diagonal(found, 0.0)
        return found

    def require_smooth(self) -> "DistressSensitivity":
        """Return this result, or raise ``InvalidInput`` naming who is at a kink or a jump."""
        names = np.array(self._system.names)[self.at_kink | self.jumps]
        if names.size:
            raise InvalidInput(
                [Fault("sensitivity", 0, name, "a kink or a jump", "a point without") for name in
                 names[:20]]
            )  # fmt: skip
        return self

    def _row_of_a_jump(self, k: int) -> Floats:
        """Units of distress for one of k's, infinite where a ring without end is on the way."""
        from scipy.sparse.csgraph import breadth_first_order  # slow to import

        n = self.distress.size
        live = np.where(self.open, 1.0, 0.0)
        onward = sparse.csr_array(
            sparse.diags_array(live) @ self._leverage.T @ sparse.diags_array(live)
        )
        reached = np.sort(breadth_first_order(onward, k, return_predecessors=False))
        endless = amplifying(self._leverage, np.isin(np.arange(n), reached))
        beyond = {
            int(i)
            for start in np.flatnonzero(endless)
            for i in breadth_first_order(onward, start, return_predecessors=False)
        }
        row: Floats = np.zeros(n)
        row[list(beyond)] = np.inf
        rest = np.array([i for i in reached if i not in beyond], dtype=np.int64)
        if k not in beyond:
            inner = self._leverage[rest][:, rest]
            row[rest] = solver_of(inner, self._system.names)((rest == k).astype(np.float64))
        return row


def distress_sensitivity(
    system: FinancialSystem,
    losses: ArrayLike,
    *,
    loss_given_default: float = 1.0,
    side: Side = Side.WORSE,
) -> DistressSensitivity:
    """Differentiate linear DebtRank at one point.

    While the same institutions have lost all, distress is linear among the others::

        dh_U = (I - Λ_UU)⁻¹ dh1_U          dh = 0 for all others

    Args:
        system: Supplies claims and equity before the shock.
        losses: Of external assets, at which to differentiate. Shape (n,), money, 0 or more.
        loss_given_default: Share of a claim lost when its debtor has lost all equity, 0 to 1.
        side: Which derivative is wanted where somebody has lost exactly all.

    Returns:
        Derivatives. Where a loss is 0 only the derivative upward has a meaning.

    Raises:
        InvalidInput: if an argument is not as above.
        NotConverged: if distress was given up.

    Source:
        Derived from Bardoscia, Battiston, Caccioli & Caldarelli (2015), PLoS ONE 10(6),
        equation 6; as an inverse: Bardoscia et al. (2017), Nature Communications 8:14416.

    Example:
        B owes A 5, both have equity of 10: what B loses costs A half as much.

        >>> pair = FinancialSystem(("A", "B"), np.array([5.0, 15.0]),
        ...                        np.array([[0.0, 0], [5, 0]]), np.zeros(2))
        >>> distress_sensitivity(pair, [0.0, 4.0]).multiplier
        array([1. , 1.5])
    """
    wanted = side_of(side)
    lost = system.require_draws("losses", numbers_in("distress", "losses", losses))
    if lost.shape[0] != 1:
        expected = f"({system.size},)"
        raise InvalidInput([Fault("sensitivity", 0, "losses", f"{lost.shape}", expected)])
    found = distress(system, lost, loss_given_default=loss_given_default).require_converged()
    h, equity = found.distress[0], system.equity()
    has = equity > 0.0
    inverse = np.divide(1.0, equity, out=np.zeros_like(equity), where=has)
    claims = sparse.diags_array(inverse) @ system.nominal_liabilities.T
    leverage = sparse.csr_array(claims * loss_given_default)
    arrives = lost[0] * inverse + leverage @ h
    at_kink = has & (np.abs(arrives - 1.0) <= NEAR)
    open_ = np.where(at_kink, wanted is Side.BETTER, h < 1.0) & has
    jumps = _leads_to(leverage, open_, amplifying(leverage, open_ & (h == 0.0)))
    multiplier = np.where(jumps, np.inf, 0.0)
    to_recovery = np.zeros_like(h)
    calm = open_ & ~jumps
    inner = leverage[calm][:, calm]
    # in money: what reaches a creditor is his claim on k by k's equity
    by_equity = sparse.diags_array(equity[calm]) @ inner @ sparse.diags_array(inverse[calm])
    multiplier[calm] = solver_of(by_equity.T, system.names)(np.ones(int(calm.sum())))
    to_recovery[calm] = solver_of(inner, system.names)((claims @ h)[calm])
    return DistressSensitivity(
        h, np.asarray(open_), at_kink, jumps, wanted, multiplier, to_recovery,
        leverage, system, loss_given_default,
    )  # fmt: skip


def amplifying(leverage: sparse.csr_array, among: Bools) -> Bools:
    """Who is in a ring whose leverage, round it, is 1 or more. Shape (n,).

    Within a strongly connected group the largest eigenvalue is below 1 if and only if
    ``(I - Λ) x = 1`` has a positive solution.

    Source:
        Berman & Plemmons (1994), Nonnegative Matrices in the Mathematical Sciences, theorem 6.2.3.
    """
    from scipy.sparse.csgraph import connected_components  # slow to import

    found = np.zeros(among.size, dtype=np.bool_)
    members = np.flatnonzero(among)
    inner = sparse.csr_array(leverage[members][:, members])
    if not members.size:
        return found
    _, group = connected_components(inner, directed=True, connection="strong")
    for each in np.flatnonzero(np.bincount(group) > 1):
        ring = members[group == each]
        try:
            x = solver_of(leverage[ring][:, ring], ())(np.ones(ring.size))
        except InvalidInput:  # the largest eigenvalue is 1
            x = np.zeros(ring.size)
        found[ring] = bool(np.any(x <= 0.0))
    return found


def _leads_to(leverage: sparse.csr_array, among: Bools, target: Bools) -> Bools:
    """Whose distress reaches ``target`` through creditors in ``among``. Shape (n,)."""
    found = target & among
    while True:
        # row i: on whom i has a claim; whoever owes to a found creditor is found
        more = among & (found | (leverage.T @ found.astype(np.float64) > 0.0))
        if np.array_equal(more, found):
            return found
        found = more
