"""Reinsurance: what holds in every market."""

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.testing import assert_allclose

from parley.engine.amounts import Floats
from parley.engine.contagion.claims import ClaimsCleared, clear_claims, recover_from
from parley.engine.contagion.reinsurance import Reinsured, reinsure
from parley.engine.links import Claims
from parley.engine.status import Status
from parley.engine.system import Ranking
from parley.engine.treaties import Treaties

EACH = settings(max_examples=80)
RANKINGS = st.sampled_from(list(Ranking))
SEEDS = st.integers(0, 2**32 - 1)


def market(seed: int, spirals: bool = True) -> tuple[Treaties, Floats, Floats]:
    """Treaties with deductibles and limits that are often equal, losses that often meet them."""
    rng = np.random.default_rng(seed)
    n = int(rng.integers(2, 9))
    parts = np.where(
        rng.random((n, n)) < rng.choice([0.2, 0.5, 0.9]),
        rng.choice([0.3, 0.5, 0.9, 1.0], (n, n)), 0.0,
    )  # fmt: skip
    np.fill_diagonal(parts, 0.0)
    if not spirals:
        parts = np.tril(parts)
    deductibles = rng.choice([0.0, 1.0, 2.0, 5.0, 3.3], (n, n))
    caps = rng.choice([1.0, 5.0, 20.0, 100.0], (n, n))
    losses = rng.choice([0.0, 1.0, 2.0, 5.0, 7.7, 30.0], (3, n))
    assets = rng.choice([0.0, 1.0, 3.0, 10.0, 40.0], n)
    return Treaties.of_matrices(parts, deductibles, caps), losses, assets


def cleared(found: Reinsured, assets: Floats, ranking: Ranking) -> ClaimsCleared:
    return clear_claims(found.claims_to_pay, assets, ranking=ranking).require_converged()


@EACH
@given(SEEDS)
def test_no_loss_is_made_or_lost_on_its_way(seed: int) -> None:
    treaties, losses, _ = market(seed)
    found = reinsure(treaties, losses).require_converged()
    assert_allclose(found.retained.sum(axis=1), losses.sum(axis=1), atol=1e-9)
    assert_allclose(found.assumed.sum(axis=1), found.recovered.sum(axis=1), atol=1e-9)
    for event in range(3):
        ceded = found.ceded(event)
        assert_allclose(ceded.sum(axis=1), found.assumed[event], atol=1e-9)
        assert_allclose(ceded.sum(axis=0), found.recovered[event], atol=1e-9)


@EACH
@given(SEEDS, RANKINGS)
def test_owners_and_policyholders_bear_the_loss_of_the_event(seed: int, ranking: Ranking) -> None:
    treaties, losses, assets = market(seed)
    found = cleared(reinsure(treaties, losses), assets, ranking)
    borne = found.cost + found.policyholder_losses
    assert_allclose(borne.sum(axis=1), losses.sum(axis=1), atol=1e-9)
    assert np.all(found.cost <= assets + 1e-9)


@EACH
@given(SEEDS, SEEDS)
def test_more_loss_never_leads_to_less_of_any_claim(seed: int, other: int) -> None:
    treaties, losses, _ = market(seed)
    more = losses + np.random.default_rng(other).choice([0.0, 0.0, 2.0, 9.0], losses.shape)
    before, after = reinsure(treaties, losses), reinsure(treaties, more)
    assert np.all(after.claims >= before.claims - 1e-9)


@EACH
@given(SEEDS, RANKINGS)
def test_more_assets_never_lead_to_less_paid(seed: int, ranking: Ranking) -> None:
    treaties, losses, assets = market(seed)
    claims = reinsure(treaties, losses).claims_to_pay
    more = assets + np.random.default_rng(seed).choice([0.0, 3.0], assets.size)
    poorer, richer = (recover_from(claims, each, ranking=ranking) for each in (assets, more))
    assert np.all(richer.paid >= poorer.paid - 1e-9)


