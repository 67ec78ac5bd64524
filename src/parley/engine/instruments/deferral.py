"""Deferral of payments: a share of what falls due may wait, and its sender is not in default."""

import numpy as np

from parley.engine.amounts import Bools, Floats, Money


def hold_back(due: Money, share: Floats, backlog: Money, waiting: Bools) -> Money:
    """Take a share of the payments out of what is due, and let it wait.

    Args:
        due: What falls due in the move, i to j. Shape (d, n, n), money.
        share: The part of each payment that waits. Shape (n, n), 0 to 1.
        backlog: What waits already; what is held back is added, in place. Shape (d, n, n), money.
        waiting: In which rows of the backlog there is anything; set in place. Shape (d, n).

    Returns:
        What is still due in this move. Shape (d, n, n), money.
    """
    rows = np.flatnonzero(share.any(axis=1))
    if not rows.size:
        return due
    left = due.copy()
    held = due[:, rows] * share[rows]
    left[:, rows] -= held
    backlog[:, rows] += held
    waiting[:, rows] |= held.any(axis=2)
    return left
