"""Parts that are installed apart: what a command needs, and what to say where it is missing."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from importlib.util import find_spec

from parley.errors import MissingExtra

#: What a node stands on besides the commands themselves.
_NODE = ("cryptography", "joserfc", "sqlalchemy", "alembic", "fastapi", "uvicorn", "httpx")

#: What a secret run stands on besides a node.
_MPC = ("mpyc",)

#: What reading texts, documents for print and calendars stand on besides a node.
_RECORD = (
    "rapidfuzz", "pypinyin", "datasketch", "charset_normalizer", "pypdf",
    "typst", "icalendar",
)  # fmt: skip


@contextmanager
def the_app_at_hand() -> Iterator[None]:
    """While commands are loaded: what they stand on and is not there is named.

    Raises:
        MissingExtra: naming what is missing and what to install.
    """
    try:
        yield
    except ModuleNotFoundError as missing:
        if missing.name is None or missing.name.partition(".")[0] == "parley":
            raise
        raise MissingExtra(
            f"the commands need {missing.name}, which is not installed; "
            "install the extra app, in the checkout: pip install '.[app]'"
        ) from missing


def require_record() -> None:
    """Check that the extra ``record`` is installed.

    Raises:
        MissingExtra: naming what is missing and what to install.
    """
    _require((*_NODE, *_RECORD), "the record", "record")


def require_mpc() -> None:
    """Check that the extra ``mpc`` is installed.

    Raises:
        MissingExtra: naming what is missing and what to install.
    """
    _require((*_NODE, *_MPC), "a secret run", "mpc")


def require_node() -> None:
    """Check that the extra ``node`` is installed.

    Raises:
        MissingExtra: naming what is missing and what to install.
    """
    _require(_NODE, "a node", "node")


def _require(names: Sequence[str], what: str, extra: str) -> None:
    missing = [name for name in names if find_spec(name) is None]
    if missing:
        raise MissingExtra(
            f"{what} needs {', '.join(missing)}, which is not installed; "
            f"install the extra {extra}, in the checkout: pip install '.[{extra}]'"
        )
