"""The question turned round: the smallest shock that reaches a given loss."""

from collections.abc import Callable

import numpy as np
from numpy.typing import ArrayLike

from parley.engine.amounts import Money, faults_in, faults_in_number, numbers_in
from parley.engine.balance import equity as equity_of
from parley.engine.bracket import Ending, SmallestShock, bisect
from parley.engine.cheapest_shock import CheapestShock, cheapest_shock
from parley.engine.contagion.clearing import clear
from parley.engine.contagion.distress import distress
from parley.engine.state import Rules, shocked, start
from parley.engine.status import require_converged
from parley.engine.step import settle
from parley.engine.system import FinancialSystem
from parley.errors import Fault, InvalidInput

__all__ = [
    "CheapestShock",
    "Ending",
    "SmallestShock",
    "cheapest_shock",
    "smallest_shock",
]

#: What losses of shape (n,) cost in all, or how many they bring down; must not fall as they grow.
Model = Callable[[Money], float]

#: The named models, and what they count.
MODELS = ("clearing", "distress", "settle")

#: The largest multiple that is tried if a model of one's own does not say.
_LARGEST = 2.0**40


def smallest_shock(
    model: Model | str,
    direction: ArrayLike,
    target: float,
    *,
    system: FinancialSystem | None = None,
    count_defaults: bool = False,
    rules: Rules | None = None,
    largest: float | None = None,
    tolerance: float = 1e-12,
) -> SmallestShock:
    """Find the smallest multiple of a direction of losses that reaches a target.

    Losses are ``t · direction``. What they cost never falls as t grows, so that halving a bracket
    keeps a multiple that misses the target and one that reaches it, whatever lies between, kinks
    and jumps as well.

    Args:
        model: What losses cost. Your own function of losses of shape (n,), or one of
            ``clearing``: the shortfall of payments, ``Σ (p̄ - p)``;
            ``distress``: equity lost by linear DebtRank, ``Σ E h``;
            ``settle``: equity lost with all channels of a settle, prices and sales included, from
            the equity of everybody before, the loss of nobody counted beyond its equity.
        direction: Losses of external assets for a multiple of 1. Shape (n,), money, 0 or more.
            Nobody loses more external assets than it has in ``clearing`` and ``settle``.
        target: Money, or a count of institutions, 0 or more.
        system: For a named model.
        count_defaults: The target is how many pay less than they owe (``clearing``), have lost all
            equity (``distress``), are in default (``settle``).
        rules: What is left in a default, for ``clearing`` and ``settle``; and by what else distress
            travels in ``settle``.
        largest: The largest multiple allowed. None: for a named model the one after which nothing
            more can be lost, for your own 2⁴⁰.
        tolerance: The search ends when the bracket is no wider than this share of ``high``; 0 to
            1/2. At 0 it ends at neighbouring numbers.

    Returns:
        The bracket and how the search ended; that a target cannot be reached is a result too.

    Raises:
        InvalidInput: if an argument is not as above.
        NotConverged: if a search within the model was given up.

    Example:
        A owes B 10 and has 12. With twice a loss of 1 all is paid, with 5 times that 3 are short.

        >>> pair = FinancialSystem(("A", "B"), np.array([12.0, 0.0]),
        ...                        np.array([[0.0, 10], [0, 0]]), np.zeros(2))
        >>> found = smallest_shock("clearing", [1.0, 0.0], 3.0, system=pair)
        >>> round(found.multiple, 9), found.is_jump
        (5.0, False)
        >>> smallest_shock("clearing", [1.0, 0.0], 11.0, system=pair).ending
        <Ending.UNREACHABLE: 'unreachable'>
    """
    shape = np.shape(direction) if system is None else (system.size,)
    way = numbers_in("reverse", "direction", direction)
    names = () if system is None else system.names
    faults = faults_in("reverse", "direction", way, names, shape=shape)
    faults += faults_in_number("reverse", "target", target)
    faults += faults_in_number("reverse", "tolerance", tolerance, high=0.5)
    if largest is not None:
        tiny = float(np.finfo(np.float64).tiny)
        faults += faults_in_number("reverse", "largest", largest, low=tiny)
    if not isinstance(model, str) and not callable(model):
        faults.append(Fault("reverse", 0, "model", repr(model)[:80], "a function or a name"))
    if isinstance(model, str) and (model not in MODELS or system is None):
        given = model if system is not None else f"{model} without a system"
        faults.append(Fault("reverse", 0, "model", given, f"a system and one of {MODELS}"))
    if faults:
        raise InvalidInput(faults)
    if not isinstance(model, str):
        return bisect(lambda t: model(t * way), target, largest or _LARGEST, tolerance)
    if system is None:
        raise InvalidInput([Fault("reverse", 0, "system", "none", "a system for a named model")])
    cost = _named(model, system, count_defaults, rules or Rules())
    # distress measures losses by equity, the others take away what is there
    most = system.equity() if model == "distress" else system.external_assets
    end = largest or _last_multiple(way, most)
    return bisect(lambda t: cost(t * way), target, end, tolerance)


def _last_multiple(way: Money, most: Money) -> float:
    """The multiple after which nobody can lose more. With no direction, 1."""
    hit = (way > 0.0) & (most > 0.0)
    with np.errstate(over="ignore"):
        needed = float((most[hit] / way[hit]).max(initial=0.0)) * (1.0 + 1e-9)
    return min(needed, float(np.finfo(np.float64).max) / 4) or 1.0


def _named(model: str, system: FinancialSystem, count: bool, rules: Rules) -> Model:
    equity = np.maximum(system.equity(), 0.0)

    def by_clearing(losses: Money) -> float:
        left = np.maximum(system.external_assets - losses, 0.0)
        kept = rules.clearing
        found = clear(system, left, kept.recovery_external, kept.recovery_interbank)
        found.require_converged()
        short = system.total_liabilities - found.payments[0]
        return float(found.defaulted.sum() if count else short.sum())

    def by_distress(losses: Money) -> float:
        h = distress(system, losses).require_converged().distress[0]
        return float(np.count_nonzero(h >= 1.0) if count else equity @ h)

    def by_settle(losses: Money) -> float:
        top = start(system, 1, rules)
        found, _ = settle(system, shocked(system, top, np.minimum(losses, system.external_assets)))
        require_converged(found.status)
        lost = np.clip(equity - equity_of(system, found)[0], 0.0, equity)
        return float(found.defaulted.sum() if count else lost.sum())

    return {"clearing": by_clearing, "distress": by_distress, "settle": by_settle}[model]
