"""One party of a secret run as a fold: what was heard goes in, what is to be said comes out.

The steps around the computation are those of a joint run: one charter, inputs committed before
any number is seen, both lists of debts compared, a result that all sign. Between comparing and
result stands the computation, which is not in the record: only what it opened is.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum

import numpy as np

from parley.exchange.amounts import pack, unpack
from parley.exchange.canonical import Value, digest, to_bytes
from parley.exchange.joint import agreement
from parley.exchange.joint.books import Books, check_books
from parley.exchange.joint.standing import Run, Step
from parley.exchange.secret.terms import Terms
from parley.exchange.turns import After, BrokenOff, Said, go_on, hear


class Word(StrEnum):
    """The kinds of messages, in the order in which a run goes through them."""

    CHARTER = "secret.charter"
    COMMIT = "secret.commit"
    CLAIMS = "secret.claims"
    MISMATCHES = "secret.mismatches"
    COMPUTE = "secret.compute"
    RESULT = "secret.result"
    CLOSED = "secret.closed"
    ABORT = "secret.abort"


#: What was opened: the outputs of the charter for side 0 and side 1, one number for each draw.
Opened = tuple[Mapping[str, tuple[int, ...]], Mapping[str, tuple[int, ...]]]


@dataclass(frozen=True, eq=False)
class SecretRun:
    """Where one party stands. Changed by ``advance`` and ``with_opened`` alone.

    Args:
        terms: What all have agreed on.
        number: Of this party: 0 and 1 are the sides, 2 the neutral one.
        run: A side's standing in the steps that it shares with a joint run; None for the neutral.
        step: What is awaited; at ``COMPUTE`` nothing but the computation.
        waiting: What was heard and is not used yet, by sender.
        commitments: Of both sides, by number.
        opened: What this party saw opened.
        reason: Why the run was broken off.
    """

    terms: Terms
    number: int
    run: Run | None
    step: Word = Word.CHARTER
    waiting: Mapping[int, tuple[Said, ...]] = field(default_factory=dict)
    commitments: Mapping[int, str] = field(default_factory=dict)
    opened: Opened | None = None
    reason: str = ""

    @property
    def others(self) -> tuple[int, ...]:
        """The numbers of the other parties."""
        return tuple(k for k in range(3) if k != self.number)

    @property
    def awaited(self) -> tuple[int, ...]:
        """The parties that must speak before this one can go on."""
        if self.step in (Word.COMMIT, Word.CLAIMS, Word.MISMATCHES):
            return tuple(k for k in (0, 1) if k != self.number)
        return self.others

    @property
    def names(self) -> tuple[str, ...]:
        """Of all parties, by number."""
        return self.terms.parties

    @property
    def is_over(self) -> bool:
        """Whether nothing more will be said."""
        return self.step in (Word.CLOSED, Word.ABORT)


Spoken = tuple[SecretRun, tuple[Said, ...]]


def begin(terms: Terms, number: int, books: Books | None, salt: bytes) -> Spoken:
    """The first step of one party: it states the terms.

    Args:
        terms: What it has agreed to.
        number: Of this party.
        books: Of a side; None for the neutral party.
        salt: Of the commitment, 32 random bytes.

    Raises:
        InvalidInput: if the books do not fit the charter.
    """
    if books is not None:
        check_books(books, terms.charter)
    run = None if books is None else Run(terms.charter, books, salt, step=Step.COMMIT)
    now = SecretRun(terms, number, run)
    return now, _say(now, Word.CHARTER, now.others, terms.body)


def advance(now: SecretRun, said: Said) -> Spoken:
    """Where a run stands after something was heard, and what is then to be said.

    Never raises for what another party does: the run is then broken off with a reason, and the
    others are told.
    """
    if now.is_over:
        return now, ()
    if said.kind is Word.ABORT:
        return replace(now, step=Word.ABORT, reason=str(said.body.get("reason", ""))[:200]), ()
    return hear(now, said, _AFTER, broken_off)


def with_opened(now: SecretRun, opened: Opened) -> Spoken:
    """Take in what the computation has opened, and say it to the others, with one's signature."""
    names = sorted(now.terms.charter.outputs)
    body: dict[str, Value] = {
        "terms": now.terms.digest,
        "commitments": [now.commitments[side] for side in (0, 1)],
        "outputs": list(names),
    }
    kept = tuple(_packed(side[name]) for side in opened for name in names)
    now = replace(now, opened=opened, step=Word.RESULT)
    out = _say(now, Word.RESULT, now.others, body, kept)
    after, more = go_on(now, _AFTER, broken_off)  # a result that came before one's own
    return after, (*out, *more)


