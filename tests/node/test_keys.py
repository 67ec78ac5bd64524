"""Keys of two real nodes: changed in order while they run, given up and replaced by telephone."""

from pathlib import Path

import pytest

from parley.errors import CannotOpen, InvalidInput
from parley.exchange.frames import to_frame
from parley.exchange.log import Entry, Way
from parley.exchange.messages import Message, read_message
from parley.exchange.signature import SigningKey, sign
from parley.node.door import take_in
from parley.node.key_change import record_trust, renounce, revoke_peer, rotate
from parley.node.keys import read_private_keys
from parley.node.record.database import open_database
from parley.node.record.store import Record
from parley.node.serve import RunningNode
from parley.node.settings import add_peer, read_settings
from parley.node.voice import Voice
from tests.node.nodes import NOW, make_nodes
from tests.node.offices import DUE, LATER, Office, Offices
from tests.node.test_two_nodes import until

pytestmark = pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")


def test_what_was_signed_before_a_change_of_keys_stays_good_whenever_it_comes(
    offices: Offices,
) -> None:
    a, b = offices()
    early = a.say("b", "before the change")
    key, due = rotate(a.settings, a.record, lambda: NOW, DUE)
    assert due == DUE
    a.now = LATER
    late = a.say("b", "after the change")
    assert b.hear(a) == [200, 200, 200]
    assert b.book.valid_keys("a", LATER) == {key}
    kept = {e.name for e in b.record.entries() if e.way is Way.RECEIVED}
    assert {early.name, late.name} < kept
    assert a.faults() == b.faults() == ()


def test_the_old_key_signs_nothing_for_the_time_after_the_change(offices: Offices) -> None:
    a, b = offices()
    rotate(a.settings, a.record, lambda: NOW, DUE)
    b.hear(a)
    old = read_private_keys(a.settings.keys)[0].signing
    said = Message("note", "a", "b", "notes", 0, "", LATER, a.say("b", "x").handling, False)
    status, answer = take_in(b.book, b.record, lambda: LATER, to_frame(sign(said, old)))
    assert status == 401
    assert "a valid key of a" in str(answer["refused"])


def test_a_rotation_that_only_the_thief_has_signed_is_refused_and_kept(offices: Offices) -> None:
    a, b = offices()
    key, _ = rotate(a.settings, a.record, lambda: NOW, DUE)
    announced = next(e for e in a.record.entries() if e.way is Way.SENT)
    forged = sign(read_message(announced.raw), SigningKey(bytes(32)))
    assert take_in(b.book, b.record, lambda: NOW, to_frame(forged))[0] == 401
    assert [e.way for e in b.record.entries()] == [Way.REFUSED]
    assert key not in b.book.valid_keys("a", LATER)


def test_keys_that_were_given_up_are_replaced_by_telephone_and_nothing_is_lost(
    offices: Offices,
) -> None:
    a, b = offices()
    a.say("b", "heard")
    assert b.hear(a) == [200]
    a.say("b", "still waits")
    thief = read_private_keys(a.settings.keys)[0].signing
    old = a.book.card()
    card = renounce(a.settings, a.record, NOW, "a laptop is gone")
    with pytest.raises(InvalidInput, match="fingerprint"):
        revoke_peer(b.settings, b.record, NOW, "a", card.fingerprint, "a laptop is gone")
    revoke_peer(b.settings, b.record, NOW, "a", old.fingerprint, "a laptop is gone")
    said = Message("note", "a", "b", "notes", 9, "0" * 64, NOW, a.say("b", "y").handling, False)
    assert take_in(b.book, b.record, lambda: NOW, to_frame(sign(said, thief)))[0] == 401
    add_peer(b.settings, card, card.fingerprint)
    record_trust(b.record, card, NOW)
    assert b.hear(a) == [200, 200]
    texts = [read_message(e.raw).body["text"] for e in b.record.entries() if e.way is Way.RECEIVED]
    assert texts == ["heard", "still waits", "y"]
    assert a.faults() == b.faults() == ()


