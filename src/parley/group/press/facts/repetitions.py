"""Words that stand twice at once, as a machine or a slip leaves them; what a language doubles."""

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from parley.group.press.document.text import Text
from parley.group.press.flags import Flag, FlagKind
from parley.group.press.words.mark import Line
from parley.group.press.words.phrases import Phrases

#: The longest stretch that is looked for, in words or signs.
_MOST = 24
#: From so many words, or twice as many signs, a comma may stand between the two.
_LONG = 5
#: A sentence of so many signs that comes twice at once is damage.
_WHOLE = 16
_HAN = r"\u3400-\u4dbf\u4e00-\u9fff"
_KATAKANA = r"\u30a1-\u30fa\u30fc"
_IS_HAN = re.compile(f"[{_HAN}]+")
_IS_KATAKANA = re.compile(f"[{_KATAKANA}]+")
_IS_KANA = re.compile(rf"[\u3041-\u3096{_KATAKANA}]+")
_NUMERALS = frozenset("〇一二三四五六七八九十百千万亿億两兩几每各逐半")
#: What stands between the same sign twice in a phrase of its own: 面对面, 点对点, 是不是.
_BETWEEN = frozenset("对對把靠并並到打复不碰拉连贴传傳比接又挨帮一了而")
_COMMA = re.compile(r"\s*[,，、;；]?\s*")
_WORD = re.compile(r"\w+")


@dataclass(frozen=True)
class _Word:
    written: str
    start: int
    end: int

    @property
    def is_number(self) -> bool:
        return self.written.isdecimal() or set(self.written) <= _NUMERALS


def repetitions(text: Text, lines: Sequence[Line], phrases: Phrases) -> Iterator[Flag]:
    """Words, groups of words and whole sentences that come twice in a row.

    What a language doubles is no damage: "had had", 人人, 谈谈, *muy muy*, *dần dần*, 하나 하나.
    """
    before: Line | None = None
    for line in lines:
        yield from _in_line(line, phrases)
        if before is not None and _is_again(text, before, line):
            yield Flag(FlagKind.REPETITION, line.text, "the sentence once", line.number)
        before = line


def _is_again(text: Text, before: Line, line: Line) -> bool:
    """Whether a sentence of a paragraph comes twice; a caption may say again what a line said."""
    gap = text.raw[before.sentence.end : line.sentence.start]
    is_long = len(line.text) >= _WHOLE or len(_IS_HAN.findall(line.text)) >= _WHOLE // 2
    return line.text == before.text and is_long and gap in ("", " ")


def _in_line(line: Line, phrases: Phrases) -> Iterator[Flag]:
    if not line.tokens:
        return
    taken = -1
    for start, end in sorted([*_doubled(line, phrases), *_stretches(line, phrases)]):
        if start >= taken:
            yield Flag(FlagKind.REPETITION, line.text[start:end], "the words once", line.number)
            taken = end


def _doubled(line: Line, phrases: Phrases) -> Iterator[tuple[int, int]]:
    """What the patterns of a language know as doubled."""
    for match in phrases.find("doubled", line.folded):
        yield match.span()


