"""Two nodes, on SQLite and on PostgreSQL, both with wrong clocks, to which things happen."""

import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from cryptography import x509

from parley.exchange.log import Way
from parley.exchange.messages import read_message
from parley.node.keys import TLS_CERTIFICATE
from parley.node.serve import RunningNode
from scripts.joint.postgres import create_database
from scripts.joint.world import World, world
from scripts.joint_faults import HOUR, cut_lines, disorder, ended_connections, kills
from tests.node.nodes import make_nodes
from tests.node.test_two_nodes import until


@pytest.fixture(scope="module", name="here")
def _here(postgres: str) -> Iterator[World]:
    address = create_database(Path(postgres), "faults")
    with world(("record.db", address), seed=5, clocks=(-HOUR, HOUR)) as here:
        yield here
        assert not here.faults()


def _silent(_: str) -> None:
    """Nobody watches."""


def test_messages_that_come_twice_late_and_out_of_order_change_nothing(here: World) -> None:
    assert disorder(here, 2, _silent) > 20


def test_an_exercise_goes_on_when_the_line_is_there_again(here: World) -> None:
    assert cut_lines(here, 1, _silent) > 0


def test_an_exercise_goes_on_when_the_database_is_there_again(here: World) -> None:
    assert ended_connections(here, 1, _silent) == 1


def test_a_node_without_room_says_nothing_and_goes_on_when_it_has_some(here: World) -> None:
    node = here.nodes[0]
    with here.full_disk(node):
        name = here.begin()
        time.sleep(0.7)
        said = [e for e in node.record.entries() if e.way is Way.SENT]
        assert name not in {read_message(entry.raw).thread for entry in said}
    here.wait(name)


def test_nodes_that_are_killed_end_with_the_pooled_result_and_lose_nothing(here: World) -> None:
    assert kills(here, 2, _silent) == 2
    assert not here.faults()


def test_a_new_certificate_holds_for_whom_the_clock_is_an_hour_behind(here: World) -> None:
    raw = (here.nodes[0].settings.keys / TLS_CERTIFICATE).read_bytes()
    begins = x509.load_pem_x509_certificate(raw).not_valid_before_utc
    assert begins < datetime.now(UTC) - timedelta(hours=1)


@pytest.mark.filterwarnings("ignore::pytest.PytestUnhandledThreadExceptionWarning")
@pytest.mark.parametrize(
    "part", ["parley.node.steward.Steward.catch_up", "parley.node.channel.Channel._go_on"]
)
def test_a_node_of_which_a_part_ends_by_a_defect_does_not_look_like_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, part: str
) -> None:
    def fail(*_: object) -> None:
        raise ZeroDivisionError

    folders = make_nodes(tmp_path, ("a", "b"))
    monkeypatch.setattr(part, fail)
    with RunningNode(folders[0]) as node:
        until(lambda: node.has_failed)
