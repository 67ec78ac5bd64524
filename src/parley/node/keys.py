"""Keys of a node: made here, kept in files that only their owner can read."""

import itertools
import json
import os
import secrets
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey
from cryptography.x509.oid import NameOID

from parley.errors import CannotOpen, CannotWrite
from parley.exchange.key_history import KeyPair
from parley.exchange.signature import PublicKey, SigningKey
from parley.files.whole_file import write_whole
from parley.node.card import Card

SIGNING, SEALING, TLS_KEY, TLS_CERTIFICATE = "signing.key", "sealing.key", "tls.key", "tls.pem"

#: Stands where the private keys of a term were: the public halves.
FORGOTTEN = "forgotten.pub"

#: How long a certificate holds, in days. Both sides pin it, so it is no authority's business.
DAYS = 3_650


@dataclass(frozen=True)
class PrivateKeys:
    """The private keys of a node, of one term. Its text never shows them.

    Args:
        signing: Signs messages.
        sealing: Opens bundles: 32 bytes of X25519.
    """

    signing: SigningKey
    sealing: bytes = field(repr=False)

    @property
    def public(self) -> KeyPair:
        """The public halves."""
        half = X25519PrivateKey.from_private_bytes(self.sealing).public_key()
        return KeyPair(self.signing.public, half.public_bytes_raw())


def make_keys(folder: Path, node: str) -> SigningKey:
    """Make a node's keys; what is there is never overwritten.

    Args:
        folder: Where to keep them; only its owner may enter it.
        node: Stands in the certificate.

    Raises:
        CannotWrite: if there are keys already, or the folder cannot be written.
    """
    names = (SIGNING, SEALING, TLS_KEY, TLS_CERTIFICATE, FORGOTTEN)
    if any((folder / name).exists() for name in names):
        raise CannotWrite(f"{folder} holds keys already; they are not overwritten")
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        key = SigningKey(secrets.token_bytes(32))
        _write_secret(folder / SIGNING, key.seed.hex().encode() + b"\n")
        _make_sealing_key(folder / SEALING)
        make_certificate(folder, node)
    except OSError as error:
        raise CannotWrite(f"{folder}: {error.strerror}") from error
    return key


def make_certificate(folder: Path, node: str) -> None:
    """Make a TLS key and its certificate, in place of those that are there."""
    tls = ec.generate_private_key(ec.SECP256R1())
    plain = tls.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    )
    for path, raw in (
        (folder / TLS_KEY, plain),
        (folder / TLS_CERTIFICATE, _certificate(tls, node)),
    ):
        made = path.with_name(f".{path.name}.new")
        made.unlink(missing_ok=True)
        _write_secret(made, raw)
        made.replace(path)


def make_next_keys(folder: Path) -> PrivateKeys:
    """Make the keys of the next term, beside those that are there.

    Raises:
        CannotWrite: if the folder cannot be written.
    """
    number = len(_numbers(folder)) + 1
    made = PrivateKeys(SigningKey(secrets.token_bytes(32)), secrets.token_bytes(32))
    try:
        _write_secret(folder / _numbered(SEALING, number), made.sealing.hex().encode() + b"\n")
        _write_secret(folder / _numbered(SIGNING, number), made.signing.seed.hex().encode() + b"\n")
    except OSError as error:
        raise CannotWrite(f"{folder}: {error.strerror}") from error
    return made


def complete_keys(folder: Path) -> bool:
    """Make the key that opens bundles for a node that was founded without; whether it was made."""
    if (folder / SEALING).exists() or (folder / FORGOTTEN).exists():
        return False
    _make_sealing_key(folder / SEALING)
    return True


def read_private_keys(folder: Path) -> tuple[PrivateKeys, ...]:
    """Read all private keys that a node still has, in the order in which they were made.

    Raises:
        CannotOpen: if there are none, or others may read them.
    """
    return tuple(
        _read_private(folder, number)
        for number in _numbers(folder)
        if not (folder / _numbered(FORGOTTEN, number)).exists()
    )


def read_public_keys(folder: Path) -> tuple[KeyPair, ...]:
    """Read the public halves of all keys that a node has made, in order, also of forgotten ones.

    Raises:
        CannotOpen: if there are none, or others may read the private halves.
    """
    return tuple(_read_public(folder, number) for number in _numbers(folder))


