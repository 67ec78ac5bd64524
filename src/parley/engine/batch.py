"""Many draws of several runs in pieces: each a pure function of what it is given, played anywhere.

A piece is played where there is room: in this thread, in another one, on another machine. It knows
nothing of the others; what it gives back is small and can be added up in any order.
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from parley.engine.amounts import Bools, Floats, Ints
from parley.engine.course import Calibration, Course
from parley.engine.ensemble import Ensemble
from parley.engine.outage import Trajectory, simulate
from parley.engine.scenario import OutageDistribution, draw_outages
from parley.engine.tally.columns import FIRST_DRAWS
from parley.engine.tally.sums import ExactSums

#: Draws in one piece of work, at most. Any number gives the same results; this one fits the cache.
DRAWS_PER_PIECE = 256

Progress = Callable[[int, int], None]


@dataclass(frozen=True, eq=False)
class Run:
    """One course with one calibration.

    Args:
        course: What authorities do and when.
        calibration: The numbers of the model.
    """

    course: Course
    calibration: Calibration


@dataclass(frozen=True, eq=False)
class Batch:
    """What all pieces have in common.

    Args:
        ensemble: The systems: draw d is played on system ``d % k`` of k.
        distribution: Where outages are drawn from.
        seed: Of the run.
        runs: What is played.
    """

    ensemble: Ensemble
    distribution: OutageDistribution
    seed: int
    runs: tuple[Run, ...]


@dataclass(frozen=True)
class Piece:
    """Some draws of some runs.

    Args:
        runs: Their places in the batch; all are played on the same draws.
        first: Number of the first draw, 0 or more.
        count: Draws, 1 or more.
        follow: Whether what happens hour by hour is wanted, or losses alone.
    """

    runs: tuple[int, ...]
    first: int
    count: int
    follow: bool = True


@dataclass(frozen=True, eq=False)
class Part:
    """What came of a piece. r runs, c draws, n institutions, t moves, s series.

    Args:
        piece: Which one.
        hit: The institution that each draw hits. Shape (c,).
        losses: By run, draw, institution and channel. Shape (r, c, n, 4), money.
        converged: Whether each draw ended. Shape (r, c).
        short_at_close: As in a trajectory. Shape (r, c), 0 to 1.
        gap: Largest of each run. Shape (r,).
        loss_from: Who lost because of whom, over the draws that ended in every run of the piece.
            Shape (r, n, n), counts of ``quantum``.
        quantum: Shape (r,), money.
        series: Sums over the same draws, columns in the order (r, t + 1, s).
        uses: How much of each instrument was used, as ``Uses.side_by_side``. Shape
            (r, c, 4 n + m + 1).
        first_series: Series of those draws that belong to the first of all. Shape
            (k, r * (t + 1) * s), with k from 0 to c.
    """

    piece: Piece
    hit: Ints
    losses: Floats
    converged: Bools
    short_at_close: Floats
    gap: Floats
    loss_from: Ints
    quantum: Floats
    series: ExactSums
    uses: Floats
    first_series: Floats

    @property
    def kept(self) -> Bools:
        """The draws that ended in every run of the piece. Shape (c,)."""
        return np.asarray(self.converged.all(axis=0))


def cut(runs: tuple[int, ...], draws: int, size: int, *, follow: bool = True) -> list[Piece]:
    """Cut the draws of some runs into pieces of at most ``size`` draws, in order."""
    return [Piece(runs, first, min(size, draws - first), follow) for first in range(0, draws, size)]


def play_piece(batch: Batch, piece: Piece) -> Part:
    """Play one piece. Its numbers depend on nothing but the two arguments.

    Args:
        batch: Common to all pieces.
        piece: Which draws of which runs.
    """
    draws = np.arange(piece.first, piece.first + piece.count)
    outages = draw_outages(batch.distribution, batch.seed, piece.count, piece.first)
    member = draws % len(batch.ensemble.systems)
    runs = [batch.runs[number] for number in piece.runs]

    def played(run: Run, some: Ints) -> Trajectory:
        chosen = outages.of(some)
        return simulate(batch.ensemble, chosen, run.course, run.calibration, member[some])

    everything = np.arange(piece.count)
    found = [played(run, everything) for run in runs]
    kept = np.logical_and.reduce([each.converged for each in found])
    loss_from = np.stack([each.loss_from for each in found])
    if not kept.all():
        # Who lost to whom is a sum over draws: without those that did not end it is made again.
        some = everything[kept]
        again = [played(run, some).loss_from for run in runs] if some.size else 0 * loss_from
        loss_from = np.stack(list(again))
    series = _series(found) if piece.follow else np.zeros((piece.count, 0))
    sums = ExactSums(series.shape[1])
    sums.add(series, counted=kept)
    return Part(
        piece=piece,
        hit=outages.hit,
        losses=np.stack([each.losses for each in found]),
        converged=np.stack([each.converged for each in found]),
        short_at_close=np.stack([each.short_at_close for each in found]),
        gap=np.array([each.gap.max() for each in found]),
        loss_from=loss_from,
        quantum=np.array([each.quantum for each in found]),
        series=sums,
        uses=np.stack([each.uses.side_by_side() for each in found]),
        first_series=series[: max(0, FIRST_DRAWS - piece.first)],
    )


def _series(found: list[Trajectory]) -> Floats:
    """One row a draw: every series of every run, hour by hour."""
    rows = [each.series.reshape(each.series.shape[0], -1) for each in found]
    return np.concatenate(rows, axis=1)
