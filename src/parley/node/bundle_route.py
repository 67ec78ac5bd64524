"""The second route: what waits goes out as a sealed file; one that comes in joins the record."""

import copy
from collections.abc import Callable
from dataclasses import dataclass

from parley.errors import CannotOpen, Fault, InvalidInput
from parley.exchange.bundle import (
    MOST_BYTES,
    MOST_MESSAGES,
    Bundle,
    from_content,
    receipts_of,
    to_content,
)
from parley.exchange.canonical import Value, digest, to_bytes
from parley.exchange.frames import to_frame
from parley.exchange.key_history import ROTATE
from parley.exchange.log import Entry, Way
from parley.exchange.messages import Message, read_message
from parley.exchange.signature import OTHER_KEY, PublicKey, Signed, verify_bundle, verify_message
from parley.node.door import sample, take_in
from parley.node.key_book import KeyBook
from parley.node.outgoing import ACKNOWLEDGED, Outgoing, answer
from parley.node.record.store import Record
from parley.node.sealing import seal, unseal

#: Notes of the entries that say that a bundle was written here, or read.
WRITTEN, READ = "bundle.written", "bundle.read"


@dataclass(frozen=True)
class Written:
    """A bundle that was made.

    Args:
        file: Its bytes.
        messages: How many it holds.
        left: How many wait still, because no more go into one file.
        held_back: How many may not leave.
        receipts: For how many threads it says how far they were heard.
        through: Position of the last entry that is in it or in one before; -1 for none.
    """

    file: bytes
    messages: int
    left: int
    held_back: int
    receipts: int
    through: int


@dataclass(frozen=True)
class Opened:
    """A bundle that was read.

    Args:
        sender: Who wrote it.
        written_at: When.
        new: How many messages were new here.
        known: How many had come before, by whatever route.
        refused: How many were refused; the record says why.
        acknowledged: How many messages of this node it says to have come there.
        refused_there: How many it says to have been refused there.
        faults: What it says that cannot be: a receipt for something that was never sent.
    """

    sender: str
    written_at: str
    new: int
    known: int
    refused: int
    acknowledged: int
    refused_there: int
    faults: tuple[str, ...] = ()


def write_bundle(record: Record, book: KeyBook, peer: str, now: str) -> Written:
    """Put everything that waits for another node, and what was heard of it, into one sealed file.

    What a bundle before it held is in it again until it is acknowledged: files get lost. Whoever
    writes the file notes it by ``note_written``.

    Raises:
        CannotOpen: if no key of the other node is believed.
    """
    keys = book.newest(peer)
    if keys is None:
        raise CannotOpen(f"no card of {peer} is trusted: parley peer add")
    outgoing = Outgoing(record, book, peer)
    outgoing.catch_up()
    before = outgoing.count
    chosen: list[Signed] = []
    size, last, left = 0, -1, 0
    for entry, _, signed in outgoing.all(now):
        size += len(signed.raw) + sum(len(each) for each in signed.attachments)
        if left or (chosen and size > MOST_BYTES) or len(chosen) == MOST_MESSAGES:
            left += 1
            continue
        chosen.append(signed)
        last = entry.position
    heard, refused = _heard_of(record, peer)
    bundle = Bundle(
        record.node, peer, now, receipts_of(heard), refused, tuple(chosen)
    )  # fmt: skip
    content = to_content(bundle, book.signing_key(now))
    return Written(
        seal(content, keys.sealing), len(chosen), left, before - outgoing.count,
        len(bundle.receipts), last,
    )  # fmt: skip


def note_written(record: Record, peer: str, written: Written, now: str) -> None:
    """Keep in the record that a bundle is on its way."""
    body: dict[str, Value] = {
        "peer": peer, "digest": digest(written.file), "messages": written.messages,
        "through": written.through, "receipts": written.receipts,
    }  # fmt: skip
    record.append(Way.OWN, to_bytes(body), now, note=WRITTEN)


