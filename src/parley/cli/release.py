"""Commands about releases: totals with noise on a budget, sums under masks, the quota of runs."""

from fractions import Fraction
from typing import TYPE_CHECKING, Annotated

import typer

from parley.cli.extra import require_node
from parley.cli.opening import opened
from parley.cli.options import NodeFolder, RunName
from parley.errors import Fault, InvalidInput, NotConverged

if TYPE_CHECKING:
    from parley.node.record.store import Record
    from parley.node.release.total import Tell
    from parley.node.settings import Settings

app = typer.Typer(
    help="What leaves a joint exercise: totals with noise, sums under masks, how many runs.",
    no_args_is_help=True,
)

#: The thread of all messages about releases.
_THREAD = "release"


@app.command()
def budget(
    name: Annotated[str, typer.Argument(help="Its name; the same at all nodes that release.")],
    epsilon: Annotated[str, typer.Option(help="In all, such as 0.7.")],
    protects: Annotated[int, typer.Option(help="Units of one institution that stay hidden.")],
    floor: Annotated[
        str, typer.Option(help="Share of its debts that everybody owes outside, such as 0.5.")
    ],
    folder: NodeFolder,
) -> None:
    """Open a budget of privacy. It is never raised; what is spent of it is kept."""
    require_node()
    from parley.exchange.release.budget import Budget
    from parley.node.clock import now
    from parley.node.release.total import open_budget

    made = Budget(name, _millionths(epsilon), protects, _share(floor))
    with opened(folder) as (_, record):
        open_budget(record, made, now())
    typer.echo(f"{name}: {epsilon} in all")


@app.command()
def vouch(
    run: RunName,
    floor: Annotated[str, typer.Option(help="The share that every institution owes outside.")],
    folder: NodeFolder,
) -> None:
    """Say to the other sides that one's own books keep the floor of a release."""
    require_node()
    from parley.node.release.runs import run_of
    from parley.node.release.total import vouch as say_so

    with opened(folder) as (settings, record):
        say_so(record, run_of(record, run), _share(floor), _tell(settings, record))
    typer.echo(f"{run}: said to the other sides")


@app.command()
def total(
    run: RunName,
    budget_name: Annotated[str, typer.Option("--budget", help="Which one pays.")],
    epsilon: Annotated[str, typer.Option(help="What is paid, such as 0.1.")],
    folder: NodeFolder,
    draw: Annotated[int, typer.Option(min=0, help="Which draw of the run.")] = 0,
) -> None:
    """Release the shortfall of all sides in one draw, with noise. Needs the extra release.

    It is refused if the budget does not suffice, if a side has not vouched for its books, and for
    models in which no noise would hide one institution. What it costs is kept before it is known.
    """
    require_node()
    from parley.node.clock import now
    from parley.node.release.noise import require_opendp
    from parley.node.release.runs import run_of
    from parley.node.release.total import release_total, words_for

    require_opendp()
    with opened(folder) as (settings, record):
        found = run_of(record, run)
        released = release_total(
            record, found, draw, budget_name, _millionths(epsilon), now, _tell(settings, record)
        )
    typer.echo(words_for(released, found.charter.unit))


@app.command("sum")
def masked_sum(
    name: Annotated[str, typer.Argument(help="Its name; all sides use the same.")],
    side: Annotated[list[str], typer.Option(help="A node that takes part, in order; 3 or more.")],
    number: Annotated[list[str], typer.Option(help="What this side adds, as label=whole number.")],
    unit: Annotated[str, typer.Option(help="What a number stands for.")],
    folder: NodeFolder,
    patience: Annotated[float, typer.Option(min=0, help="Seconds to wait for a side.")] = 600.0,
) -> None:
    """Sum numbers of three or more sides under masks: nobody learns a number of another.

    The node must be running. Who is silent for too long ends the sum for all; nobody learns a sum
    of fewer sides.
    """
    require_node()
    from parley.exchange.release.masked import SumTerms, Word
    from parley.node.clock import now
    from parley.node.key_book import KeyBook
    from parley.node.release.masked import enter_sum, take_part_in_sum

    labels, values = _numbers(number)
    with opened(folder) as (settings, record):
        enter_sum(record, SumTerms(name, tuple(side), labels, unit), values, now())
        found = take_part_in_sum(
            record, KeyBook(settings, record).sign, now, name, patience=patience,
            on_wait=lambda words: typer.echo(f"waits for {words}", err=True),
        )  # fmt: skip
    if found.step is not Word.CLOSED:
        raise NotConverged(f"{name} was broken off: {found.reason}")
    for label, whole in zip(labels, found.total, strict=True):
        typer.echo(f"{label} {whole} {unit}")


@app.command()
def quota(
    runs: Annotated[int, typer.Option(help="Runs of the same sides.")],
    draws: Annotated[int, typer.Option(help="Draws of all these runs together.")],
    days: Annotated[int, typer.Option(help="Within so many days.")],
    folder: NodeFolder,
) -> None:
    """Set how many joint runs the same sides may begin; more are refused by this node."""
    require_node()
    from parley.exchange.release.quota import Quota
    from parley.node.clock import now
    from parley.node.release.quota import set_quota

    made = Quota(runs, draws, days)
    with opened(folder) as (_, record):
        set_quota(record, made, now())
    typer.echo(f"{runs} runs, {draws} draws in {days} days")


@app.command()
def status(folder: NodeFolder) -> None:
    """Show what is left of every budget, and what was used of the quota."""
    require_node()
    from parley.exchange.release.budget import in_words, left
    from parley.node.release.quota import begun_in, quota_of
    from parley.node.release.total import budgets, spends

    with opened(folder) as (_, record):
        entries = list(record.entries())
    spent = spends(entries)
    for name, each in budgets(entries).items():
        rest = left(each, spent)
        typer.echo(f"{name}: {in_words(max(rest, 0))} left of {in_words(each.epsilon)}")
    allowed, count = quota_of(entries), sum(1 for _ in begun_in(entries))
    if allowed is None:
        typer.echo(f"no quota of runs; {count} have begun")
    else:
        words = f"{allowed.runs} runs and {allowed.draws} draws in {allowed.days} days"
        typer.echo(f"quota for the same sides: {words}; {count} have begun in all")


def _tell(settings: "Settings", record: "Record") -> "Tell":
    from parley.node.clock import now
    from parley.node.key_book import KeyBook
    from parley.node.voice import Voice

    return Voice(record, KeyBook(settings, record), now, _THREAD).say


def _millionths(text: str) -> int:
    found = _share(text, "epsilon", most=1_000) * 1_000_000
    if found.denominator != 1:
        raise InvalidInput([Fault("release", 0, "epsilon", text, "at most six decimal places")])
    return found.numerator


def _share(text: str, name: str = "floor", most: int = 1) -> Fraction:
    try:
        found = Fraction(text)
    except (ValueError, ZeroDivisionError):
        found = Fraction(-1)
    if not 0 < found <= most or found.denominator > 1_000_000:
        wanted = f"a number above 0, up to {most}, with at most six decimal places"
        raise InvalidInput([Fault("release", 0, name, text, wanted)])
    return found


def _numbers(given: list[str]) -> tuple[tuple[str, ...], list[int]]:
    labels, values, faults = [], [], []
    for each in given:
        label, _, value = each.partition("=")
        if label and value.isascii() and value.isdigit():
            labels.append(label)
            values.append(int(value))
        else:
            faults.append(Fault("sum", 0, "number", each, "label=whole number, 0 or more"))
    if faults:
        raise InvalidInput(faults)
    return tuple(labels), values
