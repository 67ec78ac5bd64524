"""What was found in official files, on its way to a system's folder: facts, gaps, recipes."""

import csv
import io
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from parley.engine.totals import MONEY_ITEMS, SystemTotals
from parley.errors import CannotWrite, Fault, InvalidInput
from parley.files.official.cells import Sheet
from parley.files.systems.folder import read_system
from parley.files.systems.write import write_system
from parley.files.tables import LARGEST_AMOUNT, shown
from parley.files.whole_folder import why_not, written_beside

#: What publishers write where they publish nothing: not known, which is not zero.
NOT_KNOWN = frozenset({"", "NA", "N/A", "n/a", "na", "NaN", "nan", ".", "..", "...", "x", "X"})

_NUMBER = re.compile(r"[+-]?(\d+(\.\d*)?|\.\d+)([eE][+-]?\d+)?", re.ASCII)


@dataclass(frozen=True)
class Found:
    """One figure as the file has it.

    Args:
        value: In ``unit``.
        source: File, sheet, row and column.
        provenance: ``file``, or ``derived`` where it is the sum of several cells.
    """

    institution: str
    item: str
    value: float
    unit: str
    as_of: str
    source: str
    provenance: str = "file"


@dataclass
class Draft:
    """A system that is being put together.

    Args:
        name, title_en, title_zh, date, unit: As in ``system.toml``.
        source: Who publishes the files.
        closed: Whether claims and debts inside must meet.
        institutions: Name to jurisdiction.
        found: The figures.
        recipes: Rows of ``estimates.csv``: what fills the gaps, by a stated rule.
        classes: Rows of ``asset_classes.csv``.
        claims: Rows of ``country_claims.csv``.
        meanings: What the items mean that are none of the seven.
        notes: What the user should know.
    """

    name: str
    title_en: str
    title_zh: str
    date: str
    unit: str
    source: str
    closed: bool = False
    institutions: dict[str, str] = field(default_factory=dict)
    found: list[Found] = field(default_factory=list)
    recipes: list[Mapping[str, str]] = field(default_factory=list)
    classes: list[Mapping[str, str]] = field(default_factory=list)
    claims: list[Mapping[str, str]] = field(default_factory=list)
    meanings: dict[str, str] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)

    def knows(self, item: str) -> bool:
        """Whether anybody has a figure for ``item``."""
        return any(one.item == item for one in self.found)

    def keep_largest(self, count: int, item: str) -> None:
        """Leave out all but the ``count`` institutions with most of ``item``."""
        size = {one.institution: one.value for one in self.found if one.item == item}
        ranked = sorted(self.institutions, key=lambda name: -size.get(name, -1.0))
        kept = set(ranked[:count])
        if len(kept) < len(self.institutions):
            self.notes.append(f"kept the {len(kept)} largest of {len(self.institutions)}")
        self.institutions = {n: home for n, home in self.institutions.items() if n in kept}
        self.found = [one for one in self.found if one.institution in kept]


def number_in(
    sheet: Sheet, row: int, title: str, text: str, faults: list[Fault], *, low: float = 0.0
) -> float | None:
    """The number in a cell; None if nothing is published there, None and a fault if it is none."""
    if text in NOT_KNOWN:
        return None
    value = float(text) if _NUMBER.fullmatch(text) else None
    if value is None or not low <= value <= LARGEST_AMOUNT:
        wanted = f"a number from {low:g} to {LARGEST_AMOUNT:g} without thousands separators"
        faults.append(Fault(sheet.where, row, title, shown(text), wanted))
        return None
    return value


def recipe(
    item: str, rule: str, source: str, *, factor: Sequence[float] = (), **rest: str
) -> dict[str, str]:
    """A row of ``estimates.csv``; ``factor`` is central, low and high."""
    names = ("factor", "low", "high")
    numbers = {name: f"{one:.10g}" for name, one in zip(names, factor, strict=False)}
    provenance = rest.pop("provenance", "estimated")
    return {"item": item, "rule": rule, **rest, **numbers, "class": provenance, "source": source}


