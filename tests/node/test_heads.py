"""Each node countersigns the other's log; one that rewrites its history is caught."""

from pathlib import Path

import pytest
from sqlalchemy import text

from parley.exchange.heads import COUNTERSIGNED, REFUSED, SAID, THREAD, Head, Heads
from parley.exchange.log import Entry, Way
from parley.exchange.messages import read_message
from parley.node.auditor import audit
from parley.node.key_book import first_keys
from parley.node.key_change import record_trust, renounce, revoke_peer
from parley.node.record.database import open_database
from parley.node.record.store import Record
from parley.node.serve import RunningNode
from parley.node.settings import add_peer
from parley.node.voice import Voice
from parley.node.witness import Witness
from tests.node.nodes import NOW, make_nodes
from tests.node.offices import Office, Offices
from tests.node.test_bundles import opened, written
from tests.node.test_two_nodes import until
from tests.node.test_verify_exports import _check, _exported

pytestmark = pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")


def witness(office: Office, peer: str) -> Witness:
    return Witness(office.record, office.book, [peer], lambda: office.now)


def exchange(a: Office, b: Office) -> None:
    """Everybody shows a head, and answers what comes, until nobody has anything to say."""
    for one, other in ((a, b), (b, a)):
        witness(one, other.settings.node).show_now(other.settings.node)
    for _ in range(3):
        a.hear(b)
        b.hear(a)
        witness(a, "b").catch_up()
        witness(b, "a").catch_up()


def heads(office: Office, peer: str) -> Heads:
    found = Heads(peer)
    for entry in office.record.entries():
        found.take(entry)
    return found


def kinds(office: Office, way: Way) -> list[str]:
    return [read_message(e.raw).kind for e in office.record.entries() if e.way is way]


def test_each_side_countersigns_the_other_and_then_there_is_silence(offices: Offices) -> None:
    a, b = offices()
    a.say("b", "one")
    exchange(a, b)
    assert heads(a, "b").countersigned.size == 1
    assert heads(b, "a").theirs == heads(a, "b").countersigned
    exchange(a, b)  # b has heard something by now and shows a head of its own
    assert heads(b, "a").countersigned.size > 0
    size = a.record.head()[0], b.record.head()[0]
    for _ in range(3):
        exchange(a, b)
    assert (a.record.head()[0], b.record.head()[0]) == size, "heads of heads of heads"
    a.say("b", "two")
    exchange(a, b)
    assert heads(a, "b").countersigned.size > 1
    assert a.faults() == b.faults() == ()
    found = audit(a.record, first_keys(a.settings))
    assert "b: has countersigned the first" in found.heads["b"].in_words(found.entries)


def rewrite(office: Office, position: int, changed: Entry) -> None:
    """What somebody with the password of the database can do: change an entry and its leaf."""
    engine = open_database(office.settings.record)
    with engine.begin() as connection:
        if connection.dialect.name == "sqlite":
            connection.execute(text("DROP TRIGGER entries_no_update"))
        else:
            connection.execute(text("ALTER TABLE entries DISABLE TRIGGER ALL"))
        connection.execute(
            text("UPDATE entries SET recorded_at = :at, leaf = :leaf WHERE position = :position"),
            {"at": changed.recorded_at, "leaf": changed.leaf, "position": position},
        )
    engine.dispose()


def _earlier(entry: Entry) -> Entry:
    return Entry(
        entry.position, entry.way, "2020-01-01T00:00:00+00:00", entry.raw, entry.signature,
        entry.note, entry.attachments,
    )  # fmt: skip


def test_a_node_that_rewrites_its_history_is_caught_by_itself_and_by_the_other(
    offices: Offices, tmp_path: Path
) -> None:
    a, b = offices()
    a.say("b", "one")
    a.say("b", "two")
    exchange(a, b)
    assert a.faults() == ()
    rewrite(a, 0, _earlier(next(iter(a.record.entries()))))
    assert any("countersigned by b is not the beginning" in fault for fault in a.faults())
    cards = [a.settings.card, b.settings.card]
    status, said = _check([_exported(a, tmp_path)], cards)
    assert status == 1
    assert "that b has countersigned is not the beginning of this one" in said
    again = Office(a.settings.folder)
    again.say("b", "three")
    exchange(again, b)
    assert kinds(b, Way.SENT)[-1] == REFUSED
    assert any("has not grown out of" in fault for fault in b.faults())
    assert any("b does not countersign" in fault for fault in again.faults())
    assert "DOES NOT COUNTERSIGN" in heads(again, "b").in_words(9)
    assert "NOT COUNTERSIGNED here" in heads(b, "a").in_words(9)
    size = b.record.head()[0]
    exchange(again, b)
    assert kinds(again, Way.SENT).count(SAID) == 2, "it is not asked again and again"
    assert b.record.head()[0] - size < 3


def test_whoever_takes_the_countersignature_away_too_is_caught_by_the_export_of_the_other(
    offices: Offices, tmp_path: Path
) -> None:
    a, b = offices()
    a.say("b", "one")
    exchange(a, b)
    honest = _exported(b, tmp_path)
    cut = Record(open_database(str(tmp_path / "cut.db"), create=True), "a")
    kept = [e for e in a.record.entries() if read_message(e.raw).thread == "notes"]
    for entry in kept:
        cut.append(entry.way, entry.raw, "2020-01-01T00:00:00+00:00", signature=entry.signature)
    assert audit(cut, first_keys(a.settings)).faults == ()
    a.record = cut
    status, said = _check([_exported(a, tmp_path), honest], [a.settings.card, b.settings.card])
    assert status == 1
    assert "that b has countersigned is not the beginning" in said
    cut.close()


def test_a_log_that_was_lost_in_part_goes_on_with_new_keys(offices: Offices) -> None:
    a, b = offices()
    a.say("b", "one")
    exchange(a, b)
    trusted = b.settings.peers["a"].fingerprint
    card = renounce(a.settings, a.record, NOW, "restored from an old export")
    revoke_peer(b.settings, b.record, NOW, "a", trusted, "called at noon")
    add_peer(b.settings, card, card.fingerprint)
    record_trust(b.record, card, NOW)
    assert heads(a, "b").countersigned == Head()
    assert heads(b, "a").theirs == Head()
    exchange(a, b)
    assert heads(a, "b").countersigned.size > 1
    assert a.faults() == b.faults() == ()


def test_heads_travel_by_bundles_too(offices: Offices) -> None:
    a, b = offices()
    a.say("b", "one")
    witness(a, "b").show_now("b")
    opened(b, written(a, "b"))
    witness(b, "a").show_now("a")
    opened(a, written(b, "a"))
    assert heads(a, "b").countersigned.size == 1


def test_a_head_in_another_form_is_refused_at_the_door(offices: Offices) -> None:
    a, b = offices()
    voice = Voice(a.record, a.book, lambda: NOW, THREAD)
    voice.say(SAID, "b", {"size": -1, "root": "x", "since": 0, "proof": []})
    voice.say(COUNTERSIGNED, "b", {"size": 5})
    assert b.hear(a) == [400, 400]
    witness(b, "a").catch_up()
    assert kinds(b, Way.SENT) == []


def test_nodes_that_run_show_each_other_their_heads(tmp_path: Path) -> None:
    folders = make_nodes(tmp_path, ("a", "b"))
    a = Office(folders[0])
    with RunningNode(folders[0], heads_every=0.2) as one, RunningNode(folders[1], heads_every=0.2):
        a.say("b", "by the line")
        until(lambda: one.witness.heads["b"].countersigned.size > 0)
