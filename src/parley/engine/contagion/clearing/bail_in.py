"""Bail-in of named creditors: junior classes are written down or converted, then all is cleared.

| symbol | name | shape | unit |
|---|---|---|---|
| λ | ratio of equity to assets | (n,) | 1 |
| λ_B, λ_R | trigger, target | scalar | 1 |
| γ | share_if_worthless | scalar | 1 |
| F | new shares of j that its creditors get | (n, n) | 1 |
"""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

import numpy as np
from numpy.typing import ArrayLike

from parley.engine.amounts import Bools, Floats, Money, require_numbers
from parley.engine.contagion.clearing.result import ClearingRules
from parley.engine.contagion.clearing.seniority import (
    RankedClearing,
    RankedDebts,
    clear_ranked,
    ranked_debts,
)
from parley.errors import Fault, InvalidInput


class Conversion(StrEnum):
    """What creditors get for what they give up.

    WRITE_DOWN: nothing.
    FAIR: new shares: what they gave up as a part of equity after it. If there was no equity,
        ``share_if_worthless`` of all shares, in proportion to what each gave up.
    """

    WRITE_DOWN = "write-down"
    FAIR = "fair"


class Dilution(StrEnum):
    """Whose old shares shrink when new ones are given out.

    ISSUER: those of the bank that gives them out.
    HOLDER: those that a bank holds which itself gives out shares: so in the program published
        with the paper, whose printed example this reproduces. Old owners of a bank are not diluted
        there, and more than all of its shares may be held. For comparison only.
    """

    ISSUER = "issuer"
    HOLDER = "holder"


@dataclass(frozen=True, eq=False)
class BailIn:
    """Who was bailed in, by how much, and what then clears.

    Args:
        clearing: Of the debts that are left, one draw.
        debts: What is left of them, and who holds shares of whom.
        given_up: ``[s, i, j]``: what j gave up of its claim on i in class s.
            Shape (levels, n, n), money.
        bailed_in: Whose creditors gave something up. Shape (n,).
        rounds: How often banks were looked at.
    """

    clearing: RankedClearing
    debts: RankedDebts
    given_up: Money
    bailed_in: Bools
    rounds: int


def bail_in(
    liabilities_by_level: ArrayLike,
    external_assets: ArrayLike,
    *,
    layers: Sequence[int] = (-1,),
    trigger: float,
    target: float,
    external_liabilities_by_level: ArrayLike | None = None,
    cross_holdings: ArrayLike | None = None,
    creditors: Sequence[int] | None = None,
    conversion: Conversion | str = Conversion.FAIR,
    share_if_worthless: float = 0.5,
    dilution: Dilution | str = Dilution.ISSUER,
) -> BailIn:
    """Write down or convert junior claims on weak banks until they are strong, then clear.

    A bank whose ratio of equity to assets is at ``trigger`` or below has its claims in ``layers``
    cut, the most junior first, by what brings the ratio to ``target`` at today's assets::

        w_i = min(what can be cut, max(0, p̄_i - (1 - λ_R) A_i))   if λ_i = E_i / A_i <= λ_B

    Then all is cleared again, and so on until no bank needs more. Within a class all named
    creditors give up the same share.

    Args:
        liabilities_by_level: ``L^s[i, j]``, class 0 is paid first. Shape (levels, n, n), money.
        external_assets: ``e``. Shape (n,), money: one draw.
        layers: Classes that may be cut; -1 is the most junior. They are cut from the most junior.
        trigger, target: λ_B and λ_R, 0 to 1; target less than 1 and not below trigger.
        external_liabilities_by_level: ``b^s``. Shape (levels, n), money; None is nothing. In
            ``layers`` creditors outside give up the same share as those inside.
        cross_holdings: ``C[i, j]``: the share of j's equity that i holds. Shape (n, n).
        creditors: Who inside the network takes part; None is all, and all outside. If some are
            named, nobody outside takes part.
        conversion: What creditors get for it.
        share_if_worthless: γ: of a bank without equity, creditors get this share. 0 to 1.
        dilution: Whose old shares shrink.

    Returns:
        Debts, shares and clearing afterwards.

    Raises:
        InvalidInput: if an argument is not as above.

    Source:
        Puig & Siebenbrunner (2018), on bail-in in a network of banks with seniority.

    Example:
        A has 100, owes 60 first and 38 after that: equity of 2% triggers at 5%. To reach 20% it
        may owe 80 in all, so 18 of the 38 are cut.

        >>> senior, junior = np.array([[0, 60.0], [0, 0]]), np.array([[0, 38.0], [0, 0]])
        >>> found = bail_in([senior, junior], [100.0, 0.0], trigger=0.05, target=0.2)
        >>> found.given_up[1, 0, 1]
        np.float64(18.0)
    """
    debts = ranked_debts(liabilities_by_level, external_liabilities_by_level, cross_holdings)
    levels, n = debts.owed.shape
    kind, whose = _checked(layers, levels, creditors, n, trigger, target, share_if_worthless,
                           conversion, dilution)  # fmt: skip
    may_bear = np.zeros((levels, n + 1))  # the last is all who are outside
    for s in layers:
        may_bear[s] = 1.0 if creditors is None else 0.0
        if creditors is not None:
            may_bear[s, list(creditors)] = 1.0
    first = debts
    rounds, everybody = 0, np.zeros(n, dtype=np.bool_)
    while True:
        rounds += 1
        found = clear_ranked(debts, external_assets, ClearingRules()).require_converged()
        if found.equity.shape[0] != 1:
            fault = Fault("bail-in", 0, "external_assets", f"{found.equity.shape[0]} draws", "one")
            raise InvalidInput([fault])
        cut = _cut(debts, found.equity[0], may_bear, trigger, target)
        needs = cut.sum(axis=(0, 2)) > 1e-12 * debts.total
        if not needs.any():
            break
        everybody |= needs
        gained = np.zeros((n, n))
        if kind is Conversion.FAIR:
            gained = _new_shares(cut[:, :, :n].sum(axis=0), cut.sum(axis=(0, 2)), found.equity[0],
                                 share_if_worthless)  # fmt: skip
        keeps = 1.0 - gained.sum(axis=0)
        rows = keeps[np.newaxis, :] if whose is Dilution.ISSUER else keeps[:, np.newaxis]
        debts = RankedDebts(
            np.maximum(debts.inside - cut[:, :, :n], 0.0),
            np.maximum(debts.outside - cut[:, :, n], 0.0),
            debts.shares * rows + gained,
            may_exceed_one=whose is Dilution.HOLDER,
        )
    return BailIn(found, debts, first.inside - debts.inside, everybody, rounds)


