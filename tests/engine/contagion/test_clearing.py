"""Clearing: worked examples by hand, and what is refused."""

import numpy as np
import pytest
from numpy.testing import assert_allclose, assert_array_equal

from parley.engine.contagion.clearing import ClearingRules, clear, clear_from
from parley.engine.status import Status
from parley.engine.system import FinancialSystem, Ranking
from parley.errors import InvalidInput, NotConverged
from tests.engine.systems import passed_on, system_of

SENIOR = Ranking.SENIOR


def paid(system: FinancialSystem, alpha: float = 1.0, beta: float = 1.0) -> list[float]:
    """Payments for the external assets of the system itself, of a search that converged."""
    found = clear(system, system.external_assets, alpha, beta).require_converged()
    return [float(payment) for payment in found.payments[0]]


def test_in_a_chain_each_pays_what_it_has_with_what_it_is_paid() -> None:
    """A owes B 10, B owes C 8; A has 6, B has 1. A pays 6, B pays 1 + 6 = 7, C owes nothing."""
    chain = system_of([[0, 10, 0], [0, 0, 8], [0, 0, 0]], [6, 1, 0])
    found = clear(chain, chain.external_assets)
    assert found.payments.tolist() == [[6.0, 7.0, 0.0]]
    assert found.received.tolist() == [[0.0, 6.0, 7.0]]
    assert found.defaulted.tolist() == [[True, True, False]]


def test_a_ring_of_equal_debts_is_paid_in_full_without_any_cash() -> None:
    """Everybody owes 1 and is owed 1: from the top, all pay 1, and nobody has less than it owes."""
    ring = system_of([[0, 1, 0], [0, 0, 1], [1, 0, 0]], [0, 0, 0])
    assert paid(ring) == [1.0, 1.0, 1.0]


def test_of_many_vectors_two_banks_without_cash_get_the_greatest() -> None:
    """Each owes the other 1 and has nothing: every (t, t) with 0 <= t <= 1 clears; (1, 1) is
    the greatest."""
    pair = system_of([[0, 1], [1, 0]], [0, 0])
    found = clear(pair, pair.external_assets)
    assert found.payments.tolist() == [[1.0, 1.0]]
    assert not found.defaulted.any()


def test_a_defaulter_divides_what_it_has_in_proportion_to_its_debts() -> None:
    """A has 4 and owes B 6, C 2 and outsiders 8, 16 in all: each gets a quarter of its claim."""
    star = system_of([[0, 6, 2], [0, 0, 0], [0, 0, 0]], [4, 0, 0], [8, 0, 0])
    found = clear(star, star.external_assets)
    assert found.payments[0, 0] == 4.0
    assert found.received[0].tolist() == [0.0, 1.5, 0.5]


def test_debts_of_equal_rank_share_the_loss_and_senior_debts_outside_do_not() -> None:
    """A has 6, owes B 4 and outsiders 4. Equal: all get 3/4, B gets 3. Senior: outsiders get
    their 4, B gets 2."""
    equal = system_of([[0, 4], [0, 0]], [6, 0], [4, 0])
    senior = system_of([[0, 4], [0, 0]], [6, 0], [4, 0], SENIOR)
    assert clear(equal, equal.external_assets).received[0, 1] == 3.0
    assert clear(senior, senior.external_assets).received[0, 1] == 2.0
    assert paid(equal) == paid(senior) == [6.0, 0.0]


def test_who_cannot_pay_its_senior_debts_pays_nothing_to_the_network() -> None:
    """A has 3 and owes 4 outside first, B 6: B gets nothing, and 3 go outside. B owes C 2, has 1,
    pays 1."""
    system = system_of([[0, 6, 0], [0, 0, 2], [0, 0, 0]], [3, 1, 0], [4, 0, 0], SENIOR)
    found = clear(system, system.external_assets)
    assert found.payments.tolist() == [[3.0, 1.0, 0.0]]
    assert found.received.tolist() == [[0.0, 0.0, 1.0]]


