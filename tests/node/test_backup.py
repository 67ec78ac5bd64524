"""Backups of nodes at work: what comes out is the record of one moment, and a node again."""

import shutil
import sqlite3
import subprocess
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from sqlalchemy import inspect

from parley.errors import CannotOpen, CannotWrite, InvalidInput, OtherVersion
from parley.exchange.log import Way, write_lines
from parley.exchange.tree import consistency_proof, has_grown
from parley.exchange.tree import root as tree_root
from parley.node.auditor import audit
from parley.node.backup import EXPORT, back_up, restore
from parley.node.key_book import first_keys
from parley.node.key_change import record_trust, renounce, revoke_peer
from parley.node.record import database
from parley.node.record.database import open_database, version_of
from parley.node.record.store import Record
from parley.node.serve import RunningNode
from parley.node.settings import add_peer, read_settings
from parley.node.voice import RESTORED, Voice
from scripts.joint.postgres import programs
from tests.node.conftest import MakeAddress
from tests.node.nodes import NOW, make_nodes
from tests.node.offices import LATER, Office, Offices
from tests.node.test_heads import exchange, heads
from tests.node.test_two_nodes import until

pytestmark = pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")


@contextmanager
def at_work(folders: list[Path]) -> Iterator[RunningNode]:
    """Two nodes that run and talk all the time; the first one."""
    with RunningNode(folders[0], heads_every=0.5) as one, RunningNode(folders[1]) as other:
        until(lambda: one.is_open and other.is_open)
        stop = threading.Event()

        def talk() -> None:
            voice = Voice(one.record, one.book, lambda: NOW, "talk")
            number = 0
            while not stop.wait(0.005):
                voice.say("note", "b", {"number": number}, attachments=[b"%d" % number])
                number += 1

        talker = threading.Thread(target=talk)
        talker.start()
        try:
            until(lambda: one.record.head()[0] > 20)
            yield one
        finally:
            stop.set()
            talker.join()


def holds(copy: Record, live: Record, folder: Path) -> int:
    """Whether a copy is the beginning of the live record and checks from end to end; its size."""
    assert audit(copy, first_keys(read_settings(folder))).faults == ()
    leaves = live.leaves()
    size, root = copy.head()
    kept = copy.leaves()
    assert leaves[:size] == kept
    proof = consistency_proof(leaves, size)
    assert has_grown(size, root, len(leaves), tree_root(leaves), proof)
    return size


def test_a_backup_of_a_node_at_work_becomes_a_node_again(
    tmp_path: Path, make_address: MakeAddress
) -> None:
    folders = make_nodes(tmp_path, ("a", "b"), [make_address(), make_address()])
    with at_work(folders) as node:
        count, root = back_up(node.settings, node.record, tmp_path / "backup")
        until(lambda: node.record.head()[0] > count + 5)
        leaves = node.record.leaves()
    settings, restored = restore(tmp_path / "backup", tmp_path / "new", NOW, make_address())
    assert restored == count > 20
    copy = Record(open_database(settings.record), "a")
    entries = list(copy.entries())
    assert entries[-1].note == RESTORED
    assert copy.leaves()[:count] == leaves[:count]
    assert root == tree_root(leaves[:count])
    assert audit(copy, first_keys(settings)).faults == ()
    assert settings.card == read_settings(folders[0]).card
    assert settings.peers == read_settings(folders[0]).peers
    copy.close()


def test_the_file_of_a_node_at_work_can_be_copied_by_sqlite_itself(tmp_path: Path) -> None:
    folders = make_nodes(tmp_path, ("a", "b"))
    with at_work(folders) as node:
        with (
            sqlite3.connect(folders[0] / "record.db") as live,
            sqlite3.connect(tmp_path / "copy.db") as copied,
        ):
            live.backup(copied)
        live.close()
        copied.close()
        copy = Record(open_database(str(tmp_path / "copy.db")), "a")
        assert holds(copy, node.record, folders[0]) > 20
        copy.close()


def test_the_database_of_a_node_at_work_can_be_dumped_by_postgresql_itself(
    tmp_path: Path, postgres: str
) -> None:
    where = programs()
    assert where is not None
    run = ["-h", postgres, "-U", "parley"]
    names = [f"live_{tmp_path.name}".replace("-", "_"), f"copy_{tmp_path.name}".replace("-", "_")]
    for name in names:
        subprocess.run([str(where / "createdb"), *run, name], check=True)
    address = f"postgresql://parley@/{names[0]}?host={postgres}"
    folders = make_nodes(tmp_path, ("a", "b"), [address, "record.db"])
    dump = str(tmp_path / "a.dump")
    with at_work(folders) as node:
        subprocess.run([str(where / "pg_dump"), *run, "-Fc", "-f", dump, names[0]], check=True)
        subprocess.run([str(where / "pg_restore"), *run, "-d", names[1], dump], check=True)
        copy = Record(open_database(address.replace(names[0], names[1])), "a")
        assert holds(copy, node.record, folders[0]) > 20
        copy.close()


