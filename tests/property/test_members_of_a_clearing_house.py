"""Members of a clearing house within a settle: one end, whatever the order, and the greatest."""

from dataclasses import replace
from itertools import product
from random import Random

import numpy as np
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from numpy.testing import assert_allclose, assert_array_equal

from parley.engine.contagion.central_counterparty import call_members
from parley.engine.default_resources import DefaultResources
from parley.engine.links import Links, Membership
from parley.engine.rounds import clear_out, fund, hold, insure, largest_move, mark, pay, sell, send
from parley.engine.state import State, start
from parley.engine.status import Status
from parley.engine.step import settle
from parley.engine.system import FinancialSystem
from tests.engine.linked import World, linked_worlds
from tests.engine.systems import system_of

CHANNELS = ("pay", "insure", "clear_out", "hold", "mark", "fund", "sell")
amounts = st.sampled_from([0.0, 1.0, 2.0, 5.0, 10.0])


def apply(channel: str, system: FinancialSystem, state: State) -> State:
    """One channel, once."""
    match channel:
        case "insure":
            return insure(state)
        case "clear_out":
            return clear_out(state)
        case "hold":
            return hold(system, state)
        case "mark":
            return mark(system, state)
        case "pay":
            return pay(system, state, None)
        case "fund":
            return fund(system, state, None)
        case _:
            return sell(system, state, None)


@st.composite
def houses(draw: st.DrawFn) -> World:
    """Members who owe only people outside, and meet each other in a clearing house alone."""
    n = draw(st.integers(2, 5))

    def some() -> list[float]:
        return draw(st.lists(amounts, min_size=n, max_size=n))

    resources = DefaultResources(
        np.array(some()), np.array(some()), draw(amounts),
        assessments=draw(st.sampled_from([0.0, 1.0])),
        gains_haircut=draw(st.sampled_from([0.0, 0.5, 1.0])),
    )  # fmt: skip
    house = Membership(resources, np.array([some()]), np.array([some()]) - np.array([some()]))
    system = system_of(np.zeros((n, n)), some(), some())
    return system, start(system, 1, links=Links(membership=house))


@settings(max_examples=60)
@given(linked_worlds(most_draws=1), st.randoms(use_true_random=False))
def test_the_order_of_channels_does_not_matter(world: World, random: Random) -> None:
    """Any channel next, each again and again, until a whole turn of all moves nothing."""
    system, state = world
    assume(state.links.membership is not None)
    found, _ = settle(system, state)
    assume(found.status[0] == Status.CONVERGED)
    now, order = send(state, None), list(CHANNELS)
    for _ in range(2_000):
        before = now
        random.shuffle(order)
        for channel in order:
            for _ in range(random.choice([1, 1, 2])):
                now = apply(channel, system, now)
        if largest_move(system, before, now)[0] <= 1e-13:
            break
    else:
        assume(False)
    room = 1e-7 * (1.0 + system.total_liabilities.sum() + np.abs(state.equity_at_start).sum())
    for name in ("payments", "mutualised", "called", "stakes", "marked", "recovered"):
        assert_allclose(getattr(now, name), getattr(found, name), rtol=0, atol=room, err_msg=name)
    for name in ("prices", "sold", "rolled", "recalled", "claims_paid"):
        assert_allclose(getattr(now, name), getattr(found, name), rtol=0, atol=1e-7, err_msg=name)
    assert_array_equal(now.defaulted, found.defaulted)


@settings(max_examples=200)
@given(houses())
def test_of_all_sets_of_defaulters_that_are_consistent_the_smallest_is_found(world: World) -> None:
    """Every set is tried: it is consistent if just its members cannot pay what they owe."""
    system, state = world
    house = state.links.membership
    assert house is not None
    consistent = []
    for flags in product([False, True], repeat=system.size):
        falls = np.array([flags])
        bears, _ = call_members(
            falls, house.variation_margin, house.close_out_cost, house.resources
        )
        short = system.external_assets - bears < system.total_liabilities * (1.0 - 1e-12)
        if np.array_equal(short & (system.total_liabilities > 0.0), falls):
            consistent.append(falls[0])
    found, _ = settle(system, state)
    assert found.status[0] == Status.CONVERGED
    assert any(np.array_equal(each, found.defaulted[0]) for each in consistent)
    for each in consistent:
        assert np.all(each >= found.defaulted[0])


@settings(max_examples=200)
@given(houses(), st.integers(0, 4), amounts)
def test_a_costlier_close_out_never_lowers_a_call_on_anybody(
    world: World, who: int, more: float
) -> None:
    system, state = world
    house = state.links.membership
    assert house is not None
    cost = house.close_out_cost.copy()
    cost[0, who % system.size] += more
    worse = replace(state, links=Links(membership=replace(house, close_out_cost=cost)))
    mild, _ = settle(system, state)
    hard, _ = settle(system, worse)
    assert np.all(hard.defaulted >= mild.defaulted)
    for name in ("mutualised", "called"):
        assert np.all(getattr(hard, name) >= getattr(mild, name) - 1e-9), name
    assert np.all(hard.payments <= mild.payments + 1e-9)


def test_a_member_that_fails_in_a_later_round_bears_what_it_does_if_it_fails_at_once() -> None:
    """A leaves 10 uncovered, which B and C share by parts of the fund, 5 each; B has 3 beyond its
    debts and fails on its own call. Whether B fails at once, since it has nothing to begin with,
    or only after the call: it bears 5, and C all the 8 of its part of the fund."""
    resources = DefaultResources(np.zeros(3), np.array([2.0, 8, 8]))
    house = Membership(resources, np.array([[12.0, 0, 0]]))
    for has in (13.0, 9.0):  # B owes 10
        system = system_of(np.zeros((3, 3)), [0.0, has, 50], [4.0, 10, 0])
        found, _ = settle(system, start(system, 1, links=Links(membership=house)))
        assert found.defaulted.tolist() == [[True, True, False]]
        assert_allclose(found.mutualised, [[2.0, 5.0, 8.0]])
