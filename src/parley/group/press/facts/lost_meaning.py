"""Lost meaning: "the three of them" of nobody, leaders among officials, sense turned round."""

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache

from parley.group.press.flags import Flag, FlagKind
from parley.group.press.words.mark import Line
from parley.group.press.words.phrases import Phrases

#: Kinds of marks that are things or people; two of one value are one.
_THINGS = ("person", "surname", "body", "country", "place", "group", "goods")
#: The largest number of things that are counted in words.
_MOST = 10
_CONJUNCTION = re.compile(
    r"\b(?:and|or|y|e|o|va|hoac|cung|con|with|both|two|ambos|dos|hai|as well as)\b"
    r"|[和与跟同及、·&]|[^\s]と(?![述発語伝指強表い])|[가-힣](?:와|과)\s|双方|两|両|양측|양국|두 "
)
_WORD = re.compile(r"\w+")
_NO_DATE = (
    r"(?!\s*(?:月|日|年|号|次|回|届|割|時|时|%|％|월|일|년|차|시|percent|per cent|thang|/|\.\d))"
)
_NO_ORDER = r"(?<![第周週])(?<!thứ )(?<!tháng )(?<!lần )(?<!ngày )"


def lost_meaning(lines: Sequence[Line], phrases: Phrases) -> Iterator[Flag]:
    """What a sentence cannot mean, as far as that can be known from its words."""
    before: Line | None = None
    for line in lines:
        yield from _antecedents(line, before, phrases)
        yield from _leaders(line, before, phrases)
        yield from _inverted(line, phrases)
        for start, end in _spans("attribution", line, phrases):
            expected = "who said what, in one sentence"
            yield Flag(FlagKind.ATTRIBUTION, line.text[start:end], expected, line.number)
        before = line


def _spans(name: str, line: Line, phrases: Phrases) -> list[tuple[int, int]]:
    """Where a pattern matches, none within another."""
    kept: list[tuple[int, int]] = []
    for start, end in sorted(match.span() for match in phrases.find(name, line.folded)):
        if not kept or start >= kept[-1][1]:
            kept.append((start, end))
    return kept


def _antecedents(line: Line, before: Line | None, phrases: Phrases) -> Iterator[Flag]:
    """So many of them, where neither this sentence nor the one before gives so many."""
    taken = -1
    for match in sorted(phrases.find("antecedent", line.folded), key=lambda one: one.start()):
        groups = match.groupdict()
        number = phrases.number_in(match) or 2 + bool(groups.get("trio"))
        needed = number + bool(groups.get("ordered"))
        if match.start() < taken or number < 2:
            continue
        taken = match.end()
        is_of_people = bool(groups.get("who"))
        parts = [(line, 0, match.start()), (line, match.end(), len(line.text))]
        if before is not None:
            parts.append((before, 0, len(before.text)))
        if any(_gives(needed, *part, phrases, bool(groups.get("ordered"))) for part in parts):
            continue
        if not groups.get("ordered"):
            count = _count(parts, is_of_people=is_of_people)
            # two of what the record does not know cannot be counted
            if count >= needed or (needed == 2 and not (is_of_people and count)):
                continue
        said = line.text[match.start() : match.end()]
        expected = "what they are, which the text does not say"
        yield Flag(FlagKind.ANTECEDENT, said, expected, line.number)


def _gives(
    needed: int, line: Line, start: int, end: int, phrases: Phrases, is_ordered: bool
) -> bool:
    """Whether a stretch of a sentence counts or lists so many things, or more where they go on."""
    numbers = range(needed, _MOST + 1) if is_ordered else (needed,)
    written = line.text[start:end].casefold()
    if any(
        _number_words(phrases.language, _words_for(each, phrases)).search(written)
        for each in numbers
    ):
        return True
    folded = line.folded[start:end]
    if needed == 2 and _CONJUNCTION.search(folded):
        return True
    return bool(_list_of(needed).search(folded))


