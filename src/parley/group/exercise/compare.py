"""What one way of playing costs more than another, and what the calibration does to that."""

from collections.abc import Mapping

import numpy as np

from parley.engine.amounts import Bools, Floats, Ints
from parley.engine.measures import estimate
from parley.engine.simulate import Trajectory
from parley.engine.totals import SystemTotals
from parley.group.exercise.outcome import CHANNELS, Difference, Sensitivity, Way
from parley.group.exercise.plan import ELSEWHERE, sides_of
from parley.group.exercise.script import Exercise

#: The pairs of ways that are compared, the headline first: what it costs not to talk.
COMPARED = (
    (Way.ALONE, Way.AT_ONCE),
    (Way.ALONE, Way.SCRIPTED),
    (Way.SCRIPTED, Way.AT_ONCE),
    (Way.SILENT, Way.ALONE),
    (Way.SILENT, Way.AT_ONCE),
)


def differences(
    exercise: Exercise,
    system: SystemTotals,
    by_way: Mapping[Way, Trajectory],
    matrix: Ints,
    kept: Bools,
) -> tuple[Difference, ...]:
    """Compare the ways draw by draw, over the draws that converged in all of them.

    Args:
        exercise, system: Who belongs to which side.
        by_way: All draws of each way.
        matrix: The matrix of each draw. Shape (draws,).
        kept: The draws that converged in every way. Shape (draws,).
    """
    on = matrix[kept]
    found = []
    for without, instead in COMPARED:
        more = (by_way[without].losses - by_way[instead].losses)[kept]
        found.append(_difference(exercise, system, without, instead, more, on))
    return tuple(found)


def sensitivity(
    parameter: str,
    at: float,
    alone: Trajectory,
    at_once: Trajectory,
    matrix: Ints,
    unit: str,
) -> Sensitivity:
    """Loss alone and value of talking at once, at one end of one range.

    Args:
        parameter: Its name.
        at: What it was set to.
        alone, at_once: The same draws in both ways.
        matrix: The matrix of each of those draws.
        unit: Of money.
    """
    kept = alone.converged & at_once.converged
    loss, instead = _total(alone)[kept], _total(at_once)[kept]
    on = matrix[kept]
    return Sensitivity(parameter, at, estimate(loss, unit, on), estimate(loss - instead, unit, on))


def _difference(
    exercise: Exercise,
    system: SystemTotals,
    without: Way,
    instead: Way,
    more: Floats,
    on: Ints,
) -> Difference:
    """From the differences by draw, institution and channel. ``more`` of shape (draws, n, 4)."""
    unit, sides = system.unit, sides_of(exercise, system)
    by_side = {}
    for side in [*(each.id for each in exercise.sides), ELSEWHERE]:
        members = np.array([own == side for own in sides])
        by_side[side] = estimate(more[:, members].sum(axis=(1, 2)), unit, on)
    return Difference(
        without=without,
        instead=instead,
        total=estimate(more.sum(axis=(1, 2)), unit, on),
        by_channel={
            channel: estimate(more[:, :, k].sum(axis=1), unit, on)
            for k, channel in enumerate(CHANNELS)
        },
        by_side=by_side,
    )


def _total(trajectory: Trajectory) -> Floats:
    """Loss of all institutions by all channels. Shape (draws,), money."""
    return np.asarray(trajectory.losses.sum(axis=(1, 2)))
