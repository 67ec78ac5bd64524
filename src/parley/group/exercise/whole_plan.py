"""The plan of an exercise in whole numbers: what both sides of a joint run have in common."""

from dataclasses import dataclass

import numpy as np

from parley.engine.amounts import Floats, Ints
from parley.engine.contagion.kernels.whole import BILLION
from parley.engine.course import Course
from parley.engine.instruments.terms import Lending, LongerHours, Purchase, Rerouting, Statement
from parley.engine.scenario import draw_outages
from parley.engine.totals import SystemTotals
from parley.engine.whole.plan import Plan
from parley.errors import Fault, InvalidInput
from parley.group.exercise.fold import WAYS
from parley.group.exercise.plan import ELSEWHERE, hit_candidates, sides_of
from parley.group.exercise.play import calibration_of, course_for, distribution_of, settings_of
from parley.group.exercise.script import Exercise

#: What authorities can do in a joint exercise: all of it acts on one side's own institutions, or on
#: prices. What acts on single contracts across the border does not cross.
CARRIED = (Rerouting, LongerHours, Lending, Purchase, Statement)


@dataclass(frozen=True, eq=False)
class Grouped:
    """A plan, and to which of its groups each institution belongs.

    Args:
        plan: In which ``hit`` are positions in the whole system.
        group: Of each institution. Shape (n,).
    """

    plan: Plan
    group: Ints


def whole_plan(
    exercise: Exercise, totals: SystemTotals, draws: int, seed: int, units: float
) -> Grouped:
    """Work out the plan of an exercise at the central values of its parameters.

    Args:
        exercise: The script.
        totals: The system.
        draws: How many outages.
        seed: Names them.
        units: How many units make one of the system's money.

    Raises:
        InvalidInput: if the script has a decision that a joint exercise does not carry.
    """
    _require_carried(exercise)
    settings = settings_of(exercise)
    numbers = calibration_of(settings)
    names = (*(side.id for side in exercise.sides), ELSEWHERE)
    sides = sides_of(exercise, totals)
    there = [name for name in names if name in sides]
    group = np.array([there.index(side) for side in sides], dtype=np.int64)
    first = np.array([sides.index(name) for name in there])
    courses = [course_for(exercise, totals, way, settings) for way in WAYS]
    moves = exercise.hours
    found = draw_outages(distribution_of(exercise, hit_candidates(exercise, totals)), seed, draws)
    plan = Plan(
        is_open=_flags(courses, "is_open", first),
        closes=_flags(courses, "closes", first),
        falls_due=_parts(_each(courses, "falls_due", first) * numbers.gross_share),
        told_from=_moves(_each(courses, "told_from", first), moves),
        rerouted=_parts(_each(courses, "rerouted", first)),
        alarmed_from=_moves(_each(courses, "alarmed_from", first), moves),
        relief=_parts(_each(courses, "relief", first)),
        may_borrow=_flags(courses, "may_borrow", first),
        haircut=_parts(_each(courses, "haircut", first)),
        purchases=_money(np.stack([each.purchases for each in courses]), units),
        purchase_limit=_money(np.stack([each.purchase_limit for each in courses]), units),
        hit=found.hit,
        impaired=np.ceil(found.hours).astype(np.int64),
        manual=_parts(found.manual),
        direct=_parts(found.direct),
        detection=np.ceil(found.detection).astype(np.int64),
        terms=np.array(
            [0, *_parts(np.array([numbers.protective_share, numbers.close_share]))]
        ),
    )  # fmt: skip
    return Grouped(plan, group)


def _require_carried(exercise: Exercise) -> None:
    faults = [
        Fault(
            exercise.id, 0, f"decision {each.id}", type(each.terms).__name__,
            f"in a joint exercise one of {', '.join(kind.__name__ for kind in CARRIED)}",
        )
        for each in exercise.decisions
        if not isinstance(each.terms, CARRIED)
    ]  # fmt: skip
    if faults:
        raise InvalidInput(faults)


def _each(courses: list[Course], name: str, first: Ints) -> Floats:
    """A field of every course, of the first institution of each group: all of it have the same."""
    values = np.stack([getattr(course, name) for course in courses])
    return np.asarray(values[..., first].astype(np.float64))


def _flags(courses: list[Course], name: str, first: Ints) -> Ints:
    return _each(courses, name, first).astype(np.int64)


def _parts(shares: Floats) -> Ints:
    return np.asarray(np.rint(shares * BILLION)).astype(np.int64)


def _moves(hours: Floats, moves: int) -> Ints:
    return np.ceil(np.minimum(hours, moves)).astype(np.int64)


def _money(amounts: Floats, units: float) -> Ints:
    return np.asarray(np.rint(amounts * units)).astype(np.int64)
