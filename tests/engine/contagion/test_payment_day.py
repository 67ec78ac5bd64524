"""A day of payments in steps: worked examples by hand, and what is refused."""

from typing import Any

import numpy as np
import pytest
from numpy.testing import assert_allclose

from parley.engine.contagion.payment_day import PaymentDay, settle_day
from parley.engine.contagion.payments import settle_one_by_one
from parley.engine.payment_terms import (
    Hoarding,
    IntradayCredit,
    Offsetting,
    Outage,
    OutageKind,
    QueueRule,
)
from parley.engine.status import Status
from parley.errors import InvalidInput

A, B, C = 0, 1, 2


def day(balances: Any, *payments: tuple[int, int, float, int], **given: Any) -> PaymentDay:
    """Each payment as sender, receiver, amount, step."""
    columns = list(zip(*payments, strict=True)) if payments else [()] * 4
    return settle_day(balances, *columns, **given)


def test_a_receipt_lets_a_queue_go_in_the_step_in_which_it_comes() -> None:
    found = day([1, 0, 5], (A, B, 3, 0), (C, A, 2, 2), steps=4)
    assert found.settled_in.tolist() == [[2, 2]]
    assert found.queued[0].tolist() == [[3, 0, 0], [3, 0, 0], [0, 0, 0], [0, 0, 0]]
    assert found.settled[0].tolist() == [0, 0, 5, 0]
    assert found.balances[0, -1].tolist() == [0, 3, 3]
    assert found.short[0, :, A].tolist() == [True, True, False, False]
    assert found.status.tolist() == [Status.CONVERGED]


def test_what_cannot_be_paid_holds_up_what_came_later_unless_it_may_be_passed() -> None:
    payments = ((A, B, 5, 0), (A, B, 2, 0))
    strict = day([3, 0], *payments)
    passing = day([3, 0], *payments, queue=QueueRule.BYPASS)
    assert strict.settled_in.tolist() == [[-1, -1]]
    assert passing.settled_in.tolist() == [[-1, 0]]
    assert strict.unsettled_for_lack.tolist() == [[7, 0]]


def test_who_receives_and_cannot_send_holds_the_money_of_the_others() -> None:
    payments = ((B, A, 4, 0), (A, C, 4, 0), (C, B, 4, 1))
    normal = day([0, 4, 0], *payments)
    out = day([0, 4, 0], *payments, outages=Outage(A))
    assert normal.settled_share.tolist() == [1.0]
    assert out.settled_in.tolist() == [[0, -1, -1]]
    assert out.balances[0, -1].tolist() == [4, 0, 0]
    assert out.unsettled_by_outage.tolist() == [[4, 0, 0]]
    assert out.unsettled_for_lack.tolist() == [[0, 0, 4]]
    assert out.unsettled_between()[0].tolist() == [[0, 0, 4], [0, 0, 0], [0, 4, 0]]
    assert out.forgone(normal)[0].tolist() == [[0, 0, 4], [0, 0, 0], [0, 4, 0]]


def test_what_would_not_settle_on_a_normal_day_is_not_laid_to_the_outage() -> None:
    payments = ((A, B, 1, 0), (C, B, 9, 0))
    normal = day([1, 0, 1], *payments)
    out = day([1, 0, 1], *payments, outages=Outage(A))
    assert out.forgone(normal).sum() == 1.0
    assert out.unsettled_between().sum() == 10.0


def test_after_an_outage_the_queue_is_worked_off_oldest_first_at_its_pace() -> None:
    """A is out in steps 0 and 1 and then sends two a step, old ones before new ones, as long as a
    step begins with something waiting. In step 6 it is as before."""
    payments = [(A, B, 1, 0)] * 3 + [(A, C, 1, 1), (A, C, 1, 3)] + [(A, B, 1, 4)] * 2
    payments += [(A, B, 1, 6)] * 3
    found = day([10, 0, 0], *payments, outages=Outage(A, 0, 2, payments_after=2))
    assert found.settled_in.tolist() == [[2, 2, 3, 3, 4, 4, 5, 6, 6, 6]]
    assert found.unsettled_by_outage.sum() == 0.0


def test_a_backlog_that_is_not_worked_off_by_the_close_is_laid_to_the_outage() -> None:
    found = day([9, 0], *[(A, B, 2, 0)] * 4, steps=3, outages=Outage(A, 0, 2, payments_after=1))
    assert found.settled_in.tolist() == [[2, -1, -1, -1]]
    assert found.unsettled_by_outage.tolist() == [[6, 0]]


