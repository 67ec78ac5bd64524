"""Reinsurance: worked examples by hand, and what is refused."""

import math
from typing import Any

import numpy as np
import pytest
from numpy.testing import assert_allclose, assert_array_equal
from scipy import sparse

from parley.engine.contagion.claims import clear_claims, recover_from
from parley.engine.contagion.reinsurance import reinsurance_liabilities, reinsure
from parley.engine.links import Claims
from parley.engine.status import Status
from parley.engine.system import Ranking
from parley.engine.treaties import Treaties
from parley.engine.treaty import excess_of_loss, quota_share, stop_loss, surplus
from parley.errors import InvalidInput, NotConverged

ALL_TO_R = {"R": 1.0}


def paid(treaty: Any, losses: Any, names: tuple[str, ...] = ("A", "R", "S")) -> list[float]:
    """What the treaty pays for each event of one year."""
    rows = np.array([[loss, *[0.0] * (len(names) - 1)] for loss in losses])
    market = Treaties.among(names, [treaty])
    found = reinsure(market, rows, np.array([0, len(rows)])).require_converged()
    return [float(claim) for claim in found.claims[:, 0]]


def claims_of(owed: Any, policyholders: Any) -> Claims:
    """Debts of one draw, given as a matrix with debtors in rows."""
    matrix = sparse.csr_array(np.array(owed, dtype=float))
    return Claims(np.array([policyholders], dtype=float), matrix, matrix.data[np.newaxis])


def test_a_quota_share_pays_its_part_of_every_loss() -> None:
    assert paid(quota_share("A", ALL_TO_R, ceded=0.25), [40.0, 0.0, 8.0]) == [10.0, 0.0, 2.0]


def test_a_quota_share_with_a_limit_pays_no_more_for_one_event() -> None:
    assert paid(quota_share("A", ALL_TO_R, 0.25, event_limit=9.0), [40.0, 8.0]) == [9.0, 2.0]


def test_a_surplus_treaty_pays_by_how_far_risks_exceed_the_line() -> None:
    """Lines of 100: of 100 nothing, of 300 the 200 above, of 900 four lines of 100: 600 of 1300."""
    treaty = surplus("A", ALL_TO_R, np.array([100.0, 300.0, 900.0]), line=100.0, lines=4.0)
    assert_allclose(paid(treaty, [130.0]), [60.0])


def test_a_layer_pays_above_its_attachment_up_to_its_limit() -> None:
    assert paid(excess_of_loss("A", ALL_TO_R, 10.0, 20.0), [5.0, 10.0, 18.0, 30.0, 99.0]) == [
        0.0, 0.0, 8.0, 20.0, 20.0
    ]  # fmt: skip


def test_without_reinstatement_a_limit_is_paid_once_a_year() -> None:
    treaty = excess_of_loss("A", ALL_TO_R, 10.0, 20.0, reinstatements=0)
    assert paid(treaty, [25.0, 25.0, 25.0]) == [15.0, 5.0, 0.0]


def test_with_one_reinstatement_a_limit_is_paid_twice_a_year() -> None:
    treaty = excess_of_loss("A", ALL_TO_R, 10.0, 20.0, reinstatements=1)
    assert paid(treaty, [25.0, 60.0, 12.0, 60.0]) == [15.0, 20.0, 2.0, 3.0]


def test_limits_are_new_in_the_next_year() -> None:
    market = Treaties.among(
        ("A", "R"), [excess_of_loss("A", ALL_TO_R, 10.0, 20.0, reinstatements=0)]
    )
    found = reinsure(market, [[30.0, 0.0]] * 3, np.array([0, 2, 2, 3]))
    assert found.claims[:, 0].tolist() == [20.0, 0.0, 20.0]
    assert found.in_year(found.claims)[:, 0].tolist() == [20.0, 0.0, 20.0]


def test_an_aggregate_deductible_takes_the_first_losses_of_the_year() -> None:
    treaty = excess_of_loss("A", ALL_TO_R, 10.0, 20.0, aggregate_attachment=25.0)
    assert paid(treaty, [25.0, 24.0, 40.0]) == [0.0, 4.0, 20.0]


def test_a_stop_loss_pays_when_the_year_exceeds_its_attachment() -> None:
    treaty = stop_loss("A", ALL_TO_R, attachment=50.0, limit=30.0)
    assert paid(treaty, [40.0, 25.0, 10.0, 99.0]) == [0.0, 15.0, 10.0, 5.0]


