"""Insurers among the others: their claims in a settlement, their sales in a market."""

import numpy as np
import pytest
from numpy.testing import assert_allclose

from parley.engine.contagion.claims import clear_claims
from parley.engine.contagion.forced_sales import sell_from
from parley.engine.contagion.reinsurance import reinsure
from parley.engine.links import Links
from parley.engine.state import start
from parley.engine.status import Status
from parley.engine.step import settle
from parley.engine.treaties import Treaties
from parley.engine.treaty import excess_of_loss
from tests.engine.systems import system_of
from tests.property.test_reinsurance_of_any_market import market


@pytest.mark.parametrize("seed", range(20))
def test_a_settlement_pays_the_same_claims_as_clearing_them_alone(seed: int) -> None:
    """Institutions with claims and nothing else: two channels' code, one answer."""
    treaties, losses, assets = market(seed)
    claims = reinsure(treaties, losses).require_converged().claims_to_pay
    n = assets.size
    system = system_of(np.zeros((n, n)), assets)
    found, _ = settle(system, start(system, 3, links=Links(claims=claims)))
    alone = clear_claims(claims, assets).require_converged()
    assert np.all(found.status == Status.CONVERGED)
    owes = claims.owed - claims.policyholders > 0
    assert_allclose(found.claims_paid[owes], alone.paid[owes], atol=1e-8)
    assert_allclose(found.recovered, alone.recovered, atol=1e-7)


def test_what_insurers_must_raise_moves_the_prices_of_everybody() -> None:
    """A owes 60 and recovers 40 from R; 8 are liquid, so 12 must be sold. R owes 40 and has 10
    liquid, so 30. Prices fall by both sales, and a bank that sells nothing loses on its 50."""
    layers = Treaties.among(("A", "R"), [excess_of_loss("A", {"R": 1.0}, 20.0, 100.0)])
    claims = reinsure(layers, [60.0, 0.0]).claims_to_pay
    paid = clear_claims(claims, [80.0, 90.0], liquid_assets=[8.0, 10.0])
    assert_allclose(paid.cash_need, [[12.0, 30.0]])
    need = np.append(paid.cash_need, [[0.0]], axis=1)
    nothing, holdings = np.zeros((1, 3)), np.array([[[72.0], [80.0], [50.0]]])
    sales = sell_from(
        holdings, np.array([0.002]), nothing, np.ones((1, 1)), other_assets=nothing + 100.0,
        weighted_assets=nothing, debts=nothing, floor=np.zeros(3), cash_need=need,
        sold_before=np.zeros((1, 1)),
    )  # fmt: skip
    price = sales.prices[0, 0]
    assert_allclose(sales.fraction[0, :2] * holdings[0, :2, 0] * price, [12.0, 30.0], rtol=1e-9)
    assert sales.fraction[0, 2] == 0.0
    assert_allclose(price, np.exp(-0.002 * (42.0 / price)), rtol=1e-9)
