"""What a text says of one meeting put together, and the meeting of the record that it fits."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from parley.group.press.days.written import Written
from parley.group.press.meetings.claims import Claim, weekdays_said
from parley.group.press.meetings.expected import Expected
from parley.group.press.words.mark import Line

#: What the search for a meeting in the record must reach before one is taken for the same.
_ENOUGH = 3.0
#: Words for so many days name days; words for more are a week or a month.
_FEW_DAYS = 4
#: A window of writing longer than this says nothing of how near a meeting is.
_LONG = 90


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


def find_in_record(put: Put, candidates: Sequence[Expected], written: Written) -> Expected | None:
    """The meeting of the record that a text tells of: the one that most of it fits."""
    towns = Counter(each.place for each in candidates if each.number)
    scored = sorted(
        (
            (_fit(put, each, written, towns[each.place] == 1), each.first.toordinal(), each)
            for each in candidates
        ),
        key=lambda row: (-row[0], -row[1]),
    )
    if not scored or scored[0][0] < _ENOUGH or _is_by_a_town_in_passing(put):
        return None
    if len(scored) > 1 and scored[1][0] >= scored[0][0]:
        return None
    return scored[0][2]


def _is_by_a_town_in_passing(put: Put) -> bool:
    """Whether nothing but a town is said, and no sentence about a meeting says it."""
    told = (put.number, put.days, put.in_country, put.in_town)
    towns = [each.weight for each in put.claims if each.kind == "place"]
    return not any(told) and max(towns, default=0.0) < 1.0


def _fit(put: Put, each: Expected, written: Written, is_only_one_there: bool) -> float:
    """How well a meeting of the record fits; a town where the group met once tells the more."""
    score = 0.0
    if put.number and each.number:
        score += (2.5 if put.is_counted else 3.0) if put.number == each.number else -0.5
    if put.place and each.place:
        told = 3.0 if is_only_one_there else 2.0
        score += told if put.place == each.place else -1.0
    score += _fit_of_days(put, each)
    distance = _distance(written, each)
    if distance is not None and not (put.days and put.days.first):
        score += 2.0 if distance <= 14 else 0.5 if distance <= 45 else -2.0
    elif distance is not None:
        score += 1.0 if distance <= 45 else 0.0
    if put.in_country and put.in_country.value == each.country:
        score += 1.5 if put.in_country.count == each.in_country else 0.0
    if put.in_town and put.in_town.value == each.place:
        score += 1.5 if put.in_town.count == each.in_town else 0.0
    return score


def _distance(written: Written, each: Expected) -> int | None:
    """Days between the writing of a text and a meeting; None where it is not known when."""
    if written.first is None or written.last is None:
        return None
    if (written.last - written.first).days > _LONG and not written.is_stated:
        return None
    return max((written.first - each.last).days, (each.first - written.last).days, 0)


def _fit_of_days(put: Put, each: Expected) -> float:
    if put.days is None:
        return 0.0
    if put.days.first is None or put.days.last is None:
        known = {(each.first + timedelta(days=n)).weekday() for n in range(length_of(each))}
        fits = bool(put.weekdays) and each.is_exact and put.weekdays <= known
        return 1.0 if fits else 0.0
    first, last = put.days.first, put.days.last
    if first <= each.last and each.first <= last:
        return (
            4.0
            if span_of(put.days) <= 7 and each.is_exact
            else 2.5
            if span_of(put.days) <= 31
            else 0.5
        )
    gap = max((each.first - last).days, (first - each.last).days)
    return 2.0 if gap <= 4 else 0.5 if gap <= 20 else -3.0


def length_of(each: Expected) -> int:
    """How many days a meeting took, a week at most."""
    return min((each.last - each.first).days + 1, 7)
