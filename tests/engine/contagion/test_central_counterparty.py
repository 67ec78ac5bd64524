"""A central counterparty: worked examples by hand, a real default, and what is refused."""

from typing import Any

import numpy as np
import pytest
from numpy.testing import assert_allclose

from parley.engine.contagion.central_counterparty import (
    cover,
    run_waterfall,
    variation_margin,
)
from parley.engine.default_resources import DefaultResources
from parley.engine.status import Status
from parley.errors import InvalidInput

A_DEFAULTS = [True, False, False]


def resources(**given: Any) -> DefaultResources:
    """Three members with margin of 10 and 2, 6 and 4 in the fund; the counterparty has 3."""
    all_given: dict[str, Any] = {
        "initial_margin": [10, 10, 10], "default_fund": [2, 6, 4], "skin_in_the_game": 3,
    }  # fmt: skip
    return DefaultResources(**all_given | given)


def test_variation_margin_is_what_prices_moved_times_what_is_held() -> None:
    """Long 3 of the first and short 1 of the second: 3 x 2 - 1 x (-1) = 7."""
    found = variation_margin([[3, -1], [-3, 1]], [[2, -1], [0, 4]])
    assert found.tolist() == [[7, -7], [-4, 4]]


@pytest.mark.parametrize(
    ("owes", "layers"),
    [  # own margin, own fund, skin, survivors' fund, assessments, gains, shortfall
        (8, [8, 0, 0, 0, 0, 0, 0]),
        (11, [10, 1, 0, 0, 0, 0, 0]),
        (14, [10, 2, 2, 0, 0, 0, 0]),
        (20, [10, 2, 3, 5, 0, 0, 0]),
        (40, [10, 2, 3, 10, 15, 0, 0]),
        (52, [10, 2, 3, 10, 20, 7, 0]),
        (60, [10, 2, 3, 10, 20, 15, 0]),
    ],
)
def test_layers_are_used_one_after_the_other(owes: float, layers: list[float]) -> None:
    """The others gain what A owes: 40 and the rest; half of it may be cut."""
    gains = [owes * 0.75, owes * 0.25]
    found = run_waterfall(resources(assessments=2, gains_haircut=0.5), [-owes, *gains], A_DEFAULTS)
    got = [
        found.own_margin_used.sum(), found.own_fund_used.sum(), found.skin_used[0],
        found.fund_used.sum(), found.assessed.sum(), found.gains_cut.sum(), found.shortfall[0],
    ]  # fmt: skip
    assert_allclose(got, layers, atol=1e-12)
    assert not found.fails[0]


def test_what_nobody_bears_is_the_failure_of_the_counterparty() -> None:
    """Nobody gains and nobody can be assessed: of 40, 25 are borne."""
    found = run_waterfall(resources(), [0, 0, 0], A_DEFAULTS, close_out_cost=40)
    assert found.shortfall.tolist() == [15]
    assert found.fails.tolist() == [True]
    assert found.gap.tolist() == [0]
    assert found.status.tolist() == [Status.CONVERGED]
    assert found.require_converged() is found


def test_survivors_bear_in_proportion_to_the_fund_and_then_to_their_gains() -> None:
    """45 beyond A's own money and 3 of skin: 10 of the fund, 6 to 4; 20 assessed, 6 to 4; 12 of
    gains, 9 to 3."""
    found = run_waterfall(resources(assessments=2), [-57, 45, 15], A_DEFAULTS)
    assert_allclose(found.fund_used, [[0, 6, 4]])
    assert_allclose(found.assessed, [[0, 12, 8]])
    assert_allclose(found.gains_cut, [[0, 9, 3]])
    assert_allclose(found.loss, [[0, 27, 15]])
    assert_allclose(found.liquidity_call, [[0, 18, 12]])


def test_a_second_part_of_its_own_money_comes_after_the_fund() -> None:
    found = run_waterfall(
        resources(skin_in_the_game=0, second_skin_in_the_game=5), [-30, 30, 0], A_DEFAULTS
    )
    assert found.skin_used.tolist() == [0]
    assert_allclose(found.fund_used, [[0, 6, 4]])
    assert found.second_skin_used.tolist() == [5]
    assert_allclose(found.gains_cut, [[0, 3, 0]])


