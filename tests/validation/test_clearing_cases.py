"""Clearing, seniority and bail-in: cases with expected numbers from papers and other programs."""

import json
from fractions import Fraction
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from numpy.testing import assert_allclose

from parley.engine.contagion.clearing import (
    bail_in,
    clear,
    clear_by_seniority,
    is_unique,
)
from parley.engine.system import FinancialSystem, Ranking
from tests.engine.systems import system_of

pytestmark = pytest.mark.shared

CLEARING = (
    "en_siebenbrunner_3",
    "en_finnetvalu_a1",
    "en_systemicrisk_doc",
    "rv_systemicrisk_doc",
    "en_two_bank_indeterminate",
    "en_ring_gridlock",
    "rv_siebenbrunner_rv_04_1",
    "rv_two_clearing_vectors",
)


def cases_of(shared: Path, name: str) -> Any:
    return json.loads((shared / "validation" / name).read_text(encoding="utf-8"))


def literature_case(shared: Path, name: str) -> Any:
    cases = cases_of(shared, "literature_cases.json")["cases"]
    return next(case for case in cases if case["id"] == name)


@pytest.mark.parametrize("name", CLEARING)
def test_a_published_clearing_vector_is_found(shared: Path, name: str) -> None:
    case = literature_case(shared, name)
    given, expected = case["inputs"], case["expected"]
    system = system_of(given["L"], given["e"], given.get("external_liabilities"))
    found = clear(
        system, system.external_assets, given.get("alpha", 1.0), given.get("beta", 1.0)
    ).require_converged()
    payments = expected.get("payment", expected.get("greatest"))
    assert_allclose(found.payments[0], payments, rtol=0, atol=case["tol"])
    if "payment_exact" in expected:
        exact = [float(Fraction(each)) for each in expected["payment_exact"]]
        assert_allclose(found.payments[0], exact, rtol=1e-12)
    broke = expected.get("default", expected.get("default_in_greatest"))
    if broke is not None:
        assert np.flatnonzero(found.defaulted[0]).tolist() == broke
    if "equity_after_signed" in expected:
        equity = system.external_assets + found.received[0] - system.total_liabilities
        assert_allclose(equity, expected["equity_after_signed"], atol=case["tol"])


def random_network(given: Any, ranking: Ranking) -> tuple[FinancialSystem, Any]:
    """The network after its shock; the file has lenders in rows, Parley debtors."""
    debts = np.array(given["A"]).T
    after = np.array(given["external_assets_before"]) - np.array(given["loss"])
    names = tuple(f"bank {i}" for i in range(len(after)))
    system = FinancialSystem(
        names=names,
        external_assets=np.maximum(after, 0.0),
        nominal_liabilities=debts,
        external_liabilities=np.array(given["external_liabilities"]),
        external_ranking=ranking,
    )
    return system, after


@pytest.mark.parametrize("number", range(12))
def test_twelve_random_networks_clear_as_in_four_other_programs(shared: Path, number: int) -> None:
    case = cases_of(shared, "random12_expected.json")[number]
    system, after = random_network(case, Ranking.EQUAL)
    assert np.all(after >= -1e-9)
    for name, alpha, beta in (
        ("eisenberg_noe_pari_passu", 1.0, 1.0),
        ("rogers_veraart_pari_passu", case["alpha"], case["beta"]),
    ):
        expected = case["expected"][name]
        found = clear(system, system.external_assets, alpha, beta).require_converged()
        assert_allclose(found.payments[0], expected["payment"], rtol=0, atol=1e-8)
        assert found.defaulted[0].tolist() == expected["default"]
        if "equity" in expected:
            equity = system.external_assets + found.received[0] - system.total_liabilities
            assert_allclose(equity, expected["equity"], rtol=0, atol=1e-8)


@pytest.mark.parametrize("number", range(12))
def test_twelve_random_networks_clear_with_senior_debts_outside(shared: Path, number: int) -> None:
    case = cases_of(shared, "random12_expected.json")[number]
    system, _ = random_network(case, Ranking.SENIOR)
    expected = case["expected"]["eisenberg_noe_external_senior"]
    found = clear(system, system.external_assets).require_converged()
    to_banks = np.maximum(found.payments[0] - system.external_liabilities, 0.0)
    assert_allclose(to_banks, expected["payment_to_banks"], rtol=0, atol=1e-8)
    assert found.defaulted[0].tolist() == expected["default"]


def test_inputs_and_expected_numbers_are_of_the_same_networks(shared: Path) -> None:
    given = cases_of(shared, "random12_inputs.json")
    expected = cases_of(shared, "random12_expected.json")
    assert len(given) == len(expected) == 12
    for one, other in zip(given, expected, strict=True):
        assert one["A"] == other["A"]


