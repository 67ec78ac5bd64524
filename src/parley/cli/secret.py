"""The command of a secret run: one party of it, beside a node that runs."""

from pathlib import Path
from typing import Annotated

import typer

from parley.cli.extra import require_mpc
from parley.errors import NotConverged


def party(
    run: Annotated[str, typer.Argument(help="The name of the run, as it was entered.")],
    folder: Annotated[Path, typer.Option("--dir", help="The folder of the node, which runs.")],
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
        folder, run, latency=latency / 1000.0, on_progress=show,
        on_wait=lambda step: typer.echo(f"waits for {step}", err=True),
    )  # fmt: skip
    if found.step is not Word.CLOSED:
        raise NotConverged(f"{run} was broken off: {found.reason}")
    assert found.opened is not None  # noqa: S101  # a closed run has a result
    for name, sums in zip(found.terms.parties, found.opened, strict=False):
        for output, values in sums.items():
            typer.echo(f"{name}: {output} {' '.join(map(str, values))}")
