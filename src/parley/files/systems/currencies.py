"""Units of money such as ``USD bn``, and what one is worth in another on a day."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path

from parley.errors import Fault
from parley.files.tables import Row, amount, day, read_table, repeated

_UNIT = re.compile(r"([A-Z]{3})(?: (mn|bn|tn))?", re.ASCII)
_SCALE = {None: 1.0, "mn": 1e6, "bn": 1e9, "tn": 1e12}
_DAYS_BACK = 7

#: The unit of what is no money: a count, a share, a bucket.
NUMBER = "1"


@dataclass(frozen=True)
class ExchangeRates:
    """Reference rates: units of a currency for one euro, by (currency, day)."""

    per_euro: Mapping[tuple[str, str], float] = field(default_factory=dict)

    def on(self, currency: str, as_of: str) -> float | None:
        """The rate on ``as_of`` or the last one within the seven days before it."""
        if currency == "EUR":
            return 1.0
        for back in range(_DAYS_BACK + 1):
            try:
                before = date.fromisoformat(as_of) - timedelta(days=back)
            except (ValueError, OverflowError):
                return None
            rate = self.per_euro.get((currency, before.isoformat()))
            if rate is not None:
                return rate
        return None


def is_unit(text: str) -> bool:
    """Whether ``text`` is a unit of money: a currency code, and mn, bn, tn or nothing."""
    return _UNIT.fullmatch(text) is not None


def conversion(unit: str, target: str, as_of: str, rates: ExchangeRates) -> float | None:
    """What one ``unit`` is worth in ``target`` on a day; None if a rate is missing.

    Args:
        unit, target: Units of money, or both ``1`` for what is no money.
        as_of: ISO 8601 day of the rates.
    """
    if unit in (target, NUMBER):
        return 1.0
    given, wanted = _UNIT.fullmatch(unit), _UNIT.fullmatch(target)
    if given is None or wanted is None:
        return None
    scale = _SCALE[given[2]] / _SCALE[wanted[2]]
    if given[1] == wanted[1]:
        return scale
    sold, bought = rates.on(given[1], as_of), rates.on(wanted[1], as_of)
    return None if sold is None or bought is None else scale * bought / sold


def read_exchange_rates(folder: Path, faults: list[Fault]) -> ExchangeRates:
    """Read ``exchange_rates.csv`` (date, currency, per_euro), which may be missing."""
    table = read_table(
        folder,
        "exchange_rates",
        ("date", "currency", "per_euro"),
        faults,
        optional=("source",),
        must_exist=False,
    )
    rates: dict[tuple[str, str], float] = {}
    if table is None:
        return ExchangeRates()
    faults += repeated(table.rows, ("date", "currency"))
    for row in table.rows:
        key = (_currency(row, faults), day(row, "date", faults))
        rate = amount(row, "per_euro", faults, low=1e-6, high=1e9)
        if rate is not None and all(key):
            rates[key] = rate
    return ExchangeRates(rates)


def _currency(row: Row, faults: list[Fault]) -> str:
    text = row.text("currency")
    if not re.fullmatch(r"[A-Z]{3}", text, re.ASCII):
        faults.append(row.fault("currency", "an ISO 4217 code such as USD"))
        return ""
    return text
