"""How distress travels in a study: by unpaid debts, before default, or by all channels at once."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from parley.engine.aftermath import stress
from parley.engine.amounts import Bools, Money, faults_in_number
from parley.engine.contagion.clearing import ClearingRules, clear
from parley.engine.contagion.distress import Hits, distress
from parley.engine.links import Links
from parley.engine.shocks import Shocks
from parley.engine.state import Rules
from parley.engine.status import Status
from parley.engine.system import FinancialSystem
from parley.errors import InvalidInput


@dataclass(frozen=True, eq=False)
class Hurt:
    """What a model makes of some shocks, one row a draw.

    Args:
        losses: Of each institution, what hit it first and what came after. Shape (draws, n),
            money, 0 or more.
        defaulted: Shape (draws, n).
        converged: Whether the search of each draw ended. Shape (draws,).
    """

    losses: Money
    defaulted: Bools
    converged: Bools


#: How distress travels: pure, draw by draw. To be played on a cluster it has to be a function of a
#: module, or an instance of a class of a module.
Model = Callable[[FinancialSystem, Shocks], Hurt]


@dataclass(frozen=True)
class ByClearing:
    """Losses by shocks, lower prices and debts not paid in full; see ``contagion.clearing``.

    Args:
        recovery_external, recovery_interbank: What is left in a default, 0 to 1.

    Raises:
        InvalidInput: for a share out of range.
    """

    recovery_external: float = 1.0
    recovery_interbank: float = 1.0

    def __post_init__(self) -> None:
        ClearingRules(self.recovery_external, self.recovery_interbank)

    def __call__(self, system: FinancialSystem, shocks: Shocks) -> Hurt:
        """Clear after the shocks."""
        first = first_losses(system, shocks)
        left = system.external_assets + system.holdings.sum(axis=1) - first
        found = clear(
            system, np.maximum(left, 0.0), self.recovery_external, self.recovery_interbank
        )
        unpaid = system.interbank_assets - found.received
        return Hurt(first + unpaid, found.defaulted, found.status == Status.CONVERGED)


@dataclass(frozen=True)
class ByDistress:
    """Losses of equity through claims that lose value before default; see ``contagion.distress``.

    Nobody loses more than its equity; whoever has lost all of it counts as in default.

    Args:
        hits: Whether distress is passed on once or as often as it grows.
        loss_given_default: Share of a claim that is lost when its debtor has lost all, 0 to 1.

    Raises:
        InvalidInput: for a share out of range.
    """

    hits: Hits = Hits.MANY
    loss_given_default: float = 1.0

    def __post_init__(self) -> None:
        share = self.loss_given_default
        faults = faults_in_number("distress", "loss_given_default", share, high=1.0)
        if faults:
            raise InvalidInput(faults)

    def __call__(self, system: FinancialSystem, shocks: Shocks) -> Hurt:
        """Let distress travel after the shocks."""
        found = distress(
            system,
            first_losses(system, shocks),
            hits=self.hits,
            loss_given_default=self.loss_given_default,
        )
        losses = found.distress * np.maximum(system.equity(), 0.0)
        return Hurt(losses, found.distress >= 1.0, found.status == Status.CONVERGED)


@dataclass(frozen=True)
class BySettle:
    """Losses of equity by all channels at once; see ``aftermath.stress``.

    Args:
        rules: By which distress travels; None is ``Rules()``.
        links: Funding, stakes, insurance claims, a central counterparty; None is none of them.
    """

    rules: Rules | None = None
    links: Links | None = None

    def __call__(self, system: FinancialSystem, shocks: Shocks) -> Hurt:
        """Settle after the shocks."""
        found = stress(
            system, shocks.losses, prices=shocks.prices, rules=self.rules, links=self.links
        )
        return Hurt(found.losses, found.defaulted, found.status == Status.CONVERGED)


def first_losses(system: FinancialSystem, shocks: Shocks) -> Money:
    """What shocks cost before anything travels: assets lost, and holdings at lower prices.

    Args:
        system: Who holds what.
        shocks: Of its institutions and asset classes.

    Returns:
        Shape (draws, n), money.
    """
    return np.asarray(shocks.losses + (1.0 - shocks.prices) @ system.holdings.T)
