"""Signatures over exact bytes: JWS with Ed25519, from one node to another."""

import base64
from collections.abc import Mapping
from dataclasses import dataclass, field

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from joserfc import jws
from joserfc.errors import JoseError
from joserfc.jwk import OKPKey

from parley.errors import Fault, InvalidInput, NotBelieved
from parley.exchange.canonical import digest, to_bytes
from parley.exchange.leaving import require_may_leave
from parley.exchange.messages import Message, read_message

#: How every message is sent; signed with it, so that it cannot be sent to another door.
METHOD, PATH = "POST", "/v1/messages"

#: Stands in the place of the method for a bundle, which is sent to no door.
BUNDLE = "BUNDLE"

ALGORITHM = "Ed25519"

#: How a signature by no key that counts is called; such a refusal need not be the last word.
OTHER_KEY = "of another key"
LONGEST_SIGNATURE = 2_000


@dataclass(frozen=True)
class SigningKey:
    """A node's private key. Its text never shows the key.

    Args:
        seed: 32 bytes, from a source of true randomness.

    Raises:
        InvalidInput: for another number of bytes.
    """

    seed: bytes = field(repr=False)

    def __post_init__(self) -> None:
        if len(self.seed) != 32:
            raise InvalidInput([Fault("key", 0, "seed", f"{len(self.seed)} bytes", "32 bytes")])

    @property
    def public(self) -> "PublicKey":
        """The public half."""
        private = Ed25519PrivateKey.from_private_bytes(self.seed)
        return PublicKey(private.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw))

    def as_jwk(self) -> OKPKey:
        """The key as JWS wants it."""
        private = {"d": _b64(self.seed), "x": _b64(self.public.raw)}
        return OKPKey.import_key({"kty": "OKP", "crv": "Ed25519", **private})


@dataclass(frozen=True)
class PublicKey:
    """A node's public key.

    Args:
        raw: 32 bytes.

    Raises:
        InvalidInput: for another number of bytes.
    """

    raw: bytes

    def __post_init__(self) -> None:
        if len(self.raw) != 32:
            raise InvalidInput([Fault("key", 0, "public key", f"{len(self.raw)} bytes", "32")])

    @property
    def fingerprint(self) -> str:
        """SHA-256 of the key in groups of four digits, to be read over the telephone."""
        text = digest(self.raw)[:40]
        return " ".join(text[k : k + 4] for k in range(0, 40, 4))

    @property
    def id(self) -> str:
        """Names the key in a signature: SHA-256 of the key, 64 hexadecimal digits."""
        return digest(self.raw)

    def as_jwk(self) -> OKPKey:
        """The key as JWS wants it."""
        return OKPKey.import_key({"kty": "OKP", "crv": "Ed25519", "x": _b64(self.raw)})


@dataclass(frozen=True)
class Signed:
    """A message with its signature and what travels beside it.

    Args:
        raw: The bytes of the message.
        signature: A JWS in compact form over method, path, sender, receiver and the digest of
            ``raw``.
        attachments: The bytes that the message names by their digests, in its order.
    """

    raw: bytes
    signature: str
    attachments: tuple[bytes, ...] = ()


def sign(message: Message, key: SigningKey, attachments: tuple[bytes, ...] = ()) -> Signed:
    """Sign a message.

    Args:
        message: What is said.
        key: Of its sender.
        attachments: The bytes that it names.

    Raises:
        InvalidInput: if attachments are not those that the message names, or one may not leave.

    Source:
        RFC 7515, section 7.1 (compact form); RFC 9864, section 2.2 (Ed25519 by its
        full name).
    """
    _check_attachments(message, attachments)
    require_may_leave(message.handling, message.body, attachments)
    signature = jws.serialize_compact(
        _header(key.public), _payload(message), key.as_jwk(), algorithms=[ALGORITHM]
    )
    return Signed(message.raw, signature, attachments)


