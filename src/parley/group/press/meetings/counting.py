"""Counts of meetings in a sentence: of the series, so many before, in one country or town, a year.

"The fifth meeting, and the second in China" has one number of the series. What counts visits,
plenums, years or the meetings of a sub-body has none.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from parley.group.press.words.located import is_located
from parley.group.press.words.mark import Line
from parley.group.press.words.phrases import Phrases

#: The towns that "the Chinese capital" and "the US capital" mean.
CAPITALS = {"CN": "Beijing", "US": "Washington"}
#: Topics whose meetings are those of a body under a group, which counts its own.
_OF_SUB_BODIES = frozenset({"aml-cft"})
#: How far after a number the town stands in which it counts, in signs.
_REACH = 60


@dataclass(frozen=True)
class Count:
    """One count.

    Args:
        kind: ``number`` (of the series), ``before`` (so many were held earlier), ``in_country``,
            ``in_town``.
        number: The how-manieth, or how many.
        where: The country or the town that it counts in.
        start, end: The words, counted in the sentence.
    """

    kind: str
    number: int
    start: int
    end: int
    where: str = ""


def counts_in(line: Line, phrases: Phrases) -> Iterator[Count]:
    """Every count of meetings in a sentence."""
    taken = [match.span() for match in phrases.find("not_number", line.folded)]
    in_countries = list(_in_countries(line, phrases))
    yield from in_countries
    taken += [(each.start, each.end) for each in in_countries]
    before = [match for match in phrases.find("before", line.folded) if phrases.number_in(match)]
    for match in before[:1]:
        taken.append(match.span())
        yield Count("before", phrases.number_in(match), *match.span())
    seen: set[int] = set()
    for match in phrases.find("number", line.folded):
        start, end = span_of_number(match)
        number = phrases.number_in(match)
        if not number or start in seen or any(a <= start < b for a, b in taken):
            continue
        seen.add(start)
        if _is_in_person_or_a_year(line, match):
            continue
        if _is_of_a_sub_body(line, start, match.end()):
            continue
        town = _town_counted_in(line, match, number, phrases)
        country = _country_counted_in(line, match, number, phrases)
        if country and not town:
            yield Count("in_country", number, start, end, country)
        elif town:
            yield Count("in_town", number, start, end, town)
        elif number > 1 or not _FOR_THE_FIRST_TIME.search(match[0]):
            yield Count("number", number, start, end)


#: Ways to say that something is done for the first time, which counts no meeting of a series.
_FOR_THE_FIRST_TIME = re.compile(
    r"first time|首度|初めて|처음|primera vez|vez primera|lan dau"
    r"|首次(?!(?:正式|线上|視訊|视频|部长级|副部长级)*(?:会议|会谈|对话|磋商))"
)


def _in_countries(line: Line, phrases: Phrases) -> Iterator[Count]:
    seen: list[tuple[int, int]] = []
    for match in phrases.find("in_country", line.folded):
        groups = match.groupdict().items()
        country = next((code for code, text in groups if text and code.isupper()), "")
        number = phrases.number_in(match)
        repeated = any(a <= match.start() < b for a, b in seen)
        if _holds_another(match, line, phrases):
            continue  # "the fifth meeting and the second held in China": the second is meant
        seen.append(match.span())
        if country and number and not repeated:
            yield Count("in_country", number, *match.span(), country)


#: What a count is of where it is not of the series: meetings face to face, or of a year.
_IN_PERSON = re.compile(
    r"in[- ]person|face[- ]to[- ]face|面对面|線下|线下|対面|대면"
    r"|presencial|cara a cara|truc tiep|mat doi mat"
)
_OF_A_YEAR = re.compile(
    r"^\W{0,3}(?:\w+\s+){0,3}?(?:of|in|for|de|en|trong|cua)\s+(?:20\d\d|the year|this year|nam)\b"
    r"|^\W{0,3}(?:\w+\s+){0,3}?(?:this year|este ano|nam nay)"
)


def _is_in_person_or_a_year(line: Line, match: re.Match[str]) -> bool:
    """Whether a number counts meetings in person, or those of one year: "the first of 2024"."""
    start, end = span_of_number(match)
    stops = [at for sign in ",;，。；." if (at := line.folded.find(sign, end)) >= 0]
    before = line.folded[:start].rstrip()
    clause = line.folded[max((before.rfind(sign) for sign in ",;，。；"), default=0) + 1 : start]
    after = line.folded[end : min(stops, default=len(line.folded))]
    if _OF_A_YEAR.search(after) or before.endswith(("今年", "本年", "年内", "年の", "올해", "年")):
        return True
    return bool(_IN_PERSON.search(match[0]) or _IN_PERSON.search(after[:40] + clause[-12:]))


def _holds_another(match: re.Match[str], line: Line, phrases: Phrases) -> bool:
    """Whether between a number and the country a second number begins."""
    start = span_of_number(match)[1]
    return any(
        start <= other.start() and other.end() <= match.end()
        for other in phrases.find("in_country", line.folded)
    )


def _is_of_a_sub_body(line: Line, start: int, end: int) -> bool:
    """Whether a clause counts the meetings of a body under a group, and no group is named in it."""
    here = [
        mark
        for mark in line.of("topic", "group")
        if not parted(line, min(mark.end, end), max(mark.start, start))
    ]
    if any(mark.kind == "group" for mark in here):
        nearest = min(here, key=lambda mark: max(mark.start - end, start - mark.end))
        return nearest.kind == "topic" and nearest.value in _OF_SUB_BODIES and nearest.end <= start
    return any(mark.value in _OF_SUB_BODIES for mark in here)


def _town_counted_in(line: Line, match: re.Match[str], number: int, phrases: Phrases) -> str:
    """The town whose meetings a number counts: "its first in Beijing", "and also the second there".

    A first meeting with a town in its clause is the first one there; a later one only beside
    another number.
    """
    located = [
        (mark.start, mark.end, mark.value)
        for mark in line.of("place")
        if is_located(line, mark, phrases.language)
    ]
    capitals = [
        (each.start(), each.end(), CAPITALS[code])
        for each in phrases.find("capital", line.folded)
        for code, text in each.groupdict().items()
        if text
    ]
    towns = [
        town
        for start, end, town in sorted(located + capitals)
        if max(start - match.end(), match.start() - end) <= _REACH
        and not parted(line, min(end, match.end()), max(start, match.start()))
    ]
    if not towns:
        return ""
    others = {
        phrases.number_in(other)
        for other in phrases.find("number", line.folded)
        if phrases.number_in(other) not in (0, number)
    }
    if number == 1:
        return towns[0]
    return towns[0] if others and number < max(others) else ""


_IN = {
    "en": ("in", "on", "to"), "es": ("en", "a"), "vi": ("tai", "o", "tren dat", "toi", "den"),
    "zh": ("在", "赴", "到"), "ja": (), "ko": (),
}  # fmt: skip
_IN_AFTER = {"ja": ("で", "に", "国内", "開催"), "ko": ("에서", "에", " 땅")}


def _country_counted_in(line: Line, match: re.Match[str], number: int, phrases: Phrases) -> str:
    """The country whose meetings a number counts: "the first that was held in China".

    A later number counts so only beside a greater one: "the seventh, and the third that China
    hosts".
    """
    language = phrases.language
    greater = any(
        phrases.number_in(other) > number for other in phrases.find("number", line.folded)
    )
    if number > 1 and not greater:
        return ""
    for mark in line.of("country"):
        if mark.value not in CAPITALS or parted(
            line, min(mark.end, match.end()), max(mark.start, match.start())
        ):
            continue
        before, after = line.folded[: mark.start].rstrip(), line.folded[mark.end :]
        word = before.endswith(tuple(_spaced(each) for each in _IN[language]))
        if greater or (_IN[language] and word):
            return mark.value
        if after.startswith(_IN_AFTER.get(language, "\0")):
            return mark.value
    return ""


def _spaced(word: str) -> str:
    return f" {word}" if word.isascii() else word


def span_of_number(match: re.Match[str]) -> tuple[int, int]:
    """The place of the number itself within what a pattern has matched."""
    groups = match.groupdict()
    name = next((key for key in ("ordinal", "digit", "first") if groups.get(key)), None)
    return match.span(name) if name else match.span()


def parted(line: Line, start: int, end: int) -> bool:
    """Whether a comma or a stop parts two places of a sentence."""
    gap = line.text[start:end]
    return bool(set(gap) & set(",;，。；")) or ("、" in gap and bool(_KANA.search(line.text)))


#: In Japanese ``、`` is the comma; in Chinese it stands between the things of a list.
_KANA = re.compile("[\u3041-\u3096]")
