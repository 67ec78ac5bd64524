"""Clearing found again in three slow ways: linear programme, fictitious default, all cases."""

from fractions import Fraction
from itertools import product

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.testing import assert_allclose
from scipy.optimize import linprog

from parley.engine.amounts import Floats, Money
from parley.engine.contagion.clearing import clear
from parley.engine.contagion.kernels.clearing import SOLVENCY_SLACK
from parley.engine.system import FinancialSystem, Ranking
from tests.engine.systems import SHARES, arrays, one_of, systems
from tests.oracle.fractions_solved import solve_exactly

ANY = tuple(Ranking)
Exact = list[Fraction]


def by_linear_programme(system: FinancialSystem, assets: Money) -> Money:
    """The payments that maximise their sum among those that nobody's means forbid.

    Eisenberg & Noe (2001), lemma 4: ``max Σp`` with ``0 <= p <= p̄`` and ``p <= e + Πᵀp``.
    """
    n = system.size
    owed = system.total_liabilities
    unit = max(float(owed.max()), 1.0)
    found = linprog(
        -np.ones(n),
        A_ub=np.eye(n) - system.relative_liabilities.toarray().T,
        b_ub=assets / unit,
        bounds=list(zip(np.zeros(n), owed / unit, strict=True)),
    )
    assert found.success
    return np.asarray(found.x * unit)


@settings(max_examples=80)
@given(systems(largest=10))
def test_a_linear_programme_finds_the_same_payments(system: FinancialSystem) -> None:
    found = clear(system, system.external_assets).payments[0]
    expected = by_linear_programme(system, system.external_assets)
    assert_allclose(found, expected, atol=1e-7 * (1.0 + float(system.total_liabilities.max())))


def by_fictitious_default(
    system: FinancialSystem, assets: Money, alpha: float, beta: float
) -> tuple[Money, set[int]]:
    """Suppose that all pay; who then cannot, pays what it has; and so on until nobody else.

    Eisenberg & Noe (2001), section 3.1, with default costs as in Rogers & Veraart (2013),
    section 3.1. For debts of equal rank.
    """
    n, owed = system.size, system.total_liabilities
    shares = system.relative_liabilities.toarray()
    payments, broke = owed.copy(), set[int]()
    while True:
        has = [assets[i] + sum(shares[j, i] * payments[j] for j in range(n)) for i in range(n)]
        short = {i for i in range(n) if has[i] < owed[i] * (1.0 - SOLVENCY_SLACK)}
        if short <= broke:
            return payments, broke
        broke |= short
        matrix, right = np.eye(n), owed.copy()
        for i in broke:
            right[i] = alpha * assets[i]
            for j in range(n):
                matrix[i, j] -= beta * shares[j, i]
        payments = np.asarray(np.linalg.solve(matrix, right), dtype=np.float64)


@settings(max_examples=80)
@given(systems(largest=10), SHARES, SHARES)
def test_fictitious_default_finds_the_same_payments_and_defaults(
    system: FinancialSystem, alpha: float, beta: float
) -> None:
    found = clear(system, system.external_assets, alpha, beta)
    payments, broke = by_fictitious_default(system, system.external_assets, alpha, beta)
    scale = 1.0 + float(system.total_liabilities.max())
    assert_allclose(found.payments[0], payments, atol=1e-9 * scale)
    assert set(np.flatnonzero(found.defaulted[0])) == broke


