"""Systems that meet the same totals and differ only in who owes whom and who pays whom."""

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np

from parley.engine.amounts import Floats, locked
from parley.engine.system import FinancialSystem
from parley.errors import Fault, InvalidInput

#: What every member of an ensemble has in common.
COMMON = (
    "external_assets",
    "external_liabilities",
    "interbank_assets",
    "interbank_liabilities",
    "holdings",
    "price_impact",
    "reserves",
)


@dataclass(frozen=True, eq=False)
class Ensemble:
    """Plausible systems behind one set of totals, so that a draw can take any of them.

    Args:
        systems: k of them, at least one; all with the same names and totals.
        flows: ``F`` of each, payments per day. Shape (k, n, n), money. Worked out.

    Raises:
        InvalidInput: naming the first system and field in which the totals differ.
    """

    systems: tuple[FinancialSystem, ...]
    flows: Floats = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "systems", tuple(self.systems))
        faults = _faults_in(self.systems)
        if faults:
            raise InvalidInput(faults)
        flows = np.stack([system.payments_per_day for system in self.systems])
        object.__setattr__(self, "flows", locked(flows))


def _faults_in(systems: Sequence[FinancialSystem]) -> list[Fault]:
    if not systems:
        return [Fault("ensemble", 0, "systems", "none", "at least one system")]
    first = systems[0]
    for number, system in enumerate(systems):
        label = f"system {number}"
        if system.names != first.names or system.external_ranking != first.external_ranking:
            return [Fault("ensemble", 0, label, "other names or ranking", "those of system 0")]
        for name in COMMON:
            mine, expected = getattr(system, name), getattr(first, name)
            scale = max(1.0, float(np.abs(expected).max(initial=0.0)))
            if np.abs(mine - expected).max(initial=0.0) > 1e-8 * scale:
                return [Fault("ensemble", 0, f"{label}, {name}", "other amounts", "as in system 0")]
    return []
