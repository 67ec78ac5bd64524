"""Clearing: nobody pays more than he owes or has, and who cannot pay all costs his creditors."""

from parley.engine.contagion.clearing.bail_in import BailIn, Conversion, Dilution, bail_in
from parley.engine.contagion.clearing.clear import Solution, clear, is_unique
from parley.engine.contagion.clearing.greatest import clear_from
from parley.engine.contagion.clearing.result import Clearing, ClearingRules
from parley.engine.contagion.clearing.seniority import (
    RankedClearing,
    RankedDebts,
    clear_by_seniority,
)

__all__ = [
    "BailIn",
    "Clearing",
    "ClearingRules",
    "Conversion",
    "Dilution",
    "RankedClearing",
    "RankedDebts",
    "Solution",
    "bail_in",
    "clear",
    "clear_by_seniority",
    "clear_from",
    "is_unique",
]
