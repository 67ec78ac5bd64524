"""The meetings of a text: what is said of each, held against the record."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from parley.group.press.days.written import Written
from parley.group.press.flags import Flag, FlagKind
from parley.group.press.meetings.claims import Claim
from parley.group.press.meetings.expected import VIDEO, Expected
from parley.group.press.meetings.find_meeting import (
    days_as_written,
    find_by_every_claim,
    find_in_record,
    length_of,
)
from parley.group.press.meetings.groups import GroupAt
from parley.group.press.meetings.put_together import (
    Put,
    numbers_said,
    put_together,
    span_of,
)
from parley.group.press.words.mark import Line

#: Words for more days than this name no month.
_MONTH = 31
_OF_A_MEETING = ("held", "planned", "confirmed", "meets", "meeting")
#: Words for more days than a meeting lasts, "the last week of October", do not give its days.
_MOST_DAYS = 2


@dataclass(frozen=True)
class MeetingFound:
    """A meeting that a text tells of, as far as it can be taken over.

    Args:
        group: Its group or channel; empty where it cannot be told.
        why_group: How the group is known.
        number: 0 where it is not known or contradicted.
        status: ``planned``, ``confirmed``, ``held``, or empty.
        place: The town in English, ``video``, or empty.
        start, end: Its days; None where not known.
        basis: How the days are known, in words.
        record: The meeting of the record that it is; None where none fits.
        days: The words that give its days; None where none do.
        claims: What the text says of it, for whoever asks why.
    """

    group: str
    why_group: str
    number: int
    status: str
    place: str
    start: date | None
    end: date | None
    basis: str
    record: Expected | None
    claims: tuple[Claim, ...]
    days: Claim | None = None


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
    put, record = _without_next(put, lines, candidates, written)
    put, record = _with_the_number_that_fits(put, record, lines, candidates, written)
    if record is None and not _is_next(put, candidates):
        record = find_by_every_claim(put.every, candidates, written)
    if record is not None:
        put = _with_what_fits(put, record, lines, written)
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
    flags = [*_within_the_text(put, candidates)]
    if record is not None:
        found, more = _with_record(found, put, record, lines, candidates)
    else:
        found, more = _without_record(found, put, candidates)
    by_days = _status_by_days(found.start, found.end, written)
    if not found.status or (by_days and _is_told_by_days(found, by_days, written)):
        found = replace(found, status=by_days or found.status)
    return found, (*flags, *more)


def _without_next(
    put: Put, lines: Sequence[Line], candidates: Sequence[Expected], written: Written
) -> tuple[Put, Expected | None]:
    """What a text says of its meeting, without what it says of the one that comes after.

    "A sixth meeting is expected this year", in a report of the fifth, is no error.
    """
    record = find_in_record(put, candidates, written)
    next_one = _lines_of_next(put, lines)
    if put.status != "held" or not next_one:
        return put, record
    rest = tuple(each for each in put.every if each.line not in next_one)
    other = put_together(rest, lines, written)
    held = find_in_record(other, candidates, written)
    number = other.number or (held.number if held else 0)
    numbers = {
        int(each.value) for each in put.every if each.kind == "number" and each.line in next_one
    }
    return (other, held) if number and numbers == {number + 1} else (put, record)


def _with_the_number_that_fits(
    put: Put,
    record: Expected | None,
    lines: Sequence[Line],
    candidates: Sequence[Expected],
    written: Written,
) -> tuple[Put, Expected | None]:
    """Of several numbers the one that fits what else the text says, as far as the record knows.

    A headline may have the sixth where the text has the seventh, with the seventh's town and days.
    """
    numbers = numbers_said(put.every)
    for each in put.every:
        if each.kind == "before":
            numbers.setdefault(int(each.value) + 1, 0.0)
    is_next = put.status != "held" and put.number > max(
        (each.number for each in candidates), default=0
    )
    if len(numbers) < 2 or is_next or (record is not None and put.number == record.number):
        return put, record
    for number in sorted(numbers, key=lambda each: -numbers[each]):
        other = put_together(put.every, lines, written, number)
        found = find_in_record(other, candidates, written)
        if found is not None and found.number == number:
            return other, found
    return put, record


def _is_next(put: Put, candidates: Sequence[Expected]) -> bool:
    """Whether a meeting is planned that the record has not reached."""
    last = max((each.number for each in candidates), default=0)
    return put.status != "held" and put.number > last


def _with_what_fits(put: Put, record: Expected, lines: Sequence[Line], written: Written) -> Put:
    """What is said of a known meeting: of several towns and days those that are its own.

    The others belong to meetings that the text looks back at; where a text has none that fits,
    what it has stays, and is compared.
    """
    fitting = {
        kind: [each for each in put.every if each.kind == kind and _is_of(each, record)]
        for kind in ("place", "days")
    }
    kept = tuple(
        each
        for each in put.every
        if not fitting.get(each.kind) or each in fitting[each.kind] or each.kind not in fitting
    )
    numbers = numbers_said(kept)
    number = record.number if record.number in numbers else 0
    return replace(put_together(kept, lines, written, number), every=put.every)


def _is_of(claim: Claim, record: Expected) -> bool:
    if claim.kind == "place":
        return claim.value == record.place
    if claim.first is None or claim.last is None:
        return False
    return claim.first <= record.last and record.first <= claim.last and span_of(claim) <= _MONTH


def _lines_of_next(put: Put, lines: Sequence[Line]) -> set[int]:
    """Sentences that give a number to a meeting which is only planned."""
    status: dict[int, set[str]] = {}
    for each in put.every:
        if each.kind == "status":
            status.setdefault(each.line, set()).add(each.value)
    return {
        each.line
        for each in put.every
        if each.kind == "number"
        and (
            status.get(each.line) == {"planned"}
            or (each.line not in status and lines[each.line].cue("awaited", "future"))
        )
    }


def _is_told_by_days(found: MeetingFound, by_days: str, written: Written) -> bool:
    """Whether the calendar says better than verbs how far a meeting has come.

    The text states its day, and the meeting's days are its own words or the record's: a text of
    Monday tells of Thursday's meeting as planned, whatever was held before.
    """
    if not written.is_stated or found.status == by_days:
        return False
    return not (found.status == "confirmed" and by_days == "planned")


def without_flagged(found: MeetingFound, flags: Sequence[Flag]) -> MeetingFound:
    """A meeting that the record does not know, without what its own clause contradicts."""
    if found.record is not None:
        return found
    wrong = {(flag.kind, flag.said) for flag in flags}
    days = found.days
    if (FlagKind.PLACE, found.place) in wrong:
        found = replace(found, place="")
    if (FlagKind.NUMBER, str(found.number)) in wrong:
        found = replace(found, number=0)
    if days is not None and (FlagKind.DAY, days.value) in wrong:
        found = replace(found, start=None, end=None)
    return found


def tells_of_a_meeting(
    found: MeetingFound,
    candidates: Sequence[Expected],
    named: Sequence[GroupAt],
    lines: Sequence[Line],
) -> bool:
    """Whether what was found is a meeting, and no more than a group that was spoken of.

    It is one of the record's, or has a number, or days where the record has room for one; else the
    group must be named in a sentence about a meeting. That a group was founded, or will meet
    regularly, is no meeting.
    """
    if found.record is not None or found.number:
        return True
    counted = [each for each in candidates if each.number and each.took_place]
    if found.start is not None:
        is_known = bool(counted) and found.start <= counted[-1].last
        return not is_known or found.status in ("planned", "confirmed")
    own = [each for each in named if each.group == found.group and not each.is_beside]
    if not own:
        return bool(found.place and found.status)  # told by who meets there
    return any(
        lines[each.line].cue(*_OF_A_MEETING) and not lines[each.line].cue("founded", "habit")
        for each in own
    )


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


def _within_the_text(put: Put, candidates: Sequence[Expected]) -> Iterator[Flag]:
    """Two numbers, or days that end before they begin."""
    for claim in put.claims:
        if claim.kind != "number" or int(claim.value) == put.number or claim.weight < 1.0:
            continue
        if _is_another_meeting(claim, put, candidates) or _counts_there(claim, put, candidates):
            continue
        expected = f"{put.number}, as the text says elsewhere"
        yield Flag(FlagKind.NUMBER, claim.value, expected, claim.line)
    if put.days and put.days.first and put.days.last and put.days.last < put.days.first:
        yield Flag(FlagKind.IMPOSSIBLE, put.days.value, "an end after the start", put.days.line)
    before = next((each for each in put.claims if each.kind == "before"), None)
    if (
        before
        and put.number
        and not put.is_counted
        and int(before.value) + 1 not in (put.number, put.number + 1)
    ):
        said = f"{before.value} held before, and this one number {put.number}"
        expected = f"{put.number - 1} before number {put.number}"
        yield Flag(FlagKind.NUMBER, said, expected, before.line)


def _counts_there(claim: Claim, put: Put, candidates: Sequence[Expected]) -> bool:
    """Whether a number counts the meetings in the town of its sentence: "the second in Beijing"."""
    this = next((each for each in candidates if each.number == put.number), None)
    return (
        this is not None
        and this.in_town == int(claim.value)
        and any(
            each.kind == "place" and each.line == claim.line and each.value == this.place
            for each in put.every
        )
    )


def _is_another_meeting(claim: Claim, put: Put, candidates: Sequence[Expected]) -> bool:
    """Whether a sentence with another number says of that meeting what the record has of it."""
    other = next((each for each in candidates if each.number == int(claim.value)), None)
    return other is not None and _tells_of(claim.line, put, other)


def _says_of_another(
    claim: Claim, put: Put, record: Expected, candidates: Sequence[Expected]
) -> bool:
    """Whether a sentence tells of another meeting, and has nothing of the one that was found."""
    return _is_another_meeting(claim, put, candidates) and not _tells_of(claim.line, put, record)


def _tells_of(line: int, put: Put, meeting: Expected) -> bool:
    """Whether a sentence gives the town or a day of a meeting."""
    return any(
        (each.kind == "place" and each.value == meeting.place)
        or (
            each.kind == "days"
            and each.first is not None
            and each.last is not None
            and each.first <= meeting.last
            and meeting.first <= each.last
        )
        for each in put.every
        if each.line == line
    )


def _with_record(
    found: MeetingFound,
    put: Put,
    record: Expected,
    lines: Sequence[Line],
    candidates: Sequence[Expected],
) -> tuple[MeetingFound, list[Flag]]:
    flags: list[Flag] = []
    if record.number and put.number != record.number:
        for claim in put.claims:
            if claim.kind == "number" and int(claim.value) != record.number:
                if _says_of_another(claim, put, record, candidates):
                    continue
                flags.append(_flag(FlagKind.NUMBER, claim, f"{record.number} ({record.name})"))
            elif claim.kind == "before" and put.is_counted:
                flags.append(
                    _flag(FlagKind.NUMBER, claim, f"{record.number - 1} before {record.name}")
                )
    number = record.number or put.number
    place = put.place
    if place and record.place and place != record.place and not _is_on_screens(put, record):
        flags += [
            _flag(FlagKind.PLACE, claim, f"{record.place} ({record.name})")
            for claim in put.claims
            if claim.kind == "place" and claim.value == place
        ]
    flags += _other_places(put, record)
    flags += _towns_of_headlines(put, record, lines)
    flags += _wrong_count(put, record)
    place = record.place or place
    start, end, basis, more = _days_by_record(found, put, record)
    flags += more
    return replace(found, number=number, place=place, start=start, end=end, basis=basis), flags


def _is_on_screens(put: Put, record: Expected) -> bool:
    """Whether towns are where people sat before their screens: the text says that it was a call."""
    return record.place == VIDEO and any(
        each.kind == "place" and each.value == VIDEO for each in put.every
    )


def _other_places(put: Put, record: Expected) -> list[Flag]:
    """Other towns that a sentence gives to the very meeting: it has its number or its days."""
    if not record.place or not put.place or put.place == VIDEO:
        return []
    here = {
        each.line
        for each in put.claims
        if (each.kind == "number" and int(each.value) == record.number)
        or (each.kind == "days" and _is_within(each, record))
    }
    right = {
        each.line for each in put.claims if each.kind == "place" and each.value == record.place
    }
    return [
        _flag(FlagKind.PLACE, each, f"{record.place} ({record.name})")
        for each in put.claims
        if each.kind == "place"
        and each.value not in (record.place, put.place, VIDEO)
        and each.weight >= 1.0
        and each.line in here - right
    ]


def _towns_of_headlines(put: Put, record: Expected, lines: Sequence[Line]) -> list[Flag]:
    """Another town in a headline that says that the meeting is held there."""
    if not record.place or record.place == VIDEO:
        return []
    heads = [
        each
        for each in put.every
        if each.kind == "place"
        and (lines[each.line].is_headline or each.line == 0)
        and lines[each.line].cue("held", "planned", "confirmed", "meets")
        and each.weight >= 1.0
    ]
    if any(each.value == record.place for each in heads):
        return []
    return [
        _flag(FlagKind.PLACE, each, f"{record.place} ({record.name})")
        for each in heads
        if each.value != VIDEO
    ]


def _is_within(claim: Claim, record: Expected) -> bool:
    if claim.first is None or claim.last is None:
        return False
    return record.first <= claim.first and claim.last <= record.last


def _flag(kind: FlagKind, claim: Claim, record: str) -> Flag:
    return Flag(kind, claim.value, record, claim.line)


def _wrong_count(put: Put, record: Expected) -> list[Flag]:
    """Counts in a country or a town that the record does not bear out."""
    said = put.in_town
    flags = []
    if said and record.in_town and said.value == record.place and said.count != record.in_town:
        expected = f"number {record.in_town} in {record.place} ({record.name})"
        flags.append(_flag_of_count(said, expected))
    said = put.in_country
    if said is None or not record.in_country or not record.country:
        return flags
    if said.value != record.country:
        expected = f"{record.place}, in {record.country} ({record.name})"
        flags.append(_flag_of_count(said, expected))
    elif said.count != record.in_country:
        expected = f"number {record.in_country} in {record.country} ({record.name})"
        flags.append(_flag_of_count(said, expected))
    return flags


def _flag_of_count(said: Claim, expected: str) -> Flag:
    return Flag(FlagKind.COUNT, f"number {said.count} in {said.value}", expected, said.line)


def _days_by_record(
    found: MeetingFound, put: Put, record: Expected
) -> tuple[date | None, date | None, str, list[Flag]]:
    """The days to take over: the text's own where the record has room, else the record's."""
    first, last = record.days[0]
    if not record.is_exact:
        begin, stop = found.start, found.end
        if begin and stop and (stop < record.first or record.last < begin):
            return None, None, "", [_day_flag(put, record)]
        return found.start, found.end, found.basis, []
    by_record = f"by the record, {record.name}"
    if put.days is None:
        return first, last, f"{by_record}: the text gives no day", []
    if put.days.first is None or put.days.last is None:
        return _days_of_weekdays(put, record, by_record)
    for first, last in record.days:
        if first <= put.days.first and put.days.last <= last:
            if put.is_of_several_days and found.start == found.end:
                return first, last, f"{by_record}, of several days with {put.days.value!r}", []
            return found.start, found.end, found.basis, []
    if span_of(put.days) > 4 and put.days.first <= record.last and record.first <= put.days.last:
        first, last = record.days[0]
        return first, last, f"{by_record}, within {put.days.value!r}", []
    first, last = record.days[0]
    return first, last, f"{by_record}, against the text", [_day_flag(put, record)]


def _days_of_weekdays(
    put: Put, record: Expected, by_record: str
) -> tuple[date, date, str, list[Flag]]:
    """Days of a text without a date: inferred, if the days of the week agree with the record."""
    first, last = record.days[0]
    said = put.days.value if put.days else ""
    if put.days and put.days.written_days:
        flags = [] if days_as_written(put.days, record) else [_day_flag(put, record)]
        return first, last, f"inferred: {by_record}, for {said!r}", flags
    span = [first + timedelta(days=n) for n in range(length_of(record))]
    named = [day for day in span if day.weekday() in put.weekdays]
    if not put.weekdays:
        return first, last, f"inferred: {by_record}, for {said!r}", []
    if put.is_of_several_days and len(put.weekdays) == 1 and named:
        return first, last, f"inferred: {by_record}, of several days with {said!r}", []
    if len(named) == len(put.weekdays):
        return named[0], named[-1], f"inferred: {by_record}, for {said!r}", []
    return first, last, f"inferred: {by_record}, against {said!r}", [_day_flag(put, record)]


def _day_flag(put: Put, record: Expected) -> Flag:
    line = put.days.line if put.days else 0
    said = put.days.value if put.days else ""
    if put.days and put.days.first:
        said = f"{said} ({put.days.first}/{put.days.last})"
    return Flag(FlagKind.DAY, said, f"{record.in_words()} ({record.name})", line)


def _without_record(
    found: MeetingFound, put: Put, candidates: Sequence[Expected]
) -> tuple[MeetingFound, list[Flag]]:
    """No meeting of the record fits as a whole: what cannot be together is flagged, both ways."""
    flags: list[Flag] = []
    counted = [each for each in candidates if each.number]
    if not counted or not put.number:
        return found, flags
    same = next((each for each in counted if each.number == put.number), None)
    claim = next((each for each in put.claims if each.kind in ("number", "before")), None)
    if claim is None:
        return found, flags
    last = counted[-1]
    if same is None and put.number > last.number + 1:
        expected = f"{last.number + 1} comes after {last.name}"
        return replace(found, number=0), [_flag(FlagKind.NUMBER, claim, expected)]
    if same is None:
        is_planned = put.status in ("planned", "confirmed")
        if is_planned or (found.start and found.start > last.last):
            return found, flags
        expected = f"unknown to the record, which ends with {last.name}"
        return replace(found, number=0), [_flag(FlagKind.NUMBER, claim, expected)]
    if put.place and same.place and put.place != same.place:
        place = next(each for each in put.claims if each.kind == "place")
        flags.append(_flag(FlagKind.PLACE, place, f"{same.place} ({same.name})"))
        flags.append(_flag(FlagKind.NUMBER, claim, f"{same.name} met in {same.place}"))
    elif found.start and not (same.first <= found.start <= same.last):
        flags.append(_day_flag(put, same))
        flags.append(_flag(FlagKind.NUMBER, claim, f"{same.name} met {same.in_words()}"))
    if not flags:
        return found, flags
    wrong = {each.kind for each in flags}
    return replace(
        found,
        number=0,
        place="" if FlagKind.PLACE in wrong else found.place,
        start=None if FlagKind.DAY in wrong else found.start,
        end=None if FlagKind.DAY in wrong else found.end,
    ), flags
