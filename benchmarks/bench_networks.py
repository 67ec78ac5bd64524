"""From sums to matrices: 1,000 and 100 banks, beside plain numpy and a plain loop over cycles.

The two peers that have most of this are R packages and not installable here; elsewhere, for the
same sizes, NetworkRiskMeasures took 186 ms for maximum entropy of 1,000 banks and 1.0 s for minimum
density of 100, and systemicrisk 2.7 s for 20 draws, 100 steps apart, of 100 banks.
"""

import numpy as np

from benchmarks.harness import Measurement, measure
from parley.engine import networks
from parley.engine.amounts import Floats, Money
from parley.engine.draws import generator
from parley.engine.networks.one_unknown import independent

SEED, DENSITY = 20261125, 0.2


def sums_of(banks: int) -> tuple[Money, Money]:
    """Sums of a random network with heavy tails."""
    rng = generator(SEED, 0)
    size = rng.pareto(1.5, banks) + 0.1
    debts = np.outer(size, size) * rng.lognormal(0, 1, (banks, banks))
    debts *= (rng.random((banks, banks)) < DENSITY) * (1 - np.eye(banks))
    return debts.sum(axis=1), debts.sum(axis=0)


def plain_scaling(r: Money, c: Money) -> Floats:
    """Rows and columns scaled in turn, until rows are within 1e-10."""
    matrix = 1.0 - np.eye(r.size)
    while True:
        matrix *= (r / matrix.sum(axis=1))[:, np.newaxis]
        matrix *= c / matrix.sum(axis=0)
        if np.abs(matrix.sum(axis=1) - r).max() <= 1e-10 * r.max():
            return matrix


def plain_cycles(r: Money, c: Money, p: float, steps: int) -> Floats:
    """Gibbs steps along four cells in plain Python; longer cycles are left out."""
    debts = networks.maximum_entropy(r, c)
    rng = generator(SEED, 1)
    weight = (1 - p) / (p * p * debts.size / r.sum())
    n = r.size
    for _ in range(steps):
        i, k, j, m = rng.integers(n, size=4)
        if i == k or j == m or i in (j, m) or k in (j, m):
            continue
        low, high = -min(debts[i, m], debts[k, j]), min(debts[i, j], debts[k, m])
        if high <= low:
            continue
        point = rng.random() * (2 * weight + high - low)
        delta = min(max(point - weight + low, low), high)
        debts[i, j] -= delta
        debts[k, m] -= delta
        debts[i, m] += delta
        debts[k, j] += delta
    return debts


def measurements(repeats: int) -> list[Measurement]:
    """Plain scaling of 1,000 banks first."""
    r, c = sums_of(1000)
    few_r, few_c = sums_of(100)
    np.testing.assert_allclose(
        networks.maximum_entropy(few_r, few_c), plain_scaling(few_r, few_c), rtol=1e-6
    )
    total = r.sum()

    def sampled() -> networks.Sample:
        return networks.sample(
            few_r, few_c, DENSITY, seed=1, count=20, chains=1, burn_in=0, thin=100
        )

    return [
        measure("1,000 banks: scaling in plain numpy", lambda: plain_scaling(r, c), repeats),
        measure("1,000: one unknown, bare", lambda: independent(r / total, c / total), repeats),
        measure("1,000: maximum_entropy()", lambda: networks.maximum_entropy(r, c), repeats),
        measure("1,000: minimum_density()", lambda: networks.minimum_density(r, c), repeats),
        measure(
            "1,000: fitness(), one draw",
            lambda: networks.fitness(r, c, 0.05 * 999_000, seed=1),
            repeats,
        ),
        measure(
            "100: minimum_density_by_chance()",
            lambda: networks.minimum_density_by_chance(few_r, few_c, seed=1),
            repeats,
        ),
        measure(
            "100: fitness(), 100 draws",
            lambda: networks.fitness(few_r, few_c, 1000, seed=1, count=100),
            repeats,
        ),
        measure("100: sample(), 20 x 100 sweeps of 1,500 cycles", sampled, repeats),
        measure(
            "100: 30,000 cycles in plain Python, a hundredth",
            lambda: plain_cycles(few_r, few_c, DENSITY, 30_000),
            repeats,
        ),
    ]
