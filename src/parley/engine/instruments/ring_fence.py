"""Ring-fencing by the host: what its banks owe abroad may not leave the country."""

from collections.abc import Sequence

import numpy as np

from parley.engine.amounts import Floats


def fenced(share: Floats, sides: Sequence[object]) -> Floats:
    """The part of each payment that may not cross the border.

    Payments within a side, and those into a side that has a fence, are free.

    Args:
        share: The part of its payments abroad that each must hold back. Shape (n,), 0 to 1.
        sides: To which side of the border each belongs; n entries.

    Returns:
        Shape (n, n), 0 to 1; sender rows.

    Example:
        A and B are at home, C is abroad; the host of A and B holds back half.

        >>> fenced(np.array([0.5, 0.5, 0.0]), ["home", "home", "abroad"])
        array([[0. , 0. , 0.5],
               [0. , 0. , 0.5],
               [0. , 0. , 0. ]])
    """
    places = {side: number for number, side in enumerate(dict.fromkeys(sides))}
    side = np.array([places[each] for each in sides])
    return np.where(side[:, np.newaxis] != side, share[:, np.newaxis], 0.0)
