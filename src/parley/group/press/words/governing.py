"""Which words a day, a place or a number in a sentence goes with: held, said, founded, visited."""

import re

from parley.group.press.words.mark import Line, Mark

#: Classes of what may govern, by the cue that is their sign.
_CLASS = {
    "held": "event", "planned": "event", "confirmed": "event", "meets": "event", "awaited": "event",
    "meeting": "event", "said": "said", "founded": "founded", "past": "past", "future": "future",
    "travel": "travel", "other": "other", "imposed": "measure",
}  # fmt: skip
_COMMA = 12
#: Farther than this nothing goes with anything.
_FAR = 400
_STOPS = ";；。"
_COMMAS = ",，、:："
#: Languages whose verbs stand after what they govern.
_VERB_LAST = ("zh", "ja", "ko")
#: A day before these words is that of who speaks, where the clause ends with speaking.
_ABOUT = re.compile(
    r"[)）\s]*(?:[（(][^）)]{1,12}[)）])?(?:对|就|向|在声明|在公告|在记者会|在例行)"
)
_CLAUSE_ENDS = re.compile(r"[，,；;。]|$")
#: What marks the topic of a sentence in Japanese and Korean.
_TOPIC = ("は", "는", "은", "が", "가")


def governor(line: Line, start: int, end: int, language: str) -> str:
    """The class of the words that a stretch of a sentence goes with.

    In English, Spanish and Vietnamese what stands before decides, in Chinese, Japanese and Korean
    what stands after; a comma between counts as a dozen letters.

    Args:
        line: The sentence.
        start, end: The stretch.
        language: BCP 47.

    Returns:
        ``event``, ``said``, ``founded``, ``past``, ``future``, ``travel``, ``other``,
        ``measure``, or empty for none.
    """
    verb_last = language in _VERB_LAST
    if language in ("ja", "ko") and _is_day_of_the_topic(line, start, end):
        return _last_class(line)
    if language == "zh" and _is_day_of_saying(line, end):
        return "said"
    best, which = 10_000, ""
    for mark in line.marks:
        kind = class_of(mark)
        if not kind or (mark.start < end and start < mark.end):
            continue
        distance = _distance(line, mark, start, end, verb_last=verb_last)
        if kind == "said" and not verb_last and _is_added(line, mark, start, end):
            distance += _ADDED
        if distance < best:
            best, which = distance, kind
    return which


#: What "according to" after a comma loses against a verb that stands before the stretch.
_ADDED = 60


def _is_added(line: Line, mark: Mark, start: int, end: int) -> bool:
    """Whether who says so is added after a comma: "will meet on the 13th, the bank said"."""
    is_after = mark.start >= end and "," in line.text[end : mark.start]
    return is_after and any(class_of(each) == "event" and each.end <= start for each in line.marks)


def class_of(mark: Mark) -> str:
    """What kind of words a mark is, for governing; empty for names and others."""
    if mark.kind == "group":
        return "event"
    return _CLASS.get(mark.value, "") if mark.kind == "cue" else ""


def _distance(line: Line, mark: Mark, start: int, end: int, *, verb_last: bool) -> int:
    if max(start - mark.end, mark.start - end) > _FAR:
        return 10_000
    if mark.end <= start:
        gap, is_left = line.text[mark.end : start], True
    else:
        gap, is_left = line.text[end : mark.start], False
    if any(stop in gap for stop in _STOPS):
        return 10_000
    length = len(gap) + _COMMA * sum(map(gap.count, _COMMAS))
    if mark.kind == "cue" and mark.value == "meeting":
        length += 3  # a verb beside it says more
    if verb_last:
        return length + (30 if is_left else 0)
    return length + (0 if is_left else 25)


_OF_SEVERAL = re.compile(r"지난|오는|\d\s?[日일]?\s?(?:[~∼～〜–、·-]|から|と|부터|과|와)\s?\d")


def _is_day_of_the_topic(line: Line, start: int, end: int) -> bool:
    """``財務省は19日、``: the day of whoever says it, and ``会合が19日、`` that of what is said."""
    before, after = line.text[:start].rstrip(), line.text[end : end + 1]
    if _OF_SEVERAL.search(line.text, start, end):
        return False  # "지난 13~14일": of several days, or past, and not that of saying so
    if any(mark.end == len(before) - 1 and class_of(mark) == "event" for mark in line.marks):
        return False
    return before.endswith(_TOPIC) and (after in "、,( （에" or after == " ")


def _is_day_of_saying(line: Line, end: int) -> bool:
    """``星期一（19日）对在上海举行的会议发布了通告``: the clause ends with saying something."""
    about = _ABOUT.match(line.folded, end)
    if about is None:
        return False
    stop = _CLAUSE_ENDS.search(line.text, about.end())
    last = stop.start() if stop else len(line.text)
    classes = [class_of(mark) for mark in line.marks if end <= mark.start and mark.end <= last]
    verbs = [kind for kind in classes if kind in ("event", "said")]
    return bool(verbs) and verbs[-1] == "said"


def _last_class(line: Line) -> str:
    classes = [kind for mark in line.marks if (kind := class_of(mark)) and mark.kind == "cue"]
    return classes[-1] if classes else ""
