"""Concerns and questions: who raised what with whom, in which words, and what was answered."""

from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from parley.errors import Fault, InvalidInput
from parley.group.dialogue.basis import Basis
from parley.group.dialogue.naming import names_of
from parley.group.words import Words


class Strength(StrEnum):
    """How strongly a concern was put, from the words of the source."""

    MENTIONED = "mentioned"
    RAISED = "raised"
    FRANKLY = "frankly raised"
    GRAVE = "grave concern"


class Reply(StrEnum):
    """What became of a concern. Evidence is what others saw, and no answer of the other side."""

    ANSWERED = "answered"
    PARTLY = "partly answered"
    REJECTED = "rejected"
    DECLINED = "declined"
    EVIDENCE = "evidence"
    SETTLED = "settled"


@dataclass(frozen=True)
class Concern:
    """A concern of one side as a thread over time; each time it was raised is a ``Raising``.

    Args:
        basis: What the entry stands on; its id names the thread.
        by: The side whose concern it is.
        to: The side that it is put to.
        topic: What it is about.
        text: In own words.
    """

    basis: Basis
    by: str = field(metadata=names_of("side"))
    to: str = field(metadata=names_of("side"))
    topic: str = field(metadata=names_of("topic"))
    text: Words

    def __post_init__(self) -> None:
        if self.by == self.to:
            raise InvalidInput([Fault("", 0, "to", self.to, "the other side")])


@dataclass(frozen=True)
class Raising:
    """One time that a concern was raised.

    Args:
        basis: What it stands on.
        concern: The thread.
        day: When.
        text: What was said, in own words.
        strength: How strongly.
        words: The words of the source for it, a few; empty where none are kept.
        language: Of those words, BCP 47.
        meeting: At which meeting of a group.
        event: Or at which other event.
        channel: Or in which channel that is not the group.
        by_person, by_body: Who raised it.
        to_person: To whom.
    """

    basis: Basis
    concern: str = field(metadata=names_of("concern"))
    day: date
    text: Words
    strength: Strength = Strength.RAISED
    words: str = ""
    language: str = ""
    meeting: str = field(default="", metadata=names_of("meeting"))
    event: str = field(default="", metadata=names_of("event"))
    channel: str = field(default="", metadata=names_of("charter"))
    by_person: str = field(default="", metadata=names_of("person"))
    by_body: str = field(default="", metadata=names_of("body"))
    to_person: str = field(default="", metadata=names_of("person"))


@dataclass(frozen=True)
class Answer:
    """What was answered to a concern or a question, or seen of it since.

    Args:
        basis: What it stands on.
        to: The concern or the question.
        day: When.
        reply: Answered, partly, rejected; or evidence that others saw.
        text: In own words.
        side: Whose answer; empty for evidence.
        words, language: The words of the source, a few.
        meeting: Where.
    """

    basis: Basis
    to: str = field(metadata=names_of("entry"))
    day: date
    reply: Reply
    text: Words
    side: str = field(default="", metadata=names_of("side"))
    words: str = ""
    language: str = ""
    meeting: str = field(default="", metadata=names_of("meeting"))


@dataclass(frozen=True)
class Question:
    """A question between regulators; it is open until somebody answers or declines.

    Args:
        basis: What it stands on.
        by, to: The bodies that ask and are asked.
        topic: About what.
        day: When it was asked, or is expected to be asked.
        text: In own words.
        is_expected: Whether it is only expected that it will be asked.
        meeting: Where.
    """

    basis: Basis
    by: str = field(metadata=names_of("body"))
    to: str = field(metadata=names_of("body"))
    topic: str = field(metadata=names_of("topic"))
    day: date
    text: Words
    is_expected: bool = False
    meeting: str = field(default="", metadata=names_of("meeting"))


@dataclass(frozen=True)
class Referral:
    """An item that belongs elsewhere: who raised it, who carries it on, whose answer is awaited.

    Args:
        basis: What it stands on.
        topic: About what.
        raised_by: The side.
        belongs_to: The body that can answer.
        relayed_by: The body that carries it there.
        day: When it was raised.
        text: In own words.
        relayed_on: When it was carried on; None where that is not known.
        answered_on: When the answer was reported back; None while it is awaited.
        answer: The answer.
        meeting: Where it was raised.
    """

    basis: Basis
    topic: str = field(metadata=names_of("topic"))
    raised_by: str = field(metadata=names_of("side"))
    belongs_to: str = field(metadata=names_of("body"))
    relayed_by: str = field(metadata=names_of("body"))
    day: date
    text: Words
    relayed_on: date | None = None
    answered_on: date | None = None
    answer: Words | None = None
    meeting: str = field(default="", metadata=names_of("meeting"))

    def __post_init__(self) -> None:
        if (self.answer is None) != (self.answered_on is None):
            found = str(self.answered_on)
            raise InvalidInput([Fault("", 0, "answer", found, "an answer and its day, or neither")])


@dataclass(frozen=True)
class Disagreement:
    """Something on which the sides agree to disagree: each one's text, no common line.

    Args:
        basis: What it stands on.
        topic: About what.
        text: What it is, in words that are neither side's.
        positions: What each side says, where a source tells.
        since: From which day on it is in the record.
        review: When it is to be looked at again; None where no day was set.
        closed: When it ended; None while it stands.
    """

    basis: Basis
    topic: str = field(metadata=names_of("topic"))
    text: Words
    since: date
    positions: tuple["Position", ...]
    review: date | None = None
    closed: date | None = None

    def __post_init__(self) -> None:
        sides = [each.side for each in self.positions]
        if len(set(sides)) != len(sides) or not sides:
            found = ", ".join(sides) or "none"
            raise InvalidInput([Fault("", 0, "positions", found, "one of each side at most")])


@dataclass(frozen=True)
class Position:
    """What one side says in a disagreement."""

    side: str = field(metadata=names_of("side"))
    text: Words
