"""The day that a document gives as its own: in its head, its dateline, or its last lines."""

import re
from collections.abc import Sequence
from datetime import date

from parley.group.press.text import Kind, Passage, StatedDay

_MONTH_NAMES = (
    "jan january enero|feb february febrero|mar march marzo|apr april abril|may mayo|"
    "jun june junio|jul july julio|aug august agosto|sep sept september septiembre|"
    "oct october octubre|nov november noviembre|dec december diciembre"
)
#: The number of a month by its names in English and Spanish, in lower case.
MONTHS = {
    name: number
    for number, names in enumerate(_MONTH_NAMES.split("|"), start=1)
    for name in names.split()
}
_NAME = "|".join(sorted(MONTHS, key=len, reverse=True))
#: A whole date: day, month and year, as five languages write it.
DAY_WORDS = re.compile(
    r"(?<!\d)(?P<y>(?:19|20)\d\d)\s?(?:[-/.]|年)\s?(?P<m>\d{1,2})\s?(?:[-/.]|月)\s?(?P<d>\d{1,2})(?!\d)日?"
    r"|(?<!\d)(?P<y2>(?:19|20)\d\d)년\s*(?P<m2>\d{1,2})월\s*(?P<d2>\d{1,2})일"
    rf"|\b(?P<mon>{_NAME})\.?\s+(?P<d3>\d{{1,2}})(?:st|nd|rd|th)?,?\s+(?P<y3>(?:19|20)\d\d)\b"
    rf"|\b(?P<d4>\d{{1,2}})(?:st|nd|rd|th)?\s+(?:de\s+)?(?P<mon2>{_NAME})\.?,?\s+(?:de\s+)?"
    r"(?P<y4>(?:19|20)\d\d)\b"
    r"|\bngày\s+(?P<d5>\d{1,2})(?:/|\s+tháng\s+)(?P<m5>\d{1,2})(?:/|\s+năm\s+)(?P<y5>(?:19|20)\d\d)\b"
    r"|(?<!\d)(?P<d6>\d{1,2})/(?P<m6>\d{1,2})/(?P<y6>(?:19|20)\d\d)(?!\d)",
    re.IGNORECASE,
)
#: A day in a paragraph of its own, with little beside it, is the document's.
_MOST_BESIDE = 60


def find_stated_day(visible: str, passages: Sequence[Passage]) -> StatedDay | None:
    """Find the day that a document gives as its own.

    It must stand in a dateline, or in a short line of its own at the head or the foot. A day in
    the middle of a sentence is a day that the text speaks of, and never the document's.

    Args:
        visible: What a reader sees.
        passages: Its passages in order.

    Returns:
        The first such day, or None.
    """
    edge = [*passages[:8], *passages[-3:]]
    for passage in sorted(edge, key=lambda one: one.kind is not Kind.DATELINE):
        start, end = passage.sentences[0].at, passage.sentences[-1].at
        end += len(passage.sentences[-1].text)
        if passage.kind is Kind.DATELINE or _is_a_line_of_its_own(visible[start:end]):
            found = DAY_WORDS.search(visible, start, end)
            day = day_of(found) if found else None
            if found and day:
                shift = passage.start - start
                return StatedDay(day, found[0], found.start() + shift, found.end() + shift)
    return None


def _is_a_line_of_its_own(words: str) -> bool:
    found = DAY_WORDS.search(words)
    return bool(found) and len(words) - len(found[0] if found else "") <= _MOST_BESIDE


def day_of(found: re.Match[str]) -> date | None:
    """The day that a match means, or None if the calendar has no such day.

    Day and month in numbers alone (06/02/2024) are read only where one of them exceeds twelve.
    """
    named = {key: value for key, value in found.groupdict().items() if value}
    parts = {key[0]: value for key, value in named.items() if not key.startswith("mon")}
    name = found["mon"] or found["mon2"]
    year, day = int(parts["y"]), int(parts["d"])
    month = MONTHS[name.lower()] if name else int(parts["m"])
    if found["d6"]:
        if day <= 12 and month <= 12 and day != month:
            return None
        if month > 12:
            day, month = month, day
    try:
        return date(year, month, day)
    except ValueError:
        return None