def test_a_message_by_a_revoked_key_that_was_slipped_into_the_record_is_found(
    offices: Offices,
) -> None:
    a, b = offices()
    said = a.say("b", "before")
    card = b.settings.peers["a"]
    revoke_peer(b.settings, b.record, NOW, "a", card.fingerprint, "stolen")
    signed = a.book.sign(said)
    b.record.append(Way.RECEIVED, signed.raw, NOW, signature=signed.signature)
    assert any("a valid key of a" in fault for fault in b.faults())


@pytest.mark.parametrize("due", ["soon", "2027-01-11T10:00:00", NOW, "2026-01-01T00:00:00+00:00"])
def test_a_change_of_keys_counts_from_a_moment_to_come(offices: Offices, due: str) -> None:
    a, _ = offices()
    with pytest.raises(InvalidInput, match="counts from"):
        rotate(a.settings, a.record, lambda: NOW, due)
    assert len(read_private_keys(a.settings.keys)) == 1


def test_one_change_of_keys_after_the_other(offices: Offices) -> None:
    a, b = offices()
    rotate(a.settings, a.record, lambda: NOW, DUE)
    with pytest.raises(CannotOpen, match="does not count yet"):
        rotate(a.settings, a.record, lambda: NOW, LATER)
    key, _ = rotate(a.settings, a.record, lambda: LATER, "2027-01-12T00:00:00+00:00")
    assert b.hear(a) == [200, 200]
    assert key in b.book.valid_keys("a", "2027-01-13T00:00:00+00:00")
    assert len(b.book.terms("a")) == 3


def test_somebody_who_is_not_trusted_cannot_be_revoked_and_a_reason_is_needed(
    offices: Offices,
) -> None:
    a, _ = offices()
    card = a.settings.peers["b"]
    with pytest.raises(InvalidInput, match="one that is trusted: b"):
        revoke_peer(a.settings, a.record, NOW, "c", card.fingerprint, "stolen")
    for refused in (
        lambda: revoke_peer(a.settings, a.record, NOW, "b", card.fingerprint, " "),
        lambda: renounce(a.settings, a.record, NOW, ""),
    ):
        with pytest.raises(InvalidInput, match="reason"):
            refused()


def test_a_node_without_the_key_of_bundles_says_what_makes_it(tmp_path: Path) -> None:
    (folder, _) = make_nodes(tmp_path, ("a", "b"))
    (folder / "keys" / "sealing.key").unlink()
    with pytest.raises(CannotOpen, match="parley node upgrade"):
        _ = read_settings(folder).card


def test_keys_change_while_both_nodes_run(tmp_path: Path) -> None:
    folders = make_nodes(tmp_path, ("a", "b"))
    with RunningNode(folders[0]) as one, RunningNode(folders[1]) as other:
        until(lambda: one.is_open and other.is_open)
        second = Record(open_database(one.settings.record), "a")  # as another process would
        clock = iter(["2026-01-01T00:00:00+00:00"] * 9).__next__
        key, _ = rotate(one.settings, second, clock, "2026-01-02T00:00:00+00:00")
        second.close()
        until(lambda: key in other.book.valid_keys("a", "2027-01-01T00:00:00+00:00"))
        voice = Voice(one.record, one.book, lambda: NOW, "notes")
        voice.say("note", "b", {"text": "by the new key"})
        until(lambda: [e.way for e in other.record.entries()].count(Way.RECEIVED) == 2)


def test_what_is_signed_by_keys_that_the_other_side_does_not_know_yet_waits_for_them(
    tmp_path: Path,
) -> None:
    folders = make_nodes(tmp_path, ("a", "b"))
    a, b = (Office(folder) for folder in folders)
    trusted = b.settings.peers["a"].fingerprint
    card = renounce(a.settings, a.record, NOW, "a laptop is gone")
    a.say("b", "by the new key")
    assert b.hear(a) == [401]
    revoke_peer(b.settings, b.record, NOW, "a", trusted, "called at noon")
    add_peer(b.settings, card, card.fingerprint)
    record_trust(b.record, card, NOW)
    with RunningNode(folders[0]), RunningNode(folders[1]) as other:
        until(lambda: "note" in {read_message(e.raw).kind for e in received(other.record)})
    assert a.faults() == ()
    assert not [fault for fault in b.faults() if "missing" in fault]


def received(record: Record) -> list[Entry]:
    return [entry for entry in record.entries() if entry.way is Way.RECEIVED]
