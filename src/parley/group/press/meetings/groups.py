"""Where a text names the groups and channels of a dialogue, and where it means both."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from parley.group.dialogue.charter import GroupKind
from parley.group.dialogue.dialogue import Dialogue
from parley.group.press.words.lexicon import BOTH_SIDES, SHORT
from parley.group.press.words.mark import Line, Mark
from parley.group.press.words.phrases import Phrases

#: How far before its name the two countries of a group may stand, in letters and in signs.
_BEFORE = {"zh": 12, "ja": 12, "ko": 14}
_BEFORE_LATIN = 40
_AFTER = 70
_EVENT = ("held", "planned", "confirmed", "meets", "meeting")


@dataclass(frozen=True)
class GroupAt:
    """A group at one place of a text; ``is_beside`` where the text only mentions it.

    ``group`` is empty where a working group is meant that has no name here. ``is_of_pair`` where
    the text says "the two working groups".
    """

    line: int
    start: int
    end: int
    group: str
    is_beside: bool = False
    is_mangled: bool = False
    is_of_pair: bool = False


def groups_in(lines: Sequence[Line], dialogue: Dialogue, phrases: Phrases) -> tuple[GroupAt, ...]:
    """Where the groups and channels of the dialogue are named.

    A name counts only where both sides are meant: "China-Britain economic working group" is
    another one, and so is any group in a text that never speaks of one of the sides.
    """
    sides = {side.id for side in dialogue.sides}
    talks = _channels_of_talks(dialogue)
    spoken_of = _sides_spoken_of(lines, dialogue)
    found = []
    in_full = any(mark.how != SHORT for line in lines for mark in line.of("group"))
    for line in lines:
        for mark in line.marks:
            if (mark.kind != "group" and not _is_nameless(mark)) or mark.value in talks:
                continue
            if mark.how == SHORT and not in_full:
                continue
            if mark.how != BOTH_SIDES and _is_of_another_pair(line, sides):
                continue
            countries = _countries_by(line, mark, phrases.language)
            if countries - sides and not sides <= countries:
                continue
            mangled = _is_after_mangled(line, mark)
            paired = mark.how == BOTH_SIDES
            if paired or sides <= countries or mangled or sides <= spoken_of:
                value = mark.value if mark.kind == "group" else ""
                beside = _is_beside(line, mark, phrases)
                found.append(GroupAt(line.number, mark.start, mark.end, value, beside, mangled))
    return (*found, *_pairs_in(lines, dialogue, phrases, spoken_of))


def _is_of_another_pair(line: Line, sides: set[str]) -> bool:
    """Whether a sentence names pairs of countries, and not the two sides."""
    pairs = [set(mark.value.split("-")) for mark in line.of("pair")]
    return bool(pairs) and sides not in pairs and not sides <= line.values("country")


def _pairs_in(
    lines: Sequence[Line], dialogue: Dialogue, phrases: Phrases, spoken_of: set[str]
) -> Iterator[GroupAt]:
    """Both groups, where a sentence about meeting says "the two working groups".

    Where they were founded, or met earlier, nothing is said of a meeting of both.
    """
    groups = [each.basis.id for each in dialogue.groups]
    if len(groups) != 2 or not {side.id for side in dialogue.sides} <= spoken_of:
        return
    for line in lines:
        meets = line.cue("held", "planned", "confirmed", "meets")
        if not line.cue(*_EVENT, "receives") or (line.cue("founded", "past") and not meets):
            continue
        for match in phrases.find("both_groups", line.folded):
            for group in groups:
                yield GroupAt(line.number, *match.span(), group, is_of_pair=True)


def _channels_of_talks(dialogue: Dialogue) -> set[str]:
    """Channels whose names are no names: "military talks" stands in any report."""
    kind = GroupKind.CHANNEL
    return {each.basis.id for each in dialogue.charters if each.kind is kind and not each.topics}


def _is_nameless(mark: Mark) -> bool:
    return mark.kind == "cue" and mark.value == "working_group"


def is_between_the_sides(lines: Sequence[Line], dialogue: Dialogue) -> bool:
    """Whether a text speaks of both sides, and names two of their people or one of the groups'."""
    people = {mark.value for line in lines for mark in line.of("person", "surname")}
    sides = {side.id for side in dialogue.sides}
    own = {one.person for charter in dialogue.groups for one in charter.principals}
    for meeting in dialogue.meetings:
        own.update(head for each in meeting.delegations for head in each.heads)
    enough = len(people) >= 2 or bool(people & own)
    return enough and _sides_spoken_of(lines, dialogue) >= sides


def _sides_spoken_of(lines: Sequence[Line], dialogue: Dialogue) -> set[str]:
    sides = {side.id for side in dialogue.sides}
    found: set[str] = set()
    for line in lines:
        for mark in line.marks:
            if mark.kind == "country":
                found.add(mark.value)
            elif mark.kind in ("pair", "mangled"):
                found.update(mark.value.split("-"))
            elif mark.kind == "group" and mark.how == BOTH_SIDES:
                found |= sides
            elif mark.kind == "body" and mark.value in dialogue.body:
                found.add(dialogue.body[mark.value].side)
            elif mark.kind in ("person", "surname") and mark.value in dialogue.person:
                found.add(dialogue.person[mark.value].side)
        if sides <= found:
            break
    if found and found <= sides:
        found |= _sides_of_towns(lines, dialogue)
    return found & sides


def _sides_of_towns(lines: Sequence[Line], dialogue: Dialogue) -> set[str]:
    """The countries of the towns of the record that a text names: "in Beijing", and no "China"."""
    country = {place.names.name.en: place.country for place in dialogue.places}
    towns = {mark.value for line in lines for mark in line.of("place")}
    return {country[town] for town in towns if town in country}


def _countries_by(line: Line, mark: Mark, language: str) -> set[str]:
    """The countries named right before a group, or right after it with "between" or "of"."""
    reach = _BEFORE.get(language, _BEFORE_LATIN)
    found: set[str] = set()
    for each in line.marks:
        if each.kind not in ("country", "pair"):
            continue
        if each.end <= mark.start:
            gap = line.text[each.end : mark.start]
            near = len(gap) <= reach and not any(sign in gap for sign in ",.;，。；、")
        else:
            gap = line.text[mark.end : each.start]
            near = len(gap) <= _AFTER and not any(sign in gap for sign in ".;。；,，")
            near = near and language not in _BEFORE and _is_between(line, mark.end, each.start)
        if near:
            found.update(each.value.split("-"))
    return found


_BETWEEN = ("between", "entre", "giua", "of the", "with", "con", "voi", "de ")


def _is_between(line: Line, start: int, end: int) -> bool:
    gap = line.folded[start:end].lstrip()
    return gap.startswith(_BETWEEN)


def _is_after_mangled(line: Line, mark: Mark) -> bool:
    return any(each.kind == "mangled" and 0 <= mark.start - each.end <= 3 for each in line.marks)


def _is_beside(line: Line, mark: Mark, phrases: Phrases) -> bool:
    """Whether a group is named as what stands beside another one: "along with an EWG".

    "Alongside the fifth meeting of the FWG" tells of a meeting nevertheless.
    """
    if any(0 <= mark.start - match.end() <= 20 for match in phrases.find("number", line.folded)):
        return False
    return any(
        0 <= mark.start - cue.end <= 90
        and not set(line.text[cue.end : mark.start]) & set(",.;，。")
        for cue in line.cues("beside")
    )
