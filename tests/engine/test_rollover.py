"""Debts that fall due in steps: which buffer pays first, who keeps its debts, what is refused."""

import math
from typing import Any

import numpy as np
import pytest
from numpy.testing import assert_allclose

from parley.engine.rollover import Source, roll_over
from parley.errors import InvalidInput

#: B owes A 10 that A can recall, C owes B 6.
CHAIN = [[0.0, 0, 0], [10, 0, 0], [0, 6, 0]]


def test_buffers_are_used_in_the_order_named() -> None:
    """8 fall due: cash of 5 first and 3 of the 4 that 5 of eligible assets bring at a fifth
    off; or the other way round."""
    given: dict[str, Any] = {"eligible": [5.0], "haircut": 0.2, "low": 1.0, "high": 1.0}
    one = roll_over([[8.0]], [0.0], [5.0], **given)
    assert (one.from_cash.item(), one.from_central_bank.item()) == (5.0, 3.0)
    other = roll_over([[8.0]], [0.0], [5.0], **given, order=(Source.CENTRAL_BANK, Source.CASH))
    assert (other.from_cash.item(), other.from_central_bank.item()) == (4.0, 4.0)
    alone = roll_over([[8.0]], [0.0], [5.0], **given, order=(Source.CASH,))
    assert alone.cash_need.item() == 3.0


def test_who_is_trusted_keeps_its_debts() -> None:
    course = roll_over([[10.0, 20.0]], [0.1], [0.0], low=0.03, high=0.07)
    assert not course.outflow.any()
    assert course.maturities.tolist() == [[[30.0, 0.0]]]


def test_long_debts_give_time() -> None:
    """The same 30, all due at once or over three steps, and lenders who all leave."""
    given: dict[str, Any] = {"low": 1.0, "high": 1.0}
    short = roll_over([[30.0, 0.0, 0.0]], [0.0], [10.0], **given)
    spread_out = roll_over([[10.0, 10.0, 10.0]], [0.0], [10.0], **given)
    assert short.cash_need[:, 0, 0].tolist() == [20.0, 0.0, 0.0]
    assert spread_out.cash_need[:, 0, 0].tolist() == [0.0, 10.0, 10.0]


def test_trust_may_change_from_step_to_step_and_from_draw_to_draw() -> None:
    ratio = np.array([[[0.1], [0.0]], [[0.0], [0.0]]])
    course = roll_over([[4.0, 4.0]], ratio, [9.0], low=0.05, high=0.05)
    assert course.outflow[:, :, 0].tolist() == [[0.0, 4.0], [8.0, 4.0]]


def test_in_every_step_what_is_paid_out_comes_from_somewhere() -> None:
    course = roll_over(
        [[10.0, 5.0], [0.0, 20.0], [0.0, 0.0]],
        [0.0, 0.02, 0.0],
        [3.0, 6.0, 1.0],
        low=0.0,
        high=0.04,
        eligible=2.0,
        haircut=0.5,
        short_term=CHAIN,
    ).require_converged()
    paid = course.from_cash + course.from_central_bank + course.recalled + course.cash_need
    assert_allclose(course.outflow + course.demanded, paid, atol=1e-12)
    assert_allclose(course.recalled.sum(axis=2), course.demanded.sum(axis=2), atol=1e-12)
    assert np.all(course.from_cash >= 0.0)


@pytest.mark.parametrize(
    ("changed", "wrong"),
    [
        ({"maturities": [1.0]}, "maturities: shape (1,)"),
        ({"maturities": np.zeros((1, 0))}, "one bucket or more"),
        ({"maturities": [[-1.0]]}, "maturities of 0, 0, 0: -1.0"),
        ({"equity_ratio": [0.1, 0.1]}, "equity_ratio: shape (2,)"),
        ({"equity_ratio": [math.nan]}, "equity_ratio: nan"),
        ({"cash": 1.0}, "cash: shape ()"),
        ({"cash": [-1.0]}, "cash of 0: -1.0"),
        ({"eligible": [math.inf]}, "eligible of 0: inf"),
        ({"haircut": 1.1}, "haircut: 1.1"),
        ({"order": (Source.CASH, Source.CASH)}, "each source once"),
        ({"short_term": np.zeros((2, 2))}, "short_term: shape (2, 2)"),
        ({"renewed_at": 1}, "renewed_at: 1"),
        ({"steps": 0}, "steps: 0"),
        ({"low": 0.2, "high": 0.1}, "low <= high"),
    ],
)
def test_a_ladder_that_cannot_be_is_refused_by_name(changed: dict[str, Any], wrong: str) -> None:
    given: dict[str, Any] = {"maturities": [[1.0]], "equity_ratio": [0.1], "cash": [1.0]}
    with pytest.raises(InvalidInput) as refused:
        roll_over(**given | changed)
    assert wrong in str(refused.value)
