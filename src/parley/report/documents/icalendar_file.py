"""A calendar as a file that every calendar program takes in (iCalendar, RFC 5545)."""

from collections.abc import Iterable, Iterator
from datetime import UTC, datetime, timedelta

from icalendar import Calendar, Event

from parley.group.dialogue.views.calendar_values import CalendarEntry
from parley.group.marking import Handling
from parley.group.words import Words
from parley.report.documents.document import printable
from parley.report.documents.page_document import source_text

#: RFC 5545, 3.8.1.3: who may see an entry, for programs that share calendars.
_CLASSES = {Handling.CLEAR: "PUBLIC", Handling.PRIVATE: "PRIVATE"}

_CATEGORIES = {
    "meeting": Words("Meeting", "会议"),
    "event": Words("Event", "活动"),
    "due": Words("Due", "到期"),
    "review": Words("Review", "再议"),
    "measure": Words("Measure", "措施"),
}
_SOURCES = Words("Sources:", "来源：")


def to_icalendar(
    entries: Iterable[CalendarEntry], language: str, made: datetime, title: str
) -> bytes:
    """Write entries as iCalendar, in whole days where a source names days and no hours.

    A whole day belongs to no time zone: where the sides have different days, each has its entry.
    What has hours is an instant, and a calendar program shows it on the clock of its own place.

    Args:
        entries: In any order.
        language: ``en`` or ``zh``.
        made: What the file says of when it was made.
        title: The name of the calendar.
    """
    calendar = Calendar()
    calendar.add("prodid", f"-//Parley//record//{language.upper()}")
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    calendar.add("name", printable(title))  # RFC 7986, 5.1; the older name is read more often
    calendar.add("x-wr-calname", printable(title))
    for entry in entries:
        calendar.add_component(_event(entry, language, made))
    return bytes(calendar.to_ical())


def _event(entry: CalendarEntry, language: str, made: datetime) -> Event:
    event = Event()
    # RFC 7986, 5.3: a name that is unique everywhere, so the kind and the product stand in it
    event.add("uid", f"{entry.kind}-{entry.uid}@parley")
    event.add("dtstamp", made)
    if entry.hours is not None:
        # RFC 5545, 3.3.5, form 2: an instant in UTC needs no table of time zones
        event.add("dtstart", entry.hours.begins.astimezone(UTC))
        event.add("dtend", entry.hours.ends.astimezone(UTC))
    else:
        event.add("dtstart", entry.first)
        # RFC 5545, 3.6.1: the end of an event in whole days is the day after the last
        event.add("dtend", entry.last + timedelta(days=1))
    event.add("sequence", entry.version)
    event.add("summary", printable(entry.title.in_language(language)).rstrip(".。"))
    event.add("description", "\n".join(_description(entry, language)))
    event.add("status", "CONFIRMED" if entry.is_certain else "TENTATIVE")
    event.add("class", _CLASSES.get(entry.handling, "CONFIDENTIAL"))
    event.add("categories", [_CATEGORIES[entry.kind].in_language(language)])
    event.add("transp", "TRANSPARENT")
    if entry.place is not None:
        event.add("location", printable(entry.place.in_language(language)))
    return event


def _description(entry: CalendarEntry, language: str) -> Iterator[str]:
    """What it says, its marking where it is not for everybody, and the texts that it stands on."""
    yield printable(entry.text.in_language(language))
    if entry.handling is not Handling.CLEAR:
        yield entry.handling.value
    yield ""
    yield _SOURCES.in_language(language)
    for source in entry.sources:
        yield printable(f"- {source_text(source, language)} {source.address}".rstrip())