@EACH
@given(SEEDS)
def test_a_lower_top_never_leads_to_more_paid_and_a_found_top_is_kept(seed: int) -> None:
    treaties, losses, assets = market(seed)
    claims = reinsure(treaties, losses).claims_to_pay
    top = np.random.default_rng(seed).choice([0.0, 0.5, 1.0], (3, assets.size))
    free, held = recover_from(claims, assets), recover_from(claims, assets, top)
    assert np.all(held.paid <= np.minimum(free.paid, top) + 1e-9)
    again = recover_from(claims, assets, held.paid)
    assert_allclose(again.paid, held.paid, atol=1e-9)


@EACH
@given(SEEDS, st.sampled_from([1e-6, 0.1, 3.0, 7.0, 1e6]))
def test_the_unit_of_money_does_not_matter(seed: int, unit: float) -> None:
    treaties, losses, assets = market(seed)
    scaled = Treaties(
        treaties.names, treaties.cedent, treaties.shares,
        attachment=treaties.attachment * unit, limit=treaties.limit * unit,
    )  # fmt: skip
    found, other = reinsure(treaties, losses), reinsure(scaled, losses * unit)
    assert_allclose(other.claims / unit, found.claims, atol=1e-8)
    paid, same = (
        clear_claims(each.claims_to_pay, has)
        for each, has in ((found, assets), (other, assets * unit))
    )
    assert_allclose(same.payments / unit, paid.payments, atol=1e-8)


@EACH
@given(SEEDS)
def test_neither_the_order_of_firms_nor_that_of_treaties_matters(seed: int) -> None:
    treaties, losses, assets = market(seed)
    rng = np.random.default_rng(seed)
    n, count = len(treaties.names), treaties.cedent.size
    firms, lines = rng.permutation(n), rng.permutation(count)
    place = np.argsort(firms)
    mixed = Treaties(
        tuple(treaties.names[i] for i in firms), place[treaties.cedent[lines]],
        treaties.shares[lines][:, firms],
        attachment=treaties.attachment[lines], limit=treaties.limit[lines],
    )  # fmt: skip
    found, other = reinsure(treaties, losses), reinsure(mixed, losses[:, firms])
    assert_allclose(other.claims, found.claims[:, lines], atol=1e-8)
    paid, same = (
        clear_claims(each.claims_to_pay, has)
        for each, has in ((found, assets), (other, assets[firms]))
    )
    assert_allclose(same.payments, paid.payments[:, firms], atol=1e-8)


@EACH
@given(SEEDS, RANKINGS)
def test_leaping_from_the_start_leads_to_the_same(seed: int, ranking: Ranking) -> None:
    """The search that leaps at once and the one that walks first are two ways to one end."""
    treaties, losses, assets = market(seed)
    walked, leapt = reinsure(treaties, losses), reinsure(treaties, losses, max_visits=1)
    assert np.all(leapt.status == Status.CONVERGED)
    assert_allclose(leapt.claims, walked.claims, atol=1e-9)
    claims: Claims = walked.claims_to_pay
    for top in (1.0, np.random.default_rng(seed).choice([0.3, 0.9, 1.0], assets.size)):
        slow, fast = (
            recover_from(claims, assets, top, ranking=ranking, max_visits=visits)
            for visits in (200, 1)
        )
        assert_allclose(fast.paid, slow.paid, atol=1e-9)
        assert fast.gap.max() <= 1e-9


@EACH
@given(SEEDS)
def test_in_a_year_of_events_the_books_balance_too(seed: int) -> None:
    treaties, losses, assets = market(seed)
    yearly = Treaties(
        treaties.names, treaties.cedent, treaties.shares, attachment=treaties.attachment,
        limit=treaties.limit, aggregate_attachment=np.array(1.0),
        aggregate_limit=1.5 * treaties.limit, premium=0.3 * treaties.limit,
        reinstatement_rate=np.array(1.0), reinstatements=np.array(0.5),
    )  # fmt: skip
    found = reinsure(yearly, losses, np.array([0, 2, 2, 3])).require_converged()
    paid = found.in_year(found.claims)
    assert np.all(paid <= yearly.aggregate_limit + 1e-9)
    done = clear_claims(found.claims_to_pay, assets)
    borne = (done.cost + done.policyholder_losses).sum(axis=1)
    assert_allclose(borne, found.in_year(losses).sum(axis=1), atol=1e-9)
