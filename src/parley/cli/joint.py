"""Commands about joint runs: real nodes on this machine against one pooled computation."""

import json
import signal
from dataclasses import asdict
from fractions import Fraction
from typing import TYPE_CHECKING, Annotated

import typer
from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn

from parley.cli.extra import require_mpc, require_node
from parley.engine.networks import draw_systems
from parley.errors import Fault, InvalidInput
from parley.files.system_catalogue import find_system

if TYPE_CHECKING:
    from parley.exchange.joint.pool import Pool

app = typer.Typer(
    help="Joint runs: each side its own node, data at home, one result.", no_args_is_help=True
)

#: A network made up by chance, with so many banks.
_MADE_UP = "random:"


@app.callback()
def joint() -> None:
    """Joint runs: each side its own node, data at home, one result."""


@app.command()
def compare(
    system: Annotated[
        str, typer.Argument(help="A built-in system, a folder, or random:N for N made-up banks.")
    ],
    draws: Annotated[int, typer.Option(min=1, help="Shocks drawn by chance.")] = 1,
    seed: Annotated[int, typer.Option(min=0, help="The same seed gives the same shocks.")] = 1,
    parties: Annotated[int, typer.Option(min=2, max=3, help="How many nodes.")] = 2,
    kill: Annotated[int, typer.Option(min=0, help="How often a node is killed.")] = 0,
    latency: Annotated[
        float, typer.Option(min=0, help="Milliseconds by which every request is held up.")
    ] = 0.0,
    recovery: Annotated[
        str, typer.Option(help="What is left of a defaulting bank's assets, 0 to 1.")
    ] = "1",
    channels: Annotated[
        str, typer.Option(help="What crosses besides clearing: fire_sales, payments, funding; all.")
    ] = "",
    protocol: Annotated[
        str,
        typer.Option(help="open: payments across the border cross; mpc: nothing does but sums."),
    ] = "open",
    rounds: Annotated[int, typer.Option(min=1, help="Rounds that are computed under mpc.")] = 30,
    as_json: Annotated[bool, typer.Option("--json", help="For programs.")] = False,
) -> None:
    """Run two or three real nodes on this machine, and the pooled run, and compare.

    Each node is a process with its own folder, keys, port and record, and is given the books of
    its own jurisdictions alone; a system of one jurisdiction is cut by name. What institutions
    sell, pay and recall, where that crosses, is made up by chance. Time is measured
    from the entry of the books until every side holds all results, without starting the nodes.

    With --protocol mpc two nodes hold the books and a third one holds none; all three compute on
    shares, and nothing is opened but the sums of each side. Needs the extra mpc.
    """
    require_node()
    from parley.node.trial import compare as compare_runs

    is_secret = _is_secret(protocol, parties, kill, channels)
    rate = _rate(recovery)
    also = _channels(channels)
    pool = _pool(system, parties, draws, seed)
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    columns = (TextColumn("{task.description}"), BarColumn(), TextColumn("{task.completed}"))
    with Progress(*columns, console=Console(stderr=True), transient=True) as progress:
        shown = progress.add_task("Rounds" if is_secret else "Joint runs", total=None)

        def show(done: int, whole: int) -> None:
            progress.update(shown, completed=done, total=whole)

        if is_secret:
            from parley.node.mpc.trial import compare_in_secret

            found = compare_in_secret(
                pool, recovery=rate, rounds=rounds, latency=latency, on_progress=show
            )
        else:
            found = compare_runs(
                pool, recovery=rate, channels=also, kills=kill, latency=latency, seed=seed,
                on_progress=show,
            )  # fmt: skip
    table = asdict(found)
    if as_json:
        typer.echo(json.dumps(table))
        return
    table["largest_difference"] = f"{found.largest_difference} ({pool.unit})"
    for name, value in table.items():
        text = f"{value:.3f}" if isinstance(value, float) else str(value)
        typer.echo(f"{name:<20}{text}")


def _channels(text: str) -> tuple[str, ...]:
    """The channels besides clearing, by their names with commas between them."""
    from parley.exchange.joint.channels import CHANNELS, CLEARING, DISTRESS, WHY_NOT_DISTRESS

    given = [each.strip() for each in text.split(",") if each.strip()]
    if given == ["all"]:
        given = list(CHANNELS)
    for each in given:
        if each not in CHANNELS:
            wanted = WHY_NOT_DISTRESS if each == DISTRESS else f"of {', '.join(CHANNELS)}, or all"
            raise InvalidInput([Fault("joint run", 0, "channels", each, wanted)])
    return tuple(each for each in CHANNELS if each in given and each != CLEARING)


def _is_secret(protocol: str, parties: int, kill: int, channels: str) -> bool:
    """Whether nothing but sums may be opened; checks what goes together."""
    if protocol == "open":
        return False
    faults = []
    if protocol != "mpc":
        faults.append(Fault("joint run", 0, "protocol", protocol, "open or mpc"))
    if parties != 2:
        wanted = "2 sides; a third node without data is added by itself"
        faults.append(Fault("joint run", 0, "parties", str(parties), wanted))
    if channels:
        faults.append(Fault("joint run", 0, "channels", channels, "none: clearing alone"))
    if kill:
        wanted = "0: a secret computation that is cut is broken off, and begun anew"
        faults.append(Fault("joint run", 0, "kill", str(kill), wanted))
    if faults:
        raise InvalidInput(faults)
    require_mpc()
    return True


def _rate(text: str) -> Fraction:
    try:
        rate = Fraction(text).limit_denominator(1_000_000)
    except (ValueError, ZeroDivisionError):
        rate = Fraction(-1)
    if not 0 <= rate <= 1:
        raise InvalidInput([Fault("joint run", 0, "recovery", text, "a number from 0 to 1")])
    return rate


def _pool(system: str, parties: int, draws: int, seed: int) -> "Pool":
    from parley.exchange.joint.pool import pool_of, random_pool

    if system.startswith(_MADE_UP):
        count = system.removeprefix(_MADE_UP)
        if not (count.isascii() and count.isdigit()):
            raise InvalidInput([Fault("joint run", 0, "system", system, "random:N")])
        return random_pool(int(count), parties, draws, seed)
    totals = find_system(system)
    drawn = draw_systems(totals, 1, seed=seed, inner_claims=True)[0]
    return pool_of(drawn.system, parties, draws, seed, totals.unit)