def _cut(
    debts: RankedDebts, equity: Money, may_bear: Floats, trigger: float, target: float
) -> Money:
    """What each creditor gives up now, in each class. Shape (levels, n, n + 1), money."""
    assets = equity + debts.total
    wanted = np.maximum(debts.total - (1.0 - target) * assets, 0.0)
    left = np.where(equity <= trigger * assets, wanted, 0.0)
    claims = np.concatenate([debts.inside, debts.outside[:, :, np.newaxis]], axis=2)
    claims = claims * may_bear[:, np.newaxis, :]
    cut = np.zeros_like(claims)
    for s in reversed(range(claims.shape[0])):
        whole = claims[s].sum(axis=1)
        taken = np.minimum(left, whole)
        rate = np.divide(taken, whole, out=np.zeros_like(whole), where=whole > 0.0)
        cut[s] = claims[s] * rate[:, np.newaxis]
        left = left - taken
    return cut


def _new_shares(cut: Money, whole: Money, equity: Money, if_worthless: float) -> Floats:
    """New shares: row i holds, column j gave them out. Shape (n, n), 0 to 1."""
    alive = equity > 0.0
    base = np.where(alive, equity + whole, whole)
    rate = np.divide(np.where(alive, 1.0, if_worthless), base, out=np.zeros_like(base),
                     where=(base > 0.0) & (whole > 0.0))  # fmt: skip
    return np.asarray((cut * rate[:, np.newaxis]).T)


def _checked(
    layers: Sequence[int],
    levels: int,
    creditors: Sequence[int] | None,
    n: int,
    trigger: float,
    target: float,
    share_if_worthless: float,
    conversion: Conversion | str,
    dilution: Dilution | str,
) -> tuple[Conversion, Dilution]:
    where = "bail-in"
    require_numbers(where, trigger=trigger, target=target, share_if_worthless=share_if_worthless)
    faults = []
    if not layers or not all(-levels <= s < levels for s in layers):
        expected = f"classes from 0 to {levels - 1}"
        faults.append(Fault(where, 0, "layers", str(tuple(layers)), expected))
    if creditors is not None and not all(0 <= i < n for i in creditors):
        faults.append(Fault(where, 0, "creditors", str(tuple(creditors)), f"from 0 to {n - 1}"))
    if not 0.0 <= trigger <= target < 1.0:
        expected = "0 <= trigger <= target < 1"
        faults.append(Fault(where, 0, "trigger, target", f"{trigger}, {target}", expected))
    if not 0.0 <= share_if_worthless < 1.0:
        value = str(share_if_worthless)
        faults.append(Fault(where, 0, "share_if_worthless", value, "from 0 to less than 1"))
    if conversion not in tuple(Conversion):
        faults.append(Fault(where, 0, "conversion", str(conversion), "write-down or fair"))
    if dilution not in tuple(Dilution):
        faults.append(Fault(where, 0, "dilution", str(dilution), "issuer or holder"))
    if faults:
        raise InvalidInput(faults)
    return Conversion(conversion), Dilution(dilution)
