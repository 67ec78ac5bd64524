"""Whole numbers that nobody sees: products and exact divisions of shares among three parties.

Numbers are shared after Shamir (1979) with threshold one in the field of 2^255 - 19: two parties
could put a number together, one learns nothing. Products are those of the runtime. Divisions by
powers of two are done here: exact, and without the runtime's test for zero, which opens a product
of two shared numbers without blinding it, so that a party can factor what it sees.

| symbol | meaning |
|---|---|
| x | a shared number, 0 <= x < 2^190 |
| ρ01, ρ02, ρ12 | masks below 2^230; each is known to the two parties that it names |
| A | x + ρ12, known to party 0 alone |
"""

import hashlib
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from parley.errors import Fault, InvalidInput

#: The prime of the field.
PRIME = 2**255 - 19

#: Numbers that are divided stay below two to this; and a mask is so many bits longer.
BITS, MASK_BITS = 190, 40

#: The prime by which comparisons count; above the number of bits that are compared.
_SMALL = 251

Shared = Any
Bytes = NDArray[np.uint8]


class Arithmetic:
    """What one of three parties does with its shares. All do the same in the same order.

    Args:
        mpc: The runtime of this party, connected.
    """

    def __init__(self, mpc: Any) -> None:
        from mpyc.finfields import GF

        self._mpc, self.number = mpc, int(mpc.pid)
        self._array = GF(PRIME).array
        self._field = GF(PRIME)
        self._asked = 0

    async def share(self, values: Any, sender: int, shape: tuple[int, ...]) -> Shared:
        """Shares of numbers that one party holds. Others give anything for ``values``."""
        given = np.zeros(shape, dtype=object)
        if not given.size:
            return self._array(given)  # the runtime can not send nothing
        if self.number == sender:
            given[...] = np.asarray(values, dtype=object).reshape(shape)
        found = await self._mpc.input(self._array(given), senders=sender)
        return found[0][0]

    def zeros(self, shape: tuple[int, ...]) -> Shared:
        """Shares of nothing."""
        return self._array(np.zeros(shape, dtype=object))

    async def product(self, one: Shared, other: Shared) -> Shared:
        """Elementwise product."""
        return await self._mpc._reshare(one * other)

    async def matrix_product(self, matrix: Shared, vector: Shared) -> Shared:
        """Matrix times vector."""
        if not matrix.size:
            return self.zeros(matrix.shape[:1])
        return await self._mpc._reshare(matrix @ vector)

    async def open(self, value: Shared) -> list[int]:
        """What a shared vector is: all three learn it."""
        found = await self._mpc.output(value)
        return [int(each) for each in np.asarray(found.value, dtype=object).reshape(-1)]

    async def is_all_zero(self, vector: Shared) -> bool:
        """Whether a shared vector is nothing but zeros; nothing else is learned of it.

        A sum of the elements with random weights is opened, behind a fresh sharing: any number of
        the field if one is not zero, and zero then only by a chance of 1 in 2^254.
        """
        weights = self._random(vector.size)
        hidden = await self._mpc._reshare(np.sum(weights * vector, keepdims=True))
        return (await self.open(hidden)) == [0]

    def _random(self, count: int) -> Shared:
        from mpyc import thresha

        mpc = self._mpc
        return thresha.np_pseudorandom_share(
            self._field, 3, self.number, mpc.prfs(PRIME), mpc._prss_uci(), count
        )

    async def divide(self, x: Shared, bits: int) -> Shared:
        """``floor(x / 2^bits)`` of every element, exactly.

        Party 0 learns ``A = x + ρ12``, in which x is hidden but with chance 2^-40; the parties 1
        and 2 know ``B = ρ12``. The quotient is ``(A >> bits) - (B >> bits) - [A' < B']`` for the
        remainders A', B'. Parties 1 and 2 send party 0 the digits of the comparison blinded,
        shuffled, and turned round or not by a coin that it does not know.

        Args:
            x: Shape (n,), each 0 <= x < 2^190.
            bits: Up to 190.

        Source:
            Wagh, Gupta & Chandran (2019), SecureNN, PoPETs 2019(3), algorithm 3 (private compare).
        """
        n = x.size
        masks = self._masks(n)
        hidden = x + masks.shares
        opened = await self._mpc.output(hidden, receivers=[0])
        above, digits, coin = None, None, None
        if self.number == 0:
            whole = np.array([int(v) for v in opened.value], dtype=object) - masks.known
            above, digits = whole >> bits, _digits(whole, bits, last=1)
        else:
            digits = _digits(masks.known, bits, last=0)
            coin = self._coins(n)
        turned = await self._compare(digits, coin, n, bits + 1)
        quotient = await self.share(above, 0, (n,)) - self._known_to_both(
            None if coin is None else masks.known >> bits, n
        )
        flag = await self.share(turned, 0, (n,))
        flips = self._known_to_both(coin, n)
        both = await self.product(flag, flips)
        return quotient - (flag + flips - both - both)

    async def _compare(
        self, digits: Bytes, coin: Bytes | None, count: int, width: int
    ) -> Bytes | None:
        """For party 0: whether ``A' < B'``, turned round where the coin says so.

        Args:
            digits: Of party 0: of A', highest first; of the others: of B'. Shape (n, width). The
                two never agree in all.
            coin: Of parties 1 and 2: 0 or 1. Shape (n,).
            count, width: The shape.

        Returns:
            0 or 1. Shape (n,). None for parties 1 and 2, who learn nothing.
        """
        shape, mpc = (count, width), self._mpc
        mpc._program_counter[0] += 1
        label = b"digits" + mpc._program_counter[0].to_bytes(8, "little", signed=True)
        if self.number == 0:
            first = self._uniform((0, 1), label, shape, _SMALL)
            mpc._send_message(2, ((digits + _SMALL - first) % _SMALL).astype(np.uint8).tobytes())
            seen = [await self._received(peer, shape) for peer in (1, 2)]
            there = (seen[0] + seen[1]) % _SMALL == 0
            return np.asarray(there.any(axis=1), dtype=np.uint8)
        is_first = self.number == 1
        if is_first:
            share = self._uniform((0, 1), label, shape, _SMALL)
        else:
            share = await self._received(0, shape)
        ours, turn = digits.astype(np.int64), np.asarray(coin, dtype=np.int64)[:, np.newaxis]
        differs = share * (1 - 2 * ours) + (ours if is_first else 0)
        above = np.cumsum(differs, axis=1) - differs
        sign = 1 - 2 * turn
        blinded = sign * (share - (ours if is_first else 0)) + above + (1 if is_first else 0)
        blinded = blinded * (self._uniform((1, 2), label + b"factor", shape, _SMALL - 1) + 1)
        fresh = self._uniform((1, 2), label + b"fresh", shape, _SMALL)
        blinded = (blinded + (fresh if is_first else -fresh)) % _SMALL
        order = np.argsort(self._uniform((1, 2), label + b"order", shape, 2**62), axis=1)
        shuffled = np.take_along_axis(blinded, order, axis=1)
        mpc._send_message(0, shuffled.astype(np.uint8).tobytes())
        return None

    async def _received(self, peer: int, shape: tuple[int, int]) -> NDArray[np.int64]:
        """Digits that another party has sent.

        Raises:
            InvalidInput: for anything else.
        """
        raw = self._mpc._receive_message(peer)
        if not isinstance(raw, bytes):
            raw = await raw
        found = np.frombuffer(raw, dtype=np.uint8).astype(np.int64)
        if found.size != shape[0] * shape[1] or np.any(found >= _SMALL):
            value, wanted = f"{found.size} numbers", f"{shape[0] * shape[1]} below {_SMALL}"
            raise InvalidInput([Fault(f"party {peer}", 0, "digits", value, wanted)])
        return found.reshape(shape)

    def _masks(self, count: int) -> "_Masks":
        from mpyc import thresha

        mpc = self._mpc
        label = mpc._prss_uci()
        parts = {
            pair: make(label, (count,)) for pair, make in mpc.prfs(1 << (BITS + MASK_BITS)).items()
        }
        shares = sum(
            part * thresha._f_S_i(self._field, 3, self.number, pair) for pair, part in parts.items()
        )
        known = parts[0, 1] + parts[0, 2] if self.number == 0 else parts[1, 2]
        return _Masks(self._array(shares), known)

    def _known_to_both(self, values: Any, count: int) -> Shared:
        """Shares of numbers that parties 1 and 2 both hold: nobody has to send anything."""
        from mpyc import thresha

        if values is None:
            return self.zeros((count,))
        factor = thresha._f_S_i(self._field, 3, self.number, (1, 2))
        return self._array(np.array([int(v) for v in values], dtype=object) * factor)

    def _coins(self, count: int) -> Bytes:
        """Coins that parties 1 and 2 toss alike and party 0 does not see. Shape (count,)."""
        label = b"coins" + self._mpc._program_counter[0].to_bytes(8, "little", signed=True)
        return self._uniform((1, 2), label, (count,), 2).astype(np.uint8)

    def _uniform(
        self, pair: tuple[int, int], label: bytes, shape: tuple[int, ...], high: int
    ) -> NDArray[np.int64]:
        """Numbers from 0 to ``high - 1`` that two parties draw alike, from the key they share."""
        count = int(np.prod(shape))
        raw = hashlib.shake_256(self._mpc._prss_keys[pair] + b"parley" + label).digest(8 * count)
        return (np.frombuffer(raw, dtype="<u8") % np.uint64(high)).astype(np.int64).reshape(shape)


@dataclass(frozen=True, eq=False)
class _Masks:
    """Masks as shares of their sum, and what this party knows of them: see the table above."""

    shares: Shared
    known: Any


def _digits(numbers: Any, bits: int, *, last: int) -> Bytes:
    """The lowest bits of each number, highest first, with one more at the end. (n, bits + 1)."""
    size = (bits + 8) // 8
    low = (1 << bits) - 1
    raw = b"".join((((int(v) & low) << 1) | last).to_bytes(size, "big") for v in numbers)
    every = np.unpackbits(np.frombuffer(raw, dtype=np.uint8).reshape(-1, size), axis=1)
    return every[:, 8 * size - bits - 1 :]