def test_some_payments_go_by_hand_during_an_outage() -> None:
    found = day([9, 0], *[(A, B, 2, 0)] * 4, steps=3, outages=Outage(A, payments_by_hand=1))
    assert found.settled_in.tolist() == [[0, 1, 2, -1]]


def test_of_two_outages_at_once_the_worse_one_counts() -> None:
    two = [Outage(A, 0, 2, payments_by_hand=1, payments_after=1),
           Outage(A, 0, 2, payments_by_hand=2, payments_after=9)]  # fmt: skip
    for outages in (two, two[::-1]):
        found = day([9, 0], *[(A, B, 1, 0)] * 5, steps=5, outages=outages)
        assert found.settled_in.tolist() == [[0, 1, 2, 3, 4]]


def test_payments_to_who_cannot_receive_are_put_aside_and_hold_up_nobody() -> None:
    payments = ((A, B, 1, 0), (A, C, 1, 0), (B, C, 1, 0))
    out = Outage(B, 0, 2, OutageKind.BOTH_WAYS)
    found = day([2, 1, 0], *payments, steps=3, outages=out)
    assert found.settled_in.tolist() == [[2, 0, 2]]
    assert found.queued[0, :, A].tolist() == [1, 1, 0]
    assert not found.short.any()
    until_close = day([2, 1, 0], *payments, outages=Outage(B, kind=OutageKind.BOTH_WAYS))
    assert until_close.unsettled_by_outage.tolist() == [[1, 1, 0]]


def test_what_waits_for_money_when_its_receiver_goes_down_is_put_aside_too() -> None:
    """A's payment of 5 to B waits; when B goes down, A's next one is free to go. Afterwards the
    old one is first again."""
    payments = ((A, B, 5, 0), (A, C, 1, 0), (A, C, 1, 2))
    out = Outage(B, 1, 2, OutageKind.BOTH_WAYS)
    assert day([2, 0, 0], *payments, steps=3, outages=out).settled_in.tolist() == [[-1, 1, -1]]


def test_credit_is_drawn_and_paid_back_within_the_day() -> None:
    """3 unsecured and 10 pledged at a haircut of 0.2: a line of 11."""
    credit = IntradayCredit(unsecured=3.0, collateral=[10, 0], haircut=0.2)
    found = day([1, 0], (A, B, 12, 0), (B, A, 12, 1), credit=credit)
    assert found.settled_in.tolist() == [[0, 1]]
    assert found.balances[0, 0].tolist() == [-11, 12]
    assert found.credit_used.tolist() == [[11, 0]]
    assert found.liquidity_used.tolist() == [[12, 0]]
    assert day([1, 0], (A, B, 12.01, 0), credit=credit).settled_in.tolist() == [[-1]]


def test_who_has_less_than_it_expected_holds_back_from_the_next_step_on() -> None:
    """B expected 5 from A at the end of step 0; it has 4, less than 0.9 of 4 + 5, and keeps it."""
    payments = ((A, B, 5, 0), (B, C, 3, 1), (C, B, 5, 2))
    given: dict[str, Any] = {"outages": Outage(A), "hoarding": Hoarding(0.9)}
    found = day([5, 4, 5], *payments, steps=4, **given)
    assert found.hoards_from.tolist() == [[-1, 1, 2]]
    assert found.settled_in.tolist() == [[-1, -1, -1]]
    assert found.unsettled_by_hoarding.tolist() == [[0, 3, 5]]
    assert found.unsettled_by_outage.tolist() == [[5, 0, 0]]
    without = day([5, 4, 5], *payments, steps=4, outages=Outage(A))
    assert without.settled_in.tolist() == [[-1, 1, 2]]


def test_a_forced_share_is_sent_all_the_same() -> None:
    """B has 2 of 10 expected. Of 1 + 1 + 1 + 1 due one by one, half is forced."""
    hoarding = Hoarding(0.5, [0, 10, 0], forced_share=0.5)
    found = day([0, 2, 0], *[(B, C, 0.5, 1 + k) for k in range(4)], hoarding=hoarding)
    assert found.hoards_from[0, B] == 1
    assert found.settled_in.tolist() == [[2, 4, -1, -1]]


def test_who_has_recovered_sends_again_if_that_is_the_rule() -> None:
    payments = ((B, C, 1, 1), (A, B, 9, 2), (B, C, 1, 3))
    for until, expected in ((False, [-1, 2, -1]), (True, [3, 2, 3])):
        hoarding = Hoarding(0.5, [0, 8, 0], until_recovered=until)
        found = day([9, 2, 0], *payments, hoarding=hoarding)
        assert found.settled_in.tolist() == [expected]


