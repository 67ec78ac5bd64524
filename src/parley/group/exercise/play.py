"""Play an exercise with scripted players, in every way of playing, over many draws."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, fields, replace

import numpy as np

from parley.engine.amounts import Floats, Ints
from parley.engine.course import Calibration, Course
from parley.engine.disguise import disguise
from parley.engine.ensemble import Ensemble
from parley.engine.measures import estimate
from parley.engine.networks import draw_systems
from parley.engine.pool import run_all
from parley.engine.scenario import OutageDistribution, Outages, draw_outages
from parley.engine.simulate import FOLLOWED, Trajectory, simulate
from parley.engine.totals import SystemTotals
from parley.errors import Fault, InvalidInput
from parley.group.exercise.knowledge import events
from parley.group.exercise.outcome import (
    CHANNELS,
    Difference,
    Outcome,
    Played,
    Sensitivity,
    Way,
)
from parley.group.exercise.plan import ELSEWHERE, course_of, hit_candidates, sides_of
from parley.group.exercise.script import Exercise

#: Matrices drawn for a run, half by each method: draw d is played on matrix d modulo their number.
MATRICES = 100

#: Draws in one piece of work, at most. Any number gives the same results; this one fits the cache.
DRAWS_PER_PIECE = 256

#: Draws that are played again for each end of each parameter's range.
DRAWS_FOR_SENSITIVITY = 512

#: The pairs of ways that are compared, the headline first: what it costs not to talk.
COMPARED = (
    (Way.ALONE, Way.AT_ONCE),
    (Way.ALONE, Way.SCRIPTED),
    (Way.SCRIPTED, Way.AT_ONCE),
    (Way.SILENT, Way.ALONE),
    (Way.SILENT, Way.AT_ONCE),
)

#: The one parameter that is the script's and not the engine's: it multiplies waits and delays.
DECISION_SCALE = "decision_scale"

Progress = Callable[[int, int], None]


@dataclass(frozen=True, eq=False)
class _Piece:
    """One piece of work: some draws of one run."""

    run: int
    draws: Ints


@dataclass(frozen=True, eq=False)
class _Run:
    """One way of playing with one calibration, over the first ``count`` draws."""

    course: Course
    calibration: Calibration
    count: int


def play(
    exercise: Exercise,
    totals: SystemTotals,
    *,
    draws: int,
    seed: int,
    workers: int = 1,
    matrices: int = MATRICES,
    draws_per_piece: int = DRAWS_PER_PIECE,
    on_progress: Progress | None = None,
    digests: Mapping[str, str] | None = None,
    versions: Mapping[str, str] | None = None,
) -> Outcome:
    """Play an exercise in every way of playing and compare the losses draw by draw.

    Every way is played on the same outages and the same matrices. Institutions carry fictitious
    names from the start, so that nothing that comes out can name a real one.

    Args:
        exercise: The script.
        totals: The system; real names are replaced before anything else happens.
        draws: How many outages, 1 or more.
        seed: Names the run, 0 or more.
        workers: Cores to use. The numbers do not depend on it.
        matrices: How many matrices to draw, 1 or more.
        draws_per_piece: How finely the work is cut. The numbers do not depend on it.
        on_progress: Called with the draws done and all draws, whenever a piece is done.
        digests, versions: Kept with the outcome.

    Returns:
        The outcome; draws that did not converge are counted in it, never left out in silence.

    Raises:
        InvalidInput: if the exercise and the system do not fit, or a number is out of range.
        NotConverged: if no matrix was found.
    """
    _check(draws, seed, matrices)
    candidates = hit_candidates(exercise, totals)
    name = exercise.outage.name
    system = disguise(totals, seed, {candidates[0]: (name.en, name.zh)})
    central = settings_of(exercise)
    courses = {way: _course(exercise, system, way, central) for way in Way}
    drawn = draw_systems(system, matrices, seed, inner_claims=True)
    ensemble = Ensemble(tuple(each.system for each in drawn))
    matrix = np.arange(draws) % len(drawn)
    outages = draw_outages(_distribution(exercise, candidates), seed, draws)
    few = min(draws, DRAWS_FOR_SENSITIVITY)
    ends = [
        (parameter.name, at, {**central, parameter.name: at})
        for parameter in exercise.calibration
        for at in (parameter.low, parameter.high)
    ]
    runs = [_Run(courses[way], _calibration(central), draws) for way in Way]
    for name_of_end, _, settings in ends:
        for way in (Way.ALONE, Way.AT_ONCE):
            moved = name_of_end == DECISION_SCALE
            course = _course(exercise, system, way, settings) if moved else courses[way]
            runs.append(_Run(course, _calibration(settings), few))
    trajectories = _run_all(runs, ensemble, outages, workers, draws_per_piece, on_progress)
    played = tuple(
        _played(exercise, system, way, trajectory)
        for way, trajectory in zip(Way, trajectories, strict=False)
    )
    unit = totals.unit
    by_way = dict(zip(Way, trajectories, strict=False))
    sensitivities = [
        _sensitivity(parameter, at, trajectories[len(Way) + 2 * k :], matrix, unit)
        for k, (parameter, at, _) in enumerate(ends)
    ]
    first = [_first(by_way[way], few) for way in (Way.ALONE, Way.AT_ONCE)]
    return Outcome(
        exercise=exercise,
        system=system,
        hit=np.bincount(outages.hit, minlength=system.size).astype(np.float64),
        draws=draws,
        seed=seed,
        matrices=_counts([each.method.value for each in drawn]),
        matrix=matrix,
        played=played,
        differences=tuple(
            _difference(exercise, system, by_way, matrix, without, instead)
            for without, instead in COMPARED
        ),
        sensitivities=tuple(sensitivities),
        baseline=_sensitivity("", 0.0, first, matrix, unit),
        digests=dict(digests or {}),
        versions=dict(versions or {}),
    )


def settings_of(exercise: Exercise) -> dict[str, float]:
    """The central value of every parameter of an exercise, by name.

    Raises:
        InvalidInput: for a parameter that nobody knows, or an end of a range that is no value.
    """
    known = [*(field.name for field in fields(Calibration)), DECISION_SCALE]
    faults = []
    for parameter in exercise.calibration:
        label = f"parameter {parameter.name}"
        if parameter.name not in known:
            faults.append(Fault(exercise.id, 0, label, "", f"one of {', '.join(known)}"))
        if parameter.name == DECISION_SCALE and parameter.low < 0:
            faults.append(Fault(exercise.id, 0, label, str(parameter.low), "0 or more"))
    if faults:
        raise InvalidInput(faults)
    for at in ("low", "high", "value"):
        _calibration({each.name: getattr(each, at) for each in exercise.calibration})
    return {each.name: each.value for each in exercise.calibration}


def _calibration(settings: Mapping[str, float]) -> Calibration:
    """What of the settings the engine reads; what is not named keeps the engine's own value."""
    return Calibration(**{name: at for name, at in settings.items() if name != DECISION_SCALE})


