"""What is said of a meeting held against the record, from its claims to what is taken over."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from parley.group.press.days.written import Written
from parley.group.press.flags import Flag
from parley.group.press.meetings.by_record import with_record, without_record
from parley.group.press.meetings.expected import Expected
from parley.group.press.meetings.find_meeting import find_by_every_claim
from parley.group.press.meetings.found import MeetingFound
from parley.group.press.meetings.own_claims import (
    is_next,
    with_the_number_that_fits,
    with_what_fits,
    without_next,
)
from parley.group.press.meetings.put_together import Put, span_of
from parley.group.press.meetings.within_text import within_the_text
from parley.group.press.words.mark import Line


def hold_against_record(
    group: str,
    why: str,
    put: Put,
    candidates: Sequence[Expected],
    written: Written,
    lines: Sequence[Line],
) -> tuple[MeetingFound, tuple[Flag, ...]]:
    """Compare what a text says of a meeting with what the record holds.

    What the record contradicts is flagged and not taken over: where the meeting is known by the
    rest, the record's own value stands in its place.
    """
    put, record = without_next(put, lines, candidates, written)
    put, record = with_the_number_that_fits(put, record, lines, candidates, written)
    if record is None and not is_next(put, candidates):
        record = find_by_every_claim(put.every, candidates, written)
    if record is not None:
        put = with_what_fits(put, record, lines, written)
    start, end, basis = _own_days(put)
    found = MeetingFound(
        group,
        why,
        put.number,
        put.status,
        put.place,
        start,
        end,
        basis,
        record,
        put.claims,
        put.days,
    )
    flags = [*within_the_text(put, candidates)]
    if record is not None:
        found, more = with_record(found, put, record, lines, candidates)
    else:
        found, more = without_record(found, put, candidates)
    by_days = _status_by_days(found.start, found.end, written)
    if not found.status or (by_days and _is_told_by_days(found, by_days, written)):
        found = replace(found, status=by_days or found.status)
    return found, (*flags, *more)


def _is_told_by_days(found: MeetingFound, by_days: str, written: Written) -> bool:
    """Whether the calendar says better than verbs how far a meeting has come.

    The text states its day, and the meeting's days are its own words or the record's: a text of
    Monday tells of Thursday's meeting as planned, whatever was held before.
    """
    if not written.is_stated or found.status == by_days:
        return False
    return not (found.status == "confirmed" and by_days == "planned")


#: Words for more days than a meeting lasts, "the last week of October", do not give its days.
_MOST_DAYS = 2


def _own_days(put: Put) -> tuple[date | None, date | None, str]:
    if put.days is None or put.days.first is None or put.days.last is None:
        return None, None, ""
    if span_of(put.days) > _MOST_DAYS:
        return None, None, ""
    basis = put.days.basis.value if put.days.basis else ""
    return put.days.first, put.days.last, f"{basis}: {put.days.value}"


def _status_by_days(start: date | None, end: date | None, written: Written) -> str:
    """Held or planned by the calendar alone, where no verb says it."""
    if start is None or end is None or written.first is None or written.last is None:
        return ""
    return "held" if end < written.first else "planned" if start > written.last else ""
