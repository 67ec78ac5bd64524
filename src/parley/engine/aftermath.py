"""A shock, a settle and an attribution in one call: where everybody stands afterwards."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from parley.engine.amounts import Bools, Floats, Ints, Money, numbers_in
from parley.engine.attribution import Attribution, attribute
from parley.engine.balance import equity
from parley.engine.links import Links
from parley.engine.state import Rules, State, shocked, start
from parley.engine.status import require_converged
from parley.engine.step import TOLERANCE, settle
from parley.engine.system import FinancialSystem
from parley.errors import Fault, InvalidInput


@dataclass(frozen=True, eq=False)
class Aftermath:
    """Where everybody stands once distress has travelled through all channels, draw by draw.

    Args:
        equity: May be negative. Shape (draws, n), money.
        losses: Of equity, the shock included. Shape (draws, n), money.
        attribution: By which channel, and because of whom; its parts add up to ``losses``.
        payments: What each pays on its debts. Shape (draws, n), money.
        prices: Of each asset class after all sales. Shape (draws, m), 0 to 1.
        sold: Share of its holdings that each sells. Shape (draws, n), 0 to 1.
        defaulted: Who pays less than it owes. Shape (draws, n).
        state: All the rest; ``settle`` can go on from there.
        status: How the search ended. Shape (draws,), values of ``Status``.
        gap: Largest remaining gap of any channel. Shape (draws,).
    """

    equity: Money
    losses: Money
    attribution: Attribution
    payments: Money
    prices: Floats
    sold: Floats
    defaulted: Bools
    state: State
    status: Ints
    gap: Floats

    def require_converged(self) -> "Aftermath":
        """Return this aftermath, or raise ``NotConverged`` if any draw was given up."""
        require_converged(self.status)
        return self


def stress(
    system: FinancialSystem,
    losses: ArrayLike | None = None,
    *,
    prices: ArrayLike | None = None,
    rules: Rules | None = None,
    links: Links | None = None,
    tolerance: float = TOLERANCE,
    max_rounds: int = 1_000,
) -> Aftermath:
    """Hit a system, let distress travel through every channel at once, and say where it came from.

    In short, ``settle(system, shocked(system, start(system, draws, rules, links=links), losses,
    prices))`` and ``attribute`` between the start and the end.

    Args:
        system: Who holds what and who owes whom.
        losses: Of external assets; negative is a gain. Shape (n,) or (draws, n), money. None is
            none.
        prices: What a unit of each class is worth after the shock itself, before any sale. Shape
            (m,) or (draws, m), 0 to 1. None is 1.
        rules: By which distress travels: recoveries, floors of leverage; None is ``Rules()``.
        links: Funding, stakes, insurance claims, a central counterparty; None is none of them.
        tolerance: Bounds the last round; ``gap`` says what remains.
        max_rounds: Rounds after which a draw is given up.

    Raises:
        InvalidInput: for shapes that do not fit, NaN, or prices outside 0 to 1.

    Source:
        Tarski (1955), Pacific Journal of Mathematics 5(2), for all channels together; each has its
        own at its function.

    Example:
        A owes B 10 and has 11. It loses 5 and pays the 6 it has left: B loses 4.

        >>> pair = FinancialSystem(["A", "B"], [11, 1], [[0, 10], [0, 0]], [0, 0])
        >>> after = stress(pair, [5, 0]).require_converged()
        >>> after.losses
        array([[5., 4.]])
    """
    draws = _draws(system, losses, prices)
    calm = start(system, draws, rules, links=links)
    hit = shocked(system, calm, losses, prices)
    found, _ = settle(system, hit, tolerance=tolerance, max_rounds=max_rounds)
    attribution = attribute(system, calm, found)
    return Aftermath(
        equity=equity(system, found),
        losses=attribution.equity_lost,
        attribution=attribution,
        payments=found.payments,
        prices=found.prices,
        sold=found.sold,
        defaulted=found.defaulted,
        state=found,
        status=found.status,
        gap=found.gap,
    )


def _draws(system: FinancialSystem, losses: object, prices: object) -> int:
    """How many draws are meant; one if nothing says."""
    n, m = system.holdings.shape
    counts, faults = [], []
    for name, given, columns in (("losses", losses, n), ("prices", prices, m)):
        if given is None:
            continue
        shape = numbers_in("shock", name, given).shape
        if shape != (columns,) and (len(shape) != 2 or shape[1] != columns or shape[0] == 0):
            wanted = f"shape ({columns},) or (draws, {columns})"
            faults.append(Fault("shock", 0, name, f"shape {shape}", wanted))
        elif len(shape) == 2:
            counts.append(shape[0])
    if faults:
        raise InvalidInput(faults)
    return int(np.max(counts, initial=1))
