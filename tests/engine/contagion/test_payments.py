"""Payments: worked examples by hand, for totals of a move and one by one; what is refused."""

from typing import Any

import numpy as np
import pytest
from numpy.testing import assert_allclose

from parley.engine.contagion.payments import (
    Settlement,
    settle_from,
    settle_one_by_one,
    settle_payments,
)
from parley.engine.status import Status
from parley.errors import InvalidInput, NotConverged


def settlement(due: Any, reserves: Any, **given: Any) -> Settlement:
    """One draw; nothing is kept back and everybody can send, if not said."""
    n = len(reserves)
    return settle_payments(
        np.array([due], dtype=float),
        np.array([reserves], dtype=float),
        np.array([given.pop("floor", np.zeros(n))], dtype=float),
        np.array([given.pop("capacity", np.ones(n))], dtype=float),
        np.array([given.pop("top", np.ones(n))], dtype=float),
        **given,
    )


RING = [[0, 5, 0], [0, 0, 5], [5, 0, 0]]


def test_a_ring_of_equal_payments_settles_without_reserves() -> None:
    """Each receives in the same move what it sends."""
    found = settlement(RING, [0, 0, 0])
    assert found.settled.tolist() == [[1, 1, 1]]
    assert found.sent.tolist() == found.received.tolist() == [[5, 5, 5]]
    assert found.status[0] == Status.CONVERGED


def test_one_bank_that_cannot_send_stops_the_ring() -> None:
    """C receives and cannot send: A has its own 3 to send, B passes these 3 on, C keeps them."""
    found = settlement(RING, [3, 0, 0], capacity=[1, 1, 0])
    assert_allclose(found.settled, [[0.6, 0.6, 0]])
    assert_allclose(found.received, [[0, 3, 3]])
    assert_allclose(found.sent, [[3, 3, 0]])


def test_who_holds_back_sends_only_what_is_above_its_floor() -> None:
    """A has 10 and keeps 8, gets 1, must send 5: 10 - 8 + 1 = 3 of 5."""
    found = settlement([[0, 5], [1, 0]], [10, 1], floor=[8, 0])
    assert_allclose(found.settled, [[0.6, 1]])


def test_who_is_below_its_floor_fills_it_up_before_it_sends() -> None:
    """A has 2, keeps 5, gets 2, must send 4: it is 1 short of its floor and sends nothing."""
    found = settlement([[0, 4], [2, 0]], [2, 2], floor=[5, 0])
    assert_allclose(found.settled, [[0, 1]])


def test_holding_back_travels_to_those_who_wait() -> None:
    """A keeps all of its 4 and sends B nothing; B, with 1, can send C 1 of 4; C, with nothing,
    sends A 1 of 4. If A kept nothing, all would settle."""
    due = [[0, 4, 0], [0, 0, 4], [4, 0, 0]]
    assert_allclose(settlement(due, [4, 1, 0]).settled, [[1, 1, 1]])
    held = settlement(due, [4, 1, 0], floor=[6, 0, 0])
    assert_allclose(held.settled, [[0, 0.25, 0.25]])


def test_a_part_that_can_be_sent_by_hand_is_sent_in_the_same_share_to_all() -> None:
    found = settlement([[0, 6, 4], [0, 0, 0], [0, 0, 0]], [100, 0, 0], capacity=[0.3, 1, 1])
    assert_allclose(found.received, [[0, 1.8, 1.2]])


def test_who_has_nothing_to_send_has_settled_all() -> None:
    found = settlement([[0, 0], [3, 0]], [0, 3], capacity=[0, 1])
    assert found.settled[0, 0] == 1.0


def test_what_the_other_part_sends_is_taken_as_given() -> None:
    """B belongs to the other part, which says that it sends half: A gets 2 and sends 2 of 4."""
    found = settlement([[0, 4], [4, 0]], [0, 0], top=[1, 0.5], own=np.array([True, False]))
    assert_allclose(found.settled, [[0.5, 0.5]])