def test_reinstating_a_limit_costs_pro_rata_and_once() -> None:
    """A premium of 6 for a limit of 20: 15 used cost 4.5 again, the next 5 cost 1.5; then the one
    reinstatement is used up, and the rest of the second limit is paid without a premium."""
    treaty = excess_of_loss(
        "A", {"R": 0.5}, 10.0, 20.0, reinstatements=1, premium=6.0, reinstatement_rate=1.0
    )
    market = Treaties.among(("A", "R"), [treaty])
    found = reinsure(market, [[25.0, 0.0], [60.0, 0.0]], np.array([0, 2]))
    assert_allclose(found.claims[:, 0], [15.0, 20.0])
    assert_allclose(found.reinstatement_premiums[:, 0], [4.5, 1.5])
    assert_allclose(found.claims_to_pay.amounts, [[0.5 * (35.0 - 6.0)]])


def test_several_reinsurers_bear_their_shares_and_the_cedent_what_nobody_signed() -> None:
    market = Treaties.among(("A", "R", "S"), [excess_of_loss("A", {"R": 0.5, "S": 0.3}, 10, 20)])
    found = reinsure(market, [25.0, 0.0, 0.0])
    assert_allclose(found.assumed, [[0.0, 7.5, 4.5]])
    assert_allclose(found.recovered, [[12.0, 0.0, 0.0]])
    assert_allclose(found.retained, [[13.0, 7.5, 4.5]])
    assert_allclose(found.ceded(0).toarray(), [[0.0, 0.0, 0.0], [7.5, 0.0, 0.0], [4.5, 0.0, 0.0]])


def test_layers_of_one_cedent_stand_on_each_other() -> None:
    first, second = excess_of_loss("A", ALL_TO_R, 10, 20), excess_of_loss("A", {"S": 1.0}, 30, 40)
    found = reinsure(Treaties.among(("A", "R", "S"), [second, first]), [45.0, 0.0, 0.0])
    assert_allclose(found.claims, [[15.0, 20.0]])
    assert_allclose(found.retained, [[10.0, 20.0, 15.0]])


def test_a_treaty_without_retrocession_leaves_assumed_losses_alone() -> None:
    chain = [
        quota_share("A", ALL_TO_R, 0.5),
        quota_share("R", {"S": 1.0}, 0.5, of_assumed=0.0),
    ]
    found = reinsure(Treaties.among(("A", "R", "S"), chain), [40.0, 8.0, 0.0])
    assert_allclose(found.assumed, [[0.0, 20.0, 4.0]])


def test_a_spiral_ends_where_the_circle_of_layers_is_used_up() -> None:
    """R and S reinsure each other in full above 0, up to 30 and 50: what A cedes goes round until
    S has paid R all of its 30; then R bears the rest."""
    ring = [
        quota_share("A", ALL_TO_R, 1.0),
        excess_of_loss("R", {"S": 1.0}, 0.0, 30.0),
        excess_of_loss("S", ALL_TO_R, 0.0, 50.0),
    ]
    found = reinsure(Treaties.among(("A", "R", "S"), ring), [1e-3, 0.0, 0.0]).require_converged()
    assert_allclose(found.claims, [[1e-3, 30.0, 30.0]])
    assert_allclose(found.retained, [[0.0, 1e-3, 0.0]], atol=1e-13)


def test_a_long_spiral_is_exact() -> None:
    """Two firms hand each other all but a millionth: gross losses are a millionfold."""
    part = 1.0 - 1e-6
    ring = [quota_share("A", {"B": 1.0}, part), quota_share("B", {"A": 1.0}, part)]
    found = reinsure(Treaties.among(("A", "B"), ring), [1.0, 0.0]).require_converged()
    assert_allclose(found.gross, [[1 / (1 - part**2), part / (1 - part**2)]], rtol=1e-9)
    assert found.gap[0] <= 1e-12


def test_a_spiral_without_limits_has_no_end_and_says_so() -> None:
    ring = [quota_share("A", {"B": 1.0}), quota_share("B", {"A": 1.0})]
    found = reinsure(Treaties.among(("A", "B"), ring), [[1.0, 0.0], [0.0, 0.0]])
    assert found.status.tolist() == [Status.ROUND_LIMIT, Status.CONVERGED]
    assert found.gap[0] == math.inf
    with pytest.raises(NotConverged):
        found.require_converged()


def test_a_loss_that_only_just_reaches_the_deductible_sets_off_nothing() -> None:
    """0.1 + 0.2 is more than 0.3 by rounding alone."""
    full = np.array([[0.0, 1.0], [1.0, 0.0]])
    found = reinsurance_liabilities(full, 0.3 * full, np.full((2, 2), np.inf), [0.1 + 0.2, 0.0])
    assert_array_equal(found.claims, [[0.0, 0.0]])


