"""The text in a PDF, taken out by a process of its own, so that no file can harm this one."""

import json
import subprocess
import sys

from parley.errors import Fault, InvalidInput

#: The most pages that are read; what follows is named in the error, not dropped in silence.
MOST_PAGES = 300
#: The most signs that are taken out of one file.
MOST_SIGNS = 2_000_000
#: Seconds of work and bytes of memory after which the process is stopped.
MOST_SECONDS = 30
MOST_MEMORY = 1 << 30
#: Seconds on the clock, for a machine that is busy with other things.
_PATIENCE = 20 * MOST_SECONDS


def take_text(content: bytes, file: str) -> str:
    """Take the text out of a PDF, page after page, with a blank line between pages.

    A PDF is a program of sorts: it may unpack to a thousand times its size or run in circles. So
    it is read by another process with limits on its work and its memory.

    Args:
        content: The whole file.
        file: Its name, as errors shall give it.

    Returns:
        The text; empty where the pages are pictures.

    Raises:
        InvalidInput: where it is encrypted, broken, too long, or asks for more than the limits.
    """
    try:
        done = subprocess.run(  # this Python itself, no words of a user
            [sys.executable, "-m", "parley.files.press_pdf_pages"],
            input=content,
            capture_output=True,
            timeout=_PATIENCE,
            check=False,
        )
    except subprocess.TimeoutExpired:
        raise _refused(file, "no end in sight") from None
    if done.returncode:
        raise _refused(file, "it asks for too much work or memory")
    answer = json.loads(done.stdout)
    if answer["fault"]:
        raise _refused(file, answer["fault"])
    return "\n\n".join(answer["pages"])


def _refused(file: str, value: str) -> InvalidInput:
    expected = (
        f"a PDF without a password, of at most {MOST_PAGES} pages and {MOST_SIGNS} characters, "
        f"that is read within {MOST_SECONDS} seconds and {MOST_MEMORY >> 20} MiB"
    )
    return InvalidInput([Fault(file, 0, "PDF", value, expected)])