def test_a_default_costs_its_creditors_what_is_lost_in_liquidation() -> None:
    """A has 8, owes B 10: it defaults and pays 0.5 x 8 = 4. B has 2, is paid 4, owes C 7:
    it defaults too and pays 0.5 x 2 + 0.25 x 4 = 2. Without costs A pays 8 and B all its 7."""
    chain = system_of([[0, 10, 0], [0, 0, 7], [0, 0, 0]], [8, 2, 0])
    assert paid(chain, 0.5, 0.25) == [4.0, 2.0, 0.0]
    assert paid(chain) == [8.0, 7.0, 0.0]


def test_a_default_from_before_stays_though_the_money_is_there_now() -> None:
    """A has 5 and owes B 4, but was in default: half is lost, so it pays 2.5."""
    system = system_of([[0, 4], [0, 0]], [5, 0])
    found = clear_from(
        system,
        np.array([[5.0, 0.0]]),
        ClearingRules(0.5, 0.5),
        np.array([[4.0, 0.0]]),
        np.array([[True, False]]),
    )
    assert found.payments.tolist() == [[2.5, 0.0]]


def test_who_defaulted_before_pays_no_more_when_its_assets_recover() -> None:
    """A paid 2 of 4 when it failed, and that stays, though it has 5 now: the search starts at 2
    and does not rise, and nothing is left to be found."""
    system = system_of([[0, 4], [0, 0]], [5, 0])
    top, failed = np.array([[2.0, 0.0]]), np.array([[True, False]])
    found = clear_from(system, np.array([[5.0, 0.0]]), ClearingRules(), top, failed)
    assert found.payments.tolist() == [[2.0, 0.0]]
    assert found.gap[0] == 0.0
    assert found.status[0] == Status.CONVERGED


def test_who_has_exactly_what_it_owes_does_not_default() -> None:
    """A has 10, owes 10; with any default cost the difference would be the whole loss."""
    system = system_of([[0, 10], [0, 0]], [10, 0])
    assert paid(system, 0.0, 0.0) == [10.0, 0.0]


def test_rounding_alone_costs_nobody_a_default() -> None:
    """A is owed a third of 0.1 by each of three who pay, and owes 0.1: in binary the thirds do
    not add up to 0.1."""
    third = 0.1 / 3
    debts = np.zeros((4, 4))
    debts[1:, 0] = third
    system = system_of(debts, [0, 1, 1, 1], [0.1, 0, 0, 0])
    assert not clear(system, system.external_assets, 0.0, 0.0).defaulted.any()


@pytest.mark.parametrize("outside", [1e-6, 1e-9])
def test_a_ring_that_loses_a_little_outside_each_time_round_pays_nothing(outside: float) -> None:
    """Two banks owe each other 1 and very little outside, and have nothing. Whatever they pay,
    a part leaves: p = p / (1 + outside) has only the solution 0. Plain rounds take millions."""
    ring = system_of([[0, 1], [1, 0]], [0, 0], [outside, outside])
    found = clear(ring, ring.external_assets).require_converged()
    assert_allclose(found.payments, 0.0, atol=1e-12)
    assert found.defaulted.all()


@pytest.mark.parametrize("outside", [1e-3, 1e-6, 1e-9])
def test_a_ring_with_senior_debts_outside_and_no_money_pays_nothing(outside: float) -> None:
    """As before, but outsiders come first: each round ``outside`` less goes on, until nothing."""
    ring = system_of([[0, 1], [1, 0]], [0, 0], [outside, outside], SENIOR)
    found = clear(ring, ring.external_assets).require_converged()
    assert_allclose(found.payments, 0.0, atol=1e-12)
    assert_allclose(found.received, 0.0, atol=1e-12)
    assert found.gap.max() <= 1e-10


