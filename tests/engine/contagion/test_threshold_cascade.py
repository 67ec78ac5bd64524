"""Cascades of defaults: worked examples by hand, what holds in all networks, what is refused."""

import math
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.testing import assert_allclose

from parley.engine.contagion.threshold_cascade import Cascade, FailsWhen, cascade_defaults
from parley.engine.system import FinancialSystem
from parley.errors import InvalidInput
from tests.engine.systems import arrays, one_of, system_of, systems


def chain(equity_of_b: float, equity_of_c: float = 6.0) -> FinancialSystem:
    """A owes B 5, B owes C 5; equity of A is 0."""
    debts = [[0.0, 5.0, 0.0], [0.0, 0.0, 5.0], [0.0, 0.0, 0.0]]
    return system_of(debts, [5.0, equity_of_b, equity_of_c - 5.0])


def failing(system: FinancialSystem, **more: Any) -> Cascade:
    return cascade_defaults(system, defaulted=[True, False, False], **more)


def test_a_failure_spreads_as_far_as_it_takes_more_than_equity() -> None:
    found = failing(chain(4.0))
    assert found.fails_in.tolist() == [[0, 1, -1]]
    assert found.losses.tolist() == [[0, 5, 5]]
    assert found.equity.tolist() == [[0, -1, 1]]


@pytest.mark.parametrize(
    ("rule", "fails"), [(FailsWhen.EQUITY_BELOW_ZERO, -1), (FailsWhen.EQUITY_AT_ZERO, 1)]
)
def test_whether_nothing_left_is_a_failure_is_said_and_not_implied(
    rule: FailsWhen, fails: int
) -> None:
    assert failing(chain(5.0), fails_when=rule).fails_in[0, 1] == fails


def test_what_is_recovered_is_not_lost() -> None:
    found = failing(chain(4.0), recovery=0.3)
    assert found.fails_in.tolist() == [[0, -1, -1]]
    assert found.losses.tolist() == [[0, 3.5, 0]]


def test_losses_alone_may_begin_it() -> None:
    found = cascade_defaults(chain(4.0), [[0.0, 4.0, 0.0], [0.0, 4.5, 0.0]])
    assert found.defaulted.tolist() == [[False, False, False], [False, True, False]]
    assert_allclose(found.share_defaulted, [0.0, 1 / 3])


@settings(max_examples=80)
@given(systems(), st.floats(0.0, 1.0), st.sampled_from(FailsWhen), st.data())
def test_a_set_that_grows_until_nobody_is_added_is_the_same(
    system: FinancialSystem, recovery: float, rule: FailsWhen, data: st.DataObject
) -> None:
    n = len(system.names)
    owes = system.nominal_liabilities.toarray()
    losses = data.draw(arrays((n,), one_of(0.0, 1.0, 10.0)))
    left = system.equity() - losses
    now = np.zeros(n, dtype=bool)
    while True:
        lost = (1.0 - recovery) * owes[now].sum(axis=0)
        room = 1e-12 * np.abs(left)
        strict = rule is FailsWhen.EQUITY_BELOW_ZERO
        grown = now | (lost > left + room if strict else lost >= left - room)
        if np.array_equal(grown, now):
            break
        now = grown
    found = cascade_defaults(system, losses, recovery=recovery, fails_when=rule)
    assert found.defaulted[0].tolist() == now.tolist()
    scale = 1.0 + owes.sum() + np.abs(left).sum()
    assert_allclose(found.equity[0], left - lost, rtol=0, atol=1e-12 * scale)


@settings(max_examples=60)
@given(systems(), st.floats(0.0, 1.0), st.floats(0.0, 10.0))
def test_more_losses_or_less_recovery_save_nobody(
    system: FinancialSystem, recovery: float, more: float
) -> None:
    one = cascade_defaults(system, recovery=recovery).defaulted
    other = cascade_defaults(system, more, recovery=0.5 * recovery).defaulted
    assert np.all(other | ~one)


@pytest.mark.parametrize(
    ("changed", "wrong"),
    [
        ({"losses": [1.0]}, "losses: shape (1,)"),
        ({"losses": [math.nan, 0.0, 0.0]}, "losses of A: nan"),
        ({"losses": [-1.0, 0.0, 0.0]}, "losses of A: -1.0"),
        ({"defaulted": [2, 0, 0]}, "defaulted of A: 2.0"),
        ({"recovery": 1.1}, "recovery: 1.1"),
        ({"losses": np.zeros((2, 3)), "defaulted": np.zeros((3, 3))}, "losses: shape (2, 3)"),
    ],
)
def test_what_cannot_be_is_refused_by_name(changed: dict[str, Any], wrong: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        cascade_defaults(chain(1.0), **changed)
    assert wrong in str(refused.value)
