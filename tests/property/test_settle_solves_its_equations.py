"""Where a settle ends, every equation of docs/settle.md holds, written down anew in plain numpy."""

from typing import Any

import numpy as np
from hypothesis import given, settings
from numpy.testing import assert_allclose

from parley.engine.amounts import Floats
from parley.engine.contagion.central_counterparty import call_members
from parley.engine.links import Funding, Membership, Stakes
from parley.engine.state import State
from parley.engine.status import Status
from parley.engine.step import settle
from parley.engine.system import FinancialSystem
from tests.engine.linked import World, linked_worlds


def share(part: Floats, whole: Floats) -> Floats:
    """Part of a whole; 1 where there is nothing."""
    return np.divide(part, whole, out=np.ones_like(part), where=whole > 0.0)


def quantities(system: FinancialSystem, end: State) -> dict[str, Any]:
    """What the page calls L, K, E and so on."""
    owed = system.total_liabilities
    claims = end.links.claims
    claimed = np.zeros_like(end.reserves) if claims is None else claims.owed
    held = np.einsum("dna,da->dn", end.holdings, end.prices)
    other = end.stakes + end.recovered - claimed - end.mutualised
    own = end.external_assets + held + end.marked + other - owed
    left = end.payments - system.senior_liabilities
    inside = np.broadcast_to(owed - system.senior_liabilities, left.shape)
    return {
        "L": system.nominal_liabilities.toarray(),
        "owed": owed,
        "claimed": claimed,
        "held": held,
        "paid": share(np.maximum(left, 0.0), inside),
        "equity": own,
        "assets": own + owed + claimed + end.mutualised,
    }


@settings(max_examples=60)
@given(linked_worlds())
def test_debts_shares_and_marks_are_those_of_the_page(world: World) -> None:
    system, state = world
    end, _ = settle(system, state)
    if np.any(end.status != Status.CONVERGED):
        return
    q = quantities(system, end)
    unit = 1e-9 * (1.0 + q["owed"].sum() + np.abs(end.equity_at_start).sum() + q["claimed"].sum())
    received = q["paid"] @ q["L"]
    assert_allclose(end.received, received, atol=unit)
    outside = np.maximum(end.external_assets + q["held"], 0.0)
    has = outside + end.stakes + end.recovered - q["claimed"] - end.mutualised
    rules = state.rules.clearing
    kept = np.minimum(has, rules.recovery_external * has)
    short = kept + rules.recovery_interbank * received
    pays = np.where(end.defaulted, np.clip(short, 0.0, q["owed"]), q["owed"])
    assert_allclose(end.payments, pays, atol=unit)
    assert np.all(end.defaulted | (q["owed"] == 0.0) | (has + received >= q["owed"] - unit))
    if state.links.stakes is not None:
        held: Stakes = state.links.stakes
        worth = np.maximum(q["equity"], 0.0) @ held.shares.toarray().T
        assert_allclose(end.stakes, np.minimum(worth, state.stakes), atol=unit)
    first = end.equity_at_start
    lost = np.divide(first - q["equity"], first, out=np.ones_like(received), where=first > 0.0)
    mark = 1.0 - state.links.loss_given_default * np.clip(lost, 0.0, 1.0)
    assert_allclose(end.marked, np.minimum(q["paid"], mark) @ q["L"], atol=unit)


@settings(max_examples=60)
@given(linked_worlds())
def test_lenders_and_sales_are_those_of_the_page(world: World) -> None:
    system, state = world
    end, _ = settle(system, state)
    if np.any(end.status != Status.CONVERGED):
        return
    q, demanded = quantities(system, end), end.called.copy()
    recallable = np.zeros(system.size)
    if state.links.funding is not None:
        funding: Funding = state.links.funding
        short = funding.short_term.toarray()
        recallable = short.sum(axis=0)
        demanded += (1.0 - end.rolled) * funding.external + end.recalled @ short.T
    left = end.reserves + end.receipts - end.sendings - demanded
    missing = np.maximum(state.required - left, 0.0)
    lacking = np.maximum((1.0 - state.rules.market_access) * missing - state.credit_line, 0.0)
    unit = 1e-9 * (1.0 + q["owed"].sum() + np.abs(lacking).sum())
    if state.links.funding is not None:
        wanted = np.where(
            recallable > 0.0, lacking / np.where(recallable > 0.0, recallable, 1.0), 0
        )
        assert_allclose(end.recalled * recallable, np.minimum(wanted, 1.0) * recallable, atol=unit)
    need = np.maximum(lacking - recallable, 0.0)
    raised = end.sold * q["held"]
    assert np.all((raised >= need - unit) | (end.sold >= 1.0 - 1e-9) | (q["held"] <= unit))
    sold = np.einsum("dn,dna->da", end.sold, end.holdings)
    top = np.exp(-system.price_impact * np.maximum(state.net_sold + sold, 0.0))
    assert_allclose(end.prices, np.minimum(top, state.prices), atol=1e-9)
    if state.links.membership is not None:
        house: Membership = state.links.membership
        calls = call_members(
            end.defaulted, house.variation_margin, house.close_out_cost, house.resources
        )
        for kept, now in zip((end.mutualised, end.called), calls, strict=True):
            assert_allclose(kept, now, atol=unit)
