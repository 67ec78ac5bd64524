"""From the script to the hours of the engine: clocks of payment systems, and what decisions do."""

from datetime import datetime, timedelta

import numpy as np

from parley.engine.amounts import Bools, Floats
from parley.engine.course import Course
from parley.engine.totals import SystemTotals
from parley.errors import Fault, InvalidInput
from parley.group.exercise.effects import Effects, institutions_of
from parley.group.exercise.knowledge import taken
from parley.group.exercise.outcome import Way
from parley.group.exercise.script import Exercise, Visibility

#: Institutions of neither side.
ELSEWHERE = "elsewhere"

#: The fact whose publication makes banks hold back money to protect themselves.
ALARM = "alarm"


def sides_of(exercise: Exercise, system: SystemTotals) -> tuple[str, ...]:
    """The side of each institution, by its jurisdiction; ``elsewhere`` if it is of neither."""
    by_country = {code: side.id for side in exercise.sides for code in side.jurisdictions}
    return tuple(by_country.get(code, ELSEWHERE) for code in system.jurisdictions)


def hit_candidates(exercise: Exercise, system: SystemTotals) -> tuple[int, ...]:
    """Positions of the institutions that the outage may hit, as the scenario ranks them.

    Raises:
        InvalidInput: if the side has fewer institutions than the ranks ask for.
    """
    outage = exercise.outage
    sides = sides_of(exercise, system)
    own = [i for i, side in enumerate(sides) if side == outage.side]
    size = getattr(system, outage.rank_by)
    ranked = sorted(own, key=lambda i: (-size[i], i))
    if not ranked or max(outage.ranks) > len(ranked):
        codes = next(side.jurisdictions for side in exercise.sides if side.id == outage.side)
        raise InvalidInput(
            [
                Fault(
                    exercise.id,
                    0,
                    "outage, ranks",
                    f"rank {max(outage.ranks)}",
                    f"at most the {len(ranked)} institutions that {system.name} has in "
                    f"{', '.join(codes)}",
                )
            ]
        )
    return tuple(ranked[rank - 1] for rank in outage.ranks)


def course_of(exercise: Exercise, system: SystemTotals, way: Way) -> Course:
    """Work out what authorities do and banks know in every hour of one way of playing.

    A decision acts from the first whole hour that starts when it has taken effect, so that its
    consequences appear in the next move.

    Args:
        exercise: The script.
        system: Whose institutions, by jurisdiction, belong to the sides.
        way: The way of playing.
    """
    sides = sides_of(exercise, system)
    n, moves = system.size, exercise.hours
    is_open = np.zeros((moves, n), dtype=np.bool_)
    falls_due = np.zeros((moves, n))
    clocks = [(side.id, side.utc_offset, side.payment_hours) for side in exercise.sides]
    for side, offset, hours in [*clocks, (ELSEWHERE, 0.0, exercise.elsewhere_hours)]:
        shares = shares_of_day(exercise.start, moves, offset, hours)
        for i in institutions_of(sides, (side,)):
            falls_due[:, i] = shares
            is_open[:, i] = shares > 0
    effects = Effects(exercise, system, sides, is_open)
    for each in taken(exercise, way):
        effects.add(each)
    return Course(
        is_open=effects.is_open,
        closes=_closes(effects.is_open),
        falls_due=falls_due,
        told_from=effects.told_from,
        rerouted=effects.rerouted,
        alarmed_from=np.full(n, alarm_hour(exercise)),
        relief=effects.relief,
        may_borrow=effects.may_borrow,
        haircut=effects.haircut,
        purchases=effects.purchases,
        purchase_limit=effects.purchase_limit,
        swap_line=effects.swap_line,
        bail_in_move=effects.bail_in_move,
        bail_in_target=effects.bail_in_target,
        bears=effects.bears,
        stay=effects.stay,
        held_back=effects.held_back,
        halted=effects.halted,
        floor_relief=effects.floor_relief,
    )


def alarm_hour(exercise: Exercise) -> float:
    """Hour at which the public learns enough for banks to protect themselves; inf if never."""
    minutes = exercise.minutes()
    public = [
        minutes[inject.id]
        for inject in exercise.injects
        if inject.visibility is Visibility.PUBLIC and ALARM in inject.informs
    ]
    return min(public) / 60 if public else float(np.inf)


def shares_of_day(start: str, moves: int, utc_offset: float, hours: tuple[float, float]) -> Floats:
    """Share of a normal day's payments that falls due in each hour; nothing at weekends.

    Args:
        start: The instant of the start, ISO 8601 with offset.
        moves: Number of hours.
        utc_offset: Hours by which local clocks are ahead of UTC.
        hours: Opening and closing hour, local time.

    Returns:
        Shape (moves,), 0 to 1; a whole day adds up to 1.

    Example:
        From 8:00 UTC, open from 9 to 11 UTC.

        >>> shares_of_day("2026-03-02T08:00:00+00:00", 5, 0.0, (9.0, 11.0))
        array([0. , 0.5, 0.5, 0. , 0. ])
    """
    opens, closes = hours
    first = datetime.fromisoformat(start)
    shift = timedelta(hours=utc_offset) - (first.utcoffset() or timedelta())
    local = first.replace(tzinfo=None) + shift
    shares = np.zeros(moves)
    for t in range(moves):
        begins = local + timedelta(hours=t)
        if begins.weekday() >= 5:
            continue
        hour = begins.hour + begins.minute / 60
        overlap = min(hour + 1, closes) - max(hour, opens)
        shares[t] = max(0.0, overlap) / (closes - opens)
    return shares


def _closes(is_open: Bools) -> Bools:
    """Whether a payment day ends with each move; a day cut off by the end does not."""
    closes = np.zeros_like(is_open)
    closes[:-1] = is_open[:-1] & ~is_open[1:]
    return closes
