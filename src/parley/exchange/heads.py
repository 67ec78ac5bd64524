"""Heads of logs: what each node tells the other of its own, and what the other countersigns."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from parley.errors import Fault, InvalidInput
from parley.exchange.canonical import Value, from_bytes
from parley.exchange.key_history import RENOUNCED, TRUSTED
from parley.exchange.log import Entry, Way
from parley.exchange.messages import Message, read_message
from parley.exchange.tree import consistency_proof, has_grown, root

#: The thread of all of them, and their kinds. A node that was restored goes on in one whose name
#: has something added, since it may have said more in the first than it knows.
THREAD = "channel.heads"
SAID, COUNTERSIGNED, REFUSED = "head.said", "head.countersigned", "head.refused"

#: The note of the entries that say what became of a message: no head is said because of them.
_ACKNOWLEDGED = "acknowledged"


@dataclass(frozen=True)
class Head:
    """How many entries a log had, and the root of the tree over them.

    Args:
        size: How many; 0 for no head at all.
        root: 32 bytes; empty for no head at all.
    """

    size: int = 0
    root: bytes = b""


@dataclass(frozen=True)
class Shown:
    """A head as its owner shows it, with the proof that the log only grew.

    Args:
        head: The head.
        since: The size of the head that the other side has countersigned before; 0 for the first.
        proof: The hashes of RFC 9162, section 2.1.4, from there to here; none for the first.
    """

    head: Head
    since: int
    proof: tuple[bytes, ...]

    @property
    def body(self) -> dict[str, Value]:
        """As a message says it."""
        return {
            "size": self.head.size, "root": self.head.root.hex(), "since": self.since,
            "proof": [each.hex() for each in self.proof],
        }  # fmt: skip


def show(leaves: Sequence[bytes], since: Head) -> Shown:
    """Show a log to somebody who has countersigned an earlier head of it.

    Args:
        leaves: Of every entry, in order.
        since: What was countersigned.
    """
    proof = tuple(consistency_proof(leaves, since.size)) if since.size else ()
    return Shown(Head(len(leaves), root(leaves)), since.size, proof)


def read_shown(body: Mapping[str, Value]) -> Shown:
    """Read a head from the body of a message.

    Raises:
        InvalidInput: for another form.
    """
    size, since, proof = body.get("size"), body.get("since"), body.get("proof")
    if set(body) != {"size", "root", "since", "proof"} or not isinstance(proof, list):
        raise _fault("keys", ", ".join(sorted(body))[:80], "size, root, since, proof")
    if type(size) is not int or type(since) is not int or not 0 <= since < size:
        raise _fault("size", f"{size} since {since}"[:40], "a size above that since which it grew")
    hashes = [_hash(each) for each in (body["root"], *proof)]
    return Shown(Head(size, hashes[0]), since, tuple(hashes[1:]))


def read_head(body: Mapping[str, Value]) -> Head:
    """Read a head that was countersigned.

    Raises:
        InvalidInput: for another form.
    """
    size = body.get("size")
    if type(size) is not int or size < 1:
        raise _fault("size", str(size)[:40], "1 or more")
    return Head(size, _hash(body.get("root")))


def why_not(shown: Shown, known: Head) -> str:
    """Why a head cannot be countersigned; empty if it can.

    Args:
        shown: What its owner shows.
        known: The last one of this owner that was countersigned.
    """
    head = shown.head
    if shown.since != known.size:
        return f"it begins at {shown.since} entries, and {known.size} were countersigned"
    if known.size and not has_grown(known.size, known.root, head.size, head.root, shown.proof):
        return f"it has not grown out of the {known.size} entries that were countersigned"
    return ""


@dataclass(eq=False)
class Heads:
    """The heads between this node and another one: a fold over the record of this node.

    Attributes:
        said: The last head of this node that was shown, and is not answered yet; None if none is.
        countersigned: The last head of this node that the other one has countersigned.
        refused: What the other one would not countersign, and why.
        theirs: The last head of the other one that this node has countersigned.
        theirs_refused: What of the other one this node would not countersign, and why.
        pending: Heads of the other one that have no answer yet.
        has_news: Whether anything worth a new head came into the record since the last.
    """

    peer: str
    said: Head | None = None
    countersigned: Head = Head()
    refused: list[tuple[Head, str]] = field(default_factory=list)
    theirs: Head = Head()
    theirs_refused: list[tuple[Head, str]] = field(default_factory=list)
    pending: list[Message] = field(default_factory=list)
    has_news: bool = False

    def take(self, entry: Entry) -> None:
        """Go on with the next entry of the record."""
        if entry.way in (Way.SENT, Way.RECEIVED) and _MARK in entry.raw:
            message = read_message(entry.raw)
            if is_about_heads(message.thread):
                if entry.way is Way.SENT and message.receiver == self.peer:
                    self._take_sent(message)
                elif entry.way is Way.RECEIVED and message.sender == self.peer:
                    self._take_received(message)
                return
        if entry.way is Way.OWN and entry.note in (TRUSTED, RENOUNCED):
            self._begin_again(entry)
        if entry.note != _ACKNOWLEDGED:
            self.has_news = True

    def _begin_again(self, entry: Entry) -> None:
        """With new keys both sides begin anew: heads that were countersigned before stay proved,
        and a log that was lost in part can be gone on with.
        """
        body = from_bytes(entry.raw)
        if not isinstance(body, dict):
            return
        if entry.note == TRUSTED and body["node"] == self.peer:
            self.theirs = Head()
        elif entry.note == RENOUNCED:
            self.said, self.countersigned, self.refused = None, Head(), []

    def _take_sent(self, message: Message) -> None:
        if message.kind == SAID:
            self.said, self.has_news = read_shown(message.body).head, False
            return
        head = read_head(message.body)
        self.pending = [each for each in self.pending if each.body.get("size") != head.size]
        if message.kind == COUNTERSIGNED:
            self.theirs = head
        else:
            self.theirs_refused.append((head, str(message.body.get("reason", ""))))

    def _take_received(self, message: Message) -> None:
        if message.kind == SAID:
            self.pending.append(message)
            return
        try:
            head = read_head(message.body)
        except InvalidInput:
            return
        if head == self.said:
            self.said = None
        if message.kind == COUNTERSIGNED:
            if head.size > self.countersigned.size:
                self.countersigned = head
        elif message.kind == REFUSED:
            self.refused.append((head, str(message.body.get("reason", ""))[:300]))

    @property
    def may_be_shown(self) -> bool:
        """Whether a head is due: there is news, and the last one was answered, and not refused."""
        return self.has_news and self.said is None and not self.refused

    def in_words(self, size: int) -> str:
        """How the log of this node stands with the other one.

        Args:
            size: How many entries it has now.
        """
        if self.refused:
            words = f"DOES NOT COUNTERSIGN the record of this node: {self.refused[-1][1]}"
        elif self.theirs_refused:
            words = f"its record was NOT COUNTERSIGNED here: {self.theirs_refused[-1][1]}"
        elif not self.countersigned.size:
            words = "no head of this record was countersigned yet"
        else:
            words = f"has countersigned the first {self.countersigned.size} of {size} entries"
        if self.theirs.size:
            words += f"; here the first {self.theirs.size} of its own were countersigned"
        return f"{self.peer}: {words}"

    def answers(self) -> list[tuple[str, dict[str, Value]]]:
        """What this node has to say to the heads that were shown to it: kinds and bodies."""
        known, found = self.theirs, list[tuple[str, dict[str, Value]]]()
        for message in self.pending:
            shown = read_shown(message.body)
            body: dict[str, Value] = {
                "size": shown.head.size, "root": shown.head.root.hex()
            }  # fmt: skip
            reason = why_not(shown, known)
            if reason:
                found.append((REFUSED, {**body, "reason": reason}))
            else:
                found.append((COUNTERSIGNED, body))
                known = shown.head
        return found


_MARK = f'"thread":"{THREAD}'.encode()


def is_about_heads(thread: str) -> bool:
    """Whether the messages of a thread speak of heads."""
    return thread == THREAD or thread.startswith(f"{THREAD}.")


def require_good_head(message: Message) -> None:
    """Check a message about heads as it comes in; any other is good.

    Raises:
        InvalidInput: for a body of another form.
    """
    if message.kind == SAID:
        read_shown(message.body)
    elif message.kind in (COUNTERSIGNED, REFUSED):
        read_head(message.body)


def _hash(text: object) -> bytes:
    try:
        raw = bytes.fromhex(str(text))
    except ValueError:
        raw = b""
    if len(raw) != 32:
        raise _fault("root, proof", str(text)[:70], "64 hexadecimal digits")
    return raw


def _fault(name: str, found: str, expected: str) -> InvalidInput:
    return InvalidInput([Fault("head", 0, name, found, expected)])
