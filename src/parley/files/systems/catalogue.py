"""Where systems are found: those that ship with the package, and a user's own folders."""

from importlib import resources
from pathlib import Path

from parley.engine.totals import SystemTotals
from parley.errors import Fault, InvalidInput
from parley.files.systems.folder import read_system
from parley.files.tables import shown


def systems_folder() -> Path:
    """The folder of the systems that ship with the package."""
    return Path(str(resources.files("parley"))) / "systems"


def list_systems() -> tuple[str, ...]:
    """Names of the systems that ship with the package, in alphabetical order."""
    folder = systems_folder()
    return tuple(sorted(path.parent.name for path in folder.glob("*/system.toml")))


def find_system_folder(name_or_folder: str | Path) -> Path:
    """The folder of a built-in system, or a user's folder.

    A name of a built-in system wins over a folder of the same name in the working directory;
    write ``./gsib-2022`` for that one.

    Raises:
        InvalidInput: if there is neither.
    """
    text = str(name_or_folder)
    if text in list_systems():
        return systems_folder() / text
    try:
        found = bool(text) and Path(text).is_dir()
    except (OSError, ValueError):
        found = False
    if found:
        return Path(text)
    wanted = "the name of a built-in system (" + ", ".join(list_systems()) + ") or a folder"
    raise InvalidInput([Fault("system", 0, "", shown(text), wanted)])


def find_system(name_or_folder: str | Path) -> SystemTotals:
    """Read a built-in system by its name, or a user's own by its folder.

    Raises:
        InvalidInput: if there is none, or with every fault in its files.
    """
    return read_system(find_system_folder(name_or_folder))
