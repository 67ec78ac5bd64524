"""A record that was changed: what was sent in a sum no longer follows from what it began with."""

from pathlib import Path

from parley.exchange.canonical import from_bytes, to_bytes
from parley.exchange.log import Way
from parley.exchange.messages import read_message
from parley.exchange.release.masked import SumTerms
from parley.node.clock import now
from parley.node.key_book import KeyBook
from parley.node.record.database import open_database
from parley.node.record.store import Record
from parley.node.release.masked import BEGIN, enter_sum, follow_sum
from parley.node.settings import read_settings
from parley.node.threads import follow_again
from tests.node.nodes import NOW, make_nodes

TERMS = SumTerms("sum-1", ("a", "b", "c"), ("sold",), "USD cent")


def _records(base: Path) -> list[Record]:
    """Three nodes that have carried out a sum, message by message, without any line."""
    folders = make_nodes(base, TERMS.sides)
    records = [
        Record(open_database(str(folder / "record.db")), name)
        for folder, name in zip(folders, TERMS.sides, strict=True)
    ]
    followers = []
    for folder, record, value in zip(folders, records, (1, 20, 300), strict=True):
        enter_sum(record, TERMS, [value], NOW)
        sign = KeyBook(read_settings(folder), record).sign
        followers.append(follow_sum(record, sign, now, "sum-1"))
    for _ in range(4):
        for follower in followers:
            follower.catch_up()
        for one in records:
            for other in records:
                if one is not other:
                    _carry(one, other)
    assert [follower.catch_up().total for follower in followers] == [(321,)] * 3
    return records


def _carry(one: Record, other: Record) -> None:
    for entry, attached in one.with_attachments():
        if entry.way is Way.SENT and read_message(entry.raw).receiver == other.node:
            other.append(
                Way.RECEIVED, entry.raw, NOW, signature=entry.signature, attachments=attached
            )


def test_numbers_that_were_swapped_afterwards_are_found_out(tmp_path: Path) -> None:
    records = _records(tmp_path)
    assert follow_again(records[0]).faults == ()
    forged = Record(open_database(str(tmp_path / "forged.db"), create=True), "a")
    for entry, attached in records[0].with_attachments():
        raw = entry.raw
        if entry.note == BEGIN:
            body = from_bytes(raw)
            assert isinstance(body, dict)
            raw = to_bytes({**body, "values": [2]})
        forged.append(
            entry.way, raw, entry.recorded_at, signature=entry.signature, note=entry.note,
            attachments=attached,
        )  # fmt: skip
    found = follow_again(forged)
    assert "message 1 to b in sum-1: does not follow from what came" in found.faults
    assert found.same == 2  # terms and key were the same
    for record in (*records, forged):
        record.close()


def test_a_message_for_which_nothing_called_is_found_out(tmp_path: Path) -> None:
    records = _records(tmp_path)
    bare = Record(open_database(str(tmp_path / "bare.db"), create=True), "a")
    for entry, attached in records[0].with_attachments():
        if entry.way is not Way.RECEIVED:
            bare.append(
                entry.way, entry.raw, entry.recorded_at, signature=entry.signature,
                note=entry.note, attachments=attached,
            )  # fmt: skip
    assert follow_again(bare).faults == ("4 messages in sum-1 for which nothing called",)
    for record in (*records, bare):
        record.close()
