"""Clearing: what holds in every network (Eisenberg & Noe 2001, Rogers & Veraart 2013)."""

from dataclasses import replace

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.testing import assert_allclose, assert_array_equal

from parley.engine.contagion.clearing import Clearing, clear
from parley.engine.contagion.kernels.clearing import SOLVENCY_SLACK
from parley.engine.status import Status
from parley.engine.system import FinancialSystem, Ranking
from tests.engine.systems import SHARES, arrays, passed_on, systems

ANY = tuple(Ranking)
EACH = settings(max_examples=60)


def cleared(system: FinancialSystem, alpha: float = 1.0, beta: float = 1.0) -> Clearing:
    return clear(system, system.external_assets, alpha, beta)


def slack(system: FinancialSystem) -> np.ndarray:
    """What rounding may move: a share of all that anybody owes or has."""
    return np.asarray(1e-10 * (1.0 + system.total_liabilities + system.external_assets.sum()))


@EACH
@given(systems(rankings=ANY), SHARES, SHARES)
def test_nobody_pays_more_than_he_owes_or_has(
    system: FinancialSystem, alpha: float, beta: float
) -> None:
    found = cleared(system, alpha, beta)
    paid = found.payments[0]
    has = system.external_assets + passed_on(system, paid)
    assert np.all(paid >= 0.0)
    assert np.all(paid <= system.total_liabilities)
    assert np.all(paid <= has + slack(system))


@EACH
@given(systems(rankings=ANY))
def test_whoever_pays_less_than_he_owes_pays_all_he_has(system: FinancialSystem) -> None:
    paid = cleared(system).payments[0]
    has = system.external_assets + passed_on(system, paid)
    short = paid < system.total_liabilities
    assert_allclose(paid[short], has[short], atol=float(slack(system).max()))


@EACH
@given(systems(rankings=ANY), SHARES, SHARES)
def test_in_default_he_pays_what_liquidation_leaves(
    system: FinancialSystem, alpha: float, beta: float
) -> None:
    found = cleared(system, alpha, beta)
    paid, received = found.payments[0], passed_on(system, found.payments[0])
    left = alpha * system.external_assets + beta * received
    hit = found.defaulted[0]
    assert_allclose(paid[hit], left[hit], atol=float(slack(system).max()))
    assert_array_equal(paid[~hit], system.total_liabilities[~hit])


@EACH
@given(systems(rankings=ANY), SHARES, SHARES)
def test_only_who_has_less_than_he_owes_defaults(
    system: FinancialSystem, alpha: float, beta: float
) -> None:
    found = cleared(system, alpha, beta)
    has = system.external_assets + found.received[0]
    owed = system.total_liabilities
    solvent = has >= owed * (1.0 - SOLVENCY_SLACK / 2)
    broke = has < owed * (1.0 - 3 * SOLVENCY_SLACK)
    assert not np.any(found.defaulted[0] & solvent & (owed > 0))
    assert np.all(found.defaulted[0][broke & (owed > 0)])


@EACH
@given(systems(rankings=ANY), SHARES, SHARES)
def test_owners_lose_no_more_than_they_put_in(
    system: FinancialSystem, alpha: float, beta: float
) -> None:
    """Limited liability: what is left after payments is never below nothing."""
    found = cleared(system, alpha, beta)
    left = system.external_assets + found.received[0] - found.payments[0]
    assert np.all(left >= -slack(system))


@EACH
@given(systems(), SHARES, SHARES)
def test_creditors_of_equal_rank_get_the_same_share_of_their_claims(
    system: FinancialSystem, alpha: float, beta: float
) -> None:
    """What each receives is the sum of its claims times what its debtors pay of each unit owed."""
    found = cleared(system, alpha, beta)
    owed = system.total_liabilities
    per_unit = np.divide(found.payments[0], owed, out=np.ones_like(owed), where=owed > 0)
    claims = system.nominal_liabilities.toarray().T
    assert_allclose(found.received[0], claims @ per_unit, atol=float(slack(system).max()))


@EACH
@given(systems(rankings=ANY, smallest=2), SHARES, SHARES, st.data())
def test_more_external_assets_never_lower_a_payment(
    system: FinancialSystem, alpha: float, beta: float, data: st.DataObject
) -> None:
    more = system.external_assets + data.draw(arrays((system.size,)))
    richer = clear(system, more, alpha, beta).payments[0]
    assert np.all(richer >= cleared(system, alpha, beta).payments[0] - slack(system))


@EACH
@given(systems(rankings=ANY), SHARES, SHARES)
def test_default_costs_never_raise_a_payment(
    system: FinancialSystem, alpha: float, beta: float
) -> None:
    without = cleared(system).payments[0]
    assert np.all(cleared(system, alpha, beta).payments[0] <= without + slack(system))


