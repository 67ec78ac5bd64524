"""The verifier that stands alone: two honest records hold, one changed byte does not."""

import base64
import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from parley.exchange.log import Way, write_lines
from parley.exchange.messages import Message
from parley.exchange.signature import sign
from parley.group.marking import Handling
from parley.node.card import Card
from parley.node.key_change import record_trust, renounce, revoke_peer, rotate
from parley.node.keys import read_private_keys
from parley.node.serve import RunningNode
from parley.node.settings import add_peer, read_settings
from tests.exchange.joint.test_run import world
from tests.node.nodes import NOW, make_nodes, put_books
from tests.node.offices import DUE, LATER, Office
from tests.node.test_two_nodes import until

pytestmark = pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")

SCRIPT = Path(__file__).resolve().parents[2] / "scripts" / "verify_exports.py"


@pytest.fixture(scope="module", name="folder")
def _folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Exports and cards of two nodes after a joint run."""
    base = tmp_path_factory.mktemp("exports")
    charter, books, *_ = world(3, 20, 2)
    folders = make_nodes(base, charter.sides)
    with RunningNode(folders[0]) as one, RunningNode(folders[1]) as other:
        for node, each in zip((one, other), books, strict=True):
            put_books(node.record, charter, each)
        until(lambda: all("run-1" in node.steward.runs for node in (one, other)))
        until(lambda: all(node.steward.runs["run-1"].is_over for node in (one, other)))
        for node, name in ((one, "a"), (other, "b")):
            lines = write_lines(name, node.record.with_attachments())
            (base / f"{name}.log").write_bytes(b"".join(lines))
            card = read_settings(base / name).card
            (base / f"{name}.json").write_text(card.to_json(), encoding="utf-8")
    return base


def _verify(folder: Path, one: Path, other: Path) -> tuple[int, str]:
    cards = [f"--card={folder / name}" for name in ("a.json", "b.json")]
    done = subprocess.run(
        [sys.executable, "-I", str(SCRIPT), *cards, str(one), str(other)],
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    return done.returncode, done.stdout + done.stderr


def test_two_honest_records_hold_without_parley(folder: Path) -> None:
    status, said = _verify(folder, folder / "a.log", folder / "b.log")
    assert status == 0, said
    assert "a to b: 0 not in the other's record" in said
    assert (
        "parley"
        not in SCRIPT.read_text(encoding="utf-8").partition("import ")[2].partition("Table =")[0]
    )


def _another_text(entry: dict[str, object]) -> None:
    raw = base64.b64decode(str(entry["raw"])).replace(b'"is_exercise":true', b'"is_exercise":false')
    entry["raw"] = base64.b64encode(raw).decode()


def _another_signature(entry: dict[str, object]) -> None:
    text = str(entry["signature"])
    entry["signature"] = text[:-8] + ("A" if text[-8] != "A" else "B") + text[-7:]


def _another_time(entry: dict[str, object]) -> None:
    entry["recorded_at"] = "2020-01-01T00:00:00+00:00"


@pytest.mark.parametrize("change", [_another_text, _another_signature, _another_time])
def test_a_record_that_was_changed_does_not_hold(
    folder: Path, tmp_path: Path, change: Callable[[dict[str, object]], None]
) -> None:
    lines = (folder / "a.log").read_bytes().splitlines()
    tables = [json.loads(line) for line in lines]
    first = next(table for table in tables[1:-1] if table["entry"]["way"] == "sent")
    change(first["entry"])
    text = [
        json.dumps(table, ensure_ascii=False, separators=(",", ":"), sort_keys=True)
        for table in tables
    ]
    changed = tmp_path / "a.log"
    changed.write_text("\n".join(text) + "\n", encoding="utf-8")
    status, said = _verify(folder, changed, folder / "b.log")
    assert status == 1
    assert "fault" in said
    assert "all well" not in said


def test_what_is_no_export_is_unreadable(folder: Path, tmp_path: Path) -> None:
    (tmp_path / "a.log").write_bytes(b"nothing")
    assert _verify(folder, tmp_path / "a.log", folder / "b.log")[0] == 2


def _exported(office: Office, folder: Path) -> Path:
    path = folder / f"{office.settings.node}.log"
    path.write_bytes(b"".join(write_lines(office.settings.node, office.record.with_attachments())))
    return path


def _check(exports: list[Path], cards: list[Card]) -> tuple[int, str]:
    paths = []
    for number, card in enumerate(cards):
        paths.append(exports[0].with_name(f"card-{number}.json"))
        paths[-1].write_text(card.to_json(), encoding="utf-8")
    done = subprocess.run(
        [sys.executable, "-I", str(SCRIPT), *(f"--card={path}" for path in paths), *exports],
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    return done.returncode, done.stdout + done.stderr


def test_keys_that_change_are_followed_from_the_first_card(tmp_path: Path) -> None:
    a, b = (Office(folder) for folder in make_nodes(tmp_path, ("a", "b")))
    a.say("b", "by the first key")
    rotate(a.settings, a.record, lambda: NOW, DUE)
    a.now = LATER
    a.say("b", "by the second key")
    assert b.hear(a) == [200, 200, 200]
    first = [a.settings.card, b.settings.card]
    exports = [_exported(a, tmp_path), _exported(b, tmp_path)]
    assert _check(exports, first)[0] == 0
    status, said = _check(exports, [a.book.card(), b.settings.card])
    assert status == 1, "the second key does not speak for the first"
    assert "signed by another key" in said
    b.record.append(Way.RECEIVED, LATE.raw, LATER, signature=_by_the_old_key(a))
    status, said = _check([_exported(b, tmp_path)], first)
    assert status == 1
    assert "a key that counted no longer" in said


LATE = Message("note", "a", "b", "late", 0, "", LATER, Handling.RED, is_exercise=False)


def _by_the_old_key(a: Office) -> str:
    return sign(LATE, read_private_keys(a.settings.keys)[0].signing).signature


def test_a_key_that_was_revoked_speaks_for_what_came_before_alone(tmp_path: Path) -> None:
    a, b = (Office(folder) for folder in make_nodes(tmp_path, ("a", "b")))
    a.say("b", "before")
    assert b.hear(a) == [200]
    old = a.settings.card
    card = renounce(a.settings, a.record, NOW, "a laptop is gone")
    revoke_peer(b.settings, b.record, NOW, "a", old.fingerprint, "a laptop is gone")
    add_peer(b.settings, card, card.fingerprint)
    record_trust(b.record, card, NOW)
    a.say("b", "after")
    assert b.hear(a) == [200]
    cards = [old, card, b.settings.card]
    assert _check([_exported(a, tmp_path), _exported(b, tmp_path)], cards)[0] == 0
    b.record.append(Way.RECEIVED, LATE.raw, LATER, signature=_by_the_old_key(a))
    status, said = _check([_exported(b, tmp_path)], cards)
    assert status == 1
    assert "a key that was revoked before" in said
