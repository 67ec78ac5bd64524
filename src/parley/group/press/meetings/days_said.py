"""Words for the days of one sentence: those that belong together are one stretch of days."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from parley.group.press.days.dates import DatedWords
from parley.group.press.words.mark import Line

#: "4月8日（木）と9日": the day of the week in brackets joins no less.
WEEKDAY_IN_BRACKETS = re.compile(r"^\s*[(（][^()（）]{1,12}[)）]")


_BETWEEN_DAYS = frozenset(
    [
        "and",
        "to",
        "y",
        "al",
        "va",
        "den",
        "-",
        "–",
        "—",
        "至",
        "和",
        "、",
        "到",
        "~",
        "～",
        "と",
        "から",
        "부터",
        "and on",
        "through",
    ]
)


def merged_days(dates: Sequence[DatedWords], line: Line) -> Iterator[DatedWords]:
    """Dates of one sentence, two that are joined by "and" or "to" made one."""
    waiting: DatedWords | None = None
    for each in sorted(dates, key=lambda one: one.start):
        if waiting is not None:
            offset = line.sentence.start
            gap = line.folded[waiting.end - offset : each.start - offset]
            gap = WEEKDAY_IN_BRACKETS.sub("", gap).strip()
            if gap in (",", "(", "（") and _is_one_day(waiting, each):
                waiting = each  # "Wednesday, August 14", "星期三(14日)": one day
                continue
            if gap in ("(", "（") and _is_one_day(each, waiting):
                waiting = replace(waiting, end=each.end)
                continue  # "15日（星期四）"
            gap = gap.strip(",)） ")
            if gap in _BETWEEN_DAYS and _follow(waiting, each):
                words = line.text[waiting.start - offset : each.end - offset]
                waiting = DatedWords(
                    words, waiting.start, each.end, waiting.first, each.last, each.basis,
                    each.sentence, waiting.clue,
                )  # fmt: skip
                continue
            yield waiting
        waiting = each
    if waiting is not None:
        yield waiting


def _is_one_day(weekday: DatedWords, day: DatedWords) -> bool:
    return not _has_digit(weekday.words) and _has_digit(day.words)


def _has_digit(words: str) -> bool:
    return any(sign.isdigit() for sign in words)


def _follow(one: DatedWords, other: DatedWords) -> bool:
    if one.last is None or other.first is None:
        return one.last is None and other.first is None
    return 0 <= (other.first - one.last).days <= 7
