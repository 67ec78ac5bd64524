"""Reinsurance of 1,000 firms with 5,000 treaties in 1,000 draws, and its clearing."""

import numpy as np
from scipy import sparse

from benchmarks.harness import Measurement, measure
from parley.engine.amounts import Floats, Ints
from parley.engine.contagion.claims import clear_claims
from parley.engine.contagion.kernels.reinsurance import through_treaties
from parley.engine.contagion.reinsurance import reinsure
from parley.engine.treaties import Treaties

FIRMS, TREATIES, SIGNED, DRAWS, SEED = 1_000, 5_000, 3, 1_000, 20261125
PLAIN_DRAWS, SLOW_DRAWS = 20, 2


def problem() -> tuple[Treaties, Floats, Floats]:
    """Excess-of-loss layers signed by three reinsurers each, who retrocede among themselves."""
    rng = np.random.default_rng(SEED)
    size = rng.pareto(1.2, FIRMS) + 1.0
    cedent = np.sort(np.concatenate([np.arange(FIRMS), rng.integers(0, FIRMS, TREATIES - FIRMS)]))
    reinsurer = np.array(
        [rng.choice(np.delete(np.arange(FIRMS // 5), c) if c < FIRMS // 5 else FIRMS // 5,
                    SIGNED, replace=False) for c in cedent]
    )  # fmt: skip
    shares = sparse.csr_array(
        (rng.dirichlet(np.ones(SIGNED), TREATIES).ravel() * 0.95,
         (np.repeat(np.arange(TREATIES), SIGNED), reinsurer.ravel())),
        shape=(TREATIES, FIRMS),
    )  # fmt: skip
    treaties = Treaties(
        tuple(f"firm {i}" for i in range(FIRMS)), cedent, shares,
        attachment=size[cedent] * rng.uniform(0.5, 3.0, TREATIES),
        limit=size[cedent] * rng.uniform(0.5, 3.0, TREATIES),
        of_assumed=np.full(TREATIES, 0.5),
    )  # fmt: skip
    hit = rng.random((DRAWS, FIRMS)) < 0.5
    losses = np.where(hit, size * rng.lognormal(0.0, 1.0, (DRAWS, FIRMS)), 0.0)
    return treaties, losses, 3.0 * size


def bare_loop(treaties: Treaties, losses: Floats) -> Floats:
    """The compiled loop alone: nothing is checked, nothing finished."""
    rows = losses.shape[0]
    claims = np.zeros((rows, treaties.cedent.size))
    every = np.arange(rows)
    shares = treaties.shares
    through_treaties(
        every, every, losses, treaties.cedent, treaties.of_direct, treaties.of_assumed,
        treaties.attachment, treaties.limit, treaties.aggregate_attachment,
        treaties.aggregate_limit, *treaties.by_cedent, shares.indptr.astype(np.int64),
        shares.indices.astype(np.int64), shares.data, 1e-15, 200, np.zeros_like(claims), claims,
        np.zeros_like(losses), np.zeros_like(losses), np.zeros(rows, dtype=np.int64),
        np.zeros(rows),
    )  # fmt: skip
    return claims


def plain_numpy(treaties: Treaties, losses: Floats) -> Floats:
    """Value iteration, all draws at once, with a sparse product for each round."""
    back = treaties.shares.T.tocsr()
    direct = treaties.of_direct * losses[:, treaties.cedent]
    claims = np.zeros_like(direct)
    while True:
        arrives = (back @ claims.T).T
        seen = direct + treaties.of_assumed * arrives[:, treaties.cedent]
        after = np.clip(seen - treaties.attachment, 0.0, treaties.limit)
        if np.max(np.abs(after - claims)) <= 1e-12 * after.max():
            return np.asarray(after)
        claims = after


def plain_python(treaties: Treaties, losses: Floats) -> Floats:
    """Value iteration contract by contract, as the papers' scripts do it."""
    ends: Ints = treaties.shares.indptr
    found = np.zeros((losses.shape[0], treaties.cedent.size))
    for d, loss in enumerate(losses):
        claims = [0.0] * treaties.cedent.size
        moved = True
        while moved:
            arrives = [0.0] * loss.size
            for t, claim in enumerate(claims):
                for m in range(ends[t], ends[t + 1]):
                    arrives[treaties.shares.indices[m]] += treaties.shares.data[m] * claim
            moved = False
            for t, j in enumerate(treaties.cedent):
                seen = treaties.of_direct[t] * loss[j] + treaties.of_assumed[t] * arrives[j]
                after = min(treaties.limit[t], max(0.0, seen - treaties.attachment[t]))
                moved = moved or abs(after - claims[t]) > 1e-12 * (1.0 + after)
                claims[t] = after
        found[d] = claims
    return found


def measurements(repeats: int) -> list[Measurement]:
    """The bare loop first: the machine's limit for this algorithm."""
    treaties, losses, assets = problem()
    found = reinsure(treaties, losses).require_converged()
    claims = found.claims_to_pay
    np.testing.assert_allclose(bare_loop(treaties, losses), found.claims, rtol=1e-9, atol=1e-12)
    few, fewer = losses[:PLAIN_DRAWS], losses[:SLOW_DRAWS]
    np.testing.assert_allclose(plain_numpy(treaties, few), found.claims[:PLAIN_DRAWS], atol=1e-7)
    slow = plain_python(treaties, fewer)
    np.testing.assert_allclose(slow, found.claims[:SLOW_DRAWS], atol=1e-7)
    return [
        measure("bare compiled loop", lambda: bare_loop(treaties, losses), repeats),
        measure("reinsure()", lambda: reinsure(treaties, losses), repeats),
        measure("clear_claims()", lambda: clear_claims(claims, assets), repeats),
        measure(
            f"plain numpy, {PLAIN_DRAWS} draws", lambda: plain_numpy(treaties, few), repeats
        ),
        measure(
            f"value iteration in plain Python, {SLOW_DRAWS} draws",
            lambda: plain_python(treaties, fewer), 1,
        ),
    ]  # fmt: skip
