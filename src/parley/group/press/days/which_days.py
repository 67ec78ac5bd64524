"""Which days words mean, counted from the day on which they were written."""

from dataclasses import replace
from datetime import date, timedelta

from parley.group.press.days.date_words import Named

Days = tuple[date, date]
_DAY = timedelta(days=1)
#: Months of a season.
_SEASON = 3
#: A day on the other side is meant after all if it is this near, and the one on the side to which
#: the sentence leans is this far: "it takes place on 15 August", written on the 14th.
_NEAR, _FAR = 60, 200


def days_of(named: Named, written: date | None, leaning: int) -> Days | None:
    """The first and the last day that some words mean.

    Weeks begin on Monday. A month, a year or a season is its first and its last day. A weekday or
    a day without its year is the nearest one on the side to which the sentence leans; where it
    leans to none, the nearest one, or the last one gone by if none is near.

    Args:
        named: The words, taken apart.
        written: The day of writing; without it only what is whole is resolved.
        leaning: -1 where the sentence speaks of what has happened, 1 of what will, 0 unknown.

    Returns:
        None where the words do not say, or the calendar has no such day.

    Example:
        >>> tuesday = Named(0, 7, weekday=1)
        >>> days_of(tuesday, date(2024, 2, 7), -1)
        (datetime.date(2024, 2, 6), datetime.date(2024, 2, 6))
    """
    if named.is_ambiguous or named.is_that_month or named.is_that_year:
        return None
    try:
        if named.year is not None:
            return _in_year(named, named.year)
        return None if written is None else _counted(named, written, leaning)
    except (ValueError, OverflowError):
        return None


def week_in_month(month: Days, week: int) -> Days:
    """One week of a month: the first counts from its first day, the last is that of its last day.

    Example:
        >>> week_in_month((date(2024, 10, 1), date(2024, 10, 31)), -1)
        (datetime.date(2024, 10, 28), datetime.date(2024, 10, 31))
    """
    first, last = month
    if week < 0:
        return _monday(last), last
    begin = first + 7 * (week - 1) * _DAY
    return begin, begin + 6 * _DAY


#: The first and last day of a month, and the first and last month of a year, that a part of it may
#: reach: who writes "late January" of the 18th is not wrong.
_PARTS_OF_MONTHS = {"early": (1, 12), "mid": (9, 22), "late": (18, 31)}
_PARTS_OF_YEARS = {"early": (1, 4), "mid": (4, 9), "late": (10, 12)}


def part_of(days: Days, part: str) -> Days:
    """The part of a month or a year that is meant; the days as they are where there is no part.

    Example:
        >>> part_of((date(2024, 4, 1), date(2024, 4, 30)), "mid")
        (datetime.date(2024, 4, 9), datetime.date(2024, 4, 22))
    """
    first, last = days
    if part not in _PARTS_OF_MONTHS or (last - first).days < 27:
        return days
    if (first.year, first.month) == (last.year, last.month):
        begin, end = _PARTS_OF_MONTHS[part]
        return first.replace(day=begin), last.replace(day=min(end, last.day))
    begin, end = _PARTS_OF_YEARS[part]
    return date(first.year, begin, 1), _last_of_month(first.year, end)


def _in_year(named: Named, year: int) -> Days:
    if named.month is not None:
        if named.day is None:
            return date(year, named.month, 1), _last_of_month(year, named.month)
        first = date(year, named.month, named.day)
        last_month = named.last_month or named.month
        turn = last_month < named.month  # 30 December to 2 January
        return first, date(year + turn, last_month, named.last_day or named.day)
    if named.unit.startswith("season"):
        month = int(named.unit.removeprefix("season "))
        return date(year, month, 1), _last_of_month(year, month + _SEASON - 1)
    return date(year, 1, 1), date(year, 12, 31)


