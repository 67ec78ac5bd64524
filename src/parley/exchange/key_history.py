"""Which key of which node counted when: a fold over a log, from cards, rotations, revocations."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from parley.errors import Fault, InvalidInput
from parley.exchange.canonical import Value, from_bytes, to_bytes
from parley.exchange.log import Entry, Way
from parley.exchange.messages import Message, read_message
from parley.exchange.signature import PublicKey, SigningKey, is_signed_by

#: The message by which a node says that from a time on another key of its own counts.
ROTATE = "keys.rotate"

#: The thread of such messages.
THREAD = "channel.keys"

#: Notes of a node's own entries: it trusts a card; it believes a key no longer; it has given up
#: a key of its own.
TRUSTED, REVOKED, RENOUNCED = "keys.trusted", "keys.revoked", "keys.renounced"


@dataclass(frozen=True)
class KeyPair:
    """The two public keys of a node: one that checks what it signs, one that seals bundles to it.

    Args:
        signing: Ed25519.
        sealing: X25519, 32 bytes.

    Raises:
        InvalidInput: for another number of bytes.
    """

    signing: PublicKey
    sealing: bytes

    def __post_init__(self) -> None:
        if len(self.sealing) != 32:
            found = f"{len(self.sealing)} bytes"
            raise InvalidInput([Fault("key", 0, "sealing key", found, "32 bytes")])


@dataclass(frozen=True)
class Term:
    """A time for which a key of a node counts, by the ``sent_at`` of what is signed.

    Args:
        keys: Which.
        counts_from: An instant; empty for a key from a card, which has counted ever since.
        counts_until: An instant; empty as long as no other key was announced.
        revoked: When it was recorded here that it is believed no longer; else empty.
    """

    keys: KeyPair
    counts_from: str = ""
    counts_until: str = ""
    revoked: str = ""

    def covers(self, instant: str) -> bool:
        """Whether what was sent at an instant may be signed by this key."""
        when = datetime.fromisoformat(instant)
        return (not self.counts_from or datetime.fromisoformat(self.counts_from) <= when) and (
            not self.counts_until or when <= datetime.fromisoformat(self.counts_until)
        )


class KeyHistory:
    """The keys of all nodes as one of them sees it, entry by entry of its record.

    A rotation counts by the time in the message; so what was signed before it stays good, however
    late it comes. A revocation counts by its place in the record: whatever comes in after it,
    signed by that key, is not believed, whatever time it names.

    Args:
        first: The keys on the cards of each node, also of cards that were replaced since.
        entries: Of the record, to begin with.
    """

    def __init__(
        self, first: Mapping[str, Iterable[KeyPair]], entries: Iterable[Entry] = ()
    ) -> None:
        self._terms = {node: [Term(keys) for keys in pairs] for node, pairs in first.items()}
        for entry in entries:
            self.take(entry)

    def terms(self, node: str) -> tuple[Term, ...]:
        """Every key of a node that was ever believed, in order."""
        return tuple(self._terms.get(node, ()))

    def valid_keys(self, node: str, sent_at: str) -> frozenset[PublicKey]:
        """The keys that may sign what a node sent at an instant, if it came in now."""
        return frozenset(
            term.keys.signing
            for term in self._terms.get(node, ())
            if not term.revoked and term.covers(sent_at)
        )

    def newest(self, node: str) -> KeyPair | None:
        """The keys of a node that were announced last and are believed; none if none is."""
        open_terms = [
            term for term in self._terms.get(node, ()) if not term.revoked and not term.counts_until
        ]
        return open_terms[-1].keys if open_terms else None

    def keys_of(self, message: Message) -> dict[str, frozenset[PublicKey]]:
        """The keys for ``verify`` of a message that came in now."""
        return {message.sender: self.valid_keys(message.sender, message.sent_at)}

    def require_good(self, message: Message, signature: str) -> None:
        """Check a message that speaks of keys; any other is good.

        Raises:
            InvalidInput: for a rotation that is not signed by the old key and the new one, or
                that counts from a time before it was sent.
        """
        if message.kind == ROTATE:
            self._read_rotation(message, signature)

    def take(self, entry: Entry) -> None:
        """Go on with the next entry of the record. What was checked when it came is believed."""
        if entry.way is Way.OWN:
            if entry.note in (TRUSTED, REVOKED, RENOUNCED):
                self._take_own(entry)
        elif entry.way is not Way.REFUSED and b'"kind":"' + ROTATE.encode() in entry.raw:
            message = read_message(entry.raw)
            if message.kind == ROTATE:
                try:
                    self._rotate(message.sender, *self._read_rotation(message, entry.signature))
                except InvalidInput:
                    return  # an auditor says so; nothing counts because of it

    def _take_own(self, entry: Entry) -> None:
        body = from_bytes(entry.raw)
        if not isinstance(body, dict):
            return
        node, signing = str(body["node"]), _public(body["key"])
        terms = self._terms.setdefault(node, [])
        if entry.note == TRUSTED:
            keys = KeyPair(signing, bytes.fromhex(str(body["sealing"])))
            if all(term.keys != keys for term in terms):
                terms.append(Term(keys))
        elif entry.note == REVOKED:
            for place, term in enumerate(terms):
                if term.keys.signing == signing and not term.revoked:
                    terms[place] = replace(term, revoked=entry.recorded_at)
        else:
            # Others trust the new keys by telephone and not by the old ones: whatever is signed
            # from here on is signed by the new ones, also what names an earlier time.
            terms[:] = [replace(each, revoked=each.revoked or entry.recorded_at) for each in terms]
            terms.append(Term(KeyPair(signing, bytes.fromhex(str(body["sealing"])))))

    def _rotate(self, node: str, before: PublicKey, keys: KeyPair, counts_from: str) -> None:
        terms = self._terms.setdefault(node, [])
        if any(term.keys == keys for term in terms):
            return  # said to another peer as well
        for place, term in enumerate(terms):
            if term.keys.signing == before and not term.counts_until:
                terms[place] = replace(term, counts_until=counts_from)
        terms.append(Term(keys, counts_from))

    def _read_rotation(self, message: Message, signature: str) -> tuple[PublicKey, KeyPair, str]:
        body = dict(message.body)
        texts = {name: str(body.pop(name, "")) for name in _ROTATION}
        faults = [
            Fault("rotation", 0, name, text[:40] or "nothing", _ROTATION[name])
            for name, text in texts.items()
            if not _is_hex(text, _LENGTHS[name]) and name != "counts_from"
        ]
        if body:
            faults.append(Fault("rotation", 0, "keys", ", ".join(body)[:80], ", ".join(_ROTATION)))
        counts_from = texts["counts_from"]
        if not _is_after(counts_from, message.sent_at):
            wanted = f"an instant not before {message.sent_at}, when it was sent"
            faults.append(Fault("rotation", 0, "counts_from", counts_from[:40], wanted))
        if faults:
            raise InvalidInput(faults)
        before, signing = _public(texts["before"]), _public(texts["key"])
        keys = KeyPair(signing, bytes.fromhex(texts["sealing"]))
        proof = bytes.fromhex(texts["proof"])
        if not is_signed_by(signature, before):
            wanted = "the key that signs the message: the old one"
            raise InvalidInput([Fault("rotation", 0, "before", before.fingerprint, wanted)])
        try:
            Ed25519PublicKey.from_public_bytes(signing.raw).verify(
                proof, _agreed(message.sender, before, keys, counts_from)
            )
        except InvalidSignature as error:
            wanted = "a signature of the new key over the other fields"
            raise InvalidInput([Fault("rotation", 0, "proof", "not valid", wanted)]) from error
        return before, keys, counts_from


_ROTATION = {
    "before": "the old public key, 64 hexadecimal digits",
    "key": "the new public key, 64 hexadecimal digits",
    "sealing": "the new key to seal to, 64 hexadecimal digits",
    "counts_from": "an instant",
    "proof": "a signature of the new key, 128 hexadecimal digits",
}
_LENGTHS = {"before": 64, "key": 64, "sealing": 64, "counts_from": 0, "proof": 128}


def rotation(
    node: str, before: PublicKey, new: SigningKey, sealing: bytes, counts_from: str
) -> dict[str, Value]:
    """The body of the message by which a node says which key of its own counts from when on.

    The old key signs the message, the new one signs within it: nobody can take over a key that
    he does not hold.

    Args:
        node: Which.
        before: The key that counted so far; it must sign the message.
        new: The key that will count.
        sealing: The public key to which bundles are sealed, 32 bytes.
        counts_from: An instant with offset, not before the message is sent.
    """
    keys = KeyPair(new.public, sealing)
    agreed = _agreed(node, before, keys, counts_from)
    proof = Ed25519PrivateKey.from_private_bytes(new.seed).sign(agreed)
    return {
        "before": before.raw.hex(), "key": new.public.raw.hex(), "sealing": sealing.hex(),
        "counts_from": counts_from, "proof": proof.hex(),
    }  # fmt: skip


def _agreed(node: str, before: PublicKey, keys: KeyPair, counts_from: str) -> bytes:
    """What the new key signs."""
    return to_bytes(
        {
            "use": "parley key rotation", "node": node, "before": before.raw.hex(),
            "key": keys.signing.raw.hex(), "sealing": keys.sealing.hex(),
            "counts_from": counts_from,
        }
    )  # fmt: skip


def _public(text: object) -> PublicKey:
    return PublicKey(bytes.fromhex(str(text)))


def _is_hex(text: str, length: int) -> bool:
    return len(text) == length and all(sign in "0123456789abcdef" for sign in text)


def _is_after(text: str, earliest: str) -> bool:
    try:
        when = datetime.fromisoformat(text)
    except ValueError:
        return False
    return when.tzinfo is not None and when >= datetime.fromisoformat(earliest)
