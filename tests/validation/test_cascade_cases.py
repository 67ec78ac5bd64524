"""Cascades of defaults that two other programs agree on."""

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from parley.engine.contagion.threshold_cascade import cascade_defaults
from parley.engine.system import FinancialSystem

pytestmark = pytest.mark.shared


def cases_of(shared: Path, name: str) -> Any:
    return json.loads((shared / "validation" / name).read_text(encoding="utf-8"))


def network(debts: Any, assets: Any, outside: Any) -> FinancialSystem:
    return FinancialSystem(
        names=tuple(f"bank {i}" for i in range(len(assets))),
        external_assets=np.array(assets, dtype=float),
        nominal_liabilities=np.array(debts, dtype=float),
        external_liabilities=np.array(outside, dtype=float),
    )


def test_the_documented_cascade_takes_all_three(shared: Path) -> None:
    cases = cases_of(shared, "literature_cases.json")["cases"]
    case = next(each for each in cases if each["id"] == "cascade_systemicrisk_doc")
    given = case["inputs"]
    found = cascade_defaults(network(given["L"], given["e"], given["external_liabilities"]))
    assert np.flatnonzero(found.defaulted[0]).tolist() == case["expected"]["default"]


@pytest.mark.parametrize("number", range(12))
def test_twelve_random_networks_fail_as_in_two_other_programs(shared: Path, number: int) -> None:
    case = cases_of(shared, "random12_expected.json")[number]
    expected = case["expected"]["furfine_cascade"]
    system = network(
        np.array(case["A"]).T, case["external_assets_before"], case["external_liabilities"]
    )
    for recovery, name in ((expected["recovery"], "default"), (0.0, "default_lgd1")):
        found = cascade_defaults(system, case["loss"], recovery=recovery)
        assert found.defaulted[0].tolist() == expected[name]
