"""Longer hours of a payment system: closing is put off, what waits may still be sent."""

from parley.engine.amounts import Bools


def extend(is_open: Bools, hours: int, from_move: int) -> Bools:
    """Keep a payment system open for some hours after each close.

    Args:
        is_open: Whether it is open in each move of one hour. Shape (moves,).
        hours: Hours by which each close from ``from_move`` on is put off, 0 or more.
        from_move: The first move in which the longer hours are in force: a close before it has
            passed already.

    Returns:
        Shape (moves,). A move that was open stays open.

    Example:
        >>> import numpy as np
        >>> extend(np.array([True, False, False, True, False, False]), 1, from_move=3)
        array([ True, False, False,  True,  True, False])
    """
    longer = is_open.copy()
    for t in range(1, is_open.size):
        if is_open[t - 1] and not is_open[t] and t >= from_move:
            longer[t : t + hours] = True
    return longer
