"""Ex-ante valuation: limits that are known, and what a valuation of one's own must keep to."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.testing import assert_allclose

from parley.engine.contagion.valuation import (
    BlackCox,
    EisenbergNoe,
    Furfine,
    FurfineMerton,
    LinearDebtRank,
    Merton,
    probability_of_default,
    probability_of_touching,
    value_claims,
)
from parley.errors import InvalidInput
from tests.engine.systems import system_of

EQUITIES = st.floats(-50, 150)
PAIR = system_of([[0, 0], [10, 0]], [5, 30])


@given(EQUITIES, EQUITIES, st.floats(0.01, 2.0), st.floats(0, 1))
def test_no_valuation_falls_when_equity_rises(
    one: float, other: float, sigma: float, share: float
) -> None:
    low, high = np.array([min(one, other)]), np.array([max(one, other)])
    assets, owed, vol = np.array([100.0]), np.array([90.0]), np.array([sigma])
    for valuation in (
        EisenbergNoe(), Furfine(share), LinearDebtRank(np.array([40.0])), Merton(vol, share),
        FurfineMerton(vol, share), BlackCox(vol, share),
    ):  # fmt: skip
        worse, better = (valuation(each, assets, owed)[0] for each in (low, high))
        assert -1e-9 <= worse <= better + 1e-9 <= 1.0 + 2e-9, valuation


@given(EQUITIES)
def test_without_volatility_merton_is_eisenberg_noe(equity: float) -> None:
    """Assets that hardly move are at maturity what they are today, and so are payments."""
    assets, owed = np.array([100.0]), np.array([90.0])
    if abs(equity) < 1e-3 or equity >= 100:
        return
    still = Merton(np.array([1e-6]))(np.array([equity]), assets, owed)
    assert_allclose(still, EisenbergNoe()(np.array([equity]), assets, owed), atol=1e-4)


def test_merton_is_the_mean_over_outcomes() -> None:
    """A million outcomes of ln A ~ N(ln 100 - σ²/2, σ²) with what is owed to others held fixed."""
    sigma, equity, assets, owed = 0.3, 10.0, 100.0, 90.0
    z = np.random.default_rng(1).standard_normal(1_000_000)
    later = equity + assets * (np.exp(sigma * z - sigma**2 / 2) - 1.0)
    pays = np.where(later >= 0, 1.0, 0.4 * np.clip((later + owed) / owed, 0.0, 1.0))
    found = Merton(np.array([sigma]), 0.4)(
        np.array([equity]), np.array([assets]), np.array([owed])
    )[0]
    assert found == pytest.approx(pays.mean(), abs=4 * pays.std() / 1e3)


def test_whoever_may_fail_before_maturity_fails_more_often() -> None:
    equity, assets = np.array([5.0, 20.0, 60.0]), np.full(3, 100.0)
    sigma = np.full(3, 0.2)
    late = probability_of_default(equity, assets, sigma)
    ever = probability_of_touching(equity, assets, sigma)
    assert np.all(ever > late)
    assert np.all(ever <= 2 * late + 0.1)
    assert probability_of_touching(np.zeros(1), np.ones(1), np.ones(1)) == 1.0


def test_a_valuation_of_ones_own_is_an_argument() -> None:
    """Claims lose a tenth for each missing tenth of equity below 20 and nothing above."""

    def steps(equity, external_assets, owed):  # type: ignore[no-untyped-def]
        return np.clip(np.floor(equity / 2.0) / 10.0, 0.0, 1.0)

    found = value_claims(PAIR, [5.0, 25.0], steps).require_converged()
    assert_allclose(found.value, [[0.6, 0.7]])
    assert_allclose(found.equity, [[12.0, 15.0]])


@pytest.mark.parametrize(
    "wrong",
    [lambda e, a, p: e * np.nan, lambda e, a, p: e + 99.0, lambda e, a, p: np.ones(3),
     lambda e, a, p: -np.ones_like(e)],
)  # fmt: skip
def test_a_valuation_that_gives_anything_else_is_refused(wrong: object) -> None:
    with pytest.raises(InvalidInput, match="valuation"):
        value_claims(PAIR, [5.0, 25.0], wrong)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "made",
    [lambda: Merton(np.array([0.0])), lambda: Merton(np.array([-1.0])), lambda: Furfine(2.0),
     lambda: BlackCox(np.array([0.1]), 1.5), lambda: Merton(np.array([np.nan]))],
)  # fmt: skip
def test_volatilities_and_recoveries_that_cannot_be_are_refused(made: object) -> None:
    with pytest.raises(InvalidInput, match="valuation"):
        made()  # type: ignore[operator]


def test_assets_that_cannot_be_are_refused() -> None:
    for assets in ([1.0], [np.nan, 1.0], [[1.0, 2.0, 3.0]]):
        with pytest.raises(InvalidInput, match="external_assets"):
            value_claims(PAIR, assets, EisenbergNoe())
