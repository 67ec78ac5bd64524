"""Sensitivities of clearing: what one more unit of assets, debt or recovery does to all payments.

| symbol | name | shape | unit |
|---|---|---|---|
| p | payments | (n,) | money |
| D | falls: who pays less than he owes | (n,) | bool |
| M | ``I - β Π_DDᵀ`` | | 1 |
| y | multiplier: ``(I - β Π_DD)⁻¹ w`` | (n,) | 1 |

Those of distress are in ``sensitivity_of_distress`` and can be imported from here.
"""

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import ArrayLike
from scipy import sparse

from parley.engine.amounts import Bools, Floats, Money, faults_in, numbers_in
from parley.engine.contagion.clearing import clear
from parley.engine.marginal import NEAR, Side, in_closed_rings, side_of, solver_of
from parley.engine.sensitivity_of_distress import DistressSensitivity, distress_sensitivity
from parley.engine.system import FinancialSystem, Ranking
from parley.errors import Fault, InvalidInput

__all__ = [
    "ClearingSensitivity",
    "DistressSensitivity",
    "Side",
    "clearing_sensitivity",
    "distress_sensitivity",
]


@dataclass(frozen=True, eq=False)
class ClearingSensitivity:
    """Derivatives of the greatest clearing vector at one point.

    Rows are causes, columns are who feels it, as in docs/notation.md, §1.

    Args:
        payments: ``p``. Shape (n,), money.
        falls: Who counts as paying all that he has. Shape (n,).
        at_kink: Who has exactly what he owes, or exactly what he owes to senior creditors. To
            either side of this point the derivatives differ. Shape (n,).
        jumps: Those at a kink whose payments would jump, since a default costs; of them the
            numbers say nothing beyond it. Shape (n,).
        side: Which one-sided derivative the numbers are if anybody is at a kink; ``WORSE``: as
            external assets fall. Without kinks both are the same.
        multiplier: ``y``: what all lose if one unit less reaches a creditor who falls; 0 for who
            does not. Shape (n,), 1.
        shortfall_to_external_assets: Change of the shortfall ``Σ w (p̄ - p)`` for one more unit
            of each one's external assets. Shape (n,), 0 or less.
        shortfall_to_external_debts: The same for one more unit owed outside. Shape (n,).
        payments_to_recovery_external, payments_to_recovery_interbank: Change of payments with
            α and β. Shape (n,), money.
    """

    payments: Money
    falls: Bools
    at_kink: Bools
    jumps: Bools
    side: Side
    multiplier: Floats
    shortfall_to_external_assets: Floats
    shortfall_to_external_debts: Floats
    payments_to_recovery_external: Money
    payments_to_recovery_interbank: Money
    _point: "_Point"

    def require_smooth(self) -> "ClearingSensitivity":
        """Return this result, or raise ``InvalidInput`` naming who is at a kink."""
        names = np.array(self._point.system.names)[self.at_kink]
        if names.size:
            raise InvalidInput(
                [Fault("sensitivity", 0, name, "exactly as much as is owed", "more or less")
                 for name in names[:20]]
            )  # fmt: skip
        return self

    @cached_property
    def payments_to_external_assets(self) -> Floats:
        """``[k, i]``: what one more unit held by k adds to i's payments. Shape (n, n), 0 or more.

        ``α (M⁻¹)ᵀ`` among those who fall, 0 elsewhere.
        """
        n = self.payments.size
        found: Floats = np.zeros((n, n))
        among = np.flatnonzero(self.falls)
        found[np.ix_(among, among)] = self._point.alpha * self._point.forward(np.eye(among.size)).T
        return found

    @cached_property
    def shortfall_to_debts(self) -> Floats:
        """``[i, j]``: change of the shortfall if i owes j one unit more. Shape (n, n), diagonal 0.

        A debtor who pays all pays this too. One who falls pays no more than before: j's share of
        it grows and the others' shrink. So the difference of two entries of a row is what moving
        a debt from one creditor to another does (Feinstein et al. 2018, with a direction of two
        entries).
        """
        point, y = self._point, self.multiplier
        mean = np.asarray(point.shares @ y)
        moved = point.beta * point.paid_share[:, None] * (y[None, :] - mean[:, None])
        more = np.broadcast_to(point.beta * y[None, :], moved.shape)
        owes = np.broadcast_to(point.weights[:, None], moved.shape)
        found = np.where(point.sinks[:, None], owes - moved, -more)
        np.fill_diagonal(found, 0.0)
        return found

    def along(self, external_assets: ArrayLike = 0.0, debts: ArrayLike = 0.0) -> Money:
        """Change of payments for a small step in any direction; right at a kink too.

        ::

            dp_i = dhas_i          who falls
            dp_i = dp̄_i            who does not
            dp_i = min of the two  who is at a kink

        Args:
            external_assets: Direction of ``e``. Shape (n,), money.
            debts: Direction of ``L``. Shape (n, n), money, zero diagonal.

        Returns:
            ``dp``, the greatest solution. Shape (n,), money.

        Raises:
            InvalidInput: if the shapes do not fit, a payment jumps here, or senior debts are at
                a kink.

        Source:
            Feinstein et al. (2018), SIAM Journal on Financial Mathematics 9(4): directional
            derivatives solve a fixed-point equation themselves.
        """
        return self._point.along(self, external_assets, debts)