def test_a_backup_that_was_changed_or_is_not_whole_makes_no_node(
    offices: Offices, tmp_path: Path
) -> None:
    a, _ = offices()
    a.say("b", "one")
    back_up(a.settings, a.record, tmp_path / "backup")
    with pytest.raises(CannotWrite, match="there already"):
        back_up(a.settings, a.record, tmp_path / "backup")
    if "://" in a.settings.record:
        with pytest.raises(CannotOpen, match="name an empty one"):
            restore(tmp_path / "backup", tmp_path / "new", NOW)
    export = tmp_path / "backup" / EXPORT
    raw = export.read_bytes()
    export.write_bytes(raw[:-20])
    with pytest.raises(InvalidInput, match="log"):
        restore(tmp_path / "backup", tmp_path / "new", NOW, "record.db")
    assert not (tmp_path / "new").exists()
    export.unlink()
    with pytest.raises(CannotOpen, match=r"record\.log is missing"):
        restore(tmp_path / "backup", tmp_path / "new", NOW, "record.db")
    export.write_bytes(raw)
    if "://" in a.settings.record:
        with pytest.raises(InvalidInput, match="an empty record"):
            restore(tmp_path / "backup", tmp_path / "new", NOW, a.settings.record)
    settings, _ = restore(tmp_path / "backup", tmp_path / "new", NOW, "record.db")
    with pytest.raises(CannotWrite, match="there already"):
        restore(tmp_path / "backup", tmp_path / "new", NOW, "record.db")
    assert (tmp_path / "new" / "keys").stat().st_mode & 0o077 == 0
    assert (tmp_path / "backup").stat().st_mode & 0o077 == 0
    again = Office(settings.folder)
    assert again.say("b", "two").number == 1


def test_a_backup_that_cannot_be_finished_leaves_nothing(
    offices: Offices, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    a, _ = offices()

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(shutil, "copytree", full)
    before = sorted(tmp_path.iterdir())
    with pytest.raises(CannotWrite, match="No space left"):
        back_up(a.settings, a.record, tmp_path / "backup")
    assert sorted(tmp_path.iterdir()) == before


def test_a_node_restored_from_an_old_backup_begins_anew_and_contradicts_itself_nowhere(
    offices: Offices, tmp_path: Path
) -> None:
    a, b = offices()
    a.say("b", "one")
    exchange(a, b)
    back_up(a.settings, a.record, tmp_path / "backup")
    a.say("b", "two")
    exchange(a, b)
    known = heads(b, "a").theirs.size
    settings, count = restore(tmp_path / "backup", tmp_path / "new", LATER, "record.db")
    assert count < known
    again = Office(settings.folder)
    again.now = b.now = LATER
    exchange(again, b)
    assert "DOES NOT COUNTERSIGN" in heads(again, "b").in_words(9)
    trusted = b.settings.peers["a"].fingerprint
    card = renounce(again.settings, again.record, LATER, "restored from an old backup")
    revoke_peer(b.settings, b.record, LATER, "a", trusted, "called at noon")
    add_peer(b.settings, card, card.fingerprint)
    record_trust(b.record, card, LATER)
    exchange(again, b)
    assert heads(again, "b").countersigned.size > count
    for fault in (*b.faults(), *again.faults()):
        assert "two things" not in fault


NEXT = '''"""A second version: one table more."""

from alembic import op

revision, down_revision = "0002", "0001"


def upgrade() -> None:
    op.execute("CREATE TABLE more (number BIGINT)")
'''


@pytest.fixture(name="newer")
def _newer(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[], None]:
    """From the call on this is a Parley of the next version."""

    def install() -> None:
        shutil.copytree(database.MIGRATIONS, tmp_path / "migrations")
        (tmp_path / "migrations" / "versions" / "v0002_more.py").write_text(NEXT, "utf-8")
        monkeypatch.setattr(database, "MIGRATIONS", tmp_path / "migrations")

    return install


def test_a_record_is_upgraded_only_when_asked_and_the_old_parley_then_refuses_it(
    offices: Offices, newer: Callable[[], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    a, b = offices()
    a.say("b", "one")
    address, old = a.settings.record, database.MIGRATIONS
    exported = list(write_lines("a", a.record.with_attachments()))
    newer()
    with pytest.raises(OtherVersion, match="make a backup, then parley node upgrade"):
        open_database(address)
    engine = open_database(address, upgrade=True)
    assert version_of(engine) == "0002"
    record = Record(engine, "a")
    assert list(write_lines("a", record.with_attachments())) == exported
    record.close()
    again = Office(a.settings.folder)
    again.say("b", "two")
    assert b.settings.record != address
    monkeypatch.setattr(database, "MIGRATIONS", old)
    with pytest.raises(OtherVersion, match="newer than this Parley knows"):
        open_database(address, upgrade=True)


def test_an_upgrade_that_fails_leaves_the_record_as_it_was(
    offices: Offices,
    newer: Callable[[], None],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    a, _ = offices()
    a.say("b", "one")
    old = database.MIGRATIONS
    newer()
    step = tmp_path / "migrations" / "versions" / "v0002_more.py"
    step.write_text(NEXT + '    op.execute("CREATE TABLE more (number BIGINT)")\n', "utf-8")
    with pytest.raises(CannotOpen, match="more"):
        open_database(a.settings.record, upgrade=True)
    monkeypatch.setattr(database, "MIGRATIONS", old)
    record = Record(open_database(a.settings.record), "a")
    assert [entry.way for entry in record.entries()] == [Way.SENT]
    record.close()
    engine = open_database(a.settings.record)
    assert version_of(engine) == "0001"
    assert not inspect(engine).has_table("more")
    engine.dispose()
