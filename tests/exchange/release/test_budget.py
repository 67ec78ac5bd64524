"""What is left of a budget of privacy, whatever was told how often and in which order."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from parley.errors import InvalidInput
from parley.exchange.release.budget import (
    Budget,
    Spend,
    left,
    read_budget,
    read_spend,
    require_left,
)

BUDGET = Budget("spring", 700_000, 10**11, Fraction(1, 2))

SPENDS = st.lists(
    st.builds(
        Spend, st.sampled_from(["spring", "autumn"]), st.sampled_from("ab"), st.integers(0, 9),
        st.just("run-1"), st.just(0), st.integers(1, 10**6),
    ),
    unique_by=lambda each: (each.by, each.number),
)  # fmt: skip


@given(SPENDS)
def test_each_release_counts_once_however_often_it_was_told(spends: list[Spend]) -> None:
    told = [*spends, *spends[::-1], *spends]
    cost = sum(each.epsilon for each in spends if each.budget == "spring")
    assert left(BUDGET, told) == 700_000 - cost


@given(st.integers(-5, 10**6))
def test_no_more_is_paid_than_is_left(epsilon: int) -> None:
    spent = [Spend("spring", "a", 0, "run-1", 0, 500_000)]
    if 0 < epsilon <= 200_000:
        require_left(BUDGET, spent, epsilon)
    else:
        with pytest.raises(InvalidInput, match=r"0\.2, which is left of spring"):
            require_left(BUDGET, spent, epsilon)


def test_budgets_and_spends_are_read_back_and_others_refused() -> None:
    assert read_budget(BUDGET.body) == BUDGET
    spend = Spend("spring", "a", 3, "run-1", 2, 5)
    assert read_spend(spend.body) == spend
    with pytest.raises(InvalidInput, match="epsilon"):
        read_spend({**spend.body, "epsilon": -5})
    with pytest.raises(InvalidInput, match="outside"):
        read_budget({**BUDGET.body, "outside": [3, 2]})


@pytest.mark.parametrize(
    ("name", "epsilon", "protects", "outside", "said"),
    [
        ("Spring!", 1, 1, Fraction(1), "name"), ("s", 0, 1, Fraction(1), "epsilon"),
        ("s", 10**8, 1, Fraction(1), "epsilon"), ("s", 1, 0, Fraction(1), "protects"),
        ("s", 1, 1, Fraction(0), "outside"),
    ],
)  # fmt: skip
def test_a_budget_that_cannot_be_is_refused(
    name: str, epsilon: int, protects: int, outside: Fraction, said: str
) -> None:
    with pytest.raises(InvalidInput, match=said):
        Budget(name, epsilon, protects, outside)
