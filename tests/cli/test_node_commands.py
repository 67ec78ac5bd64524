"""The commands about a node: made, shown, trusted, asked, checked, exported."""

import io
import json
import sqlite3
from pathlib import Path

import pytest

from parley.cli import extra
from parley.exchange.joint.run import Step
from parley.node.record.database import open_database
from parley.node.record.store import Record
from parley.node.serve import RunningNode
from tests.cli.conftest import Ask
from tests.exchange.joint.test_run import world
from tests.node.nodes import free_port, put_books
from tests.node.test_two_nodes import until

pytestmark = pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")

Said = pytest.CaptureFixture[str]


def _found(ask: Ask, folder: Path, name: str) -> Path:
    status, said = ask(
        "node", "init", name, "--dir", folder, "--listen", f"127.0.0.1:{free_port()}"
    )
    assert status == 0, said
    assert "fingerprint" in said
    return folder


def _befriend(ask: Ask, one: Path, other: Path) -> None:
    for mine, theirs in ((one, other), (other, one)):
        status, said = ask("node", "card", "--dir", theirs)
        assert status == 0
        card, _, fingerprint = said.partition("fingerprint: ")
        file = mine.parent / f"{theirs.name}.json"
        file.write_text(card, encoding="utf-8")
        status, said = ask("peer", "add", file, "--fingerprint", fingerprint.strip(), "--dir", mine)
        assert status == 0, said


def test_a_new_node_says_that_nothing_was_sent_and_nothing_is_needed(
    tmp_path: Path, ask: Ask
) -> None:
    one, other = _found(ask, tmp_path / "a", "a"), _found(ask, tmp_path / "b", "b")
    assert "no other node is known" in ask("status", "--dir", one)[1]
    _befriend(ask, one, other)
    status, said = ask("status", "--dir", one)
    assert status == 0
    assert "b: nothing was ever sent; 0 received" in said
    assert "no joint run: nothing is needed" in said
    status, said = ask("verify", "--dir", one)
    assert status == 0
    assert "all well" in said


def test_what_is_there_is_never_overwritten(tmp_path: Path, ask: Ask) -> None:
    folder = _found(ask, tmp_path / "a", "a")
    key = (folder / "keys" / "signing.key").read_bytes()
    status, said = ask("node", "init", "b", "--dir", folder, "--listen", "127.0.0.1:8443")
    assert status == 2
    assert "not empty" in said
    assert (folder / "keys" / "signing.key").read_bytes() == key


@pytest.mark.parametrize(
    ("name", "listen", "said"),
    [("Big Bank", "127.0.0.1:1", "name"), ("a", "8443", "listen"), ("a", "h:99999", "listen")],
)
def test_a_node_that_cannot_be_is_refused_and_leaves_nothing(
    tmp_path: Path, ask: Ask, name: str, listen: str, said: str
) -> None:
    status, words = ask("node", "init", name, "--dir", tmp_path / "a", "--listen", listen)
    assert status == 2
    assert said in words
    assert not (tmp_path / "a").exists()


def test_a_card_with_another_fingerprint_is_not_trusted(tmp_path: Path, ask: Ask) -> None:
    one, other = _found(ask, tmp_path / "a", "a"), _found(ask, tmp_path / "b", "b")
    card = tmp_path / "card.json"
    card.write_text(ask("node", "card", "--dir", other)[1].partition("fingerprint")[0], "utf-8")
    status, said = ask("peer", "add", card, "--fingerprint", "0000 " * 10, "--dir", one)
    assert status == 2
    assert "fingerprint" in said
    assert not list((one / "peers").iterdir())


def test_a_run_is_shown_checked_exported_and_read_into_an_empty_node(
    tmp_path: Path, ask: Ask
) -> None:
    charter, books, *_ = world(3, 20, 2)
    folders = [_found(ask, tmp_path / name, name) for name in "ab"]
    _befriend(ask, *folders)
    record = Record(open_database(str(folders[0] / "record.db")), "a")
    put_books(record, charter, books[0])
    record.close()
    assert "run-1 is proposed: waits for the answer of b" in ask("status", "--dir", folders[0])[1]
    with RunningNode(folders[0]) as one, RunningNode(folders[1]) as other:
        put_books(other.record, charter, books[1])
        until(lambda: all("run-1" in node.steward.runs for node in (one, other)))
        until(lambda: all(node.steward.runs["run-1"].is_over for node in (one, other)))
        assert one.steward.runs["run-1"].step is Step.CLOSED
    status, said = ask("status", "--dir", folders[0])
    assert "were acknowledged" in said
    assert "closed after" in said
    status, said = ask("verify", "--dir", folders[0])
    assert status == 0, said
    assert "came again byte for byte" in said
    export = tmp_path / "a.log"
    assert ask("node", "export", export, "--dir", folders[0])[0] == 0
    assert ask("node", "export", export, "--dir", folders[0])[0] == 2
    copy = _found(ask, tmp_path / "copy", "a")
    assert ask("node", "import", export, "--dir", copy)[0] == 0
    assert ask("node", "export", tmp_path / "again.log", "--dir", copy)[0] == 0
    assert (tmp_path / "again.log").read_bytes() == export.read_bytes()
    stranger = _found(ask, tmp_path / "c", "c")
    assert "not of c" in ask("node", "import", export, "--dir", stranger)[1]


