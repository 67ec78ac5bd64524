"""Who knows what when, and who acts on it when, in each way of playing the same exercise."""

from dataclasses import dataclass

from parley.group.exercise.outcome import Event, Way
from parley.group.exercise.script import Decision, Exercise, Notice

#: Minutes from the start, by side and fact; what a side never learns is absent.
Known = dict[tuple[str, str], int]

#: The order of things that happen in the same minute: whoever is told can pass it on at once.
KINDS_OF_EVENT = ("inject", "notice", "learns", "decision", "effect")


@dataclass(frozen=True)
class Taken:
    """A decision that was taken in one way of playing.

    Args:
        decision: As the script has it.
        decided_minute: When it was taken, exercise minutes from the start.
        effect_minute: When it took effect.
        sides: The sides on whose institutions it acts: the decider's own, and the other one
            where a joint decision found both informed.
    """

    decision: Decision
    decided_minute: int
    effect_minute: int
    sides: tuple[str, ...]


def learned(exercise: Exercise, way: Way) -> Known:
    """Find the first minute at which each side knows each fact.

    Silent and alone, a side knows what its own injects and the public ones say. By the script,
    it also knows what a notice carries, from the minute of the notice, if the sender's side
    knew it by then. At once, it also knows what the other side was told ``notice_minutes``
    before; the notices of the script are not used.

    Args:
        exercise: The script.
        way: The way of playing.

    Returns:
        Exercise minutes by (side, fact); what a side does not learn in time is absent.
    """
    known = exercise.told()
    if way is Way.SCRIPTED:
        for notice in sorted(exercise.notices, key=_by_minute):
            _pass_on(exercise, notice, known)
    elif way is Way.AT_ONCE:
        for (side, fact), minute in exercise.told().items():
            other = _other(exercise, side)
            arrives = minute + exercise.notice_minutes
            if arrives <= exercise.hours * 60:
                known[other, fact] = min(arrives, known.get((other, fact), arrives))
    return known


def taken(exercise: Exercise, way: Way) -> tuple[Taken, ...]:
    """Find the decisions that scripted players take, and when these take effect.

    ::

        decided = minute at which the decider's side knows what it needs + wait
        effect  = decided + delay

    A joint decision counts from the minute at which both sides know. If the other side never
    does, or if the sides do not talk (each alone), the decider acts alone, on its own side only:
    nobody agrees a joint word with somebody he does not speak to. What would take effect after
    the end of the exercise is not taken; if nobody acts, nothing is.

    Args:
        exercise: The script.
        way: The way of playing.

    Returns:
        In the order of their effect.
    """
    if way is Way.SILENT:
        return ()
    known = learned(exercise, way)
    talk = way is not Way.ALONE
    found = [_take(exercise, decision, known, talk) for decision in exercise.decisions]
    within = [each for each in found if each and each.effect_minute <= exercise.hours * 60]
    return tuple(sorted(within, key=lambda each: (each.effect_minute, each.decision.id)))


def events(exercise: Exercise, way: Way) -> tuple[Event, ...]:
    """Lay out everything that happens in one way of playing on one time line.

    ``minutes_lost`` says how much later a side learns something, or a decision takes effect,
    than if the sides had talked at once.

    Args:
        exercise: The script.
        way: The way of playing.

    Returns:
        Sorted by minute; within a minute in the order of ``KINDS_OF_EVENT``.
    """
    line = _told(exercise)
    if way is Way.SCRIPTED:
        for notice in exercise.notices:
            side = exercise.side_of(notice.sender)
            line.append(Event(notice.minute, "notice", side, notice.sender, notice.id))
    earliest = learned(exercise, Way.AT_ONCE)
    for (side, fact), minute in learned(exercise, way).items():
        lost = _lost(minute, earliest.get((side, fact)))
        line.append(Event(minute, "learns", side, "", fact, lost))
    soonest = {each.decision.id: each.effect_minute for each in taken(exercise, Way.AT_ONCE)}
    for each in taken(exercise, way):
        actor, subject = each.decision.authority, each.decision.id
        side = exercise.side_of(actor)
        lost = _lost(each.effect_minute, soonest.get(subject))
        line.append(Event(each.decided_minute, "decision", side, actor, subject))
        line.append(Event(each.effect_minute, "effect", side, actor, subject, lost))
    return tuple(sorted(line, key=_in_order))


def _by_minute(notice: Notice) -> tuple[int, str]:
    return notice.minute, notice.id


def _in_order(event: Event) -> tuple[int, int, str, str]:
    return event.minute, KINDS_OF_EVENT.index(event.kind), event.side, event.subject


def _lost(minute: int, earliest: int | None) -> int:
    return 0 if earliest is None else max(0, minute - earliest)


def _other(exercise: Exercise, side: str) -> str:
    return next(each.id for each in exercise.sides if each.id != side)


def _pass_on(exercise: Exercise, notice: Notice, known: Known) -> None:
    """Enter into ``known`` what a notice tells its receiver's side."""
    sender, receiver = exercise.side_of(notice.sender), exercise.side_of(notice.receiver)
    for fact in notice.carries:
        since = known.get((sender, fact))
        if since is not None and since <= notice.minute:
            known[receiver, fact] = min(notice.minute, known.get((receiver, fact), notice.minute))


def _take(exercise: Exercise, decision: Decision, known: Known, talk: bool) -> Taken | None:
    """The decision as it is taken on what is known, or None if its side never knows enough."""
    own = exercise.side_of(decision.authority)
    since = known.get((own, decision.needs))
    if since is None:
        return None
    sides: tuple[str, ...] = (own,)
    if decision.joint_with and talk:
        other = exercise.side_of(decision.joint_with)
        other_since = known.get((other, decision.needs))
        if other_since is not None:
            sides, since = (own, other), max(since, other_since)
    decided = since + decision.wait
    return Taken(decision, decided, decided + decision.delay, sides)


def _told(exercise: Exercise) -> list[Event]:
    """One event for each inject, at the side and authority to which it is addressed."""
    when = exercise.minutes()
    line = []
    for inject in exercise.injects:
        is_player = inject.to in exercise.authorities
        side, actor = (exercise.side_of(inject.to), inject.to) if is_player else ("", "")
        line.append(Event(when[inject.id], "inject", side, actor, inject.id))
    return line
