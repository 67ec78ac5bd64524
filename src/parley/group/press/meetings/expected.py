"""What the record holds of each meeting, laid out for comparing with what a text says."""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date

from parley.group.dialogue.dialogue import Dialogue
from parley.group.dialogue.meetings import Mode
from parley.group.dialogue.series import Numbered, series

VIDEO = "video"


@dataclass(frozen=True)
class Expected:
    """A meeting as the record has it.

    Args:
        name: ``FWG-5``, or the name of the event of another channel.
        group: The group or channel.
        number: Its number; 0 for an event of a channel, which the record does not count.
        days: The first and last day on each calendar.
        is_exact: Whether those are the days; else it took place on some day between.
        place: The town in English, ``video``, or empty where it is not known.
        country: Where that is.
        in_country: The how-manieth in that country; 0 where there is none.
        in_town: The how-manieth of the group in that town; 0 where there is none.
        heads: Who led each side.
        took_place: Whether it was held.
    """

    name: str
    group: str
    number: int
    days: tuple[tuple[date, date], ...]
    is_exact: bool
    place: str = ""
    country: str = ""
    in_country: int = 0
    in_town: int = 0
    heads: Mapping[str, tuple[str, ...]] | None = None
    took_place: bool = True

    @property
    def first(self) -> date:
        """The first day on any calendar."""
        return min(first for first, _ in self.days)

    @property
    def last(self) -> date:
        """The last day on any calendar."""
        return max(last for _, last in self.days)

    def meets_within(self, first: date, last: date) -> bool:
        """Whether one of its days, on any calendar, is one of those from first to last."""
        return first <= self.last and self.first <= last

    def in_words(self) -> str:
        """Its days as a reader would write them."""
        spans = [str(first) if first == last else f"{first}/{last}" for first, last in self.days]
        days = " = ".join(dict.fromkeys(spans))
        return days if self.is_exact else f"between {self.first} and {self.last}"


def expected_meetings(dialogue: Dialogue) -> Mapping[str, tuple[Expected, ...]]:
    """Every meeting of every group, sub-body and channel that the record has, by group."""
    found: dict[str, list[Expected]] = {}
    for charter in dialogue.charters:
        there: Counter[str] = Counter()
        for numbered in series(dialogue, charter.basis.id):
            meeting = _of_meeting(numbered, dialogue)
            there[meeting.place] += bool(meeting.number)
            meeting = replace(meeting, in_town=there[meeting.place] if meeting.number else 0)
            found.setdefault(charter.basis.id, []).append(meeting)
    for expected in _of_channels(dialogue):
        found.setdefault(expected.group, []).append(expected)
    return {group: tuple(meetings) for group, meetings in found.items()}


def _of_meeting(numbered: Numbered, dialogue: Dialogue) -> Expected:
    meeting = numbered.meeting
    exact = [each for each in meeting.days if each.exact]
    return Expected(
        name=numbered.name,
        group=meeting.group,
        number=numbered.number,
        days=tuple((each.first, each.last) for each in exact or meeting.days),
        is_exact=bool(exact),
        place=_place(meeting.place, meeting.mode, dialogue),
        country=numbered.country,
        in_country=numbered.in_country,
        heads={each.side: each.heads for each in meeting.delegations if each.heads},
        took_place=meeting.status.has_taken_place,
    )


def _of_channels(dialogue: Dialogue) -> Iterator[Expected]:
    for event in dialogue.events:
        if not event.channel:
            continue
        place = dialogue.place.get(event.place)
        yield Expected(
            name=event.title.en,
            group=event.channel,
            number=0,
            days=((event.days.first, event.days.last),),
            is_exact=event.days.exact,
            place=_place(event.place, event.mode, dialogue),
            country=place.country if place else "",
        )


def _place(place: str, mode: Mode, dialogue: Dialogue) -> str:
    if place in dialogue.place:
        return dialogue.place[place].names.name.en
    return VIDEO if mode is Mode.VIDEO else ""
