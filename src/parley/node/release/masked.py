"""A sum under masks from a node: entered in its record, followed there until it is over."""

import secrets
import time
from collections.abc import Callable, Sequence

from parley.errors import Fault, InvalidInput
from parley.exchange.canonical import Value, to_bytes
from parley.exchange.log import Way
from parley.exchange.release.masked import (
    MaskedSum,
    Spoken,
    SumTerms,
    Word,
    advance,
    begin,
    broken_off,
    read_sum_terms,
)
from parley.node.follower import Body, Follower, Rules
from parley.node.record.store import Record
from parley.node.steward import Clock, Sign

#: The notes of entries of a node's own: a sum begins here; it is broken off here.
BEGIN, ABORT = "sum.begin", "sum.abort"

_POLL = 0.05


def enter_sum(record: Record, terms: SumTerms, values: Sequence[int], now: str) -> None:
    """Keep in a node's record that it takes part in a sum, with its numbers and a fresh secret.

    Raises:
        InvalidInput: if the numbers do not fit the terms, or the node is none of the sides.
    """
    if record.node not in terms.sides:
        wanted = f"{record.node} too"
        raise InvalidInput([Fault("sum", 0, "sides", ", ".join(terms.sides), wanted)])
    secret = secrets.token_bytes(32)
    begin(terms, terms.sides.index(record.node), values, secret)
    body: dict[str, Value] = {
        "terms": terms.body, "values": list(values), "secret": secret.hex(), "is_exercise": True,
    }  # fmt: skip
    record.append(Way.OWN, to_bytes(body), now, note=BEGIN)


def follow_sum(record: Record, sign: Sign | None, clock: Clock, name: str) -> Follower[MaskedSum]:
    """Follow a sum.

    Args:
        record: The node's.
        sign: Signs what is said; None to look on only.
        clock: Gives the instant.
        name: Of the sum.

    Raises:
        CannotOpen: if the record knows no such sum.
    """
    rules = Rules(BEGIN, Word, name_of, _begin, advance, own={ABORT: _break_off})
    return Follower(record, sign, clock, name, rules)


def take_part_in_sum(
    record: Record,
    sign: Sign,
    clock: Clock,
    name: str,
    *,
    patience: float = 600.0,
    on_wait: Callable[[str], None] = lambda _words: None,
) -> MaskedSum:
    """Follow a sum until it is over; who is silent for too long ends it for all.

    Args:
        record: The node's; the node runs, and carries the messages.
        sign, clock, name: As of ``follow_sum``.
        patience: Seconds to wait for what another side has to say.
        on_wait: Told whom one waits for, when that changes.

    Returns:
        Where it stands: closed with its totals, or broken off with a reason.
    """
    follower = follow_sum(record, sign, clock, name)
    end, last = time.monotonic() + patience, ""
    while not (stands := follower.catch_up()).is_over:
        sides = stands.terms.sides
        missing = [sides[each] for each in stands.others if not stands.waiting.get(each)]
        words = f"{stands.step} of {', '.join(missing)}"
        if words != last:
            end, last = time.monotonic() + patience, words
            on_wait(words)
        if time.monotonic() > end:
            reason = f"waited {patience:.0f} s for {words}"
            body: dict[str, Value] = {"name": name, "reason": reason}
            record.append(Way.OWN, to_bytes(body), clock(), note=ABORT)
            continue
        time.sleep(_POLL)
    return stands


def name_of(body: Body) -> str:
    """The sum that an entry of a node's own is about."""
    terms = body.get("terms", body)
    return str(terms["name"]) if isinstance(terms, dict) else ""


def _begin(body: Body, _kept: tuple[bytes, ...], node: str) -> Spoken:
    terms, values = body["terms"], body["values"]
    assert isinstance(terms, dict)  # noqa: S101  # written by this node itself
    assert isinstance(values, list)  # noqa: S101  # written by this node itself
    read = read_sum_terms(terms)
    numbers = [int(str(each)) for each in values]
    return begin(read, read.sides.index(node), numbers, bytes.fromhex(str(body["secret"])))


def _break_off(now: MaskedSum, body: Body) -> Spoken:
    return (now, ()) if now.is_over else broken_off(now, str(body["reason"]))
