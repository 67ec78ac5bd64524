"""One targeted round: worked examples by hand, and what is refused."""

from typing import Any

import numpy as np
import pytest
from numpy.testing import assert_allclose

from parley.engine.amounts import Floats
from parley.engine.contagion.target_leverage import target_leverage_once
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
