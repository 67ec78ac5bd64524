"""Where concerns and commitments stand: folds over a dialogue as it is known on a day."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from parley.group.dialogue.basis import Basis, Confidence, Standing
from parley.group.dialogue.commitments import Commitment, Grade, Level, Progress
from parley.group.dialogue.concerns import Answer, Concern, Question, Raising, Reply
from parley.group.dialogue.dialogue import Dialogue
from parley.group.dialogue.meetings import Event
from parley.group.marking import strictest
from parley.group.words import Words

#: After so many days without a word an open commitment is silent.
SILENT_AFTER = timedelta(days=180)

#: The name of a proposal that was derived: the commitment and the event that may fulfil it.
PROPOSAL = "{commitment}--{event}"


@dataclass(frozen=True)
class ConcernState:
    """A concern with everything that was raised and answered by a day.

    Args:
        concern: The thread.
        raisings: Each time, in order of days.
        answers: Everything that came back or was seen, in order of days.
    """

    concern: Concern
    raisings: tuple[Raising, ...]
    answers: tuple[Answer, ...]

    @property
    def is_open(self) -> bool:
        """Open until somebody says that it is settled."""
        return all(each.reply is not Reply.SETTLED for each in self.answers)

    @property
    def is_answered(self) -> bool:
        """Whether the other side has replied since it was raised last. It stays open."""
        replies = [each.day for each in self.answers if each.reply is not Reply.EVIDENCE]
        return bool(replies) and (not self.raisings or max(replies) >= self.raisings[-1].day)

    @property
    def last_day(self) -> date:
        """The last day on which anything was said about it."""
        days = [each.day for each in self.raisings] + [each.day for each in self.answers]
        return max(days, default=self.concern.basis.known_from)


def concern_states(dialogue: Dialogue, on: date) -> tuple[ConcernState, ...]:
    """Every concern, with what was raised and answered by a day.

    Args:
        dialogue: As it is known on that day.
        on: The day.
    """
    found = []
    for concern in dialogue.concerns:
        name = concern.basis.id
        raisings = [each for each in dialogue.raisings if each.concern == name and each.day <= on]
        answers = [each for each in dialogue.answers if each.to == name and each.day <= on]
        raisings.sort(key=lambda each: each.day)
        answers.sort(key=lambda each: each.day)
        found.append(ConcernState(concern, tuple(raisings), tuple(answers)))
    return tuple(found)


def groups_of(dialogue: Dialogue, state: ConcernState) -> frozenset[str]:
    """The groups in which a concern was raised, at a meeting or between the principals."""
    found: set[str] = set()
    for each in state.raisings:
        if each.meeting in dialogue.meeting:
            found.add(dialogue.meeting[each.meeting].group)
        event = dialogue.by_id.get(each.event)
        if isinstance(event, Event):
            found.update(event.groups)
    return frozenset(found)


def open_questions(dialogue: Dialogue) -> tuple[tuple[Question, tuple[Answer, ...]], ...]:
    """Questions between regulators that nobody has answered in full or declined."""
    closing = (Reply.ANSWERED, Reply.DECLINED, Reply.SETTLED)
    found = []
    for question in dialogue.questions:
        answers = tuple(each for each in dialogue.answers if each.to == question.basis.id)
        if all(each.reply not in closing for each in answers):
            found.append((question, answers))
    return tuple(found)


@dataclass(frozen=True)
class CommitmentState:
    """A commitment as it stands on a day.

    Args:
        commitment: What was said.
        confirmed: Progress that a person or a text vouches for, in order of days.
        proposed: Progress that waits for a person's judgement.
        on: The day.
    """

    commitment: Commitment
    confirmed: tuple[Progress, ...]
    proposed: tuple[Progress, ...]
    on: date

    def level(self, side: str = "") -> Level:
        """How far it has come as a side sees it; empty for whoever said the last word."""
        seen = [each for each in self.confirmed if side in ("", each.seen_by)]
        return seen[-1].level if seen else Level.NO_EVIDENCE

    @property
    def done_on(self) -> date | None:
        """The actual date; None while it is not complete."""
        done = [each.day for each in self.confirmed if each.level is Level.COMPLETE]
        return min(done, default=None)

    @property
    def is_open(self) -> bool:
        """Whether anything is still owed."""
        return self.done_on is None and self.commitment.grade is not Grade.DONE

    @property
    def is_overdue(self) -> bool:
        """Whether the date that holds has gone by."""
        due = self.commitment.due_now
        return self.is_open and due is not None and due < self.on

    @property
    def last_day(self) -> date:
        """The last day on which anything was said about it."""
        every = (*self.confirmed, *self.proposed)
        return max((each.day for each in every), default=self.commitment.made)

    @property
    def is_silent(self) -> bool:
        """Whether nothing has been said about it for long, while it is open."""
        return self.is_open and self.on - self.last_day > SILENT_AFTER


def commitment_states(dialogue: Dialogue, on: date) -> tuple[CommitmentState, ...]:
    """Every commitment, with its progress by a day and the proposals that follow from events.

    Args:
        dialogue: As it is known on that day.
        on: The day.
    """
    found = []
    for commitment in dialogue.commitments:
        own = [each for each in dialogue.progress if each.commitment == commitment.basis.id]
        own = sorted((each for each in own if each.day <= on), key=lambda each: each.day)
        confirmed = tuple(e for e in own if e.basis.standing is Standing.CONFIRMED)
        proposed = [each for each in own if each.basis.standing is Standing.PROPOSED]
        state = CommitmentState(commitment, confirmed, (), on)
        if state.is_open:
            known = {each.basis.id for each in own} | dialogue.rejected
            proposed += (each for each in _derived(dialogue, state) if each.basis.id not in known)
        found.append(CommitmentState(commitment, confirmed, tuple(proposed), on))
    return tuple(found)


def owed_in(dialogue: Dialogue, group: str, on: date) -> list[CommitmentState]:
    """Open commitments that concern a group, or no single one."""
    return [
        each
        for each in commitment_states(dialogue, on)
        if each.is_open and group in (each.commitment.groups or (group,))
    ]


def proposals(dialogue: Dialogue, on: date) -> tuple[Progress, ...]:
    """Everything about commitments that waits for a person's judgement."""
    return tuple(each for state in commitment_states(dialogue, on) for each in state.proposed)


def _derived(dialogue: Dialogue, state: CommitmentState) -> Iterator[Progress]:
    """Proposals: an event took place that may be what a commitment said."""
    commitment = state.commitment
    if commitment.expects is None:
        return
    for event in dialogue.events:
        place = dialogue.place.get(event.place)
        country = place.country if place else ""
        if not commitment.made <= event.days.last <= state.on:
            continue
        if commitment.expects.fits(event, country):
            yield _proposal(commitment, event)


def _proposal(commitment: Commitment, event: Event) -> Progress:
    grounds = (commitment.basis, event.basis)
    name = PROPOSAL.format(commitment=commitment.basis.id, event=event.basis.id)
    return Progress(
        basis=Basis(
            id=name,
            sources=tuple(dict.fromkeys((*event.basis.sources, *commitment.basis.sources))),
            known_from=max(basis.known_from for basis in grounds),
            handling=strictest(basis.handling for basis in grounds),
            confidence=Confidence.INFERRED,
            standing=Standing.PROPOSED,
        ),
        commitment=commitment.basis.id,
        day=event.days.last,
        level=Level.COMPLETE,
        text=Words(
            f"May be fulfilled by: {event.title.en}.", f"可能已由此事项履行：{event.title.zh}。"
        ),
        evidence=(event.basis.id,),
    )
