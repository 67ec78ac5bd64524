"""The losses of every draw as Parquet, written block by block while an exercise is played."""

from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from parley.engine.amounts import Floats
from parley.group.exercise.outcome import CHANNELS, Outcome, Way

#: Draws in one block of the table. Equal runs give equal bytes, so it is no tuning knob.
DRAWS_PER_BLOCK = 2_048

#: Within a block, ways and institutions are numbers: their names are known when the play ends.
_ROWS = pa.schema(
    [("way", pa.int8()), ("draw", pa.int32()), ("institution", pa.int32())]
    + [(channel, pa.float64()) for channel in CHANNELS]
)
_PACKED = pa.ipc.IpcWriteOptions(compression="zstd")


class LossTable:
    """A folder with one file for each block of draws, put together when all are there.

    Each file is whole or not there, and a block that is written again is the same again; so a play
    that was interrupted goes on from any block.

    Args:
        folder: Exists already; holds nothing but blocks of the same play.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._waiting: list[Floats] = []
        self._first = self._held = 0

    def add(self, first: int, losses: Floats) -> None:
        """Take the losses of some draws, in the order of the draws.

        Args:
            first: Number of the first of them.
            losses: By way, draw, institution and channel. Shape (ways, k, n, 4), money.
        """
        if not self._held:
            self._first = first
        self._waiting.append(losses)
        self._held += losses.shape[1]
        while self._held >= DRAWS_PER_BLOCK:
            self._write(DRAWS_PER_BLOCK)

    def put_together(self, path: Path, outcome: Outcome) -> None:
        """Write the last draws, and one file of all blocks.

        Rows come in the order of blocks, ways, draws and institutions; whoever lost nothing in a
        draw has none. The metadata say the unit.

        Args:
            path: Of the file.
            outcome: Of the play; has the names that the institutions bear in it.
        """
        if self._held:
            self._write(self._held)
        names = pa.array(outcome.system.names)
        schema = pa.schema(
            [
                ("way", pa.dictionary(pa.int8(), pa.string())),
                ("draw", pa.int32()),
                ("institution", pa.dictionary(pa.int32(), pa.string())),
                *[(channel, pa.float64()) for channel in CHANNELS],
            ],
            metadata={
                "unit": outcome.system.unit,
                "seed": str(outcome.seed),
                "exercise": outcome.exercise.id,
            },
        )
        ways = pa.array([way.value for way in Way])
        with pq.ParquetWriter(path, schema) as writer:
            for block in sorted(self._folder.glob("draws-*.arrow")):
                with pa.ipc.open_file(block) as rows:
                    for number in range(rows.num_record_batches):
                        way, draw, institution, *losses = rows.get_batch(number).columns
                        named = [
                            pa.DictionaryArray.from_arrays(way, ways),
                            draw,
                            pa.DictionaryArray.from_arrays(institution, names),
                        ]
                        writer.write_batch(pa.record_batch([*named, *losses], schema=schema))

    def _write(self, draws: int) -> None:
        held = np.concatenate(self._waiting, axis=1)
        losses, rest = held[:, :draws], held[:, draws:]
        path = self._folder / f"draws-{self._first:012d}.arrow"
        partial = path.with_suffix(".partial")
        with (
            pa.OSFile(str(partial), "wb") as file,
            pa.ipc.new_file(file, _ROWS, options=_PACKED) as rows,
        ):
            for way, each in enumerate(losses):
                rows.write_batch(self._rows(way, each))
        partial.replace(path)
        self._first += draws
        self._held -= draws
        self._waiting = [rest] if self._held else []

    def _rows(self, way: int, losses: Floats) -> Any:
        """Who lost anything in the draws of a way."""
        draws, institutions = np.nonzero(losses.any(axis=2))
        return pa.record_batch(
            [
                np.full(draws.size, way, dtype=np.int8),
                (draws + self._first).astype(np.int32),
                institutions.astype(np.int32),
                *[losses[draws, institutions, k] for k in range(len(CHANNELS))],
            ],
            schema=_ROWS,
        )
