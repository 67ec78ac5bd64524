"""Verbs that stand before a noun and tell of it, in Japanese and Korean: the talks held in March.

``3月に行われた意見交換`` tells of an exchange of views. Such a verb tells of a meeting only before
the name of a group or a word for a meeting.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from parley.group.press.words.mark import Line, Mark

_EVENT = ("held", "planned", "confirmed")
_OF_A_MEETING = ("meeting", "working_group", "video", "meets")
#: How a verb before a noun ends.
_ENDS = {
    "ja": ("た", "る", "く", "う", "だ"),
    "ko": ("된", "한", "린", "진", "친", "난", "릴", "될", "할"),
}
#: What follows a verb that stands before no noun: a mark, a particle, or a noun that is mere form.
_NO_NOUN = {
    "ja": re.compile(
        r"[\s。、，,.」』）)！？とがのけしかなよねわはもをにで]|$|予定|見通|見込|方針|計画|ほか|こと|もの|"
        r"ため|後|あと|際|とき|時|場合|ところ|前|まで|以|うえ|上で|だけ|運び|方向|考え|意向"
    ),
    "ko": re.compile(
        r"(?!\s)|\s*(?:것|바|뒤|후|이후|가운데|데|직후|예정|계획|전망|방침|때|만큼|지|적|다음|동안|채|"
        r"[0-9A-Z,.])"
    ),
}
#: Where the noun and what stands before it end.
_END = {
    "ja": re.compile(r"[、。，]|[をはがにでも](?!の)|と(?:して)?(?![一-鿿ァ-ヺ])"),
    "ko": re.compile(r"[,.]|(?:을|를|은|는|이|가|에|에서|에는|로|와|과|도)(?=\s|$)"),
}
_REACH = 60


def without_attributes(lines: Sequence[Line], language: str) -> tuple[Line, ...]:
    """Sentences in which verbs that tell of some other thing are no signs of a meeting."""
    if language not in _ENDS:
        return tuple(lines)
    return tuple(replace(line, marks=tuple(_told(line, language))) for line in lines)


def _told(line: Line, language: str) -> Iterator[Mark]:
    for mark in line.marks:
        is_verb = mark.kind == "cue" and mark.value in _EVENT
        if is_verb and _is_of_another_thing(line, mark, language):
            yield replace(mark, value="other")
        else:
            yield mark


def _is_of_another_thing(line: Line, mark: Mark, language: str) -> bool:
    if not line.text[mark.start : mark.end].endswith(_ENDS[language]):
        return False
    if _NO_NOUN[language].match(line.text, mark.end):
        return False
    end = _END[language].search(line.text, mark.end, mark.end + _REACH)
    stop = end.start() if end else min(mark.end + _REACH, len(line.text))
    return not any(
        each.kind in ("group", "place") or (each.kind == "cue" and each.value in _OF_A_MEETING)
        for each in line.marks
        if mark.end <= each.start < stop + 2
    )
