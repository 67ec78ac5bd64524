"""Ties beyond debts and holdings: worked by hand, and refused when they do not fit."""

from dataclasses import replace

import numpy as np
import pytest
from numpy.testing import assert_allclose

from parley.engine.attribution import attribute
from parley.engine.balance import cash_need, equity
from parley.engine.default_resources import DefaultResources
from parley.engine.links import Claims, Funding, Links, Membership, Stakes, worth_at_start
from parley.engine.state import Rules, State, shocked, start
from parley.engine.status import Status
from parley.engine.step import settle
from parley.engine.system import FinancialSystem
from parley.errors import InvalidInput
from tests.engine.systems import system_of

ZEROS = np.zeros((2, 2))
NOTHING = DefaultResources(np.zeros(2), np.zeros(2))
B_OWES_A = np.array([[0.0, 0.0], [1.0, 0.0]])


def settled(system: FinancialSystem, state: State) -> State:
    found, _ = settle(system, state)
    assert (found.status == Status.CONVERGED).all()
    return found


def test_stakes_are_worth_their_share_of_what_is_left_to_owners() -> None:
    """A holds half of B. B has 10 and owes 4 outside: equity 6, of which A holds 3. A loss of 2
    at B costs A 1; a loss of 20 takes the 3 and no more."""
    system = system_of(ZEROS, [5, 10], [0, 4])
    stakes = Stakes(np.array([[0.0, 0.5], [0.0, 0.0]]))
    calm = start(system, 2, links=Links(stakes=stakes))
    assert_allclose(calm.stakes, [[3.0, 0.0]] * 2)
    hurt = settled(system, shocked(system, calm, np.array([[0.0, 2.0], [0.0, 20.0]])))
    assert_allclose(hurt.stakes, [[2.0, 0.0], [0.0, 0.0]])
    found = attribute(system, calm, hurt)
    assert_allclose(found.of("stakes"), [[1.0, 0.0], [3.0, 0.0]])
    assert_allclose(found.by_counterparty["stakes"], [[0.0, 0.0], [2.0, 0.0]])


def test_two_who_hold_each_other_are_worth_more_than_their_own_assets() -> None:
    """Each holds half of the other and has 10: v = 10 + v / 2, so each stake is worth 10."""
    half = Stakes(np.array([[0.0, 0.5], [0.5, 0.0]]))
    assert_allclose(worth_at_start(half, np.array([10.0, 10.0])), [10.0, 10.0])


def test_a_stake_in_somebody_without_equity_is_worth_nothing() -> None:
    """B is worth -30 without its stake in A and at most -30 + 10 with it."""
    half = Stakes(np.array([[0.0, 0.5], [0.5, 0.0]]))
    assert_allclose(worth_at_start(half, np.array([10.0, -30.0])), [0.0, 5.0])


def test_claims_lose_value_before_any_default() -> None:
    """B owes A 10 and has equity 20. A loss of 5 is a quarter of it: the claim is worth 7.5,
    though B still pays 10. With half of a claim lost in a default, it is worth 8.75."""
    system = system_of(B_OWES_A * 10, [1, 30])
    for share, lost in ((1.0, 2.5), (0.5, 1.25)):  # of a claim of 10
        calm = start(system, 1, links=Links(loss_given_default=share))
        hurt = settled(system, shocked(system, calm, np.array([0.0, 5.0])))
        assert_allclose(hurt.received, [[10.0, 0.0]])
        found = attribute(system, calm, hurt)
        assert_allclose(found.of("marking"), [[lost, 0.0]])
        assert_allclose(found.by_counterparty["marking"], np.array([[0.0, 0.0], [lost, 0.0]]))


