"""Fire sales of papers and of another program, through the one public function."""

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from numpy.testing import assert_allclose

from parley.engine.contagion.fire_sales import fire_sale
from parley.engine.impact import PriceImpact
from parley.engine.selling import CapitalRatio, LeverageThresholds

pytestmark = pytest.mark.shared


def cases_of(shared: Path, name: str) -> Any:
    return json.loads((shared / "validation" / name).read_text(encoding="utf-8"))["cases"]


@pytest.mark.parametrize("number", range(6))
def test_sales_in_rounds_end_as_in_the_published_programme(shared: Path, number: int) -> None:
    case = cases_of(shared, "firesale_ox_cases.json")[number]
    given, expected = {k: np.array(v) for k, v in case["inputs"].items()}, case["expected"]
    held = given["Q"].sum(axis=1)
    found = fire_sale(
        given["Q"],
        held + given["cash"] + given["other"] - given["loan"] - given["other_liab"],
        given["loan"],
        PriceImpact.from_fall(given["impact"], 0.05),
        shock=given["shock"],
        cash=given["cash"],
        other_debt=given["other_liab"],
        selling=LeverageThresholds(0.03, 0.04, 0.05),
        rounds=6,
    )
    assert found.defaults_by_round[0].tolist() == expected["defaults_per_round"][1:]
    sold = found.sales_by_round[0].sum(axis=1) / held.sum()
    assert_allclose(sold, expected["cumulative_fraction_sold"], rtol=0, atol=1e-9)
    assert_allclose(found.prices[0], expected["final_price"], rtol=0, atol=1e-9)
    for field, values in (
        ("equity", found.equity),
        ("assets", found.total_assets),
        ("cash", found.cash),
    ):
        assert_allclose(values[0], [bank[field] for bank in expected["banks"]], rtol=0, atol=1e-9)
    assert (~found.defaulted[0]).tolist() == [bank["alive"] for bank in expected["banks"]]


def test_a_capital_ratio_is_that_of_cifuentes_ferrucci_and_shin(shared: Path) -> None:
    """Everybody pays in full there, so what comes in from the others is known. Liquid assets net
    of senior debts are negative: they are debts here."""
    case = next(
        each
        for each in cases_of(shared, "literature_cases.json")
        if each["id"] == "cfs_three_banks"
    )
    given, expected = case["inputs"], case["expected"]
    owes = np.array(given["L"], dtype=float)
    assert_allclose(expected["payments"], owes.sum(axis=1))
    units, net_liquid = np.array(given["a"]), np.array(given["c"])
    received, owed = owes.sum(axis=0), owes.sum(axis=1) - net_liquid
    found = fire_sale(
        units[:, np.newaxis],
        units + received - owed,
        owed,
        [given["al"]],
        selling=CapitalRatio(given["rs"]),
    ).require_converged()
    assert_allclose(found.prices[0], [expected["price"]], rtol=0, atol=1e-9)
    assert_allclose(found.fraction_sold[0] * units, expected["sales"], rtol=0, atol=1e-9)
