"""Cases with expected numbers from papers and other programs, for the channels that are built."""

import json
import math
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from numpy.testing import assert_allclose

from parley.engine.contagion.leverage_rounds import sell_in_rounds
from parley.engine.contagion.payments import settle_one_by_one
from parley.engine.contagion.target_leverage import target_leverage_once
from parley.engine.impact import log_impact
from parley.engine.state import Rules, start
from parley.engine.status import Status
from parley.engine.step import settle
from parley.engine.system import Ranking
from tests.engine.systems import system_of

pytestmark = pytest.mark.shared


def cases_of(shared: Path, name: str) -> Any:
    return json.loads((shared / "validation" / name).read_text(encoding="utf-8"))


def literature_case(shared: Path, name: str) -> Any:
    cases = cases_of(shared, "literature_cases.json")["cases"]
    return next(case for case in cases if case["id"] == name)


@pytest.mark.parametrize("outage", [False, True])
@pytest.mark.parametrize("number", range(3))
def test_a_day_of_single_payments_settles_first_in_first_out(
    shared: Path, number: int, outage: bool
) -> None:
    case = cases_of(shared, "payment_cases.json")["cases"][number]
    payments = case["inputs"]["payments"]
    expected = case["expected_cyber_outage" if outage else "expected_rtgs_strict_fifo"]
    blocked = [expected["bank_that_receives_but_cannot_send"]] if outage else []
    times = [each["time"] for each in payments]
    assert times == sorted(times)
    day = settle_one_by_one(
        case["inputs"]["balances"],
        [each["sender"] for each in payments],
        [each["receiver"] for each in payments],
        [each["amount"] for each in payments],
        impaired=blocked,
    )
    settled = [times[k] if k >= 0 else None for k in day.settled_by.tolist()]
    assert settled == expected["settle_time"]
    assert_allclose(day.balances, expected["final_balance"], rtol=0, atol=1e-9)
    if outage:
        value = sum(p["amount"] for p, k in zip(payments, day.settled_by, strict=True) if k >= 0)
        share = value / sum(each["amount"] for each in payments)
        assert math.isclose(share, expected["value_settled_share"], abs_tol=1e-12)


@pytest.mark.parametrize("number", range(6))
def test_fire_sales_in_rounds_end_as_in_the_published_programme(shared: Path, number: int) -> None:
    case = cases_of(shared, "firesale_ox_cases.json")["cases"][number]
    given, expected = case["inputs"], case["expected"]
    found = sell_in_rounds(
        given["Q"],
        given["cash"],
        given["other"],
        given["loan"],
        given["other_liab"],
        impact=log_impact(np.array(given["impact"]), 0.05),
        shock=np.array(given["shock"]),
        rounds=6,
    )
    assert found.new_defaults.tolist() == expected["defaults_per_round"]
    assert_allclose(found.fraction_sold, expected["cumulative_fraction_sold"], rtol=0, atol=1e-9)
    assert_allclose(found.prices, expected["final_price"], rtol=0, atol=1e-9)
    banks = expected["banks"]
    for field, values in (
        ("equity", found.equity),
        ("assets", found.total_assets),
        ("cash", found.cash),
    ):
        assert_allclose(values, [bank[field] for bank in banks], rtol=0, atol=1e-9)
    assert (~found.defaulted).tolist() == [bank["alive"] for bank in banks]


def test_one_targeted_round_is_that_of_greenwood_landier_and_thesmar(shared: Path) -> None:
    case = literature_case(shared, "glt_two_banks_two_assets")
    given, expected = case["inputs"], case["expected"]
    found = target_leverage_once(
        np.array(given["weights"]) * np.array(given["assets"])[:, np.newaxis],
        given["debt_to_equity"],
        given["price_impact"],
        given["shock"],
    )
    assert_allclose(found.first_returns, expected["R1"], atol=1e-12)
    assert_allclose(found.purchases, expected["net_purchases"], atol=1e-10)
    assert_allclose(found.price_changes, expected["F2"], atol=1e-12)
    assert_allclose(found.second_returns, expected["R2"], atol=1e-12)
    vulnerability = expected["aggregate_vulnerability"]
    assert math.isclose(found.aggregate_vulnerability, vulnerability, abs_tol=1e-12)


def test_clearing_and_sales_together_are_those_of_cifuentes_ferrucci_and_shin(
    shared: Path,
) -> None:
    """Liquid assets net of senior debts outside are negative there: here these are senior debts
    outside and no liquid assets. Cash does not count in their ratio."""
    case = literature_case(shared, "cfs_three_banks")
    given, expected = case["inputs"], case["expected"]
    system = system_of(
        given["L"],
        [0, 0, 0],
        [-liquid for liquid in given["c"]],
        Ranking.SENIOR,
        holdings=[[units] for units in given["a"]],
        price_impact=[given["al"]],
    )
    rules = Rules(leverage_floor=given["rs"], counts_external_assets=False)
    found, _ = settle(system, start(system, 1, rules))
    assert found.status[0] == Status.CONVERGED
    assert_allclose(found.prices[0], [expected["price"]], rtol=0, atol=1e-9)
    to_banks = found.payments[0] - system.external_liabilities
    assert_allclose(to_banks, expected["payments"], rtol=0, atol=1e-9)
    assert_allclose(found.sold[0] * given["a"], expected["sales"], rtol=0, atol=1e-9)
