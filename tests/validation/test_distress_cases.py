"""Cases of distress and ex-ante valuation with the numbers that papers and programs expect."""

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from numpy.testing import assert_allclose

from parley.engine.contagion.distress import Hits, debtrank, distress
from parley.engine.contagion.valuation import (
    BlackCox,
    EisenbergNoe,
    LinearDebtRank,
    Merton,
    value_claims,
)
from parley.engine.impact_paths import impact_susceptibility
from parley.engine.system import FinancialSystem

pytestmark = pytest.mark.shared


def literature(shared: Path, name: str) -> dict[str, Any]:
    cases = json.loads((shared / "validation" / "literature_cases.json").read_text())["cases"]
    found: dict[str, Any] = next(each for each in cases if each["id"] == name)
    return found


def networks(shared: Path) -> list[dict[str, Any]]:
    text = (shared / "validation" / "random12_expected.json").read_text()
    found: list[dict[str, Any]] = json.loads(text)
    return found


def system_of_case(case: dict[str, Any]) -> FinancialSystem:
    """``A[i][j]`` of a case is what i has lent to j."""
    return FinancialSystem(
        names=tuple(str(i) for i in range(case["n"])),
        external_assets=np.array(case["external_assets_before"]),
        nominal_liabilities=np.array(case["A"], dtype=float).T,
        external_liabilities=np.array(case["external_liabilities"]),
    )


def test_a_cycle_hit_once_and_many_times(shared: Path) -> None:
    case = literature(shared, "dr_cycle_single_vs_multi_hit")
    for hits, name in ((Hits.MANY, "linear"), (Hits.ONE, "single_hit")):
        found = debtrank(case["inputs"]["Lam"], case["inputs"]["h1"], hits=hits)
        assert_allclose(found.distress[0], case["expected"][name], atol=1e-12)


def test_three_banks_each_failing_in_turn(shared: Path) -> None:
    case = literature(shared, "dr_nrm_small")
    buffer, weights = (
        np.array(case["inputs"][name], dtype=float) for name in ("buffer", "weights")
    )
    leverage = np.array(case["inputs"]["A"]) / buffer[:, np.newaxis]
    found = debtrank(leverage, np.eye(3))
    for d, name in enumerate("abc"):
        assert_allclose(found.distress[d], case["expected"]["h_after_default_of"][name])
        row = case["expected"]["summary"][d]
        assert_allclose(found.debtrank(weights)[d], row["additional_stress"])
        share = weights / weights.sum()
        assert_allclose(found.initial[d] @ share, row["original_stress"])


def test_twelve_networks_by_linear_debtrank_and_by_a_single_hit(shared: Path) -> None:
    for case in networks(shared):
        system = system_of_case(case)
        for hits, name in (
            (Hits.MANY, "linear_debtrank_lgd1"), (Hits.ONE, "debtrank_single_hit_2012"),
        ):  # fmt: skip
            leverage = np.array(case["A"]) / np.array(case["equity_before"])[:, np.newaxis]
            bare = debtrank(leverage, case["shock_h1"], hits=hits)
            expected = case["expected"][name]["h"]
            assert_allclose(bare.distress[0], expected, atol=1e-8, err_msg=f"{case['id']} {name}")
            found = distress(system, case["loss"], hits=hits)
            assert_allclose(found.distress[0], expected, atol=1e-8, err_msg=f"{case['id']} {name}")


@pytest.mark.parametrize("name", ["neva_exante_blackcox_gbm", "neva_exante_merton_gbm"])
def test_twelve_networks_valued_before_maturity(shared: Path, name: str) -> None:
    for case in networks(shared):
        system, sigma = system_of_case(case), np.array(case["sigma"])
        after = system.external_assets - np.array(case["loss"])
        share = case["recovery"]
        valuation = BlackCox(sigma, share) if "blackcox" in name else Merton(sigma, share)
        found = value_claims(system, after, valuation).require_converged()
        assert_allclose(
            found.equity[0], case["expected"][name]["equity"], rtol=1e-8, atol=1e-8,
            err_msg=case["id"],
        )  # fmt: skip


def test_valuations_of_what_happened_agree_with_their_own_channels(shared: Path) -> None:
    for case in networks(shared):
        system = system_of_case(case)
        after = system.external_assets - np.array(case["loss"])
        cleared = value_claims(system, after, EisenbergNoe()).require_converged()
        assert_allclose(
            cleared.equity[0], case["expected"]["eisenberg_noe_pari_passu"]["equity"], atol=1e-7
        )
        linear = value_claims(system, after, LinearDebtRank(system.equity())).require_converged()
        lost = np.clip(1.0 - linear.equity[0] / system.equity(), 0.0, 1.0)
        assert_allclose(lost, case["expected"]["linear_debtrank_lgd1"]["h"], atol=1e-8)


def test_twelve_networks_and_the_paths_of_failure_in_them(shared: Path) -> None:
    for case in networks(shared):
        found = impact_susceptibility(case["A"], case["equity_before"])
        expected = case["expected"]["nrm_impact_susceptibility"]
        assert_allclose(found, expected, rtol=1e-9, atol=1e-12, err_msg=case["id"])