def test_margin_of_one_defaulter_does_not_pay_for_another() -> None:
    """A leaves nothing open; B lacks 25 - 10 - 6 = 9, of which C bears 4 after 3 of skin."""
    found = run_waterfall(resources(), [-1, -25, 0], [True, True, False])
    assert found.own_margin_used.tolist() == [[1, 10, 0]]
    assert_allclose(found.fund_used, [[0, 0, 4]])
    assert_allclose(found.shortfall, [2])


def test_a_defaulter_that_is_owed_more_than_its_close_out_costs_leaves_no_loss() -> None:
    found = run_waterfall(resources(), [5, -5, 0], A_DEFAULTS, close_out_cost=[4, 0, 0])
    assert found.close_out_loss.tolist() == [[0, 0, 0]]


def test_survivors_are_called_for_their_own_losses_too() -> None:
    found = run_waterfall(resources(), [-13, -2, 15], A_DEFAULTS)
    assert found.variation_margin_owed.tolist() == [[0, 2, 0]]
    assert_allclose(found.liquidity_call, [[0, 2, 0]])


def test_who_cannot_bear_its_part_defaults_as_well() -> None:
    """B bears 6 of the fund and has equity of 5; then its own loss of 30 beyond 16 comes on top,
    and C is left with 4 of the fund and with all the rest."""
    given: dict[str, Any] = {"close_out_cost": [25, 30, 0], "equity": [1, 5, 100]}
    alone = run_waterfall(resources(), [0, 0, 0], A_DEFAULTS, close_out_cost=[25, 30, 0])
    assert_allclose(alone.fund_used, [[0, 6, 4]])
    found = run_waterfall(resources(), [0, 0, 0], A_DEFAULTS, **given)
    assert found.defaulted.tolist() == [[True, True, False]]
    assert found.rounds.tolist() == [2]
    assert_allclose(found.fund_used, [[0, 0, 4]])
    assert_allclose(found.shortfall, [13 + 14 - 3 - 4])


def test_who_cannot_pay_a_call_in_cash_defaults_although_it_has_equity() -> None:
    found = run_waterfall(resources(), [-20, 20, 0], A_DEFAULTS, liquid_assets=[0, 2, 9])
    assert found.defaulted.tolist() == [[True, True, False]]


def test_draws_may_differ_in_margin_and_in_who_defaults() -> None:
    margins = [[-20, 20, 0], [0, 0, 0], [7, 0, -7]]
    falls = [[True, False, False], [False] * 3, [False, False, True]]
    found = run_waterfall(resources(), margins, falls)
    for d in range(3):
        alone = run_waterfall(resources(), margins[d], falls[d])
        assert np.array_equal(found.loss[d], alone.loss[0])
    assert found.close_out_loss.tolist() == [[20, 0, 0], [0, 0, 0], [0, 0, 7]]


def test_the_default_of_september_2018_in_nordic_power() -> None:
    """The counterparty said that 7 million euro of its own junior capital were used and 107
    million of the fund, which held 166 million: 114 million beyond what the member had paid in.
    Statement of the counterparty, 13 September 2018; GlobalCapital of the same day."""
    fund = np.full(83, 2.0)
    fund[0] = 0.0  # the defaulter's own contribution is part of what is used before
    fund[1:] *= 166.0 / fund.sum()
    found = run_waterfall(
        DefaultResources(np.zeros(83), fund, skin_in_the_game=7.0), np.zeros(83),
        np.arange(83) == 0, close_out_cost=114.0,
    )  # fmt: skip
    assert_allclose(found.skin_used, [7])
    assert_allclose(found.fund_used.sum(), 107)
    assert_allclose(found.fund_used[0, 1:] / fund[1:], 107 / 166)
    assert not found.fails[0]


def test_the_two_worst_members_are_what_has_to_be_covered() -> None:
    losses = [[12, 30, 15, 5], [0, 0, 0, 11]]
    margin = [10, 10, 10, 10]
    assert cover(losses, margin).tolist() == [25, 1]
    assert cover(losses, margin, members=1).tolist() == [20, 1]
    assert cover(losses, margin, members=9).tolist() == [27, 1]