def clearing_sensitivity(
    system: FinancialSystem,
    external_assets: ArrayLike | None = None,
    recovery_external: float = 1.0,
    recovery_interbank: float = 1.0,
    *,
    side: Side = Side.WORSE,
    weights: ArrayLike | None = None,
) -> ClearingSensitivity:
    """Differentiate the greatest clearing vector at one point.

    Near a point where nobody has exactly what he owes, the same institutions fall, and payments
    are linear::

        M dp_D = α de_D + e_D dα + (Πᵀx)_D dβ + β dΠᵀ_D x          dp = dp̄ for all others

    Total shortfall ``Σ w_i (p̄_i - p_i)`` needs one solution with the transpose of M instead.

    Args:
        system: Supplies who owes whom.
        external_assets: ``e``, at which to differentiate; None is the system's own. Shape (n,).
        recovery_external, recovery_interbank: α and β, 0 to 1.
        side: Which derivative is wanted where somebody is at a kink.
        weights: ``w``, whose shortfall counts and how much; None is 1 for all. Shape (n,), 0 or
            more.

    Returns:
        Derivatives; what is large is computed when asked for. Where external assets are 0, or a
        debt is, only the derivative upward has a meaning.

    Raises:
        InvalidInput: if an argument is not as above.
        NotConverged: if the clearing was given up.

    Source:
        Liu & Staum (2010), Operations Research Letters 38(5), sensitivity of clearing payments to
        external assets; Feinstein, Pang, Rudloff, Schaanning, Sturm & Wildman (2018), SIAM
        Journal on Financial Mathematics 9(4), to debts.

    Example:
        A owes B 10, B owes C 8; A has 6, B has 1. Both fall: a unit for A reaches B and then C,
        so that the shortfall is less by 2; one for B reaches C only.

        >>> chain = FinancialSystem(
        ...     ("A", "B", "C"), np.array([6.0, 1.0, 0.0]),
        ...     np.array([[0.0, 10, 0], [0, 0, 8], [0, 0, 0]]), np.zeros(3))
        >>> found = clearing_sensitivity(chain)
        >>> found.shortfall_to_external_assets
        array([-2., -1., 0.])
        >>> found.shortfall_to_debts[0]  # what A owes: B's claim grows, or C shares with B
        array([0. , 1. , 1.6])
    """
    wanted = side_of(side)
    given = system.external_assets if external_assets is None else external_assets
    assets = system.require_draws("external_assets", numbers_in("clearing", "assets", given))
    n = system.size
    weight = np.ones(n) if weights is None else numbers_in("sensitivity", "weights", weights)
    faults = faults_in("sensitivity", "weights", weight, system.names, shape=(n,))
    if assets.shape[0] != 1:
        faults.append(Fault("sensitivity", 0, "external_assets", f"{assets.shape}", f"({n},)"))
    if faults:
        raise InvalidInput(faults)
    cleared = clear(system, assets, recovery_external, recovery_interbank).require_converged()
    p, owed = cleared.payments[0], system.total_liabilities
    has = assets[0] + cleared.received[0]
    exact = (owed > 0.0) & (np.abs(has - owed) <= NEAR * owed)
    left = recovery_external * assets[0] + recovery_interbank * cleared.received[0]
    jumps = exact & (left < owed * (1.0 - NEAR))
    hit = cleared.defaulted[0]
    falls = np.where(exact & ~jumps, wanted is Side.WORSE, hit)
    senior_kink = falls & (system.senior_liabilities > 0.0)
    senior_kink &= np.abs(p - system.senior_liabilities) <= NEAR * owed
    passes = (p > system.senior_liabilities) | (system.senior_liabilities == 0.0)
    passes = np.where(senior_kink, wanted is Side.BETTER, passes)
    # A ring from which nothing leaves cannot get less: only the derivative upward exists there.
    stuck = in_closed_rings(system, falls & passes, recovery_interbank)
    falls = falls & ~(stuck & exact)
    sinks = falls | ((owed == 0.0) & (has == 0.0))
    point = _Point(
        system, recovery_external, recovery_interbank, p,
        falls, passes, sinks, exact & ~jumps, weight,
    )  # fmt: skip
    return ClearingSensitivity(
        p, falls, exact | senior_kink, jumps, wanted, point.multiplier,
        0.0 - recovery_external * point.multiplier, point.to_external_debts(),
        point.spread(point.forward(assets[0][falls])),
        point.spread(point.forward(cleared.received[0][falls])),
        point,
    )  # fmt: skip


