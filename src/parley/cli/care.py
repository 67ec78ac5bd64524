"""Commands that look after a node: export and import, backup and restore, upgrade."""

from pathlib import Path
from typing import Annotated

import typer

from parley.cli.extra import require_node
from parley.cli.opening import opened
from parley.cli.options import NewFile, NodeFolder
from parley.errors import CannotOpen, CannotWrite
from parley.files.whole_file import write_whole


def export_record(folder: NodeFolder, to: NewFile) -> None:
    """Write the whole record to one file; the node may be running."""
    require_node()
    from parley.exchange.log import write_lines

    if to.exists():
        raise CannotWrite(f"{to} is there already")
    with opened(folder) as (settings, record):
        write_whole(write_lines(settings.node, record.with_attachments()), to)
    typer.echo(f"{to}: the record of {settings.node}")


def import_record(
    folder: NodeFolder,
    file: Annotated[Path, typer.Argument(help="An export of this node.")],
) -> None:
    """Read an export into the empty record of a node of the same name, all of it or nothing."""
    require_node()
    from parley.exchange.log import node_of, read_lines

    with opened(folder) as (settings, record), file.open("rb") as lines:
        owner = node_of(lines.readline())
        if owner != settings.node:
            raise CannotOpen(f"{file} is the record of {owner}, not of {settings.node}")
        lines.seek(0)
        count = record.load(read_lines(lines))
    typer.echo(f"{folder}: {count} entries")


def backup(
    folder: NodeFolder,
    to: Annotated[Path, typer.Argument(help="The folder to write; must not exist.")],
) -> None:
    """Copy the whole node, keys and record, into one folder; the node may be running."""
    require_node()
    from parley.node.backup import back_up

    with opened(folder) as (settings, record):
        count, root = back_up(settings, record, to)
    typer.echo(f"{to}: {settings.node}, {count} entries, root {root.hex()}")
    typer.echo("it holds the keys: keep it where only few can read it")


def restore(
    backup_folder: Annotated[
        Path, typer.Argument(metavar="BACKUP", help="What parley node backup has written.")
    ],
    folder: NodeFolder,
    record: Annotated[
        str, typer.Option(help="An empty record: a file, or postgresql://user@host/name.")
    ] = "",
) -> None:
    """Make a node from a backup, all of it or nothing. The old one must never run again."""
    require_node()
    from parley.node.backup import restore
    from parley.node.clock import now

    settings, count = restore(backup_folder, folder, now(), record)
    typer.echo(f"{folder}: {settings.node} with {count} entries; parley verify checks them")
    typer.echo("if it has said anything since this backup, read about it before parley serve:")
    typer.echo("docs/operate.md, Backup and restore")


def upgrade(folder: NodeFolder) -> None:
    """Bring a node to the version of this Parley: its record and its keys. Make a backup before."""
    require_node()
    from parley.node.keys import complete_keys
    from parley.node.record.database import open_database, version_of
    from parley.node.settings import read_settings

    settings = read_settings(folder)
    if complete_keys(settings.keys):
        typer.echo(f"{folder}: a key to open bundles was made; its card is another one now")
    engine = open_database(settings.record, upgrade=True)
    try:
        typer.echo(f"{folder}: the record is at version {version_of(engine)}")
    finally:
        engine.dispose()
