"""A signed message as one row of bytes: how it travels over a line or in a file."""

import struct
from collections.abc import Sequence

from parley.errors import Fault, InvalidInput
from parley.exchange.signature import LONGEST_SIGNATURE, Signed

#: No signed message is larger, attachments included.
MOST_BYTES = 128_000_000

#: No message has more parts than this.
MOST_PARTS = 1_000


def to_frame(signed: Signed) -> bytes:
    """Write a signed message: its signature, its bytes, its attachments; see ``join_parts``."""
    return join_parts([signed.signature.encode(), signed.raw, *signed.attachments])


def from_frame(frame: bytes) -> Signed:
    """Read what ``to_frame`` has written.

    Raises:
        InvalidInput: for any other bytes.
    """
    if len(frame) > MOST_BYTES:
        raise _fault(f"{len(frame)} bytes")
    parts = split_parts(frame, MOST_PARTS)
    if len(parts) < 2:
        raise _fault(f"{len(parts)} parts")
    if len(parts[0]) > LONGEST_SIGNATURE:
        raise _fault("too long a signature")
    try:
        signature = parts[0].decode("ascii")
    except UnicodeDecodeError as error:
        raise _fault("a signature that is no ASCII") from error
    return Signed(parts[1], signature, tuple(parts[2:]))


def join_parts(parts: Sequence[bytes]) -> bytes:
    """Write parts one after the other, each after its length, and before all their number.

    Number and lengths are unsigned 32-bit numbers, most significant byte first.
    """
    return struct.pack(">I", len(parts)) + b"".join(
        struct.pack(">I", len(part)) + part for part in parts
    )


def split_parts(raw: bytes, most: int) -> list[bytes]:
    """Read what ``join_parts`` has written.

    Args:
        raw: The bytes.
        most: No more parts are read.

    Raises:
        InvalidInput: for any other bytes.
    """
    if len(raw) < 4:
        raise _fault(f"{len(raw)} bytes")
    (count,) = struct.unpack_from(">I", raw)
    if count > most:
        raise _fault(f"{count} parts")
    parts, place = [], 4
    for _ in range(count):
        if place + 4 > len(raw):
            raise _fault("cut off")
        (size,) = struct.unpack_from(">I", raw, place)
        place += 4
        if place + size > len(raw):
            raise _fault("cut off")
        parts.append(raw[place : place + size])
        place += size
    if place != len(raw):
        raise _fault("more than its parts")
    return parts


def _fault(found: str) -> InvalidInput:
    return InvalidInput([Fault("frame", 0, "bytes", found, "a signed message, docs/protocol.md")])
