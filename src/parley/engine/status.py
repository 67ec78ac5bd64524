"""How a search ended, draw by draw: a value, not an exception."""

from enum import IntEnum

import numpy as np

from parley.engine.amounts import Ints
from parley.errors import NotConverged


class Status(IntEnum):
    """How one draw ended. Only ``CONVERGED`` may be reported as a result."""

    CONVERGED = 0
    ROUND_LIMIT = 1


def require_converged(status: Ints) -> None:
    """Turn a search that was given up into an exception, with the count.

    Raises:
        NotConverged: if any entry of ``status`` is not ``CONVERGED``.
    """
    lost = int(np.count_nonzero(status != Status.CONVERGED))
    if lost:
        raise NotConverged(
            f"{lost} of {status.size} draws were given up after the limit of rounds; "
            "raise max_rounds or tolerance, or look at the gap"
        )
