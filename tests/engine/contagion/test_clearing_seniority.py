"""Seniority, shares of each other and bail-in: by hand, against clearing, and what is refused."""

from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.testing import assert_allclose, assert_array_equal

from parley.engine.contagion.clearing import bail_in, clear, clear_by_seniority
from parley.engine.system import FinancialSystem
from parley.errors import InvalidInput
from tests.engine.systems import SHARES, arrays, one_of, systems

EACH = settings(max_examples=60)


def debts(n: int, *owed: tuple[int, int, float]) -> np.ndarray:
    """A matrix with what is owed at (debtor, creditor)."""
    matrix = np.zeros((n, n))
    for i, j, amount in owed:
        matrix[i, j] = amount
    return matrix


def test_a_class_is_paid_before_the_next_gets_anything() -> None:
    """A has 10, owes B 4, C 6 and D 5 in this order; D gets nothing, and C no more than 6."""
    ranked = [debts(4, (0, 1, 4)), debts(4, (0, 2, 6)), debts(4, (0, 3, 5))]
    found = clear_by_seniority(ranked, [[10, 0, 0, 0], [7, 0, 0, 0], [3, 0, 0, 0]])
    assert found.payments[:, :, 0].tolist() == [[4, 6, 0], [4, 3, 0], [3, 0, 0]]
    assert found.equity[:, 0].tolist() == [-5.0, -8.0, -12.0]
    assert found.defaulted[:, 0].all()


def test_what_is_lost_in_default_is_lost_to_the_junior_first() -> None:
    """A has 10, owes B 4 and then C 7: half is lost, B gets 4, C 1."""
    ranked = [debts(3, (0, 1, 4)), debts(3, (0, 2, 7))]
    found = clear_by_seniority(ranked, [10, 0, 0], recovery_external=0.5)
    assert found.payments[0, :, 0].tolist() == [4.0, 1.0]


def test_shares_are_worth_what_is_left_to_owners() -> None:
    """A has 10, owes 4 outside; B holds half of A and owes 5 outside: it has 3, pays 3."""
    nothing = np.zeros((1, 2, 2))
    found = clear_by_seniority(nothing, [10, 0], [[4, 5]], cross_holdings=[[0.0, 0.0], [0.5, 0.0]])
    assert found.equity[0].tolist() == [6.0, -2.0]
    assert found.payments[0, 0].tolist() == [4.0, 3.0]
    assert found.stakes[0].tolist() == [0.0, 3.0]


def test_two_who_own_half_of_each_other_are_worth_what_both_have() -> None:
    """Each has 1 and half of the other: E = 1 + E / 2, so E = 2. At book value it is 1.5."""
    half = [[0.0, 0.5], [0.5, 0.0]]
    found = clear_by_seniority(np.zeros((1, 2, 2)), [1, 1], cross_holdings=half)
    assert_allclose(found.equity, [[2.0, 2.0]], rtol=1e-12)
    assert_allclose(found.equity_at_book, [[1.5, 1.5]], rtol=1e-12)


@EACH
@given(systems(), SHARES, SHARES)
def test_one_class_clears_as_without_classes(
    system: FinancialSystem, alpha: float, beta: float
) -> None:
    expected = clear(system, system.external_assets, alpha, beta)
    found = clear_by_seniority(
        [system.nominal_liabilities.toarray()],
        system.external_assets,
        [system.external_liabilities],
        recovery_external=alpha,
        recovery_interbank=beta,
    ).require_converged()
    scale = 1.0 + float(system.total_liabilities.max())
    assert_allclose(found.payments[:, 0], expected.payments, atol=1e-9 * scale)
    assert_array_equal(found.defaulted, expected.defaulted)


@EACH
@given(systems(largest=5), st.data(), SHARES)
def test_nobody_pays_a_class_before_those_above_it(
    system: FinancialSystem, data: st.DataObject, beta: float
) -> None:
    n = system.size
    first = system.nominal_liabilities.toarray()
    ranked = [first, first.T, first]
    shares = data.draw(arrays((n, n), one_of(0, 0, 0.1, 0.18)))
    np.fill_diagonal(shares, 0.0)
    found = clear_by_seniority(
        ranked, system.external_assets, cross_holdings=shares, recovery_interbank=beta
    )
    paid = found.require_converged().payments[0]
    owed = np.array(ranked).sum(axis=2)
    slack = 1e-9 * (1.0 + owed.max())
    assert np.all((paid >= 0.0) & (paid <= owed))
    for s in (0, 1):
        assert np.all((paid[s + 1] == 0.0) | (paid[s] >= owed[s] - slack))
    has = found.equity[0] + owed.sum(axis=0)
    assert np.all(paid.sum(axis=0) <= has + slack)
    more = clear_by_seniority(ranked, system.external_assets + 1.0, cross_holdings=shares,
                              recovery_interbank=beta)  # fmt: skip
    assert np.all(more.payments[0] >= paid - slack)


