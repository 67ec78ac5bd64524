"""Steps and settles: what holds in every system under stress, for one part of it and for all."""

from collections.abc import Callable
from dataclasses import replace

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.testing import assert_allclose, assert_array_equal

from parley.engine.amounts import Ints
from parley.engine.state import Boundary, State
from parley.engine.status import Status
from parley.engine.step import settle, step
from parley.engine.system import FinancialSystem, Ranking
from tests.engine.systems import arrays, part_of, shares, stressed, systems

EACH = settings(max_examples=60)
World = tuple[FinancialSystem, State]
Advance = Callable[[FinancialSystem, State, Boundary | None], tuple[State, Boundary]]
LATTICE = ("payments", "prices", "settled", "sold")


@st.composite
def worlds(draw: st.DrawFn, *, least_outside: float = 0.0, most_draws: int = 2) -> World:
    system = draw(
        systems(largest=6, classes=3, rankings=tuple(Ranking), least_outside=least_outside)
    )
    return system, draw(stressed(system, most_draws=most_draws))


@st.composite
def half_way(draw: st.DrawFn) -> tuple[FinancialSystem, State, Boundary | None]:
    """Anywhere in the lattice, in one part of a system, with anything coming in."""
    system, state = draw(worlds())
    d, n = state.draws, system.size
    down = draw(arrays((d, n), shares))
    state = replace(
        state,
        own=draw(arrays((n,), shares)) > 0.3,
        payments=state.payments * down,
        defaulted=(down < 1.0) & (system.total_liabilities > 0),
        prices=state.prices * draw(arrays(state.prices.shape, shares)),
        settled=draw(arrays((d, n), shares)),
        sold=draw(arrays((d, n), shares)),
    )
    inflow = Boundary(
        draw(arrays((d, n))), draw(arrays((d, n), shares)), draw(arrays(state.prices.shape))
    )
    return system, state, draw(st.sampled_from([None, inflow]))


@EACH
@given(half_way())
def test_a_step_never_raises_anything(
    world: tuple[FinancialSystem, State, Boundary | None],
) -> None:
    system, before, inflow = world
    after, _ = step(system, before, inflow)
    assert np.all(after.payments <= before.payments)
    assert np.all(after.prices <= before.prices)
    assert np.all(after.settled <= before.settled)
    assert np.all(after.sold >= before.sold)
    assert np.all(after.defaulted >= before.defaulted)


@EACH
@given(half_way())
def test_a_step_leaves_the_other_part_as_it_is(
    world: tuple[FinancialSystem, State, Boundary | None],
) -> None:
    system, before, inflow = world
    after, out = step(system, before, inflow)
    theirs = ~before.own
    assert_array_equal(after.sold[:, theirs], before.sold[:, theirs])
    assert_array_equal(after.defaulted[:, theirs], before.defaulted[:, theirs])
    assert np.all(out.payments[:, theirs] == 0.0)
    assert np.all(out.settled[:, theirs] == 1.0)


@EACH
@given(worlds())
def test_distress_stays_within_its_bounds(world: World) -> None:
    system, state = world
    after, _ = settle(system, state)
    assert np.all((after.payments >= 0.0) & (after.payments <= system.total_liabilities))
    assert np.all((after.prices > 0.0) & (after.prices <= 1.0))
    assert np.all((after.settled >= 0.0) & (after.settled <= 1.0))
    assert np.all((after.sold >= 0.0) & (after.sold <= 1.0))


@EACH
@given(worlds())
def test_where_a_settle_ends_a_step_moves_nothing(world: World) -> None:
    system, state = world
    settled, _ = settle(system, state)
    assert np.all(settled.status == Status.CONVERGED)
    assert np.all(settled.gap <= 1e-10)
    after, _ = step(system, settled)
    unit = 1.0 + system.total_liabilities
    assert np.all(np.abs(after.payments - settled.payments) <= 1e-10 * unit)
    for name in ("prices", "settled", "sold"):
        assert_allclose(getattr(after, name), getattr(settled, name), rtol=0, atol=1e-10)
    assert_array_equal(after.defaulted, settled.defaulted)


@EACH
@given(worlds())
def test_single_steps_lead_where_a_settle_leads(world: World) -> None:
    system, state = world
    settled, _ = settle(system, state)
    now = state
    for _ in range(300):
        before = now
        now, _ = step(system, before)
        if all(np.array_equal(getattr(now, name), getattr(before, name)) for name in LATTICE):
            break
    _agree(system, now, settled, 1e-9)


