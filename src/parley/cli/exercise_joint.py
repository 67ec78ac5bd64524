"""A joint play of an exercise: on two nodes of this machine, compared with the play on one."""

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from rich.progress import Progress

from parley.cli.extra import require_node
from parley.engine.pool import Team
from parley.engine.totals import SystemTotals
from parley.errors import Fault, InvalidInput
from parley.files.exercises.losses import LossTable
from parley.files.exercises.result import write_result
from parley.group.exercise.outcome import Outcome
from parley.group.exercise.play import play as play_exercise
from parley.group.exercise.script import Exercise
from parley.group.exercise.work import Watching
from parley.report.exercise_report import write_exercise_report

if TYPE_CHECKING:
    from parley.exchange.joint.account import Account

#: Draws unless told otherwise: all cross in the same messages, in well under two minutes.
DRAWS = 500

#: What is shown while a stage of the play runs.
_STAGES = {
    "start": {"en": "Starting two nodes", "zh": "启动两个节点"},
    "play": {"en": "Playing on two nodes", "zh": "两个节点推演"},
    "check": {"en": "Checking both records", "zh": "检查两份记录"},
    "one": {"en": "The same on one node", "zh": "单节点对照推演"},
    "report": {"en": "Report", "zh": "报告"},
}


def play_jointly(
    script: Exercise,
    totals: SystemTotals,
    *,
    draws: int,
    seed: int,
    team: Team,
    digests: Mapping[str, str],
    versions: Mapping[str, str],
    language: str,
    progress: Progress,
    folder: Path,
) -> tuple[Outcome, "Account"]:
    """Play an exercise on two nodes and on one, and write result and report of the former.

    Args:
        script: The exercise.
        totals: The system.
        draws: Outages in each way of playing.
        seed: Names the run.
        team: Who plays on one node.
        digests, versions: Kept with the result.
        language: Of what is shown.
        progress: Where it is shown.
        folder: Where result and report go; exists.

    Returns:
        The outcome of the joint play and its account.

    Raises:
        MissingExtra: if what a node stands on is not installed.
        InvalidInput: for too many draws, or a script that a joint exercise does not carry.
    """
    require_node()
    from parley.exchange.joint.account import nearness
    from parley.node.rehearsal import MOST_DRAWS, TOLERANCE, rehearse

    if draws > MOST_DRAWS:
        wanted = f"at most {MOST_DRAWS} in a joint play"
        raise InvalidInput([Fault("play", 0, "draws", str(draws), wanted)])
    shown: dict[str, int] = {}

    def show(stage: str, done: int, whole: int) -> None:
        if stage not in shown:
            shown[stage] = int(progress.add_task(_STAGES[stage][language], total=whole))
        progress.update(shown[stage], completed=done, total=whole)  # type: ignore[arg-type]

    found = rehearse(script, totals, draws=draws, seed=seed, on_progress=show)
    ordinary = play_exercise(
        script, totals, draws=draws, seed=seed, team=team, matrices=1,
        watching=Watching(on_progress=lambda done, whole: show("one", done, whole)),
        digests=digests, versions=versions,
    )  # fmt: skip
    outcome = found.outcome(ordinary)
    account = replace(
        found.account,
        nearness=nearness(outcome, ordinary),
        tolerance=TOLERANCE * max(played.loss.value for played in ordinary.played),
    )
    show("report", 0, 1)
    blocks = folder / "blocks"
    blocks.mkdir()
    table = LossTable(blocks)
    table.add(0, found.part.losses)
    table.put_together(folder / "outcome.parquet", outcome)
    for block in blocks.iterdir():
        block.unlink()
    blocks.rmdir()
    write_result(outcome, folder, account.plain())
    write_exercise_report(outcome, folder, account)
    show("report", 1, 1)
    return outcome, account
