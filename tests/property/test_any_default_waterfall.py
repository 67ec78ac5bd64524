"""What holds for every central counterparty, and who bears how much more if more default."""

from typing import Any

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.testing import assert_allclose

from parley.engine.amounts import Bools, Floats
from parley.engine.contagion.central_counterparty import (
    Waterfall,
    allocate_from,
    call_members,
    run_waterfall,
)
from parley.engine.default_resources import DefaultResources

Case = tuple[DefaultResources, Floats, Floats, Bools, Bools]
money = st.one_of(st.just(0.0), st.floats(1e-3, 1e3), st.sampled_from([1.0, 10.0]))


@st.composite
def cases(draw: st.DrawFn) -> Case:
    """Resources, margin and cost of one draw, some defaulters, and more of them."""
    n = draw(st.integers(1, 7))

    def some(values: st.SearchStrategy[Any]) -> list[Any]:
        return draw(st.lists(values, min_size=n, max_size=n))

    resources = DefaultResources(
        np.array(some(money)), np.array(some(money)), draw(money), draw(money),
        draw(st.sampled_from([0.0, 0.5, 2.0])), draw(st.sampled_from([0.0, 0.5, 1.0])),
    )  # fmt: skip
    margin = np.array([some(st.floats(-1e3, 1e3))])
    first = np.array([some(st.booleans())])
    more = first | np.array([some(st.booleans())])
    return resources, margin, np.array([some(money)]), first, more


def layers(found: Waterfall) -> Floats:
    members = found.own_margin_used + found.own_fund_used + found.loss
    return np.asarray(
        members.sum(axis=1) + found.skin_used + found.second_skin_used + found.shortfall
    )


@settings(max_examples=300)
@given(cases())
def test_every_loss_is_borne_by_somebody_to_the_last_digit(case: Case) -> None:
    resources, margin, cost, falls, _ = case
    found = allocate_from(falls, margin, cost, resources)
    assert_allclose(layers(found), found.close_out_loss.sum(axis=1), rtol=1e-12, atol=1e-12)
    assert found.gap[0] <= 1e-12
    assert (found.own_margin_used <= resources.initial_margin).all()
    assert (found.own_fund_used <= resources.default_fund).all()
    assert (found.fund_used <= resources.default_fund * (1 + 1e-12)).all()
    most = resources.assessments * resources.default_fund * (1 + 1e-12)
    assert (found.assessed <= most).all()
    assert (found.gains_cut <= np.maximum(margin, 0) * (1 + 1e-12)).all()
    assert not found.loss[falls].any()
    assert not found.close_out_loss[~falls].any()


@settings(max_examples=300)
@given(cases())
def test_if_more_default_no_survivor_loses_less_or_is_called_for_less(case: Case) -> None:
    """The set of those who bear shrinks and what is to be borne grows."""
    resources, margin, cost, some, more = case
    before = allocate_from(some, margin, cost, resources)
    after = allocate_from(more, margin, cost, resources)
    room = 1e-12 * (1.0 + before.close_out_loss.sum() + after.close_out_loss.sum())
    lives = ~more
    assert (after.loss >= before.loss - room)[lives].all()
    assert (after.liquidity_call >= before.liquidity_call - room)[lives].all()
    assert (after.shortfall >= before.shortfall - room).all()


@settings(max_examples=300)
@given(cases())
def test_if_more_default_no_member_at_all_bears_less_or_is_called_for_less(case: Case) -> None:
    """Nor does who is among those that now default: a failure gives no call back."""
    resources, margin, cost, some, more = case
    before = call_members(some, margin, cost, resources)
    after = call_members(more, margin, cost, resources)
    room = 1e-12 * (1.0 + np.abs(margin).sum() + cost.sum())
    for less, grown in zip(before, after, strict=True):
        assert (grown >= less - room).all()


