"""The figures that a report derives from an outcome: sums by way, channel, side and institution."""

from dataclasses import dataclass
from enum import StrEnum

import numpy as np

from parley.engine.amounts import Bools, Money
from parley.errors import NotConverged
from parley.group.exercise.figures import HIT, loss_between
from parley.group.exercise.outcome import CHANNELS, Difference, Estimate, Outcome, Way
from parley.group.exercise.plan import ELSEWHERE

#: Below this share of the whole, a channel or a saving is called small in words.
SMALL = 0.05

#: A difference counts as different from zero from this many standard errors on.
ERRORS = 2.0


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
    if not outcome.kept.any():
        raise NotConverged("no draw ended in every way of playing: there is nothing to report")
    return outcome.kept


def unfinished(outcome: Outcome) -> int:
    """How many draws did not end in at least one way of playing."""
    return int(np.count_nonzero(~counted(outcome)))


def largest_gap(outcome: Outcome) -> float:
    """The largest remaining gap of all ways, as a share of the amounts concerned."""
    return max(played.gap for played in outcome.played)


def total_losses(outcome: Outcome, way: Way) -> Money:
    """Loss of all institutions by all channels in each draw that counts. Money."""
    return np.asarray(outcome.way(way).total[counted(outcome)])


def mean_loss(outcome: Outcome, way: Way) -> Estimate:
    """Mean loss of all institutions by all channels, with its error.

    Raises:
        NotConverged: if no draw ended in every way.
    """
    counted(outcome)
    return outcome.way(way).loss


def loss_by_channel(outcome: Outcome, way: Way) -> dict[str, float]:
    """Mean loss of all institutions by each channel of ``CHANNELS``. Money."""
    losses = outcome.way(way).by_channel
    return {channel: losses[channel].value for channel in CHANNELS}


def share_by_channel(outcome: Outcome, way: Way) -> dict[str, float]:
    """Share of the mean loss by each channel; all zero where nothing was lost. 0 to 1."""
    losses = loss_by_channel(outcome, way)
    whole = sum(losses.values())
    return {channel: loss / whole if whole > 0 else 0.0 for channel, loss in losses.items()}


def loss_by_institution(outcome: Outcome, way: Way) -> Money:
    """Mean loss of each institution by all channels. Shape (n,), money."""
    return np.array([each.value for each in outcome.way(way).by_institution])


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
        origins: Identifiers of the rows: ``hit`` if there is one, each side, ``elsewhere``.
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
    """Add up ``loss_from`` by side.

    Where every draw hits the same institution, what comes from it stands in a row of its own;
    what it bears belongs to its side.
    """
    labels, square = loss_between(outcome, outcome.way(way))
    home = outcome.exercise.outage.side
    bearers = (*(side.id for side in outcome.exercise.sides), ELSEWHERE)
    columns = [
        sum(
            (square[:, place] for place, label in enumerate(labels) if label in names),
            start=np.zeros(len(labels)),
        )
        for names in ([each, HIT] if each == home else [each] for each in bearers)
    ]
    return BorderLosses(labels, bearers, np.stack(columns, axis=1))


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
