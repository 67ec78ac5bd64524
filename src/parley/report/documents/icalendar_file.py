"""A calendar as a file that every calendar program takes in (iCalendar, RFC 5545)."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from icalendar import Calendar, Event

from parley.group.dialogue.views.calendar_values import CalendarEntry
from parley.group.marking import Handling

#: RFC 5545, 3.8.1.3: who may see an entry, for programs that share calendars.
_CLASSES = {Handling.CLEAR: "PUBLIC", Handling.PRIVATE: "PRIVATE"}


def to_icalendar(
    entries: Iterable[CalendarEntry], language: str, made: datetime, title: str
) -> bytes:
    """Write entries as iCalendar, in whole days, since a readout names days and no hours.

    Args:
        entries: In any order.
        language: ``en`` or ``zh``.
        made: What the file says of when it was made.
        title: The name of the calendar.
    """
    calendar = Calendar()
    calendar.add("prodid", "-//Parley//record//EN")
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    calendar.add("x-wr-calname", title)
    for entry in entries:
        calendar.add_component(_event(entry, language, made))
    return bytes(calendar.to_ical())


def _event(entry: CalendarEntry, language: str, made: datetime) -> Event:
    event = Event()
    # RFC 7986, 5.3: a name that is unique everywhere, so the kind and the product stand in it
    event.add("uid", f"{entry.kind}-{entry.uid}@parley")
    event.add("dtstamp", made)
    event.add("dtstart", entry.first)
    # RFC 5545, 3.6.1: the end of an event in whole days is the day after the last
    event.add("dtend", entry.last + timedelta(days=1))
    event.add("sequence", entry.version)
    side = f" ({entry.side})" if entry.side else ""
    event.add("summary", entry.title.in_language(language) + side)
    event.add("description", entry.text.in_language(language))
    event.add("status", "CONFIRMED" if entry.is_certain else "TENTATIVE")
    event.add("class", _CLASSES.get(entry.handling, "CONFIDENTIAL"))
    event.add("categories", [entry.kind])
    event.add("transp", "TRANSPARENT")
    if entry.place is not None:
        event.add("location", entry.place.in_language(language))
    return event
