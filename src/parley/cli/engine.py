"""Commands about the engine: compile it once, so that no later command has to wait."""

import typer

app = typer.Typer()


@app.callback()
def engine() -> None:
    """Keep ``compile`` a command of its own, though it is the only one."""


@app.command("compile")
def compile_() -> None:
    """Compile every loop of the engine once, or find it compiled; each part is named."""
    from parley.engine.compiled_loops import warm_up

    warm_up(lambda part, done, parts: typer.echo(f"{done + 1} of {parts}: {part}"))
    typer.echo("The engine is compiled.")
