"""Overlaps of portfolios: worked examples, what holds for all, and what is refused."""

import math
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.testing import assert_allclose

from parley.engine.contagion.fire_sales import fire_sale
from parley.engine.contagion.overlaps import find_overlaps, rank_contagion
from parley.engine.impact import PriceImpact
from parley.engine.selling import LeverageThresholds, SettledAt
from parley.errors import InvalidInput
from tests.engine.systems import arrays


def test_an_overlap_is_what_one_loses_when_the_other_sells_everything() -> None:
    """B fails and sells all; A sells nothing. The price falls on a straight line."""
    held, slope = np.array([[60.0, 40.0], [10.0, 30.0]]), np.array([0.001, 0.002])
    found = fire_sale(
        held,
        [50.0, 1.0],
        [50.0, 39.0],
        PriceImpact.linear(slope),
        selling=LeverageThresholds(0.03, 0.03, 0.03),
        settled_at=SettledAt.BEFORE,
        rounds=2,
        attribute=True,
    )
    assert found.loss_from is not None
    assert_allclose(found.loss_from[0, 1, 0], find_overlaps(held, 1 / slope)[0, 1])


@settings(max_examples=60)
@given(st.integers(1, 7), st.integers(1, 5), st.data())
def test_the_index_is_an_eigenvector_with_the_largest_eigenvalue(
    n: int, m: int, data: st.DataObject
) -> None:
    held = data.draw(arrays((n, m))) + 0.1
    depth = data.draw(arrays((m,))) + 1.0
    overlaps, found = find_overlaps(held, depth), rank_contagion(held, depth)
    assert_allclose(overlaps, overlaps.T)
    assert_allclose(overlaps @ found.index, found.eigenvalue * found.index, rtol=1e-8)
    assert_allclose(found.index.sum(), 1.0)
    assert_allclose(found.eigenvalue, np.linalg.eigvalsh(overlaps)[-1], rtol=1e-9)


@pytest.mark.parametrize("held", [[[0.0]], [[1.0, 0.0], [0.0, 1.0]]])
def test_where_there_is_no_ranking_none_is_given(held: Any) -> None:
    with pytest.raises(InvalidInput, match="largest eigenvalues"):
        rank_contagion(held, np.ones(len(held[0])))


@pytest.mark.parametrize(
    ("held", "depth", "wrong"),
    [
        ([[math.nan]], [1.0], "holdings of 0, 0: nan"),
        ([[-1.0]], [1.0], "holdings of 0, 0: -1.0"),
        ([[[1.0]]], [1.0], "holdings: shape"),
        ([[1.0]], [0.0], "depth of 0: 0.0"),
        ([[1.0]], [1.0, 1.0], "depth: shape (2,)"),
    ],
)
def test_what_cannot_be_is_refused_by_name(held: Any, depth: Any, wrong: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        find_overlaps(held, depth)
    assert wrong in str(refused.value)
