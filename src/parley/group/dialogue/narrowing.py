"""The part of a dialogue that is about one group, one topic or one side: a ledger of hundreds."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date

from parley.errors import Fault, InvalidInput
from parley.group.dialogue.concerns import Disagreement, Question, Referral
from parley.group.dialogue.dialogue import Dialogue
from parley.group.dialogue.ledger import concern_states, groups_of


@dataclass(frozen=True)
class Only:
    """What somebody asks about; what is empty narrows nothing.

    Args:
        group: Raised or owed in this group; what names no group belongs to each.
        topics: About one of these.
        side: Raised, owed or asked by this side.
    """

    group: str = ""
    topics: frozenset[str] = frozenset()
    side: str = ""

    def has(self, *, groups: Iterable[str], topic: str, sides: Iterable[str]) -> bool:
        """Whether something of these groups, this topic and these sides is asked about."""
        named = set(groups)
        return (
            (not self.group or not named or self.group in named)
            and (not self.topics or topic in self.topics)
            and (not self.side or self.side in set(sides))
        )


def find_side(dialogue: Dialogue, name: str) -> str:
    """Check the name of a side: ``US``, ``us``, ``United States``, ``美国``.

    Raises:
        InvalidInput: if there is none.
    """
    for side in dialogue.sides:
        names = (side.id, side.name.en, side.name.zh)
        if name.casefold() in {each.casefold() for each in names}:
            return side.id
    raise InvalidInput([Fault("side", 0, "", name, f"one of {', '.join(dialogue.side)}")])


def narrowed(dialogue: Dialogue, only: Only, on: date) -> Dialogue:
    """A dialogue with those concerns, commitments and other items alone that are asked about.

    Meetings, topics, people and all that is not owed or asked stay, since lines name them.

    Args:
        dialogue: As it is known on a day.
        only: What is asked about.
        on: The day.
    """
    if only == Only():
        return dialogue
    concerns = tuple(
        each.concern
        for each in concern_states(dialogue, on)
        if only.has(
            groups=groups_of(dialogue, each) or ("no group",),
            topic=each.concern.topic,
            sides=(each.concern.by,),
        )
    )
    commitments = tuple(
        each
        for each in dialogue.commitments
        if only.has(groups=each.groups, topic=each.topic, sides=each.owners)
    )
    return replace(
        dialogue,
        concerns=concerns,
        commitments=commitments,
        questions=tuple(e for e in dialogue.questions if _asks(dialogue, e, only)),
        referrals=tuple(e for e in dialogue.referrals if _asks(dialogue, e, only)),
        disagreements=tuple(e for e in dialogue.disagreements if _differs(dialogue, e, only)),
    )


def _asks(dialogue: Dialogue, item: Question | Referral, only: Only) -> bool:
    """Whether a question or an item that was passed on is asked about."""
    meeting = dialogue.meeting.get(item.meeting)
    if isinstance(item, Referral):
        sides = [item.raised_by]
    else:
        sides = [dialogue.body[item.by].side] if item.by in dialogue.body else []
    groups = (meeting.group,) if meeting is not None else ()
    return only.has(groups=groups, topic=item.topic, sides=sides)


def _differs(dialogue: Dialogue, item: Disagreement, only: Only) -> bool:
    """A disagreement is both sides', and stands in every group: none may hide it."""
    return only.has(groups=(), topic=item.topic, sides=dialogue.side)
