"""Play an exercise with scripted players, in every way of playing, over many draws."""

from collections.abc import Mapping, Sequence
from dataclasses import fields, replace

import numpy as np

from parley.engine.batch import DRAWS_PER_PIECE, Batch, Run
from parley.engine.course import Calibration, Course
from parley.engine.disguise import disguise
from parley.engine.ensemble import Ensemble
from parley.engine.networks import draw_systems
from parley.engine.pool import Team, threads
from parley.engine.scenario import OutageDistribution
from parley.engine.totals import SystemTotals
from parley.errors import Fault, InvalidInput, NotConverged
from parley.group.exercise.costs import Bill, bill_of
from parley.group.exercise.fold import WAYS, Fold
from parley.group.exercise.outcome import Outcome, Way
from parley.group.exercise.plan import course_of, hit_candidates
from parley.group.exercise.script import Exercise
from parley.group.exercise.work import ENDS, Alike, Watching, pieces_of, work_through

#: Matrices drawn for a run, half by each method: draw d is played on matrix d modulo their number.
MATRICES = 100

#: Draws that are played again for each end of each parameter's range.
DRAWS_FOR_SENSITIVITY = 256

#: The one parameter that is the script's and not the engine's: it multiplies waits and delays.
DECISION_SCALE = "decision_scale"


def play(
    exercise: Exercise,
    totals: SystemTotals,
    *,
    draws: int,
    seed: int,
    workers: int = 1,
    matrices: int = MATRICES,
    draws_per_piece: int = DRAWS_PER_PIECE,
    team: Team | None = None,
    watching: Watching | None = None,
    digests: Mapping[str, str] | None = None,
    versions: Mapping[str, str] | None = None,
) -> Outcome:
    """Play an exercise in every way of playing and compare the losses draw by draw.

    Every way is played on the same outages and the same matrices. What comes out knows the
    institutions by fictitious names only. Draws go by in pieces and are let go: memory grows by
    about a hundred bytes a draw.

    Args:
        exercise: The script.
        totals: The system, in real or in fictitious names.
        draws: How many outages, 1 or more.
        seed: Names the run, 0 or more.
        workers: Cores to use. The numbers do not depend on it.
        matrices: How many matrices to draw, 1 or more.
        draws_per_piece: How finely the work is cut. The numbers do not depend on it.
        team: Who works through the pieces instead of cores of this machine; nor on this.
        watching: Progress, the losses of every draw, and how to take up an interrupted play.
        digests, versions: Kept with the outcome.

    Returns:
        The outcome; draws that did not converge are counted in it, never left out in silence.

    Raises:
        InvalidInput: if the exercise and the system do not fit, or a number is out of range.
        NotConverged: if no matrix was found, or no draw ended in every way of playing.
    """
    _check(draws, seed, matrices)
    candidates = hit_candidates(exercise, totals)
    system = players(exercise, totals, seed)
    # In the names of whoever gave the system: only then does an error tell him what to mend.
    drawn = draw_systems(totals, matrices, seed, inner_claims=True)
    central = settings_of(exercise)
    ends = [
        (parameter.name, at)
        for parameter in exercise.calibration
        for at in (parameter.low, parameter.high)
    ]
    batch = Batch(
        ensemble=Ensemble(tuple(each.system for each in drawn)),
        distribution=distribution_of(exercise, candidates),
        seed=seed,
        runs=(
            *(_run(exercise, system, way, central) for way in WAYS),
            *(
                _run(exercise, system, way, {**central, parameter: at})
                for parameter, at in ends
                for way in ENDS
            ),
        ),
    )
    fold = Fold(exercise, system, draws, len(drawn), bills_of(exercise, system, central))
    alike = Alike(min(draws, DRAWS_FOR_SENSITIVITY), len(ends) + 1)
    pieces = pieces_of(len(ends), alike.draws, draws, draws_per_piece)
    work_through(batch, pieces, fold, alike, team or threads(workers), watching or Watching())
    if not fold.converged:
        raise NotConverged("no draw ended in every way of playing: there is nothing to report")
    matrix = np.arange(draws) % len(drawn)
    baseline, *sensitivities = alike.sensitivities([("", 0.0), *ends], matrix, system.unit)
    return Outcome(
        exercise=exercise,
        system=system,
        hit=fold.hit,
        draws=draws,
        seed=seed,
        matrices=_counts([each.method.value for each in drawn]),
        matrix=matrix,
        played=fold.played(),
        differences=fold.differences(),
        sensitivities=tuple(sensitivities),
        baseline=baseline,
        digests=dict(digests or {}),
        versions=dict(versions or {}),
    )


def players(exercise: Exercise, totals: SystemTotals, seed: int) -> SystemTotals:
    """The system under fictitious names; the first that may be hit has the one in the script."""
    name = exercise.outage.name
    fixed = {hit_candidates(exercise, totals)[0]: (name.en, name.zh)}
    return disguise(totals, seed, fixed)


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
        calibration_of({each.name: getattr(each, at) for each in exercise.calibration})
    return {each.name: each.value for each in exercise.calibration}


def calibration_of(settings: Mapping[str, float]) -> Calibration:
    """What of the settings the engine reads; what is not named keeps the engine's own value."""
    return Calibration(**{name: at for name, at in settings.items() if name != DECISION_SCALE})


def bills_of(exercise: Exercise, system: SystemTotals, settings: Mapping[str, float]) -> list[Bill]:
    """What instruments cost in each way of playing."""
    scaled, late = _scaled(exercise, settings), calibration_of(settings).delay_rate
    return [bill_of(scaled, system, way, late) for way in WAYS]


def course_for(
    exercise: Exercise, system: SystemTotals, way: Way, settings: Mapping[str, float]
) -> Course:
    """The course of a way, with every wait and delay of the script scaled."""
    return course_of(_scaled(exercise, settings), system, way)


def _scaled(exercise: Exercise, settings: Mapping[str, float]) -> Exercise:
    """The script with every wait and delay of a decision scaled."""
    scale = settings.get(DECISION_SCALE, 1.0)
    decisions = tuple(
        replace(each, wait=round(each.wait * scale), delay=round(each.delay * scale))
        for each in exercise.decisions
    )
    return replace(exercise, decisions=decisions)


def _check(draws: int, seed: int, matrices: int) -> None:
    faults = [
        Fault("play", 0, field, str(value), f"{low} or more")
        for field, value, low in (("draws", draws, 1), ("seed", seed, 0), ("matrices", matrices, 1))
        if value < low
    ]
    if faults:
        raise InvalidInput(faults)


def distribution_of(exercise: Exercise, candidates: tuple[int, ...]) -> OutageDistribution:
    """Where the outages of an exercise are drawn from.

    Args:
        exercise: The script.
        candidates: Positions of the institutions that may be hit.
    """
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


def _run(exercise: Exercise, system: SystemTotals, way: Way, settings: Mapping[str, float]) -> Run:
    return Run(course_for(exercise, system, way, settings), calibration_of(settings))


def _counts(methods: Sequence[str]) -> dict[str, int]:
    return {method: methods.count(method) for method in sorted(set(methods))}
