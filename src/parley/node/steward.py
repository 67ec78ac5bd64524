"""The steward of a node: replays joint runs from the record and adds what is then to be said."""

import secrets
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from parley.exchange.canonical import Value, digest, from_bytes, to_bytes
from parley.exchange.joint.books import Books
from parley.exchange.joint.charter import Charter, read_charter
from parley.exchange.joint.run import Run, Said, Step, advance, begin, break_off, decline
from parley.exchange.joint.stored import restore, store
from parley.exchange.log import Entry, Way
from parley.exchange.messages import Message, read_envelope, read_message
from parley.exchange.signature import Signed
from parley.group.marking import Handling
from parley.node.record.store import Record
from parley.node.release.quota import begin_within_quota, begun_by

#: The note of the entry with which a run begins here.
BEGIN = "joint.begin"

#: The note of the entry with which an operator breaks a run off, or declines it.
ABORT = "joint.abort"

#: The kinds of message that belong to joint runs; canonical bytes say them in one way only.
STEPS = frozenset(each.value for each in Step)
_MARK = b'"kind":"joint.'

Clock = Callable[[], str]

Sign = Callable[[Message, tuple[bytes, ...]], Signed]

#: Sender, receiver, thread, number.
Place = tuple[str, str, str, int]


@dataclass(eq=False)
class _Thread:
    """One run, and how far it was replayed. Changed in place, entry by entry."""

    run: Run
    is_exercise: bool
    said_to: dict[int, list[str]] = field(default_factory=dict)
    early: dict[tuple[int, int], Said] = field(default_factory=dict)
    heard_from: dict[int, int] = field(default_factory=dict)


class Steward:
    """Follows the record and speaks for the node.

    It decides nothing: the rules do, in ``parley.exchange``. What it adds to the record depends
    on the record alone, so that after a crash it finds out by replaying what it had said, and
    says the rest.

    Args:
        record: The node's.
        sign: Signs a message with its attachments.
        clock: Gives the instant.
    """

    def __init__(self, record: Record, sign: Sign, clock: Clock) -> None:
        self._record, self._sign, self._clock = record, sign, clock
        self._threads: dict[str, _Thread] = {}
        self._unclaimed: dict[str, list[Message]] = {}
        self._place = 0
        # What was said before this process began, by receiver, thread and number.
        self._said: dict[Place, str] = {
            read_envelope(entry.raw).place: entry.name
            for entry in record.entries()
            if entry.way is Way.SENT and is_step(entry)
        }

    @property
    def runs(self) -> dict[str, Run]:
        """Every run, by its name."""
        return {name: thread.run for name, thread in self._threads.items()}

    def catch_up(self) -> int:
        """Go through all new entries of the record; returns how many messages were added."""
        added = 0
        for entry in list(self._record.entries(self._place)):
            self._place = entry.position + 1
            if entry.way is Way.OWN and entry.note == BEGIN:
                added += self._begin(entry)
            elif entry.way is Way.OWN and entry.note == ABORT:
                added += self._break_off(entry)
            elif entry.way is Way.RECEIVED and is_step(entry):
                added += self._hear(read_message(entry.raw))
        return added

    def _begin(self, entry: Entry) -> int:
        body = from_bytes(entry.raw)
        assert isinstance(body, dict)  # noqa: S101  # written by this node itself
        kept = tuple(self._record.attachment(each) for each in entry.attachments)
        charter, books, salt = restore(body, kept)
        if charter.run in self._threads:
            return 0
        run, said = begin(charter, books, salt)
        return self._open(_Thread(run, is_exercise=body.get("is_exercise") is not False), said)

    def _open(self, thread: _Thread, said: tuple[Said, ...]) -> int:
        """Follow a run from now on; what others have said of it before is heard now."""
        name = thread.run.charter.run
        self._threads[name] = thread
        added = self._say(thread, said)
        for message in self._unclaimed.pop(name, []):
            added += self._hear(message)
        return added

    def _break_off(self, entry: Entry) -> int:
        name, reason, declined, is_exercise = read_abort(entry)
        thread = self._threads.get(name)
        if thread is not None:
            thread.run, said = break_off(thread.run, reason)
            return self._say(thread, said)
        if declined is None:
            return 0
        run, said = decline(declined, declined.sides.index(self._record.node), reason)
        return self._open(_Thread(run, is_exercise), said)

    def _hear(self, message: Message) -> int:
        """Take a message in the order of its sender; what comes early waits for its turn."""
        thread = self._threads.get(message.thread)
        if thread is None:
            self._unclaimed.setdefault(message.thread, []).append(message)
            return 0
        sides = thread.run.charter.sides
        if message.sender not in sides:
            return 0
        sender = sides.index(message.sender)
        kept = tuple(self._record.attachment(each) for each in message.attachments)
        said = Said(sender, thread.run.side, Step(message.kind), dict(message.body), kept)
        thread.early.setdefault((sender, message.number), said)
        added = 0
        while (due := (sender, thread.heard_from.get(sender, 0))) in thread.early:
            thread.heard_from[sender] = due[1] + 1
            thread.run, out = advance(thread.run, thread.early.pop(due))
            added += self._say(thread, out)
        return added

    def _say(self, thread: _Thread, every: tuple[Said, ...]) -> int:
        """Add what is to be said, unless it was said before this process began."""
        added = 0
        for said in every:
            before = thread.said_to.setdefault(said.receiver, [])
            sides, name = thread.run.charter.sides, thread.run.charter.run
            place = (self._record.node, sides[said.receiver], name, len(before))
            if place not in self._said:
                message = message_of(
                    place, said, before, sent_at=self._clock(), is_exercise=thread.is_exercise
                )
                signed = self._sign(message, said.attachments)
                self._record.append(
                    Way.SENT, signed.raw, message.sent_at, signature=signed.signature,
                    attachments=said.attachments,
                )  # fmt: skip
                self._said[place] = message.name
                added += 1
            before.append(self._said[place])
        return added


