"""The auditor of a node: checks the whole record again, and replays every joint run from it."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from parley.errors import InvalidInput
from parley.exchange.canonical import from_bytes
from parley.exchange.heads import (
    COUNTERSIGNED,
    SAID,
    Head,
    Heads,
    is_about_heads,
    read_head,
    read_shown,
    require_good_head,
)
from parley.exchange.joint.run import Run, Said, Step, advance, begin, break_off, decline
from parley.exchange.joint.stored import restore
from parley.exchange.key_history import KeyHistory, KeyPair
from parley.exchange.log import Entry, Way
from parley.exchange.messages import Message, read_message
from parley.exchange.signature import Signed, verify_message
from parley.exchange.tree import Frontier, roots_at
from parley.node.record.store import Record
from parley.node.steward import ABORT, BEGIN, Place, is_step, message_of, read_abort
from parley.node.threads import follow_again

Keys = Mapping[str, Iterable[KeyPair]]


@dataclass(frozen=True)
class Audit:
    """What was found.

    Args:
        entries: How many there are.
        root: Of the tree over them, 64 hexadecimal digits.
        messages: How many signed messages were checked.
        replayed: How many messages of this node came again byte for byte.
        unsaid: Messages that the record calls for and that were not said yet.
        runs: Every joint run as it stands, by its name.
        heads: The heads between this node and each other one, by its name.
        faults: Whatever is not as it should be, one line each.
    """

    entries: int
    root: str
    messages: int
    replayed: int
    unsaid: int
    runs: Mapping[str, Run]
    heads: Mapping[str, Heads]
    faults: tuple[str, ...]


def audit(record: Record, keys: Keys) -> Audit:
    """Check a record from its first entry to its last.

    Checked are: every leaf and the root of the tree; every signature, by the keys given; that
    the messages of each sender in each thread have every number and name the one before; that
    nobody has put two different messages at one place; that every head of this log that was shown
    or countersigned is still one; and that every message of this node in a joint run, a secret run
    or a sum under masks follows, byte for byte, from what it brought and from what it had heard.

    Args:
        record: Of one node.
        keys: On the cards of every sender, this node too; later ones follow from the record.
    """
    history, heads = KeyHistory(keys), _AllHeads()
    frontier, faults = Frontier(), []
    messages: list[Message] = []
    leaves = []
    for entry in record.entries():
        if entry.position != frontier.size:
            faults.append(f"entry {entry.position}: stands where {frontier.size} should")
        leaves.append(entry.leaf)
        frontier.add(entry.leaf)
        if entry.way in (Way.SENT, Way.RECEIVED):
            try:
                attached = tuple(record.attachment(each) for each in entry.attachments)
                signed = Signed(entry.raw, entry.signature, attached)
                message = read_message(entry.raw)
                verify_message(message, signed, "", history.keys_of(message))
                messages.append(message)
                history.require_good(message, entry.signature)
                require_good_head(message)
                heads.hear(entry, message)
            except InvalidInput as error:
                faults.append(f"entry {entry.position}: {error.faults[0]}")
                continue
        history.take(entry)
        heads.take(entry)
    kept = record.leaves()  # read after the entries: a node that runs goes on writing
    if frontier.size > len(kept):
        faults.append(f"{len(kept)} leaves for {frontier.size} entries")
    for position, (leaf, stored) in enumerate(zip(leaves, kept, strict=False)):
        if leaf != stored:
            faults.append(f"entry {position}: not what its leaf in the tree says")
    faults += _faults_in_chains(messages)
    faults += heads.faults(leaves)
    replay, others = Replay(record), follow_again(record)
    faults += [*replay.faults, *others.faults]
    same, unsaid = replay.same + others.same, replay.unsaid + others.unsaid
    return Audit(
        frontier.size, frontier.root.hex(), len(messages), same, unsaid, replay.runs,
        heads.by_peer, tuple(faults),
    )  # fmt: skip


class _AllHeads:
    """The heads between a node and all others, and every one that its log must still have."""

    def __init__(self) -> None:
        self.by_peer: dict[str, Heads] = {}
        self._shown: list[tuple[Head, str]] = []

    def hear(self, entry: Entry, message: Message) -> None:
        """Note who the other one is, before the entry is taken."""
        peer = message.receiver if entry.way is Way.SENT else message.sender
        self.by_peer.setdefault(peer, Heads(peer))
        if not is_about_heads(message.thread):
            return
        if (entry.way, message.kind) == (Way.SENT, SAID):
            self._shown.append((read_shown(message.body).head, f"shown to {peer}"))
        elif (entry.way, message.kind) == (Way.RECEIVED, COUNTERSIGNED):
            self._shown.append((read_head(message.body), f"countersigned by {peer}"))

    def take(self, entry: Entry) -> None:
        """Go on with the next entry."""
        for heads in self.by_peer.values():
            heads.take(entry)

    def faults(self, leaves: Sequence[bytes]) -> list[str]:
        """Heads that this log no longer has, and those that one side would not countersign."""
        roots = roots_at(leaves, {head.size for head, _ in self._shown})
        found = [
            f"the log of {head.size} entries that was {how} is not the beginning of this one"
            for head, how in self._shown
            if roots.get(head.size) != head.root
        ]
        for peer, heads in self.by_peer.items():
            found += [f"{peer} does not countersign: {why}" for _, why in heads.refused]
            found += [f"the log of {peer}: {why}" for _, why in heads.theirs_refused]
        return found


def contradictions(messages: Iterable[Message]) -> list[tuple[Message, Message]]:
    """Every pair of different messages that one sender has put at one place: the proof of it."""
    seen: dict[Place, Message] = {}
    found = []
    for message in messages:
        first = seen.setdefault(message.place, message)
        if first.name != message.name:
            found.append((first, message))
    return found


def _faults_in_chains(messages: Sequence[Message]) -> list[str]:
    faults = [
        f"{_words(one.place)}: {one.sender} said two things: {one.name[:16]}… and "
        f"{other.name[:16]}…"
        for one, other in contradictions(messages)
    ]
    threads: dict[tuple[str, str, str], dict[int, Message]] = {}
    for message in messages:
        threads.setdefault(message.place[:3], {}).setdefault(message.number, message)
    for thread, known in threads.items():
        for number in range(max(known) + 1):
            before, here = known.get(number - 1), known.get(number)
            if here is None:
                faults.append(f"{_words((*thread, number))}: missing")
            elif before is not None and here.previous != before.name:
                faults.append(f"{_words((*thread, number))}: names another message before it")
    return faults


def _words(place: Place) -> str:
    sender, receiver, thread, number = place
    return f"message {number} of {sender} to {receiver} in {thread}"


@dataclass(eq=False)
class _Thread:
    """One run, and how far it was replayed."""

    run: Run
    is_exercise: bool
    names: dict[int, list[str]] = field(default_factory=dict)
    heard: dict[tuple[int, int], Said] = field(default_factory=dict)
    heard_from: dict[int, int] = field(default_factory=dict)


class Replay:
    """All joint runs of a record, played again from its books and from what came in.

    Written apart from the steward on purpose: the one is checked by the other.

    Args:
        record: Of one node.

    Attributes:
        same: How many messages of this node came again byte for byte.
        unsaid: How many it should have said and has not yet.
        faults: Messages that should have been others.
    """

    def __init__(self, record: Record) -> None:
        self._record, self._threads = record, dict[str, _Thread]()
        self.same, self.unsaid, self.faults = 0, 0, list[str]()
        self._said: dict[Place, Message] = {}
        self._unclaimed: dict[str, list[Message]] = {}
        for entry in record.entries():
            if entry.way is Way.SENT and is_step(entry):
                message = read_message(entry.raw)
                self._said.setdefault(message.place, message)
        for entry in record.entries():
            if entry.way is Way.OWN and entry.note == BEGIN:
                self._begin(entry)
            elif entry.way is Way.OWN and entry.note == ABORT:
                self._break_off(entry)
            elif entry.way is Way.RECEIVED and is_step(entry):
                self._hear(read_message(entry.raw))
        more = len(self._said) - self.same - len(self.faults)
        if more > 0:
            self.faults.append(f"{more} messages of joint runs for which nothing called")

    @property
    def runs(self) -> dict[str, Run]:
        """Every run, by its name."""
        return {name: thread.run for name, thread in self._threads.items()}

    def _begin(self, entry: Entry) -> None:
        body = from_bytes(entry.raw)
        assert isinstance(body, dict)  # noqa: S101  # written by this node itself
        kept = tuple(self._record.attachment(each) for each in entry.attachments)
        charter, books, salt = restore(body, kept)
        if charter.run not in self._threads:
            run, said = begin(charter, books, salt)
            self._open(_Thread(run, is_exercise=body.get("is_exercise") is not False), said)

    def _open(self, thread: _Thread, said: tuple[Said, ...]) -> None:
        name = thread.run.charter.run
        self._threads[name] = thread
        self._compare(thread, said)
        for message in self._unclaimed.pop(name, []):
            self._hear(message)

    def _break_off(self, entry: Entry) -> None:
        name, reason, proposed, is_exercise = read_abort(entry)
        if name in self._threads:
            thread = self._threads[name]
            thread.run, said = break_off(thread.run, reason)
            self._compare(thread, said)
        elif proposed is not None:
            run, said = decline(proposed, proposed.sides.index(self._record.node), reason)
            self._open(_Thread(run, is_exercise), said)

    def _hear(self, message: Message) -> None:
        thread = self._threads.get(message.thread)
        if thread is None:
            self._unclaimed.setdefault(message.thread, []).append(message)
            return
        sides = thread.run.charter.sides
        if message.sender not in sides:
            return
        sender = sides.index(message.sender)
        kept = tuple(self._record.attachment(each) for each in message.attachments)
        said = Said(sender, thread.run.side, Step(message.kind), dict(message.body), kept)
        thread.heard.setdefault((sender, message.number), said)
        while (due := (sender, thread.heard_from.get(sender, 0))) in thread.heard:
            thread.heard_from[sender] = due[1] + 1
            thread.run, out = advance(thread.run, thread.heard.pop(due))
            self._compare(thread, out)

    def _compare(self, thread: _Thread, every: tuple[Said, ...]) -> None:
        for said in every:
            names = thread.names.setdefault(said.receiver, [])
            charter = thread.run.charter
            place = (self._record.node, charter.sides[said.receiver], charter.run, len(names))
            found = self._said.get(place)
            if found is None:
                self.unsaid += 1
                return
            expected = message_of(
                place, said, names, sent_at=found.sent_at, is_exercise=thread.is_exercise
            )
            if expected.name == found.name:
                self.same += 1
            else:
                self.faults.append(f"{_words(place)}: does not follow from the books and what came")
            names.append(found.name)
