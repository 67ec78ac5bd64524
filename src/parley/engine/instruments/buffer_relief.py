"""Relief of a buffer: supervisors let institutions go below the ratio at which they would sell."""

import numpy as np

from parley.engine.amounts import Floats


def relieve_floor(floor: Floats, relief: Floats) -> Floats:
    """Lower the ratio below which each sells.

    Args:
        floor: Equity to assets below which each sells, before relief. Shape (n,), 0 to 1.
        relief: The share of it that is waived. Shape (n,), 0 to 1.

    Returns:
        Shape (n,), 0 to 1; 0 switches the rule off.

    Example:
        >>> relieve_floor(np.array([0.04, 0.04]), np.array([0.25, 0.0]))
        array([0.03, 0.04])
    """
    return np.asarray(floor * (1.0 - relief))