def test_a_record_that_was_changed_behind_the_back_of_parley_is_found_out(
    tmp_path: Path, ask: Ask
) -> None:
    charter, books, *_ = world(3, 20, 2)
    folders = [_found(ask, tmp_path / name, name) for name in "ab"]
    _befriend(ask, *folders)
    with RunningNode(folders[0]) as one, RunningNode(folders[1]) as other:
        put_books(one.record, charter, books[0])
        put_books(other.record, charter, books[1])
        until(lambda: all("run-1" in node.steward.runs for node in (one, other)))
        until(lambda: all(node.steward.runs["run-1"].is_over for node in (one, other)))
    base = sqlite3.connect(folders[0] / "record.db")
    base.execute("DROP TRIGGER entries_no_update")
    base.execute(
        "UPDATE entries SET raw = CAST(replace(raw, '\"round\":1', '\"round\":2') AS BLOB) "
        "WHERE way = 'sent'"
    )
    base.commit()
    base.close()
    status, said = ask("verify", "--dir", folders[0])
    assert status == 1
    assert "not what its leaf in the tree says" in said
    assert "all well" not in said


def test_without_the_extra_a_node_says_what_to_install(
    tmp_path: Path, ask: Ask, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(extra, "find_spec", lambda name: None if name == "fastapi" else name)
    for arguments in (
        ("status", "--dir", tmp_path), ("joint", "compare", "random:10"),
        ("node", "init", "a", "--dir", tmp_path / "a", "--listen", "127.0.0.1:1"),
    ):  # fmt: skip
        status, said = ask(*arguments)
        assert status == 2
        assert "fastapi" in said
        assert "'.[node]'" in said


def test_without_the_extra_a_secret_run_says_what_to_install(
    tmp_path: Path, ask: Ask, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(extra, "find_spec", lambda name: None if name == "mpyc" else name)
    for arguments in (
        ("joint", "compare", "random:10", "--protocol", "mpc"),
        ("joint", "party", "run-1", "--node", tmp_path),
    ):  # fmt: skip
        status, said = ask(*arguments)
        assert status == 2
        assert "mpyc" in said
        assert "'.[mpc]'" in said
    assert ask("joint", "party", "run-1", "--node", tmp_path)[0] == 2


def test_a_comparison_is_printed_for_programs(ask: Ask) -> None:
    status, said = ask(
        "joint", "compare", "random:20", "--draws", "2", "--recovery", "0.7", "--json"
    )
    assert status == 0, said
    found = json.loads(said.strip().splitlines()[-1])
    assert list(found) == [
        "largest_difference", "rounds", "bytes", "messages", "seconds", "pooled_seconds", "kills",
        "recovered",
    ]  # fmt: skip
    assert found["largest_difference"] == 0


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("random:x",), "random:N"), (("random:1",), "banks"), (("no-such",), "built-in"),
        (("random:20", "--recovery", "2"), "recovery"),
        (("random:20", "--recovery", "nan"), "recovery"),
        (("random:20", "--protocol", "none"), "open or mpc"),
        (("random:20", "--protocol", "mpc", "--parties", "3"), "without data"),
        (("random:20", "--protocol", "mpc", "--kill", "1"), "begun anew"),
    ],
)  # fmt: skip
def test_a_comparison_that_cannot_be_is_refused(
    ask: Ask, arguments: tuple[str, ...], said: str
) -> None:
    status, words = ask("joint", "compare", *arguments)
    assert status == 2
    assert said in words