def read_bundle(record: Record, book: KeyBook, file: bytes, clock: Callable[[], str]) -> Opened:
    """Open a bundle and let its messages join the record, each once, whatever came before.

    A file that is refused as a whole leaves nothing but the entry that says why.

    Raises:
        InvalidInput: if the file as a whole is refused.
    """
    try:
        bundle = _open(record, book, file)
    except InvalidInput as refused:
        reason = str(refused).partition("\n")[0][:300]
        record.append(Way.REFUSED, sample(file), clock(), note=reason)
        raise
    counts = {"new": 0, "known": 0, "refused": 0}
    for signed in bundle.messages:
        status, said = take_in(book, record, clock, to_frame(signed))
        counts["refused" if status != 200 else "new" if said["new"] else "known"] += 1
    answers, faults = _answers(record, bundle)
    for name, status in answers.items():
        record.append(Way.OWN, answer(name, bundle.sender, status), clock(), note=ACKNOWLEDGED)
    body: dict[str, Value] = {
        "peer": bundle.sender, "digest": digest(file), "written_at": bundle.written_at, **counts
    }  # fmt: skip
    record.append(Way.OWN, to_bytes(body), clock(), note=READ)
    there = sum(status == 400 for status in answers.values())
    return Opened(
        bundle.sender, bundle.written_at, counts["new"], counts["known"], counts["refused"],
        len(answers) - there, there, faults,
    )  # fmt: skip


def _open(record: Record, book: KeyBook, file: bytes) -> Bundle:
    content = unseal(file, book.opening_keys())
    bundle, name, signature = from_content(content)
    if bundle.receiver != record.node:
        raise InvalidInput([Fault("bundle", 0, "receiver", bundle.receiver[:64], record.node)])
    keys = _keys_after(book, bundle)
    verify_bundle(bundle.sender, bundle.receiver, name, signature, keys)
    return bundle


def _keys_after(book: KeyBook, bundle: Bundle) -> frozenset[PublicKey]:
    """The keys of the writer that count, also if the bundle itself first says that they do."""
    history = copy.deepcopy(book.history())
    mark = f'"kind":"{ROTATE}"'.encode()
    for signed in bundle.messages:
        if mark not in signed.raw:
            continue
        try:
            message = read_message(signed.raw)
            verify_message(message, signed, bundle.receiver, history.keys_of(message))
        except InvalidInput:
            continue  # it is refused with its reason when the messages are taken in
        history.take(Entry(0, Way.RECEIVED, message.sent_at, signed.raw, signed.signature))
    return history.valid_keys(bundle.sender, bundle.written_at)


def _heard_of(record: Record, peer: str) -> tuple[list[Message], dict[str, str]]:
    """Messages of another node that are kept here, and those of it that were refused, and why."""
    mark = f'"sender":"{peer}"'.encode()
    heard, refused = [], {}
    for entry in record.entries():
        if mark not in entry.raw or entry.way not in (Way.RECEIVED, Way.REFUSED):
            continue
        if entry.way is Way.RECEIVED:
            message = read_message(entry.raw)
            if message.sender == peer:
                heard.append(message)
        elif OTHER_KEY not in entry.note:  # that may be taken once keys were exchanged
            refused[entry.name] = entry.note
    for message in heard:
        refused.pop(message.name, None)
    return heard, refused


def _answers(record: Record, bundle: Bundle) -> tuple[dict[str, int], tuple[str, ...]]:
    """What the bundle says of each message that this node has sent its writer, and is news."""
    sent: dict[tuple[str, int], str] = {}
    answered = set()
    for entry in record.entries():
        if entry.way is Way.SENT:
            message = read_message(entry.raw)
            if message.receiver == bundle.sender:
                sent[message.thread, message.number] = message.name
        elif entry.way is Way.OWN and entry.note == ACKNOWLEDGED:
            answered.add(entry.raw)
    answers: dict[str, int] = {}
    faults = []
    for receipt in bundle.receipts:
        if sent.get((receipt.thread, receipt.number)) != receipt.name:
            faults.append(
                f"{bundle.sender} says that it holds message {receipt.number} in "
                f"{receipt.thread} as {receipt.name[:16]}…, which is not what was sent"
            )
            continue
        for number in range(receipt.number + 1):
            answers[sent[receipt.thread, number]] = 200
    for name in bundle.refused:
        if name in sent.values():
            answers.setdefault(name, 400)
    news = {
        name: status
        for name, status in answers.items()
        if answer(name, bundle.sender, status) not in answered
    }
    return news, tuple(faults)
