"""The head of a system's folder: ``system.toml``, its name, date and unit."""

import re
import tomllib
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from parley.errors import Fault
from parley.files.systems.currencies import is_unit
from parley.files.tables import decode, is_day, read_bytes, shown

FILE = "system.toml"

#: Each key, and whether it must be there.
KEYS = {
    "name": True,
    "date": True,
    "unit": True,
    "closed": True,
    "currency": False,
    "title_en": False,
    "title_zh": False,
    "figures_from": False,
    "figures_to": False,
    "source": False,
}


@dataclass(frozen=True)
class SystemHeader:
    """What holds for a whole system.

    Args:
        name: Identifier, lower-case letters, digits and hyphens.
        date: The day of the system, ISO 8601.
        unit: Unit of all money, for example ``USD bn``.
        closed: Whether claims and debts inside must meet.
        title_en, title_zh: What people read; may be empty.
        figures_from, figures_to: A figure whose day is between these, both included, counts as
            one for the day of the system (financial years end on different days).
        source: Where the figures come from, in words.
    """

    name: str
    date: str
    unit: str
    closed: bool
    title_en: str = ""
    title_zh: str = ""
    figures_from: str = ""
    figures_to: str = ""
    source: str = ""

    def holds(self, as_of: str) -> bool:
        """Whether a figure of ``as_of`` counts as one for the day of the system."""
        if not as_of:
            return True
        low, high = self.figures_from or self.date, self.figures_to or self.date
        return low <= as_of <= high


def read_header(folder: Path, faults: list[Fault]) -> SystemHeader | None:
    """Read ``system.toml``; None, and faults, if it is not as it should be."""
    entries = read_toml(folder / FILE, faults)
    if entries is None:
        return None
    before = len(faults)
    for key in entries:
        if key not in KEYS:
            faults.append(Fault(FILE, 0, shown(key), "", "one of " + ", ".join(KEYS)))
    texts = {key: _text(entries, key, faults) for key in KEYS if key != "closed"}
    closed = entries.get("closed")
    if not isinstance(closed, bool):
        faults.append(Fault(FILE, 0, "closed", _seen(closed), "true or false"))
    faults += _faults_in_texts(texts)
    if len(faults) > before:
        return None
    texts.pop("currency")
    return SystemHeader(closed=bool(closed), **texts)


def read_toml(path: Path, faults: list[Fault]) -> dict[str, Any] | None:
    """The entries of a TOML file, or None and a fault, whatever bytes it holds."""
    if not path.exists():
        faults.append(Fault(path.name, 0, "", "missing", "this file"))
        return None
    raw = read_bytes(path, faults)
    text = None if raw is None else decode(path, raw, faults)
    if text is None:
        return None
    try:
        return tomllib.loads(text)
    except (ValueError, RecursionError) as error:
        faults.append(Fault(path.name, 0, "", shown(str(error)), "TOML: key = value"))
        return None


def _seen(value: object) -> str:
    return "missing" if value is None else shown(str(value))


def _text(entries: dict[str, Any], key: str, faults: list[Fault]) -> str:
    """The text under ``key``; a TOML date is taken as its ISO form."""
    value = entries.get(key)
    if type(value) is date:
        return value.isoformat()
    if isinstance(value, str) and (value.strip() or not KEYS[key]):
        return value.strip()
    if value is not None or KEYS[key]:
        faults.append(Fault(FILE, 0, key, _seen(value), "a text"))
    return ""


def _faults_in_texts(texts: dict[str, str]) -> list[Fault]:
    faults = []
    name, unit, currency = texts["name"], texts["unit"], texts["currency"]
    if name and not re.fullmatch(r"[a-z0-9][a-z0-9-]{0,79}", name):
        wanted = "lower-case letters, digits and hyphens, at most 80"
        faults.append(Fault(FILE, 0, "name", shown(name), wanted))
    if unit and not is_unit(unit):
        wanted = "a currency code, then mn, bn or tn: USD bn"
        faults.append(Fault(FILE, 0, "unit", shown(unit), wanted))
    elif currency and currency != unit[:3]:
        faults.append(Fault(FILE, 0, "currency", shown(currency), f"{unit[:3]}, as in unit"))
    for key in ("date", "figures_from", "figures_to"):
        if texts[key] and not is_day(texts[key]):
            faults.append(Fault(FILE, 0, key, shown(texts[key]), "a date such as 2022-12-31"))
    low, middle, high = (texts[key] for key in ("figures_from", "date", "figures_to"))
    if (low and middle and low > middle) or (high and middle and high < middle):
        wanted = "figures_from, date and figures_to in this order"
        faults.append(Fault(FILE, 0, "date", shown(middle), wanted))
    return faults
