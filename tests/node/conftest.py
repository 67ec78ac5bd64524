"""Both databases of a record: a file of SQLite, and a real PostgreSQL that the tests start."""

import os
import shutil
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from parley.node.record.database import open_database
from parley.node.record.store import Record
from tests.node.nodes import make_nodes
from tests.node.offices import OPEN, Office, Offices

MakeAddress = Callable[[], str]


def _programs() -> Path | None:
    """Where initdb and pg_ctl are; the newest version there is."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/pg_ctl"))
    on_path = shutil.which("pg_ctl")
    return found[-1].parent if found else (Path(on_path).parent if on_path else None)


@pytest.fixture(scope="session", name="postgres")
def _postgres(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The folder of the socket of a PostgreSQL of our own; gone when the tests end."""
    programs = _programs()
    if programs is None:
        reason = "needs PostgreSQL: initdb and pg_ctl"
        if os.environ.get("CI"):
            pytest.fail(reason)
        pytest.skip(reason)
    base = tmp_path_factory.mktemp("postgres")
    for folder in (base, *list(base.parents)[:3]):
        if folder.stat().st_uid == os.getuid():
            folder.chmod(folder.stat().st_mode | 0o011)
    home = base / "home"
    home.mkdir()
    as_user: list[str] = []
    if os.getuid() == 0:  # the server refuses to run as the administrator
        shutil.chown(home, "postgres", "postgres")
        as_user = ["runuser", "-u", "postgres", "--"]
    data, options = home / "data", f"-c listen_addresses='' -c unix_socket_directories={home}"

    def run(program: str, *arguments: str, must_work: bool = True) -> None:
        subprocess.run(
            [*as_user, str(programs / program), *arguments],
            check=must_work, cwd=home, stdout=subprocess.DEVNULL,
        )  # fmt: skip

    run("initdb", "-D", str(data), "-A", "trust", "-U", "parley", "--no-sync")
    run("pg_ctl", "-D", str(data), "-o", options, "-l", str(home / "log"), "-w", "start")
    yield str(home)
    run("pg_ctl", "-D", str(data), "-m", "immediate", "-w", "stop", must_work=False)


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
        database = f"{name}_{count}"
        programs = _programs()
        assert programs is not None
        subprocess.run(
            [str(programs / "createdb"), "-h", socket, "-U", "parley", database], check=True
        )
        return f"postgresql://parley@/{database}?host={socket}"

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
