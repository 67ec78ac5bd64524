"""Price impact from volume and volatility."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from parley.engine.impact import price_impacts


def test_selling_a_share_of_daily_volume_moves_the_price_by_that_share_of_volatility() -> None:
    """Selling 0.4 of a day's volume moves the price by one daily standard deviation."""
    central, low, high = price_impacts(volume_per_day=500.0, volatility_per_day=0.006)
    assert central * 0.4 * 500.0 == pytest.approx(0.006)
    assert low * 0.4 * 500.0 == pytest.approx(0.006 / 20**0.5)
    assert high * 0.25 * 500.0 == pytest.approx(0.006)


@given(st.floats(1e-3, 1e4), st.floats(1e-5, 0.5), st.floats(2.0, 10.0))
def test_the_deeper_a_market_the_less_a_sale_moves_it(
    volume: float, volatility: float, times: float
) -> None:
    central, low, high = price_impacts(volume, volatility)
    assert low <= central <= high
    assert price_impacts(times * volume, volatility)[0] < central
