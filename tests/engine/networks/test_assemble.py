"""From totals and one matrix of debts to a system whose books balance."""

import numpy as np
import pytest

from parley.engine.networks.assemble import assemble
from parley.engine.totals import AssetClass
from parley.errors import InvalidInput
from tests.engine.networks.examples import totals_of


def test_what_is_not_in_the_network_is_held_and_owed_outside() -> None:
    """A has 100: 5 lent to B, 20 bonds, so 75 outside. It owes B 10, has equity 8, so owes 82."""
    totals = totals_of(
        [12, 5],
        [5, 10],
        total_assets=np.array([100.0, 60]),
        equity=np.array([8.0, 6]),
        reserves=np.array([7.0, 0]),
        holdings=np.array([[20.0], [0]]),
        asset_classes=(AssetClass("bonds", "Bonds", "债券", 2e-4, 1e-4, 3e-4, "made up"),),
        closed=False,
    )
    payments = np.array([[0.0, 3], [3, 0]])
    system = assemble(totals, np.array([[0.0, 10], [5, 0]]), payments)
    assert system.external_assets.tolist() == [75, 50]
    assert system.external_liabilities.tolist() == [82, 49]
    assert system.equity().tolist() == [8, 6]
    assert system.holdings.tolist() == [[20], [0]]
    assert system.price_impact.tolist() == [2e-4]
    assert system.asset_classes == ("bonds",)
    assert system.reserves.tolist() == [7, 0]
    assert system.payments_per_day.tolist() == payments.tolist()
    assert system.jurisdictions == totals.jurisdictions


def test_debts_beyond_the_balance_sheet_are_refused_for_each_institution() -> None:
    totals = totals_of([1, 1], [1, 1], total_assets=np.array([5.0, 5]))
    with pytest.raises(InvalidInput) as error:
        assemble(totals, np.array([[0.0, 9], [1, 0]]), np.zeros((2, 2)))
    assert [fault.field for fault in error.value.faults] == [
        "total_assets of B",
        "total_assets of A",
    ]