def test_a_slow_ring_of_junior_debts_ends_exactly() -> None:
    """Senior debts are none; the junior ones go round and lose a millionth each time."""
    ring = debts(2, (0, 1, 1.0), (1, 0, 1.0))
    found = clear_by_seniority([np.zeros((2, 2)), ring], [0, 0], [[0.0, 0.0], [1e-6, 1e-6]])
    assert_allclose(found.require_converged().payments, 0.0, atol=1e-9)


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"liabilities_by_level": [[[0, 1], [1, 0]]], "external_assets": [1, np.nan]}, "nan"),
        ({"liabilities_by_level": [[[0, -1], [1, 0]]], "external_assets": [1, 1]}, "-1"),
        ({"liabilities_by_level": [[[2, 1], [1, 0]]], "external_assets": [1, 1]}, "itself"),
        ({"liabilities_by_level": [[0, 1], [1, 0]], "external_assets": [1, 1]}, "levels, n, n"),
        ({"liabilities_by_level": np.zeros((0, 2, 2)), "external_assets": [1, 1]}, "levels, n, n"),
        ({"liabilities_by_level": np.zeros((1, 0, 0)), "external_assets": []}, "levels, n, n"),
        ({"liabilities_by_level": [[[0, 1], [1, 0]]], "external_assets": [1, 1, 1]}, "shape"),
        ({"liabilities_by_level": [[[0, 1], ["x", 0]]], "external_assets": [1, 1]}, "numbers"),
        (
            {
                "liabilities_by_level": np.zeros((1, 2, 2)),
                "external_assets": [1, 1],
                "cross_holdings": [[0, 1.0], [0, 0]],
            },
            "less than 1",
        ),
    ],
)
def test_debts_by_class_that_cannot_be_are_refused(wrong: dict[str, Any], said: str) -> None:
    with pytest.raises(InvalidInput, match=said):
        clear_by_seniority(**wrong)


def test_a_bail_in_cuts_the_most_junior_first_and_only_as_much_as_is_needed() -> None:
    """A has 100 and owes 60, 20, 18 in this order: equity 2. To owe 80 in all, 18 go: the last
    class is gone, the middle one untouched. To owe 70, 10 of the middle one go as well."""
    ranked = [debts(2, (0, 1, 60)), debts(2, (0, 1, 20)), debts(2, (0, 1, 18))]
    found = bail_in(ranked, [100, 0], layers=(1, 2), trigger=0.05, target=0.2)
    assert found.given_up[:, 0, 1].tolist() == [0.0, 0.0, 18.0]
    deeper = bail_in(ranked, [100, 0], layers=(1, 2), trigger=0.05, target=0.3)
    assert_allclose(deeper.given_up[:, 0, 1], [0.0, 10.0, 18.0])
    assert_allclose(deeper.clearing.equity[0, 0], 30.0)
    assert deeper.bailed_in.tolist() == [True, False]


def test_a_bank_above_its_trigger_is_left_alone() -> None:
    found = bail_in([debts(2, (0, 1, 90))], [100, 0], trigger=0.09, target=0.2)
    assert not found.bailed_in.any()
    assert found.rounds == 1


def test_only_named_creditors_give_something_up() -> None:
    """A owes B 50 and C 48 in one class. Only C may be cut: it bears all 18."""
    ranked = [debts(3, (0, 1, 50), (0, 2, 48))]
    found = bail_in(ranked, [100, 0, 0], layers=(0,), trigger=0.05, target=0.2, creditors=[2])
    assert found.given_up[0, 0].tolist() == [0.0, 0.0, 18.0]


def test_creditors_outside_share_what_those_inside_give_up() -> None:
    """A owes B 49 and outsiders 49: of 18, each side bears 9."""
    found = bail_in([debts(2, (0, 1, 49))], [100, 0], trigger=0.05, target=0.2,
                    external_liabilities_by_level=[[49, 0]])  # fmt: skip
    assert_allclose(found.given_up[0, 0, 1], 9.0)
    assert_allclose(found.debts.outside[0, 0], 40.0)


def test_who_gives_up_a_claim_at_its_worth_gets_shares_worth_as_much() -> None:
    """A has 100 and owes B 98. B gives up 18 for 18 / (2 + 18) of the shares: 0.9 of 20 is 18. The
    old owner C keeps a tenth of its half."""
    shares = np.zeros((3, 3))
    shares[2, 0] = 0.5
    found = bail_in([debts(3, (0, 1, 98))], [100, 0, 0], trigger=0.05, target=0.2,
                    cross_holdings=shares)  # fmt: skip
    assert_allclose(found.debts.shares[:, 0], [0.0, 0.9, 0.05])
    assert_allclose(found.clearing.equity[0], [20.0, 98.0, 1.0])


def test_what_is_bailed_in_at_one_bank_may_make_its_creditor_weak() -> None:
    """B's claim on A is written down by 18: B, with 4 of equity before, is bailed in next."""
    ranked = [debts(3, (0, 1, 98), (1, 2, 94))]
    found = bail_in(ranked, [100, 0, 0], trigger=0.05, target=0.2, conversion="write-down")
    assert found.bailed_in.tolist() == [True, True, False]
    assert_allclose(found.given_up[0, 1, 2], 94 - 0.8 * 80)
    assert_allclose(found.clearing.equity[0], [20.0, 16.0, 64.0])


@pytest.mark.parametrize(
    "wrong",
    [
        {"trigger": 0.3, "target": 0.2},
        {"trigger": 0.1, "target": 1.0},
        {"trigger": np.nan, "target": 0.2},
        {"layers": (1,)},
        {"layers": ()},
        {"creditors": [2]},
        {"conversion": "gift"},
        {"dilution": "nobody"},
        {"share_if_worthless": 1.5},
        {"external_assets": [[1, 1], [2, 2]]},
    ],
)
def test_a_bail_in_that_cannot_be_is_refused(wrong: dict[str, Any]) -> None:
    right: dict[str, Any] = {
        "liabilities_by_level": [[[0, 1], [0, 0]]], "external_assets": [1, 1],
        "trigger": 0.05, "target": 0.2,
    }  # fmt: skip
    with pytest.raises(InvalidInput):
        bail_in(**(right | wrong))