def test_a_claim_that_only_just_reaches_the_next_deductible_sets_off_nothing() -> None:
    """R owes 0.1 + 0.2 to two insurers, more than its own deductible of 0.3 by rounding alone."""
    treaties = [
        quota_share("A", ALL_TO_R),
        quota_share("B", ALL_TO_R),
        excess_of_loss("R", {"S": 1.0}, 0.3, 1e9),
        excess_of_loss("S", ALL_TO_R, 0.0, 1e9),
    ]
    found = reinsure(Treaties.among(("A", "B", "R", "S"), treaties), [0.1, 0.2, 0.0, 0.0])
    assert_allclose(found.claims, [[0.1, 0.2, 0.0, 0.0]], atol=0)


def test_a_ring_that_grows_by_little_in_each_round_reaches_its_first_limit() -> None:
    """R is insured by S in full and by T for a ten-thousandth more: what goes round grows by
    0.005 per cent a time, from 1 until S has paid its 1e12; T then bears its part of the rest."""
    treaties = [
        excess_of_loss("R", {"S": 1.0}, 0.0, 1e12),
        quota_share("R", {"T": 1.0}, 1e-4),
        excess_of_loss("S", ALL_TO_R, 0.0, 2e12),
        excess_of_loss("T", ALL_TO_R, 0.0, 3e12),
    ]
    found = reinsure(Treaties.among(("R", "S", "T"), treaties), [1.0, 0.0, 0.0])
    gross = (1.0 + 1e12) / (1.0 - 1e-4)
    assert found.status[0] == Status.CONVERGED
    assert_allclose(found.gross[0, 0], gross, rtol=1e-12)
    assert_allclose(found.claims, [[1e12, 1e-4 * gross, 1e12, 1e-4 * gross]], rtol=1e-12)


def test_contracts_as_matrices_give_what_the_formula_gives() -> None:
    """Half of A's 50 above 10, at most 15; three tenths of B's 15 above 5."""
    found = reinsurance_liabilities(
        [[0.0, 0.0, 0.0], [0.5, 0.0, 0.0], [0.0, 0.3, 0.0]],
        [[0, 0, 0], [10, 0, 0], [0, 5, 0]],
        [[0, 0, 0], [15, 0, 0], [0, 99, 0]],
        [50.0, 0.0, 0.0],
    )
    assert_allclose(found.ceded(0).toarray(), [[0, 0, 0], [15, 0, 0], [0, 3, 0]])


def test_a_failed_reinsurer_hands_the_loss_back() -> None:
    """B has 12 for 20; so A, with 6, has 18 for its policyholders' 30."""
    found = clear_claims(claims_of([[0, 0], [20, 0]], [30, 0]), [6.0, 12.0]).require_converged()
    assert_allclose(found.payments, [[18.0, 12.0]])
    assert_allclose(found.handed_back, [[8.0, 0.0]])
    assert_allclose(found.handed_back_by(0).toarray(), [[0, 0], [8, 0]])
    assert_allclose(found.policyholder_losses, [[12.0, 0.0]])
    assert found.defaulted.tolist() == [[True, True]]
    assert_allclose(found.cost, [[6.0, 12.0]])


def test_senior_policyholders_are_paid_before_ceding_insurers() -> None:
    """B owes its own policyholders 10 and A 20, and has 15."""
    claims = claims_of([[0, 0], [20, 0]], [30, 10])
    alike = clear_claims(claims, [40.0, 15.0])
    first = clear_claims(claims, [40.0, 15.0], ranking=Ranking.SENIOR)
    assert_allclose(alike.to_policyholders, [[30.0, 5.0]])
    assert_allclose(alike.recovered, [[10.0, 0.0]])
    assert_allclose(first.to_policyholders, [[30.0, 10.0]])
    assert_allclose(first.recovered, [[5.0, 0.0]])


@pytest.mark.parametrize("ranking", list(Ranking))
def test_a_ring_of_claims_with_next_to_no_cash_is_cleared_exactly(ranking: Ranking) -> None:
    """A millionth leaves the ring at A. If A has it, everybody can pay everybody; if nobody has
    anything, nobody can."""
    ring = claims_of([[0, 1e3, 0], [0, 0, 1e3], [1e3, 0, 0]], [1e-6, 0, 0])
    some = recover_from(ring, [1e-3, 0.0, 0.0], ranking=ranking)
    none = recover_from(ring, [0.0, 0.0, 0.0], ranking=ranking)
    assert_allclose(some.paid, [[1.0, 1.0, 1.0]])
    assert_allclose(none.paid, [[0.0, 0.0, 0.0]], atol=1e-9)
    assert max(some.gap[0], none.gap[0]) <= 1e-12


def test_nobody_pays_more_than_the_top_and_that_is_passed_on() -> None:
    chain = claims_of([[0, 10, 0], [0, 0, 10], [0, 0, 0]], [0, 0, 0])
    found = recover_from(chain, [10.0, 0.0, 0.0], [0.5, 1.0, 0.25])
    assert_allclose(found.paid, [[0.5, 0.5, 0.25]])
    assert_allclose(found.recovered, [[0.0, 5.0, 5.0]])


