"""The second route: a sealed file joins the record once, whatever else came, in any order."""

import json
from pathlib import Path
from random import Random

import pytest

import parley
from parley.errors import CannotOpen, InvalidInput
from parley.exchange.bundle import Bundle, Receipt, to_content
from parley.exchange.canonical import to_bytes
from parley.exchange.leaving import MARKED, marking_entry
from parley.exchange.log import Way
from parley.exchange.messages import read_message
from parley.exchange.signature import SigningKey
from parley.group.marking import Handling
from parley.node.bundle_route import Opened, note_written, read_bundle, write_bundle
from parley.node.key_change import rotate
from parley.node.outgoing import HELD, Outgoing
from parley.node.sealing import seal
from parley.node.serve import RunningNode
from parley.node.status import lines
from parley.node.steward import Steward
from tests.exchange.joint.test_run import world
from tests.node.nodes import NOW, make_nodes, put_books
from tests.node.offices import DUE, LATER, Office, Offices
from tests.node.test_two_nodes import until

pytestmark = pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")


def written(office: Office, peer: str) -> bytes:
    found = write_bundle(office.record, office.book, peer, office.now)
    note_written(office.record, peer, found, office.now)
    return found.file


def opened(office: Office, file: bytes) -> Opened:
    return read_bundle(office.record, office.book, file, lambda: office.now)


def texts(office: Office) -> list[str]:
    return [
        str(read_message(entry.raw).body["text"])
        for entry in office.record.entries()
        if entry.way is Way.RECEIVED
    ]


def waiting(office: Office, peer: str) -> int:
    outgoing = Outgoing(office.record, office.book, peer)
    outgoing.catch_up()
    return outgoing.count


def test_what_waits_comes_by_a_file_and_receipts_come_back_by_one(offices: Offices) -> None:
    a, b = offices()
    for text in ("one", "two", "three"):
        a.say("b", text)
    found = opened(b, written(a, "b"))
    assert (found.sender, found.new, found.known, found.refused) == ("a", 3, 0, 0)
    assert texts(b) == ["one", "two", "three"]
    assert waiting(a, "b") == 3
    back = opened(a, written(b, "a"))
    assert (back.acknowledged, back.refused_there, back.faults) == (3, 0, ())
    assert waiting(a, "b") == 0
    assert opened(a, written(b, "a")).acknowledged == 0
    assert write_bundle(a.record, a.book, "b", NOW).messages == 0
    assert a.faults() == b.faults() == ()


@pytest.mark.parametrize("seed", range(4))
def test_each_message_joins_once_by_whatever_route_and_in_whatever_order_it_came(
    offices: Offices, seed: int
) -> None:
    chance = Random(seed)  # noqa: S311  # shuffles, guards nothing
    a, b = offices()
    files: list[bytes] = []
    for number in range(6):
        a.say("b", f"{number}")
        if chance.random() < 0.5:
            files.append(written(a, "b"))
    files.append(written(a, "b"))
    came = files * 2
    chance.shuffle(came)
    for file in came:
        if chance.random() < 0.5:
            b.hear(a, again=chance.random() < 0.5)
        opened(b, file)
    assert sorted(texts(b)) == [f"{number}" for number in range(6)]
    assert opened(a, written(b, "a")).acknowledged == 6
    assert a.faults() == b.faults() == ()


def test_no_two_files_are_alike_and_nobody_is_named_in_them(offices: Offices) -> None:
    a, _ = offices()
    a.say("b", "a secret of state")
    one, other = written(a, "b"), written(a, "b")
    assert one != other
    line, _, rest = one.partition(b"\n")
    assert set(json.loads(line)) == {"format", "version", "key", "size"}
    for word in (b"secret", b"sender", a.settings.peers["b"].key.raw):
        assert word not in rest


def test_whatever_is_not_a_whole_file_for_this_node_is_refused_with_a_reason(
    offices: Offices, tmp_path: Path
) -> None:
    a, b = offices()
    a.say("b", "one")
    file = written(a, "b")
    line, _, rest = file.partition(b"\n")
    head = json.loads(line)
    stranger = Office(make_nodes(tmp_path / "other", ("c", "d"))[0])
    sealing = b.settings.card.sealing
    for_b = Bundle("a", "b", NOW)
    hostile = {
        "cut off": file[:-1], "cut off, or more": file + b"x", "no first line": b"junk",
        "another first line": b"{}x\n" + rest, "another format": b'{"a":1}\n' + rest,
        "altered": line + b"\n" + rest[:-1] + bytes([rest[-1] ^ 1]),
        "version: 0": to_bytes({**head, "version": 0}) + b"\n" + rest,
        "a key of this node": seal(b"x", stranger.settings.card.sealing),
        "bytes": seal(b"junk", sealing),
        "receiver": seal(to_content(Bundle("a", "c", NOW), a.book.signing_key(NOW)), sealing),
        "signature": seal(to_content(for_b, SigningKey(bytes(32))), sealing),
        "a valid key of c": seal(
            to_content(Bundle("c", "b", NOW), stranger.book.signing_key(NOW)), sealing
        ),
    }  # fmt: skip
    for reason, bad in hostile.items():
        with pytest.raises(InvalidInput, match=reason):
            opened(b, bad)
    with pytest.raises(InvalidInput, match="a key of this node"):
        opened(a, file)  # who wrote it cannot open it
    assert [entry.way for entry in b.record.entries()] == [Way.REFUSED] * len(hostile)
    assert opened(b, file).new == 1


