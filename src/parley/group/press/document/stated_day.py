"""The day that a document gives as its own: in its head, its dateline, or its last lines."""

import re
from collections.abc import Callable, Sequence
from datetime import date

from parley.group.press.document.text import Kind, Passage, StatedDay

_MONTH_NAMES = (
    "jan january enero ene|feb february febrero|mar march marzo|apr april abril abr|may mayo|"
    "jun june junio|jul july julio|aug august agosto ago|sep sept september septiembre setiembre|"
    "oct october octubre|nov november noviembre|dec december diciembre dic"
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
    r"(?<!\d)(?P<y>(?:19|20)\d\d)\s?(?:[-/.]|年)\s?(?P<m>\d{1,2})\s?(?:[-/.]|月)\s?(?P<d>\d{1,2})(?!\d)[日.]?"
    r"|(?<!\d)(?P<y2>(?:19|20)\d\d)년\s*(?P<m2>\d{1,2})월\s*(?P<d2>\d{1,2})일"
    rf"|\b(?P<mon>{_NAME})\.?\s+(?P<d3>\d{{1,2}})(?:st|nd|rd|th)?,?\s+(?P<y3>(?:19|20)\d\d)\b"
    rf"|\b(?P<d4>\d{{1,2}})(?:st|nd|rd|th)?\s+(?:de\s+)?(?P<mon2>{_NAME})\.?,?\s+(?:de\s+)?"
    r"(?P<y4>(?:19|20)\d\d)\b"
    r"|\bngày\s+(?P<d5>\d{1,2})(?:/|\s+tháng\s+)(?P<m5>\d{1,2})(?:/|\s+năm\s+)(?P<y5>(?:19|20)\d\d)\b"
    r"|(?<!\d)(?P<d6>\d{1,2})/(?P<m6>\d{1,2})/(?P<y6>(?:19|20)\d\d)(?!\d)",
    re.IGNORECASE,
)
#: What may stand beside the day in a line that gives the document's day: words of publishing,
#: clock times, zones, weekdays, marks.
_BESIDE = re.compile(
    r"\b(?:first |last )?(?:published|updated|posted|modified|released|issued|date|dated|created|"
    r"publicado|actualizado|fecha|cập nhật|đăng|ngày|lúc|el|las|a|on|at|by|of|de|"
    r"(?:mon|tues?|wed(?:nes)?|thu(?:rs)?|fri|sat(?:ur)?|sun)(?:day)?|"
    r"lunes|martes|miércoles|jueves|viernes|sábado|domingo|thứ (?:hai|ba|tư|năm|sáu|bảy)|"
    r"chủ nhật|am|pm|a\.m|p\.m|gmt|utc|est|edt|et|bst|cst|kst|jst|h)\b|"
    r"发布(?:时间|日期)?|更新(?:时间|日期)?|时间|日期|發佈|星期[一二三四五六日天]|周[一二三四五六日]|"
    r"公開(?:日時)?|更新日時?|配信|掲載|[月火水木金土日]曜日?|입력|수정|승인|등록|[월화수목금토일]요일|"
    r"오[전후]|上午|下午|午前|午後|\d{1,2}[:：时時시]\d{0,2}(?::\d{2})?[分분]?|[\W\d_]",
    re.IGNORECASE,
)
#: A name of a paper or a town may stand there too, no longer than this, and no word of a meeting.
_MOST_BESIDE = 24
_SAYS = re.compile(
    r"meet|talks|held|launch|establish|announce[sd] the|founded|宣布|成立|设立|設立|發足|発足|출범|"
    r"anuncia|crean|thành lập|会议|会談|会谈|会合|会晤|举行|開|회의|회담|reuni|họp|diễn ra",
    re.IGNORECASE,
)


#: A clock after a day with which a headline or a by-line ends: the day and hour of publication.
_CLOCK = re.compile(r"[\s,|·/(（-]*(?:오[전후]|午[前後]|lúc)?\s*\d{1,2}\s?[:：時시h]\s?\d{2}")
_AFTER_THE_CLOCK = 16


def find_stated_day(
    visible: str,
    passages: Sequence[Passage],
    place: Callable[[int, int], tuple[int, int]],
    *,
    is_day_first: bool = False,
) -> StatedDay | None:
    """Find the day that a document gives as its own.

    It must stand in a dateline, or in a short line of its own at the head or the foot. A day in
    the middle of a sentence is a day that the text speaks of, and never the document's.

    Args:
        visible: What a reader sees.
        passages: Its passages in order.
        place: From a place in what a reader sees to the place in the file.
        is_day_first: In the language of the text 06/02/2024 is 6 February.

    Returns:
        The first such day, or None.
    """
    edge = [*passages[:8], *passages[-3:]]
    for passage in sorted(edge, key=lambda one: one.kind is not Kind.DATELINE):
        start, last = passage.sentences[0].at, passage.sentences[-1]
        end = last.at + len(last.text)
        if passage.kind is Kind.DATELINE or is_line_of_a_day(visible[start:end]):
            found = DAY_WORDS.search(visible, start, end)
            day = day_of(found, is_day_first=is_day_first) if found else None
            if found and day:
                return StatedDay(day, found[0], *place(found.start(), found.end()))
    for passage in passages[:8]:
        start, last = passage.sentences[0].at, passage.sentences[-1]
        found = _day_with_clock(visible, start, last.at + len(last.text))
        day = day_of(found, is_day_first=is_day_first) if found else None
        if found and day:
            return StatedDay(day, found[0], *place(found.start(), found.end()))
    return None


def _day_with_clock(visible: str, start: int, end: int) -> re.Match[str] | None:
    """The day and hour with which a headline or a by-line ends: ``Ann Lee 2024. 1. 31. 11:25``."""
    for found in DAY_WORDS.finditer(visible, start, end):
        clock = _CLOCK.match(visible, found.end(), end)
        if clock and end - clock.end() <= _AFTER_THE_CLOCK:
            return found
    return None


def is_line_of_a_day(words: str) -> bool:
    """Whether a line gives the document's day and says nothing else.

    Example:
        >>> is_line_of_a_day("Published: 14 August 2024, 10:20")
        True
        >>> is_line_of_a_day("The fifth meeting was held on 15 August 2024")
        False
    """
    found = DAY_WORDS.search(words[:200])
    is_sentence = words.rstrip()[-1:] in {".", "。", "!", "?"}
    if not found or is_sentence or len(words) > 160 or _SAYS.search(words):
        return False
    beside = f"{words[: found.start()]} {words[found.end() :]}"
    return len(_BESIDE.sub("", beside)) <= _MOST_BESIDE


def day_of(found: re.Match[str], *, is_day_first: bool = False) -> date | None:
    """The day that a match means, or None if the calendar has no such day.

    Day and month in numbers alone (06/02/2024) are read only where one of them exceeds twelve, or
    where the language of the text has the day first.
    """
    named = {key: value for key, value in found.groupdict().items() if value}
    parts = {key[0]: value for key, value in named.items() if not key.startswith("mon")}
    name = found["mon"] or found["mon2"]
    year, day = int(parts["y"]), int(parts["d"])
    month = MONTHS[name.lower()] if name else int(parts["m"])
    if found["d6"]:
        if day <= 12 and month <= 12 and day != month and not is_day_first:
            return None
        if month > 12:
            day, month = month, day
    try:
        return date(year, month, day)
    except ValueError:
        return None
