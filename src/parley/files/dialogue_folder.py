"""A dialogue's folder on disk to a dialogue: read, and every fault in it named at once."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, get_args, get_type_hints

from parley.errors import Fault, InvalidInput
from parley.files.dialogue_hours import faults_in_time_zones, with_days
from parley.files.dialogue_tables import Spot, build_entry
from parley.files.toml_tables import Tables, parse_tables, shown
from parley.group.dialogue.basis import Source
from parley.group.dialogue.charter import Place, Side
from parley.group.dialogue.dialogue import Dialogue
from parley.group.dialogue.kinds import SINGULAR
from parley.group.marking import Handling
from parley.group.words import Words

#: The file that must be there; every other file of TOML in the folder is read with it.
HEAD_FILE = "dialogue.toml"

#: The page that says every key.
PAGE = "docs/dialogue.md"

#: Lists of the frame, which are no entries of the record, by the word for one of them.
_FRAME: Mapping[str, tuple[str, type]] = {
    "side": ("sides", Side),
    "source": ("sources", Source),
    "place": ("places", Place),
}


@dataclass(frozen=True)
class Head:
    """What stands at the top of ``dialogue.toml``.

    Args:
        id: The name of the dialogue.
        title: What people read.
        handling: The marking of every entry that names none itself.
    """

    id: str
    title: Words
    handling: str


def read_dialogue(folder: Path) -> Dialogue:
    """Read a dialogue from its folder.

    Args:
        folder: Holds ``dialogue.toml`` and other files of TOML; docs/dialogue.md says every key.

    Returns:
        The dialogue, checked.

    Raises:
        InvalidInput: with every fault, naming the file, the line on which the entry begins, the
            entry, the field, what stands there and what was expected.
    """
    return parse_dialogue(dialogue_files(folder))


def dialogue_files(folder: Path) -> dict[str, bytes]:
    """Read the files of a dialogue's folder as they stand.

    Raises:
        InvalidInput: if the folder or a file in it can not be read.
    """
    contents, faults = {}, []
    try:
        found = sorted(path for path in folder.iterdir() if path.suffix == ".toml")
    except (OSError, ValueError):
        found = []
    if not any(path.name == HEAD_FILE for path in found):
        found.append(folder / HEAD_FILE)
    for path in found:
        try:
            contents[path.name] = path.read_bytes()
        except (OSError, ValueError) as error:
            reason = getattr(error, "strerror", None) or "no name of a file"
            expected = f"a dialogue's folder, with {HEAD_FILE}"
            faults.append(Fault(str(path), 0, "", reason, expected))
    if faults:
        raise InvalidInput(faults)
    return contents


def parse_dialogue(contents: Mapping[str, bytes]) -> Dialogue:
    """Make a dialogue from the bytes of its files.

    Args:
        contents: As ``dialogue_files`` gives them.

    Raises:
        InvalidInput: as for ``read_dialogue``.
    """
    tables: list[Tables] = []
    faults: list[Fault] = []
    for name, content in contents.items():
        try:
            tables.append(parse_tables(name, content, PAGE))
        except InvalidInput as error:
            faults += error.faults
    if faults:
        raise InvalidInput(faults)
    return _Reading(tables).dialogue()


@dataclass
class _Reading:
    """One reading of the tables of a dialogue: collects faults, and the places of entries."""

    tables: list[Tables]
    faults: list[Fault] = field(default_factory=list)
    places: dict[str, tuple[str, int]] = field(default_factory=dict)

    def dialogue(self) -> Dialogue:
        """The dialogue, or every fault in its files."""
        head = self._head()
        # Without a head each entry would lack a marking, which says nothing new.
        given = {"handling": head.handling if head else Handling.PRIVATE}
        frame = {name: self._all(word, kind, {}) for word, (name, kind) in _FRAME.items()}
        parts = {name: self._all(word, entry_class(name), given) for name, word in SINGULAR.items()}
        if self.faults or head is None:
            raise InvalidInput(self.faults)
        try:
            lists: dict[str, Any] = {**frame, **parts}
            zones = list(faults_in_time_zones(lists["sides"]))
            if zones:
                raise InvalidInput(zones)
            lists["meetings"] = with_days(lists["meetings"], lists["sides"], lists["places"])
            return Dialogue(id=head.id, title=head.title, **lists)
        except InvalidInput as error:
            raise InvalidInput(self._placed(fault) for fault in error.faults) from None

    def _head(self) -> Head | None:
        """What stands in no list; keys that belong nowhere are faults."""
        lists = {*_FRAME, *SINGULAR.values()}
        head: dict[str, Any] = {}
        for table in self.tables:
            for key, value in table.content.items():
                if key in lists:
                    self._check_list(table.name, key, value)
                elif table.name == HEAD_FILE and not _is_list(value):
                    head[key] = value
                else:
                    expected = f"one of the lists {', '.join(sorted(lists))}"
                    self.faults.append(Fault(table.name, 0, shown(key), "", expected))
        return build_entry(Head, head, Spot(HEAD_FILE, 0, ""), self.faults)

    def _check_list(self, name: str, key: str, value: Any) -> None:
        if not isinstance(value, list):
            expected = f"tables that each begin with [[{key}]]"
            self.faults.append(Fault(name, 0, key, shown(value), expected))

    def _all(self, word: str, kind: type, given: Mapping[str, Any]) -> tuple[Any, ...]:
        """The entries of one kind, from all files."""
        good: list[Any] = []
        for table in self.tables:
            listed = zip(table.listed(word), table.rows(word), strict=True)
            for number, (found, row) in enumerate(listed, start=1):
                name = _named(found) or f"number {number}"
                spot = Spot(table.name, row, f"{word} {name}")
                self.places.setdefault(spot.label, (table.name, row))
                if not isinstance(found, dict):
                    fault = Fault(table.name, row, spot.label, shown(found), "a table")
                    self.faults.append(fault)
                    continue
                entry = build_entry(kind, found, spot, self.faults, given)
                if entry is not None:
                    good.append(entry)
        return tuple(good)

    def _placed(self, fault: Fault) -> Fault:
        """A fault with the file and the line of the entry that it is in."""
        return _placed(fault, self.places)


@dataclass(frozen=True)
class Added:
    """An entry that is added to a dialogue: from a node's record, or proposed by a reading.

    Args:
        word: The word for its kind, as files have it: ``concern``, also ``source`` and ``place``.
        table: What it says, as a table of a folder would; days may be texts.
        where, row: Where it stands, for the message.
    """

    word: str
    table: Mapping[str, Any]
    where: str
    row: int = 0


def extend_dialogue(dialogue: Dialogue, added: Sequence[Added]) -> Dialogue:
    """Add entries to a dialogue.

    Args:
        dialogue: What is there.
        added: Entries, each with its own marking; nothing is replaced, a correction supersedes.

    Returns:
        The dialogue with them, checked as a whole.

    Raises:
        InvalidInput: with every fault in what was added, and in how it fits.
    """
    plural = {word: kind for kind, word in SINGULAR.items()}
    names = {**{word: name for word, (name, _) in _FRAME.items() if word != "side"}, **plural}
    classes = {word: kind for word, (_, kind) in _FRAME.items()}
    faults: list[Fault] = []
    made: dict[str, list[Any]] = {}
    places: dict[str, tuple[str, int]] = {}
    for each in added:
        if each.word not in names:
            expected = f"one of {', '.join(sorted(names))}"
            faults.append(Fault(each.where, each.row, "kind", shown(each.word), expected))
            continue
        spot = Spot(each.where, each.row, f"{each.word} {_named(each.table) or 'without a name'}")
        places[spot.label] = (each.where, each.row)
        kind = classes.get(each.word) or entry_class(names[each.word])
        entry = build_entry(kind, each.table, spot, faults)
        if entry is not None:
            made.setdefault(names[each.word], []).append(entry)
    if faults:
        raise InvalidInput(faults)
    try:
        grown: dict[str, Any] = {
            name: (*getattr(dialogue, name), *new) for name, new in made.items()
        }
        if "meetings" in made:
            every = grown.get("places", dialogue.places)
            grown["meetings"] = with_days(grown["meetings"], dialogue.sides, every)
        return replace(dialogue, **grown)
    except InvalidInput as error:
        raise InvalidInput(_placed(fault, places) for fault in error.faults) from None


def read_added(path: Path) -> tuple[Added, ...]:
    """Read entries that are to be added from one file of TOML, with lists as in a folder.

    Args:
        path: The file. ``handling`` at its top marks every entry that names none itself.

    Raises:
        InvalidInput: if it can not be read, is no TOML, or holds anything else.
    """
    try:
        tables = parse_tables(path.name, path.read_bytes(), PAGE)
    except OSError as error:
        fault = Fault(str(path), 0, "", error.strerror or "unreadable", "a file of TOML")
        raise InvalidInput([fault]) from None
    words = {*SINGULAR.values(), "source", "place"}
    faults, added = [], []
    given = {key: value for key, value in tables.content.items() if key == "handling"}
    for word, listed in tables.content.items():
        if word == "handling":
            continue
        if word not in words or not isinstance(listed, list):
            expected = f"lists such as [[concern]]: {', '.join(sorted(words))}"
            faults.append(Fault(path.name, 0, shown(word), "", expected))
            continue
        marks = {} if word in _FRAME else given
        for table, row in zip(listed, tables.rows(word), strict=True):
            if isinstance(table, dict):
                added.append(Added(word, {**marks, **table}, path.name, row))
            else:
                faults.append(Fault(path.name, row, word, shown(table), "a table"))
    if not added and not faults:
        faults.append(Fault(path.name, 0, "", "nothing", "one entry or more"))
    if faults:
        raise InvalidInput(faults)
    return tuple(added)


def _is_list(value: Any) -> bool:
    """Whether a value is a list of tables: a list of entries under a name that is no list's."""
    return isinstance(value, list) and any(isinstance(each, dict) for each in value)


def _placed(fault: Fault, places: Mapping[str, tuple[str, int]]) -> Fault:
    where, row = places.get(fault.field.split(",")[0], (HEAD_FILE, 0))
    return replace(fault, where=where, row=row)


def entry_class(kind: str) -> type:
    """The class of the entries of a kind, ``meetings`` for example."""
    wanted: type = get_args(get_type_hints(Dialogue)[kind])[0]
    return wanted


def _named(given: object) -> str:
    """The identifier of an entry, if it has one that a message can show."""
    found = given.get("id") if isinstance(given, dict) else None
    return shown(found).replace(",", " ") if isinstance(found, str) and found else ""