def test_a_message_that_is_bad_in_itself_does_not_hold_up_the_others(offices: Offices) -> None:
    a, b = offices()
    good, bad = a.say("b", "good"), a.say("b", "bad")
    signed = [a.book.sign(good), a.book.sign(bad)]
    forged = type(signed[1])(signed[1].raw, signed[0].signature)
    bundle = Bundle("a", "b", NOW, messages=(forged, signed[0]))
    content = to_content(bundle, a.book.signing_key(NOW))
    found = opened(b, seal(content, b.settings.card.sealing))
    assert (found.new, found.refused) == (1, 1)
    back = opened(a, written(b, "a"))
    assert (back.acknowledged, back.refused_there) == (1, 1)


def test_a_bundle_can_bring_the_key_by_which_it_is_signed(offices: Offices) -> None:
    a, b = offices()
    a.say("b", "before")
    rotate(a.settings, a.record, lambda: NOW, DUE)
    a.now = b.now = LATER
    a.say("b", "after")
    found = opened(b, written(a, "b"))
    assert (found.new, found.refused) == (3, 0)
    b.say("a", "sealed to the new key")
    assert opened(a, written(b, "a")).new == 1
    assert a.faults() == b.faults() == ()


def test_a_receipt_for_what_was_never_sent_is_a_fault_and_acknowledges_nothing(
    offices: Offices,
) -> None:
    a, b = offices()
    a.say("b", "one")
    b.hear(a)
    file = written(b, "a")
    assert opened(a, file).acknowledged == 1
    for receipt in (Receipt("notes", 0, "0" * 64), Receipt("notes", 10**12, "0" * 64)):
        content = to_content(Bundle("b", "a", NOW, (receipt,)), b.book.signing_key(NOW))
        found = opened(a, seal(content, a.settings.card.sealing))
        assert found.acknowledged == 0
        assert "not what was sent" in found.faults[0]


def test_what_became_private_while_it_waited_goes_by_neither_route(offices: Offices) -> None:
    a, b = offices()
    a.say("b", "our position")
    a.say("b", "a greeting")
    closed = marking_entry({"text": "our position"}, Handling.PRIVATE, "the secretary", "too early")
    a.record.append(Way.OWN, closed, NOW, note=MARKED)
    made = write_bundle(a.record, a.book, "b", NOW)
    assert (made.messages, made.held_back) == (1, 1)
    opened(b, made.file)
    assert texts(b) == ["a greeting"]
    held = [entry for entry in a.record.entries() if entry.note == HELD]
    assert len(held) == 1
    outgoing = Outgoing(a.record, a.book, "b")
    outgoing.catch_up()
    assert [message.body["text"] for _, message, _ in outgoing.all(NOW)] == ["a greeting"]
    open_again = marking_entry({"text": "our position"}, Handling.AMBER, "the secretary", "agreed")
    a.record.append(Way.OWN, open_again, NOW, note=MARKED)
    outgoing.catch_up()
    assert [message.body["text"] for _, message, _ in outgoing.all(NOW)] == [
        "our position", "a greeting",
    ]  # fmt: skip


def test_nothing_is_sealed_for_somebody_who_is_not_trusted(offices: Offices) -> None:
    a, _ = offices()
    with pytest.raises(CannotOpen, match="no card of c"):
        write_bundle(a.record, a.book, "c", NOW)


def test_what_is_on_its_way_in_a_file_is_said(offices: Offices) -> None:
    a, b = offices()
    a.say("b", "one")
    written(a, "b")
    a.say("b", "two")
    (line,) = lines(a.record.entries(), ["b"])
    assert (line.waiting, line.bundled) == (2, 1)
    assert "1 of them in a bundle" in line.in_words
    opened(b, written(a, "b"))
    opened(a, written(b, "a"))
    (line,) = lines(a.record.entries(), ["b"])
    assert (line.waiting, line.bundled) == (0, 0)


def test_a_joint_run_is_played_by_files_alone(tmp_path: Path) -> None:
    charter, books, *_ = world(3, 20, 2)
    folders = make_nodes(tmp_path, charter.sides)
    offices = [Office(folder) for folder in folders]
    stewards = [Steward(each.record, each.book.sign, lambda: NOW) for each in offices]
    for office, each in zip(offices, books, strict=True):
        put_books(office.record, charter, each)
    for _ in range(40):
        for steward in stewards:
            steward.catch_up()
        if all("run-1" in each.runs and each.runs["run-1"].is_over for each in stewards):
            break
        opened(offices[1], written(offices[0], offices[1].settings.node))
        opened(offices[0], written(offices[1], offices[0].settings.node))
    assert {each.runs["run-1"].step.value for each in stewards} == {"joint.closed"}


def test_the_line_takes_up_what_a_file_has_brought(tmp_path: Path) -> None:
    folders = make_nodes(tmp_path, ("a", "b"))
    a, b = (Office(folder) for folder in folders)
    a.say("b", "by file")
    opened(b, written(a, "b"))
    with RunningNode(folders[0]) as one, RunningNode(folders[1]) as other:
        until(lambda: one.is_open and other.is_open)
        a.say("b", "by the line")
        until(lambda: texts(b) == ["by file", "by the line"])
        until(lambda: waiting(a, "b") == 0)


def test_nothing_else_in_a_node_sends_anything() -> None:
    """The channel and bundles ask the one gate; the second reader gets press texts, if asked to."""
    rooms = Path(parley.__file__).parent.rglob("*.py")
    words = {path: path.read_text(encoding="utf-8") for path in rooms}

    def that_hold(sign: str) -> set[str]:
        return {path.stem for path, text in words.items() if sign in text}

    assert that_hold("import httpx") == {"channel", "second_reader"}
    assert that_hold("import seal") == {"bundle_route"}
    assert that_hold("Outgoing(") == {"channel", "bundle_route"}
    assert "require_may_leave" in words[Path(parley.__file__).parent / "node" / "outgoing.py"]
