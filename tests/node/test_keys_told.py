"""A change of keys that a crash cut short: whoever was not told is told at the next start."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from parley.exchange.key_history import ROTATE
from parley.exchange.log import Way
from parley.exchange.messages import read_message
from parley.node.key_change import old_keys, record_trust, renounce, rotate, tell_the_rest
from parley.node.keys import read_private_keys
from parley.node.outgoing import ACKNOWLEDGED, answer
from parley.node.serve import RunningNode
from parley.node.settings import add_peer
from parley.node.voice import Voice
from tests.node.nodes import NOW, make_nodes
from tests.node.offices import DUE, LATER, OPEN, Office

pytestmark = pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")


class Killed(BaseException):
    """As if the process were gone."""


@pytest.fixture
def three(tmp_path: Path) -> Iterator[list[Office]]:
    """Nodes a, b, c that know each other."""
    yield [Office(folder) for folder in make_nodes(tmp_path, ("a", "b", "c"))]
    while OPEN:
        OPEN.pop().close()


def cut_short(a: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    """Change the keys of a, killed after b was told and before c was."""
    say = Voice.say

    def say_to_b_alone(self: Voice, kind: str, receiver: str, *given: Any, **named: Any) -> Any:
        if receiver != "b":
            raise Killed
        return say(self, kind, receiver, *given, **named)

    with monkeypatch.context() as patched:
        patched.setattr(Voice, "say", say_to_b_alone)
        with pytest.raises(Killed):
            rotate(a.settings, a.record, lambda: NOW, DUE)


def told(office: Office) -> list[str]:
    """Whom a node has told of changes of its keys, in order."""
    messages = [read_message(e.raw) for e in office.record.entries() if e.way is Way.SENT]
    return [each.receiver for each in messages if each.kind == ROTATE]


def test_who_was_not_told_is_told_later_and_believes_the_new_key(
    three: list[Office], monkeypatch: pytest.MonkeyPatch
) -> None:
    a, b, c = three
    cut_short(a, monkeypatch)
    key = read_private_keys(a.settings.keys)[-1].signing.public
    a.now = b.now = c.now = LATER  # the new key counts already
    assert c.book.valid_keys("a", LATER) != {key}
    assert tell_the_rest(a.settings, a.record, a.book) == ("c",)
    assert tell_the_rest(a.settings, a.record, a.book) == ()
    assert told(a) == ["b", "c"]
    a.say("c", "by the new key")
    carried = [e for e in a.record.entries() if e.way is Way.SENT]
    assert [read_message(e.raw).receiver for e in carried] == ["b", "c", "c"]
    for entry in carried[1:]:
        b._heard.add(entry.name)
    c._heard.add(carried[0].name)
    assert b.hear(a) == [200]
    assert c.hear(a) == [200, 200]
    assert c.book.valid_keys("a", LATER) == b.book.valid_keys("a", LATER) == {key}
    assert a.faults() == b.faults() == c.faults() == ()


def test_a_node_tells_it_when_it_starts(
    three: list[Office], monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    a, *_ = three
    cut_short(a, monkeypatch)
    with RunningNode(a.settings.folder):
        assert told(a) == ["b", "c"]
    assert "c had not been told of a change of keys" in caplog.text


def test_the_next_change_of_keys_tells_the_one_before_first(
    three: list[Office], monkeypatch: pytest.MonkeyPatch
) -> None:
    a, _, c = three
    cut_short(a, monkeypatch)
    key, _ = rotate(a.settings, a.record, lambda: LATER, "2027-01-12T00:00:00+00:00")
    assert told(a) == ["b", "c", "b", "c"]
    for entry in a.record.entries():
        if entry.way is Way.SENT and read_message(entry.raw).receiver == "b":
            c._heard.add(entry.name)
    assert c.hear(a) == [200, 200]
    assert c.book.newest("a") == a.book.newest("a")
    assert key in c.book.valid_keys("a", "2027-01-13T00:00:00+00:00")


def test_who_was_trusted_after_the_change_has_the_newer_card_and_is_told_nothing(
    three: list[Office], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    a, *_ = three
    cut_short(a, monkeypatch)
    (folder,) = make_nodes(tmp_path / "later", ("d",))
    card = Office(folder).settings.card
    add_peer(a.settings, card, card.fingerprint)
    record_trust(a.record, card, NOW)
    assert tell_the_rest(Office(a.settings.folder).settings, a.record, a.book) == ("c",)


def test_keys_that_were_given_up_since_are_told_by_telephone_and_not_by_themselves(
    three: list[Office], monkeypatch: pytest.MonkeyPatch
) -> None:
    a, *_ = three
    cut_short(a, monkeypatch)
    renounce(a.settings, a.record, NOW, "a laptop is gone")
    assert tell_the_rest(a.settings, a.record, a.book) == ()


def test_the_old_key_is_kept_until_those_are_told_whom_a_crash_kept_from_hearing(
    three: list[Office], monkeypatch: pytest.MonkeyPatch
) -> None:
    a, *_ = three
    cut_short(a, monkeypatch)
    for entry in list(a.record.entries()):
        a.record.append(Way.OWN, answer(entry.name, "b", 200), LATER, note=ACKNOWLEDGED)
    (old,) = old_keys(a.settings, a.record, a.book, LATER)
    assert old.needed_for == "the change is not acknowledged by c"
    tell_the_rest(a.settings, a.record, a.book)
    assert old_keys(a.settings, a.record, a.book, LATER) == (old,)


def test_where_keys_never_changed_nobody_is_told_anything(three: list[Office]) -> None:
    a, *_ = three
    assert tell_the_rest(a.settings, a.record, a.book) == ()
    assert told(a) == []
