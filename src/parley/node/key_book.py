"""The key book of a node: whose key counts now, by its cards and its record, and signing by it."""

import threading
from collections.abc import Sequence
from dataclasses import replace

from parley.errors import CannotOpen
from parley.exchange.key_history import KeyHistory, KeyPair, Term
from parley.exchange.messages import Message
from parley.exchange.signature import (
    PublicKey,
    Signed,
    SigningKey,
    is_signed_by,
    sign,
    verify_message,
)
from parley.node.card import Card
from parley.node.keys import PrivateKeys, read_private_keys
from parley.node.record.store import Record
from parley.node.settings import Settings


class KeyBook:
    """Follows the record: what another process writes there counts at the next question.

    Args:
        settings: Of the node.
        record: Its record.

    Raises:
        CannotOpen: if its keys are not there.
    """

    def __init__(self, settings: Settings, record: Record) -> None:
        self._settings, self._record = settings, record
        self._own = read_private_keys(settings.keys)
        self._history = KeyHistory(first_keys(settings))
        self._place, self._turn = 0, threading.Lock()

    def history(self) -> KeyHistory:
        """As the record stands now."""
        with self._turn:
            for entry in self._record.entries(self._place):
                self._history.take(entry)
                self._place = entry.position + 1
        return self._history

    def check(self, signed: Signed, message: Message) -> None:
        """Check a message that came in, by the keys that count for it now.

        Raises:
            InvalidInput: see ``verify_message`` and ``KeyHistory.require_good``.
        """
        history = self.history()
        verify_message(message, signed, self._settings.node, history.keys_of(message))
        history.require_good(message, signed.signature)

    def terms(self, node: str) -> tuple[Term, ...]:
        """Every key of a node that was ever believed."""
        return self.history().terms(node)

    def valid_keys(self, node: str, sent_at: str) -> frozenset[PublicKey]:
        """The keys that may sign what a node sent at an instant, if it came in now."""
        return self.history().valid_keys(node, sent_at)

    def newest(self, node: str) -> KeyPair | None:
        """The keys of a node that were announced last; none if none is believed."""
        return self.history().newest(node)

    def card(self) -> Card:
        """What this node shows others now: its newest keys.

        Raises:
            CannotOpen: if it has none that counts.
        """
        newest = self.newest(self._settings.node)
        if newest is None:
            raise CannotOpen(f"{self._settings.node} has no key that counts")
        return replace(self._settings.card, key=newest.signing, sealing=newest.sealing)

    def sign(self, message: Message, attachments: Sequence[bytes] = ()) -> Signed:
        """Sign by the key that counts at the time that the message names.

        Raises:
            CannotOpen: if the private half is not there.
        """
        return sign(message, self.signing_key(message.sent_at), tuple(attachments))

    def signing_key(self, instant: str) -> SigningKey:
        """The private key that counts at an instant.

        Raises:
            CannotOpen: if it is not there.
        """
        node, newest = self._settings.node, self.newest(self._settings.node)
        for key in (*self.valid_keys(node, instant), *([newest.signing] if newest else [])):
            return self._private(key).signing
        raise CannotOpen(f"no key of {node} counts at {instant}")

    def signed_anew(self, message: Message, signed: Signed) -> Signed:
        """A message as it was signed, or signed by another key if its own was given up since."""
        history = self.history()
        keys, newest = (
            history.valid_keys(message.sender, message.sent_at),
            history.newest(message.sender),
        )
        if newest is None or any(is_signed_by(signed.signature, key) for key in keys):
            return signed
        return sign(message, self._private(newest.signing).signing, signed.attachments)

    def opening_keys(self) -> tuple[PrivateKeys, ...]:
        """All private keys: one of them opens a bundle that was sealed to this node."""
        self._own = read_private_keys(self._settings.keys)
        return self._own

    def _private(self, key: PublicKey) -> PrivateKeys:
        for again in (False, True):
            for own in self.opening_keys() if again else self._own:
                if own.signing.public == key:
                    return own
        raise CannotOpen(f"{self._settings.keys} lacks the private key {key.fingerprint}")


def first_keys(settings: Settings) -> dict[str, list[KeyPair]]:
    """The keys on the cards that a node has: its own first one, and all that it ever trusted."""
    keys = {settings.node: [settings.card.keys]}
    for card in (*settings.replaced_cards, *settings.peers.values()):
        keys.setdefault(card.node, []).append(card.keys)
    return keys
