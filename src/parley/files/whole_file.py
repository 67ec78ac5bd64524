"""Files that are written beside their place and put there whole, or not at all."""

import tempfile
from pathlib import Path

from parley.errors import CannotWrite
from parley.files.whole_folder import why_not

#: What a file gets that everybody on the machine may read, as an editor would make it.
_READABLE = 0o644


def write_whole(content: bytes, path: Path) -> None:
    """Write a file; what was there before stays until the new one is complete.

    Raises:
        CannotWrite: naming the file and the reason; nothing is left then.
    """
    try:
        with tempfile.NamedTemporaryFile(
            dir=path.absolute().parent, prefix=f".{path.name}.", delete=False
        ) as stream:
            beside = Path(stream.name)
            try:
                stream.write(content)
                stream.flush()
                beside.chmod(_READABLE)
                beside.replace(path)
            except OSError:
                beside.unlink(missing_ok=True)
                raise
    except (OSError, ValueError) as error:
        raise CannotWrite(why_not(path, error)) from error