def test_two_who_wait_for_each_other_are_offset() -> None:
    payments = ((A, B, 5, 0), (B, A, 6, 0))
    assert day([0, 1], *payments).settled_in.tolist() == [[-1, -1]]
    for rule in (Offsetting.BILATERAL, Offsetting.MULTILATERAL):
        found = day([0, 1], *payments, offsetting=rule)
        assert found.settled_in.tolist() == [[0, 0]]
        assert found.balances[0, -1].tolist() == [1, 0]


def test_a_ring_is_offset_only_by_all_together() -> None:
    ring = ((A, B, 5, 0), (B, C, 5, 0), (C, A, 5, 0))
    assert (day([0, 0, 0], *ring, offsetting=Offsetting.BILATERAL).settled_in < 0).all()
    found = day([0, 0, 0], *ring, offsetting=Offsetting.MULTILATERAL)
    assert found.settled_in.tolist() == [[0, 0, 0]]
    assert found.liquidity_used.tolist() == [[0, 0, 0]]


def test_bech_and_soramaki_take_back_the_last_of_who_would_be_short() -> None:
    """A would end 2 below nothing with both of its payments; without the last one all is well."""
    payments = ((A, B, 5, 0), (A, B, 3, 0), (B, A, 6, 0))
    for rule in (Offsetting.BILATERAL, Offsetting.MULTILATERAL):
        found = day([0, 0], *payments, offsetting=rule)
        assert found.settled_in.tolist() == [[-1, -1, -1]]
        found = day([0, 1], *payments, offsetting=rule)
        assert found.settled_in.tolist() == [[0, -1, 0]]


def test_who_cannot_send_is_not_offset() -> None:
    found = day(
        [0, 0], (A, B, 5, 0), (B, A, 5, 0), outages=Outage(A), offsetting=Offsetting.MULTILATERAL
    )
    assert (found.settled_in < 0).all()


def test_who_catches_up_is_offset_at_its_pace() -> None:
    payments = [(A, B, 5, 0)] * 2 + [(B, A, 5, 0)] * 2
    for rule in (Offsetting.BILATERAL, Offsetting.MULTILATERAL):
        out = Outage(A, 0, 1, payments_after=1)
        found = day([0, 0], *payments, steps=3, outages=out, offsetting=rule)
        assert found.settled_in.tolist() == [[1, 2, 1, 2]]


def test_draws_have_their_own_balances_and_their_own_outage() -> None:
    payments = ((A, B, 2, 0), (B, A, 2, 0))
    found = day([[2, 0], [0, 2], [2, 0]], *payments, outages=Outage([-1, -1, A]))
    assert found.settled_in.tolist() == [[0, 0], [0, 0], [-1, -1]]
    alone = day([2, 0], *payments, outages=Outage(A))
    assert np.array_equal(found.balances[2], alone.balances[0])


def test_payments_may_come_in_any_order_of_their_steps() -> None:
    payments = [(A, B, 3, 1), (C, A, 2, 0), (A, C, 1, 0), (B, C, 2, 1)]
    found = day([1, 0, 2], *payments)
    in_order = day([1, 0, 2], payments[1], payments[2], payments[0], payments[3])
    assert found.settled_in[0, [1, 2, 0, 3]].tolist() == in_order.settled_in[0].tolist()
    assert found.unsettled_between().tolist() == in_order.unsettled_between().tolist()


def test_one_payment_a_step_is_the_day_of_single_payments() -> None:
    rng = np.random.default_rng(5)
    sender = rng.integers(0, 6, 300)
    receiver = (sender + rng.integers(1, 6, 300)) % 6
    amount, opening = rng.integers(1, 20, 300).astype(float), np.full(6, 15.0)
    one = settle_one_by_one(opening, sender, receiver, amount, impaired=[2])
    found = settle_day(opening, sender, receiver, amount, np.arange(300), outages=Outage(2))
    assert found.settled_in[0].tolist() == one.settled_by.tolist()
    assert_allclose(found.balances[0, -1], one.balances)


def test_a_day_without_payments_or_without_anybody_ends_as_it_began() -> None:
    found = day([4, 2])
    assert found.balances.tolist() == [[[4, 2]]]
    assert found.settled_share.tolist() == [1.0]
    nobody = day(np.zeros((1, 0)))
    assert nobody.settled_share.tolist() == [1.0]
    assert day([5.0]).gap.tolist() == [0.0]
    assert day(np.zeros((0, 3)), (A, B, 1, 0)).settled_share.shape == (0,)