@pytest.mark.parametrize("number", range(5))
def test_reinsurers_clear_what_their_contracts_oblige_them_to(shared: Path, number: int) -> None:
    """Only the clearing of the case: what each treaty pays is taken from the file.

    Its payments come from a value iteration that was stopped early: in the third case they miss
    their own equation by 2e-7. Parley's meet it to 1e-12.
    """
    case = cases_of(shared, "reinsurance_cases.json")["cases"][number]
    expected = case["expected"]
    names = tuple(f"firm {i}" for i in range(case["inputs"]["n"]))
    system = FinancialSystem(
        names=names,
        external_assets=np.array(case["inputs"]["capital"]),
        nominal_liabilities=np.array(expected["liabilities_reinsurer_to_reinsured"]),
        external_liabilities=np.array(case["inputs"]["primary_losses"]),
    )
    found = clear(system, system.external_assets).require_converged()
    assert_allclose(found.payments[0], expected["clearing_payment"], rtol=0, atol=1e-6)
    assert found.gap[0] <= 1e-12
    assert found.defaulted[0].tolist() == expected["default"]


@pytest.mark.parametrize("name", ["en_two_bank_indeterminate", "rv_two_clearing_vectors"])
def test_where_there_is_more_than_one_vector_the_least_is_found_too(
    shared: Path, name: str
) -> None:
    case = literature_case(shared, name)
    given, expected = case["inputs"], case["expected"]
    system = system_of(given["L"], given["e"])
    rates = (given.get("alpha", 1.0), given.get("beta", 1.0))
    found = clear(system, given["e"], *rates, solution="least").require_converged()
    assert_allclose(found.payments[0], expected["least"], rtol=0, atol=case["tol"])
    assert not is_unique(system, given["e"], *rates)[0]


def test_the_random_networks_have_one_vector_only_without_default_costs(shared: Path) -> None:
    for case in cases_of(shared, "random12_expected.json"):
        system, _ = random_network(case, Ranking.EQUAL)
        assert is_unique(system, system.external_assets)[0]


def test_classes_are_paid_in_order_as_in_the_published_example(shared: Path) -> None:
    """The example has issuers of shares in rows."""
    case = literature_case(shared, "elsinger_siebenbrunner")
    given, expected = case["inputs"], case["expected"]
    found = clear_by_seniority(
        [given["L_senior"], given["L_junior"]],
        given["e"],
        cross_holdings=np.array(given["theta"]).T,
    ).require_converged()
    assert_allclose(found.payments[0].T, expected["payments_per_layer"], atol=case["tol"])
    assert_allclose(found.equity[0], expected["equity"], atol=case["tol"])
    assert np.flatnonzero(found.defaulted[0]).tolist() == expected["default"]


@pytest.mark.parametrize("conversion", ["fair", "write-down"])
def test_a_bail_in_ends_as_in_the_published_example(shared: Path, conversion: str) -> None:
    """Its shares are diluted by holder, so that 1.007 of one bank's shares are held."""
    case = literature_case(shared, "bailin_siebenbrunner")
    given, expected = case["inputs"], case["expected"]
    found = bail_in(
        [given["L_senior"], given["L_junior"]],
        given["e"],
        cross_holdings=np.array(given["theta"]).T,
        trigger=given["lambda_trigger"],
        target=given["lambda_target"],
        conversion=conversion,
        share_if_worthless=0.5,
        dilution="holder",
    )
    left = np.moveaxis(found.debts.inside, 0, 2)
    assert_allclose(left, expected["L_after"], atol=case["tol"])
    name = "fair_equity" if conversion == "fair" else "writedown_equity"
    assert_allclose(found.clearing.equity_at_book[0], expected[name], atol=case["tol"])
    if conversion == "fair":
        assert_allclose(found.debts.shares.T, expected["fair_theta"], atol=case["tol"])
        assert found.debts.shares.sum(axis=0).max() > 1.0


def test_contagion_needs_more_than_the_net_worth_of_those_it_takes(shared: Path) -> None:
    """Glasserman & Young: a shock to i alone takes no set D of others whose net worth is more than
    ``w_i (λ_i - 1) β_i``: what i owes beyond its net worth, times the part owed to banks."""
    allowed = literature_case(shared, "glasserman_young_bound")["expected"]["violations_allowed"]
    numbers = np.random.default_rng(2015)
    contagions = violations = 0
    for _ in range(1_500):
        n = int(numbers.integers(3, 10))
        debts = np.where(numbers.random((n, n)) < 0.5, numbers.lognormal(0, 1, (n, n)), 0.0)
        np.fill_diagonal(debts, 0.0)
        outside = numbers.lognormal(0, 1, n)
        net = numbers.lognormal(-2, 1, n)
        assets = debts.sum(axis=1) + outside + net - debts.sum(axis=0)
        if np.any(assets < 0):
            continue
        system = system_of(debts, assets, outside)
        i = int(numbers.integers(n))
        shocked = assets.copy()
        shocked[i] *= numbers.random() ** 3
        broke = clear(system, shocked).require_converged().defaulted[0]
        broke[i] = False
        if broke.any():
            contagions += 1
            leverage = assets[i] / net[i]
            part = debts[i].sum() / (debts[i].sum() + outside[i])
            violations += net[broke].sum() > net[i] * (leverage - 1.0) * part + 1e-9
    assert contagions > 20
    assert violations == allowed
