"""Files that are written beside their place and put there whole, or not at all."""

from pathlib import Path

from parley.errors import CannotWrite
from parley.files.whole_folder import why_not


def write_whole(content: bytes, path: Path) -> None:
    """Write a file; what was there before stays until the new one is complete.

    Who may read it is left to the user's own setting (umask): pages may hold what is private.

    Raises:
        CannotWrite: naming the file and the reason; nothing is left then.
    """
    beside = path.with_name(f".{path.name}.partial")
    try:
        try:
            beside.write_bytes(content)
            beside.replace(path)
        finally:
            beside.unlink(missing_ok=True)
    except (OSError, ValueError) as error:
        raise CannotWrite(why_not(path, error)) from error
