"""Which meeting of the record a text tells of: the one that most of what it says fits."""

import re
from collections import Counter
from collections.abc import Sequence
from datetime import date, timedelta

from parley.group.press.days.written import Written
from parley.group.press.meetings.claims import Claim
from parley.group.press.meetings.expected import Expected
from parley.group.press.meetings.put_together import Put, span_of

#: What the search for a meeting in the record must reach before one is taken for the same.
_ENOUGH = 3.0
#: What it must reach where every sentence is heard, and by how much one must be ahead.
_ENOUGH_OF_ALL, _AHEAD = 4.0, 0.75
#: A window of writing longer than this says nothing of how near a meeting is.
_LONG = 90
#: A sentence that says something of this weight says it of the meeting plainly.
_PLAIN = 2.0


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


def find_by_every_claim(
    claims: Sequence[Claim], candidates: Sequence[Expected], written: Written
) -> Expected | None:
    """The meeting that the best of each kind of claim speaks for, if one is clearly ahead.

    What a text says of earlier meetings fits those and does not speak against this one; how
    plainly something is said, and how near a meeting is to the day of writing, decide.
    """
    towns = Counter(each.place for each in candidates if each.number)
    scored = sorted(
        ((_speaks_for(claims, each, towns, written), each.number, each) for each in candidates),
        key=lambda row: (-row[0], -row[1]),
    )
    if not scored or scored[0][0] < _ENOUGH_OF_ALL:
        return None
    if len(scored) > 1 and scored[0][0] - scored[1][0] < _AHEAD:
        return None
    return scored[0][2]


def _speaks_for(
    claims: Sequence[Claim], each: Expected, towns: Counter[str], written: Written
) -> float:
    best: dict[str, float] = {}
    for claim in claims:
        kind = "number" if claim.kind == "before" else claim.kind
        gain = _gain(claim, each, towns) * min(claim.weight / _PLAIN, 1.0)
        best[kind] = max(best.get(kind, -0.5), gain)
    score = sum(best.values())
    distance = _distance(written, each)
    if distance is not None:
        score += 2.0 if distance <= 14 else 0.5 if distance <= 45 else -2.0
    return score


def _gain(claim: Claim, each: Expected, towns: Counter[str]) -> float:
    """How strongly one claim speaks for a meeting, said as plainly as can be."""
    if claim.kind == "number":
        return 3.0 if int(claim.value) == each.number else -0.5
    if claim.kind == "before":
        return 2.0 if int(claim.value) + 1 == each.number else -0.5
    if claim.kind == "place":
        return (3.0 if towns[each.place] == 1 else 2.0) if claim.value == each.place else -0.5
    if claim.kind in ("in_country", "in_town"):
        count, where = (
            (each.in_country, each.country)
            if claim.kind == "in_country"
            else (each.in_town, each.place)
        )
        return 1.5 if (claim.value, claim.count) == (where, count) else -0.5
    if claim.kind == "days" and claim.first and claim.last:
        meets = each.meets_within(claim.first, claim.last)
        grain = 4.0 if span_of(claim) <= 7 and each.is_exact else 1.5
        return grain if meets and span_of(claim) <= 45 else -0.5 if not meets else 0.0
    return 0.0


def _distance(written: Written, each: Expected) -> int | None:
    """Days between the writing of a text and a meeting; None where it is not known when."""
    if written.first is None or written.last is None:
        return None
    if (written.last - written.first).days > _LONG and not written.is_stated:
        return None
    return max((written.first - each.last).days, (each.first - written.last).days, 0)


def days_as_written(claim: Claim, record: Expected) -> tuple[date, date] | None:
    """The days of a meeting that a text means by "the 19th and 20th", if they are days of it."""
    if claim.written_days is None or not record.is_exact:
        return None
    month, first, last = claim.written_days
    for begin, end in record.days:
        span = [begin + timedelta(days=number) for number in range((end - begin).days + 1)]
        named = [day for day in span if first <= day.day <= last and month in (0, day.month)]
        if named and (named[0].day, named[-1].day) == (first, last):
            return named[0], named[-1]
    return None


def _fit_of_days(put: Put, each: Expected) -> float:
    if put.days is None:
        return 0.0
    if put.days.first is None or put.days.last is None:
        dated = _fit_of_numbers(put.days.value, each)
        if dated:
            return dated
        known = {(each.first + timedelta(days=n)).weekday() for n in range(length_of(each))}
        if put.days.written_days:
            share = 3.0 if put.days.written_days[0] else 2.0
            return share if days_as_written(put.days, each) else -1.0
        fits = bool(put.weekdays) and each.is_exact and put.weekdays <= known
        return 1.0 if fits else 0.0
    first, last = put.days.first, put.days.last
    if each.meets_within(first, last):
        return (
            4.0
            if span_of(put.days) <= 7 and each.is_exact
            else 2.5
            if span_of(put.days) <= 31
            else 0.5
        )
    gap = max((each.first - last).days, (first - each.last).days)
    return 2.0 if gap <= 4 else 0.5 if gap <= 20 else -3.0


_MONTH_AND_DAYS = re.compile(
    r"(?:(?P<month>\d{1,2})\s?[月월]\s?)?(?P<days>\d{1,2}[^月월年년]*)[日일]"
)


def _fit_of_numbers(words: str, each: Expected) -> float:
    """How days of a month without a year fit: "12日" is the 12th of whichever month."""
    found = _MONTH_AND_DAYS.search(words)
    if found is None or not each.is_exact:
        return 0.0
    days = {int(number) for number in re.findall(r"\d{1,2}", found["days"])}
    span = [each.first + timedelta(days=n) for n in range(length_of(each))]
    if found["month"] and int(found["month"]) not in {day.month for day in span}:
        return -1.0
    return 2.0 if days & {day.day for day in span} else -1.0


def length_of(each: Expected) -> int:
    """How many days a meeting took, a week at most."""
    return min((each.last - each.first).days + 1, 7)
