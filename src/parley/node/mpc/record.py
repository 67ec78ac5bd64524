"""A secret run in a node's record: how it is entered, followed, and what it has opened."""

import secrets
from collections.abc import Mapping

from parley.exchange.canonical import Value, to_bytes
from parley.exchange.joint.books import Books
from parley.exchange.joint.stored import restore, store
from parley.exchange.log import Way
from parley.exchange.secret.session import (
    Opened,
    SecretRun,
    Spoken,
    Word,
    advance,
    begin,
    broken_off,
    with_opened,
)
from parley.exchange.secret.terms import Terms, read_terms
from parley.node.follower import Body, Follower, Rules, body_of
from parley.node.record.store import Record
from parley.node.release.quota import begin_within_quota, begun_by
from parley.node.steward import Clock, Sign

#: The notes of entries of a node's own: a run begins here; what its computation has opened; that
#: it is broken off here.
BEGIN, OPENED, ABORT = "secret.begin", "secret.opened", "secret.abort"


def enter_secret_run(
    record: Record, terms: Terms, books: Books | None, now: str, *, is_exercise: bool = True
) -> None:
    """Keep in a node's record that it takes part in a secret run.

    Args:
        record: The node's.
        terms: What it has agreed to.
        books: Of a side; None for the neutral node.
        now: The instant.
        is_exercise: Stands in all messages of the run.

    Raises:
        InvalidInput: if the quota of runs is used up. The neutral node keeps it too.
    """
    body: dict[str, Value] = {"terms": terms.body, "is_exercise": is_exercise, "books": {}}
    kept: tuple[bytes, ...] = ()
    if books is not None:
        body["books"], kept = store(terms.charter, books, secrets.token_bytes(32))
    begins = begun_by(terms.charter.body, now)
    begin_within_quota(record, to_bytes(body), begins, BEGIN, kept)


def follow(record: Record, sign: Sign | None, clock: Clock, run: str) -> Follower[SecretRun]:
    """Follow a secret run.

    Args:
        record: The node's.
        sign: Signs what is said; None to look on only.
        clock: Gives the instant.
        run: Its name.

    Raises:
        CannotOpen: if the record knows no such run.
    """

    rules = Rules(
        BEGIN, Word, name_of, _begin, advance, own={OPENED: _take_opened, ABORT: _break_off}
    )
    return Follower(record, sign, clock, run, rules)


def name_of(body: Body) -> str:
    """The run that an entry of a node's own is about."""
    if "run" in body:
        return str(body["run"])
    return str(_table(_table(body["terms"])["charter"])["run"])


def keep_opened(
    record: Record, run: str, opened: Opened, spent: Mapping[str, int], now: str
) -> None:
    """Keep what the computation has opened, before anything is said of it.

    Args:
        record: The node's.
        run: Its name.
        opened: The sums.
        spent: Milliseconds and bytes that the computation took.
        now: The instant.
    """
    sides: list[Value] = [{name: list(values) for name, values in side.items()} for side in opened]
    body: dict[str, Value] = {"run": run, "opened": sides, **spent}
    record.append(Way.OWN, to_bytes(body), now, note=OPENED)


def keep_reason(record: Record, run: str, reason: str, now: str) -> None:
    """Keep that this node breaks a run off, before anything is said of it."""
    record.append(Way.OWN, to_bytes({"run": run, "reason": reason}), now, note=ABORT)


def figures(record: Record, run: str) -> Body:
    """What ``keep_opened`` has kept of a run; empty before."""
    for entry in record.entries():
        if entry.way is Way.OWN and entry.note == OPENED and body_of(entry)["run"] == run:
            return body_of(entry)
    return {}


def _begin(body: Body, kept: tuple[bytes, ...], node: str) -> Spoken:
    terms = read_terms(_table(body["terms"]))
    stored, books, salt = _table(body["books"]), None, b""
    if stored:
        _, books, salt = restore(stored, kept)
    return begin(terms, terms.parties.index(node), books, salt)


def _take_opened(now: SecretRun, body: Body) -> Spoken:
    return with_opened(now, _opened(body)) if now.step is Word.COMPUTE else (now, ())


def _break_off(now: SecretRun, body: Body) -> Spoken:
    return (now, ()) if now.is_over else broken_off(now, str(body["reason"]))


def _opened(body: Body) -> Opened:
    sides = body["opened"]
    assert isinstance(sides, list)  # noqa: S101  # written by this node itself
    one, other = (
        {name: tuple(int(str(each)) for each in _list(values)) for name, values in side.items()}
        for side in map(_table, sides)
    )
    return one, other


def _table(value: Value) -> Body:
    assert isinstance(value, Mapping)  # noqa: S101  # written by this node itself
    return value


def _list(value: Value) -> list[Value]:
    assert isinstance(value, list)  # noqa: S101  # written by this node itself
    return value
