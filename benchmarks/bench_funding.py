"""Recalls among 100 banks in 10,000 draws, and cascades and hoarding among 1,000 banks."""

import numpy as np
from scipy import sparse

from benchmarks.harness import Measurement, measure
from parley.engine.amounts import Bools, Floats, Money
from parley.engine.contagion.funding import ShortTermClaims, withdraw
from parley.engine.contagion.hoarding import hoard
from parley.engine.contagion.kernels.funding import recall_down

BANKS, LINKS, DRAWS, SEED = 100, 20, 10_000, 20261121
MANY, FEW_LINKS, STARTS = 1_000, 5, 200


def problem() -> tuple[ShortTermClaims, Money, Money]:
    """A random network in which about half of all banks recall something in a draw."""
    rng = np.random.default_rng(SEED)
    owes = np.where(rng.random((BANKS, BANKS)) < LINKS / BANKS, rng.pareto(1.5, (BANKS,) * 2), 0.0)
    np.fill_diagonal(owes, 0.0)
    inside = owes.sum(axis=1)
    outflow = np.where(rng.random((DRAWS, BANKS)) < 0.2, rng.random((DRAWS, BANKS)), 0.0) * inside
    buffer = np.tile(0.2 * inside + 0.1, (DRAWS, 1))
    return ShortTermClaims(sparse.csr_array(owes)), outflow, buffer


def bare_loop(claims: ShortTermClaims, outflow: Money, buffer: Money) -> Floats:
    """The compiled loop alone, without checks, leaps and gap."""
    lent, w = claims.claims, np.zeros(outflow.shape)
    recall_down(
        lent.indptr, lent.indices, lent.data, claims.recallable, outflow, buffer,
        np.ones(BANKS, dtype=np.bool_), 1e-13, 10_000, w, np.empty(w.shape),
        np.zeros(DRAWS, dtype=np.int64), np.zeros(DRAWS, dtype=np.int64),
    )  # fmt: skip
    return w


def plain_numpy(claims: ShortTermClaims, outflow: Money, buffer: Money) -> Floats:
    """The textbook loop, all draws at once."""
    owes, base = claims.short_term.toarray(), claims.recallable
    w, lends = np.zeros(outflow.shape), base > 0
    while True:
        lacks = outflow + w @ owes.T - buffer
        after = np.where(lends, np.clip(lacks / np.where(lends, base, 1.0), w, 1.0), 0.0)
        if np.max(after - w) <= 1e-10:
            return np.asarray(after)
        w = after


def few_liquid() -> tuple[Money, Money, Bools]:
    """Banks that owe the same to each lender and can lose four of them; one hoards at first."""
    rng = np.random.default_rng(SEED)
    owes = (rng.random((MANY, MANY)) < FEW_LINKS / MANY).astype(np.float64)
    np.fill_diagonal(owes, 0.0)
    owes *= 0.15 / np.maximum(owes.sum(axis=1, keepdims=True), 1.0)
    starts = np.zeros((STARTS, MANY), dtype=np.bool_)
    starts[np.arange(STARTS), rng.integers(0, MANY, STARTS)] = True
    return owes, np.full(MANY, 0.02), starts


def set_by_set(owes: Money, liquid: Money, starts: Bools) -> Bools:
    """Add to the set until nobody is added, with sums over sets, draw by draw."""
    found = starts.copy()
    lenders = [set(np.flatnonzero(row).tolist()) for row in owes]
    for hoards in found:
        now = set(np.flatnonzero(hoards).tolist())
        while True:
            more = {
                i
                for i in range(MANY)
                if i not in now and sum(owes[i, j] for j in lenders[i] & now) >= liquid[i]
            }
            if not more:
                break
            now |= more
        hoards[list(now)] = True
    return found


def measurements(repeats: int) -> list[Measurement]:
    """The bare loop first: the machine's limit for this algorithm."""
    given = problem()
    found = withdraw(*given).require_converged().withdrawn
    for other in (bare_loop(*given), plain_numpy(*given)):
        np.testing.assert_allclose(other, found, rtol=0, atol=1e-8)
    owes, liquid, starts = few_liquid()
    network = sparse.csr_array(owes)
    some = set_by_set(owes, liquid, starts[:10])
    np.testing.assert_array_equal(hoard(network, liquid, hoarding=starts[:10]).hoarding, some)
    return [
        measure("bare compiled loop", lambda: bare_loop(*given), repeats),
        measure("withdraw()", lambda: withdraw(*given), repeats),
        measure("plain numpy", lambda: plain_numpy(*given), repeats),
        measure("hoard(), 1,000 banks, 200 starts", lambda: hoard(
            network, liquid, hoarding=starts), repeats),
        measure("set by set in Python, 10 of 200", lambda: set_by_set(
            owes, liquid, starts[:10]), 1),
    ]  # fmt: skip
