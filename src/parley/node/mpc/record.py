"""A secret run in a node's record: entered there, followed there, spoken from there."""

import secrets
from collections.abc import Mapping

from parley.errors import CannotOpen
from parley.exchange.canonical import Value, from_bytes, to_bytes
from parley.exchange.joint.books import Books
from parley.exchange.joint.standing import Said
from parley.exchange.joint.stored import restore, store
from parley.exchange.log import Entry, Way
from parley.exchange.messages import Message, read_message
from parley.exchange.secret.session import (
    Opened,
    SecretRun,
    Spoken,
    Word,
    advance,
    begin,
    broken_off,
    with_opened,
)
from parley.exchange.secret.terms import Terms, read_terms
from parley.node.record.store import Record
from parley.node.steward import Clock, Sign, message_of

#: The notes of entries of a node's own: a run begins here; what its computation has opened.
BEGIN, OPENED = "secret.begin", "secret.opened"


def enter_secret_run(
    record: Record, terms: Terms, books: Books | None, now: str, *, is_exercise: bool = True
) -> None:
    """Keep in a node's record that it takes part in a secret run.

    Args:
        record: The node's.
        terms: What it has agreed to.
        books: Of a side; None for the neutral node.
        now: The instant.
        is_exercise: Stands in all messages of the run.
    """
    body: dict[str, Value] = {"terms": terms.body, "is_exercise": is_exercise, "books": {}}
    kept: tuple[bytes, ...] = ()
    if books is not None:
        body["books"], kept = store(terms.charter, books, secrets.token_bytes(32))
    record.append(Way.OWN, to_bytes(body), now, note=BEGIN, attachments=kept)


