"""The kinds of official files that can be read, and the one call from files to a folder."""

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from parley.engine.totals import SystemTotals
from parley.errors import Fault, InvalidInput
from parley.files.official.basel_sample import read_basel_sample
from parley.files.official.bis import CONSOLIDATED, LOCATIONAL, onto_system, read_bis_claims
from parley.files.official.call_reports import read_asset_classes, read_call_reports
from parley.files.official.cells import Sheet, open_sheets
from parley.files.official.draft import Draft, replace_system, write_draft
from parley.files.official.eba import read_eba_exposures, read_eba_transparency
from parley.files.official.eba_stress import read_eba_stress
from parley.files.official.fr_y15 import read_fr_y15
from parley.files.official.wording import unit_in_words
from parley.files.systems.catalogue import find_system
from parley.files.tables import is_day, shown

#: More institutions than this make matrices that no drawing of who owes whom can handle.
MOST_INSTITUTIONS = 1_000


@dataclass(frozen=True)
class Asked:
    """What the user says besides the files.

    Args:
        date: The day wanted, ISO 8601; empty takes the only one there is.
        unit: The unit of amounts where the files do not say it, for example ``EUR mn``.
        onto: The system that gets claims between countries: a name or a folder.
        largest: Keep only so many institutions, the largest; 0 keeps all.
        encoding: Of text files.
    """

    date: str = ""
    unit: str = ""
    onto: str = ""
    largest: int = 0
    encoding: str = "utf-8"


@dataclass(frozen=True)
class Kind:
    """One kind of official files.

    Args:
        title: What it is and who publishes it.
        files: Which files, in which layouts.
        read: From sheets, day, unit and a list for faults to a draft; None for claims between
            countries, which go onto another system.
        series: Of claims between countries, the codes that count.
        delimiter: Between the cells of a text file; None finds it.
    """

    title: str
    files: str
    read: Callable[[list[Sheet], str, str, list[Fault]], Draft | None] | None
    series: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    delimiter: str | None = None


KINDS: Mapping[str, Kind] = {
    "basel-sample": Kind(
        "Basel Committee, G-SIB assessment sample: indicators of each bank",
        "XLSX or CSV; banks as rows or as columns, indicators by their English names",
        read_basel_sample,
    ),
    "fr-y15": Kind(
        "Federal Reserve, FR Y-15: indicators of American filers, USD thousand",
        "CSV or ^-separated; RISKM362 ... as columns, or ItemName and Value, one file a filer",
        read_fr_y15,
    ),
    "eba-transparency": Kind(
        "EBA, transparency exercise of 2018 and later, or stress test of 2016, EUR million",
        "tr_oth.csv, tr_cre.csv, and if there are tr_sov.csv and a table LEI_Code, Name; "
        "of the test of 2016 the files TR_OTH and TR_CR",
        read_eba_transparency,
    ),
    "eba-exposures": Kind(
        "EBA exposures collected in one table: bank, country, class, loans, bonds, EUR million",
        "CSV with LEI_code, Country_code, Bank_name, Period, Country, Exposure, ..., Total_Amount",
        read_eba_exposures,
    ),
    "eba-stress": Kind(
        "EBA, stress tests of 2016 and 2018: bonds, claims on banks, capital, EUR million",
        "one text file, cells separated by blanks: banknumber gov_bonds corp_bonds I_i ... lambda",
        read_eba_stress,
        delimiter=" ",
    ),
    "call-reports": Kind(
        "FFIEC, call reports of American banks, bulk files, USD thousand",
        "tab-separated schedules RC, RCA, RCB, RCM ... (RCFD2170 ...), and POR for the names",
        read_call_reports,
    ),
    "asset-classes": Kind(
        "Call reports collected by asset class, USD thousand",
        "CSV without header: number of the bank and twenty amounts; and equities, two columns",
        read_asset_classes,
    ),
    "bis-lbs": Kind(
        "BIS, locational banking statistics: claims between countries, onto a system (--onto)",
        "SDMX-CSV, long (TIME_PERIOD, OBS_VALUE) or wide (a column a quarter)",
        None,
        LOCATIONAL,
    ),
    "bis-cbs": Kind(
        "BIS, consolidated banking statistics: claims between countries, onto a system (--onto)",
        "SDMX-CSV, long or wide",
        None,
        CONSOLIDATED,
    ),
}