@dataclass(frozen=True, eq=False)
class _Point:
    """Where the derivative is taken: who falls, who passes on, and the linear map there."""

    system: FinancialSystem
    alpha: float
    beta: float
    payments: Money
    falls: Bools
    passes: Bools  # has more than it owes to senior creditors
    sinks: Bools  # would pay nothing on a new debt: falls, or has and owes nothing
    open_: Bools  # has exactly what it owes, and can go either way
    weights: Floats

    @cached_property
    def shares(self) -> sparse.csr_array:
        return self.system.relative_liabilities

    @cached_property
    def paid_share(self) -> Floats:
        """What reaches the network of each unit that is owed there. Shape (n,)."""
        senior = self.system.senior_liabilities
        owed = self.system.total_liabilities - senior
        left = np.maximum(self.payments - senior, 0.0)
        return np.divide(left, owed, out=np.zeros_like(left), where=owed > 0.0)

    def inner(self, falls: Bools) -> sparse.csr_array:
        """``β Π`` among those who fall, rows of those who pass nothing on empty."""
        live = sparse.diags_array(np.where(self.passes, self.beta, 0.0)[falls])
        return sparse.csr_array(live @ self.shares[falls][:, falls])

    @cached_property
    def multiplier(self) -> Floats:
        inner = self.inner(self.falls)
        return self.spread(solver_of(inner, self.system.names)(self.weights[self.falls]))

    def forward(self, right: Floats) -> Floats:
        """Solve ``M x = right`` among those who fall."""
        return solver_of(self.inner(self.falls).T, self.system.names)(right)

    def spread(self, among: Floats) -> Floats:
        found: Floats = np.zeros(self.falls.size)
        found[self.falls] = among
        return found

    def to_external_debts(self) -> Floats:
        """As ``shortfall_to_debts`` for a creditor outside, who passes nothing on."""
        mean = np.asarray(self.shares @ self.multiplier)
        if self.system.external_ranking is Ranking.SENIOR:
            some = self.passes & (self.paid_share > NEAR)  # the network cannot get less than none
            lost = self.beta * np.where(some, mean, 0.0)
        else:
            lost = self.beta * self.paid_share * mean
        return np.where(self.sinks, self.weights + lost, 0.0)

    def along(self, at: ClearingSensitivity, external_assets: ArrayLike, debts: ArrayLike) -> Money:
        n = self.system.size
        step = _direction("external_assets", external_assets, (n,))
        change = _direction("debts", debts, (n, n))
        faults = []
        if np.any(np.diagonal(change) != 0.0):
            faults.append(Fault("along", 0, "debts", "a debt to oneself", "a zero diagonal"))
        if np.any(at.at_kink & ~self.open_):
            faults.append(Fault("along", 0, "payments", "a jump", "a point without one"))
        if faults:
            raise InvalidInput(faults)
        falls = self.falls & ~self.open_
        while True:
            dp = self._step(falls, step, change)
            has = step + self._arrives(falls, dp, change)
            slack = 1e-12 * (np.abs(dp) + np.abs(has))
            now = falls | (self.open_ & (has < dp - slack))
            if np.array_equal(now, falls):
                return dp
            falls = now

    def _arrives(self, falls: Bools, dp: Money, change: Floats) -> Money:
        """Change of what each receives, when payments change by ``dp`` and debts as well."""
        part = np.where(falls, self.paid_share, 1.0)
        shifted = change - change.sum(axis=1)[:, None] * self.shares.toarray()
        live = np.where(falls & ~self.passes, 0.0, dp)
        return np.asarray(part @ shifted + self.shares.T @ live)

    def _step(self, falls: Bools, step: Money, change: Floats) -> Money:
        dp = np.where(falls, 0.0, change.sum(axis=1))
        fixed = self.alpha * step + self.beta * self._arrives(falls, dp, change)
        dp[falls] = solver_of(self.inner(falls).T, self.system.names)(fixed[falls])
        return np.asarray(dp)


def _direction(field: str, values: ArrayLike, shape: tuple[int, ...]) -> Floats:
    array = numbers_in("along", field, values)
    if array.ndim == 0:
        array = np.full(shape, float(array))
        if len(shape) == 2:
            np.fill_diagonal(array, 0.0)
    faults = faults_in("along", field, array, (), shape=shape, low=-np.inf)
    if faults:
        raise InvalidInput(faults)
    return array
