"""Words run together, signs in the wrong order, and letters that a wrong encoding has spoilt."""

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache

from parley.group.press.flags import Flag, FlagKind
from parley.group.press.words.mark import Line
from parley.group.press.words.phrases import Phrases

#: Small words shorter than this also begin names of firms.
_SHORTEST = {"vi": 2}
_CAPITAL, _SMALL = "[A-ZÀ-ÖØ-ÝĐ]", "[a-zß-öø-ÿđ]"
#: A short name in capitals and a word right behind it; what makes one word of both is left out.
_AFTER_CAPITALS = re.compile(
    r"\b[A-Z]{3,}(?!(?:s|ers?|ed|ing|like|style|led|based|wide|ism|ist)\b)[a-z]{4,}\b"
)
#: UTF-8 read as Western European, and what could not be read.
_SPOILT = re.compile("\ufffd|â€|Ã[©¡­³º±]|Â(?=[\\s.,]|$)")


def torn_words(lines: Sequence[Line], phrases: Phrases) -> Iterator[Flag]:
    """Where a space was lost, as in "he saidIt", and where letters are no letters.

    Names such as PetroChina or YouTube are whole: one of the two parts has to be a small word.
    """
    for line in lines:
        if not line.tokens:
            continue
        spans = [match.span() for match in phrases.find("torn", line.folded)]
        for pattern in _patterns(phrases.language, _small_words(phrases)):
            spans += [match.span() for match in pattern.finditer(line.text)]
        taken = -1
        for start, end in sorted(spans):
            if start >= taken:
                said = line.text[max(start - 12, 0) : end + 12].strip()
                yield Flag(FlagKind.TORN, said, "words parted by a space", line.number)
                taken = end


def _small_words(phrases: Phrases) -> tuple[str, ...]:
    shortest = _SHORTEST.get(phrases.language, 3)
    words = {*phrases.doubles.get("faulty", ()), *phrases.cues.get("said", ())}
    return tuple(sorted(each for each in words if " " not in each and len(each) >= shortest))


@lru_cache(maxsize=8)
def _patterns(language: str, small: tuple[str, ...]) -> tuple[re.Pattern[str], ...]:
    if language in ("zh", "ja", "ko"):
        return (_SPOILT,)
    first = "|".join(small)
    second = "|".join(each.capitalize() for each in small if len(each) >= 3)
    patterns = [
        re.compile(rf"\b(?:{first}){_CAPITAL}{_SMALL}+\b"),
        re.compile(rf"\b{_CAPITAL}?{_SMALL}{{3,}}(?:{second})\b"),
        _SPOILT,
    ]
    if language == "en":
        patterns += [
            _AFTER_CAPITALS,
            re.compile(r"\b[A-Z]?[a-z]{3,}(?:It|He|She|They|We)\b"),
            re.compile(
                r"\b(?:statement|said|officials|says|that|with|from|into|between|after)the\b"
            ),
        ]
    return tuple(patterns)
