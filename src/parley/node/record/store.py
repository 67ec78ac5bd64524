"""The record of a node: entries go in and are read in order; nothing is changed or removed."""

import threading
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager

from sqlalchemy import Connection, Engine, func, insert, select, text
from sqlalchemy.exc import SQLAlchemyError

from parley.errors import CannotOpen, CannotWrite, Fault, InvalidInput
from parley.exchange.canonical import digest
from parley.exchange.log import Entry, Way
from parley.exchange.tree import Frontier
from parley.node.record.database import reason
from parley.node.record.tables import ATTACHED, ATTACHMENTS, ENTRIES, OWNER

#: Rows fetched at once.
_CHUNK = 1_000


class LogHasGrown(Exception):
    """Somebody else wrote at the position that was asked for; nothing was kept."""


class Record:
    """An append-only log in a database.

    Several processes may use one record; each entry gets the next position, once.

    Args:
        engine: As ``open_database`` gives it.
        node: Whose record it is; empty takes the one that is there.

    Raises:
        CannotOpen: if the record belongs to another node, or to none and none was named.
    """

    def __init__(self, engine: Engine, node: str = "") -> None:
        self._engine, self._writer = engine, engine.execution_options(writes=True)
        self._frontier = Frontier()
        # Threads of one process take turns here: the database would let them wait far longer.
        self._turn = threading.Lock()
        with self._asked(writes=True) as connection:
            owner = connection.execute(select(OWNER.c.node)).scalar()
            if owner is None and node:
                connection.execute(insert(OWNER).values(node=node))
                owner = node
        if owner is None or (node and owner != node):
            raise CannotOpen(f"the record is that of {owner or 'nobody yet'}, not of {node}")
        self.node: str = owner

    def close(self) -> None:
        """Let go of the database."""
        self._engine.dispose()

    @contextmanager
    def _asked(self, *, writes: bool = False) -> Iterator[Connection]:
        """A connection within one transaction; what the database cannot do is said in words.

        Raises:
            CannotWrite: if it cannot write, the disk being full for example. Nothing was kept.
            CannotOpen: if it cannot be read, the server being away for example.
        """
        try:
            with self._writer.begin() if writes else self._engine.connect() as connection:
                yield connection
        except SQLAlchemyError as error:
            words = f"the record of {getattr(self, 'node', 'this node')}: {reason(error)}"
            raise (CannotWrite(words) if writes else CannotOpen(words)) from error

    def append(
        self,
        way: Way,
        raw: bytes,
        recorded_at: str,
        *,
        signature: str = "",
        note: str = "",
        attachments: Sequence[bytes] = (),
        only_at: int | None = None,
    ) -> tuple[Entry, bool]:
        """Keep an entry. What is there already, the same bytes by the same way, is not kept twice.

        Args:
            way: How it came.
            raw: The bytes.
            recorded_at: When, an instant with offset.
            signature, note: See ``Entry``.
            attachments: The bytes that belong to it.
            only_at: The position at which it must come to stand; none takes the next one.

        Raises:
            LogHasGrown: if somebody else has written since: look again, then try again.

        Returns:
            The entry as it stands in the record, and whether it is new.
        """
        with self._turn, self._asked(writes=True) as connection:
            _one_writer(connection)
            known = _find(connection, way, digest(raw))
            if known is not None:
                return known, False
            count = _count(connection)
            if only_at not in (None, count):
                raise LogHasGrown
            entry = Entry(
                count, way, recorded_at, raw, signature, note,
                tuple(digest(each) for each in attachments),
            )  # fmt: skip
            _write(connection, entry, attachments)
            return entry, True

    def load(self, entries: Iterable[tuple[Entry, tuple[bytes, ...]]]) -> int:
        """Take over the entries of another copy of this log, all or none; the record is empty.

        Returns:
            How many.

        Raises:
            InvalidInput: if there are entries here already, or one is wrong.
        """
        with self._asked(writes=True) as connection:
            _one_writer(connection)
            if _count(connection):
                found = f"{_count(connection)} entries"
                raise InvalidInput([Fault("record", 0, "entries", found, "an empty record")])
            count = 0
            for entry, attachments in entries:
                _write(connection, entry, attachments)
                count += 1
            return count

    def entries(self, first: int = 0) -> Iterator[Entry]:
        """Every entry from a position on, in order."""
        while True:
            with self._asked() as connection:
                rows = list(_entries(connection, first, _CHUNK))
            yield from rows
            if len(rows) < _CHUNK:
                return
            first = rows[-1].position + 1

    def with_attachments(self, first: int = 0) -> Iterator[tuple[Entry, tuple[bytes, ...]]]:
        """Every entry from a position on with its bytes, as an export wants them."""
        for entry in self.entries(first):
            yield entry, tuple(self.attachment(each) for each in entry.attachments)

    def attachment(self, name: str) -> bytes:
        """The bytes of an attachment.

        Raises:
            InvalidInput: if there is none with this digest.
        """
        with self._asked() as connection:
            raw = connection.execute(
                select(ATTACHMENTS.c.raw).where(ATTACHMENTS.c.digest == name)
            ).scalar()
        if raw is None:
            raise InvalidInput([Fault("record", 0, "attachment", name, "one that is kept")])
        return bytes(raw)

    def head(self) -> tuple[int, bytes]:
        """How many entries there are, and the root of the tree over them."""
        with self._asked() as connection:
            leaves = connection.execute(
                select(ENTRIES.c.leaf)
                .where(ENTRIES.c.position >= self._frontier.size)
                .order_by(ENTRIES.c.position)
            ).scalars()
            for leaf in leaves:
                self._frontier.add(bytes(leaf))
        return self._frontier.size, self._frontier.root

    def leaves(self, first: int = 0) -> list[bytes]:
        """The leaves of the tree from a position on, in order: what proofs are made of."""
        with self._asked() as connection:
            found = connection.execute(
                select(ENTRIES.c.leaf)
                .where(ENTRIES.c.position >= first)
                .order_by(ENTRIES.c.position)
            )
            return [bytes(leaf) for leaf in found.scalars()]


