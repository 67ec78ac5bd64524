"""A public statement: the precautionary floor of those whom it reassures falls."""

import numpy as np

from parley.engine.amounts import Floats


def relieve(relief: Floats, share: float, reassured: Floats, from_move: int) -> Floats:
    """Lower the precautionary floor from a move on; several statements do not add up.

    Args:
        relief: Share by which each floor is lowered so far. Shape (moves, n), 0 to 1.
        share: Share by which this statement lowers it, 0 to 1.
        reassured: 1 for whom it reaches, else 0. Shape (n,).
        from_move: The first move in which it acts.

    Returns:
        Shape (moves, n): the larger of the two at each place.
    """
    lowered = relief.copy()
    lowered[from_move:] = np.maximum(lowered[from_move:], share * reassured)
    return lowered
