"""Many systems for one set of totals: what holds for each, and what differs."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings

from parley.engine.networks.ensemble import DrawnSystem, draw_systems
from parley.engine.networks.matrices import Method
from parley.engine.totals import MONEY_ITEMS, SystemTotals
from parley.errors import InvalidInput
from tests.engine.networks.examples import block_sums, systems, totals_of, world

ALL = ("maximum_entropy", "sparse", "mixture")


def debts_of(drawn: DrawnSystem) -> np.ndarray:
    return np.asarray(drawn.system.nominal_liabilities.toarray())


def require_totals(totals: SystemTotals, drawn: DrawnSystem) -> None:
    system = drawn.system
    rounding = 1e-13 * totals.interbank_assets.sum()
    for inside, outside, total in (
        (system.interbank_liabilities, drawn.to_outside, totals.interbank_liabilities),
        (system.interbank_assets, drawn.from_outside, totals.interbank_assets),
        (system.equity(), 0.0, totals.equity),
    ):
        np.testing.assert_allclose(inside + outside, total, rtol=1e-9, atol=rounding)
    assert (system.nominal_liabilities.diagonal() == 0).all()


@settings(max_examples=60)
@given(systems())
def test_every_draw_meets_the_totals_of_every_institution(totals: SystemTotals) -> None:
    for inner in (False, True):
        plain = totals if not inner else replace(totals, country_claims=None)
        for drawn in draw_systems(plain, 3, seed=5, methods=ALL, inner_claims=inner):
            require_totals(plain, drawn)


@settings(max_examples=60)
@given(systems())
def test_no_draw_exceeds_what_one_country_may_claim_on_another(totals: SystemTotals) -> None:
    claims = totals.country_claims
    if claims is None:
        return
    rounding = 1e-13 * totals.interbank_assets.sum()
    for drawn in draw_systems(totals, 3, seed=5, methods=ALL):
        blocks = block_sums(debts_of(drawn), totals.jurisdictions, claims.countries)
        abroad = ~np.eye(len(claims.countries), dtype=bool)
        assert (blocks[abroad] <= claims.upper[abroad] * (1 + 1e-9) + rounding).all()


@pytest.fixture(scope="module")
def drawn_worlds() -> tuple[DrawnSystem, ...]:
    return draw_systems(world(), 12, seed=2022, methods=ALL)


def test_a_system_of_real_size_meets_its_totals_in_every_draw(
    drawn_worlds: tuple[DrawnSystem, ...],
) -> None:
    assert [drawn.index for drawn in drawn_worlds] == list(range(12))
    assert [drawn.method for drawn in drawn_worlds[:3]] == [Method(name) for name in ALL]
    for drawn in drawn_worlds:
        require_totals(world(), drawn)


def test_bounds_that_bind_hold_at_real_size(drawn_worlds: tuple[DrawnSystem, ...]) -> None:
    totals = world()
    claims = totals.country_claims
    assert claims is not None
    known = ~np.eye(len(claims.countries), dtype=bool)
    known[claims.countries.index("CN")] = False
    for drawn in drawn_worlds:
        blocks = block_sums(debts_of(drawn), totals.jurisdictions, claims.countries)
        assert (blocks[known] <= claims.upper[known] * (1 + 1e-9)).all()
        if drawn.method is not Method.MIXTURE:  # a mean of four touches only what all four touch
            assert (blocks[known] > claims.upper[known] * (1 - 1e-9)).sum() >= 3


def test_the_claims_of_a_country_known_as_a_range_differ_between_draws_and_stay_in_it(
    drawn_worlds: tuple[DrawnSystem, ...],
) -> None:
    totals = world()
    claims = totals.country_claims
    assert claims is not None
    china = claims.countries.index("CN")
    others = [k for k in range(len(claims.countries)) if k != china]
    rows = [
        block_sums(debts_of(drawn), totals.jurisdictions, claims.countries)[china, others]
        for drawn in drawn_worlds
        if drawn.method is Method.MAXIMUM_ENTROPY
    ]
    assert (np.std(rows, axis=0) > 0.1).any()
    assert (np.array(rows) <= claims.range_high[china, others] * (1 + 1e-9)).all()


def test_a_draw_is_the_same_whatever_the_count(drawn_worlds: tuple[DrawnSystem, ...]) -> None:
    few = draw_systems(world(), 5, seed=2022, methods=ALL)
    for short, long in zip(few, drawn_worlds, strict=False):
        assert np.array_equal(debts_of(short), debts_of(long))


def test_two_seeds_and_two_sparse_draws_differ() -> None:
    totals = totals_of([3, 4, 5, 6, 7], [7, 6, 5, 4, 3])
    first, second = draw_systems(totals, 2, seed=1, methods=("sparse",))
    (other,) = draw_systems(totals, 1, seed=2, methods=("sparse",))
    assert not np.allclose(debts_of(first), debts_of(second))
    assert not np.allclose(debts_of(first), debts_of(other))


@settings(max_examples=60)
@given(systems())
def test_the_currency_unit_does_not_matter(totals: SystemTotals) -> None:
    unit = 7.3
    changed = {name: getattr(totals, name) * unit for name in MONEY_ITEMS}
    claims = totals.country_claims
    if claims is not None:
        tables = ("prior", "upper", "range_low", "range_high")
        claims = replace(claims, **{name: getattr(claims, name) * unit for name in tables})
    there = draw_systems(replace(totals, **changed, country_claims=claims), 2, seed=3)
    for here, other in zip(draw_systems(totals, 2, seed=3), there, strict=True):
        size = totals.interbank_assets.sum()
        np.testing.assert_allclose(debts_of(other) / unit, debts_of(here), atol=1e-9 * size)
        np.testing.assert_allclose(
            other.system.payments_per_day / unit,
            here.system.payments_per_day,
            atol=1e-9 * totals.payments_per_day.sum(),
        )


def test_a_node_of_many_countries_may_owe_part_of_its_debts_to_itself() -> None:
    """XX has half of 8: independence puts 4 · 4 / 8 = 2 inside it, and 2 with the others."""
    totals = totals_of([4, 2, 2], [4, 2, 2], jurisdictions=("XX", "US", "CN"))
    (plain,) = draw_systems(totals, 1, seed=1)
    (inner,) = draw_systems(totals, 1, seed=1, inner_claims=True)
    np.testing.assert_allclose(debts_of(plain), [[0, 2, 2], [2, 0, 0], [2, 0, 0]], atol=1e-9)
    np.testing.assert_allclose(debts_of(inner), [[0, 1, 1], [1, 0, 1], [1, 1, 0]], atol=1e-9)
    np.testing.assert_allclose(inner.to_outside, [2, 0, 0])
    np.testing.assert_allclose(inner.from_outside, [2, 0, 0])
    require_totals(totals, inner)


def test_a_known_matrix_is_the_whole_ensemble() -> None:
    """A owes B 3 and 1 outside; B owes A 2."""
    known = np.array([[0.0, 3.0], [2.0, 0.0]])
    totals = totals_of([4, 2], [2, 3], known_liabilities=known, closed=False)
    (drawn,) = draw_systems(totals, 40, seed=1)
    assert drawn.method is Method.KNOWN
    assert np.array_equal(debts_of(drawn), known)
    assert drawn.to_outside.tolist() == [1, 0]
    require_totals(totals, drawn)


def test_a_known_matrix_that_exceeds_the_totals_is_refused_with_every_institution() -> None:
    known = np.array([[1.0, 3.0], [2.0, 0.0]])
    totals = totals_of([2, 2], [2, 2], known_liabilities=known)
    with pytest.raises(InvalidInput) as error:
        draw_systems(totals, 1, seed=1)
    assert [fault.field for fault in error.value.faults] == [
        "interbank_liabilities of A",
        "interbank_assets of A",
        "interbank_assets of B",
        "known_liabilities of A to itself",
    ]


def test_a_method_that_is_none_and_a_negative_count_are_refused_together() -> None:
    with pytest.raises(InvalidInput) as error:
        draw_systems(totals_of([1, 1], [1, 1]), -1, seed=1, methods=("guess", "known"))
    assert [fault.value for fault in error.value.faults] == ["guess", "known", "-1"]


def test_a_system_without_debts_inside_it_has_an_empty_matrix() -> None:
    for drawn in draw_systems(totals_of([0, 0], [0, 0]), 3, seed=1, methods=ALL):
        assert drawn.system.nominal_liabilities.nnz == 0
