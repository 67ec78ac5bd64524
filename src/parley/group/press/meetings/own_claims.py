"""Which claims are of the meeting itself: not the next one's, not those of meetings before."""

from collections.abc import Sequence
from dataclasses import replace

from parley.group.press.days.written import Written
from parley.group.press.meetings.claims import Claim
from parley.group.press.meetings.expected import Expected
from parley.group.press.meetings.find_meeting import find_in_record
from parley.group.press.meetings.put_together import Put, numbers_said, put_together, span_of
from parley.group.press.words.mark import Line

#: Words for more days than this name no month.
_MONTH = 31


def without_next(
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


def with_the_number_that_fits(
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
    is_settled = record is not None and put.number == record.number
    if len(numbers) < 2 or is_settled or is_next(put, candidates):
        return put, record
    for number in sorted(numbers, key=lambda each: -numbers[each]):
        other = put_together(put.every, lines, written, number)
        found = find_in_record(other, candidates, written)
        if found is not None and found.number == number:
            return other, found
    return put, record


def is_next(put: Put, candidates: Sequence[Expected]) -> bool:
    """Whether a meeting is planned that the record has not reached."""
    last = max((each.number for each in candidates), default=0)
    return put.status != "held" and put.number > last


def with_what_fits(put: Put, record: Expected, lines: Sequence[Line], written: Written) -> Put:
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
    return record.meets_within(claim.first, claim.last) and span_of(claim) <= _MONTH


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
