"""A sum under masks: three or more sides learn a sum of their numbers, and no number of another.

Each pair of sides agrees on a key that nobody else can find, and stretches it to a mask that the
one adds and the other takes away. What each side sends looks like chance; the masks cancel in the
sum. With two sides the sum less one's own number is the other's: so two are refused.
"""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum

import numpy as np
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from numpy.typing import NDArray

from parley.errors import Fault, InvalidInput
from parley.exchange.amounts import MOST_NUMBERS
from parley.exchange.canonical import Value, digest, to_bytes
from parley.exchange.turns import After, BrokenOff, Said, hear

#: The fewest sides; see above.
FEWEST = 3

#: The sum of all sides' numbers stays below this.
LARGEST_SUM = 2**62

Masked = NDArray[np.uint64]


class Word(StrEnum):
    """The kinds of messages, in the order in which a sum goes through them."""

    OPEN = "sum.open"
    MASKED = "sum.masked"
    TOTAL = "sum.total"
    CLOSED = "sum.closed"
    ABORT = "sum.abort"


@dataclass(frozen=True)
class SumTerms:
    """What all sides agree on.

    Args:
        name: Of the sum; the thread of all its messages.
        sides: Names of the nodes, three or more.
        labels: What is summed: one number of each side for each.
        unit: What a number stands for.

    Raises:
        InvalidInput: with every fault.
    """

    name: str
    sides: tuple[str, ...]
    labels: tuple[str, ...]
    unit: str

    def __post_init__(self) -> None:
        faults = []
        if len(set(self.sides)) < FEWEST or len(set(self.sides)) < len(self.sides):
            wanted = (
                f"{FEWEST} or more, each once: of two, each would learn the other's number by "
                "taking its own from the sum"
            )
            faults.append(Fault("sum", 0, "sides", ", ".join(self.sides), wanted))
        if not self.labels or len(set(self.labels)) < len(self.labels):
            faults.append(Fault("sum", 0, "labels", ", ".join(self.labels), "some, each once"))
        if len(self.labels) > MOST_NUMBERS:
            value = f"{len(self.labels)} labels"
            faults.append(Fault("sum", 0, "labels", value, f"at most {MOST_NUMBERS}"))
        if faults:
            raise InvalidInput(faults)

    @property
    def body(self) -> dict[str, Value]:
        """The terms as a table."""
        return {
            "name": self.name, "sides": list(self.sides), "labels": list(self.labels),
            "unit": self.unit,
        }  # fmt: skip

    @property
    def digest(self) -> str:
        """SHA-256 of their bytes: all sides must have the same."""
        return digest(to_bytes(self.body))


def read_sum_terms(body: Mapping[str, Value]) -> SumTerms:
    """Read what ``body`` has written.

    Raises:
        InvalidInput: for anything else.
    """
    sides, labels = body.get("sides"), body.get("labels")
    if not isinstance(sides, list) or not isinstance(labels, list):
        raise InvalidInput([Fault("sum", 0, "terms", "others", "sides and labels")])
    return SumTerms(
        str(body.get("name")), tuple(map(str, sides)), tuple(map(str, labels)),
        str(body.get("unit")),
    )  # fmt: skip


@dataclass(frozen=True, eq=False)
class MaskedSum:
    """Where one side stands in a sum. Changed by ``advance`` alone.

    Args:
        terms: What all have agreed on.
        number: Of this side.
        values: Its own numbers, one for each label.
        secret: 32 random bytes, for this sum alone.
        step: What is awaited.
        waiting: What was heard and is not used yet, by sender.
        keys: Public keys of the others, by number.
        masked: What each side has sent, by number.
        total: The sums, one for each label, once they are known.
        reason: Why the sum was broken off.
    """

    terms: SumTerms
    number: int
    values: tuple[int, ...] = field(repr=False)
    secret: bytes = field(repr=False)
    step: Word = Word.OPEN
    waiting: Mapping[int, tuple[Said, ...]] = field(default_factory=dict)
    keys: Mapping[int, bytes] = field(default_factory=dict)
    masked: Mapping[int, Masked] = field(default_factory=dict)
    total: tuple[int, ...] = ()
    reason: str = ""

    @property
    def others(self) -> tuple[int, ...]:
        """The numbers of the other sides."""
        return tuple(k for k in range(len(self.terms.sides)) if k != self.number)

    @property
    def awaited(self) -> tuple[int, ...]:
        """The sides that must speak before this one can go on: all others."""
        return self.others

    @property
    def names(self) -> tuple[str, ...]:
        """Of all sides, by number."""
        return self.terms.sides

    @property
    def is_over(self) -> bool:
        """Whether nothing more will be said."""
        return self.step in (Word.CLOSED, Word.ABORT)


Spoken = tuple[MaskedSum, tuple[Said, ...]]