def is_step(entry: Entry) -> bool:
    """Whether an entry is a message of a joint run; most others are not even read."""
    return _MARK in entry.raw and read_envelope(entry.raw).kind in STEPS


def message_of(
    place: Place, said: Said, before: Sequence[str], *, sent_at: str, is_exercise: bool
) -> Message:
    """What is said, in its envelope."""
    return Message(
        kind=said.kind.value,
        sender=place[0],
        receiver=place[1],
        thread=place[2],
        number=place[3],
        previous=before[-1] if before else "",
        sent_at=sent_at,
        handling=Handling.AMBER_STRICT,
        is_exercise=is_exercise,
        body=said.body,
        attachments=tuple(digest(each) for each in said.attachments),
    )


def end_run(
    record: Record, run: str, reason: str, now: str,
    *, proposed: Charter | None = None, is_exercise: bool = True,
) -> None:  # fmt: skip
    """Keep in a node's record that its operator breaks a run off, or declines it.

    Args:
        record: The node's.
        run: Its name.
        reason: In words for the others.
        now: The instant.
        proposed: The charter, if others propose it and the run has not begun here.
        is_exercise: Whether they propose an exercise.
    """
    terms: dict[str, Value] = {} if proposed is None else proposed.body
    table: dict[str, Value] = {
        "run": run, "reason": reason, "charter": terms, "is_exercise": is_exercise,
    }  # fmt: skip
    record.append(Way.OWN, to_bytes(table), now, note=ABORT)


def read_abort(entry: Entry) -> tuple[str, str, Charter | None, bool]:
    """What ``end_run`` has written: the run, the reason, the charter if it has not begun here,
    and whether it is an exercise.
    """
    body = from_bytes(entry.raw)
    assert isinstance(body, dict)  # noqa: S101  # written by this node itself
    terms = body["charter"]
    charter = read_charter(terms) if isinstance(terms, dict) and terms else None
    return str(body["run"]), str(body["reason"]), charter, body["is_exercise"] is not False


def enter_run(
    record: Record, charter: Charter, books: Books, now: str, *, is_exercise: bool = True
) -> None:
    """Keep in a node's record that a run begins, with this side's books and a fresh salt.

    Raises:
        InvalidInput: if the quota of runs is used up.
    """
    body, kept = store(charter, books, secrets.token_bytes(32))
    raw = to_bytes({**body, "is_exercise": is_exercise})
    begin_within_quota(record, raw, begun_by(charter.body, now), BEGIN, kept)
