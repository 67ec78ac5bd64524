"""Distress of 100 banks in 10,000 draws, and of 10,000 banks: loop, function, numpy, Python."""

import numpy as np
from scipy import sparse

from benchmarks.harness import Measurement, measure
from parley.engine.amounts import Floats
from parley.engine.contagion.distress import debtrank, distress
from parley.engine.contagion.kernels.distress import rise
from parley.engine.system import FinancialSystem

BANKS, LINKS, DRAWS, SEED = 100, 20, 10_000, 20261121
#: Draws that the loop in Python plays; its time is scaled up to all.
SOME = 20


def problem(banks: int = BANKS, draws: int = DRAWS) -> tuple[FinancialSystem, Floats]:
    """Random: banks lend about 0.7 times their equity and lose up to a tenth of it."""
    rng = np.random.default_rng([SEED, banks])
    density = LINKS / banks
    lent = sparse.random_array(
        (banks, banks), density=density, rng=rng, data_sampler=lambda size: rng.pareto(1.5, size)
    ).tocsr()
    lent.setdiag(0.0)
    lent.eliminate_zeros()
    equity = np.asarray(lent.sum(axis=1)) / rng.uniform(0.5, 0.9, banks) + 1e-3
    owes = lent.T.tocsr()
    inside = np.asarray(owes.sum(axis=1))
    assets = 20.0 * equity + inside
    outside = assets + np.asarray(lent.sum(axis=1)) - inside - equity
    system = FinancialSystem(
        names=tuple(f"bank {i}" for i in range(banks)),
        external_assets=assets,
        nominal_liabilities=owes,
        external_liabilities=outside,
    )
    return system, equity * rng.uniform(0.0, 0.1, (draws, banks))


def leverage_of(system: FinancialSystem) -> sparse.csr_array:
    """Creditor rows. Shape (n, n)."""
    return sparse.csr_array(
        sparse.diags_array(1.0 / system.equity()) @ system.nominal_liabilities.T
    )


def bare_loop(leverage: sparse.csr_array, first: Floats, step: float = 1e-10) -> Floats:
    """The compiled loop alone, on one core, without checks or a bound on the error."""
    found = np.empty_like(first)
    draws = first.shape[0]
    rise(
        leverage.indptr, leverage.indices, leverage.data, first, step, 10_000, found,
        np.zeros(draws, dtype=np.int64), np.zeros(draws),
    )  # fmt: skip
    return found


def plain_numpy(leverage: Floats, first: Floats) -> Floats:
    """The textbook loop, all draws at once."""
    h = first
    while True:
        after = np.minimum(1.0, first + h @ leverage.T)
        if np.max(np.abs(after - h)) <= 1e-10:
            return np.asarray(after)
        h = after


def bank_by_bank(system: FinancialSystem, losses: Floats) -> Floats:
    """Objects and dictionaries: each bank values its claims by the equity of its debtors."""
    owes = system.nominal_liabilities.toarray()
    before = system.equity().tolist()
    claims = [
        {j: float(owes[j, i]) for j in np.flatnonzero(owes[:, i])} for i in range(system.size)
    ]
    others = (system.external_assets - system.total_liabilities).tolist()
    found = []
    for lost in losses.tolist():
        equity = list(before)
        while True:
            value = [min(1.0, max(0.0, e / b)) for e, b in zip(equity, before, strict=True)]
            now = [
                rest - gone + sum(face * value[j] for j, face in lent.items())
                for rest, gone, lent in zip(others, lost, claims, strict=True)
            ]
            moved = max(abs(a - b) / c for a, b, c in zip(now, equity, before, strict=True))
            equity = now
            if moved <= 1e-10:
                break
        found.append([min(1.0, 1.0 - e / b) for e, b in zip(equity, before, strict=True)])
    return np.array(found)


def measurements(repeats: int) -> list[Measurement]:
    """The bare loop first: the machine's limit for this algorithm."""
    system, losses = problem()
    first = losses / system.equity()
    leverage = leverage_of(system)
    dense = leverage.toarray()
    found = distress(system, losses).require_converged().distress
    for other in (bare_loop(leverage, first), plain_numpy(dense, first)):
        np.testing.assert_allclose(other, found, atol=1e-8)
    np.testing.assert_allclose(bank_by_bank(system, losses[:SOME]), found[:SOME], atol=1e-8)
    large, one = problem(10_000, 1)
    slopes = leverage_of(large)
    start = one / large.equity()
    slow = measure(
        f"bank by bank in Python, {SOME} draws scaled up",
        lambda: bank_by_bank(system, losses[:SOME]),
        min(repeats, 2),
    )
    for key in ("median", "fastest", "slowest"):
        slow[key] *= DRAWS / SOME
    return [
        measure("bare compiled loop, one core", lambda: bare_loop(leverage, first), repeats),
        measure("distress(), one core", lambda: distress(system, losses, workers=1), repeats),
        measure("distress()", lambda: distress(system, losses), repeats),
        measure("plain numpy", lambda: plain_numpy(dense, first), repeats),
        slow,
        measure(
            "10,000 banks, bare loop to the same step",
            lambda: bare_loop(slopes, start, 1e-11),
            repeats,
        ),
        measure("10,000 banks, debtrank()", lambda: debtrank(slopes, start), repeats),
        measure("10,000 banks, distress()", lambda: distress(large, one), repeats),
    ]
