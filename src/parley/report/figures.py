"""The figures that a report derives from an outcome: sums by way, channel, side and institution."""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

import numpy as np

from parley.engine.amounts import Bools, Floats, Money
from parley.engine.provenance import Provenance
from parley.engine.totals import MONEY_ITEMS, SystemTotals
from parley.errors import NotConverged
from parley.group.exercise.outcome import CHANNELS, Difference, Estimate, Outcome, Way

#: Below this share of the whole, a channel or a saving is called small in words.
SMALL = 0.05

#: A difference counts as different from zero from this many standard errors on.
ERRORS = 2.0

ELSEWHERE, HIT = "elsewhere", "hit"


class Verdict(StrEnum):
    """What may be said of a difference.

    CLEAR: as expected, by two standard errors or more.
    SMALL: as expected and distinguishable from zero, but a small share of the loss.
    INDISTINCT: less than two standard errors from zero, in either direction.
    ADVERSE: of the other sign, by two standard errors or more.
    """

    CLEAR = "clear"
    SMALL = "small"
    INDISTINCT = "indistinct"
    ADVERSE = "adverse"


def counted(outcome: Outcome) -> Bools:
    """Which draws count: those that ended in every way of playing. Shape (draws,).

    Only a search that ended has a result, and the ways are compared draw by draw.

    Raises:
        NotConverged: if no draw ended in every way.
    """
    ended: Bools = np.logical_and.reduce([played.converged for played in outcome.played])
    if not ended.any():
        raise NotConverged("no draw ended in every way of playing: there is nothing to report")
    return ended


def unfinished(outcome: Outcome) -> int:
    """How many draws did not end in at least one way of playing."""
    return int(np.count_nonzero(~counted(outcome)))


def largest_gap(outcome: Outcome) -> float:
    """The largest remaining gap of all ways, as a share of the amounts concerned."""
    return max(played.gap for played in outcome.played)


def total_losses(outcome: Outcome, way: Way) -> Money:
    """Loss of all institutions by all channels in each draw that counts. Money."""
    losses = outcome.way(way).losses.sum(axis=(1, 2))
    return np.asarray(losses[counted(outcome)])


def estimate(values: Floats, unit: str) -> Estimate:
    """Mean, standard error and 5th and 95th percentile of one figure a draw."""
    count = len(values)
    error = float(values.std(ddof=1)) / math.sqrt(count) if count > 1 else 0.0
    low, high = np.quantile(values, (0.05, 0.95))
    return Estimate(float(values.mean()), error, unit, float(low), float(high))


def loss_by_channel(outcome: Outcome, way: Way) -> dict[str, float]:
    """Mean loss of all institutions by each channel of ``CHANNELS``. Money."""
    losses = outcome.way(way).losses.sum(axis=1)[counted(outcome)].mean(axis=0)
    return dict(zip(CHANNELS, losses.tolist(), strict=True))


def share_by_channel(outcome: Outcome, way: Way) -> dict[str, float]:
    """Share of the mean loss by each channel; all zero where nothing was lost. 0 to 1."""
    losses = loss_by_channel(outcome, way)
    whole = sum(losses.values())
    return {channel: loss / whole if whole > 0 else 0.0 for channel, loss in losses.items()}


def loss_by_institution(outcome: Outcome, way: Way) -> Money:
    """Mean loss of each institution by all channels. Shape (n,), money."""
    losses = outcome.way(way).losses.sum(axis=2)[counted(outcome)]
    return np.asarray(losses.mean(axis=0))


def groups(outcome: Outcome) -> dict[str, Bools]:
    """Which institutions belong to each side, and which to neither. Each of shape (n,)."""
    codes = np.array(outcome.system.jurisdictions)
    members: dict[str, Bools] = {
        side.id: np.isin(codes, side.jurisdictions) for side in outcome.exercise.sides
    }
    members[ELSEWHERE] = ~np.logical_or.reduce(list(members.values()))
    return members