@EACH
@given(systems(), SHARES, SHARES, st.floats(0.001, 1.0))
def test_no_larger_payments_clear(
    system: FinancialSystem, alpha: float, beta: float, step: float
) -> None:
    """The greatest: from anywhere above it and below p̄, the map leads down to it again."""
    found = cleared(system, alpha, beta).payments[0]
    owed = system.total_liabilities
    p = found + step * (owed - found)
    for _ in range(30_000):
        received = system.relative_liabilities.T @ p
        has = system.external_assets + received
        left = alpha * system.external_assets + beta * received
        after = np.where(has >= owed * (1 - SOLVENCY_SLACK), owed, left)
        moved = float(np.abs(after - p).max())
        p = after
        if moved <= 1e-13 * float(owed.max()):
            break
    else:
        return  # a ring with hardly any cash: the plain iteration takes too long to say
    assert np.all(p <= found + 1e-6 * (1 + owed))


@EACH
@given(systems(rankings=ANY), SHARES, SHARES, st.data())
def test_the_order_of_names_does_not_matter(
    system: FinancialSystem, alpha: float, beta: float, data: st.DataObject
) -> None:
    order = np.array(data.draw(st.permutations(range(system.size))))
    debts = system.nominal_liabilities.toarray()[np.ix_(order, order)]
    renamed = replace(
        system,
        names=tuple(system.names[i] for i in order),
        external_assets=system.external_assets[order],
        nominal_liabilities=debts,
        external_liabilities=system.external_liabilities[order],
        holdings=system.holdings[order],
        reserves=system.reserves[order],
        payments_per_day=system.payments_per_day[np.ix_(order, order)],
    )
    found, again = cleared(system, alpha, beta), cleared(renamed, alpha, beta)
    assert_allclose(
        again.payments[0], found.payments[0][order], rtol=1e-12, atol=float(slack(system).max())
    )
    assert_array_equal(again.defaulted[0], found.defaulted[0][order])


def in_unit(system: FinancialSystem, unit: float) -> FinancialSystem:
    return replace(
        system,
        external_assets=system.external_assets * unit,
        nominal_liabilities=system.nominal_liabilities * unit,
        external_liabilities=system.external_liabilities * unit,
    )


@EACH
@given(systems(rankings=ANY), SHARES, SHARES, st.integers(-30, 30))
def test_the_currency_unit_does_not_matter(
    system: FinancialSystem, alpha: float, beta: float, power: int
) -> None:
    """A unit that is a power of two changes no digit."""
    found, other = cleared(system, alpha, beta), cleared(in_unit(system, 2.0**power), alpha, beta)
    assert_array_equal(other.payments, found.payments * 2.0**power)
    assert_array_equal(other.defaulted, found.defaulted)
    assert_array_equal(other.rounds, found.rounds)


@EACH
@given(systems(rankings=ANY), st.sampled_from([0.01, 0.1375, 7.3, 1000.0]))
def test_a_unit_in_any_ratio_changes_only_the_last_digits(
    system: FinancialSystem, unit: float
) -> None:
    found, other = cleared(system), cleared(in_unit(system, unit))
    assert_allclose(other.payments, found.payments * unit, rtol=1e-12, atol=1e-9 * unit)


@EACH
@given(systems(rankings=ANY))
def test_without_default_costs_losses_are_only_moved(system: FinancialSystem) -> None:
    """What institutions keep and what outsiders get is what came in from outside, to the last
    cent; and what creditors lose is what debtors lack."""
    found = cleared(system)
    paid, received = found.payments[0], passed_on(system, found.payments[0])
    kept = system.external_assets + received - paid
    outside = paid.sum() - received.sum()
    assert_allclose(kept.sum() + outside, system.external_assets.sum(), rtol=1e-12, atol=1e-12)
    before = system.equity(np.zeros(len(system.asset_classes)))
    lost_by_outsiders = system.external_liabilities.sum() - outside
    not_borne = np.minimum(kept - (system.total_liabilities - paid), 0.0).sum()
    assert_allclose(
        before.sum(),
        np.maximum(kept, 0.0).sum() - lost_by_outsiders,
        atol=float(slack(system).max()) * 10,
    )
    assert not_borne <= 1e-9


@EACH
@given(systems(rankings=ANY), SHARES, SHARES)
def test_every_search_ends_and_says_how_near(
    system: FinancialSystem, alpha: float, beta: float
) -> None:
    found = cleared(system, alpha, beta)
    assert np.all(found.status == Status.CONVERGED)
    assert np.all(found.gap <= 1e-10)
    assert np.all(np.isfinite(found.payments))


@EACH
@given(systems(rankings=ANY), SHARES, SHARES, st.data())
def test_draws_do_not_touch_each_other(
    system: FinancialSystem, alpha: float, beta: float, data: st.DataObject
) -> None:
    """Seven draws at once, in pieces of three and one by one: the same bits."""
    assets = data.draw(arrays((7, system.size)))
    whole = clear(system, assets, alpha, beta)
    for size in (1, 3):
        for first in range(0, 7, size):
            piece = clear(system, assets[first : first + size], alpha, beta)
            for name in ("payments", "received", "defaulted", "rounds", "status", "gap"):
                there = getattr(whole, name)[first : first + size]
                assert_array_equal(getattr(piece, name), there)
