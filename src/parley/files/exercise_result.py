"""The result of an exercise on disk: figures as JSON, draws as Parquet, whole or not at all."""

import json
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from parley.errors import CannotWrite
from parley.group.exercise.figures import figures
from parley.group.exercise.outcome import CHANNELS, Outcome

#: Rows of the Parquet file that are built at once, so that memory does not grow with the draws.
_DRAWS_AT_ONCE = 2_000


@contextmanager
def written_whole(folder: Path) -> Iterator[Path]:
    """Give a folder beside ``folder`` to write into, and put it in its place at the end.

    Whatever was at ``folder`` before is replaced only when everything has been written. If the
    block fails or is interrupted, nothing half-written stays behind.

    Args:
        folder: Where the result is to be.

    Raises:
        CannotWrite: if there is no room, or no permission, or ``folder`` is a file.
    """
    if folder.exists() and not folder.is_dir():
        raise CannotWrite(f"{folder} is a file; expected the name of a folder")
    if folder.is_dir() and any(folder.iterdir()) and not (folder / "result.json").exists():
        raise CannotWrite(
            f"{folder} has files in it that are no result of an exercise; name another folder"
        )
    partial = None
    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
        partial = Path(tempfile.mkdtemp(prefix=f".{folder.name}.", dir=folder.parent))
        partial.chmod(0o755)
        yield partial
        _put_in_place(partial, folder)
    except OSError as error:
        reason = error.strerror or str(error)
        raise CannotWrite(
            f"{error.filename or folder}: {reason}; free space or name another folder, "
            "nothing was left there"
        ) from error
    finally:
        if partial is not None:
            shutil.rmtree(partial, ignore_errors=True)


def _put_in_place(partial: Path, folder: Path) -> None:
    """Move the finished folder over the old one; the old one goes only when the new one stands."""
    if not folder.exists():
        partial.replace(folder)
        return
    old = Path(tempfile.mkdtemp(prefix=f".{folder.name}.old.", dir=folder.parent))
    folder.replace(old / "was")
    try:
        partial.replace(folder)
    except OSError:
        (old / "was").replace(folder)
        raise
    finally:
        shutil.rmtree(old, ignore_errors=True)


def write_result(outcome: Outcome, folder: Path) -> tuple[Path, Path]:
    """Write ``result.json`` and ``outcome.parquet``.

    The JSON has every figure of the report with unit and error, the versions, the seed and the
    digests of the inputs; its keys are sorted, so that equal results are equal bytes. The Parquet
    file has one row for each way, draw and institution that lost anything, with its loss by
    channel; its metadata say the unit.

    Args:
        outcome: Of a play.
        folder: Exists already.

    Returns:
        The two paths.
    """
    result = folder / "result.json"
    text = json.dumps(
        figures(outcome),
        ensure_ascii=False,
        indent=1,
        sort_keys=True,
        allow_nan=False,
        default=_number,
    )
    result.write_text(text + "\n", encoding="utf-8")
    table = folder / "outcome.parquet"
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
    with pq.ParquetWriter(table, schema) as writer:
        for batch in _batches(outcome, schema):
            writer.write_batch(batch)
    return result, table


def _batches(outcome: Outcome, schema: Any) -> Iterator[Any]:
    """Rows in the order way, draw, institution."""
    names = pa.array(outcome.system.names)
    ways = pa.array([played.way.value for played in outcome.played])
    for number, played in enumerate(outcome.played):
        for first in range(0, outcome.draws, _DRAWS_AT_ONCE):
            losses = played.losses[first : first + _DRAWS_AT_ONCE]
            draws, institutions = np.nonzero(losses.any(axis=2))
            way = np.full(draws.size, number, dtype=np.int8)
            yield pa.record_batch(
                [
                    pa.DictionaryArray.from_arrays(pa.array(way), ways),
                    pa.array((draws + first).astype(np.int32)),
                    pa.DictionaryArray.from_arrays(pa.array(institutions.astype(np.int32)), names),
                    *[pa.array(losses[draws, institutions, k]) for k in range(len(CHANNELS))],
                ],
                schema=schema,
            )


def _number(value: object) -> object:
    """Numbers of numpy as plain ones."""
    if isinstance(value, np.generic):
        return value.item()
    raise TypeError(f"{type(value).__name__} has no place in a result")