def test_marking_alone_is_linear_debtrank() -> None:
    """A ring of three in which each claim is half of its creditor's equity: h = h1 + h_debtor / 2,
    with 0.1 at A. Around the ring: 0.1 (1 + 1/8 + 1/64 ...) = 0.8 / 7 at A."""
    owes = np.zeros((3, 3))
    owes[0, 1] = owes[1, 2] = owes[2, 0] = 5.0  # A owes B, B owes C, C owes A
    system = system_of(owes, [10, 10, 10])
    calm = start(system, 1, links=Links(loss_given_default=1.0))
    hurt = settled(system, shocked(system, calm, np.array([1.0, 0.0, 0.0])))
    distress = 1.0 - equity(system, hurt)[0] / equity(system, calm)[0]
    assert_allclose(distress, np.array([0.8, 0.4, 0.2]) / 7, rtol=1e-9)


def test_an_insurer_that_cannot_pay_hands_losses_back() -> None:
    """A owes policyholders 30; B has reinsured 20 of it and has 12. So B pays 12 of 20, and A,
    with 15 of its own, 27 of 30."""
    system = system_of(ZEROS, [15, 12])
    claims = Claims(np.array([[30.0, 0.0]]), B_OWES_A, np.array([[20.0]]))
    hurt = settled(system, start(system, 1, links=Links(claims=claims)))
    assert_allclose(hurt.claims_paid, [[0.9, 0.6]])
    assert_allclose(hurt.recovered, [[12.0, 0.0]])
    found = attribute(system, start(system, 1), hurt)
    assert_allclose(found.of("direct"), [[10.0, 20.0]])
    assert_allclose(found.of("reinsurance"), [[8.0, 0.0]])
    assert_allclose(found.by_counterparty["reinsurance"], [[0, 0], [8, 0]])


def test_claims_come_before_debts() -> None:
    """B has 10, owes A 10 and policyholders 6: A gets 4."""
    system = system_of(B_OWES_A * 10, [0, 10])
    claims = Claims(np.array([[0.0, 6.0]]), ZEROS, np.zeros((1, 0)))
    hurt = settled(system, start(system, 1, links=Links(claims=claims)))
    assert_allclose(hurt.payments, [[0.0, 4.0]])
    assert hurt.defaulted.tolist() == [[False, True]]


def test_who_is_distrusted_must_pay_out_and_sells_what_reserves_do_not_cover() -> None:
    """B has 100, of which 5 are reserves, and owes 80 outside, 40 of it at call. A loss of 15
    leaves a ratio of 5 / 85 = 5.88 %; trust goes from all at 10 % to nothing at 0, so that 41 %
    of 40, 16.47, is withdrawn. 5 are there, 11.47 are to be raised."""
    system = system_of(
        ZEROS, [5, 60], [0, 80], holdings=[[0], [40]], price_impact=[0], reserves=[0, 5]
    )
    funding = Funding(ZEROS, np.array([0.0, 40.0]), 0.0, 0.1)
    calm = start(system, 1, links=Links(funding=funding))
    hurt = settled(system, shocked(system, calm, np.array([0.0, 15.0])))
    out = 40 * (1 - (5 / 85) / 0.1)
    assert_allclose(hurt.rolled, [[1.0, (5 / 85) / 0.1]])
    assert_allclose(cash_need(hurt), [[0.0, out - 5]])
    assert_allclose(hurt.sold[0, 1] * 40, out - 5)


def test_who_lacks_cash_recalls_loans_first_and_the_borrower_passes_it_on() -> None:
    """A must hold 8 and has 2. It recalls 6 of the 10 that B owes at call; B has 1 and lacks 5,
    which it raises by sales."""
    system = system_of(
        B_OWES_A * 10, [2, 20], holdings=[[0], [30]], price_impact=[0], reserves=[2, 1]
    )
    links = Links(funding=Funding(B_OWES_A * 10, np.zeros(2)))
    state = replace(start(system, 1, links=links), required=np.array([[8.0, 0.0]]))
    hurt = settled(system, state)
    assert_allclose(hurt.recalled, [[0.6, 0.0]])
    assert_allclose(cash_need(hurt), [[0.0, 5.0]])
    assert_allclose(hurt.sold, [[0.0, 5 / 30]])


