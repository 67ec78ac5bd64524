"""All channels at once: what holds in every system, whatever ties its institutions together."""

from dataclasses import replace

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.testing import assert_allclose, assert_array_equal

from parley.engine.attribution import LOSS_CHANNELS, attribute
from parley.engine.balance import equity
from parley.engine.links import Claims, Funding, Links, Membership
from parley.engine.state import State, start
from parley.engine.status import Status
from parley.engine.step import settle, step
from parley.engine.system import FinancialSystem
from tests.engine.linked import World, linked_worlds

EACH = settings(max_examples=80)
FALLING = (
    "payments", "prices", "settled", "claims_paid", "stakes", "marked", "rolled", "recovered",
)  # fmt: skip
RISING = ("sold", "recalled", "mutualised", "called")


def unit(system: FinancialSystem, state: State, name: str) -> float:
    """The size of a coordinate: 1 for shares, all the money there is for money."""
    if name in ("prices", "settled", "claims_paid", "rolled", "sold", "recalled"):
        return 1.0
    return float(1.0 + system.total_liabilities.sum() + np.abs(state.equity_at_start).sum())


@EACH
@given(linked_worlds())
def test_a_round_raises_nothing(world: World) -> None:
    system, now = world
    for _ in range(4):
        before = now
        now, _ = step(system, before)
        for name in FALLING:
            room = 1e-12 * unit(system, now, name)
            assert np.all(getattr(now, name) <= getattr(before, name) + room), name
        for name in RISING:
            assert np.all(getattr(now, name) >= getattr(before, name)), name
        assert np.all(now.defaulted >= before.defaulted)


@EACH
@given(linked_worlds())
def test_in_every_round_the_losses_by_channel_add_up_to_the_equity_lost(world: World) -> None:
    system, state = world
    calm = start(system, state.draws, state.rules, links=state.links)
    now = state
    for _ in range(5):
        now, _ = step(system, now)
        found = attribute(system, calm, now)
        assert found.residual.max() <= 1e-9
        assert found.losses.shape == (state.draws, system.size, len(LOSS_CHANNELS))


@EACH
@given(linked_worlds())
def test_what_each_lost_through_a_channel_is_what_it_lost_because_of_all(world: World) -> None:
    system, state = world
    calm = start(system, state.draws, state.rules, links=state.links)
    after, _ = settle(system, state)
    found = attribute(system, calm, after)
    room = 1e-7 * unit(system, state, "payments")
    for channel in ("credit", "reinsurance", "stakes", "marking", "clearing_house"):
        by_all = found.by_counterparty[channel].sum(axis=0)
        assert_allclose(by_all, found.of(channel).mean(axis=0), rtol=0, atol=room, err_msg=channel)


@EACH
@given(linked_worlds())
def test_where_a_settle_ends_a_step_moves_nothing(world: World) -> None:
    system, state = world
    found, _ = settle(system, state)
    ended = found.status == Status.CONVERGED
    after, _ = step(system, found)
    for name in (*FALLING, *RISING):
        room = 1e-9 * unit(system, state, name)
        moved = np.abs(getattr(after, name) - getattr(found, name))[ended]
        assert np.all(moved <= room), name


@EACH
@given(linked_worlds(), st.floats(0.0, 1.0))
def test_a_harder_shock_leaves_nobody_better_off(world: World, left: float) -> None:
    system, state = world
    harder = replace(state, external_assets=state.external_assets * left)
    mild, _ = settle(system, state)
    hard, _ = settle(system, harder)
    for name in FALLING:
        room = 1e-8 * unit(system, state, name)
        assert np.all(getattr(hard, name) <= getattr(mild, name) + room), name
    for name in RISING:
        room = 1e-8 * unit(system, state, name)
        assert np.all(getattr(hard, name) >= getattr(mild, name) - room), name
    assert np.all(equity(system, hard) <= equity(system, mild) + 1e-8 * unit(system, state, "due"))
    assert np.all(hard.defaulted >= mild.defaulted)


