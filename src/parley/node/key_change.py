"""Changes of keys: to the next ones in order, or away from keys that others may hold."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial

from parley.errors import CannotOpen, Fault, InvalidInput
from parley.exchange.canonical import from_bytes, to_bytes
from parley.exchange.key_history import (
    RENOUNCED,
    REVOKED,
    ROTATE,
    THREAD,
    TRUSTED,
    KeyPair,
    rotation,
)
from parley.exchange.log import Entry, Way
from parley.exchange.messages import Message, read_message
from parley.exchange.signature import PublicKey
from parley.node.card import Card
from parley.node.key_book import KeyBook
from parley.node.keys import make_certificate, make_next_keys, read_private_keys
from parley.node.outgoing import ACKNOWLEDGED, TAKEN, read_answer
from parley.node.record.store import Record
from parley.node.settings import Settings, put_peer_aside
from parley.node.voice import Voice

#: Seconds until a new key counts if nobody says otherwise: a node that runs has noticed by then.
SOON = 10

#: In the bytes of every message about a change of keys.
_MARK = b'"kind":"' + ROTATE.encode()


def rotate(
    settings: Settings, record: Record, clock: Callable[[], str], counts_from: str = ""
) -> tuple[PublicKey, str]:
    """Make the next keys and tell every other node, in a message that the old key signs.

    What was signed before stays good. The node may be running.

    Args:
        settings: Of the node.
        record: Its record.
        clock: Gives the instant.
        counts_from: From when on the new keys count; empty is in ten seconds.

    Returns:
        The new signing key, and from when on it counts.

    Raises:
        InvalidInput: for an instant that has passed, or is none.
        CannotOpen: if nobody is there to tell, or an earlier rotation does not count yet.
    """
    if not settings.peers:
        raise CannotOpen(f"{settings.node} knows no other node: nobody would hear of the new key")
    book, now = KeyBook(settings, record), clock()
    tell_the_rest(settings, record, book)
    due = counts_from or (datetime.fromisoformat(now) + timedelta(seconds=SOON)).isoformat()
    _require_later(due, now)
    newest = book.newest(settings.node)
    if newest is None or newest.signing not in book.history().valid_keys(settings.node, now):
        raise CannotOpen(f"the newest key of {settings.node} does not count yet: wait for it")
    made = make_next_keys(settings.keys)
    body = rotation(settings.node, newest.signing, made.signing, made.public.sealing, due)
    voice = Voice(record, book, lambda: now, THREAD)
    for peer in settings.peers:
        voice.say(ROTATE, peer, body)
    return made.signing.public, due


def tell_the_rest(settings: Settings, record: Record, book: KeyBook) -> tuple[str, ...]:
    """Tell earlier changes of keys to those whom a crash between two messages kept from hearing.

    Each is told in the words of the others, signed by the key that counted then, with the time of
    the first message: however late it comes, what the new key signs is then believed there. Who was
    trusted only after the change has a newer card and needs nothing.

    Args:
        settings: Of the node.
        record: Its record.
        book: Of the node.

    Returns:
        Who was told, once for each change.
    """
    if len(book.terms(settings.node)) == 1:
        return ()
    done: list[str] = []
    for change in _changes(settings, record):
        first = change.first
        before = PublicKey(bytes.fromhex(str(first.body["before"])))
        if before not in book.valid_keys(settings.node, first.sent_at):
            continue  # it was given up since: the others hear of the keys by telephone
        voice = Voice(record, book, partial(str, first.sent_at), THREAD)
        for peer in change.untold:
            voice.say(ROTATE, peer, first.body)
            done.append(peer)
    return tuple(done)


@dataclass(frozen=True)
class _Change:
    """A change of keys of a node itself, as its record has it.

    Args:
        first: The message about it that was written first.
        told: The names of all messages about it, by their receiver.
        untold: Who has got none, though it was trusted before the change.
    """

    first: Message
    told: dict[str, str]
    untold: tuple[str, ...]


def _changes(settings: Settings, record: Record) -> tuple[_Change, ...]:
    """Every change of the keys of this node, in order."""
    said: dict[str, list[tuple[Entry, Message]]] = {}
    trusted: dict[str, int] = {}
    for entry in record.entries():
        if entry.way is Way.SENT and _MARK in entry.raw:
            message = read_message(entry.raw)
            if message.kind == ROTATE:
                said.setdefault(str(message.body["key"]), []).append((entry, message))
        elif entry.way is Way.OWN and entry.note == TRUSTED:
            body = from_bytes(entry.raw)
            trusted[str(body["node"]) if isinstance(body, dict) else ""] = entry.position
    found = []
    for every in said.values():
        told = {message.receiver: entry.name for entry, message in every}
        began = every[0][0].position
        untold = [
            each for each in settings.peers if each not in told and trusted.get(each, -1) < began
        ]
        found.append(_Change(every[0][1], told, tuple(untold)))
    return tuple(found)


@dataclass(frozen=True)
class OldKeys:
    """Keys of a node itself that do not count any longer and of which it has the private halves.

    Args:
        keys: Which.
        needed_for: Why the private halves must stay for now, in words; empty if they need not.
    """

    keys: KeyPair
    needed_for: str = ""


def old_keys(settings: Settings, record: Record, book: KeyBook, now: str) -> tuple[OldKeys, ...]:
    """The old keys of this node, and whether each is still needed.

    A key is needed while it counts, and until every other node has acknowledged the change to the
    next one: so long others seal bundles to it. Keys that were given up are not.

    Args:
        settings: Of the node.
        record: Its record.
        book: Of the node.
        now: The instant.
    """
    answered = {
        read_answer(entry)
        for entry in record.entries()
        if entry.way is Way.OWN and entry.note == ACKNOWLEDGED
    }
    unheard: dict[str, list[str]] = {}
    for change in _changes(settings, record):
        unheard[str(change.first.body["before"])] = [*change.untold] + [
            peer
            for peer, name in change.told.items()
            if peer in settings.peers and (name, TAKEN) not in answered
        ]
    mine = {each.public for each in read_private_keys(settings.keys)}
    found = []
    for term in book.terms(settings.node):
        if term.keys not in mine or term.keys == book.newest(settings.node):
            continue
        until, needed = term.counts_until, ""
        if not term.revoked:
            silent = unheard.get(term.keys.signing.raw.hex(), [])
            if until and datetime.fromisoformat(until) > datetime.fromisoformat(now):
                needed = f"it counts until {until}"
            elif silent:
                needed = f"the change is not acknowledged by {', '.join(silent)}"
        found.append(OldKeys(term.keys, needed))
    return tuple(found)


def renounce(settings: Settings, record: Record, now: str, reason: str) -> Card:
    """Give up all own keys at once, since somebody else may hold them, and make others.

    Nobody believes the new ones by the old ones: the others hear of it over the telephone, revoke
    the old card and add the new one. A node that runs must be started anew.

    Args:
        settings: Of the node.
        record: Its record.
        now: The instant.
        reason: Why, in words.

    Returns:
        The new card.
    """
    if not reason.strip():
        raise InvalidInput([Fault("keys", 0, "reason", "nothing", "why, in words")])
    newest = KeyBook(settings, record).newest(settings.node)
    made = make_next_keys(settings.keys)
    make_certificate(settings.keys, settings.node)
    body = {
        "node": settings.node, "before": newest.signing.raw.hex() if newest else "",
        "key": made.signing.public.raw.hex(), "sealing": made.public.sealing.hex(),
        "reason": reason,
    }  # fmt: skip
    record.append(Way.OWN, to_bytes(body), now, note=RENOUNCED)
    return KeyBook(settings, record).card()


def revoke_peer(
    settings: Settings, record: Record, now: str, peer: str, fingerprint: str, reason: str
) -> None:
    """Believe the keys of another node no longer; what they have signed so far stays.

    Args:
        settings: Of this node.
        record: Its record.
        now: The instant.
        peer: Whose.
        fingerprint: Of the card that was trusted, or of the key that counts now, as the other
            side read it over the telephone.
        reason: Why, in words.

    Raises:
        InvalidInput: if nobody of that name is trusted, the fingerprint is another, or no reason
            is given.
    """
    card = settings.peers.get(peer)
    if card is None:
        known = ", ".join(settings.peers) or "nobody"
        raise InvalidInput([Fault("peer", 0, "name", peer, f"one that is trusted: {known}")])
    book = KeyBook(settings, record)
    newest = book.newest(peer)
    expected = {card.fingerprint} | ({newest.signing.fingerprint} if newest else set())
    faults = []
    if _plain(fingerprint) not in {_plain(each) for each in expected}:
        wanted = f"that of {peer}: {' or '.join(sorted(expected))}"
        faults.append(Fault("peer", 0, "fingerprint", fingerprint, wanted))
    if not reason.strip():
        faults.append(Fault("peer", 0, "reason", "nothing", "why, in words"))
    if faults:
        raise InvalidInput(faults)
    for term in book.terms(peer):
        if not term.revoked:
            body = {"node": peer, "key": term.keys.signing.raw.hex(), "reason": reason}
            record.append(Way.OWN, to_bytes(body), now, note=REVOKED)
    put_peer_aside(settings, card)


def record_trust(record: Record, card: Card, now: str) -> None:
    """Keep in the record that a card is trusted from here on, and by which fingerprint."""
    body = {
        "node": card.node, "address": card.address, "key": card.key.raw.hex(),
        "sealing": card.sealing.hex(), "certificate": card.certificate,
        "fingerprint": card.fingerprint,
    }  # fmt: skip
    record.append(Way.OWN, to_bytes(body), now, note=TRUSTED)


def _require_later(due: str, now: str) -> None:
    try:
        when = datetime.fromisoformat(due)
        is_later = when.tzinfo is not None and when > datetime.fromisoformat(now)
    except ValueError:
        is_later = False
    if not is_later:
        wanted = f"an instant with offset after {now}"
        raise InvalidInput([Fault("keys", 0, "counts from", due[:40], wanted)])


def _plain(fingerprint: str) -> str:
    return "".join(fingerprint.lower().split())
