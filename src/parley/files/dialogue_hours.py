"""The days of a meeting on the calendars of both capitals, from the hours at which it was held."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError, available_timezones

from parley.errors import Fault, InvalidInput
from parley.group.dialogue.basis import Days
from parley.group.dialogue.charter import Place, Side
from parley.group.dialogue.kinds import label
from parley.group.dialogue.meetings import Hours, Meeting


def faults_in_time_zones(sides: Iterable[Side]) -> Iterator[Fault]:
    """Each capital's time zone that the tz database does not have."""
    for side in sides:
        if _zone(side) is None and available_timezones():
            expected = "a name in the tz database, for example Asia/Singapore"
            yield Fault("", 0, f"side {side.id}, time_zone", side.time_zone, expected)


def with_days(
    meetings: Iterable[Meeting], sides: Sequence[Side], places: Iterable[Place]
) -> tuple[Meeting, ...]:
    """Meetings with the days of both capitals, where their hours are known.

    Args:
        meetings: With hours, days, or both.
        sides: Both, with their time zones.
        places: Every place: the host's calendar stands first.

    Raises:
        InvalidInput: where days are named that the hours do not have, or a machine without a tz
            database is asked to turn hours into days.

    Example:
        >>> from datetime import datetime, date
        >>> from parley.group.words import Words
        >>> hours = Hours(
        ...     datetime.fromisoformat("2023-10-23T20:30-04:00"),
        ...     datetime.fromisoformat("2023-10-23T22:30-04:00"),
        ... )
        >>> side = lambda name, zone: Side(name, Words(name, name), (), zone, Words(name, name))
        >>> both = (side("US", "America/New_York"), side("CN", "Asia/Shanghai"))
        >>> [(each.side, each.first.day, each.begins) for each in _computed(hours, both)]
        [('US', 23, '20:30'), ('CN', 24, '08:30')]
    """
    countries = {each.id: each.country for each in places}
    made, faults = [], []
    for meeting in meetings:
        if meeting.hours is None:
            made.append(meeting)
            continue
        host = countries.get(meeting.place, "")
        ordered = sorted(sides, key=lambda each: host not in each.countries)
        here = label("meetings", meeting.basis.id)
        try:
            computed = _computed(meeting.hours, ordered)
        except (ZoneInfoNotFoundError, ValueError) as error:
            expected = "a machine with a tz database, which hours need"
            faults.append(Fault("", 0, f"{here}, hours", str(error), expected))
            continue
        faults += _differences(here, meeting, computed)
        raw = {each.side: each.raw for each in meeting.days}
        days = tuple(replace(each, raw=raw.get(each.side, "")) for each in computed)
        made.append(replace(meeting, days=days))
    if faults:
        raise InvalidInput(faults)
    return tuple(made)


def _zone(side: Side) -> ZoneInfo | None:
    try:
        return ZoneInfo(side.time_zone)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return None


def _computed(hours: Hours, sides: Iterable[Side]) -> tuple[Days, ...]:
    """The days and hours on each side's own calendar and clock."""
    days = []
    for side in sides:
        zone = ZoneInfo(side.time_zone)
        begins, ends = hours.begins.astimezone(zone), hours.ends.astimezone(zone)
        made = Days(begins.date(), ends.date(), side=side.id)
        days.append(replace(made, begins=f"{begins:%H:%M}", ends=f"{ends:%H:%M}"))
    return tuple(days)


def _differences(here: str, meeting: Meeting, computed: tuple[Days, ...]) -> Iterator[Fault]:
    """Days that were written down and are none of those that the hours give."""
    by_side = {each.side: each for each in computed}
    for written in meeting.days:
        own = [by_side[written.side]] if written.side in by_side else list(computed)
        if not any((each.first, each.last) == (written.first, written.last) for each in own):
            said = " or ".join(f"{each.first} to {each.last} ({each.side})" for each in own)
            found = f"{written.first} to {written.last}"
            yield Fault("", 0, f"{here}, days", found, f"{said}, as the hours have it")
