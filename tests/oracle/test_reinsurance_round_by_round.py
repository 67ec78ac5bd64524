"""Reinsurance by slow obvious ways: rounds in whole fractions, events in plain Python."""

from fractions import Fraction

import numpy as np
import pytest
from numpy.testing import assert_allclose
from scipy.optimize import linprog

from parley.engine.contagion.claims import recover_from
from parley.engine.contagion.reinsurance import reinsure
from parley.engine.system import Ranking
from parley.engine.treaties import Treaties
from parley.engine.treaty import Treaty
from tests.property.test_reinsurance_of_any_market import market

HALVES = (Fraction(1, 4), Fraction(1, 2), Fraction(1))


def exact_claims(
    parts: list[list[Fraction]], deductible: int, cap: int, losses: list[int]
) -> list[list[Fraction]]:
    """Rounds from nothing, without rounding, until nothing moves."""
    n = len(losses)
    owed = [[Fraction(0)] * n for _ in range(n)]
    for _ in range(5000):
        after = [
            [
                min(Fraction(cap), parts[i][j] * max(0, losses[j] + sum(owed[j]) - deductible))
                for j in range(n)
            ]
            for i in range(n)
        ]
        if after == owed:
            return owed
        owed = after
    raise AssertionError("the example goes round for ever")


@pytest.mark.parametrize("seed", range(25))
def test_rounds_in_fractions_end_where_the_search_ends(seed: int) -> None:
    """Rings of full coinsurance with a limit move in whole steps, so the rounds end exactly."""
    rng = np.random.default_rng(seed)
    n = int(rng.integers(2, 5))
    full = np.where(rng.random((n, n)) < 0.6, 1, 0)
    np.fill_diagonal(full, 0)
    parts = [[Fraction(int(each)) for each in row] for row in full]
    losses = rng.integers(0, 9, n).tolist()
    deductible, cap = int(rng.integers(0, 4)), int(rng.integers(3, 40))
    slow = exact_claims(parts, deductible, cap, losses)
    contracts = Treaties.of_matrices(full, np.full((n, n), deductible), np.full((n, n), cap))
    for visits in (1, 200):
        found = reinsure(contracts, losses, max_visits=visits).require_converged()
        assert_allclose(found.ceded(0).toarray(), np.array(slow, dtype=float), atol=1e-10)


@pytest.mark.parametrize("seed", range(10))
def test_chains_without_rings_are_exact_in_fractions(seed: int) -> None:
    rng = np.random.default_rng(100 + seed)
    n = 5
    parts = [
        [HALVES[int(rng.integers(3))] if j < i and rng.random() < 0.7 else Fraction(0)
         for j in range(n)]
        for i in range(n)
    ]  # fmt: skip
    losses = rng.integers(0, 50, n).tolist()
    slow = exact_claims(parts, 3, 20, losses)
    matrix = np.array(parts, dtype=float)
    contracts = Treaties.of_matrices(matrix, np.full((n, n), 3), np.full((n, n), 20))
    found = reinsure(contracts, losses).require_converged()
    assert_allclose(found.ceded(0).toarray(), np.array(slow, dtype=float), atol=1e-12)


@pytest.mark.parametrize("seed", range(40))
def test_value_iteration_creeps_to_the_same(seed: int) -> None:
    treaties, losses, _ = market(seed)
    found = reinsure(treaties, losses).require_converged()
    shares = treaties.shares.toarray()
    for event, loss in enumerate(losses):
        claims = np.zeros(treaties.cedent.size)
        for _ in range(200_000):
            seen = (loss + claims @ shares)[treaties.cedent]
            after = np.clip(seen - treaties.attachment, 0.0, treaties.limit)
            if np.max(np.abs(after - claims), initial=0.0) < 1e-13:
                break
            claims = after
        assert_allclose(found.claims[event], claims, atol=1e-8)


def owed_by(name: str, claims: list[float], treaties: list[Treaty]) -> float:
    """What this firm owes as a reinsurer."""
    return sum(
        claim * treaty.reinsurers.get(name, 0.0)
        for claim, treaty in zip(claims, treaties, strict=True)
    )


@pytest.mark.parametrize("seed", range(12))
def test_a_year_of_events_event_by_event(seed: int) -> None:
    """Treaties in plain Python: what each has paid is looked up before every event."""
    rng = np.random.default_rng(seed)
    names = ("A", "B", "C")
    some = [
        Treaty(
            names[k % 3], {names[(k + 1) % 3]: 0.5, names[(k + 2) % 3]: 0.25},
            attachment=float(rng.integers(0, 5)), limit=float(rng.integers(2, 20)),
            aggregate_attachment=float(rng.integers(0, 10)),
            aggregate_limit=float(rng.integers(5, 40)), of_direct=0.8, of_assumed=0.5,
        )
        for k in range(5)
    ]  # fmt: skip
    events = rng.integers(0, 40, (6, 3)).astype(float)
    found = reinsure(Treaties.among(names, some), events, np.array([0, 6])).require_converged()
    before = [0.0] * len(some)
    for e, direct in enumerate(events):
        claims = [0.0] * len(some)
        for _ in range(300):
            seen = [
                t.of_direct * direct[names.index(t.cedent)]
                + t.of_assumed * owed_by(t.cedent, claims, some)
                for t in some
            ]
            fresh = [
                min(t.limit, max(0.0, x - t.attachment)) for t, x in zip(some, seen, strict=True)
            ]
            claims = [
                min(t.aggregate_limit, max(0.0, b + y - t.aggregate_attachment))
                - min(t.aggregate_limit, max(0.0, b - t.aggregate_attachment))
                for t, b, y in zip(some, before, fresh, strict=True)
            ]
        assert_allclose(found.claims[e], claims, atol=1e-10)
        before = [b + y for b, y in zip(before, fresh, strict=True)]


@pytest.mark.parametrize("seed", range(25))
def test_a_linear_programme_pays_the_same_claims(seed: int) -> None:
    """Eisenberg & Noe (2001), lemma 4: the clearing payments maximise what is paid in all."""
    treaties, losses, assets = market(seed)
    claims = reinsure(treaties, losses).claims_to_pay
    found = recover_from(claims, assets, ranking=Ranking.EQUAL)
    pattern = claims.reinsured
    rows = np.repeat(np.arange(assets.size), np.diff(pattern.indptr))
    for d in range(3):
        owed = claims.owed[d]
        into = np.zeros((assets.size, assets.size))
        into[pattern.indices, rows] = claims.amounts[d]
        best = linprog(
            -(owed + 1e-9 * (owed > 0)), A_ub=np.diag(owed) - into, b_ub=assets,
            bounds=[(0.0, 1.0)] * assets.size,
        )  # fmt: skip
        assert best.status == 0
        due = owed > 0.0
        assert_allclose((found.paid[d] * owed)[due], (best.x * owed)[due], atol=1e-6)