def _course(
    exercise: Exercise, system: SystemTotals, way: Way, settings: Mapping[str, float]
) -> Course:
    """The course of a way, with every wait and delay of the script scaled."""
    scale = settings.get(DECISION_SCALE, 1.0)
    decisions = tuple(
        replace(each, wait=round(each.wait * scale), delay=round(each.delay * scale))
        for each in exercise.decisions
    )
    return course_of(replace(exercise, decisions=decisions), system, way)


def _check(draws: int, seed: int, matrices: int) -> None:
    faults = [
        Fault("play", 0, field, str(value), f"{low} or more")
        for field, value, low in (("draws", draws, 1), ("seed", seed, 0), ("matrices", matrices, 1))
        if value < low
    ]
    if faults:
        raise InvalidInput(faults)


def _distribution(exercise: Exercise, candidates: tuple[int, ...]) -> OutageDistribution:
    outage = exercise.outage
    return OutageDistribution(
        candidates=candidates,
        hours_median=outage.hours_median,
        hours_sigma=outage.hours_sigma,
        hours_range=outage.hours_range,
        manual_capacity=outage.manual_capacity,
        direct_loss=outage.direct_loss,
        detection_hours=outage.detection_hours,
    )


def _run_all(
    runs: Sequence[_Run],
    ensemble: Ensemble,
    outages: Outages,
    workers: int,
    draws_per_piece: int,
    on_progress: Progress | None,
) -> list[Trajectory]:
    """Play every run in pieces on all workers, and put the pieces back in the order of draws."""
    pieces = [
        _Piece(number, np.arange(first, min(first + draws_per_piece, run.count)))
        for number, run in enumerate(runs)
        for first in range(0, run.count, draws_per_piece)
    ]

    def play_piece(piece: _Piece) -> Trajectory:
        run = runs[piece.run]
        return simulate(
            ensemble,
            outages.of(piece.draws),
            run.course,
            run.calibration,
            piece.draws % len(ensemble.systems),
        )

    whole: list[Trajectory | None] = [None] * len(runs)
    done, total = 0, sum(run.count for run in runs)
    for place, part in run_all(play_piece, pieces, workers):
        piece = pieces[place]
        known = whole[piece.run] or _empty(part, runs[piece.run].count)
        whole[piece.run] = _put(known, part, piece.draws)
        done += piece.draws.size
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


