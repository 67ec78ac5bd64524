"""A step and a settle: one example by hand through all channels, and what is promised of both."""

import math
from dataclasses import replace

import numpy as np
from numpy.testing import assert_allclose

from parley.engine.balance import cash_need, equity, reserves_after, shortfall
from parley.engine.contagion.clearing import ClearingRules
from parley.engine.state import Boundary, Rules, State, start
from parley.engine.status import Status
from parley.engine.step import settle, step
from parley.engine.system import FinancialSystem
from tests.engine.systems import system_of

A, B, C, H = range(4)


def outage_that_becomes_a_default() -> tuple[FinancialSystem, State]:
    """H receives but cannot send, so B lacks reserves, sells, and A, who holds the same, defaults.

    A holds 10 units and 3 in cash and owes C 10. B holds 20 units and reserves of 10, sends H 5,
    would get 5 from H, and must have 10 at the close. Selling 10 units halves the price.
    """
    debts = np.zeros((4, 4))
    debts[A, C] = 10.0
    system = system_of(
        debts,
        [3, 10, 0, 100],
        holdings=[[10.0], [20.0], [0.0], [0.0]],
        price_impact=[math.log(2) / 10],
        reserves=[0, 10, 0, 100],
    )
    state = start(system, 1, Rules())
    due = np.zeros((1, 4, 4))
    due[0, B, H] = due[0, H, B] = 5.0
    capacity, required = np.ones((1, 4)), np.zeros((1, 4))
    capacity[0, H], required[0, B] = 0.0, 10.0
    return system, replace(state, due=due, capacity=capacity, required=required)


def test_an_outage_travels_through_payments_and_prices_to_a_default() -> None:
    """B sends 5 and gets nothing: 5 left, 5 short of 10. It sells a share f of 20 units at
    q = 4^-f so that 20 f q = 5: f = 1/2, q = 1/2 (f = 1, q = 1/4 would do as well: the greatest
    is meant). A then has 3 + 10 / 2 = 8 and owes 10: C gets 8."""
    found, _ = settle(*outage_that_becomes_a_default())
    assert found.settled[0].tolist() == [1, 1, 1, 0]
    assert reserves_after(found)[0].tolist() == [0, 5, 0, 105]
    assert shortfall(found)[0].tolist() == cash_need(found)[0].tolist() == [0, 5, 0, 0]
    assert_allclose(found.sold[0], [0, 0.5, 0, 0], atol=1e-11)
    assert_allclose(found.prices[0], [0.5], atol=1e-11)
    assert_allclose(found.payments[0], [8, 0, 0, 0], atol=1e-9)
    assert found.defaulted[0].tolist() == [True, False, False, False]
    assert_allclose(found.received[0], [0, 0, 8, 0], atol=1e-9)
    assert found.status[0] == Status.CONVERGED
    assert found.gap[0] <= 1e-10


def test_the_money_market_and_the_central_bank_come_before_sales() -> None:
    """Of the 5 that B lacks, the market covers 60 per cent: 2 are left; a line of 1.5 covers all
    but 0.5."""
    system, state = outage_that_becomes_a_default()
    state = replace(state, rules=Rules(market_access=0.6), credit_line=np.full((1, 4), 1.5))
    found, _ = settle(system, state)
    assert_allclose(cash_need(found)[0], [0, 0.5, 0, 0], atol=1e-12)
    assert_allclose(found.sold[0, B] * 20 * found.prices[0, 0], 0.5, atol=1e-11)


def test_equity_is_what_is_held_at_todays_prices_less_what_is_owed() -> None:
    """A: 3 + 10 x 0.5 - 10 = -2. B: 10 + 20 x 0.5 = 20. C is paid 8. H: 100."""
    system, state = outage_that_becomes_a_default()
    found, _ = settle(system, state)
    assert_allclose(equity(system, found)[0], [-2, 20, 8, 100], atol=1e-9)
    assert_allclose(equity(system, state)[0], system.equity())


def test_a_step_takes_distress_one_channel_further_each_time() -> None:
    """Payments come first, then clearing at the old prices, then sales: A defaults in step 2."""
    system, state = outage_that_becomes_a_default()
    first, _ = step(system, state)
    assert first.settled[0, H] == 0.0
    assert not first.defaulted.any()
    assert first.prices[0, 0] < 1.0
    second, _ = step(system, first)
    assert second.defaulted[0, A]


