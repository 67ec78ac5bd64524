"""When a text was written, told by its own words where no line of it states a whole day."""

from collections.abc import Sequence
from datetime import date, timedelta

from parley.group.press.days.dates import Basis, DatedWords, resolve
from parley.group.press.days.written import Written
from parley.group.press.document.text import Text
from parley.group.press.meetings.expected import Expected
from parley.group.press.words.governing import governor
from parley.group.press.words.mark import Line

#: How long before a meeting a dateline may speak of it, and how long after.
_AHEAD, _AFTERWARDS = timedelta(days=7), timedelta(days=21)
#: The last sentence that may say on which day something was announced.
_NEAR_HEAD = 3


def day_without_a_year(
    text: Text, dateline: DatedWords, meetings: Sequence[Expected]
) -> Written | None:
    """The day of a dateline without a year: of the one year in which a named group met then.

    "Shanghai, 19 Aug (Agency)" in a text about a group that met on 15 and 16 August 2024.

    Args:
        text: The text.
        dateline: The words for its day.
        meetings: Those of the groups that it names.
    """
    found = set()
    for year in {each.first.year for each in meetings}:
        window = Written(date(year, 1, 1), date(year, 12, 31), is_stated=False)
        for words in resolve(text, window):
            day = words.first
            if words.start != dateline.start or day is None or day != words.last:
                continue
            if any(each.first - _AHEAD <= day <= each.last + _AFTERWARDS for each in meetings):
                found.add(day)
    day = found.pop() if len(found) == 1 else None
    return Written(day, day, is_stated=False) if day else None


def day_of_saying(
    undated: Sequence[DatedWords], lines: Sequence[Line], language: str
) -> Written | None:
    """The whole date on which somebody said so, near the head: about when it was written."""
    for words in undated:
        line = lines[words.sentence]
        start = words.start - line.sentence.start
        is_day = words.basis is Basis.STATED and words.first == words.last
        if not is_day or words.sentence > _NEAR_HEAD or words.first is None:
            continue
        if governor(line, start, start + len(words.words), language) == "said":
            return Written(words.first, words.first, is_stated=False)
    return None