def test_a_ring_of_three_whose_shares_do_not_add_up_in_binary_pays_nothing_either() -> None:
    """Thirds and sevenths: the shares of a row add up to 1 but for rounding, so that a careless
    solution would find huge payments, or none."""
    debts = np.array([[0, 1, 2], [3, 0, 4], [0.1, 0.6, 0]]) / 7
    ring = system_of(debts, np.zeros(3), [1e-4, 1e-4, 0], SENIOR)
    found = clear(ring, ring.external_assets).require_converged()
    assert_allclose(found.received, 0.0, atol=1e-12)
    assert_allclose(found.payments, 0.0, atol=1e-12)


def test_in_a_slow_ring_with_senior_debts_one_bank_may_go_on_paying() -> None:
    """A and B owe each other 1. A owes 0.003 outside and has 0; B owes nothing outside and has
    0.001. In the ring 0.002 too little comes in, so A runs dry: what it gets, 0.001 from B, goes
    outside. B gets nothing from A and pays its 0.001."""
    ring = system_of([[0, 1], [1, 0]], [0, 0.001], [0.003, 0], SENIOR)
    found = clear(ring, ring.external_assets).require_converged()
    assert_allclose(found.payments, [[0.001, 0.001]], atol=1e-14)


def test_in_a_slow_ring_the_money_goes_as_far_as_it_reaches() -> None:
    """A, B, C owe the next 1 each. A has 0.0004 and no debts outside; B owes 0.0001 outside
    first, C 0.001. A pays 0.0004; B pays 0.0001 outside and passes 0.0003 on; C pays all of that
    outside, and A gets nothing."""
    debts = np.roll(np.eye(3), 1, axis=1)
    ring = system_of(debts, [0.0004, 0, 0], [0, 0.0001, 0.001], SENIOR)
    found = clear(ring, ring.external_assets).require_converged()
    assert_allclose(found.payments, [[0.0004, 0.0004, 0.0003]], atol=1e-15)
    assert_allclose(found.received, [[0, 0.0004, 0.0003]], atol=1e-15)


def test_whom_a_slow_ring_elsewhere_does_not_touch_keeps_what_it_has() -> None:
    """C and D are in default since before and owe each other 1; they have been paying 0.5 and
    have nothing else, so they go on. The slow ring of A and B beside them comes to nothing."""
    debts = np.zeros((4, 4))
    debts[0, 1] = debts[1, 0] = debts[2, 3] = debts[3, 2] = 1.0
    system = system_of(debts, np.zeros(4), [1e-6, 1e-6, 0, 0])
    top = system.total_liabilities.copy()[np.newaxis]
    top[0, 2:] = 0.5
    defaulted = np.array([[False, False, True, True]])
    found = clear_from(system, np.zeros((1, 4)), ClearingRules(), top, defaulted)
    assert_allclose(found.payments, [[0, 0, 0.5, 0.5]], atol=1e-12)
    assert found.status[0] == Status.CONVERGED


def test_a_deep_hole_of_one_bank_is_not_charged_to_others_in_a_slow_ring() -> None:
    """A and B pass 1 round and lose 0.0001 each time to senior debts outside; C owes A 1 but owes
    outsiders 1000 first and has nothing. C's hole is C's: A and B come to rest where they would
    if C did not exist. A has 0.00005, owes 0.0001 outside: A runs dry; B pays what it has."""
    two = system_of([[0, 1], [1, 0]], [0.00005, 0.00002], [0.0001, 0], SENIOR)
    debts = np.zeros((3, 3))
    debts[0, 1] = debts[1, 0] = debts[2, 0] = 1.0
    three = system_of(debts, [0.00005, 0.00002, 0], [0.0001, 0, 1000], SENIOR)
    with_c = paid(three)
    assert_allclose(with_c[:2], paid(two), atol=1e-14)
    assert_allclose(with_c, [0.00007, 0.00002, 0], atol=1e-14)