def _counted(named: Named, written: date, leaning: int) -> Days | None:
    """What is counted from the day of writing."""
    if named.span is not None:
        return _span(named, written)
    if named.day_shift is not None:
        day = written + named.day_shift * _DAY
        return day, day
    if named.year_shift is not None:
        return _in_year(named, written.year + named.year_shift)
    if named.weekday is not None:
        return _weekdays(named, written, leaning)
    if named.week_shift is not None:
        monday = _monday(written) + 7 * named.week_shift * _DAY
        return (
            monday + 5 * _DAY if named.unit in {"end", "末", "말"} else monday
        ), monday + 6 * _DAY
    if named.month_shift is not None:
        year, month = _month_from(written, named.month_shift)
        return _in_year(replace(named, month=month), year)
    if named.month is not None or named.unit.startswith("season"):
        return _nearest_year(named, written, leaning)
    return _nearest_month(named, written, leaning) if named.day is not None else None


def _span(named: Named, written: date) -> Days | None:
    """``two weeks ago``, ``in the past year``."""
    count = named.span or 0
    if named.unit in {"day", "week"}:
        back = written - count * (7 if named.unit == "week" else 1) * _DAY
        monday = _monday(back)
        point = (monday, monday + 6 * _DAY) if named.unit == "week" else (back, back)
    else:
        years = {"year": 1, "decade": 10}.get(named.unit)
        months = count if named.unit == "month" else None
        if years is None and months is None:
            return None
        year, month = _month_from(written, -(months or 12 * count * (years or 0)))
        back = date(year, month, min(written.day, _last_of_month(year, month).day))
        whole = named.unit == "month"
        point = (
            (date(year, month, 1), _last_of_month(year, month))
            if whole
            else (date(year, 1, 1), date(year, 12, 31))
        )
    return point if named.is_ago else (back, written)


def _weekdays(named: Named, written: date, leaning: int) -> Days:
    weekday = named.weekday or 0
    if named.week_shift is not None:
        first = _monday(written) + (7 * named.week_shift + weekday) * _DAY
    elif named.turn == 0:
        first = _monday(written) + weekday * _DAY
    else:
        first = _nearest_weekday(weekday, written, leaning, named.turn)
    if named.last_weekday is None:
        return first, first
    return first, first + (named.last_weekday - weekday) % 7 * _DAY


def _nearest_weekday(weekday: int, written: date, leaning: int, turn: int | None) -> date:
    ahead = (weekday - written.weekday()) % 7
    back = (written.weekday() - weekday) % 7
    if turn == 1:
        return written + (ahead or 7) * _DAY
    if turn == -1:
        return written - (back or 7) * _DAY
    side = leaning or (1 if ahead <= back else -1)
    return written + ahead * _DAY if side > 0 else written - back * _DAY


def _nearest_year(named: Named, written: date, leaning: int) -> Days | None:
    found = []
    for year in (written.year - 1, written.year, written.year + 1):
        try:
            found.append(_in_year(named, year))
        except ValueError:
            continue  # 29 February
    return _nearest(found, written, leaning, named.turn)


def _nearest_month(named: Named, written: date, leaning: int) -> Days | None:
    found = []
    for shift in (-1, 0, 1):
        year, month = _month_from(written, shift)
        try:
            found.append(_in_year(replace(named, month=month), year))
        except ValueError:
            continue  # the 31st
    return _nearest(found, written, leaning, named.turn)


def _nearest(found: list[Days], written: date, leaning: int, turn: int | None) -> Days | None:
    """The one that fits: last is over, next has not begun, this is of this year."""
    if turn == 0:
        return next((days for days in found if days[0].year == written.year), None)
    if turn:
        leaning = turn
        found = [days for days in found if not days[0] <= written <= days[1]]

    def distance(days: Days) -> int:
        return max(0, (days[0] - written).days, (written - days[1]).days)

    nearest = min(found, key=distance, default=None)
    if leaning == 0 and nearest and distance(nearest) < _NEAR:
        return nearest
    if leaning <= 0:
        leant = max((days for days in found if days[0] <= written), default=None)
    else:
        leant = min((days for days in found if days[1] >= written), default=None)
    if leant and nearest and not turn and distance(nearest) < _NEAR and distance(leant) > _FAR:
        return nearest
    return leant


def _monday(day: date) -> date:
    return day - day.weekday() * _DAY


def _month_from(day: date, shift: int) -> tuple[int, int]:
    months = day.year * 12 + day.month - 1 + shift
    return months // 12, months % 12 + 1


def _last_of_month(year: int, month: int) -> date:
    return date(year + month // 12, month % 12 + 1, 1) - _DAY
