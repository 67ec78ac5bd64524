"""Ex-ante valuation: limits that are known, and what a valuation of one's own must keep to."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.testing import assert_allclose

from parley.engine.contagion.clearing import clear
from parley.engine.contagion.valuation import (
    BlackCox,
    EisenbergNoe,
    Furfine,
    FurfineMerton,
    LinearDebtRank,
    Merton,
    NonLinearDebtRank,
    probability_of_default,
    probability_of_touching,
    value_claims,
)
from parley.engine.status import Status
from parley.engine.system import FinancialSystem, Ranking
from parley.errors import InvalidInput
from tests.engine.systems import system_of, systems

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
        FurfineMerton(vol, share), BlackCox(vol, share), NonLinearDebtRank(np.array([40.0]), 3.0),
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
     lambda: NonLinearDebtRank(np.ones(1), -1.0), lambda: BlackCox(np.array([0.1]), 1.5),
     lambda: Merton(np.array([np.nan]))],
)  # fmt: skip
def test_volatilities_and_recoveries_that_cannot_be_are_refused(made: object) -> None:
    with pytest.raises(InvalidInput, match="valuation"):
        made()  # type: ignore[operator]


def around(n: int, owed: float, outside: float) -> FinancialSystem:
    """A ring of n: each owes the next ``owed``, and a little outside."""
    debts = np.roll(np.eye(n), 1, axis=1) * owed
    return system_of(debts, np.full(n, 1.0), np.full(n, outside))


def test_equities_that_creep_are_right_or_said_not_to_be() -> None:
    """Each owes the next 100 and 1 outside, and has 0.01: all pay 1 %, after 3,000 rounds."""
    system = around(3, 100.0, 1.0)
    found = value_claims(system, np.full(3, 1e-2), EisenbergNoe()).require_converged()
    exact = clear(system, np.full(3, 1e-2)).payments - system.total_liabilities
    assert_allclose(found.equity, exact, atol=1e-9 * 300)
    assert np.all(np.abs(found.equity - exact) <= found.error_bound[0] * 300)
    early = value_claims(system, np.full(3, 1e-2), EisenbergNoe(), max_rounds=300)
    assert early.status[0] == Status.ROUND_LIMIT
    assert early.error_bound[0] > 1e-9


@given(systems(largest=6), st.integers(0, 2**32 - 1))
def test_no_equity_is_further_off_than_the_bound(system: FinancialSystem, seed: int) -> None:
    rng = np.random.default_rng(seed)
    assets = system.external_assets * rng.random(system.size)
    found = value_claims(system, assets, EisenbergNoe(), tolerance=1e-4, max_rounds=2000)
    exact = clear(system, assets)
    inside = assets + exact.received[0] - system.total_liabilities
    scale = assets + system.total_liabilities + system.interbank_assets
    off = np.abs(found.equity[0] - inside)
    assert np.all(off <= found.error_bound[0] * scale + 1e-9 * (1.0 + scale))


def test_senior_debts_outside_leave_the_rest_to_claims_inside() -> None:
    """A owes 10 outside first, then B 20; it has 15: the claim of 20 is worth 5."""
    for ranking, value in ((Ranking.SENIOR, 0.25), (Ranking.EQUAL, 0.5)):
        system = system_of([[0, 20], [0, 0]], [15, 3], [10, 0], ranking)
        found = value_claims(system, [15.0, 3.0], EisenbergNoe()).require_converged()
        assert_allclose(found.value[0], [value, 1.0])
        assert_allclose(found.equity[0], [-15.0, 3.0 + 20 * value])


def test_curved_debtrank_lies_between_linear_and_furfine() -> None:
    """Half of the equity is lost: 1 - 0.5 exp(-α / 2)."""
    for curvature, value in ((0.0, 0.5), (2.0, 1 - 0.5 * np.exp(-1.0)), (2000.0, 1.0)):
        curved = NonLinearDebtRank(np.array([10.0]), curvature)
        assert_allclose(curved(np.array([5.0]), np.ones(1), np.ones(1)), value)
        assert_allclose(curved(np.array([-1.0]), np.ones(1), np.ones(1)), 0.0)


def test_the_last_digit_does_not_bring_down_a_network_that_amplifies() -> None:
    """Leverages of 3 round a ring, no shock, equity before the shock known to 14 digits."""
    system = system_of(np.roll(np.eye(3), 1, axis=1) * 30.0, [10.1, 10.1, 10.1])
    before = system.equity() * (1.0 + 1e-14)
    found = value_claims(system, [10.1, 10.1, 10.1], LinearDebtRank(before)).require_converged()
    assert_allclose(found.value, 1.0)


def test_a_valuation_that_falls_as_equity_rises_never_passes_for_converged() -> None:
    def upside_down(equity, external_assets, owed):  # type: ignore[no-untyped-def]
        return np.where(equity > 5.0, 0.2, 0.9)

    system = system_of([[0, 10], [10, 0]], [10, 10])
    found = value_claims(system, [8.0, 8.0], upside_down)
    assert np.all(found.status == Status.ROUND_LIMIT)


def test_parameters_for_other_institutions_are_refused() -> None:
    for wrong in (LinearDebtRank(np.ones(3)), Merton(np.ones(3)), BlackCox(np.ones(3))):
        with pytest.raises(InvalidInput, match="valuation"):
            value_claims(PAIR, [5.0, 25.0], wrong)
    for more in ({"tolerance": 0.0}, {"max_rounds": 0}):
        with pytest.raises(InvalidInput, match="valuation"):
            value_claims(PAIR, [5.0, 25.0], EisenbergNoe(), **more)


def test_a_draw_is_valued_alike_in_any_company() -> None:
    system = around(4, 20.0, 1.0)
    assets = np.random.default_rng(3).random((600, 4)) * 3.0
    for valuation in (EisenbergNoe(), BlackCox(np.full(4, 0.2), 0.4), Merton(np.full(4, 0.3))):
        together = value_claims(system, assets, valuation).equity
        for d in (0, 255, 256, 599):
            alone = value_claims(system, assets[d], valuation).equity[0]
            assert np.array_equal(alone, together[d])


def test_assets_that_cannot_be_are_refused() -> None:
    for assets in ([1.0], [np.nan, 1.0], [[1.0, 2.0, 3.0]]):
        with pytest.raises(InvalidInput, match="external_assets"):
            value_claims(PAIR, assets, EisenbergNoe())