def _put(whole: Trajectory, part: Trajectory, draws: Ints) -> Trajectory:
    """Write a piece into its place; counts by pair are whole numbers, so their order is free."""
    for name in ("losses", "series", "short_at_close", "converged", "gap"):
        getattr(whole, name)[draws] = getattr(part, name)
    return replace(whole, loss_from=whole.loss_from + part.loss_from)


def _first(trajectory: Trajectory, draws: int) -> Trajectory:
    return replace(
        trajectory, losses=trajectory.losses[:draws], converged=trajectory.converged[:draws]
    )


def _total(trajectory: Trajectory) -> Floats:
    """Loss of all institutions by all channels. Shape (draws,), money."""
    return np.asarray(trajectory.losses.sum(axis=(1, 2)))


def _played(exercise: Exercise, system: SystemTotals, way: Way, trajectory: Trajectory) -> Played:
    mean = trajectory.series.mean(axis=0)
    low, high = np.percentile(trajectory.series, [5.0, 95.0], axis=0)
    spread = np.stack([mean, low, high], axis=-1)
    names = [*FOLLOWED, *(f"price.{each.name}" for each in system.asset_classes)]
    draws = trajectory.converged.size
    return Played(
        way=way,
        losses=trajectory.losses,
        loss_from=np.asarray(trajectory.loss_from * (trajectory.quantum / draws)),
        series={name: spread[:, k] for k, name in enumerate(names)},
        below_floor=trajectory.short_at_close,
        converged=trajectory.converged,
        gap=float(trajectory.gap.max()),
        events=events(exercise, way),
    )


def _difference(
    exercise: Exercise,
    system: SystemTotals,
    by_way: Mapping[Way, Trajectory],
    matrix: Ints,
    without: Way,
    instead: Way,
) -> Difference:
    """Losses of one way less those of another, draw by draw."""
    unit = system.unit
    kept = np.logical_and.reduce([each.converged for each in by_way.values()])
    on = matrix[kept]
    more = (by_way[without].losses - by_way[instead].losses)[kept]
    sides = sides_of(exercise, system)
    by_side = {}
    for side in [*(each.id for each in exercise.sides), ELSEWHERE]:
        members = [i for i, own in enumerate(sides) if own == side]
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


def _sensitivity(
    parameter: str,
    at: float,
    alone_at_once: Sequence[Trajectory],
    matrix: Ints,
    unit: str,
) -> Sensitivity:
    """What the first two trajectories, alone and at once, say at one end of a range."""
    alone, at_once = alone_at_once[:2]
    kept = alone.converged & at_once.converged
    loss, instead = _total(alone)[kept], _total(at_once)[kept]
    on = matrix[: kept.size][kept]
    return Sensitivity(parameter, at, estimate(loss, unit, on), estimate(loss - instead, unit, on))


def _counts(methods: Sequence[str]) -> dict[str, int]:
    return {method: methods.count(method) for method in sorted(set(methods))}
