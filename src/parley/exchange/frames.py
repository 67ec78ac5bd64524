"""A signed message as one row of bytes: how it travels over a line or in a file."""

import struct

from parley.errors import Fault, InvalidInput
from parley.exchange.signature import LONGEST_SIGNATURE, Signed

#: No signed message is larger, attachments included.
MOST_BYTES = 128_000_000

#: No message has more parts than this.
MOST_PARTS = 1_000


def to_frame(signed: Signed) -> bytes:
    """Write a signed message: its signature, its bytes, its attachments, each after its length.

    Lengths are unsigned 32-bit numbers, most significant byte first; before all stands the number
    of parts in the same form.
    """
    parts = [signed.signature.encode(), signed.raw, *signed.attachments]
    return struct.pack(">I", len(parts)) + b"".join(
        struct.pack(">I", len(part)) + part for part in parts
    )


def from_frame(frame: bytes) -> Signed:
    """Read what ``to_frame`` has written.

    Raises:
        InvalidInput: for any other bytes.
    """
    if not 4 <= len(frame) <= MOST_BYTES:
        raise _fault(f"{len(frame)} bytes")
    (count,) = struct.unpack_from(">I", frame)
    if not 2 <= count <= MOST_PARTS:
        raise _fault(f"{count} parts")
    parts, place = [], 4
    for _ in range(count):
        if place + 4 > len(frame):
            raise _fault("cut off")
        (size,) = struct.unpack_from(">I", frame, place)
        place += 4
        if place + size > len(frame):
            raise _fault("cut off")
        parts.append(frame[place : place + size])
        place += size
    if place != len(frame) or len(parts[0]) > LONGEST_SIGNATURE:
        raise _fault("more than its parts, or too long a signature")
    try:
        signature = parts[0].decode("ascii")
    except UnicodeDecodeError as error:
        raise _fault("a signature that is no ASCII") from error
    return Signed(parts[1], signature, tuple(parts[2:]))


def _fault(found: str) -> InvalidInput:
    return InvalidInput([Fault("frame", 0, "bytes", found, "a signed message, docs/protocol.md")])