def test_reserves_and_what_waits_add_up_to_what_there_was() -> None:
    found = settlement(RING, [3, 1, 0], capacity=[1, 0.5, 1], floor=[1, 0, 2])
    assert_allclose(found.sent.sum(), found.received.sum(), rtol=1e-14)


def test_a_search_that_is_given_up_says_so() -> None:
    """A and B pass 1 round and lose a millionth each time; after three rounds that goes on."""
    found = settlement([[0, 1, 1e-6], [1, 0, 1e-6], [0, 0, 0]], [0, 0, 0], max_rounds=3)
    assert found.status[0] == Status.ROUND_LIMIT
    assert found.gap[0] > 1e-9


def test_a_ring_with_hardly_any_reserves_is_solved_exactly() -> None:
    """A and B pass a million round; a thousandth leaves, and 0.0001 came in: a tenth can be sent.
    In rounds that would take some ten thousand million of them."""
    due = [[0, 1e6, 0], [1e6, 0, 1e-3], [0, 0, 0]]
    found = settlement(due, [0, 1e-4, 0], with_bound=True).require_converged()
    assert found.bound is not None
    assert found.gap[0] <= 1e-12
    assert found.bound[0] <= 1e-5
    assert_allclose(found.settled[0], [0.1, 0.1, 1], rtol=0, atol=found.bound[0])


def test_a_ring_that_lacks_a_little_each_round_runs_dry() -> None:
    """A is 1 short of what it holds back: of a million that goes round, nothing is left."""
    found = settlement([[0, 1e6], [1e6, 0]], [0, 0], floor=[1, 0]).require_converged()
    assert found.settled.tolist() == [[0, 0]]
    assert found.gap.tolist() == [0]


def test_nobody_short_is_exact_and_a_search_given_up_has_no_bound() -> None:
    well = settlement(RING, [0, 0, 0], with_bound=True)
    assert well.bound is not None
    assert well.bound.tolist() == [0]
    lost = settlement([[0, 1, 1e-9], [1, 0, 1e-9], [0, 0, 0]], [0, 0, 0], max_rounds=3,
                      with_bound=True)  # fmt: skip
    assert lost.bound is not None
    assert lost.bound.tolist() == [1]
    with pytest.raises(NotConverged):
        lost.require_converged()


def test_a_huge_payment_beside_a_tiny_one_leaves_both_right() -> None:
    due = np.zeros((4, 4))
    due[0, 1], due[2, 3] = 1e15, 2e-3
    assert_allclose(settlement(due, [1e15, 0, 1e-3, 0]).settled, [[1, 1, 0.5, 1]], rtol=1e-12)


def test_one_institution_alone_has_nobody_to_pay() -> None:
    assert settlement([[0]], [5]).settled.tolist() == [[1]]


@pytest.mark.parametrize(
    ("changed", "wrong"),
    [
        ({"reserves": [1, np.nan]}, "reserves of 0, 1: nan"),
        ({"reserves": [1, -1]}, "reserves of 0, 1: -1.0"),
        ({"due": [[3, 1], [1, 0]]}, "due of 0, 0, 0: 3.0; expected 0: nobody pays himself"),
        ({"due": [[0, -1], [1, 0]]}, "due of 0, 0, 1: -1.0"),
        ({"due": [[0, 1, 0], [1, 0, 0]]}, "due: shape (1, 2, 3)"),
        ({"capacity": [1, 1.5]}, "capacity of 0, 1: 1.5"),
        ({"floor": [np.inf, 0]}, "floor of 0, 0: inf"),
        ({"top": [1]}, "top: shape (1, 1)"),
    ],
)
def test_what_cannot_be_is_refused_by_name(changed: dict[str, Any], wrong: str) -> None:
    given: dict[str, Any] = {"due": [[0, 1], [1, 0]], "reserves": [1, 1]}
    with pytest.raises(InvalidInput) as refused:
        settlement(**given | changed)
    assert wrong in str(refused.value)