@settings(max_examples=200)
@given(cases())
def test_a_failed_member_bears_its_own_money_or_what_it_would_bear_if_it_stood(case: Case) -> None:
    """Found again with one waterfall for each member, in which it alone has not failed."""
    resources, margin, cost, falls, _ = case
    bears, called = call_members(falls, margin, cost, resources)
    failed = allocate_from(falls, margin, cost, resources)
    own = failed.own_margin_used + failed.own_fund_used
    for i in range(falls.shape[1]):
        stands = falls.copy()
        stands[0, i] = False
        found = allocate_from(stands, margin, cost, resources)
        assert_allclose(bears[0, i], max(own[0, i], found.loss[0, i]), rtol=1e-9, atol=1e-9)
        assert_allclose(called[0, i], found.liquidity_call[0, i], rtol=1e-9, atol=1e-9)


@settings(max_examples=200)
@given(cases(), st.floats(0, 50), st.floats(0, 50))
def test_the_set_of_defaulters_is_the_smallest_that_is_closed(
    case: Case, equity: float, cash: float
) -> None:
    """Found again by adding one member at a time, whoever first cannot bear its part."""
    resources, margin, cost, falls, _ = case
    found = run_waterfall(
        resources, margin, falls, close_out_cost=cost, equity=equity, liquid_assets=cash
    )
    now = falls.copy()
    while True:
        at = allocate_from(now, margin, cost, resources)
        cannot = np.flatnonzero(~now[0] & ((at.loss[0] > equity) | (at.liquidity_call[0] > cash)))
        if not cannot.size:
            break
        now = now.copy()
        now[0, cannot[0]] = True
    assert np.array_equal(found.defaulted, now)


@given(cases(), st.sampled_from([2.0, 1024.0, 2.0**-10]))
def test_the_currency_unit_does_not_matter(case: Case, unit: float) -> None:
    resources, margin, cost, falls, _ = case
    scaled = DefaultResources(
        resources.initial_margin * unit, resources.default_fund * unit,
        resources.skin_in_the_game * unit, resources.second_skin_in_the_game * unit,
        resources.assessments, resources.gains_haircut,
    )  # fmt: skip
    found = allocate_from(falls, margin, cost, resources)
    again = allocate_from(falls, margin * unit, cost * unit, scaled)
    # To the last digit, but for numbers so small that they have fewer digits than others.
    assert_allclose(found.loss * unit, again.loss, rtol=0, atol=1e-300)
    assert_allclose(found.shortfall * unit, again.shortfall, rtol=0, atol=1e-300)


@given(cases(), st.randoms(use_true_random=False))
def test_the_order_of_members_does_not_matter(case: Case, random: Any) -> None:
    resources, margin, cost, falls, _ = case
    order = list(range(falls.shape[1]))
    random.shuffle(order)
    moved = DefaultResources(
        resources.initial_margin[order], resources.default_fund[order],
        resources.skin_in_the_game, resources.second_skin_in_the_game,
        resources.assessments, resources.gains_haircut,
    )  # fmt: skip
    found = allocate_from(falls, margin, cost, resources)
    again = allocate_from(falls[:, order], margin[:, order], cost[:, order], moved)
    assert_allclose(found.loss[:, order], again.loss, rtol=1e-9, atol=1e-9)


@given(cases())
def test_plain_numpy_bears_the_same(case: Case) -> None:
    """Each layer once more, one line each."""
    resources, margin, cost, falls, _ = case
    found = allocate_from(falls, margin, cost, resources)
    loss = np.where(falls, np.maximum(cost - margin, 0), 0)
    beyond = np.maximum(loss - resources.initial_margin - resources.default_fund, 0).sum()
    fund = np.where(falls, 0, resources.default_fund)
    gains = np.where(falls, 0, np.maximum(margin, 0))
    tops = [
        resources.skin_in_the_game, fund.sum(), resources.second_skin_in_the_game,
        resources.assessments * fund.sum(), resources.gains_haircut * gains.sum(),
    ]  # fmt: skip
    ends = np.concatenate([[0.0], np.cumsum(tops)])
    used = np.clip(beyond - ends[:-1], 0, tops)
    got = [
        found.skin_used[0], found.fund_used.sum(), found.second_skin_used[0],
        found.assessed.sum(), found.gains_cut.sum(),
    ]  # fmt: skip
    assert_allclose(got, used, rtol=1e-9, atol=1e-9)
    assert_allclose(found.shortfall, max(beyond - ends[-1], 0), rtol=1e-9, atol=1e-9)
