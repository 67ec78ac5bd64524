"""Where a text contradicts itself about its meeting: other numbers, days that end too early."""

from collections.abc import Iterator, Sequence

from parley.group.press.flags import Flag, FlagKind
from parley.group.press.meetings.claims import Claim
from parley.group.press.meetings.expected import Expected
from parley.group.press.meetings.put_together import Put


def within_the_text(put: Put, candidates: Sequence[Expected]) -> Iterator[Flag]:
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


def says_of_another(
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
            and meeting.meets_within(each.first, each.last)
        )
        for each in put.every
        if each.line == line
    )
