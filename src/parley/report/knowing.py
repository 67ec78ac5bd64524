"""What each side came to know and do, compared between the ways: when, how late, or never."""

from dataclasses import dataclass

from parley.group.exercise.outcome import Outcome, Way
from parley.group.exercise.script import Exercise
from parley.report.words import Catalogue


@dataclass(frozen=True)
class Moment:
    """One thing that a side learns, or one decision that takes effect, in each way of playing.

    Args:
        kind: ``learns`` or ``effect``.
        side: The side concerned.
        subject: Identifier of the fact or of the decision.
        minutes: Exercise minutes by way; a way in which it never happens is absent.
    """

    kind: str
    side: str
    subject: str
    minutes: dict[Way, int]

    @property
    def is_moved_by_talking(self) -> bool:
        """Whether it comes at different times, or not at all, in some way in which people act."""
        acting = [self.minutes.get(way) for way in (Way.ALONE, Way.SCRIPTED, Way.AT_ONCE)]
        return len(set(acting)) > 1


def moments(outcome: Outcome) -> tuple[Moment, ...]:
    """Everything learnt and everything that took effect, by the minute of talking at once."""
    found: dict[tuple[str, str, str], dict[Way, int]] = {}
    for played in outcome.played:
        for event in played.events:
            if event.kind in ("learns", "effect"):
                key = (event.kind, event.side, event.subject)
                found.setdefault(key, {}).setdefault(played.way, event.minute)
    listed = [Moment(*key, minutes) for key, minutes in found.items()]
    return tuple(
        sorted(
            listed,
            key=lambda each: (
                each.kind != "learns",
                each.minutes.get(Way.AT_ONCE, max(each.minutes.values())),
                each.subject,
            ),
        )
    )


def numbered(exercise: Exercise) -> dict[str, int]:
    """The number by which charts call each decision: its place in the script, from 1."""
    return {decision.id: place for place, decision in enumerate(exercise.decisions, start=1)}


def fact_in_words(exercise: Exercise, fact: str, words: Catalogue) -> str:
    """What a fact says: the text of the first inject that informs of it."""
    for inject in exercise.injects:
        if fact in inject.informs:
            return words.of(inject.text)
    return fact


@dataclass(frozen=True)
class LateCall:
    """The call of the script that came latest, in words."""

    side: str
    fact: str
    minutes: int


def called_too_late(outcome: Outcome, words: Catalogue) -> LateCall | None:
    """Find what a side learnt by a notice of the script with most minutes lost."""
    exercise = outcome.exercise
    told = {
        (exercise.side_of(notice.receiver), fact)
        for notice in exercise.notices
        for fact in notice.carries
    }
    late = [
        event
        for event in outcome.way(Way.SCRIPTED).events
        if event.kind == "learns" and event.minutes_lost and (event.side, event.subject) in told
    ]
    if not late:
        return None
    worst = max(late, key=lambda event: event.minutes_lost)
    names = {side.id: words.of(side.name) for side in exercise.sides}
    return LateCall(
        names[worst.side], fact_in_words(exercise, worst.subject, words), worst.minutes_lost
    )