@EACH
@given(worlds(), st.data())
def test_less_money_at_the_start_is_no_less_distress_at_the_end(
    world: World, data: st.DataObject
) -> None:
    system, state = world
    shape = state.reserves.shape
    worse = replace(
        state,
        external_assets=state.external_assets * data.draw(arrays(shape, shares)),
        credit_line=state.credit_line * data.draw(arrays(shape, shares)),
        required=state.required + data.draw(arrays(shape)),
        net_sold=state.net_sold + data.draw(arrays(state.net_sold.shape)),
    )
    well, _ = settle(system, state)
    ill, _ = settle(system, worse)
    room = 1e-9
    assert np.all(ill.payments <= well.payments + room * (1 + system.total_liabilities))
    assert np.all(ill.prices <= well.prices + room)
    assert np.all(ill.sold >= well.sold - room)


@EACH
@given(worlds(), st.data())
def test_who_can_send_less_makes_nobody_send_more(world: World, data: st.DataObject) -> None:
    system, state = world
    shape = state.reserves.shape
    worse = replace(
        state,
        capacity=state.capacity * data.draw(arrays(shape, shares)),
        floor=state.floor + data.draw(arrays(shape)),
        reserves=state.reserves * data.draw(arrays(shape, shares)),
    )
    well, _ = settle(system, state)
    ill, _ = settle(system, worse)
    assert np.all(ill.settled <= well.settled + 1e-9)


@EACH
@given(worlds(most_draws=1), st.data())
def test_a_draw_has_the_same_numbers_in_any_company(world: World, data: st.DataObject) -> None:
    """Seven draws at once, in pieces of three and one by one: the same bits."""
    system, one = world
    d = 7
    whole = _repeat(one, d)
    whole = replace(
        whole,
        external_assets=whole.external_assets * data.draw(arrays((d, system.size), shares)),
        capacity=whole.capacity * data.draw(arrays((d, system.size), shares)),
    )
    together, out = settle(system, whole)
    for size in (1, 3):
        for first in range(0, d, size):
            draws = slice(first, first + size)
            apart, part_out = settle(system, _some(whole, draws))
            for name in (*LATTICE, "received", "receipts", "sendings", "gap", "status"):
                assert_array_equal(getattr(apart, name), getattr(together, name)[draws])
            for name in ("payments", "settled", "sold"):
                assert_array_equal(getattr(part_out, name), getattr(out, name)[draws])


@settings(max_examples=50)
@given(worlds(least_outside=0.5), st.data(), st.booleans())
def test_two_parts_that_tell_each_other_only_the_boundary_reach_the_pooled_result(
    world: World, data: st.DataObject, by_single_steps: bool
) -> None:
    """Each side knows its own balance sheets and its own contracts, and zero of everything else."""
    system, state = world
    pooled, _ = settle(system, state)
    own = np.array(data.draw(st.lists(st.booleans(), min_size=system.size, max_size=system.size)))
    parts = [part_of(system, state, own), part_of(system, state, ~own)]
    advance: Advance = step if by_single_steps else settle
    _, first = advance(*parts[0], None)
    _, second = advance(*parts[1], None)
    here, there = parts[0][1], parts[1][1]
    for _ in range(2_000):
        before = (here, there)
        here, new_first = advance(parts[0][0], here, second)
        there, new_second = advance(parts[1][0], there, first)
        first, second = new_first, new_second
        if all(
            np.allclose(getattr(a, name), getattr(b, name), rtol=0, atol=1e-14)
            for a, b in zip(before, (here, there), strict=True)
            for name in LATTICE
        ):
            break
    joint = replace(
        here,
        payments=np.where(own, here.payments, there.payments),
        settled=np.where(own, here.settled, there.settled),
        sold=np.where(own, here.sold, there.sold),
        received=np.where(own, here.received, there.received),
    )
    assert_allclose(here.prices, there.prices, rtol=0, atol=1e-12)
    _agree(system, joint, pooled, 1e-9)
    assert_array_equal(np.where(own, here.defaulted, there.defaulted), pooled.defaulted)


def _agree(system: FinancialSystem, one: State, other: State, room: float) -> None:
    unit = 1.0 + system.total_liabilities
    assert np.all(np.abs(one.payments - other.payments) <= room * unit)
    unit = 1.0 + system.interbank_assets
    assert np.all(np.abs(one.received - other.received) <= room * unit)
    for name in ("prices", "settled", "sold"):
        assert_allclose(getattr(one, name), getattr(other, name), rtol=0, atol=room)


def _repeat(state: State, draws: int) -> State:
    return _some(state, np.zeros(draws, dtype=np.int64))


def _some(state: State, draws: slice | Ints) -> State:
    """Some of the draws of a state."""
    return state.of(np.arange(state.draws)[draws])
