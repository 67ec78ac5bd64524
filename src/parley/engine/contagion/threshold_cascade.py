"""Default cascades over thresholds: lenders of who fails lose a fixed part, and fail in turn.

| symbol | name | shape | unit |
|---|---|---|---|
| L | nominal_liabilities | (n, n) | money: what i owes j |
| K | equity | (draws, n) | money |
| R | recovery | scalar | 1 |
"""

from dataclasses import dataclass
from enum import Enum

import numpy as np

from parley.engine.amounts import (
    Bools,
    Floats,
    Ints,
    Money,
    faults_in,
    numbers_in,
    require_numbers,
    spread,
)
from parley.engine.contagion.kernels.threshold_cascade import topple
from parley.engine.system import FinancialSystem
from parley.errors import Fault, InvalidInput


class FailsWhen(Enum):
    """What an institution does whose equity is just gone."""

    #: It fails when it has lost more than its equity; equity of 0 is enough to go on.
    EQUITY_BELOW_ZERO = "equity below zero"
    #: It fails when it has lost all its equity: it has to have some to go on.
    EQUITY_AT_ZERO = "equity at zero"


@dataclass(frozen=True, eq=False)
class Cascade:
    """Who failed, in which round, and who lost what to the failures, draw by draw.

    Args:
        defaulted: Who failed. Shape (draws, n).
        fails_in: The round; 0 is by its own losses or from the start, -1 never. Shape (draws, n).
        losses: On loans to those who failed; may be more than there is. Shape (draws, n), money.
        equity: What is left after all losses; may be negative. Shape (draws, n), money.
    """

    defaulted: Bools
    fails_in: Ints
    losses: Money
    equity: Money

    @property
    def share_defaulted(self) -> Floats:
        """Share of institutions that failed, the extent of contagion. Shape (draws,), 0 to 1."""
        return np.asarray(self.defaulted.mean(axis=1))


def cascade_defaults(
    system: FinancialSystem,
    losses: object = 0.0,
    *,
    recovery: float = 0.0,
    defaulted: object = False,
    fails_when: FailsWhen = FailsWhen.EQUITY_BELOW_ZERO,
) -> Cascade:
    """Let failures spread along loans, of which a fixed part is recovered.

    i fails, and with it the share ``1 - R`` of all that it owes the others, as soon as::

        K_i - losses_i - (1 - R) Σ_j failed_j L_ji < 0        or <= 0, by ``fails_when``

    Failures are never undone, so the order does not matter, and the smallest set is found in at
    most n rounds. That nothing is recovered in the time it takes to spread is the usual
    assumption; what can be paid in the end is the business of ``clear``.

    Args:
        system: Supplies ``L`` and equity at the start, holdings at a price of 1.
        losses: Lost before anything spreads. One number, shape (n,) or (draws, n), money.
        recovery: ``R``, the part of a loan to who failed that is not lost, 0 to 1.
        defaulted: Who fails from the start, whatever its equity. Shape (n,) or (draws, n).
        fails_when: What happens when equity is exactly 0.

    Raises:
        InvalidInput: if an argument is not as above.

    Source:
        Gai & Kapadia (2010), Contagion in financial networks, Proceedings of the Royal Society A
        466, equations 1 to 4, with R = 0 and ``EQUITY_AT_ZERO``: there an institution is solvent
        as long as its equity is above 0. Furfine (2003), Journal of Money, Credit and Banking
        35(1), with a recovery rate.

    Example:
        A owes B 5, B owes C 5. A fails; B has equity of 4 and fails; C has 6 and does not.

        >>> chain = FinancialSystem(
        ...     names=("A", "B", "C"),
        ...     external_assets=np.array([5.0, 4.0, 1.0]),
        ...     nominal_liabilities=np.array([[0.0, 5, 0], [0, 0, 5], [0, 0, 0]]),
        ...     external_liabilities=np.zeros(3),
        ... )
        >>> cascade_defaults(chain, defaulted=[True, False, False]).fails_in
        array([[ 0,  1, -1]])
    """
    require_numbers("cascade", recovery=recovery)
    n = len(system.names)
    lost = numbers_in("cascade", "losses", losses)
    first = numbers_in("cascade", "defaulted", defaulted)
    counts = {each.shape[0] for each in (lost, first) if each.ndim == 2}
    draws = max(counts, default=1)
    faults = []
    for name, values, high in (("losses", lost, np.inf), ("defaulted", first, 1.0)):
        shape = () if values.ndim == 0 else ((draws, n) if values.ndim == 2 else (n,))
        faults += faults_in("cascade", name, values, system.names, shape=shape, high=high)
    if not 0.0 <= recovery <= 1.0:
        faults.append(Fault("cascade", 0, "recovery", str(recovery), "a number from 0 to 1"))
    if faults:
        raise InvalidInput(faults)
    owes = system.nominal_liabilities
    before = system.equity() - spread(lost, (draws, n))
    fallen, spread_by = spread(first, (draws, n)) > 0.0, np.zeros((draws, n))
    since = np.zeros((draws, n), dtype=np.int64)
    at_zero = fails_when is FailsWhen.EQUITY_AT_ZERO
    topple(
        owes.indptr, owes.indices, owes.data, 1.0 - recovery, before, at_zero, fallen, spread_by,
        since,
    )  # fmt: skip
    return Cascade(fallen, since, spread_by, before - spread_by)
