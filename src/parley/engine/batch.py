"""Many draws of many runs in pieces, on several cores, put together again in the order of draws."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

import numpy as np

from parley.engine.amounts import Ints
from parley.engine.course import Calibration, Course
from parley.engine.ensemble import Ensemble
from parley.engine.pool import run_all
from parley.engine.scenario import Outages
from parley.engine.simulate import Trajectory, simulate

#: Draws in one piece of work, at most. Any number gives the same results; this one fits the cache.
DRAWS_PER_PIECE = 256

Progress = Callable[[int, int], None]


@dataclass(frozen=True, eq=False)
class Run:
    """One course with one calibration.

    Args:
        course: What authorities do and when.
        calibration: The numbers of the model.
        draws: Which draws of the outages to play it on. Shape (k,), counts.
    """

    course: Course
    calibration: Calibration
    draws: Ints


def simulate_all(
    runs: Sequence[Run],
    ensemble: Ensemble,
    outages: Outages,
    *,
    workers: int = 1,
    draws_per_piece: int = DRAWS_PER_PIECE,
    on_progress: Progress | None = None,
) -> list[Trajectory]:
    """Play every run in pieces. Draw d is played on system ``d % k`` of an ensemble of k.

    Args:
        runs: What to play.
        ensemble: The systems.
        outages: All draws.
        workers: Cores to use; the numbers do not depend on it.
        draws_per_piece: How finely the work is cut; nor on this.
        on_progress: Called with the draws done and the draws of all runs, after each piece.

    Returns:
        One trajectory for each run, its draws in the order in which the run names them.
    """
    pieces = [
        (number, first)
        for number, run in enumerate(runs)
        for first in range(0, run.draws.size, draws_per_piece)
    ]

    def play(piece: tuple[int, int]) -> Trajectory:
        number, first = piece
        run = runs[number]
        draws = run.draws[first : first + draws_per_piece]
        member = draws % len(ensemble.systems)
        return simulate(ensemble, outages.of(draws), run.course, run.calibration, member)

    whole: list[Trajectory | None] = [None] * len(runs)
    done, total = 0, sum(run.draws.size for run in runs)
    for place, part in run_all(play, pieces, workers):
        number, first = pieces[place]
        known = whole[number] or _empty(part, runs[number].draws.size)
        whole[number] = _put(known, part, first)
        done += part.converged.size
        if on_progress is not None:
            on_progress(done, total)
    return [trajectory for trajectory in whole if trajectory is not None]


def _empty(like: Trajectory, draws: int) -> Trajectory:
    """A trajectory with room for ``draws`` draws, nothing in it yet."""
    return Trajectory(
        losses=np.zeros((draws, *like.losses.shape[1:])),
        loss_from=np.zeros_like(like.loss_from),
        quantum=like.quantum,
        series=np.zeros((draws, *like.series.shape[1:])),
        short_at_close=np.zeros(draws),
        converged=np.zeros(draws, dtype=np.bool_),
        gap=np.zeros(draws),
    )


def _put(whole: Trajectory, part: Trajectory, first: int) -> Trajectory:
    """Write a piece into its place; counts by pair are whole numbers, so their order is free."""
    place = slice(first, first + part.converged.size)
    for name in ("losses", "series", "short_at_close", "converged", "gap"):
        getattr(whole, name)[place] = getattr(part, name)
    return replace(whole, loss_from=whole.loss_from + part.loss_from)
