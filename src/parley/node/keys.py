"""Keys of a node: made here, kept in files that only their owner can read, shown as a card."""

import json
import os
import secrets
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from parley.errors import CannotOpen, CannotWrite, Fault, InvalidInput
from parley.exchange.amounts import digest
from parley.exchange.signature import PublicKey, SigningKey

SIGNING, TLS_KEY, TLS_CERTIFICATE = "signing.key", "tls.key", "tls.pem"

#: How long a certificate holds, in days. Both sides pin it, so it is no authority's business.
DAYS = 3_650


@dataclass(frozen=True)
class Card:
    """What a node shows the other side: its name, where it listens, and its public keys.

    Args:
        node: Its name.
        address: Such as ``https://parley.treasury-a.example:8443``.
        key: Its signing key.
        certificate: Its TLS certificate, PEM.
    """

    node: str
    address: str
    key: PublicKey
    certificate: str

    @property
    def fingerprint(self) -> str:
        """Covers both keys, to be read over the telephone: ten groups of four."""
        both = digest(self.key.raw + self.certificate.encode())[:40]
        return " ".join(both[k : k + 4] for k in range(0, 40, 4))

    def to_json(self) -> str:
        """The card as it is handed over."""
        table = {
            "node": self.node, "address": self.address, "key": self.key.raw.hex(),
            "certificate": self.certificate,
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
            str(table["certificate"]),
        )  # fmt: skip
        x509.load_pem_x509_certificate(card.certificate.encode())
    except OSError as error:
        raise CannotOpen(f"{path}: {error.strerror}") from error
    except (KeyError, TypeError, ValueError) as error:
        raise InvalidInput(
            [Fault(path.name, 0, "card", str(error)[:80], "a card that parley node card wrote")]
        ) from error
    return card


def make_keys(folder: Path, node: str) -> SigningKey:
    """Make a node's keys; what is there is never overwritten.

    Args:
        folder: Where to keep them; only its owner may enter it.
        node: Stands in the certificate.

    Raises:
        CannotWrite: if there are keys already, or the folder cannot be written.
    """
    if any((folder / name).exists() for name in (SIGNING, TLS_KEY, TLS_CERTIFICATE)):
        raise CannotWrite(f"{folder} holds keys already; they are not overwritten")
    key = SigningKey(secrets.token_bytes(32))
    tls = ec.generate_private_key(ec.SECP256R1())
    certificate = _certificate(tls, node)
    plain = tls.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    )
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        _write_secret(folder / SIGNING, key.seed.hex().encode() + b"\n")
        _write_secret(folder / TLS_KEY, plain)
        (folder / TLS_CERTIFICATE).write_bytes(certificate)
    except OSError as error:
        raise CannotWrite(f"{folder}: {error.strerror}") from error
    return key


def read_signing_key(folder: Path) -> SigningKey:
    """Read the signing key of a node.

    Raises:
        CannotOpen: if it is not there, or others may read it.
    """
    path = folder / SIGNING
    try:
        if os.name == "posix" and path.stat().st_mode & 0o077:
            raise CannotOpen(f"{path} can be read by others: chmod 600 {path}")
        return SigningKey(bytes.fromhex(path.read_text(encoding="ascii").strip()))
    except OSError as error:
        raise CannotOpen(f"{path}: {error.strerror}") from error
    except ValueError as error:
        raise CannotOpen(f"{path} holds no key") from error


def own_card(folder: Path, node: str, address: str) -> Card:
    """The card of the node whose keys lie in a folder."""
    key = read_signing_key(folder).public
    try:
        certificate = (folder / TLS_CERTIFICATE).read_text(encoding="ascii")
    except OSError as error:
        raise CannotOpen(f"{folder / TLS_CERTIFICATE}: {error.strerror}") from error
    return Card(node, address, key, certificate)


def _certificate(key: ec.EllipticCurvePrivateKey, node: str) -> bytes:
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, node)])
    now = datetime.now(UTC) - timedelta(days=1)  # the other side's clock may be behind
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now)
        .not_valid_after(now + timedelta(days=DAYS))
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .sign(key, hashes.SHA256())
    )
    return made.public_bytes(serialization.Encoding.PEM)


def _write_secret(path: Path, raw: bytes) -> None:
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        file.write(raw)
