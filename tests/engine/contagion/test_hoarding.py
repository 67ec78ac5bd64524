"""Hoarding: worked examples by hand, what holds in all networks, and what is refused."""

import math
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.testing import assert_allclose

from parley.engine.amounts import Money
from parley.engine.contagion.hoarding import hoard
from parley.errors import InvalidInput
from tests.engine.systems import arrays, one_of

#: B owes A 10, C owes B 10.
CHAIN = [[0.0, 0, 0], [10, 0, 0], [0, 10, 0]]
FIRST = [True, False, False]


def test_who_loses_more_than_its_liquidity_passes_it_on() -> None:
    found = hoard(CHAIN, [5, 9, 11], hoarding=FIRST)
    assert found.hoards_from.tolist() == [[0, 1, -1]]
    assert found.lost_funding.tolist() == [[0, 10, 10]]
    assert_allclose(found.share_hoarding, [2 / 3])


def test_who_loses_just_its_liquidity_hoards() -> None:
    """The paper's condition asks for more than nothing."""
    assert hoard(CHAIN, [5, 10, 11], hoarding=FIRST).hoarding.tolist() == [[True, True, False]]


def test_only_a_part_may_be_recalled() -> None:
    found = hoard(CHAIN, [5, 9, 11], hoarding=FIRST, recall_share=0.8)
    assert found.hoards_from.tolist() == [[0, -1, -1]]
    assert found.lost_funding.tolist() == [[0, 8, 0]]


def test_collateral_counts_after_both_haircuts_and_reverse_repo_after_its_own() -> None:
    """1 + (1 - 0.1 - 0.2) 10 + 0.7 / 0.9 x 9 + 2 - 12 = 5."""
    found = hoard(
        np.zeros((1, 1)),
        [1.0],
        collateral=10.0,
        reverse_repo=9.0,
        repo=12.0,
        new_funding=2.0,
        haircut=0.1,
        own_haircut=[0.2],
    )
    assert_allclose(found.liquidity, [[5.0]])


def test_a_haircut_that_rises_makes_who_lives_on_repo_hoard() -> None:
    """100 of collateral carry 90 of repo at a tenth; at 11 per cent they carry 89."""
    given: dict[str, Any] = {"collateral": 100.0, "repo": 90.0}
    found = hoard(np.zeros((1, 1)), [0.5], haircut=[0.1, 0.11], **given)
    assert found.hoarding.tolist() == [[False], [True]]


Network = tuple[Money, Money, np.ndarray]


@st.composite
def networks(draw: st.DrawFn) -> Network:
    n = draw(st.integers(1, 10))
    owes = draw(arrays((n, n)))
    np.fill_diagonal(owes, 0.0)
    return owes, draw(arrays((n,))), draw(arrays((n,), one_of(0.0, 0.0, 1.0))) > 0.0


@settings(max_examples=100)
@given(networks(), st.floats(0.0, 1.0))
def test_a_set_that_grows_until_nobody_is_added_is_the_same(network: Network, part: float) -> None:
    owes, liquid, first = network
    now = first | (liquid <= 0.0)
    while True:
        lost = part * owes[:, now].sum(axis=1)
        grown = now | (lost >= liquid * (1.0 - 1e-12))
        if np.array_equal(grown, now):
            break
        now = grown
    found = hoard(owes, liquid, hoarding=first, recall_share=part)
    assert found.hoarding[0].tolist() == now.tolist()
    assert_allclose(found.lost_funding[0], part * owes[:, now].sum(axis=1), rtol=1e-9, atol=1e-9)


@settings(max_examples=60)
@given(networks(), st.floats(0.0, 1.0), st.floats(0.5, 1.0))
def test_more_hoarders_or_less_liquidity_make_nobody_stop_hoarding(
    network: Network, part: float, left: float
) -> None:
    owes, liquid, first = network
    one = hoard(owes, liquid, recall_share=part).hoarding
    other = hoard(owes, liquid * left, hoarding=first, recall_share=part).hoarding
    assert np.all(other | ~one)


@pytest.mark.parametrize(
    ("changed", "wrong"),
    [
        ({"nominal_liabilities": [[1.0]]}, "nominal_liabilities"),
        ({"nominal_liabilities": [[0.0, math.nan], [0.0, 0.0]]}, "nominal_liabilities"),
        ({"nominal_liabilities": "all"}, "an array of numbers"),
        ({"nominal_liabilities": 1.0}, "nominal_liabilities: shape ()"),
        ({"nominal_liabilities": [1.0, 2.0]}, "nominal_liabilities: shape (2,)"),
        ({"liquid_assets": 1.0}, "liquid_assets: shape ()"),
        ({"liquid_assets": [-1.0]}, "liquid_assets of 0: -1.0"),
        ({"collateral": [math.nan]}, "collateral of 0: nan"),
        ({"repo": [1.0, 1.0]}, "repo: shape (2,)"),
        ({"haircut": 1.0}, "haircut: 1.0"),
        ({"haircut": [0.1, 0.2], "own_haircut": [[0.1]]}, "own_haircut: shape (1, 1)"),
        ({"own_haircut": 1.5}, "own_haircut: 1.5"),
        ({"recall_share": -0.1}, "recall_share: -0.1"),
    ],
)
def test_what_cannot_be_is_refused_by_name(changed: dict[str, Any], wrong: str) -> None:
    given: dict[str, Any] = {"nominal_liabilities": [[0.0]], "liquid_assets": [1.0]}
    with pytest.raises(InvalidInput) as refused:
        hoard(**given | changed)
    assert wrong in str(refused.value)
