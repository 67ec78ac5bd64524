"""Clearing: nobody pays more than he owes or has, and who cannot pay all costs his creditors."""

from parley.engine.contagion.clearing.clear import Solution, clear, is_unique
from parley.engine.contagion.clearing.greatest import clear_from
from parley.engine.contagion.clearing.result import Clearing, ClearingRules

__all__ = ["Clearing", "ClearingRules", "Solution", "clear", "clear_from", "is_unique"]