class Follower:
    """One party of one run, as its record has it; says what is due, once, also after a crash.

    Args:
        record: The node's. Its channels deliver what is added to it.
        sign: Signs what is said; None to look on only.
        clock: Gives the instant.
        run: The name of the run.

    Raises:
        CannotOpen: if the record knows no such run.
    """

    def __init__(self, record: Record, sign: Sign | None, clock: Clock, run: str) -> None:
        self._record, self._sign, self._clock, self._name = record, sign, clock, run
        self._place = 0
        self._names: dict[int, list[str]] = {}
        self._early: dict[tuple[int, int], Said] = {}
        self._heard_from: dict[int, int] = {}
        self._opened: Opened | None = None
        self._said: dict[tuple[int, int], Message] = {}
        self.faults: list[str] = []
        self.same = 0
        begun = self._entry(BEGIN)
        if begun is None:
            raise CannotOpen(f"the record of {record.node} knows no secret run {run}")
        body = _table(begun)
        self.is_exercise = body.get("is_exercise") is not False
        self._opened = self._kept_result()
        self.now, said = self._begin(begun, body)
        self._read_own()
        self._say(said)

    def _begin(self, entry: Entry, body: Mapping[str, Value]) -> Spoken:
        terms = read_terms(_mapping(body["terms"]))
        number = terms.parties.index(self._record.node)
        stored, books, salt = _mapping(body["books"]), None, b""
        if stored:
            kept = tuple(self._record.attachment(each) for each in entry.attachments)
            _, books, salt = restore(stored, kept)
        return begin(terms, number, books, salt)

    def catch_up(self) -> SecretRun:
        """Take in what is new in the record, and add what is then to be said."""
        for entry in list(self._record.entries(self._place)):
            self._place = entry.position + 1
            if entry.way is Way.RECEIVED:
                self._hear(read_message(entry.raw))
        if self.now.step is Word.COMPUTE and self._opened is not None:
            self.take_in(self._opened)
        return self.now

    def keep_opened(self, opened: Opened, figures: Mapping[str, int]) -> None:
        """Keep what the computation has opened, before anything is said of it."""
        sides: list[Value] = [
            {name: list(values) for name, values in side.items()} for side in opened
        ]
        body: dict[str, Value] = {"run": self._name, "opened": sides, **figures}
        self._record.append(Way.OWN, to_bytes(body), self._clock(), note=OPENED)
        self.take_in(opened)

    def take_in(self, opened: Opened) -> None:
        """Go on with what was opened."""
        self.now, said = with_opened(self.now, opened)
        self._say(said)

    def break_off(self, reason: str) -> None:
        """Break the run off, and tell the others."""
        self.now, said = broken_off(self.now, reason)
        self._say(said)

    def figures(self) -> Mapping[str, Value]:
        """What the node kept of its computation: seconds, bytes; empty before."""
        entry = self._entry(OPENED)
        return {} if entry is None else _table(entry)

    def _entry(self, note: str) -> Entry | None:
        for entry in self._record.entries():
            if entry.way is Way.OWN and entry.note == note:
                body = _table(entry)
                name = body.get("run")
                if note == BEGIN:
                    name = _mapping(_mapping(body["terms"])["charter"])["run"]
                if name == self._name:
                    return entry
        return None

    def _kept_result(self) -> Opened | None:
        entry = self._entry(OPENED)
        if entry is None:
            return None
        sides = _table(entry)["opened"]
        assert isinstance(sides, list)  # noqa: S101  # written by this node itself
        one, other = ({k: tuple(v) for k, v in _mapping(side).items()} for side in sides)  # type: ignore[arg-type]
        return one, other  # type: ignore[return-value]

    def _read_own(self) -> None:
        """What this node has said in this run before, by receiver and number."""
        parties = self.now.terms.parties
        for entry in self._record.entries():
            if entry.way is Way.SENT:
                message = read_message(entry.raw)
                if message.thread == self._name and message.receiver in parties:
                    place = (parties.index(message.receiver), message.number)
                    self._said.setdefault(place, message)

    def _hear(self, message: Message) -> None:
        parties = self.now.terms.parties
        if (
            message.thread != self._name
            or message.sender not in parties
            or message.kind not in tuple(Word)
        ):
            return
        sender = parties.index(message.sender)
        kept = tuple(self._record.attachment(each) for each in message.attachments)
        said = Said(sender, self.now.number, Word(message.kind), dict(message.body), kept)
        self._early.setdefault((sender, message.number), said)
        while (due := (sender, self._heard_from.get(sender, 0))) in self._early:
            self._heard_from[sender] = due[1] + 1
            if self.now.step is Word.COMPUTE and self._opened is not None:
                self.take_in(self._opened)
            self.now, out = advance(self.now, self._early.pop(due))
            self._say(out)

    def _say(self, every: tuple[Said, ...]) -> None:
        """Add what is to be said; what was said before must be the same."""
        parties = self.now.terms.parties
        for said in every:
            before = self._names.setdefault(said.receiver, [])
            place = (self._record.node, parties[said.receiver], self._name, len(before))
            earlier = self._said.get((said.receiver, len(before)))
            message = message_of(
                place, said, before, is_exercise=self.is_exercise,
                sent_at=self._clock() if earlier is None else earlier.sent_at,
            )  # fmt: skip
            if earlier is not None:
                self.same += message.name == earlier.name
                if message.name != earlier.name:
                    self.faults.append(f"message {len(before)} to {place[1]} in {self._name}")
            elif self._sign is not None:
                signed = self._sign(message, said.attachments)
                self._record.append(
                    Way.SENT, signed.raw, message.sent_at, signature=signed.signature,
                    attachments=said.attachments,
                )  # fmt: skip
            before.append(message.name if earlier is None else earlier.name)


def _table(entry: Entry) -> dict[str, Value]:
    body = from_bytes(entry.raw)
    assert isinstance(body, dict)  # noqa: S101  # written by this node itself
    return body


def _mapping(value: Value) -> Mapping[str, Value]:
    assert isinstance(value, Mapping)  # noqa: S101  # written by this node itself
    return value
