"""The series of a group's meetings: numbers and counts by country, computed and never typed."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from parley.errors import Fault, InvalidInput
from parley.group.dialogue.charter import GroupKind
from parley.group.dialogue.dialogue import Dialogue
from parley.group.dialogue.meetings import Meeting


@dataclass(frozen=True)
class Numbered:
    """A meeting with its place in the series.

    Args:
        meeting: As it is known.
        number: Its ordinal within the group, from 1.
        country: The country where it meets; empty by video or where that is not known.
        in_country: The how-manieth in that country; 0 where there is none.
    """

    meeting: Meeting
    number: int
    country: str = ""
    in_country: int = 0

    @property
    def name(self) -> str:
        """How it is called: ``FWG-5``."""
        return f"{self.meeting.group}-{self.number}"


def series(dialogue: Dialogue, group: str) -> tuple[Numbered, ...]:
    """The meetings of a group in order of their days, held and planned, each with its number.

    Args:
        dialogue: As it is known on some day, or in full.
        group: A group or a sub-body; each counts its own.
    """
    found = [each for each in dialogue.meeting.values() if each.group == group]
    in_order = sorted(found, key=lambda each: (each.first, each.last, each.key))
    seen: Counter[str] = Counter()
    numbered = []
    for number, meeting in enumerate(in_order, start=1):
        place = dialogue.place.get(meeting.place)
        country = place.country if place else ""
        seen[country] += 1
        numbered.append(Numbered(meeting, number, country, seen[country] if country else 0))
    return tuple(numbered)


def find_meeting(dialogue: Dialogue, name: str) -> Numbered:
    """Find a meeting by what people call it.

    Args:
        dialogue: As it is known on some day, or in full.
        name: ``FWG-5``, or the key of the meeting.

    Raises:
        InvalidInput: if there is none.
    """
    every = list(_every(dialogue))
    for each in every:
        if name in (each.name, each.meeting.key) or name.upper() == each.name:
            return each
    known = ", ".join(each.name for each in every)
    expected = f"one of {known}" if known else "a meeting; none is known on that day"
    raise InvalidInput([Fault("meeting", 0, "", name, expected)])


def find_group(dialogue: Dialogue, name: str) -> str:
    """Find a group or a sub-body by its short name, or by any of its right names.

    Args:
        dialogue: As it is known on some day, or in full.
        name: ``FWG``, ``Financial Working Group``, ``金融工作组``.

    Raises:
        InvalidInput: if there is none, or if two are called so.
    """
    groups = [each for each in dialogue.charters if each.kind is not GroupKind.CHANNEL]
    asked = name.casefold().strip()
    for group in groups:
        if asked == group.basis.id.casefold():
            return group.basis.id
    languages = {"en", "zh"}.union(*(group.names.aliases for group in groups))
    called = [
        group.basis.id
        for group in groups
        if asked in {each.casefold() for tag in languages for each in group.names.every(tag)}
    ]
    if len(called) == 1:
        return called[0]
    names = called or [group.basis.id for group in groups]
    expected = f"one of {', '.join(names)}" if names else "a group; none is known on that day"
    raise InvalidInput([Fault("group", 0, "", name, expected)])


def held_by(dialogue: Dialogue, group: str, on: date) -> tuple[Numbered, ...]:
    """The meetings that had taken place by a day, as far as is known."""
    return tuple(
        each
        for each in series(dialogue, group)
        if each.meeting.status.has_taken_place and each.meeting.last <= on
    )


def next_after(dialogue: Dialogue, group: str, on: date) -> Numbered | None:
    """The next meeting that is planned and not over by a day; None where none is planned."""
    open_ones = (
        each
        for each in series(dialogue, group)
        if not each.meeting.status.has_taken_place and each.meeting.last >= on
    )
    return next(open_ones, None)


def _every(dialogue: Dialogue) -> Iterator[Numbered]:
    for charter in dialogue.charters:
        yield from series(dialogue, charter.basis.id)
