"""Funding: who recalls from whom, what lenders renew, which buffer pays first, what is refused."""

import math
from typing import Any

import numpy as np
import pytest
from numpy.testing import assert_allclose
from scipy import sparse

from parley.engine.contagion.funding import (
    ShortTermClaims,
    rollover_share,
    withdraw,
    withdraw_from,
)
from parley.engine.status import Status
from parley.errors import InvalidInput, NotConverged

#: B owes A 10 that A can recall, C owes B 6.
CHAIN = [[0.0, 0, 0], [10, 0, 0], [0, 6, 0]]
#: Each owes the next the same.
RING = [[0.0, 5, 0], [0, 0, 5], [5, 0, 0]]


def test_who_has_enough_recalls_nothing() -> None:
    found = withdraw(CHAIN, [3, 0, 0], [3, 0, 0])
    assert found.withdrawn.tolist() == [[0, 0, 0]]
    assert found.demanded.tolist() == [[0, 0, 0]]
    assert found.status[0] == Status.CONVERGED


def test_what_is_recalled_is_passed_on() -> None:
    """A lacks 5 of 8 and recalls half; B, with 1, lacks 4 of those 5 and recalls 4 of 6."""
    found = withdraw(CHAIN, [8, 0, 0], [3, 1, 9])
    assert_allclose(found.withdrawn, [[0.5, 4 / 6, 0]])
    assert_allclose(found.demanded, [[0, 5, 4]])
    assert_allclose(found.cash_need, [[0, 0, 0]])


def test_what_cannot_be_recalled_has_to_be_raised_by_sales() -> None:
    """A lacks 12 and can recall 10: 2 are to be raised. B lacks 10, recalls 6, and raises 4."""
    found = withdraw(CHAIN, [12, 0, 0], [0, 0, 9])
    assert_allclose(found.withdrawn, [[1, 1, 0]])
    assert_allclose(found.cash_need, [[2, 4, 0]])


def test_a_ring_without_buffers_recalls_everything() -> None:
    """What A lacks comes back to A three steps later: whatever is recalled is never enough."""
    found = withdraw(RING, [1.0, 0, 0], [0.0, 0, 0])
    assert_allclose(found.withdrawn, [[1, 1, 1]])
    assert_allclose(found.cash_need, [[1, 0, 0]])


def test_money_that_creeps_round_a_ring_for_millions_of_rounds_ends_exactly() -> None:
    """A cent in a ring of a million: each turn recalls another cent, until all is recalled. If C
    can pay a tenth of a cent each time, it is A who recalls all; C and B recall that much less. If
    C, from whom A recalls, has a cent, nobody else recalls anything."""
    ring = np.array(RING) * 2e5
    found = withdraw(ring, [1e-2, 0, 0], [0.0, 0, 0]).require_converged()
    assert_allclose(found.withdrawn, [[1, 1, 1]], rtol=1e-15)
    partly = withdraw(ring, [1e-2, 0, 0], [0.0, 0, 1e-3]).require_converged()
    assert_allclose(partly.withdrawn, [[1, 1 - 1e-9, 1 - 1e-9]], rtol=1e-15)
    calm = withdraw(ring, [1e-2, 0, 0], [0.0, 0, 1e-2]).require_converged()
    assert_allclose(calm.demanded, [[0, 0, 1e-2]])


def test_a_search_that_was_given_up_says_so() -> None:
    found = withdraw(np.array(RING) * 1e6, [1.0, 0, 0], [0.0, 0, 0], max_rounds=100)
    assert found.status[0] == Status.ROUND_LIMIT
    assert found.gap[0] > 0.0
    with pytest.raises(NotConverged):
        found.require_converged()


def test_who_has_lent_nothing_can_only_sell() -> None:
    found = withdraw(np.zeros((1, 1)), [[5.0], [1.0]], [2.0])
    assert found.withdrawn.tolist() == [[0.0], [0.0]]
    assert found.cash_need.tolist() == [[3.0], [0.0]]


def test_a_search_goes_on_from_where_it_stood() -> None:
    claims = ShortTermClaims(sparse.csr_array(np.array(CHAIN)))
    nothing, none = np.zeros((1, 3)), np.array([[0.5, 0.0, 0.0]])
    found = withdraw_from(claims, nothing, nothing, none)
    assert_allclose(found.withdrawn, [[0.5, 5 / 6, 0]])
    only_b = withdraw_from(claims, nothing, nothing, none, own=np.array([True, False, True]))
    assert only_b.withdrawn.tolist() == [[0.5, 0, 0]]


def test_nobody_and_no_draw_are_no_problem() -> None:
    assert withdraw(np.zeros((0, 0)), [], []).withdrawn.shape == (1, 0)
    assert withdraw(np.zeros((1, 1)), np.zeros((0, 1)), [0.0]).withdrawn.shape == (0, 1)


def test_a_huge_loan_beside_a_tiny_one_leaves_both_right() -> None:
    owes = np.zeros((4, 4))
    owes[1, 0], owes[3, 2] = 1e15, 1e-3
    found = withdraw(owes, [1.0, 0, 5e-4, 0], [0.0, 1e15, 0, 1])
    assert_allclose(found.withdrawn, [[1e-15, 0, 0.5, 0]])


@pytest.mark.parametrize(
    ("changed", "wrong"),
    [
        ({"short_term": [[0.0, 1.0]]}, "short_term: shape (1, 2)"),
        ({"short_term": [[1.0]]}, "short_term"),
        ({"short_term": [[0.0, -1.0], [0.0, 0.0]]}, "short_term"),
        ({"short_term": [[0.0, math.nan], [0.0, 0.0]]}, "short_term"),
        ({"short_term": [1.0]}, "short_term: shape (1,)"),
        ({"short_term": "all"}, "short_term: no matrix of numbers"),
        ({"outflow": [1.0]}, "outflow: shape (1,)"),
        ({"outflow": "all"}, "outflow: str; expected an array of numbers"),
        ({"outflow": [math.nan, 0.0]}, "outflow of 0: nan"),
        ({"outflow": [[1.0, 0.0], [1.0, 0.0]], "buffer": [[0.0, 0.0]] * 3}, "outflow: shape"),
        ({"buffer": [-1.0, 0.0]}, "buffer of 0: -1.0"),
        ({"max_rounds": 0}, "max_rounds: 0"),
    ],
)
def test_what_cannot_be_is_refused_by_name(changed: dict[str, Any], wrong: str) -> None:
    given: dict[str, Any] = {
        "short_term": [[0.0, 1.0], [0.0, 0.0]],
        "outflow": [1.0, 0.0],
        "buffer": [0.0, 0.0],
    }
    with pytest.raises(InvalidInput) as refused:
        withdraw(**given | changed)
    assert wrong in str(refused.value)


def test_lenders_renew_along_a_straight_line() -> None:
    ratios = [-1.0, 0.03, 0.04, 0.07, 0.2]
    assert_allclose(rollover_share(ratios, 0.03, 0.07), [0, 0, 0.25, 1, 1])
    assert_allclose(rollover_share([[0.02, 0.02]], [0.0, 0.02], [0.04, 0.02]), [[0.5, 1.0]])
    assert rollover_share(0.03, 0.04, 0.04) == 0.0


@pytest.mark.parametrize("given", [(math.nan, 0.0, 1.0), (0.1, 0.2, 0.1), (0.1, math.nan, 1.0)])
def test_thresholds_of_lenders_that_cannot_be_are_refused(given: tuple[Any, Any, Any]) -> None:
    with pytest.raises(InvalidInput):
        rollover_share(*given)