def forget_private_keys(folder: Path, every: Iterable[KeyPair]) -> None:
    """Remove the private halves of some keys for ever; their public halves stay.

    Also removes what a crash has left of keys that were to be forgotten before.

    Raises:
        CannotWrite: if the folder cannot be written.
    """
    made = read_public_keys(folder)
    for keys in every:
        halves = {"signing": keys.signing.raw.hex(), "sealing": keys.sealing.hex()}
        path = folder / _numbered(FORGOTTEN, 1 + made.index(keys))
        write_whole(f"{json.dumps(halves, indent=1)}\n".encode(), path)
    try:
        for number in _numbers(folder):
            if (folder / _numbered(FORGOTTEN, number)).exists():
                for name in (SIGNING, SEALING):
                    (folder / _numbered(name, number)).unlink(missing_ok=True)
    except OSError as error:
        raise CannotWrite(f"{folder}: {error.strerror}") from error


def read_signing_key(folder: Path) -> SigningKey:
    """Read the first signing key of a node.

    Raises:
        CannotOpen: if it is not there, or others may read it.
    """
    return SigningKey(_read_secret(folder / SIGNING))


def own_card(folder: Path, node: str, address: str) -> Card:
    """The card of the node whose keys lie in a folder, with its first keys."""
    keys = read_public_keys(folder)[0]
    try:
        certificate = (folder / TLS_CERTIFICATE).read_text(encoding="ascii")
    except OSError as error:
        raise CannotOpen(f"{folder / TLS_CERTIFICATE}: {error.strerror}") from error
    return Card(node, address, keys.signing, keys.sealing, certificate)


def _numbers(folder: Path) -> tuple[int, ...]:
    """The terms of which there are keys, from 1; the first is looked for in any case."""
    return (
        1,
        *itertools.takewhile(
            lambda number: any(
                (folder / _numbered(name, number)).exists() for name in (SIGNING, FORGOTTEN)
            ),
            itertools.count(2),
        ),
    )


def _read_private(folder: Path, number: int) -> PrivateKeys:
    signing, sealing = (folder / _numbered(name, number) for name in (SIGNING, SEALING))
    if signing.exists() and not sealing.exists():
        raise CannotOpen(f"{sealing} is not there: parley node upgrade makes it")
    return PrivateKeys(SigningKey(_read_secret(signing)), _read_secret(sealing))


def _read_public(folder: Path, number: int) -> KeyPair:
    path = folder / _numbered(FORGOTTEN, number)
    if not path.exists():
        return _read_private(folder, number).public
    try:
        halves = json.loads(path.read_text(encoding="ascii"))
        signing, sealing = (bytes.fromhex(halves[name]) for name in ("signing", "sealing"))
        return KeyPair(PublicKey(signing), sealing)
    except OSError as error:
        raise CannotOpen(f"{path}: {error.strerror}") from error
    except (ValueError, TypeError, KeyError) as error:
        raise CannotOpen(f"{path} holds no public keys") from error


def _numbered(name: str, number: int) -> str:
    stem, _, ending = name.partition(".")
    return name if number == 1 else f"{stem}-{number}.{ending}"


def _make_sealing_key(path: Path) -> None:
    _write_secret(path, secrets.token_bytes(32).hex().encode() + b"\n")


def _read_secret(path: Path) -> bytes:
    try:
        if os.name == "posix" and path.stat().st_mode & 0o077:
            raise CannotOpen(f"{path} can be read by others: chmod 600 {path}")
        raw = bytes.fromhex(path.read_text(encoding="ascii").strip())
    except OSError as error:
        raise CannotOpen(f"{path}: {error.strerror}") from error
    except ValueError as error:
        raise CannotOpen(f"{path} holds no key") from error
    if len(raw) != 32:
        raise CannotOpen(f"{path} holds no key")
    return raw


def _certificate(key: ec.EllipticCurvePrivateKey, node: str) -> bytes:
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, node)])
    now = datetime.now(UTC) - timedelta(days=1)  # the other side's clock may be behind
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))  # the other side's clock may be behind
        .not_valid_after(now + timedelta(days=DAYS))
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .sign(key, hashes.SHA256())
    )
    return made.public_bytes(serialization.Encoding.PEM)


def _write_secret(path: Path, raw: bytes) -> None:
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        file.write(raw)