@dataclass(frozen=True, eq=False)
class BorderLosses:
    """Losses by where they come from and who bears them.

    Args:
        origins: Identifiers of the rows: ``hit``, each side, ``elsewhere``.
        bearers: Identifiers of the columns: each side, ``elsewhere``.
        amounts: Mean loss. Shape (origins, bearers), money.
    """

    origins: tuple[str, ...]
    bearers: tuple[str, ...]
    amounts: Money

    def crosses(self, origin: str, bearer: str, home: str) -> bool:
        """Whether a loss crosses a border, the hit institution being at ``home``."""
        return (home if origin == HIT else origin) != bearer


def border_losses(outcome: Outcome, way: Way) -> BorderLosses:
    """Add up ``loss_from`` by side, the institutions that were hit apart from their side."""
    matrix = outcome.way(way).loss_from
    members = groups(outcome)
    hit = outcome.hit > 0
    rows = {HIT: hit, **{name: inside & ~hit for name, inside in members.items()}}
    amounts = np.array(
        [
            [float(matrix[np.ix_(source, bearer)].sum()) for bearer in members.values()]
            for source in rows.values()
        ]
    )
    return BorderLosses(tuple(rows), tuple(members), amounts)


def classify(difference: Difference, whole: float) -> Verdict:
    """What may be said of a difference, given the loss of the way that should cost more."""
    value, error = difference.total.value, difference.total.error
    if abs(value) < ERRORS * error or value == 0:
        return Verdict.INDISTINCT
    if value < 0:
        return Verdict.ADVERSE
    return Verdict.SMALL if value < SMALL * whole else Verdict.CLEAR


def differs_from_zero(figure: Estimate) -> bool:
    """Whether a figure is two standard errors or more away from zero."""
    return figure.value != 0 and abs(figure.value) >= ERRORS * figure.error


def difference_between(outcome: Outcome, without: Way, instead: Way) -> Difference | None:
    """The difference between two ways, if it was worked out."""
    for each in outcome.differences:
        if each.without is without and each.instead is instead:
            return each
    return None


@dataclass(frozen=True)
class ProvenanceShare:
    """How much of a table is known in which way.

    Args:
        item: A money item, ``holdings``, or ``cells`` and ``money`` for the whole table.
        shares: Share by class, 0 to 1; they add up to 1.
        count: Cells.
    """

    item: str
    shares: Mapping[Provenance, float]
    count: int


def provenance_shares(system: SystemTotals) -> tuple[ProvenanceShare, ...]:
    """Shares of each provenance class: of all cells, of all money, and of the cells of each item.

    A cell without an origin counts as recalled, the weakest class.
    """
    places = [(item, getattr(system, item)) for item in MONEY_ITEMS]
    places += [
        (f"holdings.{each.name}", system.holdings[:, column])
        for column, each in enumerate(system.asset_classes)
    ]
    cells: dict[str, dict[Provenance, float]] = {}
    money = dict.fromkeys(Provenance, 0.0)
    for item, amounts in places:
        counts = cells.setdefault(item.partition(".")[0], dict.fromkeys(Provenance, 0.0))
        for name, amount in zip(system.names, amounts.tolist(), strict=True):
            origin = system.origins.get((item, name))
            provenance = origin.provenance if origin else Provenance.RECALLED
            counts[provenance] += 1
            money[provenance] += amount
    everywhere = {each: sum(counts[each] for counts in cells.values()) for each in Provenance}
    total = int(sum(everywhere.values()))
    return (
        ProvenanceShare("cells", _shares(everywhere), total),
        ProvenanceShare("money", _shares(money), total),
        *(
            ProvenanceShare(item, _shares(counts), int(sum(counts.values())))
            for item, counts in cells.items()
        ),
    )


def _shares(amounts: Mapping[Provenance, float]) -> dict[Provenance, float]:
    whole = sum(amounts.values())
    return {each: amount / whole if whole > 0 else 0.0 for each, amount in amounts.items()}


def moved_prices(outcome: Outcome, least: float = 1e-4) -> tuple[str, ...]:
    """Names of the asset classes whose price moved by at least ``least`` in some draw."""
    return tuple(
        each.name
        for each in outcome.system.asset_classes
        if any(
            np.abs(played.series[f"price.{each.name}"] - 1).max() >= least
            for played in outcome.played
            if f"price.{each.name}" in played.series
        )
    )
