"""A meeting held against the record: what does not fit is flagged, the record's value stands."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta

from parley.group.press.flags import Flag, FlagKind
from parley.group.press.meetings.claims import Claim
from parley.group.press.meetings.expected import VIDEO, Expected
from parley.group.press.meetings.find_meeting import days_as_written, length_of
from parley.group.press.meetings.found import MeetingFound
from parley.group.press.meetings.put_together import Put, span_of
from parley.group.press.meetings.within_text import says_of_another
from parley.group.press.words.mark import Line


def with_record(
    found: MeetingFound,
    put: Put,
    record: Expected,
    lines: Sequence[Line],
    candidates: Sequence[Expected],
) -> tuple[MeetingFound, list[Flag]]:
    """What a text says of a meeting of the record, the record's values where it contradicts."""
    flags: list[Flag] = []
    if record.number and put.number != record.number:
        for claim in put.claims:
            if claim.kind == "number" and int(claim.value) != record.number:
                if says_of_another(claim, put, record, candidates):
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
    if span_of(put.days) > 4 and record.meets_within(put.days.first, put.days.last):
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


def without_record(
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