def broken_off(now: SecretRun, reason: str) -> Spoken:
    """Break the run off, and tell the others why."""
    over = replace(now, step=Word.ABORT, reason=reason[:200])
    return over, _say(over, Word.ABORT, now.others, {"reason": reason[:200]})


def _say(
    now: SecretRun, kind: Word, to: tuple[int, ...], body: Mapping[str, Value],
    kept: tuple[bytes, ...] = (),
) -> tuple[Said, ...]:  # fmt: skip
    return tuple(Said(now.number, each, kind, body, kept) for each in to)


def _after_charter(now: SecretRun, heard: Mapping[int, Said]) -> Spoken:
    for each, said in heard.items():
        if digest(to_bytes(dict(said.body))) != now.terms.digest:
            raise BrokenOff(f"{now.terms.parties[each]} has other terms")
    now = replace(now, step=Word.COMMIT)
    if now.run is None:
        return now, ()
    mine = now.run.books.commitment(now.run.salt)
    run = replace(now.run, commitments={now.number: mine})
    now = replace(now, run=run, commitments={now.number: mine})
    return now, _say(now, Word.COMMIT, now.others, {"commitment": mine})


def _after_commit(now: SecretRun, heard: Mapping[int, Said]) -> Spoken:
    known = {each: str(said.body.get("commitment", "")) for each, said in heard.items()}
    for each, mark in known.items():
        if len(mark) != 64:
            raise BrokenOff(f"{now.terms.parties[each]} sent no commitment")
    now = replace(now, commitments={**now.commitments, **known})
    if now.run is None:
        return replace(now, step=Word.COMPUTE), ()
    run, said = agreement.compare_claims(replace(now.run, commitments=now.commitments))
    now = replace(now, run=run, step=Word.CLAIMS)
    return now, tuple(replace(each, kind=Word.CLAIMS) for each in said)


def _after_claims(now: SecretRun, heard: Mapping[int, Said]) -> Spoken:
    assert now.run is not None  # noqa: S101  # only sides come here
    run, said = agreement.after_claims(now.run, heard)
    now = replace(now, run=run, step=Word.MISMATCHES)
    return now, tuple(replace(each, kind=Word.MISMATCHES) for each in said)


def _after_mismatches(now: SecretRun, heard: Mapping[int, Said]) -> Spoken:
    assert now.run is not None  # noqa: S101  # only sides come here
    run = agreement.with_agreed_debts(now.run, heard)
    return replace(now, run=run, step=Word.COMPUTE), ()


def _after_result(now: SecretRun, heard: Mapping[int, Said]) -> Spoken:
    assert now.opened is not None  # noqa: S101  # results are awaited after one's own
    names = sorted(now.terms.charter.outputs)
    mine = tuple(_packed(side[name]) for side in now.opened for name in names)
    marks: list[Value] = [now.commitments[side] for side in (0, 1)]
    for each, said in heard.items():
        name = now.terms.parties[each]
        if said.body.get("terms") != now.terms.digest or said.body.get("commitments") != marks:
            raise BrokenOff(f"{name} signs a result of another run")
        for raw in said.attachments:
            unpack(raw, now.terms.charter.draws)
        if said.attachments != mine:
            raise BrokenOff(f"{name} signs other sums than those that were opened here")
    return replace(now, step=Word.CLOSED), ()


def _packed(values: tuple[int, ...]) -> bytes:
    return pack(np.array(values, dtype=np.int64))


_AFTER: After[SecretRun] = {
    Word.CHARTER: _after_charter,
    Word.COMMIT: _after_commit,
    Word.CLAIMS: _after_claims,
    Word.MISMATCHES: _after_mismatches,
    Word.RESULT: _after_result,
}
