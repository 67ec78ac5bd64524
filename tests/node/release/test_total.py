"""Releases from a real record: paid before they are known, and never more than there is."""

import threading
from collections.abc import Callable, Mapping
from fractions import Fraction
from pathlib import Path

import pytest

from parley.errors import InvalidInput
from parley.exchange.canonical import Value
from parley.exchange.joint.standing import Run
from parley.exchange.log import Way
from parley.exchange.messages import Message
from parley.exchange.release.budget import Budget, left
from parley.exchange.release.sensitivity import debts_of, outside_share
from parley.group.marking import Handling
from parley.node.record.database import open_database
from parley.node.record.store import Record
from parley.node.release.noise import Noisy
from parley.node.release.total import (
    ANSWER,
    SPENT,
    VOUCH,
    budgets,
    open_budget,
    release_total,
    spends,
    vouch,
)
from tests.exchange.joint.test_run import play, world

NOW = "2027-01-11T09:00:00+00:00"

Told = list[tuple[str, str, Mapping[str, Value]]]


def plain(total: int, sensitivity: int, _epsilon: int) -> Noisy:
    return Noisy(total, sensitivity)


@pytest.fixture
def record(tmp_path: Path) -> Record:
    return Record(open_database(str(tmp_path / "record.db"), create=True), "a")


def closed(*, loss: bool = False) -> Run:
    charter, books, *_ = world(3, 10, 2, draws=2, loss=loss)
    return play(charter, books)[0]


def heard(record: Record, kind: str, body: Mapping[str, Value], number: int = 0) -> None:
    """Keep a message of b as if it had come in."""
    message = Message(
        kind, "b", "a", "release", number, "0" * 64 if number else "", NOW,
        Handling.AMBER_STRICT, False, body,
    )  # fmt: skip
    record.append(Way.RECEIVED, message.raw, NOW, signature="checked at the door")


def ready(record: Record, run: Run, epsilon: int = 700_000) -> Fraction:
    """A budget, and the other side's word."""
    floor = min(outside_share(run.books), Fraction(1, 100))
    open_budget(record, Budget("spring", epsilon, 10**6, floor), NOW)
    heard(record, VOUCH, {"run": "run-1", "floor": [1, 2], "debts": 64})
    return floor


