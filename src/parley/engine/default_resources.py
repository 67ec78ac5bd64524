"""What a central counterparty has to meet its members' defaults with, and in which order."""

from dataclasses import dataclass

import numpy as np

from parley.engine.amounts import Money, faults_in, faults_in_number, locked_in
from parley.errors import InvalidInput


@dataclass(frozen=True, eq=False)
class DefaultResources:
    """What stands between a member's default and the end of the counterparty, in this order.

    1 the defaulter's own initial margin, 2 its own part of the default fund, 3 the counterparty's
    own money, 4 the survivors' parts of the fund, 5 more of the counterparty's own money, 6 what
    survivors can be assessed for, 7 a haircut on the gains of survivors. What is left then is the
    shortfall with which the counterparty fails.

    Args:
        initial_margin: ``M``, used for its owner's default only. Shape (n,), money, 0 or more.
        default_fund: ``F``, what each has paid in. Shape (n,), money, 0 or more.
        skin_in_the_game: The counterparty's own money before the survivors' fund. Money.
        second_skin_in_the_game: Its own money after the survivors' fund. Money.
        assessments: What a survivor can be called for again, as a multiple of its part of the
            fund, 0 or more.
        gains_haircut: The largest share of a survivor's gains in variation margin that can be
            kept back, 0 to 1; 0 is a counterparty without this power.

    Raises:
        InvalidInput: with every fault.

    Source:
        CPMI-IOSCO (2012), Principles for financial market infrastructures, principles 4 and 13;
        ISDA (2013), CCP loss allocation at the end of the waterfall; Cont (2015), The end of the
        waterfall, Journal of Risk Management in Financial Institutions 8(4).
    """

    initial_margin: Money
    default_fund: Money
    skin_in_the_game: float = 0.0
    second_skin_in_the_game: float = 0.0
    assessments: float = 0.0
    gains_haircut: float = 1.0

    def __post_init__(self) -> None:
        put = object.__setattr__
        put(self, "initial_margin", locked_in("resources", "initial_margin", self.initial_margin))
        put(self, "default_fund", locked_in("resources", "default_fund", self.default_fund))
        n = self.initial_margin.size
        faults = faults_in("resources", "initial_margin", self.initial_margin, (), shape=(n,))
        faults += faults_in("resources", "default_fund", self.default_fund, (), shape=(n,))
        for name, most in (
            ("skin_in_the_game", np.inf),
            ("second_skin_in_the_game", np.inf),
            ("assessments", np.inf),
            ("gains_haircut", 1.0),
        ):
            faults += faults_in_number("resources", name, getattr(self, name), high=most)
        if faults:
            raise InvalidInput(faults)
