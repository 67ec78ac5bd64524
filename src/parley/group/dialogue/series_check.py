"""Checks of a series: claims of texts against the record, and the record against itself."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from itertools import pairwise

from parley.group.dialogue.claims import Claim
from parley.group.dialogue.dialogue import Dialogue, HasBasis
from parley.group.dialogue.meetings import Delegation, Meeting
from parley.group.dialogue.people import Held
from parley.group.dialogue.series import Numbered, series
from parley.group.dialogue.views.wording import counted, day_words, meeting_days, month_words
from parley.group.words import Words


@dataclass(frozen=True)
class Mismatch:
    """Something that does not fit.

    Args:
        kind: ``number``, ``place``, ``day``, ``founded``, ``head``, ``lead``, ``group``, ``count``,
            ``office``, ``post``, ``body``, ``overdue``, ``overlap``, ``readout``, ``published``.
        said: What is said.
        record: What the record holds.
        entries: The entries that it is about; the first is the one that says it.
    """

    kind: str
    said: Words
    record: Words
    entries: tuple[HasBasis, ...]


def check_claims(dialogue: Dialogue) -> tuple[Mismatch, ...]:
    """What texts say of the meetings and the record does not hold."""
    return tuple(each for claim in dialogue.claims for each in check_claim(dialogue, claim))


def check_claim(dialogue: Dialogue, claim: Claim) -> tuple[Mismatch, ...]:
    """Compare one claim with the record.

    Args:
        dialogue: As it is known on a day.
        claim: What a text says. Without a meeting the number tells which one is meant; a number
            that the series does not have is wrong itself.
    """
    return tuple(_against_group(dialogue, claim)) + tuple(_against_meeting(dialogue, claim))


def _against_group(dialogue: Dialogue, claim: Claim) -> Iterator[Mismatch]:
    charter = dialogue.charter.get(claim.group)
    if charter is None:
        return
    own = (claim, charter)
    if claim.founded and charter.founded and not _same_month(claim.founded, charter.founded):
        month, day = month_words(claim.founded), day_words(charter.founded)
        yield Mismatch("founded", month, day, own)
    for side, body in claim.leads.items():
        holds = charter.leads.get(side, "")
        if holds and body != holds:
            said, record = (dialogue.body[each].names.name for each in (body, holds))
            yield Mismatch("lead", said, record, own)


def _same_month(one: date, other: date) -> bool:
    return (one.year, one.month) == (other.year, other.month)


def _against_meeting(dialogue: Dialogue, claim: Claim) -> Iterator[Mismatch]:
    numbered = _meant(dialogue, claim)
    if numbered is None:
        if claim.number:
            known = len(series(dialogue, claim.group))
            held = Words(f"{known} meetings", f"共{known}次会议")
            charter = dialogue.charter[claim.group]
            said = Words(f"number {claim.number}", f"第{claim.number}次")
            yield Mismatch("number", said, held, (claim, charter))
        return
    meeting, own = numbered.meeting, (claim, numbered.meeting)
    record = counted(dialogue, numbered)
    if claim.group != meeting.group:
        said = dialogue.charter[claim.group].names.name
        yield Mismatch("group", said, record, own)
    elif claim.number and claim.number != numbered.number:
        said = Words(f"number {claim.number}", f"第{claim.number}次")
        yield Mismatch("number", said, record, own)
    if claim.in_country and claim.in_country != numbered.in_country:
        said = Words(f"{claim.in_country} in the country", f"在该国第{claim.in_country}次")
        yield Mismatch("count", said, record, own)
    if claim.place and claim.place != meeting.place:
        yield Mismatch("place", dialogue.place[claim.place].names.name, record, own)
    if claim.day and not any(each.holds(claim.day) for each in meeting.days):
        yield Mismatch("day", day_words(claim.day), meeting_days(dialogue, meeting), own)
    for side, person in claim.heads.items():
        heads = meeting.delegation(side).heads
        if heads and person not in heads:
            said = dialogue.person[person].names.name
            holds = dialogue.person[heads[0]].names.name
            yield Mismatch("head", said, holds, own)
    yield from _against_offices(dialogue, claim, meeting)


def _against_offices(dialogue: Dialogue, claim: Claim, meeting: Meeting) -> Iterator[Mismatch]:
    """An office that a person is not known to have held on the first day of a meeting."""
    for name, said in claim.offices.items():
        person = dialogue.person.get(name)
        held = [post.title for post in person.posts_on(meeting.first)] if person else []
        if person and held and said.en.casefold() not in {title.en.casefold() for title in held}:
            yield Mismatch("office", said, held[0], (claim, meeting, person))


def _meant(dialogue: Dialogue, claim: Claim) -> Numbered | None:
    """The meeting that a claim is about."""
    groups = [each.basis.id for each in dialogue.charters]
    every = [each for group in groups for each in series(dialogue, group)]
    if claim.meeting:
        return next((each for each in every if each.meeting.key == claim.meeting), None)
    own = [each for each in every if each.meeting.group == claim.group]
    return next((each for each in own if claim.number == each.number), None)


def check_record(dialogue: Dialogue, on: date) -> tuple[Mismatch, ...]:
    """What does not fit within the record itself.

    Args:
        dialogue: As it is known on a day.
        on: The day.
    """
    found: list[Mismatch] = []
    for charter in dialogue.charters:
        meetings = series(dialogue, charter.basis.id)
        for each in meetings:
            found += _in_meeting(dialogue, each, on)
        for one, other in pairwise(meetings):
            found += _overlap(dialogue, one, other)
    return tuple(found)


def _overlap(dialogue: Dialogue, one: Numbered, other: Numbered) -> Iterator[Mismatch]:
    """Two meetings of one group at once, where both days are certain."""
    exact = all(days.exact for each in (one, other) for days in each.meeting.days)
    if exact and one.meeting.last >= other.meeting.first:
        said, record = counted(dialogue, other), counted(dialogue, one)
        yield Mismatch("overlap", said, record, (other.meeting, one.meeting))


def _in_meeting(dialogue: Dialogue, numbered: Numbered, on: date) -> Iterator[Mismatch]:
    meeting = numbered.meeting
    if not meeting.status.has_taken_place and meeting.last < on:
        said = Words("planned", "计划举行")
        yield Mismatch("overdue", said, counted(dialogue, numbered), (meeting,))
    for side, day in meeting.read_out.items():
        if day < min(each.first for each in meeting.days):
            name = dialogue.side[side].name
            said = Words(
                f"{name.en} published on {day_words(day).en}",
                f"{name.zh}于{day_words(day).zh}发布",
            )
            yield Mismatch("readout", said, counted(dialogue, numbered), (meeting,))
    for text in dialogue.readouts:
        told = meeting.read_out.get(text.side, text.published)
        if text.meeting == meeting.key and told != text.published:
            said, record = day_words(text.published), counted(dialogue, numbered)
            yield Mismatch("published", said, record, (text, meeting))
    for delegation in meeting.delegations:
        yield from _without_being(dialogue, numbered, delegation)
        for person in delegation.heads:
            yield from _without_post(dialogue, numbered, person)


def _without_being(
    dialogue: Dialogue, numbered: Numbered, delegation: Delegation
) -> Iterator[Mismatch]:
    """A body at a meeting that was not there yet or any more, and who has its tasks that day."""
    day = numbered.meeting.first
    for name in delegation.bodies:
        body = dialogue.body.get(name)
        if body is None or body.exists_on(day):
            continue
        heir = next((e for e in dialogue.bodies if name in e.follows and e.exists_on(day)), None)
        record = heir.names.name if heir else Words("no such body on that day", "当日无此机构")
        yield Mismatch("body", body.names.name, record, (numbered.meeting, body))


def _without_post(dialogue: Dialogue, numbered: Numbered, person: str) -> Iterator[Mismatch]:
    """A head who by the record held no post on the day."""
    own = dialogue.person.get(person)
    if own is None or not own.posts:
        return
    held = {post.held_on(numbered.meeting.first) for post in own.posts}
    if held == {Held.NO}:
        record = Words("no post on that day", "当日无任职记录")
        yield Mismatch("post", own.names.name, record, (numbered.meeting, own))
