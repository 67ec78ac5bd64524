"""One targeted round: worked examples by hand, and what is refused."""

from typing import Any

import numpy as np
import pytest
from numpy.testing import assert_allclose

from parley.engine.amounts import Floats
from parley.engine.contagion.target_leverage import (
    Vulnerability,
    find_vulnerability,
    target_leverage_once,
)
from parley.errors import InvalidInput


def one_round(**changed: Any) -> Floats:
    given: dict[str, Any] = {
        "holdings": [[60.0, 40.0], [18.0, 42.0]],
        "debt_to_equity": [9.0, 14.0],
        "price_impact": [0.001, 0.002],
        "shock": [-0.1, 0.0],
    }
    return target_leverage_once(**given | changed).purchases


def test_a_targeted_round_moves_with_leverage_and_shock() -> None:
    """Greenwood, Landier and Thesmar: returns -0.06 and -0.03, so the banks sell
    100 x 9 x 0.06 = 54 and 60 x 14 x 0.03 = 25.2; of class 0: 0.6 x 54 + 0.3 x 25.2 = 39.96."""
    assert_allclose(one_round(), [-39.96, -39.24])
    assert_allclose(one_round(shock=[0.0, 0.0]), [0.0, 0.0])
    assert_allclose(one_round(debt_to_equity=[18.0, 28.0]), [-79.92, -78.48])


@pytest.mark.parametrize(
    ("changed", "wrong"),
    [
        ({"holdings": [[60.0, np.nan], [18.0, 42.0]]}, "holdings of 0, 1: nan"),
        ({"holdings": np.zeros((0, 2))}, "one institution or more"),
        ({"holdings": [["much", 1.0]]}, "an array of numbers"),
        ({"holdings": [[60.0, -1.0], [18.0, 42.0]]}, "holdings of 0, 1: -1.0"),
        ({"holdings": [[60.0, 40.0], [0.0, 0.0]]}, "expected something held"),
        ({"debt_to_equity": [9.0]}, "debt_to_equity: shape (1,)"),
        ({"debt_to_equity": [9.0, -14.0]}, "debt_to_equity of 1: -14.0"),
        ({"price_impact": [0.001, np.inf]}, "price_impact of 1: inf"),
        ({"shock": [-1.1, 0.0]}, "shock of 0: -1.1"),
    ],
)
def test_what_cannot_be_is_refused_by_name(changed: dict[str, Any], wrong: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        one_round(**changed)
    assert wrong in str(refused.value)


HELD = [[60.0, 40.0], [18.0, 42.0]]


def vulnerable(**changed: Any) -> Vulnerability:
    given: dict[str, Any] = {
        "holdings": HELD,
        "debt_to_equity": [9.0, 14.0],
        "price_impact": [0.001, 0.002],
        "shock": [-0.1, 0.0],
    }
    return find_vulnerability(**given | changed)


def test_vulnerability_by_hand() -> None:
    """Direct: 6 of 10 and 1.8 of 4. The prices fall by 0.03996 and 0.07848, which costs A
    60 x 0.03996 + 40 x 0.07848 = 5.5368 of 10, and B 18 x 0.03996 + 42 x 0.07848 = 4.01544 of 4;
    together 9.55224 of 14. A sells 54: 32.4 of class 0, held 78 times, and 21.6 of class 1, held
    82 times: 32.4 x 0.001 x 78 + 21.6 x 0.002 x 82 = 6.0696, which is its share of that."""
    found = vulnerable()
    assert_allclose(found.direct, [0.6, 0.45])
    assert_allclose(found.indirect, [0.55368, 4.01544 / 4])
    assert_allclose(found.aggregate, 9.55224 / 14)
    assert_allclose(found.aggregate_direct, 7.8 / 14)
    assert_allclose(found.systemicness, [6.0696 / 14, (9.55224 - 6.0696) / 14])


def test_what_all_lose_is_what_each_causes_and_what_each_loses() -> None:
    found = vulnerable(rounds=3)
    equity = np.array([10.0, 4.0])
    assert_allclose(found.systemicness.sum(), found.aggregate)
    assert_allclose(found.indirect @ equity / 14, found.aggregate)
    assert_allclose(found.by_round.sum(), found.aggregate)


def test_in_a_further_round_the_last_price_changes_are_the_shock() -> None:
    one = target_leverage_once(HELD, [9.0, 14.0], [0.001, 0.002], [-0.1, 0.0])
    again = vulnerable(shock=one.price_changes.tolist())
    assert_allclose(vulnerable(rounds=2).by_round, [vulnerable().aggregate, again.aggregate])


def test_without_leverage_or_impact_nobody_sells() -> None:
    assert vulnerable(debt_to_equity=[0.0, 0.0]).aggregate == 0.0
    assert vulnerable(price_impact=[0.0, 0.0]).aggregate == 0.0


def test_less_than_one_round_is_refused() -> None:
    with pytest.raises(InvalidInput, match="rounds: 0"):
        vulnerable(rounds=0)