def test_keys_are_shown_changed_given_up_and_replaced(
    tmp_path: Path, ask: Ask, monkeypatch: pytest.MonkeyPatch
) -> None:
    one, other = _found(ask, tmp_path / "a", "a"), _found(ask, tmp_path / "b", "b")
    status, said = ask("keys", "rotate", "--dir", one)
    assert status == 2
    assert "nobody would hear" in said
    _befriend(ask, one, other)
    shown = ask("keys", "show", "--dir", one)[1]
    status, said = ask("keys", "rotate", "--from", "2999-01-01T00:00:00+00:00", "--dir", one)
    assert status == 0, said
    assert "told to b" in said
    lines = ask("keys", "list", "--dir", one)[1].splitlines()
    assert sum(line.startswith("a: ") for line in lines) == 2
    monkeypatch.setattr("sys.stdin", io.StringIO("n\n"))
    assert ask("keys", "revoke", "--reason", "lost", "--dir", one)[0] == 1  # nobody said yes
    lines = ask("keys", "list", "--dir", one)[1].splitlines()
    assert sum(line.startswith("a: ") for line in lines) == 2
    status, said = ask("keys", "revoke", "--reason", "lost", "--yes", "--dir", one)
    assert status == 0, said
    assert ask("keys", "show", "--dir", one)[1] != shown
    listed = ask("peer", "list", "--dir", other)[1]
    revoke = ("peer", "revoke", "a", "--reason", "lost", "--dir", other, "--fingerprint")
    assert ask(*revoke, "0000 " * 10, "--yes")[0] == 2
    assert ask(*revoke, listed.partition("card ")[2].strip(), "--yes")[0] == 0
    assert ask("peer", "list", "--dir", other)[0] == 2
    assert "revoked at" in ask("keys", "list", "--dir", other)[1]
    _befriend(ask, one, other)
    assert ask("verify", "--dir", other)[0] == 0
    assert ask("verify", "--dir", one)[0] == 0


def test_old_keys_are_kept_while_they_count_and_removed_when_somebody_says_yes(
    tmp_path: Path, ask: Ask, monkeypatch: pytest.MonkeyPatch
) -> None:
    one, other = _found(ask, tmp_path / "a", "a"), _found(ask, tmp_path / "b", "b")
    _befriend(ask, one, other)
    assert "no private keys but those that count" in ask("keys", "forget", "--dir", one)[1]
    assert ask("keys", "rotate", "--from", "2999-01-01T00:00:00+00:00", "--dir", one)[0] == 0
    status, said = ask("keys", "forget", "--dir", one)
    assert (status, "is kept: it counts until 2999-01-01" in said) == (0, True), said
    assert ask("keys", "revoke", "--reason", "lost", "--yes", "--dir", one)[0] == 0
    shown = ask("keys", "show", "--dir", one)[1]
    monkeypatch.setattr("sys.stdin", io.StringIO("n\n"))
    assert ask("keys", "forget", "--dir", one)[0] == 1
    assert (one / "keys" / "signing.key").exists()
    status, said = ask("keys", "forget", "--yes", "--dir", one)
    assert (status, said.count("is removed; backups may hold it still")) == (0, 2), said
    assert [path.name for path in (one / "keys").glob("signing*")] == ["signing-3.key"]
    assert ask("keys", "show", "--dir", one)[1] == shown
    assert ask("verify", "--dir", one)[0] == 0


def test_a_bundle_is_written_read_and_acknowledged_without_a_network(
    tmp_path: Path, ask: Ask
) -> None:
    one, other = _found(ask, tmp_path / "a", "a"), _found(ask, tmp_path / "b", "b")
    assert "parley peer add" in ask("bundle", "write", tmp_path / "x", "--dir", one)[1]
    _befriend(ask, one, other)
    assert ask("keys", "rotate", "--dir", one)[0] == 0
    there, back = tmp_path / "there.parley", tmp_path / "back.parley"
    status, said = ask("bundle", "write", there, "--dir", one)
    assert status == 0, said
    assert "2 messages in it" in said  # the head of its record too
    assert "2 of them in a bundle" in ask("status", "--dir", one)[1]
    assert "there already" in ask("bundle", "write", there, "--dir", one)[1]
    status, said = ask("bundle", "read", there, "--dir", other)
    assert (status, "2 new, 0 known already, 0 refused" in said) == (0, True), said
    assert "0 new, 2 known already" in ask("bundle", "read", there, "--dir", other)[1]
    assert ask("bundle", "write", back, "--peer", "a", "--dir", other)[0] == 0
    assert "2 of ours were acknowledged" in ask("bundle", "read", back, "--dir", one)[1]
    assert "all 2 were acknowledged" in ask("status", "--dir", one)[1]
    assert "b: has countersigned the first" in ask("status", "--dir", one)[1]
    status, said = ask("bundle", "read", there, "--dir", one)
    assert status == 2
    assert "a key of this node" in said
    assert ask("bundle", "read", tmp_path / "none", "--dir", one)[0] == 2
    assert ask("verify", "--dir", one)[0] == ask("verify", "--dir", other)[0] == 0
