"""When each topic was spoken about at a group's meetings, by whom, with what result."""

from collections.abc import Iterator
from dataclasses import dataclass

from parley.group.dialogue.basis import Basis, Standing
from parley.group.dialogue.dialogue import Dialogue
from parley.group.dialogue.series import Numbered, series
from parley.group.dialogue.topics import TopicAt, TopicStage

#: A topic that was at so many meetings and then at none of as many is silent.
SILENT_MEETINGS = 2


@dataclass(frozen=True)
class Occasion:
    """A topic at one meeting."""

    numbered: Numbered
    at: TopicAt

    @property
    def basis(self) -> Basis:
        """What it stands on."""
        return self.at.basis


@dataclass(frozen=True)
class TopicHistory:
    """A topic over the meetings of a group, in order.

    Args:
        topic: Which.
        occasions: Each meeting that had it, planned or held.
        meetings_since: How many meetings were held since it was last raised or agreed.
    """

    topic: str
    occasions: tuple[Occasion, ...]
    meetings_since: int

    @property
    def spoken(self) -> tuple[Occasion, ...]:
        """The meetings at which it was in fact spoken about."""
        return tuple(e for e in self.occasions if is_spoken(e))

    @property
    def is_silent(self) -> bool:
        """Whether it was spoken about more than once and then fell silent."""
        return len(self.spoken) >= SILENT_MEETINGS <= self.meetings_since


def is_spoken(occasion: Occasion) -> bool:
    """Whether a topic was spoken about: raised or agreed at a meeting that was held."""
    return occasion.numbered.meeting.status.has_taken_place and occasion.at.stage in (
        TopicStage.RAISED,
        TopicStage.AGREED,
    )


def topic_histories(dialogue: Dialogue, group: str) -> dict[str, TopicHistory]:
    """The history of every topic that a group has met about, by topic.

    Args:
        dialogue: As it is known on a day.
        group: The group.
    """
    meetings = series(dialogue, group)
    found: dict[str, list[Occasion]] = {}
    for numbered in meetings:
        for each in occasions_at(dialogue, numbered):
            found.setdefault(each.at.topic, []).append(each)
    # Only a meeting whose topics are known can be silent on one.
    told = {each.numbered.number for occasions in found.values() for each in occasions}
    held = [e.number for e in meetings if e.meeting.status.has_taken_place and e.number in told]
    histories = {}
    for topic, occasions in found.items():
        last = max((e.numbered.number for e in occasions if is_spoken(e)), default=0)
        since = sum(number > last for number in held) if last else 0
        histories[topic] = TopicHistory(topic, tuple(occasions), since)
    return histories


def occasions_at(dialogue: Dialogue, numbered: Numbered) -> Iterator[Occasion]:
    """Every topic of one meeting: those that its entry names, and those of concerns raised there.

    Args:
        dialogue: As it is known on a day.
        numbered: The meeting.
    """
    own = [Occasion(numbered, at) for at in numbered.meeting.topics]
    yield from own
    if not numbered.meeting.status.has_taken_place:
        return
    spoken = {each.at.topic for each in own if is_spoken(each)}
    concerns = {each.basis.id: each for each in dialogue.concerns}
    for raising in dialogue.raisings:
        concern = concerns.get(raising.concern)
        sure = raising.basis.standing is Standing.CONFIRMED
        if concern is None or not sure or raising.meeting != numbered.meeting.key:
            continue
        if concern.topic not in spoken:
            spoken.add(concern.topic)
            at = TopicAt(raising.basis, concern.topic, TopicStage.RAISED, (concern.by,))
            yield Occasion(numbered, at)


def near(dialogue: Dialogue, topic: str) -> tuple[str, ...]:
    """A topic with its parts and the wider one: what a reader wants to see beside it."""
    own = dialogue.topic.get(topic)
    parts = [each.basis.id for each in dialogue.topics if each.parent == topic]
    wider = [own.parent] if own is not None and own.parent else []
    return (topic, *parts, *wider)
