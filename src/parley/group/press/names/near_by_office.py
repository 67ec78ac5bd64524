"""Names in characters, Hangul or Vietnamese that are nearly somebody's, beside that one's office.

Another sign is another name, so nobody is linked: a person decides. ``何立豊副首相`` may be a slip,
and it may be somebody else.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise

from rapidfuzz.distance import Levenshtein

from parley.group.press.document.tokens import fold_text
from parley.group.press.names.known import Known
from parley.group.press.names.offices import Office, held_on
from parley.group.press.words.mark import Line, Mark

#: How far from the office a name may stand, in signs; bodies and countries count nothing.
_ROOM = 8
_LATIN_ROOM = 34
_PARTICLE = re.compile(r"(?:에게|에서|이|가|은|는|을|를|과|와|의|도)$")
_HANGUL_WORD = re.compile(r"[가-힣]+")
#: How alike two names in Hangul are at least, letter by letter.
_ALIKE = 0.6


@dataclass(frozen=True)
class NearName:
    """A name that is nearly somebody's, beside an office of that one."""

    start: int
    end: int
    person: str


def near_names(
    line: Line, known: Mapping[str, Known], day: date | None, language: str
) -> Iterator[NearName]:
    """Names that differ in one sign from one of the record, each beside an office that fits.

    Args:
        line: The sentence.
        known: Who is known, with the spellings.
        day: The day that offices are looked up on, or None.
        language: Of the text.
    """
    taken = [(mark.start, mark.end) for mark in line.of("person", "surname")]
    seen: set[tuple[int, int]] = set()
    for mark in line.of("office"):
        holders = list(_holders(mark, known, day))
        for start, end, person in _beside(line, mark, holders, language):
            free = not any(a < end and start < b for a, b in (*taken, *seen))
            if free:
                seen.add((start, end))
                yield NearName(start, end, person)


#: What ends in a sign that is a surname too, and is no name before an office.
_NO_SURNAME = (
    "任何",
    "如何",
    "为何",
    "几何",
    "学习",
    "练习",
    "实习",
    "复习",
    "演习",
    "见习",
    "补习",
)


def single_surnames(line: Line) -> Iterator[tuple[int, str, Mark]]:
    """Single signs right before an office, which may be a surname: place, folded sign, office."""
    taken = [(mark.start, mark.end) for mark in line.marks if mark.kind != "cue"]
    for mark in line.of("office"):
        at = mark.start - 1
        if at > 0 and line.text[at] == " " and line.text[at - 1] >= "\uac00":
            at -= 1
        if at < 0 or line.text[at] < "\u3400" or any(a <= at < b for a, b in taken):
            continue
        before = line.text[at - 1] if at else ""
        is_word = "\uac00" <= line.text[at] <= "\ud7a3" and "\uac00" <= before <= "\ud7a3"
        if not is_word and line.folded[max(at - 1, 0) : at + 1] not in _NO_SURNAME:
            yield at, line.folded[at], mark


def _holders(mark: Mark, known: Mapping[str, Known], day: date | None) -> Iterator[Known]:
    office = Office.of(mark.value)
    for each in known.values():
        if any(office.fits(one.office) for one in held_on(each.held, day)):
            yield each


def _beside(
    line: Line, mark: Mark, holders: Sequence[Known], language: str
) -> Iterator[tuple[int, int, str]]:
    if language in ("zh", "ja"):
        yield from _in_han(line, mark, holders)
    elif language == "ko":
        yield from _in_hangul(line, mark, holders)
    elif language == "vi":
        yield from _in_vietnamese(line, mark, holders)


def _window(line: Line, mark: Mark, room: int) -> tuple[int, int]:
    """From where to where a name may stand; no stop, and no further than the office's clause."""
    start, end = mark.start, mark.end
    bodies = sorted(line.of("body", "country"), key=lambda each: each.start)
    for each in reversed(bodies):
        if each.end <= start and start - each.end <= 2:
            start = each.start
    for each in bodies:
        if each.start >= end and each.start - end <= 2:
            end = each.end
    before = re.split(r"[。；;，,、]", line.text[max(0, start - room) : start])[-1]
    after = re.split(r"[。；;，,、]", line.text[end : end + room])[0]
    return start - len(before), end + len(after)


def _in_han(line: Line, mark: Mark, holders: Iterable[Known]) -> Iterator[tuple[int, int, str]]:
    low, high = _window(line, mark, _ROOM)
    names = {
        fold_text(written): known.id
        for known in holders
        for written in known.spellings
        if len(written) == 3 and all("\u3400" <= sign <= "\u9fff" for sign in written)
    }
    for start in range(low, high - 2):
        end = start + 3
        if start < mark.end and mark.start < end:
            continue
        written = line.folded[start:end]
        for name, person in names.items():
            same = sum(one == other for one, other in zip(written, name, strict=True))
            if same == 2 and all("\u3400" <= sign <= "\u9fff" for sign in written):
                yield start, end, person


def _in_hangul(line: Line, mark: Mark, holders: Iterable[Known]) -> Iterator[tuple[int, int, str]]:
    low, high = _window(line, mark, 10)
    names = [
        (_letters(written), known.id)
        for known in holders
        for written in known.spellings
        if any("\uac00" <= sign <= "\ud7a3" for sign in written) and len(written) >= 3
    ]
    marked = [(each.start, each.end) for each in line.of("body", "country", "office", "place")]
    words = list(_HANGUL_WORD.finditer(line.text, low, high))
    for first, last in (*((each, each) for each in words), *pairwise(words)):
        if last.start() - first.end() > 1:
            continue
        word = _PARTICLE.sub("", line.text[first.start() : last.end()])
        start, end = first.start(), first.start() + len(word)
        if any(a < end and start < b for a, b in marked) or not 3 <= len(word) <= 9:
            continue
        best = max(
            ((Levenshtein.normalized_similarity(_letters(word), name), one) for name, one in names),
            default=(0.0, ""),
        )
        if _ALIKE <= best[0] < 1:
            yield start, end, best[1]


def _letters(word: str) -> str:
    """Hangul as its letters, without the silent one."""
    return unicodedata.normalize("NFD", word.replace(" ", "")).replace("\u110b", "")


def _in_vietnamese(
    line: Line, mark: Mark, holders: Iterable[Known]
) -> Iterator[tuple[int, int, str]]:
    low, high = _window(line, mark, _LATIN_ROOM)
    names = {
        tuple(fold_text(written).split()): known.id
        for known in holders
        for written in known.spellings
        if len(written.split()) == 3 and not written.isascii()
    }
    words = [each for each in line.tokens if low <= each.start and each.end <= high]
    for at in range(len(words) - 2):
        three = words[at : at + 3]
        start, end = three[0].start, three[2].end
        if start < mark.end and mark.start < end:
            continue
        if not all(line.text[each.start].isupper() for each in three):
            continue
        for name, person in names.items():
            same = sum(one.folded == other for one, other in zip(three, name, strict=True))
            if same == 2 and three[0].folded == name[0]:
                yield start, end, person
