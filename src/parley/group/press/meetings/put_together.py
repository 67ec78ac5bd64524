"""What a text says of one meeting, put together: its number, town, days, how far it has come."""

from collections.abc import Sequence
from dataclasses import dataclass

from parley.group.press.days.written import Written
from parley.group.press.meetings.claims import Claim
from parley.group.press.words.mark import Line

#: Words for so many days name days; words for more are a week or a month.
_FEW_DAYS = 4


@dataclass(frozen=True)
class Put:
    """What claims of one meeting amount to, before it is held against the record."""

    number: int
    is_counted: bool
    place: str
    days: Claim | None
    status: str
    in_country: Claim | None
    in_town: Claim | None
    weekdays: frozenset[int]
    claims: tuple[Claim, ...]
    is_of_several_days: bool = False
    every: tuple[Claim, ...] = ()


def put_together(
    claims: Sequence[Claim], lines: Sequence[Line], written: Written | None = None, number: int = 0
) -> Put:
    """The number, place, days and status that the sentences say most plainly.

    Args:
        claims: What the sentences say of one group's meeting.
        lines: The sentences.
        written: When the text was written: a meeting that is planned is on a later day.
        number: The one of several numbers to hold on to; 0 for the one said most plainly.
    """
    numbers = numbers_said(claims)
    if number:
        numbers = {number: numbers.get(number, 0.0)}
    status = _top(claims, "status")
    before = [claim for claim in claims if claim.kind == "before"]
    counted = int(before[0].value) + 1 if before and _counts_up(before[0], status, lines) else 0
    number = max(numbers, key=lambda each: (numbers[each], each == counted)) if numbers else counted
    about = tuple(each for each in claims if not _is_of_another_number(each, claims, number))
    days = _best_days(
        _on_its_side([each for each in about if each.kind == "days"], status, written)
    )
    return Put(
        number,
        not numbers and bool(counted),
        _top(about, "place"),
        days,
        status,
        next((each for each in claims if each.kind == "in_country"), None),
        next((each for each in claims if each.kind == "in_town"), None),
        frozenset(weekdays_said(lines, [days] if days else [])),
        about,
        any(lines[each.line].cue("span") for each in about if each.kind == "days"),
        tuple(claims),
    )


def numbers_said(claims: Sequence[Claim]) -> dict[int, float]:
    """Every number that is given to a meeting, with how plainly."""
    numbers: dict[int, float] = {}
    for claim in claims:
        if claim.kind == "number":
            value = int(claim.value)
            numbers[value] = numbers.get(value, 0.0) + claim.weight
    return numbers


def _on_its_side(claims: Sequence[Claim], status: str, written: Written | None) -> list[Claim]:
    """Days on the side of the day of writing where the meeting is: to come, or past.

    Where none is on that side all are kept.
    """
    if written is None or written.first is None or written.last is None or not status:
        return list(claims)
    kept = [
        each
        for each in claims
        if each.first is None
        or each.last is None
        or (each.first <= written.last if status == "held" else each.last > written.first)
    ]
    dated = [each for each in kept if each.first is not None]
    return kept if dated else list(claims)


def _counts_up(claim: Claim, status: str, lines: Sequence[Line]) -> bool:
    """Whether "met twice" counts what came before this meeting."""
    words = lines[claim.line].folded[claim.start : claim.end]
    plain = (
        "previous",
        "already",
        "earlier",
        "prior",
        "此前",
        "前",
        "これまで",
        "앞서",
        "anterior",
    )
    return status != "held" or any(each in words for each in plain)


def _is_of_another_number(claim: Claim, claims: Sequence[Claim], number: int) -> bool:
    """Whether a sentence is about another meeting of the series: it has that one's number alone."""
    if claim.kind in ("number", "before", "in_country", "in_town"):
        return False
    here = {int(each.value) for each in claims if each.kind == "number" and each.line == claim.line}
    return bool(here) and number not in here


def _top(claims: Sequence[Claim], kind: str) -> str:
    totals: dict[str, float] = {}
    for claim in claims:
        if claim.kind == kind:
            totals[claim.value] = totals.get(claim.value, 0.0) + claim.weight
    return max(totals, key=lambda value: totals[value]) if totals else ""


def _best_days(claims: Sequence[Claim]) -> Claim | None:
    """The days that are said most plainly; a day before a week, a week before a month."""
    best = max(claims, key=lambda each: each.weight * _exactness(each), default=None)
    if best is None or best.first is None:
        return best
    same = [
        each
        for each in claims
        if each.first
        and each.last
        and best.last
        and each.first <= best.last
        and best.first <= each.last
    ]
    if span_of(best) <= _FEW_DAYS:
        plain = [each for each in same if each.weight >= best.weight / 3]
        spans = [each for each in plain if span_of(each) <= _FEW_DAYS]
        return max(spans, key=lambda each: (span_of(each), each.weight))
    return min(same, key=lambda each: (span_of(each), -each.weight))


def span_of(claim: Claim) -> int:
    """Days from the first to the last of a claim; a great many where they are not known."""
    return (claim.last - claim.first).days if claim.first and claim.last else 400


def _exactness(claim: Claim) -> float:
    if claim.first is None:
        return 0.5
    span = span_of(claim)
    return 1.0 if span <= 4 else 0.7 if span <= 7 else 0.4 if span <= 31 else 0.1


def weekdays_said(lines: Sequence[Line], claims: Sequence[Claim]) -> set[int]:
    """The days of the week that a text gives for its meeting, whatever dates they fall on."""
    found: set[int] = set()
    for claim in claims:
        if claim.kind == "days":
            for mark in lines[claim.line].of("weekday"):
                if claim.start <= mark.start < claim.end:
                    found.add(int(mark.value))
    return found
