"""Two readouts of one meeting, point by point, and wording from meeting to meeting."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from itertools import pairwise

from parley.group.dialogue.dialogue import Dialogue
from parley.group.dialogue.readouts import Point, Readout
from parley.group.dialogue.series import Numbered, series


class Said(StrEnum):
    """Who says a point."""

    BOTH = "both say"
    ONE = "only one says"
    DIFFER = "they differ"


@dataclass(frozen=True)
class Aligned:
    """One point of a meeting, in the text of one side or both.

    Args:
        point: Its name.
        said: Both, one, or both and differently.
        by: The point as each side has it.
        is_certain: For a point of one side: whether the other's text is known to be silent.
    """

    point: str
    said: Said
    by: Mapping[str, Point]
    is_certain: bool = True


def texts_of(dialogue: Dialogue, meeting: str) -> tuple[Readout, ...]:
    """Every text that the sides published about a meeting, the first published first."""
    own = [each for each in dialogue.readouts if each.meeting == meeting]
    return tuple(sorted(own, key=lambda each: each.published))


def readouts_of(dialogue: Dialogue, meeting: str) -> dict[str, Readout]:
    """The text of each side that is compared: of several the last of which the points are known."""
    texts = sorted(texts_of(dialogue, meeting), key=lambda each: bool(each.points))
    return {each.side: each for each in texts}


def align(texts: Mapping[str, Readout], sides: tuple[str, str]) -> tuple[Aligned, ...]:
    """Lay two texts beside each other.

    A point is the same where it has the same name. Two texts differ where both say what was done
    and give it other names: letters and notes.

    Args:
        texts: By side; one may be missing, and then nothing is said of its silence.
        sides: Both, in the order in which points are listed.
    """
    points = {
        side: {each.point: each for each in texts[side].points} if side in texts else {}
        for side in sides
    }
    order = dict.fromkeys(name for side in sides for name in points[side])
    return tuple(_aligned(name, points, texts) for name in order)


def _aligned(
    name: str, points: Mapping[str, Mapping[str, Point]], texts: Mapping[str, Readout]
) -> Aligned:
    by = {side: own[name] for side, own in points.items() if name in own}
    if len(by) == len(points):
        acts = {each.act for each in by.values()}
        return Aligned(name, Said.DIFFER if len(acts) > 1 else Said.BOTH, by)
    (other,) = set(points) - set(by)
    is_certain = other in texts and (texts[other].is_complete or name in texts[other].silent)
    return Aligned(name, Said.ONE, by, is_certain)


@dataclass(frozen=True)
class Wording:
    """The words of one side for one point, from meeting to meeting.

    Args:
        side: Whose text.
        point: Which point.
        steps: Each meeting with the readout and the point in it; None where the text of that
            meeting is known not to have it any more.
    """

    side: str
    point: str
    steps: tuple[tuple[Numbered, Readout, Point | None], ...]

    @property
    def has_changed(self) -> bool:
        """Whether words changed from one meeting to a later one, or are gone."""
        said = [
            (point.words.casefold(), point.language) if point else ("", "")
            for _, _, point in self.steps
        ]
        return any(_differ(one, other) for one, other in pairwise(said))


def _differ(one: tuple[str, str], other: tuple[str, str]) -> bool:
    """Words in another language are not compared; words that are gone are."""
    if not one[0] or not other[0]:
        return bool(one[0]) and other[1] == ""
    return one[1] == other[1] and one[0] != other[0]


def wordings(dialogue: Dialogue, group: str) -> tuple[Wording, ...]:
    """Every point for which a side's own words are kept at two meetings or more.

    Args:
        dialogue: As it is known on a day.
        group: The group.
    """
    found: dict[tuple[str, str], list[tuple[Numbered, Readout, Point | None]]] = {}
    texts = [(each, readouts_of(dialogue, each.meeting.key)) for each in series(dialogue, group)]
    for numbered, by_side in texts:
        for side, readout in by_side.items():
            for point in readout.points:
                if point.words:
                    found.setdefault((side, point.point), []).append((numbered, readout, point))
    return tuple(
        Wording(side, point, tuple(_with_silence(steps, side, point, texts)))
        for (side, point), steps in found.items()
        if len(steps) > 1
    )


def _with_silence(
    steps: list[tuple[Numbered, Readout, Point | None]],
    side: str,
    point: str,
    texts: list[tuple[Numbered, dict[str, Readout]]],
) -> list[tuple[Numbered, Readout, Point | None]]:
    """The steps, and complete later texts of the same side that do not have the point."""
    first = steps[0][0].number
    gone: list[tuple[Numbered, Readout, Point | None]] = [
        (numbered, by_side[side], None)
        for numbered, by_side in texts
        if numbered.number > first
        and side in by_side
        and (by_side[side].is_complete or point in by_side[side].silent)
        and point not in {each.point for each in by_side[side].points}
    ]
    return sorted((*steps, *gone), key=lambda each: each[0].number)
