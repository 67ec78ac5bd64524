"""A play that was interrupted: what is done is kept beside the result, and taken up again."""

import hashlib
import json
import shutil
import time
import zipfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import numpy as np

from parley.files.exercises.losses import DRAWS_PER_BLOCK
from parley.group.exercise.fold import State

try:
    import fcntl
except ModuleNotFoundError:  # not on Windows: there nobody is kept from playing the same twice
    fcntl = None  # type: ignore[assignment]

#: Raised when what is kept has another shape, so that nothing older is taken up.
FORMAT = 2

#: At most this share of the time goes into keeping what is done, after a first wait in seconds.
SHARE, FIRST_WAIT = 0.05, 5.0


class Work:
    """What is kept of a play while it runs.

    Args:
        folder: Where; exists.
        wait: Seconds of play that may be lost, at least.
    """

    def __init__(self, folder: Path, wait: float = FIRST_WAIT) -> None:
        self.folder, self.blocks = folder, folder / "blocks"
        self.blocks.mkdir(exist_ok=True)
        self._state, self._wait, self._since = folder / "state.npz", wait, time.monotonic()

    @property
    def is_begun(self) -> bool:
        """Whether there is anything to go on from."""
        return self._state.exists()

    def state(self) -> State | None:
        """What was kept; None if nothing was, or if it cannot be read."""
        try:
            with self._state.open("rb") as file, np.load(file, allow_pickle=False) as kept:
                return {name: kept[name] for name in kept.files}
        except FileNotFoundError:
            return None
        except (OSError, ValueError, EOFError, zipfile.BadZipFile):
            self._state.unlink(missing_ok=True)
            return None

    def offer(self, drawn: int, known: Callable[[], State]) -> None:
        """Keep what is known, if a block of draws ends here and it is time.

        Args:
            drawn: Draws that are played in all ways.
            known: Gives what is known.
        """
        if drawn % DRAWS_PER_BLOCK or time.monotonic() - self._since < self._wait:
            return
        begun = time.monotonic()
        partial = self.folder / "state.partial"
        with partial.open("wb") as file:
            np.savez(file, **known())  # type: ignore[arg-type]
        partial.replace(self._state)
        self._since = time.monotonic()
        self._wait = max(self._wait, (self._since - begun) / SHARE)


@contextmanager
def kept_work(result: Path, inputs: Mapping[str, Any], *, fresh: bool = False) -> Iterator[Work]:
    """Give the folder in which a play keeps what is done, beside the folder of its result.

    It is named after a digest of the inputs, so that a play goes on only from what the same inputs
    gave. When the block ends well the folder is removed; when it fails or is interrupted, it stays
    if there is anything in it to go on from.

    Args:
        result: The folder of the result.
        inputs: Everything that the numbers depend on; plain values.
        fresh: Whether what is there is thrown away.
    """
    text = json.dumps({"format": FORMAT, **inputs}, sort_keys=True, default=str)
    digest = hashlib.sha256(text.encode()).hexdigest()[:16]
    folder = result.parent / f"{_prefix(result)}{digest}"
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / "lock").open("w") as lock:
        if fcntl is not None:
            # Waits while the same play runs elsewhere: both would write the same, and one would
            # take away what the other still needs.
            fcntl.flock(lock, fcntl.LOCK_EX)
        if fresh:
            (folder / "state.npz").unlink(missing_ok=True)
        work = Work(folder)
        try:
            yield work
        except BaseException:
            if not work.is_begun:
                shutil.rmtree(folder, ignore_errors=True)
            raise
        shutil.rmtree(folder, ignore_errors=True)


def other_work(result: Path, but: Path) -> list[Path]:
    """Folders that plays of other inputs left beside the same result.

    Args:
        result: The folder of the result.
        but: The folder of the play that is meant.
    """
    return sorted(each for each in result.parent.glob(f"{_prefix(result)}*") if each != but)


def _prefix(result: Path) -> str:
    return f".{result.name}.unfinished-"