def write_draft(draft: Draft, folder: Path, *, force: bool = False) -> SystemTotals:
    """Write a draft as a system's folder that reads back, all or nothing.

    Args:
        draft: What was found.
        folder: Must not exist or be empty, unless ``force`` and it holds a system.
        force: Replace a system that is there.

    Returns:
        The system as it reads from the folder.

    Raises:
        CannotWrite: if the folder is taken or cannot be written.
        InvalidInput: with every fault, each at the cell of the official file where it arises.
    """
    require_free(folder, force=force)
    with written_beside(folder) as beside:
        for name, text in _files(draft).items():
            (beside / name).write_text(text, encoding="utf-8", newline="")
        try:
            return read_system(beside)
        except InvalidInput as invalid:
            raise InvalidInput([_at_its_cell(fault, draft) for fault in invalid.faults]) from None


def replace_system(totals: SystemTotals, folder: Path, *, force: bool = False) -> None:
    """Write a whole system to a folder, also where one is, all or nothing.

    Raises:
        CannotWrite: if the folder is taken or cannot be written.
    """
    require_free(folder, force=force)
    with written_beside(folder) as beside:
        write_system(totals, beside)


def require_free(folder: Path, *, force: bool) -> None:
    """Raise unless ``folder`` can be written: not there, empty, or a system to be replaced.

    Raises:
        CannotWrite: saying what is in the way.
    """
    try:
        taken = folder.exists() and (not folder.is_dir() or any(folder.iterdir()))
        system = folder.is_dir() and (folder / "system.toml").is_file()
    except (OSError, ValueError) as error:
        raise CannotWrite(why_not(folder, error)) from error
    if taken and not system:
        raise CannotWrite(f"{folder} exists and is no system: name another folder")
    if taken and not force:
        raise CannotWrite(f"{folder} holds a system: name another folder, or replace it by --force")


def _files(draft: Draft) -> dict[str, str]:
    """Name and text of each file of the folder."""
    files = {
        "system.toml": _head(draft),
        "institutions.csv": _table(
            ("institution", "jurisdiction"),
            (
                {"institution": name, "jurisdiction": home}
                for name, home in draft.institutions.items()
            ),
        ),
        "figures.csv": _table(
            ("institution", "item", "value", "unit", "as_of", "class", "source"),
            (
                {
                    "institution": one.institution,
                    "item": one.item,
                    "value": repr(one.value),
                    "unit": one.unit,
                    "as_of": one.as_of,
                    "class": one.provenance,
                    "source": one.source,
                }
                for one in draft.found
            ),
        ),
        "dictionary.csv": _table(
            ("file", "column", "unit", "low", "high", "meaning", "source"),
            (
                {"file": "figures.csv", "column": f"value[{item}]", "meaning": meaning}
                for item, meaning in draft.meanings.items()
            ),
        ),
    }
    for name, rows in (
        ("estimates.csv", draft.recipes),
        ("asset_classes.csv", draft.classes),
        ("country_claims.csv", draft.claims),
    ):
        if rows:
            columns = dict.fromkeys(column for row in rows for column in row)
            files[name] = _table(tuple(columns), rows)
    return files


def _head(draft: Draft) -> str:
    days = sorted({one.as_of for one in draft.found} | {draft.date})
    lines = [
        f'name = "{draft.name}"',
        f'title_en = "{draft.title_en}"',
        f'title_zh = "{draft.title_zh}"',
        f"date = {draft.date}",
        f'unit = "{draft.unit}"',
        f"closed = {str(draft.closed).lower()}",
        f'figures_from = "{days[0]}"',
        f'figures_to = "{days[-1]}"',
        f'source = "{draft.source}"',
    ]
    return "\n".join([*lines, ""])


def _table(columns: Sequence[str], rows: Iterable[Mapping[str, str]]) -> str:
    text = io.StringIO(newline="")
    writer = csv.DictWriter(text, columns, restval="", lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue()


def _at_its_cell(fault: Fault, draft: Draft) -> Fault:
    """A fault of a row of the folder as one of the cell from which that row was made."""
    if fault.where == "figures.csv" and 2 <= fault.row < len(draft.found) + 2:
        one = draft.found[fault.row - 2]
        field_name = fault.field if " of " in fault.field else f"{one.item} of {one.institution}"
        return Fault(one.source, 0, shown(field_name), fault.value, fault.expected)
    if fault.where == "figures.csv" and fault.value == "missing":
        item = fault.field.partition(" of ")[0]
        if item in MONEY_ITEMS:
            wanted = "a figure in one of the files"
            return replace(fault, where="the files together", expected=wanted)
    if fault.where == "institutions.csv" and 2 <= fault.row < len(draft.institutions) + 2:
        name = list(draft.institutions)[fault.row - 2]
        return replace(fault, where="the files together", row=0, field=f"name {shown(name)}")
    return fault
