"""Files that are written beside their place and put there whole, or not at all."""

from collections.abc import Iterable
from pathlib import Path

from parley.errors import CannotWrite
from parley.files.whole_folder import why_not


def write_whole(content: bytes | Iterable[bytes], path: Path) -> None:
    """Write a file; what was there before stays until the new one is complete.

    Who may read it is left to the user's own setting (umask): pages may hold what is private.

    Args:
        content: All of it, or its parts in order, of which one at a time is in memory.
        path: Where to.

    Raises:
        CannotWrite: naming the file and the reason; nothing is left then.
    """
    beside = path.with_name(f".{path.name}.partial")
    try:
        try:
            with beside.open("wb") as file:
                for part in (content,) if isinstance(content, bytes) else content:
                    file.write(part)
            beside.replace(path)
        finally:
            beside.unlink(missing_ok=True)
    except (OSError, ValueError) as error:
        raise CannotWrite(why_not(path, error)) from error
