"""Commands by which an operator takes part in a joint run with a node that runs already."""

import json
import socket
import time
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.console import Console

from parley.cli.extra import require_node
from parley.cli.joint_network import pool_from, rate_from
from parley.cli.opening import opened
from parley.cli.options import (
    AsJson,
    CharterFile,
    Draws,
    NetworkName,
    NodeFolder,
    OwnBooks,
    Real,
    Reason,
    Recovery,
    RunName,
    Seed,
    Yes,
)
from parley.errors import CannotWrite, Fault, InvalidInput, NotConverged

if TYPE_CHECKING:
    from parley.exchange.joint.charter import Charter
    from parley.exchange.joint.run import Run
    from parley.node.joint_runs import Proposal
    from parley.node.record.store import Record
    from parley.node.settings import Settings

#: Exit status of a run that was broken off.
_BROKEN_OFF = 1

_POLL = 0.1


def propose(
    charter_file: CharterFile,
    books: OwnBooks,
    node: NodeFolder,
    real: Real = False,
    yes: Yes = False,
) -> None:
    """Propose a run to the other sides, and commit to one's own books.

    The running node signs the charter and sends it. The run begins when all others accept.
    """
    require_node()
    from parley.files.books_folder import read_charter_file

    charter = read_charter_file(charter_file)
    with opened(node) as (settings, record):
        _enter(settings, record, charter, books, is_exercise=not real, yes=yes)
        others = ", ".join(side for side in charter.sides if side != settings.node)
        typer.echo(f"{charter.run}: proposed to {others}; charter {charter.digest}")
        _say_whether_it_runs(settings)


def accept(run: RunName, books: OwnBooks, node: NodeFolder, yes: Yes = False) -> None:
    """Accept a run that another side proposes: sign its charter, and commit to one's own books."""
    require_node()
    with opened(node) as (settings, record):
        found = _proposal(record, run)
        charter = found.charter
        if charter is None or found.over:
            wanted = "one that can be accepted: " + (found.fault or found.over)
            raise InvalidInput([Fault("joint run", 0, "run", run, wanted)])
        _enter(settings, record, charter, books, is_exercise=found.is_exercise, yes=yes)
        typer.echo(f"{run}: accepted; charter {charter.digest}")
        _say_whether_it_runs(settings)


def list_runs(node: NodeFolder, as_json: AsJson = False) -> None:
    """Every run of this node, and every one that others propose."""
    require_node()
    from parley.node.auditor import Replay
    from parley.node.joint_runs import proposals, standing

    with opened(node) as (_, record):
        lines = {name: standing(run) for name, run in Replay(record).runs.items()}
        lines |= {name: _waits(found) for name, found in proposals(record).items()}
    if as_json:
        typer.echo(json.dumps(lines, ensure_ascii=False))
        return
    for name, words in lines.items():
        typer.echo(f"{name} {words}")
    if not lines:
        typer.echo("no joint run, and none is proposed: nothing is needed")


def _waits(found: "Proposal") -> str:
    by = ", ".join(found.by)
    if found.over:
        return f"was proposed by {by} and is over: {found.over}"
    if found.fault:
        return f"is proposed by {by} and cannot be accepted: {found.fault}"
    return f"is proposed by {by}: waits for your answer, parley joint show, accept or abort"


def show(
    run: RunName,
    node: NodeFolder,
    as_json: AsJson = False,
) -> None:
    """The charter of a run, where it stands, claims that differ, and all that crossed."""
    require_node()
    from parley.node.auditor import Replay
    from parley.node.joint_runs import crossings, standing

    with opened(node) as (_, record):
        found = Replay(record).runs.get(run)
        proposed = None if found else _proposal(record, run)
        crossed = crossings(record, run)
    charter = found.charter if found else proposed.charter if proposed else None
    words = standing(found) if found else _waits(proposed) if proposed else ""
    if as_json:
        table = {
            "run": run, "standing": words, "charter": charter.body if charter else None,
            "digest": charter.digest if charter else None,
            "mismatches": list(_mismatches(found)) if found else [],
            "crossed": [vars(each) for each in crossed],
        }  # fmt: skip
        typer.echo(json.dumps(table, ensure_ascii=False))
        return
    typer.echo(f"{run} {words}")
    if charter:
        _show_charter(charter)
    for each in _mismatches(found) if found else ():
        typer.echo(
            "  {debtor} owes {creditor}: the debtor says {debtor_says}, the creditor "
            "{creditor_says}; {taken} is taken".format(**each)
        )
    for line in crossed:
        typer.echo(f"  {line.way} {line.kind}: {line.messages} messages, {line.size} bytes")