def test_survivors_bear_what_margins_and_the_counterparty_do_not() -> None:
    """A fails with a loss of 20 on its positions; it paid in 5 and 3, the counterparty puts up 2.
    10 are left; B and C, with 6 and 4 in the fund, bear 6 and 4."""
    owes = np.zeros((3, 3))
    system = system_of(owes, [1, 50, 50], [4, 0, 0])
    resources = DefaultResources(np.array([5.0, 5, 5]), np.array([3.0, 6, 4]), 2.0)
    house = Membership(resources, np.array([[20.0, 0, 0]]))
    calm = start(system, 1)
    hurt = settled(system, start(system, 1, links=Links(membership=house)))
    found = attribute(system, calm, hurt)
    assert_allclose(found.of("clearing_house")[0, 1:], [6.0, 4.0])
    assert_allclose(found.by_counterparty["clearing_house"][0, 1:], [6.0, 4.0])


@pytest.mark.parametrize(
    ("made", "field"),
    [
        (lambda: Funding(-ZEROS - 1.0, np.zeros(2)), "short_term"),
        (lambda: Funding(ZEROS, np.array([np.nan, 0.0])), "external"),
        (lambda: Funding(ZEROS, np.zeros(2), 0.2, 0.1), "ratio_low, ratio_high"),
        (lambda: Stakes(np.array([[0.0, 1.0], [0.0, 0.0]])), "shares of 1 in all"),
        (lambda: Stakes(np.array([[0.5, 0.0], [0.0, 0.0]])), "shares of 0 to itself"),
        (lambda: Claims(np.zeros((1, 2)), ZEROS, np.ones((1, 3))), "amounts"),
        (lambda: Claims(np.full((1, 2), -1.0), ZEROS, np.zeros((1, 0))), "policyholders"),
        (lambda: Membership(NOTHING, np.full((1, 2), np.inf)), "close_out_cost"),
        (
            lambda: Membership(NOTHING, np.zeros((1, 2)), np.full((1, 2), np.nan)),
            "variation_margin",
        ),
        (lambda: Links(loss_given_default=1.5), "loss_given_default"),
        (lambda: Links(loss_given_default=float("nan")), "loss_given_default"),
    ],
)
def test_ties_that_cannot_be_are_refused_by_name(made: object, field: str) -> None:
    with pytest.raises(InvalidInput, match=field):
        made()  # type: ignore[operator]


def test_what_can_be_withdrawn_is_a_part_of_what_is_owed() -> None:
    system = system_of(B_OWES_A * 10, [1, 20], [3, 0])
    links = Links(funding=Funding(B_OWES_A * 11, np.array([4.0, 0.0])))
    with pytest.raises(InvalidInput, match=r"short_term of B to A: 11.*\n.*external of A: 4"):
        start(system, 1, links=links)


def test_ties_of_another_size_or_number_of_draws_are_refused() -> None:
    system = system_of(ZEROS, [1, 1])
    claims = Claims(np.zeros((3, 2)), ZEROS, np.zeros((3, 0)))
    with pytest.raises(InvalidInput, match="claims"):
        start(system, 1, links=Links(claims=claims))
    with pytest.raises(InvalidInput, match="stakes"):
        start(system, 1, links=Links(stakes=Stakes(np.zeros((3, 3)))))


def test_what_does_not_cross_the_border_is_refused_in_a_part() -> None:
    system = system_of(ZEROS, [1, 1])
    own = np.array([True, False])
    state = start(system, 1, Rules(), own, Links(loss_given_default=1.0))
    with pytest.raises(InvalidInput, match="does not cross between two parts"):
        settle(system, state)


@pytest.mark.parametrize(
    ("losses", "prices"), [([1.0], None), ([np.nan, 0.0], None), (None, [1.1]), (None, [0.5, 0.5])]
)
def test_a_shock_that_cannot_be_is_refused(losses: object, prices: object) -> None:
    system = system_of(ZEROS, [1, 1], holdings=[[1], [1]], price_impact=[0])
    with pytest.raises(InvalidInput, match=r"losses|prices"):
        shocked(system, start(system, 1), losses, prices)  # type: ignore[arg-type]
