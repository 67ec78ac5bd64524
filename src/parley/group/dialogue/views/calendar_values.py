"""Meetings, due dates and reviews as entries of a calendar; iCalendar is written from them."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from parley.group.dialogue.basis import Basis
from parley.group.dialogue.dialogue import Dialogue
from parley.group.dialogue.ledger import commitment_states
from parley.group.dialogue.series import series
from parley.group.dialogue.views.wording import counted
from parley.group.marking import Handling
from parley.group.words import Words


@dataclass(frozen=True)
class CalendarEntry:
    """One entry of a calendar, in whole days.

    Args:
        uid: Names it for ever, also when it is corrected.
        kind: ``meeting``, ``due``, ``review``, ``measure``.
        first, last: Its days.
        title, text: What it says.
        place: Where; None for nowhere or not known.
        side: Whose calendar day it is, where the sides name different ones.
        is_certain: False for what is planned, or where the days are not exact.
        version: How many corrections it has had.
        handling: Who may see it.
    """

    uid: str
    kind: str
    first: date
    last: date
    title: Words
    text: Words
    handling: Handling
    place: Words | None = None
    side: str = ""
    is_certain: bool = True
    version: int = 0


def calendar_entries(dialogue: Dialogue, on: date) -> tuple[CalendarEntry, ...]:
    """Everything with a day: meetings, due dates, reviews, measures that come into force.

    Args:
        dialogue: As it is known on the day.
        on: The day.
    """
    every = [*_meetings(dialogue), *_due(dialogue, on), *_reviews(dialogue), *_measures(dialogue)]
    return tuple(sorted(every, key=lambda each: (each.first, each.uid)))


def _meetings(dialogue: Dialogue) -> Iterator[CalendarEntry]:
    for charter in dialogue.charters:
        for numbered in series(dialogue, charter.basis.id):
            meeting = numbered.meeting
            place = dialogue.place.get(meeting.place)
            for days in meeting.days:
                yield CalendarEntry(
                    uid=f"{meeting.key}{'-' + days.side if days.side else ''}",
                    kind="meeting",
                    first=days.first,
                    last=days.last,
                    title=counted(dialogue, numbered),
                    text=meeting.text,
                    handling=meeting.basis.handling,
                    place=place.names.name if place else None,
                    side=days.side,
                    is_certain=meeting.status.has_taken_place and days.exact,
                    version=len(meeting.basis.supersedes),
                )


def _due(dialogue: Dialogue, on: date) -> Iterator[CalendarEntry]:
    for state in commitment_states(dialogue, on):
        commitment, due = state.commitment, state.commitment.due_now
        if due is not None and state.is_open:
            said = Words(f"Due: {commitment.text.en}", f"到期：{commitment.text.zh}")
            yield _whole_day(commitment.basis, "due", due, said, commitment.text)


def _reviews(dialogue: Dialogue) -> Iterator[CalendarEntry]:
    for each in dialogue.disagreements:
        if each.review is not None and each.closed is None:
            said = Words(f"Review: {each.text.en}", f"再议：{each.text.zh}")
            yield _whole_day(each.basis, "review", each.review, said, each.text)


def _measures(dialogue: Dialogue) -> Iterator[CalendarEntry]:
    for measure in dialogue.measures:
        for stage in measure.stages:
            said = Words(f"{measure.name.en}: {stage.stage}", f"{measure.name.zh}：{stage.text.zh}")
            yield _whole_day(stage.basis, "measure", stage.day, said, stage.text)


def _whole_day(basis: Basis, kind: str, day: date, title: Words, text: Words) -> CalendarEntry:
    return CalendarEntry(basis.id, kind, day, day, title, text, basis.handling)