def _show_charter(charter: "Charter") -> None:
    typer.echo(f"  charter {charter.digest}")
    for name, value in charter.body.items():
        if name == "institutions":
            counts = zip(charter.sides, charter.institutions, strict=True)
            text = ", ".join(f"{len(each)} of {side}" for side, each in counts)
        else:
            text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
        typer.echo(f"  {name:<20} {text}")


def _mismatches(run: "Run") -> Iterator[dict[str, object]]:
    for peer, every in run.mismatches.items():
        for each in every:
            here, there = (run.side, peer) if each.is_own_debt else (peer, run.side)
            yield {
                "debtor": run.charter.institutions[here][each.debtor],
                "creditor": run.charter.institutions[there][each.creditor],
                "debtor_says": each.debtor_says, "creditor_says": each.creditor_says,
                "taken": each.taken,
            }  # fmt: skip


def watch(
    run: RunName,
    node: NodeFolder,
    seconds: Annotated[float, typer.Option(min=0, help="Give up after so long.")] = 3600.0,
) -> None:
    """Follow a run until it is over; exit status 1 if it is broken off."""
    require_node()
    from parley.node.auditor import Replay
    from parley.node.joint_runs import Watch, standing

    with opened(node) as (_, record):
        found = Replay(record).runs.get(run)
        if found is None:
            raise InvalidInput([Fault("joint run", 0, "run", run, "one that was begun here")])
        seen, end = Watch(record, run), time.monotonic() + seconds
        with Console(stderr=True).status(f"{run} begins") as status:
            while not seen.look(len(found.charter.sides)) and time.monotonic() < end:
                status.update(f"{run}: {seen.step}" + (f" {seen.number}" if seen.number else ""))
                time.sleep(_POLL)
        found = Replay(record).runs[run]
    if not found.is_over:
        raise NotConverged(f"{run} {standing(found)}; {seconds:g} seconds are over")
    typer.echo(f"{run} {standing(found)}")
    if not found.results or len(found.results) < len(found.charter.sides):
        raise typer.Exit(_BROKEN_OFF)


def result(
    run: RunName,
    node: NodeFolder,
    as_json: AsJson = False,
) -> None:
    """What all sides have published, as the charter says, and the digest of all that was said."""
    require_node()
    from parley.exchange.joint.run import Step
    from parley.node.auditor import Replay
    from parley.node.joint_runs import standing

    with opened(node) as (_, record):
        found = Replay(record).runs.get(run)
    if found is None or found.step is not Step.CLOSED:
        words = f"one that is closed; it {standing(found)}" if found else "one that was begun here"
        raise InvalidInput([Fault("joint run", 0, "run", run, words)])
    sides = found.charter.sides
    if as_json:
        table = {
            "run": run, "unit": found.charter.unit, "transcript": found.sealed,
            "results": {sides[k]: dict(each) for k, each in sorted(found.results.items())},
        }  # fmt: skip
        typer.echo(json.dumps(table, ensure_ascii=False))
        return
    typer.echo(f"{run}: {found.charter.draws} draws, unit {found.charter.unit}")
    for side, published in sorted(found.results.items()):
        for name, values in published.items():
            mean, most = sum(values) / len(values), max(values)
            each = f"mean {mean:.10g}, most {most}" if len(values) > 1 else f"{most}"
            typer.echo(f"  {sides[side]:<20} {name:<12} {each}")
    typer.echo(f"  transcript {found.sealed}")