def _stretches(line: Line, phrases: Phrases) -> Iterator[tuple[int, int]]:
    words = _words(line, phrases.language)
    told = {"zh": _is_faulty_han, "ja": _is_faulty_japanese}.get(phrases.language, _is_faulty)
    written = [each.written for each in words]
    at = 0
    while at < len(words):
        for length in range(min(_MOST, (len(words) - at) // 2), 0, -1):
            if written[at] != written[at + length]:
                continue
            first, second = words[at : at + length], words[at + length : at + 2 * length]
            if written[at : at + length] != written[at + length : at + 2 * length]:
                continue
            is_long = length >= (_LONG if told is _is_faulty else 2 * _LONG)
            if _is_parted(line, first, second, is_long=is_long):
                continue
            if not told(line, phrases, words, at, length):
                continue
            yield first[0].start, second[-1].end
            at += 2 * length - 1
            break
        at += 1


def _is_parted(
    line: Line, first: Sequence[_Word], second: Sequence[_Word], *, is_long: bool
) -> bool:
    """Whether marks or a line end stand between two stretches, or the two are items of a list."""
    gap = line.text[first[-1].end : second[0].start]
    inside = line.text[first[0].start : first[-1].end]
    if "\n" in gap and len(first) > 1:
        return True
    if gap.strip() == "." and len(first) == 1:  # "agreed. agreed to"
        return not (line.text[second[0].start].islower() and len(first[0].written) > 2)
    if is_long:
        return _COMMA.fullmatch(gap) is None or "、" in inside
    return bool(gap.strip()) or bool(set(inside) & set(",，、;；|/"))


def _words(line: Line, language: str) -> list[_Word]:
    """The words of a sentence with their accents, which tell words apart."""
    if language == "zh":
        return [_Word(each.folded, each.start, each.end) for each in line.tokens]
    spans = (
        [match.span() for match in _WORD.finditer(line.text)]
        if language == "ko"
        else [(each.start, each.end) for each in line.tokens]
    )
    return [
        _Word(unicodedata.normalize("NFC", line.text[start:end]).casefold(), start, end)
        for start, end in spans
    ]


def _is_faulty(line: Line, phrases: Phrases, words: Sequence[_Word], at: int, length: int) -> bool:
    """Whether words of an alphabet stand twice by mistake."""
    first = [each.written for each in words[at : at + length]]
    lawful = phrases.doubles.get("lawful" if length == 1 else "begins", ())
    if all(each.is_number for each in words[at : at + length]) or first[0] in lawful:
        return False
    if length == 1:
        return _is_faulty_word(line, phrases, words, at)
    after = words[at + 2 * length].written if len(words) > at + 2 * length else ""
    before = words[at - 1].written if at else ""
    is_chain = length == 2 and (after == first[0] or before == first[1] or len(set(first)) == 1)
    return not is_chain  # "step by step by step"


def _is_faulty_word(line: Line, phrases: Phrases, words: Sequence[_Word], at: int) -> bool:
    one, other = words[at], words[at + 1]
    faulty = phrases.doubles.get("faulty", ())
    if one.written in faulty:
        pair = f"{words[at - 1].written} {one.written}" if at else ""
        return pair not in phrases.doubles.get("ends_in", ())
    if line.text[one.start].isupper() and line.text[other.start].isupper():
        return _is_known(line, one)  # Walla Walla, Duran Duran
    if phrases.language == "vi" or len(one.written) < 2:
        return False
    after = words[at + 2].written if len(words) > at + 2 else ""
    return after != one.written  # "no no no" is said so


def _is_known(line: Line, word: _Word) -> bool:
    kinds = ("person", "surname", "body", "country", "place", "group")
    return any(mark.start <= word.start < mark.end for mark in line.of(*kinds))


def _is_faulty_han(
    line: Line, phrases: Phrases, words: Sequence[_Word], at: int, length: int
) -> bool:
    """Whether signs of Chinese stand twice by mistake; one sign alone is left to the patterns."""
    signs = "".join(each.written for each in words[at : at + length])
    if not _IS_HAN.search(signs):
        return length > 1 and not all(each.is_number for each in words[at : at + length])
    if length == 1 or len(set(signs)) == 1 or signs[0] in _NUMERALS or set(signs) <= _NUMERALS:
        return False
    end = words[at + 2 * length - 1].end
    if length == 2:
        return _is_faulty_pair(line, phrases, signs, words[at].start, end)
    return signs[-1] not in "又比" and signs[0] not in "又比"


def _is_faulty_pair(line: Line, phrases: Phrases, signs: str, start: int, end: int) -> bool:
    after = line.folded[end : end + 1]
    if signs[1] in _BETWEEN or signs[0] in "不" or after == signs[0] or signs[1] in _NUMERALS:
        return False
    if signs[0] in "很太" or line.text[start - 1 : start] == "《":
        return False
    if any((signs + after) == each for each in phrases.doubles.get("goes_on", ())):
        return False
    if signs not in phrases.doubles.get("lawful", ()):
        return True
    asks = line.text[max(start - 2, 0) : start]
    is_said_so = after == "" or after in "一下吧嘛呢啊。！？，、；”」’』这那"
    return not (is_said_so or any(sign in "要来去想再多先该能好们以请" for sign in asks))


def _is_faulty_japanese(
    line: Line, phrases: Phrases, words: Sequence[_Word], at: int, length: int
) -> bool:
    """Whether signs of Japanese stand twice by mistake; words of sound and sight are doubled."""
    signs = "".join(each.written for each in words[at : at + length])
    if length == 1 or len(set(signs)) == 1 or set(signs) <= _NUMERALS or signs[0] in _NUMERALS:
        return False
    if any(signs.startswith(each) for each in phrases.doubles.get("lawful", ())):
        return False
    if _IS_KATAKANA.fullmatch(signs) or _IS_KANA.fullmatch(signs):
        return length >= 4
    if length == 2:
        after = line.text[words[at + 3].end : words[at + 3].end + 1]
        goes_on = signs + after in phrases.doubles.get("goes_on", ())
        return bool(_IS_HAN.fullmatch(signs)) and not goes_on
    return bool(_IS_HAN.search(signs))
