"""Where sentences end, in six languages: full stops, abbreviations, quotations, missing spaces."""

import re
from collections.abc import Iterator

#: A sign that only says how a file is encoded.
BYTE_ORDER_MARK = "\ufeff"
#: Signs that may close a quotation or a bracket after the end of a sentence.
CLOSERS = "\"'”’»)]）】」』》〉］"
#: Signs that may open a sentence before its first letter.
OPENERS = "\"'“‘«([（【「『《〈［¿¡"
#: The end of a sentence where words are not parted by spaces.
WIDE_ENDS = "。！？｡"
#: What is longer than this is no sentence; it is cut, so that nobody has to search a million signs.
LONGEST = 3000
_MARKS = re.compile(r"[.!?…]+|[。！？｡]+")
_WORD_BEFORE = re.compile(r"[\w.’'\-]*$")

_ENGLISH = (
    "mr mrs ms dr prof gen sen rep gov lt col sgt st jr sr hon rev "
    "jan feb mar apr jun jul aug sep sept oct nov dec mon tue tues wed thu thur thurs fri sat sun "
    "no nos vs etc al fig vol ch approx dept est ext inc corp ltd co llc plc bros "
    "u.s u.k u.n e.u u.s.a e.g i.e a.m p.m ph.d d.c"
)
_SPANISH = "sra srta srs dra lic ing núm num pág pag ee.uu ee uu aprox art"
_VIETNAMESE = "ts ths pgs gs tp tx bs"
#: Words whose full stop does not end a sentence, without that stop, in lower case.
ABBREVIATIONS = frozenset(f"{_ENGLISH} {_SPANISH} {_VIETNAMESE}".split())
_SOME = "u.s u.k u.n e.u u.s.a a.m p.m d.c inc corp ltd co ee.uu uu jr sr etc plc llc"
#: Abbreviations after which a new sentence may still begin, if it begins with a usual first word.
MAY_END = frozenset(_SOME.split())
_FIRST = (
    "the a an he she it they we i but and in on at this that these those there both its their his "
    "her after before while when as if for from to no not however meanwhile last next "
    "el la los las un una en ambos este esta según pero y también se"
)
FIRST_WORDS = frozenset(_FIRST.split())
_SAID = re.compile(
    r"\W*(?:(?:[A-Z][\w.’'\-]*|he|she|they|the|a|an)\s+){0,4}"
    r"(?:said|says|asked|added|told|wrote|replied|dijo|afirmó|preguntó)\b"
)
_SAID_WIDE = re.compile(r"[^。！？\n]{0,16}?(?:说|表示|称|指出|强调|说道|道|と|など|との)")


def split(text: str, start: int = 0, end: int | None = None) -> Iterator[tuple[int, int]]:
    """Cut a paragraph into sentences.

    Args:
        text: The whole text.
        start, end: First sign of the paragraph, and the sign after its last.

    Yields:
        First sign and sign after the last of each sentence, without white space at either side;
        everything that is not white space is in one of them. None is longer than ``LONGEST``.

    Example:
        >>> text = "It met in the U.S. on Friday.It ended."
        >>> [text[a:b] for a, b in split(text)]
        ['It met in the U.S. on Friday.', 'It ended.']
    """
    end = len(text) if end is None else end
    for begin, stop in _whole(text, start, end):
        first = begin
        while stop - first > LONGEST:
            space = text.rfind(" ", first + LONGEST // 2, first + LONGEST)
            cut = space if space > 0 else first + LONGEST
            yield first, _without_blank(text, first, cut)
            first = _skip_blank(text, cut, stop)
        yield first, stop


def _whole(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """Sentences of any length."""
    first = _skip_blank(text, start, end)
    for mark in _MARKS.finditer(text, start, end):
        if mark.start() < first:
            continue
        stop = _closed(text, mark.end(), end)
        if _ends(text, first, mark, stop, end):
            yield first, stop
            first = _skip_blank(text, stop, end)
    last = _without_blank(text, first, end)
    if last > first:
        yield first, last


def _without_blank(text: str, first: int, last: int) -> int:
    while last > first and text[last - 1].isspace():
        last -= 1
    return last


def _skip_blank(text: str, at: int, end: int) -> int:
    while at < end and (text[at].isspace() or text[at] == BYTE_ORDER_MARK):
        at += 1
    return at


def _closed(text: str, at: int, end: int) -> int:
    """The place after quotation marks and brackets that close what just ended."""
    while at < end and text[at] in CLOSERS:
        # a straight mark right before a letter opens the next quotation instead
        if text[at] in "\"'" and at + 1 < end and text[at + 1].isalnum():
            return at
        at += 1
    if at + 1 < end and text[at] == " " and text[at + 1] in "”»":
        return at + 2
    return at


def _ends(text: str, first: int, mark: re.Match[str], stop: int, end: int) -> bool:
    """Whether a sentence ends at ``mark``, whose closing signs reach to ``stop``."""
    following = _skip_blank(text, stop, end)
    if following >= end:
        return True
    if mark[0][0] in WIDE_ENDS:
        quoted = stop > mark.end()
        return not (quoted and following == stop and _SAID_WIDE.match(text, stop, end))
    opened = following
    while opened < end and text[opened] in OPENERS:
        opened += 1
    sign = text[opened] if opened < end else ""
    if following == stop:
        return _ends_without_space(text, mark, stop, sign)
    if not _may_begin(sign):
        return False
    if stop > mark.end() and mark[0][-1] in "!?" and _SAID.match(text, stop, end):
        return False
    return mark[0] != "." or not _is_abbreviation(text, first, mark.start(), opened, end)


def _may_begin(sign: str) -> bool:
    """Whether a sentence may begin with this sign: no small letter, no lonely punctuation."""
    return sign.isalnum() and not sign.islower()


def _ends_without_space(text: str, mark: re.Match[str], stop: int, sign: str) -> bool:
    """``Friday.It is``: a small letter before the stop and a capital after it."""
    before = text[mark.start() - 1] if mark.start() else ""
    if mark[0] != "." or not before.isalpha():
        return mark[0][0] in "!?" and sign.isalpha() and not sign.islower()
    if "가" <= before <= "힣":
        return "가" <= sign <= "힣"
    word = _WORD_BEFORE.search(text, max(0, mark.start() - 24), mark.start())
    is_host = bool(word) and "." in (word[0] if word else "")
    return before.islower() and sign.isupper() and not is_host and _begins_word(text, stop)


def _begins_word(text: str, at: int) -> bool:
    """Whether a word begins here, and not one letter after a stop as in ``Brk.B``."""
    found = re.compile(r"\W*(?:[^\W\d_]{2}|[AIYÉO]\s)").match(text, at, at + 6)
    return bool(found)


def _is_abbreviation(text: str, first: int, dot: int, following: int, end: int) -> bool:
    """Whether the stop at ``dot`` belongs to an abbreviation, an initial or a numbered item."""
    found = _WORD_BEFORE.search(text, max(first, dot - 24), dot)
    word = found[0] if found else ""
    last = word.rpartition("-")[2]
    key = (last if last.isupper() else word).lower().strip("'’-")  # "China-EE. UU."
    if key.isdigit():
        # "1. First": the number of an item at the beginning of a sentence
        return dot - len(word) == first
    if len(key) == 1 and key.isalpha() and word.isupper():
        return True
    if key not in ABBREVIATIONS:
        return False
    if key in MAY_END:
        after = re.compile(r"\w+").match(text, following, end)
        return not (after and after[0].lower() in FIRST_WORDS)
    return True
