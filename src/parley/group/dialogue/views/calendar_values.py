"""Meetings, exercises, due dates and reviews as entries of a calendar, each with its sources."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from parley.group.dialogue.basis import Basis, Source
from parley.group.dialogue.dialogue import Dialogue
from parley.group.dialogue.ledger import commitment_states
from parley.group.dialogue.meetings import Hours, Meeting
from parley.group.dialogue.series import Numbered, series
from parley.group.dialogue.views.terms import STAGES
from parley.group.dialogue.views.wording import meeting_title, where_counted, with_article
from parley.group.marking import Handling
from parley.group.words import Words


@dataclass(frozen=True)
class CalendarEntry:
    """One entry of a calendar, in whole days.

    Args:
        uid: Names it for ever, also when it is corrected.
        kind: ``meeting``, ``event``, ``due``, ``review``, ``measure``.
        first, last: Its days.
        title, text: What it says.
        handling: Who may see it.
        sources: The texts that it stands on.
        place: Where; None for nowhere or not known.
        side: Whose calendar day it is, where the sides name different ones.
        is_certain: False for what is planned, or where the days are not exact.
        version: How many corrections it has had.
        hours: From when to when, where that is known: then it is no entry of whole days.
    """

    uid: str
    kind: str
    first: date
    last: date
    title: Words
    text: Words
    handling: Handling
    sources: tuple[Source, ...]
    place: Words | None = None
    side: str = ""
    is_certain: bool = True
    version: int = 0
    hours: Hours | None = None


def calendar_entries(dialogue: Dialogue, on: date) -> tuple[CalendarEntry, ...]:
    """Everything with a day: meetings, what a group holds besides, due dates, reviews, measures.

    Args:
        dialogue: As it is known on the day.
        on: The day.
    """
    every = [
        *_meetings(dialogue),
        *_events(dialogue),
        *_due(dialogue, on),
        *_reviews(dialogue),
        *_measures(dialogue),
    ]
    return tuple(sorted(every, key=lambda each: (each.first, each.kind, each.uid)))


def _meetings(dialogue: Dialogue) -> Iterator[CalendarEntry]:
    for charter in dialogue.charters:
        for numbered in series(dialogue, charter.basis.id):
            meeting = numbered.meeting
            # with its hours known, every calendar program shows the day of its own place
            timed = meeting.hours is not None
            differ = not timed and len({(days.first, days.last) for days in meeting.days}) > 1
            for days in meeting.days if differ else meeting.days[:1]:
                side = days.side if differ else ""
                yield CalendarEntry(
                    uid=f"{meeting.key}{'-' + side if side else ''}",
                    kind="meeting",
                    first=days.first,
                    last=days.last,
                    title=_called(dialogue, numbered, side),
                    text=_with_remark(meeting.text, meeting.basis),
                    handling=meeting.basis.handling,
                    sources=_sources(dialogue, meeting.basis),
                    place=_place(dialogue, meeting),
                    side=side,
                    is_certain=meeting.status.has_taken_place and days.exact,
                    version=_version(dialogue, meeting.basis),
                    hours=meeting.hours,
                )


def _called(dialogue: Dialogue, numbered: Numbered, side: str) -> Words:
    """A meeting with its place; where the sides name different days, whose day it is."""
    name, where = meeting_title(dialogue, numbered), where_counted(dialogue, numbered)
    whose = Words("", "")
    if side:
        of = dialogue.side[side].name
        whose = Words(f", day in {with_article(of.en)}", f"，{of.zh}日期")
    return Words(f"{name.en}, {where.en}{whose.en}", f"{name.zh}，{where.zh}{whose.zh}")


def _place(dialogue: Dialogue, meeting: Meeting) -> Words | None:
    place = dialogue.place.get(meeting.place)
    return place.names.name if place else None


def _events(dialogue: Dialogue) -> Iterator[CalendarEntry]:
    """Exercises, exchanges, round tables and the like of a group; other channels are not here."""
    for event in dialogue.events:
        if not event.groups:
            continue
        place = dialogue.place.get(event.place)
        yield CalendarEntry(
            uid=event.basis.id,
            kind="event",
            first=event.days.first,
            last=event.days.last,
            title=event.title,
            text=_with_remark(event.text, event.basis),
            handling=event.basis.handling,
            sources=_sources(dialogue, event.basis),
            place=place.names.name if place else None,
            is_certain=event.status.has_taken_place and event.days.exact,
            version=_version(dialogue, event.basis),
        )


def _due(dialogue: Dialogue, on: date) -> Iterator[CalendarEntry]:
    for state in commitment_states(dialogue, on):
        commitment, due = state.commitment, state.commitment.due_now
        if due is not None and state.is_open:
            said = Words(f"Due: {commitment.text.en}", f"到期：{commitment.text.zh}")
            version = len(commitment.revisions) + _version(dialogue, commitment.basis)
            yield _whole_day(
                dialogue, commitment.basis, "due", due, said, commitment.text, version=version
            )


def _reviews(dialogue: Dialogue) -> Iterator[CalendarEntry]:
    for each in dialogue.disagreements:
        if each.review is not None and each.closed is None:
            said = Words(f"Review: {each.text.en}", f"再议：{each.text.zh}")
            yield _whole_day(dialogue, each.basis, "review", each.review, said, each.text)


def _measures(dialogue: Dialogue) -> Iterator[CalendarEntry]:
    for measure in dialogue.measures:
        for stage in measure.stages:
            reached, side = STAGES[stage.stage], dialogue.side[measure.by].name
            said = Words(
                f"{side.en}: {measure.name.en} ({reached.en})",
                f"{side.zh}：{measure.name.zh}（{reached.zh}）",
            )
            yield _whole_day(dialogue, stage.basis, "measure", stage.day, said, stage.text)


def _whole_day(
    dialogue: Dialogue,
    basis: Basis,
    kind: str,
    day: date,
    title: Words,
    text: Words,
    *,
    version: int = 0,
) -> CalendarEntry:
    return CalendarEntry(
        uid=basis.id,
        kind=kind,
        first=day,
        last=day,
        title=title,
        text=_with_remark(text, basis),
        handling=basis.handling,
        sources=_sources(dialogue, basis),
        version=version,
    )


def _version(dialogue: Dialogue, basis: Basis) -> int:
    """How many earlier entries it stands in for, corrections of corrections too."""
    return sum(last == basis.id for last in dialogue.replaced.values())


def _with_remark(text: Words, basis: Basis) -> Words:
    if basis.remark is None:
        return text
    return Words(f"{text.en} {basis.remark.en}", f"{text.zh}{basis.remark.zh}")


def _sources(dialogue: Dialogue, basis: Basis) -> tuple[Source, ...]:
    return tuple(dialogue.source[name] for name in basis.sources)
