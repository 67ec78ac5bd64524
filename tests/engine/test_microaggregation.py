"""Alike banks made equal: what is kept, what is told, on systems of any kind."""

import itertools
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from parley.engine.disguise import disguise
from parley.engine.microaggregation import perturb
from parley.engine.networks import draw_systems
from parley.engine.provenance import Origin, Provenance
from parley.engine.reidentification import attacks
from parley.engine.totals import MONEY_ITEMS, CountryClaims, SystemTotals
from parley.errors import InvalidInput
from tests.engine.networks.examples import totals_of, world


def generated(
    seed: int, n: int, codes: tuple[str, ...] = ("US",), zero: float = 0.0
) -> SystemTotals:
    """Banks of very different size and business, every figure its own."""
    draw = np.random.Generator(np.random.Philox(seed))
    size = 1000 * draw.pareto(1.0, n) + 10
    debts = size * draw.uniform(0.02, 0.2, n)
    claims = size * draw.uniform(0.02, 0.2, n) * (draw.random(n) >= zero)
    claims = claims * debts.sum() / claims.sum() if claims.sum() > 0 else claims
    whole = np.maximum(size, 1.5 * (claims + debts))
    sent = size * draw.uniform(0.01, 0.3, n)
    sent[sent.argmax()] = min(sent.max(), 0.9 * (sent.sum() - sent.max()))
    return totals_of(
        debts,
        claims,
        jurisdictions=tuple(str(code) for code in draw.choice(codes, n)),
        total_assets=whole,
        equity=whole * draw.uniform(0.02, 0.2, n),
        cross_border_claims=whole * draw.uniform(0, 0.9, n),
        reserves=whole * draw.uniform(0.0, 0.3, n),
        payments_per_day=sent,
        closed=bool(claims.sum() > 0),
    )


@given(st.integers(0, 10_000), st.integers(3, 30), st.sampled_from([3, 4, 7]), st.floats(0, 0.5))
def test_sums_stay_and_books_still_balance(seed: int, n: int, k: int, zero: float) -> None:
    totals = generated(seed, n, ("US", "CN", "FR", "XX"), zero)
    if sum(code != "XX" for code in totals.jurisdictions) < k:
        with pytest.raises(InvalidInput, match="group_size"):
            perturb(totals, seed, k)
        return
    found = perturb(totals, seed, k).totals  # SystemTotals checks parts, wholes, closed sums
    for item in MONEY_ITEMS:
        before, after = getattr(totals, item).sum(), getattr(found, item).sum()
        # two digits: each figure within five per cent
        assert after == pytest.approx(before, rel=0.06), item
    assert (found.cross_border_claims <= found.total_assets).all()
    assert 2 * found.payments_per_day.max() <= found.payments_per_day.sum() * (1 + 1e-12)


@given(st.integers(0, 10_000), st.integers(3, 40), st.sampled_from([3, 5]))
def test_every_bank_shares_group_and_country_with_enough_others(seed: int, n: int, k: int) -> None:
    totals = generated(seed, n, ("US", "CN", "FR", "GB"))
    if n < k:
        return
    found = perturb(totals, seed, k)
    assert sorted(found.place.tolist()) == list(range(n))
    for number in np.unique(found.group):
        own = found.group == number
        assert own.sum() >= k
        assert len({found.totals.jurisdictions[i] for i in np.flatnonzero(own)}) == 1
        spread = np.log(found.totals.total_assets[own])
        assert np.ptp(spread) < 1.0
    assert found.chance <= 1 / k


@given(st.integers(0, 10_000), st.sampled_from([3, 5]))
def test_groups_are_of_like_size(seed: int, k: int) -> None:
    """In the order of their original size, the banks of a country come group by group."""
    totals = generated(seed, 25, ("US", "CN"))
    found = perturb(totals, seed, k)
    for code in set(found.totals.jurisdictions):
        rows = [i for i, each in enumerate(found.totals.jurisdictions) if each == code]
        rows.sort(key=lambda i: totals.total_assets[found.place[i]])
        groups = [int(found.group[i]) for i in rows]
        changes = sum(a != b for a, b in itertools.pairwise(groups))
        assert changes == len(set(groups)) - 1


