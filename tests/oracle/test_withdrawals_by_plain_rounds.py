"""Withdrawals found again by plain rounds of exact fractions, and held against a longer search."""

from dataclasses import dataclass
from fractions import Fraction

import numpy as np
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from numpy.testing import assert_allclose

from parley.engine.amounts import Floats, Money
from parley.engine.contagion.funding import withdraw
from tests.engine.systems import arrays, one_of


@dataclass(frozen=True)
class Loans:
    """Who can recall what from whom, and what flows out."""

    short_term: Money
    outflow: Money
    buffer: Money

    def after(self, rounds: int) -> Floats:
        """Shares withdrawn after that many rounds, all at once in each; stops when at rest."""
        n = self.outflow.size
        owes = [[Fraction(x) for x in row] for row in self.short_term.tolist()]
        short = [Fraction(x) for x in (self.outflow - self.buffer).tolist()]
        base = [sum(owes[j][i] for j in range(n)) for i in range(n)]
        w = [Fraction(0)] * n
        for _ in range(rounds):
            lacks = [short[i] + sum(w[j] * owes[i][j] for j in range(n)) for i in range(n)]
            new = [
                max(w[i], min(Fraction(1), max(Fraction(0), lacks[i]) / base[i]))
                if base[i] > 0
                else Fraction(0)
                for i in range(n)
            ]
            new = [each.limit_denominator(10**15) for each in new]
            if new == w:
                break
            w = new
        return np.array([float(each) for each in w])


@st.composite
def loans(draw: st.DrawFn, most: int = 6) -> Loans:
    n = draw(st.integers(1, most))
    owes = np.floor(draw(arrays((n, n))))
    np.fill_diagonal(owes, 0.0)
    return Loans(
        short_term=owes,
        outflow=np.floor(draw(arrays((n,)))) * draw(arrays((n,), one_of(0.0, 0.0, 1.0))),
        buffer=np.floor(draw(arrays((n,)))) * draw(arrays((n,), one_of(0.0, 0.5, 1.0))),
    )


@settings(max_examples=80)
@given(loans())
def test_plain_rounds_never_pass_what_is_found_and_reach_it(given_loans: Loans) -> None:
    found = withdraw(given_loans.short_term, given_loans.outflow, given_loans.buffer)
    found.require_converged()
    plain = given_loans.after(300)
    assert np.all(plain <= found.withdrawn[0] + 1e-12)
    assume(np.abs(plain - given_loans.after(200)).max() <= 1e-8)  # where rounds have ended
    assert_allclose(plain, found.withdrawn[0], rtol=0, atol=1e-6)


@settings(max_examples=80)
@given(loans(), st.integers(3, 40))
def test_leaps_end_where_rounds_end(given_loans: Loans, slower: int) -> None:
    """Outflows and buffers so small beside the loans that rounds alone take thousands."""
    scaled = Loans(
        given_loans.short_term * slower, given_loans.outflow / 16, given_loans.buffer / 16
    )
    leaps = withdraw(scaled.short_term, scaled.outflow, scaled.buffer).require_converged()
    n, w = scaled.outflow.size, np.zeros(scaled.outflow.size)
    base = scaled.short_term.sum(axis=0)
    for _ in range(200_000):
        lacks = scaled.outflow + scaled.short_term @ w - scaled.buffer
        new = np.where(base > 0, np.clip(lacks / np.where(base > 0, base, 1.0), w, 1.0), 0.0)
        if np.array_equal(new, w):
            break
        w = new
    assert n == leaps.withdrawn.shape[1]
    assert_allclose(leaps.withdrawn[0], w, rtol=0, atol=1e-8)
