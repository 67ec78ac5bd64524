"""The exercises that ship with Parley, and how an exercise is found by its name or its folder."""

from pathlib import Path

from parley.errors import Fault, InvalidInput
from parley.files.exercises.folder import EXERCISE_FILES, read_exercise
from parley.files.toml_tables import shown
from parley.group.exercise.script import Exercise

#: Where the exercises that ship stand, one folder each.
SHIPPED = Path(__file__).resolve().parents[2] / "exercises"


def list_exercises() -> tuple[str, ...]:
    """The names of the exercises that ship, in alphabetical order."""
    return tuple(
        sorted(
            folder.name
            for folder in SHIPPED.iterdir()
            if all((folder / name).is_file() for name in EXERCISE_FILES)
        )
    )


def find_exercise_folder(name_or_folder: str) -> Path:
    """Find the folder of an exercise.

    Args:
        name_or_folder: The name of an exercise that ships, or the path of a folder. A folder
            with the name of a shipped exercise is written with its path, ``./cyber-outage``.

    Raises:
        InvalidInput: if it is neither.
    """
    if name_or_folder in list_exercises():
        return SHIPPED / name_or_folder
    if not name_or_folder or not _is_folder(Path(name_or_folder)):
        expected = f"a folder, or an exercise that ships: {', '.join(list_exercises())}"
        raise InvalidInput([Fault("exercise", 0, "", shown(name_or_folder), expected)])
    return Path(name_or_folder)


def find_exercise(name_or_folder: str) -> Exercise:
    """Find and read an exercise.

    Args:
        name_or_folder: As for ``find_exercise_folder``.

    Raises:
        InvalidInput: if there is none, or with every fault in it.
    """
    return read_exercise(find_exercise_folder(name_or_folder))


def _is_folder(path: Path) -> bool:
    """Whether a folder stands there; no if that can not even be asked."""
    try:
        return path.is_dir()
    except OSError:
        return False