def abort(
    run: RunName,
    node: NodeFolder,
    reason: Reason,
    yes: Yes = False,
) -> None:
    """Break a run off, or decline one that is proposed: all sides end it, with this reason."""
    require_node()
    from parley.node.clock import now
    from parley.node.joint_runs import stop_run

    if not reason.strip():
        raise InvalidInput([Fault("joint run", 0, "reason", reason, "a reason in words")])
    with opened(node) as (settings, record):
        if not yes:
            typer.confirm(
                f"Break off {run} for all sides, and tell them why?", abort=True, err=True
            )
        begun = stop_run(record, run, reason.strip(), now())
        typer.echo(f"{run}: {'broken off' if begun else 'declined'}")
        _say_whether_it_runs(settings)


def cut(
    system: NetworkName,
    to: Annotated[Path, typer.Option(help="The folder to make; must not exist.")],
    sides: Annotated[str, typer.Option(help="Names of the nodes, with commas.")],
    run: Annotated[str, typer.Option(help="The name of the run.")] = "rehearsal-1",
    draws: Draws = 1,
    seed: Seed = 1,
    recovery: Recovery = "1",
) -> None:
    """Cut a system into a charter and one folder of books for each side, for a rehearsal.

    Each side's folder has its own jurisdictions alone and is for its node alone. In earnest each
    authority writes its own books, and nobody has all of them. Institutions have fictitious names.
    """
    require_node()
    from parley.exchange.joint.books import crossing, split
    from parley.exchange.joint.charter import Charter
    from parley.files.books_folder import charter_text, write_books
    from parley.files.whole_folder import written_beside

    names = tuple(name.strip() for name in sides.split(","))
    if to.exists():
        raise CannotWrite(f"{to} is there already")
    rate = rate_from(recovery).as_integer_ratio()
    pool = pool_from(system, len(names), draws, seed, disguised=True)
    lists = crossing(pool.names, pool.side_of, pool.debts)
    charter = Charter(run, names, lists, pool.unit, "shock", draws, rate, rate)
    every = split(pool.names, pool.side_of, pool.debts, pool.assets, charter)
    with written_beside(to) as folder:
        (folder / "charter.toml").write_text(charter_text(charter), encoding="utf-8")
        for name, books in zip(names, every, strict=True):
            (folder / name).mkdir()
            write_books(folder / name, books, charter)
    typer.echo(f"{to}: charter.toml, and the books of {', '.join(names)}")


def _enter(
    settings: "Settings", record: "Record", charter: "Charter", folder: Path,
    *, is_exercise: bool, yes: bool,
) -> None:  # fmt: skip
    """Read one's own books, show the terms, ask, and take part."""
    from parley.files.books_folder import read_books
    from parley.node.clock import now
    from parley.node.joint_runs import take_part

    if settings.node not in charter.sides:
        found = ", ".join(charter.sides)
        raise InvalidInput([Fault("charter", 0, "sides", found, f"{settings.node} among them")])
    books = read_books(folder, charter, charter.sides.index(settings.node))
    if not yes:
        typer.echo(f"{charter.run}: {'EXERCISE' if is_exercise else 'not an exercise'}")
        _show_charter(charter)
        typer.confirm(f"Sign as {settings.node}, with {len(books.names)} institutions?", abort=True)
    take_part(settings, record, charter, books, now(), is_exercise=is_exercise)


def _proposal(record: "Record", run: str) -> "Proposal":
    from parley.node.joint_runs import proposals

    found = proposals(record).get(run)
    if found is None:
        wanted = "a run that is proposed; see parley joint list"
        raise InvalidInput([Fault("joint run", 0, "run", run, wanted)])
    return found


def _say_whether_it_runs(settings: "Settings") -> None:
    """Tell the operator where nothing will be sent: the node does not run."""
    host, port = settings.listen
    try:
        socket.create_connection(("127.0.0.1" if host == "0.0.0.0" else host, port), 1.0).close()  # noqa: S104
    except OSError:
        typer.echo(f"{settings.node} does not run now; it says this when it does: parley serve")
