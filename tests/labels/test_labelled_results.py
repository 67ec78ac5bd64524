"""Every result with named axes, against its bare arrays."""

import subprocess
import sys
from dataclasses import fields
from typing import Any

import numpy as np
import pytest

from parley import engine
from parley.engine import FinancialSystem, labelled, networks
from parley.engine.shocks import one_of
from parley.engine.sizes import Fixed
from parley.errors import InvalidInput

SYSTEM = FinancialSystem(
    names=("A", "B", "C"),
    external_assets=np.array([12.0, 5, 3]),
    nominal_liabilities=np.array([[0.0, 10, 0], [0, 0, 8], [0, 0, 0]]),
    external_liabilities=np.array([1.0, 2, 3]),
    asset_classes=("bonds", "shares"),
    holdings=np.array([[4.0, 0], [1, 2], [0, 3]]),
    price_impact=np.array([0.01, 0.02]),
)
LOSSES = np.array([[5.0, 0, 0], [9, 1, 0]])
TREATIES = engine.Treaties(
    ("A", "B", "C"), np.array([0]), np.array([[0.0, 1.0, 0.0]]), attachment=np.array([5.0])
)
REINSURED = engine.reinsure(TREATIES, LOSSES)
AFTER = engine.stress(SYSTEM, LOSSES)

RESULTS: dict[str, Any] = {
    "Clearing": engine.clear(SYSTEM, np.array([[6.0, 1, 0], [7, 1, 0]])),
    "Distress": engine.distress(SYSTEM, LOSSES),
    "Valued": engine.value_claims(SYSTEM, LOSSES, engine.EisenbergNoe()),
    "FireSale": engine.fire_sale(
        [[100.0, 0], [50, 50], [10, 0]], [10.0, 20, 10], [90.0, 80, 0], [0.001, 0.002],
        shock=[0.1, 0], attribute=True,
    ),
    "Withdrawals": engine.withdraw(SYSTEM.nominal_liabilities, [8.0, 0, 0], [3.0, 1, 9]),
    "Hoarding": engine.hoard(SYSTEM.nominal_liabilities, [5.0, 9, 11]),
    "Settlement": engine.settle_payments(
        np.zeros((1, 3, 3)), np.ones((1, 3)), np.zeros((1, 3)), np.ones((1, 3)), np.ones((1, 3))
    ),
    "PaymentDay": engine.settle_day([1, 0, 5], [0, 2], [1, 0], [3, 2], [0, 1]),
    "Reinsured": REINSURED,
    "ClaimsCleared": engine.clear_claims(REINSURED.claims_to_pay, [3.0, 3, 3]),
    "Waterfall": engine.run_waterfall(
        engine.DefaultResources(np.array([60.0, 80, 20]), np.array([10.0, 40, 10])),
        [-100.0, 90, 10],
        [True, False, False],
    ),
    "State": AFTER.state,
    "Attribution": AFTER.attribution,
    "Aftermath": AFTER,
    "Matrices": networks.fitness([4, 2, 2], [2, 3, 3], links=4, seed=1, count=2),
    "MinimumDensity": networks.minimum_density([4, 2, 2], [2, 3, 3]),
    "Study": engine.simulate(
        SYSTEM, engine.Scenario(size=Fixed(4.0), base="money", place=one_of(3)), draws=8, seed=1
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", RESULTS)
def test_every_array_of_a_result_has_named_axes_and_the_same_numbers(name: str) -> None:
    result = RESULTS[name]
    assert type(result).__name__ == name
    dataset = labelled(result, SYSTEM)
    for each in fields(result):
        value = getattr(result, each.name)
        if isinstance(value, np.ndarray):
            assert np.array_equal(dataset[each.name].to_numpy(), value), each.name
            for axis in dataset[each.name].dims:
                if axis in ("institution", "debtor", "creditor", "because_of"):
                    assert dataset[axis].to_numpy().tolist() == ["A", "B", "C"]


def test_whoever_works_with_labels_asks_by_name() -> None:
    cleared = labelled(RESULTS["Clearing"], SYSTEM)
    assert cleared.payments.sel(draw=1, institution="A") == 7.0
    assert cleared.status.attrs["flag_meanings"] == "converged round_limit"
    sale = labelled(AFTER, SYSTEM)
    assert sale.prices.dims == ("draw", "asset_class")
    assert float(sale.losses_by_channel.sel(channel="direct", draw=0, institution="A")) == 5.0
    assert sale.lost_by_credit.sel(because_of="A", institution="B") > 0.0


def test_names_alone_will_do() -> None:
    day = labelled(RESULTS["PaymentDay"], ["A", "B", "C"])
    assert day.balances.sel(step=1, institution="B").to_numpy().tolist() == [3.0]
    assert day.settled_in.dims == ("draw", "payment")


@pytest.mark.parametrize(
    ("result", "system"),
    [
        (RESULTS["Clearing"], ["A", "B"]),
        (RESULTS["Clearing"], "ABC"),
        (RESULTS["FireSale"], [1, 2, 3]),
        (np.zeros((2, 3)), SYSTEM),
        (None, SYSTEM),
    ],
)
def test_what_does_not_fit_is_refused(result: Any, system: Any) -> None:
    with pytest.raises(InvalidInput):
        labelled(result, system)


def test_without_xarray_the_extra_is_named() -> None:
    code = (
        "import sys; sys.modules['xarray'] = None\n"
        "from parley.engine import labelled\n"
        "from parley.errors import MissingExtra\n"
        "try: labelled(None, ['A'])\n"
        "except MissingExtra as told: print(told)\n"
    )
    found = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert "parley[labels]" in found.stdout
