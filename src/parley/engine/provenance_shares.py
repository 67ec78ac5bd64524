"""How much of a system is known how well: the share of each provenance class."""

from collections.abc import Mapping
from dataclasses import dataclass

from parley.engine.provenance import Provenance
from parley.engine.totals import MONEY_ITEMS, SystemTotals

#: Money a day, not money held: left out where amounts are added up.
_FLOWS = ("payments_per_day",)


@dataclass(frozen=True)
class ProvenanceShare:
    """What one class makes up.

    Args:
        provenance: The class.
        cells: How many figures carry it.
        share_of_cells: Of all figures of the system. From 0 to 1.
        share_of_money: Of all amounts held or owed, flows left out. From 0 to 1.
    """

    provenance: Provenance
    cells: int
    share_of_cells: float
    share_of_money: float


def provenance_shares(totals: SystemTotals) -> tuple[ProvenanceShare, ...]:
    """Count figures and money by class, best class first; a figure without origin is of class file.

    Args:
        totals: The system: its money items and its holdings by asset class are counted.
    """
    cells = dict.fromkeys(Provenance, 0)
    money = dict.fromkeys(Provenance, 0.0)
    for item, name, value in _cells(totals):
        provenance = provenance_of(totals, item, name)
        cells[provenance] += 1
        money[provenance] += 0.0 if item in _FLOWS else value
    counted, amount = max(sum(cells.values()), 1), sum(money.values()) or 1.0
    return tuple(
        ProvenanceShare(one, cells[one], cells[one] / counted, money[one] / amount)
        for one in Provenance
    )


def _cells(totals: SystemTotals) -> list[tuple[str, str, float]]:
    cells = [
        (item, name, float(value))
        for item in MONEY_ITEMS
        for name, value in zip(totals.names, getattr(totals, item), strict=True)
    ]
    for k, one in enumerate(totals.asset_classes):
        column = totals.holdings[:, k]
        cells += [
            (f"holdings.{one.name}", name, float(value))
            for name, value in zip(totals.names, column, strict=True)
        ]
    return cells


@dataclass(frozen=True)
class KnownShare:
    """How much of a table is known in which way.

    Args:
        item: A money item, ``holdings``, or ``cells`` and ``money`` for the whole table.
        shares: Share by class, 0 to 1; they add up to 1.
        count: Cells.
    """

    item: str
    shares: Mapping[Provenance, float]
    count: int


def known_shares(system: SystemTotals) -> tuple[KnownShare, ...]:
    """Shares of each provenance class: of all cells, of all money, and of the cells of each item.

    A cell without an origin is of class file.
    """
    counts: dict[str, dict[Provenance, int]] = {}
    columns = [*MONEY_ITEMS, *(f"holdings.{each.name}" for each in system.asset_classes)]
    for column in columns:
        item = counts.setdefault(column.partition(".")[0], dict.fromkeys(Provenance, 0))
        for name in system.names:
            item[provenance_of(system, column, name)] += 1
    every = provenance_shares(system)
    total = sum(each.cells for each in every)
    return (
        KnownShare("cells", {each.provenance: each.share_of_cells for each in every}, total),
        KnownShare("money", {each.provenance: each.share_of_money for each in every}, total),
        *(KnownShare(item, _shares(found), sum(found.values())) for item, found in counts.items()),
    )


def provenance_of(system: SystemTotals, item: str, name: str) -> Provenance:
    """How one cell is known."""
    origin = system.origins.get((item, name))
    return origin.provenance if origin else Provenance.FILE


def _shares(counts: Mapping[Provenance, int]) -> dict[Provenance, float]:
    whole = sum(counts.values()) or 1
    return {each: count / whole for each, count in counts.items()}
