"""What lies on disk: folders of systems, exercises and results, and files of authorities."""

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from parley.files.systems.ready import load_system

__all__ = ["load_system"]


def __getattr__(name: str) -> Any:
    """Load the engine only where a system is asked for: a dialogue and a text need none of it."""
    if name == "load_system":
        from parley.files.systems.ready import load_system

        return load_system
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
