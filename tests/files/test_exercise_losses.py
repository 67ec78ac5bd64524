import math
from pathlib import Path

import numpy as np
import pyarrow.parquet as pq
import pytest

from parley.engine.amounts import Floats
from parley.files.exercises.losses import DRAWS_PER_BLOCK, LossTable
from parley.group.exercise.outcome import CHANNELS, Outcome, Way
from parley.group.exercise.play import play
from parley.group.exercise.work import Watching
from tests.group.exercise.small_exercise import reroute, small_exercise
from tests.group.exercise.small_system import small_totals


@pytest.fixture(name="played", scope="module")
def _played(tmp_path_factory: pytest.TempPathFactory) -> tuple[Outcome, Floats, Path]:
    """A play, the losses of each of its draws, and the table of them."""
    table = LossTable(tmp_path_factory.mktemp("blocks"))
    path = tmp_path_factory.mktemp("table") / "outcome.parquet"
    losses: list[Floats] = []

    def take(first: int, some: Floats) -> None:
        losses.append(some)
        table.add(first, some)

    outcome = play(
        small_exercise(decisions=(reroute("r", "b-bank", 0.5),)),
        small_totals(),
        draws=20,
        seed=1,
        matrices=2,
        draws_per_piece=6,
        watching=Watching(on_losses=take),
    )
    table.put_together(path, outcome)
    return outcome, np.concatenate(losses, axis=1), path


def test_the_table_holds_every_loss_of_every_draw(played: tuple[Outcome, Floats, Path]) -> None:
    outcome, losses, path = played
    rows = pq.read_table(path)
    assert rows.schema.metadata[b"unit"] == b"USD bn"
    for number, channel in enumerate(CHANNELS):
        stored = math.fsum(rows[channel].to_pylist())
        assert stored == pytest.approx(losses[..., number].sum())
    assert set(rows["institution"].to_pylist()) <= set(outcome.system.names)
    assert len(rows) == np.count_nonzero(losses.any(axis=3))


def test_numbers_of_the_table_are_those_of_the_play(played: tuple[Outcome, Floats, Path]) -> None:
    outcome, losses, path = played
    for row in pq.read_table(path).to_pylist()[::17]:
        way, place = (
            list(Way).index(Way(row["way"])),
            outcome.system.names.index(row["institution"]),
        )
        stored = [row[channel] for channel in CHANNELS]
        np.testing.assert_array_equal(stored, losses[way, row["draw"], place])


def made_up(draws: int, n: int) -> Floats:
    """Losses of which about a third are zero."""
    losses = np.random.default_rng(5).normal(size=(len(Way), draws, n, len(CHANNELS)))
    return np.where(losses.sum(axis=3, keepdims=True) > 0.9, losses, 0.0)


def written(folder: Path, outcome: Outcome, losses: Floats, size: int, first: int = 0) -> bytes:
    (folder / "blocks").mkdir(exist_ok=True, parents=True)
    table = LossTable(folder / "blocks")
    for start in range(first, losses.shape[1], size):
        table.add(start, losses[:, start : start + size])
    table.put_together(folder / "table.parquet", outcome)
    return (folder / "table.parquet").read_bytes()


def test_however_the_draws_come_the_table_has_the_same_bytes(
    played: tuple[Outcome, Floats, Path], tmp_path: Path
) -> None:
    outcome, losses = played[0], made_up(2 * DRAWS_PER_BLOCK + 100, played[0].system.size)
    whole = written(tmp_path / "whole", outcome, losses, losses.shape[1])
    assert whole == written(tmp_path / "pieces", outcome, losses, 700)
    draws = pq.read_table(tmp_path / "whole" / "table.parquet")["draw"].to_numpy()
    blocks = draws // DRAWS_PER_BLOCK
    assert np.all(np.diff(blocks) >= 0)
    assert blocks[-1] == 2


def test_a_table_that_was_broken_off_goes_on_from_any_block(
    played: tuple[Outcome, Floats, Path], tmp_path: Path
) -> None:
    """Blocks after the place where it goes on are written again; half a file is overlooked."""
    outcome, losses = played[0], made_up(3 * DRAWS_PER_BLOCK, played[0].system.size)
    whole = written(tmp_path / "whole", outcome, losses, 256)
    broken = LossTable(tmp_path / "whole" / "blocks")
    broken.add(0, losses[:, : 2 * DRAWS_PER_BLOCK + 5])
    (tmp_path / "whole" / "blocks" / "draws-000000004096.partial").write_bytes(b"half")
    again = written(tmp_path / "whole", outcome, losses, 256, first=DRAWS_PER_BLOCK)
    assert again == whole
