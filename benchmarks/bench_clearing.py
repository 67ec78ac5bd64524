"""Clearing of 100 banks in 10,000 draws: the bare compiled loop, the function, plain numpy."""

import numpy as np

from benchmarks.harness import Measurement, measure
from parley.engine.amounts import Floats
from parley.engine.contagion.clearing import clear
from parley.engine.contagion.kernels.clearing import pay_down
from parley.engine.system import FinancialSystem

BANKS, LINKS, DRAWS, SEED = 100, 20, 10_000, 20261121


def problem() -> tuple[FinancialSystem, Floats]:
    """A random network in which about a tenth of the banks fail in a draw."""
    rng = np.random.default_rng(SEED)
    owes = np.where(
        rng.random((BANKS, BANKS)) < LINKS / BANKS, rng.pareto(1.5, (BANKS, BANKS)), 0.0
    )
    np.fill_diagonal(owes, 0.0)
    inside = owes.sum(axis=1)
    assets = 4.0 * inside + 1.0
    outside = np.maximum(0.95 * (assets + owes.sum(axis=0)) - inside, 0.0)
    system = FinancialSystem(
        names=tuple(f"bank {i}" for i in range(BANKS)),
        external_assets=assets,
        nominal_liabilities=owes,
        external_liabilities=outside,
    )
    return system, assets * rng.uniform(0.85, 1.1, (DRAWS, BANKS))


def plain_numpy(system: FinancialSystem, assets: Floats) -> Floats:
    """The textbook loop, all draws at once."""
    owed, shares = system.total_liabilities, system.relative_liabilities.toarray()
    p = np.tile(owed, (assets.shape[0], 1))
    while True:
        after = np.minimum(owed, assets + p @ shares)
        if np.max(np.abs(after - p)) <= 1e-10 * owed.max():
            return np.asarray(after)
        p = after


def bare_loop(system: FinancialSystem, assets: Floats) -> Floats:
    """The compiled loop alone, without checks, exact finish or gap."""
    shares, owed = system.relative_liabilities, system.total_liabilities
    p = np.tile(owed, (assets.shape[0], 1))
    pay_down(
        shares.indptr, shares.indices, shares.data, owed, np.zeros(BANKS),
        system.interbank_assets, assets, 1.0, 1.0, 1e-10, 10_000, np.ones(BANKS, dtype=np.bool_),
        p, np.zeros(p.shape, dtype=np.bool_), np.zeros(DRAWS, dtype=np.int64),
        np.zeros(DRAWS, dtype=np.int64),
    )  # fmt: skip
    return p


def measurements(repeats: int) -> list[Measurement]:
    """The bare loop first: the machine's limit for this algorithm."""
    system, assets = problem()
    found = clear(system, assets)
    for other in (plain_numpy(system, assets), bare_loop(system, assets)):
        np.testing.assert_allclose(other, found.payments, rtol=1e-7)
    return [
        measure("bare compiled loop", lambda: bare_loop(system, assets), repeats),
        measure("clear()", lambda: clear(system, assets), repeats),
        measure("plain numpy", lambda: plain_numpy(system, assets), repeats),
    ]
