"""Commands about bundles: what waits as a sealed file, for a stick or a mail, and back."""

from collections.abc import Mapping
from pathlib import Path
from typing import Annotated

import typer

from parley.cli.extra import require_node
from parley.cli.opening import opened
from parley.cli.options import NewFile, NodeFolder
from parley.errors import CannotOpen, CannotWrite, Fault, InvalidInput
from parley.files.whole_file import write_whole

app = typer.Typer(help="The second route: sealed files in place of the line.", no_args_is_help=True)


@app.command()
def write(
    to: NewFile,
    folder: NodeFolder,
    peer: Annotated[
        str, typer.Option(help="For whom; needed if more than one other node is known.")
    ] = "",
) -> None:
    """Write all that waits for another node, and what was heard of it, into a sealed file."""
    require_node()
    from parley.node.bundle_route import note_written, write_bundle
    from parley.node.clock import now
    from parley.node.key_book import KeyBook
    from parley.node.witness import Witness

    with opened(folder) as (settings, record):
        receiver = peer or _the_only_one(settings.peers)
        book = KeyBook(settings, record)
        if receiver in settings.peers:
            Witness(record, book, [receiver], now).show_now(receiver)
        written = write_bundle(record, book, receiver, now())
        if to.exists():
            raise CannotWrite(f"{to} is there already")
        write_whole(written.file, to)
        note_written(record, receiver, written, now())
    typer.echo(f"{to}: for {receiver} alone, {len(written.file)} bytes")
    typer.echo(
        f"{_counted(written.messages)} in it, acknowledgements in "
        f"{_counted(written.receipts, 'thread')}"
    )
    if written.left:
        typer.echo(f"{_counted(written.left)} more wait: write another one when these have come")
    if written.held_back:
        typer.echo(f"{_counted(written.held_back)} held back: see parley status", err=True)


@app.command()
def read(
    file: Annotated[Path, typer.Argument(help="A bundle that the other side has written.")],
    folder: NodeFolder,
) -> None:
    """Open a bundle, check it, and let what is in it join the record; needs no network."""
    require_node()
    from parley.node.bundle_route import read_bundle
    from parley.node.clock import now
    from parley.node.key_book import KeyBook

    try:
        raw = file.read_bytes()
    except OSError as error:
        raise CannotOpen(f"{file}: {error.strerror}") from error
    with opened(folder) as (settings, record):
        found = read_bundle(record, KeyBook(settings, record), raw, now)
    typer.echo(f"{file}: of {found.sender}, written at {found.written_at}")
    typer.echo(f"{found.new} new, {found.known} known already, {found.refused} refused")
    typer.echo(
        f"{found.acknowledged} of ours were acknowledged, {found.refused_there} refused there"
    )
    for fault in found.faults:
        typer.echo(f"fault: {fault}", err=True)
    if found.faults or found.refused:
        raise typer.Exit(1)


def _the_only_one(peers: Mapping[str, object]) -> str:
    if len(peers) != 1:
        wanted = f"one of {', '.join(peers)}" if peers else "a node that parley peer add has added"
        raise InvalidInput([Fault("bundle", 0, "peer", "not named", wanted)])
    return next(iter(peers))


def _counted(count: int, what: str = "message") -> str:
    return f"{count} {what}" if count == 1 else f"{count} {what}s"
