"""The commands: read, call one function, print, set the exit code."""

import sys

from parley.cli.extra import the_app_at_hand
from parley.errors import MissingExtra


def main() -> None:
    """Run ``parley`` with the arguments of the process, and end the process with its status.

    The commands need the extra ``app``, which is imported only here: where the engine alone is
    installed, one line says what to install.
    """
    try:
        status = _run()
    except MissingExtra as missing:
        sys.stderr.write(f"parley: {missing}\n")
        status = 2
    except KeyboardInterrupt:
        sys.stderr.write("parley: interrupted before anything was begun\n")
        status = 130
    sys.exit(status)


def _run() -> int:
    with the_app_at_hand():
        from parley.cli.commands import run
    return run()
