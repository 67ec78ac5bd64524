"""How pages say days, names and lists in both languages."""

import re
from collections.abc import Iterable
from datetime import date, timedelta

from parley.group.dialogue.basis import Confidence, Days, Names
from parley.group.dialogue.dialogue import Dialogue
from parley.group.dialogue.meetings import Meeting, Mode
from parley.group.dialogue.series import Numbered
from parley.group.dialogue.views.terms import CONFIDENCES
from parley.group.words import Words

_MONTHS = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September",
    "October", "November", "December",
)  # fmt: skip


def day_words(day: date) -> Words:
    """A day.

    Example:
        >>> day_words(date(2024, 8, 15))
        Words(en='15 August 2024', zh='2024年8月15日')
    """
    month = _MONTHS[day.month - 1]
    return Words(f"{day.day} {month} {day.year}", f"{day.year}年{day.month}月{day.day}日")


def span_words(first: date, last: date) -> Words:
    """The days from a first to a last one.

    Example:
        >>> span_words(date(2024, 8, 15), date(2024, 8, 16))
        Words(en='15-16 August 2024', zh='2024年8月15日至16日')
    """
    one, other = day_words(first), day_words(last)
    if first == last:
        return one
    if (first.year, first.month) == (last.year, last.month):
        return Words(f"{first.day}-{other.en}", f"{one.zh}至{last.day}日")
    start, end = _apart(first, last)
    return Words(f"{start} to {other.en}", f"{one.zh}至{end}")


def _apart(first: date, last: date) -> tuple[str, str]:
    """A first day in English and a last one in Chinese without the year that both have."""
    one, other = day_words(first), day_words(last)
    if first.year != last.year:
        return one.en, other.zh
    return one.en.removesuffix(f" {first.year}"), other.zh.removeprefix(f"{first.year}年")


def days_words(days: Days) -> Words:
    """The days of something; where they are not exact this is said.

    Example:
        >>> days_words(Days(date(2024, 3, 1), date(2024, 3, 31), exact=False)).en
        'March 2024'
        >>> days_words(Days(date(2024, 4, 9), date(2024, 8, 12), exact=False))
        Words(en='between 9 April and 12 August 2024', zh='2024年4月9日至8月12日之间')
    """
    if days.exact:
        return span_words(days.first, days.last)
    if days.first.day == 1 and (days.last + timedelta(days=1)).day == 1:
        return _months_words(days.first, days.last)
    one, other = day_words(days.first), day_words(days.last)
    start, end = _apart(days.first, days.last)
    return Words(f"between {start} and {other.en}", f"{one.zh}至{end}之间")


def month_words(day: date) -> Words:
    """The month of a day."""
    return Words(f"{_MONTHS[day.month - 1]} {day.year}", f"{day.year}年{day.month}月")


def _months_words(first: date, last: date) -> Words:
    one, other = month_words(first), month_words(last)
    if one == other:
        return one
    if first.year == last.year:
        return Words(f"{_MONTHS[first.month - 1]} to {other.en}", f"{one.zh}至{last.month}月")
    return Words(f"{one.en} to {other.en}", f"{one.zh}至{other.zh}")


def meeting_days(dialogue: Dialogue, meeting: Meeting) -> Words:
    """The days of a meeting, on both calendars where they differ, with hours where known."""
    has_hours = any(each.begins for each in meeting.days)
    if len(meeting.days) > 1 and (has_hours or len({(e.first, e.last) for e in meeting.days}) > 1):
        parts = []
        for each in meeting.days:
            said, side = _with_hours(each), dialogue.side[each.side]
            parts.append(Words(f"{said.en} ({side.name.en})", f"{said.zh}（{side.name.zh}）"))
        return join(parts, Words(" = ", " = "))
    return _with_hours(meeting.days[0])


def _with_hours(days: Days) -> Words:
    said = days_words(days)
    if not days.begins:
        return said
    clock = f"{days.begins}-{days.ends}" if days.ends else days.begins
    return Words(f"{said.en}, {clock}", f"{said.zh} {clock}")


def where(dialogue: Dialogue, meeting: Meeting) -> Words:
    """Where a meeting is held, or that it is by video."""
    if meeting.place in dialogue.place:
        return dialogue.place[meeting.place].names.name
    if meeting.mode is Mode.VIDEO:
        return Words("by video", "视频")
    return Words("place not known", "地点不详")


