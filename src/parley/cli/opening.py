"""How every command opens a node, its settings and its record, and closes it at the end."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from parley.cli.extra import require_node

if TYPE_CHECKING:
    from parley.node.record.store import Record
    from parley.node.settings import Settings


@contextmanager
def opened(folder: Path) -> "Iterator[tuple[Settings, Record]]":
    """Open a node's folder and its record, and close the record when the block ends.

    Raises:
        MissingExtra: if what a node stands on is not installed.
        CannotOpen: if the folder or the record is not there.
    """
    require_node()
    from parley.node.record.database import open_database
    from parley.node.record.store import Record
    from parley.node.settings import read_settings

    settings = read_settings(folder)
    record = Record(open_database(settings.record), settings.node)
    try:
        yield settings, record
    finally:
        record.close()
