"""Layers: one leap, worked by hand."""

import numpy as np
from numpy.testing import assert_allclose
from scipy import sparse

from parley.engine.amounts import Floats
from parley.engine.layers import Layers, leap


def ring(back: float, room: list[float], entered: float) -> Layers:
    """At 0 arrives what 1 passes on; 0 adds what entered, and passes all on to 1."""
    shares = sparse.csr_array(np.array([[0.0, 1.0], [back, 0.0]]))
    return Layers(
        np.array([0, 1]), np.ones(2), np.array([-entered, 0.0]), np.array(room), np.zeros(2),
        np.zeros(2), shares,
    )  # fmt: skip


def once(layers: Layers, arrives: list[float]) -> tuple[Floats, bool, list[int]]:
    phase = np.zeros(2, dtype=np.int64)
    after, finite = leap(layers, np.array(arrives), phase)
    return after, finite, phase.tolist()


def test_a_leap_ends_where_endless_rounds_end() -> None:
    """Of 1, half comes back, of that again half: 1 / (1 - 1/2) = 2 reach 1, of which 1 comes back.
    Layer 1 was reached by the first round, so one leap is enough."""
    after, finite, phase = once(ring(0.5, [9.0, 9.0], entered=1.0), [0.0, 1.0])
    assert finite
    assert_allclose(after, [1.0, 2.0])
    assert phase == [1, 1]


def test_a_leap_stops_where_the_first_layer_is_full() -> None:
    """On the way from (0, 1) to (1, 2) layer 0, with a room of 1.2, is full at 0.2."""
    after, finite, phase = once(ring(0.5, [1.2, 9.0], entered=1.0), [0.0, 1.0])
    assert finite
    assert_allclose(after, [0.2, 1.2])
    assert phase == [2, 1]


def test_a_leap_along_a_ring_that_does_not_shrink_goes_to_the_first_limit() -> None:
    after, finite, phase = once(ring(1.0, [1e9, 5e8], entered=1.0), [0.0, 1.0])
    assert finite
    assert_allclose(after[1], 5e8)
    assert phase == [1, 2]


def test_without_a_limit_there_is_no_end() -> None:
    _, finite, _ = once(ring(1.0, [np.inf, np.inf], entered=1.0), [0.0, 1.0])
    assert not finite


def test_where_nothing_moves_the_leap_stays() -> None:
    after, finite, phase = once(ring(1.0, [9.0, 9.0], entered=0.0), [0.0, 0.0])
    assert finite
    assert after.tolist() == [0.0, 0.0]
    assert phase == [0, 0]
