"""Two or three real nodes on this machine, each with its own folder, keys, port and record."""

import socket
from pathlib import Path

from parley.exchange.canonical import to_bytes
from parley.exchange.joint.books import Books
from parley.exchange.joint.charter import Charter
from parley.exchange.joint.stored import store
from parley.exchange.log import Way
from parley.node.keys import make_keys
from parley.node.record.database import open_database
from parley.node.record.store import Record
from parley.node.settings import KEYS, Settings, add_peer, write_settings
from parley.node.steward import BEGIN

NOW = "2027-01-11T09:00:00+00:00"


def free_port() -> int:
    """A port of the loopback that nobody uses at the moment."""
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


def make_nodes(base: Path, names: tuple[str, ...], records: list[str] | None = None) -> list[Path]:
    """Folders of nodes that know each other."""
    made: list[Settings] = []
    for number, name in enumerate(names):
        folder, port = base / name, free_port()
        where = "record.db" if records is None else records[number]
        settings = Settings(folder, name, f"https://127.0.0.1:{port}", ("127.0.0.1", port), where)
        write_settings(settings)
        make_keys(folder / KEYS, name)
        address = where if "://" in where else str(folder / where)
        Record(open_database(address, create=True), name).close()
        made.append(settings)
    for one in made:
        for other in made:
            if one is not other:
                add_peer(one, other.card, other.card.fingerprint)
    return [each.folder for each in made]


def put_books(record: Record, charter: Charter, books: Books) -> None:
    """Say in a node's record that a run begins."""
    body, kept = store(charter, books, bytes([books.side]) * 32)
    record.append(Way.OWN, to_bytes(body), NOW, note=BEGIN, attachments=kept)