def test_a_huge_payment_beside_a_tiny_one_leaves_both_right() -> None:
    found = day([1e15, 0, 2e-3, 0], (0, 1, 1e15, 0), (2, 3, 1e-3, 0), (2, 3, 2e-3, 0))
    assert found.settled_in.tolist() == [[0, 0, -1]]
    assert_allclose(found.balances[0, -1], [0, 1e15, 1e-3, 1e-3])
    assert found.queued[0, -1].tolist() == [0, 0, 2e-3, 0]


@pytest.mark.parametrize(
    ("changed", "wrong"),
    [
        ({"balances": [1, -1]}, "balances of 0, 1: -1.0"),
        ({"balances": [1, np.nan]}, "balances of 0, 1: nan"),
        ({"balances": [[[1, 1]]]}, "balances: shape (1, 1, 2)"),
        ({"amount": [np.nan]}, "amount of 0: nan"),
        ({"amount": [-2]}, "amount of 0: -2.0"),
        ({"amount": [np.inf]}, "amount of 0: inf"),
        ({"amount": [[1]]}, "amount: shape (1, 1)"),
        ({"amount": [1, 2]}, "sender: shape (1,)"),
        ({"sender": [2]}, "sender of 0: 2"),
        ({"sender": [0.5]}, "sender: other numbers; expected whole numbers"),
        ({"sender": [np.nan]}, "sender: other numbers; expected whole numbers"),
        ({"receiver": [-1]}, "receiver of 0: -1"),
        ({"receiver": [0]}, "another than the sender"),
        ({"time_step": [-1]}, "time_step of 0: -1"),
        ({"time_step": [4], "steps": 4}, "time_step of 0: 4"),
        ({"steps": 0}, "steps: 0"),
        ({"time_step": [1_700_000_000]}, "time_step: 1 draws, 1700000001 steps, 2 institutions"),
        ({"outages": Outage(2)}, "institution of 0: 2"),
        ({"outages": Outage(-1)}, "institution of 0: -1"),
        ({"outages": [Outage([0, 1])]}, "institution of 0: shape (2,)"),
        ({"credit": IntradayCredit([1, 2, 3])}, "credit line: shape (3,)"),
        ({"hoarding": Hoarding([0.1, 0.2, 0.3])}, "threshold: shape (3,)"),
        ({"hoarding": Hoarding(0.5, [[1, 1], [1, 1]])}, "expected: shape (2, 2)"),
        ({"hoarding": Hoarding(0.5, [np.nan, 1])}, "expected: NaN"),
    ],
)
def test_a_day_that_cannot_be_is_refused_by_name(changed: dict[str, Any], wrong: str) -> None:
    given: dict[str, Any] = {
        "balances": [1, 1], "sender": [0], "receiver": [1], "amount": [1], "time_step": [0],
    }  # fmt: skip
    with pytest.raises(InvalidInput) as refused:
        settle_day(**given | changed)
    assert wrong in str(refused.value)


@pytest.mark.parametrize(
    ("make", "wrong"),
    [
        (lambda: Outage(0, -1), "first_step: -1"),
        (lambda: Outage(0, 1.5), "first_step: 1.5"),  # type: ignore[arg-type]
        (lambda: Outage(0, 3, 2), "end_step: 2"),
        (lambda: Outage(0, 0, 2.5), "end_step: 2.5"),  # type: ignore[arg-type]
        (lambda: Outage(0, kind="both"), "kind: both"),  # type: ignore[arg-type]
        (lambda: Outage(0, payments_by_hand=-1), "payments_by_hand: -1"),
        (lambda: Outage(0, payments_after=0.5), "payments_after: 0.5"),
        (lambda: IntradayCredit(np.nan), "unsecured: nan"),
        (lambda: IntradayCredit(0, [1, -1]), "collateral: [1, -1]"),
        (lambda: IntradayCredit(0, 1, 1.5), "haircut: 1.5"),
        (lambda: IntradayCredit(0, [1, 1], [0.1, 0.2, 0.3]), "haircut: shape (3,)"),
        (lambda: IntradayCredit([1, 1, 1], [1, 1], 0.1), "unsecured: shape (3,)"),
        (lambda: Hoarding(-0.1), "threshold: -0.1"),
        (lambda: Hoarding(0.1, None, 2.0), "forced_share: 2.0"),
    ],
)
def test_terms_that_cannot_be_are_refused(make: Any, wrong: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        make()
    assert wrong in str(refused.value)


def test_a_normal_day_of_other_payments_is_no_normal_day() -> None:
    one, two = day([1, 1], (A, B, 1, 0)), day([1, 1], (A, B, 1, 0), (B, A, 1, 0))
    with pytest.raises(InvalidInput, match="normal"):
        one.forgone(two)
    assert one.require_converged() is one
