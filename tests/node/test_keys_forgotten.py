"""Old private keys: kept while something needs them, then removed, and all goes on."""

from pathlib import Path

import pytest

from parley.errors import CannotOpen, CannotWrite, InvalidInput
from parley.exchange.log import Way
from parley.exchange.signature import SigningKey
from parley.node.bundle_route import read_bundle, write_bundle
from parley.node.key_book import KeyBook
from parley.node.key_change import OldKeys, old_keys, renounce, rotate
from parley.node.keys import (
    FORGOTTEN,
    SEALING,
    complete_keys,
    forget_private_keys,
    make_keys,
    read_private_keys,
    read_public_keys,
)
from parley.node.outgoing import ACKNOWLEDGED, answer
from parley.node.settings import read_settings
from tests.node.nodes import NOW
from tests.node.offices import DUE, LATER, Office, Offices


def acknowledged(a: Office) -> None:
    """The other side has answered all that was sent to it."""
    for entry in list(a.record.entries()):
        if entry.way is Way.SENT:
            a.record.append(Way.OWN, answer(entry.name, "b", 200), LATER, note=ACKNOWLEDGED)


def old_of(office: Office, now: str) -> tuple[OldKeys, ...]:
    return old_keys(office.settings, office.record, office.book, now)


def test_the_old_keys_are_needed_while_they_count_and_until_the_change_is_acknowledged(
    offices: Offices,
) -> None:
    a, b = offices()
    assert old_of(a, NOW) == ()
    rotate(a.settings, a.record, lambda: NOW, DUE)
    assert [each.needed_for for each in old_of(a, NOW)] == [f"it counts until {DUE}"]
    (old,) = old_of(a, LATER)
    assert old.needed_for == "the change is not acknowledged by b"
    assert b.hear(a) == [200]
    acknowledged(a)
    assert old_of(a, LATER) == (OldKeys(read_private_keys(a.settings.keys)[0].public),)


def test_without_its_old_private_keys_a_node_goes_on_as_before(offices: Offices) -> None:
    a, b = offices()
    a.say("b", "by the first key")
    rotate(a.settings, a.record, lambda: NOW, DUE)
    assert b.hear(a) == [200, 200]
    acknowledged(a)
    card = a.settings.card
    forget_private_keys(a.settings.keys, [each.keys for each in old_of(a, LATER)])
    folder = a.settings.keys
    assert [path.name for path in sorted(folder.glob("s*.key"))] == [
        "sealing-2.key",
        "signing-2.key",
    ]
    a.settings, a.now = read_settings(a.settings.folder), LATER
    a.book = KeyBook(a.settings, a.record)
    assert a.settings.card == card  # everybody follows its keys from the first ones on
    assert old_of(a, LATER) == ()
    said = a.say("b", "by the second key")
    key, _ = rotate(a.settings, a.record, lambda: LATER, "2027-01-12T00:00:00+00:00")
    assert [path.name for path in sorted(folder.glob("signing*"))] == [
        "signing-2.key",
        "signing-3.key",
    ]
    assert b.hear(a) == [200, 200]
    assert said.name in {entry.name for entry in b.record.entries()}
    assert key in b.book.valid_keys("a", "2027-01-13T00:00:00+00:00")
    b.say("a", "sealed to the newest key")
    written = write_bundle(b.record, b.book, "a", LATER)
    assert (
        read_bundle(a.record, KeyBook(a.settings, a.record), written.file, lambda: LATER).new == 1
    )
    assert a.faults() == b.faults() == ()


def test_what_was_sealed_to_forgotten_keys_is_not_opened_and_comes_again_in_another_bundle(
    offices: Offices,
) -> None:
    a, b = offices()
    b.say("a", "on a stick")
    early = write_bundle(b.record, b.book, "a", NOW)
    rotate(a.settings, a.record, lambda: NOW, DUE)
    assert b.hear(a) == [200]
    acknowledged(a)
    forget_private_keys(a.settings.keys, [each.keys for each in old_of(a, LATER)])
    book = KeyBook(read_settings(a.settings.folder), a.record)
    with pytest.raises(InvalidInput, match="a key of this node"):
        read_bundle(a.record, book, early.file, lambda: LATER)
    again = write_bundle(b.record, b.book, "a", LATER)
    assert read_bundle(a.record, book, again.file, lambda: LATER).new == 1


def test_keys_that_were_given_up_are_needed_for_nothing(offices: Offices) -> None:
    a, _ = offices()
    renounce(a.settings, a.record, NOW, "a laptop is gone")
    assert [each.needed_for for each in old_of(a, NOW)] == [""]


def test_what_a_crash_leaves_of_forgotten_keys_is_not_used_and_removed_the_next_time(
    offices: Offices,
) -> None:
    a, _ = offices()
    rotate(a.settings, a.record, lambda: NOW, DUE)
    folder = a.settings.keys
    every, secret = read_public_keys(folder), (folder / SEALING).read_bytes()
    forget_private_keys(folder, every[:1])
    (folder / SEALING).write_bytes(secret)
    assert len(read_private_keys(folder)) == 1
    assert read_public_keys(folder) == every
    forget_private_keys(folder, [])
    assert not (folder / SEALING).exists()
    assert read_public_keys(folder) == every


def test_a_node_with_forgotten_keys_gets_no_others_in_their_place(
    offices: Offices, tmp_path: Path
) -> None:
    a, _ = offices()
    rotate(a.settings, a.record, lambda: NOW, DUE)
    folder = a.settings.keys
    forget_private_keys(folder, read_public_keys(folder)[:1])
    assert not complete_keys(folder)
    with pytest.raises(CannotWrite, match="keys already"):
        make_keys(folder, "a")
    (folder / FORGOTTEN).write_text("{}", encoding="ascii")
    with pytest.raises(CannotOpen, match="holds no public keys"):
        _ = a.settings.card


def test_a_key_that_the_node_never_had_is_not_forgotten(tmp_path: Path, offices: Offices) -> None:
    a, b = offices()
    assert isinstance(read_private_keys(a.settings.keys)[0].signing, SigningKey)
    with pytest.raises(ValueError, match="not in"):
        forget_private_keys(a.settings.keys, read_public_keys(b.settings.keys))
    assert len(read_private_keys(a.settings.keys)) == 1