def test_one_member_or_none_is_a_counterparty_too() -> None:
    one = run_waterfall(DefaultResources(np.ones(1), np.ones(1)), [-5.0], [True])
    assert one.shortfall.tolist() == [3]
    none = run_waterfall(DefaultResources(np.zeros(0), np.zeros(0)), [], np.zeros(0, dtype=bool))
    assert none.loss.shape == (1, 0)


def test_a_huge_loss_beside_a_tiny_one_leaves_both_right() -> None:
    tiny = DefaultResources(np.zeros(2), np.array([1e15, 1e-3]))
    found = run_waterfall(tiny, [0, 0], [[True, False], [False, True]],
                          close_out_cost=[[1e15 + 1, 0], [0, 2e-3]])  # fmt: skip
    assert_allclose(found.fund_used, [[0, 1e-3], [1e-3, 0]])
    assert_allclose(found.shortfall, [0.999, 0], rtol=1e-9)


@pytest.mark.parametrize(
    ("changed", "wrong"),
    [
        ({"variation_margin": [1, np.nan, 0]}, "variation_margin of 1: nan"),
        ({"variation_margin": [1, 0]}, "variation_margin: shape (2,)"),
        ({"defaulted": [True, False]}, "defaulted: shape (2,)"),
        ({"defaulted": [1, 0, 0]}, "defaulted: shape (3,) of int64"),
        ({"defaulted": [[True] * 3] * 2, "close_out_cost": [[0.0] * 3] * 3}, "defaulted: shape"),
        ({"close_out_cost": -1}, "close_out_cost: -1.0"),
        ({"close_out_cost": [0, -1, 0]}, "close_out_cost of 1: -1.0"),
        ({"equity": [np.nan, 1, 1]}, "equity: NaN"),
        ({"liquid_assets": [-1, 1, 1]}, "liquid_assets: NaN or below 0"),
    ],
)
def test_a_waterfall_that_cannot_be_is_refused(changed: dict[str, Any], wrong: str) -> None:
    given: dict[str, Any] = {"variation_margin": [0, 0, 0], "defaulted": A_DEFAULTS}
    with pytest.raises(InvalidInput) as refused:
        run_waterfall(resources(), **given | changed)
    assert wrong in str(refused.value)


@pytest.mark.parametrize(
    ("changed", "wrong"),
    [
        ({"initial_margin": [1, -1, 1]}, "initial_margin of 1: -1.0"),
        ({"default_fund": [1, 1]}, "default_fund: shape (2,)"),
        ({"skin_in_the_game": -1}, "skin_in_the_game: -1"),
        ({"skin_in_the_game": np.inf}, "skin_in_the_game: inf"),
        ({"second_skin_in_the_game": np.nan}, "second_skin_in_the_game: nan"),
        ({"assessments": -1}, "assessments: -1"),
        ({"gains_haircut": 1.1}, "gains_haircut: 1.1"),
    ],
)
def test_resources_that_cannot_be_are_refused(changed: dict[str, Any], wrong: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        resources(**changed)
    assert wrong in str(refused.value)


@pytest.mark.parametrize(
    ("call", "wrong"),
    [
        (lambda: variation_margin([[1], [1]], [1]), "positions in 0: 2 net"),
        (lambda: variation_margin([[1], [-1]], [1, 2]), "price_moves: shape (1, 2)"),
        (lambda: variation_margin([[np.nan], [-1]], [1]), "positions of 0, 0: nan"),
        (lambda: variation_margin([[[1.0]]], [1]), "positions: shape (1, 1, 1)"),
        (lambda: cover([1, -1], [0, 0]), "close_out_loss of 0, 1: -1.0"),
        (lambda: cover([1, 1], [0]), "initial_margin: shape (1,)"),
        (lambda: cover([1, 1], [0, 0], members=0), "members: 0"),
    ],
)
def test_what_else_cannot_be_is_refused(call: Any, wrong: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        call()
    assert wrong in str(refused.value)
