"""Vectors of whole numbers as bytes: how amounts travel beside a message."""

import numpy as np
from numpy.typing import NDArray

from parley.errors import Fault, InvalidInput

Counts = NDArray[np.int64]

#: No vector of a message is longer than this many numbers (64 MB).
MOST_NUMBERS = 8_000_000


def pack(counts: Counts) -> bytes:
    """Write whole numbers as signed 64-bit integers, most significant byte first.

    Args:
        counts: Amounts in the unit of the charter. Any shape; written in C order.

    Example:
        >>> pack(np.array([1, -2])).hex()
        '0000000000000001fffffffffffffffe'
    """
    return np.ascontiguousarray(counts, dtype=np.int64).astype(">i8").tobytes()


def unpack(raw: bytes, count: int, *, low: int = 0, high: int = 2**62) -> Counts:
    """Read whole numbers that ``pack`` has written.

    Args:
        raw: The bytes.
        count: How many numbers are expected.
        low, high: The range that is expected, both ends allowed.

    Returns:
        Shape (count,).

    Raises:
        InvalidInput: for another number of bytes, or numbers out of range.
    """
    if count > MOST_NUMBERS or len(raw) != 8 * count:
        wanted = f"{8 * count} bytes, at most {8 * MOST_NUMBERS}"
        raise InvalidInput([Fault("attachment", 0, "size", f"{len(raw)} bytes", wanted)])
    counts = np.frombuffer(raw, dtype=">i8").astype(np.int64)
    wrong = np.flatnonzero((counts < low) | (counts > high))
    if wrong.size:
        raise InvalidInput(
            [
                Fault("attachment", 0, f"number {k}", str(counts[k]), f"from {low} to {high}")
                for k in wrong[:20]
            ]
        )
    return counts
