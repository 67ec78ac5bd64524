"""Word to one's own banks to hold or reroute payments to an institution that cannot send."""

import numpy as np

from parley.engine.amounts import Bools, Floats


def aware(told_from: Floats, hours_open: Floats, detection: Floats, move: int) -> Bools:
    """Who knows in a move that the hit institution cannot send: told, or found out himself.

    Args:
        told_from: Hour from which each has been told by its authority; inf if never. Shape (n,).
        hours_open: Hours for which each has been open since the start. Shape (n,).
        detection: Hours of its own opening after which a bank finds out by itself: only who is
            open can miss a payment. Shape (d,).
        move: The move, in hours from the start.

    Returns:
        Shape (d, n).
    """
    told = told_from <= move
    return np.asarray(told[np.newaxis, :] | finds_out(hours_open, detection))


def finds_out(hours_open: Floats, detection: Floats) -> Bools:
    """Who has been open for long enough to find out by himself. Shape (d, n).

    Args:
        hours_open, detection: As in ``aware``.
    """
    return np.asarray(hours_open[np.newaxis, :] >= detection[:, np.newaxis])


def rerouted_share(told_from: Floats, share: Floats, move: int) -> Floats:
    """Share of payments to the hit institution that reach their receiver another way. Shape (n,).

    Only who was told has been given another way; who found out by himself holds back.
    """
    return np.where(told_from <= move, share, 0.0)