def ordinal(number: int) -> Words:
    """A number in a series.

    Example:
        >>> ordinal(2), ordinal(11).en, ordinal(23).en
        (Words(en='2nd', zh='第二次'), '11th', '23rd')
    """
    ending = {1: "st", 2: "nd", 3: "rd"}.get(number % 10, "th")
    if number % 100 in (11, 12, 13):
        ending = "th"
    return Words(f"{number}{ending}", f"第{chinese_number(number)}次")


def with_article(country: str) -> str:
    """The name of a country as it stands after a preposition in English.

    Example:
        >>> with_article("United States"), with_article("China")
        ('the United States', 'China')
    """
    is_common = re.search(r"\b(?:United|States|Kingdom|Republic|Union|Emirates)\b", country)
    return f"the {country}" if is_common else country


def chinese_number(number: int) -> str:
    """A number from 0 in Chinese up to 99, as documents count meetings; beyond that in digits.

    Example:
        >>> [chinese_number(each) for each in (5, 10, 12, 20, 23, 100)]
        ['五', '十', '十二', '二十', '二十三', '100']
    """
    digits = "零一二三四五六七八九"
    if not 0 <= number < 100:
        return str(number)
    tens, rest = divmod(number, 10)
    if not tens:
        return digits[rest]
    return f"{digits[tens] if tens > 1 else ''}十{digits[rest] if rest else ''}"


def figure_words(value: str) -> Words:
    """A figure as it was said; percent and shares in the words of each language.

    Example:
        >>> figure_words("12 of 30"), figure_words("40 percent").zh, figure_words("three").zh
        (Words(en='12 of 30', zh='30之中的12'), '40%', 'three')
    """
    zh = re.sub(r"^([\d.,]+) of ([\d.,]+)$", r"\2之中的\1", value)
    return Words(value, re.sub(r"(?<=\d) ?(?:percent|per cent)\b", "%", zh))


def meeting_title(dialogue: Dialogue, numbered: Numbered) -> Words:
    """A meeting in full: ``5th meeting of the Financial Working Group (FWG-5)``."""
    count, name = ordinal(numbered.number), dialogue.charter[numbered.meeting.group].names.name
    return Words(
        f"{count.en} meeting of the {name.en} ({numbered.name})",
        f"{name.zh}{count.zh}会议（{numbered.name}）",
    )


def counted(dialogue: Dialogue, numbered: Numbered) -> Words:
    """A meeting's number, place and days: ``FWG-5, Shanghai (2nd in China), 15-16 August 2024``."""
    days, at = meeting_days(dialogue, numbered.meeting), where_counted(dialogue, numbered)
    return Words(f"{numbered.name}, {at.en}, {days.en}", f"{numbered.name}，{at.zh}，{days.zh}")


def where_counted(dialogue: Dialogue, numbered: Numbered) -> Words:
    """Where a meeting is held, and the how-manieth it is there: ``Shanghai (2nd in China)``."""
    place, note = where(dialogue, numbered.meeting), Words("", "")
    side = next((each for each in dialogue.sides if numbered.country in each.countries), None)
    if side is not None and numbered.in_country:
        count = ordinal(numbered.in_country)
        note = Words(
            f" ({count.en} in {with_article(side.name.en)})", f"（在{side.name.zh}{count.zh}）"
        )
    return Words(f"{place.en}{note.en}", f"{place.zh}{note.zh}")


def names(dialogue: Dialogue, found: Iterable[str]) -> Words:
    """The names of people, bodies or topics, in a list."""
    named: dict[str, Names] = {
        each.basis.id: each.names
        for table in (dialogue.people, dialogue.bodies, dialogue.topics)
        for each in table
    }
    said = [named[each].name for each in found if each in named]
    return join(said, Words(", ", "、"))


def as_certain(said: Words, confidence: Confidence) -> Words:
    """A name with how it is known, where that is not simply found in a text."""
    if confidence is Confidence.FOUND:
        return said
    how = CONFIDENCES[confidence]
    return Words(f"{said.en} ({how.en})", f"{said.zh}（{how.zh}）")


def join(parts: Iterable[Words], by: Words) -> Words:
    """Several texts as one."""
    every = list(parts)
    return Words(by.en.join(each.en for each in every), by.zh.join(each.zh for each in every))


def sides(dialogue: Dialogue, found: Iterable[str]) -> Words:
    """The names of sides, in a list."""
    return join((dialogue.side[each].name for each in found), Words(" and ", "和"))
