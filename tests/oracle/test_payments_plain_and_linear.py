"""Payments of a move found again in two slow ways: plain rounds and a linear programme."""

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.testing import assert_allclose
from scipy.optimize import linprog

from parley.engine.amounts import Floats, Money
from parley.engine.contagion.payments import settle_payments
from parley.engine.status import Status
from tests.engine.systems import arrays, shares

Day = tuple[Money, Money, Money, Floats]


@st.composite
def days(draw: st.DrawFn) -> Day:
    """Payments due, reserves, floors and capacities of one draw."""
    n = draw(st.integers(1, 7))
    due = draw(arrays((n, n)))
    np.fill_diagonal(due, 0.0)
    return due, draw(arrays((n,))), draw(arrays((n,))), draw(arrays((n,), shares))


def found_for(due: Money, reserves: Money, floor: Money, capacity: Floats) -> Floats:
    ones = np.ones_like(capacity)
    found = settle_payments(due[None], reserves[None], floor[None], capacity[None], ones[None])
    assert found.status[0] == Status.CONVERGED
    assert found.gap[0] <= 1e-10
    assert_allclose(found.received[0], found.settled[0] @ due, rtol=1e-12, atol=1e-12)
    assert_allclose(found.sent[0], found.settled[0] * due.sum(axis=1), rtol=1e-12)
    return np.asarray(found.settled[0])


@settings(max_examples=60)
@given(days())
def test_plain_rounds_find_the_same_settlement(day: Day) -> None:
    """One institution after the other instead of all at once: the order does not matter."""
    due, reserves, floor, capacity = day
    found = found_for(*day)
    n = capacity.size
    sends = [1.0] * n
    for _ in range(5_000):
        before = list(sends)
        for i in reversed(range(n)):
            must = sum(due[i][j] for j in range(n))
            came = sum(sends[j] * due[j][i] for j in range(n))
            if must > 0.0:
                free = max(0.0, reserves[i] - floor[i] + came)
                sends[i] = min(sends[i], capacity[i], free / must)
        if before == sends:
            break
    assert_allclose(found, sends, rtol=0, atol=1e-9)


@settings(max_examples=60)
@given(days())
def test_a_linear_programme_finds_the_same_settlement(day: Day) -> None:
    """Where nobody starts below its floor, the greatest settlement has the greatest sum among
    those in which nobody sends more than it has above its floor or is able to."""
    due, reserves, _, capacity = day
    floor = 0.5 * reserves
    found = found_for(due, reserves, floor, capacity)
    must = due.sum(axis=1)
    sends = must > 0
    best = linprog(
        -np.where(sends, 1.0, 0.0),
        A_ub=np.diag(must) - due.T,
        b_ub=reserves - floor,
        bounds=list(zip(np.zeros_like(must), np.where(sends, capacity, 1.0), strict=True)),
    )
    assert best.success
    assert_allclose(found[sends], best.x[sends], rtol=0, atol=1e-6)


@settings(max_examples=60)
@given(days(), st.sampled_from([1e-3, 1e-6]), st.integers(0, 6))
def test_a_linear_programme_finds_rings_with_hardly_any_reserves(
    day: Day, little: float, leak: int
) -> None:
    """All owe the next 1000 and one of them a little to somebody outside the ring."""
    n = day[1].size + 1
    due = np.zeros((n, n))
    for i in range(n - 1):
        due[i, (i + 1) % (n - 1)] = 1000.0
    np.fill_diagonal(due, 0.0)
    due[leak % (n - 1), n - 1] = 1.0
    reserves = np.append(day[1] * little, 0.0)
    capacity = np.ones(n)
    found = found_for(due, reserves, np.zeros(n), capacity)
    must = due.sum(axis=1)
    sends = must > 0
    best = linprog(
        -np.where(sends, must, 0.0), A_ub=np.diag(must) - due.T, b_ub=reserves, bounds=(0, 1)
    )
    assert best.success
    assert_allclose(found[sends], best.x[sends], rtol=0, atol=1e-5)
