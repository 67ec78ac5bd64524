"""Backups: all that a node is, in one folder, taken while it runs; and a node made from one."""

import shutil
from dataclasses import replace
from pathlib import Path

from parley.errors import CannotOpen, CannotWrite
from parley.exchange.canonical import Value, to_bytes
from parley.exchange.log import Way, read_lines, write_lines
from parley.exchange.tree import Frontier
from parley.node.founding import RECORD
from parley.node.record.database import open_database
from parley.node.record.store import Record
from parley.node.settings import (
    KEYS,
    PEERS,
    SETTINGS,
    Settings,
    read_settings,
    write_settings,
)
from parley.node.voice import RESTORED

#: The record within a backup: an export, good for either database.
EXPORT = "record.log"


def back_up(settings: Settings, record: Record, folder: Path) -> tuple[int, bytes]:
    """Copy a node: its settings, its keys, the cards of the others, and its record.

    The record only grows, so that what is read while the node runs is the record of one moment.

    Args:
        settings: Of the node.
        record: Its record.
        folder: Where to; must not exist. Only its owner may enter it.

    Returns:
        How many entries, and the root of the tree over them, as the last line of the export says.

    Raises:
        CannotWrite: if it is there, or cannot be written; nothing is left then.
    """
    if folder.exists():
        raise CannotWrite(f"{folder} is there already")
    made = folder.with_name(f".{folder.name}.partial")
    try:
        shutil.rmtree(made, ignore_errors=True)
        made.mkdir(mode=0o700)
        shutil.copy2(settings.folder / SETTINGS, made / SETTINGS)
        for name in (KEYS, PEERS):
            shutil.copytree(settings.folder / name, made / name)
        with (made / EXPORT).open("wb") as file:
            for line in write_lines(settings.node, record.with_attachments()):
                file.write(line)
        made.rename(folder)
    except OSError as error:
        raise CannotWrite(f"{folder}: {error.strerror}; nothing was left there") from error
    finally:
        shutil.rmtree(made, ignore_errors=True)
    return _end_of(folder / EXPORT)


def _end_of(export: Path) -> tuple[int, bytes]:
    """Read an export through, as whoever restores it will; gives its size and its root."""
    frontier = Frontier()
    with export.open("rb") as lines:
        for entry, _ in read_lines(lines):
            frontier.add(entry.leaf)
    return frontier.size, frontier.root


def restore(backup: Path, folder: Path, now: str, record: str = "") -> tuple[Settings, int]:
    """Make a node from a backup, all of it or nothing.

    Args:
        backup: What ``back_up`` has written.
        folder: Of the new node; must not exist.
        now: The instant: the record goes on with an entry that says that it was restored.
        record: Address of the new record, which must be empty: a file in the new folder, or
            ``postgresql://user@host/name``. Empty is a file if the old one was.

    Returns:
        The settings of the new node, and how many entries were restored.

    Raises:
        CannotWrite: if something is in the folder.
        CannotOpen: if the backup is not whole, or no record is named for one that was on a server.
        InvalidInput: if the export in it was changed, or the new record is not empty.
    """
    if folder.exists():
        raise CannotWrite(f"{folder} is there already")
    saved = read_settings(backup)
    missing = [name for name in (KEYS, PEERS, EXPORT) if not (backup / name).exists()]
    if missing:
        raise CannotOpen(f"{backup} is no whole backup: {', '.join(missing)} is missing")
    if not record and "://" in saved.record:
        raise CannotOpen(
            f"the record was at a server: name an empty one, --record {RECORD} or an address"
        )
    try:
        write_settings(replace(saved, folder=folder, record=record or RECORD))
        shutil.rmtree(folder / PEERS)
        for name in (KEYS, PEERS):
            shutil.copytree(backup / name, folder / name)
        settings = read_settings(folder)
        count = _load(settings, backup / EXPORT, now)
    except BaseException:
        shutil.rmtree(folder, ignore_errors=True)
        raise
    return settings, count


def _load(settings: Settings, export: Path, now: str) -> int:
    database = Record(open_database(settings.record, create=True), settings.node)
    try:
        with export.open("rb") as lines:
            count = database.load(read_lines(lines))
        body: dict[str, Value] = {"entries": count, "root": database.head()[1].hex()}
        database.append(Way.OWN, to_bytes(body), now, note=RESTORED)
    finally:
        database.close()
    return count
