"""The card of a node: what it shows the other side, with a fingerprint for the telephone."""

import json
from dataclasses import dataclass
from pathlib import Path

from cryptography import x509

from parley.errors import CannotOpen, Fault, InvalidInput
from parley.exchange.canonical import digest
from parley.exchange.key_history import KeyPair
from parley.exchange.signature import PublicKey


@dataclass(frozen=True)
class Card:
    """What a node shows the other side: its name, where it listens, and its public keys.

    Args:
        node: Its name.
        address: Such as ``https://parley.treasury-a.example:8443``.
        key: Its signing key.
        sealing: The key to which bundles for it are sealed: 32 bytes of X25519.
        certificate: Its TLS certificate, PEM.
    """

    node: str
    address: str
    key: PublicKey
    sealing: bytes
    certificate: str

    @property
    def fingerprint(self) -> str:
        """Covers all three keys, to be read over the telephone: ten groups of four."""
        every = digest(self.key.raw + self.sealing + self.certificate.encode())[:40]
        return " ".join(every[k : k + 4] for k in range(0, 40, 4))

    @property
    def keys(self) -> KeyPair:
        """The two that count for messages and bundles."""
        return KeyPair(self.key, self.sealing)

    def to_json(self) -> str:
        """The card as it is handed over."""
        table = {
            "node": self.node, "address": self.address, "key": self.key.raw.hex(),
            "sealing": self.sealing.hex(), "certificate": self.certificate,
        }  # fmt: skip
        return json.dumps(table, indent=2, sort_keys=True) + "\n"


def read_card(path: Path) -> Card:
    """Read a card from its file.

    Raises:
        CannotOpen: if the file cannot be read.
        InvalidInput: if it is no card.
    """
    try:
        table = json.loads(path.read_text(encoding="utf-8"))
        card = Card(
            str(table["node"]), str(table["address"]), PublicKey(bytes.fromhex(table["key"])),
            bytes.fromhex(table["sealing"]), str(table["certificate"]),
        )  # fmt: skip
        KeyPair(card.key, card.sealing)
        x509.load_pem_x509_certificate(card.certificate.encode())
    except OSError as error:
        raise CannotOpen(f"{path}: {error.strerror}") from error
    except (KeyError, TypeError, ValueError) as error:
        raise InvalidInput(
            [Fault(path.name, 0, "card", str(error)[:80], "a card that parley node card wrote")]
        ) from error
    return card
