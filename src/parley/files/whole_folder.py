"""Folders that are written beside their place and put there whole, or not at all."""

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from parley.errors import CannotWrite


@contextmanager
def written_beside(folder: Path) -> Iterator[Path]:
    """Give an empty folder to write to; it is put in the place of ``folder`` at the end.

    Raises:
        CannotWrite: if something cannot be written; nothing is left then, and what was there stays.
    """
    try:
        beside = make_beside(folder)
    except (OSError, ValueError) as error:
        raise CannotWrite(why_not(folder, error)) from error
    try:
        yield beside
        beside.chmod(0o755)
        put_in_place(beside, folder)
    except OSError as error:
        raise CannotWrite(why_not(folder, error)) from error
    finally:
        shutil.rmtree(beside, ignore_errors=True)


def make_beside(folder: Path) -> Path:
    """Make a hidden folder beside ``folder``, on the same disk, so that it can be moved there."""
    return Path(tempfile.mkdtemp(prefix=f".{folder.name}.", dir=folder.absolute().parent))


def put_in_place(made: Path, folder: Path) -> None:
    """Move the finished folder over the old one; the old one goes only when the new one stands."""
    if not folder.exists():
        made.replace(folder)
        return
    old = Path(tempfile.mkdtemp(prefix=f".{folder.name}.old.", dir=folder.absolute().parent))
    folder.replace(old / "was")
    try:
        made.replace(folder)
    except OSError:
        (old / "was").replace(folder)
        raise
    finally:
        shutil.rmtree(old, ignore_errors=True)


def why_not(folder: Path, error: OSError | ValueError) -> str:
    """Why a folder cannot be written, for the message."""
    why = getattr(error, "strerror", None) or str(error)
    return f"{folder} cannot be written: {why}. Nothing was left there"