@EACH
@given(linked_worlds(most_draws=3), st.data())
def test_a_draw_has_the_same_numbers_in_any_company(world: World, data: st.DataObject) -> None:
    system, state = world
    d = data.draw(st.integers(0, state.draws - 1))
    together, _ = settle(system, state)
    alone, _ = settle(system, state.of(np.array([d])))
    for name in (*FALLING, *RISING):
        assert_array_equal(getattr(alone, name)[0], getattr(together, name)[d], err_msg=name)


@EACH
@given(linked_worlds())
def test_the_order_of_names_does_not_matter(world: World) -> None:
    system, state = world
    turn = np.arange(system.size)[::-1]
    turned_system, turned_state = _turned(system, state, turn)
    found, _ = settle(system, state)
    turned, _ = settle(turned_system, turned_state)
    for name in (*FALLING, *RISING):
        if name == "prices":  # of asset classes, which were not turned
            assert_allclose(turned.prices, found.prices, rtol=0, atol=1e-8)
            continue
        room = 1e-8 * unit(system, state, name)
        assert_allclose(
            getattr(turned, name), getattr(found, name)[:, turn], rtol=0, atol=room, err_msg=name
        )


def _turned(
    system: FinancialSystem, state: State, turn: np.ndarray[tuple[int], np.dtype[np.int64]]
) -> World:
    square = np.ix_(turn, turn)
    other = FinancialSystem(
        names=tuple(system.names[i] for i in turn),
        external_assets=system.external_assets[turn],
        nominal_liabilities=system.nominal_liabilities.toarray()[square],
        external_liabilities=system.external_liabilities[turn],
        external_ranking=system.external_ranking,
        asset_classes=system.asset_classes,
        holdings=system.holdings[turn],
        price_impact=system.price_impact,
        reserves=system.reserves[turn],
        payments_per_day=system.payments_per_day[square],
    )
    links = state.links
    funding, stakes, claims, house = links.funding, links.stakes, links.claims, links.membership
    if funding is not None:
        funding = Funding(
            funding.short_term.toarray()[square], funding.external[turn],
            funding.ratio_low, funding.ratio_high,
        )  # fmt: skip
    if stakes is not None:
        stakes = replace(stakes, shares=stakes.shares.toarray()[square])
    if claims is not None:
        claims = _turned_claims(claims, turn)
    if house is not None:
        resources = replace(
            house.resources,
            initial_margin=house.resources.initial_margin[turn],
            default_fund=house.resources.default_fund[turn],
        )
        house = Membership(
            resources, house.close_out_cost[:, turn], house.variation_margin[:, turn]
        )
    ties = Links(funding, stakes, claims, house, links.loss_given_default)
    top = start(other, state.draws, state.rules, links=ties)
    return other, replace(
        top,
        external_assets=state.external_assets[:, turn],
        due=state.due[:, turn][:, :, turn],
        capacity=state.capacity[:, turn],
        floor=state.floor[:, turn],
        required=state.required[:, turn],
        credit_line=state.credit_line[:, turn],
        net_sold=state.net_sold,
    )


def _turned_claims(claims: Claims, turn: np.ndarray[tuple[int], np.dtype[np.int64]]) -> Claims:
    n, draws = turn.size, claims.amounts.shape[0]
    square = np.ix_(turn, turn)
    full = np.zeros((draws, n, n))
    rows = np.repeat(np.arange(n), np.diff(claims.reinsured.indptr))
    full[:, rows, claims.reinsured.indices] = claims.amounts
    pattern = claims.reinsured.toarray()[square] > 0
    where = np.nonzero(pattern)
    turned = full[:, turn][:, :, turn]
    return Claims(
        claims.policyholders[:, turn], pattern.astype(np.float64), turned[:, where[0], where[1]]
    )