def test_default_costs_come_on_top_of_the_fall_in_price() -> None:
    """A has 3 + 5 = 8 when it defaults, and half of it is lost: C gets 4."""
    system, state = outage_that_becomes_a_default()
    found, _ = settle(system, replace(state, rules=Rules(clearing=ClearingRules(0.5, 0.5))))
    assert_allclose(found.received[0, C], 4.0, atol=1e-9)


def test_where_nothing_strikes_nothing_moves() -> None:
    system, state = outage_that_becomes_a_default()
    calm = replace(state, capacity=np.ones((1, 4)))
    found, _ = settle(system, calm)
    for name in ("payments", "prices", "settled", "sold"):
        assert np.array_equal(getattr(found, name), getattr(state, name))
    assert found.gap[0] == 0.0


def test_a_search_that_is_cut_short_says_so() -> None:
    """Prices creep towards 1/2; after three rounds they are still on their way."""
    debts = np.zeros((2, 2))
    debts[0, 1] = 9.0
    system = system_of(debts, [0, 0], holdings=[[10.0], [10.0]], price_impact=[0.05])
    state = replace(start(system, 1, Rules(leverage_floor=0.5)), net_sold=np.full((1, 1), 2.0))
    found, _ = settle(system, state, max_rounds=1)
    assert found.status[0] == Status.ROUND_LIMIT
    assert found.gap[0] > 1e-9
    full, _ = settle(system, state)
    assert full.status[0] == Status.CONVERGED
    assert np.all(full.prices < found.prices) or np.all(full.payments <= found.payments)


def test_what_goes_out_is_only_what_crosses() -> None:
    """A owes B 6 here and C 4 across. It has 4, a unit worth 1, and 1 that C owes it: 6 of 10. So
    it pays C 0.6 x 4 = 2.4. Of C, and of what A pays B, nothing is said."""
    debts = np.zeros((3, 3))
    debts[0, 1], debts[0, 2], debts[2, 0] = 6.0, 4.0, 1.0
    system = system_of(debts, [4, 0, 0], holdings=[[1.0], [0.0], [7.0]], price_impact=[0.0])
    state = start(system, 1, Rules(), np.array([True, True, False]))
    _, out = settle(system, state)
    assert_allclose(out.payments, [[2.4, 0, 0]])
    assert out.settled.tolist() == [[1, 1, 1]]
    assert out.sold.tolist() == [[0]]


def test_what_comes_in_is_divided_among_ones_own_creditors() -> None:
    """C, of the other part, owes A 3 and B 1 and pays 2 across: A gets 1.5, B 0.5."""
    debts = np.zeros((3, 3))
    debts[2, 0], debts[2, 1] = 3.0, 1.0
    system = system_of(debts, [0, 0, 0], price_impact=[0.0])
    state = start(system, 1, Rules(), np.array([True, True, False]))
    inflow = Boundary(np.array([[0.0, 0.0, 2.0]]), np.ones((1, 3)), np.zeros((1, 1)))
    found, _ = settle(system, state, inflow)
    assert_allclose(found.received, [[1.5, 0.5, 0]])


def test_a_late_message_does_not_undo_what_is_known() -> None:
    """After "C pays 2 across" comes the older "C pays 4 across": it changes nothing."""
    debts = np.zeros((3, 3))
    debts[2, 0], debts[2, 1] = 3.0, 1.0
    system = system_of(debts, [0, 0, 0], price_impact=[0.1], holdings=np.zeros((3, 1)))
    state = start(system, 1, Rules(), np.array([True, True, False]))
    newer = Boundary(np.array([[0, 0, 2.0]]), np.array([[1, 1, 0.5]]), np.array([[3.0]]))
    older = Boundary(np.array([[0, 0, 4.0]]), np.ones((1, 3)), np.zeros((1, 1)))
    known, _ = step(system, state, newer)
    after, _ = step(system, known, older)
    for name in ("payments", "prices", "settled", "sold", "received"):
        assert np.array_equal(getattr(after, name), getattr(known, name))


def test_nobody_is_taken_to_pay_more_than_he_owes() -> None:
    """Who says that he pays more than he owes is taken to pay what he owes."""
    debts = np.zeros((2, 2))
    debts[1, 0] = 3.0
    system = system_of(debts, [0, 0], price_impact=[0.1], holdings=np.zeros((2, 1)))
    state = start(system, 1, Rules(), np.array([True, False]))
    inflow = Boundary(np.array([[0.0, 9.0]]), np.ones((1, 2)), np.zeros((1, 1)))
    found, _ = settle(system, state, inflow)
    assert found.received[0, 0] == 3.0
