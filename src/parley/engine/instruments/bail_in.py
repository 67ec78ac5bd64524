"""Bail-in with a stay: creditors of a failing bank bear its recapitalisation, and none may leave.

For as long as the stay lasts, nobody may close out on the bank: it is not declared in default and
sells nothing by rule. What its creditors give up is booked as an asset of the bank, so that its
debts stay as they are; its shares in their hands count as nothing within an exercise.
"""

from enum import StrEnum

import numpy as np

from parley.engine.amounts import Floats, Money


class Entry(StrEnum):
    """Who bears the recapitalisation.

    SINGLE: all creditors alike, at home and abroad: one resolution at the top of the group.
    MULTIPLE: only creditors of the bank's own jurisdiction: each authority resolves its own part.

    Source:
        Financial Stability Board (2014), Key Attributes of Effective Resolution Regimes, KA 3;
        Bolton & Oehmke (2019), Review of Financial Studies 32(6), for the two entries.
    """

    SINGLE = "single"
    MULTIPLE = "multiple"


def recapitalisation(assets: Money, equity: Money, target: float) -> Money:
    """What creditors must give up so that equity is ``target`` of assets again.

    Solves ``(E + w) / (A + w) = target``; 0 for who is above it.

    Args:
        assets: ``A``. Shape (d,), money.
        equity: ``E``; may be negative. Shape (d,), money.
        target: Ratio of equity to assets, 0 up to but not 1.

    Example:
        >>> recapitalisation(np.array([100.0, 100.0]), np.array([1.0, 20.0]), 0.1)
        array([10.,  0.])
    """
    return np.maximum(target * assets - equity, 0.0) / (1.0 - target)


def bear(wanted: Money, owed: Money, external: Money, may_bear: Floats) -> tuple[Money, Money]:
    """Share a recapitalisation out among creditors, in proportion to what each is owed.

    Args:
        wanted: What is to be given up. Shape (d,), money.
        owed: What the bank owes each institution. Shape (d, n), money.
        external: What it owes outside the network. Shape (d,), money.
        may_bear: 1 for creditors that take part, else 0. Shape (n,) or (d, n).

    Returns:
        What each institution gives up, shape (d, n), and creditors outside, shape (d,); together
        what is wanted, or all that those who take part are owed if that is less.
    """
    inside = owed * may_bear
    base = inside.sum(axis=1) + external
    rate = np.divide(np.minimum(wanted, base), base, out=np.zeros_like(base), where=base > 0.0)
    return inside * rate[:, np.newaxis], external * rate
