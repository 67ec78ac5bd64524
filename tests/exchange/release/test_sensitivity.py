"""How far one institution's assets move the shortfall of all, and where there is no bound."""

from dataclasses import replace
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from parley.engine.contagion.whole_clearing import WholeDebts, WholeRecovery, clear_whole
from parley.errors import InvalidInput
from parley.exchange.joint.charter import Charter
from parley.exchange.release.sensitivity import debts_of, outside_share, shortfall_sensitivity
from tests.exchange.joint.test_run import world


def shortfall(debts: WholeDebts, assets: np.ndarray, recovery: WholeRecovery) -> int:
    return int((debts.owed - clear_whole(debts, assets, recovery).payments).sum())


@settings(max_examples=80)
@given(st.integers(0, 2**32 - 1), st.integers(2, 14), st.sampled_from([0.1, 0.5, 0.9]), st.data())
def test_nobody_moves_the_shortfall_by_more_than_the_bound(
    seed: int, n: int, inside: float, data: st.DataObject
) -> None:
    charter, books, debts, assets, _ = world(seed, n, 2, inside=inside)
    who, protects = data.draw(st.integers(0, n - 1)), data.draw(st.integers(1, 10**8))
    less = assets.copy()
    less[0, who] = max(0, less[0, who] - protects)
    floor = min(outside_share(each) for each in books)
    count = sum(debts_of(each) for each in books)
    assert count >= debts.debtor.size
    bound = shortfall_sensitivity(charter, protects, floor, count)
    moved = shortfall(debts, less, charter.recovery) - shortfall(debts, assets, charter.recovery)
    assert 0 <= moved <= bound


def test_the_bound_is_nearly_reached_where_a_loss_goes_round() -> None:
    # Two owe each other nine tenths of all that they owe, and have nothing else to lose.
    debts = WholeDebts(*map(np.array, ([0, 1], [1, 0], [9_000, 9_000], [1_000, 1_000])))
    charter = Charter("r", ("a", "b"), (("x",), ("y",)), "cent", "s", 1)
    has, less = np.array([[1_000, 1_000]]), np.array([[900, 1_000]])
    moved = shortfall(debts, less, charter.recovery) - shortfall(debts, has, charter.recovery)
    bound = shortfall_sensitivity(charter, 100, Fraction(1, 10), 2)
    assert bound == 1_020
    assert 0.9 * bound < moved <= bound


def test_with_costs_of_default_one_unit_moves_the_shortfall_without_bound() -> None:
    debts = WholeDebts(*map(np.array, ([0], [1], [10**9], [0, 10**9])))
    half = WholeRecovery(Fraction(1, 2), Fraction(1, 2))
    enough, one_less = np.array([[10**9, 0]]), np.array([[10**9 - 1, 0]])
    assert shortfall(debts, enough, half) == 0
    assert shortfall(debts, one_less, half) > 10**9
    charter = Charter("r", ("a", "b"), (("x",), ("y",)), "cent", "s", 1, (1, 2), (1, 2))
    with pytest.raises(InvalidInput, match="one unit less can cost all of what defaults cost"):
        shortfall_sensitivity(charter, 1, Fraction(1, 2), 1)


@pytest.mark.parametrize(
    ("channel", "why"),
    [("fire_sales", "sell all"), ("payments", "hold back"), ("funding", "recall all")],
)
def test_models_that_act_at_a_threshold_are_refused_with_the_reason(channel: str, why: str) -> None:
    charter, *_ = world(1, 6, 2)
    markets = (("bonds", 0),) if channel == "fire_sales" else ()
    other = replace(charter, channels=("clearing", channel), markets=markets, ratio_high=10**6)
    with pytest.raises(InvalidInput, match=why):
        shortfall_sensitivity(other, 1, Fraction(1, 2), 1)


@pytest.mark.parametrize(
    ("protects", "floor", "said"),
    [
        (0, Fraction(1, 2), "protects"),
        (2**61, Fraction(1, 4), "2\\^62"),
        (1, Fraction(0), "for ever"),
        (1, Fraction(2), "outside"),
    ],
)
def test_terms_that_cannot_be_are_refused(protects: int, floor: Fraction, said: str) -> None:
    charter, *_ = world(1, 6, 2)
    with pytest.raises(InvalidInput, match=said):
        shortfall_sensitivity(charter, protects, floor, 1)


def test_the_share_owed_outside_leaves_out_what_is_owed_across() -> None:
    _, books, debts, _, side_of = world(5, 9, 2)
    shares = [
        Fraction(int(out), int(whole))
        for out, whole in zip(debts.elsewhere, debts.owed, strict=True)
    ]
    for side in (0, 1):
        own = [share for share, where in zip(shares, side_of, strict=True) if where == side]
        assert outside_share(books[side]) == min(own)