def by_all_cases(system: FinancialSystem, assets: Money, alpha: float, beta: float) -> list[float]:
    """Try every answer to "who pays all, who part, and who nothing to the network", exactly.

    For each of the 3ⁿ answers the payments solve a linear system; of those that bear the answer
    out, take the largest. Fractions throughout, so that no tolerance is needed.
    """
    n = system.size
    debts = [[Fraction(x) for x in row] for row in system.nominal_liabilities.toarray().tolist()]
    outside = [Fraction(x) for x in system.external_liabilities.tolist()]
    e = [Fraction(x) for x in assets.tolist()]
    a, b = Fraction(alpha), Fraction(beta)
    senior = system.external_ranking is Ranking.SENIOR
    owed = [sum(debts[i], outside[i]) for i in range(n)]
    first = [outside[i] if senior else Fraction(0) for i in range(n)]
    shared = [owed[i] - first[i] for i in range(n)]
    part = [
        [debts[i][j] / shared[i] if shared[i] else Fraction(0) for j in range(n)] for i in range(n)
    ]
    best: Exact | None = None
    for case in product(("all", "some", "none"), repeat=n):
        some = [i for i in range(n) if case[i] == "some"]
        known = [shared[i] if case[i] == "all" else Fraction(0) for i in range(n)]
        matrix = [[Fraction(int(i == j)) - b * part[j][i] for j in some] for i in some]
        right = [
            a * e[i] + b * sum((part[j][i] * known[j] for j in range(n)), Fraction(0)) - first[i]
            for i in some
        ]
        solved = solve_exactly(matrix, right)
        if solved is None:
            continue
        left = known.copy()
        for i, value in zip(some, solved, strict=True):
            left[i] = value
        came = [sum((part[j][i] * left[j] for j in range(n)), Fraction(0)) for i in range(n)]
        pays = [owed[i] if case[i] == "all" else a * e[i] + b * came[i] for i in range(n)]
        if all(
            (e[i] + came[i] >= owed[i])
            if case[i] == "all"
            else e[i] + came[i] < owed[i] and ((pays[i] > first[i]) == (case[i] == "some"))
            for i in range(n)
        ) and (best is None or all(p >= q for p, q in zip(pays, best, strict=True))):
            best = pays
    assert best is not None
    return [float(p) for p in best]


QUARTERS = st.sampled_from([0.0, 0.25, 0.5, 0.75, 1.0])


def small_whole(numbers: np.random.Generator, shape: tuple[int, ...]) -> Floats:
    """Few different whole numbers, so that has and owes often meet exactly."""
    return one_of(0, 0, 1, 2, 3, 6)(numbers, shape)


@settings(max_examples=60)
@given(st.integers(1, 4), st.data(), st.sampled_from(ANY), QUARTERS, QUARTERS)
def test_trying_all_cases_in_fractions_finds_the_same_payments(
    n: int, data: st.DataObject, ranking: Ranking, alpha: float, beta: float
) -> None:
    debts = data.draw(arrays((n, n), small_whole))
    np.fill_diagonal(debts, 0.0)
    system = FinancialSystem(
        names=tuple("ABCD"[:n]),
        external_assets=data.draw(arrays((n,), small_whole)),
        nominal_liabilities=debts,
        external_liabilities=data.draw(arrays((n,), small_whole)),
        external_ranking=ranking,
    )
    found = clear(system, system.external_assets, alpha, beta).require_converged()
    expected = by_all_cases(system, system.external_assets, alpha, beta)
    assert_allclose(found.payments[0], expected, atol=1e-10)


def slow_ring(n: int, data: st.DataObject) -> Money:
    """Everybody owes about 1 to the next, and a little to anybody."""
    debts = np.roll(np.eye(n), 1, axis=1) + data.draw(arrays((n, n), one_of(0, 0, 0.25, 1)))
    np.fill_diagonal(debts, 0.0)
    return debts


@settings(max_examples=60)
@given(
    st.integers(2, 4), st.data(), st.sampled_from(ANY), st.sampled_from([1.0, 0.5]),
    st.sampled_from([1.0, 1 - 2.0**-20]),
)  # fmt: skip
def test_trying_all_cases_finds_the_same_payments_where_rounds_would_creep(
    n: int, data: st.DataObject, ranking: Ranking, alpha: float, beta: float
) -> None:
    """Hardly any money and hardly any debt outside: thousands of rounds or millions."""
    little = one_of(0, 0, 2.0**-10, 3 * 2.0**-12)
    debts = slow_ring(n, data)
    system = FinancialSystem(
        names=tuple("ABCD"[:n]),
        external_assets=data.draw(arrays((n,), little)),
        nominal_liabilities=debts,
        external_liabilities=data.draw(arrays((n,), little)),
        external_ranking=ranking,
    )
    found = clear(system, system.external_assets, alpha, beta).require_converged()
    expected = by_all_cases(system, system.external_assets, alpha, beta)
    assert_allclose(found.payments[0], expected, atol=1e-9)
