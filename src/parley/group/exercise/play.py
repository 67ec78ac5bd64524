"""Play an exercise with scripted players, in every way of playing, over many draws."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields, replace

import numpy as np

from parley.engine.amounts import Bools, Ints
from parley.engine.batch import DRAWS_PER_PIECE, Progress, Run, simulate_all
from parley.engine.course import Calibration, Course
from parley.engine.disguise import disguise
from parley.engine.ensemble import Ensemble
from parley.engine.networks import draw_systems
from parley.engine.scenario import OutageDistribution, Outages, draw_outages
from parley.engine.simulate import SERIES, Trajectory
from parley.engine.totals import SystemTotals
from parley.errors import Fault, InvalidInput, NotConverged
from parley.group.exercise.compare import differences, sensitivity
from parley.group.exercise.knowledge import events
from parley.group.exercise.outcome import Outcome, Played, Sensitivity, Way
from parley.group.exercise.plan import course_of, hit_candidates
from parley.group.exercise.script import Exercise

#: Matrices drawn for a run, half by each method: draw d is played on matrix d modulo their number.
MATRICES = 100

#: Draws that are played again for each end of each parameter's range.
DRAWS_FOR_SENSITIVITY = 256

#: The one parameter that is the script's and not the engine's: it multiplies waits and delays.
DECISION_SCALE = "decision_scale"


@dataclass(frozen=True, eq=False)
class _Stage:
    """What every run of a play has in common."""

    exercise: Exercise
    system: SystemTotals
    ensemble: Ensemble
    outages: Outages
    matrix: Ints
    workers: int
    draws_per_piece: int
    on_progress: Progress | None

    def simulate(self, runs: Sequence[Run]) -> list[Trajectory]:
        """Play some runs."""
        return simulate_all(
            runs,
            self.ensemble,
            self.outages,
            workers=self.workers,
            draws_per_piece=self.draws_per_piece,
            on_progress=self.on_progress,
        )


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

    Every way is played on the same outages and the same matrices. What comes out knows the
    institutions by fictitious names only.

    Args:
        exercise: The script.
        totals: The system, in real or in fictitious names.
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
        NotConverged: if no matrix was found, or no draw ended in every way of playing.
    """
    _check(draws, seed, matrices)
    candidates = hit_candidates(exercise, totals)
    name = exercise.outage.name
    system = disguise(totals, seed, {candidates[0]: (name.en, name.zh)})
    # In the names of whoever gave the system: only then does an error tell him what to mend.
    drawn = draw_systems(totals, matrices, seed, inner_claims=True)
    stage = _Stage(
        exercise=exercise,
        system=system,
        ensemble=Ensemble(tuple(each.system for each in drawn)),
        outages=draw_outages(_distribution(exercise, candidates), seed, draws),
        matrix=np.arange(draws) % len(drawn),
        workers=workers,
        draws_per_piece=draws_per_piece,
        on_progress=on_progress,
    )
    central = settings_of(exercise)
    everything = np.arange(draws)
    runs = [_run(stage, way, central, everything) for way in Way]
    ends = _ends(stage, central, everything[:DRAWS_FOR_SENSITIVITY])
    found = stage.simulate([*runs, *(run for _, _, pair in ends for run in pair)])
    by_way = dict(zip(Way, found, strict=False))
    kept = np.logical_and.reduce([each.converged for each in by_way.values()])
    if not kept.any():
        raise NotConverged("no draw ended in every way of playing: there is nothing to report")
    return Outcome(
        exercise=exercise,
        system=system,
        hit=np.bincount(stage.outages.hit, minlength=system.size).astype(np.float64),
        draws=draws,
        seed=seed,
        matrices=_counts([each.method.value for each in drawn]),
        matrix=stage.matrix,
        played=_played(stage, runs, by_way, kept),
        differences=differences(exercise, system, by_way, stage.matrix, kept),
        sensitivities=_sensitivities(stage, ends, found[len(runs) :]),
        baseline=_baseline(stage, by_way),
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


def _run(stage: _Stage, way: Way, settings: Mapping[str, float], draws: Ints) -> Run:
    course = _course(stage.exercise, stage.system, way, settings)
    return Run(course, _calibration(settings), draws)


def _ends(
    stage: _Stage, central: Mapping[str, float], draws: Ints
) -> list[tuple[str, float, list[Run]]]:
    """Both ends of every parameter's range, each played alone and at once."""
    found = []
    for parameter in stage.exercise.calibration:
        for at in (parameter.low, parameter.high):
            settings = {**central, parameter.name: at}
            pair = [_run(stage, way, settings, draws) for way in (Way.ALONE, Way.AT_ONCE)]
            found.append((parameter.name, at, pair))
    return found


def _sensitivities(
    stage: _Stage,
    ends: Sequence[tuple[str, float, list[Run]]],
    found: Sequence[Trajectory],
) -> tuple[Sensitivity, ...]:
    unit = stage.system.unit
    return tuple(
        sensitivity(
            parameter, at, found[2 * k], found[2 * k + 1], stage.matrix[pair[0].draws], unit
        )
        for k, (parameter, at, pair) in enumerate(ends)
    )


def _baseline(stage: _Stage, by_way: Mapping[Way, Trajectory]) -> Sensitivity:
    """The central values on the draws of the sensitivities, so that both can be compared."""
    alone, at_once = (
        replace(
            by_way[way],
            losses=by_way[way].losses[:DRAWS_FOR_SENSITIVITY],
            converged=by_way[way].converged[:DRAWS_FOR_SENSITIVITY],
        )
        for way in (Way.ALONE, Way.AT_ONCE)
    )
    on = stage.matrix[:DRAWS_FOR_SENSITIVITY]
    return sensitivity("", 0.0, alone, at_once, on, stage.system.unit)


def _played(
    stage: _Stage, runs: Sequence[Run], by_way: Mapping[Way, Trajectory], kept: Bools
) -> tuple[Played, ...]:
    """Sum up each way over the draws that converged in all.

    Losses by pair are a sum over draws; where a draw has to be left out, they are added up again
    without it.
    """
    pairs = {way: each.loss_from for way, each in by_way.items()}
    if not kept.all():
        again = stage.simulate([replace(run, draws=run.draws[kept]) for run in runs])
        pairs = {way: each.loss_from for way, each in zip(Way, again, strict=False)}
    counted = int(np.count_nonzero(kept))
    names = [*SERIES, *(f"price.{each.name}" for each in stage.system.asset_classes)]
    played = []
    for way, each in by_way.items():
        series = each.series[kept]
        low, high = np.percentile(series, [5.0, 95.0], axis=0)
        spread = np.stack([series.mean(axis=0), low, high], axis=-1)
        played.append(
            Played(
                way=way,
                losses=each.losses,
                loss_from=np.asarray(pairs[way] * (each.quantum / counted)),
                series={name: spread[:, k] for k, name in enumerate(names)},
                below_floor=each.short_at_close,
                converged=each.converged,
                gap=float(each.gap.max()),
                events=events(stage.exercise, way),
            )
        )
    return tuple(played)


def _counts(methods: Sequence[str]) -> dict[str, int]:
    return {method: methods.count(method) for method in sorted(set(methods))}
