"""A quota that holds where runs begin, and a sum under masks over real lines."""

import threading
from pathlib import Path

import pytest

from parley.errors import CannotOpen, InvalidInput
from parley.exchange.release.masked import MaskedSum, SumTerms, Word
from parley.exchange.release.quota import Quota
from parley.exchange.secret.terms import Room, Terms
from parley.node.clock import now
from parley.node.key_book import KeyBook
from parley.node.mpc.record import enter_secret_run
from parley.node.record.database import open_database
from parley.node.record.store import Record
from parley.node.release.masked import enter_sum, follow_sum, take_part_in_sum
from parley.node.release.quota import begun_in, set_quota
from parley.node.serve import RunningNode
from parley.node.steward import enter_run
from parley.node.threads import follow_again
from tests.exchange.joint.test_run import world
from tests.node.nodes import NOW, make_nodes


def test_runs_begin_until_the_quota_is_used_up_whether_open_or_secret(tmp_path: Path) -> None:
    from dataclasses import replace

    record = Record(open_database(str(tmp_path / "record.db"), create=True), "a")
    charter, books, *_ = world(1, 8, 2, draws=4)
    enter_run(record, charter, books[0], NOW)  # without a quota nothing is counted out
    set_quota(record, Quota(2, 100, 90), NOW)
    one = Room(8, 64, 64)
    terms = Terms(replace(charter, run="run-2"), "n", 20, (one, one), ("h:1", "h:2", "h:3"))
    enter_secret_run(record, terms, books[0], NOW)
    third = replace(charter, run="run-3")
    size = record.head()[0]
    with pytest.raises(InvalidInput, match="none before 2027-04-11"):
        enter_run(record, third, books[0], NOW)
    assert record.head()[0] == size
    set_quota(record, Quota(5, 11, 90), NOW)
    with pytest.raises(InvalidInput, match="at most 3"):
        enter_run(record, third, books[0], NOW)
    set_quota(record, Quota(5, 12, 90), NOW)
    enter_run(record, third, books[0], NOW)
    assert [each.run for each in begun_in(record.entries())] == ["run-1", "run-2", "run-3"]
    record.close()


def test_three_nodes_sum_under_masks_over_the_line(tmp_path: Path) -> None:
    folders = make_nodes(tmp_path, ("a", "b", "c"))
    terms = SumTerms("sum-1", ("a", "b", "c"), ("sold", "lent"), "USD cent")
    found: dict[str, MaskedSum] = {}

    def take_part(node: RunningNode, values: list[int]) -> None:
        record = node.record
        enter_sum(record, terms, values, now())
        sign = KeyBook(node.settings, record).sign
        found[node.settings.node] = take_part_in_sum(record, sign, now, "sum-1", patience=60.0)

    with RunningNode(folders[0]) as a, RunningNode(folders[1]) as b, RunningNode(folders[2]) as c:
        threads = [
            threading.Thread(target=take_part, args=each)
            for each in ((a, [1, 20]), (b, [300, 4_000]), (c, [50_000, 600_000]))
        ]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert {run.step for run in found.values()} == {Word.CLOSED}
        assert {run.total for run in found.values()} == {(50_301, 604_020)}
        again = follow_sum(b.record, None, now, "sum-1")
        assert again.catch_up().total == (50_301, 604_020)
        assert (again.same, again.surplus, again.faults) == (6, 0, [])
        threads_of_b = follow_again(b.record)
        assert (threads_of_b.same, threads_of_b.unsaid, threads_of_b.faults) == (6, 0, ())
        assert threads_of_b.standing == {"sum-1": "sum under masks, closed: nothing more is needed"}


def test_a_side_that_does_not_come_ends_the_sum_for_those_who_wait(tmp_path: Path) -> None:
    folders = make_nodes(tmp_path, ("a", "b", "c"))
    terms = SumTerms("sum-1", ("a", "b", "c"), ("sold",), "USD cent")
    record = Record(open_database(str(folders[0] / "record.db")), "a")
    enter_sum(record, terms, [1], NOW)
    with pytest.raises(InvalidInput, match="label"):
        enter_sum(record, terms, [1, 2], NOW)

    from parley.node.settings import read_settings

    sign = KeyBook(read_settings(folders[0]), record).sign
    waits: list[str] = []
    end = take_part_in_sum(record, sign, now, "sum-1", patience=0.3, on_wait=waits.append)
    assert end.step is Word.ABORT
    assert end.total == ()
    assert waits == ["sum.open of b, c"]
    assert "waited 0 s for sum.open of b, c" in end.reason
    again = follow_sum(record, None, now, "sum-1")
    assert again.catch_up().step is Word.ABORT
    assert (again.surplus, again.faults) == (0, [])
    with pytest.raises(CannotOpen, match="no sum"):
        follow_sum(record, None, now, "sum-2")
    record.close()
