"""Commands about a node: make it, show its card, run it, ask it, check it."""

import signal
import sys
import threading
from typing import TYPE_CHECKING, Annotated

import typer

from parley.cli.extra import require_node
from parley.cli.opening import opened
from parley.cli.options import NodeFolder
from parley.errors import CannotOpen, Fault, InvalidInput

if TYPE_CHECKING:
    from parley.node.serve import RunningNode

app = typer.Typer(
    help="A node of one authority: its folder, its card, its record.", no_args_is_help=True
)

#: Exit status of a check that found faults.
_FOUND_FAULTS = 1


@app.command()
def init(
    name: Annotated[str, typer.Argument(help="Its name, as others will know it.")],
    folder: NodeFolder,
    listen: Annotated[str, typer.Option(help="Where it listens, as 0.0.0.0:8443.")],
    address: Annotated[
        str, typer.Option(help="Where others reach it, as https://host:8443, if elsewhere.")
    ] = "",
    record: Annotated[
        str, typer.Option(help="Where its record is: a file, or postgresql://user@host/name.")
    ] = "record.db",
) -> None:
    """Make a node: folder, keys, an empty record. What is there is never overwritten."""
    require_node()
    from parley.node.founding import found_node

    host, _, port = listen.rpartition(":")
    if not port.isdigit():
        raise InvalidInput([Fault("node", 0, "listen", listen, "host:port")])
    made = found_node(folder, name, (host, int(port)), address=address, record=record)
    typer.echo(f"{folder}: node {made.node}, reached at {made.address}")
    typer.echo(f"fingerprint, to be read over the telephone: {made.card.fingerprint}")


@app.command()
def card(
    folder: NodeFolder,
    first: Annotated[
        bool, typer.Option("--first", help="With its first keys, as an auditor wants it.")
    ] = False,
) -> None:
    """Print the card of a node: give it to the other side, and read out its fingerprint."""
    require_node()
    from parley.node.key_book import KeyBook

    with opened(folder) as (settings, record):
        shown = settings.card if first else KeyBook(settings, record).card()
    typer.echo(shown.to_json(), nl=False)
    typer.echo(f"fingerprint: {shown.fingerprint}", err=True)


def serve(
    folder: NodeFolder,
    latency: Annotated[
        float, typer.Option(min=0, help="Milliseconds that every request waits, to try things out.")
    ] = 0.0,
    until_stdin_closes: Annotated[
        bool, typer.Option("--until-stdin-closes", help="End when standard input does.")
    ] = False,
) -> None:
    """Run a node until Ctrl-C or SIGTERM."""
    require_node()
    from parley.node.serve import RunningNode

    with RunningNode(folder, latency=latency / 1000.0) as node:
        signal.signal(signal.SIGTERM, lambda *_: node.stop())
        if until_stdin_closes:
            threading.Thread(target=_stop_at_end_of_input, args=(node,), daemon=True).start()
        while not node.is_open and not node.has_failed and not node.wait(0.02):
            pass
        if node.is_open:
            host, port = node.settings.listen
            typer.echo(f"{node.settings.node} listens on {host}:{port}; Ctrl-C ends it")
            sys.stdout.flush()
        while not node.wait(0.5):
            if node.has_failed:
                raise CannotOpen(f"{node.settings.node} does not go on: see above")


def _stop_at_end_of_input(node: "RunningNode") -> None:
    sys.stdin.buffer.read()
    node.stop()


def status(folder: NodeFolder) -> None:
    """Show what waits for whom, what was acknowledged, and which joint runs are open."""
    require_node()
    from parley.exchange.heads import Heads
    from parley.node.auditor import Replay
    from parley.node.joint_runs import proposals, standing
    from parley.node.status import lines
    from parley.node.threads import follow_again

    with opened(folder) as (settings, record):
        entries = list(record.entries())
        typer.echo(f"{settings.node}: {len(entries)} entries in its record")
        known = settings.peers
        if not known:
            typer.echo("no other node is known: parley peer add")
        for line in lines(entries, known):
            typer.echo(f"{line.peer}: {line.in_words}; {line.received} received")
            heads = Heads(line.peer)
            for entry in entries:
                heads.take(entry)
            typer.echo(heads.in_words(len(entries)))
        runs, proposed = Replay(record).runs, proposals(record)
        others = follow_again(record).standing
    for name, words in others.items():
        typer.echo(f"{name}: {words}")
    if not runs and not proposed and not others:
        typer.echo("no joint run: nothing is needed")
    for name, run in runs.items():
        typer.echo(f"{name} {standing(run)}")
    for name, found in proposed.items():
        words = "is over" if found.over else "waits for your answer: parley joint show"
        typer.echo(f"{name} is proposed by {', '.join(found.by)}: {words}")


def verify(folder: NodeFolder) -> None:
    """Check the whole record: tree, signatures, order, contradictions, and every joint run."""
    require_node()
    from parley.node.auditor import audit
    from parley.node.key_book import first_keys

    with opened(folder) as (settings, record):
        found = audit(record, first_keys(settings))
    typer.echo(
        f"{settings.node}: {found.entries} entries, {found.messages} messages, "
        f"{len(found.runs)} joint runs; {found.replayed} messages came again byte for byte"
    )
    typer.echo(f"root {found.root}")
    for heads in found.heads.values():
        typer.echo(heads.in_words(found.entries))
    if found.unsaid:
        typer.echo(f"{found.unsaid} messages are not said yet: the node has stopped before")
    for fault in found.faults:
        typer.echo(f"fault: {fault}", err=True)
    if found.faults:
        raise typer.Exit(_FOUND_FAULTS)
    typer.echo("all well")
