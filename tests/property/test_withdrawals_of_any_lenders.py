"""Withdrawals: what holds whoever lent what to whom."""

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.testing import assert_allclose

from parley.engine.amounts import Money
from parley.engine.contagion.funding import Withdrawals, rollover_share, withdraw
from tests.engine.systems import arrays, shares

EACH = settings(max_examples=80)


@st.composite
def lenders(draw: st.DrawFn) -> tuple[Money, Money, Money]:
    n = draw(st.integers(1, 8))
    owes = draw(arrays((n, n)))
    np.fill_diagonal(owes, 0.0)
    return owes, draw(arrays((3, n))), draw(arrays((3, n)))


def found(given_lenders: tuple[Money, Money, Money]) -> Withdrawals:
    return withdraw(*given_lenders).require_converged()


@EACH
@given(lenders())
def test_nobody_recalls_more_than_it_lacks_or_has_lent(
    given_lenders: tuple[Money, Money, Money],
) -> None:
    owes, outflow, buffer = given_lenders
    each = found(given_lenders)
    lent = owes.sum(axis=0)
    recalled = each.withdrawn * lent
    assert np.all((each.withdrawn >= 0.0) & (each.withdrawn <= 1.0))
    assert np.all(recalled <= each.lacking + 1e-9 * (1.0 + lent))
    assert_allclose(each.demanded, each.withdrawn @ owes.T, rtol=1e-12, atol=1e-12)
    covered = buffer + recalled + each.cash_need
    assert np.all(covered >= (outflow + each.demanded) * (1.0 - 1e-9) - 1e-9)


@EACH
@given(lenders(), st.floats(0.0, 50.0), st.floats(0.0, 1.0))
def test_more_outflow_or_smaller_buffers_make_nobody_recall_less(
    given_lenders: tuple[Money, Money, Money], more: float, part: float
) -> None:
    owes, outflow, buffer = given_lenders
    one, other = found(given_lenders), found((owes, outflow + more, buffer * part))
    assert np.all(other.withdrawn >= one.withdrawn - 1e-9)
    assert np.all(other.cash_need >= one.cash_need - 1e-6)


@EACH
@given(lenders(), st.sampled_from([2.0**-30, 2.0**20]))
def test_neither_currency_unit_nor_order_of_names_matters(
    given_lenders: tuple[Money, Money, Money], unit: float
) -> None:
    owes, outflow, buffer = given_lenders
    one = found(given_lenders)
    other = found((owes * unit, outflow * unit, buffer * unit))
    assert_allclose(other.withdrawn, one.withdrawn, rtol=0, atol=1e-11)
    turned = found((owes[::-1, ::-1].copy(), outflow[:, ::-1], buffer[:, ::-1]))
    assert_allclose(turned.withdrawn[:, ::-1], one.withdrawn, rtol=0, atol=1e-9)


@EACH
@given(lenders())
def test_what_a_draw_gives_does_not_depend_on_the_others(
    given_lenders: tuple[Money, Money, Money],
) -> None:
    owes, outflow, buffer = given_lenders
    together = found(given_lenders)
    for d in range(3):
        alone = found((owes, outflow[d], buffer[d]))
        assert alone.withdrawn[0].tolist() == together.withdrawn[d].tolist()


@EACH
@given(arrays((5,), shares), st.floats(0.0, 0.5), st.floats(0.0, 0.5))
def test_a_stronger_borrower_keeps_no_less(ratio: Money, low: float, width: float) -> None:
    share = rollover_share(np.sort(ratio), low, low + width)
    assert np.all(np.diff(share) >= 0.0)
    assert np.all((share >= 0.0) & (share <= 1.0))