def import_system(
    kind: str,
    paths: Iterable[Path],
    folder: Path,
    asked: Asked | None = None,
    *,
    force: bool = False,
) -> tuple[SystemTotals, tuple[str, ...]]:
    """Read official files and write them as a system's folder, all or nothing.

    Args:
        kind: One of ``KINDS``.
        paths: The files.
        folder: Must not exist or be empty, unless ``force`` and it holds a system.
        asked: What the files do not say.
        force: Replace a system that is there.

    Returns:
        The system as it reads from the folder, and what the user should know.

    Raises:
        InvalidInput: with every fault: file, row, field, value, and what was expected.
        CannotWrite: if the folder is taken or cannot be written.
        MissingExtra: if a workbook is given and openpyxl is not installed.
    """
    asked = asked or Asked()
    faults = _faults_in_question(kind, asked)
    if faults:
        raise InvalidInput(faults)
    sheets = [
        sheet
        for path in paths
        for sheet in open_sheets(
            path, faults, encoding=asked.encoding, delimiter=KINDS[kind].delimiter
        )
    ]
    if faults:
        raise InvalidInput(faults)
    read = KINDS[kind].read
    if read is None:
        return _import_claims(KINDS[kind], sheets, folder, asked, force=force)
    draft = read(sheets, asked.date, unit_in_words(asked.unit) or asked.unit, faults)
    if faults or draft is None:
        raise InvalidInput(faults)
    if asked.largest:
        draft.keep_largest(asked.largest, _size_item(draft))
    if len(draft.institutions) > MOST_INSTITUTIONS:
        wanted = f"at most {MOST_INSTITUTIONS}; keep the largest by --largest"
        count = f"{len(draft.institutions)} institutions"
        raise InvalidInput([Fault("the files together", 0, "", count, wanted)])
    return write_draft(draft, folder, force=force), tuple(draft.notes)


def _import_claims(
    kind: Kind, sheets: list[Sheet], folder: Path, asked: Asked, *, force: bool
) -> tuple[SystemTotals, tuple[str, ...]]:
    """Claims between countries, onto a copy of a system."""
    faults: list[Fault] = []
    totals = find_system(asked.onto)
    claims = read_bis_claims(sheets, kind.series, faults)
    where = ", ".join(dict.fromkeys(sheet.where for sheet in sheets))
    totals, notes = onto_system(totals, claims, asked.date, where, faults)
    if faults:
        raise InvalidInput(faults)
    replace_system(totals, folder, force=force)
    return totals, notes


def _size_item(draft: Draft) -> str:
    return next((item for item in ("total_assets", "total_exposures") if draft.knows(item)), "")


def _faults_in_question(kind: str, asked: Asked) -> list[Fault]:
    faults = []
    if kind not in KINDS:
        faults.append(Fault("kind", 0, "", shown(kind), "one of " + ", ".join(KINDS)))
    elif KINDS[kind].read is None and not asked.onto:
        wanted = "a system that gets the claims: gsib-2022, or a folder"
        faults.append(Fault("--onto", 0, "", "missing", wanted))
    elif KINDS[kind].read is not None and asked.onto:
        faults.append(Fault("--onto", 0, "", shown(asked.onto), "nothing for this kind"))
    if asked.date and not is_day(asked.date):
        faults.append(Fault("--date", 0, "", shown(asked.date), "a date such as 2022-12-31"))
    if asked.unit and not unit_in_words(asked.unit) and not re.fullmatch("[A-Z]{3}", asked.unit):
        wanted = "a currency code, then th, mn or bn: EUR mn"
        faults.append(Fault("--unit", 0, "", shown(asked.unit), wanted))
    if asked.largest < 0:
        faults.append(Fault("--largest", 0, "", str(asked.largest), "0 or more"))
    try:
        "".encode(asked.encoding)
    except (LookupError, ValueError):
        wanted = "an encoding such as utf-8 or cp1252"
        faults.append(Fault("--encoding", 0, "", shown(asked.encoding), wanted))
    return faults
