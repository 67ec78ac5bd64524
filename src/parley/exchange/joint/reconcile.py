"""Reconciliation: both sides know a debt that crosses the border, so both lists are compared."""

import hashlib
import hmac
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from parley.engine.amounts import Ints
from parley.errors import Fault, InvalidInput
from parley.exchange.amounts import pack, unpack
from parley.exchange.joint.across import Across
from parley.exchange.joint.channels import CLEARING

#: Bytes of a keyed digest of one claim.
DIGEST_BYTES = 16


@dataclass(frozen=True)
class Mismatch:
    """One debt of which the two sides hold different figures.

    Args:
        is_own_debt: Whether this side's institution is the debtor.
        debtor, creditor: Numbers in the charter's lists of the debtor's and the creditor's side.
        debtor_says, creditor_says: The two amounts; 0 where a side knows of no debt.
        channel: What travels along it: a debt, a payment that is due, a loan.
    """

    is_own_debt: bool
    debtor: int
    creditor: int
    debtor_says: int
    creditor_says: int
    channel: str = CLEARING

    @property
    def taken(self) -> int:
        """What the run goes on with: the smaller of the two."""
        return min(self.debtor_says, self.creditor_says)

    @property
    def difference(self) -> int:
        """How far they are apart."""
        return abs(self.debtor_says - self.creditor_says)


def digests(key: bytes, debtor: Ints, creditor: Ints, amount: Ints) -> bytes:
    """A keyed digest of every debt, one after the other.

    Whoever holds the same debt finds the same digest; whoever does not would have to guess the
    amount. Amounts are guessable: this keeps figures out of logs, it does not hide them from a
    peer that tries.

    Args:
        key: Known to both sides: the digest of the charter.
        debtor, creditor, amount: Shape (debts,).
    """
    rows = np.stack([debtor, creditor, amount], axis=1)
    return b"".join(
        hmac.new(key, pack(row), hashlib.sha256).digest()[:DIGEST_BYTES] for row in rows
    )


def pairs(debtor: Ints, creditor: Ints) -> bytes:
    """Who owes whom, as bytes: debtor and creditor of each debt in turn."""
    return pack(np.stack([debtor, creditor], axis=1))


def read_pairs(raw: bytes, debtors: int, creditors: int) -> Ints:
    """Read what ``pairs`` has written. Shape (debts, 2).

    Raises:
        InvalidInput: for numbers that are in no list, or pairs out of order or repeated.
    """
    if len(raw) % 16:
        raise InvalidInput([Fault("claims", 0, "pairs", f"{len(raw)} bytes", "16 for each debt")])
    found = unpack(raw, len(raw) // 8).reshape(-1, 2)
    place = found[:, 0] * max(creditors, 1) + found[:, 1]
    if np.any(found >= [debtors, creditors]) or np.any(np.diff(place) <= 0):
        wanted = "numbers of the charter's lists, each pair once, in order"
        raise InvalidInput([Fault("claims", 0, "pairs", "others", wanted)])
    return found


def differing(
    mine: Ints, my_digests: bytes, theirs: Ints, their_digests: bytes
) -> list[tuple[int, int]]:
    """The pairs that only one side has, or of which the digests differ, in order.

    Args:
        mine, theirs: Debtor and creditor of each debt. Shape (debts, 2).
        my_digests, their_digests: As ``digests`` gives them.

    Raises:
        InvalidInput: if there is not one digest for each pair.
    """
    if len(their_digests) != DIGEST_BYTES * len(theirs):
        value, wanted = f"{len(their_digests)} bytes", f"{DIGEST_BYTES} for each debt"
        raise InvalidInput([Fault("claims", 0, "digests", value, wanted)])
    one, other = _by_pair(mine, my_digests), _by_pair(theirs, their_digests)
    return sorted(pair for pair in one.keys() | other.keys() if one.get(pair) != other.get(pair))


def opened(wanted: Sequence[tuple[int, int]], debtor: Ints, creditor: Ints, amount: Ints) -> Ints:
    """The amounts of some pairs; 0 where there is no such debt. Shape (pairs,)."""
    known = {(int(i), int(j)): int(a) for i, j, a in zip(debtor, creditor, amount, strict=True)}
    return np.array([known.get(pair, 0) for pair in wanted], dtype=np.int64)


def with_amounts(
    across: Across, is_first: bool, by_pair: dict[tuple[int, int], int], listed: Ints
) -> Across:
    """The debts with the amounts that both agree on; a debt of 0 is none.

    Args:
        across: As one side's books have them.
        is_first: Whether the own institution stands first in a pair.
        by_pair: Agreed amounts of the debts that differed, by debtor and creditor.
        listed: Number in the charter of each own position. Shape (n,).
    """
    numbers = [int(k) for k in listed[across.own]]
    found = list(zip(numbers, map(int, across.other), strict=True))
    pairs_of = found if is_first else [(other, own) for own, other in found]
    amounts = np.array(
        [by_pair.get(pair, int(a)) for pair, a in zip(pairs_of, across.amount, strict=True)],
        dtype=np.int64,
    )
    kept = amounts > 0
    return Across(across.own[kept], across.other[kept], amounts[kept])


def _by_pair(found: Ints, raw: bytes) -> dict[tuple[int, int], bytes]:
    return {
        (int(i), int(j)): raw[k * DIGEST_BYTES : (k + 1) * DIGEST_BYTES]
        for k, (i, j) in enumerate(found)
    }
