"""The dialogues that ship with Parley, and how one is found by its name or its folder."""

from pathlib import Path

from parley.errors import Fault, InvalidInput
from parley.files.dialogue_folder import HEAD_FILE, read_dialogue
from parley.files.toml_tables import shown
from parley.group.dialogue.dialogue import Dialogue

#: Where the dialogues that ship stand, one folder each.
SHIPPED = Path(__file__).resolve().parent.parent / "dialogues"


def list_dialogues() -> tuple[str, ...]:
    """The names of the dialogues that ship, in alphabetical order."""
    return tuple(sorted(each.name for each in SHIPPED.iterdir() if (each / HEAD_FILE).is_file()))


def find_dialogue_folder(name_or_folder: str) -> Path:
    """Find the folder of a dialogue.

    Args:
        name_or_folder: The name of a dialogue that ships, or the path of a folder. A folder with
            the name of a shipped dialogue is written with its path, ``./us-china``.

    Raises:
        InvalidInput: if it is neither.
    """
    if name_or_folder in list_dialogues():
        return SHIPPED / name_or_folder
    path = Path(name_or_folder)
    try:
        is_folder = bool(name_or_folder) and path.is_dir()
    except (OSError, ValueError):
        is_folder = False
    if not is_folder:
        expected = f"a folder, or a dialogue that ships: {', '.join(list_dialogues())}"
        raise InvalidInput([Fault("dialogue", 0, "", shown(name_or_folder), expected)])
    return path


def find_dialogue(name_or_folder: str) -> Dialogue:
    """Find and read a dialogue.

    Args:
        name_or_folder: As for ``find_dialogue_folder``.

    Raises:
        InvalidInput: if there is none, or with every fault in it.
    """
    return read_dialogue(find_dialogue_folder(name_or_folder))
