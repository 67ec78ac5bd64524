"""Parts that are installed apart: what a command needs, and what to say where it is missing."""

from importlib.util import find_spec

from parley.errors import MissingExtra

#: What a node stands on besides the commands themselves.
_NODE = ("cryptography", "joserfc", "sqlalchemy", "alembic", "fastapi", "uvicorn", "httpx")


def require_node() -> None:
    """Check that the extra ``node`` is installed.

    Raises:
        MissingExtra: naming what is missing and what to install.
    """
    missing = [name for name in _NODE if find_spec(name) is None]
    if missing:
        raise MissingExtra(
            f"a node needs {', '.join(missing)}, which is not installed; "
            "install the extra node, in the checkout: pip install '.[node]'"
        )
