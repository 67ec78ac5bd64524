"""Sealed files: what only one node can open, with a line in front that says for which key."""

from collections.abc import Iterable

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.hpke import AEAD, KDF, KEM, Suite

from parley.errors import Fault, InvalidInput
from parley.exchange.canonical import digest, from_bytes, to_bytes
from parley.node.keys import PrivateKeys

FORMAT, VERSION = "parley-bundle", 1

#: No first line is longer.
_LONGEST_LINE = 1_000

#: What sealing adds: the fresh public key and the tag.
_ADDED = 32 + 16


def _suite() -> Suite:
    """RFC 9180: DHKEM(X25519, HKDF-SHA256), HKDF-SHA256, ChaCha20-Poly1305; base mode."""
    return Suite(KEM.X25519, KDF.HKDF_SHA256, AEAD.CHACHA20_POLY1305)


def seal(content: bytes, sealing: bytes) -> bytes:
    """Seal content to a node. A fresh key is drawn each time: no two files are alike.

    The first line says format, version, the key and the size; it is no secret, names nobody, and
    the seal covers it.

    Args:
        content: Any bytes.
        sealing: The public key of who may open it: 32 bytes of X25519.

    Source:
        RFC 9180, Hybrid Public Key Encryption, section 6.1: single-shot encryption.
    """
    line = _line(digest(sealing), len(content) + _ADDED)
    key = X25519PublicKey.from_public_bytes(sealing)
    return line + _suite().encrypt(content, key, info=line)


def unseal(raw: bytes, keys: Iterable[PrivateKeys]) -> bytes:
    """Open what was sealed to one of the keys.

    Raises:
        InvalidInput: saying why not: no such file at all, another version, cut off, sealed to
            somebody else, or altered.
    """
    line, found, rest = raw.partition(b"\n")
    if not found or len(line) > _LONGEST_LINE:
        raise _refusal("file", "no first line", f"a file of the format {FORMAT}")
    try:
        table = from_bytes(line)
    except InvalidInput as error:
        raise _refusal("file", "another first line", f"a file of the format {FORMAT}") from error
    if not isinstance(table, dict) or table.get("format") != FORMAT:
        raise _refusal("file", "another format", FORMAT)
    if table.get("version") is True or table.get("version") != VERSION:
        raise _refusal("version", str(table.get("version"))[:20], f"{VERSION}")
    if table.get("size") != len(rest):
        raise _refusal("size", f"{len(rest)} bytes: cut off, or more", f"{table.get('size')}")
    key = next((each for each in keys if digest(each.public.sealing) == table.get("key")), None)
    if key is None:
        raise _refusal("key", str(table.get("key"))[:16], "a key of this node: is it for another?")
    private = X25519PrivateKey.from_private_bytes(key.sealing)
    try:
        return bytes(_suite().decrypt(rest, private, info=line + b"\n"))
    except InvalidTag as error:
        raise _refusal("content", "altered on the way", "what its writer has sealed") from error


def _line(key: str, size: int) -> bytes:
    return to_bytes({"format": FORMAT, "version": VERSION, "key": key, "size": size}) + b"\n"


def _refusal(field: str, found: str, expected: str) -> InvalidInput:
    return InvalidInput([Fault("bundle", 0, field, found, expected)])
