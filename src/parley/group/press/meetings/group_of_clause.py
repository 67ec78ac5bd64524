"""Of which group a stretch of a sentence speaks: named in its clause, beside it, or before."""

from collections.abc import Sequence

from parley.group.press.meetings.groups import GroupAt
from parley.group.press.words.mark import Line

#: What a comma or a semicolon between counts, in letters.
_COMMA, _STOP = 60, 200
#: How far after an East Asian clause the noun stands that it belongs to.
_ATTRIBUTE = 6
#: How near its beginning a phrase opens a sentence: "Led by Neiman, the group".
_OPENING = 8


def groups_by(
    line: Line,
    start: int,
    end: int,
    named: Sequence[GroupAt],
    main: Sequence[str],
    pair: frozenset[str],
) -> tuple[frozenset[str], bool]:
    """The groups of which a stretch may speak, and whether the sentence names them itself.

    The one named nearest decides; several that are named at one place or side by side ("the
    economic and the financial group") all count. Where the sentence names none, it is the one named
    last before it or the one that the text is about.

    Args:
        line: The sentence.
        start, end: The stretch.
        named: Where groups are named.
        main: The groups that the text is about, the first one above all.
        pair: The groups that the sentence means by "the two groups"; empty where it says no such.
    """
    if pair:
        return pair, True
    own = [each for each in named if each.line == line.number and each.group]
    here = [each for each in own if _distance(line, each, start, end) < _STOP]
    if here:
        nearest = min(here, key=lambda each: _distance(line, each, start, end))
        together = {
            each.group for each in here if each is nearest or _are_side_by_side(line, nearest, each)
        }
        if not _is_in_the_next_clause(line, nearest, start, end):
            return frozenset(together), True
        return frozenset(together | _before(line, start, named, own, main)), False
    return frozenset(_before(line, start, named, own, main)), False


def _before(
    line: Line, start: int, named: Sequence[GroupAt], own: Sequence[GroupAt], main: Sequence[str]
) -> set[str]:
    """The group named last before a stretch, and the one that the text is about."""
    before = [each for each in named if each.line < line.number and each.group]
    before += [each for each in own if each.end <= start]
    groups = set(main[:1] if before else main)
    if before:
        last = max(before, key=lambda each: (each.line, each.end))
        groups |= {each.group for each in before if each.line == last.line and each.end >= last.end}
    return groups


def _is_in_the_next_clause(line: Line, each: GroupAt, start: int, end: int) -> bool:
    """Whether a group is named after a comma; "led by Neiman, the group met" is one clause."""
    if each.start < end or (start <= _OPENING and line.text[start] < "\u3041"):
        return False
    return bool(set(line.text[end : each.start]) & set(",，、;；"))


def _distance(line: Line, each: GroupAt, start: int, end: int) -> int:
    if each.start < end and start < each.end:
        return 0
    gap = line.text[each.end : start] if each.end <= start else line.text[end : each.start]
    if each.start >= end and _is_attribute(gap, line.text[each.start]):
        return 0
    commas = sum(map(gap.count, ",，、"))
    stops = sum(map(gap.count, ";；。"))
    return len(gap) + _COMMA * commas + _STOP * stops


def _is_attribute(gap: str, sign: str) -> bool:
    """``由央行牵头的金融工作组``: in East Asia what stands right before a noun goes with it."""
    return len(gap) <= _ATTRIBUTE and sign >= "\u3041" and not set(gap) & set(",，、;；。")


def _are_side_by_side(line: Line, one: GroupAt, other: GroupAt) -> bool:
    low, high = min(one.end, other.end), max(one.start, other.start)
    gap = line.text[low:high] if low < high else ""
    limit = 6 if gap[:1] >= "\u3041" else 24
    return len(gap) <= limit and not set(gap) & set(",.;，。；")
