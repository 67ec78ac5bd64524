"""What every record promises, in a file of SQLite and on a PostgreSQL server."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import event, text
from sqlalchemy.exc import SQLAlchemyError

from parley.errors import CannotOpen, CannotWrite, InvalidInput, OtherVersion
from parley.exchange.canonical import digest
from parley.exchange.log import Entry, Way, node_of, read_lines, write_lines
from parley.exchange.tree import root
from parley.node.record.database import open_database
from parley.node.record.store import Record
from tests.node.conftest import MakeAddress

NOW = "2027-01-11T09:00:00+00:00"
NewRecord = Callable[[], Record]


def test_entries_come_back_in_order_as_they_went_in(new_record: NewRecord) -> None:
    record = new_record()
    for number in range(5):
        entry, is_new = record.append(
            Way.SENT, b"message %d" % number, NOW, signature="s", attachments=[b"x", b"%d" % number]
        )
        assert is_new
        assert entry.position == number
    found = list(record.entries())
    assert [entry.raw for entry in found] == [b"message %d" % number for number in range(5)]
    assert [entry.raw for entry in record.entries(3)] == [b"message 3", b"message 4"]
    assert [record.attachment(each) for each in found[4].attachments] == [b"x", b"4"]
    assert record.head() == (5, root([entry.leaf for entry in found]))
    assert record.leaves() == [entry.leaf for entry in found]


def test_an_entry_that_comes_while_somebody_reads_is_read_with_all_that_belongs_to_it(
    make_address: MakeAddress,
) -> None:
    address = make_address()
    writer = Record(open_database(address, create=True), "a")
    engine = open_database(address)
    reader, waiting = Record(engine, "a"), [b"second", b"third"]

    def write(*_: object) -> None:
        if waiting:
            writer.append(Way.SENT, waiting.pop(0), NOW, attachments=[b"belongs to it"])

    writer.append(Way.SENT, b"first", NOW, attachments=[b"belongs to it"])
    event.listen(engine, "after_cursor_execute", write)  # between any two questions of the reader
    for _ in range(3):
        assert all(len(entry.attachments) == 1 for entry in reader.entries())
    assert not waiting
    event.remove(engine, "after_cursor_execute", write)
    assert len(list(reader.entries())) == 3
    reader.close()
    writer.close()


def test_a_database_that_does_not_answer_is_said_in_words(make_address: MakeAddress) -> None:
    address = make_address()
    engine = open_database(address, create=True)
    record = Record(engine, "a")
    with engine.begin() as connection:
        connection.execute(text("DROP TABLE attached"))
    with pytest.raises(CannotWrite, match=r"the record of a: .*attached"):
        record.append(Way.SENT, b"said", NOW, attachments=[b"x"])
    with pytest.raises(CannotOpen, match=r"the record of a: .*attached"):
        list(record.entries())
    record.close()


def test_a_repeat_changes_nothing(new_record: NewRecord) -> None:
    record = new_record()
    first, _ = record.append(Way.RECEIVED, b"said", NOW, signature="s")
    head = record.head()
    again, is_new = record.append(Way.RECEIVED, b"said", "2028-01-01T00:00:00+00:00", signature="t")
    assert not is_new
    assert again == first
    assert record.head() == head
    _, is_new = record.append(Way.SENT, b"said", NOW)
    assert is_new


def test_the_database_itself_refuses_to_change_or_remove(make_address: MakeAddress) -> None:
    address = make_address()
    engine = open_database(address, create=True)
    record = Record(engine, "a")
    record.append(Way.SENT, b"said", NOW, attachments=[b"x"])
    for statement in (
        "UPDATE entries SET raw = raw", "DELETE FROM entries", "DELETE FROM attachments",
        "UPDATE attached SET place = 1", "UPDATE owner SET node = 'b'",
    ):  # fmt: skip
        with pytest.raises(SQLAlchemyError, match="append-only"), engine.begin() as connection:
            connection.execute(text(statement))
    assert [entry.raw for entry in record.entries()] == [b"said"]
    record.close()


def test_two_writers_never_take_the_same_place(make_address: MakeAddress) -> None:
    address = make_address()
    records = [Record(open_database(address, create=True), "a") for _ in range(4)]

    def write(k: int) -> None:
        for number in range(25):
            records[k % 4].append(Way.OWN, b"%d of %d" % (number, k), NOW)

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(write, range(8)))
    found = list(records[0].entries())
    assert [entry.position for entry in found] == list(range(200))
    assert len({entry.raw for entry in found}) == 200
    assert {record.head() for record in records} == {records[0].head()}
    for record in records:
        record.close()


def test_what_was_written_is_there_when_the_record_is_opened_again(
    make_address: MakeAddress,
) -> None:
    address = make_address()
    record = Record(open_database(address, create=True), "a")
    record.append(Way.SENT, b"said", NOW)
    head = record.head()
    record.close()
    again = Record(open_database(address))
    assert again.node == "a"
    assert again.head() == head
    again.close()


def test_a_record_of_another_node_is_refused(make_address: MakeAddress) -> None:
    engine = open_database(make_address(), create=True)
    with pytest.raises(CannotOpen, match="nobody yet"):
        Record(engine)
    Record(engine, "a")
    with pytest.raises(CannotOpen, match="that of a, not of b"):
        Record(engine, "b")
    engine.dispose()


def test_an_empty_node_that_imports_an_export_exports_the_same_bytes(
    new_record: NewRecord,
) -> None:
    record, copy = new_record(), new_record()
    kept = [(b"shared", bytes([number % 256]))[: number % 3] for number in range(1_205)]
    record.load(
        (
            Entry(
                number, Way.RECEIVED, NOW, b"message %d" % number, "s", "n",
                tuple(digest(each) for each in attachments),
            ),
            attachments,
        )
        for number, attachments in enumerate(kept)
    )  # fmt: skip
    exported = list(write_lines(record.node, record.with_attachments()))
    assert node_of(exported[0]) == "a"
    assert copy.load(read_lines(exported)) == 1_205
    assert list(write_lines(copy.node, copy.with_attachments())) == exported
    assert copy.head() == record.head()
    with pytest.raises(InvalidInput, match="an empty record"):
        copy.load(read_lines(exported))


@pytest.mark.parametrize("line", [0, 1, 2, 3, 4])
def test_an_export_with_one_byte_changed_leaves_nothing_behind(
    new_record: NewRecord, line: int
) -> None:
    record, copy = new_record(), new_record()
    for number in range(3):
        record.append(Way.SENT, b"message %d" % number, NOW, attachments=[b"x"])
    exported = list(write_lines(record.node, record.with_attachments()))
    middle = len(exported[line]) // 2
    changed = bytes([exported[line][middle] ^ 1])
    exported[line] = exported[line][:middle] + changed + exported[line][middle + 1 :]
    with pytest.raises(InvalidInput, match="log"):
        copy.load(read_lines(exported))
    assert copy.head()[0] == 0


def test_an_export_cut_short_or_out_of_order_is_refused(new_record: NewRecord) -> None:
    record = new_record()
    for number in range(3):
        record.append(Way.SENT, b"message %d" % number, NOW)
    exported = list(write_lines(record.node, record.with_attachments()))
    for wrong in (exported[:-1], [exported[0], exported[2], *exported[3:]], exported * 2, []):
        with pytest.raises(InvalidInput, match="log"):
            list(read_lines(wrong))


def test_tables_newer_than_this_parley_are_refused_and_left_alone(
    make_address: MakeAddress,
) -> None:
    address = make_address()
    engine = open_database(address, create=True)
    with engine.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    engine.dispose()
    for choice in ({}, {"create": True}, {"upgrade": True}):
        with pytest.raises(OtherVersion, match=r"newer than this Parley knows"):
            open_database(address, **choice)


def test_a_database_that_is_not_there_is_not_made_by_the_way(
    make_address: MakeAddress, tmp_path: object
) -> None:
    with pytest.raises(CannotOpen, match="parley node init"):
        open_database(make_address())
    with pytest.raises(CannotOpen, match="no such folder"):
        open_database(f"{tmp_path}/nowhere/record.db", create=True)
    with pytest.raises(InvalidInput, match="a file, or postgresql"):
        open_database("mysql://somewhere/else")


def test_no_password_stands_in_a_message() -> None:
    with pytest.raises(CannotOpen) as refused:
        open_database("postgresql://parley:secret-word@127.0.0.1:1/none")
    assert "secret-word" not in str(refused.value)
