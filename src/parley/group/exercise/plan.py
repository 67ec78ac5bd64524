"""From the script to the hours of the engine: clocks of payment systems, and what decisions do."""

from collections.abc import Sequence
from datetime import datetime, timedelta

import numpy as np

from parley.engine.amounts import Bools, Floats
from parley.engine.course import Course
from parley.engine.instruments.payment_hours import extend
from parley.engine.instruments.statement import relieve
from parley.engine.instruments.terms import (
    Lending,
    LongerHours,
    Purchase,
    Rerouting,
    Statement,
)
from parley.engine.totals import SystemTotals
from parley.errors import Fault, InvalidInput
from parley.group.exercise.knowledge import Taken, taken
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
    n, m, moves = system.size, len(system.asset_classes), exercise.hours
    is_open = np.zeros((moves, n), dtype=np.bool_)
    falls_due = np.zeros((moves, n))
    clocks = [(side.id, side.utc_offset, side.payment_hours) for side in exercise.sides]
    for side, offset, hours in [*clocks, (ELSEWHERE, 0.0, exercise.elsewhere_hours)]:
        shares = shares_of_day(exercise.start, moves, offset, hours)
        for i in _members(sides, (side,)):
            falls_due[:, i] = shares
            is_open[:, i] = shares > 0
    told_from, rerouted = np.full(n, np.inf), np.zeros(n)
    relief, may_borrow = np.zeros((moves, n)), np.zeros((moves, n), dtype=np.bool_)
    haircut = np.zeros(n)
    purchases, limit = np.zeros((moves, m)), np.zeros(m)
    for each in taken(exercise, way):
        members, first = _members(sides, each.sides), _first_move(each)
        match each.decision.terms:
            case Rerouting(share=share):
                told_from[members] = np.minimum(told_from[members], first)
                rerouted[members] = np.maximum(rerouted[members], share)
            case LongerHours(hours=more):
                for i in members:
                    is_open[:, i] = extend(is_open[:, i], round(more), first)
            case Lending(haircut=cut):
                may_borrow[first:, members] = True
                haircut[members] = cut
            case Statement(relief=share):
                relief = relieve(relief, share, _indicator(n, members), first)
            case Purchase(asset_class=name, per_hour=per_hour, most=most):
                a = _class_position(exercise, system, each, name)
                purchases[first:, a] += per_hour
                limit[a] += most
    return Course(
        is_open=is_open,
        closes=_closes(is_open),
        falls_due=falls_due,
        told_from=told_from,
        rerouted=rerouted,
        alarmed_from=np.full(n, alarm_hour(exercise)),
        relief=relief,
        may_borrow=may_borrow,
        haircut=haircut,
        purchases=purchases,
        purchase_limit=limit,
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


def _first_move(each: Taken) -> int:
    """The first whole hour that starts when a decision has taken effect."""
    return -(-each.effect_minute // 60)


def _members(sides: Sequence[str], wanted: Sequence[str]) -> list[int]:
    return [i for i, side in enumerate(sides) if side in wanted]


def _indicator(n: int, members: list[int]) -> Floats:
    ones = np.zeros(n)
    ones[members] = 1.0
    return ones


def _closes(is_open: Bools) -> Bools:
    """Whether a payment day ends with each move; a day cut off by the end does not."""
    closes = np.zeros_like(is_open)
    closes[:-1] = is_open[:-1] & ~is_open[1:]
    return closes


def _class_position(exercise: Exercise, system: SystemTotals, each: Taken, name: str) -> int:
    names = [asset_class.name for asset_class in system.asset_classes]
    if name not in names:
        raise InvalidInput(
            [
                Fault(
                    exercise.id,
                    0,
                    f"decision {each.decision.id}, asset_class",
                    name,
                    f"an asset class of {system.name}: {', '.join(names) or 'it has none'}",
                )
            ]
        )
    return names.index(name)
