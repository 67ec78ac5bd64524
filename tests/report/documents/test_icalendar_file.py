"""The calendar file keeps to RFC 5545, has both sides' days and sources; no text is a command."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta, timezone
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st
from icalendar import Calendar, Event

from parley.group.dialogue.basis import Publisher, Source
from parley.group.dialogue.known import as_known
from parley.group.dialogue.meetings import Hours
from parley.group.dialogue.views.calendar_values import CalendarEntry, calendar_entries
from parley.group.marking import Handling
from parley.group.words import Words
from parley.report.documents.icalendar_file import to_icalendar
from tests.group.dialogue.examples import shipped

AFTER = date(2024, 9, 30)
MADE = datetime(2024, 9, 30, tzinfo=UTC)
GAZETTE = Source("gazette", "Gazette", Publisher.OFFICIAL, "en", "https://example.org/a,b;c")


def entry(text: str, **more: object) -> CalendarEntry:
    given: dict[str, object] = {
        "uid": "x",
        "kind": "due",
        "first": AFTER,
        "last": AFTER,
        "title": Words(text, text),
        "text": Words(text, text),
        "handling": Handling.CLEAR,
        "sources": (GAZETTE,),
        "place": Words(text, text),
    } | more
    return CalendarEntry(**given)  # type: ignore[arg-type]


def read(written: bytes) -> list[Event]:
    return list(Calendar.from_ical(written).events)


@pytest.mark.parametrize("language", ["en", "zh"])
def test_every_line_ends_and_folds_as_the_standard_says(language: str) -> None:
    known = as_known(shipped(), AFTER)
    written = to_icalendar(calendar_entries(known, AFTER), language, MADE, "Group")
    assert written.count(b"\n") == written.count(b"\r\n")
    for row in written.split(b"\r\n"):
        assert len(row) <= 75
        row.decode()  # no letter is cut in two
    for event in read(written):
        assert event.end > event.start
        assert ("Sources:" if language == "en" else "来源：") in str(event["description"])
        assert str(event["uid"]).endswith("@parley")
        assert event.DTSTAMP == MADE


def test_one_meeting_with_two_days_has_an_entry_for_each_side() -> None:
    known = as_known(shipped(), AFTER)
    events = {
        str(e["uid"]): e
        for e in read(to_icalendar(calendar_entries(known, AFTER), "en", MADE, "G"))
    }
    ours, theirs = (events[f"meeting-ewg-2023-10-{side}@parley"] for side in ("US", "CN"))
    assert (ours.start, theirs.start) == (date(2023, 10, 23), date(2023, 10, 24))
    assert str(ours["summary"]).endswith("day in the United States")
    fifth = events["meeting-fwg-2024-08@parley"]
    assert (fifth.start, fifth.end) == (date(2024, 8, 15), date(2024, 8, 16) + timedelta(days=1))
    assert str(fifth["summary"]).startswith("5th meeting of the Financial Working Group (FWG-5)")
    first = [name for name in events if name.startswith("meeting-fwg-2023-10")]
    assert first == ["meeting-fwg-2023-10@parley"], "both sides name the same day"
    march = events["event-exercise-2024-03@parley"]
    assert str(march["status"]) == "TENTATIVE", "the day within March is not known"


def test_every_correction_raises_the_number_of_the_entry() -> None:
    whole = shipped()
    last = next(e for e in whole.meetings if e.key == "fwg-2024-08" and e.basis.supersedes)
    again = replace(
        last,
        basis=replace(last.basis, id="corrected", supersedes=(last.basis.id,), known_from=AFTER),
    )
    known = as_known(replace(whole, meetings=(*whole.meetings, again)), AFTER)
    (fifth,) = (e for e in calendar_entries(known, AFTER) if e.uid == "fwg-2024-08")
    assert fifth.version == 2, "planned, held, corrected"


def test_a_meeting_with_hours_is_one_instant_on_every_clock() -> None:
    """Monday evening in Washington is Tuesday morning in Beijing."""
    begins = datetime(2023, 10, 23, 20, 30, tzinfo=timezone(timedelta(hours=-4)))
    hours = Hours(begins, begins + timedelta(hours=2))
    (event,) = read(to_icalendar([entry("Call", hours=hours)], "en", MADE, "G"))
    assert event.start == datetime(2023, 10, 24, 0, 30, tzinfo=UTC)
    assert event.end - event.start == timedelta(hours=2)
    assert hours.begins.astimezone(ZoneInfo("Asia/Shanghai")).day == 24
    known = as_known(shipped(), AFTER)
    timed = tuple(
        replace(each, hours=hours) if each.key == "ewg-2023-10" else each for each in known.meetings
    )
    entries = calendar_entries(replace(known, meetings=timed), AFTER)
    assert [e.uid for e in entries if e.uid.startswith("ewg-2023-10")] == ["ewg-2023-10"]


@given(st.text(min_size=1).filter(lambda text: text.strip() != ""))
def test_no_text_becomes_a_line_of_its_own(text: str) -> None:
    hostile = f"{text}\r\nEND:VEVENT\r\nBEGIN:VALARM\nATTACH:file:///x"
    (event,) = read(to_icalendar([entry(hostile)], "en", MADE, hostile))
    (plain,) = read(to_icalendar([entry("plain")], "en", MADE, "plain"))
    assert set(event) == set(plain)
    assert "BEGIN:VALARM" in str(event["summary"])
    assert not event.alarms.times


def test_a_marked_entry_says_so_and_is_not_public() -> None:
    (event,) = read(to_icalendar([entry("Visit", handling=Handling.AMBER)], "en", MADE, "G"))
    assert str(event["class"]) == "CONFIDENTIAL"
    assert "TLP:AMBER" in str(event["description"])
    assert "https://example.org/a,b;c" in str(event["description"])
