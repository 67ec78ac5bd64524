"""A course and a calibration: nothing that cannot be gets in."""

from dataclasses import fields
from typing import Any

import numpy as np
import pytest

from parley.engine.course import Calibration, Course
from parley.errors import InvalidInput

T, N, M = 4, 3, 2


def course(**changed: Any) -> Course:
    given: dict[str, Any] = {
        "is_open": np.ones((T, N), dtype=np.bool_),
        "closes": np.zeros((T, N), dtype=np.bool_),
        "falls_due": np.full((T, N), 0.25),
        "told_from": np.full(N, np.inf),
        "rerouted": np.zeros(N),
        "alarmed_from": np.zeros(N),
        "relief": np.zeros((T, N)),
        "may_borrow": np.zeros((T, N), dtype=np.bool_),
        "haircut": np.zeros(N),
        "purchases": np.zeros((T, M)),
        "purchase_limit": np.zeros(M),
    }
    return Course(**given | changed)


def test_a_course_has_as_many_moves_as_hours() -> None:
    assert course().moves == T


@pytest.mark.parametrize(
    ("changed", "wrong"),
    [
        ({"is_open": np.ones(N, dtype=np.bool_)}, "is_open"),
        ({"closes": np.zeros((T, 1), dtype=np.bool_)}, "closes: shape (4, 1)"),
        ({"may_borrow": np.zeros((1, N), dtype=np.bool_)}, "may_borrow"),
        ({"falls_due": np.full((T, N), 1.5)}, "falls_due of 0, 0: 1.5"),
        ({"falls_due": np.full((T, N), np.nan)}, "falls_due of 0, 0: nan"),
        ({"is_open": np.zeros((T, N), dtype=np.bool_)}, "falls_due of 0 in move 0: 0.25"),
        ({"told_from": np.array([0.0, np.nan, 1.0])}, "told_from"),
        ({"told_from": np.zeros(2)}, "told_from"),
        ({"alarmed_from": np.array([0.0, -1.0, 1.0])}, "alarmed_from"),
        ({"rerouted": np.array([0.0, 0.0, 2.0])}, "rerouted of 2: 2.0"),
        ({"relief": np.full((T, N), -0.5)}, "relief of 0, 0: -0.5"),
        ({"haircut": np.array([0.0, 1.1, 0.0])}, "haircut of 1: 1.1"),
        ({"purchases": np.full((T, M), -1.0)}, "purchases of 0, 0: -1.0"),
        ({"purchases": np.zeros((T, 5))}, "purchases: shape (4, 5)"),
        ({"purchase_limit": np.array([np.inf, 0.0])}, "purchase_limit of 0: inf"),
    ],
)
def test_a_course_that_cannot_be_is_refused(changed: dict[str, Any], wrong: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        course(**changed)
    assert wrong in str(refused.value)


def test_all_that_is_wrong_in_a_course_is_said_at_once() -> None:
    with pytest.raises(InvalidInput) as refused:
        course(rerouted=np.full(N, 2.0), haircut=np.full(N, -1.0), told_from=np.full(N, np.nan))
    assert len(refused.value.faults) == 7


@pytest.mark.parametrize("name", [field.name for field in fields(Calibration)])
@pytest.mark.parametrize("value", [-0.1, np.nan, np.inf])
def test_a_calibration_that_cannot_be_is_refused_by_name(name: str, value: float) -> None:
    with pytest.raises(InvalidInput, match=name):
        Calibration(**{name: value})


def test_shares_end_at_1_and_scales_do_not() -> None:
    Calibration(price_impact_scale=5.0, reserve_scale=3.0, delay_rate=1.5)
    with pytest.raises(InvalidInput) as refused:
        Calibration(gross_share=1.5, market_access=2.0)
    assert len(refused.value.faults) == 2
