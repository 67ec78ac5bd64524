"""Clearing of 100 banks in 10,000 draws, and of 10,000 banks: bare loops, the function, others."""

import numba
import numpy as np
from numba import njit
from scipy import sparse

from benchmarks.harness import Measurement, measure
from parley.engine.amounts import Floats, Ints
from parley.engine.contagion.clearing import clear
from parley.engine.pool import run_all
from parley.engine.system import FinancialSystem

DRAWS, LINKS, SEED, WIDE = 10_000, 20, 20261121, 64


def network(n: int, draws: int) -> tuple[FinancialSystem, Floats]:
    """A random network, equity 6% of assets; a common shock, and now and then one of one's own."""
    numbers = np.random.default_rng([SEED, n])
    size = numbers.lognormal(0.0, 1.0, n)
    links = np.unique(numbers.integers(0, n * n, LINKS * n))
    i, j = np.divmod(links[links // n != links % n], n)
    amount = numbers.lognormal(0.0, 0.5, i.size) * np.sqrt(size[i] * size[j])
    owes = sparse.csr_array((amount, (i, j)), shape=(n, n))
    claims, inside = owes.sum(axis=0), owes.sum(axis=1)
    assets = 1.5 * np.maximum(claims, inside) * numbers.uniform(0.9, 1.1, n) + 0.5 * size
    equity = 0.06 * numbers.uniform(0.7, 1.3, n) * (assets + claims)
    outside = assets + claims - inside - equity
    system = FinancialSystem(tuple(map(str, range(n))), assets, owes, outside)
    common = np.abs(numbers.normal(0.0, 0.04, (draws, 1)))
    is_hit = numbers.random((draws, n)) < 0.05
    own = np.where(is_hit, numbers.uniform(0.1, 0.5, (draws, n)), 0.0)
    return system, assets * (1.0 - np.clip(common + own, 0.0, 0.95))


@njit(nogil=True)
def add_up(q: int, last: int, debtor: Ints, claim: Floats, x: Floats, total: Floats) -> None:
    """What one bank is paid in 64 draws: four debtors at a time, to pass over ``total`` less."""
    while q + 4 <= last:
        w0, w1, w2, w3 = claim[q], claim[q + 1], claim[q + 2], claim[q + 3]
        x0, x1 = x[debtor[q]], x[debtor[q + 1]]
        x2, x3 = x[debtor[q + 2]], x[debtor[q + 3]]
        for k in range(WIDE):
            total[k] += w0 * x0[k] + w1 * x1[k] + w2 * x2[k] + w3 * x3[k]
        q += 4
    while q < last:
        w0, x0 = claim[q], x[debtor[q]]
        for k in range(WIDE):
            total[k] += w0 * x0[k]
        q += 1


@njit(nogil=True)
def side_by_side(
    claim_ptr: Ints, debtor: Ints, claim: Floats, owed: Floats, assets: Floats, tolerance: float
) -> Floats:
    """The bare loop: 64 draws at a time, no checks, no bound on the error."""
    draws, n = assets.shape
    paid = np.empty((draws, n))
    for block in range((draws + WIDE - 1) // WIDE):
        first = block * WIDE
        lanes = min(WIDE, draws - first)
        x, e, total = np.ones((n, WIDE)), np.zeros((n, WIDE)), np.empty(WIDE)
        for i in range(n):
            for k in range(lanes):
                e[i, k] = assets[first + k, i]
        moved = 1.0
        while moved > tolerance:
            moved = 0.0
            for i in range(n):
                for k in range(WIDE):
                    total[k] = e[i, k]
                add_up(claim_ptr[i], claim_ptr[i + 1], debtor, claim, x, total)
                for k in range(WIDE):
                    now = min(1.0, total[k] / owed[i])
                    moved = max(moved, abs(now - x[i, k]))
                    x[i, k] = now
        for k in range(lanes):
            for i in range(n):
                paid[first + k, i] = x[i, k] * owed[i]
    return paid


@njit(nogil=True)
def one_network(
    claim_ptr: Ints, debtor: Ints, claim: Floats, owed: Floats, assets: Floats, tolerance: float
) -> Floats:
    """The bare loop for one draw of a large network."""
    n = owed.size
    x = np.ones(n)
    moved = 1.0
    while moved > tolerance:
        moved = 0.0
        for i in range(n):
            total = assets[i]
            for q in range(claim_ptr[i], claim_ptr[i + 1]):
                total += claim[q] * x[debtor[q]]
            now = min(1.0, total / owed[i])
            moved = max(moved, abs(now - x[i]))
            x[i] = now
    return x * owed


def on_all_cores(system: FinancialSystem, assets: Floats) -> Floats:
    """The bare loop with the draws spread over all cores."""
    cores = int(getattr(numba.config, "NUMBA_NUM_THREADS", 1))
    claims, owed = system.nominal_claims, system.total_liabilities

    def bare(piece: Floats) -> Floats:
        return side_by_side(claims.indptr, claims.indices, claims.data, owed, piece, 1e-10)

    found = run_all(bare, np.array_split(assets, cores), cores)
    return np.concatenate([paid for _, paid in sorted(found, key=lambda pair: pair[0])])


def plain_numpy(system: FinancialSystem, assets: Floats) -> Floats:
    """The textbook loop, all draws at once."""
    owed, shares = system.total_liabilities, system.relative_liabilities.toarray()
    p = np.tile(owed, (assets.shape[0], 1))
    while True:
        after = np.minimum(owed, assets + p @ shares)
        if np.max(np.abs(after - p)) <= 1e-10 * owed.max():
            return np.asarray(after)
        p = after


def plain_scipy(system: FinancialSystem, assets: Floats) -> Floats:
    """The textbook loop with a sparse matrix, one draw."""
    owed, claims = system.total_liabilities, system.relative_claims
    p = owed
    while True:
        after = np.minimum(owed, assets + claims @ p)
        if np.max(np.abs(after - p)) <= 1e-10 * owed.max():
            return np.asarray(after)
        p = after


def plain_python(system: FinancialSystem, assets: Floats) -> Floats:
    """Banks as they are often written: one draw, a list of loans each, a round at a time."""
    owed = system.total_liabilities.tolist()
    claims = system.nominal_claims.tocsr()
    loans = [
        list(zip(claims.indices[a:b].tolist(), claims.data[a:b].tolist(), strict=True))
        for a, b in zip(claims.indptr[:-1], claims.indptr[1:], strict=True)
    ]
    has, share = assets.tolist(), [1.0] * len(owed)
    moved = 1.0
    while moved > 1e-10:
        after = [
            min(1.0, (has[i] + sum(amount * share[j] for j, amount in loans[i])) / owed[i])
            for i in range(len(owed))
        ]
        moved = max(abs(a - b) for a, b in zip(after, share, strict=True))
        share = after
    return np.asarray(np.array(share) * np.array(owed), dtype=np.float64)


def measurements(repeats: int) -> list[Measurement]:
    """The bare loops first: they check nothing, stop at 1e-10, and know no bound on their error."""
    system, assets = network(100, DRAWS)
    large, shocked = network(10_000, 1)
    many, owes = large.nominal_claims, large.total_liabilities

    def bare() -> Floats:
        return on_all_cores(system, assets)

    def bare_large() -> Floats:
        return one_network(many.indptr, many.indices, many.data, owes, shocked[0], 1e-10)

    found, found_large = clear(system, assets), clear(large, shocked)
    for other in (plain_numpy(system, assets), bare()):
        np.testing.assert_allclose(other, found.payments, rtol=1e-7)
    for other in (plain_scipy(large, shocked[0]), bare_large()):
        np.testing.assert_allclose(other, found_large.payments[0], rtol=1e-7)
    np.testing.assert_allclose(plain_python(system, assets[0]), found.payments[0], rtol=1e-7)
    return [
        measure("10,000 draws x 100 banks: bare loop, all cores", bare, repeats),
        measure("10,000 draws x 100 banks: clear()", lambda: clear(system, assets), repeats),
        measure(
            "10,000 draws x 100 banks: clear(), one core",
            lambda: clear(system, assets, workers=1),
            repeats,
        ),
        measure(
            "10,000 draws x 100 banks: plain numpy", lambda: plain_numpy(system, assets), repeats
        ),
        measure(
            "10 of the 10,000 draws: plain Python",
            lambda: [plain_python(system, e) for e in assets[:10]],
            repeats,
        ),
        measure("1 draw x 10,000 banks: bare loop", bare_large, repeats),
        measure("1 draw x 10,000 banks: clear()", lambda: clear(large, shocked), repeats),
        measure(
            "1 draw x 10,000 banks: plain scipy", lambda: plain_scipy(large, shocked[0]), repeats
        ),
    ]
