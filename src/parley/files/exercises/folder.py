"""An exercise folder on disk to an exercise: read, and every fault in it named at once."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, TypeVar

from parley.engine.instruments.terms import KINDS, Terms
from parley.errors import Fault, InvalidInput
from parley.files.exercises.entries import (
    DecisionEntry,
    Entry,
    FrameEntry,
    InjectEntry,
    NoticeEntry,
    ObjectiveEntry,
    ParameterEntry,
    SideEntry,
)
from parley.files.exercises.tables import check_entry
from parley.files.exercises.terms import TERMS
from parley.files.toml_tables import Tables, parse_tables, shown
from parley.group.exercise.script import Decision, Exercise, Inject, Notice
from parley.group.exercise.script_faults import Names, Pieces, faults_in_script

#: The two files of an exercise folder: its frame, and the script of what happens.
FRAME_FILE, SCRIPT_FILE = "exercise.toml", "script.toml"
EXERCISE_FILES = (FRAME_FILE, SCRIPT_FILE)

#: The lists of each file, and whether at least one entry must stand there.
#: That there are two sides is judged with the script.
LISTS: Mapping[str, Mapping[str, bool]] = {
    FRAME_FILE: {"side": False, "objective": True, "parameter": False},
    SCRIPT_FILE: {"inject": True, "notice": False, "decision": False},
}

E = TypeVar("E", bound=Entry)


def read_exercise(folder: Path) -> Exercise:
    """Read an exercise from its folder.

    Args:
        folder: Holds ``exercise.toml`` and ``script.toml``; docs/exercises.md says every key.

    Returns:
        The exercise, checked.

    Raises:
        InvalidInput: with every fault, naming the file, the line on which the entry begins, the
            entry, the field, what stands there and what was expected.
    """
    return parse_exercise(exercise_files(folder))


def exercise_files(folder: Path) -> dict[str, bytes]:
    """Read the files of an exercise folder as they stand, for digests.

    Args:
        folder: The exercise folder.

    Returns:
        The bytes of each file, by its name.

    Raises:
        InvalidInput: if the folder or a file in it can not be read.
    """
    contents, faults = {}, []
    for name in EXERCISE_FILES:
        try:
            contents[name] = (folder / name).read_bytes()
        except (OSError, ValueError) as error:
            reason = getattr(error, "strerror", None) or "no name of a file"
            expected = f"an exercise folder with {' and '.join(EXERCISE_FILES)}"
            faults.append(Fault(str(folder / name), 0, "", reason, expected))
    if faults:
        raise InvalidInput(faults)
    return contents


def parse_exercise(contents: Mapping[str, bytes]) -> Exercise:
    """Make an exercise from the bytes of its files.

    Args:
        contents: As ``exercise_files`` gives them.

    Raises:
        InvalidInput: as for ``read_exercise``.
    """
    tables: dict[str, Tables] = {}
    faults: list[Fault] = []
    for name in EXERCISE_FILES:
        try:
            tables[name] = parse_tables(name, contents[name])
        except InvalidInput as error:
            faults += error.faults
    if faults:
        raise InvalidInput(faults)
    return _Reading(tables).exercise()


@dataclass
class _Reading:
    """One reading of the tables of an exercise: collects faults, and the places of entries."""

    tables: Mapping[str, Tables]
    faults: list[Fault] = field(default_factory=list)
    places: dict[str, tuple[str, int]] = field(default_factory=dict)

    def exercise(self) -> Exercise:
        """The exercise, or every fault in its files."""
        frame = self._frame()
        pieces = self._pieces(frame)
        found = faults_in_script("", pieces, _names(self.tables))
        self.faults += [self._placed(fault) for fault in found]
        if self.faults or frame is None or pieces.outage is None:
            raise InvalidInput(self.faults)
        try:
            return Exercise(
                id=frame.id,
                title=frame.title.build(),
                summary=frame.summary.build(),
                start=frame.start,
                hours=frame.hours,
                sides=pieces.sides,
                elsewhere_hours=frame.elsewhere.payment_hours,
                objectives=pieces.objectives,
                injects=pieces.injects,
                notices=pieces.notices,
                decisions=pieces.decisions,
                outage=pieces.outage,
                calibration=pieces.calibration,
                notice_minutes=frame.notice_minutes,
                sources=dict(frame.sources),
            )
        except InvalidInput as error:
            raise InvalidInput(self._placed(fault) for fault in error.faults) from None

    def _frame(self) -> FrameEntry | None:
        """Everything that stands in no list; keys that belong nowhere are faults."""
        for name, lists in LISTS.items():
            for key, is_needed in lists.items():
                self._check_list(name, key, is_needed)
        for key in self.tables[SCRIPT_FILE].content:
            if key not in LISTS[SCRIPT_FILE]:
                expected = f"one of the lists {', '.join(LISTS[SCRIPT_FILE])}"
                self.faults.append(Fault(SCRIPT_FILE, 0, shown(key), "", expected))
        content = self.tables[FRAME_FILE].content
        given = {key: value for key, value in content.items() if key not in LISTS[FRAME_FILE]}
        return check_entry(FrameEntry, given, FRAME_FILE, 0, "", self.faults)

    def _check_list(self, name: str, key: str, is_needed: bool) -> None:
        """That a list is one, and is there if it must be."""
        found = self.tables[name].content.get(key, [])
        if not isinstance(found, list):
            expected = f"tables that each begin with [[{key}]]"
            self.faults.append(Fault(name, 0, key, shown(found), expected))
        elif is_needed and not found:
            self.faults.append(Fault(name, 0, key, "nothing", f"one [[{key}]] or more"))

    def _pieces(self, frame: FrameEntry | None) -> Pieces:
        """Whatever could be read."""
        sides = self._entries(FRAME_FILE, "side", SideEntry)
        for entry in sides:
            for each in entry.authority:
                self.places[f"authority {each.id}"] = self.places[f"side {entry.id}"]
        objectives = self._entries(FRAME_FILE, "objective", ObjectiveEntry)
        parameters = self._entries(FRAME_FILE, "parameter", ParameterEntry)
        return Pieces(
            sides=tuple(each.build() for each in sides),
            objectives=tuple(each.build() for each in objectives),
            calibration=tuple(each.build() for each in parameters),
            injects=self._injects(),
            notices=self._notices(),
            decisions=self._decisions(),
            outage=frame.scenario.outage.build() if frame else None,
            start=frame.start if frame else None,
            hours=frame.hours if frame else None,
            elsewhere_hours=frame.elsewhere.payment_hours if frame else None,
            notice_minutes=frame.notice_minutes if frame else None,
        )

    def _entries(self, name: str, key: str, model: type[E]) -> list[E]:
        """The entries of one list that are as they must be."""
        good = []
        tables = self.tables[name]
        for number, (given, row) in enumerate(
            zip(tables.listed(key), tables.rows(key), strict=True), start=1
        ):
            label = f"{key} {_named(given) or f'number {number}'}"
            self.places.setdefault(label, (name, row))
            entry = check_entry(model, given, name, row, label, self.faults)
            if entry is not None:
                good.append(entry)
        return good

    def _injects(self) -> tuple[Inject, ...]:
        good = []
        for entry in self._entries(SCRIPT_FILE, "inject", InjectEntry):
            if entry.at.is_relative == bool(entry.after):
                good.append(entry.build())
            elif entry.after:
                expected = f'a time after {entry.after}, for example "+00:20"'
                self._add(f"inject {entry.id}, at", "a time from the start", expected)
            else:
                expected = 'a time from the start, "T+02:30"; or the key after'
                self._add(f"inject {entry.id}, at", "a time after another inject", expected)
        return tuple(good)

    def _notices(self) -> tuple[Notice, ...]:
        good = []
        for entry in self._entries(SCRIPT_FILE, "notice", NoticeEntry):
            if entry.at.is_relative:
                expected = 'a time from the start, for example "T+05:30"'
                self._add(f"notice {entry.id}, at", "no time from the start", expected)
            else:
                good.append(entry.build())
        return tuple(good)

    def _decisions(self) -> tuple[Decision, ...]:
        good = []
        for entry in self._entries(SCRIPT_FILE, "decision", DecisionEntry):
            terms = self._terms(entry)
            if terms is not None:
                good.append(entry.build(terms))
        return tuple(good)

    def _terms(self, entry: DecisionEntry) -> Terms | None:
        """What a decision does, by its kind of instrument."""
        label = f"decision {entry.id}"
        if entry.instrument not in TERMS:
            self._add(f"{label}, instrument", entry.instrument, f"one of {', '.join(KINDS)}")
            return None
        where, row = self.places[label]
        model = TERMS[entry.instrument]
        terms = check_entry(model, entry.terms, where, row, f"{label}, terms", self.faults)
        return terms.build() if terms is not None else None

    def _add(self, where_in: str, value: str, expected: str) -> None:
        self.faults.append(self._placed(Fault("", 0, where_in, value, expected)))

    def _placed(self, fault: Fault) -> Fault:
        """A fault of the script with the file and the line of the entry that it is in."""
        where, row = self.places.get(fault.field.split(",")[0], (FRAME_FILE, 0))
        return replace(fault, where=where, row=row)


def _named(given: object) -> str:
    """The identifier of an entry, if it has one that a message can show."""
    found = given.get("id", given.get("name")) if isinstance(given, dict) else None
    return shown(found).replace(",", " ") if isinstance(found, str) and found else ""


def _names(tables: Mapping[str, Tables]) -> Names:
    """What a script can point at, also in entries that have faults of their own."""
    sides = [each for each in tables[FRAME_FILE].listed("side") if isinstance(each, dict)]
    authorities = [
        (_text(each, "id"), _text(side, "id"), tuple(_texts(each, "instruments")))
        for side in sides
        for each in _items(side, "authority")
        if isinstance(each, dict)
    ]
    injects = [each for each in tables[SCRIPT_FILE].listed("inject") if isinstance(each, dict)]
    objectives = tables[FRAME_FILE].listed("objective")
    return Names(
        sides=tuple(_text(side, "id") for side in sides),
        side_of={authority: side for authority, side, _ in authorities},
        held={authority: held for authority, _, held in authorities},
        objectives=frozenset(_text(each, "id") for each in objectives if isinstance(each, dict)),
        injects=frozenset(_text(inject, "id") for inject in injects),
        facts=frozenset(fact for inject in injects for fact in _texts(inject, "informs")),
    )


def _items(table: Mapping[str, Any], key: str) -> list[Any]:
    found = table.get(key, [])
    return found if isinstance(found, list) else []


def _texts(table: Mapping[str, Any], key: str) -> list[str]:
    return [each for each in _items(table, key) if isinstance(each, str)]


def _text(table: Mapping[str, Any], key: str) -> str:
    found = table.get(key)
    return found if isinstance(found, str) else ""