def begin(terms: SumTerms, number: int, values: Sequence[int], secret: bytes) -> Spoken:
    """The first step of one side: it states the terms, and a key for this sum alone.

    Raises:
        InvalidInput: for numbers that are not one for each label, below 0, or so large that a sum
            could overflow.
    """
    most = LARGEST_SUM // len(terms.sides)
    faults = [
        Fault("sum", 0, label, str(value), f"0 to {most}")
        for label, value in zip(terms.labels, values, strict=False)
        if type(value) is not int or not 0 <= value <= most
    ]
    if len(values) != len(terms.labels):
        wanted = f"{len(terms.labels)}, one for each label"
        faults.append(Fault("sum", 0, "numbers", str(len(values)), wanted))
    if faults:
        raise InvalidInput(faults[:20])
    now = MaskedSum(terms, number, tuple(values), secret)
    public = _private_key(now).public_key().public_bytes(Encoding.Raw, PublicFormat.Raw)
    return now, _say(now, {"terms": terms.body, "key": public.hex()})


def advance(now: MaskedSum, said: Said) -> Spoken:
    """Where a sum stands after something was heard, and what is then to be said.

    Never raises for what another side does: the sum is then broken off with a reason, and the
    others are told. Nobody learns a sum of fewer sides.
    """
    if now.is_over:
        return now, ()
    if said.kind is Word.ABORT:
        return replace(now, step=Word.ABORT, reason=str(said.body.get("reason", ""))[:200]), ()
    return hear(now, said, _AFTER, broken_off)


def broken_off(now: MaskedSum, reason: str) -> Spoken:
    """Break the sum off, and tell the others why."""
    over = replace(now, step=Word.ABORT, reason=reason[:200])
    return over, _say(over, {"reason": reason[:200]})


def _after_open(now: MaskedSum, heard: Mapping[int, Said]) -> Spoken:
    keys = {}
    for each, said in heard.items():
        terms = said.body.get("terms")
        if not isinstance(terms, Mapping) or digest(to_bytes(dict(terms))) != now.terms.digest:
            raise BrokenOff(f"{now.terms.sides[each]} has other terms")
        try:
            keys[each] = bytes.fromhex(str(said.body.get("key")))
        except ValueError as error:
            raise BrokenOff(str(error)) from error
        if len(keys[each]) != 32:
            raise BrokenOff(f"{now.terms.sides[each]} sent no key")
    own = np.array(now.values, dtype=np.uint64)
    for each, key in keys.items():
        mask = _mask(now, each, key)
        own = own + mask if now.number < each else own - mask
    now = replace(now, step=Word.MASKED, keys=keys, masked={now.number: own})
    return now, _say(now, {}, (own.astype(">u8").tobytes(),))


def _after_masked(now: MaskedSum, heard: Mapping[int, Said]) -> Spoken:
    every = dict(now.masked)
    size = len(now.terms.labels)
    for each, said in heard.items():
        if [len(raw) for raw in said.attachments] != [8 * size]:
            raise BrokenOff(f"{now.terms.sides[each]} did not send {size} numbers")
        every[each] = np.frombuffer(said.attachments[0], dtype=">u8").astype(np.uint64)
    whole = np.zeros(size, dtype=np.uint64)
    for masked in every.values():
        whole = whole + masked
    if np.any(whole > LARGEST_SUM):
        raise BrokenOff("the masks do not cancel: somebody sent what does not follow")
    now = replace(now, step=Word.TOTAL, masked=every, total=tuple(map(int, whole)))
    return now, _say(now, {"total": list(now.total)})


def _after_total(now: MaskedSum, heard: Mapping[int, Said]) -> Spoken:
    for each, said in heard.items():
        if said.body.get("total") != list(now.total):
            raise BrokenOff(f"{now.terms.sides[each]} has another sum")
    return replace(now, step=Word.CLOSED), ()


_AFTER: After[MaskedSum] = {
    Word.OPEN: _after_open,
    Word.MASKED: _after_masked,
    Word.TOTAL: _after_total,
}


def _say(
    now: MaskedSum, body: Mapping[str, Value], kept: tuple[bytes, ...] = ()
) -> tuple[Said, ...]:
    return tuple(Said(now.number, each, now.step, body, kept) for each in now.others)


def _private_key(now: MaskedSum) -> X25519PrivateKey:
    return X25519PrivateKey.from_private_bytes(now.secret)


def _mask(now: MaskedSum, other: int, key: bytes) -> Masked:
    """What two sides alone can find: X25519, HKDF over the terms, stretched by SHAKE-256."""
    try:
        shared = _private_key(now).exchange(X25519PublicKey.from_public_bytes(key))
    except ValueError as error:  # a key with which every secret is the same
        raise BrokenOff(str(error)) from error
    low, high = sorted((now.number, other))
    about = f"parley sum {now.terms.digest} {low} {high}".encode()
    seed = HKDF(hashes.SHA256(), 32, salt=None, info=about).derive(shared)
    raw = hashlib.shake_256(seed).digest(8 * len(now.terms.labels))
    return np.frombuffer(raw, dtype=">u8").astype(np.uint64)
