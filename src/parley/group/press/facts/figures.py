"""Figures of a text: with which hedge, of whom, and whether of both sides together."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from parley.group.press.facts.facts import Fact, Scene
from parley.group.press.words.lexicon import JointFigure
from parley.group.press.words.mark import Line, Mark

#: How far apart the two numbers of "12 of the world's 30" stand, and a word that relates them.
_APART, _RELATED = 80, 40
#: Two countries are joined if no more than this, with one of these words, stands between them.
_JOINED = 30
_JOINS = re.compile(
    r"\b(?:and|or|with|y|e|o|u|con|va|cung|hoac|hay|plus)\b|[、和与及跟同或&+·/と]|または|[과와]|및|또는|하고",
    re.IGNORECASE,
)
#: What a number in a date has beside it.
_OF_A_DATE = (
    r"(?!\s*(?:月|日|年|号|일|월|년|시|时|時|st\b|nd\b|rd\b|th\b|/|thang\b|a\.?m|p\.?m"
    r"|(?:de\s+)?(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec|ene|abr|ago|dic)))"
)
_MONTH_BEFORE = re.compile(
    r"(?:jan|feb|mar|apr|may|june?|july?|aug|sept?|oct|nov|dec)[a-z]*\.?\s$|(?:ngay|thang)\s$|月$|월\s?$"
)
_IS_SHARE = re.compile(r"%|percent|per cent|por ciento|phan tram|百分|割|퍼센트")
_STOPS = re.compile(r"[;；。]|\.(?=\s|$)")
_COMMAS = re.compile(r"[,，:：;；。]|\.(?=\s|$)")


@dataclass(frozen=True)
class _Found:
    """A figure at its place, and which joint figure of the record it is, if any."""

    start: int
    end: int
    known: JointFigure | None = None


def figures_in(scene: Scene) -> Iterator[Fact]:
    """Every figure of a text, each with its sentence."""
    before: Line | None = None
    for line in scene.lines:
        yield from _figures(scene, line, before)
        before = line


def _figures(scene: Scene, line: Line, before: Line | None) -> Iterator[Fact]:
    found = _found(scene, line)
    known = [each for each in found if each.known]
    inherited: frozenset[str] = frozenset()
    speaker = scene.speaker(line)
    for each in found:
        value: dict[str, object] = {
            "figure": line.text[each.start : each.end],
            "hedge": _hedge(line, each.start, each.end),
        }
        if each.known is None:
            owners = _named_before(line, each.start) & set(scene.dialogue.side)
            value |= {
                "of": sorted(owners),
                "joint": bool(line.cues("joint")) or len(owners) > 1,
            }
            otherwise = _said_otherwise(scene, line, each) if value["joint"] else None
            if otherwise is not None:
                value |= {"joint": False, "record": f"{_in_words(otherwise)} {otherwise.what}"}
        else:
            holders = _holders(scene, line, each, known) or inherited
            if not holders and before is not None:
                holders = _from_before(scene, line, before)
            inherited = holders
            value |= {"of": sorted(holders), "joint": len(holders) != 1}
            if holders:
                value["record"] = f"{each.known.what}: of both together"
        yield Fact("figure", value, line.number, speaker, reason="a number with its unit")


def _said_otherwise(scene: Scene, line: Line, figure: _Found) -> JointFigure | None:
    """The joint figure of the record that a sentence gives with another number: "15 of the 30"."""
    words = line.folded[figure.start : figure.end]
    for each in scene.joint_figures:
        if not any(word in line.folded for word in each.words):
            continue
        if each.share and any(word in line.folded for word in each.of):
            return (
                each
                if re.search(r"%|percent|per cent|por ciento|phan tram|百分|割|퍼센트", words)
                else None
            )
        numbers = re.findall(r"\d+", words)
        if each.whole and len(numbers) == 2 and set(numbers) & set(each.whole):
            return each
    return None


def _in_words(figure: JointFigure) -> str:
    if figure.share:
        return f"{figure.share[0]} percent"
    return f"{figure.part[0]} of {figure.whole[0]}"


def _found(scene: Scene, line: Line) -> list[_Found]:
    """Figures in their order; a figure of the record hides what else is found in its place."""
    joint = [
        _Found(start, end, figure)
        for figure in scene.joint_figures
        for start, end in _places(figure, line.folded)
    ]
    taken = [(each.start, each.end) for each in joint]
    others: list[_Found] = []
    for match in scene.phrases.find("figure", line.folded):
        if not any(a < match.end() and match.start() < b for a, b in taken):
            taken.append(match.span())
            others.append(_Found(*match.span()))
    return sorted([*joint, *others], key=lambda each: each.start)


def _places(figure: JointFigure, folded: str) -> Iterator[tuple[int, int]]:
    """Where a sentence names a joint figure, as a share or as a part of a whole."""
    if not any(word in folded for word in figure.words):
        return
    if figure.share:
        if any(word in folded for word in figure.of):
            yield from (match.span() for match in _any_of(figure.share).finditer(folded))
        return
    taken = -1
    for part in _numbers(figure.part, folded):
        for whole in _numbers(figure.whole, folded):
            start, end = min(part[0], whole[0]), max(part[1], whole[1])
            if start < taken or not _are_related(figure, folded, part, whole):
                continue
            taken = end
            yield start, end
            break


def _numbers(words: tuple[str, ...], folded: str) -> list[tuple[int, int]]:
    return [
        match.span()
        for match in _any_of(words).finditer(folded)
        if not _MONTH_BEFORE.search(folded, max(match.start() - 12, 0), match.start())
    ]


@lru_cache(maxsize=64)
def _any_of(words: tuple[str, ...]) -> re.Pattern[str]:
    """Any of some words where no letter and no further digit joins it, and no date is meant."""
    either = "|".join(sorted(map(re.escape, words), key=len, reverse=True))
    return re.compile(rf"(?<![0-9a-z])(?<!\d[.,])(?:{either})(?![0-9a-z])(?![.,]\d){_OF_A_DATE}")


def _are_related(
    figure: JointFigure, folded: str, part: tuple[int, int], whole: tuple[int, int]
) -> bool:
    first, second = sorted((part, whole))
    between = folded[first[1] : second[0]]
    if len(between) > _APART or first[1] > second[0] or _STOPS.search(between):
        return False
    around = folded[max(first[0] - _RELATED, 0) : second[1] + 4]
    return any(
        re.search(rf"\b{re.escape(each)}\b" if each.isascii() else re.escape(each), around)
        for each in figure.relation
    )


def _holders(scene: Scene, line: Line, figure: _Found, known: Sequence[_Found]) -> frozenset[str]:
    """The sides to which a sentence gives a figure: both, one, or none that it names."""
    start, end = _stretch(line, figure, known)
    both = frozenset(scene.dialogue.side)
    marks = _owners_in(scene, line, start, end, figure)
    nearest = _nearest(line, marks, figure)
    if any(start <= mark.start < end for mark in line.cues("alone")) and len(nearest) == 1:
        return nearest
    together = [mark.span() for mark in scene.phrases.find("together", line.folded)]
    together += [(mark.start, mark.end) for mark in line.cues("joint")]
    if any(start <= at < end for at, _ in together):
        return both
    return nearest


def _stretch(line: Line, figure: _Found, known: Sequence[_Found]) -> tuple[int, int]:
    """The part of a sentence that speaks of a figure: from the one before to the next one."""
    start = max((each.end for each in known if each.end <= figure.start), default=0)
    end = min((each.start for each in known if each.start >= figure.end), default=len(line.text))
    stops = [match.end() for match in _STOPS.finditer(line.text, start, figure.start)]
    after = _STOPS.search(line.text, figure.end, end)
    return (stops[-1] if stops else start), (after.start() if after else end)


def _owners_in(scene: Scene, line: Line, start: int, end: int, figure: _Found) -> list[Mark]:
    """Countries named in a stretch, without those of whoever says so."""
    said = [
        mark.end for mark in line.cues("said") if start <= mark.start and mark.end <= figure.start
    ]
    is_last = scene.phrases.language in ("ja", "ko")
    begin = start if is_last or not said else max(said)
    ours = set(scene.dialogue.side)
    return [
        mark
        for mark in line.of("country", "pair")
        if begin <= mark.start and mark.end <= end and set(mark.value.split("-")) <= ours
    ]


def _nearest(line: Line, marks: Sequence[Mark], figure: _Found) -> frozenset[str]:
    """The country nearest to a figure, with those that are joined to it."""
    before = [mark for mark in marks if mark.end <= figure.start]
    comma = _COMMAS.search(line.text, figure.end)
    clause = comma.start() if comma else len(line.text)
    after = [mark for mark in marks if figure.end <= mark.start]
    within = [mark for mark in marks if figure.start <= mark.start and mark.end <= figure.end]
    right_after = [mark for mark in after if mark.end <= clause]
    first = within[:1] or _of_both(line, before, right_after, figure) or after[:1]
    if not first:
        return frozenset()
    at = marks.index(first[0])
    found = set(first[0].value.split("-"))
    for step in (-1, 1):
        one, other = at, at + step
        while 0 <= other < len(marks) and _are_joined(line, marks[one], marks[other]):
            found |= set(marks[other].value.split("-"))
            one, other = other, other + step
    return frozenset(found)


def _of_both(
    line: Line, before: Sequence[Mark], after: Sequence[Mark], figure: _Found
) -> Sequence[Mark]:
    """The nearer of what stands before and what stands after, a clause counted as far."""
    if not before or not after:
        return before[-1:] or after[:1]
    gap = line.text[before[-1].end : figure.start]
    far = len(gap) + 20 * len(_COMMAS.findall(gap))
    return after[:1] if after[0].start - figure.end < far else before[-1:]


def _are_joined(line: Line, one: Mark, other: Mark) -> bool:
    first, second = sorted((one, other), key=lambda mark: mark.start)
    gap = line.text[first.end : second.start]
    return len(gap) <= _JOINED and bool(_JOINS.search(gap)) and not _STOPS.search(gap)


def _from_before(scene: Scene, line: Line, before: Line) -> frozenset[str]:
    """Whose a figure is that names nobody: of whom the sentence before speaks.

    "The country" is one; "they" are both where the sentence before names both.
    """
    ours = frozenset(scene.dialogue.side)
    named = {each for mark in before.of("country", "pair") for each in mark.value.split("-")} & ours
    if line.cue("joint") or before.cue("joint") or len(named) > 1:
        return ours
    is_one = scene.phrases.has("that_country", line.folded)
    return frozenset(named) if is_one else frozenset()


def _named_before(line: Line, at: int) -> set[str]:
    """The countries that a sentence names before a figure; all of them where none stands before."""
    marks = list(line.of("country", "pair"))
    before = [mark for mark in marks if mark.end <= at] or marks
    return {country for mark in before for country in mark.value.split("-")}


def _hedge(line: Line, start: int, end: int) -> str:
    for mark in line.cues("hedge"):
        if 0 <= start - mark.end <= 2 or 0 <= mark.start - end <= 1:
            return line.text[mark.start : mark.end]
    return ""
