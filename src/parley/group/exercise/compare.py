"""Which ways of playing are compared, and what the calibration does to the value of talking."""

from parley.engine.amounts import Bools, Floats, Ints
from parley.engine.measures import estimate
from parley.group.exercise.outcome import Sensitivity, Way

#: The pairs of ways that are compared, the headline first: what it costs not to talk.
COMPARED = (
    (Way.ALONE, Way.AT_ONCE),
    (Way.ALONE, Way.SCRIPTED),
    (Way.SCRIPTED, Way.AT_ONCE),
    (Way.SILENT, Way.ALONE),
    (Way.SILENT, Way.AT_ONCE),
)


def sensitivity(
    parameter: str, at: float, losses: Floats, converged: Bools, matrix: Ints, unit: str
) -> Sensitivity:
    """Loss alone and value of talking at once, at one end of one range.

    Args:
        parameter: Its name.
        at: What it was set to.
        losses: Of all institutions, each side alone and both at once. Shape (2, draws), money.
        converged: Whether each draw ended. Shape (2, draws).
        matrix: The matrix of each draw. Shape (draws,).
        unit: Of money.
    """
    kept = converged.all(axis=0)
    (alone, at_once), on = losses[:, kept], matrix[kept]
    loss, value = estimate(alone, unit, on), estimate(alone - at_once, unit, on)
    return Sensitivity(parameter, at, loss, value)
