"""Words that name days, found in a sentence and taken apart: which year, month, day, weekday."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from parley.group.press.days.date_patterns import (
    NUMBERS,
    PARTS,
    PATTERNS,
    SHIFTS,
    WEEKDAYS,
    WEEKS,
)
from parley.group.press.document.text import Language


@dataclass(frozen=True)
class Named:
    """What some words say about a day or days, before anybody asks which days they are.

    Args:
        start, end: Their place in the sentence.
        year: A year in figures.
        year_shift: -1 last year, 0 this year, 1 next year; -2 the year before last.
        month, last_month: 1 to 12; ``last_month`` where a range ends in another month.
        month_shift: As ``year_shift``, for months.
        day, last_day: 1 to 31; equal where it is one day.
        weekday, last_weekday: 0 Monday to 6 Sunday.
        week_shift: As ``year_shift``, for weeks.
        day_shift: -1 yesterday, 0 today, 1 tomorrow.
        turn: -1 where a month or weekday is called last, 1 next, 0 this.
        span: A stretch that ends at the day of writing, or a point so long before it, in ``unit``.
        unit: ``day``, ``week``, ``weekend``, ``month``, ``quarter``, ``year``, ``decade``, or the
            first month of a season as ``season 3``.
        is_ago: ``span`` is a point, not a stretch.
        is_ambiguous: Day and month are both given as numbers and either may come first.
        week_of: Which week of the month is meant, 1 to 3; -1 the last.
        is_that_month: The month that the text spoke of before.
        is_that_year: In the year that the text spoke of before.
        part: ``early``, ``mid`` or ``late`` in the month or the year.
    """

    start: int
    end: int
    year: int | None = None
    year_shift: int | None = None
    month: int | None = None
    last_month: int | None = None
    month_shift: int | None = None
    day: int | None = None
    last_day: int | None = None
    weekday: int | None = None
    last_weekday: int | None = None
    week_shift: int | None = None
    day_shift: int | None = None
    turn: int | None = None
    span: int | None = None
    unit: str = ""
    is_ago: bool = False
    is_ambiguous: bool = False
    is_that_month: bool = False
    is_that_year: bool = False
    part: str = ""
    week_of: int | None = None

    @property
    def is_whole(self) -> bool:
        """Whether the words alone say which days, months or years are meant."""
        return self.year is not None and not self.is_ambiguous


def find_named(sentence: str, language: Language) -> Iterator[Named]:
    """Find the words of a sentence that name days, from left to right.

    Args:
        sentence: What a reader sees.
        language: Its language; a text in an unknown one is searched for dates in figures.

    Example:
        >>> [found.weekday for found in find_named("They met on Friday.", Language.ENGLISH)]
        [4]
    """
    for found in PATTERNS[language].finditer(sentence):
        parts = {
            name.rpartition("_")[0]: value
            for name, value in found.groupdict().items()
            if value is not None
        }
        named = _named(found.start(), found.end(), parts, language)
        if named and _is_possible(named):
            yield named


def _named(start: int, end: int, parts: Mapping[str, str], language: Language) -> Named | None:
    number = NUMBERS[language]
    shift = SHIFTS[language]

    def count(name: str) -> int | None:
        value = _plain(parts[name]) if name in parts else ""
        return number.get(value, int(value) if value.isdecimal() else None) if value else None

    def on(name: str) -> int | None:
        return WEEKDAYS[language].get(parts.get(name, "")) if language in WEEKDAYS else count(name)

    def turned(name: str) -> int | None:
        return shift.get(_plain(parts[name])) if name in parts else None

    day, month, last_day = count("d"), count("m"), count("d2")
    length = count("len")
    if day and length:
        last_day = day + length - 1
    second = count("dm")
    if day and second:
        # "7-4" can only be 7 April, and "15-16" only two days; "5-6" may be either
        is_range = second > 12
        month, last_day = (None, second) if is_range else (second, None)
        if not is_range and second > day:
            return None
    ambiguous = "slash" in parts and language is Language.ENGLISH
    if ambiguous and day and month:
        # 14/8/2024 can only mean one thing, 6/2/2024 two
        day, month = (month, day) if month > 12 else (day, month)
        ambiguous = day <= 12 and day != month
    year = count("y")
    if "era" in parts and year is not None:
        year += 2018  # Reiwa 1 is 2019
    elif year is not None and year < _CENTURY:
        year += 2000
    return Named(
        start,
        end,
        year=year,
        year_shift=turned("yw"),
        month=month,
        last_month=count("m2"),
        month_shift=turned("mw"),
        day=day,
        last_day=last_day or day,
        weekday=on("wd"),
        last_weekday=on("wd2"),
        week_shift=turned("ww"),
        day_shift=turned("rd"),
        turn=turned("turn"),
        span=count("n") if "n" in parts else (1 if "span" in parts else None),
        unit=_unit(parts, language),
        is_ago="ago" in parts,
        is_ambiguous=ambiguous,
        is_that_month="that" in parts,
        is_that_year="thaty" in parts,
        part=PARTS.get(_plain(parts.get("part", "")), ""),
        week_of=_week_of(parts),
    )


def _week_of(parts: Mapping[str, str]) -> int | None:
    words = _plain(parts.get("wk", ""))
    return next((week for word, week in WEEKS.items() if words.startswith(word)), None)


def _plain(words: str) -> str:
    """A word as the tables hold it: small letters, one space between words, no full stop."""
    return re.sub(r"\s+", " ", words.lower().strip().rstrip("."))


def _unit(parts: Mapping[str, str], language: Language) -> str:
    word = _plain(parts.get("u") or parts.get("season") or "")
    if not word:
        return ""
    found = NUMBERS[language].get(word)
    if "season" in parts and found is not None:
        return f"season {found}"
    return UNITS.get(word, word.rstrip("s"))


#: A year below this was written without its century.
_CENTURY = 100
#: What languages call the units of time.
UNITS = {
    "天": "day", "日": "day", "일": "day", "día": "day", "días": "day", "ngày": "day",
    "周": "week", "週": "week", "星期": "week", "个星期": "week", "週間": "week", "주": "week",
    "semana": "week", "semanas": "week", "tuần": "week",
    "个月": "month", "個月": "month", "月": "month", "カ月": "month", "か月": "month",
    "ヶ月": "month", "ヵ月": "month", "개월": "month", "달": "month", "mes": "month",
    "meses": "month", "tháng": "month",
    "年": "year", "년": "year", "año": "year", "años": "year", "năm": "year",
}  # fmt: skip


def _is_possible(named: Named) -> bool:
    """Whether the calendar could have such days; 45 August is a figure and no day."""
    days = [day for day in (named.day, named.last_day) if day is not None]
    months = [month for month in (named.month, named.last_month) if month is not None]
    if not all(1 <= day <= 31 for day in days) or not all(1 <= month <= 12 for month in months):
        return False
    backwards = named.day and named.last_day and not named.last_month
    return not (backwards and (named.last_day or 0) < (named.day or 0))
