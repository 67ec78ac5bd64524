"""Both databases of a record: a file of SQLite, and a real PostgreSQL that the tests start."""

import os
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from parley.node.record.database import open_database
from parley.node.record.store import Record
from scripts.joint.postgres import create_database, programs, running
from tests.node.nodes import make_nodes
from tests.node.offices import OPEN, Office, Offices

MakeAddress = Callable[[], str]


@pytest.fixture(scope="session", name="postgres")
def _postgres() -> Iterator[str]:
    """The folder of the socket of a PostgreSQL of our own; gone when the tests end.

    It is not within pytest's own folder: every other run of tests would close that to the server.
    """
    if programs() is None:
        reason = "needs PostgreSQL: initdb and pg_ctl"
        if os.environ.get("CI"):
            pytest.fail(reason)
        pytest.skip(reason)
    own = tempfile.TemporaryDirectory(prefix="parley-postgres-")
    with own as folder, running(Path(folder)) as socket:
        yield str(socket)


@pytest.fixture(params=["sqlite", "postgresql"], name="make_address")
def _make_address(request: pytest.FixtureRequest, tmp_path: Path) -> MakeAddress:
    """A new, empty database each time, of either kind."""
    count = 0
    if request.param == "sqlite":

        def in_a_file() -> str:
            nonlocal count
            count += 1
            return str(tmp_path / f"record-{count}.db")

        return in_a_file
    socket = request.getfixturevalue("postgres")
    name = f"t{abs(hash(request.node.nodeid)) % 10**9}_{os.getpid()}"

    def on_the_server() -> str:
        nonlocal count
        count += 1
        return create_database(Path(socket), f"{name}_{count}")

    return on_the_server


@pytest.fixture(name="new_record")
def _new_record(make_address: MakeAddress) -> Iterator[Callable[[], Record]]:
    """New records of node a."""
    opened: list[Record] = []

    def make() -> Record:
        record = Record(open_database(make_address(), create=True), "a")
        opened.append(record)
        return record

    yield make
    for record in opened:
        record.close()


@pytest.fixture(name="offices")
def _offices(tmp_path: Path, make_address: MakeAddress) -> Offices:
    """Two nodes that know each other, a and b, over either database."""

    def make() -> tuple[Office, Office]:
        folders = make_nodes(tmp_path, ("a", "b"), [make_address(), make_address()])
        one, other = (Office(folder) for folder in folders)
        return one, other

    return make


@pytest.fixture(autouse=True)
def _close_offices() -> Iterator[None]:
    yield
    while OPEN:
        OPEN.pop().close()