def test_one_institution_alone_pays_outside_what_it_can() -> None:
    one = system_of([[0.0]], [3.0], [5.0])
    assert paid(one) == [3.0]
    assert paid(one, 0.5, 1.0) == [1.5]


def test_a_large_and_a_small_amount_beside_each_other_both_come_out_right() -> None:
    """A has 1e15 and owes B 1e15; C has 0.0005 and owes D 0.001, which owes E 0.001."""
    debts = np.zeros((5, 5))
    debts[0, 1], debts[2, 3], debts[3, 4] = 1e15, 1e-3, 1e-3
    system = system_of(debts, [1e15, 0, 5e-4, 0, 0])
    assert paid(system) == [1e15, 0.0, 5e-4, 5e-4, 0.0]


def test_a_small_claim_on_a_large_debtor_is_paid_in_proportion() -> None:
    """A owes B 1e15 and C 0.001 and has half of what it owes: C gets 0.0005."""
    debts = np.zeros((3, 3))
    debts[0, 1:] = 1e15, 1e-3
    system = system_of(debts, [5e14, 0, 0])
    found = clear(system, system.external_assets)
    assert_allclose(found.received[0], [0.0, 5e14, 5e-4], rtol=1e-12)


def test_a_search_that_is_given_up_says_so() -> None:
    chain = system_of([[0, 10, 0], [0, 0, 8], [0, 0, 0]], [6, 1, 0])
    found = clear(chain, chain.external_assets, tolerance=0.0, max_rounds=1)
    with pytest.raises(NotConverged, match="1 of 1 draws"):
        found.require_converged()


def test_what_comes_in_is_what_the_others_pay_on_their_debts() -> None:
    system = system_of([[0, 5, 1], [2, 0, 8], [4, 4, 0]], [1, 2, 3], [3, 0, 1])
    found = clear(system, system.external_assets)
    assert_allclose(found.received[0], passed_on(system, found.payments[0]), atol=1e-13)


@pytest.mark.parametrize(
    ("assets", "wrong"),
    [
        ([[1.0, np.nan]], "external_assets of 0, B: nan"),
        ([[1.0, -2.0]], "external_assets of 0, B: -2.0"),
        ([[1.0, np.inf]], "external_assets of 0, B: inf"),
        ([1.0, 2.0, 3.0], "expected (draws, 2)"),
        ([[[1.0, 2.0]]], "expected (draws, 2)"),
        (np.zeros((0, 2)), "expected (draws, 2)"),
    ],
)
def test_assets_that_cannot_be_are_refused_by_name(assets: object, wrong: str) -> None:
    pair = system_of([[0, 1], [1, 0]], [0, 0])
    with pytest.raises(InvalidInput) as refused:
        clear(pair, np.asarray(assets))
    assert wrong in str(refused.value)


@pytest.mark.parametrize("share", [-0.1, 1.1, np.nan])
def test_recovery_outside_0_to_1_is_refused(share: float) -> None:
    pair = system_of([[0, 1], [1, 0]], [0, 0])
    with pytest.raises(InvalidInput, match="recovery_external"):
        clear(pair, pair.external_assets, share)
    with pytest.raises(InvalidInput, match="recovery_interbank"):
        clear(pair, pair.external_assets, 1.0, share)


def test_every_wrong_entry_is_named_at_once() -> None:
    pair = system_of([[0, 1], [1, 0]], [0, 0])
    with pytest.raises(InvalidInput) as refused:
        clear(pair, np.array([[-1.0, 0.0], [np.nan, -5.0]]))
    assert len(refused.value.faults) == 3


def test_the_arrays_of_a_result_belong_to_it_alone() -> None:
    pair = system_of([[0, 1], [1, 0]], [1, 1])
    assets = np.array([[1.0, 1.0]])
    first = clear(pair, assets)
    first.payments[:] = -1
    assert_array_equal(clear(pair, assets).payments, [[1.0, 1.0]])