def test_what_is_not_liquid_must_be_raised_by_sales() -> None:
    """A owes 30 and gets 12; 6 of its 40 are money. So 12 are missing, though it is solvent."""
    claims = claims_of([[0, 0], [20, 0]], [30, 0])
    found = clear_claims(claims, [40.0, 12.0], liquid_assets=[6.0, 12.0])
    assert_allclose(found.cash_need, [[12.0, 8.0]])
    assert found.defaulted.tolist() == [[False, True]]


def test_a_market_may_be_empty_or_have_one_firm() -> None:
    nobody = Treaties((), np.zeros(0, dtype=int), sparse.csr_array((0, 0)))
    assert reinsure(nobody, np.zeros((2, 0))).gross.shape == (2, 0)
    alone = Treaties(("A",), np.zeros(0, dtype=int), sparse.csr_array((0, 1)))
    found = reinsure(alone, [7.0])
    assert found.retained.tolist() == [[7.0]]
    cleared = clear_claims(found.claims_to_pay, [5.0])
    assert cleared.policyholder_losses.tolist() == [[2.0]]
    assert reinsure(alone, np.zeros((0, 1))).claims.shape == (0, 0)


def test_tiny_firms_beside_huge_ones_are_not_lost() -> None:
    market = [quota_share("A", {"B": 1.0}, 0.5), excess_of_loss("C", {"D": 1.0}, 1e-3, 1e-3)]
    found = reinsure(Treaties.among(tuple("ABCD"), market), [1e15, 0.0, 1.5e-3, 0.0])
    # D pays C a fifth of 0.0005; C has 0.0011 for 0.0015
    assert_allclose(found.assumed, [[0.0, 5e14, 0.0, 5e-4]])
    cleared = clear_claims(found.claims_to_pay, [1e15, 1e14, 1e-3, 1e-4])
    assert_allclose(cleared.paid, [[1.0, 0.2, 11 / 15, 0.2]])


ONE = Treaties.among(("A", "R"), [quota_share("A", ALL_TO_R, 0.5)])
OWED = claims_of([[0, 0], [20, 0]], [30, 0])


@pytest.mark.parametrize(
    ("call", "said"),
    [
        (lambda: reinsure(ONE, [1.0, math.nan]), "gross_losses of 0, R"),
        (lambda: reinsure(ONE, [1.0, -1.0]), "gross_losses of 0, R"),
        (lambda: reinsure(ONE, [1.0, math.inf]), "gross_losses of 0, R"),
        (lambda: reinsure(ONE, [1.0]), "shape"),
        (lambda: reinsure(ONE, np.zeros((1, 1, 2))), "shape"),
        (lambda: reinsure(ONE, [[1.0, 0.0]] * 2, np.array([0, 1])), "rise from 0 to 2"),
        (lambda: reinsure(ONE, [[1.0, 0.0]] * 2, np.array([0, 2, 1, 2])), "rise from 0 to 2"),
        (lambda: reinsure(ONE, [[1.0, 0.0]] * 2, np.array([0.0, 2.0])), "rise from 0 to 2"),
        (lambda: clear_claims(OWED, [1.0, math.nan]), "assets of 0, 1"),
        (lambda: clear_claims(OWED, [1.0, -1.0]), "assets of 0, 1"),
        (lambda: clear_claims(OWED, [1.0, 2.0, 3.0]), "shape"),
        (lambda: clear_claims(OWED, [1.0, 2.0], liquid_assets=[1.0, 3.0]), "liquid_assets of 1"),
        (lambda: recover_from(OWED, [1.0, 2.0], [1.0, 1.1]), "top of 0, 1"),
        (lambda: recover_from(OWED, [1.0, 2.0], [1.0, math.nan]), "top of 0, 1"),
        (lambda: reinsurance_liabilities([[1.0]], [[0.0]], [[1.0]], [1.0]), "somebody else"),
        (lambda: reinsurance_liabilities([[2.0]], [[0.0]], [[1.0]], [1.0]), "coinsurance"),
        (lambda: reinsurance_liabilities([[0.0]], [[-1.0]], [[1.0]], [1.0]), "deductible"),
        (lambda: reinsurance_liabilities([[0.0]], [[0.0]], [[math.nan]], [1.0]), "cap"),
        (lambda: reinsurance_liabilities([0.0], [[0.0]], [[0.0]], [1.0]), "shape"),
    ],
)
def test_what_makes_no_sense_is_refused(call: Any, said: str) -> None:
    with pytest.raises(InvalidInput, match=said):
        call()
