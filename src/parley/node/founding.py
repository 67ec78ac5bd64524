"""Founding a node: its folder, its settings, its keys and an empty record, all or nothing."""

import shutil
from pathlib import Path

from parley.errors import CannotWrite, Fault, InvalidInput
from parley.node.keys import make_keys
from parley.node.record.database import open_database
from parley.node.record.store import Record
from parley.node.settings import KEYS, Settings, read_settings, write_settings

#: The record of a node that names no other: a file of SQLite in its folder.
RECORD = "record.db"


def found_node(
    folder: Path, node: str, listen: tuple[str, int], *, address: str = "", record: str = RECORD
) -> Settings:
    """Make a node.

    Args:
        folder: Must not exist, or be empty.
        node: Its name: 1 to 64 lower-case letters, digits and ``-``.
        listen: Host and port.
        address: Where others reach it; empty is where it listens.
        record: A file name, taken from the folder, or ``postgresql://user@host/name``.

    Raises:
        InvalidInput: for a name or port that cannot be.
        CannotWrite: if there is something in the folder. Nothing half-made is left.
        CannotOpen: if the database cannot be reached, or has another node's record.
    """
    host, port = listen
    faults = []
    if not _is_name(node):
        faults.append(Fault("node", 0, "name", node, "1 to 64 lower-case letters, digits and '-'"))
    if not host or not 0 < port < 65536:
        faults.append(Fault("node", 0, "listen", f"{host}:{port}", "host:port"))
    if address and not address.startswith("https://"):
        faults.append(Fault("node", 0, "address", address, "https://host:port"))
    if faults:
        raise InvalidInput(faults)
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise CannotWrite(f"{folder} is not empty; a node is made in a new folder")
    was_there = folder.exists()
    settings = Settings(folder, node, address or f"https://{host}:{port}", listen, record)
    try:
        write_settings(settings)
        make_keys(folder / KEYS, node)
        made = read_settings(folder)
        Record(open_database(made.record, create=True), node).close()
    except BaseException:
        for path in list(folder.iterdir()) if folder.is_dir() else []:
            shutil.rmtree(path) if path.is_dir() else path.unlink()
        if not was_there and folder.is_dir():
            folder.rmdir()
        raise
    return made


def _is_name(node: str) -> bool:
    plain = node.replace("-", "")
    return len(node) <= 64 and plain.isascii() and plain.isalnum() and node == node.lower()