def test_nobody_at_all_settles_nothing() -> None:
    assert settlement(np.zeros((0, 0)), np.zeros(0)).settled.shape == (1, 0)


def test_reserves_of_one_axis_are_refused() -> None:
    with pytest.raises(InvalidInput, match=r"reserves: shape \(2,\)"):
        settle_payments(*(np.zeros(2),) * 5)


def test_checked_arrays_give_the_same_without_the_check() -> None:
    arrays = (np.array([RING], dtype=float), np.ones((1, 3)), np.zeros((1, 3)))
    capacity = np.array([[1.0, 1.0, 0.25]])
    checked = settle_payments(*arrays, capacity, np.ones((1, 3)))
    bare = settle_from(*arrays, capacity, np.ones((1, 3)))
    assert np.array_equal(checked.settled, bare.settled)


def test_a_payment_waits_until_its_sender_has_been_paid() -> None:
    """A owes B 3 and has 1; C pays A 2: now A pays, and B, who was waiting for it, pays D 3."""
    day = settle_one_by_one([1, 0, 2, 0], [0, 1, 2], [1, 3, 0], [3, 3, 2])
    assert day.settled_by.tolist() == [2, 2, 2]
    assert day.balances.tolist() == [0, 0, 0, 3]


def test_a_small_payment_does_not_overtake_a_large_one_of_the_same_sender() -> None:
    """A has 2 and owes first 5, then 1: it pays neither."""
    day = settle_one_by_one([2, 0], [0, 0], [1, 1], [5, 1])
    assert day.settled_by.tolist() == [-1, -1]
    assert day.balances.tolist() == [2, 0]


def test_who_cannot_send_drains_the_others_one_by_one() -> None:
    day = settle_one_by_one([5, 5, 0], [0, 1, 2], [1, 0, 1], [4, 4, 8], impaired=[1])
    assert day.settled_by.tolist() == [0, -1, -1]
    assert day.balances.tolist() == [1, 9, 0]


def test_one_that_cannot_send_need_not_stand_in_a_list() -> None:
    day = settle_one_by_one([5, 5], [0, 1], [1, 0], [4, 4], impaired=1)
    assert day.settled_by.tolist() == [0, -1]
    with pytest.raises(InvalidInput, match="impaired of 0: 7"):
        settle_one_by_one([5, 5], [0, 1], [1, 0], [4, 4], impaired=7)


def test_a_payment_of_nothing_settles_at_once() -> None:
    assert settle_one_by_one([0, 0], [0], [1], [0]).settled_by.tolist() == [0]


def test_a_day_without_payments_ends_as_it_began() -> None:
    day = settle_one_by_one([4, 2], [], [], [])
    assert day.settled_by.size == 0
    assert day.balances.tolist() == [4, 2]


@pytest.mark.parametrize(
    ("changed", "wrong"),
    [
        ({"balances": [1, -1]}, "balances of 1: -1.0"),
        ({"balances": [1, np.nan]}, "balances of 1: nan"),
        ({"amount": [np.nan]}, "amount of 0: nan"),
        ({"amount": [1, 2]}, "sender: shape (1,)"),
        ({"sender": [2]}, "sender of 0: 2"),
        ({"receiver": [-1]}, "receiver of 0: -1"),
        ({"receiver": [0]}, "another than the sender"),
        ({"sender": [0.5]}, "sender: other numbers; expected whole numbers"),
        ({"receiver": [np.nan]}, "receiver: other numbers; expected whole numbers"),
        ({"impaired": [2]}, "impaired of 0: 2"),
        ({"impaired": [0, -1]}, "impaired of 1: -1"),
    ],
)
def test_a_day_that_cannot_be_is_refused(changed: dict[str, Any], wrong: str) -> None:
    given: dict[str, Any] = {"balances": [1, 1], "sender": [0], "receiver": [1], "amount": [1]}
    with pytest.raises(InvalidInput) as refused:
        settle_one_by_one(**given | changed)
    assert wrong in str(refused.value)
