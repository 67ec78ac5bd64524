"""Commands of a secret run: how much room a side needs, enter the run, take part in it."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from parley.cli.extra import require_mpc, require_node
from parley.cli.opening import opened
from parley.cli.options import CharterFile, NodeFolder, OwnBooks, Real, RunName
from parley.errors import Fault, InvalidInput, NotConverged

if TYPE_CHECKING:
    from parley.exchange.joint.books import Books
    from parley.exchange.joint.charter import Charter


def room(
    charter_file: CharterFile,
    books: OwnBooks,
    node: NodeFolder,
) -> None:
    """Show how much room this side's books need in a secret run. Nothing is entered or said.

    Tell the others only the second line, or more than that: it is rounded up to eighths of all that
    the side has.
    """
    require_node()
    from parley.exchange.secret.part import room_in_eighths, room_needed
    from parley.files.books_folder import read_charter_file
    from parley.node.settings import read_settings

    charter = read_charter_file(charter_file)
    own = _own_books(charter, books, read_settings(node).node)
    needed = room_needed(charter, own)
    wide = room_in_eighths(needed, own)
    for words, each in (("needs", needed), ("in eighths", wide)):
        typer.echo(f"{words}: [{each.institutions}, {each.within}, {each.across}]")


def secret(
    terms_file: Annotated[Path, typer.Argument(help="The terms, TOML, the same for all three.")],
    node: NodeFolder,
    books: Annotated[
        Path | None,
        typer.Option("--books", help="Of a side: folder with its own books; see docs/joint.md."),
    ] = None,
    real: Real = False,
) -> None:
    """Enter a secret run: two sides with their books, the third node without. Then: joint party."""
    require_node()
    from parley.exchange.secret.part import parts_of
    from parley.files.secret_terms import read_terms_file
    from parley.node.clock import now
    from parley.node.mpc.record import enter_secret_run

    terms = read_terms_file(terms_file)
    with opened(node) as (settings, record):
        if settings.node not in terms.parties:
            wanted = f"{settings.node} among {', '.join(terms.parties)}"
            raise InvalidInput([Fault(terms_file.name, 0, "sides, neutral", "others", wanted)])
        is_neutral = settings.node == terms.neutral
        if is_neutral != (books is None):
            wanted = "none for the neutral node, a folder for a side"
            raise InvalidInput([Fault("secret run", 0, "books", str(books), wanted)])
        own = None if books is None else _own_books(terms.charter, books, settings.node)
        if own is not None:
            parts_of(terms.charter, own, terms.room[own.side])  # is there room?
        enter_secret_run(record, terms, own, now(), is_exercise=not real)
    run = terms.charter.run
    typer.echo(f"{run}: entered; terms {terms.digest}; parley joint party {run} takes part")


def party(
    run: RunName,
    node: NodeFolder,
    patience: Annotated[
        float, typer.Option(min=0, help="Seconds to wait while nothing comes or moves.")
    ] = 600.0,
    latency: Annotated[
        float, typer.Option(min=0, help="Milliseconds by which all is held up, to try things out.")
    ] = 0.0,
    progress: Annotated[
        bool, typer.Option("--progress", help="One line for each round, for programs.")
    ] = False,
) -> None:
    """Take part in a secret run: compute on shares with two other nodes, open the sums alone.

    The node must be running (parley serve): it carries the messages before and after. What is
    computed on crosses between the places that the terms name, by TLS 1.3 between the nodes'
    certificates. Needs the extra mpc.
    """
    require_mpc()
    from parley.exchange.secret.session import Word
    from parley.node.mpc.party import take_part

    def show(done: int, whole: int) -> None:
        if progress:
            typer.echo(f"round {done} of {whole}")

    found = take_part(
        node, run, latency=latency / 1000.0, patience=patience, on_progress=show,
        on_wait=lambda step: typer.echo(f"waits for {step}", err=True),
    )  # fmt: skip
    if found.step is not Word.CLOSED:
        raise NotConverged(f"{run} was broken off: {found.reason}")
    assert found.opened is not None  # noqa: S101  # a closed run has a result
    for name, sums in zip(found.terms.parties, found.opened, strict=False):
        for output, values in sums.items():
            typer.echo(f"{name}: {output} {' '.join(map(str, values))}")


def _own_books(charter: "Charter", folder: Path, node: str) -> "Books":
    from parley.files.books_folder import read_books

    if node not in charter.sides:
        wanted = f"{node} among {', '.join(charter.sides)}"
        raise InvalidInput([Fault("charter", 0, "sides", "others", wanted)])
    return read_books(folder, charter, charter.sides.index(node))
