"""How every command opens a node: its settings and its record."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from parley.node.record.store import Record
    from parley.node.settings import Settings

Folder = Annotated[Path, typer.Option("--dir", help="The folder of the node.")]


def open_node(folder: Path) -> "tuple[Settings, Record]":
    """Open a node's folder and its record; whoever opens it closes the record.

    Raises:
        CannotOpen: if one of them is not there.
    """
    from parley.node.record.database import open_database
    from parley.node.record.store import Record
    from parley.node.settings import read_settings

    settings = read_settings(folder)
    return settings, Record(open_database(settings.record), settings.node)