def _one_writer(connection: Connection) -> None:
    """Writers wait for each other: SQLite locked at the beginning, PostgreSQL is told here."""
    if connection.dialect.name == "postgresql":
        connection.execute(text("LOCK TABLE entries IN SHARE ROW EXCLUSIVE MODE"))


def _count(connection: Connection) -> int:
    """How many entries there are: from the last position, since counting reads them all."""
    last = connection.execute(select(func.max(ENTRIES.c.position))).scalar()
    return 0 if last is None else int(last) + 1


def _write(connection: Connection, entry: Entry, attachments: Sequence[bytes]) -> None:
    connection.execute(
        insert(ENTRIES).values(
            position=entry.position, way=entry.way.value, name=entry.name,
            recorded_at=entry.recorded_at, raw=entry.raw, signature=entry.signature,
            note=entry.note, leaf=entry.leaf,
        )
    )  # fmt: skip
    for place, (name, raw) in enumerate(zip(entry.attachments, attachments, strict=True)):
        there = connection.execute(
            select(ATTACHMENTS.c.digest).where(ATTACHMENTS.c.digest == name)
        ).scalar()
        if there is None:
            connection.execute(insert(ATTACHMENTS).values(digest=name, raw=raw))
        connection.execute(
            insert(ATTACHED).values(position=entry.position, place=place, digest=name)
        )


def _find(connection: Connection, way: Way, name: str) -> Entry | None:
    position = connection.execute(
        select(ENTRIES.c.position).where(ENTRIES.c.way == way.value, ENTRIES.c.name == name)
    ).scalar()
    return None if position is None else next(_entries(connection, position, 1))


def _entries(connection: Connection, first: int, most: int) -> Iterator[Entry]:
    last = first + most - 1
    # Entries first: what another process adds between the two has all that belongs to it.
    rows = connection.execute(
        select(*_COLUMNS)
        .where(ENTRIES.c.position >= first, ENTRIES.c.position <= last)
        .order_by(ENTRIES.c.position)
    ).all()
    attached: dict[int, list[str]] = {}
    for position, name in connection.execute(
        select(ATTACHED.c.position, ATTACHED.c.digest)
        .where(ATTACHED.c.position >= first, ATTACHED.c.position <= last)
        .order_by(ATTACHED.c.position, ATTACHED.c.place)
    ):
        attached.setdefault(position, []).append(name)
    for position, way, recorded_at, raw, signature, note in rows:
        names = tuple(attached.get(position, ()))
        yield Entry(position, _WAYS[way], recorded_at, bytes(raw), signature, note, names)


_COLUMNS = tuple(
    ENTRIES.c[name] for name in ("position", "way", "recorded_at", "raw", "signature", "note")
)
_WAYS = {way.value: way for way in Way}