@pytest.mark.parametrize("k", [3, 5])
def test_nobody_is_found_again_more_often_than_by_guessing_in_groups(k: int) -> None:
    """Forty generated systems of thirty banks: every way of matching stays at chance."""
    rates: dict[str, list[float]] = {}
    for seed in range(40):
        totals = generated(seed, 30)
        assert attacks(totals, totals, np.arange(30))[-1].found == 1.0
        found = perturb(totals, seed, k)
        for attack in attacks(found.totals, totals, found.place):
            rates.setdefault(attack.name, []).append(attack.found)
    assert len(rates) == 8
    for name, each in rates.items():
        error = np.std(each) / np.sqrt(len(each))
        assert np.mean(each) <= 1 / k + 4 * error, name


def test_figures_have_two_digits_and_the_class_estimated() -> None:
    totals = generated(3, 12)
    name = totals.names[0]
    known = {("equity", name): Origin(Provenance.FILE, "annual report")}
    ranged = {("equity", name): (0.5 * totals.equity[0], 2.0 * totals.equity[0])}
    found = perturb(replace(totals, closed=False, origins=known, ranges=ranged), 1).totals
    for figure in found.equity:
        assert float(f"{figure:.1e}") == pytest.approx(figure, rel=1e-12)
    assert {origin.provenance for origin in found.origins.values()} == {Provenance.ESTIMATED}
    assert set(found.origins) == {(item, bank) for item in MONEY_ITEMS for bank in found.names}
    assert all("annual report" not in origin.source for origin in found.origins.values())
    assert len(found.ranges) >= 3
    for (item, bank), (low, high) in found.ranges.items():
        assert low <= getattr(found, item)[found.names.index(bank)] <= high


def test_small_countries_are_put_together_with_their_claims() -> None:
    """One bank each in FR and GB, two in CH: CH stands for the four; claims on US add up."""
    codes = ("US", "US", "US", "FR", "GB", "CH", "CH")
    countries = ("US", "FR", "GB", "CH")
    prior = np.arange(16.0).reshape(4, 4)
    upper = np.where(np.eye(4, dtype=bool), np.inf, prior)
    claims = CountryClaims(countries, prior, upper, upper, upper)
    totals = totals_of(np.arange(1.0, 8), np.arange(7.0, 0, -1), jurisdictions=codes)
    found = perturb(replace(totals, country_claims=claims), 1).totals
    assert sorted(found.jurisdictions) == ["CH"] * 4 + ["US"] * 3
    merged = found.country_claims
    assert merged is not None
    us, ch = merged.countries.index("US"), merged.countries.index("CH")
    assert merged.upper[us, ch] == 1 + 2 + 3
    assert merged.upper[ch, us] == 4 + 8 + 12
    assert np.isinf(merged.upper[ch, ch])


def test_a_known_matrix_is_left_out() -> None:
    known = np.array([[0.0, 1, 1], [1, 0, 1], [1, 1, 0]])
    totals = totals_of([2, 2, 2], [2, 2, 2], known_liabilities=known)
    assert perturb(totals, 1).totals.known_liabilities is None


def test_a_system_with_bounds_between_countries_can_still_be_drawn() -> None:
    found = perturb(world(), 4).totals
    assert len(draw_systems(found, 2, seed=1)) == 2


def test_order_names_and_figures_follow_the_seed() -> None:
    totals = generated(5, 12)
    first, again, other = (perturb(totals, seed) for seed in (1, 1, 2))
    assert first.place.tolist() == again.place.tolist()
    assert np.array_equal(first.totals.equity, again.totals.equity)
    assert first.place.tolist() != other.place.tolist()


def test_a_disguise_with_groups_gives_names_to_the_places_they_were_meant_for() -> None:
    totals = generated(5, 12)
    given_name = {4: ("Ferry Bank", "渡口银行")}
    found = disguise(totals, 3, given_name, group_size=4)
    row = perturb(totals, 3, 4).place.tolist().index(4)
    assert found.names[row] == "Ferry Bank"
    assert found.titles_zh[row] == "渡口银行"
    assert not set(found.names) & set(totals.names)
    assert np.array_equal(found.equity, perturb(totals, 3, 4).totals.equity)


@pytest.mark.parametrize("k", [2, 0, -1, 13])
def test_groups_too_small_or_larger_than_the_system_are_refused(k: int) -> None:
    with pytest.raises(InvalidInput, match="group_size"):
        perturb(generated(5, 12), 1, k)
    with pytest.raises(InvalidInput, match="group_size"):
        disguise(generated(5, 12), 1, group_size=k)