def _words_for(number: int, phrases: Phrases) -> tuple[str, ...]:
    return (str(number), *phrases.counts.get(number, ()))


@lru_cache(maxsize=128)
def _number_words(language: str, words: tuple[str, ...]) -> re.Pattern[str]:
    either = "|".join(sorted({re.escape(each.casefold()) for each in words}, key=len, reverse=True))
    if language == "zh":
        return re.compile(rf"(?<![第周週期十\d])(?:{either})(?![十百千万亿\d])(?!成){_NO_DATE}")
    if language == "ja":
        return re.compile(rf"(?<![第\d])(?:{either})(?![十百千万億\d曜]){_NO_DATE}")
    return re.compile(rf"{_NO_ORDER}(?<!\w)(?<!\d[.,])(?:{either})(?!\w){_NO_DATE}")


@lru_cache(maxsize=16)
def _list_of(number: int) -> re.Pattern[str]:
    """A list of so many items: "a, b and c"; 甲、乙和丙."""
    item = r"[^,;.，；。、·]{1,70}"
    last = r"(?:,?\s(?:and|or|y|e|o|va|hoac|as well as)\s|[和与及や]|および|\s및\s|그리고)"
    wide = rf"(?:{item}[、·，,]\s?){{{max(number - 2, 0)}}}{item}(?:[、·]|{last})"
    return re.compile(wide) if number > 2 else re.compile(last)


def _count(parts: Sequence[tuple[Line, int, int]], *, is_of_people: bool) -> int:
    """How many different things or people are named in some stretches."""
    found: set[str] = set()
    for line, start, end in parts:
        marks = [mark for mark in line.marks if start <= mark.start < end]
        people = {mark.value for mark in marks if mark.kind in ("person", "surname")}
        if is_of_people:
            offices = [mark for mark in marks if mark.kind == "office"]
            found |= people | {f"{line.number} {mark.start}" for mark in offices[len(people) :]}
            continue
        for mark in marks:
            if mark.kind in _THINGS:
                found.add(mark.value)
            elif mark.kind == "pair":
                found.update(mark.value.split("-"))
    return len(found)


def _leaders(line: Line, before: Line | None, phrases: Phrases) -> Iterator[Flag]:
    """Two leaders who confer, where no summit is spoken of: such a meeting has none."""
    about = [line.folded] + ([before.folded] if before is not None else [])
    if any(True for each in about for _ in phrases.find("leaders_met", each)):
        return
    for start, end in _spans("leaders", line, phrases):
        expected = "the two sides: no leaders are in such a meeting"
        yield Flag(FlagKind.LEADERS, line.text[start:end], expected, line.number)


def _inverted(line: Line, phrases: Phrases) -> Iterator[Flag]:
    """A side that cannot give what it asks for, and one that seeks what it said it does not."""
    for start, end in _spans("inverted", line, phrases):
        expected = "a side asks for details of the other side's measure"
        yield Flag(FlagKind.INVERTED, line.text[start:end], expected, line.number)
    for start, end in _spans("broken_off", line, phrases):
        expected = "both sides agreed to keep talking"
        yield Flag(FlagKind.INVERTED, line.text[start:end], expected, line.number)
    if _is_negated(line, phrases):
        return
    for start, end in _spans("welcomes", line, phrases):
        if phrases.has("eases", line.folded[start : end + 16]):
            continue
        expected = "a side raised this as a concern"
        yield Flag(FlagKind.INVERTED, line.text[start:end], expected, line.number)
    if phrases.has("accuses", line.folded):
        return
    for start, end in _spans("decouples", line, phrases):
        expected = "not seeking to decouple, as both sides assured"
        yield Flag(FlagKind.INVERTED, line.text[start:end], expected, line.number)


def _is_negated(line: Line, phrases: Phrases) -> bool:
    negations = {each for each in phrases.negations if each}
    if phrases.language in ("zh", "ja", "ko"):
        return any(each in line.text for each in negations)
    return bool({*_WORD.findall(line.text.casefold())} & negations) or "n't" in line.folded
