"""Commands about keys: a node's own, and those of the other nodes that it trusts."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from parley.cli.extra import require_node
from parley.cli.opening import opened
from parley.cli.options import NodeFolder, Reason, Yes
from parley.errors import CannotOpen

if TYPE_CHECKING:
    from parley.exchange.key_history import Term

app = typer.Typer(
    help="The keys of a node: show, list, change in order, forget, give up.", no_args_is_help=True
)
peers = typer.Typer(help="The other nodes that a node trusts.", no_args_is_help=True)


@app.command()
def show(folder: NodeFolder) -> None:
    """Show the fingerprints of the keys that a node shows others now."""
    require_node()
    from parley.node.key_book import KeyBook

    with opened(folder) as (settings, record):
        card = KeyBook(settings, record).card()
    typer.echo(f"{card.node}: card {card.fingerprint}")
    typer.echo(f"{card.node}: signing key {card.key.fingerprint}")


@app.command("list")
def list_keys(folder: NodeFolder) -> None:
    """List every key that this node has, has had, or believes of others, and for which time."""
    require_node()
    from parley.node.key_book import KeyBook

    with opened(folder) as (settings, record):
        book = KeyBook(settings, record)
        replaced = {card.node for card in settings.replaced_cards}
        for node in dict.fromkeys([settings.node, *sorted({*settings.peers, *replaced})]):
            for term in book.terms(node):
                typer.echo(f"{node}: {term.keys.signing.fingerprint}: {_in_words(term)}")


def _in_words(term: "Term") -> str:
    begin = f"counts from {term.counts_from}" if term.counts_from else "counts from the first"
    end = f" until {term.counts_until}" if term.counts_until else ""
    if term.revoked:
        return f"{begin}{end}; revoked at {term.revoked}"
    return begin + (end or ", and now")


@app.command()
def rotate(
    folder: NodeFolder,
    counts_from: Annotated[
        str, typer.Option("--from", help="From when on, as 2027-01-11T09:00:00+00:00.")
    ] = "",
) -> None:
    """Change to new keys in order: the old one announces the new one. The node may be running."""
    require_node()
    from parley.node.clock import now
    from parley.node.key_change import rotate

    with opened(folder) as (settings, record):
        key, due = rotate(settings, record, now, counts_from)
    typer.echo(f"{settings.node}: from {due} on {key.fingerprint} counts")
    typer.echo(f"told to {', '.join(settings.peers)}: parley status shows when they have it")


@app.command()
def forget(folder: NodeFolder, yes: Yes = False) -> None:
    """Remove the private halves of keys that were changed and that nothing needs any longer."""
    require_node()
    from parley.node.clock import now
    from parley.node.key_book import KeyBook
    from parley.node.key_change import old_keys
    from parley.node.keys import forget_private_keys

    with opened(folder) as (settings, record):
        found = old_keys(settings, record, KeyBook(settings, record), now())
        for old in found:
            if old.needed_for:
                typer.echo(f"{old.keys.signing.fingerprint} is kept: {old.needed_for}")
        idle = [old.keys for old in found if not old.needed_for]
        if idle and not yes:
            typer.confirm(
                "What was sealed to them and is still on its way cannot be opened then; the other "
                f"side writes it again. Remove {len(idle)} for ever?",
                abort=True,
            )
        forget_private_keys(settings.keys, idle)
        for keys in idle:
            typer.echo(f"{keys.signing.fingerprint} is removed; backups may hold it still")
    if not found:
        typer.echo(f"{settings.node} has no private keys but those that count")


@app.command()
def revoke(folder: NodeFolder, reason: Reason, yes: Yes = False) -> None:
    """Give up all keys of this node, since somebody else may hold them, and make others."""
    require_node()
    from parley.node.clock import now
    from parley.node.key_change import renounce

    if not yes:
        typer.confirm(
            "Nobody will believe this node until the others have its new card. Go on?", abort=True
        )
    with opened(folder) as (settings, record):
        card = renounce(settings, record, now(), reason)
    typer.echo(f"{settings.node}: new keys; start the node anew, then give out the new card")
    typer.echo(f"fingerprint, to be read over the telephone: {card.fingerprint}")


@peers.command("add")
def add(
    card_file: Annotated[Path, typer.Argument(help="The card that the other side gave.")],
    fingerprint: Annotated[
        str, typer.Option(help="Its fingerprint as the other side read it out.")
    ],
    folder: NodeFolder,
) -> None:
    """Trust another node; its fingerprint must have come another way than its card."""
    require_node()
    from parley.node.card import read_card
    from parley.node.clock import now
    from parley.node.key_change import record_trust
    from parley.node.settings import add_peer

    shown = read_card(card_file)
    with opened(folder) as (settings, record):
        add_peer(settings, shown, fingerprint)
        record_trust(record, shown, now())
    typer.echo(f"{folder}: trusts {shown.node} at {shown.address}")


@peers.command("revoke")
def revoke_peer(
    name: Annotated[str, typer.Argument(help="Of the node that is believed no longer.")],
    fingerprint: Annotated[
        str, typer.Option(help="Of its card or its key, as the other side read it out.")
    ],
    reason: Reason,
    folder: NodeFolder,
    yes: Yes = False,
) -> None:
    """Believe the keys of another node no longer; what they have signed so far stays good."""
    require_node()
    from parley.node.clock import now
    from parley.node.key_change import revoke_peer

    if not yes:
        typer.confirm(
            f"Nothing that {name} signs will be believed until its new card is added. Go on?",
            abort=True,
        )
    with opened(folder) as (settings, record):
        revoke_peer(settings, record, now(), name, fingerprint, reason)
    typer.echo(f"{folder}: believes {name} no longer; parley peer add takes its new card")


@peers.command("list")
def list_peers(folder: NodeFolder) -> None:
    """List the nodes that this one trusts, where they are and by which fingerprint."""
    require_node()
    from parley.node.settings import read_settings

    cards = read_settings(folder).peers
    if not cards:
        raise CannotOpen(f"{folder} knows no other node: parley peer add")
    for card in cards.values():
        typer.echo(f"{card.node}: {card.address}, card {card.fingerprint}")
