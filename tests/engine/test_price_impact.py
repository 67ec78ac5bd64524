"""Laws of price impact: points known by hand, what holds for all three, and what is refused."""

import math
from typing import Any

import numpy as np
import pytest
from numpy.testing import assert_allclose

from parley.engine.contagion.kernels.fire_sales import price_after
from parley.engine.impact import ImpactLaw, PriceImpact
from parley.errors import InvalidInput

LAWS = {
    "linear": PriceImpact.linear([0.001], lowest=[0.2]),
    "exponential": PriceImpact.exponential([0.001], lowest=[0.2]),
    "square root": PriceImpact.square_root([0.02], [400.0], lowest=[0.2]),
}


def test_points_that_are_known() -> None:
    assert_allclose(PriceImpact.linear([0.001]).price([100.0]), [0.9])
    assert_allclose(PriceImpact.linear([0.001]).price([2000.0]), [0.0])
    assert_allclose(PriceImpact.exponential([math.log(2) / 10]).price([20.0]), [0.25])
    assert_allclose(PriceImpact.square_root([0.02], [100.0], 0.5).price([400.0]), [0.98])


def test_a_fall_of_the_market_is_read_back() -> None:
    """A price that falls by 10 per cent when a tenth is sold falls to 0.9^10 when all is."""
    law = PriceImpact.from_fall([0.1], 0.1)
    assert_allclose(law.price([5.0], market=[50.0]), [0.9])
    assert_allclose(law.price([50.0], market=[50.0]), [0.9**10])
    assert_allclose(law.price([0.0], market=[0.0]), [1.0])


def test_depth_is_the_slope_at_the_start() -> None:
    law = PriceImpact.from_depth([1000.0], lowest=[0.5])
    step = 1e-4
    assert_allclose((1.0 - law.price([step])) / step, [1 / 1000.0], rtol=1e-5)
    assert_allclose(law.price([1e9]), [0.5])


@pytest.mark.parametrize("name", LAWS)
def test_the_more_is_sold_the_lower_the_price_but_never_below_the_lowest(name: str) -> None:
    law = LAWS[name]
    sold = np.linspace(0.0, 3000.0, 61)[:, np.newaxis]
    path = law.price(sold, start=0.9)
    assert_allclose(path[0], [0.9])
    assert np.all(np.diff(path[:, 0]) <= 0.0)
    assert np.all(path >= 0.2 - 1e-15)


@pytest.mark.parametrize("name", LAWS)
def test_the_compiled_law_is_the_same(name: str) -> None:
    law = LAWS[name]
    slope = float(law.slope_per_unit(np.ones(1))[0])
    for start in (0.1, 0.5, 1.0):
        for sold in (-5.0, 0.0, 7.0, 900.0, 1e6):
            compiled = price_after(law.law.value, slope, 0.2, start, sold)
            assert_allclose(compiled, law.price([sold], start=start)[0], rtol=1e-15)


@pytest.mark.parametrize("name", LAWS)
def test_sales_do_not_move_a_price_that_is_below_the_lowest(name: str) -> None:
    assert LAWS[name].price([500.0], start=0.1).tolist() == [0.1]


@pytest.mark.parametrize(
    ("made", "wrong"),
    [
        (lambda: PriceImpact.linear([math.nan]), "slope of 0: nan"),
        (lambda: PriceImpact.linear([[1.0]]), "slope: shape"),
        (lambda: PriceImpact.exponential([1.0], lowest=[1.1]), "lowest of 0: 1.1"),
        (lambda: PriceImpact.square_root([0.1], [0.0]), "volume of 0: 0.0"),
        (lambda: PriceImpact.square_root([-0.1], [1.0]), "volatility of 0: -0.1"),
        (lambda: PriceImpact.square_root([0.1], [1.0], math.inf), "constant: inf"),
        (lambda: PriceImpact.from_depth([0.0]), "depth of 0: 0.0"),
        (lambda: PriceImpact.from_depth([1.0], [1.0]), "lowest of 0: 1.0"),
        (lambda: PriceImpact.from_fall([1.0], 0.1), "fall of 0: 1.0"),
        (lambda: PriceImpact.from_fall([0.1], 0.0), "share_sold: 0.0"),
        (lambda: PriceImpact.from_fall([0.1], 0.1).price([1.0]), "market: nothing"),
    ],
)
def test_what_cannot_be_is_refused_by_name(made: Any, wrong: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        made()
    assert wrong in str(refused.value)


def test_the_laws_have_the_numbers_that_the_compiled_loops_know() -> None:
    assert [law.value for law in ImpactLaw] == [0, 1, 2]
