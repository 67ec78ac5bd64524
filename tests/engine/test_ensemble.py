from dataclasses import replace

import numpy as np
import pytest

from parley.engine.ensemble import Ensemble
from parley.engine.system import FinancialSystem
from parley.errors import InvalidInput


def two_systems() -> tuple[FinancialSystem, FinancialSystem]:
    """A, B and C owe each other 6 in all, by two rings that run in opposite directions."""
    ring = np.array([[0.0, 2, 0], [0, 0, 2], [2, 0, 0]])
    first = FinancialSystem(("A", "B", "C"), np.full(3, 5.0), ring, np.full(3, 1.0))
    return first, replace(first, nominal_liabilities=ring.T)


def test_systems_that_differ_in_who_owes_whom_make_an_ensemble() -> None:
    assert Ensemble(two_systems()).flows.shape == (2, 3, 3)


def test_systems_with_other_totals_do_not() -> None:
    first, second = two_systems()
    richer = replace(second, external_assets=np.array([5.0, 5, 6]))
    indebted = replace(second, external_liabilities=np.array([1.0, 2, 1]))
    for field, other in (("external_assets", richer), ("external_liabilities", indebted)):
        with pytest.raises(InvalidInput, match=f"system 1, {field}: other amounts; expected as"):
            Ensemble((first, other))


def test_an_ensemble_of_nothing_is_refused() -> None:
    with pytest.raises(InvalidInput, match="expected at least one system"):
        Ensemble(())