def test_a_total_is_released_told_and_kept(record: Record) -> None:
    run, told = closed(), Told()
    floor = ready(record, run)
    found = release_total(
        record, run, 1, "spring", 200_000, lambda: NOW, lambda *each: told.append(each), plain
    )
    assert found.value == sum(side["shortfall"][1] for side in run.results.values())
    assert found.scale == -(-(10**6 + debts_of(run.books) + 64) // floor)
    assert (found.epsilon, found.left) == (200_000, 500_000)
    assert [(kind, to) for kind, to, _ in told] == [(SPENT, "b"), (ANSWER, "b")]
    notes = [entry.note for entry in record.entries() if entry.way is Way.OWN]
    assert notes == ["release.budget", SPENT, ANSWER]


def test_what_was_paid_stays_paid_if_the_node_dies_before_the_answer(
    record: Record, tmp_path: Path
) -> None:
    run = closed()
    ready(record, run)

    def die(_total: int, _sensitivity: int, _epsilon: int) -> Noisy:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        release_total(record, run, 0, "spring", 500_000, lambda: NOW, lambda *_: None, die)
    record.close()
    again = Record(open_database(str(tmp_path / "record.db")), "a")
    entries = list(again.entries())
    assert left(budgets(entries)["spring"], spends(entries)) == 200_000
    assert not any(entry.note == ANSWER for entry in entries)
    with pytest.raises(InvalidInput, match=r"0\.2, which is left"):
        release_total(again, run, 0, "spring", 300_000, lambda: NOW, lambda *_: None, plain)
    again.close()


def test_of_two_that_spend_the_last_at_once_one_is_refused(record: Record, tmp_path: Path) -> None:
    run = closed()
    ready(record, run, epsilon=1_000)
    other = Record(open_database(str(tmp_path / "record.db")), "a")
    ends: list[str] = []
    together = threading.Barrier(2)

    def spend(where: Record) -> None:
        together.wait()
        try:
            release_total(where, run, 0, "spring", 600, lambda: NOW, lambda *_: None, plain)
            ends.append("released")
        except InvalidInput:
            ends.append("refused")

    threads = [threading.Thread(target=spend, args=(each,)) for each in (record, other)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(ends) == ["refused", "released"]
    other.close()


def test_what_another_node_spends_counts_here(record: Record) -> None:
    run = closed()
    ready(record, run)
    body: dict[str, Value] = {
        "budget": "spring", "by": "b", "number": 0, "run": "run-1", "draw": 0, "epsilon": 600_000,
    }  # fmt: skip
    heard(record, SPENT, body, 1)
    heard(record, SPENT, {**body, "by": "c"}, 2)  # b can not spend for c
    heard(record, SPENT, {**body, "number": 1, "epsilon": -600_000}, 3)  # nor give back
    heard(record, SPENT, {"by": "b"}, 4)
    with pytest.raises(InvalidInput, match=r"0\.1, which is left"):
        release_total(record, run, 0, "spring", 200_000, lambda: NOW, lambda *_: None, plain)


def test_nothing_is_spent_for_what_is_refused(record: Record) -> None:
    run = closed()
    spend: Callable[..., object] = lambda run, draw=0, name="spring": release_total(  # noqa: E731
        record, run, draw, name, 1_000, lambda: NOW, lambda *_: None, plain
    )
    with pytest.raises(InvalidInput, match="none yet"):
        spend(run)
    open_budget(record, Budget("spring", 10_000, 10**6, outside_share(run.books)), NOW)
    with pytest.raises(InvalidInput, match="not b"):
        spend(run)
    low = outside_share(run.books) / 2
    heard(record, VOUCH, {"run": "run-1", "floor": list(low.as_integer_ratio()), "debts": 64})
    with pytest.raises(InvalidInput, match="not b"):
        spend(run)
    heard(record, VOUCH, {"run": "run-1", "floor": [1, 1], "debts": 64}, 1)
    with pytest.raises(InvalidInput, match="costs of default"):
        spend(closed(loss=True))
    with pytest.raises(InvalidInput, match="draw"):
        spend(run, draw=2)
    charter, books, *_ = world(3, 10, 2)
    with pytest.raises(InvalidInput, match="closed"):
        spend(Run(charter, books[0], bytes(32)))
    open_budget(record, Budget("strict", 10_000, 10**6, Fraction(1)), NOW)
    with pytest.raises(InvalidInput, match="outside"):
        spend(run, name="strict")
    assert not spends(list(record.entries()))
    spend(run)
    assert len(spends(list(record.entries()))) == 1


def test_a_budget_is_never_raised(record: Record) -> None:
    open_budget(record, Budget("spring", 10_000, 10**6, Fraction(1, 2)), NOW)
    with pytest.raises(InvalidInput, match="never raised"):
        open_budget(record, Budget("spring", 20_000, 10**6, Fraction(1, 2)), NOW)


def test_a_side_vouches_for_its_own_books_alone_and_only_if_they_keep_the_floor(
    record: Record,
) -> None:
    run, told = closed(), Told()
    floor = outside_share(run.books)
    vouch(record, run, floor, lambda *each: told.append(each))
    (kind, to, body) = told[0]
    assert (kind, to, body["run"]) == (VOUCH, "b", "run-1")
    assert body["debts"] == debts_of(run.books)
    with pytest.raises(InvalidInput, match="floor") as refused:
        vouch(record, run, floor + Fraction(1, 10**6), lambda *each: told.append(each))
    assert str(floor) not in str(refused.value)
    assert len(told) == 1
