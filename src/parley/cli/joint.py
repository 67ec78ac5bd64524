"""Commands about joint runs: real nodes on this machine against one pooled computation."""

import json
import signal
from dataclasses import asdict
from typing import Annotated

import typer
from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn

from parley.cli import joint_run, secret
from parley.cli.extra import require_node
from parley.cli.joint_network import channels_from, is_secret_from, pool_from, rate_from
from parley.cli.options import AsJson, Draws, NetworkName, Recovery, Seed

app = typer.Typer()

for command in (
    joint_run.propose, joint_run.accept, joint_run.show, joint_run.watch, joint_run.result,
    joint_run.abort, joint_run.cut, secret.room, secret.secret, secret.party,
):  # fmt: skip
    app.command()(command)
app.command("list")(joint_run.list_runs)


@app.command()
def compare(
    system: NetworkName,
    draws: Draws = 1,
    seed: Seed = 1,
    parties: Annotated[int, typer.Option(min=2, max=3, help="How many nodes.")] = 2,
    kill: Annotated[int, typer.Option(min=0, help="How often a node is killed.")] = 0,
    latency: Annotated[
        float,
        typer.Option(min=0, max=60_000, help="Milliseconds by which every request is held up."),
    ] = 0.0,
    recovery: Recovery = "1",
    channels: Annotated[
        str, typer.Option(help="What crosses besides clearing: fire_sales, payments, funding; all.")
    ] = "",
    protocol: Annotated[
        str,
        typer.Option(help="open: payments across the border cross; mpc: nothing does but sums."),
    ] = "open",
    rounds: Annotated[int, typer.Option(min=1, help="Rounds that are computed under mpc.")] = 30,
    as_json: AsJson = False,
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

    is_secret = is_secret_from(protocol, parties, kill, channels)
    rate = rate_from(recovery)
    also = channels_from(channels)
    pool = pool_from(system, parties, draws, seed)
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
