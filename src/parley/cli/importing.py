"""Commands that read official files: which there are, and from files to a system's folder."""

from pathlib import Path
from typing import Annotated

import typer

from parley.files.official.kinds import KINDS, Asked, import_system

#: Files larger than this are announced, since reading them takes a while.
_ANNOUNCED = 20_000_000


def formats() -> None:
    """List the official files that `parley system import` reads."""
    wide = max(map(len, KINDS))
    for name, kind in KINDS.items():
        typer.echo(f"{name:<{wide}}  {kind.title}")
        typer.echo(f"{'':<{wide}}    {kind.files}")


def import_files(
    kind: Annotated[str, typer.Argument(help="What the files are; see `parley system formats`.")],
    files: Annotated[list[Path], typer.Argument(help="One or more files of that kind.")],
    to: Annotated[Path, typer.Option(help="The folder to write; must not exist, or be empty.")],
    date: Annotated[str, typer.Option(help="The day wanted, as 2022-12-31.")] = "",
    unit: Annotated[
        str, typer.Option(help="The unit of the amounts, as EUR mn, where the file says none.")
    ] = "",
    onto: Annotated[
        str, typer.Option(help="For bis-lbs and bis-cbs: the system that gets the claims.")
    ] = "",
    largest: Annotated[
        int, typer.Option(min=0, help="Keep only so many institutions, the largest; 0 keeps all.")
    ] = 0,
    encoding: Annotated[str, typer.Option(help="Of text files.")] = "utf-8",
    force: Annotated[bool, typer.Option("--force", help="Replace a system that is there.")] = False,
) -> None:
    """Write a system's folder from official files: every figure with the cell it stands in.

    What the files do not say is filled by stated rules, in estimates.csv of the folder. Every
    fault is told with file, row and column, and then nothing is written.
    """
    for path in files:
        if path.is_file() and path.stat().st_size > _ANNOUNCED:
            typer.echo(f"reading {path.name}, {path.stat().st_size / 1e6:.0f} MB", err=True)
    asked = Asked(date=date, unit=unit, onto=onto, largest=largest, encoding=encoding)
    totals, notes = import_system(kind, files, to, asked, force=force)
    for note in notes:
        typer.echo(f"note: {note}", err=True)
    typer.echo(
        f"{to}: {totals.name}, {totals.date}, {totals.size} institutions, "
        f"{len(totals.asset_classes)} asset classes; check it by: parley system check {to}"
    )
