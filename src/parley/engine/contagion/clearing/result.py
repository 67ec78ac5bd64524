"""What is left in a default, and what a clearing found: payments, defaults, how near it came."""

from dataclasses import dataclass

from parley.engine.amounts import Bools, Floats, Ints, Money, faults_in_number
from parley.engine.status import require_converged
from parley.errors import InvalidInput


@dataclass(frozen=True)
class ClearingRules:
    """What is left of a defaulting institution's assets.

    Args:
        recovery_external: α, share of its external assets that reaches creditors, 0 to 1.
        recovery_interbank: β, the same for what it is owed inside the network, 0 to 1.

    Raises:
        InvalidInput: if either is not a number from 0 to 1.

    Source:
        Rogers & Veraart (2013), Management Science 59(4), definition 2.1; 1 and 1 is
        Eisenberg & Noe (2001).
    """

    recovery_external: float = 1.0
    recovery_interbank: float = 1.0

    def __post_init__(self) -> None:
        faults = [
            fault
            for name in ("recovery_external", "recovery_interbank")
            for fault in faults_in_number("clearing", name, getattr(self, name), high=1.0)
        ]
        if faults:
            raise InvalidInput(faults)


@dataclass(frozen=True, eq=False)
class Clearing:
    """One clearing vector for each draw, and how the search for it ended.

    Args:
        payments: ``p``, to creditors inside and outside the network. Shape (draws, n), money.
        received: ``Πᵀ x(p)``: what comes in from the network. Shape (draws, n), money.
        defaulted: Who pays less than he owes. Shape (draws, n).
        rounds: Rounds of the search: solutions or sweeps. Shape (draws,), counts.
        status: How it ended. Shape (draws,), values of ``Status``.
        gap: Largest ``|p - Φ(p)|`` over institutions, in units of what each owes. Shape (draws,).
        error_bound: No payment is further than this from the exact one, given who defaults; with
            default costs nobody is so near to default that the error could decide it. Infinite
            where no bound was found. Shape (draws,), money.
    """

    payments: Money
    received: Money
    defaulted: Bools
    rounds: Ints
    status: Ints
    gap: Floats
    error_bound: Money

    def require_converged(self) -> "Clearing":
        """Return this clearing, or raise ``NotConverged`` if any draw was given up."""
        require_converged(self.status)
        return self
