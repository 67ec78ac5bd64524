"""Who knows that a bank cannot send, and what finds another way."""

import numpy as np

from parley.engine.instruments.rerouting import aware, rerouted_share

NEVER = np.inf


def test_who_is_told_knows_from_that_hour_on() -> None:
    told, nobody = np.array([2.0, 0.0, NEVER]), np.array([NEVER])
    for move, expected in ((0, [False, True, False]), (2, [True, True, False])):
        assert aware(told, np.zeros(3), nobody, move).tolist() == [expected]


def test_who_is_not_told_finds_out_after_some_hours_of_his_own_opening() -> None:
    """Two banks have been open for 3 and 5 hours; one draw takes 4 hours to find out, one 6."""
    told, is_open = np.full(2, NEVER), np.array([3.0, 5.0])
    found = aware(told, is_open, np.array([4.0, 6.0]), 9)
    assert found.tolist() == [[False, True], [False, False]]


def test_who_is_closed_finds_nothing_out() -> None:
    assert not aware(np.full(2, NEVER), np.zeros(2), np.array([0.5]), 40).any()


def test_only_who_was_told_has_another_way() -> None:
    share = np.array([0.6, 0.6, 0.6])
    told = np.array([0.0, 3.0, NEVER])
    assert rerouted_share(told, share, 2).tolist() == [0.6, 0.0, 0.0]
