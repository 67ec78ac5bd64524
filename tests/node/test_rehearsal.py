"""An exercise on two real nodes: each holds its own side alone, and both find the pooled end."""

from pathlib import Path

import numpy as np
import pytest
from numpy.testing import assert_array_equal

from parley.engine.amounts import Ints
from parley.engine.contagion.whole_clearing import WholeRecovery
from parley.exchange.amounts import pack
from parley.exchange.joint.books import Books
from parley.exchange.joint.outcome import same_end
from parley.exchange.joint.pool import random_pool
from parley.exchange.joint.pooled import make_up
from parley.exchange.joint.run import Run, Step
from parley.files.exercises.catalogue import find_exercise
from parley.files.systems.catalogue import find_system
from parley.group.exercise.play import players
from parley.node.auditor import audit
from parley.node.clock import now
from parley.node.rehearsal import RUN, play_on, stage
from parley.node.steward import enter_run
from parley.node.trial import LocalNode, running_nodes
from tests.exchange.joint.test_run import play

#: Numbers below this could stand in any file by chance.
LARGE = 2**24


def numbers_at_home(books: Books) -> set[int]:
    """Amounts that only one side has any business to know."""
    assert books.treasury is not None
    assert books.portfolio is not None
    parts = [
        books.assets, books.debts.elsewhere, books.debts.amount, books.portfolio.units,
        books.treasury.reserves, books.treasury.due,
    ]  # fmt: skip
    every = np.concatenate([part.ravel() for part in parts])
    return {int(x) for x in every if x >= LARGE}


def bytes_of(folder: Path) -> bytes:
    return b"\n".join(path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file())


def found_in(folder: Path, amounts: set[int]) -> set[int]:
    there = bytes_of(folder)
    return {each for each in amounts if pack(np.array([each])) in there}


def runs_of(nodes: list[LocalNode], name: str) -> list[Run]:
    keys = {node.settings.node: [node.settings.card.keys] for node in nodes}
    found = [audit(node.record, keys) for node in nodes]
    assert [each.faults for each in found] == [(), ()]
    assert all(each.replayed > 0 for each in found)
    return [each.runs[name] for each in found]


def test_two_nodes_play_the_exercise_and_neither_has_a_number_of_the_other_s_books() -> None:
    """One of them is killed in the middle, without warning, and goes on from its record."""
    exercise, totals = find_exercise("cyber-outage"), find_system("gsib-2022")
    staged = stage(exercise, totals, players(exercise, totals, 1).names, 2, 1)
    hours: list[int] = []
    killed: list[int] = []

    def watch(hour: int) -> None:
        hours.append(hour)
        if hour > 5 and not killed:
            killed.append(hour)
            nodes[0].kill()
            nodes[0].start()
            nodes[0].wait_until_open()

    with running_nodes(2, 0.0) as nodes:
        play_on(nodes, staged, watch)
        runs = runs_of(nodes, RUN)
        at_home = [numbers_at_home(books) for books in staged.books]
        for node, own, other in zip(nodes, at_home, at_home[::-1], strict=True):
            folder = node.settings.folder
            assert len(found_in(folder, own)) > 0.9 * len(own)  # else the search finds nothing
            assert found_in(folder, other - own) == set()
    assert {run.step for run in runs} == {Step.CLOSED}
    assert same_end(runs)
    assert hours == sorted(hours)
    assert 5 < killed[0] < 47
    for mine, expected in zip(runs, play(staged.charter, list(staged.books)), strict=True):
        assert mine.play is not None
        assert expected.play is not None
        assert_array_equal(mine.play.ledger.series, expected.play.ledger.series)
        assert_array_equal(mine.play.wait, expected.play.wait)


def test_a_bank_without_contracts_across_is_not_named_on_the_other_node() -> None:
    whole = make_up(random_pool(60, 2, 2, seed=5), ["payments"], seed=5)
    charter = whole.charter("run-1", ("side-1", "side-2"), WholeRecovery())
    books = whole.books(charter)
    at_home = [
        {name for name in each.names if name not in listed}
        for each, listed in zip(books, charter.institutions, strict=True)
    ]
    assert min(map(len, at_home)) > 5
    with running_nodes(2, 0.0) as nodes:
        for node, each in zip(nodes, books, strict=True):
            enter_run(node.record, charter, each, now())
        while not all(node.has_results("run-1", 1) for node in nodes):
            pass
        for node, own, other in zip(nodes, at_home, at_home[::-1], strict=True):
            there = bytes_of(node.settings.folder)
            assert all(name.encode() in there for name in own)
            assert [name for name in other if name.encode() in there] == []


def test_each_node_holds_its_own_jurisdiction_and_no_country_is_cut() -> None:
    exercise, totals = find_exercise("cyber-outage"), find_system("gsib-2022")
    names = players(exercise, totals, 1).names
    side_of: Ints = stage(exercise, totals, names, 1, 1).side_of
    homes = np.array(totals.jurisdictions)
    assert set(side_of[homes == "CN"]) == {0}
    assert set(side_of[homes == "US"]) == {1}
    assert all(len(set(side_of[homes == code])) == 1 for code in homes)


@pytest.mark.parametrize("draws", [1, 3])
def test_draws_of_all_ways_cross_in_the_same_messages(draws: int) -> None:
    exercise, totals = find_exercise("cyber-outage"), find_system("gsib-2022")
    staged = stage(exercise, totals, players(exercise, totals, 1).names, draws, 1)
    runs = play(staged.charter, list(staged.books))
    assert len(runs[0].spoken) < 400
