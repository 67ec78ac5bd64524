"""The day with which the first sentence of a text begins, where no line gives it by itself."""

import re
from collections.abc import Iterator, Sequence

from parley.group.press.days.dates import Basis, DatedWords
from parley.group.press.document.text import Text

#: How far into its sentence a text may give its own day.
_HEAD = 60
#: The last sentence that may do so: after a headline, a second one and a by-line.
_FIRST = 3
_YEAR = re.compile(r"(?:19|20)\d\d")
_WIRED = ("电", "電", "讯", "訊")
_OPENING = ("(", "（", "-", "–", "—", ":", "|", "【", "[", *_WIRED)
#: A day of the week in brackets: "12月15日（周六）至16日" goes on.
_WEEKDAY = re.compile(r"^\s*[(（][^()（）]{1,9}[)）](?=\s*[至到–~～、,，和と부에-])")
#: A bracket at the very head that is still open.
_UNCLOSED = re.compile(r"^\s*[(（【\[][^()（）【】\[\]]*$")
_CLOSING = "】)）]"


def day_at_the_head(text: Text, undated: Sequence[DatedWords]) -> DatedWords | None:
    """The words for a text's own day at the head of its first sentences, before they say anything.

    ``WASHINGTON, April 15, 2024 (Agency) -- Officials will meet``. A text that states its day
    in a line of its own has none.

    Args:
        text: The text.
        undated: The words for days in it, in order, resolved as if nobody knew its day.
    """
    first = text.sentences[: _FIRST + 1]
    if text.day or not any(_YEAR.search(each.text, 0, _HEAD + 20) for each in first):
        return None
    for words, before, after in _at_the_head(text, undated):
        is_day = words.basis is Basis.STATED and words.first == words.last
        if is_day and _is_head(before) and _is_parted(before, after):
            return words
    return None


def day_of_the_dateline(text: Text, undated: Sequence[DatedWords]) -> DatedWords | None:
    """The words for the day of a dateline that gives no year: ``Shanghai, 19 Aug (Agency).-``.

    They are the text's own day, of whatever year, and no day of a meeting.
    """
    if text.day:
        return None
    for words, before, after in _at_the_head(text, undated):
        is_plain = words.basis in (Basis.UNRESOLVED, Basis.INFERRED)
        if not is_plain or not any(sign.isdecimal() for sign in words.words):
            continue
        wired = after.lstrip()[:1] in _WIRED or not any(sign >= "\u2e80" for sign in before)
        if wired and _is_head(before) and _is_parted(before, after):
            return words
    return None


def _at_the_head(
    text: Text, undated: Sequence[DatedWords]
) -> Iterator[tuple[DatedWords, str, str]]:
    """Words for days near the beginning of the first sentences, with what stands around them."""
    for words in undated:
        if words.sentence > _FIRST:
            return
        sentence = text.sentences[words.sentence]
        start = words.start - sentence.start
        if start <= _HEAD:
            yield words, sentence.text[:start], sentence.text[start + len(words.words) :]


def _is_head(before: str) -> bool:
    """Whether what stands before a day is no sentence yet: a town, an agency in brackets."""
    if _UNCLOSED.match(before):
        return True  # "(Rewritten from foreign media, August 14, 2024)", "（编译稿，2024年2月7日）"
    words = before.split()
    return len(words) <= 6 and not any(word.islower() for word in words if len(word) > 3)


def _is_parted(before: str, after: str) -> bool:
    """Whether a mark or a bracket parts the day from what the sentence says, or it says no more."""
    if not before.strip() and not after.strip(" .)"):
        return True
    if _UNCLOSED.match(before):
        return after.lstrip()[:1] in tuple(_CLOSING)
    after = _WEEKDAY.sub("", after).lstrip(" \t" + _CLOSING)
    if after in (".", "。"):
        return True  # a town and a day, and no more
    return after[:1] in _OPENING or before.rstrip()[-1:] in _CLOSING if after else False
