"""One party of one thread as a node's record has it: says what is due, once, also after a crash."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Generic, TypeVar

from parley.errors import CannotOpen
from parley.exchange.canonical import Value, from_bytes
from parley.exchange.log import Entry, Way
from parley.exchange.messages import Message, read_message
from parley.exchange.turns import Said, Standing
from parley.node.record.store import Record
from parley.node.steward import Clock, Sign, message_of

#: Where a party stands: a frozen value of some fold of ``parley.exchange``.
S = TypeVar("S", bound=Standing)

Body = Mapping[str, Value]
Step = tuple[S, tuple[Said, ...]]


@dataclass(frozen=True)
class Rules(Generic[S]):
    """The fold that a follower follows.

    Args:
        note: Of the entry of the node's own with which a thread begins.
        kinds: Of its messages.
        name_of: The thread that an entry of the node's own is about.
        begin: The first step, by the body of that entry, its attachments, and the node's name.
        advance: The next step, by what was heard.
        own: By the note of other entries of the node's own, the step that such an entry is, such as
            what a computation has opened, or that people break off. They name the thread too.
    """

    note: str
    kinds: type[StrEnum]
    name_of: Callable[[Body], str]
    begin: Callable[[Body, tuple[bytes, ...], str], Step[S]]
    advance: Callable[[S, Said], Step[S]]
    own: Mapping[str, Callable[[S, Body], Step[S]]]


class Follower(Generic[S]):
    """Follows one thread.

    Args:
        record: The node's. Its channels deliver what is added to it.
        sign: Signs what is said; None to look on only.
        clock: Gives the instant.
        name: Of the thread.
        rules: Of the thread.

    Attributes:
        now: Where the party stands.
        same: How many messages of this node came again byte for byte.
        unsaid: How many it should have said and has not, where nothing is signed.
        faults: Messages of this node that should have been others.

    Raises:
        CannotOpen: if the record knows no such thread.
    """

    def __init__(
        self, record: Record, sign: Sign | None, clock: Clock, name: str, rules: Rules[S]
    ) -> None:
        self._record, self._sign, self._clock = record, sign, clock
        self._name, self._rules, self._place = name, rules, 0
        self._names: dict[int, list[str]] = {}
        self._early: dict[tuple[int, int], Said] = {}
        self._heard_from: dict[int, int] = {}
        self._said: dict[tuple[str, int], Message] = {}
        self.same, self.unsaid, self.faults = 0, 0, list[str]()
        begun: Entry | None = None
        for entry in record.entries():
            if entry.way is Way.SENT:
                message = read_message(entry.raw)
                if message.thread == name:
                    self._said.setdefault((message.receiver, message.number), message)
            elif begun is None and entry.way is Way.OWN and entry.note == rules.note:
                begun = entry if rules.name_of(body_of(entry)) == name else None
        if begun is None:
            raise CannotOpen(f"the record of {record.node} has no {rules.note} of {name}")
        body = body_of(begun)
        self._is_exercise = body.get("is_exercise") is not False
        kept = tuple(record.attachment(each) for each in begun.attachments)
        self.now, said = rules.begin(body, kept, record.node)
        self._number = self.now.names.index(record.node)
        self._say(said)

    @property
    def surplus(self) -> int:
        """Messages of this node in the thread for which nothing has called."""
        return len(self._said) - self.same - len(self.faults)

    def catch_up(self) -> S:
        """Take in what is new in the record, and add what is then to be said."""
        for entry in list(self._record.entries(self._place)):
            self._place = entry.position + 1
            if entry.way is Way.RECEIVED:
                self._hear(read_message(entry.raw))
            elif entry.way is Way.OWN and entry.note in self._rules.own:
                body = body_of(entry)
                if self._rules.name_of(body) == self._name:
                    self._take(self._rules.own[entry.note](self.now, body))
        return self.now

    def _take(self, step: Step[S]) -> None:
        self.now, said = step
        self._say(said)

    def _hear(self, message: Message) -> None:
        parties, kinds = self.now.names, self._rules.kinds
        known = message.sender in parties and message.kind in tuple(kinds)
        if message.thread != self._name or not known:
            return
        sender = parties.index(message.sender)
        kept = tuple(self._record.attachment(each) for each in message.attachments)
        said = Said(sender, self._number, kinds(message.kind), dict(message.body), kept)
        self._early.setdefault((sender, message.number), said)
        while (due := (sender, self._heard_from.get(sender, 0))) in self._early:
            self._heard_from[sender] = due[1] + 1
            self._take(self._rules.advance(self.now, self._early.pop(due)))

    def _say(self, every: tuple[Said, ...]) -> None:
        """Add what is to be said; what was said before must be the same."""
        parties = self.now.names
        for said in every:
            before = self._names.setdefault(said.receiver, [])
            place = (self._record.node, parties[said.receiver], self._name, len(before))
            earlier = self._said.get((place[1], place[3]))
            message = message_of(
                place, said, before, is_exercise=self._is_exercise,
                sent_at=self._clock() if earlier is None else earlier.sent_at,
            )  # fmt: skip
            if earlier is not None:
                self.same += message.name == earlier.name
                if message.name != earlier.name:
                    self.faults.append(f"message {place[3]} to {place[1]} in {self._name}")
            elif self._sign is not None:
                signed = self._sign(message, said.attachments)
                self._record.append(
                    Way.SENT, signed.raw, message.sent_at, signature=signed.signature,
                    attachments=said.attachments,
                )  # fmt: skip
            else:
                self.unsaid += 1
            before.append(message.name if earlier is None else earlier.name)


def body_of(entry: Entry) -> Body:
    """The table of an entry that a node has written itself."""
    body = from_bytes(entry.raw)
    assert isinstance(body, dict)  # noqa: S101  # written by this node itself
    return body
