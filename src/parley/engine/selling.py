"""Rules of selling: what makes an institution sell, how much, what first, and at which price."""

from dataclasses import dataclass
from enum import Enum

import numpy as np
from numpy.typing import ArrayLike

from parley.engine.amounts import faults_in, locked_in, numbers_in
from parley.errors import Fault, InvalidInput


class SellingOrder(Enum):
    """What an institution sells first."""

    #: The same share of everything that it holds.
    PROPORTIONAL = "proportional"
    #: All of the class whose price answers least to a unit sold, then of the next.
    MOST_LIQUID_FIRST = "most liquid first"


class SettledAt(Enum):
    """The price that a seller gets, between those before and after all sales of a round."""

    BEFORE = 0.0
    #: The mean of the two: sold evenly on the way down.
    MIDDLE = 0.5
    AFTER = 1.0


@dataclass(frozen=True, eq=False)
class LeverageThresholds:
    """Ratios of equity to assets at which an institution acts, round after round.

    Below ``default_below`` it is in default and puts to market all that can be sold; below
    ``sell_below`` it pays back as much debt as brings the ratio to ``target``, from cash first.

    Args:
        default_below: One number or shape (n,), 0 to 1. At 0, who has equity below 0 defaults.
        sell_below: One number or shape (n,), 0 to 1, not less than ``default_below``.
        target: One number or shape (n,), above 0 to 1, not less than ``sell_below``.

    Raises:
        InvalidInput: if the three are not in that order from 0 to 1.

    Source:
        Cont & Schaanning (2017), Fire sales, indirect contagion and systemic stress testing,
        section 3; with a highest leverage of 33 and a return to 95 per cent of it, ``sell_below``
        is 1 / 33 and ``target`` 1 / (0.95 x 33). The defaults are those of Farmer,
        Kleinnijenhuis, Nahai-Williamson & Wetzer (2020), Foundations of system-wide financial
        stress testing, as published with it.
    """

    default_below: ArrayLike = 0.03
    sell_below: ArrayLike = 0.04
    target: ArrayLike = 0.05

    def __post_init__(self) -> None:
        low, line, aim = (
            numbers_in("fire sale", name, getattr(self, name))
            for name in ("default_below", "sell_below", "target")
        )
        ordered = False
        shapes = {each.shape for each in (low, line, aim)} - {()}
        if len(shapes) <= 1 and all(len(shape) == 1 for shape in shapes):
            ordered = bool(
                np.all((low >= 0.0) & (low <= line) & (line <= aim) & (aim <= 1.0) & (aim > 0.0))
            )
        if not ordered:
            value = f"{self.default_below}, {self.sell_below}, {self.target}"
            wanted = "default_below <= sell_below <= target, from 0 to 1, the target above 0"
            which = "default_below, sell_below, target"
            raise InvalidInput([Fault("thresholds", 0, which, value, wanted)])


@dataclass(frozen=True)
class LeverageTarget:
    """Every institution returns to the ratio of equity to assets that it had before the shock.

    In money it sells what it lost times its debt to equity. Who has no equity left is in default
    and sells everything.

    Source:
        Greenwood, Landier & Thesmar (2015), Journal of Financial Economics 115(3), equation 3;
        here with books that balance in every round, no more sold than is there, and as many
        rounds as asked for. ``vulnerability`` gives the linear model as it was published.
    """


@dataclass(frozen=True, eq=False)
class CapitalRatio:
    """A least ratio of equity to the assets that count, met at the highest possible prices.

    Not round after round: the greatest fixed point, at which nobody has to sell more. What a sale
    brings is cash, and cash does not count.

    Args:
        least: One number or shape (n,), 0 to 1; 0 switches the rule off.
        counts_other_assets: Whether what is neither cash nor holdings counts, in full.

    Raises:
        InvalidInput: if ``least`` is not from 0 to 1.

    Source:
        Cifuentes, Ferrucci & Shin (2005), Journal of the European Economic Association 3(2-3),
        equations 5 to 8.
    """

    least: ArrayLike = 0.08
    counts_other_assets: bool = True

    def __post_init__(self) -> None:
        least = locked_in("fire sale", "least", self.least)
        shape = () if least.ndim == 0 else (least.size,)
        faults = faults_in("fire sale", "least", least, (), shape=shape, high=1.0)
        if faults:
            raise InvalidInput(faults)


Selling = LeverageThresholds | LeverageTarget | CapitalRatio
