"""The result of an exercise on disk: a folder that is whole or not there, and its figures."""

import json
import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

import numpy as np

from parley.errors import CannotWrite
from parley.files.whole_folder import make_beside, put_in_place
from parley.group.exercise.figures import figures
from parley.group.exercise.outcome import Outcome


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
        partial = make_beside(folder)
        partial.chmod(0o755)
        yield partial
        put_in_place(partial, folder)
    except OSError as error:
        reason = error.strerror or str(error)
        raise CannotWrite(
            f"{error.filename or folder}: {reason}; free space or name another folder, "
            "nothing was left there"
        ) from error
    finally:
        if partial is not None:
            shutil.rmtree(partial, ignore_errors=True)


def write_result(outcome: Outcome, folder: Path, joint: Mapping[str, object] | None = None) -> Path:
    """Write ``result.json``: every figure of the report with unit and error.

    It also has the versions, the seed and the digests of the inputs; its keys are sorted, so that
    equal results are equal bytes.

    Args:
        outcome: Of a play.
        folder: Exists already.
        joint: The account of a play on two nodes, which then stands under ``joint``.

    Returns:
        The path.
    """
    result = folder / "result.json"
    text = json.dumps(
        figures(outcome) if joint is None else {**figures(outcome), "joint": joint},
        ensure_ascii=False,
        indent=1,
        sort_keys=True,
        allow_nan=False,
        default=_number,
    )
    result.write_text(text + "\n", encoding="utf-8")
    return result


def _number(value: object) -> object:
    """Numbers of numpy as plain ones."""
    if isinstance(value, np.generic):
        return value.item()
    raise TypeError(f"{type(value).__name__} has no place in a result")
