"""Days of the week that contradict the date beside them, in six languages; days that are none."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from parley.group.press.days.date_words import Named, find_named
from parley.group.press.days.dates import Basis, DatedWords
from parley.group.press.document.text import Kind, Language, Sentence, Text
from parley.group.press.flags import Flag, FlagKind
from parley.group.press.words.mark import Line

_DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_EAST = "[月火水木金土日]"
_HAN = "[一二三四五六日天]"
_KOREAN = "[월화수목금토일]"
_JOINS = r"(?:\s?[·・、,，/~∼～〜–—-]\s?|\s?(?:至|到|和|与|と|から|및|과|와|부터)\s?)"
#: How a language writes one or two days of the week.
_WORDS = {
    Language.ENGLISH: r"\b(?P<a>Mon|Tues?|Wed(?:nes)?|Thu(?:rs?)?|Fri|Sat(?:ur)?|Sun)(?:day)?\b\.?"
    r"(?!['’]s)(?:(?:\s?[,/–—-]\s?|\s(?:and|to|through|until|-|–)\s)"
    r"(?P<b>Mon|Tues?|Wed(?:nes)?|Thu(?:rs?)?|Fri|Sat(?:ur)?|Sun)(?:day)?\b\.?)?",
    Language.CHINESE: rf"(?:周|週|星期|礼拜|禮拜)(?P<a>{_HAN})"
    rf"(?:{_JOINS}(?:周|週|星期|礼拜|禮拜)?(?P<b>{_HAN}))?(?![年期])",
    Language.JAPANESE: rf"(?<!\d)(?P<a>{_EAST})(?:曜日?)?{_JOINS}(?P<b>{_EAST})曜日?"
    rf"|(?P<c>{_EAST})曜日?|(?<=[（(])(?P<d>{_EAST})(?:{_JOINS}(?P<e>{_EAST}))?(?=[・、,祝休]?[）)])",
    Language.KOREAN: rf"(?P<a>{_KOREAN})(?:요일)?{_JOINS}(?P<b>{_KOREAN})요일"
    rf"|(?P<c>{_KOREAN})요일|(?<=[（(])(?P<d>{_KOREAN})(?:{_JOINS}(?P<e>{_KOREAN}))?(?=[）)])",
    Language.SPANISH: r"\b(?P<a>lunes|martes|mi[ée]rcoles|jueves|viernes|s[áa]bado|domingo)\b"
    r"(?:(?:\s?[,/–—-]\s?|\s(?:y|e|a|al)\s)(?:el\s)?"
    r"(?P<b>lunes|martes|mi[ée]rcoles|jueves|viernes|s[áa]bado|domingo)\b)?",
    Language.VIETNAMESE: r"(?<!lần )(?<!họp )(?<!vòng )(?<!phiên )(?<!kỳ )"
    r"\b(?:thứ\s(?P<a>hai|ba|tư|năm|sáu|bảy|[2-7])|(?P<c>chủ\snhật))\b"
    r"(?:(?:\s?[,/–—-]\s?|\s(?:và|đến|tới)\s)(?:thứ\s)?(?P<b>hai|ba|tư|năm|sáu|bảy|[2-7])\b(?![/.]))?",
}
_PATTERNS = {language: re.compile(words, re.IGNORECASE) for language, words in _WORDS.items()}
_BEGINS = {
    Language.ENGLISH: "mo tu we th fr sa su",
    Language.CHINESE: "一 二 三 四 五 六 日",
    Language.JAPANESE: "月 火 水 木 金 土 日",
    Language.KOREAN: "월 화 수 목 금 토 일",
    Language.SPANISH: "lu ma mi ju vi sa do",
    Language.VIETNAMESE: "hai ba tư năm sáu bảy chủ",
}
_NUMBER = {
    language: {word: number for number, word in enumerate(words.split())}
    for language, words in _BEGINS.items()
}
#: Vietnamese counts the days of the week from Monday, the second.
_VIETNAMESE = dict(zip("234567", _BEGINS[Language.VIETNAMESE].split(), strict=False))
#: What may stand between a day of the week and its date.
_TIME_OF_DAY = (
    "morning|afternoon|evening|night|noche|mañana|tarde|sáng|chiều|tối|晚间?|上午|下午|早上|清晨|凌晨|"
    "午前|午後|夜|朝|오전|오후|저녁|밤|last|past|next|this|pasado|próximo"
)
_BEFORE = re.compile(
    rf"\s*(?:(?:{_TIME_OF_DAY})\s*)?[,，、]?\s*(?:the|día|el|de|ngày|hôm|nhằm\s+ngày|of|인|の|que\s+es)?"
    r"\s*[（(]?\s*",
    re.IGNORECASE,
)
_AFTER = re.compile(
    r"\s*(?:日|일)?\s*(?:(?:,\s*)?(?:a|el|un|era|fue|que\s+fue|tức|là|nhằm|nhằm\s+vào|đúng|vào|当天是|是|即|"
    r"which\s+was\s+a|which\s+fell\s+on\s+a|fell\s+on\s+a|was\s+a|is\s+a|인|の)\s*)?"
    r"(?P<mark>[（(\[,，、]?)\s*",
    re.IGNORECASE,
)
_ENDS = re.compile(r"\s*(?:[,.;:)）\]。，；、]|$|-|–|—)")
_BARE = re.compile(
    r"[,\s]\s*(?P<the>the\s|día\s|ngày\s)?(?P<d>\d{1,2})(?:st|nd|rd|th)?\b(?:/(?P<m>\d{1,2})\b)?(?![\d/:.%,]\d|\s*(?:%|\w+cent|p\.?m|a\.?m|banks|giờ|h\b))",
    re.IGNORECASE,
)
#: A day without its month has that of a date that follows so soon.
_NEXT = 24
#: Longer stretches of days have any day of the week.
_MOST = 7
#: Passages at the head and the foot that may give the day of a text.
_HEAD, _FOOT = 8, 3


@dataclass(frozen=True)
class _Weekdays:
    start: int
    end: int
    days: tuple[int, ...]


@dataclass(frozen=True)
class _Dated:
    """A date of a sentence and every day that it may begin on, with its length."""

    named: Named
    starts: frozenset[date]
    length: int


def wrong_weekdays(
    text: Text,
    lines: Sequence[Line],
    dates: Sequence[DatedWords],
    around: Sequence[date],
) -> Iterator[Flag]:
    """Days that fall on another day of the week than the one beside them.

    A date without its year counts only if no year that it may have makes it right: that of the
    text's own day, and those of the meetings that the text is about.

    Args:
        text: The text.
        lines: Its sentences.
        dates: Its words for days, resolved where they can be.
        around: The days of the meetings that it tells of, by the record.
    """
    if text.language not in _PATTERNS:
        return
    by_line: dict[int, dict[int, DatedWords]] = {}
    for each in dates:
        by_line.setdefault(each.sentence, {})[each.start] = each
    for line in lines:
        if not line.tokens:
            continue
        resolved = by_line.get(line.number, {})
        found = _dates_of(text, line.sentence, resolved, around)
        yield from _contradictions(text, line.sentence, found, line.number)
        yield from _impossible(line, found)
    for sentence in _outside(text):
        day = [*([text.day] if text.day else []), *around]
        for flag in _contradictions(text, sentence, _dates_of(text, sentence, {}, day), -1):
            yield replace(flag, outside=(sentence.text, sentence.start, sentence.end))


def _outside(text: Text) -> Iterator[Sentence]:
    """Sentences at the head and the foot that say when a text was published, and no more."""
    for passage in (*text.passages[:_HEAD], *text.passages[_HEAD:][-_FOOT:]):
        if passage.kind in (Kind.DATELINE, Kind.BOILERPLATE):
            yield from passage.sentences


def _dates_of(
    text: Text,
    sentence: Sentence,
    resolved: dict[int, DatedWords],
    around: Sequence[date],
) -> list[_Dated]:
    found: list[_Dated] = []
    month: date | None = None
    several = [each for each in find_named(sentence.text, text.language) if each.day is not None]
    several = [each for named in several for each in _apart(sentence.text, named)]
    several += _bare_days(sentence.text, text.language, several)
    for named in sorted(several, key=lambda each: each.start):
        start, _ = text.place(sentence.at + named.start, sentence.at + named.end)
        words = resolved.get(start)
        starts = set(_possible(named, words, around, month))
        month = next(iter(starts), month) if named.month else month
        length = _length(named, starts)
        found.append(_Dated(named, frozenset(starts), length))
    return found


#: Two days, each behind its day of the week: ``viernes 15 y el sábado 16``.
_TWO = re.compile(r"[^\W\d]+\s+(?P<a>\d{1,2})\s+(?:y|al?)\s+(?:el\s+)?[^\W\d]+\s+(?P<b>\d{1,2})")


def _apart(words: str, named: Named) -> Iterator[Named]:
    """Two days that words name at once, each behind its day of the week, or the words as one."""
    match = _TWO.match(words, named.start, named.end)
    if match is None:
        yield named
        return
    for which in "ab":
        day, (start, end) = int(match[which]), match.span(which)
        yield replace(named, start=start, end=end, day=day, last_day=day)


def _bare_days(words: str, language: Language, found: Sequence[Named]) -> Iterator[Named]:
    """Days without a word for them right behind their weekday: ``jueves 15 y viernes 16``."""
    if language not in (Language.ENGLISH, Language.SPANISH, Language.VIETNAMESE):
        return
    for weekdays in _weekdays_of(words, language):
        match = _BARE.match(words, weekdays.end)
        if match is None or any(a.start < match.end() and match.start("d") < a.end for a in found):
            continue
        day, month = int(match["d"]), int(match["m"]) if match["m"] else None
        after = next((each.month for each in found if 0 <= each.start - match.end() <= _NEXT), None)
        is_day = bool(month or after or match["the"]) and "," not in match[0]
        if 1 <= day <= 31 and (month is None or 1 <= month <= 12) and (is_day or month):
            yield Named(match.start("d"), match.end(), month=month or after, day=day, last_day=day)


def _possible(
    named: Named, words: DatedWords | None, around: Sequence[date], month: date | None
) -> Iterator[date]:
    """Each first day that a date may mean."""
    if words is not None and words.first is not None:
        yield words.first
        if words.basis is Basis.STATED:
            return
    if named.year_shift is not None or named.month_shift is not None or named.day is None:
        return
    near = [named.year] if named.year else [day.year for day in around]
    if named.month:
        yield from (day for year in near if (day := _day(year, named.month, named.day)))
        return
    for known in (*around, *([month] if month else [])):
        day = _day(known.year, known.month, named.day)
        if day:
            yield day


def _day(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _length(named: Named, starts: set[date]) -> int:
    if named.last_day is None or not starts:
        return 1
    first = min(starts)
    if named.last_month is None:
        return named.last_day - first.day + 1
    last = _day(first.year, named.last_month, named.last_day)
    return (last - first).days + 1 if last and last >= first else _MOST + 1


def _contradictions(
    text: Text, sentence: Sentence, dates: Sequence[_Dated], number: int
) -> Iterator[Flag]:
    words = sentence.text
    for weekdays in _weekdays_of(words, text.language):
        beside = [each for each in dates if _is_beside(words, weekdays, each.named)]
        if not beside or any(_agrees(weekdays, each) for each in beside):
            continue
        nearest = min(
            beside,
            key=lambda each: max(each.named.start - weekdays.end, weekdays.start - each.named.end),
        )
        day = min(nearest.starts)
        said = words[
            min(weekdays.start, nearest.named.start) : max(weekdays.end, nearest.named.end)
        ]
        yield Flag(FlagKind.WEEKDAY, said, f"{day} is a {_DAYS[day.weekday()]}", number)


def _weekdays_of(words: str, language: Language) -> Iterator[_Weekdays]:
    for match in _PATTERNS[language].finditer(words):
        days = tuple(
            _NUMBER[language][key]
            for name, value in sorted(match.groupdict().items())
            if value and (key := _key(value, language)) in _NUMBER[language]
        )
        if days:
            yield _Weekdays(match.start(), match.end(), days)


def _key(word: str, language: Language) -> str:
    word = word.lower().replace("á", "a").replace("天", "日")
    if language is Language.VIETNAMESE:
        return _VIETNAMESE.get(word, "chủ" if word.startswith("chủ") else word)
    return word[:2]


def _is_beside(words: str, weekdays: _Weekdays, named: Named) -> bool:
    if weekdays.end <= named.start:
        return bool(_BEFORE.fullmatch(words, weekdays.end, named.start))
    if weekdays.start < named.end:
        return False
    gap = _AFTER.fullmatch(words, named.end, weekdays.start)
    if gap is None:
        return False
    is_bare = gap["mark"] in ",，、" and gap["mark"] != ""
    return not is_bare or bool(_ENDS.match(words, weekdays.end))


def _agrees(weekdays: _Weekdays, dated: _Dated) -> bool:
    """Whether a date may fall on such days of the week; a date that is not known may."""
    if not dated.starts or dated.length > _MOST:
        return True
    return any(_falls_on(weekdays.days, start, dated.length) for start in dated.starts)


def _falls_on(weekdays: tuple[int, ...], start: date, length: int) -> bool:
    days = [(start + timedelta(days=number)).weekday() for number in range(max(length, 1))]
    if len(weekdays) == 1:
        return weekdays[0] in days
    if length == 1:
        return days[0] in weekdays
    return (weekdays[0], weekdays[-1]) == (days[0], days[-1])


def _impossible(line: Line, dates: Sequence[_Dated]) -> Iterator[Flag]:
    """Days that no calendar has: 31 June."""
    for each in dates:
        named = each.named
        if not named.month or not named.day:
            continue
        year = named.year or 2024  # a leap year: 29 February may be
        last = named.last_day if named.last_month is None else named.day
        if _day(year, named.month, named.day) and _day(year, named.month, last or named.day):
            continue
        said = line.text[named.start : named.end]
        yield Flag(FlagKind.IMPOSSIBLE, said, "a day of the calendar", line.number)
