"""A public statement."""

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from parley.engine.instruments.statement import relieve
from tests.engine.systems import arrays, shares


def test_it_acts_from_its_hour_on_and_on_those_whom_it_reaches() -> None:
    after = relieve(np.zeros((3, 2)), 0.4, np.array([1.0, 0.0]), 1)
    assert after.tolist() == [[0, 0], [0.4, 0], [0.4, 0]]


def test_two_statements_do_not_add_up() -> None:
    first = relieve(np.zeros((2, 1)), 0.4, np.ones(1), 0)
    assert relieve(first, 0.3, np.ones(1), 0).tolist() == [[0.4], [0.4]]
    assert relieve(first, 0.7, np.ones(1), 1).tolist() == [[0.4], [0.7]]


@settings(max_examples=50)
@given(st.data(), st.floats(0.0, 1.0), st.integers(0, 6))
def test_no_floor_is_raised_and_the_past_stays_as_it_was(
    data: st.DataObject, share: float, first: int
) -> None:
    before = data.draw(arrays((5, 3), shares))
    kept = before.copy()
    after = relieve(before, share, np.array([1.0, 0.0, 1.0]), first)
    assert np.array_equal(before, kept)
    assert np.all((after >= before) & (after <= 1.0))
    assert np.array_equal(after[:first], before[:first])
    assert np.array_equal(after[:, 1], before[:, 1])