def verify(signed: Signed, receiver: str, keys: Mapping[str, frozenset[PublicKey]]) -> Message:
    """Check who signed what, and give the message.

    Args:
        signed: What came in.
        receiver: Whose node this is; a message to somebody else is refused. Empty for an auditor,
            who reads messages to anybody.
        keys: The keys of each sender that are good for this message, by the sender's name.

    Raises:
        InvalidInput: saying what is wrong: bytes, receiver, signature, attachments.
        NotBelieved: if it is signed by no key that counts.
    """
    message = read_message(signed.raw)
    verify_message(message, signed, receiver, keys)
    return message


def verify_message(
    message: Message, signed: Signed, receiver: str, keys: Mapping[str, frozenset[PublicKey]]
) -> None:
    """Check who signed a message that was read from its bytes already. See ``verify``."""
    _check_attachments(message, signed.attachments)
    if receiver and message.receiver != receiver:
        raise _refusal("receiver", message.receiver, receiver)
    if len(signed.signature) > LONGEST_SIGNATURE:
        raise _refusal("signature", "too long", f"at most {LONGEST_SIGNATURE} characters")
    valid = keys.get(message.sender, frozenset())
    for key in valid:
        if signed.signature.rpartition(".")[0] == _unsigned(message, key):
            break
    else:
        wanted = f"a valid key of {message.sender}"
        if any(is_signed_by(signed.signature, key) for key in valid):
            raise _refusal("signature", "over another text", f"{wanted} over these bytes")
        raise NotBelieved([Fault("message", 0, "signature", OTHER_KEY, wanted)])
    try:
        jws.deserialize_compact(signed.signature, key.as_jwk(), algorithms=[ALGORITHM])
    except (JoseError, ValueError) as error:
        expected = f"that of {message.sender} over these bytes"
        raise _refusal("signature", "not valid", expected) from error


def sign_bundle(sender: str, receiver: str, name: str, key: SigningKey) -> str:
    """Sign a bundle, by the digest of its list of contents; no message can be signed so."""
    payload = _text(BUNDLE, "", sender, receiver, name)
    return jws.serialize_compact(_header(key.public), payload, key.as_jwk(), algorithms=[ALGORITHM])


def verify_bundle(
    sender: str, receiver: str, name: str, signature: str, keys: frozenset[PublicKey]
) -> None:
    """Check who signed a bundle.

    Raises:
        InvalidInput: if none of the keys has.
    """
    for key in keys:
        unsigned = (
            f"{_b64(to_bytes(_header(key)))}.{_b64(_text(BUNDLE, '', sender, receiver, name))}"
        )
        if signature.rpartition(".")[0] != unsigned:
            continue
        try:
            jws.deserialize_compact(signature, key.as_jwk(), algorithms=[ALGORITHM])
        except (JoseError, ValueError):
            continue
        return
    wanted = f"that of a valid key of {sender}"
    raise InvalidInput([Fault("bundle", 0, "signature", "another, or not valid", wanted)])


def is_signed_by(signature: str, key: PublicKey) -> bool:
    """Whether a signature names a key as the one it was made with; says nothing of its truth."""
    return signature.startswith(_b64(to_bytes(_header(key))) + ".")


def _header(key: PublicKey) -> dict[str, str]:
    return {"alg": ALGORITHM, "kid": key.id, "typ": "parley+jws"}


def _payload(message: Message) -> bytes:
    return _text(METHOD, PATH, message.sender, message.receiver, message.name)


def _text(method: str, path: str, sender: str, receiver: str, name: str) -> bytes:
    return to_bytes(
        {"method": method, "path": path, "sender": sender, "receiver": receiver, "digest": name}
    )


def _unsigned(message: Message, key: PublicKey) -> str:
    """The first two parts that the signature of a message by a key must have, to the letter."""
    return f"{_b64(to_bytes(_header(key)))}.{_b64(_payload(message))}"


def _check_attachments(message: Message, attachments: tuple[bytes, ...]) -> None:
    found = tuple(digest(each) for each in attachments)
    if found != message.attachments:
        raise _refusal("attachments", f"{len(found)} with other digests", "those that it names")


def _refusal(field: str, found: str, expected: str) -> InvalidInput:
    return InvalidInput([Fault("message", 0, field, found, expected)])


def _b64(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()
